"""What sentences say without a number: that there was none, and that all are done."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.prose import wordings
from pipeline.prose.naming import Context, Mention, Noun
from pipeline.prose.scope import is_compared


class Completion(NamedTuple):
    """A saying that all are done: of no case at all, or of those of the year."""

    saying: str
    of_none: bool


def none_stated(context: Context) -> Iterator[Mention]:
    """Yield what a sentence says there was none of: mentions of 0 without a count."""
    sentence = context.sentence
    for clause in wordings.CLAUSE.finditer(sentence.text):
        begin, end = clause.span()
        no = wordings.NO.search(sentence.text, begin, end)
        counts = [count for count in sentence.all_counts if begin <= count.start < end]
        if no and all(
            sentence.text[count.start] == "一" and count.number == 1 for count in counts
        ):  # 未收到一件
            yield from _none_carried(context, no, clause)
            yield from _none_of(context, no, _nouns(context, no, clause), end)


def _nouns(context: Context, no: re.Match[str], clause: re.Match[str]) -> list[Noun]:
    """Return the nouns that a "no" is said of: behind it, or before it (复议均未发生)."""
    text, (begin, end) = context.sentence.text, clause.span()
    nouns = [
        noun
        for noun in context.nouns
        if noun.subject and noun.end <= end and not wordings.CAUSE.match(text, noun.end)
    ]
    own = [noun for noun in nouns if noun.start >= begin]
    behind = [noun for noun in own if noun.start >= no.end() - 1]
    if not behind and wordings.HAPPENED.fullmatch(text, no.end(), end):
        return own or nouns[-2:]
    return behind


def _none_of(
    context: Context, no: re.Match[str], nouns: Sequence[Noun], end: int
) -> Iterator[Mention]:
    sentence, reader = context.sentence, context.reader
    text, around = sentence.text, sentence.text[no.start() : end]
    told: set[str] = set()
    for noun in nouns:
        if noun.subject in told or not context.is_known(noun):
            continue
        means = reader.subject(noun.subject).means
        means = means or reader.named(noun.subject, around, strong=False)
        is_light = (
            bool(told)
            or noun.start < no.end()
            or bool(wordings.LIGHT.fullmatch(text, no.end(), noun.start))
        )
        told.add(noun.subject)
        is_ended = nouns[-1].start < no.start() or bool(
            wordings.TAIL.fullmatch(text, nouns[-1].end, end)
        )
        sure = (
            is_light
            and is_ended
            and not wordings.SOME_OF.search(around)
            and reader.is_in_context(sentence, noun.subject, context.about)
            and context.scope.is_stated(sentence, no.start(), end)
        )
        if means:
            yield Mention(
                sentence, Decimal(0), no.start(), subject=noun.subject, means=means, sure=sure
            )


def _none_carried(context: Context, no: re.Match[str], clause: re.Match[str]) -> Iterator[Mention]:
    """Yield that none came from the year before, or that none are left."""
    text, main = context.sentence.text, context.reader.vocabulary.main
    words = clause[0]
    if not wordings.CARRIES.search(words) or not context.is_about(no.start(), main):
        return
    said = (words.replace(no[0], "", 1), words)  # 上年无结转
    named = (context.reader.named(main, one, strong=True) for one in said)
    means = next(filter(None, named), "")
    carried = context.reader.vocabulary.carried
    if means not in carried and wordings.CARRIED_BARE.fullmatch(text, no.end(), clause.end()):
        means = carried[1]
    if means in carried:
        sure = context.scope.is_stated(context.sentence, *clause.span())
        yield Mention(
            context.sentence, Decimal(0), no.start(), subject=main, means=means, sure=sure
        )


def all_done(context: Context, mentions: Sequence[Mention], whole: str) -> Completion | None:
    """Return the saying of a sentence that all cases are done, if it is about all of them.

    mentions: of the sentence. whole: the text in which it stands.
    """
    text, vocabulary = context.sentence.text, context.reader.vocabulary
    found = wordings.ALL_DONE.search(text)
    if not found or not context.is_about(found.start(), vocabulary.main):
        return None
    before = text[: found.start()]
    if (
        wordings.AIM.search(wordings.SENTENCE_PARTS.split(before)[-1])
        or wordings.LEFT_OVER.search(wordings.CARRIED_IN.sub("", text))
        or not context.scope.is_this_year(before)
    ):
        return None
    own = [
        one
        for one in mentions
        if one.count
        and one.count.end <= found.start()
        and one.means != vocabulary.carried[0]
        and not is_compared(one.count)
    ]
    if own and not (own[-1].sure and own[-1].means in vocabulary.wholes) and not _is_list(own):
        return None  # all of something else, or of a part
    if own and own[-1].number == 0 and own[-1].means:
        return None if "率" in found[0] else Completion(found[0], of_none=True)
    is_left = wordings.LEFT_ELSEWHERE.search(whole)
    return None if is_left else Completion(found[0], of_none=False)


def _is_list(mentions: Sequence[Mention]) -> bool:
    """Return whether the last numbers are all parts of a whole before them."""
    parts = Decimal(0)
    for mention in reversed(mentions):
        if mention.means and parts == mention.number:
            return True
        parts += mention.number
    return False

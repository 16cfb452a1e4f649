"""What sentences say without a number: that there was none, and that all are done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from pipeline.prose import wordings
from pipeline.prose.naming import Context, Mention
from pipeline.prose.reader import Noun, Reader
from pipeline.prose.scope import is_compared


class Completion(NamedTuple):
    """A saying that all are done; number: of how many cases, if it is said of a number."""

    saying: str
    number: Decimal | None = None


def none_stated(context: Context) -> Iterator[Mention]:
    """Yield what a sentence says there was none of: mentions of 0 without a count."""
    sentence = context.sentence
    if not wordings.MAY_BE_NONE.search(sentence.text):
        return
    for clause in wordings.CLAUSE.finditer(context.text_without_ways):
        counts = [one for one in sentence.all_counts if clause.start() <= one.start < clause.end()]
        if any(sentence.text[one.start] != "一" or one.number != 1 for one in counts):
            continue  # but 未收到一件 is none
        found = list(wordings.NO.finditer(sentence.text, *clause.span()))
        several = found[:1] + [
            no for no in found[1:] if sentence.text[no.start() - 1] in "、和及且"
        ]
        ends = [no.start() for no in several[1:]]
        for no, end in zip(several, [*ends, clause.end()], strict=False):
            yield from _none_carried(context, no, clause)
            yield from _none_of(context, no, _nouns(context, no, clause.start(), end), end)


def told_of_all(context: Context, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield what a clause says all cases of the number before it are, such as 复议2件，均维持."""
    reader, text = context.reader, context.sentence.text
    for mention in mentions:
        found = mention.count and wordings.ALL_OF.match(text, mention.count.end)
        if not found or not mention.sure or mention.is_last_years or not mention.number:
            continue
        words, start = found["words"], found.start("words")
        means = reader.named(mention.subject, words, strong=True)
        if not means and not wordings.NEGATED.search(words):
            means = reader.named(mention.subject, words, strong=False)
        is_of_all = found["all"] or mention.number == 1 or found["who"]
        is_new = means and means != mention.means and means not in reader.vocabulary.wholes
        if is_new and is_of_all:
            yield replace(
                mention,
                start=start,
                count=None,
                means=means,
                whole=mention.means,
                of=mention.number,
            )


def _nouns(context: Context, no: re.Match[str], begin: int, end: int) -> list[Noun]:
    """Return the nouns that a "no" is said of: behind it, or before it (复议均未发生)."""
    text = context.sentence.text
    nouns = [
        noun
        for noun in context.nouns
        if noun.subject and noun.end <= end and not wordings.CAUSE.match(text, noun.end)
    ]
    own = [noun for noun in nouns if noun.start >= begin]
    behind = [noun for noun in own if noun.start >= no.end() - 1]
    if behind or not nouns:
        return behind
    last, words = nouns[-1], text[no.end() : end]
    is_named = not context.reader.subject(last.subject).means and len(words) <= wordings.FEW
    if is_named and context.reader.named(last.subject, words, strong=False):
        return [last]  # 规范性文件…，也没有废止
    return (own or nouns[-2:]) if wordings.HAPPENED.fullmatch(words) else []


def _none_of(
    context: Context, no: re.Match[str], nouns: Sequence[Noun], end: int
) -> Iterator[Mention]:
    sentence, reader = context.sentence, context.reader
    text = context.text_without_ways
    around = text[no.start() : end]
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
            and not wordings.SOME_WAY.search(context.clause_before(no.start()))
            and context.is_of_form(noun.subject)
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
    if not wordings.CARRIES.search(words) or not context.is_about(clause.end(), main):
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


def all_done(context: Context, mentions: Sequence[Mention], *, is_left: bool) -> Completion | None:
    """Return the saying of a sentence that all cases are done, if it is about all of them.

    mentions: of the sentence. is_left: whether the text says elsewhere that some are left.
    """
    text, vocabulary = context.sentence.text, context.reader.vocabulary
    found = wordings.ALL_DONE.search(text)
    if not found:
        return None
    before = text[: found.start()]
    told = [
        one
        for one in mentions
        if one.count
        and one.count.end <= found.start()
        and not is_compared(one.count)
        and not wordings.EXCEPT.search(one.count.lead)
    ]
    is_about = context.is_about(found.start(), vocabulary.main)
    if (
        not (is_about or (told and told[-1].subject == vocabulary.main))
        or wordings.AIM.search(wordings.SENTENCE_PARTS.split(before)[-1])
        or wordings.OF_SOME.search(before)
        or wordings.LEFT_OVER.search(wordings.WITHDRAWN.sub("", wordings.CARRIED_IN.sub("", text)))
        or not context.scope.is_this_year(before)
        or _is_of_some(told, found, context.reader)
    ):
        return None
    own = [one for one in told if one.means and one.means != vocabulary.carried[0]]
    if own and own[-1].number == 0:
        return None if "率" in found[0] else Completion(found[0], Decimal(0))
    if is_left:
        return None
    is_done = own and own[-1] is told[-1] and own[-1].means == vocabulary.done
    return Completion(found[0], own[-1].number if is_done else None)  # 28件均已办结


def _is_of_some(told: Sequence[Mention], found: re.Match[str], reader: Reader) -> bool:
    """Return whether the numbers before "all" are of other cases, of a part, or of those done."""
    vocabulary = reader.vocabulary
    own = [one for one in told if one.means != vocabulary.carried[0]]
    is_of_carried = not own or (own[-1] is not told[-1] and _is_apart(told, found.start()))
    if len(own) < len(told) and is_of_carried:
        return True  # 上年结转的2件均已办结
    if not own or _is_list(own):
        return False
    last = own[-1]
    words = last.count.lead if last.count else ""
    if reader.named(vocabulary.main, words, strong=False) == vocabulary.done:
        return True  # 办结11件，均在期限内答复
    is_said_of_it = last.count and found.start() < last.count.end + len(last.count.trail)
    is_done = last.means == vocabulary.done and is_said_of_it
    return not is_done and not (last.sure and last.means in vocabulary.wholes)


def _is_apart(told: Sequence[Mention], end: int) -> bool:
    """Return whether only the last number is meant: 新收12件，上年结转的2件也办结."""
    last, text = told[-1], told[-1].sentence.text
    return text[last.start - 1] == "的" and not wordings.AS_OF.search(text, last.start, end)


def _is_list(mentions: Sequence[Mention]) -> bool:
    """Return whether the last numbers are all parts of a whole before them."""
    parts = Decimal(0)
    for mention in reversed(mentions):
        if mention.means and parts == mention.number:
            return True
        parts += mention.number
    return False

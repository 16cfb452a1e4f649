"""What each number of a text is of: its subject, and which quantity its own words state."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise, takewhile

from pipeline.prose import wordings
from pipeline.prose.reader import Noun, Reader
from pipeline.prose.scope import Scope
from pipeline.prose.sentences import Count, Sentence
from pipeline.prose.terms import Term


@dataclass(frozen=True)
class Mention:
    """One number of a text, and what the words say that it is of.

    number: as stated; 0 also where a clause says that there was none.
    start: where it stands in the sentence.
    count: the number in the sentence; None where a clause says that there was none.
    subject: key of the subject; blank: another matter.
    means: key of the quantity; blank: not named.
    whole: key of the quantity named before, of which the number may be a part; blank: none.
    of: how many these are; None: no quantity is named before.
    sure: whether the words leave no other reading.
    is_last_years: whether it is the quantity of the year before.
    """

    sentence: Sentence
    number: Decimal
    start: int
    count: Count | None = None
    subject: str = ""
    means: str = ""
    whole: str = ""
    of: Decimal | None = None
    sure: bool = False
    is_last_years: bool = False


@dataclass(frozen=True)
class Context:
    """One sentence, and whose year it is of; about: the subject of what was said before it."""

    reader: Reader
    sentence: Sentence
    about: str
    scope: Scope

    @cached_property
    def nouns(self) -> Sequence[Noun]:
        """Return the nouns of the sentence, in order."""
        return tuple(self.reader.nouns_of(self.sentence.text))

    @cached_property
    def text_without_ways(self) -> str:
        """Return the text, sign for sign, without the bracket of 任何形式（当面、信函）的申请."""
        return wordings.WAYS.sub(lambda ways: "的" * len(ways[0]), self.sentence.text)

    def goes_on_about(self, topic: str) -> str:
        """Return what the next sentence of the paragraph is about, if it names no subject."""
        told = [one.subject for one in self.nouns if one.is_certain or not one.subject]
        if not told:
            return self.about
        return told[-1] if told[-1] and self.reader.subject(told[-1]).lasts else topic

    def mentions(self) -> Iterator[Mention]:
        """Yield what each count of the sentence is of."""
        before: list[Mention] = []
        for count in self.sentence.counts:
            item = self._with_its_item(count)
            for mention in self._named(item, before):
                own = mention if item is count else replace(mention, count=count, start=count.start)
                before.append(own)
                yield own

    def clause_before(self, at: int) -> str:
        """Return the words of a clause before a place in it."""
        return wordings.SENTENCE_PARTS.split(self.sentence.text[:at])[-1]

    def _with_its_item(self, count: Count) -> Count:
        """Return a count with the words of its own item: 甲、乙分别为3件、4件; 甲、乙3件、4件."""
        text, run = self.sentence.text, next(run for run in self._runs if count in run)
        if len(run) < 2:
            return count
        at = run[0].start
        if wordings.IN_TURN in run[0].lead:
            at = text.rindex(wordings.IN_TURN, 0, at)
        begin = max(text.rfind(sign, 0, at) for sign in "，；：") + 1
        items = wordings.ITEMS.split(text[begin:at])
        if len(items) != len(run):
            return count
        place = run.index(count)
        end = begin + len("、".join(items[: place + 1]))
        return count._replace(lead=items[place], trail="", start=end, end=end)

    @cached_property
    def _runs(self) -> Sequence[Sequence[Count]]:
        """Return the counts of the sentence, together where nothing but signs is between them."""
        runs: list[list[Count]] = []
        for count in self.sentence.counts:
            is_next = runs and wordings.RUN.fullmatch(
                self.sentence.text, runs[-1][-1].end, count.start
            )
            if is_next:
                runs[-1].append(count)
            else:
                runs.append([count])
        return runs

    def is_about(self, at: int, subject: str) -> bool:
        """Return whether what stands at a place of the sentence is about a subject."""
        last = [
            noun.subject
            for noun in self.nouns
            if noun.start < at
            and (noun.is_certain or not noun.subject or noun.subject == self.about)
            and not wordings.THEME.search(self.sentence.text, 0, noun.start)
        ]
        return (last[-1] if last else self.about) == subject

    def _named(self, count: Count, before: Sequence[Mention]) -> Iterator[Mention]:
        """Yield what a count is of; before: the mentions before it in the sentence."""
        mention = self._in_its_whole(count, before)
        noun = self._noun_of(count)
        is_near = noun is not None and noun.start >= count.start - len(count.lead)
        subject, terms = self._subject_and_terms(count, noun, is_near=is_near)
        if not subject or count.unit not in wordings.CASES:
            yield mention
            return
        mention = replace(mention, subject=subject)
        if self._is_only_way(count):
            terms = self.reader.came(subject, count.lead) or terms
        if terms:
            *came, last = terms
            for term in came:  # 收到并办结5件: more may have come
                yield replace(self._of(mention, count, term.means, term), sure=False)
                mention = replace(mention, whole=self.reader.vocabulary.new, of=count.number)
            yield self._of(mention, count, last.means, last)
            if noun and is_near and self._is_remarked(count) and self._is_bare(count, noun):
                means = self.reader.subject(subject).means  # 行政复议1件（维持）
                yield self._of(mention, count, means)
        elif told := self._told_before(mention, count, before):
            yield self._of(mention, count, told.means, told)
        elif noun and is_near and self._is_bare(count, noun):
            means = self.reader.subject(subject).means
            is_joined = before and means in before[-1].means and means != before[-1].means
            lead = wordings.AMONG.sub("", count.lead) if is_joined else count.lead
            bare = self._of(mention, count._replace(lead=lead), means)  # 复议、诉讼3件，其中复议1件
            yield from self._with_joined(bare, count, noun)
        else:
            yield mention

    def _is_remarked(self, count: Count) -> bool:
        """Return whether a bracket without numbers stands behind a number."""
        is_open = self.sentence.text[count.end : count.end + 1] in wordings.OPEN
        return is_open and bool(count.trail)

    def _is_only_way(self, count: Count) -> bool:
        """Return whether none came in another way: 网上收到4件，线下未收到."""
        return self.sentence.counts == (count,) and any(
            wordings.NO.search(clause) and wordings.SOME_WAY.search(clause)
            for clause in wordings.CLAUSE.findall(self.sentence.text)
        )

    def _in_its_whole(self, count: Count, before: Sequence[Mention]) -> Mention:
        """Return a number that is not named yet, with the whole that it may be a part of."""
        whole, of = "", None
        for one in reversed(before):
            is_outside = one.count and one.count.depth <= count.depth
            if is_outside and one.means in self.reader.vocabulary.wholes:
                whole, of = one.means, one.number
                break
        return Mention(self.sentence, count.number, count.start, count, whole=whole, of=of)

    def _of(self, mention: Mention, count: Count, means: str, term: Term | None = None) -> Mention:
        """Return a mention with the quantity that its words name, and whose year it is of."""
        is_of_form = self.is_of_form(mention.subject, count)
        return replace(
            mention,
            means="" if self.scope.is_of_another_year(self.sentence, count) else means,
            sure=bool(means) and is_of_form and self._is_sure(count, term),
            is_last_years=self.scope.is_last_year(self.sentence.text[: count.start]),
        )

    def _told_before(
        self, mention: Mention, count: Count, before: Sequence[Mention]
    ) -> Term | None:
        """Return the quantity of a number that goes on about one before it; None: of none."""
        vocabulary, last = self.reader.vocabulary, before[-1] if before else None
        came = next((one.means for one in reversed(before) if one.means in vocabulary.came), "")
        if came and wordings.OF_THE_YEAR.fullmatch(count.lead):
            means = vocabulary.new  # 共10件, 其中2025年8件
        elif wordings.IN_ALL.fullmatch(count.lead):
            means = came or self._sorted(before)
        elif last and wordings.OUR_SHARE.fullmatch(count.lead):  # 全区共收到168件，我街道21件
            means = last.means
        elif last and wordings.UP_TO.fullmatch(count.lead):  # 由6件增至9件
            means = last.means or self.reader.subject(mention.subject).means
        elif last and last.count and wordings.AMONG.search(count.lead):
            is_part = mention.subject in (vocabulary.main, last.subject)
            terms = () if is_part else self.reader.terms(mention.subject, last.count)
            means = terms[0].means if terms else ""  # 印发文件93件, 其中规范性文件1件
        else:
            is_like = not count.lead and wordings.IN_TURN in self.sentence.text[: count.start]
            means = last.means if last and is_like else ""
        return Term(mention.subject, "", means) if means else None

    def _sorted(self, parts: Sequence[Mention]) -> str:
        """Return what parts make together that are told apart by ways that no quantity is of."""
        vocabulary = self.reader.vocabulary
        main = [one for one in parts if one.subject == vocabulary.main and one.count]
        words = self.sentence.text[: main[0].start] if main else ""
        if {one.means for one in main} == {vocabulary.done, vocabulary.carried[1]}:
            return vocabulary.received  # 10件已答复，3件转入下年，合计13件
        if len(main) < 2 or any(one.means in vocabulary.stages for one in main):
            return ""
        stages = self.reader.named_stages(vocabulary.main, words)
        if stages <= vocabulary.came:
            return min(stages, default=vocabulary.received)
        return ""

    def is_of_form(self, subject: str, count: Count | None = None) -> bool:
        """Return whether cases that a number counts, or the sentence, are those of the form."""
        if not self.reader.subject(subject).in_context:
            return True
        end = count.end + len(count.trail) if count else len(self.sentence.text)
        if self.reader.is_context(self.sentence.text[:end]):
            return True
        behind = [one for one in self.sentence.counts if one.start >= end]
        of_others = [one for one in behind if self.reader.is_context(one.lead)]
        if any(
            noun.subject == subject and one.start - len(one.lead) <= noun.start < one.start
            for one in of_others
            for noun in self.nouns
        ):
            return False  # 复议35件, 其中涉及政府信息公开的复议2件
        return bool(self.about) or (
            not of_others and self.reader.is_context(self.sentence.text[end:])
        )

    def _subject_and_terms(
        self, count: Count, noun: Noun | None, *, is_near: bool
    ) -> tuple[str, Sequence[Term]]:
        """Return what a count is about, and the terms that its words name."""
        subject = self._subject_of(noun) if noun else self.about
        terms = self.reader.terms(subject or self.about, count, self._rest(count))
        behind = count.end + len(count.trail)
        is_other = (noun is not None and noun.is_of_cases and is_near) or any(
            one.is_of_cases and count.end <= one.start < behind for one in self.nouns
        )
        if not subject and terms and terms[0].strong and terms[0].means and not is_other:
            return self.about, terms  # 属于执法案卷信息而不予公开: its own words say it
        return subject, terms

    def _rest(self, count: Count) -> str:
        """Return the clauses behind a number that have no number of their own."""
        behind = [one.start for one in self.sentence.all_counts if one.start > count.start]
        words = self.sentence.text[count.end : behind[0] if behind else None].partition("；")[0]
        return words.rpartition("，")[0] if behind else words

    def _noun_of(self, count: Count) -> Noun | None:
        """Return the noun right behind a number, or the last one before it."""
        text = self.sentence.text
        before = [noun for noun in self.nouns if noun.end <= count.start]
        behind = next((noun for noun in self.nouns if noun.start >= count.end), None)
        if behind and text[count.end : behind.start] in wordings.BETWEEN:
            begin = count.start - len(count.lead)
            own = any(noun.start >= begin and noun.is_certain for noun in before)
            fits = not count.is_followed or behind.end - count.end <= len(count.trail)
            if fits and (behind.is_certain or not own):
                return behind
        if not before and count.start == count.end:
            return behind  # of an item whose noun stands in the next: 制发、废止规范性文件
        while len(before) > 1 and self._is_nothing_more(before[-1], before[-2], count):
            before.pop()
        return before[-1] if before else None

    def _is_nothing_more(self, noun: Noun, before: Noun, count: Count) -> bool:
        """Return whether a noun goes on with the one before it, or is in another statement."""
        if noun.subject or noun.is_of_cases:
            return not noun.subject and noun.start == before.end  # 依申请公开邮件
        return noun.start == before.end or "；" in self.sentence.text[noun.end : count.start]

    def _subject_of(self, noun: Noun) -> str:
        """Return the subject of a noun; blank if only a text that is about it would mean it."""
        return noun.subject if self.is_known(noun) else ""

    def is_known(self, noun: Noun) -> bool:
        """Return whether a noun is certain, or the text is about its subject already."""
        if noun.is_certain or noun.subject in ("", self.about):
            return True
        told = (one.subject for one in self.nouns if one.is_certain and one.end <= noun.start)
        is_about_cases = bool(self.about) and self.reader.subject(self.about).in_context
        return noun.subject in told or is_about_cases or self.reader.is_context(self.sentence.text)

    def _is_bare(self, count: Count, noun: Noun) -> bool:
        """Return whether nothing but filling words stand between a noun and its number."""
        words = self.sentence.text[noun.start : noun.end]
        is_silent = re.fullmatch(self.reader.subject(noun.subject).silent, words)
        if is_silent and self.sentence.text[noun.end : noun.end + 1] not in ("数", "量"):
            return False
        if noun.start >= count.end:
            return True
        filler = wordings.FILLER.fullmatch(self.sentence.text, noun.end, count.start)
        return filler is not None

    def _is_sure(self, count: Count, term: Term | None) -> bool:
        before = self.sentence.text[: count.start]
        is_dealt_with_now = self.scope.is_last_year(before) and wordings.TOO.match(count.trail)
        if not count.exact or not self.scope.is_own(self.sentence, count) or is_dealt_with_now:
            return False
        if term and term.strong:
            return count.depth <= 1 and not wordings.UNCLEAR.search(count.lead)
        vocabulary = self.reader.vocabulary
        if term and term.means in (vocabulary.done, vocabulary.handled):
            if self._is_all_but_left(count):
                return count.depth == 0
            if wordings.WITHDRAWN_TOO.match(self.sentence.text, count.end):
                return False
            if wordings.EXCEPT.search(before) or not wordings.OWN_WORDS.search(count.lead):
                return False  # 1件已答复: some of them, each with its own fate
        if wordings.IN_TURN in before and not wordings.IN_ALL.fullmatch(count.lead):
            return self.scope.is_its_turn(self.sentence, count)
        is_whole = term is None or term.means in vocabulary.wholes - {vocabulary.new}
        lead = wordings.OURS.sub("", wordings.OF_THE_YEAR.sub("", count.lead))
        lead = wordings.ALL_WAYS.sub("", lead)
        some = is_whole and wordings.SOME.search(lead)
        return count.depth <= (not is_whole) and not some

    def _is_all_but_left(self, count: Count) -> bool:
        """Return whether what is left follows a number: 其中12件已答复，2件正在办理."""
        vocabulary, rest = self.reader.vocabulary, self.sentence.text[count.end :]
        is_left = self.reader.named(vocabulary.main, rest, strong=True) == vocabulary.carried[1]
        return is_left and wordings.ALL_BUT.fullmatch(count.lead) is not None

    def _with_joined(self, mention: Mention, count: Count, noun: Noun) -> Iterator[Mention]:
        """Yield the mention, and one for each noun joined to its own (复议、诉讼各1件)."""
        if count not in self.sentence.counts:
            yield mention  # it has an item of its own
            return
        text, nouns = self.sentence.text, self.nouns[: self.nouns.index(noun) + 1]
        gaps = zip(reversed(nouns[:-1]), reversed(nouns), strict=False)
        joined = takewhile(
            lambda gap: wordings.JOINED.fullmatch(text, gap[0].end, gap[1].start) is not None, gaps
        )
        others = [
            self.reader.subject(one.subject).means
            for one, _ in joined
            if one.subject and one.subject != noun.subject
        ]
        if others and mention.number and not wordings.EACH.search(text, noun.end, mention.start):
            yield replace(mention, means="".join((*reversed(others), mention.means)))
            return
        for means in (mention.means, *others):
            yield replace(mention, means=means)


def read_mentions(
    reader: Reader, sentences: Sequence[Sentence], topic: str, body: str
) -> Iterator[tuple[Context, list[Mention]]]:
    """Yield each sentence that says how many, in its context, with what its counts are of.

    topic: the subject of the whole text; blank: none. body: the name of whoever writes.
    """
    scope = Scope(reader.year, body)
    for paragraph in _paragraphs(sentences):
        about = topic
        telling = [at for at, sentence in enumerate(paragraph) if _may_tell(sentence)]
        for at in range(telling[-1] + 1 if telling else 0):
            context = Context(reader, paragraph[at], about, scope)
            if at in telling:
                yield context, list(context.mentions())
            about = context.goes_on_about(topic)


def _paragraphs(sentences: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    """Yield the sentences of each paragraph."""
    begins = [at for at, sentence in enumerate(sentences) if sentence.begins_paragraph]
    for begin, end in pairwise([*begins, len(sentences)]):
        yield sentences[begin:end]


def _may_tell(sentence: Sentence) -> bool:
    """Return whether a sentence says how many, that there were none, or that all are done."""
    return bool(sentence.all_counts) or wordings.MAY_SAY.search(sentence.text) is not None

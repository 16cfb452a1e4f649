"""What each number of a text is of: its subject, and which quantity its own words state."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from pipeline.prose import wordings
from pipeline.prose.scope import Scope
from pipeline.prose.sentences import Count, Sentence
from pipeline.prose.terms import Subject, Term, Vocabulary


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


class Noun(NamedTuple):
    """A noun in a sentence; subject: blank for other matters."""

    start: int
    end: int
    subject: str
    is_certain: bool = False  # whatever the text is about
    is_of_cases: bool = False  # of another matter with cases of its own


class Terms:
    """The terms of one subject, compiled; one search tells whether any of them is there."""

    def __init__(self, terms: Sequence[tuple[str, Term]]) -> None:
        self._each = [(re.compile(words), term) for words, term in terms]
        self._any = {
            strong: re.compile("|".join(own) if own else "(?!)")
            for strong in (True, False)
            for own in [[words for words, term in terms if term.strong is strong]]
        }

    def found(self, words: str, *, strong: bool) -> list[tuple[Term, int]]:
        """Return the terms that stand in some words, the first of the vocabulary first."""
        if not self._any[strong].search(words):
            return []
        return [
            (term, hit.start())
            for pattern, term in self._each
            if term.strong is strong and (hit := pattern.search(words))
        ]


class Reader:
    """Reads what numbers are of, by the vocabulary of a form, for a report year and a writer."""

    def __init__(self, vocabulary: Vocabulary, year: int) -> None:
        years = {
            "before": f"(?:上一?年(?:度)?|上一?个?年度|去年(?:度)?|往年|{year - 1}年(?:度)?)",
            "after": f"(?:下一?个?年度?|次年(?:度)?|翌年|明年|来年|{year + 1}年(?:度)?)",
        }
        self.vocabulary = vocabulary
        self.year = year
        self._subjects = {subject.name: subject for subject in vocabulary.subjects}
        told = [(term.words.format(**years), term) for term in vocabulary.terms]
        self._terms = {
            name: Terms([(words, term) for words, term in told if term.subject == name])
            for name in self._subjects
        }
        self._context = re.compile(vocabulary.context)
        self._nouns = re.compile("|".join(self._groups()))

    def _groups(self) -> Iterator[str]:
        """Yield groups of nouns: certain ones first, so that they are not read in parts."""
        subjects = self.vocabulary.subjects
        yield from (f"(?P<certain{at}>{one.nouns})" for at, one in enumerate(subjects))
        yield f"(?P<published>{self.vocabulary.published})|(?P<others>{self.vocabulary.others})"
        yield from (f"(?P<also{at}>{one.also})" for at, one in enumerate(subjects) if one.also)

    def nouns_of(self, text: str) -> Iterator[Noun]:
        """Yield the nouns of a sentence, in order."""
        for found in self._nouns.finditer(text):
            kind = str(found.lastgroup)
            if kind in ("published", "others"):
                yield Noun(*found.span(), "", is_of_cases=kind == "others")
            else:
                subject = self.vocabulary.subjects[int(kind.strip("certainlso"))]
                yield Noun(*found.span(), subject.name, is_certain=kind.startswith("certain"))

    def mentions(
        self, sentences: Sequence[Sentence], topic: str, body: str
    ) -> Iterator[tuple["Context", list[Mention]]]:
        """Yield each sentence that says how many, in its context, with what its counts are of.

        topic: the subject of the whole text; blank: none. body: the name of whoever writes.
        """
        scope = Scope(self.year, body)
        before: list[Context] = []  # of the paragraph
        for sentence in sentences:
            if sentence.begins_paragraph:
                before = []
            context = Context(self, sentence, tuple(before), topic, scope)
            if sentence.all_counts or wordings.MAY_SAY.search(sentence.text):
                yield context, list(context.mentions())
            before.append(context)

    def subject(self, name: str) -> Subject:
        """Return a subject of the vocabulary."""
        return self._subjects[name]

    def is_context(self, sentence: Sentence) -> bool:
        """Return whether a sentence says that it is about the subject of the form."""
        return bool(self._context.search(sentence.text))

    def is_in_context(self, sentence: Sentence, subject: str, about: str) -> bool:
        """Return whether cases that a sentence speaks of are those of the form."""
        needed = self._subjects[subject].in_context and not about
        return not needed or bool(self._context.search(sentence.text))

    def named(self, subject: str, words: str, *, strong: bool) -> str:
        """Return the quantity that words of a subject name; blank: none."""
        found = self._terms[subject].found(words, strong=strong)
        return found[0][0].means if found else ""

    def term(self, subject: str, count: Count) -> Term | None:
        """Return the term that the words before a number name, else the one behind it."""
        terms = self._terms.get(subject)
        if terms is None:
            return None
        lead = wordings.ALL_WAYS.sub("", count.lead)
        beside = (lead, "" if count.is_followed else count.trail)
        for words in beside:
            if found := terms.found(words, strong=True):
                return found[0][0]
        together = wordings.TOGETHER.search(lead)  # 平台共收到: the part is who received
        for words in beside:
            since = together.start() if together and words is lead else -1
            found = terms.found(words, strong=False)
            named = [term for term, at in found if term.means or at > since]
            if named:
                return self._mixed(named, subject)
        return None

    def _mixed(self, named: Sequence[Term], subject: str) -> Term:
        """Return the first term; 收到并答复 and its like state any of several quantities."""
        several, means = self.vocabulary.mixed
        if named[0].means in several and len({term.means for term in named} & several) > 1:
            return Term(subject, "", means)
        return named[0]


@dataclass(frozen=True)
class Context:
    """One sentence, what it is about, and whose year it is of.

    before: the sentences before it in its paragraph. topic: the subject of the whole text.
    """

    reader: Reader
    sentence: Sentence
    before: Sequence["Context"]
    topic: str
    scope: Scope

    @cached_property
    def nouns(self) -> Sequence[Noun]:
        """Return the nouns of the sentence, in order."""
        return tuple(self.reader.nouns_of(self.sentence.text))

    @cached_property
    def about(self) -> str:
        """Return the subject of what was said before; blank: none."""
        for context in reversed(self.before):
            told = [one.subject for one in context.nouns if one.is_certain or not one.subject]
            if told:
                lasts = told[-1] and self.reader.subject(told[-1]).lasts
                return told[-1] if lasts else self.topic
        return self.topic

    def mentions(self) -> Iterator[Mention]:
        """Yield what each count of the sentence is of."""
        whole, of = "", None
        last: Mention | None = None
        for count in self.sentence.counts:
            item = self._with_its_item(count)
            for own in self._named(item, whole, of):
                mention = self._like(last, own)
                if item is not count:
                    mention = replace(mention, count=count, start=count.start)
                yield mention
                last = mention
                if mention.means in self.reader.vocabulary.wholes:
                    whole, of = mention.means, mention.number

    def _with_its_item(self, count: Count) -> Count:
        """Return a count with the words of its own item: 甲、乙分别为3件、4件."""
        text = self.sentence.text
        at = text.rfind(wordings.IN_TURN, 0, count.start)
        if at < 0:
            return count
        begin = max(text.rfind(sign, 0, at) for sign in "，；：") + 1
        items = wordings.ITEMS.split(text[begin:at])
        several = [one for one in self.sentence.counts if one.start > at]
        if len(items) != len(several) or count not in several:
            return count
        place = several.index(count)
        end = begin + len("、".join(items[: place + 1]))
        return replace(count, lead=items[place], trail="", start=end, end=end)

    def _like(self, last: Mention | None, mention: Mention) -> Mention:
        """Return a mention of the quantity before it, if they share their words (分别为)."""
        count = mention.count
        if last is None or count is None or mention.means or count.lead:
            return mention
        if wordings.IN_TURN not in self.sentence.text[: count.start]:
            return mention
        sure = self._is_sure(count, None)
        return replace(mention, subject=last.subject, means=last.means, sure=sure)

    def is_about(self, at: int, subject: str) -> bool:
        """Return whether what stands at a place of the sentence is about a subject."""
        last = [
            noun.subject
            for noun in self.nouns
            if noun.start < at
            and (noun.is_certain or not noun.subject or noun.subject == self.about)
        ]
        return (last[-1] if last else self.about) == subject

    def _named(self, count: Count, whole: str, of: Decimal | None) -> Iterator[Mention]:
        mention = Mention(self.sentence, count.number, count.start, count, whole=whole, of=of)
        noun = self._noun_of(count)
        is_near = noun is not None and noun.start >= count.start - len(count.lead)
        subject, term = self._subject_and_term(count, noun, is_near=is_near)
        if not subject or count.unit not in wordings.CASES:
            yield mention
            return
        bare = self.reader.subject(subject).means
        means = term.means if term else ""
        if not term and self._goes_on(count, whole):
            means = whole
        elif not term and noun and is_near and self._is_bare(count, noun):
            means = bare
        sure = self.reader.is_in_context(self.sentence, subject, self.about)
        named = replace(
            mention,
            subject=subject,
            means=means,
            sure=bool(means) and sure and self._is_sure(count, term),
            is_last_years=self.scope.is_last_year(self.sentence.text[: count.start]),
        )
        if noun and is_near and means and means == bare:
            yield from self._with_joined(named, noun)
        else:
            yield named

    def _goes_on(self, count: Count, whole: str) -> bool:
        """Return whether a number is of the whole named before: 共10件, 其中2025年8件."""
        return whole in self.reader.vocabulary.came and bool(
            wordings.OF_THE_YEAR.fullmatch(count.lead) or wordings.IN_ALL.fullmatch(count.lead)
        )

    def _subject_and_term(
        self, count: Count, noun: Noun | None, *, is_near: bool
    ) -> tuple[str, Term | None]:
        """Return what a count is about, and the term that its words name."""
        subject = self._subject_of(noun) if noun else self.about
        term = self.reader.term(subject or self.about, count)
        behind = count.end + len(count.trail)
        is_other = (noun is not None and noun.is_of_cases and is_near) or any(
            one.is_of_cases and count.end <= one.start < behind for one in self.nouns
        )
        if not subject and term and term.strong and term.means and not is_other:
            return self.about, term  # 属于执法案卷信息而不予公开: its own words say it
        return subject, term

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
        while len(before) > 1 and not before[-1].subject and before[-1].start == before[-2].end:
            before.pop()  # 依申请公开邮件: the noun goes on
        return before[-1] if before else None

    def _subject_of(self, noun: Noun) -> str:
        """Return the subject of a noun; blank if only a text that is about it would mean it."""
        return noun.subject if self.is_known(noun) else ""

    def is_known(self, noun: Noun) -> bool:
        """Return whether a noun is certain, or the text is about its subject already."""
        if noun.is_certain or noun.subject in ("", self.about):
            return True
        told = (one.subject for one in self.nouns if one.is_certain and one.end <= noun.start)
        return noun.subject in told or self.reader.is_context(self.sentence)

    def _is_bare(self, count: Count, noun: Noun) -> bool:
        """Return whether nothing but filling words stand between a noun and its number."""
        if re.fullmatch(
            self.reader.subject(noun.subject).silent, self.sentence.text[noun.start : noun.end]
        ):
            return False
        if noun.start >= count.end:
            return True
        filler = wordings.FILLER.fullmatch(self.sentence.text, noun.end, count.start)
        return filler is not None

    def _is_sure(self, count: Count, term: Term | None) -> bool:
        before = self.sentence.text[: count.start]
        if not count.exact or not self.scope.is_own(self.sentence, count):
            return False
        if term and term.strong:
            return count.depth <= 1
        if term and self._is_dealt_with(term):
            if self._is_all_but_left(count):
                return count.depth == 0
            if wordings.EXCEPT.search(before) or not wordings.OWN_WORDS.search(count.lead):
                return False  # 1件已答复: some of them, each with its own fate
        if wordings.IN_TURN in before:
            return self.scope.is_its_turn(self.sentence, count)
        is_whole = term is None or term.means in self.reader.vocabulary.wholes
        lead = wordings.OURS.sub("", wordings.OF_THE_YEAR.sub("", count.lead))
        lead = wordings.ALL_WAYS.sub("", lead)
        some = is_whole and wordings.SOME.search(lead)
        return count.depth <= (not is_whole) and not some

    def _is_all_but_left(self, count: Count) -> bool:
        """Return whether what is left follows a number: 其中12件已答复，2件正在办理."""
        vocabulary, rest = self.reader.vocabulary, self.sentence.text[count.end :]
        is_left = self.reader.named(vocabulary.main, rest, strong=True) == vocabulary.carried[1]
        return is_left and wordings.ALL_BUT.fullmatch(count.lead) is not None

    def _is_dealt_with(self, term: Term) -> bool:
        """Return whether a term says what became of the cases, not that they came."""
        several, _ = self.reader.vocabulary.mixed
        return term.means in several and term.means != self.reader.subject(term.subject).means

    def _with_joined(self, mention: Mention, noun: Noun) -> Iterator[Mention]:
        """Yield the mention, and one for each noun joined to its own (复议、诉讼各1件)."""
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

"""W08 and C04: an office's own sections are copied, from another office or from last year."""

import pickle
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.district import District
from pipeline.findings import Finding, Level, Message, Outcome, Place, Rule, shorten
from pipeline.form.model import Form
from pipeline.form.section import FieldKind, Section
from pipeline.personal import masked
from pipeline.records import Returns
from pipeline.transform.check.answers import Answer, Office, offices_of, printed, sections_of
from pipeline.transform.names import names_of
from pipeline.transform.similar import (
    SHORTEST,
    Signature,
    alike_by,
    likeness,
    signature,
    without_names,
)

COPIED = Rule(
    message=Message(
        "W08",
        Level.WARNING,
        "“{section}”与{others}的几乎一样（相似度 {likeness:.0%}，名称和数字已略去不计）。",
        "请核实是谁照抄了谁；照抄的，请按本街道的实际情况重写，如写明本街道做了什么、多少条。",
    ),
    holds="各街道的第一部分、第五部分不雷同。",
    source="审核的通行做法：互相照抄的退回",
)
REPEATED = Rule(
    message=Message(
        "C04",
        Level.WARNING,
        "“{label}”{which}与本街道上年年报里的几乎一样（相似度 {likeness:.0%}，名称和数字已略去"
        "不计）：{begins}。",
        "请按本年的实际情况重写，如写明上年的问题改得怎样、本年又有什么新问题。",
    ),
    holds="第一部分、第五部分不照抄本街道上年年报的段落，换了地方也算；一格里不到 40 字的不算。",
    source="审核的通行做法：年年雷同的退回",
)
RULES = (REPEATED,)  # of group C; W08 is listed with group W

_SENTENCE = re.compile("[^。\n]+。?")
_MOST_NAMED = 3  # other offices in one finding
_NONE = np.empty(0, dtype=np.uint16)
_IN_MEMORY = 8 << 20  # bytes of wordings
_PARAGRAPH = 20  # signs after masking; of a shorter one only whole sentences are compared
_BEGINS, _MOST_SHOWN = 20, 5  # signs of a paragraph that a finding shows, and how many paragraphs
_MOST_COMPARED = 300  # paragraphs of last year's, letter by letter; a report has some forty
_FACT, _NEGATION = re.compile("[0-9０-９]+|[未无没]"), re.compile("[未无没]")
_ENOUGH = 40  # signs of copied paragraphs in one answer; less anybody would say
_FACT_EVERY = 20  # signs; what states more facts than that may rightly read as it did last year
_WAYS_TO_SAY_IT = ("街道办事处", "街道办", "办事处", "我街道", "本街道", "我街", "街道")


class Wording(NamedTuple):
    """A section as one office words it, to be compared with what others wrote."""

    office: str
    section: int  # of `sections_of`
    text: str  # masked, long enough to tell
    place: Place  # of the answer that stands for it
    shown: str  # of that answer
    signature: Signature  # of the text


def wordings(returns: Returns, district: District, form: Form) -> list[Wording]:
    """What the offices wrote in their own sections, where it is long enough to compare."""
    own = _Own(district, form)
    found = []
    for office in offices_of(returns, form):
        for at, section in enumerate(sections_of(form)):
            worded = [(own.wording(answer.text), answer) for answer in office.within(section)]
            if len(text := "".join(piece for piece, _ in worded)) >= SHORTEST:
                _, longest = max(worded, key=lambda one: len(one[0]))
                shown = shorten(masked(longest.text))
                known = signature(text)
                found.append(Wording(office.name, at, text, longest.place, shown, known))
    return found


class _Lying(NamedTuple):
    """Where a wording lies in the file: its signature, its text, and what else is known."""

    signature: int
    text: int
    rest: int


class Compared:
    """The wordings of all offices, whichever batch they came in, outside the memory."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed in close()
        self._places: defaultdict[int, dict[str, _Lying]] = defaultdict(dict)

    def add(self, worded: Iterable[Wording]) -> None:
        """Remember some more; of an office that is there already, these are right."""
        for one in worded:
            known, text = one.signature.tobytes(), one.text.encode()
            at = self._file.seek(0, SEEK_END)
            self._file.write(known + text)
            pickle.dump(one._replace(text="", signature=_NONE), self._file)
            lying = _Lying(at, at + len(known), at + len(known) + len(text))
            self._places[one.section][one.office] = lying

    def forget(self, offices: Collection[str]) -> None:
        """Take some out."""
        for office in offices:
            for section in self._places:
                self._places[section].pop(office, None)

    def copies(self, roster: Sequence[str], district: District, form: Form) -> list[Finding]:
        """W08: which offices wrote the same, each with the closest before it on the roster.

        O(n log n) for n offices: see `similar`.
        """
        findings = []
        for at, section in enumerate(sections_of(form)):
            offices = [office for office in roster if office in self._places[at]]
            others: defaultdict[str, dict[str, float]] = defaultdict(dict)
            for pair in alike_by(
                offices,
                [self._signature(at, office) for office in offices],
                partial(self._text, at),
                district.checks.similarity,
            ):
                others[pair.one][pair.other] = others[pair.other][pair.one] = pair.likeness
            findings += [
                _copied(self._wording(at, office), section, others[office])
                for office in offices
                if office in others
            ]
        return findings

    def close(self) -> None:
        """What lies outside the memory goes."""
        self._file.close()

    def _signature(self, section: int, office: str) -> Signature:
        lying = self._places[section][office]
        self._file.seek(lying.signature)
        return np.frombuffer(self._file.read(lying.text - lying.signature), dtype=np.uint16)

    def _text(self, section: int, office: str) -> str:
        lying = self._places[section][office]
        self._file.seek(lying.text)
        return self._file.read(lying.rest - lying.text).decode()

    def _wording(self, section: int, office: str) -> Wording:
        self._file.seek(self._places[section][office].rest)
        said: Wording = pickle.load(self._file)  # noqa: S301 - written by this run, for itself
        return said


def check_copied(
    returns: Returns,
    district: District,
    form: Form,
    copies: Sequence[Finding] | None = None,
) -> tuple[pd.DataFrame, list[Finding]]:
    """W08: which offices wrote the same, each with the closest before it.

    The offices that are in `returns` are compared with each other; unless it is known already
    which of them copied (`copies`), from a comparison with others, too.
    """
    if copies is None:
        with closing(Compared()) as compared:
            compared.add(wordings(returns, district, form))
            copies = compared.copies(returns.offices, district, form)
    offices = list(offices_of(returns, form))
    own = [found for found in copies if found.place.office in returns.files]
    return _outcomes(COPIED, offices, own, _lost(offices, form)), own


def check_same_as_last_year(
    returns: Returns, last_year: Returns, district: District, form: Form
) -> tuple[pd.DataFrame, list[Finding]]:
    """C04: the paragraphs that an office copied from its report of last year, cell by cell.

    Outcomes have one row an office, and stay open where last year's words are missing.
    """
    before = {office.name: office for office in offices_of(last_year, form)}
    offices = list(offices_of(returns, form))
    own = _Own(district, form)
    findings: list[Finding] = []
    left_open = _lost(offices, form)
    for office in offices:
        answers = {
            section: before[office.name].within(section) if office.name in before else ()
            for section in sections_of(form)
        }
        then = _Before(own, [answer.text for said in answers.values() for answer in said])
        for section, said in answers.items():
            if any(answer.text for answer in said):
                findings += _repeated(own, office.within(section), then, district)
            else:
                left_open.add(office.name)
    return _outcomes(REPEATED, offices, findings, left_open), findings


class _Paragraph(NamedTuple):
    """One paragraph of an answer, and how alike one of last year's is; 0 where none is."""

    number: int  # in its answer, from 1
    text: str  # as written
    wording: str  # masked
    likeness: float

    @property
    def is_of_facts(self) -> bool:
        """Whether it states so many facts that there is hardly another way to word them."""
        dense = len(_FACT.findall(self.wording)) * _FACT_EVERY >= len(self.wording)
        return dense or all(_NEGATION.search(one) for one in _SENTENCE.findall(self.wording))


class _Before:
    """What one office wrote last year, in whatever order."""

    def __init__(self, own: "_Own", texts: Iterable[str]) -> None:
        lines = [line for text in texts for line in text.split("\n")]
        self._sentences = {one for line in lines for one in own.sentences(line)}
        wordings = dict.fromkeys(own.wording(line) for line in lines)
        self._paragraphs = [one for one in wordings if len(one) >= _PARAGRAPH][:_MOST_COMPARED]

    def likeness(self, sentences: Sequence[str], at_least: float) -> float:
        """How alike a paragraph is to one of last year's, or how much of it stood in several."""
        wording = "".join(sentences)
        known = sum(len(one) for one in sentences if one in self._sentences) / len(wording)
        if known >= at_least:
            return known
        return max(
            (likeness(wording, one, at_least, _PARAGRAPH) for one in self._paragraphs), default=0.0
        )


def _repeated(
    own: "_Own", answers: Sequence[Answer], then: _Before, district: District
) -> Iterator[Finding]:
    """A finding for each answer of a section that has copied enough to tell.

    Where nearly all of the section is copied, that is every answer; else one with `_ENOUGH` signs
    in copied paragraphs. Paragraphs of facts are told with others, and never alone.
    """
    at_least = district.checks.similarity
    copied = [(answer, _paragraphs(own, answer, then, at_least)) for answer in answers]
    total = sum(len(own.wording(answer.text)) for answer in answers)
    is_whole = _signs(one for _, several in copied for one in several) >= max(
        SHORTEST, at_least * total
    )
    if not is_whole:
        long = [
            (answer, [one for one in several if len(one.wording) >= _PARAGRAPH])
            for answer, several in copied
        ]
        copied = [(answer, several) for answer, several in long if _signs(several) >= _ENOUGH]
        if all(one.is_of_facts for _, several in copied for one in several):
            return
    for answer, several in copied:
        if several:
            yield _told(answer, several)


def _signs(paragraphs: Iterable[_Paragraph]) -> int:
    return sum(len(one.wording) for one in paragraphs)


def _told(answer: Answer, copied: Sequence[_Paragraph]) -> Finding:
    numbers = "、".join(str(one.number) for one in copied)
    is_all = len(copied) == answer.text.count("\n") + 1
    begins = (f"“{masked(one.text)[:_BEGINS]}…”" for one in copied[:_MOST_SHOWN])
    return REPEATED.message.at(
        answer.place,
        copied[0].text,
        label=answer.field.label,
        which="" if is_all else f"第 {numbers} 段",
        likeness=min(one.likeness for one in copied),
        begins="、".join(begins),
    )


def _paragraphs(own: "_Own", answer: Answer, then: _Before, at_least: float) -> list[_Paragraph]:
    """The paragraphs of an answer that last year's report has, too."""
    found = []
    for number, line in enumerate(answer.text.split("\n"), start=1):
        sentences = own.sentences(line)
        if sentences and (alike := then.likeness(sentences, at_least)):
            found.append(_Paragraph(number, line, "".join(sentences), alike))
    return found


def _copied(first: Wording, section: Section, others: dict[str, float]) -> Finding:
    named = "、".join(list(others)[:_MOST_NAMED])
    more = f"等 {len(others)} 个街道" if len(others) > _MOST_NAMED else ""
    return COPIED.message.at(
        first.place,
        first.shown,
        section=section.heading,
        others=named + more,
        likeness=max(others.values()),
    )


class _Own:
    """What is an office's own in its answers: no name, no number, no sentence of the template."""

    def __init__(self, district: District, form: Form) -> None:
        self._names = names_of((*district.roster, district.name, *_WAYS_TO_SAY_IT))
        self._placeholders = {  # printed as the office's name, or as a number
            f"【{name}】": district.name if meant is FieldKind.OFFICE else "0"
            for name, meant in form.placeholders.items()
        }
        self._templates = set[str]()
        for _, field in printed(form):
            self._templates.update(self._masked(field.start))

    def wording(self, text: str) -> str:
        """Return a text masked, without the sentences of the template."""
        return "".join(self.sentences(text))

    def sentences(self, text: str) -> list[str]:
        """Return the masked sentences of a text that are not the template's."""
        return [one for one in self._masked(text) if one not in self._templates]

    def _masked(self, text: str) -> list[str]:
        for written, printed_as in self._placeholders.items():
            text = text.replace(written, printed_as)
        return [without_names(one, self._names) for one in _SENTENCE.findall(text)]


def _lost(offices: Sequence[Office], form: Form) -> set[str]:
    return {
        office.name
        for office in offices
        for section in sections_of(form)
        if any(answer.lost for answer in office.within(section))
    }


def _outcomes(
    rule: Rule, offices: Sequence[Office], findings: Sequence[Finding], left_open: set[str]
) -> pd.DataFrame:
    failed = {finding.place.office for finding in findings}
    outcomes = {
        office.name: Outcome.FAILED
        if office.name in failed
        else Outcome.UNEVALUATED
        if office.name in left_open
        else Outcome.PASSED
        for office in offices
    }
    return pd.DataFrame({rule.message.code: outcomes}, index=list(outcomes), dtype="object")

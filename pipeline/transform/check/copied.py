"""W08 and C04: an office's own sections are copied, from another office or from last year."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from pipeline.district import District
from pipeline.findings import Finding, Level, Message, Outcome, Rule, Trait
from pipeline.form.model import Form
from pipeline.personal import masked
from pipeline.returns import Returns
from pipeline.transform.check.answers import Answer, Office, offices_of
from pipeline.transform.copies import Copied
from pipeline.transform.fingerprints import SHORTEST, OwnWords
from pipeline.transform.similar import likeness

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
        Trait.LAST_YEAR,
    ),
    holds="第一部分、第五部分不照抄本街道上年年报的段落，换了地方也算；一格里不到 40 字的不算。",
    source="审核的通行做法：年年雷同的退回",
)
RULES = (REPEATED,)  # of group C; W08 is listed with group W

_SENTENCE = re.compile("[^。\n]+。?")
_PARAGRAPH = 20  # signs after masking; of a shorter one only whole sentences are compared
_BEGINS, _MOST_SHOWN = 20, 5  # signs of a paragraph that a finding shows, and how many paragraphs
_MOST_COMPARED = 300  # paragraphs of last year's, letter by letter; a report has some forty
_FACT, _NEGATION = re.compile("[0-9０-９]+|[未无没]"), re.compile("[未无没]")
_ENOUGH = 40  # signs of copied paragraphs in one answer; less anybody would say
_FACT_EVERY = 20  # signs; what states more facts than that may rightly read as it did last year


def check_copied(
    returns: Returns, form: Form, copies: Mapping[str, Sequence[Copied]]
) -> tuple[pd.DataFrame, list[Finding]]:
    """W08: which offices wrote the same.

    copies: what the fingerprints of all offices of the round say, by office.
    """
    offices = list(offices_of(returns, form))
    findings = [
        _told_of(office, copied, form)
        for office in offices
        for copied in copies.get(office.name, ())
    ]
    return _outcomes(COPIED, offices, findings, _lost(offices, form)), findings


def _told_of(office: Office, copied: Copied, form: Form) -> Finding:
    answer = next(one for one in office.answers if one.field.label == copied.label)
    return COPIED.message.at(
        answer.place,
        answer.text,
        section=form.own_sections[copied.section].heading,
        others=copied.others,
        likeness=copied.likeness,
    )


def check_same_as_last_year(
    returns: Returns, last_year: Returns, district: District, form: Form
) -> tuple[pd.DataFrame, list[Finding]]:
    """C04: the paragraphs that an office copied from its report of last year, cell by cell.

    Outcomes have one row an office, and stay open where last year's words are missing.
    """
    before = {office.name: office for office in offices_of(last_year, form)}
    offices = list(offices_of(returns, form))
    own = OwnWords(form, district.name, district.roster)
    findings: list[Finding] = []
    left_open = _lost(offices, form)
    for office in offices:
        answers = {
            section: before[office.name].within(section) if office.name in before else ()
            for section in form.own_sections
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

    def __init__(self, own: OwnWords, texts: Iterable[str]) -> None:
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
    own: OwnWords, answers: Sequence[Answer], then: _Before, district: District
) -> Iterator[Finding]:
    """A finding for each answer of a section that has copied enough to tell.

    Where nearly all of the section is copied, that is every answer; else one with `_ENOUGH` signs
    in copied paragraphs. Paragraphs of facts are told with others, and never alone.
    """
    at_least = district.checks.similarity
    copied = [(answer, _paragraphs(own, answer, then, at_least)) for answer in answers]
    total = sum(len(own.wording(answer.text)) for answer in answers)
    signs = _signs(paragraph for _, several in copied for paragraph in several)
    is_whole = signs >= max(SHORTEST, at_least * total)
    for answer, several in copied if is_whole else _pick_long(copied):
        if several:
            yield _told(answer, several)


_Copies = Sequence[tuple[Answer, Sequence[_Paragraph]]]


def _pick_long(copied: _Copies) -> _Copies:
    """Return the answers with `_ENOUGH` signs in long paragraphs; none if all state facts."""
    long = [
        (answer, [paragraph for paragraph in several if len(paragraph.wording) >= _PARAGRAPH])
        for answer, several in copied
    ]
    enough = [(answer, several) for answer, several in long if _signs(several) >= _ENOUGH]
    is_of_facts = all(paragraph.is_of_facts for _, several in enough for paragraph in several)
    return [] if is_of_facts else enough


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


def _paragraphs(own: OwnWords, answer: Answer, then: _Before, at_least: float) -> list[_Paragraph]:
    """The paragraphs of an answer that last year's report has, too."""
    found = []
    for number, line in enumerate(answer.text.split("\n"), start=1):
        sentences = own.sentences(line)
        if sentences and (alike := then.likeness(sentences, at_least)):
            found.append(_Paragraph(number, line, "".join(sentences), alike))
    return found


def _lost(offices: Sequence[Office], form: Form) -> set[str]:
    return {
        office.name
        for office in offices
        for section in form.own_sections
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

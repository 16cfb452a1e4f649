"""Answers in words as the checks see them, and what a check of words comes to.

Every check of wording looks at one office's answers and says what is wrong with them. What that
amounts to for each rule — passed, failed, or left open — is worked out here, once for all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from pipeline.findings import Finding, Outcome, Place, Rule
from pipeline.form.model import Form
from pipeline.form.section import Field, Section, Topic
from pipeline.personal import masked
from pipeline.returns import Returns

_CLAUSE_ENDS = "。；！？，,;\n"
_REACH = 20  # characters on each side
_MASKED = 200  # characters beyond, so that nobody's number is cut open before it is masked


class Answer(NamedTuple):
    """One answer that is printed in the report."""

    field: Field
    section: Section
    text: str
    place: Place
    lost: bool = False  # its sheet or its label could not be found: nobody knows what it says


@dataclass(frozen=True)
class Office:
    """One office's printed answers, in order of the form."""

    name: str
    answers: tuple[Answer, ...]

    def about(self, *topics: Topic) -> tuple[Answer, ...]:
        """The answers on these topics."""
        return tuple(answer for answer in self.answers if answer.field.topic in topics)

    def within(self, section: Section) -> tuple[Answer, ...]:
        """The answers of one section."""
        return tuple(answer for answer in self.answers if answer.section is section)


@dataclass(frozen=True)
class Defect:
    """Something wrong with an answer; the rule's message says it with these facts."""

    rule: Rule
    place: Place
    value: str
    expected: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def any_lost(office: Office) -> bool:
    """Whether some answer could not be found, so that nobody knows what it says."""
    return any(answer.lost for answer in office.answers)


@dataclass(frozen=True)
class Check:
    """Rules that are looked into together, and how their defects are found in one office."""

    rules: tuple[Rule, ...]
    defects: Callable[[Office], Iterable[Defect]]
    in_doubt: Callable[[Office], bool] = any_lost  # something is missing that the rules need


def offices_of(returns: Returns, form: Form) -> Iterator[Office]:
    """Every office with its printed answers."""
    for name, paper in returns.papers.items():
        answers = []
        for section, item in form.printed:
            text, spot = paper.words[item.label]
            place = Place(name, paper.file, *spot)
            answers.append(Answer(item, section, text, place, lost=not spot.cell))
        yield Office(name, tuple(answers))


def excerpt(text: str, start: int, end: int) -> str:
    """The clause around a place in a text: enough to find it by, and nobody's number cut open."""
    begin = max(0, start - _REACH - _MASKED)
    near = masked(text[begin : end + _REACH + _MASKED])  # sign for sign, so that places hold
    start, end = start - begin, end - begin
    first = max(near.rfind(mark, 0, start) for mark in _CLAUSE_ENDS) + 1
    lasts = [at for mark in _CLAUSE_ENDS if (at := near.find(mark, end)) >= 0]
    last = min(lasts, default=len(near))
    return near[max(first, start - _REACH) : min(last, end + _REACH)].strip()


def listed(rule: Rule, pieces: Callable[[str], list[str]]) -> Callable[[Office], Iterable[Defect]]:
    """One finding for each answer in which there are such pieces, with what was found."""

    def defects(office: Office) -> Iterator[Defect]:
        for answer in office.answers:
            found = pieces(answer.text)
            if found:
                at = answer.text.index(found[0])
                value = excerpt(answer.text, at, at + len(found[0]))
                facts = {"label": answer.field.label, "piece": "、".join(dict.fromkeys(found))}
                yield Defect(rule, answer.place, value, facts=facts)

    return defects


def run_checks(
    offices: Sequence[Office], checks: Sequence[Check]
) -> tuple[pd.DataFrame, list[Finding]]:
    """One outcome per office and rule, and what was found.

    A rule that found something is failed; one that lacks something it needs is left open.
    """
    findings = []
    outcomes = []
    for office in offices:
        row = []
        for check in checks:
            found = list(check.defects(office))
            findings += [_finding(defect) for defect in found]
            failed = {defect.rule.message.code for defect in found}
            otherwise = Outcome.UNEVALUATED if check.in_doubt(office) else Outcome.PASSED
            row += [
                Outcome.FAILED if rule.message.code in failed else otherwise for rule in check.rules
            ]
        outcomes.append(row)
    codes = [rule.message.code for check in checks for rule in check.rules]
    names = [office.name for office in offices]
    return pd.DataFrame(outcomes, index=names, columns=codes, dtype="object"), findings


def _finding(defect: Defect) -> Finding:
    message = defect.rule.message
    return message.at(defect.place, defect.value, defect.expected, **defect.facts)

"""W08 and C04: an office's own sections are copied, from another office or from last year."""

import pickle
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
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
        "“{section}”与本街道上年年报的几乎一样（相似度 {likeness:.0%}，名称和数字已略去不计）。",
        "请按本年的实际情况重写，如写明上年的问题改得怎样、本年又有什么新问题。",
    ),
    holds="第一部分、第五部分不照抄本街道上年的年报。",
    source="审核的通行做法：年年雷同的退回",
)
RULES = (REPEATED,)  # of group C; W08 is listed with group W

_SENTENCE = re.compile("[^。\n]+。?")
_MOST_NAMED = 3  # other offices in one finding
_NONE = np.empty(0, dtype=np.uint16)
_IN_MEMORY = 8 << 20  # bytes of wordings
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
            worded = [(own.wording([answer]), answer) for answer in office.within(section)]
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
    """C04: whose text is last year's again; left open where last year's is missing."""
    before = {office.name: office for office in offices_of(last_year, form)}
    offices = list(offices_of(returns, form))
    own = _Own(district, form)
    findings = []
    left_open = _lost(offices, form)
    for office in offices:
        for section in sections_of(form):
            now = office.within(section)
            then = before[office.name].within(section) if office.name in before else ()
            if not any(answer.text for answer in then):
                left_open.add(office.name)
                continue
            found = likeness(own.wording(then), own.wording(now), district.checks.similarity)
            if found:
                place = own.longest(now).place
                value = own.longest(now).text
                findings.append(
                    REPEATED.message.at(place, value, section=section.heading, likeness=found)
                )
    return _outcomes(REPEATED, offices, findings, left_open), findings


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
            self._templates.update(self._sentences(field.start))

    def wording(self, answers: Sequence[Answer]) -> str:
        """The masked wording of some answers."""
        sentences = self._sentences("\n".join(answer.text for answer in answers))
        return "".join(one for one in sentences if one not in self._templates)

    def longest(self, answers: Sequence[Answer]) -> Answer:
        """The answer that stands for a section: what was copied shows best in it."""
        return max(answers, key=lambda answer: len(self.wording([answer])))

    def _sentences(self, text: str) -> list[str]:
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

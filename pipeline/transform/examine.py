"""Located answers of some offices → figures, texts, outcomes and findings.

An office that breaks a stage is lost there, with a finding; no other office is.
"""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from pipeline import messages
from pipeline.acceptance import Acceptances, accept
from pipeline.district import District
from pipeline.findings import Finding, Outcome, Place
from pipeline.form.model import Form
from pipeline.isolation import isolated
from pipeline.records import NumberInWords
from pipeline.returns import Returns
from pipeline.spool import Spool
from pipeline.standings import arrived
from pipeline.transform.blanks import settle_blanks
from pipeline.transform.check.catalogue import all_rules, check_all, silent_offices
from pipeline.transform.copies import Alike
from pipeline.transform.grouping import OfficeFiles
from pipeline.transform.locate import Answers
from pipeline.transform.normalise import normalise_each, nothing_returned
from pipeline.transform.placeholders import fill_placeholders
from pipeline.transform.replies import answered
from pipeline.transform.untraced import untraced


class Submitted(NamedTuple):
    """One office before it is examined.

    now, then: the answers of this year and of last year, pickled; blank where there are none.
    """

    files: OfficeFiles
    now: bytes
    then: bytes

    @classmethod
    def of(cls, files: OfficeFiles, spool: Spool) -> "Submitted":
        """Return an office with the answers of its files, read from a spool."""
        now, then = (spool.get(lying) if lying else b"" for lying in (files.now, files.then))
        return cls(files, now, then)

    @property
    def office(self) -> str:
        """Return the name of the office."""
        return self.files.office


@dataclass(frozen=True)
class Examined:
    """A batch of offices, read and checked, before anything is written.

    as_read: the returns before blanks and placeholders were settled; also of offices whose one
        file was refused for what it says of itself, so that the file can go back.
    returns: the returns that are taken, with blanks and placeholders settled.
    last_year: the returns of last year, as they were published.
    outcomes: one row per office in `returns`, one column per rule (its code), `Outcome`.
    findings: about this year, in no order.
    last_years: findings about last year's returns, for the log: last year's round is over.
    numbers: office in `returns` → what each number in its words came to.
    untraced: how many findings are about answers with neither a value nor a finding.
    """

    as_read: Returns
    returns: Returns
    last_year: Returns
    outcomes: pd.DataFrame
    findings: list[Finding]
    last_years: Sequence[Finding]
    untraced: int
    numbers: Mapping[str, Sequence[NumberInWords]]

    def has_come(self, office: str, findings: Sequence[Finding]) -> bool:
        """Return whether a file of an office has come, used or not; findings: of the office."""
        return office in arrived(self.returns.files, findings)


def examine(
    offices: Sequence[Submitted],
    district: District,
    form: Form,
    year: int,
    accepted: Acceptances = MappingProxyType({}),
) -> Examined:
    """Return the returns, outcomes and findings of some offices of a district."""
    known = [finding for office in offices for finding in office.files.findings]
    read = _unpacked({office.office: office.now for office in offices})
    as_read, unreadable = normalise_each(read, form)
    lost = untraced(read, as_read, [*known, *unreadable], form)
    taken = {office.office for office in offices if office.files.is_taken}
    known += [finding for finding in [*unreadable, *lost] if finding.place.office in taken]
    before = _unpacked({office.office: office.then for office in offices})
    last_year, last_years = _settled_last_year(before, form, year - 1)
    alike = {office.office: office.files.alike for office in offices}
    returned = as_read.of([office for office in as_read.offices if office in taken])
    checked = _checked(returned, last_year, district, form, year, alike)
    rules = {rule.message.code: rule.may_be_waived for rule in all_rules(form)}
    findings, explained = accept([*known, *checked.findings], accepted, rules)
    for office, code in explained:
        if code in rules:
            checked.outcomes.loc[office, code] = Outcome.EXPLAINED
    findings = answered(findings, as_read)
    return Examined(
        as_read=as_read,
        returns=checked.returns,
        last_year=last_year,
        outcomes=checked.outcomes,
        findings=findings,
        last_years=last_years,
        untraced=len(lost),
        numbers=checked.numbers,
    )


def _unpacked(packed: Mapping[str, bytes]) -> dict[str, Answers]:
    """Return the answers of each office that has any."""
    return {office: pickle.loads(data) for office, data in packed.items() if data}  # noqa: S301 - of this round's readers


def _settled_last_year(
    answers: Mapping[str, Answers], form: Form, year: int
) -> tuple[Returns, Sequence[Finding]]:
    """Return last year's returns as they were published, and the findings about them."""
    if not answers:
        return nothing_returned(form), []
    returns, findings = normalise_each(answers, form)
    settled, _ = settle_blanks(returns, None, form, year)
    return settled, [*findings, *untraced(answers, returns, findings, form)]


class _Checked(NamedTuple):
    """The returns with blanks and placeholders settled, and what all rules say of them."""

    returns: Returns
    outcomes: pd.DataFrame
    findings: list[Finding]
    numbers: Mapping[str, Sequence[NumberInWords]]


def _checked(
    returns: Returns,
    last_year: Returns,
    district: District,
    form: Form,
    year: int,
    alike: Mapping[str, Alike],
) -> _Checked:
    """Check some offices; one that breaks a check is lost, with a finding."""
    accepted = {(waiver.office, waiver.rule) for waiver in district.waiver}

    def check(returns: Returns) -> _Checked:
        settled, blanks = settle_blanks(returns, last_year, form, year, accepted)
        filled, unknown = fill_placeholders(settled, form, year)
        outcomes, broken, numbers = check_all(filled, last_year, district, form, year, alike)
        return _Checked(filled, outcomes, [*blanks, *unknown, *broken], numbers)

    checked, lost = isolated(check, returns, returns.offices, Returns.of)
    empty = _empty(returns, form)
    told = [finding for finding in checked.findings if finding.place.office not in empty]
    told += [messages.sheets.EMPTY_RETURN.at(Place(one, returns.files[one])) for one in empty]
    places = (Place(office, returns.files[office]) for office in lost)
    told += [messages.files.UNEXPECTED.at(place) for place in places]
    return checked._replace(findings=told)


def _empty(returns: Returns, form: Form) -> list[str]:
    """Return the offices that sent the template back as it was."""
    given = {ref for rule in form.rules for ref, _ in rule.carries_over(form)}
    inputs = {ref for ref, cell in form.cells.items() if not cell.is_total} - given
    own = [at for at, ref in enumerate(form.cells) if ref in inputs]
    return [one for one in silent_offices(returns, form) if returns.of([one]).blank[0, own].all()]

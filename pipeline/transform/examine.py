"""Located answers of some offices → their figures, texts, outcomes and findings.

An office that breaks a stage by itself is lost there, with a finding, and no other is.
"""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from pipeline import messages
from pipeline.district import District
from pipeline.findings import Finding, Place
from pipeline.form.model import Form
from pipeline.isolation import isolated
from pipeline.returns import Returns
from pipeline.spool import Spool
from pipeline.standings import arrived
from pipeline.transform.blanks import settle_blanks
from pipeline.transform.check.catalogue import check_all
from pipeline.transform.copies import Copied
from pipeline.transform.grouping import OfficeFiles
from pipeline.transform.locate import Answers
from pipeline.transform.normalise import normalise_each, nothing_returned
from pipeline.transform.placeholders import fill_placeholders
from pipeline.transform.replies import answered
from pipeline.transform.untraced import untraced


class Submitted(NamedTuple):
    """One office before it is examined: its files, and their answers, pickled; blank: none."""

    files: OfficeFiles
    now: bytes
    then: bytes

    @classmethod
    def of(cls, files: OfficeFiles, spool: Spool) -> "Submitted":
        """Return an office with its answers, as they lie in a spool."""
        now, then = (spool.get(lying) if lying else b"" for lying in (files.now, files.then))
        return cls(files, now, then)

    @property
    def office(self) -> str:
        """Return whose they are."""
        return self.files.office


@dataclass(frozen=True)
class Examined:
    """A batch of offices, read and checked, before anything is written.

    as_read: before blanks and placeholders were settled; also of offices whose one file was
        refused for what it says of itself, so that it can go back to them.
    returns: those that are taken.
    last_year: last year's returns of these offices, as they were published.
    outcomes: one row per office that is in, one column per rule (its code), `Outcome`.
    last_years: what is wrong in last year's returns; it was last year's round.
    untraced: how many answers have neither a value nor a finding.
    """

    as_read: Returns
    returns: Returns
    last_year: Returns
    outcomes: pd.DataFrame
    findings: list[Finding]
    last_years: Sequence[Finding]
    untraced: int

    def has_come(self, office: str, findings: Sequence[Finding]) -> bool:
        """Whether there is a file of an office, used or not; findings: of the office."""
        return office in arrived(self.returns.files, findings)


def examine(offices: Sequence[Submitted], district: District, form: Form, year: int) -> Examined:
    """Return what all rules come to for some offices of a district."""
    known = [finding for office in offices for finding in office.files.findings]
    read = _unpacked({office.office: office.now for office in offices})
    as_read, unreadable = normalise_each(read, form)
    lost = untraced(read, as_read, [*known, *unreadable], form)
    taken = {office.office for office in offices if office.files.is_taken}
    known += [finding for finding in [*unreadable, *lost] if finding.place.office in taken]
    before = _unpacked({office.office: office.then for office in offices})
    last_year, last_years = _settled_last_year(before, form)
    copies = {office.office: office.files.copies for office in offices}
    returned = as_read.of([office for office in as_read.offices if office in taken])
    returns, outcomes, found = _checked(returned, last_year, district, form, year, copies)
    findings = answered([*known, *found], as_read)
    return Examined(as_read, returns, last_year, outcomes, findings, last_years, len(lost))


def _unpacked(packed: Mapping[str, bytes]) -> dict[str, Answers]:
    """The answers of the offices that have any."""
    return {office: pickle.loads(data) for office, data in packed.items() if data}  # noqa: S301 - of this round's readers


def _settled_last_year(
    answers: Mapping[str, Answers], form: Form
) -> tuple[Returns, Sequence[Finding]]:
    """Last year's figures as they were published, and what is wrong in them."""
    if not answers:
        return nothing_returned(form), []
    returns, findings = normalise_each(answers, form)
    settled, _ = settle_blanks(returns, None, form)
    return settled, [*findings, *untraced(answers, returns, findings, form)]


def _checked(
    returns: Returns,
    last_year: Returns,
    district: District,
    form: Form,
    year: int,
    copies: Mapping[str, Sequence[Copied]],
) -> tuple[Returns, pd.DataFrame, list[Finding]]:
    """The returns with blanks and placeholders settled, and what all rules come to."""
    accepted = {(waiver.office, waiver.rule) for waiver in district.waiver}

    def check(returns: Returns) -> tuple[Returns, pd.DataFrame, list[Finding]]:
        settled, blanks = settle_blanks(returns, last_year, form, accepted)
        filled, unknown = fill_placeholders(settled, form, year)
        outcomes, broken = check_all(filled, last_year, district, form, year, copies)
        return filled, outcomes, [*blanks, *unknown, *broken]

    (examined, outcomes, findings), lost = isolated(check, returns, returns.offices, Returns.of)
    places = (Place(office, returns.files[office]) for office in lost)
    return examined, outcomes, findings + [messages.files.UNEXPECTED.at(place) for place in places]

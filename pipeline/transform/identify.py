"""Whose return each file is: its content says it; its name counts only where that is gone."""

from collections import defaultdict
from collections.abc import Container, Sequence
from typing import NamedTuple

from pipeline import messages
from pipeline.findings import Finding, Place
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import squeezed
from pipeline.roster import Roster
from pipeline.transform.dates import read_year
from pipeline.transform.locate import Answers
from pipeline.transform.numbers import shown


class Claim(NamedTuple):
    """Whose return one file says it is.

    office: as its content says; blank: an office that the roster lacks, or nobody knows.
    named: the office in the name of the file.
    is_sound: nothing speaks against taking it.
    is_return: it holds any answer.
    findings: about the claim itself. located: what was found while the answers were located.
    """

    file: str
    digest: str
    office: str
    named: str
    is_sound: bool
    is_return: bool
    findings: Sequence[Finding]
    located: Sequence[Finding]


def claim_of(answers: Answers, form: Form, roster: Roster, year: int) -> Claim:
    """Return whose return a file says it is, and whether it is of this year and edition."""
    office, found = _office(answers, form, roster)
    found += _year_findings(answers, form, office, year)
    found += _edition_findings(answers, form, office, year)
    is_sound = bool(office) and not found
    return Claim(
        file=answers.file,
        digest=answers.digest,
        office=office,
        named=roster.named_in(answers.file),
        is_sound=is_sound,
        is_return=bool(answers.words or answers.figures),
        findings=_name_findings(answers, office, roster) if is_sound else found,
        located=answers.findings,
    )


class Settled(NamedTuple):
    """Whose each file is.

    taken: office → the place of the claim that is taken, in roster order.
    repeated: office → the places of claims of which none is taken, as they are not the same.
    """

    taken: dict[str, int]
    repeated: dict[str, list[int]]
    findings: list[Finding]


def settle(claims: Sequence[Claim | None], roster: Roster) -> Settled:
    """Return whose each file is.

    A file that is not taken is a finding; None: of a file that could not be read. Of several
    different returns of one office none is taken: the program must not choose. Copies of the
    same bytes, known by their hash, are one return. O(n) for n files.
    """
    sound: defaultdict[str, dict[int, Claim]] = defaultdict(dict)
    for at, claim in enumerate(claims):
        if claim and claim.is_sound:
            sound[claim.office][at] = claim
    known = list(filter(None, claims))
    findings = [finding for claim in known for finding in claim.findings]
    for claim in known:
        if not claim.is_sound:
            findings += _located_findings(claim, sound)
    taken, repeated = {}, {}
    for office in roster.in_order(sound):
        if len({claim.digest for claim in sound[office].values()}) > 1:
            findings += _repeated(office, list(sound[office].values()))
            repeated[office] = sorted(sound[office])
        else:
            taken[office] = min(sound[office])
    return Settled(taken, repeated, findings)


def _located_findings(claim: Claim, sound: Container[str]) -> list[Finding]:
    """Return what was found in a file that is not taken, of the office whose it seems to be."""
    owner = claim.office or claim.named
    # A workbook that is no return at all says nothing against the office in its name.
    innocent = not claim.is_return and owner in sound
    return [finding.of("" if innocent else owner) for finding in claim.located]


def _office(answers: Answers, form: Form, roster: Roster) -> tuple[str, list[Finding]]:
    answer = answers.words.get(form.field(FieldKind.OFFICE).label)
    named = roster.named_in(answers.file)
    if answer is None:  # the sheet or the label is gone, which is a finding already
        return (named if answers.words or answers.figures else ""), []
    written = shown(answer.stored)
    if office := roster.called(written):
        return office, []
    place = Place(named, answers.file, answer.sheet, answer.cell)
    if not written:
        return "", [messages.offices.NO_OFFICE.at(place, example=roster.offices[0])]
    near = roster.nearest(written)
    said = f"，最接近的是“{near}”" if near else ""
    return "", [messages.offices.UNKNOWN_OFFICE.at(place, written, nearest=said)]


def _year_findings(answers: Answers, form: Form, office: str, year: int) -> list[Finding]:
    answer = answers.words.get(form.field(FieldKind.YEAR).label)
    if answer is None:
        return []
    written = shown(answer.stored)
    found = read_year(written)
    if found == year:
        return []
    place = Place(office, answers.file, answer.sheet, answer.cell)
    message = messages.offices.WRONG_YEAR if found else messages.offices.NO_YEAR
    return [message.at(place, written, str(year), year=year)]


def _edition_findings(answers: Answers, form: Form, office: str, year: int) -> list[Finding]:
    if answers.edition in ("", form.edition):
        return []
    place = Place(office, answers.file)
    found = messages.files.OTHER_EDITION.at(
        place, answers.edition, form.edition, found=answers.edition, wanted=form.edition, year=year
    )
    return [found]


def _name_findings(answers: Answers, office: str, roster: Roster) -> list[Finding]:
    """The file's name speaks of another office of the roster."""
    named = roster.named_in(answers.file)
    if named in ("", office) or squeezed(office) in squeezed(answers.file):
        return []
    place = Place(office, answers.file)
    return [messages.files.OTHER_NAME.at(place, answers.file, office, named=named, office=office)]


def _repeated(office: str, several: list[Claim]) -> list[Finding]:
    files = "、".join(claim.file for claim in several)
    return [
        messages.offices.REPEATED.at(
            Place(office, claim.file), office=office, count=len(several), files=files
        )
        for claim in several
    ]

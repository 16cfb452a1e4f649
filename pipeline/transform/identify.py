"""Whose return each file is: its content says it; its name counts only where that is gone."""

import difflib
import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline import messages
from pipeline.findings import Finding, Place
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import squeezed
from pipeline.transform.locate import Answers
from pipeline.transform.numbers import shown

_YEAR = re.compile(r"[0-9]{4}")


def identify(
    batch: Sequence[Answers], form: Form, roster: Sequence[str], year: int
) -> tuple[dict[str, Answers], list[Finding]]:
    """Office → its answers, in roster order; a file of nobody or of another year is a finding.

    Of several different returns of one office none is taken: the program must not choose. Copies
    of the same bytes are one return.
    """
    claims: defaultdict[str, list[Answers]] = defaultdict(list)
    findings: list[Finding] = []
    unused: list[tuple[str, Answers]] = []
    for answers in batch:
        office, found = _office(answers, form, roster)
        found += _year_findings(answers, form, office, year)
        found += _edition_findings(answers, form, office, year)
        if office and not found:
            claims[office].append(answers)
            findings += _name_findings(answers, office, roster)
        else:
            unused.append((office, answers))
            findings += found
    for office, answers in unused:
        # A workbook that is no return at all says nothing against the office in its name.
        owner = office or office_in_name(answers.file, roster)
        innocent = not answers.words and not answers.figures and owner in claims
        findings += [found.of("" if innocent else owner) for found in answers.findings]
    for office, several in claims.items():
        if len({answers.digest for answers in several}) > 1:
            findings += _repeated(office, several)
            claims[office] = []
    taken = {office: claims[office][0] for office in roster if claims[office]}
    return taken, findings


def office_in_name(file: str, roster: Sequence[str]) -> str:
    """The office a file name speaks of, for files whose content cannot be read; blank if none."""
    spoken = squeezed(file)
    named = [office for office in roster if squeezed(office) in spoken]
    return max(named, key=len, default="")


def _office(answers: Answers, form: Form, roster: Sequence[str]) -> tuple[str, list[Finding]]:
    answer = answers.words.get(form.field(FieldKind.OFFICE).label)
    named = office_in_name(answers.file, roster)
    if answer is None:  # the sheet or the label is gone, which is a finding already
        return (named if answers.words or answers.figures else ""), []
    written = shown(answer.stored)
    office = {squeezed(office): office for office in roster}.get(squeezed(written), "")
    if office:
        return office, []
    place = Place(named, answers.file, answer.sheet, answer.cell)
    if not written:
        return "", [messages.offices.NO_OFFICE.at(place, example=roster[0])]
    near = nearest(written, roster)
    said = f"，最接近的是“{near}”" if near else ""
    return "", [messages.offices.UNKNOWN_OFFICE.at(place, written, nearest=said)]


def nearest(written: str, roster: Sequence[str]) -> str:
    """The office of the roster that a misspelt name is likely to be; blank where none is near."""
    return next(iter(difflib.get_close_matches(written, roster, n=1, cutoff=0.5)), "")


def _year_findings(answers: Answers, form: Form, office: str, year: int) -> list[Finding]:
    answer = answers.words.get(form.field(FieldKind.YEAR).label)
    if answer is None:
        return []
    written = shown(answer.stored)
    found = _YEAR.fullmatch(squeezed(written))
    if found and int(found[0]) == year:
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


def _name_findings(answers: Answers, office: str, roster: Sequence[str]) -> list[Finding]:
    """The file's name speaks of another office of the roster."""
    named = office_in_name(answers.file, roster)
    if named in ("", office) or squeezed(office) in squeezed(answers.file):
        return []
    place = Place(office, answers.file)
    return [messages.files.OTHER_NAME.at(place, answers.file, office, named=named, office=office)]


def _repeated(office: str, several: list[Answers]) -> list[Finding]:
    files = "、".join(answers.file for answers in several)
    return [
        messages.offices.REPEATED.at(
            Place(office, answers.file), office=office, count=len(several), files=files
        )
        for answers in several
    ]

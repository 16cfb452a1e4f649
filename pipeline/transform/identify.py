"""Whose return each file is: its content says it; its name counts only where that is gone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline import messages
from pipeline.findings import Finding, Place
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import squeezed
from pipeline.transform.locate import Answers
from pipeline.transform.names import Names
from pipeline.transform.numbers import shown

_YEAR = re.compile(r"[0-9]{4}")


class Roster:
    """The offices that must report, to be recognised in what somebody wrote.

    Right names are looked up, in O(1); one that is misspelt costs O(n), n the offices.
    """

    def __init__(self, offices: Sequence[str]) -> None:
        self.offices = offices
        self._called = {squeezed(office): office for office in offices}
        self._row = {office: row for row, office in enumerate(offices)}
        self._names = Names(self._called)

    def called(self, written: str) -> str:
        """The office of this name; blank if there is none."""
        return self._called.get(squeezed(written), "")

    def row_of(self, office: str) -> int:
        """Its place on the roster; behind all for one that is not there."""
        return self._row.get(office, len(self._row))

    def in_order(self, offices: Iterable[str]) -> list[str]:
        """Some offices, as the roster lists them."""
        return sorted(offices, key=self.row_of)

    def named_in(self, file: str) -> str:
        """The office a file name speaks of, for what its content does not say; blank if none."""
        named = {self._called[name] for _, name in self._names.every(squeezed(file))}
        return max(self.in_order(named), key=len, default="")

    def nearest(self, written: str) -> str:
        """The office that a misspelt name is likely to be; blank where none is near."""
        from rapidfuzz import fuzz, process

        near = process.extractOne(written, self.offices, scorer=fuzz.ratio, score_cutoff=50)
        return near[0] if near else ""


def identify(
    batch: Sequence[Answers], form: Form, roster: Roster, year: int
) -> tuple[dict[str, Answers], list[Finding]]:
    """Office → its answers, in roster order; a file of nobody or of another year is a finding.

    Of several different returns of one office none is taken: the program must not choose. Copies
    of the same bytes, known by their hash, are one return. O(n) for n files.
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
        owner = office or roster.named_in(answers.file)
        innocent = not answers.words and not answers.figures and owner in claims
        findings += [found.of("" if innocent else owner) for found in answers.findings]
    for office, several in claims.items():
        if len({answers.digest for answers in several}) > 1:
            findings += _repeated(office, several)
            claims[office] = []
    taken = {office: claims[office][0] for office in roster.in_order(claims) if claims[office]}
    return taken, findings


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


def _name_findings(answers: Answers, office: str, roster: Roster) -> list[Finding]:
    """The file's name speaks of another office of the roster."""
    named = roster.named_in(answers.file)
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

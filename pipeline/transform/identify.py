"""Whose return each file is: its content says it; its name counts only where that is gone."""

import re
from collections import defaultdict
from collections.abc import Sequence

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
    """The offices that must report, to be recognised in what somebody wrote."""

    def __init__(self, offices: Sequence[str]) -> None:
        self.offices = offices
        self._called = {squeezed(office): office for office in offices}
        self._row = {office: row for row, office in enumerate(offices)}
        self._names = Names(self._called)

    def called(self, written: str) -> str:
        """The office of this name; blank if there is none."""
        return self._called.get(squeezed(written), "")

    def named_in(self, file: str) -> str:
        """The office a file name speaks of, for what its content does not say; blank if none."""
        named = {self._called[name] for _, name in self._names.every(squeezed(file))}
        return max(sorted(named, key=self._row.__getitem__), key=len, default="")

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

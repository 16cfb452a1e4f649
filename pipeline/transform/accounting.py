"""Cell accounting: every cell with content has come to something, or is told in a list.

It counts again what `locate` has done, from the raw cells: what that would pass over in silence is
found here.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from pipeline import messages
from pipeline.cells import Position, Raw, Spot, Workbook, address, filled, position, stored
from pipeline.findings import Finding, Place, Trait
from pipeline.form.model import Form
from pipeline.form.section import A_CHECK, Section
from pipeline.form.table import squeezed
from pipeline.transform.asides import carried, texts_of
from pipeline.transform.locate import Answers

_AREA = re.compile("([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
_NAMED = 20  # cells in one finding


class Account(NamedTuple):
    """How many cells of a file hold anything, and what became of them."""

    printed: int = 0  # the template's own words and checks
    answers: int = 0  # figures and words that are asked for
    listed: int = 0  # written elsewhere, or told in a finding
    lost: int = 0

    def __add__(self, other: object) -> "Account":
        """Of several files."""
        if not isinstance(other, Account):
            return NotImplemented
        return Account(*(one + more for one, more in zip(self, other, strict=True)))


def account(workbook: Workbook, answers: Answers, form: Form) -> tuple[Account, list[Finding]]:
    """What became of the cells of a file; those that came to nothing are a finding (S15)."""
    # What is said of all cells at once needs no word about each.
    if any(Trait.UNREAD in finding.traits for finding in answers.findings):
        return Account(), []
    earlier = {(one.place, one.text) for one in carried(workbook, form)}  # of another file
    asked, listed = _asked(answers), _listed(answers, earlier)
    count: Counter[str] = Counter()
    lost: list[str] = []
    for name, sheet in workbook.sheets.items():
        is_ours = name in form.own_sheets
        likeliest_first = sorted(form.sections, key=lambda section: section.sheet != name)
        doubtful = []
        for at, value in filled(sheet.rows):
            cell = address(*at)
            if cell in asked[name]:
                count["answers"] += 1
            elif cell in listed[name]:
                count["listed"] += 1
            elif is_ours or _is_printed(value, likeliest_first, form):
                count["printed"] += 1
            else:
                doubtful.append(at)
        here = _lost_of(doubtful, name, workbook, form) if doubtful else []
        lost += [f"{name} {address(*at)}" for at in here]
        count += Counter(printed=len(doubtful) - len(here), lost=len(here))
    return Account(**count), lost_at(Place(file=workbook.file), lost)


def _lost_of(
    doubtful: Sequence[Position], name: str, workbook: Workbook, form: Form
) -> list[Position]:
    """The doubtful cells but for those of a copy, and checks whose words an older format lost."""
    rows = workbook.sheets[name].rows
    if any(rows == sheet.rows for other, sheet in workbook.sheets.items() if other != name):
        return []
    own = {at for at, _ in texts_of(rows, form)}
    return [at for at in doubtful if at in own]


def lost_at(place: Place, lost: Sequence[str]) -> list[Finding]:
    """Return the finding about a file with cells that came to nothing (S15); none without any."""
    if not lost:
        return []
    named = "、".join(lost[:_NAMED])
    return [messages.sheets.PASSED_OVER.at(place, count=len(lost), places=named)]


def _is_printed(value: Raw, sections: Sequence[Section], form: Form) -> bool:
    text = stored(value)
    if not isinstance(text, str):
        return False
    if A_CHECK.fullmatch(text.strip()) or squeezed(text) in form.check_names:
        return True
    return any(section.prints(text) for section in sections)


def _asked(answers: Answers) -> defaultdict[str, set[str]]:
    asked = defaultdict[str, set[str]](set)
    for answer in (*answers.figures.values(), *answers.words.values()):
        asked[answer.sheet].add(answer.cell)
    return asked


def _listed(answers: Answers, earlier: Set[tuple[Spot, str]]) -> defaultdict[str, set[str]]:
    """The cells of what was written elsewhere, and those that a finding names."""
    listed = defaultdict[str, set[str]](set)
    for aside in answers.asides:
        if (aside.place, aside.text) in earlier:
            continue
        listed[aside.place.sheet].update(_cells(aside.place.cell))
    for finding in answers.findings:
        listed[finding.place.sheet].update(_cells(finding.place.cell))
    return listed


def _cells(area: str) -> Iterator[str]:
    """The cells of an area in one row (B2:D2), or its corners."""
    found = _AREA.fullmatch(area)
    if found and found[2] == found[4]:
        first, last = (position(f"{letters}1")[1] for letters in (found[1], found[3]))
        yield from (address(int(found[2]) - 1, column) for column in range(first, last + 1))
    else:
        yield from area.split(":")

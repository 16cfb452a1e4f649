"""Cell accounting: prove that `locate` passed over no cell with content.

Each raw cell is printed by the template, an answer, or listed; all others are a finding.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
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
    """How many cells with content a file has, by what became of them."""

    printed: int = 0  # the template's own words and checks
    answers: int = 0  # figures and words that are asked for
    listed: int = 0  # written elsewhere, or told in a finding
    lost: int = 0


def account(workbook: Workbook, answers: Answers, form: Form) -> tuple[Account, list[Finding]]:
    """Return what became of the cells of a file, and a finding (S15) about the lost cells."""
    # A finding about the whole file needs no word about each cell.
    if any(Trait.UNREAD in finding.traits for finding in answers.findings):
        return Account(), []
    earlier = Counter((aside.place, aside.text) for aside in carried(workbook, form))
    asked, listed = _asked(answers), _listed(answers, earlier)
    count: Counter[str] = Counter()
    lost: list[Spot] = []
    for name, sheet in workbook.sheets.items():
        is_ours = name in form.own_sheets
        likeliest_first = sorted(form.sections, key=lambda section: section.sheet != name)
        labels = {spot.cell for spot in answers.reworded if spot.sheet == name}
        doubtful = []
        for (row, column), value in filled(sheet.rows):
            cell = address(row, column)
            if cell in asked[name]:
                count["answers"] += 1
            elif cell in listed[name]:
                count["listed"] += 1
            elif is_ours or cell in labels or _is_printed(value, likeliest_first, form):
                count["printed"] += 1
            else:
                doubtful.append((row, column))
        own = _lost_of(doubtful, name, workbook, form) if doubtful else []
        lost += [Spot(name, address(*at)) for at in own]
        count += Counter(printed=len(doubtful) - len(own), lost=len(own))
    return Account(**count), lost_at(Place(file=workbook.file), lost)


def _lost_of(
    doubtful: Sequence[Position], name: str, workbook: Workbook, form: Form
) -> list[Position]:
    """Return the doubtful cells without those of a copied sheet, and without live checks."""
    rows = workbook.sheets[name].rows
    if any(rows == sheet.rows for other, sheet in workbook.sheets.items() if other != name):
        return []
    own = {at for at, _ in texts_of(rows, form)}
    return [at for at in doubtful if at in own]


def lost_at(place: Place, spots: Sequence[Spot]) -> list[Finding]:
    """Return the finding (S15) about the lost cells of a file; an empty list without any."""
    if not spots:
        return []
    named = "、".join(map(str, spots[:_NAMED]))
    return [messages.sheets.PASSED_OVER.at(place, count=len(spots), places=named)]


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


def _listed(answers: Answers, earlier: Counter[tuple[Spot, str]]) -> defaultdict[str, set[str]]:
    """Return, by sheet, the cells of asides and the cells that findings name.

    earlier: asides of another file, which say nothing of this one; they come first.
    """
    listed, left = defaultdict[str, set[str]](set), earlier.copy()
    for aside in answers.asides:
        if left[aside.place, aside.text]:
            left[aside.place, aside.text] -= 1
        else:
            listed[aside.place.sheet].update(_cells(aside.place.cell))
    for finding in answers.findings:
        listed[finding.place.sheet].update(_cells(finding.place.cell))
    return listed


def _cells(area: str) -> Iterator[str]:
    """Yield the cells of an area in one row (B2:D2); of any other area, its corners."""
    match = _AREA.fullmatch(area)
    if match and match[2] == match[4]:
        first, last = (position(f"{letters}1")[1] for letters in (match[1], match[3]))
        yield from (address(int(match[2]) - 1, column) for column in range(first, last + 1))
    else:
        yield from area.split(":")

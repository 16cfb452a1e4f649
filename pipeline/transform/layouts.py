"""Returns laid out as an earlier one: their answers stand in the cells that are known from it.

To search a return for its labels takes ten times as long as to see that they stand where they
stood before. What differs in anything but its answers is searched by itself. Which of the two it
was shows nowhere: only a layout in which the search finds every answer, and nothing to say, is
remembered.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from pipeline.cells import Formula, Position, Raw, Rows, Sheet, Workbook, position, stored
from pipeline.findings import Finding
from pipeline.form.model import Form
from pipeline.form.section import A_CHECK, HOLDS, RIGHT, FieldKind
from pipeline.form.table import CellRef, squeezed
from pipeline.transform.accounting import Account, account, holds
from pipeline.transform.locate import Answer, Answers, locate

_LONGER = 4
_WORD, _NUMBER = "示例", 1.0  # in place of any answer in words, and of any figure
_MOST = 16  # layouts: every program saves a template in a way of its own, and few are in use
_CHECK = f"{HOLDS} {RIGHT}"  # in place of whatever a live check comes to


class Located(NamedTuple):
    """Where one file answers, what became of its cells, and those that came to nothing."""

    answers: Answers
    account: Account
    lost: Sequence[Finding]


class Locator:
    """Locates the answers of one return after another."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._labels = frozenset(label for one in form.sections for label in one.labels)
        self._longer = _LONGER * max(map(len, self._labels))  # than any label with blanks in it
        self._prose = [one.label for one in form.fields if one.kind is FieldKind.PROSE]
        self._layouts: list[_Layout] = []

    def locate(self, workbook: Workbook) -> Located:
        """The answers of a return, by the labels of the form, and what became of its cells."""
        for layout in self._layouts:
            known = layout.located(workbook)
            if known and self._is_plain(known.answers):
                return known
        answers = locate(workbook, self.form)
        count, lost = account(workbook, answers, self.form)
        if _says_nothing(answers) and not lost and len(self._layouts) < _MOST:
            self._remember(_layout(workbook, answers, self.form))
        return Located(answers, count, lost)

    def _is_plain(self, answers: Answers) -> bool:
        """Whether no answer is one for which the sheet must be searched.

        That is a text that may be taken for a label, and a blank, which may stand elsewhere.
        """
        if any(answers.words[label].value is None for label in self._prose):
            return False
        given = (*answers.words.values(), *answers.figures.values())
        texts = [one.value for one in given if isinstance(one.value, str)]
        return not any(squeezed(text) in self._labels for text in texts if len(text) < self._longer)

    def _remember(self, layout: "_Layout | None") -> None:
        """Keep a layout in which the search finds the same, whatever the answers are."""
        if layout is None:
            return
        filled = layout.filled()
        found = locate(filled, self.form)
        _, lost = account(filled, found, self.form)
        places = {asked: one._replace(value=None) for asked, one in _places(found).items()}
        if _says_nothing(found) and not lost and places == layout.answers:
            self._layouts.append(layout)


class _Spot(NamedTuple):
    """A cell that differs from return to return, though nothing is asked for in it."""

    at: Position
    ending: str  # of a line that names the office; blank for a live check


@dataclass(frozen=True)
class _Layout:
    """A workbook without its answers.

    own: the sheets that are not the form's, without their cells: nothing is asked for on them.
    answers: figure or label of a field → where its answer stands; nothing in it.
    """

    blank: Workbook
    own: Mapping[str, Sheet]
    answers: Mapping[CellRef | str, Answer]
    positions: Mapping[str, Sequence[Position]]  # of the answers of each sheet, in their order
    spots: Mapping[str, Sequence[_Spot]]

    def located(self, workbook: Workbook) -> Located | None:
        """The answers of a return that is laid out so; None for any other."""
        if list(workbook.sheets) != list(self.blank.sheets):
            return None
        values: list[Raw] = []
        printed = 0
        for name, sheet in workbook.sheets.items():
            if name in self.own:
                if replace(sheet, rows=()) != self.own[name]:
                    return None
                printed += sum(holds(value) for cells in sheet.rows for value in cells)
                continue
            rows = _blanked(sheet.rows, self.positions[name], self.spots[name])
            known = self.blank.sheets[name]
            if rows is None or replace(sheet, rows=rows) != known:
                return None
            printed += self._printed[name]
            values += [sheet.rows[row][column] for row, column in self.positions[name]]
        answers = Answers(workbook.file, workbook.digest, workbook.edition)
        for (asked, (_, place, cell)), value in zip(self.answers.items(), values, strict=True):
            if isinstance(asked, CellRef):
                answers.figures[asked] = Answer(value, place, cell)
            else:
                answers.words[asked] = Answer(value, place, cell)
        return Located(answers, Account(printed, sum(map(holds, values))), [])

    def filled(self) -> Workbook:
        """The same with a number for every figure, and a word for every answer in words."""
        rows = {
            name: [[*cells] for cells in sheet.rows] for name, sheet in self.blank.sheets.items()
        }
        for asked, (_, name, cell) in self.answers.items():
            row, column = position(cell)
            rows[name][row][column] = _NUMBER if isinstance(asked, CellRef) else _WORD
        sheets = {
            name: replace(sheet, rows=rows[name]) for name, sheet in self.blank.sheets.items()
        }
        return replace(self.blank, sheets=sheets)

    @cached_property
    def _printed(self) -> Mapping[str, int]:
        """How many cells of each sheet the template fills itself."""
        return {
            name: sum(holds(value) for cells in sheet.rows for value in cells)
            for name, sheet in self.blank.sheets.items()
        }


def _layout(workbook: Workbook, answers: Answers, form: Form) -> _Layout | None:
    """The layout of a return in which all was found; None where lines of it are hidden."""
    if any(sheet.hidden_rows or sheet.hidden_columns for sheet in workbook.sheets.values()):
        return None
    if workbook.sheets.keys() & {form.corrections.sheet, form.corrections.elsewhere}:
        return None  # what stands there is an office's own
    asked: defaultdict[str, dict[CellRef | str, Answer]] = defaultdict(dict)
    for of, one in _places(answers).items():
        asked[one.sheet][of] = one._replace(value=None)
    own, blank, positions, spots = {}, {}, {}, {}
    for name, sheet in workbook.sheets.items():
        blank[name] = sheet
        if name in form.own_sheets:
            own[name] = replace(sheet, rows=())
            continue
        positions[name] = [position(one.cell) for one in asked[name].values()]
        spots[name] = list(_spots(sheet.rows, set(positions[name]), form))
        rows = _blanked(sheet.rows, positions[name], spots[name])
        if rows is None:
            return None
        blank[name] = replace(sheet, rows=rows)
    by_sheet = {of: one for name in positions for of, one in asked[name].items()}
    return _Layout(replace(workbook, sheets=blank), own, by_sheet, positions, spots)


def _spots(rows: Rows, answered: Set[Position], form: Form) -> Iterator[_Spot]:
    endings = [section.note for section in form.sections]
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            shown = stored(value)
            if (row, column) in answered or not isinstance(shown, str):
                continue
            if isinstance(value, Formula) and _is_check(shown):
                yield _Spot((row, column), "")
            elif named := next((ending for ending in endings if shown.endswith(ending)), ""):
                yield _Spot((row, column), named)


def _blanked(
    rows: Rows, answered: Sequence[Position], spots: Sequence[_Spot]
) -> list[list[Raw]] | None:
    """The rows without what differs from return to return; None where something else is there."""
    blanked = [[*cells] for cells in rows]
    try:
        for row, column in answered:
            blanked[row][column] = None
        for (row, column), ending in spots:
            value = blanked[row][column]
            if isinstance(value, Formula) and not ending and _is_check(value.result):
                blanked[row][column] = value._replace(result=_CHECK)
            elif isinstance(value, str) and ending and value.endswith(ending):
                blanked[row][column] = ending
            else:
                return None
    except IndexError:
        return None
    return blanked


@lru_cache(maxsize=1024)
def _is_check(shown: object) -> bool:
    """Whether a live check has come to this; whatever it is, it is no office's."""
    return isinstance(shown, str) and bool(A_CHECK.fullmatch(shown.strip()))


def _says_nothing(answers: Answers) -> bool:
    return not (answers.findings or answers.asides or answers.replies)


def _places(answers: Answers) -> dict[CellRef | str, Answer]:
    return dict([*answers.figures.items(), *answers.words.items()])

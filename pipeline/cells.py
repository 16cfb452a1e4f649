"""A file as it was read: sheets of raw cells. Nothing in it is interpreted yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias


@dataclass(frozen=True)
class ErrorValue:
    """What a cell shows when its formula failed, such as #REF!."""

    text: str


@dataclass(frozen=True)
class Struck:
    """The text of a cell with struck-out characters: nobody can know which ones count."""

    text: str


Plain: TypeAlias = bool | int | float | str | datetime | date | time | timedelta | None


class Formula(NamedTuple):
    """A formula, and the result that its file stores; None where the file stores none."""

    result: Plain | ErrorValue
    text: str = ""  # as written; blank where the format does not say it


Raw: TypeAlias = Plain | ErrorValue | Struck | Formula
Rows: TypeAlias = Sequence[Sequence[Raw]]
Position: TypeAlias = tuple[int, int]  # row, column, both from 0


class Spot(NamedTuple):
    """A place in a workbook: a sheet, and a cell or a range of cells; a blank part is not known."""

    sheet: str = ""
    cell: str = ""  # D7, or B2:D2

    @classmethod
    def named(cls, text: str) -> "Spot":
        """Return the spot of a text that `str` made of one; a text without a blank is a sheet."""
        sheet, _, cell = text.rpartition(" ")
        return cls(sheet, cell) if sheet else cls(cell)

    def __str__(self) -> str:
        """Return sheet and cell as people read them: `三、依申请公开 D7`."""
        return " ".join(filter(None, self))


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was read: rows of values from A1; None is an empty cell."""

    rows: Rows
    hidden: bool = False
    merged: Sequence[tuple[Position, Position]] = ()  # first and last cell of each merge
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    remarks: Sequence[tuple[str, str]] = ()  # where, and the text: comments, text boxes


@dataclass(frozen=True)
class Workbook:
    """One file as it was read; nothing in it is interpreted yet."""

    file: str
    sheets: Mapping[str, Sheet]
    digest: str = ""  # of the file's bytes
    edition: str = ""  # of the template, as the file says; blank if it says nothing


def stored(value: Raw) -> Plain | ErrorValue | Struck:
    """Return a value; of a formula, the result that was stored with it."""
    return value.result if isinstance(value, Formula) else value


def filled(rows: Rows) -> Iterator[tuple[Position, Raw]]:
    """Yield each cell that shows anything, with its position."""
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value is not None and shows_anything(value):  # most are None: a call less for each
                yield (row, column), value


def shows_anything(value: Raw) -> bool:
    """Return whether a cell with a value shows more than blanks."""
    plain = stored(value)
    return bool(plain.strip()) if isinstance(plain, str) else plain is not None


def position(cell: str) -> Position:
    """Return the position of a cell that a spreadsheet names: (6, 3) for D7."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]) - 1, column - 1


@lru_cache(maxsize=1 << 14)  # each cell of a return is named several times
def address(row: int, column: int) -> str:
    """Return the name of a cell in a spreadsheet: D7 for (6, 3)."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"

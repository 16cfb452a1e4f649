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
    """A cell with a formula, and the result stored with it; None if there is none."""

    result: Plain | ErrorValue
    text: str = ""  # as written; blank where the format does not say it


Raw: TypeAlias = Plain | ErrorValue | Struck | Formula
Rows: TypeAlias = Sequence[Sequence[Raw]]
Position: TypeAlias = tuple[int, int]  # row, column, both from 0


class Spot(NamedTuple):
    """Where something stands in a workbook: a sheet, and a cell or a range of cells.

    A blank part is not known, or there is none.
    """

    sheet: str = ""
    cell: str = ""  # D7, or B2:D2

    @classmethod
    def named(cls, text: str) -> "Spot":
        """Return the spot that `str` has written as `text`."""
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
    """The value, or what a formula had come to when the file was saved."""
    return value.result if isinstance(value, Formula) else value


def filled(rows: Rows) -> Iterator[tuple[Position, Raw]]:
    """Yield each cell that shows anything, with its position."""
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value is not None and shows_anything(value):
                yield (row, column), value


def shows_anything(value: Raw) -> bool:
    """Return whether a cell with this value is not blank."""
    plain = stored(value)
    return plain is not None and not (isinstance(plain, str) and not plain.strip())


def position(cell: str) -> Position:
    """The position of a cell as a spreadsheet names it: D7 is (6, 3)."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]) - 1, column - 1


@lru_cache(maxsize=1 << 14)  # each cell of a return is named several times
def address(row: int, column: int) -> str:
    """The cell as a spreadsheet names it: (6, 3) is D7."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"

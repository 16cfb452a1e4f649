"""What a table of the form is made of: lines that cross in blocks, and the cells they make."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from itertools import product
from typing import NamedTuple

# 15 digits: what a spreadsheet holds exactly, and far beyond any return.
LARGEST_FIGURE = 10**15 - 1


class BrokenForm(ValueError):
    """The form contradicts itself; raised while it is being defined."""

    def __init__(self, complaint: str, names: str = "") -> None:
        super().__init__(complaint)
        self.names = names  # the labels that clash, for whoever chose them


class Measure(Enum):
    """What a figure counts. Stored figures are whole: `10 ** digits` to one written unit."""

    COUNT = ("件", 0)
    CHANGE = ("项", 0)  # counts of which some may fall
    WANYUAN = ("万元", 6)  # stored in 分
    YUAN = ("元", 2)  # stored in 分

    def __init__(self, unit: str, digits: int) -> None:
        self.unit = unit
        self.digits = digits

    def written(self, figure: int) -> str:
        """The figure as the form prints it: exact, no trailing zeros, 0 as `0`."""
        if not self.digits:
            return str(figure)
        sign, size = ("-" if figure < 0 else ""), abs(figure)
        whole, rest = divmod(size, 10**self.digits)
        decimals = f"{rest:0{self.digits}d}".rstrip("0") if rest else ""
        return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


class CellRef(NamedTuple):
    """The name of one figure: table, and the full label paths of its row and column."""

    table: str
    row: str
    column: str

    @property
    def row_and_column(self) -> str:
        """As a sentence names it; an unlabelled row or column needs no name."""
        return "，".join(filter(None, (self.row, self.column)))


class Axis(Enum):
    """Rows or columns; the value is the place of that coordinate in a (row, column) pair."""

    ROW = 0
    COLUMN = 1


# Signs without width that a paste leaves behind.
_LABEL = 80  # signs; what is longer is no label, and not worth keeping
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


_OF_WHICH = "其中:"  # shown before a part of a sum; some programs save what is shown
_UNSEEN = INVISIBLE | dict.fromkeys(set(range(0x20)) - set(b"\t\n\v\f\r"))  # in a label


def squeezed(label: str) -> str:
    """A label without what offices change unknowingly: blanks, line breaks, width of signs, 其中：.

    The reader compares labels so; two labels alike here cannot be told apart on a sheet.
    """
    return _known(label) if len(label) <= _LABEL else _squeezed(label)


def _squeezed(label: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", label).translate(_UNSEEN).split())
    return plain.removeprefix(_OF_WHICH)


_known = lru_cache(maxsize=8192)(_squeezed)  # every return says the same labels


@dataclass(frozen=True)
class Line:
    """A row or a column of a table: its label and the lines under it.

    A `total` carries the sum of its parts or, having none, of the lines beside it.
    A line with parts that is no total is only a heading and has no figure.
    """

    label: str
    parts: tuple["Line", ...] = ()
    total: bool = False
    unit: str = ""  # of an indicator; the block's measure says it otherwise
    also: tuple[str, ...] = ()  # what published reports call it, too


class Entry(NamedTuple):
    """A line that carries figures: its label path, and the paths of the leaves it sums."""

    path: str
    line: Line
    sums: tuple[str, ...]


def entries(lines: tuple[Line, ...], above: str = "") -> Iterator[Entry]:
    """The figure-carrying lines of a tree, in printed order."""
    for line in lines:
        path = f"{above}/{line.label}" if above else line.label
        if line.total:
            beside = tuple(other for other in lines if other is not line)
            under = leaves(line.parts, path) if line.parts else leaves(beside, above)
            yield Entry(path, line, tuple(under))
        elif not line.parts:
            yield Entry(path, line, ())
        yield from entries(line.parts, path)


def all_lines(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Every line of a tree, headings too."""
    for line in lines:
        yield line
        yield from all_lines(line.parts)


def leaves(lines: tuple[Line, ...], above: str = "") -> Iterator[str]:
    """The label paths of the lines that are filled in by hand."""
    return (entry.path for entry in entries(lines, above) if not entry.sums)


@dataclass(frozen=True)
class Cell:
    """One figure of the form; `sums` are the leaf cells of a total, empty for an input."""

    ref: CellRef
    measure: Measure
    unit: str
    sums: tuple[CellRef, ...]

    @property
    def name(self) -> str:
        """All its labels, for where nothing else stands above or beside it."""
        return "／".join(filter(None, (*self.ref.row.split("/"), *self.ref.column.split("/"))))

    @property
    def unit_note(self) -> str:
        """The unit, as the template says it beside a figure."""
        return f"单位：{self.unit}"

    @property
    def is_total(self) -> bool:
        """Whether the figure follows from others."""
        return bool(self.sums)


@dataclass(frozen=True)
class Block:
    """Rows and columns that cross. A table is one block, or several printed below each other."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    measure: Measure = Measure.COUNT
    caption: str = ""  # printed above the block; first part of its rows' paths
    corner: str = ""  # printed where row labels and column heads meet
    over: str = ""  # printed over all columns; part of no path, as it tells none apart

    @cached_property
    def row_entries(self) -> tuple[Entry, ...]:
        """The rows with figures; an unlabelled row has the caption, or nothing, as path."""
        return tuple(entries(self.rows, self.caption))

    @cached_property
    def column_entries(self) -> tuple[Entry, ...]:
        """The columns with figures."""
        return tuple(entries(self.columns))

    def cells(self, table: str) -> Iterator[Cell]:
        """Every figure, row by row."""
        for row, column in product(self.row_entries, self.column_entries):
            across = product(row.sums or (row.path,), column.sums or (column.path,))
            summed = row.sums or column.sums
            yield Cell(
                ref=CellRef(table, row.path, column.path),
                measure=self.measure,
                unit=row.line.unit or self.measure.unit,
                sums=tuple(CellRef(table, *paths) for paths in across) if summed else (),
            )


@dataclass(frozen=True)
class Table:
    """A named table of figures."""

    name: str  # what the lists call it: 表三
    blocks: tuple[Block, ...]
    description: str = ""  # for readers who cannot see the table

    @property
    def is_list(self) -> bool:
        """Label beside figure, without column heads (the indicators)."""
        return all(block.columns == UNLABELLED for block in self.blocks)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every figure, in printed order."""
        return tuple(cell for block in self.blocks for cell in block.cells(self.name))


UNLABELLED = (Line(""),)  # the only row or column of its table: it needs no name

"""What a statutory form is made of: lines, blocks, tables, fields, sections and rules.

A form is data. Everything else (template, reader, arithmetic, Word tables, summary)
derives from it, so a form that contradicts itself must not get past its import.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import product
from typing import NamedTuple

from pipeline.findings import Message


class BrokenForm(ValueError):
    """The form contradicts itself; raised while it is being defined."""


class Measure(Enum):
    """What a figure counts. Stored figures are whole: `10 ** digits` to one written unit."""

    COUNT = ("件", 0)
    WANYUAN = ("万元", 6)  # stored in 分
    YUAN = ("元", 2)  # stored in 分

    def __init__(self, unit: str, digits: int) -> None:
        self.unit = unit
        self.digits = digits

    def written(self, figure: int) -> str:
        """The figure as the form prints it: exact, no trailing zeros, 0 as `0`."""
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


class FieldKind(Enum):
    """What a field holds, which decides how its answer is read and its cell looks."""

    PROSE = "prose"  # paragraphs, printed in the report
    WORD = "word"  # one line: a name, a telephone number
    OFFICE = "office"
    YEAR = "year"
    DATE = "date"


@dataclass(frozen=True)
class Field:
    """A labelled answer in words."""

    label: str
    kind: FieldKind = FieldKind.PROSE
    heading: str = ""  # printed above the answer in the report
    hint: str = ""  # beside the answer in the template


@dataclass(frozen=True)
class Section:
    """One sheet of the template and, where it has a heading, one section of the report."""

    sheet: str
    content: tuple[Field | Table, ...]
    heading: str = ""
    subject: str = ""  # what the preface calls it

    @property
    def fields(self) -> tuple[Field, ...]:
        """The answers in words."""
        return tuple(item for item in self.content if isinstance(item, Field))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of figures."""
        return tuple(item for item in self.content if isinstance(item, Table))

    def with_table(self, grown: Table) -> "Section":
        """This section with its table of the same name replaced, if it has one."""
        same = {table.name: grown for table in self.tables if table.name == grown.name}
        return replace(
            self,
            content=tuple(
                same.get(item.name, item) if isinstance(item, Table) else item
                for item in self.content
            ),
        )


@dataclass(frozen=True)
class Constraint:
    """`left` = `right`, or `left` ≤ `right`: sums of cells, checked at `where`."""

    where: CellRef
    left: tuple[CellRef, ...]
    right: tuple[CellRef, ...] = ()
    last_year: tuple[CellRef, ...] = ()  # more of the right side, from last year's return
    at_most: bool = False
    left_name: str = ""  # what is summed, in words, where the label at `where` does not say it
    right_name: str = ""
    instead: "Constraint | None" = None  # what holds when last year's operand is missing


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """Something that must hold between cells; the kinds are in `form.rules`.

    Its message may use {row} {column} {row_and_column} {left} {right} {left_name}
    {right_name} {difference}.
    """

    message: Message
    source: str  # article or notice
    table: str

    @abstractmethod
    def constraints(self, form: "Form") -> Iterator[Constraint]:
        """What the rule demands of the cells of this form."""


@dataclass(frozen=True)
class Form:
    """A whole statutory form. Frozen; checks itself when it is made."""

    edition: str
    since: int  # first report year
    title: tuple[str, ...]  # lines, with {district} {office} {year}
    preface: str  # with {district} {office} {year} {parts}
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    extensible: str  # the list to which a district adds its indicators

    def __post_init__(self) -> None:
        """Find out now, not in January, that the form contradicts itself."""
        _demand_distinct("sheet", [section.sheet for section in self.sections])
        _demand_distinct("table", [table.name for table in self.tables])
        _demand_distinct("field", [field.label for field in self.fields])
        for table in self.tables:
            _demand_sound(table)
        for rule in self.rules:
            self._demand_known(rule)
        _demand_distinct("rule", [rule.message.code for rule in self.rules])

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in order of the sheets."""
        return tuple(table for section in self.sections for table in section.tables)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every answer in words, in order of the sheets."""
        return tuple(field for section in self.sections for field in section.fields)

    @cached_property
    def cells(self) -> Mapping[CellRef, Cell]:
        """Every figure by its name, in printed order."""
        return {cell.ref: cell for table in self.tables for cell in table.cells}

    @cached_property
    def sheets(self) -> Mapping[str, str]:
        """The sheet on which a table or a field stands, by its name."""
        return {
            item.name if isinstance(item, Table) else item.label: section.sheet
            for section in self.sections
            for item in section.content
        }

    def table(self, name: str) -> Table:
        """The table of that name."""
        for table in self.tables:
            if table.name == name:
                return table
        raise BrokenForm(f"no table {name!r}")

    def field(self, kind: FieldKind) -> Field:
        """The one field of a kind of which there is only one (office, year, date)."""
        (field,) = (field for field in self.fields if field.kind is kind)
        return field

    def inputs(self, ref: CellRef) -> tuple[CellRef, ...]:
        """The cells filled in by hand that make up a figure; itself if it is one."""
        if ref not in self.cells:
            raise BrokenForm(f"the form has no cell {ref}")
        return self.cells[ref].sums or (ref,)

    def extended(self, indicators: Iterable[Line]) -> "Form":
        """This form with a district's indicators added."""
        block = Block(rows=tuple(indicators), columns=UNLABELLED)
        grown = replace(self.table(self.extensible), blocks=(block,))
        return replace(self, sections=tuple(section.with_table(grown) for section in self.sections))

    def _demand_known(self, rule: Rule) -> None:
        code, demands = rule.message.code, list(rule.constraints(self))
        if not demands and rule.table != self.extensible:  # without indicators it is empty
            raise BrokenForm(f"rule {code} demands nothing of {rule.table}")
        for claim in demands:
            for ref in (claim.where, *claim.left, *claim.right, *claim.last_year):
                if ref not in self.cells:
                    raise BrokenForm(f"rule {code} names a cell the form lacks: {ref}")


def _demand_distinct(what: str, names: Sequence[object]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise BrokenForm(f"{what} defined more than once: {twice}")


def _demand_sound(table: Table) -> None:
    _demand_distinct(f"cell of {table.name}", [cell.ref for cell in table.cells])
    for block in table.blocks:
        for tree in (block.rows, block.columns):
            for line in _all_lines(tree):
                if "/" in line.label:
                    raise BrokenForm(f"{table.name}: a label with '/' breaks paths: {line.label}")
                if not line.label and tree != UNLABELLED:
                    raise BrokenForm(f"{table.name}: a line beside others has no label")
            for entry in entries(tree):
                if entry.line.total and not entry.sums:
                    raise BrokenForm(f"{table.name}: total {entry.path} has nothing to add up")


def _all_lines(lines: tuple[Line, ...]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from _all_lines(line.parts)

"""The cells of a workbook as a reader finds them, within what any form can need."""

from dataclasses import dataclass, field
from functools import cached_property

from pipeline.cells import Position, Raw, Sheet, stored
from pipeline.source_file import without_numbers

FARTHEST_ROW, FARTHEST_COLUMN = 1_000, 256  # a template ends at row 40, column 15
MOST_SHEETS, MOST_MERGES = 200, 10_000
MOST_LOOKED_AT = 500_000  # cells of a sheet, with content or without; a return has 400
MOST_FAR_CELLS = 1_000  # of a sheet
LARGEST_EXTENT = 1_000_000  # cells between A1 and the last one, of all sheets
MOST_SIGNS = 16 << 20  # of all texts, as often as cells show them; a return has 20,000


class TooMuchError(Exception):
    """A workbook holds more than any return; says what, in Chinese."""


@dataclass
class Grid:
    """One sheet being read: cells by their position, and what is known of its lines.

    far: cells outside any form that hold something, if only blanks; their values are not kept.
    remarks: where, and the text of a comment or a drawn box.
    """

    hidden: bool = False
    cells: dict[Position, Raw] = field(default_factory=dict)
    far: list[Position] = field(default_factory=list)
    merged: list[tuple[Position, Position]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    remarks: list[tuple[str, str]] = field(default_factory=list)

    def put(self, at: Position, value: Raw) -> None:
        """Keep the value of a cell; None and a text without signs are none.

        Raises ValueError where the cell has a value already: which of them would be read?
        """
        if value is None or value == "":
            return
        row, column = at
        if row >= FARTHEST_ROW or column >= FARTHEST_COLUMN:
            self._put_far(at, value)
        elif at in self.cells:
            raise ValueError(f"two values at {at}")
        else:
            self.cells[at] = value

    def _put_far(self, at: Position, value: Raw) -> None:
        if len(self.far) < MOST_FAR_CELLS:
            self.far.append(at)
        elif not (isinstance(value, str) and value.isspace()):  # blanks cost no file its life
            raise TooMuchError(
                f"第 {FARTHEST_ROW} 行以下或很靠右的地方有 {MOST_FAR_CELLS} 多个单元格"
            )

    def merge(self, first: Position, last: Position) -> None:
        """Note cells that are merged into one."""
        self.merged.append((first, last))
        if len(self.merged) > MOST_MERGES:
            raise TooMuchError(f"有 {MOST_MERGES} 多处合并的单元格")

    def hide_columns(self, first: int, last: int) -> None:
        """Note columns that are not shown, counted from 0."""
        self.hidden_columns.update(range(first, min(last + 1, FARTHEST_COLUMN)))

    @cached_property
    def extent(self) -> Position:
        """Rows and columns from A1 to the last cells with content, once all are put."""
        if not self.cells:
            return 0, 0
        rows, columns = zip(*self.cells, strict=True)
        return max(rows) + 1, max(columns) + 1

    def sheet(self) -> Sheet:
        """Return the sheet, each row as long as the longest."""
        height, width = self.extent
        rows: list[list[Raw]] = [[None] * width for _ in range(height)]
        for (row, column), value in self.cells.items():
            rows[row][column] = value
        lines = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
        return Sheet(rows, self.hidden, self.merged, *lines, self.remarks)


@dataclass
class Contents:
    """What a file holds: its sheets by name, and what had to be left unread, in Chinese.

    edition: which template the file says it is; blank if it says nothing.
    """

    grids: dict[str, Grid] = field(default_factory=dict)
    edition: str = ""
    unread: list[str] = field(default_factory=list)

    def add(self, name: str, grid: Grid) -> None:
        """Keep a sheet. Raises ValueError for a name that another sheet has."""
        name = without_numbers(name)
        if name in self.grids:
            raise ValueError(f"two sheets are called {name}: which of them would be read?")
        self.grids[name] = grid
        if len(self.grids) > MOST_SHEETS:
            raise TooMuchError(f"有 {MOST_SHEETS} 多张工作表")

    def demand_small(self) -> None:
        """Raise TooMuchError where the sheets would take much memory and time from here on."""
        grids = self.grids.values()
        extents = [grid.extent for grid in grids]
        if sum(rows * columns for rows, columns in extents) > LARGEST_EXTENT:
            count = sum(len(grid.cells) for grid in grids)
            raise TooMuchError(f"散布着 {count} 个单元格")
        shown = (stored(value) for grid in grids for value in grid.cells.values())
        if sum(len(value) for value in shown if isinstance(value, str)) > MOST_SIGNS:
            raise TooMuchError(f"单元格里的文字超过 {MOST_SIGNS // 10_000} 万字")

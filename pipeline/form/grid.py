"""The printed grid of a table: which labels and figures stand where, and what they span.

Template and report draw their tables from it, so both look like the printed form.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pipeline.form.table import Block, Cell, CellRef, Line, Table, entries


@dataclass(frozen=True)
class Box:
    """A rectangle of the grid, holding a printed label or a figure. Rows and columns from 0."""

    row: int
    column: int
    height: int
    width: int
    content: str | Cell
    is_row_label: bool = False


@dataclass(frozen=True)
class Grid:
    """A table as printed."""

    boxes: tuple[Box, ...]
    height: int
    width: int
    label_columns: int  # leading columns that hold row labels
    head_rows: int  # leading rows that hold column heads only

    @property
    def heads(self) -> tuple[tuple[Box, str], ...]:
        """The labelled boxes with their texts."""
        return tuple((box, box.content) for box in self.boxes if isinstance(box.content, str))

    @property
    def values(self) -> tuple[tuple[Box, Cell], ...]:
        """The boxes that hold figures."""
        return tuple((box, box.content) for box in self.boxes if isinstance(box.content, Cell))


def grid(table: Table) -> Grid:
    """The printed grid of a table; blocks stand below each other and share its width."""
    label_columns = max(_depth(block.rows) for block in table.blocks)
    width = label_columns + max(len(block.column_entries) for block in table.blocks)
    heights = [_head_rows(block) + len(block.row_entries) for block in table.blocks]
    tops = accumulate(heights, initial=0)
    boxes = tuple(
        box
        for block, top in zip(table.blocks, tops, strict=False)
        for box in _block_boxes(table.name, block, top, label_columns, width)
    )
    return Grid(boxes, sum(heights), width, label_columns, _head_rows(table.blocks[0]))


def _block_boxes(
    table: str, block: Block, top: int, label_columns: int, width: int
) -> Iterator[Box]:
    if block.caption:
        yield Box(top, 0, 1, width, block.caption)
    heads_top = top + bool(block.caption)
    first_row = top + _head_rows(block)
    if block.corner:
        yield Box(heads_top, 0, first_row - heads_top, label_columns, block.corner)
    if block.over:
        yield Box(heads_top, label_columns, 1, width - label_columns, block.over)
    yield from _column_heads(block, heads_top + bool(block.over), first_row, label_columns, width)
    yield from _row_labels(block.rows, first_row, 0, label_columns)
    cells = {cell.ref: cell for cell in block.cells(table)}
    for at_row, row in enumerate(block.row_entries):
        for column, left, span in _columns(block, label_columns, width):
            cell = cells[CellRef(table, row.path, column)]
            yield Box(first_row + at_row, left, 1, span, cell)


def _columns(block: Block, left: int, width: int) -> Iterator[tuple[str, int, int]]:
    """Path, place and span of each column; the last one takes what is left of the width."""
    last = len(block.column_entries) - 1
    for at, column in enumerate(block.column_entries):
        yield column.path, left + at, width - left - at if at == last else 1


def _column_heads(block: Block, top: int, bottom: int, left: int, width: int) -> Iterator[Box]:
    def heads(lines: tuple[Line, ...], top: int, left: int, right: int) -> Iterator[Box]:
        for at, line in enumerate(lines):
            last = at == len(lines) - 1
            end = right if last else left + len(list(entries((line,))))
            height = 1 if line.parts else bottom - top
            if line.label:
                yield Box(top, left, height, end - left, line.label)
            yield from heads(line.parts, top + 1, left, end)
            left = end

    yield from heads(block.columns, top, left, width)


def _row_labels(lines: tuple[Line, ...], top: int, left: int, right: int) -> Iterator[Box]:
    for line in lines:
        height = len(list(entries((line,))))
        if line.label:
            width = 1 if line.parts else right - left
            yield Box(top, left, height, width, line.label, is_row_label=True)
        yield from _row_labels(line.parts, top, left + 1, right)
        top += height


def _head_rows(block: Block) -> int:
    return bool(block.caption) + bool(block.over) + _depth(block.columns)


def _depth(lines: tuple[Line, ...]) -> int:
    """How many levels of labels a tree has; none when its only line needs no name."""
    return max(
        (bool(line.label) + _depth(line.parts) for line in lines),
        default=0,
    )

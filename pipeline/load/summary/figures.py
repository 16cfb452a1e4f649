"""Sheets of figures: the district's table as the form prints it, and below it every office's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xlsxwriter.utility import xl_range

from pipeline.form.grid import Box, Grid, grid
from pipeline.form.table import Cell, CellRef, Table
from pipeline.load.summary.sheet import (
    HEADED,
    Book,
    Column,
    Formula,
    Sheet,
    Styled,
    Value,
    over_offices,
)
from pipeline.load.workbook_style import LOOK_OF, in_row, ranges, wrapped_height
from pipeline.results import MOST_LISTED, Results

_OFFICE_WIDTH, _STATE_WIDTH = 18, 10
_FIGURE_WIDTH, _NARROW_WIDTH, _NARROW_FROM = 13, 9.5, 16  # narrow in tables of so many columns
_FIRST_FIGURE = 2  # columns: office, state, then figures
_LABEL_COLUMNS = 4  # columns of figures that the innermost label of the printed table takes


class Drawn(NamedTuple):
    """Where a table's figures stand, for formulas and charts on other sheets."""

    sheet: str
    district: Mapping[CellRef, tuple[int, int]]  # of the printed table
    columns: Mapping[CellRef, int]  # of the offices' table
    offices: tuple[int, int]  # its first row and its last


def draw_table(book: Book, table: Table, subject: str) -> Drawn:
    """One sheet: above, the district's table in the printed form; below, a row per office."""
    results = book.results
    cells = table.cells
    width = _FIGURE_WIDTH if len(cells) < _NARROW_FROM else _NARROW_WIDTH
    widths = (_OFFICE_WIDTH, _STATE_WIDTH, *[width] * len(cells))
    sheet = Sheet(book, table.name, widths)
    sheet.headed(f"{book.title}　{table.name}　{subject}", _note(cells, results))
    drawn = grid(table)
    above = 0 if table.is_list else drawn.height + 1
    top = HEADED + above  # of the sums, with the heads and the offices below
    columns = {cell.ref: _FIRST_FIGURE + at for at, cell in enumerate(cells)}
    first = top + 2
    places: Mapping[CellRef, tuple[int, int]] = {}
    offices = (first, first + len(results.listed) - 1)
    sums = {ref: f"=SUM({xl_range(first, at, offices[1], at)})" for ref, at in columns.items()}
    if not table.is_list:
        places = _printed(sheet, drawn, sums, results)
    _sums(sheet, top, cells, columns, sums, results)
    heads = [cell.name for cell in cells]
    sheet.worksheet.set_row(top + 1, wrapped_height(heads, [width] * len(heads)))
    sheet.table(
        f"{table.name}各{results.tier.unit}",
        top + 1,
        _columns(cells, results),
        _rows(cells, first, results),
    )
    if table.is_list:
        sheet.keep_in_view(top + 1, _FIRST_FIGURE)
    else:  # the heads are far below; Excel shows them in place of the columns' letters
        sheet.worksheet.freeze_panes(HEADED - 1, _FIRST_FIGURE)
        # What goes up to the leaders; the offices' rows are for the screen.
        sheet.worksheet.print_area(0, 0, top - 2, _spans(drawn)[-1][0] + _spans(drawn)[-1][1] - 1)
        sheet.worksheet.fit_to_pages(1, 1)
    return Drawn(table.name, places, columns, offices)


def _note(cells: Sequence[Cell], results: Results) -> str:
    gaps = sum(results.returns.gaps([cell.ref for cell in cells]).values())
    note = f"另有 {gaps} 格空白或无法识别，未计入合计。" if gaps else ""
    unit = results.tier.unit
    if not results.listed:
        note += f"{unit}超过 {MOST_LISTED} 个，各{unit}的数见 {results.tier.rows}。"
    return results.scope + note


# ── the district's table ─────────────────────────────────────────────────────


def _printed(
    sheet: Sheet, drawn: Grid, sums: Mapping[CellRef, str], results: Results
) -> dict[CellRef, tuple[int, int]]:
    """The printed form over the columns of the offices' table; totals add up the sums here."""
    spans = _spans(drawn)
    places = {cell.ref: (HEADED + box.row, spans[box.column][0]) for box, cell in drawn.values}
    for box, text in drawn.heads:
        style = "label" if box.is_row_label else "head"
        _merged(sheet, box, spans, text, style)
        if box.is_row_label and box.height == 1:
            columns = range(spans[box.column][0], sum(spans[box.column + box.width - 1]))
            width = sum(sheet.widths[column] for column in columns)
            sheet.worksheet.set_row(HEADED + box.row, wrapped_height((text,), (width,)))
    for box, cell in drawn.values:
        result = shown(cell, results.returns.district(cell))
        value = over_offices(sums[cell.ref], result, results)
        if cell.is_total:
            value = Formula(f"=SUM({ranges([places[part] for part in cell.sums])})", result)
        style = "sum" if cell.is_total else "figure"
        _merged(sheet, box, spans, "", style)
        sheet.put(*places[cell.ref], value, style)
    return places


def _spans(drawn: Grid) -> list[tuple[int, int]]:
    """For each column of the printed table: the column of the sheet it starts in, and how many."""
    labels = drawn.label_columns
    if not labels:
        return [(_FIRST_FIGURE + at, 1) for at in range(drawn.width)]
    outer = [(at, 1) for at in range(labels - 1)]
    inner = (labels - 1, _FIRST_FIGURE + _LABEL_COLUMNS - (labels - 1))
    each = 1 if labels > 1 else 2  # a table with few columns has room
    start = sum(inner)
    return [*outer, inner, *((start + at * each, each) for at in range(drawn.width - labels))]


def _merged(
    sheet: Sheet, box: Box, spans: Sequence[tuple[int, int]], text: str, style: str
) -> None:
    left, _ = spans[box.column]
    last, count = spans[box.column + box.width - 1]
    top, right = HEADED + box.row, last + count - 1
    if (box.height, right) == (1, left):
        sheet.put(top, left, text, style)
    else:
        bottom = top + box.height - 1
        sheet.worksheet.merge_range(top, left, bottom, right, text, sheet.styles.get(style))


# ── every office's figures ───────────────────────────────────────────────────


def _sums(
    sheet: Sheet,
    row: int,
    cells: Sequence[Cell],
    columns: Mapping[CellRef, int],
    sums: Mapping[CellRef, str],
    results: Results,
) -> None:
    """The sums above the offices, where more offices do not push them away; totals close."""
    sheet.put(row, 0, "合计", "sum")
    sheet.put(row, 1, f"{len(results.returns.summed)} 个{results.tier.unit}", "sum")
    for cell in cells:
        result = shown(cell, results.returns.district(cell))
        value = over_offices(sums[cell.ref], result, results)
        if cell.is_total:
            parts = ranges([(row, columns[part]) for part in cell.sums])
            value = Formula(f"=SUM({parts})", result)
        sheet.put(row, columns[cell.ref], value, "sum")


def _columns(cells: Sequence[Cell], results: Results) -> list[Column]:
    figures = (Column(cell.name, "figure") for cell in cells)
    return [Column(results.tier.unit), Column("状态"), *figures]


def _rows(cells: Sequence[Cell], first: int, results: Results) -> Iterator[list[Value | Styled]]:
    column_of = {cell.ref: at for at, cell in enumerate(cells, start=_FIRST_FIGURE)}
    sums = {
        cell.ref: in_row([column_of[part] for part in cell.sums]) for cell in cells if cell.is_total
    }
    there = set(results.returns.offices)
    for row, line in enumerate(results.listed, start=first):
        values: list[Value | Styled] = [Styled(None, "unknown")] * len(cells)
        if line.office in there:
            known = results.returns.figures_of(line.office)
            values = [_figure(cell, row, sums, known) for cell in cells]
        yield [line.office, Styled(line.standing, LOOK_OF[line.standing]), *values]


def _figure(
    cell: Cell, row: int, sums: Mapping[CellRef, str], known: Mapping[CellRef, int | None]
) -> Value | Styled:
    """A figure, a total as a live sum of its row; what is unknown stays empty, never a 0."""
    figure = known[cell.ref]
    if figure is None:
        return Styled(None, "unknown")
    if not cell.is_total:
        return shown(cell, figure)
    parts = sums[cell.ref].format(row=row + 1)
    return Formula(f"=SUM({parts})", shown(cell, figure))


def shown(cell: Cell, figure: int) -> float:
    """The figure in the unit that the form prints."""
    return figure / 10**cell.measure.digits if cell.measure.digits else figure

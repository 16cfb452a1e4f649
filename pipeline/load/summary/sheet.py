"""A sheet of 汇总.xlsx: its title, its page, its tables with filters, what a cell may hold."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xlsxwriter.workbook import Workbook

from pipeline.form.model import Form
from pipeline.load.quick_workbook import Cells, QuickWorksheet, fitting, look_of
from pipeline.load.workbook_style import ROW_HEIGHT, Styles
from pipeline.results import Results

HEADED = 3  # rows above the content: title, note, a blank one
_WIDEST_PAGE = 260  # characters that are still legible when fitted to a page across
_WIDE_SCALE = 55  # percent, for what goes over several pages


class Formula(NamedTuple):
    """A live formula with the result that is shown until somebody calculates."""

    text: str
    result: float | str


class Link(NamedTuple):
    """A place in this workbook (`internal:…`), or a file by its path from here (`external:…`)."""

    target: str
    text: str


Value = str | float | Formula | Link | None


class Styled(NamedTuple):
    """A value in a look of its own."""

    value: Value
    style: str


class Column(NamedTuple):
    """A column of a table: its head, which is unique in it, and the look of its cells."""

    head: str
    style: str = "text"
    num_format: str = ""


class Book(NamedTuple):
    """The workbook being drawn, and what it shows."""

    workbook: Workbook
    styles: Styles
    title: str  # district and year
    form: Form
    results: Results


def over_offices(formula: str, result: float | str, results: Results) -> Value:
    """A formula over the offices' rows, where there are any; else what it comes to."""
    return Formula(formula, result) if results.listed else result


class Sheet:
    """A sheet being drawn."""

    def __init__(self, book: Book, name: str, widths: Sequence[float]) -> None:
        self.worksheet: QuickWorksheet = book.workbook.add_worksheet(name)
        self._columns: list[Cells] = []
        self._looks: dict[tuple[str, str], int] = {}
        self.name = name
        self.widths = widths
        self.styles = book.styles
        sheet = self.worksheet
        sheet.hide_gridlines(2)
        sheet.set_default_row(ROW_HEIGHT)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        if sum(widths) <= _WIDEST_PAGE:
            sheet.fit_to_pages(1, 0)
        else:
            sheet.set_print_scale(_WIDE_SCALE)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def headed(self, title: str, note: str) -> None:
        """The first lines: what the sheet shows, and what must be known to read it."""
        self.worksheet.set_row(0, 30)
        self.put(0, 0, title, "headline")
        self.put(1, 0, note, "note")

    def put(self, row: int, column: int, value: Value, style: str, num_format: str = "") -> None:
        """One cell. Text is text whatever it looks like; None is an empty cell, never a 0."""
        sheet, look = self.worksheet, self.styles.get(style, num_format)
        match value:
            case None:
                sheet.write_blank(row, column, None, look)
            case str():
                sheet.write_string(row, column, fitting(value), look)
            case Formula(text, result):
                sheet.write_formula(row, column, text, look, result)
            case Link(target, text):
                sheet.write_url(row, column, target, look, string=text)
            case _:
                sheet.write_number(row, column, value, look)

    def table(
        self,
        name: str,
        top: int,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Value | Styled]],
    ) -> int:
        """An Excel table with filters, its one row of heads at `top`; the row below its last.

        A sheet has one.
        """
        drawn = (self._row(top + 2 + at, columns, values) for at, values in enumerate(rows))
        count = self.worksheet.put_rows(top + 1, drawn, len(columns))
        last = top + max(count, 1)  # a table needs a row, if an empty one
        look = self.styles.get("head")
        heads = _distinct([column.head for column in columns])
        options = {
            "name": name,
            "style": None,
            "columns": [{"header": head, "header_format": look} for head in heads],
        }
        self.worksheet.add_table(top, 0, last, len(columns) - 1, options)
        return last + 1

    def keep_in_view(self, heads: int, columns: int) -> None:
        """Freeze the row of heads, which each printed page repeats, and the first columns."""
        self.worksheet.freeze_panes(heads + 1, columns)
        self.worksheet.repeat_rows(heads)

    def _row(self, row: int, columns: Sequence[Column], values: Sequence[Value | Styled]) -> str:
        """The cells of a row, which counts from 1."""
        cells = []
        for cell, column, value in zip(self._cells(len(columns)), columns, values, strict=True):
            style = column.style
            if isinstance(value, Styled):
                value, style = value  # noqa: PLW2901 - what it holds, and how it looks
            look = self._look(style, column.num_format)
            match value:
                case None:
                    cells.append(cell.blank(row, look))
                case str():
                    number = self.worksheet.text_number(fitting(value))
                    cells.append(cell.text(row, look, number))
                case Formula(text, result):
                    cells.append(cell.formula(row, look, text, result))
                case Link(target, text):
                    self.worksheet.put_link(row - 1, cell.at, target, text)
                    cells.append(cell.text(row, look, self.worksheet.text_number(text)))
                case _:
                    cells.append(cell.number(row, look, value))
        return "".join(cells)

    def _cells(self, count: int) -> Sequence[Cells]:
        while len(self._columns) < count:
            self._columns.append(Cells(len(self._columns)))
        return self._columns[:count]

    def _look(self, style: str, num_format: str) -> int:
        if (style, num_format) not in self._looks:
            self._looks[style, num_format] = look_of(self.styles.get(style, num_format))
        return self._looks[style, num_format]


def _distinct(heads: Sequence[str]) -> list[str]:
    """Heads that Excel can tell apart: an indicator may be called 状态, as our own column is."""
    distinct: list[str] = []
    taken: set[str] = set()
    for head in heads:
        while head.casefold() in taken:
            head += "　"  # noqa: PLW2901 - it grows until it is alone
        taken.add(head.casefold())
        distinct.append(head)
    return distinct

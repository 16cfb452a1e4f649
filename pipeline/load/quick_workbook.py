"""XlsxWriter for large tables: whole rows at once, and formulas as they are given.

Cell by cell a formula costs five times what a number does (22 µs against 4), for it is searched
for functions newer than Excel 2007, of which we use none; 2,000 offices have 700,000 cells.
"""

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

_IN_MEMORY = 4 << 20  # bytes of rows of a sheet
# What Excel allows: rows of a sheet, signs in a cell (of two units at most in its own count).
MOST_ROWS, LONGEST_TEXT = 1_048_576, 32_767
_TOO_LONG = "……（太长，后面的没有写进来）"
_POINTS = 0.75  # of a pixel, in which heights are known


class _Forgetful(dict[tuple[int, int], object]):
    """Keeps nothing."""

    def __setitem__(self, *_: object) -> None:
        """Forget it at once."""


class QuickWorksheet(Worksheet):  # type: ignore[misc]  # no types published
    """A worksheet with one block of rows that are written as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.table_cells = _Forgetful()  # 0.1 KB for each, to tell two tables apart: we draw one
        self._first = self._rows = 0  # of the block, from 0; how many
        self._block = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115 - _write_rows

    def put_rows(self, first: int, rows: Iterable[str], columns: int) -> int:
        """Rows that nothing else is written to, each what stands between its tags; how many.

        Whoever gives them sees to it that they fit.
        """
        for cells in rows:
            self._block.write(f"{cells}\n")
            self._rows += 1
        if self._rows:
            self._check_dimensions(first, 0)
            self._check_dimensions(first + self._rows - 1, columns - 1)
        self._first = first
        return self._rows

    def put_link(self, row: int, column: int, target: str, text: str) -> None:
        """Where a cell of these rows leads; the cell itself is in its row."""
        self.ignore_write_string = True
        self.write_url(row, column, target, None, text)
        self.ignore_write_string = False

    def text_number(self, text: str) -> int:
        """The number of a text among those that cells share."""
        return int(self.str_table._get_shared_string_index(text))  # noqa: SLF001 - as a cell does

    def _prepare_formula(self, formula: str, expand_future_functions: object = None) -> str:
        del expand_future_functions  # there are none
        return formula.removeprefix("=")

    def _write_rows(self) -> None:
        with self._block as block:
            if not self._rows:
                super()._write_rows()
                return
            last: int = self.dim_rowmax
            self.dim_rowmax: int = self._first - 1
            super()._write_rows()
            block.seek(0)
            for row, cells in enumerate(block, start=self._first):
                known = self.row_info.get(row)
                height = (known.height if known else self.default_row_height) * _POINTS
                look = f'ht="{height:.16g}" customHeight="1"'
                self.fh.write(f'<row r="{row + 1}" {look}>{cells[:-1]}</row>')
            self.dim_rowmin, self.dim_rowmax = self._first + self._rows, last
            super()._write_rows()


class QuickWorkbook(Workbook):  # type: ignore[misc]  # no types published
    """A workbook of such sheets."""

    worksheet_class = QuickWorksheet


def fitting(text: str) -> str:
    """A text as a cell can hold it; one that is cut says so."""
    if 2 * len(text) <= LONGEST_TEXT or len(text.encode("utf-16-le")) <= 2 * LONGEST_TEXT:
        return text
    return text[: LONGEST_TEXT // 2 - len(_TOO_LONG)] + _TOO_LONG


class Cells:
    """How the cells of one column are written."""

    def __init__(self, at: int) -> None:
        self.at = at
        self._name = f'<c r="{xl_col_to_name(at)}'

    def number(self, row: int, look: int, value: float) -> str:
        """A number; `row` counts from 1."""
        return f'{self._name}{row}" s="{look}"><v>{value:.16G}</v></c>'

    def text(self, row: int, look: int, number: int) -> str:
        """A shared text, by its number."""
        return f'{self._name}{row}" s="{look}" t="s"><v>{number}</v></c>'

    def blank(self, row: int, look: int) -> str:
        """An empty cell."""
        return f'{self._name}{row}" s="{look}"/>'

    def formula(self, row: int, look: int, text: str, result: float | str) -> str:
        """A formula with what it comes to."""
        formula = escape(text.removeprefix("="))
        if isinstance(result, str):
            shown = escape(result)
            return f'{self._name}{row}" s="{look}" t="str"><f>{formula}</f><v>{shown}</v></c>'
        return f'{self._name}{row}" s="{look}"><f>{formula}</f><v>{result}</v></c>'


def look_of(style: Format) -> int:
    """The number of a format in its workbook."""
    return int(style._get_xf_index())  # noqa: SLF001 - as a cell does

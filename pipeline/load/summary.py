"""汇总.xlsx: the round at a glance, every office's figures, live sums, and the findings.

XlsxWriter stores each sum's result beside its formula: previews that do not calculate show it.
"""

import io
from collections.abc import Sequence
from itertools import groupby

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipeline.findings import Finding, Level
from pipeline.form.model import Form
from pipeline.form.table import Cell, Table
from pipeline.load.lists import FINDING_COLUMNS, finding_row
from pipeline.load.store import stamp
from pipeline.load.workbook_style import LOOK_OF_LEVEL, ROW_HEIGHT, Styles, wrapped_height
from pipeline.records import OfficeStanding, Returns, Standing, scope

_STANDING_HEADS = ("序号", "街道", "状态", *Level, "报送文件")
_STANDING_WIDTHS = (7, 24, 12, 9, 9, 9, 44)
_FINDING_WIDTHS = (7, 8, 16, 24, 16, 11, 22, 22, 52, 52)
_OFFICE_WIDTH, _STATE_WIDTH = 18, 10
_FIGURE_WIDTH, _NARROW_WIDTH = 13, 9.5  # narrow where a table goes over several pages
_HEAD_ROWS = 4  # title, scope, row labels, column labels
_FIRST_FIGURE = 2  # columns: office, state, then figures
_PAGE_COLUMNS = 18  # figures beside each other on a printed page
_WIDE_SCALE = 55  # percent, for tables that go over several pages
TOTAL = "合计"


def write_summary(
    form: Form,
    district: str,
    year: int,
    standings: Sequence[OfficeStanding],
    returns: Returns,
    findings: Sequence[Finding],
) -> bytes:
    """The district's workbook: where the round stands, every figure with its sums, the findings."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        title = f"{district}{year}年"
        workbook.set_properties({"title": f"{title}汇总", "created": stamp(year)})
        summary = _Summary(workbook, title, standings, returns)
        summary.standings()
        for section in form.sections:
            for table in section.tables:
                if not table.is_list:
                    summary.table(table, section.subject)
        summary.findings(findings)
    return file.getvalue()


class _Summary:
    """One summary being drawn."""

    def __init__(
        self,
        workbook: Workbook,
        title: str,
        standings: Sequence[OfficeStanding],
        returns: Returns,
    ) -> None:
        self.workbook = workbook
        self.title = title
        self.roster = standings
        self.returns = returns
        self.scope = scope(standings, len(returns.offices))
        self.styles = Styles(workbook)

    def standings(self) -> None:
        """Sheet 报送情况: one line per office of the roster."""
        sheet = self._sheet("报送情况", _STANDING_WIDTHS)
        self._headed(sheet, "报送情况", self.scope)
        for column, head in enumerate(_STANDING_HEADS):
            sheet.write_string(2, column, head, self.styles.get("head"))
        for row, line in enumerate(self.roster, start=3):
            sheet.write_number(row, 0, row - 2, self.styles.get("figure"))
            sheet.write_string(row, 1, line.office, self.styles.get("text"))
            sheet.write_string(row, 2, line.standing, self.styles.get(_LOOK_OF[line.standing]))
            for column, count in enumerate((line.found[level] for level in Level), start=3):
                sheet.write_number(row, column, count, self.styles.get("figure"))
            sheet.write_string(row, 6, line.file, self.styles.get("text"))
        sheet.autofilter(2, 0, 2 + len(self.roster), len(_STANDING_HEADS) - 1)
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(0, 2)

    def table(self, table: Table, subject: str) -> None:
        """One row per office and a row of live sums; heads are the labels of row and column."""
        cells = table.cells
        width = _FIGURE_WIDTH if len(cells) <= _PAGE_COLUMNS else _NARROW_WIDTH
        sheet = self._sheet(table.name, (_OFFICE_WIDTH, _STATE_WIDTH, *[width] * len(cells)))
        figures = self.returns.figures[[cell.ref for cell in cells]]
        gaps = int(figures.isna().to_numpy().sum())
        note = f"另有 {gaps} 格空白或无法识别，未计入合计。" if gaps else ""
        self._headed(sheet, f"{table.name}　{subject}", self.scope + note)
        self._figure_heads(sheet, cells)
        for row, line in enumerate(self.roster, start=_HEAD_ROWS):
            sheet.write_string(row, 0, line.office, self.styles.get("text"))
            sheet.write_string(row, 1, line.standing, self.styles.get(_LOOK_OF[line.standing]))
            self._figures(sheet, row, cells, line.office)
        self._sums(sheet, cells, figures)
        sheet.freeze_panes(_HEAD_ROWS, _FIRST_FIGURE)
        sheet.repeat_rows(0, _HEAD_ROWS - 1)
        sheet.repeat_columns(0, _FIRST_FIGURE - 1)
        sheet.set_v_pagebreaks(_page_breaks(cells))

    def findings(self, findings: Sequence[Finding]) -> None:
        """Sheet 问题清单: what 问题清单.csv holds, to be filtered."""
        sheet = self._sheet("问题清单", _FINDING_WIDTHS)
        self._headed(sheet, "问题清单", f"共 {len(findings)} 条")
        for column, head in enumerate(FINDING_COLUMNS):
            sheet.write_string(2, column, head, self.styles.get("head"))
        for row, finding in enumerate(findings, start=3):
            texts = finding_row(finding)
            sheet.set_row(row, wrapped_height(texts, _FINDING_WIDTHS))
            for column, text in enumerate(texts):
                look = LOOK_OF_LEVEL[finding.level] if column == 0 else "text"
                sheet.write_string(row, column, text, self.styles.get(look))
        sheet.autofilter(2, 0, max(3, 2 + len(findings)), len(FINDING_COLUMNS) - 1)
        sheet.freeze_panes(3, 3)
        sheet.repeat_rows(0, 2)

    def _sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_default_row(ROW_HEIGHT)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        if len(widths) <= _PAGE_COLUMNS + _FIRST_FIGURE:
            sheet.fit_to_pages(1, 0)
        else:
            sheet.set_print_scale(_WIDE_SCALE)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def _headed(self, sheet: Worksheet, subject: str, note: str) -> None:
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, f"{self.title}　{subject}", self.styles.get("headline"))
        sheet.write_string(1, 0, note, self.styles.get("note"))

    def _figure_heads(self, sheet: Worksheet, cells: Sequence[Cell]) -> None:
        head = self.styles.get("head")
        sheet.set_row(2, 48)
        sheet.set_row(3, 48)
        for column, text in enumerate(("街道", "状态")):
            sheet.merge_range(2, column, 3, column, text, head)
        column = _FIRST_FIGURE
        for over, group in groupby(cells, key=_upper_head):
            below = list(group)
            last = column + len(below) - 1
            if len(below) > 1:
                sheet.merge_range(2, column, 2, last, over, head)
            else:
                sheet.write_string(2, column, over, head)
            for at, cell in enumerate(below):
                sheet.write_string(3, column + at, _lower_head(cell), head)
            column = last + 1

    def _figures(self, sheet: Worksheet, row: int, cells: Sequence[Cell], office: str) -> None:
        """An office's figures; what is unknown stays an empty cell, never a 0."""
        known = self.returns.figures_of(office) if office in self.returns.files else {}
        for column, cell in enumerate(cells, start=_FIRST_FIGURE):
            figure = known.get(cell.ref)
            if figure is None:
                sheet.write_blank(row, column, None, self.styles.get("unknown"))
            else:
                look = self.styles.get("figure")
                sheet.write_number(row, column, _shown(cell, figure), look)

    def _sums(self, sheet: Worksheet, cells: Sequence[Cell], figures: pd.DataFrame) -> None:
        row = _HEAD_ROWS + len(self.roster)
        total = self.styles.get("sum")
        sheet.write_string(row, 0, TOTAL, total)
        sheet.write_string(row, 1, f"{len(figures)} 个街道", total)
        for column, cell in enumerate(cells, start=_FIRST_FIGURE):
            formula = f"=SUM({xl_range(_HEAD_ROWS, column, row - 1, column)})"
            result = _shown(cell, int(figures[cell.ref].sum()))  # as the sheet: empty cells skipped
            sheet.write_formula(row, column, formula, total, result)


_LOOK_OF = {
    Standing.DONE: "good",
    Standing.PASSED: "good",
    Standing.TO_CORRECT: "bad",
    Standing.MISSING: "missing",
}


def _upper_head(cell: Cell) -> str:
    """The label path of the row; of the column's group where the table's only row has no name."""
    above = cell.ref.row or cell.ref.column.rpartition("/")[0]
    return above.replace("/", "／")


def _lower_head(cell: Cell) -> str:
    column = cell.ref.column if cell.ref.row else cell.ref.column.rpartition("/")[2]
    return column.replace("/", "／")


def _page_breaks(cells: Sequence[Cell]) -> list[int]:
    """Columns before which a printed page ends, so that no group of columns is torn."""
    breaks, start, column = [], _FIRST_FIGURE, _FIRST_FIGURE
    for _, group in groupby(cells, key=_upper_head):
        width = len(list(group))
        if column + width - start > _PAGE_COLUMNS:
            breaks.append(column)
            start = column
        column += width
    return breaks


def _shown(cell: Cell, figure: int) -> float:
    """The figure in the unit that its head names."""
    return figure / 10**cell.measure.digits if cell.measure.digits else figure

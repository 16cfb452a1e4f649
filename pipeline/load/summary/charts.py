"""图表: native charts that a person can edit; each draws on figures of this workbook."""

from collections.abc import Mapping, Sequence

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell

from pipeline.form.model import Quantity
from pipeline.form.table import CellRef
from pipeline.load.charted import by_case, by_result, two_years
from pipeline.load.summary.figures import Drawn, shown
from pipeline.load.summary.sheet import HEADED, Book, Formula, Sheet, Value, over_offices
from pipeline.load.workbook_style import wrapped_height

_MOST_OFFICES = 20  # bars that can still be told apart
_HEIGHT, _WIDTH = 360, 620  # pixels of a chart
_ROWS = 18  # of the sheet that a chart takes
_COLORS = ("#1D4ED8", "#B45309")
_CHARTS_COLUMN = 4  # right of the figures that they draw


def draw_charts(book: Book, drawn: Mapping[str, Drawn]) -> None:
    """Sheet 图表: applications by office, by result, review and litigation, and last year."""
    sheet = Sheet(book, "图表", (46, 12, 12, 4, *[11] * 8))
    sheet.headed(f"{book.title}　图表", "图可以直接编辑；左边是画图用的数，取自其他工作表。")
    drawing = _Charts(book, sheet, drawn)
    drawing.offices()
    drawing.by_label("申请办理结果", "件", by_result(book.form))
    drawing.by_label("行政复议、行政诉讼", "件", by_case(book.form))
    drawing.years()
    sheet.worksheet.set_h_pagebreaks(drawing.breaks)
    sheet.worksheet.fit_to_pages(1, 0)


class _Charts:
    """The sheet, and the row that is free on it."""

    def __init__(self, book: Book, sheet: Sheet, drawn: Mapping[str, Drawn]) -> None:
        self.workbook = book.workbook
        self.sheet = sheet
        self.form = book.form
        self.results = book.results
        self.tier = book.results.tier
        self.drawn = drawn
        self.row = HEADED
        self.breaks: list[int] = []  # rows before which a printed page ends: no chart is torn

    def offices(self) -> None:
        """New applications by office, the most first."""
        (ref,) = self.form.quantities[Quantity.NEW]
        place = self.drawn[ref.table]
        first, _ = place.offices
        new = self.results.returns.sums([ref])
        several = [
            (new[line.office], -at, line.office)
            for at, line in enumerate(self.results.standings)
            if line.office in new
        ]
        most = sorted(several, reverse=True)[:_MOST_OFFICES]
        cells = [xl_rowcol_to_cell(first - at, place.columns[ref]) for _, at, _ in most]
        values: list[tuple[str, Value]] = [
            (office, over_offices(f"='{place.sheet}'!{cell}", figure, self.results))
            for (figure, _, office), cell in zip(most, cells, strict=True)
        ]
        self._chart(
            f"各{self.tier.unit}新收申请",
            "件",
            ["新收"],
            [(name, [value]) for name, value in values],
        )

    def by_label(self, name: str, unit: str, figures: Sequence[tuple[str, CellRef]]) -> None:
        """The district's figures, each under its label."""
        rows: list[tuple[str, list[Value]]] = []
        for label, ref in figures:
            cell = self.form.cells[ref]
            place = self.drawn[ref.table]
            address = xl_rowcol_to_cell(*place.district[ref])
            result = shown(cell, self.results.returns.district(cell))
            formula = Formula(f"='{place.sheet}'!{address}", result)
            rows.append((label, [formula]))
        self._chart(name, unit, [self.tier.whole], rows)

    def years(self) -> None:
        """What the form counts, this year against last, over the offices that have both."""
        rows = [
            (
                one.name,
                [
                    Formula(f"=同比!{column}{HEADED + 2 + one.at}", value)
                    for column, value in (("C", one.now), ("D", one.then))
                ],
            )
            for one in two_years(self.form, self.results)
        ]
        if rows:
            title = f"本年与上年（{self.tier.whole}，两年都有数据的街道）"
            self._chart(title, "", ["本年", "上年"], rows)

    def _chart(
        self,
        name: str,
        unit: str,
        series: Sequence[str],
        rows: Sequence[tuple[str, Sequence[Value]]],
    ) -> None:
        """The figures in the first columns, the chart beside them."""
        top = self.row
        for column, head in enumerate((name, *series)):
            self.sheet.put(top, column, head, "head")
        for row, (label, values) in enumerate(rows, start=top + 1):
            self.sheet.worksheet.set_row(row, wrapped_height((label,), self.sheet.widths[:1]))
            self.sheet.put(row, 0, label, "text")
            for column, value in enumerate(values, start=1):
                self.sheet.put(row, column, value, "figure")
        if rows:
            chart: Chart = self.workbook.add_chart({"type": "bar"})
            last = top + len(rows)
            for column, head in enumerate(series, start=1):
                chart.add_series(
                    {
                        "name": head,
                        "categories": [self.sheet.name, top + 1, 0, last, 0],
                        "values": [self.sheet.name, top + 1, column, last, column],
                        "fill": {"color": _COLORS[column - 1]},
                        "data_labels": {"value": True},
                        "gap": 40,
                    }
                )
            chart.set_title({"name": name, "name_font": {"size": 13}})
            light = {"visible": True, "line": {"color": "#D1D5DB", "width": 0.5}}
            chart.set_x_axis({"name": unit, "num_format": "0", "major_gridlines": light, "min": 0})
            chart.set_y_axis({"reverse": True, "interval_unit": 1})
            chart.set_legend({"none": True} if len(series) == 1 else {"position": "bottom"})
            chart.set_size({"width": _WIDTH, "height": max(_HEIGHT, 26 * len(rows) * len(series))})
            options = {"description": f"条形图：{name}", "object_position": 2}
            self.sheet.worksheet.insert_chart(top, _CHARTS_COLUMN, chart, options)
        drawn_rows = max(_ROWS, len(rows) * len(series) + 2)
        self.row = top + max(len(rows), drawn_rows) + 2
        self.breaks.append(self.row)

"""The workbook an office fills in, drawn from the form: one sheet per section.

XlsxWriter, not openpyxl: it stores the totals' results beside their formulas, so a phone or
a chat preview shows them, and a return is read without a recalculation.
"""

import io
from collections.abc import Mapping
from datetime import date
from itertools import product
from math import ceil
from types import MappingProxyType
from typing import Any, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipeline.cells import Spot
from pipeline.findings import Level
from pipeline.form.grid import Grid, grid
from pipeline.form.model import EDITION_NAME, Form
from pipeline.form.section import Field, FieldKind, Section
from pipeline.form.table import LARGEST_FIGURE, Cell, CellRef, Table
from pipeline.load.guide import Whose, draw_guide
from pipeline.load.quick_workbook import QuickWorkbook
from pipeline.load.selfcheck import KnownCells, SelfCheck
from pipeline.load.stamp import stamp
from pipeline.load.workbook_style import Styles, ranges, rectangles
from pipeline.returns import Untaken
from pipeline.setup import Setup

Words = Mapping[str, str | date]  # by field label
Figures = Mapping[CellRef, int]  # inputs only, in stored units
AsIs = Mapping[CellRef | str, Untaken]  # in place of a figure or an answer: what was written
Position = tuple[int, int]  # row, column, both from 0


class Mark(NamedTuple):
    """What is wrong with a cell: it is coloured after its level, and a comment says why."""

    level: Level
    why: str


Marks = Mapping[CellRef | str, Mark]  # by figure, or label of a field
_NOTHING: Mapping[Any, Any] = MappingProxyType({})

_TITLE_HEIGHT, _NOTE_HEIGHT, _LINE_HEIGHT, _PROSE_HEIGHT = 36, 24, 26, 140
_LABEL_WIDTH, _ANSWER_WIDTH, _HINT_WIDTH = 25, 78, 36
_SIGN_WIDTH, _WRAPPED_HEIGHT, _PADDING = 2.2, 15, 8  # of a Chinese sign; of a wrapped line
_TOP = 2  # rows above the content: title and note


class Filled(NamedTuple):
    """What stands in a template already.

    last_year: what the office reported then, inputs only; what carries over is filled in from
    it. None: there is no report of last year.
    """

    words: Words = _NOTHING
    figures: Figures = _NOTHING
    last_year: Figures | None = None
    as_is: AsIs = _NOTHING
    marks: Marks = _NOTHING


BLANK = Filled()


def blank_template(setup: Setup, office: str, last_year: Mapping[CellRef, int] | None) -> bytes:
    """Return an office's template to be filled in, with what it reported last year, if known."""
    whose = Whose(setup.district.name, office, setup.year)
    return write_template(setup.form, whose, Filled(last_year=last_year))


def write_template(form: Form, whose: Whose, filled: Filled = BLANK) -> bytes:
    """The template of one office, with its name, its year and the answers known already."""
    file = io.BytesIO()
    with QuickWorkbook(file, {"in_memory": True}) as workbook:
        Template(workbook, form, whose, filled).draw()
    return file.getvalue()


class Template:
    """A template being drawn into a workbook, behind the sheets that are there already."""

    def __init__(self, workbook: Workbook, form: Form, whose: Whose, filled: Filled) -> None:
        self.workbook = workbook
        self.form = form
        self.whose = whose
        self.filled = filled
        self.words: dict[str, str | date | int] = {
            **{field.label: field.start for field in form.fields if field.start},
            **{label: said for label, said in filled.words.items() if said},
            form.field(FieldKind.OFFICE).label: whose.office,
            form.field(FieldKind.YEAR).label: whose.year,
        }
        self.carried = form.carried_in(filled.last_year or {})
        self.figures = {**self.carried, **filled.figures}
        self.styles = Styles(workbook)
        known = KnownCells(self.figures, filled.last_year, filled.as_is)
        self.checks = SelfCheck(workbook, self.styles, form, known)
        self.places: dict[CellRef | str, Spot] = {}  # once it is drawn

    @property
    def sheets(self) -> set[str]:
        """The names of the sheets that are drawn."""
        return {place.sheet for place in self.places.values()}

    def draw(self) -> None:
        """Every sheet of the form, the guide before them, and behind them whether all is well."""
        title = f"{self.whose.office}{self.whose.year}年年报填报表"
        self.workbook.set_properties({"title": title, "created": stamp(self.whose.year)})
        self.workbook.define_name(EDITION_NAME, f'="{self.form.edition}"')
        sheet = self.workbook.add_worksheet(self.form.guide)
        draw_guide(sheet, self.styles, self.form, self.whose, carried=bool(self.carried))
        self.finish(sheet, portrait=True)
        for section in self.form.sections:
            self.section(section)
        sheet = self.workbook.add_worksheet(self.form.selfcheck)
        self.checks.draw(sheet, str(self.whose))
        self.finish(sheet, portrait=True)

    def section(self, section: Section) -> None:
        """One sheet: a table as printed, or labels with their answers beside them."""
        sheet = self.workbook.add_worksheet(section.sheet)
        sheet.hide_gridlines(2)
        sheet.set_row(0, _TITLE_HEIGHT)
        sheet.set_row(1, _NOTE_HEIGHT)
        if section.is_table:
            (table,) = section.tables
            self._printed_table(sheet, section, table)
        else:
            self._answer_sheet(sheet, section)

    def _title(self, sheet: Worksheet, section: Section, last_column: int) -> None:
        title = section.heading or section.sheet
        sheet.merge_range(0, 0, 0, last_column, title, self.styles.get("title"))
        note = f"{self.whose}　　{section.note}"
        sheet.merge_range(1, 0, 1, last_column, note, self.styles.get("note"))

    # ── labels with answers ─────────────────────────────────────────────────

    def _answer_sheet(self, sheet: Worksheet, section: Section) -> None:
        for column, width in enumerate((_LABEL_WIDTH, _ANSWER_WIDTH, _HINT_WIDTH)):
            sheet.set_column(column, column, width)
        self._title(sheet, section, 2)
        row = _TOP
        answers = {}
        for item in section.content:
            if isinstance(item, Field):
                answers[item.label] = (row, 1)
                row = self._field(sheet, row, item)
                if item.fills:
                    self.checks.take_switch(section.sheet, (row - 1, 1), item, self.words)
            else:
                row = self._list(sheet, section, row, item)
        self.checks.written(section, answers, self.words)
        sheet.print_area(0, 0, row - 1, 2)
        sheet.freeze_panes(_TOP, 1)
        self.finish(sheet, portrait=True)

    def _field(self, sheet: Worksheet, row: int, field: Field) -> int:
        prose = field.kind is FieldKind.PROSE
        sheet.set_row(row, _PROSE_HEIGHT if prose else _LINE_HEIGHT)
        sheet.write_string(row, 0, field.label, self.styles.get("label"))
        hint = field.hint.replace("{next_year}", str(self.whose.year + 1))
        sheet.write_string(row, 2, hint, self.styles.get("hint"))
        given = field.kind in (FieldKind.OFFICE, FieldKind.YEAR)
        style = self._marked(sheet, (row, 1), field.label, "fixed" if given else field.kind.value)
        answer = self.filled.as_is.get(field.label, self.words.get(field.label))
        if isinstance(answer, date):
            sheet.write_datetime(row, 1, answer, style)
        elif isinstance(answer, int | float):
            sheet.write_number(row, 1, answer, style)
        elif answer:
            sheet.write_string(row, 1, answer, style)
        else:
            sheet.write_blank(row, 1, None, style)
        if field.kind is FieldKind.DATE:
            sheet.data_validation(row, 1, row, 1, {**_A_DATE, "value": stamp(self.whose.year)})
        elif field.choices:
            choices = [choice.format(year=self.whose.year) for choice in field.choices]
            sheet.data_validation(row, 1, row, 1, {**_A_CHOICE, "source": choices})
        elif prose:
            sheet.data_validation(row, 1, row, 1, {**_AN_ANSWER, "input_message": hint})
        return row + 1

    def _list(self, sheet: Worksheet, section: Section, row: int, table: Table) -> int:
        """Figures beside their labels; the unit, not a hint, in the third column."""
        places = {cell.ref: (row + at, 1) for at, cell in enumerate(table.cells)}
        for cell in table.cells:
            at, _ = places[cell.ref]
            *above, label = cell.ref.row.split("/")
            sheet.set_row(at, _LINE_HEIGHT)
            sheet.write_string(at, 0, label, self.styles.get("part" if above else "label"))
            sheet.write_string(at, 2, cell.unit_note, self.styles.get("hint"))
            self._figure(sheet, cell, places)
        if table.cells:
            self._guard(sheet, table, places)
            self.checks.filled_in(section, table, places)
            self.checks.beside(sheet, table, places, (row + len(table.cells), 3))
        return row + len(table.cells)

    # ── printed tables ──────────────────────────────────────────────────────

    def _printed_table(self, sheet: Worksheet, section: Section, table: Table) -> None:
        drawn = grid(table)
        for column in range(drawn.width):
            sheet.set_column(column, column, _column_width(drawn, column))
        self._title(sheet, section, drawn.width - 1)
        for box, text in drawn.heads:
            style = self.styles.get("label" if box.is_row_label else "head")
            self._box(sheet, (_TOP + box.row, box.column), (box.height, box.width), text, style)
        places = {cell.ref: (_TOP + box.row, box.column) for box, cell in drawn.values}
        for box, cell in drawn.values:
            style = self.styles.get("total" if cell.is_total else "input")
            if box.width > 1:
                self._box(sheet, places[cell.ref], (box.height, box.width), "", style)
            self._figure(sheet, cell, places)
        for row, height in _row_heights(drawn).items():
            sheet.set_row(_TOP + row, height)
        self._guard(sheet, table, places)
        self.checks.filled_in(section, table, places)
        below = self.checks.beside(sheet, table, places, (_TOP + drawn.height, drawn.width))
        sheet.print_area(0, 0, below - 1, drawn.width - 1)  # checks beside it would make it small
        frozen = drawn.head_rows if len(table.blocks) == 1 else 0
        sheet.freeze_panes(_TOP + frozen, drawn.label_columns)
        sheet.repeat_rows(0, _TOP + frozen - 1)
        self.finish(sheet, portrait=drawn.height > drawn.width)

    def _box(
        self, sheet: Worksheet, at: Position, size: tuple[int, int], text: str, style: object
    ) -> None:
        (row, column), (height, width) = at, size
        if size == (1, 1):
            sheet.write_string(row, column, text, style)
        else:
            sheet.merge_range(row, column, row + height - 1, column + width - 1, text, style)

    def _figure(self, sheet: Worksheet, cell: Cell, places: Mapping[CellRef, Position]) -> None:
        """Write a total, unless it is handed back as it was, or an input."""
        if cell.is_total and cell.ref not in self.filled.as_is:
            self._total(sheet, cell, places)
        else:
            self._input(sheet, cell, places[cell.ref])

    def _total(self, sheet: Worksheet, cell: Cell, places: Mapping[CellRef, Position]) -> None:
        """Write a total as a live formula with its result."""
        known = sum(self.figures.get(ref, 0) for ref in cell.sums) / 10**cell.measure.digits
        as_is = (self.filled.as_is.get(ref) for ref in cell.sums)
        known += sum(written for written in as_is if isinstance(written, int | float))
        formula = f"=SUM({ranges([places[ref] for ref in cell.sums])})"
        style = self._marked(sheet, places[cell.ref], cell.ref, "total")
        sheet.write_formula(*places[cell.ref], formula, style, known)

    def _input(self, sheet: Worksheet, cell: Cell, place: Position) -> None:
        """Write an input as its answer, checked on entry."""
        row, column = place
        scale = 10**cell.measure.digits
        carried = cell.ref in self.carried
        style = self._marked(sheet, place, cell.ref, "carried" if carried else "input")
        written = self.filled.as_is.get(cell.ref)
        if written is None and cell.ref in self.figures:
            figure = self.figures[cell.ref]
            written = figure / scale if scale > 1 else figure
        if written is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(written, str):
            sheet.write_string(row, column, written, style)
        else:
            sheet.write_number(row, column, written, style)

    def _guard(self, sheet: Worksheet, table: Table, places: Mapping[CellRef, Position]) -> None:
        """What the inputs of a table take, and what is said when one is chosen."""
        inputs = [cell for cell in table.cells if not cell.is_total]
        measures = dict.fromkeys(cell.measure for cell in inputs)
        for measure, carried in product(measures, (False, True)):
            cells = [
                places[cell.ref]
                for cell in inputs
                if cell.measure is measure and (cell.ref in self.carried) is carried
            ]
            if cells:
                rule = {
                    **(_AN_AMOUNT if measure.digits else _A_COUNT),
                    "maximum": LARGEST_FIGURE // 10**measure.digits,
                    "multi_range": " ".join(rectangles(cells)),
                }
                if carried:
                    rule |= _CARRIED
                sheet.data_validation(*cells[0], *cells[0], rule)

    def _marked(self, sheet: Worksheet, at: Position, name: CellRef | str, style: str) -> Format:
        """The style of an answer's cell, with its mark and its comment if it has one."""
        self.places[name] = Spot(sheet.name, xl_rowcol_to_cell(*at))
        mark = self.filled.marks.get(name)
        if mark is None:
            return self.styles.get(style)
        sheet.write_comment(*at, mark.why, _COMMENT)
        return self.styles.get(style, mark=mark.level)

    def finish(self, sheet: Worksheet, *, portrait: bool) -> None:
        """Protection without password, and a page that prints on A4."""
        sheet.protect("", {"format_rows": True, "format_columns": True})
        sheet.set_paper(9)
        if portrait:
            sheet.set_portrait()
        else:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")


_COMMENT = {"author": "", "x_scale": 2.6, "y_scale": 1.6, "font_size": 10}
_A_COUNT = {
    "validate": "integer",
    "criteria": "between",
    "minimum": 0,
    "error_title": "请填写整数",
    "error_message": "这里只能填 0 或正整数，如：3。没有发生的填 0。",
    "input_title": "填整数",
    "input_message": "只填阿拉伯数字，不带单位；没有发生的填 0。",
}
_AN_AMOUNT = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": 0,
    "error_title": "请填写金额",
    "error_message": "这里只能填 0 或正数，如：1.5。没有发生的填 0。",
    "input_title": "填金额",
    "input_message": "按表头的单位填，可以带小数；没有发生的填 0。",
}
_CARRIED = {
    "input_title": "已按上年年报填好",
    "input_message": "这是上年年报的结转下年度，请核对；上年年报有误的，向区里说明。",
}
_A_CHOICE = {
    "validate": "list",
    "show_error": False,  # any other answer will do as well
    "input_title": "可以选一句",
    "input_message": "点右边的箭头选一句，也可以自己写。",
}
_AN_ANSWER = {"validate": "any", "input_title": "这里写什么"}
_A_DATE = {
    "validate": "date",
    "criteria": ">=",
    "error_title": "请填写日期",
    "error_message": "请填写报告成文的日期，先写年、再写月和日，中间用短横线。",
}


def _column_width(drawn: Grid, column: int) -> float:
    """Characters; the innermost label column is the widest, figures share the rest of a page."""
    if column >= drawn.label_columns:
        return 22 if drawn.width < 6 else 9.5
    return 34 if column == drawn.label_columns - 1 else 13


def _row_heights(drawn: Grid) -> dict[int, float]:
    """Points; a row is as high as its longest label needs when wrapped."""
    heights = dict.fromkeys(range(drawn.height), float(_LINE_HEIGHT))
    for box, text in drawn.heads:
        if not (box.is_row_label and box.height > 1):
            width = sum(_column_width(drawn, box.column + at) for at in range(box.width))
            lines = ceil(len(text) * _SIGN_WIDTH / width)
            needed = (lines * _WRAPPED_HEIGHT + _PADDING) / box.height
            heights[box.row] = max(heights[box.row], needed)
    return heights

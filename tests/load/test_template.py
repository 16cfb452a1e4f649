"""load.template: the sheet an office fills in looks like the form and guards its cells."""

import io

import factory
import pytest
from factory import DISTRICT, FORM, OFFICES, YEAR, cell_at
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.form.grid import grid
from pipeline.form.model import EDITION_NAME
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef, Measure
from pipeline.load.guide import Whose
from pipeline.load.template import write_template
from pipeline.load.workbook_style import rectangles

PLACES = factory.places(FORM)


@pytest.fixture(scope="module")
def blank() -> Workbook:
    """A blank template as openpyxl sees it."""
    return load_workbook(io.BytesIO(write_template(FORM, Whose(DISTRICT, OFFICES[0], YEAR))))


def test_the_sheets_stand_in_the_order_of_the_form(blank: Workbook) -> None:
    """Instructions first, then one sheet per section."""
    assert blank.sheetnames == [
        "填报说明", "基本信息", "一、总体情况", "二、主动公开", "三、依申请公开",
        "四、复议诉讼", "五、问题与改进", "六、其他事项", "填报自查",
    ]  # fmt: skip


def test_name_and_year_are_filled_in_and_locked(blank: Workbook) -> None:
    """So that a return says by itself whose it is."""
    for kind, value in [(FieldKind.OFFICE, OFFICES[0]), (FieldKind.YEAR, YEAR)]:
        _, found = cell_at(blank, PLACES[FORM.field(kind).label])
        assert (found.value, found.protection.locked) == (value, True)


def test_inputs_are_open_and_totals_are_locked_formulas(blank: Workbook) -> None:
    """A total can be recalculated, not typed over; an input takes whole numbers from 0."""
    for ref, figure in FORM.cells.items():
        sheet, found = cell_at(blank, PLACES[ref])
        assert found.protection.locked is figure.is_total
        if figure.is_total:
            assert str(found.value).startswith("=SUM(")
            continue
        assert found.value is None
        (rule,) = [
            rule for rule in sheet.data_validations.dataValidation if found.coordinate in rule.sqref
        ]
        expected = "whole" if figure.measure is Measure.COUNT else "decimal"
        assert (rule.type, rule.formula1) == (expected, "0")


def test_every_sheet_is_protected_without_a_password_and_prints_on_a4(blank: Workbook) -> None:
    """Protection keeps labels whole; nobody is locked out."""
    for sheet in blank.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what the format means by none
        set_up = sheet.sheet_properties.pageSetUpPr
        assert set_up
        assert set_up.fitToPage
        if sheet.title != "填报说明":
            assert sheet.freeze_panes


def printed(sheet: Worksheet, text: str) -> set[str]:
    """The ranges, merged or single, that show a text."""
    merged = {merge.coord.split(":")[0]: merge.coord for merge in sheet.merged_cells.ranges}
    return {
        merged.get(cell.coordinate, cell.coordinate)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == text
    }


def test_tables_have_the_printed_heads_with_their_merges(blank: Workbook) -> None:
    """Every label of the grid stands there, letter by letter, over as many cells."""
    for section in FORM.sections:
        for table in section.tables:
            if table.is_list:
                continue
            drawn, sheet = grid(table), blank[section.sheet]
            top = min(cell_at(blank, PLACES[c.ref])[1].row - box.row for box, c in drawn.values)
            for box, text in drawn.heads:
                first = sheet.cell(top + box.row, box.column + 1)
                assert first.value == text
                last = sheet.cell(first.row + box.height - 1, first.column + box.width - 1)
                whole = f"{first.coordinate}:{last.coordinate}"
                expected = first.coordinate if first is last else whole
                assert expected in printed(sheet, text)


def test_the_edition_stands_in_a_defined_name(blank: Workbook) -> None:
    """So that a return in another form is known before it is read."""
    assert blank.defined_names[EDITION_NAME].value == f'"{FORM.edition}"'


def test_totals_carry_their_results() -> None:
    """A preview that does not calculate, and the fast reader, see the right sums."""
    inputs = factory.consistent_figures(FORM)
    filled = load_workbook(io.BytesIO(factory.filled(FORM)), data_only=True)
    for ref, figure in factory.all_figures(FORM, inputs).items():
        shown = cell_at(filled, PLACES[ref])[1].value
        assert isinstance(shown, int | float)
        assert round(shown * 10 ** FORM.cells[ref].measure.digits) == figure


def test_the_formula_of_a_total_covers_its_parts_and_nothing_else(blank: Workbook) -> None:
    """The range in the formula is exactly the cells that the form adds up."""
    for ref, figure in FORM.cells.items():
        if not figure.is_total:
            continue
        sheet, found = cell_at(blank, PLACES[ref])
        area = str(found.value).removeprefix("=SUM(").removesuffix(")")
        covered = {
            part.coordinate
            for piece in area.split(",")
            for row in sheet[piece if ":" in piece else f"{piece}:{piece}"]
            for part in row
        }
        assert covered == {PLACES[part].split("!")[1] for part in figure.sums}


def test_parts_of_an_indicator_show_that_they_are_parts(blank: Workbook) -> None:
    """The cell holds the exact label; 其中 is how it is shown."""
    place = PLACES[CellRef("指标", "示例热线/示例救助", "")]
    label = cell_at(blank, place)[1].offset(0, -1)
    assert label.value == "示例救助"
    assert "其中" in label.number_format


def test_the_same_template_has_the_same_bytes() -> None:
    """Nothing in it depends on the clock."""
    first, second = (write_template(FORM, Whose(DISTRICT, OFFICES[0], YEAR)) for _ in range(2))
    assert first == second


def test_cells_are_named_by_as_few_ranges_as_fill_them() -> None:
    """In whatever order they come."""
    assert rectangles([(1, 1), (0, 0), (1, 0), (0, 1), (3, 2)]) == ["A1:B2", "C4"]
    assert rectangles([(0, 0), (0, 2), (1, 0)]) == ["A1:A2", "C1"]

"""extract.workbook.ods: what the XML of an OpenDocument spreadsheet says, in every spelling."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from conftest import where
from packages import package_with

from pipeline.cells import ErrorValue, Formula, Raw, Sheet, Struck
from pipeline.extract.workbook import read_workbook

ODF = "urn:oasis:names:tc:opendocument:xmlns"
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
SPACES = f' xmlns:calcext="{CALC}"' + "".join(
    f' xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text", "style")
)
FAMILIES = ("table-cell", "text")
STYLES = "".join(
    f'<style:style style:family="{family}" style:name="ce1"><style:text-properties'
    ' style:text-line-through-style="solid"/></style:style>'
    f'<style:style style:family="{family}" style:name="ce2" style:parent-style-name="ce1"/>'
    f'<style:style style:family="{family}" style:name="ce3" style:parent-style-name="ce1">'
    '<style:text-properties style:text-line-through-style="none"/></style:style>'
    for family in FAMILIES
) + (
    '<style:style style:family="paragraph" style:name="ce1"><style:text-properties'
    ' style:text-line-through-style="none"/></style:style>'
    '<style:style style:family="table-cell" style:name="ce4"><style:text-properties'
    ' style:text-line-through-type="single"/></style:style>'
    '<style:style style:family="table" style:name="ta1">'
    '<style:table-properties table:display="false"/></style:style>'
)


def table(rows: str, more: str = "", name: str = "表") -> str:
    """A sheet."""
    return f'<table:table table:name="{name}" {more}>{rows}</table:table>'


def content(tables: str) -> bytes:
    """The part with the cells."""
    return (
        f'<?xml version="1.0"?><office:document-content{SPACES}>'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    ).encode()


def read(folder: Path, tables: str, **more: bytes) -> tuple[list[Sheet], set[tuple[str, str]]]:
    """The sheets of a file, and what is found besides that it is an older format."""
    path = folder / "示例.ods"
    parts = {"mimetype": MIMETYPE, "content.xml": content(tables), **more}
    path.write_bytes(package_with(parts))
    workbook, findings = read_workbook(path)
    return [*workbook.sheets.values()] if workbook else [], where(findings) - {("F09", "!")}


def cell(kind: str, value: str = "", shown: str = "", more: str = "") -> str:
    """A cell with a value of a kind, and what it shows."""
    name = "value" if kind in ("float", "percentage", "currency") else f"{kind}-value"
    said = f' office:value-type="{kind}"' + (f' office:{name}="{value}"' if value else "")
    text = f"<text:p>{shown}</text:p>" if shown else ""
    return f"<table:table-cell{said} {more}>{text}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    """A row."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


VALUES: dict[str, tuple[str, Raw]] = {
    "a number": (cell("float", "84", "84"), 84.0),
    "a percentage": (cell("percentage", "0.5", "50%"), 0.5),
    "money": (cell("currency", "12.5", "￥12.50"), 12.5),
    "true": (cell("boolean", "true", "TRUE"), True),
    "a day": (cell("date", "2024-01-20", "2024年1月20日"), date(2024, 1, 20)),
    "a moment": (cell("date", "2024-01-20T12:30:00", "x"), datetime(2024, 1, 20, 12, 30)),  # noqa: DTZ001 - a cell has no zone
    "a time": (cell("time", "PT03H05M00S", "3:05"), time(3, 5)),
    "a long time": (cell("time", "PT30H05M00S", "30:05"), timedelta(hours=30, minutes=5)),
    "hours of a number": (cell("time", "PT168H00M00S", "168"), timedelta(days=7)),
    "no time": (cell("time", "7", "168"), ErrorValue("168")),
    "no day": (cell("date", "2023-1-3", "9"), ErrorValue("9")),
    "a drawing in a text": (
        cell("string", "", '1<x:frame xmlns:x="urn:x"><text:p>2</text:p></x:frame>'), "1",
    ),
    "a hidden text": (cell("string", "", "1<text:hidden-text>2</text:hidden-text>"), "1"),
    "a kind of line": (cell("float", "3", "3", 'table:style-name="ce4"'), Struck("3")),
    "a text": (cell("string", "", "三件"), "三件"),
    "a text of no kind": ("<table:table-cell><text:p>三</text:p></table:table-cell>", "三"),
    "a text with words around it": (cell("string", "示例业务", "其中：示例业务"), "示例业务"),
    "two paragraphs": (
        "<table:table-cell><text:p>一</text:p><text:p>二</text:p></table:table-cell>",
        "一\n二",
    ),
    "a line break": (cell("string", "", "一<text:line-break/>二"), "一\n二"),
    "blanks that are meant": (cell("string", "", 'a<text:s text:c="2"/>b<text:tab/>c'), "a  b c"),
    "blanks that are not": (cell("string", "", "\n   a\n   b  "), "a b"),
    "spans": (cell("string", "", "<text:span>三</text:span>件<text:a>x</text:a>"), "三件x"),
    "an error without a value": (cell("string", "", "#DIV/0!"), ErrorValue("#DIV/0!")),
    "an error that says 0": (cell("float", "0", "Err:502"), ErrorValue("Err:502")),
    "an error that shows nothing": (
        cell("string", "", "", 'calcext:value-type="error"'), ErrorValue("#N/A"),
    ),
    "an error in Chinese": (cell("string", "", "错误:502"), ErrorValue("错误:502")),
    "a formula that only says its text": (
        '<table:table-cell table:formula="of:=A1" office:string-value="三"/>', Formula("三", "A1"),
    ),
    "an error in another language": (cell("float", "0", "#BEZUG!"), ErrorValue("#BEZUG!")),
    "a column too narrow": (cell("float", "7", "###"), 7.0),
    "a formula": (
        cell("float", "3", "3", 'table:formula="of:=SUM([.A1:.B1])"'),
        Formula(3.0, "SUM([.A1:.B1])"),
    ),
    "a failed formula": (
        cell("string", "", "#DIV/0!", 'table:formula="of:=1/0"'),
        Formula(ErrorValue("#DIV/0!"), "1/0"),
    ),
    "not a number": (cell("float", "NaN", "NaN"), ErrorValue("NaN")),
    "a number only shown": (cell("float", "", "9"), 9.0),
    "no number": (cell("float", "1_0", "10"), "1_0"),
    "a struck out cell": (cell("float", "3", "3", 'table:style-name="ce1"'), Struck("3")),
    "a style that rests on it": (cell("float", "3", "3", 'table:style-name="ce2"'), Struck("3")),
    "one that takes it back": (cell("float", "3", "3", 'table:style-name="ce3"'), 3.0),
    "a struck out word": (
        cell("string", "", '三<text:span text:style-name="ce1">五</text:span>'), Struck("三五"),
    ),
    "a covered cell": (
        "<table:covered-table-cell><text:p>三</text:p></table:covered-table-cell>", "三",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", VALUES)
def test_every_kind_of_cell_is_read(tmp_path: Path, what: str) -> None:
    """As it is meant, not as it is shown."""
    xml, value = VALUES[what]
    (sheet,), findings = read(tmp_path, table(row(xml)))
    assert (sheet.rows, findings) == ([[value]], set())


def test_a_number_that_is_not_there_is_a_blank(tmp_path: Path) -> None:
    """And no error."""
    (sheet,), _ = read(tmp_path, table(row(cell("float"), cell("float", "1", "1"))))
    assert sheet.rows == [[None, 1.0]]


def test_blanks_between_cells_are_nothing(tmp_path: Path) -> None:
    """Some programs write each element on a line of its own."""
    cells = "\n  ".join([cell("float", "1", "1"), "<table:table-cell/>", cell("float", "2", "2")])
    (sheet,), _ = read(tmp_path, f"\n {table(f'<table:table-row> {cells} </table:table-row>')} ")
    assert sheet.rows == [[1.0, None, 2.0]]


def test_one_element_stands_for_many_cells(tmp_path: Path) -> None:
    """Also for blank ones, and for rows."""
    twice = cell("float", "7", "7", 'table:number-columns-repeated="2"')
    rows = row("<table:table-cell/>", more='table:number-rows-repeated="2"')
    rows += row('<table:table-cell table:number-columns-repeated="3"/>', twice)
    rows += row(cell("float", "8", "8"), more='table:number-rows-repeated="2"')
    (sheet,), _ = read(tmp_path, table(rows))
    assert sheet.rows[2] == [None, None, None, 7.0, 7.0]
    assert [cells[0] for cells in sheet.rows] == [None, None, None, 8.0, 8.0]


@pytest.mark.parametrize("text", [" ", "三"])
def test_a_far_repeat_takes_no_memory(tmp_path: Path, text: str) -> None:
    """A million rows of sixteen thousand cells are one element, and one finding."""
    shown = f"<text:p>{text}</text:p>" if text.strip() else "<text:p><text:s/></text:p>"
    far = (
        '<table:table-cell office:value-type="string" table:number-columns-repeated="16000">'
        f"{shown}</table:table-cell>"
    )
    rows = row(cell("float", "1", "1"))
    rows += row("<table:table-cell/>", more='table:number-rows-repeated="1000000"')
    rows += row(far, more='table:number-rows-repeated="40000"')
    (sheet,), findings = read(tmp_path, table(rows))
    assert sheet.rows == [[1.0]]
    assert findings == {("F20", "表!A1000002")}


def test_annotations_are_no_text_of_their_cell(tmp_path: Path) -> None:
    """They are delivered beside the cells."""
    note = "<office:annotation><text:p>请核对</text:p></office:annotation>"
    xml = f'<table:table-cell office:value-type="float" office:value="3">{note}<text:p>3</text:p>'
    (sheet,), _ = read(tmp_path, table(row("<table:table-cell/>", f"{xml}</table:table-cell>")))
    assert (sheet.rows, sheet.remarks) == ([[None, 3.0]], [("B1", "请核对")])


def test_lines_and_sheets_that_are_not_shown_are_known(tmp_path: Path) -> None:
    """Filtered out as well as hidden."""
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
    )
    rows = row(cell("float", "1", "1")) + row("", more='table:visibility="filter"')
    hidden = table(columns + rows, 'table:style-name="ta1"')
    (first, second), _ = read(tmp_path, hidden + table(rows, name="二"))
    assert (first.hidden, second.hidden) == (True, False)
    assert [*first.hidden_rows, *first.hidden_columns] == [1, 2]


def test_a_column_says_how_cells_without_a_style_look(tmp_path: Path) -> None:
    """So that a column that is struck out as a whole is."""
    columns = '<table:table-column/><table:table-column table:default-cell-style-name="ce1"/>'
    cells = row(cell("float", "1", "1"), cell("float", "2", "2"))
    (sheet,), _ = read(tmp_path, table(columns + cells))
    assert sheet.rows == [[1.0, Struck("2")]]
    of_row = 'table:default-cell-style-name="ce1"'
    (sheet,), _ = read(tmp_path, table(row(cell("float", "1", "1"), more=of_row)))
    assert sheet.rows == [[Struck("1")]]


def test_merged_cells_are_known(tmp_path: Path) -> None:
    """The first says how far they reach."""
    more = 'table:number-columns-spanned="2" table:number-rows-spanned="3"'
    (sheet,), _ = read(tmp_path, table(row("<table:table-cell/>", cell("float", "1", "1", more))))
    assert sheet.merged == [((0, 1), (2, 2))]


def test_what_another_file_said_is_no_sheet(tmp_path: Path) -> None:
    """It is kept beside the sheets where a formula refers to it."""
    elsewhere = f"<table:dde-links><x>{table(row(cell('float', '9', '9')))}</x></table:dde-links>"
    (sheet,), findings = read(tmp_path, table(row(cell("float", "1", "1"))) + elsewhere)
    assert (sheet.rows, findings) == ([[1.0]], set())


def test_a_scenario_is_no_sheet(tmp_path: Path) -> None:
    """Two of them may have one name."""
    what_if = table("<table:scenario/>" + row(cell("float", "9", "9")), name="假设")
    (sheet,), findings = read(tmp_path, table(row(cell("float", "1", "1"))) + what_if + what_if)
    assert (sheet.rows, findings) == ([[1.0]], set())


def test_a_password_is_told(tmp_path: Path) -> None:
    """The manifest says which parts are encrypted."""
    manifest = (
        f'<m:manifest xmlns:m="{ODF}:manifest:1.0"><m:file-entry m:full-path="content.xml">'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    ).encode()
    assert read(tmp_path, "", **{"META-INF/manifest.xml": manifest}) == ([], {("F13", "!")})


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    """Which of them would be read?"""
    same = table(row(cell("float", "1", "1")))
    assert read(tmp_path, same + same) == ([], {("F04", "!")})


def test_a_small_file_takes_little_memory(tmp_path: Path) -> None:
    """Thirty thousand rows that each stand for a thousand, in a few kilobytes."""
    rows = row(cell("float", "1", "1", 'table:number-columns-repeated="200"'),
               more='table:number-rows-repeated="1000"') * 30_000  # fmt: skip
    path = tmp_path / "示例.ods"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", MIMETYPE)
        package.writestr("content.xml", content(table(rows)))
    path.write_bytes(file.getvalue())
    assert len(file.getvalue()) < 100_000
    workbook, findings = read_workbook(path)
    assert workbook is None or len(workbook.sheets["表"].rows) <= 1_000
    assert where(findings) & {("F19", "!"), ("F20", "表!A1001")}

"""extract: which files are read, what is refused before reading, and what is read."""

import io
import os
import re
import zipfile
from datetime import date
from pathlib import Path

import factory
import pytest
from conftest import where
from factory import OFFICES
from openpyxl import Workbook as NewWorkbook
from openpyxl import load_workbook
from openpyxl.styles import Font
from packages import edited, flipped, rewritten

from pipeline.cells import ErrorValue, Formula, Struck
from pipeline.extract.intake import find_files
from pipeline.extract.workbook import read_workbook
from pipeline.form import FORM_2021
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise

FILES = Path(__file__).parents[1] / "data" / "files"


@pytest.fixture(scope="module")
def clean() -> bytes:
    """A filled return."""
    return factory.filled(FORM_2021)


SHEET = "xl/worksheets/sheet5.xml"


def test_a_flipped_bit_is_found(tmp_path: Path, clean: bytes) -> None:
    """The packed bytes no longer unpack, or no longer have their checksum."""
    path = tmp_path / "示例.xlsx"
    path.write_bytes(flipped(clean))
    sound, (finding,) = read_workbook(path)
    assert sound is None
    assert finding.code in {"F04", "F05"}


def test_a_stored_part_with_another_checksum_is_found(tmp_path: Path) -> None:
    """The fast reader would take its figures without a word."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    path = tmp_path / "示例.xlsx"
    path.write_bytes(file.getvalue().replace(b"<workbook/>", b"<workbooc/>"))
    _, (finding,) = read_workbook(path)
    assert finding.code == "F05"


def test_a_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    """Nothing is unpacked: the sizes stand in the zip directory."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(70):
                part.write(bytes(1 << 20))
    path = tmp_path / "示例.xlsx"
    path.write_bytes(file.getvalue())
    _, (finding,) = read_workbook(path)
    assert finding.code == "F18"


def test_a_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when another program holds it."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    _, (finding,) = read_workbook(tmp_path / "示例.xlsx")
    assert finding.code == "F27"


def test_only_workbooks_of_the_folder_are_taken(tmp_path: Path) -> None:
    """Lock files pass in silence; folders, links, pipes and other files are told."""
    for name in ("b.XLSX", "a.xlsx", "~$a.xlsx", ".DS_Store", "Thumbs.db", "._a.xlsx", "c.csv"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "d.xlsx").mkdir()
    (tmp_path / "e.xlsx").symlink_to(tmp_path / "a.xlsx")
    os.mkfifo(tmp_path / "f.xlsx")
    files, findings = find_files(tmp_path)
    assert [path.name for path in files] == ["a.xlsx", "b.XLSX"]
    assert {(finding.code, finding.place.file) for finding in findings} == {
        ("F01", "a.xlsx"),
        ("F12", "c.csv"),
        ("F25", "d.xlsx"),
        ("F26", "e.xlsx"),
        ("F25", "f.xlsx"),
    }


def test_fast_and_careful_reading_see_the_same(tmp_path: Path, clean: bytes) -> None:
    """Cell for cell, on every sheet of a return."""
    path = tmp_path / "示例.xlsx"
    path.write_bytes(clean)
    fast, _ = read_workbook(path)
    struck = load_workbook(path)
    struck.create_sheet("附页")["A1"] = "旧"
    struck["附页"]["A1"].font = Font(strike=True)
    struck.save(path)
    careful, _ = read_workbook(path)
    assert fast
    assert careful
    assert careful.sheets["附页"].rows == [[Struck("旧")]]
    for name, sheet in fast.sheets.items():
        for row, cells in enumerate(sheet.rows):
            for column, value in enumerate(cells):
                if not isinstance(value, Formula):  # their results went with openpyxl's saving
                    rows_there = careful.sheets[name].rows  # none behind the last known value
                    cells_there = rows_there[row] if row < len(rows_there) else []
                    known = cells_there[column] if column < len(cells_there) else None
                    assert known == value


def test_what_the_fast_reader_would_not_show_is_read_carefully(tmp_path: Path) -> None:
    """An error cell and a formula without a result look blank to it."""
    book = NewWorkbook()
    sheet = book.active
    assert sheet
    sheet["A1"], sheet["B1"], sheet["C2"] = "#REF!", "=1+2", 7
    path = tmp_path / "示例.xlsx"
    book.save(path)
    workbook, _ = read_workbook(path)
    assert workbook
    (only,) = workbook.sheets.values()
    rows = only.rows
    assert rows == [[ErrorValue("#REF!"), Formula(None, "1+2"), None], [None, None, 7]]


def test_addresses_survive_empty_rows_and_columns_in_front(tmp_path: Path) -> None:
    """By default the fast reader skips them and shifts every address."""
    book = NewWorkbook()
    sheet = book.active
    assert sheet
    sheet["D7"] = 5
    path = tmp_path / "示例.xlsx"
    book.save(path)
    workbook, _ = read_workbook(path)
    assert workbook
    (only,) = workbook.sheets.values()
    rows = only.rows
    assert rows[6][3] == 5


@pytest.mark.parametrize("number_format", [27, 31, 36, 50, 58])
def test_a_chinese_date_is_a_date_to_both_readers(tmp_path: Path, number_format: int) -> None:
    """Built-in formats that one library knows as dates and the other does not."""
    book = NewWorkbook()
    sheet = book.active
    assert sheet
    sheet["A1"], sheet["B1"] = 45356, "=1+2"  # the formula makes it read carefully
    sheet["A1"].number_format = "0.00"
    path = tmp_path / "示例.xlsx"
    book.save(path)
    wanted = f'numFmtId="{number_format}"'.encode()
    path.write_bytes(
        rewritten(
            path.read_bytes(), "xl/styles.xml", lambda xml: xml.replace(b'numFmtId="2"', wanted)
        )
    )
    workbook, _ = read_workbook(path)
    assert workbook
    (only,) = workbook.sheets.values()
    rows = only.rows
    assert isinstance(rows[0][0], date)


def test_struck_out_text_inside_a_sheet_is_seen(tmp_path: Path, clean: bytes) -> None:
    """A cell may carry its text itself instead of sharing it."""
    struck = (
        b'<c r="A90" t="inlineStr"><is><r><rPr><strike/></rPr><t>1</t></r>'
        b"<r><t>2</t></r></is></c></row></sheetData>"
    )
    path = tmp_path / "示例.xlsx"
    path.write_bytes(
        rewritten(clean, SHEET, lambda xml: xml.replace(b"</row></sheetData>", struck))
    )
    workbook, _ = read_workbook(path)
    assert workbook
    assert Struck("12") in [cell for row in workbook.sheets["三、依申请公开"].rows for cell in row]


def test_a_name_that_is_not_utf8_is_shown_all_the_same(tmp_path: Path) -> None:
    """Old zip programs leave GBK names on Linux."""
    name = os.fsdecode("说明.xlsx".encode("gbk"))
    (tmp_path / name).write_bytes(b"")
    (path,), _ = find_files(tmp_path)
    _, (finding,) = read_workbook(path)
    finding.place.file.encode()
    assert finding.place.file.endswith(".xlsx")


def test_a_formula_that_ended_in_an_error_is_seen(tmp_path: Path, clean: bytes) -> None:
    """With a spreadsheet program's own stored result; nothing else makes the file doubtful."""
    path = tmp_path / "示例.xlsx"
    path.write_bytes(
        edited(
            clean,
            SHEET,
            "</row></sheetData>",
            '<c r="AB30" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>',
        )
    )
    workbook, _ = read_workbook(path)
    assert workbook
    rows = workbook.sheets["三、依申请公开"].rows
    assert rows[29][27] == Formula(ErrorValue("#DIV/0!"), "1/0")


def test_a_struck_out_blank_is_a_blank(tmp_path: Path) -> None:
    """There is nothing in it that could count or not count."""
    book = NewWorkbook()
    sheet = book.active
    assert sheet
    sheet["A1"].font = Font(strike=True)
    sheet["B1"] = 1
    path = tmp_path / "示例.xlsx"
    book.save(path)
    workbook, _ = read_workbook(path)
    assert workbook
    (only,) = workbook.sheets.values()
    assert only.rows == [[None, 1]]


def test_an_error_as_excel_writes_it_is_told_at_its_cell() -> None:
    """The office gets no report with a 0 for what could not be calculated."""
    read, _ = read_workbook(FILES / "f00-error-cell-as-excel-writes.xls")
    assert read
    _, findings = normalise({OFFICES[0]: locate(read, FORM_2021)}, FORM_2021)
    numbers = {(code, place) for code, place in where(findings) if code.startswith("N")}
    assert numbers == {("N17", "二、主动公开!B9")}


def read_with(tmp_path: Path, data: bytes) -> set[tuple[str, str]]:
    """What is found in a return, as (code, place)."""
    path = tmp_path / f"{OFFICES[0]}.xlsx"
    path.write_bytes(data)
    workbook, findings = read_workbook(path)
    if workbook is None:
        return where(list(findings))
    _, more = normalise({OFFICES[0]: locate(workbook, FORM_2021)}, FORM_2021)
    return where([*findings, *more])


FIGURE = next(ref for ref, cell in FORM_2021.cells.items() if not cell.is_total)
ASKED_ON, _, ASKED_AT = factory.places(FORM_2021)[FIGURE].partition("!")


def with_figure(data: bytes, content: bytes, kind: bytes = b' t="inlineStr"') -> bytes:
    """The return with other content in the cell of the first figure."""
    number = load_workbook(io.BytesIO(data)).sheetnames.index(ASKED_ON) + 1
    new = b'<c r="%s"%s>%s</c>' % (ASKED_AT.encode(), kind, content)
    old = re.compile(rb'<c r="%s"[^>]*>.*?</c>' % ASKED_AT.encode())
    return rewritten(
        data, f"xl/worksheets/sheet{number}.xml", lambda xml: old.sub(lambda _: new, xml)
    )


@pytest.mark.parametrize(
    "said",
    [b"1\x022", b"1&#2;2", b"1&#x0002;2", b"1_x0002_2", b"\x0212", b"12\x02", b"&#49;\x02&#50;",
     b"1\xed\xa0\x802"],
)  # fmt: skip
def test_a_control_sign_inside_a_number_is_told_at_its_cell(
    tmp_path: Path, clean: bytes, said: bytes
) -> None:
    """Nobody knows whether 1 and 2 are one number; left out, it would be 12."""
    in_text = with_figure(clean, b"<is><t>%s</t></is>" % said)
    in_number = with_figure(clean, b"<v>%s</v>" % said, b"")
    for data in (in_text, in_number):
        assert ("N12", f"{ASKED_ON}!{ASKED_AT}") in read_with(tmp_path, data)


@pytest.mark.parametrize("between", [b"\x02", b"&#2;", b"\n\x02\n"])
def test_control_signs_elsewhere_are_left_out(tmp_path: Path, clean: bytes, between: bytes) -> None:
    """Between cells, and in labels; it is told that there were some."""
    data = rewritten(
        clean, "xl/worksheets/sheet3.xml", lambda xml: xml.replace(b"</row>", between + b"</row>")
    )
    label = FIGURE.column.encode()
    data = rewritten(
        data,
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(label, label[:3] + between.strip() + label[3:]),
    )
    assert read_with(tmp_path, data) == read_with(tmp_path, clean) | {("F17", "!")}


def test_an_encoding_that_nobody_knows_is_a_damaged_file(tmp_path: Path, clean: bytes) -> None:
    """The office's file, and no mistake of this program."""
    data = edited(clean, "xl/worksheets/sheet5.xml", 'encoding="UTF-8"', 'encoding="x"')
    assert read_with(tmp_path, data) == {("F04", "!")}

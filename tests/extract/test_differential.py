"""Two readers see a workbook alike: what another program shows in a cell is what is read here.

A folder of foreign spreadsheets is compared too where the environment variable CORPUS names it.
"""

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import corpus
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as OpenpyxlWorkbook
from xlsxwriter import Workbook as XlsxWriterWorkbook

from pipeline.cells import ErrorValue, Formula, Position, Raw, Struck, stored
from pipeline.extract.reading import read_file
from pipeline.findings import Finding, Level, Place

ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss"}
FOLDER = os.environ.get("CORPUS", "")

Filled = Mapping[str, Mapping[Position, Raw]]  # sheet name → cells

# Sc and Cc: surrogates, and control signs, which no XML can hold.
signs = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
odd_signs = st.sampled_from("\n\t &<>\"'=_+-0１，\u3000\xa0\u200b\ufeff年件")
odd_texts = st.sampled_from(["_x000D_", "_x0041_x", "=1+1", "1,234", "TRUE", "#REF!", "1E5", "]]>"])
texts = odd_texts | st.text(signs | odd_signs, min_size=1, max_size=20)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
days = st.dates(date(1900, 1, 1))
moments = days | st.times() | st.builds(datetime.combine, days, st.times())
results = texts | numbers | st.booleans() | st.sampled_from(ERRORS).map(ErrorValue)
formulas = st.builds(Formula, results, st.sampled_from(["A1+1", "SUM(A1:B2)", 'IF(A1<1,"<",1)']))
positions = st.tuples(st.integers(0, 12), st.integers(0, 8))
workbooks = st.dictionaries(
    st.sampled_from(["一、主动公开", "A & B", "<1>", " 2023 "]),
    st.dictionaries(positions, results | moments | formulas, min_size=1, max_size=12),
    min_size=1,
)


def by_xlsxwriter(filled: Filled) -> bytes:
    """A workbook as XlsxWriter writes it: formulas have their results."""
    file = io.BytesIO()
    with XlsxWriterWorkbook(file, {"in_memory": True}) as book:
        looks = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        for name, cells in filled.items():
            sheet = book.add_worksheet(name)
            for position, value in cells.items():
                match value:
                    case Formula():
                        result = stored(value)
                        shown = result.text if isinstance(result, ErrorValue) else result
                        sheet.write_formula(*position, f"={value.text}", None, shown)
                    case ErrorValue():
                        sheet.write_formula(*position, "=NA()", None, value.text)
                    case str():
                        sheet.write_string(*position, value)
                    case datetime() | date() | time():
                        sheet.write_datetime(*position, value, looks[type(value)])
                    case _:
                        sheet.write(*position, value)
    return file.getvalue()


def by_openpyxl(filled: Filled) -> bytes:
    """A workbook as openpyxl writes it: formulas have no results."""
    file, book = io.BytesIO(), OpenpyxlWorkbook()
    for name, cells in filled.items():
        sheet = book.create_sheet(name)
        for (row, column), value in cells.items():
            cell = sheet.cell(row + 1, column + 1)
            match value:
                case Formula():
                    cell.value = f"={value.text}"
                case ErrorValue():
                    cell.value = value.text
                case str():
                    cell.value, cell.data_type = value, "s"  # also where it looks like a formula
                case _:
                    cell.value = value
    book.save(file)
    return file.getvalue()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a workbook is written."""
    return tmp_path_factory.mktemp("corpus") / "示例.xlsx"


@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl])
@settings(deadline=None, max_examples=60)
@given(filled=workbooks)
def test_every_cell_of_a_workbook_is_read_as_another_reader_reads_it(
    path: Path, write: Callable[[Filled], bytes], filled: Filled
) -> None:
    """Numbers, texts with odd signs, days, truth values, errors, formulas with their results."""
    path.write_bytes(write(filled))
    assert corpus.differences(path) == []


def test_a_cell_that_is_read_otherwise_is_told(path: Path, tmp_path: Path) -> None:
    """A figure, a formula, a missing sheet; but no cell, and no file, that a finding is about."""
    path.write_bytes(
        by_xlsxwriter({"甲": {(0, 0): 1, (1, 1): Formula(2, "A1+1")}, "乙": {(0, 0): 1}})
    )
    other = tmp_path / path.name
    other.write_bytes(by_xlsxwriter({"甲": {(0, 0): 3, (1, 1): 2}}))
    reading = read_file(other)
    sheet, figure, formula = corpus.differences(path, lambda _: reading)
    assert "乙" in sheet
    assert "甲!A1: 3.0, but 1" in figure
    assert "甲!B2" in formula
    place = Place(sheet="甲", cell="A1")
    with_finding = replace(reading, findings=[Finding(Level.NOTE, "", place, "", "", "", "")])
    assert corpus.differences(path, lambda _: with_finding) == [sheet, formula]
    assert corpus.differences(path, lambda _: replace(with_finding, workbook=None)) == []
    (refused,) = corpus.differences(path, lambda _: replace(reading, workbook=None))
    assert "without a finding" in refused


@pytest.mark.parametrize(
    ("our", "their"),
    [
        (1, 2), (1, "1"), (1, True), (1e16, 1e16 + 4e3), (0, None), (ErrorValue("#N/A"), None),
        (ErrorValue("#N/A"), "#N/A"), ("件", "件 "), (Struck("3"), "4"),
        (date(2023, 1, 1), 44_927.1), (date(1900, 3, 1), 62), (time(12), "12:00"),
    ],
)  # fmt: skip
def test_values_that_say_different_things_are_unlike(our: Raw, their: Raw) -> None:
    """Whichever reader takes which."""
    assert not corpus.alike(our, their)


@pytest.mark.parametrize(
    ("our", "their"),
    [
        (1, 1.0), (0.1 + 0.2, 0.3), (None, ""), (Formula(3, "A1"), 3), (Struck("3"), 3.0),
        (date(2023, 1, 1), 44_927), (date(2023, 1, 1), 44_927 - corpus.DAYS_TO_1904),
        (date(1900, 2, 28), 60.5), (time(12), timedelta(0.5)),
        ("甲\r\n乙", "甲\n乙"), ("_x0041_", "A"),
    ],
)  # fmt: skip
def test_values_that_say_one_thing_are_alike(our: Raw, their: Raw) -> None:
    """However a reader spells them."""
    assert corpus.alike(our, their)


DAY = datetime.combine(date(2023, 1, 2), time())
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
CELL = '<table:table-cell office:value-type="{}"{}>{}</table:table-cell>'
ROWS = (
    "<table:table-header-rows><table:table-row>",
    CELL.format(
        "string",
        "",
        "<text:p> 甲 \n<text:s text:c='2'/>乙 </text:p><text:p>丙<text:tab/>丁</text:p>",
    ),
    '<table:table-cell table:number-columns-repeated="2"/>',
    CELL.format("float", ' office:value="3"', ""),
    '</table:table-row></table:table-header-rows><table:table-row table:number-rows-repeated="2">',
    CELL.format("time", ' office:time-value="PT36H00M00S"', ""),
    CELL.format("date", ' office:date-value="2023-01-02"', ""),
    CELL.format(
        "string", ' office:string-value="" table:formula="of:=1/0"', "<text:p>#DIV/0!</text:p>"
    ),
    "</table:table-row>",
)


def test_the_second_reader_of_an_ods_takes_every_cell(tmp_path: Path) -> None:
    """Repeated rows and cells, rows of a head, blanks that are elements, days, times, errors."""
    path = tmp_path / "示例.ods"
    with zipfile.ZipFile(path, "w") as package:
        table = f'<table:table table:name="甲">{"".join(ROWS)}</table:table>'
        body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
        package.writestr(
            "content.xml", f"<office:document-content {NAMESPACES}>{body}</office:document-content>"
        )
    line: list[Raw] = [timedelta(1.5), DAY, Formula(ErrorValue("#DIV/0!"))]
    rows: list[list[Raw]] = [["甲   乙\n丙\t丁", None, None, 3.0], line, line]
    assert corpus.second_reading(path) == {"甲": corpus.near(corpus.cells_of(rows))}


def test_the_second_reader_of_an_xls_takes_an_error() -> None:
    """As Excel writes it; skipped where xlrd is not installed."""
    pytest.importorskip("xlrd")
    path = Path(__file__).parents[1] / "data" / "files" / "f00-error-cell-as-excel-writes.xls"
    assert ErrorValue("#DIV/0!") in corpus.second_reading(path)["二、主动公开"].values()


@pytest.mark.parametrize("data", [b"PK\x03\x04", by_openpyxl({"甲": {}})], ids=["broken", "empty"])
def test_a_file_that_no_second_reader_reads_is_not_compared(path: Path, data: bytes) -> None:
    """The message names it."""
    path.write_bytes(data)
    with pytest.raises(corpus.NotComparedError, match=path.name):
        corpus.second_reading(path)


@pytest.mark.fuzz
@pytest.mark.skipif(not FOLDER, reason="CORPUS names no folder")
def test_every_cell_of_a_folder_is_read_as_another_reader_reads_it() -> None:
    """Whatever wrote the files; one that no second reader reads is passed over."""
    paths = [path for path in Path(FOLDER).rglob("*") if path.suffix.lower() in corpus.SUFFIXES]
    unlike, count = [], 0
    for path in sorted(paths):
        with suppress(corpus.NotComparedError):
            unlike += corpus.differences(path, read_file)
            count += 1
    assert "\n".join(unlike) == ""
    assert count, "no file was compared"

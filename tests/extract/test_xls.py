"""extract.workbook.xls: what the records of an .xls say, as different programs write them."""

import struct
from datetime import date
from pathlib import Path

import pytest
import xlwt
from conftest import where
from hypothesis import given
from hypothesis import strategies as st
from ole import BIFF8, compound, record

from pipeline.cells import ErrorValue, Formula, Raw, Sheet, Struck
from pipeline.extract.workbook import read_workbook
from pipeline.extract.workbook.xls import _ERRORS

END = record(0x0A, b"")
SHEET_BEGINS = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
CHART = record(0x809, struct.pack("<HHHHII", 0x600, 0x20, 0, 0, 0, 0)) + END


def short_text(text: str) -> bytes:
    """A name with its length in one byte."""
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def stream(*sheets: bytes, around: bytes = b"", hidden: int = 0, shuffled: bool = False) -> bytes:
    """A workbook with these sheets, each of its records; what all refer to stands before them."""
    names = [f"表{number}" for number in range(len(sheets))]
    size = sum(len(record(0x85, struct.pack("<IBB", 0, 0, 0) + short_text(n))) for n in names)
    start = len(BIFF8 + around + END) + size
    bodies = [SHEET_BEGINS + body + END for body in sheets]
    order = list(reversed(range(len(sheets)))) if shuffled else list(range(len(sheets)))
    offsets = {}
    for at in order:
        offsets[at] = start
        start += len(bodies[at])
    listed = b"".join(
        record(0x85, struct.pack("<IBB", offsets[at], hidden if at == 0 else 0, 0)
               + short_text(name))
        for at, name in enumerate(names)
    )  # fmt: skip
    return BIFF8 + around + listed + END + b"".join(bodies[at] for at in order)


def read(folder: Path, data: bytes) -> tuple[list[Sheet], set[tuple[str, str]]]:
    """The sheets of a stream, and what is found besides that it is an older format."""
    path = folder / "示例.xls"
    path.write_bytes(compound("Workbook", data))
    workbook, findings = read_workbook(path)
    return [*workbook.sheets.values()] if workbook else [], where(findings) - {("F09", "!")}


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A cell with a number."""
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def formula(row: int, column: int, result: bytes, style: int = 0) -> bytes:
    """A cell with a formula and eight bytes of result."""
    body = struct.pack("<HHH", row, column, style) + result + bytes(6) + b"\x03\x00\x1e\x01\x00"
    return record(0x06, body)


def packed(row: int, column: int, *values: int) -> bytes:
    """Cells of a row with numbers in four bytes each."""
    cells = b"".join(struct.pack("<HI", 0, value) for value in values)
    return record(0xBD, struct.pack("<HH", row, column) + cells + struct.pack("<H", 9))


def text_of(text: str) -> bytes:
    """The length of a text, and the text."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


ONE_AND_A_HALF = struct.unpack("<II", struct.pack("<d", 1.5))[1]
CELLS: dict[str, tuple[bytes, Raw]] = {
    "a number": (number(0, 0, 12.5), 12.5),
    "a whole number in four bytes": (packed(0, 0, 7 << 2 | 2), 7.0),
    "a negative one": (packed(0, 0, (-7 & 0x3FFFFFFF) << 2 | 2), -7.0),
    "a hundredth": (packed(0, 0, 725 << 2 | 3), 7.25),
    "half a double": (packed(0, 0, ONE_AND_A_HALF), 1.5),
    "one in a record of its own": (
        record(0x27E, struct.pack("<HHHI", 0, 0, 0, 9 << 2 | 2)), 9.0,
    ),
    "a text of its own": (record(0x204, struct.pack("<HHH", 0, 0, 0) + text_of("三件")), "三件"),
    "true": (record(0x205, struct.pack("<HHHBB", 0, 0, 0, 1, 0)), True),
    "an error": (record(0x205, struct.pack("<HHHBB", 0, 0, 0, 0x17, 1)), ErrorValue("#REF!")),
    "a formula": (formula(0, 0, struct.pack("<d", 3.0)), Formula(3.0)),
    "a formula that is true": (
        formula(0, 0, b"\x01\0\x01\0\0\0\xff\xff"), Formula(True),  # noqa: FBT003 - a value
    ),
    "a formula as former versions number it": (
        record(0x406, formula(0, 0, struct.pack("<d", 3.0))[4:]), Formula(3.0),
    ),
    "a formula with a blank text": (formula(0, 0, b"\x03\0\0\0\0\0\xff\xff"), Formula(None)),
    "a formula with a text": (
        formula(0, 0, b"\0\0\0\0\0\0\xff\xff") + record(0x207, text_of("√ 对")), Formula("√ 对"),
    ),
    "a shared formula with a text": (
        formula(0, 0, b"\0\0\0\0\0\0\xff\xff") + record(0x4BC, bytes(10))
        + record(0x207, text_of("对")), Formula("对"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CELLS)
def test_every_record_of_a_cell_is_read(tmp_path: Path, what: str) -> None:
    """Whichever of them a program chose."""
    body, value = CELLS[what]
    (sheet,), findings = read(tmp_path, stream(body))
    assert (sheet.rows, findings) == ([[value]], set())


@given(st.binary(min_size=4, max_size=4), st.sampled_from(sorted(_ERRORS)))
def test_excel_leaves_anything_in_the_unused_bytes_of_an_error(
    tmp_path_factory: pytest.TempPathFactory, unused: bytes, code: int
) -> None:
    """Only the first byte, the third and the last two of a failed result mean something."""
    result = bytes([2, unused[0], code]) + unused[1:] + b"\xff\xff"
    (sheet,), _ = read(tmp_path_factory.mktemp("错"), stream(formula(0, 0, result)))
    assert sheet.rows == [[Formula(ErrorValue(_ERRORS[code]))]]


FONTS = [
    record(0x31, struct.pack("<HH", 200, bits)) for bits in (0, 0, 0, 0, 8)
]  # the sixth is struck
STYLES = [
    record(0xE0, struct.pack("<HH", font, shape)) for font, shape in ((0, 0), (5, 0), (0, 14))
]
LOOKS = b"".join([*FONTS, *STYLES])


def test_struck_out_cells_and_days_are_known_by_their_style(tmp_path: Path) -> None:
    """The number four is given to no font: the fifth is the sixth."""
    cells = number(0, 0, 3, style=1) + number(0, 1, 45311, style=2) + number(0, 2, 45311)
    (sheet,), _ = read(tmp_path, stream(cells, around=LOOKS))
    assert sheet.rows == [[Struck("3"), date(2024, 1, 20), 45311.0]]


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    """As on old Macintosh computers."""
    around = LOOKS + record(0x22, b"\x01\0")
    (sheet,), _ = read(tmp_path, stream(number(0, 0, 43849, style=2), around=around))
    assert sheet.rows == [[date(2024, 1, 20)]]


def test_a_number_format_of_its_own_shows_a_day(tmp_path: Path) -> None:
    """Quoted signs show none."""
    shapes = record(0x41E, struct.pack("<H", 164) + text_of('yyyy"年"m"月"'))
    shapes += record(0x41E, struct.pack("<H", 165) + text_of('0"days"'))
    styles = b"".join(record(0xE0, struct.pack("<HH", 0, shape)) for shape in (0, 164, 165))
    cells = number(0, 0, 45311, style=1) + number(0, 1, 45311, style=2)
    (sheet,), _ = read(tmp_path, stream(cells, around=shapes + styles))
    assert sheet.rows == [[date(2024, 1, 20), 45311.0]]


def test_lines_that_are_not_shown_are_known(tmp_path: Path) -> None:
    """Hidden, or without height or width."""
    rows = [(3, 300, 0x20), (5, 0, 0), (6, 300, 0)]
    body = b"".join(
        record(0x208, struct.pack("<HHHHHHHH", row, 0, 9, height, 0, 0, bits, 0))
        for row, height, bits in rows
    )
    columns = [(1, 2, 900, 1), (4, 4, 0, 0), (5, 5, 900, 0)]
    body += b"".join(
        record(0x7D, struct.pack("<6H", a, b, w, 0, bits, 0)) for a, b, w, bits in columns
    )
    (sheet,), _ = read(tmp_path, stream(body + number(0, 0, 1)))
    assert sorted(sheet.hidden_rows) == [3, 5]
    assert sorted(sheet.hidden_columns) == [1, 2, 4]


def test_merged_cells_are_known(tmp_path: Path) -> None:
    """Rows come before columns there."""
    body = record(0xE5, struct.pack("<H4H4H", 2, 1, 2, 3, 4, 5, 5, 0, 9))
    (sheet,), _ = read(tmp_path, stream(body + number(0, 0, 1)))
    assert sheet.merged == [((1, 3), (2, 4)), ((5, 0), (5, 9))]


def test_sheets_are_found_by_their_offsets(tmp_path: Path) -> None:
    """In whatever order they stand; a hidden one is known, and a chart in a sheet is passed by."""
    data = stream(number(0, 0, 1), CHART + number(0, 0, 2), hidden=2, shuffled=True)
    (first, second), _ = read(tmp_path, data)
    assert (first.rows, first.hidden) == ([[1.0]], True)
    assert (second.rows, second.hidden) == ([[2.0]], False)


def shared(*pieces: bytes) -> bytes:
    """The shared texts, in pieces."""
    first, *more = pieces
    return record(0xFC, struct.pack("<II", 2, 2) + first) + b"".join(record(0x3C, p) for p in more)


CUT = {
    "between two texts": (text_of("一二三"), text_of("四五")),
    "inside a text": (
        struct.pack("<HB", 3, 1) + "一".encode("utf-16-le"),
        b"\x01" + "二三".encode("utf-16-le") + text_of("四五"),
    ),
    "inside, and narrow from there on": (
        struct.pack("<HB", 4, 1) + "一二三".encode("utf-16-le"),
        b"\0" + b"x" + text_of("四五"),
    ),
    "before its runs": (
        struct.pack("<HBH", 3, 9, 1) + "一二三".encode("utf-16-le"),
        struct.pack("<HH", 0, 0) + text_of("四五"),
    ),
    "inside what is added": (
        struct.pack("<HBI", 3, 5, 6) + "一二三".encode("utf-16-le") + b"ab",
        b"cdef" + text_of("四五"),
    ),
}


@pytest.mark.parametrize("where_cut", CUT)
def test_texts_go_on_in_the_next_record(tmp_path: Path, where_cut: str) -> None:
    """Which says anew how wide its letters are, but only inside a text."""
    cells = b"".join(record(0xFD, struct.pack("<HHHI", 0, at, 0, at)) for at in (0, 1))
    (sheet,), findings = read(tmp_path, stream(cells, around=shared(*CUT[where_cut])))
    first = "一二三x" if "narrow" in where_cut else "一二三"
    assert (sheet.rows, findings) == ([[first, "四五"]], set())


@pytest.mark.parametrize("said", [0, 1, 9])
def test_texts_are_counted_as_they_are(tmp_path: Path, said: int) -> None:
    """Some programs say another number of them."""
    texts = record(0xFC, struct.pack("<II", said, said) + text_of("一") + text_of("二"))
    (sheet,), findings = read(
        tmp_path, stream(record(0xFD, struct.pack("<HHHI", 0, 0, 0, 1)), around=texts)
    )
    assert (sheet.rows, findings) == ([["二"]], set())


def test_the_stream_may_be_called_as_it_was_before(tmp_path: Path) -> None:
    """What it holds says of which version it is."""
    path = tmp_path / "示例.xls"
    path.write_bytes(compound("BOOK", stream(number(0, 0, 7))))
    workbook, _ = read_workbook(path)
    assert workbook
    assert workbook.sheets["表0"].rows == [[7.0]]


def test_a_text_with_a_struck_out_run_is_struck(tmp_path: Path) -> None:
    """A run behind the last letter strikes nothing out."""
    runs = [struct.pack("<HH", start, 5) for start in (1, 2)]
    texts = b"".join(
        struct.pack("<HBH", 2, 9, 1) + "三五".encode("utf-16-le") + run for run in runs
    )
    cells = b"".join(record(0xFD, struct.pack("<HHHI", 0, at, 0, at)) for at in (0, 1))
    (sheet,), _ = read(tmp_path, stream(cells, around=LOOKS + shared(texts)))
    assert sheet.rows == [[Struck("三五"), "三五"]]


def test_a_far_blank_costs_no_file_its_life(tmp_path: Path) -> None:
    """It is told, and the sheet is as small as without it."""
    far = record(0x204, struct.pack("<HHH", 59999, 19, 0) + text_of(" "))
    (sheet,), findings = read(tmp_path, stream(number(0, 0, 1) + far))
    assert (sheet.rows, findings) == ([[1.0]], {("F20", "表0!T60000")})


REFUSED = {
    "a password": (stream(b"", around=record(0x2F, bytes(6))), "F13"),
    "a cell twice": (stream(number(0, 0, 1) + number(0, 0, 2)), "F04"),
    "no end": (stream(number(0, 0, 1))[:-4], "F04"),
    "a text that is not there": (stream(record(0xFD, struct.pack("<HHHI", 0, 0, 0, 7))), "F04"),
    "a record cut off": (stream(record(0x203, b"\0\0")), "F04"),
    "no sheet at its place": (stream(b"").replace(SHEET_BEGINS, b"\x09\x00" + bytes(18)), "F04"),
    "an older format": (record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + END, "F07"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_for_certain_is_refused(tmp_path: Path, what: str) -> None:
    """For what it is."""
    data, code = REFUSED[what]
    assert read(tmp_path, data) == ([], {(code, "!")})


def test_a_workbook_of_another_writer_is_read(tmp_path: Path) -> None:
    """As xlwt writes it: texts, numbers, formulas without results, hidden lines, merges."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("示例表")
    sheet.write(0, 0, "街道")
    sheet.write(1, 1, 42)
    sheet.write_merge(2, 2, 0, 1, "合计")
    sheet.row(4).hidden = True
    sheet.write(4, 0, 1, xlwt.easyxf("font: struck_out on"))
    path = tmp_path / "示例.xls"
    book.save(str(path))
    workbook, _ = read_workbook(path)
    assert workbook
    (read_sheet,) = workbook.sheets.values()
    assert read_sheet.rows == [
        ["街道", None], [None, 42.0], ["合计", None], [None, None], [Struck("1"), None]
    ]  # fmt: skip
    assert read_sheet.merged == [((2, 0), (2, 1))]
    assert 4 in read_sheet.hidden_rows

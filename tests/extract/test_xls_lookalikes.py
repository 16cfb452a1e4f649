"""extract.workbook.xls: error codes that nobody knows, and what looks like a sheet and is none."""

import struct
from pathlib import Path

import pytest
from conftest import where
from ole import BIFF8, compound, record

from pipeline.cells import ErrorValue, Formula, Sheet
from pipeline.extract.workbook import read_workbook

BEGIN, END, LISTED = 0x809, record(0x0A, b""), 0x85
OF_CELLS, OF_A_CHART, OF_A_MACRO, OF_A_MODULE = 0x10, 0x20, 0x40, 0x06
KNOWN = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def listed(name: str, offset: int, kind: int = 0, state: int = 0) -> bytes:
    """What the workbook says of one of its sheets."""
    text = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    return record(LISTED, struct.pack("<IBB", offset, state, kind) + text)


def substream(about: int, *records: bytes) -> bytes:
    """A sheet of this sort."""
    begin = record(BEGIN, struct.pack("<HHHHII", 0x600, about, 0, 0, 0, 0))
    return begin + b"".join(records) + END


def number(value: float) -> bytes:
    """The first cell."""
    return record(0x203, struct.pack("<HHHd", 0, 0, 0, value))


def workbook(*sheets: tuple[str, int, bytes], around: bytes = b"") -> bytes:
    """Sheets of these names and kinds, behind each other; `around` stands before their list."""
    size = len(BIFF8 + around + END) + sum(len(listed(name, 0)) for name, _, _ in sheets)
    names, bodies = b"", b""
    for name, kind, body in sheets:
        names += listed(name, size + len(bodies), kind)
        bodies += body
    return BIFF8 + around + names + END + bodies


def read(folder: Path, stream: bytes) -> tuple[dict[str, Sheet], set[tuple[str, str]]]:
    """The sheets by name, and what is found besides that it is an older format."""
    path = folder / "示例.xls"
    path.write_bytes(compound("Workbook", stream))
    book, findings = read_workbook(path)
    return dict(book.sheets) if book else {}, where(findings) - {("F09", "!")}


@pytest.mark.parametrize("code", [*KNOWN, 0x01, 0x2B, 0x7F, 0xFF])
def test_an_error_is_an_error_whatever_its_code(tmp_path: Path, code: int) -> None:
    """In a cell and as the result of a formula; one that nobody knows is as if not available."""
    value = record(0x205, struct.pack("<HHHBB", 0, 0, 0, code, 1))
    result = struct.pack("<BBBBBBH", 2, 0, code, 0, 0, 0, 0xFFFF)
    formula = record(0x06, struct.pack("<HHH", 0, 1, 0) + result + bytes(6) + b"\x03\0\x1e\1\0")
    sheets, found = read(tmp_path, workbook(("表", 0, substream(OF_CELLS, value, formula))))
    said = ErrorValue(KNOWN.get(code, "#N/A"))
    assert (sheets["表"].rows, found) == ([[said, Formula(said)]], set())


LOOKALIKES = {
    "a chart": (2, OF_A_CHART),
    "a macro sheet": (1, OF_A_MACRO),
    "a module": (6, OF_A_MODULE),
    "a sheet that says it is a macro's": (1, OF_CELLS),
    "a macro's that says it is a sheet": (0, OF_A_MACRO),
    "a chart that says it is a sheet": (0, OF_A_CHART),
}


@pytest.mark.parametrize("what", LOOKALIKES)
@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_what_only_looks_like_a_sheet_is_none(tmp_path: Path, what: str, *, first: bool) -> None:
    """Before the first one or behind it: only what is one both by list and by itself."""
    kind, about = LOOKALIKES[what]
    alike = ("像", kind, substream(about, number(9)))
    real = ("表", 0, substream(OF_CELLS, number(7)))
    sheets, found = read(tmp_path, workbook(*((alike, real) if first else (real, alike))))
    assert {name: sheet.rows for name, sheet in sheets.items()} == {"表": [[7.0]]}
    assert found == set()


def test_what_a_chart_among_the_settings_says_of_sheets_is_not_heard(tmp_path: Path) -> None:
    """A substream before the list of sheets, with records that the workbook itself could have."""
    cells = substream(OF_CELLS, number(7))

    def whole(at: int) -> bytes:
        inner = substream(OF_A_CHART, listed("假", at))
        return workbook(("表", 0, cells), around=inner)

    stream = whole(whole(0).index(cells))  # which it would have twice
    sheets, found = read(tmp_path, stream)
    assert {name: sheet.rows for name, sheet in sheets.items()} == {"表": [[7.0]]}
    assert found == set()

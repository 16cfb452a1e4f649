"""Workbooks in older formats (.xls, .et, .ods): only their values can be seen.

Nothing in them can be inspected beforehand: whatever the reader makes of a bad one happens in
the reading process (`reading`), not here. To the reader a failed formula looks blank, which is
taken for 0 elsewhere, so those are searched for in the bytes.
"""

import io
import re
import struct
import zipfile
from bisect import bisect
from collections.abc import Mapping

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipeline.cells import ErrorValue, Plain, Position, Raw, Sheet

MOST_CELLS = 500_000  # of one sheet, between A1 and the last one

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip
# The records of an .xls ([MS-XLS] 2.4.24 BoolErr, 2.4.127 Formula) for an error typed in, and for
# a formula that came to one: row and column, format, error. Of a formula's eight bytes of result
# the first is 2 for an error, the third says which, the last two are FF; Excel leaves anything in
# the others. The length of the record tells a formula from other bytes that look like one.
_TYPED = re.compile(rb"\x05\x02\x08\x00(....)..(.)\x01", re.DOTALL)
_SHEET_BEGINS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x10\x00")
_FAILED = re.compile(rb"(?=\x06\x00(..)(....)..\x02.(.)...\xff\xff.{6}(..))", re.DOTALL)
_FORMULA_HEAD = 22  # bytes of a Formula record before its tokens
# An .ods says of an error that its text is blank, and shows it.
_HIDDEN_ERROR = re.compile(rb'office:string-value=""(?=[^>]*calcext:value-type="error")')
_SHOWN_ERROR = re.compile("#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\\?|NUM!|N/A)|Err:[0-9]{3}")


def read_legacy(data: bytes) -> dict[str, Sheet]:
    """The sheets of a workbook in an older format.

    Which cells hold formulas is not known; their stored results are values like any other.
    """
    sheets: dict[str, Sheet] = {}
    is_ods = data.startswith(b"PK")
    errors = [] if is_ods else _errors(data)
    data = _with_errors_shown(data) if is_ods else data
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            if sheet.total_height * sheet.total_width > MOST_CELLS:
                raise MemoryError("what the reader would make of it takes too much")
            failed = errors[len(sheets)] if len(sheets) < len(errors) else {}
            rows = [
                [_in_full(value, (row, column), failed) for column, value in enumerate(cells)]
                for row, cells in enumerate(sheet.to_python(skip_empty_area=False))
            ]
            hidden = about.visible is not SheetVisibleEnum.Visible
            sheets[about.name] = Sheet(rows, hidden, sheet.merged_cell_ranges or ())
    return sheets


def _in_full(value: Plain, at: Position, errors: Mapping[Position, str]) -> Raw:
    """A cell as it is shown; to the reader an error looks blank."""
    if value == "":
        return ErrorValue(errors[at]) if at in errors else None
    if isinstance(value, str) and _SHOWN_ERROR.fullmatch(value):
        return ErrorValue(value)
    return value


def _errors(data: bytes) -> list[dict[Position, str]]:
    """The errors of an .xls, sheet by sheet in their order."""
    begins = [found.start() for found in _SHEET_BEGINS.finditer(data)]
    sheets: list[dict[Position, str]] = [{} for _ in begins]
    records = [(found.start(), found[1], found[2]) for found in _TYPED.finditer(data)]
    for found in _FAILED.finditer(data):
        (size,), (tokens,) = struct.unpack("<H", found[1]), struct.unpack("<H", found[4])
        if size >= _FORMULA_HEAD + tokens:
            records.append((found.start(), found[2], found[3]))
    for start, position, error in records:
        sheet = bisect(begins, start) - 1
        if sheet >= 0 and error[0] in _ERRORS:
            sheets[sheet][struct.unpack("<HH", position)] = _ERRORS[error[0]]
    return sheets


def _with_errors_shown(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, _HIDDEN_ERROR.sub(b"", body) if name == "content.xml" else body)
    return file.getvalue()

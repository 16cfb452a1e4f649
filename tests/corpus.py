"""Every cell of any spreadsheet against a second reader.

The second reader is openpyxl for .xlsx, xlrd for .xls where it is installed, and the XML itself
for .ods. The bytes of a file decide which one reads it, as in the program.
"""

import importlib
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import isclose
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element, fromstring

from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._reader import WorkSheetParser

from pipeline.cells import ErrorValue, Formula, Position, Raw, Struck, address, stored
from pipeline.extract.reading import Reading, read_file

Cells: TypeAlias = dict[Position, Raw]  # those that hold anything
SUFFIXES = {".xls", ".xlt", ".et", ".xlsx", ".xlsm", ".xltx", ".xltm", ".ods", ".ots"}
LAST_ROW, LAST_COLUMN = 1_000, 256  # the program leaves out what is further away, and says so
DAYS_TO_1904 = 1_462  # from the day zero of Windows to that of old Macintosh programs
_SECOND = 1.1 / 86_400  # of a day; the program may round a moment to it
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # a sign as .xlsx spells it; openpyxl leaves it so
_NO_WORKSHEETS = ("xl/dialogsheets/", "xl/macrosheets/")  # which openpyxl takes for such
_DURATION = re.compile(r"P(?:(\d+)D)?T(\d+)H(\d+)M([\d.]+)S")
_BLANKS = re.compile("[ \t\r\n]+")
_ODS_ERROR = re.compile(r"#[A-Z/0]+[!?]?|Err:[0-9]{3}")
_KEPT = str.maketrans("\0\1\2", " \t\n")
_BESIDE = {"annotation": "", "ruby-text": ""}  # inside a cell, but not its text
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = f"{_ODF}table:1.0}}", f"{_ODF}office:1.0}}", f"{_ODF}text:1.0}}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


class NotComparedError(Exception):
    """No second reader can read a file; the message says why."""


def differences(path: Path, read: Callable[[Path], Reading] = read_file) -> list[str]:
    """Return a sentence for each sheet or cell of a file that two readers see differently.

    A file that is refused with a finding has none, nor has a cell that a finding is about.
    Raises NotComparedError.
    """
    reading = read(path)
    if reading.workbook is None:
        is_silent = not reading.findings
        return [f"{path.name}: not read, without a finding"] * is_silent
    ours = {name: near(cells_of(sheet.rows)) for name, sheet in reading.workbook.sheets.items()}
    theirs = second_reading(path)
    named = {(finding.place.sheet, finding.place.cell) for finding in reading.findings}
    alone = [name for name in {*ours} ^ {*theirs} if (ours | theirs)[name]]
    return [f"{path.name}: only one sees {name!r}" for name in alone] + [
        f"{path.name} {name}!{address(*position)}: {our!r}, but {their!r}"
        for name in ours.keys() & theirs.keys()
        for position, our, their in unlike_cells(ours[name], theirs[name])
        if (name, address(*position)) not in named
    ]


def cells_of(rows: Iterable[Sequence[Raw]]) -> Iterator[tuple[Position, Raw]]:
    """Yield every cell of rows that begin in A1."""
    for row, values in enumerate(rows):
        yield from (((row, column), value) for column, value in enumerate(values))


def near(cells: Iterable[tuple[Position, Raw]]) -> Cells:
    """Return the cells that hold anything and are not far outside any form."""
    return {
        (row, column): value
        for (row, column), value in cells
        if row < LAST_ROW and column < LAST_COLUMN
        if isinstance(value, Formula) or value not in (None, "")
    }


def unlike_cells(ours: Cells, theirs: Cells) -> Iterator[tuple[Position, Raw, Raw]]:
    """Yield where two readings of a sheet differ, with both values."""
    for position in sorted(ours.keys() | theirs.keys()):
        our, their = ours.get(position), theirs.get(position)
        is_formula_seen = isinstance(our, Formula) or not isinstance(their, Formula)
        if not (is_formula_seen and alike(our, their)):
            yield position, our, their


def alike(our: Raw, their: Raw) -> bool:
    """Return whether two values say one thing: numbers as floats, moments as days."""
    our, their = stored(our), stored(their)
    if isinstance(our, Struck):  # nobody takes it for a figure: only its text counts
        return not isinstance(their, str) or _plain(our.text) == _plain(their)
    if isinstance(our, ErrorValue | bool) or isinstance(their, ErrorValue | bool):
        return type(our) is type(their) and our == their
    if isinstance(our, str | None) and isinstance(their, str | None):
        return _plain(our) == _plain(their)
    if isinstance(our, str | None) or isinstance(their, str | None | Struck):
        return False
    if isinstance(our, int | float) and isinstance(their, int | float):
        return str(our) == str(their) or isclose(our, their, rel_tol=1e-14)  # also nan
    off = abs(_days(our) - _days(their))
    is_no_day = int(_days(their)) == 60  # February 29, 1900, which Excel alone counts
    return is_no_day or min(off, abs(off - DAYS_TO_1904)) <= _SECOND


def _plain(text: str | None) -> str:
    plain, text = text or "", None
    while plain != text:  # an escape of an escape is one to one of the readers only
        plain, text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), plain), plain
    signs = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return signs.replace("\r\n", "\n").replace("\r", "\n")


def _days(value: Any) -> float:  # noqa: ANN401 - a number, or a moment of any class
    if isinstance(value, int | float):
        return value
    local = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    return float(to_excel(local))  # type: ignore[no-untyped-call]


def second_reading(path: Path) -> dict[str, Cells]:
    """Return sheet name → cells, as the second reader sees them. Raises NotComparedError."""
    data = path.read_bytes()
    try:
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            return _xls(data)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            is_ods = "content.xml" in package.namelist()
            return _ods(fromstring(package.read("content.xml"))) if is_ods else _xlsx(data)
    except Exception as error:  # whatever it is, the file was not compared
        raise NotComparedError(f"{path.name}: {type(error).__name__}: {error}") from error


def _xlsx(data: bytes) -> dict[str, Cells]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that it does not know
        shown, written = (
            load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
            for data_only in (True, False)
        )
        sheets = {
            results.title: near(_xlsx_cells(results, formulas))
            for results, formulas in zip(shown.worksheets, written.worksheets, strict=True)
        }
    if not any(sheets.values()):
        raise ValueError("openpyxl sees no cell")  # so it does where it knows no namespace
    return sheets


def _xlsx_cells(results: Any, formulas: Any) -> Iterator[tuple[Position, Raw]]:  # noqa: ANN401 - private
    """Yield every cell of a sheet that was read twice; moments stay the numbers they are."""
    for result, formula in zip(_parsed(results), _parsed(formulas), strict=True):
        value = ErrorValue(result["value"]) if result["data_type"] == "e" else result["value"]
        position = result["row"] - 1, result["column"] - 1
        yield position, Formula(value) if formula["data_type"] == "f" else value


def _parsed(sheet: Any) -> Iterator[Any]:  # noqa: ANN401 - its class is private
    """Yield what openpyxl parses; the rows that it makes of this lack those out of order."""
    if sheet._worksheet_path.startswith(_NO_WORKSHEETS):
        return
    with sheet._get_source() as part:
        parser = WorkSheetParser(part, sheet._shared_strings, data_only=sheet.parent.data_only)
        for _, row in parser.parse():
            yield from row


def _xls(data: bytes) -> dict[str, Cells]:
    xlrd = importlib.import_module("xlrd")  # it has no types, and need not be there

    def value(cell: Any) -> Raw:  # noqa: ANN401 - its class is of xlrd
        match cell.ctype:
            case xlrd.XL_CELL_ERROR:
                return ErrorValue(xlrd.error_text_from_code.get(cell.value, ""))
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
        plain: str | float = cell.value
        return plain

    with xlrd.open_workbook(file_contents=data, logfile=io.StringIO()) as book:
        return {sheet.name: near(cells_of([*map(value, row)] for row in sheet)) for sheet in book}


def _ods(root: Element) -> dict[str, Cells]:
    tables = root.iterfind("{*}body/{*}spreadsheet/{*}table")
    return {table.get(f"{_TABLE}name", ""): near(cells_of(_ods_rows(table))) for table in tables}


def _ods_rows(table: Element) -> Iterator[Sequence[Raw]]:
    for child in table:
        match child.tag.rpartition("}")[2]:
            case "table-row-group" | "table-header-rows" | "table-rows":
                yield from _ods_rows(child)
            case "table-row":
                row: list[Raw] = []
                for cell in child:
                    row += [_ods_value(cell)] * min(_repeated(cell, "columns"), LAST_COLUMN)
                yield from [row] * min(_repeated(child, "rows"), LAST_ROW)


def _repeated(element: Element, lines: str) -> int:
    return int(element.get(f"{_TABLE}number-{lines}-repeated", "1"))


def _ods_value(cell: Element) -> Raw:
    attributes = {name.rpartition("}")[2]: text for name, text in cell.items() if _OFFICE in name}
    shown = "\n".join(map(_ods_text, cell.iterfind("{*}p")))
    value: Any = attributes.get("string-value") or shown
    if text := attributes.get("value"):  # also of a percentage, or of money
        value = float(text)
    elif text := attributes.get("boolean-value"):
        value = text == "true"
    elif text := attributes.get("date-value"):
        value = datetime.fromisoformat(text)
    elif match := _DURATION.fullmatch(attributes.get("time-value", "")):
        days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
        value = timedelta(days, seconds, hours=hours, minutes=minutes)
    formula = cell.get(f"{_TABLE}formula")
    if cell.get(f"{_CALC}value-type") == "error" or (formula and _ODS_ERROR.fullmatch(shown)):
        value = ErrorValue(shown)
    return Formula(value) if formula else value


def _ods_text(element: Element) -> str:
    """Return the text of a paragraph: blanks in a row are one; those that stay are elements."""
    return _BLANKS.sub(" ", _ods_signs(element)).strip(" ").translate(_KEPT)


def _ods_signs(element: Element) -> str:
    signs = element.text or ""
    for child in element:
        count = int(child.get(f"{_TEXT}c", "1"))
        stands_for = {"s": "\0" * count, "tab": "\1", "line-break": "\2"} | _BESIDE
        own = stands_for.get(child.tag.rpartition("}")[2])
        signs += (_ods_signs(child) if own is None else own) + (child.tail or "")
    return signs

"""An .xlsx: one parse of each part says everything about its cells ([ECMA-376-1] 18)."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from zipfile import BadZipFile

from pipeline.cells import ErrorValue, Formula, Plain, Position, Raw, Struck, position
from pipeline.extract.package import SIGNS_OF_DAMAGE, Element, Package, elements
from pipeline.extract.workbook.grid import MOST_LOOKED_AT, Contents, Grid, TooMuchError
from pipeline.extract.workbook.looks import (
    PLAIN,
    Look,
    as_shown,
    is_on,
    looks_of,
    number_of,
    struck,
)
from pipeline.extract.workbook.remarks import remarks
from pipeline.form.model import EDITION_NAME

_ADDRESS = re.compile("[A-Za-z]{1,3}[1-9][0-9]{0,6}")


def _names(local: str) -> tuple[str, ...]:
    """What an element is called, in the namespaces of the two editions of the standard."""
    return tuple(f"{{{namespace}}}{local}" for namespace in _NAMESPACES)


_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_ROW, _COL, _MERGE, _C = map(_names, ("row", "col", "mergeCell", "c"))
_V, _F, _IS, _SI, _R, _T = map(_names, ("v", "f", "is", "si", "r", "t"))
_LOOK, _STRIKE = map(_names, ("rPr", "strike"))
_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # a sign that XML forbids, or a line break
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383
_NOTHING = {"e": ErrorValue("#N/A")}  # what a cell without a value holds
_YES, _NO = ("1", "true"), ("0", "false")
_NO_LOOKS = "管格式的部分已损坏或缺失，日期格式、删除线看不出来"
_NO_REMARKS = "批注或文本框的部分已损坏，里面的字没有读到"


class _Book(NamedTuple):
    """What the cells of all sheets refer to."""

    texts: Mapping[str, str | Struck]  # by the number that a cell gives, as are the looks
    looks: Mapping[str, Look]
    is_1904: bool


def read_xlsx(package: Package) -> Contents:
    """Read all sheets of a workbook that hold cells.

    Raises one of `SIGNS_OF_DAMAGE` where a part with cells or texts is not sound, and whatever
    `Package` and `Grid` raise.
    """
    main = package.related("", "officeDocument")
    workbook = package.xml(main)
    if workbook.tag not in _names("workbook"):
        raise ValueError("a workbook in another vocabulary")
    contents = Contents(edition=_edition(workbook))
    about = workbook.find("{*}workbookPr")
    is_1904 = about is not None and about.get("date1904", "0") in _YES
    book = _Book(_texts(package, main), _looks(package, main, contents), is_1904)
    for name, part, is_hidden in _sheets(package, main, workbook):
        grid = package.read(part, lambda xml: _grid(xml, book))
        grid.hidden = is_hidden
        try:
            grid.remarks += remarks(package, part)
        except SIGNS_OF_DAMAGE:
            contents.unread.append(_NO_REMARKS)
        contents.add(name, grid)
    return contents


def _edition(workbook: Element) -> str:
    names = workbook.iterfind("{*}definedNames/{*}definedName")
    edition = next((name.text for name in names if name.get("name") == EDITION_NAME), None)
    return (edition or "").strip('"')


def _sheets(package: Package, main: str, workbook: Element) -> Iterator[tuple[str, str, bool]]:
    """Of each sheet with cells its name, its part, and whether it is not shown."""
    relations = {relation.name: relation for relation in package.relations(main)}
    if len(relations) < len(package.relations(main)):
        raise ValueError("two relations have one name")
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        number = next(filter(None, map(sheet.get, _ID)), "")
        if number and relations[number].kind == "worksheet":  # and no chart, dialog, macro
            is_hidden = sheet.get("state", "visible") != "visible"
            yield sheet.get("name", ""), relations[number].target, is_hidden


def _texts(package: Package, main: str) -> dict[str, str | Struck]:
    part = package.related(main, "sharedStrings")
    if part not in package:  # some programs name it in vain
        return {}
    texts = map(_rich, package.xml(part).iterchildren(*_SI))
    return {str(number): text for number, text in enumerate(texts)}


def _looks(package: Package, main: str, contents: Contents) -> dict[str, Look]:
    part = package.related(main, "styles")
    try:
        looks = looks_of(package.xml(part)) if part else []
    except BadZipFile:  # a file that is not what its writer wrote says nothing for certain
        raise
    except SIGNS_OF_DAMAGE:
        contents.unread.append(_NO_LOOKS)
        looks = []
    return {str(number): look for number, look in enumerate(looks)}


def _grid(part: bytes, book: _Book) -> Grid:
    grid, row, count = Grid(), -1, 0
    shared: dict[str, str] = {}  # formulas that several cells have
    for element in elements(part, *_ROW, *_COL, *_MERGE):
        if element.tag in _ROW:
            number = element.get("r")  # some programs leave it out: then the order says it
            row = _index(number) - 1 if number else row + 1
            if _is_hidden(element, "ht"):
                grid.hidden_rows.add(row)
            row = _take_cells(element, row, grid, book, shared)
            count += len(element)
            if count > MOST_LOOKED_AT:
                raise TooMuchError(f"一张工作表有 {count} 多个单元格")
        elif element.tag in _MERGE:
            grid.merge(*_area(element.get("ref", "")))
        elif _is_hidden(element, "width"):
            first, last = (_index(element.get(end, "")) for end in ("min", "max"))
            grid.hide_columns(first - 1, last - 1)
    return grid


def _take_cells(line: Element, row: int, grid: Grid, book: _Book, shared: dict[str, str]) -> int:
    """Put the cells of a row; returns the row that the last one says it is in."""
    at = row, -1
    for cell in line.iterchildren(*_C):
        address = cell.get("r")
        at = _position(address) if address else (at[0], at[1] + 1)
        if len(cell):
            grid.put(at, _value(cell, book, shared))
    return at[0]


def _value(cell: Element, book: _Book, shared: dict[str, str]) -> Raw:
    values: list[Plain | ErrorValue | Struck] = []
    formula = None
    look = book.looks.get(cell.get("s", "0"), PLAIN)
    kind = cell.get("t", "n")
    for child in cell:
        tag = child.tag
        if tag in _V:
            text = child.text
            if text and kind != "inlineStr":
                values.append(_stored(kind, text, look, book))
        elif tag in _F:
            formula = child
        elif tag in _IS:
            values.append(_rich(child))
    if len(values) > 1:
        raise ValueError("a cell holds two values")
    value = values[0] if values else _NOTHING.get(kind)
    if formula is not None:
        return _read_formula(formula, value, shared)
    return struck(value) if look.is_struck else value


def _stored(kind: str, text: str, look: Look, book: _Book) -> Plain | ErrorValue | Struck:
    """What a cell of a kind (its attribute t) holds."""
    match kind:
        case "s":
            return book.texts[text.strip()]
        case "n":
            number = number_of(text)
            return as_shown(number, look, is_1904=book.is_1904) if look.is_date else number
        case "b":
            return text.strip() in _YES if text.strip() in (*_YES, *_NO) else ErrorValue(text)
        case "e":
            return ErrorValue(text.strip())
        case "d":
            return _iso_date(text)
        case "str" | "inlineStr":
            return _unescaped(text)
        case _:
            return ErrorValue(text)


def _iso_date(text: str) -> date | datetime | time | str:
    with suppress(ValueError):
        if text.strip()[2:3] == ":":
            return time.fromisoformat(text.strip())
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        return moment if moment.time() != time() else moment.date()
    return text


def _rich(element: Element) -> str | Struck:
    """A text made of runs, struck if letters of any are; readings over words are not shown."""
    pieces, has_struck = list[str](), False
    for run in element:
        if run.tag in _T:
            pieces.append(run.text or "")
        elif run.tag in _R:
            is_gone = False
            for child in run:
                if child.tag in _T:
                    pieces.append(child.text or "")
                    has_struck |= is_gone and bool(pieces[-1].strip())
                elif child.tag in _LOOK:
                    is_gone = any(map(is_on, child.iterchildren(*_STRIKE)))
    text = _unescaped("".join(pieces))
    return Struck(text) if has_struck else text


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    signs = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return signs.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _read_formula(
    formula: Element, value: Plain | ErrorValue | Struck, shared: dict[str, str]
) -> Formula:
    """Return a formula with its result, and with the text that it may share with an earlier one."""
    text = formula.text or ""
    if number := formula.get("si"):
        text = text or shared.get(number, "")
        shared[number] = text
    result = value.text if isinstance(value, Struck) else value
    return Formula(None if result == "" else result, text)


def _is_hidden(line: Element, size: str) -> bool:
    """Whether a row or column is hidden, or was drawn together until nothing shows."""
    return line.get("hidden") in _YES or not line.get(size, "1").strip("0.")


def _index(text: str) -> int:
    """The number of a line, from 1 on. Raises ValueError for anything else."""
    if not (text.isascii() and text.strip().isdecimal() and int(text)):
        raise ValueError(f"no number: {text}")
    return int(text)


@lru_cache(maxsize=1 << 14)
def _position(address: str) -> Position:
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"no address: {address}")
    return position(address.upper())


def _area(reference: str) -> tuple[Position, Position]:
    """First and last cell of a merge; A:C is whole columns, 2:3 whole rows."""
    first, _, last = reference.replace("$", "").partition(":")
    if first.isdecimal():
        return (int(first) - 1, 0), (int(last) - 1, _LAST_COLUMN)
    if first.isalpha():
        return _position(f"{first}1"), (_LAST_ROW, _position(f"{last}1")[1])
    ends = zip(_position(first), _position(last or first), strict=True)
    rows, columns = map(sorted, ends)
    return (rows[0], columns[0]), (rows[1], columns[1])

"""An OpenDocument spreadsheet (.ods): its XML says everything about its cells ([ODF 1.2] 9).

Not read are drawn boxes.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from pipeline.cells import ErrorValue, Formula, Plain, Raw, address
from pipeline.extract.package import Element, LockedError, Package, elements
from pipeline.extract.workbook.grid import FARTHEST_COLUMN, FARTHEST_ROW, Contents, Grid
from pipeline.extract.workbook.looks import number_of, struck

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE, _OFFICE, _STYLE = f"{{{_ODF}:table:1.0}}", f"{{{_ODF}:office:1.0}}", f"{{{_ODF}:style:1.0}}"
_TEXT = f"{{{_ODF}:text:1.0}}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_DEFAULT = f"{_TABLE}default-cell-style-name"
_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "meta-inf/manifest.xml"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ERROR = re.compile("#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\\?|NUM!|N/A)|(?:Err|错误):[0-9]{3}")
_FOREIGN_ERROR = re.compile("#[A-ZÀ-Þ/]{2,12}[0-9/!?]{0,2}")
_BLANKS = re.compile(r"[ \t\r\n]+")
# Signs that no XML holds stand for the blanks and line breaks that are meant.
_MEANT = str.maketrans("\0\1", " \n")
_TIME = re.compile("PT(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:[.,][0-9]+)?S)?")
_NOT_SHOWN = ("collapse", "filter")
_BESIDE = ("ruby-text", "note", "hidden-text")  # inside a cell, but not its text
_MOST_BLANKS = 1_000  # that one element stands for


@dataclass
class _Styles:
    """What styles say: which letters are struck out, and which sheets are not shown."""

    parents: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # family, name
    struck: dict[tuple[str, str], bool] = field(default_factory=dict)
    hidden_sheets: set[str] = field(default_factory=set)

    def add(self, style: Element) -> None:
        """Note what one style says."""
        name, family = style.get(f"{_STYLE}name", ""), style.get(f"{_STYLE}family", "")
        self.parents[family, name] = family, style.get(f"{_STYLE}parent-style-name", "")
        for properties in style:
            line = {properties.get(f"{_STYLE}text-line-through-{of}") for of in ("style", "type")}
            if line - {None}:
                self.struck[family, name] = bool(line - {None, "none"})
            if properties.get(f"{_TABLE}display") == "false":
                self.hidden_sheets.add(name)

    def is_struck(self, family: str, name: str) -> bool:
        """Whether letters in a style, or in the one that it rests on, are struck out."""
        style = family, name
        for _ in range(len(self.parents)):  # a style that rests on itself ends here
            if style in self.struck or style not in self.parents:
                break
            style = self.parents[style]
        return self.struck.get(style, False)


class _Sheet:
    """One sheet being read, row by row."""

    def __init__(self, styles: _Styles) -> None:
        self.grid = Grid()
        self._styles = styles
        self._row = self._column = 0
        self._of_columns: list[str] = []  # the style of cells that have none

    def take_columns(self, element: Element) -> None:
        """Note columns that look alike."""
        count = min(_count(element, "columns-repeated"), FARTHEST_COLUMN)
        if element.get(f"{_TABLE}visibility") in _NOT_SHOWN:
            self.grid.hide_columns(self._column, self._column + count - 1)
        self._column += count
        if self._column <= FARTHEST_COLUMN:
            self._of_columns += [element.get(_DEFAULT, "")] * count

    def take_row(self, element: Element) -> None:
        """Put the cells of a row, as often as it stands for."""
        count = _count(element, "rows-repeated")
        rows = range(self._row, self._row + count)
        if element.get(f"{_TABLE}visibility") in _NOT_SHOWN:
            self.grid.hidden_rows.update(rows[:FARTHEST_ROW])
        column = 0
        for cell in element.iterchildren(*_CELLS):
            columns = range(column, column + _count(cell, "columns-repeated"))
            column = columns.stop
            if len(cell) or cell.get(f"{_OFFICE}value-type") or cell.get(f"{_TABLE}formula"):
                self._take_cell(cell, rows, columns, element.get(_DEFAULT, ""))
        self._row = rows.stop

    def _take_cell(self, cell: Element, rows: range, columns: range, of_row: str) -> None:
        first = rows.start, columns.start
        down, across = _count(cell, "rows-spanned"), _count(cell, "columns-spanned")
        if down * across > 1:
            self.grid.merge(first, (first[0] + down - 1, first[1] + across - 1))
        for note in cell.iterchildren(f"{_OFFICE}annotation"):
            if text := "\n".join(map(_words, note.iterchildren(f"{_TEXT}p"))).strip():
                self.grid.remarks.append((address(*first), text))
        value = self._value(cell, first[1], of_row)
        if value is None or value == "":
            return
        for row in _near(rows, FARTHEST_ROW):
            for column in _near(columns, FARTHEST_COLUMN):
                self.grid.put((row, column), value)

    def _value(self, cell: Element, column: int, of_row: str) -> Raw:
        value = _stored(cell)
        if (formula := cell.get(f"{_TABLE}formula")) is not None:
            return Formula(value if value != "" else None, formula.partition("=")[2])
        name = cell.get(f"{_TABLE}style-name") or of_row
        if not name and column < len(self._of_columns):
            name = self._of_columns[column]
        spans = (span.get(f"{_TEXT}style-name", "") for span in cell.iter(f"{_TEXT}span"))
        is_gone = self._styles.is_struck("table-cell", name)
        is_gone = is_gone or any(self._styles.is_struck("text", span) for span in spans)
        return struck(value) if is_gone else value


def read_ods(package: Package) -> Contents:
    """Read all sheets of a spreadsheet.

    Raises LockedError where it has a password, and whatever `Package` and `Grid` raise.
    """
    if _MANIFEST in package and package.xml(_MANIFEST).find(".//{*}encryption-data") is not None:
        raise LockedError
    styles = _Styles()
    if _STYLES in package:
        package.read(_STYLES, lambda part: [*map(styles.add, elements(part, "{*}style"))])
    return package.read(_CONTENT, lambda part: _contents(part, styles))


def _contents(part: bytes, styles: _Styles) -> Contents:
    contents, sheets = Contents(), dict[Element, _Sheet]()
    for element in elements(part, "{*}style", "{*}table-column", "{*}table-row"):
        if element.tag == f"{_STYLE}style":
            styles.add(element)
            continue
        table = next(element.iterancestors(f"{_TABLE}table"))
        if table not in sheets:
            sheets[table] = _Sheet(styles)
            is_scenario = table.find(f"{_TABLE}scenario") is not None
            if table.getparent().tag == f"{_OFFICE}spreadsheet" and not is_scenario:
                sheets[table].grid.hidden = table.get(f"{_TABLE}style-name") in styles.hidden_sheets
                contents.add(table.get(f"{_TABLE}name", ""), sheets[table].grid)
        if element.tag == f"{_TABLE}table-row":
            sheets[table].take_row(element)
        else:
            sheets[table].take_columns(element)
    return contents


def _count(element: Element, of: str) -> int:
    """How many lines, or lines across, an element stands for."""
    said = element.get(f"{_TABLE}number-{of}", "1")
    return max(int(said), 1)


def _near(lines: range, farthest: int) -> list[int]:
    """The lines in which a form may lie, and one for all those farther away."""
    near = [*lines[: max(farthest - lines.start, 0)]]
    return near + [max(lines.start, farthest)] * (lines.stop > farthest)


def _stored(cell: Element) -> Plain | ErrorValue:
    kind = cell.get(f"{_OFFICE}value-type", "")
    shown = "\n".join(map(_words, cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h")))
    # Some programs say 0 beside an error, others nothing; each in its own language.
    is_error = cell.get(f"{_CALC}value-type") == "error"
    if is_error or _ERROR.fullmatch(shown) or (kind == "float" and _FOREIGN_ERROR.fullmatch(shown)):
        return ErrorValue(shown or "#N/A")
    match kind:
        case "float" | "percentage" | "currency":
            said = cell.get(f"{_OFFICE}value") or shown
            return number_of(said) if said else None
        case "boolean":
            return bool(cell.get(f"{_OFFICE}boolean-value") == "true")
        case "date":
            return _day(cell.get(f"{_OFFICE}date-value", "")) or ErrorValue(shown)
        case "time":
            return _time(cell.get(f"{_OFFICE}time-value", ""), shown)
        case _:
            # A number format can put words around what a cell of one line holds.
            held = cell.get(f"{_OFFICE}string-value") if "\n" not in shown else ""
            return held or shown or None


def _day(said: str) -> date | datetime | None:
    with suppress(ValueError):
        moment = datetime.fromisoformat(said)
        return moment.date() if moment.time() == time() else moment
    return None


def _time(said: str, shown: str) -> time | timedelta | ErrorValue:
    """A time of a day, or one that is longer, never the number of hours that is shown of it."""
    match = _TIME.fullmatch(said)
    if not match:
        return ErrorValue(shown)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    is_of_a_day = hours < 24 and minutes < 60 > seconds
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return time(hours, minutes, seconds) if is_of_a_day else length


def _words(paragraph: Element) -> str:
    return _BLANKS.sub(" ", "".join(_pieces(paragraph))).strip(" ").translate(_MEANT)


def _pieces(element: Element) -> Iterator[str]:
    """The words of a paragraph, for `_MEANT`."""
    yield element.text or ""
    for child in element:
        match child.tag.rpartition("}")[2]:
            case "s":
                yield "\0" * min(int(child.get(f"{_TEXT}c", "1")), _MOST_BLANKS)
            case "tab":
                yield "\0"
            case "line-break":
                yield "\1"
            case name if child.tag.startswith(_TEXT) and name not in _BESIDE:
                yield from _pieces(child)
        yield child.tail or ""

"""An .xls of Excel 97-2003 (also .et): its records say everything about its cells ([MS-XLS]).

Not read are the words of formulas, comments and drawn boxes.
"""

import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import BinaryIO, NamedTuple

from pipeline.cells import ErrorValue, Formula, Plain, Struck
from pipeline.extract.package import LockedError
from pipeline.extract.workbook.grid import MOST_LOOKED_AT, Contents, Grid, TooMuchError
from pipeline.extract.workbook.looks import PLAIN, Look, as_shown, is_date, struck

STREAMS = ("Workbook", "Book")
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip
_OF_CELLS = 0x10  # what the beginning of a worksheet says; that of a chart says something else
_STRUCK, _ROW_HIDDEN, _COLUMN_HIDDEN, _HEIGHT = 0x08, 0x20, 0x01, 0x7FFF  # bits
_WIDE, _WITH_MORE, _WITH_RUNS = 0x01, 0x04, 0x08  # bits of a text
_NO_FONT = 4  # a number that is given to none


class _Of(IntEnum):
    """What a record is of ([MS-XLS] 2.3.1)."""

    BEGIN, END, MORE, LOCK = 0x809, 0x0A, 0x3C, 0x2F
    SHEET, TEXTS, FONT, FORMAT, STYLE, DATES = 0x85, 0xFC, 0x31, 0x41E, 0xE0, 0x22
    ROW, COLUMNS, MERGES = 0x208, 0x7D, 0xE5
    NUMBER, SHORT, SHORTS, SHARED_TEXT, TEXT, RUNS = 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6
    BOOL, RESULT = 0x205, 0x207


_FORMULAS = (0x06, 0x206, 0x406)  # some programs still say one of those of former versions


class _Record(NamedTuple):
    """One record, and the pieces that continue it. A text that goes on in one says how."""

    kind: int
    pieces: list[bytes]

    def numbers(self, layout: str, start: int = 0) -> tuple[int, ...]:
        """The numbers from a place in the record on, laid out as `struct` says."""
        return struct.unpack_from(f"<{layout}", self.pieces[0], start)


@dataclass
class _Book:
    """What the cells of all sheets refer to."""

    texts: list[str | Struck] = field(default_factory=list)
    fonts: list[bool] = field(default_factory=list)  # whether they are struck out
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int]] = field(default_factory=list)  # font, number format
    is_1904: bool = False

    def look(self, number: int) -> Look:
        """The look of a style; plain where there is none of that number."""
        if number >= len(self.styles):
            return PLAIN
        font, shape = self.styles[number]
        return Look(is_date(shape, self.formats.get(shape)), self.is_struck(font))

    def is_struck(self, font: int) -> bool:
        """Whether the font of a number is struck out."""
        at = font - (font > _NO_FONT)
        return at < len(self.fonts) and self.fonts[at]

    def take(self, record: _Record) -> None:
        """Note what a record says to all sheets."""
        match record.kind:
            case _Of.FONT:
                self.fonts.append(bool(record.numbers("HH")[1] & _STRUCK))
            case _Of.FORMAT:
                number, length = record.numbers("HH")
                with suppress(IndexError):  # a format that is cut off shows nothing special
                    self.formats[number] = _Letters(record.pieces, 4).text(length)
            case _Of.STYLE:
                font, shape = record.numbers("HH")
                self.styles.append((font, shape))
            case _Of.DATES:
                self.is_1904 = record.numbers("H") == (1,)
            case _Of.TEXTS:
                letters = _Letters(record.pieces, 8)
                with suppress(IndexError):  # how many there are, some programs count wrong
                    while True:
                        self.texts.append(self._text(*letters.rich()))

    def _text(self, text: str, runs: list[tuple[int, int]]) -> str | Struck:
        """A text; struck where letters of a run of its own font are."""
        has_struck = any(self.is_struck(font) for start, font in runs if start < len(text))
        return Struck(text) if has_struck else text


class _Letters:
    """Texts one after another in the pieces of a record."""

    def __init__(self, pieces: list[bytes], start: int) -> None:
        self._pieces = pieces
        self._piece, self._at = 0, start

    def rich(self) -> tuple[str, list[tuple[int, int]]]:
        """The next text with its length before it, and where each run begins, with its font."""
        self._turn()
        length, flags = struct.unpack("<HB", self._take(3))
        count = struct.unpack("<H", self._take(2))[0] if flags & _WITH_RUNS else 0
        more = struct.unpack("<I", self._take(4))[0] if flags & _WITH_MORE else 0
        text = self._letters(length, is_wide=bool(flags & _WIDE))
        runs = [struct.unpack("<HH", self._take(4)) for _ in range(count)]
        self._take(more)
        return text, runs

    def text(self, length: int) -> str:
        """The next text, of which the length is known."""
        return self._letters(length, is_wide=bool(self._take(1)[0] & _WIDE)) if length else ""

    def _letters(self, length: int, *, is_wide: bool) -> str:
        letters = b""
        while True:
            width = 2 if is_wide else 1
            here = self._pieces[self._piece][self._at : self._at + width * length]
            self._at += len(here)
            length -= len(here) // width
            letters += here if is_wide else here.decode("latin-1").encode("utf-16-le")
            if not length:
                return letters.decode("utf-16-le", "replace")
            self._turn()
            is_wide = bool(self._take(1)[0] & _WIDE)

    def _take(self, size: int) -> bytes:
        """The next bytes; also across pieces, where they are no letters."""
        taken = b""
        while len(taken) < size:
            self._turn()
            here = self._pieces[self._piece][self._at : self._at + size - len(taken)]
            self._at += len(here)
            taken += here
        return taken

    def _turn(self) -> None:
        """Go to the next piece where this one ends. Raises IndexError behind the last one."""
        while self._at >= len(self._pieces[self._piece]):
            self._piece, self._at = self._piece + 1, 0


def read_xls(file: BinaryIO) -> Contents:
    """Read all sheets of a workbook that hold cells.

    Raises LockedError where it has a password, OSError, ValueError, IndexError or `struct.error`
    where it is not sound, and whatever `Grid` raises.
    """
    import olefile  # 8 ms that a run of ordinary files need not spend

    with olefile.OleFileIO(file) as storage:
        data = storage.openstream(next(filter(storage.exists, STREAMS), STREAMS[0])).read()
    book, listed = _Book(), []
    for record in _substream(data, 0):
        if record.kind == _Of.LOCK:
            raise LockedError
        if record.kind == _Of.SHEET:
            listed.append(record)
        book.take(record)
    contents = Contents()
    for record in listed:
        offset, state, kind, length = record.numbers("IBBB")
        begin, about = struct.unpack_from("<H4xH", data, offset)
        if begin != _Of.BEGIN:
            raise ValueError("no sheet where one is said to begin")
        if kind == 0 and about == _OF_CELLS:
            grid = _grid(data, offset, book)
            grid.hidden = state & 3 != 0
            contents.add(_Letters(record.pieces, 7).text(length), grid)
    return contents


def _records(data: bytes, start: int) -> Iterator[_Record]:
    record = _Record(0, [])
    while start + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, start)
        body = data[start + 4 : start + 4 + size]
        start += 4 + size
        if kind == _Of.MORE:
            record.pieces.append(body)
            continue
        if record.pieces:
            yield record
        record = _Record(kind, [body])
    yield record


def _substream(data: bytes, start: int) -> Iterator[_Record]:
    """The records from the beginning of a substream to its end, without those of charts in it.

    Raises ValueError where the end is missing.
    """
    depth = 0
    for record in _records(data, start):
        depth += (record.kind == _Of.BEGIN) - (record.kind == _Of.END)
        if depth == 0:
            return
        if depth == 1:
            yield record
    raise ValueError("a substream without end")


class _Sheet:
    """One sheet being read, record by record."""

    def __init__(self, book: _Book) -> None:
        self.grid = Grid()
        self._book = book
        self._formula = (0, 0)  # where the last one stands: its text follows in another record
        one_cell = (_Of.NUMBER, _Of.SHORT, _Of.SHARED_TEXT, _Of.TEXT, _Of.RUNS, _Of.BOOL)
        self._takers: dict[int, Callable[[_Record], None]] = {
            _Of.ROW: self._take_row,
            _Of.COLUMNS: self._take_columns,
            _Of.MERGES: self._take_merges,
            _Of.SHORTS: self._take_shorts,
            **dict.fromkeys(_FORMULAS, self._take_formula),
            _Of.RESULT: self._take_result,
            **dict.fromkeys(one_cell, self._take_cell),
        }

    def take(self, record: _Record) -> None:
        """Note what a record says."""
        if taker := self._takers.get(record.kind):
            taker(record)

    def _take_row(self, record: _Record) -> None:
        row, _, _, height = record.numbers("4H")
        if record.numbers("H", 12)[0] & _ROW_HIDDEN or not height & _HEIGHT:
            self.grid.hidden_rows.add(row)

    def _take_columns(self, record: _Record) -> None:
        first, last, width, _, bits = record.numbers("5H")
        if bits & _COLUMN_HIDDEN or not width:
            self.grid.hide_columns(first, last)

    def _take_merges(self, record: _Record) -> None:
        for at in range(record.numbers("H")[0]):
            top, bottom, left, right = record.numbers("4H", 2 + 8 * at)
            self.grid.merge((top, left), (bottom, right))

    def _take_shorts(self, record: _Record) -> None:
        row, first = record.numbers("HH")
        for at in range((len(record.pieces[0]) - 6) // 6):
            style, packed = record.numbers("HI", 4 + 6 * at)
            self._put(row, first + at, style, _unpacked(packed))

    def _take_cell(self, record: _Record) -> None:
        row, column, style = record.numbers("3H")
        self._put(row, column, style, _value(record, self._book))

    def _take_formula(self, record: _Record) -> None:
        row, column, style = record.numbers("3H")
        self._formula = row, column
        look = self._book.look(style)
        result = as_shown(_result(record), look, is_1904=self._book.is_1904)
        self.grid.put(self._formula, Formula(result))  # type: ignore[arg-type]  # never struck

    def _take_result(self, record: _Record) -> None:
        text = _Letters(record.pieces, 2).text(record.numbers("H")[0])
        if self._formula in self.grid.cells:
            self.grid.cells[self._formula] = Formula(text or None)

    def _put(self, row: int, column: int, style: int, value: Plain | ErrorValue | Struck) -> None:
        look = self._book.look(style)
        shown = as_shown(value, look, is_1904=self._book.is_1904)
        self.grid.put((row, column), struck(shown) if look.is_struck else shown)


def _grid(data: bytes, start: int, book: _Book) -> Grid:
    sheet = _Sheet(book)
    for count, record in enumerate(_substream(data, start)):
        if count > MOST_LOOKED_AT:
            raise TooMuchError(f"一张工作表有 {count} 个单元格")
        sheet.take(record)
    return sheet.grid


def _value(record: _Record, book: _Book) -> Plain | ErrorValue | Struck:
    """What a record of one cell holds behind row, column and style."""
    match record.kind:
        case _Of.NUMBER:
            return float(struct.unpack_from("<d", record.pieces[0], 6)[0])
        case _Of.SHORT:
            return _unpacked(record.numbers("I", 6)[0])
        case _Of.SHARED_TEXT:
            return book.texts[record.numbers("I", 6)[0]]
        case _Of.BOOL:
            code, is_error = record.numbers("BB", 6)
            return ErrorValue(_ERRORS.get(code, "#N/A")) if is_error else bool(code)
        case _:
            return _Letters(record.pieces, 8).text(record.numbers("H", 6)[0])


def _result(record: _Record) -> Plain | ErrorValue:
    """What a formula came to; None for a text, which follows in a record of its own.

    Eight bytes: a number, or FF FF behind a kind and a value; Excel leaves anything in the others.
    """
    kind, value, mark = record.numbers("BxBxxxH", 6)
    if mark != 0xFFFF:
        return float(struct.unpack_from("<d", record.pieces[0], 6)[0])
    match kind:
        case 1:
            return bool(value)
        case 2:
            return ErrorValue(_ERRORS.get(value, "#N/A"))
        case _:
            return None


def _unpacked(packed: int) -> float:
    """The number in four bytes: 30 bits of a whole one or the first half of a double.

    A bit says that it is a hundredth of what the others say.
    """
    if packed & 2:
        whole = packed >> 2
        number = float(whole - (1 << 30) if whole >> 29 else whole)
    else:
        number = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]
    return number / 100 if packed & 1 else number

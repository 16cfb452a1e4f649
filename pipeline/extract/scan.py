"""What a sheet's XML says that the fast reader does not: formulas, errors, hidden lines.

And what it says far outside any form, which the fast reader must not see: on a cell in the
last row and column it takes all memory and aborts the process.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipeline.cells import Position, address
from pipeline.extract.markup import MOST_OUTLINES, Outlined, plainly_spelt

FARTHEST_ROW, FARTHEST_COLUMN = 1_000, 256  # a template ends at row 40, column 15
LARGE_SHEET = 1 << 19  # from here on empty cells are taken out; a filled sheet has 0.05 MB

LARGEST_SHEET = 4 << 20  # without what is empty; it is searched no further, only refused

_OPEN = rb"<(?:\w+:)?"
_ADDRESS = re.compile(rb"\br=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
# Column, row, other attributes, content. Nearly every program writes the address first.
_CELL = re.compile(
    _OPEN + rb"c\b(?:\s+" + _ADDRESS.pattern + rb")?([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL
)
_ROW = re.compile(_OPEN + rb"row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_HEAD = re.compile(_OPEN + rb"(row|c)\b([^>]*?)(/?>)")
_EMPTY_CELL = re.compile(_OPEN + rb"c\b[^>]*(?:/>|></(?:\w+:)?c>)")
_LINE = re.compile(_OPEN + rb"(row|col)\b([^>]*)>")
# Also what was drawn together until nothing shows.
_NOT_SHOWN = re.compile(rb"\b(?:hidden=\"(?:1|true)|(?:ht|width)=\"0(?:\.0*)?)\"")
_CONTENT = re.compile(_OPEN + rb"(?:v|is|f)\b")
_FORMULA = re.compile(_OPEN + rb"f\b([^>]*?)(?:/>|>(.*?)</)", re.DOTALL)
_SHARED = re.compile(rb"\bsi=\"([0-9]+)\"")
_RESULT = re.compile(_OPEN + rb"v\b[^>]*>(.*?)</", re.DOTALL)
_STRIKE = re.compile(_OPEN + rb'strike(?!\s+val="(?:0|false)")')
_NUMBER = re.compile(rb"\b(r|min|max)=[\"']([0-9]{1,7})[\"']")
_ERROR_TYPE = b't="e"'
# What the fast reader takes for an error; a file with another one it does not read at all.
_KNOWN_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


@dataclass(frozen=True)
class Scan:
    """What stands where on one sheet."""

    xml: bytes  # the sheet's part, with every cell addressed and nothing far away
    formulas: Mapping[Position, str]  # as written, or as the one written whose text it shares
    errors: Mapping[Position, str]  # such as #REF!
    struck: frozenset[Position]  # cells that hold struck-out text themselves
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    cells: int
    extent: int  # cells between A1 and the last one
    far: tuple[str, ...] = ()  # cells with content outside any form, such as XFD1048576
    outline: bytes = b""  # of the part; blank if it had to be changed, or is large
    numbers: Sequence[bytes] = ()  # that the outline is filled with


def scan(part: bytes, known: Outlined) -> Scan:
    """One sheet's part; it is changed only where that is needed to read it at all.

    Raises ValueError where two cells have one address, or one has two values: which of them
    would be read?
    """
    of_all = _of_outline(known.outline) if known.outline else None
    if of_all is None:
        return _scan(plainly_spelt(part))
    return replace(of_all, xml=part, numbers=known.numbers)


@lru_cache(maxsize=MOST_OUTLINES)
def _of_outline(outline: bytes) -> Scan | None:
    """What every sheet of this outline says; None where each is to be looked at by itself."""
    found = _scan(plainly_spelt(outline))
    is_every = found.xml == outline and not found.errors
    return replace(found, outline=outline) if is_every else None


def _scan(xml: bytes) -> Scan:
    if len(xml) > LARGE_SHEET:
        xml = _EMPTY_CELL.sub(b"", xml)
    if len(xml) > LARGEST_SHEET:
        return Scan(xml, {}, {}, frozenset(), frozenset(), frozenset(), xml.count(b"</"), 0)
    notes, cells, seen = _Notes(), 0, set[tuple[bytes, bytes]]()
    for cell in _CELL.finditer(xml):
        column, row, attributes, content = cell.groups()
        if column is None:
            return _scan(_addressed(xml))
        cells += 1
        seen.add((column, row))
        if content:
            notes.take(column, row, attributes, content)
    rows = max(map(int, {row for _, row in seen}), default=0)
    columns = max((1 + _column(column) for column in {column for column, _ in seen}), default=0)
    if rows > FARTHEST_ROW or columns > FARTHEST_COLUMN:
        near, far = _near(xml)
        return replace(_scan(near), far=far)
    if len(seen) < cells:
        raise ValueError("two cells have one address")
    hidden_rows, hidden_columns = _hidden(xml)
    return Scan(
        xml=_with_known_errors(xml, set(notes.errors.values())),
        formulas=notes.formulas,
        errors=notes.errors,
        struck=frozenset(notes.struck),
        hidden_rows=hidden_rows,
        hidden_columns=hidden_columns,
        cells=cells,
        extent=rows * columns,
    )


def cells_of(xml: bytes) -> Iterator[tuple[Position, bytes, bytes]]:
    """Every cell of a scanned part that holds anything: where, its attributes, its content."""
    for cell in _CELL.finditer(xml):
        column, row, attributes, content = cell.groups()
        if content:
            yield _position(column, row), attributes, content


class _Notes:
    """What the cells of a sheet hold besides their values."""

    def __init__(self) -> None:
        self.formulas: dict[Position, str] = {}
        self.errors: dict[Position, str] = {}
        self.struck: set[Position] = set()
        self.shared: dict[bytes, bytes] = {}  # formulas that several cells have

    def take(self, column: bytes, row: bytes, attributes: bytes, content: bytes) -> None:
        """Note one cell; nearly all hold a value and nothing else."""
        if b"v><" in content and content.count(b"v>") > 2:
            raise ValueError("a cell holds two values")
        if b"<f" in content or b":f" in content:
            self.formulas[_position(column, row)] = self._written(content)
        if _ERROR_TYPE in attributes:
            self.errors[_position(column, row)] = _error(content)
        if b"strike" in content and _STRIKE.search(content):
            self.struck.add(_position(column, row))

    def _written(self, content: bytes) -> str:
        """The text of a formula, or the text that it shares with an earlier one."""
        found = _FORMULA.search(content)
        if not found:
            return ""
        text: bytes = found[2] or b""
        if number := _SHARED.search(found[1]):
            text = text or self.shared.get(number[1], b"")
            self.shared[number[1]] = text
        return text.decode(errors="replace")


def _error(content: bytes) -> str:
    found = _RESULT.search(content)
    return found[1].decode(errors="replace") if found else "#N/A"


def _with_known_errors(xml: bytes, errors: Collection[str]) -> bytes:
    """The part as the fast reader can read it: newer errors, such as #SPILL!, as an old one."""
    for error in errors:
        if error.startswith("#") and error not in _KNOWN_ERRORS:
            xml = xml.replace(f">{error}</".encode(), b">#N/A</")
    return xml


def has_struck_letters(part: bytes) -> bool:
    """Whether styles or shared texts know any."""
    return b"strike" in part and bool(_STRIKE.search(part))


def _near(xml: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The part without what lies far outside any form, and the cells there that hold anything."""
    far: list[str] = []

    def tell(cells: bytes) -> None:
        held = (cell for cell in _CELL.finditer(cells) if _CONTENT.search(cell[4] or b""))
        far.extend((cell[1] + cell[2]).decode().upper() for cell in held if cell[1])

    def near_row(row: re.Match[bytes]) -> bytes:
        numbers = dict(_NUMBER.findall(row[1]))
        if int(numbers.get(b"r", 0)) <= FARTHEST_ROW:
            return row[0]
        tell(row[2] or b"")
        return b""

    def near_cell(cell: re.Match[bytes]) -> bytes:
        if int(cell[2]) <= FARTHEST_ROW and _column(cell[1]) < FARTHEST_COLUMN:
            return cell[0]
        tell(cell[0])
        return b""

    return _CELL.sub(near_cell, _ROW.sub(near_row, xml)), tuple(far)


def _addressed(xml: bytes) -> bytes:
    """The part with the addresses that some programs leave out: the order says them."""
    row, column = 0, -1

    def with_address(head: re.Match[bytes]) -> bytes:
        nonlocal row, column
        if head[1] == b"row":
            numbers = dict(_NUMBER.findall(head[2]))
            row, column = int(numbers.get(b"r", row + 1)), -1
            return head[0]
        found = _ADDRESS.search(head[2])
        column = _column(found[1]) if found else column + 1
        said = found[0] if found else f'r="{address(row - 1, column)}"'.encode()
        name = head[0][: head.start(2) - head.start()]
        return name + b" " + said + _ADDRESS.sub(b"", head[2]) + head[3]

    return _HEAD.sub(with_address, xml)


def _hidden(xml: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """The rows and the columns that are not shown; counted from 0."""
    rows, columns = set[int](), set[int]()
    for head in _LINE.finditer(xml):
        if _NOT_SHOWN.search(head[2]):
            numbers = {name: int(number) for name, number in _NUMBER.findall(head[2])}
            if head[1] == b"row":
                rows.add(numbers.get(b"r", 1) - 1)
            else:
                last = min(numbers.get(b"max", 1), FARTHEST_COLUMN)
                columns.update(range(numbers.get(b"min", 1) - 1, last))
    return frozenset(rows), frozenset(columns)


def _position(column: bytes, row: bytes) -> Position:
    return int(row) - 1, _column(column)


@cache
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1

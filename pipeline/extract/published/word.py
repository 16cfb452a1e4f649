"""A Word document (.docx) → its paragraphs and tables, as they are shown."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.extract.package import Element, ForeignContentError, Package, parsed
from pipeline.pages import NOTE, PICTURE, Block, Box, Drawn, Paragraph

_MOST_COLUMNS = 63  # of a table, as Word allows
# What is not shown, or shown a second time.
_SKIPPED = {"del", "moveFrom", "instrText", "delText", "rPr", "pPr", "rt", "Fallback", "tblPr"}
_WRAPPINGS = {"sdt", "sdtContent", "customXml", "ins", "moveTo"}  # around rows and cells
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "blip": PICTURE}

# Of our own documents, whose names and markup are known.
_TEXT = "word/document.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TABLE, _TABLE_END = "<w:tbl>", "</w:tbl>"
_FIGURE = re.compile(r">([0-9]{1,15}(?:\.[0-9]{1,6})?)</w:t>")
_SLOT = ">\0</w:t>"


def read_word(path: Path) -> tuple[list[Block], list[str]]:
    """The blocks. The title among its properties says nothing: it is often another document's.

    Raises ValueError where it has no body, ForeignContentError, and whatever `Package` raises.
    """
    with path.open("rb") as file:
        package = Package(file)
        body = package.xml(package.related("", "officeDocument")).find("{*}body")
    if body is None:
        raise ValueError("a document without a body")
    if body.find(".//{*}altChunk") is not None:
        raise ForeignContentError
    return list(_blocks(body)), []


class TakenApart(NamedTuple):
    """A document of ours: its tables without their figures, these in order, and its paragraphs.

    Documents of one form differ in nothing but figures and paragraphs.
    """

    tables: str
    figures: Sequence[str]
    paragraphs: Sequence[str]


def taken_apart(document: bytes) -> TakenApart:
    """One document; what the tables say where, `tables_with` tells."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        xml = package.read(_TEXT).decode()
    before, *rest = xml.split(_TABLE)
    tables = [one.partition(_TABLE_END) for one in rest]
    pieces = _FIGURE.split("".join(f"{_TABLE}{table}{end}" for table, end, _ in tables))
    body = parsed("".join((before, *(after for _, _, after in tables))).encode())[0]
    words = [block.text for block in _blocks(body) if isinstance(block, Paragraph)]
    return TakenApart(_SLOT.join(pieces[::2]), pieces[1::2], words)


def tables_with(tables: str, figures: Sequence[str]) -> list[Drawn]:
    """Tables that were taken apart, with other figures in them."""
    first, *others = tables.split(_SLOT)
    rest = zip(figures, others, strict=True)
    filled = first + "".join(f">{figure}</w:t>{piece}" for figure, piece in rest)
    body = parsed(f'<w:body xmlns:w="{_W}">{filled}</w:body>'.encode())
    return [block for block in _blocks(body) if isinstance(block, Drawn)]


def _name(element: Element) -> str:
    return str(element.tag.rpartition("}")[2])


def _blocks(parent: Element) -> Iterator[Block]:
    for child in parent:
        name = _name(child)
        if name == "p":
            yield from _paragraph(child)
        elif name == "tbl":
            yield from _table(child)
        elif name not in _SKIPPED:  # content controls, insertions, and other wrappings
            yield from _blocks(child)


def _paragraph(element: Element) -> Iterator[Block]:
    """Its lines, and behind them what stands in boxes drawn beside it."""
    for line in "".join(_signs(element)).split("\n"):
        yield Paragraph(line)
    yield from _drawn_beside(element)


def _drawn_beside(element: Element) -> Iterator[Block]:
    """What stands in boxes; not once more as it is there for older programs."""
    for child in element:
        name = _name(child)
        if name == "txbxContent":
            yield from _blocks(child)
        elif name not in _SKIPPED and name != "t":
            yield from _drawn_beside(child)


def _signs(element: Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "r" and (look := child.find("{*}rPr")) is not None:
            words = "" if _is_gone(look) else "".join(_signs(child))
            yield NOTE.format(words) if words and _is_raised(look) else words
        elif name not in _SKIPPED and name != "txbxContent":
            yield from _signs(child)


def _is_gone(look: Element) -> bool:
    """Whether letters are hidden, or struck out."""
    return any(
        _name(one) in ("vanish", "strike", "dstrike") and _value(one) not in ("0", "false", "off")
        for one in look
    )


def _is_raised(look: Element) -> bool:
    return any(
        _name(one) == "vertAlign" and _value(one) in ("superscript", "subscript") for one in look
    )


def _table(element: Element) -> Iterator[Block]:
    """The table; one with others in it only arranges them."""
    rows = [list(_all(row, "tc")) for row in _all(element, "tr")]
    if any(_holds_table(cell) for cells in rows for cell in cells):
        for cells in rows:
            for cell in cells:
                yield from _blocks(cell)
        return
    drawn: list[list[Box]] = []
    for row, cells in zip(_all(element, "tr"), rows, strict=True):
        above = drawn[-1] if drawn else []
        boxes = [Box("")] * _number(row, "trPr/{*}gridBefore")
        for cell in cells:
            goes_on = _goes_on(cell) and len(boxes) < len(above)
            box = above[len(boxes)] if goes_on else Box(_words(cell))
            boxes += [box] * max(_number(cell, "tcPr/{*}gridSpan"), 1)
        drawn.append(boxes)
    yield Drawn(drawn)


def _all(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table, or cells of a row, whatever is wrapped around them."""
    for child in parent:
        if _name(child) == name:
            yield child
        elif _name(child) in _WRAPPINGS:
            yield from _all(child, name)


def _holds_table(cell: Element) -> bool:
    return next((one for one in cell.iter() if _name(one) == "tbl"), None) is not None


def _goes_on(cell: Element) -> bool:
    """Whether it belongs to the cell above it."""
    merge = cell.find("{*}tcPr/{*}vMerge")
    return merge is not None and _value(merge) != "restart"


def _number(element: Element, path: str) -> int:
    found = element.find(f"{{*}}{path}")
    said = "" if found is None else _value(found)
    return min(int(said), _MOST_COLUMNS) if said.isdecimal() else 0


def _value(element: Element) -> str:
    return next((str(said) for name, said in element.items() if name.endswith("}val")), "")


def _words(cell: Element) -> str:
    return "\n".join(block.text for block in _blocks(cell) if isinstance(block, Paragraph))

"""A web page as a browser saves it → its paragraphs and tables, as they are shown."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree, html

from pipeline.extract.decoding import decoded
from pipeline.extract.published.plain import blocks_of
from pipeline.pages import NOTE, PICTURE, Block, Box, Drawn, Paragraph

_MOST_PLACES = 100_000  # of one table; a report has some 300
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|sub)", re.IGNORECASE)
_SKIPPED = {
    "script", "style", "noscript", "template", "head", "select", "button", "textarea",
    "s", "strike", "del",
}  # fmt: skip
_OWN_LINES = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "tr", "td", "th", "ul",
}  # fmt: skip
_UP_AND_DOWN = ("rt", "rp")  # readings beside signs


def read_page(path: Path) -> tuple[list[Block], list[str]]:
    """The blocks, and the largest headings and the title. Raises ValueError where it is no page."""
    text = _DECLARATION.sub("", decoded(path.read_bytes()))
    if not text.strip():
        raise ValueError("an empty page")
    try:
        root = html.document_fromstring(text)
    except etree.LxmlError as error:  # which cannot be sent from one process to another
        raise ValueError(str(error)) from None
    titles = [*map(_shown, root.iterdescendants("h1")), root.findtext(".//title") or ""]
    return list(_Blocks(root)), [title.strip() for title in titles if title.strip()]


class _Blocks:
    """Goes through a page in reading order and gathers its lines."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._root = root
        self._words: list[str] = []
        self._numbers = 0  # of the boxes

    def __iter__(self) -> Iterator[Block]:
        yield from self._of(self._root, ())
        yield from self._line(())

    def _of(self, element: html.HtmlElement, inside: tuple[int, ...]) -> Iterator[Block]:
        if not isinstance(element.tag, str) or element.tag in _SKIPPED or _is_hidden(element):
            return  # a comment, or what nobody sees
        if element.tag == "br":
            yield from self._line(inside)
        elif element.tag == "pre":
            yield from self._line(inside)
            yield from blocks_of(element.text_content())
        elif element.tag == "input":
            self._words.append(element.get("value") or "")
        elif element.tag == "img":
            self._words.append(PICTURE)
        elif element.tag in ("sup", "sub") or _RAISED.search(element.get("style", "")):
            self._words.append(NOTE.format("".join(element.text_content().split())))
        elif element.tag == "table" and not _arranges(element):
            yield from self._line(inside)
            yield Drawn(_laid_out(_rows(element)), inside)
        elif element.tag in _OWN_LINES or element.tag == "table":
            yield from self._line(inside)
            self._numbers += 1
            within = (*inside, self._numbers)
            yield from self._content(element, within)
            yield from self._line(within)
        elif element.tag not in _UP_AND_DOWN:
            yield from self._content(element, inside)

    def _content(self, element: html.HtmlElement, inside: tuple[int, ...]) -> Iterator[Block]:
        self._words.append(element.text or "")
        for child in element:
            yield from self._of(child, inside)
            self._words.append(child.tail or "")

    def _line(self, inside: tuple[int, ...]) -> Iterator[Paragraph]:
        text = _BLANKS.sub(" ", "".join(self._words)).strip()
        self._words.clear()
        if text:
            yield Paragraph(text, inside)


def _is_hidden(element: html.HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_NOT_SHOWN.search(element.get("style", "")))


def _arranges(table: html.HtmlElement) -> bool:
    """Whether a table only arranges a page: there are others in it."""
    return next(table.iterdescendants("table"), None) is not None


class _Cell(NamedTuple):
    box: Box
    across: int
    down: int


def _rows(table: html.HtmlElement) -> Iterator[list[_Cell]]:
    for row in table.iterdescendants("tr"):
        if _is_hidden(row) or any(map(_is_hidden, row.iterancestors("tbody", "thead"))):
            continue
        cells = [cell for cell in row if cell.tag in ("td", "th") and not _is_hidden(cell)]
        yield [
            _Cell(Box(_shown(cell)), _span(cell, "colspan"), _span(cell, "rowspan"))
            for cell in cells
        ]


def _shown(cell: html.HtmlElement) -> str:
    lines = list(_Blocks(cell))
    return "\n".join(line.text for line in lines if isinstance(line, Paragraph))


def _span(cell: html.HtmlElement, name: str) -> int:
    said = (cell.get(name) or "").strip()
    return max(min(int(said), 1000), 1) if said.isdecimal() else 1


def _laid_out(rows: Iterable[list[_Cell]]) -> list[list[Box]]:
    """Rows of boxes. A cell takes the next free place of its row."""
    laid, places = list[list[Box]](), 0
    coming: dict[int, tuple[Box, int]] = {}  # column → what comes down there, for how many rows
    for cells in rows:
        row: list[Box] = []
        after: dict[int, tuple[Box, int]] = {}
        waiting = list(reversed(cells))
        while waiting or any(column >= len(row) for column in coming):
            column = len(row)
            if column in coming:
                box, down = coming.pop(column)
                across = 1
            elif waiting:
                box, across, down = waiting.pop()
            else:
                box, across, down = Box(""), 1, 1
            for at in range(column, column + across):
                if down > 1:
                    after[at] = box, down - 1
                row.append(box)
        coming = after
        laid.append(row)
        places += len(row)
        if places > _MOST_PLACES:
            raise ValueError("a table too large for any report")
    return laid

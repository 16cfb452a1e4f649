"""A published document as it was read: paragraphs and tables. Nothing in it is interpreted yet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

PAGE_NUMBER = re.compile(r"[-—－–―\s]*(?:第\s*)?[0-9]{1,3}(?:\s*页)?[-—－–―\s]*")
PICTURE, NOTE = "【图片】", "［{}］"  # what stands for a picture, and for what is raised as a note


@dataclass(frozen=True)
class Paragraph:
    """Some words. Of a web page, `inside` says which boxes they lie in, from the outermost."""

    text: str
    inside: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Box:
    """One cell of a table; where it spans rows or columns, it stands at each of its places."""

    text: str


@dataclass(frozen=True)
class Drawn:
    """A table as it is drawn: rows of boxes, of which some may be shorter than others.

    aligned: what stands below each other is one column; between tabs it need not be.
    """

    rows: Sequence[Sequence[Box]]
    inside: tuple[int, ...] = ()
    aligned: bool = True


Block: TypeAlias = Paragraph | Drawn


@dataclass(frozen=True)
class Document:
    """One published report as it was read.

    loose: lines end where a page did, so that a paragraph may be cut in two.
    converted: another program had to turn it into something that can be read; some may be lost.
    printed: what the file itself has, letter by letter, where it was converted from a PDF.
    """

    file: str
    blocks: Sequence[Block]
    titles: Sequence[str] = ()  # what the file says that it is called: largest headings, title
    digest: str = ""  # SHA-256 of the file's bytes
    loose: bool = False
    converted: bool = False
    printed: Sequence[str] | None = None

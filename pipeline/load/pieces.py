"""A Word document cut into constant pieces: built once, joined as often as there are offices."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from docx.document import Document

from pipeline.load.zipped import Entry, zipped

Slot = TypeVar("Slot")
_MARK = re.compile("\ue000([0-9]+)\ue001")  # private-use characters, in no label of a form
_DOCUMENT = "word/document.xml"


@dataclass(frozen=True)
class Pieces(Generic[Slot]):
    """An XML part cut at its slots: one constant more than slots."""

    constants: Sequence[str]
    slots: Sequence[Slot]

    def joined(self, content: Callable[[Slot], str]) -> bytes:
        """The part with every slot filled; `content` returns escaped XML."""
        filled = [self.constants[0]]
        for slot, after in zip(self.slots, self.constants[1:], strict=True):
            filled += content(slot), after
        return "".join(filled).encode()


class Skeleton(Generic[Slot]):
    """A document under construction: hands out marks for its slots, and is cut at them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._body: list[str] = []
        self._slots: list[Slot] = []

    def mark(self, slot: Slot) -> str:
        """The text that stands for a slot until the document is cut."""
        self._slots.append(slot)
        return f"\ue000{len(self._slots) - 1}\ue001"

    def add(self, xml: str) -> None:
        """Put paragraphs and tables, or a mark for some, at the end of the text."""
        self._body.append(xml)

    def cut(self) -> "Package[Slot]":
        """The document's parts, cut wherever a mark stands."""
        file = io.BytesIO()
        self.document.save(file)
        with zipfile.ZipFile(file) as package:
            parts = {name: package.read(name).decode() for name in package.namelist()}
        before, page, after = parts[_DOCUMENT].partition("<w:sectPr")  # which stands last
        parts[_DOCUMENT] = "".join((before, *self._body, page, after))
        return Package({name: self._part(name, part) for name, part in parts.items()})

    def _part(self, name: str, part: str) -> Pieces[Slot] | Entry:
        pieces = _MARK.split(part)
        if len(pieces) == 1:
            return Entry.of(name, part.encode())
        return Pieces(pieces[::2], [self._slots[int(at)] for at in pieces[1::2]])


@dataclass(frozen=True)
class Package(Generic[Slot]):
    """A document in pieces, by the name of its parts; one without slots is compressed once."""

    parts: Mapping[str, Pieces[Slot] | Entry]

    def joined(self, content: Callable[[Slot], str]) -> bytes:
        """The document with every slot filled; the same content gives the same bytes."""
        return zipped(
            (name, part if isinstance(part, Entry) else Entry.of(name, part.joined(content)))
            for name, part in self.parts.items()
        )

"""A Word document cut into constant pieces: built once, joined as often as there are offices."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from docx.document import Document

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
        return Package({name: self._pieces(part) for name, part in parts.items()})

    def _pieces(self, part: str) -> Pieces[Slot]:
        pieces = _MARK.split(part)
        return Pieces(pieces[::2], [self._slots[int(at)] for at in pieces[1::2]])


@dataclass(frozen=True)
class Package(Generic[Slot]):
    """A document in pieces, by the name of its parts."""

    parts: Mapping[str, Pieces[Slot]]

    def joined(self, content: Callable[[Slot], str]) -> bytes:
        """The document with every slot filled; the same content gives the same bytes."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for name, pieces in self.parts.items():
                entry = zipfile.ZipInfo(name)  # without the clock
                entry.create_system = 3  # on whatever system
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, pieces.joined(content))
        return file.getvalue()

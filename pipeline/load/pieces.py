"""A Word document cut into constant pieces: built once, joined as often as there are offices."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from docx.document import Document

Slot = TypeVar("Slot")
_MARK = re.compile("\ue000([0-9]+)\ue001")  # private-use characters, in no label of a form
_DOCUMENT = "word/document.xml"
_UNIX = 3


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
        return Package({name: self._part(part) for name, part in parts.items()})

    def _part(self, part: str) -> Pieces[Slot] | bytes:
        pieces = _MARK.split(part)
        if len(pieces) == 1:
            return part.encode()
        return Pieces(pieces[::2], [self._slots[int(at)] for at in pieces[1::2]])


@dataclass(frozen=True)
class Package(Generic[Slot]):
    """A document in pieces, by the name of its parts."""

    parts: Mapping[str, Pieces[Slot] | bytes]

    def joined(self, content: Callable[[Slot], str]) -> bytes:
        """Return the document with every slot filled; the same content gives the same bytes."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            for name, part in self.parts.items():
                data = part if isinstance(part, bytes) else part.joined(content)
                entry = zipfile.ZipInfo(name)  # of the first day that a zip knows
                entry.create_system = _UNIX  # on any system
                package.writestr(entry, data, zipfile.ZIP_DEFLATED, zlib.Z_BEST_SPEED)
        return file.getvalue()

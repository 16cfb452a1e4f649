"""A Word document in pieces: built and cut once, joined for each office."""

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
_UNIX = 3  # in a zip, the system on which an entry was made


@dataclass(frozen=True)
class Pieces(Generic[Slot]):
    """An XML part cut at its slots: one constant more than slots."""

    constants: Sequence[str]
    slots: Sequence[Slot]

    def joined(self, content: Callable[[Slot], str]) -> bytes:
        """Return the part with every slot filled; content: slot → escaped XML."""
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
        """Return the text that stands for a slot until the document is cut."""
        self._slots.append(slot)
        return f"\ue000{len(self._slots) - 1}\ue001"

    def add(self, xml: str) -> None:
        """Add paragraphs and tables, or a mark for them, at the end of the text."""
        self._body.append(xml)

    def cut(self) -> "Package[Slot]":
        """Return the parts of the document, cut at the marks."""
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
        return Pieces(pieces[::2], [self._slots[int(number)] for number in pieces[1::2]])


@dataclass(frozen=True)
class Package(Generic[Slot]):
    """A document in pieces: name of a part → its pieces, or its bytes where it has no slot."""

    parts: Mapping[str, Pieces[Slot] | bytes]

    def joined(self, content: Callable[[Slot], str]) -> bytes:
        """Return the document with every slot filled; equal content gives equal bytes."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            for name, part in self.parts.items():
                data = part if isinstance(part, bytes) else part.joined(content)
                entry = zipfile.ZipInfo(name)  # dated 1980-01-01, whatever the clock says
                entry.create_system = _UNIX  # also on Windows
                package.writestr(entry, data, zipfile.ZIP_DEFLATED, zlib.Z_BEST_SPEED)
        return file.getvalue()

"""One statutory Word report per office.

The document is built once per run with python-docx, with slots where the office's words and
figures belong, and cut there into constant pieces; a report is those pieces joined with the
escaped content.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.oxml import parse_xml

from pipeline.form.model import Field, FieldKind, Form, Section
from pipeline.form.table import CellRef, Table
from pipeline.load import report_style as style
from pipeline.load.report_table import table_xml
from pipeline.load.store import stamp

_SLOT = re.compile("\ue000([0-9]+)\ue001")  # private-use characters, in no label of a form
_DOCUMENT, _PROPERTIES = "word/document.xml", "docProps/core.xml"


class Naming(NamedTuple):
    """A slot for words of the form with {district} {office} {year} in them."""

    text: str


class Paragraphs(NamedTuple):
    """A slot for a field's answer: its paragraph is repeated for each of the answer's."""

    label: str


Slot = Naming | Paragraphs | CellRef


@dataclass(frozen=True)
class Pieces:
    """An XML part cut at its slots: one constant more than slots."""

    constants: tuple[str, ...]
    slots: tuple[Slot, ...]

    def joined(self, content: Callable[[Slot], str]) -> bytes:
        """The part with every slot filled; `content` returns escaped XML."""
        filled = [self.constants[0]]
        for slot, after in zip(self.slots, self.constants[1:], strict=True):
            filled += content(slot), after
        return "".join(filled).encode()


class ReportWriter:
    """Writes the reports of one run: one form, one district, one year."""

    def __init__(self, form: Form, district: str, year: int) -> None:
        self._form = form
        self._year = year
        self._facts = {"district": district, "year": year}
        self._slots: list[Slot] = []
        parts = _parts(self._skeleton())
        self._document = self._cut(parts.pop(_DOCUMENT))
        self._properties = self._cut(parts.pop(_PROPERTIES))
        self._constant_parts = parts
        self._next_paragraph = _between_paragraphs(self._document)

    def file_name(self, office: str) -> str:
        """What the office's report is called: its title in one line."""
        return "".join(self._form.title).format(office=office, **self._facts) + ".docx"

    def write(
        self, office: str, figures: Mapping[CellRef, int | None], texts: Mapping[str, str]
    ) -> bytes:
        """The report of one office, from its figures (all known) and its answers by field."""

        def content(slot: Slot) -> str:
            match slot:
                case CellRef():
                    figure = figures[slot]
                    if figure is None:
                        raise ValueError(f"a report needs every figure: {slot}")
                    return self._form.cells[slot].measure.written(figure)
                case Paragraphs(label):
                    paragraphs = texts[label].replace("\t", " ").split("\n")
                    kept = [escape(text.strip()) for text in paragraphs if text.strip()]
                    return self._next_paragraph.join(kept)
                case Naming(text):
                    return escape(text.format(office=office, **self._facts))

        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self._constant_parts.items():
                package.writestr(_entry(name), data)
            package.writestr(_entry(_PROPERTIES), self._properties.joined(content))
            package.writestr(_entry(_DOCUMENT), self._document.joined(content))
        return file.getvalue()

    # ── the skeleton ────────────────────────────────────────────────────────

    def _skeleton(self) -> Document:
        document = docx.Document()
        style.dress(document)
        properties = document.core_properties
        properties.author = properties.last_modified_by = self._slot(Naming("{district}{office}"))
        properties.title = self._slot(Naming("".join(self._form.title)))
        properties.comments = properties.keywords = properties.subject = ""
        properties.created = properties.modified = stamp(self._year)
        properties.language = "zh-CN"
        for line in self._form.title:
            document.add_paragraph(self._slot(Naming(line)), style.TITLE.name)
        document.add_paragraph("", style.BODY.name)
        document.add_paragraph(self._slot(Naming(self._preface())), style.BODY.name)
        for section in self._form.sections:
            if section.heading:
                self._section(document, section)
        return document

    def _preface(self) -> str:
        subjects = [section.subject for section in self._form.sections if section.subject]
        parts = "、".join(subjects[:-1]) + f"和{subjects[-1]}"
        return self._form.preface.replace("{parts}", parts)

    def _section(self, document: Document, section: Section) -> None:
        document.add_paragraph(section.heading, "Heading 1")
        for item in section.content:
            if isinstance(item, Field) and item.kind is FieldKind.PROSE:
                if item.heading:
                    document.add_paragraph(item.heading, "Heading 2")
                document.add_paragraph(self._slot(Paragraphs(item.label)), style.BODY.name)
            elif isinstance(item, Table) and not item.is_list:
                xml = table_xml(item, self._slot)
                document.element.body.insert(-1, parse_xml(xml))  # before the page set-up

    def _slot(self, slot: Slot) -> str:
        self._slots.append(slot)
        return f"\ue000{len(self._slots) - 1}\ue001"

    def _cut(self, xml: bytes) -> Pieces:
        pieces = _SLOT.split(xml.decode())
        return Pieces(tuple(pieces[::2]), tuple(self._slots[int(at)] for at in pieces[1::2]))


def _parts(document: Document) -> dict[str, bytes]:
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # without the clock: same content, same bytes
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _between_paragraphs(document: Pieces) -> str:
    """What stands between two paragraphs of an answer: the end of one and the start of the next."""
    at = next(at for at, slot in enumerate(document.slots) if isinstance(slot, Paragraphs))
    before, after = document.constants[at], document.constants[at + 1]
    closing = after[: after.index("</w:p>") + len("</w:p>")]
    return closing + before[before.rindex("<w:p>") :]

"""PDF copies of Word documents, made by LibreOffice where it is installed."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pipeline.libreoffice import NoLibreOfficeError, convert

# Tagged for screen readers, with the headings as bookmarks and the document's title as its name.
_FILTER = (
    'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"DisplayPDFDocumentTitle":{"type":"boolean","value":"true"}}'
)
# What in it is of the hour and not of the document.
_DATE = re.compile(rb"(?<=/CreationDate\(D:)[0-9]{14}")
_IDENTITY = re.compile(rb"/ID \[ <[0-9A-F]{32}>\s*<[0-9A-F]{32}>|/DocChecksum /[0-9A-F]{32}")
_HASH = re.compile(rb"[0-9A-F]{32}")


class NoCopies(Exception):
    """There are no PDF copies; the message is one Chinese line for the coordinator."""


def pdf_copies(documents: Sequence[Path], day: datetime) -> list[bytes | None]:
    """A PDF of each document, in their order, by one call for all; None where it failed.

    They say that they were made on `day`: the same document gives the same bytes.

    Raises NoCopies where nothing can be made.
    """
    try:
        made = convert(documents, ".pdf", _FILTER)
    except NoLibreOfficeError as reason:
        raise NoCopies(f"{reason}，没有生成 PDF；其他文件都已生成。") from None
    return [None if pdf is None else _dated(pdf, day) for pdf in made]


def _dated(pdf: bytes, day: datetime) -> bytes:
    """The same whenever it was made; sign for sign, since a PDF counts its bytes."""
    pdf = _identified(_DATE.sub(f"{day:%Y%m%d%H%M%S}".encode(), pdf), b"0" * 32)
    return _identified(pdf, hashlib.sha256(pdf).hexdigest()[:32].upper().encode())


def _identified(pdf: bytes, identity: bytes) -> bytes:
    return _IDENTITY.sub(lambda found: _HASH.sub(identity, found[0]), pdf)

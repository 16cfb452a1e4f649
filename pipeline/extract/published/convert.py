"""Older and fixed formats → .docx, through LibreOffice where it is installed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline import messages
from pipeline.extract.guard import readable_name
from pipeline.extract.published import LARGEST, PDF
from pipeline.findings import Finding, Place
from pipeline.libreoffice import NoLibreOfficeError, convert

_READS_PDF = "writer_pdf_import"
_ZIPPED = ".odt"
_BEGIN = (b"\xd0\xcf\x11\xe0", PDF, b"{\\rtf")  # whatever the file is called


def converted(
    paths: Sequence[Path], folder: Path
) -> tuple[Mapping[Path, Path], Mapping[Path, Finding]]:
    """What to read instead of some files, put into a folder; and why others cannot be read."""
    waiting = list(filter(_must_be_converted, paths))
    instead: dict[Path, Path] = {}
    refused: dict[Path, Finding] = {}
    for is_pdf in (False, True):
        several = [path for path in waiting if is_a_pdf(path) == is_pdf]
        if not several:
            continue
        try:
            made = convert(several, ".docx", "docx", _READS_PDF if is_pdf else "")
        except NoLibreOfficeError as reason:
            said = messages.published.NO_CONVERTER
            refused |= {one: said.at(_place(one), reason=str(reason)) for one in several}
            continue
        for path, data in zip(several, made, strict=True):
            if data is None:
                refused[path] = messages.published.NO_DOCUMENT.at(_place(path))
            else:
                instead[path] = folder / f"{len(instead)}.docx"
                instead[path].write_bytes(data)
    return instead, refused


def is_a_pdf(path: Path) -> bool:
    """By how it begins."""
    return _head(path).startswith(PDF)


def _must_be_converted(path: Path) -> bool:
    head = _head(path)
    return head.startswith(_BEGIN) or (head.startswith(b"PK") and path.suffix.casefold() == _ZIPPED)


def _head(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            return b""  # who reads it will say so
        with path.open("rb") as file:
            return file.read(8)
    except OSError:
        return b""


def _place(path: Path) -> Place:
    return Place(file=readable_name(path))

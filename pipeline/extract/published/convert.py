"""Older and fixed formats → .docx, through LibreOffice where it is installed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline import messages
from pipeline.extract.guard import readable_name
from pipeline.findings import Finding, Place
from pipeline.libreoffice import NoLibreOfficeError, convert

_PDF = ".pdf"
_READS_PDF = "writer_pdf_import"
TO_CONVERT = (".doc", ".wps", ".rtf", ".odt", _PDF)


def converted(
    paths: Sequence[Path], folder: Path
) -> tuple[Mapping[Path, Path], Mapping[Path, Finding]]:
    """What to read instead of some files, put into a folder; and why others cannot be read."""
    waiting = [path for path in paths if path.suffix.casefold() in TO_CONVERT]
    instead: dict[Path, Path] = {}
    refused: dict[Path, Finding] = {}
    for is_pdf in (False, True):
        several = [path for path in waiting if (path.suffix.casefold() == _PDF) == is_pdf]
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


def _place(path: Path) -> Place:
    return Place(file=readable_name(path))

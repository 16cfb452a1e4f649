"""Older and fixed formats → .docx, through LibreOffice where it is installed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline import messages
from pipeline.extract.kinds import DOC, ODT, PDF, RTF, Kind, kind_of_path
from pipeline.extract.published.reading import LARGEST
from pipeline.findings import Finding, Place
from pipeline.libreoffice import NoLibreOfficeError, convert
from pipeline.source_file import readable_name

_READS_PDF = "writer_pdf_import"
_CONVERTED = (DOC, ODT, RTF, PDF)


def converted(
    paths: Sequence[Path], folder: Path
) -> tuple[Mapping[Path, Path], Mapping[Path, Finding]]:
    """What to read instead of some files, put into a folder; and why others cannot be read."""
    waiting = [path for path in paths if _is_of(path, *_CONVERTED)]
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
    """Return whether the bytes of a file are those of a PDF."""
    return _is_of(path, PDF)


def _is_of(path: Path, *kinds: Kind) -> bool:
    """Whether a file is of some kinds; one too large, or not to be opened, is of none."""
    try:
        return path.stat().st_size <= LARGEST and kind_of_path(path) in kinds
    except OSError:
        return False


def _place(path: Path) -> Place:
    return Place(file=readable_name(path))

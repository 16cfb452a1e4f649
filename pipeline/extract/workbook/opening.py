"""A file → its cells, or one finding that says truly why it cannot be used."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pipeline import messages
from pipeline.cells import Workbook, address
from pipeline.extract.kinds import LOCKED, ODS, XLS, XLSX, kind_of, refusal
from pipeline.extract.package import (
    MEGABYTE,
    SIGNS_OF_DAMAGE,
    DeclaredError,
    LockedError,
    OversizedError,
    Package,
)
from pipeline.extract.workbook.grid import Contents, TooMuchError
from pipeline.extract.workbook.ods import read_ods
from pipeline.extract.workbook.xls import read_xls
from pipeline.extract.workbook.xlsx import read_xlsx
from pipeline.findings import Finding, Place
from pipeline.source_file import readable_name

LARGE_FILE, LARGEST_FILE = 25 * MEGABYTE, 200 * MEGABYTE  # with pictures
_NAMED = 5  # far cells in one finding
_USUAL = (".xlsx", ".xlsm")
_MACROS = "xl/vbaproject.bin"
# With this one Excel locks workbooks whose structure is protected, and opens them unasked.
_EXCELS_PASSWORD = "VelvetSweatshop"  # noqa: S105 - everybody knows it
_UNSEEN_IN = {XLS: "公式引用的是哪里、批注、文本框里的字", ODS: "文本框里的字"}


def read_workbook(path: Path) -> tuple[Workbook | None, list[Finding]]:
    """Return the cells of one file and what is odd about it; None with the reason as a finding."""
    place = Place(file=readable_name(path))
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size > LARGEST_FILE:
                what = f"有 {size // MEGABYTE} MB"
                return None, [messages.files.OVERSIZED.at(place, what=what)]
            return _read(file, size, place)
    except OSError:
        return None, [messages.files.LOCKED.at(place)]


def _read(file: BinaryIO, size: int, place: Place) -> tuple[Workbook | None, list[Finding]]:
    try:
        try:
            return _opened(file, size, place)
        except LockedError:
            return _opened(_unlocked(file), size, place)
    except LockedError:
        return None, [messages.files.PASSWORD.at(place)]
    except DeclaredError:
        return None, [messages.files.EXTERNAL_DECLARATION.at(place)]
    except OversizedError as error:
        return None, [messages.files.OVERSIZED.at(place, what=str(error))]
    except TooMuchError as error:
        return None, [messages.files.TOO_MANY_CELLS.at(place, what=str(error))]
    except SIGNS_OF_DAMAGE:
        has_wrong_sum = _has_wrong_sum(file)
        broken = messages.files.BAD_CHECKSUM if has_wrong_sum else messages.files.BROKEN_FILE
        return None, [broken.at(place)]


def _opened(file: BinaryIO, size: int, place: Place) -> tuple[Workbook | None, list[Finding]]:
    kind, findings = kind_of(file), list[Finding]()
    if kind is XLSX:
        package = Package(file)
        contents = read_xlsx(package)
        findings += _oddities(package, size, place)
    elif kind is ODS:
        contents = read_ods(Package(file))
    elif kind is XLS:
        contents = read_xls(file)
    elif kind is LOCKED:
        raise LockedError
    else:
        return None, [refusal(kind, place)]
    contents.demand_small()
    if kind in _UNSEEN_IN:
        findings.append(
            messages.files.OLD_FORMAT.at(place, what=kind.called, unseen=_UNSEEN_IN[kind])
        )
    for what in dict.fromkeys(contents.unread):
        findings.append(messages.files.BROKEN_PART.at(place, what=what))
    findings += _far_cells(contents, place)
    sheets = {name: grid.sheet() for name, grid in contents.grids.items()}
    return Workbook(place.file, sheets, edition=contents.edition), findings


def _unlocked(file: BinaryIO) -> BinaryIO:
    """The workbook in a locked file that Excel opens unasked. Raises LockedError for any other."""
    import msoffcrypto  # 60 ms that a run of ordinary files need not spend

    file.seek(0)
    plain = io.BytesIO()
    try:
        locked = msoffcrypto.OfficeFile(file)
        locked.load_key(password=_EXCELS_PASSWORD)
        locked.decrypt(plain)
    except Exception as error:  # it raises what it likes about a file that it cannot unlock
        raise LockedError from error
    plain.seek(0)
    return plain


def _has_wrong_sum(file: BinaryIO) -> bool:
    """Whether any part of a zip has another checksum than the zip says."""
    file.seek(0)
    try:
        return zipfile.ZipFile(file).testzip() is not None
    except SIGNS_OF_DAMAGE:
        return False


def _oddities(package: Package, size: int, place: Place) -> Iterator[Finding]:
    """What does not keep a workbook from being read, but should be known."""
    suffix = Path(place.file).suffix
    if package.had_control_signs:
        yield messages.files.CONTROL_SIGNS.at(place)
    if _MACROS in package:
        yield messages.files.MACRO.at(place)
    elif suffix.casefold() not in _USUAL:
        yield messages.files.OTHER_SUFFIX.at(place, suffix=suffix)
    if size > LARGE_FILE:
        yield messages.files.LARGE_FILE.at(place, megabytes=size // MEGABYTE)


def _far_cells(contents: Contents, place: Place) -> Iterator[Finding]:
    for name, grid in contents.grids.items():
        cells = [address(*at) for at in grid.far]
        if cells:
            listed = "、".join(cells[:_NAMED]) + "等" * (len(cells) > _NAMED)
            first = replace(place, sheet=name, cell=cells[0])
            yield messages.files.FAR_CELL.at(first, cells=listed)

"""Whether a file is safe and sound enough to be read, decided from its bytes alone.

The fast reader aborts the process on some files and reads damaged ones with wrong figures,
so nothing is read that did not pass here.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.etree import ElementTree

from pipeline import messages
from pipeline.extract.markup import (
    MOST_OUTLINES,
    Outlined,
    is_whole,
    outlined,
    plainly_spelt,
    without_control_signs,
)
from pipeline.extract.remarks import remarks
from pipeline.extract.scan import LARGEST_SHEET, Scan, has_struck_letters, scan
from pipeline.findings import Finding, Place
from pipeline.form.model import EDITION_NAME

MEGABYTE = 1 << 20
LARGEST_UNPACKED = 64 * MEGABYTE  # without pictures; a filled template has about 0.2 MB
LARGEST_ALL_SHEETS = 16 * MEGABYTE  # with what is empty or far away: 200,000 rows with a look
LARGEST_OTHERS = 8 * MEGABYTE  # texts, looks and all else that is neither sheet nor picture
LARGEST_SHEETS = LARGEST_SHEET  # of all sheets, without what is empty or far away
LARGEST_PICTURES = 256 * MEGABYTE  # unpacked, to check their sums
LARGE_FILE, LARGEST_FILE = 25 * MEGABYTE, 200 * MEGABYTE  # with pictures
MOST_PARTS, MOST_SHEETS, MOST_MERGES, MOST_FAR_CELLS = 2_000, 200, 10_000, 1_000
BYTES_OF_A_CELL = 32  # at least, with what it holds
LARGEST_TEXTS = 200 * MEGABYTE  # shared texts, as often as cells show them
LARGEST_EXTENT = 1_000_000  # cells between A1 and the last one, of all sheets

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_PACKAGES = {"word/": "Word 文档", "ppt/": "演示文稿", "content.xml": "OpenDocument 文件"}
_PICTURES = ("xl/media/", "xl/drawings/media/", "Pictures/")
_XML = (".xml", ".rels")

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STYLES, _TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"
_SHEETS = "xl/worksheets/"
_OPENED = ("[Content_Types].xml", "_rels/", _WORKBOOK, _RELATIONS, _TEXTS, _STYLES, _SHEETS)
_NEEDED = (_WORKBOOK, _RELATIONS, "[Content_Types].xml", f"{_SHEETS}sheet", _TEXTS)
_MACRO = "xl/vbaProject.bin"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_STRICT = b"http://purl.oclc.org/ooxml/"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SIGNS_OF_DAMAGE = (  # what a damaged zip or its XML makes the standard library raise
    zlib.error, OSError, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError,
    ElementTree.ParseError,
)  # fmt: skip


@dataclass(frozen=True)
class Sound:
    """A workbook that may be read: its bytes, and what only its XML says about each sheet.

    `struck`: some letters may be struck out, which only careful reading shows.
    """

    whole: bytes = b""  # of an older format, of which nothing else here is known
    parts: Mapping[str, bytes] = field(default_factory=dict)  # those that a reader opens
    edition: str = ""  # which template the file says it is; blank if it says nothing
    scans: Mapping[str, Scan] = field(default_factory=dict)  # by sheet name
    remarks: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)  # the same
    hidden: frozenset[str] = frozenset()  # sheets that are not shown
    struck: bool = False

    @property
    def counts_from_1904(self) -> bool:
        """Whether it may count days as old Macintosh programs did."""
        return b"date1904" in self.parts[_WORKBOOK]

    @property
    def texts(self) -> bytes:
        """The part with the texts that cells share."""
        return self.parts[_TEXTS]

    @property
    def styles(self) -> bytes:
        """The part that says how cells look."""
        return self.parts.get(_STYLES, b"<styleSheet/>")

    @cached_property
    def data(self) -> bytes:
        """The file, with what was looked at here and nothing else."""
        return self.whole or _packed(self.parts)


class _Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def readable_name(path: Path) -> str:
    """The file's name as it can be shown.

    � stands for what is not UTF-8 (a GBK name from an old zip) and for signs that nobody sees
    or that turn the writing round.
    """
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "�" for sign in name)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes; blank if it cannot be read, or is none (a FIFO waits)."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def inspect(path: Path) -> tuple[Sound | None, list[Finding]]:
    """The file if it may be read, and what is odd about it; otherwise one finding: why not."""
    place = Place(file=readable_name(path))
    try:
        with path.open("rb") as file:
            return _inspect(file, path.stat().st_size, place)
    except _Refused as refused:
        return None, [refused.finding]
    except OSError:
        return None, [messages.files.LOCKED.at(place)]


def _inspect(file: BinaryIO, size: int, place: Place) -> tuple[Sound, list[Finding]]:
    if size > LARGEST_FILE:
        raise _oversized(place, f"有 {size // MEGABYTE} MB")
    if _demand_container(file, place) == _OLE:
        data = file.read()
        if _ENCRYPTED in data:
            raise _Refused(messages.files.PASSWORD.at(place))
        return Sound(data), [messages.files.OLD_FORMAT.at(place)]
    try:
        package = zipfile.ZipFile(file)
        is_ods = _is_ods(package)
        _demand_workbook(package, place, is_ods=is_ods)
        parts = _parts(package)
        outlines = {name: outlined(part) for name, part in parts.items()}
        doubtful = {
            name: part
            for name, part in parts.items()
            if not (outlines[name].outline and _is_plain(outlines[name].outline))
        }
        _demand_plain_xml(doubtful, place)
        if is_ods:
            file.seek(0)
            return Sound(file.read()), [messages.files.OLD_FORMAT.at(place)]
        sound_parts, findings = _repaired(parts, doubtful, place)
        for name in doubtful:
            outlines[name] = Outlined()  # nothing is known of it as it was repaired
        sound, far = _sound(sound_parts, outlines, place)
    except zipfile.BadZipFile as error:
        damage = messages.files
        broken = damage.BAD_CHECKSUM if "CRC" in str(error) else damage.BROKEN_FILE
        raise _Refused(broken.at(place)) from error
    except _SIGNS_OF_DAMAGE as error:
        raise _Refused(messages.files.BROKEN_FILE.at(place)) from error
    return sound, [*findings, *far, *_oddities(size, parts, place)]


def _demand_container(file: BinaryIO, place: Place) -> bytes:
    """The head bytes, which must be those of a zip or of the older formats."""
    head = file.read(len(_OLE))
    file.seek(0)
    if not head:
        raise _Refused(messages.files.EMPTY_FILE.at(place))
    for known in (_ZIP, _OLE):
        if head.startswith(known):
            return known
    if not head.strip(b"\0") and not file.read().strip(b"\0"):
        raise _Refused(messages.files.ZEROS.at(place))
    raise _Refused(messages.files.NOT_EXCEL.at(place, suffix=Path(place.file).suffix))


def _is_ods(package: zipfile.ZipFile) -> bool:
    return "mimetype" in package.namelist() and package.read("mimetype") == _ODS


def _demand_workbook(package: zipfile.ZipFile, place: Place, *, is_ods: bool) -> None:
    """By its directory alone it is a workbook, of no more than it should have."""
    sizes = {part.filename: part.file_size for part in package.infolist()}
    if len(sizes) < len(package.infolist()):
        raise _Refused(messages.files.BROKEN_FILE.at(place))  # which of two parts would be read?
    if len(sizes) > MOST_PARTS:
        raise _oversized(place, f"由 {len(sizes)} 个部分组成")
    plain = {name: size for name, size in sizes.items() if not name.startswith(_PICTURES)}
    sheets = sum(size for name, size in plain.items() if name.startswith(_SHEETS))
    unpacked = sum(plain.values())
    pictures = sum(sizes.values()) - unpacked
    if unpacked > LARGEST_UNPACKED or pictures > LARGEST_PICTURES:
        raise _oversized(place, f"解开后有 {(unpacked + pictures) // MEGABYTE} MB")
    if unpacked - sheets > LARGEST_OTHERS:
        raise _oversized(place, f"解开后有 {unpacked // MEGABYTE} MB")
    if sheets > LARGEST_ALL_SHEETS:
        raise _Refused(messages.files.TOO_MANY_CELLS.at(place, cells=sheets // BYTES_OF_A_CELL))
    if is_ods or _WORKBOOK in sizes:
        return
    for start, really in _OTHER_PACKAGES.items():
        if any(name.startswith(start) for name in sizes):
            raise _Refused(messages.files.OTHER_PACKAGE.at(place, really=really))
    raise _Refused(messages.files.OTHER_PACKAGE.at(place, really="压缩包"))


def _parts(package: zipfile.ZipFile) -> dict[str, bytes]:
    """Every part but pictures. Reading one checks its CRC."""
    parts = {}
    for name in package.namelist():
        if name.startswith(_PICTURES):
            with package.open(name) as picture:
                while picture.read(MEGABYTE):
                    pass
        else:
            parts[name] = package.read(name)
    return parts


def _demand_plain_xml(parts: Mapping[str, bytes], place: Place) -> None:
    """No declarations that make a parser fetch or expand things, in an encoding searched here."""
    for name, part in parts.items():
        if name.endswith((*_XML, ".vml")):
            if _STRICT in part:
                raise _Refused(messages.files.STRICT_FORMAT.at(place))
            if part.startswith(_UTF_16) or b"\0" in part:
                raise _Refused(messages.files.BROKEN_FILE.at(place))
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                raise _Refused(messages.files.EXTERNAL_DECLARATION.at(place))


@lru_cache(maxsize=MOST_OUTLINES)
def _is_plain(outline: bytes) -> bool:
    """Whether every part of this outline is whole, and holds nothing that must be looked at."""
    odd = (_STRICT, b"\0", b"<!DOCTYPE", b"<!ENTITY")
    if outline.startswith(_UTF_16) or any(sign in outline for sign in odd):
        return False
    return without_control_signs(outline) is outline and is_whole(outline)


def _repaired(
    parts: Mapping[str, bytes], doubtful: Mapping[str, bytes], place: Place
) -> tuple[Mapping[str, bytes], list[Finding]]:
    """The parts without what XML forbids, and without broken ones that hold no cell."""
    repaired, removed, lost = dict(parts), 0, _STYLES not in parts
    for name, part in doubtful.items():
        if not name.endswith(_XML):
            continue
        clean = without_control_signs(part)
        removed += clean is not part
        if is_whole(clean):
            repaired[name] = clean
        elif name.startswith(_NEEDED):
            raise _Refused(messages.files.BROKEN_FILE.at(place))
        else:
            del repaired[name]
            lost = True
    findings = [messages.files.CONTROL_SIGNS.at(place)] if removed else []
    findings += [messages.files.BROKEN_LOOK.at(place)] if lost else []
    return repaired, findings


def _sound(
    parts: Mapping[str, bytes], outlines: Mapping[str, Outlined], place: Place
) -> tuple[Sound, list[Finding]]:
    """The workbook as the fast reader may see it."""
    if len(parts[_WORKBOOK]) > MEGABYTE:
        raise _oversized(place, "工作表目录异常")
    directory = _directory(parts[_WORKBOOK], parts[_RELATIONS])
    names = directory.parts
    if len(names) > MOST_SHEETS:
        raise _oversized(place, f"有 {len(names)} 张工作表")
    scans = {name: scan(parts[part], outlines[part]) for name, part in names.items()}
    texts = plainly_spelt(parts.get(_TEXTS, b"<sst/>"))
    _demand_small(scans, texts, place)
    read = {_TEXTS: texts} | {part: scans[name].xml for name, part in names.items()}
    fonts = (parts.get(_STYLES, b""), texts)
    return Sound(
        parts={**_readable(parts), **read},
        edition=directory.edition,
        scans=scans,
        remarks={name: remarks(part, parts) for name, part in names.items()},
        hidden=directory.hidden,
        struck=any(map(has_struck_letters, fonts)),
    ), list(_far_cells(scans, place))


def _far_cells(scans: Mapping[str, Scan], place: Place) -> Iterator[Finding]:
    for name, scanned in scans.items():
        if scanned.far:
            named = "、".join(scanned.far[:5]) + "等" * (len(scanned.far) > 5)
            first = replace(place, sheet=name, cell=scanned.far[0])
            yield messages.files.FAR_CELL.at(first, cells=named)


def _demand_small(scans: Mapping[str, Scan], texts: bytes, place: Place) -> None:
    """What the readers would make of it fits into little memory and time."""
    sheets = scans.values()
    cells = sum(scanned.cells for scanned in sheets)
    longest = len(texts)
    if longest * cells > LARGEST_TEXTS:
        longest = max(map(len, texts.split(b"</si>")))
    too_much = (
        sum(len(scanned.xml) for scanned in sheets) > LARGEST_SHEETS
        or sum(scanned.extent for scanned in sheets) > LARGEST_EXTENT
        or sum(scanned.xml.count(b"mergeCell ") for scanned in sheets) > MOST_MERGES
        or longest * cells > LARGEST_TEXTS
    )
    if too_much or any(len(scanned.far) > MOST_FAR_CELLS for scanned in sheets):
        raise _Refused(messages.files.TOO_MANY_CELLS.at(place, cells=cells))


def _oversized(place: Place, what: str) -> _Refused:
    return _Refused(messages.files.OVERSIZED.at(place, what=what))


def _readable(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts that a reader of cells opens."""
    return {name: part for name, part in parts.items() if name.startswith(_OPENED)}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


def _oddities(size: int, parts: Mapping[str, bytes], place: Place) -> Iterator[Finding]:
    """What does not keep a workbook from being read, but should be known."""
    suffix = Path(place.file).suffix
    macro = _MACRO in parts
    if macro:
        yield messages.files.MACRO.at(place)
    elif suffix.casefold() not in (".xlsx", ".xlsm"):
        yield messages.files.OTHER_SUFFIX.at(place, suffix=suffix)
    if size > LARGE_FILE:
        yield messages.files.LARGE_FILE.at(place, megabytes=size // MEGABYTE)


class _Directory(NamedTuple):
    """What the workbook's own part says."""

    parts: Mapping[str, str]  # sheet name → its part, for the sheets that hold cells
    edition: str
    hidden: frozenset[str]


@lru_cache(maxsize=8)
def _directory(workbook: bytes, relations: bytes) -> _Directory:
    root = ElementTree.fromstring(workbook)
    return _Directory(_sheet_parts(root, relations), _edition(root), _hidden(root))


def _edition(workbook: ElementTree.Element) -> str:
    named = (name for name in workbook.iterfind(".//{*}definedName"))
    said = next((name.text for name in named if name.get("name") == EDITION_NAME), None)
    return (said or "").strip('"')


def _hidden(workbook: ElementTree.Element) -> frozenset[str]:
    sheets = workbook.iterfind(".//{*}sheet")
    return frozenset(
        sheet.get("name", "") for sheet in sheets if sheet.get("state", "visible") != "visible"
    )


def _sheet_parts(workbook: ElementTree.Element, relations: bytes) -> dict[str, str]:
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(relations)
    }
    found = {}
    for sheet in workbook.iterfind(".//{*}sheet"):
        (relation,) = (value for key, value in sheet.items() if key.endswith("}id"))
        target = targets[relation]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in part:
            if sheet.get("name", "") in found:
                raise zipfile.BadZipFile("two sheets of one name: which of them would be read?")
            found[sheet.get("name", "")] = part
    return found

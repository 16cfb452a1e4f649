"""Whether a file is safe and sound enough to be read, decided from its bytes in about 1 ms.

The fast reader aborts the process on some files and reads damaged ones with wrong figures,
so nothing is read that did not pass here.
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree

from pipeline import messages
from pipeline.cells import Position
from pipeline.findings import Finding, Place
from pipeline.form.model import EDITION_NAME

MEGABYTE = 1 << 20
LARGEST_UNPACKED = 64 * MEGABYTE  # a filled template is about 0.2 MB
LARGEST_SHEET = 8 * MEGABYTE
LARGE_FILE, LARGEST_FILE = 25 * MEGABYTE, 200 * MEGABYTE  # with pictures
FARTHEST_ROW, FARTHEST_COLUMN = 5_000, 256  # a template ends at row 40, column 15

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_PACKAGES = {"word/": "Word 文档", "ppt/": "演示文稿", "content.xml": "OpenDocument 文件"}
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ADDRESS = re.compile(rb"\br=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"']([0-9]+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ERROR_TYPE = re.compile(rb"\bt=[\"']e[\"']")
_STRUCK = re.compile(rb'<(?:\w+:)?strike(?!\s+val="(?:0|false)")')
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

_WORKBOOK = "xl/workbook.xml"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_STRICT = b"http://purl.oclc.org/ooxml/"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PARTS_WITH_FONTS = ("xl/styles.xml", "xl/sharedStrings.xml")
_SIGNS_OF_DAMAGE = (  # what a damaged zip or its XML makes the standard library raise
    zlib.error, OSError, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError,
    ElementTree.ParseError,
)  # fmt: skip


@dataclass(frozen=True)
class Sound:
    """A workbook that may be read: its bytes, and where formulas stand on each sheet.

    `doubtful`: something is there that the fast reader would not show (an error cell,
    struck-out text, a cell without an address), so it must be read carefully as well.
    """

    data: bytes
    digest: str  # of the bytes
    edition: str = ""  # which template the file says it is; blank if it says nothing
    formulas: Mapping[str, frozenset[Position]] = field(default_factory=dict)  # by sheet name
    hidden: frozenset[str] = frozenset()  # sheets that are not shown
    doubtful: bool = False
    legacy: bool = False  # an older format, of which nothing else here is known


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


def inspect(path: Path) -> tuple[Sound | None, list[Finding]]:
    """The file if it may be read, and what is odd about it; otherwise one finding: why not."""
    place = Place(file=readable_name(path))
    try:
        if path.stat().st_size > LARGEST_FILE:
            megabytes = path.stat().st_size // MEGABYTE
            return None, [messages.files.OVERSIZED.at(place, megabytes=megabytes)]
        data = path.read_bytes()
    except OSError:
        return None, [messages.files.LOCKED.at(place)]
    try:
        return _inspect(data, place)
    except _Refused as refused:
        return None, [refused.finding]


def _inspect(data: bytes, place: Place) -> tuple[Sound, list[Finding]]:
    _demand_container(data, place)
    digest = hashlib.sha256(data).hexdigest()
    legacy = Sound(data, digest, legacy=True), [messages.files.OLD_FORMAT.at(place)]
    if data.startswith(_OLE):
        return legacy
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        is_ods = _is_ods(package)
        _demand_workbook(package, place, is_ods=is_ods)
        parts = {name: package.read(name) for name in package.namelist()}  # checks each CRC
        _demand_plain_xml(parts, place)
        if is_ods:
            return legacy
        workbook = ElementTree.fromstring(parts[_WORKBOOK])
        sheets = {name: parts[part] for name, part in _sheet_parts(workbook, parts).items()}
    except zipfile.BadZipFile as error:
        broken = messages.files.BAD_CHECKSUM if "CRC" in str(error) else messages.files.BROKEN_FILE
        raise _Refused(broken.at(place)) from error
    except _SIGNS_OF_DAMAGE as error:
        raise _Refused(messages.files.BROKEN_FILE.at(place)) from error
    scanned = {name: _scan(xml, replace(place, sheet=name)) for name, xml in sheets.items()}
    fonts = (*(parts.get(name, b"") for name in _PARTS_WITH_FONTS), *sheets.values())
    struck = any(_STRUCK.search(part) for part in fonts)
    sound = Sound(
        data=data,
        digest=digest,
        edition=_edition(workbook),
        hidden=_hidden(workbook),
        formulas={name: formulas for name, (formulas, _) in scanned.items()},
        doubtful=struck or any(in_doubt for _, in_doubt in scanned.values()),
    )
    return sound, list(_oddities(data, parts, place))


def _oddities(data: bytes, parts: Mapping[str, bytes], place: Place) -> Iterator[Finding]:
    """What does not keep a workbook from being read, but should be known."""
    suffix = Path(place.file).suffix
    macro = "xl/vbaProject.bin" in parts
    if macro:
        yield messages.files.MACRO.at(place)
    elif suffix.casefold() not in (".xlsx", ".xlsm"):
        yield messages.files.OTHER_SUFFIX.at(place, suffix=suffix)
    if len(data) > LARGE_FILE:
        yield messages.files.LARGE_FILE.at(place, megabytes=len(data) // MEGABYTE)


def _demand_plain_xml(parts: Mapping[str, bytes], place: Place) -> None:
    """No declarations that make a parser fetch or expand things, in an encoding searched here."""
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            if _STRICT in part:
                raise _Refused(messages.files.STRICT_FORMAT.at(place))
            if part.startswith(_UTF_16) or b"\0" in part:
                raise _Refused(messages.files.BROKEN_FILE.at(place))
            if _DECLARATION.search(part):
                raise _Refused(messages.files.EXTERNAL_DECLARATION.at(place))


def _demand_container(data: bytes, place: Place) -> None:
    """The head bytes are those of a zip, or of the older formats without a password."""
    if not data:
        raise _Refused(messages.files.EMPTY_FILE.at(place))
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise _Refused(messages.files.PASSWORD.at(place))
    if data.startswith((_ZIP, _OLE)):
        return
    if not data.strip(b"\0"):
        raise _Refused(messages.files.BROKEN_FILE.at(place))
    raise _Refused(messages.files.NOT_EXCEL.at(place, suffix=Path(place.file).suffix))


def _is_ods(package: zipfile.ZipFile) -> bool:
    return "mimetype" in package.namelist() and package.read("mimetype") == _ODS


def _demand_workbook(package: zipfile.ZipFile, place: Place, *, is_ods: bool) -> None:
    pictures = ("xl/media/", "xl/drawings/media/")
    unpacked = sum(
        part.file_size for part in package.infolist() if not part.filename.startswith(pictures)
    )
    largest = max(
        (part.file_size for part in package.infolist() if "/worksheets/" in part.filename),
        default=0,
    )
    if unpacked > LARGEST_UNPACKED or largest > LARGEST_SHEET:
        raise _Refused(messages.files.OVERSIZED.at(place, megabytes=unpacked // MEGABYTE))
    names = package.namelist()
    if is_ods or _WORKBOOK in names:
        return
    for start, really in _OTHER_PACKAGES.items():
        if any(name.startswith(start) for name in names):
            raise _Refused(messages.files.OTHER_PACKAGE.at(place, really=really))
    raise _Refused(messages.files.OTHER_PACKAGE.at(place, really="压缩包"))


def _edition(workbook: ElementTree.Element) -> str:
    named = (name for name in workbook.iterfind(".//{*}definedName"))
    said = next((name.text for name in named if name.get("name") == EDITION_NAME), None)
    return (said or "").strip('"')


def _hidden(workbook: ElementTree.Element) -> frozenset[str]:
    sheets = workbook.iterfind(".//{*}sheet")
    return frozenset(
        sheet.get("name", "") for sheet in sheets if sheet.get("state", "visible") != "visible"
    )


def _sheet_parts(workbook: ElementTree.Element, parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name → its part, for the sheets that hold cells."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    found = {}
    for sheet in workbook.iterfind(".//{*}sheet"):
        (relation,) = (value for key, value in sheet.items() if key.endswith("}id"))
        target = targets[relation]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in part:
            found[sheet.get("name", "")] = part
    return found


def _scan(xml: bytes, place: Place) -> tuple[frozenset[Position], bool]:
    """Where formulas stand on a sheet, and whether it must be read carefully."""
    formulas, doubtful = set(), False
    farthest = max(map(int, _ROW.findall(xml)), default=0)
    if farthest > FARTHEST_ROW:
        raise _Refused(messages.files.FAR_CELL.at(place, cell=f"第 {farthest} 行"))
    for attributes, content in _CELL.findall(xml):
        found = _ADDRESS.search(attributes)
        if not found:
            doubtful = True  # a cell that says by its order alone where it stands
            continue
        row, column = int(found[2]) - 1, _column_number(found[1])
        if row >= FARTHEST_ROW or column >= FARTHEST_COLUMN:
            cell = (found[1] + found[2]).decode()
            raise _Refused(messages.files.FAR_CELL.at(place, cell=cell))
        if _FORMULA.search(content):
            formulas.add((row, column))
        doubtful |= bool(_ERROR_TYPE.search(attributes))
    return frozenset(formulas), doubtful


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1

"""What a file is: one table from the bytes to a kind, a true Chinese sentence and what to do.

What a file is called decides nothing. Whoever takes files asks here, so that one file is called
the same in a list of returns, of published reports and of what was refused.
"""

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from pipeline import messages
from pipeline.extract.decoding import decoded
from pipeline.extract.package import SIGNS_OF_DAMAGE, LockedError, OversizedError, Package
from pipeline.findings import Finding, Place

_SAVE_AS = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后重新放入。"
_FILL_IN = "如果它是年报，请把内容填入模板，放入填好的 .xlsx 文件。"

_HEAD = 1 << 16  # bytes that are looked at
_ZIPS, _OLE = (b"PK\3\4", b"PK\5\6", b"PK\7\b"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BIFF8 = b"\x00\x06"  # what the stream of Excel 97 and later says of itself
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # how a text in UTF-16 begins
_ODF = "application/vnd.oasis.opendocument."

_head = partial(re.compile, flags=re.DOTALL)


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    what: a noun, behind 这是; to_do: what an office does that has sent its return in this form.
    head: how the bytes of such a file begin.
    inside: how the name of a part (of a zip) or of a stream (of OLE) begins, without case.
    words: what stands in the beginning of a text, without case; in a zip, what it says of itself.
    is_table: such a file may be a return, whatever it is called.
    """

    what: str
    to_do: str = _FILL_IN
    head: re.Pattern[bytes] | None = None
    inside: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    is_table: bool = False

    @property
    def called(self) -> str:
        """The noun, with a blank before Latin letters."""
        return f" {self.what}" if self.what[0].isascii() else self.what


EMPTY = Kind("空文件")
ZEROS = Kind("全是空字节的文件")
BROKEN = Kind("不完整或已损坏的文件")
LOCKED = Kind("设有打开密码的文件", inside=("encryptedpackage",))
UNKNOWN = Kind("认不出的文件")
HUGE = Kind("解开后远超正常大小的文件")

XLSX = Kind(
    "Excel 工作簿", "请把扩展名改为 .xlsx。", inside=("xl/",), is_table=True,
    words=(
        "spreadsheetml.sheet.main", "spreadsheetml.template.main",
        "ms-excel.sheet.macroEnabled.main", "ms-excel.template.macroEnabled.main",
    ),
)  # fmt: skip
XLS = Kind("Excel 97-2003 工作簿", "请把扩展名改为 .xls。", is_table=True)
ODS = Kind(
    "OpenDocument 表格", "请把扩展名改为 .ods。", words=(f"{_ODF}spreadsheet",), is_table=True
)
OLDER = Kind(
    "Excel 95 或更早的工作簿", _SAVE_AS, is_table=True,
    head=_head(rb"\x09(?:\0\x04|\x02\x06|\x04\x06)\0"),
)  # fmt: skip
DOCX = Kind("Word 文档", inside=("word/",), words=(
    "wordprocessingml.document.main", "wordprocessingml.template.main",
    "ms-word.document.macroEnabledMain", "ms-word.template.macroEnabledTemplate",
))  # fmt: skip
DOC = Kind("Word 97-2003 文档", inside=("worddocument",))
ODT = Kind("OpenDocument 文档", words=(_ODF,), inside=("content.xml",))
RTF = Kind("写字板（RTF）文档", head=_head(rb"\s{0,9}\{\\rtf"))
PDF = Kind("PDF 文件", head=_head(rb"(?:\xef\xbb\xbf)?\s{0,9}%PDF"))
PAGE = Kind(
    "网页", _SAVE_AS, words=("<html", "<table", "<body", "<p>", "<div", "<!doctype html")
)  # fmt: skip
PAGE_IN_ONE = Kind(
    "存成单个文件的网页（.mhtml）", _SAVE_AS,
    head=re.compile(rb"(?=[A-Za-z-]{2,30}: ).{0,2000}multipart/related", re.S | re.I),
)  # fmt: skip
WORD_XML = Kind(
    "Word 的 XML 文档",
    words=('progid="word.document"', "office/word/2003/wordml", "office/2006/xmlpackage"),
)
TEXT = Kind("纯文本（如 CSV），只能存一张表", _SAVE_AS)
ARCHIVE = Kind("压缩包", inside=("",), head=_head(rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ"))
LINK = Kind(
    "快捷方式", head=_head(rb"L\0\0\0\x01\x14\x02\0|\[(?:InternetShortcut|\{000214A0)")
)  # fmt: skip
MAIL = Kind(
    "邮件", "请把邮件的附件另存到这个文件夹里。", inside=("__properties_version",),
    head=_head(rb"(?:Received|Return-Path|Delivered-To|X-[\w-]{1,40}|From|MIME-Version|Date): "),
)  # fmt: skip

PACKAGES = (  # zips, by what lies in them
    Kind("Excel 二进制工作簿（.xlsb）", _SAVE_AS, inside=("xl/workbook.bin",)),
    XLSX,
    DOCX,
    Kind("演示文稿", inside=("ppt/",), words=("presentationml.presentation.main",)),
    Kind("OFD 版式文件", inside=("ofd.xml",)),
    Kind(
        "苹果 Numbers 或 Pages 文件", "请在苹果电脑上导出为 Excel 文件（.xlsx）后放入。",
        inside=("index/document.iwa", "index.zip"), is_table=True,
    ),
    ODT,
    ARCHIVE,
)  # fmt: skip
DOCUMENTS = (ODS, Kind("OpenDocument 演示文稿", words=(f"{_ODF}presentation",)), ODT)
STREAMS = (  # OLE, by the streams in it; workbooks are looked for before
    LOCKED,
    DOC,
    Kind("97-2003 演示文稿", inside=("powerpoint document",)),
    MAIL,
    Kind("别的程序的文件", inside=("",)),
)
HEADS = (
    RTF,
    PDF,
    ARCHIVE,
    LINK,
    OLDER,
    PAGE_IN_ONE,
    MAIL,
    Kind("图片或录像", head=_head(
        rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|II\*\0|MM\0\*|RIFF|.{4}ftyp"
    )),
    Kind("程序", head=_head(rb"MZ|\x7fELF")),
    Kind(
        "被单位的加密软件（如亿赛通、绿盾）加密过的文件",
        "请在装有加密软件的电脑上解密后重新放入。",
        head=_head(rb"b\x14#e|.{0,64}E-SafeNet|%TSD-Header"),
    ),
    Kind("SYLK 表格", _SAVE_AS, head=_head(rb"ID;P"), is_table=True),
)  # fmt: skip
TEXTS = (
    Kind("Excel 2003 的 XML 表格", _SAVE_AS, is_table=True, words=(
        'progid="excel.sheet"', "urn:schemas-microsoft-com:office:spreadsheet"
    )),
    Kind("单个文件的 OpenDocument 表格", _SAVE_AS, is_table=True, words=(f"{_ODF}spreadsheet",)),
    WORD_XML,
    PAGE,
    Kind("XML 文件", words=("<?xml",)),
    TEXT,
)  # fmt: skip


# Kinds of which more is to be said than that they are no workbook.
_SAID = {
    EMPTY: messages.files.EMPTY_FILE,
    ZEROS: messages.files.ZEROS,
    BROKEN: messages.files.BROKEN_FILE,
    LOCKED: messages.files.PASSWORD,
}


def said_of(kind: Kind, place: Place) -> Finding | None:
    """Return the finding about a kind that nobody can read, whatever the file was meant to be."""
    message = _SAID.get(kind)
    return message.at(place) if message else None


def refusal(kind: Kind, place: Place) -> Finding:
    """Return the finding that says of a file called like a workbook why it is not read."""
    if finding := said_of(kind, place):
        return finding
    is_package = kind in PACKAGES or kind in DOCUMENTS
    message = messages.files.OTHER_PACKAGE if is_package else messages.files.NOT_EXCEL
    return message.at(place, what=kind.called, to_do=kind.to_do)


def kind_of_path(path: Path) -> Kind:
    """Return the kind of a file that lies somewhere. Raises OSError where it cannot be opened."""
    with path.open("rb") as file:
        try:
            return kind_of(file)
        except LockedError:
            return LOCKED
        except OversizedError:
            return HUGE
        except Exception:  # noqa: BLE001 - whatever a file makes a library raise is its own matter
            return BROKEN


def kind_of(file: BinaryIO) -> Kind:
    """Return the kind of an open file; the file stands at its beginning again.

    Raises OversizedError or LockedError of a package.
    """
    try:
        return _kind(file)
    except SIGNS_OF_DAMAGE:
        return BROKEN
    finally:
        file.seek(0)


def _kind(file: BinaryIO) -> Kind:
    head = file.read(_HEAD)
    if not head:
        return EMPTY
    if not head.strip(b"\0"):
        return UNKNOWN if any(map(_holds_any, iter(partial(file.read, 1 << 20), b""))) else ZEROS
    if head.startswith(_ZIPS):
        return _kind_of_package(Package(file))
    if head.startswith(_OLE):
        return _kind_of_streams(file)
    by_head = next((kind for kind in HEADS if kind.head and kind.head.match(head)), None)
    return by_head or _kind_of_text(head)


def _holds_any(block: bytes) -> bool:
    return bool(block.strip(b"\0"))


def _kind_of_package(package: Package) -> Kind:
    for part in ("mimetype", "meta-inf/manifest.xml", "[content_types].xml"):
        said = package.part(part).decode("ascii", "replace") if part in package else ""
        for kind in (*DOCUMENTS, *PACKAGES):
            if any(word in said for word in kind.words):
                return kind
    by_names = (kind for kind in PACKAGES if package.has(*kind.inside))
    return next(by_names, ARCHIVE)


def _kind_of_streams(file: BinaryIO) -> Kind:
    import olefile  # 8 ms that a run of ordinary files need not spend

    try:
        with olefile.OleFileIO(file) as storage:
            names = {path[0].casefold() for path in storage.listdir()}
            for name in filter(names.__contains__, ("workbook", "book")):
                return XLS if storage.openstream(name).read(6)[4:] == _BIFF8 else OLDER
            if "worddocument" in names and storage.openstream("WordDocument").read(12)[11] & 1:
                return LOCKED
    except OSError:
        file.seek(0)
        return LOCKED if _ENCRYPTED in file.read() else BROKEN
    by_names = (kind for kind in STREAMS if any(name.startswith(kind.inside) for name in names))
    return next(by_names, BROKEN)


def _kind_of_text(head: bytes) -> Kind:
    if b"\0" in head and not head.startswith((*_WIDE, b"<?xml")):
        return UNKNOWN
    text = decoded(head).casefold()
    by_words = (kind for kind in TEXTS if any(word in text for word in kind.words))
    return next(by_words, TEXT)

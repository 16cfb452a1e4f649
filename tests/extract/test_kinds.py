"""extract.kinds: what a file is, its bytes say; of every kind there is one here."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import factory
import packages as made
import pytest
from conftest import Home, where
from factory import FORM, OFFICES
from msoffcrypto.format.ooxml import OOXMLFile
from ole import BIFF8, compound, record

from pipeline.extract import kinds
from pipeline.extract.kinds import HUGE, Kind, kind_of, kind_of_path
from pipeline.extract.workbook import read_workbook
from pipeline.findings import Level
from pipeline.records import Standing

KINDS = {
    *(value for value in vars(kinds).values() if isinstance(value, Kind)),
    *kinds.PACKAGES, *kinds.DOCUMENTS, *kinds.STREAMS, *kinds.HEADS, *kinds.TEXTS,
}  # fmt: skip
ODF = "application/vnd.oasis.opendocument."


def zipped(mimetype: str) -> Callable[[], bytes]:
    """A zip that says what it is as OpenDocument files do."""
    return lambda: made.package_with({"mimetype": mimetype.encode(), "content.xml": b"<x/>"})


FILES: dict[str, list[bytes | Callable[[], bytes]]] = {
    "空文件": [b""],
    "全是空字节的文件": [bytes(100_000)],
    "不完整或已损坏的文件": [
        b"PK\x03\x04 and nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9],
    "设有打开密码的文件": [
        lambda: compound("EncryptedPackage", b"x"),
        lambda: compound("WordDocument", struct.pack("<5HH", 0xA5EC, 0, 0, 0, 0, 0x100)),
    ],
    "认不出的文件": [b"\0\1\2\3", b"\0" * 70_000 + b"x"],
    "Excel 工作簿": [lambda: factory.filled(FORM)],
    "Excel 97-2003 工作簿": [lambda: compound("Workbook", BIFF8)],
    "OpenDocument 表格": [
        zipped(f"{ODF}spreadsheet"), zipped(f"{ODF}spreadsheet-template"),
        lambda: made.package_with(
            {"content.xml": b"<x/>", "META-INF/manifest.xml": f"<m t='{ODF}spreadsheet'/>".encode()}
        ),
    ],
    "Excel 95 或更早的工作簿": [
        lambda: compound("Book", b"x"),
        lambda: compound("Workbook", record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0))),
        b"\x09\x04\x06\0\0\0\x10\0",
    ],
    "Word 文档": [lambda: made.package_of("word/document.xml")],
    "Word 97-2003 文档": [lambda: compound("WordDocument", b"\xec\xa5" + bytes(30))],
    "OpenDocument 文档": [zipped(f"{ODF}text"), lambda: made.package_of("content.xml")],
    "OpenDocument 演示文稿": [zipped(f"{ODF}presentation")],
    "写字板（RTF）文档": [b"{\\rtf1\\ansi x}"],
    "PDF 文件": [b"%PDF-1.7 x", b"\xef\xbb\xbf%PDF-1.4"],
    "网页": ["<html><table><tr><td>表".encode(), "<!DOCTYPE html><p>年报".encode("gb18030")],
    "存成单个文件的网页（.mhtml）": [
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n x",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>",
    ],
    "Word 的 XML 文档": [
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
        b'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>',
    ],
    "纯文本（如 CSV），只能存一张表": [
        "街道,年度\n".encode("gbk"), "街道\n".encode("utf-16"), "PK名次,街道\n".encode(),
    ],
    "压缩包": [
        lambda: made.package_of("表.xlsx"), b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08",
    ],
    "快捷方式": [b"L\0\0\0\x01\x14\x02\0" + bytes(60), b"[InternetShortcut]\r\nURL=http://x"],
    "邮件": [
        lambda: compound("__properties_version1.0", b"x"), b"Received: from x\r\nSubject: x\r\n",
    ],
    "Excel 二进制工作簿（.xlsb）": [lambda: made.package_of("xl/workbook.bin")],
    "演示文稿": [lambda: made.package_of("ppt/presentation.xml")],
    "97-2003 演示文稿": [lambda: compound("PowerPoint Document", b"x")],
    "OFD 版式文件": [lambda: made.package_of("OFD.xml")],
    "苹果 Numbers 或 Pages 文件": [lambda: made.package_of("Index/Document.iwa")],
    "别的程序的文件": [
        lambda: compound("VisioDocument", b"x"), lambda: compound("Workbook/a", BIFF8),
    ],
    "图片或录像": [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"\0\0\0\x18ftypheic"],
    "程序": [b"MZ\x90\0"],
    "被单位的加密软件（如亿赛通、绿盾）加密过的文件": [
        b"b\x14#e\x01\0\0\0E-SafeNet\0\0\0LOCK", b"%TSD-Header-###%\0\0",
    ],
    "SYLK 表格": [b"ID;PWXL;N;E\r\n"],
    "Excel 2003 的 XML 表格": [
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ],
    "单个文件的 OpenDocument 表格": [
        f'<?xml version="1.0"?><office:document office:mimetype="{ODF}spreadsheet"/>'.encode(),
    ],
    "XML 文件": [b'<?xml version="1.0"?><a/>'],
}  # fmt: skip


def test_of_every_kind_there_is_a_file_here() -> None:
    """A new line of the table needs one, too."""
    assert {kind.what for kind in KINDS} - {HUGE.what} == FILES.keys()


def test_a_file_too_large_to_look_into_is_of_a_kind_of_its_own(tmp_path: Path) -> None:
    """Nothing of it is unpacked."""
    path = tmp_path / "示例.zip"
    path.write_bytes(made.package_with({f"{number}.xml": b"" for number in range(2_001)}))
    assert kind_of_path(path) is HUGE


@pytest.mark.parametrize("what", FILES)
def test_a_file_is_what_its_bytes_say(what: str) -> None:
    """Whatever it is called; the file stands at its beginning again."""
    for data in FILES[what]:
        file = io.BytesIO(data if isinstance(data, bytes) else data())
        assert kind_of(file).what == what
        assert file.tell() == 0


READ = {"Excel 工作簿", "Excel 97-2003 工作簿", "OpenDocument 表格"}


@pytest.mark.parametrize("what", [what for what in FILES if what not in READ])
def test_what_is_no_workbook_is_refused_with_what_it_is(tmp_path: Path, what: str) -> None:
    """One sentence that says so, and one that says what to do."""
    (kind,) = (kind for kind in KINDS if kind.what == what)
    for data in FILES[what]:
        path = tmp_path / f"{OFFICES[0]}.xlsx"
        path.write_bytes(data if isinstance(data, bytes) else data())
        workbook, (finding,) = read_workbook(path)
        assert workbook is None
        if finding.code in ("F07", "F08"):
            assert what in finding.why
            assert finding.fix.startswith(kind.to_do)
        else:
            assert finding.code in ("F03", "F04", "F06", "F13")


def test_an_office_whose_file_cannot_be_used_has_sent_one(tmp_path: Path) -> None:
    """It is not asked to send anything; what came of its file is told."""
    unread = [what for what in FILES if what not in READ]
    offices = {f"示例{number:02}街道": what for number, what in enumerate(unread)}
    listed = ", ".join(f'"{office}"' for office in offices)
    settings = f'[district]\nname = "示例区"\noffices = [{listed}]\n'
    factory.settings_file(tmp_path / "input", settings)
    home = Home(tmp_path, FORM)
    for office, what in offices.items():
        data = FILES[what][0]
        home.put(data if isinstance(data, bytes) else data(), f"{office}.xlsx")
    done = home.check()
    assert {line.standing for line in done.standings} == {Standing.UNUSABLE}
    assert {finding.place.office for finding in done.findings} == offices.keys()
    assert {finding.level for finding in done.findings} == {Level.ERROR}
    assert len(done.findings) == len(offices)


@pytest.mark.parametrize(
    "name", ["示例甲街道.pdf", "示例甲街道年报.zip", "示例甲街道.lnk", "示例甲街道.docx"]
)
def test_what_is_called_as_no_workbook_is_has_been_sent_too(home: Home, name: str) -> None:
    """Of an office without a return; beside a return it says nothing of the office."""
    home.put(b"%PDF-1.7 x", name)
    beside = home.check()
    assert {finding.place.office for finding in beside.findings} == {""}
    (home.year / f"{OFFICES[0]}.xlsx").unlink()
    alone = home.check()
    assert alone.standings[0].standing is Standing.UNUSABLE
    assert {(one.level, one.place.office) for one in alone.findings} == {(Level.ERROR, OFFICES[0])}


def encrypted(password: str) -> bytes:
    """A return that opens with a password."""
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(factory.filled(FORM))).encrypt(password, file)
    return file.getvalue()


def test_the_password_that_excel_tries_by_itself_is_tried(tmp_path: Path) -> None:
    """A workbook that Excel opens unasked is no locked one."""
    path = tmp_path / "示例.xlsx"
    path.write_bytes(encrypted("VelvetSweatshop"))
    workbook, findings = read_workbook(path)
    assert workbook
    assert findings == []
    path.write_bytes(encrypted("123456"))
    assert where(read_workbook(path)[1]) == {("F13", "!")}

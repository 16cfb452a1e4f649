"""extract.published: whatever program saved a document, and whatever lies beside it, is told."""

import io
import zipfile
from pathlib import Path

import factory
import packages as made
import pytest
from conftest import Home
from factory import FORM, OFFICES
from ole import BIFF8, compound
from published.test_published import LAYOUTS, _listed, figures_in, read, saved

from pipeline.cli.published import audit_lines
from pipeline.extract.published.reading import read_published
from pipeline.findings import Level
from pipeline.published.audit import audit

SUFFIX, REPORT = LAYOUTS["pasted into Word"]
MAIN = "word/document.xml"


def report() -> bytes:
    """A report as Word saves it."""
    return REPORT() if callable(REPORT) else REPORT


def renamed(data: bytes, name: str) -> bytes:
    """The document with its main part under another name, which its relation says."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    parts[name] = parts.pop(MAIN)
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(MAIN.encode(), name.encode())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        MAIN.encode(), name.encode()
    )
    return made.package_with(parts)


def with_another_file_in_it(data: bytes) -> bytes:
    """A document that is to show another file, which only Word merges into it."""
    chunk = (
        b'<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        b' r:id="rId9"/></w:body>'
    )
    return made.rewritten(data, MAIN, lambda xml: xml.replace(b"</w:body>", chunk))


@pytest.mark.parametrize("name", ["word/document2.xml", "word/Document.xml", "文档/正文.xml"])
def test_the_main_part_is_the_one_that_the_package_names(tmp_path: Path, name: str) -> None:
    """Word Online calls it document2.xml."""
    usual = read(saved(tmp_path, SUFFIX, report()))
    other = read(saved(tmp_path, SUFFIX, renamed(report(), name), name="另存"))
    assert figures_in(other) == figures_in(usual)


REFUSED = {
    "a file that only Word shows": (with_another_file_in_it(report()), "B01", "altChunk"),
    "a password": (compound("EncryptedPackage", b"x"), "F13", "打开密码"),
    "a password of an old document": (
        compound("WordDocument", b"\xec\xa5" + bytes(9) + b"\x01" + bytes(20)), "F13", "打开密码",
    ),
    "a workbook": (factory.filled(FORM), "B01", "Excel 工作簿"),
    "an old workbook": (compound("Workbook", BIFF8), "B01", "Excel 97-2003 工作簿"),
    "a page saved as one file": (
        b"Content-Type: multipart/related\r\nMIME-Version: 1.0\r\n\r\n<html>", "B01", ".mhtml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_document_that_is_not_read_is_told_for_what_it_is(tmp_path: Path, what: str) -> None:
    """Whatever it is called."""
    data, code, said = REFUSED[what]
    reading = read_published(saved(tmp_path, SUFFIX, data))
    (finding,) = reading.findings
    assert reading.document is None
    assert finding.code == code
    assert said in finding.why


def test_every_file_of_a_folder_has_a_line(home: Home) -> None:
    """What is no report is told for what it is; what a saved page shows needs none."""
    folder = home.folder / "下载_files" / "网站"
    saved(folder, SUFFIX, report())
    saved(folder, ".png", b"\x89PNG\r\n\x1a\n", name="照片")
    saved(folder, ".xlsx", factory.filled(FORM), name=OFFICES[0])
    saved(folder / "年报_files", ".css", b"p {}", name="样式")  # of no page that is there
    saved(folder, ".html", LAYOUTS["in GBK"][1], name="网页")
    saved(folder / "网页_files", ".css", b"p {}", name="样式")
    saved(folder, "", b"x", name=".DS_Store")
    done = audit([folder], home.inputs, home.folder / "output", None, "")
    beside = {line.file: line.found for line in done.lines if line.is_beside}
    names = ("照片.png", f"{OFFICES[0]}.xlsx", "年报_files/样式.css")
    assert beside == {name: {Level.NOTE: 1} for name in names}
    assert "共 2 份" in list(audit_lines(done))[-1]
    listed = {line["文件"]: line for line in _listed(home) if line["编号"] == "B20"}
    assert "图片" in listed["照片.png"]["说明"]
    assert "input" in listed[f"{OFFICES[0]}.xlsx"]["怎么改"]


def test_a_workbook_that_is_no_return_is_one_line(home: Home) -> None:
    """Not a word about the numbers on it, which nobody asked for."""
    home.put(
        factory.changed(made.foreign_workbook(), {"Sheet!B2": 5, "Sheet!A1": "台账"}), "台账.xlsx"
    )
    (finding,) = home.check().findings
    assert (finding.code, finding.place.office) == ("F35", "")

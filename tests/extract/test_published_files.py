"""extract.published: what is read of a file, what instead of it, and what is refused."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.extract.published import convert, reading
from pipeline.extract.published.convert import converted
from pipeline.extract.published.reading import read_published
from pipeline.libreoffice import NoLibreOfficeError
from pipeline.pages import Paragraph

PAGE = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R
/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length {length}>>stream
{content}endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


def pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF of one page with these lines."""
    shown = [f"BT /F 12 Tf 20 {280 - 20 * at} Td ({line}) Tj ET\n" for at, line in enumerate(lines)]
    content = "".join(shown)
    return PAGE.format(length=len(content), content=content).encode()


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        (["one 1", "two 2", "- 3 -"], ["one 1", "two 2"]),
        (["4", "one 1", "5", "two 2"], ["one 1", "5", "two 2"]),
        (["6"], []),
    ],
)
def test_the_number_of_a_page_is_no_line(tmp_path: Path, lines: list[str], read: list[str]) -> None:
    """It stands first or last on the page; a number between lines is one of them."""
    path = tmp_path / "示例.pdf"
    path.write_bytes(pdf(lines))
    document = read_published(path).document
    assert document
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == read


@pytest.mark.parametrize("too_much", [0, 1])
def test_only_what_is_larger_than_any_report_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, too_much: int
) -> None:
    """One byte decides."""
    path = tmp_path / "示例.txt"
    path.write_text("一、总体情况\n按时公开。", encoding="utf-8")
    monkeypatch.setattr(reading, "LARGEST", path.stat().st_size - too_much)
    read = read_published(path)
    assert [finding.code for finding in read.findings] == ["B01"] * too_much
    assert (read.document is None) is bool(too_much)


def test_documents_are_converted_and_pdfs_whether_there_are_others_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that cannot be are told for what they are, each by itself."""
    page, old = tmp_path / "甲.pdf", tmp_path / "乙.rtf"
    page.write_bytes(pdf(["one"]))
    old.write_bytes(b"{\\rtf1 }")

    def made(paths: Sequence[Path], suffix: str, kind: str, reads_as: str) -> list[bytes | None]:
        if reads_as:
            return [suffix.encode() + kind.encode()] * len(paths)
        raise NoLibreOfficeError("没有装")

    monkeypatch.setattr(convert, "convert", made)
    instead, refused = converted([page], tmp_path)
    assert {path: new.read_bytes() for path, new in instead.items()} == {page: b".docxdocx"}
    assert refused == {}
    instead, refused = converted([old, page], tmp_path)
    assert list(instead) == [page]
    assert {path: (found.code, found.place.file) for path, found in refused.items()} == {
        old: ("B01", "乙.rtf")
    }
    monkeypatch.setattr(convert, "convert", lambda *_: [None])
    assert converted([page], tmp_path)[1][page].place.file == "甲.pdf"

"""load.report: the Word report holds every figure and word, and nothing but text."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import factory
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table as WordTable
from factory import CONFIGURED, DISTRICT, FORM, OFFICES, YEAR
from lxml import etree
from openxml_audit import OpenXmlValidator

from pipeline.district import District
from pipeline.form.grid import grid
from pipeline.form.model import FieldKind
from pipeline.form.table import CellRef
from pipeline.load.report import Content, ReportWriter

FIGURES = factory.all_figures(FORM, factory.consistent_figures(FORM))
PROSE = [field for field in FORM.fields if field.kind is FieldKind.PROSE]


def texts(**changes: str) -> dict[str, str]:
    """An answer to every field."""
    return {field.label: f"{field.label}的示例文字。" for field in FORM.fields} | changes


def written(**changes: str) -> bytes:
    """The report of the first office."""
    return ReportWriter(FORM, CONFIGURED, YEAR).write(
        Content(OFFICES[0], FIGURES, texts(**changes))
    )


@pytest.fixture(scope="module")
def report() -> Document:
    """The report as python-docx reads it back."""
    return docx.Document(io.BytesIO(written()))


def headings(report: Document, level: int) -> list[str]:
    """The texts of the headings of a level."""
    return [p.text for p in report.paragraphs if p.style and p.style.name == f"Heading {level}"]


def test_title_preface_and_six_sections_stand_in_order(report: Document) -> None:
    """With real heading styles, so the navigation pane shows them."""
    titles = [p.text for p in report.paragraphs if p.style and p.style.name == "Title"]
    assert titles == [f"{DISTRICT}{OFFICES[0]}\n{YEAR}年政府信息公开工作年度报告"]
    assert headings(report, 1) == [section.heading for section in FORM.sections if section.heading]
    assert headings(report, 2) == [field.heading for field in PROSE if field.heading]
    preface = report.paragraphs[1].text
    for words in (
        "〔2021〕30号",
        f"{YEAR}年1月1日至12月31日",
        "总体情况、",
        "和其他需要报告的事项",
    ):
        assert words in preface
    assert "{" not in preface


def squares(table: WordTable) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of every square of a Word table, merges resolved from its XML."""
    above: dict[int, str] = {}
    for row, line in enumerate(table._tbl.tr_lst):
        column = 0
        for piece in line.tc_lst:
            text = "".join(node.text or "" for node in piece.iter(qn("w:t")))
            assert piece.tcPr is not None
            merge = piece.tcPr.find(qn("w:vMerge"))
            if merge is not None and merge.get(qn("w:val")) != "restart":
                text = above[column]
            for square in range(column, column + piece.grid_span):
                above[square] = text
                yield row, square, text
            column += piece.grid_span


def test_all_200_figures_and_labels_stand_in_their_squares(report: Document) -> None:
    """Every square of the three tables, compared with the printed grid."""
    tables = [table for table in FORM.tables if not table.is_list]
    compared = 0
    for table, word in zip(tables, report.tables, strict=True):
        found = {(row, column): text for row, column, text in squares(word)}
        drawn = grid(table)
        assert len(found) == drawn.height * drawn.width
        for box in drawn.boxes:
            content = box.content
            if isinstance(content, str):
                expected = content
            else:
                expected = content.measure.written(FIGURES[content.ref])
                compared += 1
            for row in range(box.row, box.row + box.height):
                for column in range(box.column, box.column + box.width):
                    assert found[row, column] == expected
    assert compared == 200


def test_money_is_printed_in_wanyuan_without_trailing_zeros(report: Document) -> None:
    """1,234,500 分 are 1.2345 万元."""
    assert {text for _, _, text in squares(report.tables[0])} >= {"1.2345"}


def test_a_zero_is_printed_as_0() -> None:
    """Not as a blank, not as a dash."""
    zeros: dict[CellRef, int | None] = dict.fromkeys(FORM.cells, 0)
    data = ReportWriter(FORM, CONFIGURED, YEAR).write(Content(OFFICES[0], zeros, texts()))
    report = docx.Document(io.BytesIO(data))
    figures = [text for table in report.tables for _, _, text in squares(table) if text.isdigit()]
    assert set(figures) == {"0"}
    assert len(figures) > 200  # a merged figure fills several squares


def test_line_breaks_of_the_office_are_paragraphs() -> None:
    """Blank lines and indents are not: those are the style's business."""
    report = docx.Document(io.BytesIO(written(存在问题="　　第一段\n\n  第二段\t尾\n")))
    paragraphs = [p.text for p in report.paragraphs]
    start = paragraphs.index("（一）存在问题")
    assert paragraphs[start + 1 : start + 4] == ["第一段", "第二段 尾", "（二）改进措施"]


HOSTILE = 'A&B <西区> {{7*7}} {% raw %} </w:t> {district} =1+1 { INCLUDETEXT "a" } http://a.b 𠮷'


def test_what_an_office_writes_stays_text() -> None:
    """No field, no link, no formula, no placeholder of ours comes from its words."""
    data = written(**{field.label: HOSTILE for field in PROSE})
    report = docx.Document(io.BytesIO(data))
    assert [p.text for p in report.paragraphs].count(HOSTILE) == len(PROSE)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        document = etree.fromstring(package.read("word/document.xml"))
        relations = b"".join(package.read(n) for n in package.namelist() if n.endswith(".rels"))
    forbidden = ("fldSimple", "instrText", "hyperlink", "object")
    assert not [node for name in forbidden for node in document.iter(qn(f"w:{name}"))]
    assert b"External" not in relations


def test_page_and_fonts_are_those_of_an_official_document(report: Document) -> None:
    """A4 with the margins of GB/T 9704; East-Asian fonts in styles, no theme font."""
    section = report.sections[0]
    for found, wanted in [
        (section.page_width, 210), (section.page_height, 297),
        (section.top_margin, 37), (section.bottom_margin, 35),
        (section.left_margin, 28), (section.right_margin, 26),
    ]:  # fmt: skip
        assert found is not None
        assert abs(found - Mm(wanted)) < Mm(0.1)
    east_asian = {
        style.get(qn("w:styleId")): style.find(f".//{qn('w:rFonts')}")
        for style in report.styles.element.iter(qn("w:style"))
        if style.get(qn("w:type")) == "paragraph"
    }
    fonts = {
        name: node.get(qn("w:eastAsia")) for name, node in east_asian.items() if node is not None
    }
    assert len(fonts) == len(east_asian)
    assert fonts["Normal"] == "仿宋_GB2312"
    assert fonts["Title"] == "方正小标宋简体"
    assert fonts["Heading1"] == "黑体"
    assert fonts["Heading2"] == "楷体_GB2312"
    for part in (report.element, report.styles.element):
        assert "Theme" not in etree.tostring(part).decode().replace("themeFontLang", "")


def test_title_and_author_are_those_of_the_office(report: Document) -> None:
    """Nothing of python-docx's own template is left."""
    properties = report.core_properties
    assert properties.title == f"{DISTRICT}{OFFICES[0]}{YEAR}年政府信息公开工作年度报告"
    assert properties.author == properties.last_modified_by == f"{DISTRICT}{OFFICES[0]}"
    assert properties.comments == ""


def test_word_would_open_it_without_repair(tmp_path: Path) -> None:
    """Word is stricter than LibreOffice and python-docx: the schema decides."""
    path = tmp_path / "示例.docx"
    path.write_bytes(written())
    result = OpenXmlValidator().validate(str(path))
    assert [str(error) for error in result.errors] == []


def test_the_same_report_has_the_same_bytes() -> None:
    """And two offices' reports differ where they should only."""
    assert written() == written()


def test_a_report_with_an_unknown_figure_is_never_written() -> None:
    """The caller must not ask for one; a blank is never printed as 0."""
    figures: dict[CellRef, int | None] = dict(FIGURES)
    figures[CellRef("表四", "", "行政复议/总计")] = None
    with pytest.raises(ValueError, match="every figure"):
        ReportWriter(FORM, CONFIGURED, YEAR).write(Content(OFFICES[0], figures, texts()))


def test_the_file_is_called_after_its_title() -> None:
    """District, office, year and what it is."""
    name = ReportWriter(FORM, CONFIGURED, YEAR).title(OFFICES[0])
    assert name == f"{DISTRICT}{OFFICES[0]}{YEAR}年政府信息公开工作年度报告"


def test_names_of_the_settings_are_escaped_too() -> None:
    """An office may be called A&B."""
    settings = {"district": {"name": "A&B区", "offices": ["乙"]}}
    writer = ReportWriter(FORM, District.model_validate(settings), YEAR)
    report = docx.Document(io.BytesIO(writer.write(Content("<乙>街道", FIGURES, texts()))))
    assert report.paragraphs[0].text.startswith("A&B区<乙>街道\n")
    assert report.core_properties.author == "A&B区<乙>街道"

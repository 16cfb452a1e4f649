"""load.report: the Word report holds every figure and word, and nothing but text."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import factory
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from factory import CONFIGURED, DISTRICT, FORM, OFFICES, YEAR
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

from pipeline.district import District
from pipeline.file_names import FileNames
from pipeline.form.grid import grid
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.load import paragraphs
from pipeline.load.report import Content, Kind, ReportWriter
from pipeline.load.word_style import BODY
from pipeline.records import Note

FIGURES = factory.all_figures(FORM, factory.consistent_figures(FORM))
PROSE = [field for field in FORM.fields if field.kind is FieldKind.PROSE]


def texts(**changes: str) -> dict[str, str]:
    """An answer to every field."""
    return {field.label: f"{field.label}的示例文字。" for field in FORM.fields} | changes


SOME = CellRef("表四", "", "行政复议/结果维持")
TO_COMPLETE = "（请补充：示例。）"


def written(kind: Kind = Kind.OFFICE, **changes: str) -> bytes:
    """The report of the first office, with all that only its kind has."""
    words = texts(**changes)
    wrong: list[CellRef | str] = []
    if kind is Kind.DRAFT:
        wrong = [SOME, "存在问题"]
    if kind is Kind.DISTRICT:
        words = dict.fromkeys(words, f"示例。{TO_COMPLETE}")
    notes = {table.name: Note("注：示例。", doubtful=True) for table in FORM.tables}
    said = Content(OFFICES[0], FIGURES, words, wrong, notes)
    return ReportWriter(FORM, CONFIGURED, YEAR, kind).write(said)


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
    data = written(Kind.OFFICE, **{field.label: HOSTILE for field in PROSE})
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
    language = report.styles.element.find(f".//{qn('w:lang')}")
    assert language is not None
    assert language.get(qn("w:eastAsia")) == "zh-CN"
    for part in (report.element, report.styles.element):
        assert "Theme" not in etree.tostring(part).decode().replace("themeFontLang", "")


def test_title_and_author_are_those_of_the_office(report: Document) -> None:
    """With the dates of the round; nothing of python-docx's own template is left."""
    properties = report.core_properties
    assert properties.title == f"{DISTRICT}{OFFICES[0]}{YEAR}年政府信息公开工作年度报告"
    assert properties.author == properties.last_modified_by == f"{DISTRICT}{OFFICES[0]}"
    assert properties.language == "zh-CN"
    assert properties.created is not None
    assert properties.created == properties.modified
    assert properties.created.year == YEAR + 1
    for name, part in parts(written()).items():
        assert not re.search("python-docx|Calibri|Cambria|Times|MS Mincho|rsid", part), name


def parts(data: bytes) -> dict[str, str]:
    """Every part of a package as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


WORD = qn("w:p")[1:-2]  # the namespace

# The order in which the schema wants the children that we write.
ORDER = {
    "pPr": "pStyle keepNext keepLines widowControl overflowPunct autoSpaceDE autoSpaceDN spacing "
    "ind jc outlineLvl",
    "rPr": "rStyle rFonts b color spacing sz szCs shd lang",
    "tcPr": "tcW gridSpan vMerge shd vAlign",
    "trPr": "cantSplit trHeight tblHeader",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption "
    "tblDescription",
    "style": "name basedOn next uiPriority qFormat pPr rPr tblPr",
    "settings": "zoom evenAndOddHeaders characterSpacingControl compat themeFontLang",
    "sectPr": "pgSz pgMar",
}


@pytest.mark.parametrize("kind", list(Kind))
def test_children_stand_in_the_order_of_the_schema_and_no_style_is_empty(kind: Kind) -> None:
    """Word refuses what LibreOffice forgives."""
    seen = set()
    shaded = False
    for name, part in parts(written(kind)).items():
        if not name.startswith("word/") or name.endswith(".rels"):
            continue
        for node in etree.fromstring(part.encode()).iter():
            if etree.QName(node).namespace != WORD:
                continue
            element = etree.QName(node).localname
            if element in ORDER:
                children = [etree.QName(child).localname for child in node]
                children = [child for child in children if not child.endswith("Reference")]
                order = ORDER[element].split()
                assert children == sorted(children, key=order.index), (name, element)
                seen.add(element)
                shaded |= "shd" in children
            if element == "style":
                looks = [child for child in node if child.tag.endswith("Pr")]
                assert looks, node.get(qn("w:styleId"))
                assert all(len(look) for look in looks), node.get(qn("w:styleId"))
    assert seen == set(ORDER)
    assert shaded


def test_every_paragraph_style_is_based_on_that_of_the_body(report: Document) -> None:
    """So that whoever changes the font of the body changes all; the body is based on nothing."""
    paragraphs_only = (one for one in report.styles if one.type is WD_STYLE_TYPE.PARAGRAPH)
    styles = [style for style in paragraphs_only if isinstance(style, ParagraphStyle)]
    default = report.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    bases = {style.style_id: style.base_style for style in styles}
    assert default is not None
    assert bases.pop(default.style_id) is None
    assert {base and base.style_id for base in bases.values()} == {default.style_id}


def font_of(run: Run, paragraph: Paragraph) -> set[str]:
    """The fonts in which Word sets the letters, digits and signs of a run."""
    styles = [run.style, paragraph.style]
    for style in styles:
        fonts = None if style is None else style.element.find(f".//{qn('w:rFonts')}")
        if fonts is not None:
            names = ("ascii", "hAnsi", "eastAsia", "cs")
            return {str(fonts.get(qn(f"w:{name}"))) for name in names}
    raise AssertionError(f"no font for {run.text}")


def test_every_run_has_its_font(report: Document) -> None:
    """Quotes, dashes and digits that of their text; lead-ins that of second-level headings."""
    by_style: dict[str, set[str]] = {}
    cells = [cell for table in report.tables for row in table.rows for cell in row.cells]
    paragraphs = [*report.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    section = report.sections[0]
    for footer in (section.footer, section.even_page_footer):
        paragraphs += footer.paragraphs
    for paragraph in paragraphs:
        assert paragraph.style is not None
        for run in paragraph.runs:
            by_style.setdefault(str(paragraph.style.name), set()).update(font_of(run, paragraph))
    assert by_style == {
        "Title": {"方正小标宋简体"},
        "Normal": {"仿宋_GB2312", "楷体_GB2312"},  # an answer starts with （一）…
        "Heading 1": {"黑体"},
        "Heading 2": {"楷体_GB2312"},
        "表头": {"黑体"},
        "表项": {"仿宋_GB2312"},
        "表内数字": {"宋体"},
        "Signature": {"仿宋_GB2312"},
        "Date": {"仿宋_GB2312"},
        "Footer": {"宋体"},
    }


def look(run: Run) -> str:
    """The style of a run; blank if it has none of its own."""
    return str(run.style.name) if run.style else ""


LEAD_INS = """　　（一）深度不够。一是“公开”——内容少。
（二）人手不足
（三）学习不多：二是……
（四）这一句很长所以不是标题而是一段普通的话它没有停顿也没有句号就这样一直写下去一直写到很远的地方才停。
5. 不是标题。"""


def test_a_lead_in_has_the_look_of_a_second_level_heading() -> None:
    """Also where the text runs on in the paragraph; a whole line is a heading."""
    report = docx.Document(io.BytesIO(written(存在问题=LEAD_INS)))
    paragraphs = report.paragraphs
    start = [p.text for p in paragraphs].index("（一）存在问题") + 1
    found = [
        (str(p.style and p.style.name), [(look(r), r.text) for r in p.runs])
        for p in paragraphs[start : start + 5]
    ]
    plain, lead = "", "段首小标题"
    assert found == [
        ("Normal", [(lead, "（一）深度不够。"), (plain, "一是“公开”——内容少。")]),
        ("Heading 2", [(plain, "（二）人手不足")]),
        ("Normal", [(lead, "（三）学习不多："), (plain, "二是……")]),
        ("Normal", [(plain, LEAD_INS.split("\n")[3])]),
        ("Normal", [(plain, "5. 不是标题。")]),
    ]
    assert font_of(paragraphs[start].runs[0], paragraphs[start]) == {"楷体_GB2312"}


def test_there_is_no_field_but_the_page_number(report: Document) -> None:
    """Odd pages on the right, even pages on the left; nothing asks to be updated."""
    found = {}
    for name, part in parts(written()).items():
        fields = re.findall(r'w:instr="([^"]*)"|<w:instrText[^>]*>([^<]*)', part)
        if fields:
            found[name] = fields
        assert "updateFields" not in part
        assert "w:dirty" not in part
    assert list(found.values()) == [[("PAGE", "")], [("PAGE", "")]]
    section = report.sections[0]
    assert report.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert "".join(node.text or "" for node in paragraph._p.iter(qn("w:t"))) == "— 1 —"
        xml = etree.tostring(paragraph._p).decode()
        assert f'w:{side}Chars="100"' in xml
        assert f'w:jc w:val="{side}"' in xml


def test_tables_tell_those_who_cannot_see_them(report: Document) -> None:
    """Name, description, and head rows that are repeated; no row is torn."""
    for table, heads in zip(report.tables, (2, 3, 3), strict=True):
        xml = etree.tostring(table._tbl.tblPr).decode()
        assert "tblCaption" in xml
        assert "tblDescription" in xml
        marked = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert marked == [True] * heads + [False] * (len(marked) - heads)
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


NAMES = st.text("街道办事处AB", min_size=1, max_size=26)


@given(name=NAMES, date=st.sampled_from(["2024年1月5日", "2024年11月15日", "　　　年　月　日"]))
def test_the_date_starts_two_signs_after_the_name(name: str, date: str) -> None:
    """Or both are pushed left, so that neither comes nearer to the edge than two signs."""
    xml = paragraphs.signature(name, date)
    name_right, date_right = (
        int(right) / 100 for right in re.findall('rightChars="(-?[0-9]+)"', xml)
    )
    assert min(name_right, date_right) == 2 or name_right == 2
    assert min(name_right, date_right) >= 2
    if (name_right, date_right) != (2, 2):
        start_of_name = 28 - name_right - width(name)
        start_of_date = 28 - date_right - width(date)
        assert abs(start_of_date - start_of_name - 2) < 0.02


def width(text: str) -> float:
    """In Chinese signs."""
    return sum(0.5 if sign.isascii() else 1 for sign in text)


def test_the_signature_stands_at_the_end(report: Document) -> None:
    """Office and date; without a date, room for one."""
    *_, name, date = (p.text for p in report.paragraphs)
    assert (name, date) == (f"{DISTRICT}{OFFICES[0]}", "成文日期的示例文字。")
    undated = docx.Document(io.BytesIO(written(成文日期="")))
    assert undated.paragraphs[-1].text.split() == ["年", "月", "日"]


@pytest.mark.parametrize(
    ("district", "office", "lines"),
    [
        ("示例区", "甲街道", ["示例区甲街道"]),
        ("示" * 15, "例" * 15, ["示" * 15, "例" * 15]),
        ("示" * 20, "例" * 15, ["示" * 20, "例" * 15]),
        ("示" * 25, "例" * 5, ["示" * 15, "示" * 10 + "例" * 5]),
        ("示" * 30, "例" * 30, ["示" * 20, "示" * 10 + "例" * 10, "例" * 20]),
    ],
)
def test_a_long_title_is_broken_evenly(district: str, office: str, lines: list[str]) -> None:
    """Between the names where each fits in a line."""
    settings = {"district": {"name": district, "offices": [office]}}
    writer = ReportWriter(FORM, District.model_validate(settings), YEAR)
    report = docx.Document(io.BytesIO(writer.write(Content(office, FIGURES, texts()))))
    assert report.paragraphs[0].text.split("\n")[:-1] == lines


def test_the_district_sees_what_it_must_complete() -> None:
    """Its own sentences plain, the rest on a ground of its own; so with a note in doubt."""
    report = docx.Document(io.BytesIO(written(Kind.DISTRICT)))
    runs = [run for p in report.paragraphs for run in p.runs]
    shaded = {run.text for run in runs if look(run) == "待补充"}
    assert shaded == {TO_COMPLETE, "注：示例。"}
    assert [run.text for run in runs].count("示例。") == len(PROSE)


def test_the_signature_never_stands_alone(report: Document) -> None:
    """The last paragraph of the last answer keeps with it, and the name with the date."""
    *_, before, last, name, _ = report.paragraphs
    for paragraph in (last, name):
        own = paragraph.paragraph_format.keep_with_next
        style = paragraph.style.paragraph_format.keep_with_next if paragraph.style else None
        assert own or style
    assert not before.paragraph_format.keep_with_next


def test_the_looks_are_settings() -> None:
    """Fonts, pitch, page number and signature, each as district.toml says."""
    settings = CONFIGURED.model_dump() | {
        "report": {
            "body_font": "仿宋",
            "title_font": "华文中宋",
            "line_pitch": 28,
            "page_number": "第 1 页",
            "page_number_place": "居中",
            "signature": "示例区【街道】办事处",
        }
    }
    writer = ReportWriter(FORM, District.model_validate(settings), YEAR)
    found = parts(writer.write(Content(OFFICES[0], FIGURES, texts())))
    assert "仿宋_GB2312" not in "".join(found.values())
    assert 'w:eastAsia="华文中宋"' in found["word/styles.xml"]
    assert 'w:line="560" w:lineRule="exact"' in found["word/styles.xml"]
    assert "第 </w:t>" in found["word/footer1.xml"]
    assert "w:jc" not in found["word/footer1.xml"]
    assert f"示例区{OFFICES[0]}办事处" in found["word/document.xml"]


def test_page_number_and_signature_can_be_left_off() -> None:
    """With a blank setting."""
    settings = CONFIGURED.model_dump() | {"report": {"page_number": "", "signature": ""}}
    writer = ReportWriter(FORM, District.model_validate(settings), YEAR)
    found = parts(writer.write(Content(OFFICES[0], FIGURES, texts())))
    assert not any("footer" in name for name in found)
    assert "成文日期" not in found["word/document.xml"]


def test_a_draft_says_so_on_every_page_and_marks_what_is_wrong() -> None:
    """By colour and by a sign; a figure that is not known is never a 0."""
    figures = {**FIGURES, CellRef("表四", "", "行政复议/总计"): None}
    said = Content(OFFICES[0], figures, texts(改进措施=""), [SOME, "存在问题"])
    report = docx.Document(io.BytesIO(ReportWriter(FORM, CONFIGURED, YEAR, Kind.DRAFT).write(said)))
    section = report.sections[0]
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text.startswith("草稿")
    marked = [
        "".join(node.text or "" for node in cell.iter(qn("w:t")))
        for table in report.tables
        for cell in table._tbl.iter(qn("w:tc"))
        if cell.find(f".//{qn('w:shd')}") is not None
    ]
    assert marked == [f"{FIGURES[SOME]}※", "？※"]
    shaded = [run.text for p in report.paragraphs for run in p.runs if look(run) == "待补充"]
    assert shaded == ["存在问题的示例文字。※", "（没有写）※"]


@pytest.mark.parametrize("kind", list(Kind))
def test_word_would_open_it_without_repair(kind: Kind, tmp_path: Path) -> None:
    """Word is stricter than LibreOffice and python-docx: the schema decides."""
    path = tmp_path / "示例.docx"
    path.write_bytes(written(kind))
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
    name = FileNames(FORM, CONFIGURED, YEAR).report(OFFICES[0])
    assert name == f"街道报告/{DISTRICT}{OFFICES[0]}{YEAR}年政府信息公开工作年度报告.docx"


def test_names_of_the_settings_are_escaped_too() -> None:
    """An office may be called A&B."""
    settings = {"district": {"name": "A&B区", "offices": ["乙"]}}
    writer = ReportWriter(FORM, District.model_validate(settings), YEAR)
    report = docx.Document(io.BytesIO(writer.write(Content("<乙>街道", FIGURES, texts()))))
    assert report.paragraphs[0].text.startswith("A&B区<乙>街道\n")
    assert report.core_properties.author == "A&B区<乙>街道"


def test_a_paragraph_says_of_itself_only_what_it_is_given() -> None:
    """The style of the text is that of the document, and need not be named."""
    plain = paragraphs.paragraph(BODY, "")
    assert plain == "<w:p></w:p>"
    assert paragraphs.paragraph(BODY, "x", "<w:keepNext/>") == (
        "<w:p><w:pPr><w:keepNext/></w:pPr>x</w:p>"
    )
    assert paragraphs.paragraph("Title", "x") == (
        '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>x</w:p>'
    )

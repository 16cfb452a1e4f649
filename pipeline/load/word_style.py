"""How the Word documents look: page, styles and fonts, after GB/T 9704-2012 without 版头."""

from dataclasses import dataclass, replace
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap
from docx.section import _Footer, _Header
from docx.shared import Mm
from lxml import etree

from pipeline.district import Style

PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
SIGN = 16  # points of a sign of the text
TEXT_SIGNS, TITLE_SIGNS = 28, 20  # in a line of the text, and of a title

# The styles by their ids.
BODY, TITLE, HEADING_1, HEADING_2 = "Normal", "Title", "Heading1", "Heading2"
TABLE_HEAD, TABLE_LABEL, TABLE_FIGURE, NOTE = "TableHead", "TableLabel", "TableFigure", "TableNote"
SHEET_HEAD, SHEET = "SheetHead", "Sheet"  # in a table to be filled in by hand
SIGNATURE, DATE, FOOTER, HEADER = "Signature", "Date", "Footer", "Header"
LEAD_IN, TO_COMPLETE = "LeadIn", "ToComplete"  # of characters
SHADE = "FBE4D5"  # behind what is wrong or missing; black on it has a contrast of 17:1
_RED = "C00000"

_UNUSED = {  # parts of python-docx's default package that our documents do not need
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/webSettings",
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}


@dataclass(frozen=True, kw_only=True)
class _Look:
    """A paragraph style: its font and how its lines stand."""

    style_id: str
    name: str  # what Word's style pane shows; the built-in names make the navigation pane work
    font: str
    points: float
    align: str  # both, center, left, right
    pitch: float = 0  # points between lines, exactly; 0 lets the text decide
    closer: float = 0  # points between signs, less than usual
    indent: int = 0  # hundredths of a sign, first line
    before: float = 0  # points
    after: float = 0
    outline: int | None = None  # heading level, from 0
    kept: bool = False  # on the page of what follows


def _looks(style: Style) -> list[_Look]:
    """Every paragraph style. 28 signs of 16 points fill a line when they stand 0.25 closer."""
    text = _Look(
        style_id=BODY,
        name="Normal",
        font=style.body_font,
        points=SIGN,
        align="both",
        pitch=style.line_pitch,
        closer=0.25,
        indent=200,
    )
    title = _Look(
        style_id=TITLE,
        name="Title",
        font=style.title_font,
        points=22,
        align="center",
        pitch=35,
        after=style.line_pitch,
    )
    heading = replace(
        text, style_id=HEADING_1, name="heading 1", font=style.heading_font, outline=0, kept=True
    )
    under = replace(
        text, style_id=HEADING_2, name="heading 2", font=style.subheading_font, outline=1, kept=True
    )
    date = replace(text, style_id=DATE, name="Date", align="right", indent=0)
    signed = replace(date, style_id=SIGNATURE, name="Signature", before=style.line_pitch, kept=True)
    head = _Look(
        style_id=TABLE_HEAD, name="表头", font=style.heading_font, points=10, align="center"
    )
    label = replace(head, style_id=TABLE_LABEL, name="表项", font=style.body_font, align="left")
    figure = replace(head, style_id=TABLE_FIGURE, name="表内数字", font=style.number_font)
    note = replace(label, style_id=NOTE, name="表注", points=10.5, before=4)
    sheet_head = replace(head, style_id=SHEET_HEAD, name="审签单项目", points=12)
    sheet = replace(label, style_id=SHEET, name="审签单内容", points=12)
    table = [head, label, figure, note, sheet_head, sheet]
    footer = replace(figure, style_id=FOOTER, name="footer", points=14)
    header = replace(head, style_id=HEADER, name="header", points=16)
    return [text, title, heading, under, signed, date, *table, footer, header]


def new_document(style: Style, header: str = "") -> Document:
    """An empty document with our page, styles, page number and header, and nothing else."""
    document = docx.Document()
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype in _UNUSED]:
            del rels[key]
    _set_page(document)
    _set_styles(document, style)
    _set_settings(document)
    _set_font_table(document, style)
    _set_theme(document, style)
    if style.page_number:
        _set_page_numbers(document, style)
    if header:
        _set_header(document, header)
    return document


def set_properties(document: Document, title: str, author: str, made: datetime) -> None:
    """What the file says about itself."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.comments = properties.keywords = properties.subject = ""
    properties.created = properties.modified = made
    properties.language = "zh-CN"


def _set_page(document: Document) -> None:
    section = document.sections[0]
    page = section._sectPr  # noqa: SLF001 - python-docx cannot empty it
    page.attrib.clear()
    for child in list(page):
        page.remove(child)
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance, section.footer_distance = Mm(20), Mm(25)
    section.gutter = Mm(0)


def _set_styles(document: Document, style: Style) -> None:
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    fonts = _fonts(style.body_font)
    styles.append(
        parse_xml(
            # The language of digits must not be Chinese, or LibreOffice breaks lines within them.
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{fonts}"
            '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        )
    )
    for look in _looks(style):
        styles.append(parse_xml(_style_xml(look)))
    lead_in = f"<w:rPr>{_fonts(style.subheading_font)}</w:rPr>"
    styles.append(parse_xml(_character_xml(LEAD_IN, "段首小标题", lead_in)))
    shaded = f'<w:rPr><w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/></w:rPr>'
    styles.append(parse_xml(_character_xml(TO_COMPLETE, "待补充", shaded)))
    styles.append(parse_xml(_TABLE_NORMAL.format(ns=nsdecls("w"))))
    styles.append(parse_xml(_TABLE_GRID.format(ns=nsdecls("w"))))


def _fonts(font: str) -> str:
    # The digits and letters of a 公文 are set in the font of its Chinese text, and signs that
    # Chinese shares with other languages (“ ” — …) as Chinese ones.
    named = quoteattr(font)
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii={named} w:hAnsi={named}'
        f" w:eastAsia={named} w:cs={named}/>"
    )


def _style_xml(look: _Look) -> str:
    default = ' w:default="1"' if look.style_id == BODY else ""
    based = "" if default else f'<w:basedOn w:val="{BODY}"/>'
    follows = BODY if look.align == "both" else look.style_id
    keep = "<w:keepNext/><w:keepLines/>" if look.kept else ""
    line = f'w:line="{_twentieths(look.pitch)}" w:lineRule="exact"'
    if not look.pitch:
        line = 'w:line="240" w:lineRule="auto"'
    outline = f'<w:outlineLvl w:val="{look.outline}"/>' if look.outline is not None else ""
    first_line = look.indent * look.points / 100  # for readers that do not count in signs
    size = round(look.points * 2)
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{default} w:styleId="{look.style_id}">'
        f'<w:name w:val="{look.name}"/>{based}<w:next w:val="{follows}"/><w:qFormat/>'
        # What Word does anyway. LibreOffice reads it the other way round, and well so: a stop
        # that it hangs over the edge may be lost.
        f'<w:pPr>{keep}<w:overflowPunct w:val="1"/><w:spacing w:before="{_twentieths(look.before)}"'
        f' w:after="{_twentieths(look.after)}" {line}/>'
        f'<w:ind w:firstLineChars="{look.indent}" w:firstLine="{_twentieths(first_line)}"/>'
        f'<w:jc w:val="{look.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_fonts(look.font)}<w:spacing w:val="{_twentieths(-look.closer)}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _character_xml(style_id: str, name: str, look: str) -> str:
    return (
        f'<w:style {nsdecls("w")} w:type="character" w:styleId="{style_id}">'
        f'<w:name w:val="{name}"/><w:qFormat/>{look}</w:style>'
    )


def _twentieths(points: float) -> int:
    """Twentieths of a point, in which Word measures."""
    return round(points * 20)


_TABLE_NORMAL = (
    '<w:style {ns} w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:tblPr>'
    '<w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr></w:style>"
)
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE_GRID = (
    '<w:style {ns} w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    + _EDGES
    + "</w:tblBorders></w:tblPr></w:style>"
)


_COMPATIBILITY = (  # the layout rules of Word 2013 and later, not those of an older one
    '<w:compat {ns}><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)


def _set_settings(document: Document) -> None:
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    for xml in (
        '<w:zoom {ns} w:percent="100"/>',
        "<w:evenAndOddHeaders {ns}/>",
        '<w:characterSpacingControl {ns} w:val="compressPunctuation"/>',
        _COMPATIBILITY,
        '<w:themeFontLang {ns} w:val="zh-CN" w:eastAsia="zh-CN"/>',
    ):
        settings.append(parse_xml(xml.format(ns=nsdecls("w"))))


def _set_font_table(document: Document, style: Style) -> None:
    fonts = "".join(
        f'<w:font w:name={quoteattr(name)}><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name in sorted(style.fonts)
    )
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table._blob = f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()  # noqa: SLF001 - it has no setter


def _set_theme(document: Document, style: Style) -> None:
    """The part must be there; it names our fonts in place of another country's."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = parse_xml(part.blob)
    for kind, font in (("major", style.heading_font), ("minor", style.body_font)):
        (fonts,) = theme.iter(f"{{{nsmap['a']}}}{kind}Font")
        for child in list(fonts):
            fonts.remove(child)
        for script, named in (("latin", font), ("ea", font), ("cs", "")):
            face = f"<a:{script} {nsdecls('a')} typeface={quoteattr(named)}/>"
            fonts.append(parse_xml(face))
    part._blob = etree.tostring(theme)  # noqa: SLF001 - it has no setter


def _set_page_numbers(document: Document, style: Style) -> None:
    """Odd pages have theirs on the right, one sign from the edge; even pages on the left."""
    before, after = (_run(piece) for piece in style.page_number.split("1"))
    number = f'{before}<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>{after}'
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        outer = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
        _fill(footer, FOOTER, outer if style.page_number_place == "外侧" else "", number)


def _set_header(document: Document, text: str) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        _fill(header, HEADER, "", _run(text, f'<w:color w:val="{_RED}"/>'))


def _fill(place: _Header | _Footer, style_id: str, look: str, runs: str) -> None:
    place.is_linked_to_previous = False
    for paragraph in place.paragraphs:
        place._element.remove(paragraph._p)  # noqa: SLF001 - python-docx has no other way
    xml = f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style_id}"/>{look}</w:pPr>{runs}</w:p>'
    place._element.append(parse_xml(xml))  # noqa: SLF001 - python-docx has no fields


def _run(text: str, look: str = "") -> str:
    looks = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""

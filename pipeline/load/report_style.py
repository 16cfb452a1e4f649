"""How a report looks: page, styles and fonts, after GB/T 9704-2012 for a document without 版头."""

from typing import NamedTuple

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT

FONTS = FANGSONG, KAITI, HEITI, XIAOBIAOSONG, SONGTI = (
    "仿宋_GB2312",
    "楷体_GB2312",
    "黑体",
    "方正小标宋简体",
    "宋体",
)


class Look(NamedTuple):
    """A paragraph style: its fonts and how its lines stand."""

    style_id: str
    name: str  # what Word's style pane shows; the built-in names make the navigation pane work
    font: str
    points: float
    align: str  # both, center, left
    pitch: float = 0  # points between lines, exactly; 0 lets the text decide
    indent: int = 0  # hundredths of a character, first line
    outline: int | None = None  # heading level, from 0
    next_style: str = "Normal"


BODY = Look("Normal", "Normal", FANGSONG, 16, "both", pitch=28.95, indent=200)
TITLE = Look("Title", "Title", XIAOBIAOSONG, 22, "center", pitch=35)
HEADING_1 = Look("Heading1", "heading 1", HEITI, 16, "both", 28.95, 200, outline=0)
HEADING_2 = Look("Heading2", "heading 2", KAITI, 16, "both", 28.95, 200, outline=1)
TABLE_HEAD = Look("TableHead", "表头", HEITI, 9, "center", next_style="TableHead")
TABLE_LABEL = Look("TableLabel", "表项", FANGSONG, 9, "left", next_style="TableLabel")
TABLE_FIGURE = Look("TableFigure", "表内数字", SONGTI, 9, "center", next_style="TableFigure")
FOOTER = Look("Footer", "footer", SONGTI, 14, "center")
_LOOKS = (BODY, TITLE, HEADING_1, HEADING_2, TABLE_HEAD, TABLE_LABEL, TABLE_FIGURE, FOOTER)

_UNUSED = {  # parts of python-docx's default package that a report does not need
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/webSettings",
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}


def dress(document: Document) -> None:
    """Give an empty document of python-docx our page, styles and footer, and nothing else."""
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype in _UNUSED]:
            del rels[key]
    _set_page(document)
    _set_styles(document)
    _set_settings(document)
    _set_font_table(document)
    _set_footer(document)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance, section.footer_distance = Mm(15), Mm(28)


def _set_styles(document: Document) -> None:
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    fonts = _fonts(FANGSONG)
    styles.append(
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{fonts}"
            '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        )
    )
    for look in _LOOKS:
        styles.append(parse_xml(_style_xml(look)))
    styles.append(parse_xml(_TABLE_NORMAL.format(ns=nsdecls("w"))))
    styles.append(parse_xml(_TABLE_GRID.format(ns=nsdecls("w"))))


def _fonts(font: str) -> str:
    # The digits and letters of a 公文 are set in the font of its Chinese text.
    return f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'


def _style_xml(look: Look) -> str:
    default = ' w:default="1"' if look is BODY else ""
    based = "" if look is BODY else '<w:basedOn w:val="Normal"/>'
    heading = look.outline is not None
    keep = "<w:keepNext/><w:keepLines/>" if heading else ""
    exactly = f' w:line="{round(look.pitch * 20)}" w:lineRule="exact"' if look.pitch else ""
    single = "" if look.pitch else ' w:line="240" w:lineRule="auto"'
    outline = f'<w:outlineLvl w:val="{look.outline}"/>' if heading else ""
    first_line = look.indent * look.points / 5  # twentieths of a point: for readers without Chars
    size = round(look.points * 2)
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{default} w:styleId="{look.style_id}">'
        f'<w:name w:val="{look.name}"/>{based}<w:next w:val="{look.next_style}"/><w:qFormat/>'
        f"<w:pPr>{keep}"
        f'<w:spacing w:before="0" w:after="0"{exactly}{single}/>'
        f'<w:ind w:firstLineChars="{look.indent}" w:firstLine="{round(first_line)}"/>'
        f'<w:jc w:val="{look.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_fonts(look.font)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        "</w:style>"
    )


_TABLE_NORMAL = (
    '<w:style {ns} w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:tblPr>'
    '<w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
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
        '<w:characterSpacingControl {ns} w:val="compressPunctuation"/>',
        _COMPATIBILITY,
        '<w:themeFontLang {ns} w:val="en-US" w:eastAsia="zh-CN"/>',
    ):
        settings.append(parse_xml(xml.format(ns=nsdecls("w"))))


def _set_font_table(document: Document) -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name in sorted({look.font for look in _LOOKS})
    )
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table._blob = f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()  # noqa: SLF001 - it has no setter


def _set_footer(document: Document) -> None:
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = document.styles["footer"]
    paragraph.add_run("— ")
    paragraph._p.append(  # noqa: SLF001 - python-docx has no fields
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )
    paragraph.add_run(" —")

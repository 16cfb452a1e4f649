"""How the Word documents look: measures, styles and fonts, after GB/T 9704-2012 without 版头."""

from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

from docx.oxml.ns import nsdecls
from docx.shared import Mm

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
# Behind what is wrong or missing; black on it has a contrast of 17:1.
SHADING = '<w:shd w:val="clear" w:color="auto" w:fill="FBE4D5"/>'
_RED = "C00000"


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
    color: str = "000000"
    outline: int | None = None  # heading level, from 0
    tight: bool = False  # no room between digits and Chinese signs
    kept: bool = False  # on the page of what follows


def _looks(settings: Style) -> list[_Look]:
    """Every paragraph style. 28 signs of 16 points fill a line when they stand 0.25 closer."""
    text = _Look(
        style_id=BODY,
        name="Normal",
        font=settings.body_font,
        points=SIGN,
        align="both",
        pitch=settings.line_pitch,
        closer=0.25,
        indent=200,
    )
    title = _Look(
        style_id=TITLE,
        name="Title",
        font=settings.title_font,
        points=22,
        align="center",
        pitch=35,
        after=settings.line_pitch,
    )
    heading = replace(
        text, style_id=HEADING_1, name="heading 1", font=settings.heading_font, outline=0, kept=True
    )
    under = replace(
        text,
        style_id=HEADING_2,
        name="heading 2",
        font=settings.subheading_font,
        outline=1,
        kept=True,
    )
    date = replace(text, style_id=DATE, name="Date", align="right", indent=0, tight=True)
    signed = replace(
        date, style_id=SIGNATURE, name="Signature", before=settings.line_pitch, kept=True
    )
    head = _Look(
        style_id=TABLE_HEAD, name="表头", font=settings.heading_font, points=10, align="center"
    )
    label = replace(head, style_id=TABLE_LABEL, name="表项", font=settings.body_font, align="left")
    figure = replace(head, style_id=TABLE_FIGURE, name="表内数字", font=settings.number_font)
    note = replace(label, style_id=NOTE, name="表注", points=10.5, before=4)
    sheet_head = replace(head, style_id=SHEET_HEAD, name="审签单项目", points=12)
    sheet = replace(label, style_id=SHEET, name="审签单内容", points=12)
    table = [head, label, figure, note, sheet_head, sheet]
    footer = replace(figure, style_id=FOOTER, name="footer", points=14)
    header = replace(head, style_id=HEADER, name="header", points=16, color=_RED)
    return [text, title, heading, under, signed, date, *table, footer, header]


def styles_xml(settings: Style) -> list[str]:
    """Every style of a document, with what holds where a style says nothing."""
    # The language of digits must not be Chinese, or LibreOffice breaks lines within them.
    defaults = (
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{_fonts(settings.body_font)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    lead_in = _fonts(settings.subheading_font)
    return [
        defaults,
        *map(_style_xml, _looks(settings)),
        _character_xml(LEAD_IN, "段首小标题", lead_in),
        _character_xml(TO_COMPLETE, "待补充", SHADING),
        _TABLE_NORMAL,
        _TABLE_GRID,
    ]


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
    tight = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>' if look.tight else ""
    size = round(look.points * 2)
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{default} w:styleId="{look.style_id}">'
        f'<w:name w:val="{look.name}"/>{based}<w:next w:val="{follows}"/><w:qFormat/>'
        # What Word does anyway. LibreOffice reads it the other way round, and well so: a stop
        # that it hangs over the edge may be lost.
        f'<w:pPr>{keep}<w:widowControl w:val="0"/><w:overflowPunct w:val="1"/>'
        f'{tight}<w:spacing w:before="{_twentieths(look.before)}"'
        f' w:after="{_twentieths(look.after)}" {line}/>'
        f'<w:ind w:firstLineChars="{look.indent}" w:firstLine="{_twentieths(first_line)}"/>'
        f'<w:jc w:val="{look.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_fonts(look.font)}<w:color w:val="{look.color}"/>'
        f'<w:spacing w:val="{_twentieths(-look.closer)}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _character_xml(style_id: str, name: str, look: str) -> str:
    return (
        f'<w:style {nsdecls("w")} w:type="character" w:styleId="{style_id}">'
        f'<w:name w:val="{name}"/><w:qFormat/><w:rPr>{look}</w:rPr></w:style>'
    )


def _twentieths(points: float) -> int:
    """Twentieths of a point, in which Word measures."""
    return round(points * 20)


_TABLE_NORMAL = (
    f'<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="TableNormal">'
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
    f'<w:style {nsdecls("w")} w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    + _EDGES
    + "</w:tblBorders></w:tblPr></w:style>"
)

"""An empty Word document with our page, styles and page number, and nothing of anybody else's."""

import io
from datetime import datetime
from functools import cache
from xml.sax.saxutils import quoteattr

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap
from docx.section import _Footer, _Header
from docx.shared import Mm
from lxml import etree

from pipeline.district import Style
from pipeline.load import word_style
from pipeline.load.paragraphs import run

_UNUSED = {  # parts of python-docx's default package that our documents do not need
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/webSettings",
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}


def new_document(settings: Style, header: str = "") -> Document:
    """An empty document with our page, styles, page number and header, and nothing else."""
    document = docx.Document(io.BytesIO(_bare()))
    _set_page(document)
    _set_styles(document, settings)
    _set_settings(document)
    _set_font_table(document, settings)
    _set_theme(document, settings)
    if settings.page_number:
        _set_page_numbers(document, settings)
    if header:
        _set_header(document, header)
    return document


@cache
def _bare() -> bytes:
    """python-docx's default document without what is not ours: reading that takes 10 ms."""
    document = docx.Document()
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype in _UNUSED]:
            del rels[key]
    for part in (document.styles.element, document.settings.element):
        for child in list(part):
            part.remove(child)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


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
    section.page_width, section.page_height = word_style.PAGE_WIDTH, word_style.PAGE_HEIGHT
    section.top_margin, section.bottom_margin = word_style.TOP, word_style.BOTTOM
    section.left_margin, section.right_margin = word_style.LEFT, word_style.RIGHT
    section.header_distance, section.footer_distance = Mm(20), Mm(25)
    section.gutter = Mm(0)


def _set_styles(document: Document, settings: Style) -> None:
    styles = document.styles.element
    for xml in word_style.styles_xml(settings):
        styles.append(parse_xml(xml))


_COMPATIBILITY = (  # the layout rules of Word 2013 and later, not those of an older one
    '<w:compat {ns}><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)


def _set_settings(document: Document) -> None:
    element = document.settings.element
    for xml in (
        '<w:zoom {ns} w:percent="100"/>',
        "<w:evenAndOddHeaders {ns}/>",
        '<w:characterSpacingControl {ns} w:val="compressPunctuation"/>',
        _COMPATIBILITY,
        '<w:themeFontLang {ns} w:val="zh-CN" w:eastAsia="zh-CN"/>',
    ):
        element.append(parse_xml(xml.format(ns=nsdecls("w"))))


def _set_font_table(document: Document, settings: Style) -> None:
    fonts = "".join(
        f'<w:font w:name={quoteattr(name)}><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name in sorted(settings.fonts)
    )
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table._blob = f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()  # noqa: SLF001 - it has no setter


def _set_theme(document: Document, settings: Style) -> None:
    """The part must be there; it names our fonts in place of another country's."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = parse_xml(part.blob)
    for kind, font in (("major", settings.heading_font), ("minor", settings.body_font)):
        (fonts,) = theme.iter(f"{{{nsmap['a']}}}{kind}Font")
        for child in list(fonts):
            fonts.remove(child)
        for script, named in (("latin", font), ("ea", font), ("cs", "")):
            face = f"<a:{script} {nsdecls('a')} typeface={quoteattr(named)}/>"
            fonts.append(parse_xml(face))
    part._blob = etree.tostring(theme)  # noqa: SLF001 - it has no setter


def _set_page_numbers(document: Document, settings: Style) -> None:
    """Odd pages have theirs on the right, one sign from the edge; even pages on the left."""
    before, after = (run(piece) for piece in settings.page_number.split("1"))
    number = f'{before}<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>{after}'
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        outer = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
        _fill(
            footer, word_style.FOOTER, outer if settings.page_number_place == "外侧" else "", number
        )


def _set_header(document: Document, text: str) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        _fill(header, word_style.HEADER, "", run(text))


def _fill(place: _Header | _Footer, style_id: str, look: str, runs: str) -> None:
    place.is_linked_to_previous = False
    for paragraph in place.paragraphs:
        place._element.remove(paragraph._p)  # noqa: SLF001 - python-docx has no other way
    xml = f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style_id}"/>{look}</w:pPr>{runs}</w:p>'
    place._element.append(parse_xml(xml))  # noqa: SLF001 - python-docx has no fields

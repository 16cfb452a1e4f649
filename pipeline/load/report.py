"""The statutory Word report: one per office, its draft, and what sums up all of them."""

from collections.abc import Collection, Mapping
from enum import Enum, auto
from typing import NamedTuple
from xml.sax.saxutils import escape

from pipeline.district import District
from pipeline.form.model import Form
from pipeline.form.section import NOTHING, Field, FieldKind, Section, Topic
from pipeline.form.table import CellRef, Table
from pipeline.load import paragraphs
from pipeline.load import word_style as style
from pipeline.load.pieces import Skeleton
from pipeline.load.stamp import stamp
from pipeline.load.word_document import new_document, set_properties
from pipeline.load.word_table import table_xml
from pipeline.records import Note
from pipeline.tiers import OFFICES

_UNDATED = "　　　　年　　月　　日"
_BESIDE_TABLE = 100  # twentieths of a point between a heading and a table


class Kind(Enum):
    """Whose report it is, and what for."""

    OFFICE = auto()  # for publication
    DRAFT = auto()  # an office's that has 错误: every page says so, what is wrong is marked
    DISTRICT = auto()  # what others reported, summed up and outlined: no statutory report


_HEADER = {
    Kind.DRAFT: "草稿　有错误待改，不得公开（带※的有误）",
    Kind.DISTRICT: "各{unit}汇总　不是年度报告，不得作为年度报告公开",
}


class _Named(NamedTuple):
    """A slot for words of the form with {district} {office} {year} in them."""

    words: str


class _Note(NamedTuple):
    """A slot for what is said below a table."""

    table: str


class _Shading(NamedTuple):
    """A slot for the look of a figure's cell."""

    of: CellRef


class _Block(Enum):
    """A slot for paragraphs that the form does not word."""

    TITLE = auto()
    SIGNATURE = auto()


_Slot = _Named | _Note | _Shading | _Block | Field | CellRef


class Content(NamedTuple):
    """What one report says.

    figures: every figure, None where it is not known; a final report needs them all.
    texts: the answers by field label.
    wrong: the figures and the labels of the answers that have an 错误, for a draft.
    notes: table name → what is said below it, for the district.
    """

    office: str  # blank for the district itself
    figures: Mapping[CellRef, int | None]
    texts: Mapping[str, str]
    wrong: Collection[CellRef | str] = ()
    notes: Mapping[str, Note] = {}


def printed_answer(field: Field, texts: Mapping[str, str]) -> str:
    """An office's answer as its report prints it; blank where nothing is printed."""
    text = texts[field.label] if field.kind is FieldKind.PROSE else ""
    if field.topic is Topic.OTHER and NOTHING.fullmatch(text.strip()):
        return ""  # the fee follows, which is something
    return field.lead + text if text else ""


class ReportWriter:
    """Writes the reports of one run: one form, one district, one year, one kind."""

    def __init__(
        self,
        form: Form,
        district: District,
        year: int,
        kind: Kind = Kind.OFFICE,
        unit: str = OFFICES.unit,
    ) -> None:
        is_summary = kind is Kind.DISTRICT
        self._form = form
        self._title = form.summary_title if is_summary else form.title
        self._preface = form.summary_preface if is_summary else _preface(form)
        self._unit = unit  # what a summary sums up
        self._district = district
        self._year = year
        self._kind = kind
        self._written = {ref: cell.measure.written for ref, cell in form.cells.items()}
        *_, self._last = (field for field in form.fields if field.kind is FieldKind.PROSE)
        self._package = self._skeleton().cut()

    def write(self, said: Content) -> bytes:
        """One report, from its figures and its answers."""
        return self._package.joined(lambda slot: self._content(slot, said))

    def _content(self, slot: _Slot, said: Content) -> str:
        match slot:
            case CellRef():
                return self._figure(slot, said)
            case Field():
                return self._answer(slot, said)
            case _Named(words):
                return escape(self._named(words, said.office))
            case _Shading(ref):
                return style.SHADING if _doubtful(ref, said) else ""
            case _Note(table):
                return paragraphs.note(said.notes[table])
            case _Block.TITLE:
                return self._title_lines(said.office)
            case _Block.SIGNATURE:
                return self._signature(said)

    def _figure(self, ref: CellRef, said: Content) -> str:
        figure = said.figures[ref]
        if figure is None:
            if self._kind is not Kind.DRAFT:
                raise ValueError(f"a report needs every figure: {ref}")
            return "？※"
        written = self._written[ref](figure)
        return f"{written}※" if ref in said.wrong else written

    def _answer(self, field: Field, said: Content) -> str:
        if self._kind is Kind.DISTRICT:
            text = said.texts[field.label]
        else:
            text = printed_answer(field, said.texts)
        unwritten = not text and field.topic is not Topic.OTHER
        if field.label in said.wrong or (unwritten and self._kind is Kind.DRAFT):
            return paragraphs.doubtful(text)
        if self._kind is Kind.DISTRICT:
            return paragraphs.outline(text)
        return paragraphs.answer(text, last=field == self._last)

    def _title_lines(self, office: str) -> str:
        lines = [line.partition("{office}") for line in self._title]
        return paragraphs.title(
            [[self._named(words, office) for words in line if words] for line in lines]
        )

    def _signature(self, said: Content) -> str:
        name = self._district.report.signed(self._district.name, said.office)
        date = said.texts.get(self._form.field(FieldKind.DATE).label)
        return paragraphs.signature(name, date or _UNDATED) if name else ""

    def _named(self, words: str, office: str) -> str:
        return words.format(
            district=self._district.name, office=office, year=self._year, unit=self._unit
        )

    # ── the skeleton ────────────────────────────────────────────────────────

    def _skeleton(self) -> Skeleton[_Slot]:
        header = _HEADER.get(self._kind, "").format(unit=self._unit)
        document = new_document(self._district.report, header)
        skeleton = Skeleton[_Slot](document)
        title, author = _Named("".join(self._title)), _Named("{district}{office}")
        set_properties(document, skeleton.mark(title), skeleton.mark(author), stamp(self._year))
        skeleton.add(skeleton.mark(_Block.TITLE))
        preface = paragraphs.marked_run(skeleton.mark(_Named(self._preface)))
        skeleton.add(paragraphs.paragraph(style.BODY, preface))
        below_table = False
        for section in self._form.sections:
            if section.heading:
                self._section(skeleton, section, below_table=below_table)
                below_table = section.is_table
        skeleton.add(skeleton.mark(_Block.SIGNATURE))
        return skeleton

    def _section(self, skeleton: Skeleton[_Slot], section: Section, *, below_table: bool) -> None:
        before, after = below_table * _BESIDE_TABLE, section.is_table * _BESIDE_TABLE
        room = f'<w:spacing w:before="{before}" w:after="{after}"/>' if before or after else ""
        heading = paragraphs.marked_run(escape(section.heading))
        skeleton.add(paragraphs.paragraph(style.HEADING_1, heading, room))
        for item in section.content:
            if isinstance(item, Field) and item.kind is FieldKind.PROSE:
                if item.heading:
                    run = paragraphs.marked_run(escape(item.heading))
                    skeleton.add(paragraphs.paragraph(style.HEADING_2, run))
                skeleton.add(skeleton.mark(item))
            elif isinstance(item, Table) and not item.is_list:
                self._table(skeleton, item)

    def _table(self, skeleton: Skeleton[_Slot], table: Table) -> None:
        def shading(ref: CellRef) -> str:
            return skeleton.mark(_Shading(ref)) if self._kind is Kind.DRAFT else ""

        skeleton.add(table_xml(table, skeleton.mark, shading))
        if self._kind is Kind.DISTRICT:
            skeleton.add(skeleton.mark(_Note(table.name)))


def _preface(form: Form) -> str:
    subjects = [section.subject for section in form.sections if section.subject]
    parts = "、".join(subjects[:-1]) + f"和{subjects[-1]}"
    return form.preface.replace("{parts}", parts)


def _doubtful(ref: CellRef, said: Content) -> bool:
    return ref in said.wrong or said.figures[ref] is None

"""Where on its sheets a return answers: found by labels, never by row and column numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, NamedTuple

from pipeline import messages
from pipeline.cells import (
    ErrorValue,
    Plain,
    Position,
    Raw,
    Sheet,
    Spot,
    Struck,
    Workbook,
    address,
    stored,
)
from pipeline.findings import Finding, Level, Message, Place, Trait
from pipeline.form.model import Form
from pipeline.form.section import Field, FieldKind, Section
from pipeline.form.table import UNLABELLED, Axis, Block, CellRef, Line, Table, squeezed
from pipeline.records import Aside, Reply
from pipeline.transform.asides import (
    FOR_INFORMATION,
    at_most,
    carried,
    is_number,
    on_other_sheets,
    replies,
    says_nothing,
    settled,
    texts_of,
    written_over,
)
from pipeline.transform.labels import EVERYWHERE, SheetLabels, Window
from pipeline.transform.sheets import choose_sheets

_LISTED, _NAMED = 5, 200  # cells shown in one finding with their text, and by address alone
_QUOTED = 16  # signs of a text among them


class Answer(NamedTuple):
    """What stands in one cell, and where: `D7` of a sheet."""

    value: Raw
    sheet: str
    cell: str

    @property
    def stored(self) -> Plain | ErrorValue | Struck:
        """The value, or what a formula had come to when the file was saved."""
        return stored(self.value)

    @property
    def spot(self) -> Spot:
        """Return where it stands."""
        return Spot(self.sheet, self.cell)


@dataclass
class Answers:
    """One file's answers; what could not be located is absent, and a finding says why."""

    file: str
    digest: str = ""
    edition: str = ""
    figures: dict[CellRef, Answer] = field(default_factory=dict)
    words: dict[str, Answer] = field(default_factory=dict)  # by field label
    findings: list[Finding] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    reworded: set[Spot] = field(default_factory=set)  # where a label stands in other words

    def __getstate__(self) -> dict[str, Any]:
        """Give the state to be pickled: plain tuples take a fifth of the time of named ones."""
        figures = [(*ref, *answer) for ref, answer in self.figures.items()]
        return {**self.__dict__, "figures": figures}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the state that `__getstate__` gave."""
        figures = state.pop("figures")
        self.__dict__.update(state)
        self.figures = {CellRef(*line[:3]): Answer(*line[3:]) for line in figures}


def locate(workbook: Workbook, form: Form) -> Answers:
    """Every answer of a return, by the labels of the form."""
    answers = Answers(workbook.file, workbook.digest, workbook.edition)
    chosen, answers.findings = choose_sheets(workbook, form)
    if any(Trait.UNREAD in finding.traits for finding in answers.findings):
        return answers  # it has nothing to do with the form
    are_told = any(finding.level is not Level.NOTE for finding in answers.findings)
    for section in form.sections:
        if section.sheet in chosen:
            name = chosen[section.sheet]
            place = Place(file=workbook.file, sheet=name)
            _Sheet(place, workbook.sheets[name], section, form, answers).locate()
    listed, answers.replies = settled(carried(workbook, form), replies(workbook, form), form)
    if left := sum(not aside.settled for aside in listed):
        sheet = form.corrections.elsewhere
        place = Place(file=workbook.file, sheet=sheet)
        answers.findings.append(messages.sheets.ASIDES.at(place, sheet=sheet, count=left))
    # A sheet that is lost may be one of those that the form does not know.
    to_do = FOR_INFORMATION if len(chosen) == len(form.sections) else ""
    others = on_other_sheets(workbook, form, chosen.values(), to_do)
    over = written_over(workbook)
    if untold := [*([] if are_told else others), *over]:
        at = "、".join(str(aside.place) for aside in untold[:_LISTED])
        place = Place(file=workbook.file)
        answers.findings.append(messages.sheets.ELSEWHERE.at(place, count=len(untold), places=at))
    answers.asides = at_most([*listed, *answers.asides, *others, *over])
    return answers


class _Sheet:
    """One sheet being searched; what is found, and what is not, goes into `answers`."""

    def __init__(
        self, place: Place, sheet: Sheet, section: Section, form: Form, answers: Answers
    ) -> None:
        self.place = place
        self.form = form
        self.sheet = sheet
        self.section = section
        self.answers = answers
        self.labels = SheetLabels(sheet, section, place)
        self.figures: dict[Position, CellRef] = {}
        self.answered: set[Position] = set()  # cells that hold an answer, or are known as a label

    def locate(self) -> None:
        """The answers of the section; one finding for all rows that are lost, one for columns."""
        for table in self.section.tables:
            self._locate_table(table)
        self._locate_fields(self.section.fields)
        self.answers.findings += self.labels.tell()
        self.answered |= self.labels.reworded
        name = self.place.sheet
        self.answers.reworded |= {Spot(name, address(*at)) for at in self.labels.reworded}
        self._tell_merged()
        self._tell_hidden()
        self._tell_outside()

    def _tell(
        self,
        message: Message,
        at: Sequence[Position],
        value: str = "",
        expected: str = "",
        **facts: object,
    ) -> None:
        """A finding at a cell, at a range from first to last, or about the sheet."""
        place = replace(self.place, cell=":".join(address(*position) for position in at))
        self.answers.findings.append(message.at(place, value, expected, **facts))

    def _tell_merged(self) -> None:
        """Figures of several cells merged into one belong to nobody."""
        for first, last in self.sheet.merged:
            inside = [
                position
                for position in self.figures
                if first[0] <= position[0] <= last[0] and first[1] <= position[1] <= last[1]
            ]
            # Of merged cells only the first is seen; another one may still hold what it held.
            is_covered = any(at != first and self._answer(at).value is not None for at in inside)
            if len(inside) > 1 or is_covered:
                self._tell(messages.sheets.MERGED_CELLS, (first, last))
                for position in inside:
                    del self.answers.figures[self.figures[position]]
                    self.answered.discard(position)

    def _tell_hidden(self) -> None:
        """Answers in rows or columns that are not shown: perhaps nobody looked at them."""
        sheet = self.sheet
        hidden = [
            (row, column)
            for row, column in self.answered
            if (row in sheet.hidden_rows or column in sheet.hidden_columns)
            and self._answer((row, column)).value is not None
        ]
        if hidden:
            self._tell(messages.sheets.HIDDEN_LINES, sorted({min(hidden), max(hidden)}))

    def _tell_outside(self) -> None:
        """What an office wrote where nothing takes it: no cell is passed over in silence."""
        every = [
            (position, text)
            for position, text in texts_of(self.sheet.rows, self.form)
            if position not in self.answered and not self.section.prints(text)
        ]
        own = [one for one in every if not says_nothing(one[1])]
        self._keep([one for one in every if says_nothing(one[1])], FOR_INFORMATION)
        numbers = [(position, text) for position, text in own if is_number(text)]
        notes = [(position, text) for position, text in own if not is_number(text)]
        beside = messages.sheets.NOTES_OUTSIDE
        if self.section.fields:  # perhaps the rest of an answer
            beside = messages.sheets.TEXTS_OUTSIDE
        lost = any(  # what, is told already
            finding.level is Level.ERROR and finding.place.sheet == self.place.sheet
            for finding in self.answers.findings
        )
        self._put_aside(messages.sheets.OUTSIDE_NUMBERS, numbers, lost=lost)
        self._put_aside(beside, notes, lost=lost)

    def _put_aside(
        self, message: Message, texts: Sequence[tuple[Position, str]], *, lost: bool
    ) -> None:
        """Keep texts as asides, and tell of them unless something of the sheet is lost."""
        self._keep(texts, FOR_INFORMATION if message.level is Level.NOTE and not lost else "")
        if texts and not lost:
            position, text = texts[0]
            self._tell(message, [position], text, places=_listed(texts))

    def _keep(self, texts: Sequence[tuple[Position, str]], settled: str) -> None:
        """Keep texts as asides."""
        self.answers.asides += [
            Aside(Spot(self.place.sheet, address(*position)), text, settled)
            for position, text in texts
        ]

    def _locate_table(self, table: Table) -> None:
        tops = [self._first(block.caption) if block.caption else 0 for block in table.blocks]
        found = [
            (block, top) for block, top in zip(table.blocks, tops, strict=True) if top is not None
        ]
        ends = [*(top for _, top in found), EVERYWHERE[1]][1:]
        for (block, top), end in zip(found, ends, strict=True):
            for ref, position in self._block(table.name, block, (top, end)):
                self.answers.figures[ref] = self._answer(position)
                self.figures[position] = ref
                self.answered.add(position)

    def _locate_fields(self, fields: tuple[Field, ...]) -> None:
        # Older templates have no switches.
        asked = [one for one in fields if not one.fills or self.labels.has(one.label)]
        found = self.labels.lines(tuple(Line(field.label) for field in asked), Axis.ROW, EVERYWHERE)
        prose = {field.label: field for field in fields if field.kind is FieldKind.PROSE}
        for label, (row, column) in found.items():
            answer = self._answer((row, column + 1))
            blank = label in prose and answer.value is None
            if not blank or not self._tell_displaced(prose[label], (row, column + 1)):
                self.answers.words[label] = answer
                self.answered.add((row, column + 1))

    def _tell_displaced(self, field: Field, at: Position) -> bool:
        """Whether the answer stands farther right than the cell beside its label."""
        row, column = at
        for away, value in enumerate(self.sheet.rows[row][column + 1 :], start=column + 1):
            if isinstance(value, str) and value.strip() and squeezed(value) != squeezed(field.hint):
                facts = {"label": field.label, "found": address(row, away), "wanted": address(*at)}
                self._tell(messages.sheets.DISPLACED, [(row, away)], **facts)
                return True
        return False

    def _block(
        self, table: str, block: Block, window: Window
    ) -> Iterator[tuple[CellRef, Position]]:
        """Where each figure of a block stands: the row of its label, the column of its head."""
        rows = self.labels.lines(block.rows, Axis.ROW, window, block.caption)
        if block.columns == UNLABELLED:  # the figure stands beside its label
            for path, (row, column) in rows.items():
                yield CellRef(table, path, ""), (row, column + 1)
            return
        heads = (window[0], min((row for row, _ in rows.values()), default=window[1]))
        columns = self.labels.lines(block.columns, Axis.COLUMN, EVERYWHERE, within=heads)
        if block.rows == UNLABELLED and columns:  # its only row stands under the heads
            rows = {block.caption: (1 + max(row for row, _ in columns.values()), 0)}
        for (row_path, row_at), (column_path, column_at) in product(rows.items(), columns.items()):
            yield CellRef(table, row_path, column_path), (row_at[0], column_at[1])

    def _first(self, label: str) -> int | None:
        position = self.labels.one(label, Axis.ROW, EVERYWHERE, EVERYWHERE)
        return position[0] if position else None

    def _answer(self, position: Position) -> Answer:
        row, column = position
        cells = self.sheet.rows[row] if row < len(self.sheet.rows) else ()
        value = cells[column] if column < len(cells) else None
        return Answer(value, self.place.sheet, address(row, column))


def _listed(found: Sequence[tuple[Position, str]]) -> str:
    """The cells: some with what stands there, the others by address."""
    named = "、".join(f"{address(*at)}“{_cut(text)}”" for at, text in found[:_LISTED])
    others = "、".join(address(*at) for at, _ in found[_LISTED:_NAMED])
    return f"{named}；{others}，共 {len(found)} 处" if others else named


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"

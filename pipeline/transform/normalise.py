"""Located answers → exact figures and clean texts, one row per office."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Literal

import pandas as pd

from pipeline import messages
from pipeline.cells import Formula
from pipeline.findings import Finding, Level, Message, Place, shorten
from pipeline.form.model import Form
from pipeline.form.section import Field
from pipeline.form.table import Cell, CellRef
from pipeline.records import State
from pipeline.returns import Paper, Returns, Untaken
from pipeline.transform.locate import Answer, Answers
from pipeline.transform.numbers import Reading, read_number, serial, shown
from pipeline.transform.texts import LONGEST_CELL, read_text, unusable

LONGEST_QUOTE = 30_000  # characters; a comment holds a few more
_OTHER_WORKBOOK = re.compile(r"\[[^\]]{1,300}\][^!]{0,300}!")  # such as [1]Sheet1!A1


def normalise(batch: Mapping[str, Answers], form: Form) -> tuple[Returns, list[Finding]]:
    """The returns of a batch of offices; every cell that could not be taken is a finding."""
    rows = {office: _Row(office, answers, form) for office, answers in batch.items()}
    cells = pd.MultiIndex.from_tuples(list(form.cells), names=CellRef._fields)
    labels = pd.Index([field.label for field in form.fields])
    returns = Returns(
        figures=_frame({o: row.figures for o, row in rows.items()}, cells, "Int64"),
        stated=_frame({o: row.stated for o, row in rows.items()}, cells, "Int64"),
        states=_frame({o: row.states for o, row in rows.items()}, cells, "object"),
        cells=_frame({o: row.places for o, row in rows.items()}, cells, "object"),
        texts=_frame({o: row.texts for o, row in rows.items()}, labels, "str"),
        text_cells=_frame({o: row.text_places for o, row in rows.items()}, labels, "str"),
        files={office: answers.file for office, answers in batch.items()},
        papers={office: row.paper for office, row in rows.items()},
    )
    return returns, [finding for row in rows.values() for finding in row.findings]


@cache
def nothing_returned(form: Form) -> Returns:
    """The returns of no office."""
    return normalise({}, form)[0]


def _frame(
    rows: Mapping[str, Mapping[Any, object]],
    columns: pd.Index,
    dtype: Literal["Int64", "object", "str"],
) -> pd.DataFrame:
    values = [[row[column] for column in columns] for row in rows.values()]
    return pd.DataFrame(values, index=list(rows), columns=columns, dtype=dtype)


class _Row:
    """One office's row of every frame, and what was found on the way."""

    def __init__(self, office: str, answers: Answers, form: Form) -> None:
        self.office = office
        self.answers = answers
        self.findings = [finding.of(office) for finding in answers.findings]
        self.figures: dict[CellRef, int | None] = {}
        self.stated: dict[CellRef, int | None] = {}
        self.states: dict[CellRef, State] = {}
        self.places: dict[CellRef, str] = {}
        self.untaken: dict[CellRef | str, Untaken] = {}
        self.quoted: dict[CellRef | str, str] = {}
        for cell in form.cells.values():
            self._take_figure(cell)
        for cell in form.cells.values():
            if cell.is_total:
                self._recompute(cell)
        self.texts = {field.label: self._text(field) for field in form.fields}
        self.text_places = {field.label: self._text_place(field) for field in form.fields}

    @property
    def paper(self) -> Paper:
        """The file itself."""
        answers = self.answers
        return Paper(
            digest=answers.digest,
            untaken=self.untaken,
            quoted=self.quoted,
            asked=self._asked(),
            asides=answers.asides,
            replies=answers.replies,
        )

    def _asked(self) -> dict[str, CellRef | str]:
        """Where everything stood that the form asks for."""
        asked: dict[str, CellRef | str] = {
            place: ref for ref, place in self.places.items() if place
        }
        for label, answer in self.answers.words.items():
            asked[f"{answer.sheet}!{answer.cell}"] = label
        return asked

    def _take_figure(self, cell: Cell) -> None:
        answer = self.answers.figures.get(cell.ref)
        reading = self._reading(cell, answer) if answer else Reading(None, State.UNREADABLE)
        self.figures[cell.ref] = self.stated[cell.ref] = reading.figure
        self.states[cell.ref] = reading.state
        self.places[cell.ref] = f"{answer.sheet}!{answer.cell}" if answer else ""
        doubtful = reading.message and reading.message.level is not Level.NOTE
        if answer and (reading.state is State.UNREADABLE or (doubtful and _is_text(answer))):
            self._keep(cell.ref, answer)
        if answer and reading.message and not (cell.is_total and reading.figure is None):
            self._tell(reading.message, answer, cell, reading.figure)

    def _keep(self, name: CellRef | str, answer: Answer) -> None:
        """What could not be taken, to be handed back: in its cell, or else in words beside it."""
        value = answer.value
        fits = isinstance(value, Untaken) and not isinstance(value, bool)
        if fits and len(str(value)) <= LONGEST_CELL:
            self.untaken[name] = value  # type: ignore[assignment]  # as was asked above
        else:
            formula = answer.value.text if isinstance(answer.value, Formula) else ""
            self.quoted[name] = (shown(answer.stored) or f"={formula}")[:LONGEST_QUOTE]

    def _reading(self, cell: Cell, answer: Answer) -> Reading:
        if not isinstance(answer.value, Formula):
            return read_number(answer.value, cell)
        reading = read_number(answer.stored, cell)
        if cell.is_total:
            return reading
        if "DISPIMG(" in f"{answer.value.text}{answer.stored}":  # how WPS keeps a picture in a cell
            return Reading(None, State.UNREADABLE, messages.numbers.PICTURE)
        if _OTHER_WORKBOOK.search(answer.value.text):
            return Reading(None, State.UNREADABLE, messages.numbers.LINKED_FORMULA)
        if reading.state is State.BLANK:
            return Reading(None, State.UNREADABLE, messages.numbers.FORMULA_WITHOUT_RESULT)
        if reading.state is State.OK:
            return reading._replace(message=messages.numbers.FORMULA_IN_INPUT)
        return reading

    def _recompute(self, cell: Cell) -> None:
        """A total follows from its inputs; what the return states is only compared with it."""
        parts = [self.figures[ref] for ref in cell.sums]
        known = [part for part in parts if part is not None]
        figure = sum(known) if len(known) == len(parts) else None
        self.figures[cell.ref] = figure
        stated, self.states[cell.ref] = self.states[cell.ref], self._state_of(cell, figure)
        answer = self.answers.figures.get(cell.ref)
        if stated is State.BLANK and answer:
            self.stated[cell.ref] = figure
            # A formula without a stored result says nothing that could be wrong.
            if figure is not None and not isinstance(answer.value, Formula):
                self._tell(messages.numbers.TOTAL_CLEARED, answer, cell, figure)
        elif stated is State.UNREADABLE and answer:
            message = read_number(answer.stored, cell).message or messages.numbers.NOT_A_NUMBER
            self._tell(replace(message, fix=messages.numbers.FIX_OF_TOTAL), answer, cell, figure)
        elif answer and not isinstance(answer.value, Formula) and self.stated[cell.ref] != figure:
            self._keep(cell.ref, answer)  # typed over: the office must say which of the two holds
        elif answer and isinstance(answer.value, Formula) and figure is not None:
            if self.stated[cell.ref] != figure:  # the file was saved without a recalculation
                self._tell(messages.numbers.STALE_TOTAL, answer, cell, figure)
            self.stated[cell.ref] = figure

    def _state_of(self, total: Cell, figure: int | None) -> State:
        if figure is not None:
            return State.OK
        unreadable = State.UNREADABLE in (self.states[ref] for ref in total.sums)
        return State.UNREADABLE if unreadable else State.BLANK

    def _tell(self, message: Message, answer: Answer, cell: Cell, figure: int | None) -> None:
        taken = "" if figure is None else cell.measure.written(figure)
        found = message.at(
            self._place(answer),
            value=shown(answer.stored),
            expected=taken,
            taken=taken,
            stated=shorten(shown(answer.stored)),
            digits=cell.measure.digits,
            unit=cell.unit,
            guess=_guess(answer.stored),
        )
        self.findings.append(replace(found, why=f"{cell.ref.row_and_column}：{found.why}"))

    def _place(self, answer: Answer) -> Place:
        return Place(self.office, self.answers.file, answer.sheet, answer.cell)

    def _text_place(self, field: Field) -> str:
        answer = self.answers.words.get(field.label)
        readable = answer is not None and unusable(field, answer) is None
        return f"{answer.sheet}!{answer.cell}" if answer and readable else ""

    def _text(self, field: Field) -> str:
        answer = self.answers.words.get(field.label)
        if answer is None:
            return ""
        text, told = read_text(field, answer)
        written = shown(answer.stored)
        for message, piece in told:
            facts = {"found": piece} if piece else {}
            self.findings.append(message.at(self._place(answer), written, **facts))
        if unusable(field, answer):
            self._keep(field.label, answer)
        return text


def _is_text(answer: Answer) -> bool:
    return isinstance(answer.value, str)


def _guess(value: object) -> str:
    """What a number shown as a date probably was; said, never taken."""
    if not isinstance(value, date):
        return ""
    number = serial(value)
    doubt = "或 60" if number == 59 else ""  # 60 is a day that never was
    return f"，原来填的可能是 {number}{doubt}"

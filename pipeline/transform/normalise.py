"""Located answers → exact figures and clean texts, one row per office."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

import pandas as pd

from pipeline import messages
from pipeline.findings import Finding, Place
from pipeline.form.model import Cell, CellRef, Field, FieldKind, Form
from pipeline.records import ErrorValue, Formula, Returns, State, Struck
from pipeline.transform.locate import Answer, Answers
from pipeline.transform.numbers import Reading, read_number, shown

# What XML 1.0 cannot hold; tab and line breaks are kept.
_UNPRINTABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def normalise(batch: Mapping[str, Answers], form: Form) -> tuple[Returns, list[Finding]]:
    """The returns of a batch of offices; every cell that could not be taken is a finding."""
    findings: list[Finding] = []
    rows = {}
    for office, answers in batch.items():
        row = _Row(office, answers, form)
        rows[office] = row
        findings += row.findings
    columns = pd.MultiIndex.from_tuples(list(form.cells), names=CellRef._fields)
    labels = [field.label for field in form.fields]
    offices = list(batch)
    return Returns(
        figures=pd.DataFrame(
            [[row.figures[ref] for ref in form.cells] for row in rows.values()],
            index=offices,
            columns=columns,
            dtype="Int64",
        ),
        states=pd.DataFrame(
            [[row.states[ref] for ref in form.cells] for row in rows.values()], offices, columns
        ),
        cells=pd.DataFrame(
            [[row.places[ref] for ref in form.cells] for row in rows.values()], offices, columns
        ),
        texts=pd.DataFrame(
            [[row.texts[label] for label in labels] for row in rows.values()], offices, labels
        ),
        files={office: answers.file for office, answers in batch.items()},
    ), findings


class _Row:
    """One office's row of every frame, and what was found on the way."""

    def __init__(self, office: str, answers: Answers, form: Form) -> None:
        self.office = office
        self.answers = answers
        self.findings = [
            replace(finding, place=replace(finding.place, office=office))
            for finding in answers.findings
        ]
        self.figures: dict[CellRef, int | None] = {}
        self.states: dict[CellRef, State] = {}
        self.places: dict[CellRef, str] = {}
        for cell in form.cells.values():
            self._take_figure(cell)
        for cell in form.cells.values():
            self._recompute(cell)
        for table in form.tables:
            self.findings += self._blanks(table.name, table.cells)
        self.texts = {field.label: self._text(field) for field in form.fields}

    def _take_figure(self, cell: Cell) -> None:
        answer = self.answers.figures.get(cell.ref)
        reading = self._reading(cell, answer) if answer else Reading(None, State.UNREADABLE)
        self.figures[cell.ref] = reading.figure
        self.states[cell.ref] = reading.state
        self.places[cell.ref] = f"{answer.sheet}!{answer.cell}" if answer else ""
        if answer and reading.message:
            raw = answer.value.result if isinstance(answer.value, Formula) else answer.value
            taken = "" if reading.figure is None else cell.measure.written(reading.figure)
            self.findings.append(
                reading.message.at(
                    self._place(answer),
                    shown(raw),
                    taken,
                    taken=taken,
                    digits=cell.measure.digits,
                    unit=cell.unit,
                )
            )

    def _reading(self, cell: Cell, answer: Answer) -> Reading:
        if not isinstance(answer.value, Formula):
            return read_number(answer.value, cell.measure)
        reading = read_number(answer.value.result, cell.measure)
        if cell.is_total:
            return reading
        if reading.state is State.BLANK:
            return Reading(None, State.UNREADABLE, messages.FORMULA_WITHOUT_RESULT)
        return reading._replace(message=reading.message or messages.FORMULA_IN_INPUT)

    def _recompute(self, cell: Cell) -> None:
        """A total without a stored result follows from its parts, if all of them are known."""
        if not cell.is_total or self.states[cell.ref] is not State.BLANK:
            return
        parts = [self.figures[ref] for ref in cell.sums]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            self.figures[cell.ref] = sum(known)
            self.states[cell.ref] = State.OK

    def _blanks(self, table: str, cells: tuple[Cell, ...]) -> Iterator[Finding]:
        """One finding per row with blank inputs, or one for a table left blank altogether."""
        inputs = [cell for cell in cells if not cell.is_total]
        blank = [cell for cell in inputs if self.states[cell.ref] is State.BLANK]
        if len(blank) > 1 and len(blank) == len(inputs):
            yield messages.EMPTY_TABLE.at(self._span(blank), table=table)
            return
        rows: dict[str, list[Cell]] = {}
        for cell in blank:
            rows.setdefault(cell.ref.row, []).append(cell)
        for gaps in rows.values():
            yield messages.BLANK_CELLS.at(self._span(gaps), row_and_column=_naming(gaps))

    def _span(self, cells: list[Cell]) -> Place:
        first, last = (self.answers.figures[cells[at].ref] for at in (0, -1))
        place = self._place(first)
        return place if first == last else replace(place, cell=f"{first.cell}:{last.cell}")

    def _place(self, answer: Answer) -> Place:
        return Place(self.office, self.answers.file, answer.sheet, answer.cell)

    def _text(self, field: Field) -> str:
        answer = self.answers.words.get(field.label)
        if answer is None:
            return ""
        value = answer.value.result if isinstance(answer.value, Formula) else answer.value
        if isinstance(value, ErrorValue | Struck):
            error = isinstance(value, ErrorValue)
            message = messages.ERROR_TEXT if error else messages.STRUCK_OUT
            self.findings.append(message.at(self._place(answer), shown(value)))
            return ""
        if field.kind is FieldKind.DATE and isinstance(value, date | datetime):
            return f"{value.year}年{value.month}月{value.day}日"
        text = shown(value).replace("\r\n", "\n").replace("\r", "\n")
        clean, removed = _UNPRINTABLE.subn("", text)
        if removed:
            place = self._place(answer)
            self.findings.append(messages.UNPRINTABLE.at(place, clean, count=removed))
        return clean.strip()


def _naming(cells: list[Cell]) -> str:
    """The row of several cells, or row and column of one."""
    return cells[0].ref.row_and_column if len(cells) == 1 else cells[0].ref.row

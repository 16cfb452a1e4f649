"""Located answers of a batch → the long frame of exact figures, and clean texts."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from pipeline import messages
from pipeline.cells import Formula, Spot
from pipeline.findings import Finding, Level, Message, Place, shorten
from pipeline.form.model import Form
from pipeline.form.section import Field, Topic
from pipeline.form.table import Cell, CellRef
from pipeline.isolation import isolated
from pipeline.records import State
from pipeline.returns import Figure, Paper, Returns, Untaken, Wording, long_frame
from pipeline.transform.locate import Answer, Answers
from pipeline.transform.numbers import Reading, read_number, serial, shown
from pipeline.transform.texts import LONGEST_CELL, read_text, split_answers, take_out, unusable

_TOLD_EACH = 3  # cells of one table with the same spelling; more are told together
LONGEST_QUOTE = 30_000  # characters; a comment holds a few more
_OTHER_WORKBOOK = re.compile(r"\[[^\]]{1,300}\][^!]{0,300}!")  # such as [1]Sheet1!A1


def normalise(batch: Mapping[str, Answers], form: Form) -> tuple[Returns, list[Finding]]:
    """Return what a batch of offices returned, and a finding for each cell that was not taken."""
    read = {office: _Return(office, answers, form) for office, answers in batch.items()}
    figures = long_frame({office: own.figures.values() for office, own in read.items()})
    returns = Returns(form, figures, {office: own.paper for office, own in read.items()})
    return returns, [finding for own in read.values() for finding in own.findings]


def normalise_each(batch: Mapping[str, Answers], form: Form) -> tuple[Returns, list[Finding]]:
    """Normalise a batch without the offices that break it; each of these is a finding (F00)."""
    (returns, findings), lost = isolated(
        lambda some: normalise(some, form),
        batch,
        list(batch),
        lambda whole, offices: {office: whole[office] for office in offices},
    )
    places = (Place(office, batch[office].file) for office in lost)
    return returns, [*findings, *map(messages.files.UNEXPECTED.at, places)]


@cache
def nothing_returned(form: Form) -> Returns:
    """Return an empty batch."""
    return normalise({}, form)[0]


class _Return:
    """The return of one office: its figures in the order of the form, its words, its findings."""

    def __init__(self, office: str, answers: Answers, form: Form) -> None:
        self.office = office
        self.answers = answers
        self.findings = [finding.of(office) for finding in answers.findings]
        self.figures: dict[CellRef, Figure] = {}
        self.untaken: dict[CellRef | str, Untaken] = {}
        self.quoted: dict[CellRef | str, str] = {}
        self._tidied = defaultdict[tuple[str, str, str], list[tuple[Cell, Finding]]](list)
        for cell in form.cells.values():
            self._take_figure(cell)
        self._tell_tidied()
        for cell in form.cells.values():
            if cell.is_total:
                self._recompute(cell)
        self.words = {field.label: self._wording(field) for field in form.fields}
        self._part_answers(form)

    @property
    def paper(self) -> Paper:
        """Return what the file holds besides figures."""
        answers = self.answers
        return Paper(
            file=answers.file,
            words=self.words,
            digest=answers.digest,
            untaken=self.untaken,
            quoted=self.quoted,
            asked=self._asked(),
            asides=answers.asides,
            replies=answers.replies,
        )

    def _asked(self) -> dict[Spot, CellRef | str]:
        """Return, by spot, the figure or the field label that the form asks for there."""
        asked: dict[Spot, CellRef | str] = {
            figure.spot: ref for ref, figure in self.figures.items() if figure.spot.cell
        }
        return asked | {answer.spot: label for label, answer in self.answers.words.items()}

    def _take_figure(self, cell: Cell) -> None:
        answer = self.answers.figures.get(cell.ref)
        reading = self._reading(cell, answer) if answer else Reading(None, State.UNREADABLE)
        self.figures[cell.ref] = Figure(
            ref=cell.ref,
            value=reading.figure,
            state=reading.state,
            stated=reading.figure,
            spot=answer.spot if answer else Spot(),
        )
        doubtful = reading.message and reading.message.level is not Level.NOTE
        if answer and (reading.state is State.UNREADABLE or (doubtful and _is_text(answer))):
            self._keep(cell.ref, answer)
        if answer and reading.message and not (cell.is_total and reading.figure is None):
            self._tell(reading.message, answer, cell, reading.figure)

    def _keep(self, name: CellRef | str, answer: Answer) -> None:
        """Keep content that was not taken: for its cell, or as text where no cell can hold it."""
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
        """Replace a total by the sum of its inputs; the stated one is only compared with it."""
        read = self.figures[cell.ref]
        parts = [self.figures[ref] for ref in cell.sums]
        known = [part.value for part in parts if part.value is not None]
        total = sum(known) if len(known) == len(parts) else None
        stated = self._stated(cell, read, total, sum(known))
        state = _state_of_sum(parts) if total is None else State.OK
        self.figures[cell.ref] = read._replace(value=total, state=state, stated=stated)

    def _stated(self, cell: Cell, read: Figure, total: int | None, known: int) -> int | None:
        """Return the total that a return states, and tell of one that is not the sum.

        A blank and a formula count as the sum; None where nothing readable is stated. known: the
        sum of the inputs that are known.
        """
        answer = self.answers.figures.get(cell.ref)
        if answer is None:
            return read.stated
        is_formula = isinstance(answer.value, Formula)
        if read.state is State.UNREADABLE:
            message = read_number(answer.stored, cell).message or messages.numbers.NOT_A_NUMBER
            self._tell(replace(message, fix=messages.numbers.FIX_OF_TOTAL), answer, cell, total)
            return read.stated
        if read.state is State.BLANK:
            # A formula without a stored result says nothing that could be wrong.
            if total is not None and not is_formula:
                self._tell(messages.numbers.TOTAL_CLEARED, answer, cell, total)
            return total
        if is_formula and total is not None:
            if read.stated != total:  # the file was saved without a recalculation
                self._tell(messages.numbers.STALE_TOTAL, answer, cell, total)
            return total
        if is_formula and read.stated == known:
            return None  # it adds up what is there, and says nothing of a blank
        if not is_formula and read.stated != total:
            self._keep(cell.ref, answer)  # typed over: the office must say which of the two holds
        return read.stated

    def _part_answers(self, form: Form) -> None:
        """Give answers that stand in one cell each their own: problems and measures, and tasks."""
        points = [one for one in form.fields if one.topic in (Topic.PROBLEMS, Topic.MEASURES)]
        told = [one.label for one in points if self.words[one.label].text]
        if len(told) == 1 and (parts := split_answers(self.words[told[0]].text, *points)):
            self._give(told[0], parts)
        (other,) = (one.label for one in form.fields if one.topic is Topic.OTHER)
        tasks = [one for one in form.fields if one.topic is Topic.TASK]
        blank = [one for one in tasks if not self.words[one.label].text]
        if blank and (parts := take_out(self.words[other].text, other, blank)):
            self._give(other, parts)

    def _give(self, whole: str, parts: Mapping[str, str]) -> None:
        """Replace answers by those that stand in one cell, by field label; whole: of that cell."""
        if self.answers.words.keys() >= parts.keys():
            for label, text in parts.items():
                self.words[label] = self.words[label]._replace(text=text)
            place = self._place(self.answers.words[whole])
            self.findings.append(messages.texts.TOGETHER.at(place, labels="、".join(parts)))

    def _tell(self, message: Message, answer: Answer, cell: Cell, figure: int | None) -> None:
        taken = "" if figure is None else cell.measure.written(figure)
        finding = message.at(
            self._place(answer),
            value=shown(answer.stored),
            expected=taken,
            taken=taken,
            stated=shorten(shown(answer.stored)),
            digits=cell.measure.digits,
            unit=cell.unit,
            guess=_guess(answer.stored),
        )
        if finding.level is Level.NOTE and not cell.is_total:
            self._tidied[cell.ref.table, message.code, message.why].append((cell, finding))
        else:
            self._tell_of(cell.ref.row_and_column, finding)

    def _tell_of(self, name: str, finding: Finding) -> None:
        self.findings.append(replace(finding, why=f"{name}：{finding.why}"))

    def _tell_tidied(self) -> None:
        """Tell of spellings that were tidied: one by one, or of many in one table together."""
        for several in self._tidied.values():
            (first, finding), (_, last) = several[0], several[-1]
            if len(several) <= _TOLD_EACH:
                for cell, own in several:
                    self._tell_of(cell.ref.row_and_column, own)
                continue
            span = f"{finding.place.cell}:{last.place.cell}"
            whole = replace(finding, place=replace(finding.place, cell=span))
            self._tell_of(f"{first.ref.row_and_column}等 {len(several)} 格，第一格", whole)

    def _place(self, answer: Answer) -> Place:
        return Place(self.office, self.answers.file, answer.sheet, answer.cell)

    def _wording(self, field: Field) -> Wording:
        answer = self.answers.words.get(field.label)
        if answer is None:
            return Wording("", Spot())
        text, told = read_text(field, answer)
        written = shown(answer.stored)
        for message, piece in told:
            facts = {"found": piece} if piece else {}
            self.findings.append(message.at(self._place(answer), written, **facts))
        if unusable(field, answer):
            self._keep(field.label, answer)
            return Wording(text, Spot())
        return Wording(text, answer.spot)


def _state_of_sum(parts: Sequence[Figure]) -> State:
    """Return the state of a total that is not known."""
    is_unreadable = any(part.state is State.UNREADABLE for part in parts)
    return State.UNREADABLE if is_unreadable else State.BLANK


def _is_text(answer: Answer) -> bool:
    return isinstance(answer.value, str)


def _guess(value: object) -> str:
    """Return what to say of the number that a date probably was; it is never taken."""
    if not isinstance(value, date):
        return ""
    number = serial(value)
    doubt = "或 60" if number == 59 else ""  # 60 is a day that never was
    return f"，原来填的可能是 {number}{doubt}"

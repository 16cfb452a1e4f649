"""Every report that is written is read again, before it counts as done.

Nobody could prove otherwise that what is published is what was returned. By labels, as any other
published report is read; where figures stand in documents of ours is looked for once.
"""

from pipeline.extract.published.word import TakenApart, tables_with, taken_apart
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.load import paragraphs
from pipeline.load.report import Content, printed_answer
from pipeline.run.proof import DisprovedError
from pipeline.transform.published.tables import place

_MARK = 100_000  # and more: figures that stand for places


class ReadBack:
    """Reads reports back as anybody would, and compares them with what they are to say."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._printed = [
            cell.ref for table in form.tables if not table.is_list for cell in table.cells
        ]
        self._places: dict[str, list[CellRef]] = {}  # tables → what each figure in them is of

    def prove(self, report: bytes, said: Content) -> None:
        """Every figure stands at its labels, every answer is there; else raises DisprovedError."""
        read = taken_apart(report)
        figures = dict(zip(self._refs(read), read.figures, strict=True))
        for ref in self._printed:
            figure = said.figures[ref]
            wanted = "" if figure is None else self._form.cells[ref].measure.written(figure)
            if figures.get(ref, "") != wanted:
                raise DisprovedError(f"{ref}：{wanted}，报告里是 {figures.get(ref)}")
        left = iter(read.paragraphs)  # what was found is behind what comes next
        for field in self._form.fields:
            for line in paragraphs.lines_of(printed_answer(field, said.texts, self._form)):
                if line not in left:
                    raise DisprovedError(f"{field.label}：报告里没有“{line}”")

    def _refs(self, read: TakenApart) -> list[CellRef]:
        """What each figure is of: by their labels, which are looked for once."""
        if read.tables not in self._places:
            marks = [str(_MARK + at) for at in range(len(read.figures))]
            placed = place(tables_with(read.tables, marks), self._form).figures
            of = {spot.text: ref for ref, spot in placed.items()}
            self._places[read.tables] = [of[mark] for mark in marks]
        return self._places[read.tables]


def nothing_proved(report: bytes, said: Content) -> None:
    """Where a district does not want it."""
    del report, said

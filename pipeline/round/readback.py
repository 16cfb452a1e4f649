"""Every report that is written is read again, before it counts as done.

Nobody could prove otherwise that what is published is what was returned. By labels, as any other
published report is read; where figures stand in documents of ours is looked for once.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.extract.published.word import tables_with, taken_apart
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.load import paragraphs
from pipeline.load.report import Content, printed_answer
from pipeline.round.proofs import DisprovedError
from pipeline.transform.published.tables import place

_MARK = 100_000  # and more: figures that stand for places


class ReadBack:
    """Reads reports back as anybody would, and compares them with what they are to say."""

    def __init__(self, form: Form, district: str, year: int) -> None:
        self._form, self._district, self._year = form, district, year
        self._printed = [
            cell.ref for table in form.tables if not table.is_list for cell in table.cells
        ]
        self._printed_form = form.extended([])  # of indicators no report has a table

    def prove(self, report: bytes, said: Content) -> None:
        """Title, headings, every figure at its labels, every answer; else raises DisprovedError."""
        read = taken_apart(report)
        places = _places(read.tables, len(read.figures), self._printed_form)
        figures = dict(zip(places, read.figures, strict=True))
        for ref in self._printed:
            figure = said.figures[ref]
            wanted = "" if figure is None else self._form.cells[ref].measure.written(figure)
            if figures.get(ref, "") != wanted:
                raise DisprovedError(f"{ref}：{wanted}，报告里是 {figures.get(ref)}")
        left = iter(read.paragraphs)  # what was found is behind what comes next
        title = self._form.report_name(self._district, said.office, self._year)
        if not _begins(read.paragraphs, title):
            raise DisprovedError(f"标题应为“{title}”，报告里是“{read.paragraphs[:3]}”")
        for line in self._lines(said):
            if line not in left:
                raise DisprovedError(f"报告里没有“{line}”，或者不在它的位置上")

    def _lines(self, said: Content) -> Iterator[str]:
        """Headings and answers, as they must follow each other."""
        for section in self._form.sections:
            if section.heading:
                yield section.heading
                for field in section.fields:
                    if field.kind is FieldKind.PROSE and field.heading:
                        yield field.heading
                    yield from paragraphs.lines_of(printed_answer(field, said.texts))


@lru_cache(maxsize=8)  # 50 ms, and the same for every district of a province
def _places(tables: str, count: int, form: Form) -> list[CellRef]:
    """What each figure in the tables is of: by their labels, which are looked for once."""
    marks = [str(_MARK + at) for at in range(count)]
    placed = place(tables_with(tables, marks), form).figures
    of = {spot.text: ref for ref, spot in placed.items()}
    if of.keys() != set(marks):
        raise DisprovedError("报告的表格不全，或者认不出是哪一格")
    return [of[mark] for mark in marks]


def _begins(lines: Sequence[str], title: str) -> bool:
    """Whether the title stands in the first lines, wherever it is broken."""
    return any("".join(lines[:count]) == title for count in range(1, len(title) + 1))


def nothing_proved(report: bytes, said: Content) -> None:
    """Where a district does not want it."""
    del report, said

"""A published report as the answers of a return, and how it is laid out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.cells import Plain
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.pages import Document, Drawn
from pipeline.transform.locate import Answer, Answers
from pipeline.transform.published.lines import tables_of_lines
from pipeline.transform.published.parts import Worded
from pipeline.transform.published.tables import Boxed, Placed, place
from pipeline.transform.published.texts import under_headings, words_of

_MARK = re.compile(r"(?<=[0-9])(?:［[^］]{0,40}］|[①-⑳])$")  # of a note below the table
_WHOLE, _DECIMAL = re.compile("-?[0-9]{1,15}"), re.compile(r"[0-9]{1,9}\.[0-9]{1,6}")


@dataclass(frozen=True)
class Recognised:
    """A published report.

    form: the edition whose tables it has.
    answers: what it says, placed as in a return of that edition.
    """

    document: Document
    form: Form
    placed: Placed
    worded: Worded
    answers: Answers

    @property
    def missing(self) -> Mapping[str, Sequence[CellRef]]:
        """Table → the figures that it should print and does not."""
        printed = [table for table in self.form.tables if not table.is_list]
        lacking = {
            table.name: [cell.ref for cell in table.cells if cell.ref not in self.placed.figures]
            for table in printed
        }
        return {name: refs for name, refs in lacking.items() if refs}

    @property
    def blank(self) -> Mapping[str, Sequence[CellRef]]:
        """Table → the figures for which there is room, with nothing in it."""
        empty = defaultdict[str, list[CellRef]](list)
        for ref, spot in self.placed.figures.items():
            if not spot.text.strip():
                empty[ref.table].append(ref)
        return empty


def recognise(document: Document, editions: Sequence[Form]) -> Recognised:
    """The report, in the edition of which it has most."""
    tables = [block for block in document.blocks if isinstance(block, Drawn)]
    under = under_headings(document, editions[0])
    form, placed = _best((form, place(tables, form, under)) for form in editions)
    if not placed.figures:  # only their words may be left
        of_lines = [
            (form, place(tables_of_lines(document.blocks, form), form)) for form in editions
        ]
        if any(one.figures for _, one in of_lines):
            form, placed = _best(of_lines)
            placed.words = {}
    worded = words_of(document, placed.words, form)
    return Recognised(document, form, placed, worded, _answers(document, form, placed, worded))


def _best(several: Iterable[tuple[Form, Placed]]) -> tuple[Form, Placed]:
    return max(several, key=lambda one: len(one[1].figures))


def _answers(document: Document, form: Form, placed: Placed, worded: Worded) -> Answers:
    answers = Answers(document.file, document.digest, form.edition)
    for ref, spot in placed.figures.items():
        answers.figures[ref] = Answer(_value(spot), ref.table, spot.cell)
    headings = {
        item.label: section.heading or "落款"
        for section in form.sections
        for item in section.fields
    }
    for label, lines in worded.parts.items():
        text = "\n".join(line.text for line in lines)
        at = lines[0].place if lines else ""
        answers.words[label] = Answer(text, headings[label], at)
    for kind, said in ((FieldKind.OFFICE, worded.who), (FieldKind.YEAR, str(worded.year or ""))):
        label = form.field(kind).label
        answers.words[label] = Answer(said, headings[label], "标题")
    return answers


def _value(spot: Boxed) -> Plain:
    """What a box holds: a number, where it is plainly one."""
    text = _MARK.sub("", spot.text.strip()).replace("−", "-").replace("－", "-")
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text or None

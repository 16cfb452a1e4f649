"""What an empty cell means: 0 where nothing the office filled in speaks against it.

It is said each time, and a rule with such a cell stays 未评估. Where its own sums contradict a
0, or a whole table is empty, nobody knows, and nothing is taken.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import pandas as pd

from pipeline import messages
from pipeline.findings import Finding, Message, Place
from pipeline.form.model import Form
from pipeline.form.table import Cell
from pipeline.messages.numbers import BLANK_CELLS, BLANK_TAKEN
from pipeline.records import State
from pipeline.returns import Returns
from pipeline.transform.check.arithmetic import impossible_zeros
from pipeline.transform.normalise import nothing_returned


def settle_blanks(
    returns: Returns,
    last_year: Returns | None,
    form: Form,
    accepted: Collection[tuple[str, str]] = (),
) -> tuple[Returns, list[Finding]]:
    """The returns with 0 for every blank that may be one; its state stays BLANK.

    `last_year`: None where there is none to compare with. `accepted`: offices and the rules that
    a district has excused them from, which say nothing against a 0.

    Findings: N05 警告 where 0 was taken; N05 错误 where not, S11 for a table left blank
    altogether. One finding for each run of blanks in a row.
    """
    blank = returns.states == State.BLANK
    if not blank.to_numpy().any():
        return returns, []
    refused = impossible_zeros(returns, last_year or nothing_returned(form), form, accepted)
    figures, stated, findings = returns.figures.copy(), returns.stated.copy(), []
    for office in returns.figures.index[blank.any(axis=1)]:
        settled = _Settling(str(office), returns, refused)
        findings += [found for table in form.tables for found in settled.table(table.cells)]
        for cell in settled.taken:
            figures.at[office, cell.ref] = stated.at[office, cell.ref] = 0
    for total in (cell for cell in form.cells.values() if cell.is_total):
        figures[total.ref] = figures[list(total.sums)].sum(axis=1, skipna=False)
    return replace(returns, figures=figures, stated=stated.combine_first(figures)), findings


class _Settling:
    """One office's blanks."""

    def __init__(self, office: str, returns: Returns, refused: pd.DataFrame) -> None:
        self.place = Place(office, returns.files[office])
        self.states = returns.states.loc[office]
        self.cells = returns.cells.loc[office]
        self.refused = refused.loc[office]
        self.taken: list[Cell] = []

    def table(self, cells: Sequence[Cell]) -> Iterator[Finding]:
        """What is said about the blanks of a table."""
        inputs = [cell for cell in cells if not cell.is_total]
        blank = [cell for cell in inputs if self.states[cell.ref] is State.BLANK]
        if len(blank) > 1 and len(blank) == len(inputs):
            table = blank[0].ref.table
            yield messages.sheets.EMPTY_TABLE.at(self._span(blank), table=table)
            return
        alone = len(inputs) == 1
        for (_, message), run in groupby(inputs, lambda cell: self._said(cell, alone=alone)):
            if message:
                gaps = list(run)
                if message is BLANK_TAKEN:
                    self.taken += gaps
                yield message.at(self._span(gaps), row_and_column=_named(gaps))

    def _said(self, cell: Cell, *, alone: bool) -> tuple[str, Message | None]:
        if self.states[cell.ref] is not State.BLANK:
            return cell.ref.row, None
        unknown = alone or self.refused[cell.ref]
        return cell.ref.row, BLANK_CELLS if unknown else BLANK_TAKEN

    def _span(self, cells: Sequence[Cell]) -> Place:
        """The first of the cells to the last."""
        sheet, _, first = self.cells[cells[0].ref].partition("!")
        last = self.cells[cells[-1].ref].partition("!")[2]
        return replace(self.place, sheet=sheet, cell=first if first == last else f"{first}:{last}")


def _named(gaps: Sequence[Cell]) -> str:
    columns = "、".join(gap.ref.column for gap in gaps)
    return gaps[0].ref.row_and_column if len(gaps) == 1 else gaps[0].ref.row or columns

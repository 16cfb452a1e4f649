"""What an empty cell means: 0 where nothing the office filled in speaks against it.

It is said each time, and a rule with such a cell stays 未评估. Where its own sums contradict a
0, or a whole table is empty, nobody knows, and nothing is taken.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd

from pipeline import messages
from pipeline.findings import Finding, Message, Place
from pipeline.form.model import Form
from pipeline.form.table import Cell
from pipeline.messages.numbers import BLANK_CELLS, BLANK_TAKEN
from pipeline.returns import Flags, Returns
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
    if not returns.blank.any():
        return returns, []
    refused = impossible_zeros(returns, last_year or nothing_returned(form), form, accepted)
    column_of = {ref: column for column, ref in enumerate(form.cells)}
    zeros, findings = np.zeros_like(returns.blank), []
    for row in np.flatnonzero(returns.blank.any(axis=1)):
        settled = _Settling(int(row), returns, refused)
        findings += [found for table in form.tables for found in settled.table(table.cells)]
        zeros[row, [column_of[cell.ref] for cell in settled.taken]] = True
    return replace(returns, figures=_with_zeros(returns, zeros)), findings


def _with_zeros(returns: Returns, zeros: Flags) -> pd.DataFrame:
    """Return the long frame with 0 in some blank cells; the totals of their offices follow."""
    frame, form = returns.figures.copy(), returns.form
    column_of = {ref: column for column, ref in enumerate(form.cells)}
    figures = frame["value"].mask(zeros.ravel(), 0)
    values = figures.to_numpy(np.int64, na_value=0, copy=True).reshape(zeros.shape)
    unknown = figures.isna().to_numpy(copy=True).reshape(zeros.shape)
    for total in (cell for cell in form.cells.values() if cell.is_total):
        column, parts = column_of[total.ref], [column_of[part] for part in total.sums]
        values[:, column] = values[:, parts].sum(axis=1)
        unknown[:, column] = unknown[:, parts].any(axis=1)
    frame["value"] = pd.arrays.IntegerArray(values.ravel(), unknown.ravel())
    frame["stated"] = frame["stated"].fillna(frame["value"])
    return frame


class _Settling:
    """One office's blanks."""

    def __init__(self, row: int, returns: Returns, refused: Flags) -> None:
        self.office = returns.offices[row]
        self.returns = returns
        self.blank = dict(zip(returns.form.cells, returns.blank[row].tolist(), strict=True))
        self.refused = dict(zip(returns.form.cells, refused[row].tolist(), strict=True))
        self.taken: list[Cell] = []

    def table(self, cells: Sequence[Cell]) -> Iterator[Finding]:
        """What is said about the blanks of a table."""
        inputs = [cell for cell in cells if not cell.is_total]
        blank = [cell for cell in inputs if self.blank[cell.ref]]
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
        if not self.blank[cell.ref]:
            return cell.ref.row, None
        unknown = alone or self.refused[cell.ref]
        return cell.ref.row, BLANK_CELLS if unknown else BLANK_TAKEN

    def _span(self, cells: Sequence[Cell]) -> Place:
        """Return the range from the first of the cells to the last."""
        ends = [self.returns.place(self.office, cell.ref) for cell in (cells[0], cells[-1])]
        return replace(ends[0], cell=":".join(dict.fromkeys(end.cell for end in ends)))


def _named(gaps: Sequence[Cell]) -> str:
    columns = "、".join(gap.ref.column for gap in gaps)
    return gaps[0].ref.row_and_column if len(gaps) == 1 else gaps[0].ref.row or columns

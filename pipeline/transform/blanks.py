"""Take a blank cell for 0 where no figure of its office contradicts that.

Each 0 that is taken is a finding, and a rule with such a cell stays 未评估. Where sums of the
office contradict a 0, or a whole table is blank, nothing is taken.
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
    """Return the batch with 0 in each blank cell that may be 0; the state of the cell stays BLANK.

    last_year: None where there is no last year to compare with.
    accepted: office and code of each rule from which a district has excused an office; such a rule
        says nothing against a 0.

    Findings: N05 警告 where 0 was taken; N05 错误 where not, S11 for a table left blank
    altogether. One finding for each run of blanks in a row.
    """
    if not returns.blank.any():
        return returns, []
    refused = impossible_zeros(returns, last_year or nothing_returned(form), form, accepted)
    zeros, findings = np.zeros_like(returns.blank), []
    for row in np.flatnonzero(returns.blank.any(axis=1)):
        office = _Settling(int(row), returns, refused)
        findings += [finding for table in form.tables for finding in office.settle(table.cells)]
        zeros[row, [returns.column_of[cell.ref] for cell in office.taken]] = True
    return replace(returns, figures=_with_zeros(returns, zeros)), findings


def _with_zeros(returns: Returns, zeros: Flags) -> pd.DataFrame:
    """Return the long frame with 0 where `zeros` says so, and with totals added up anew."""
    frame, column_of = returns.figures.copy(), returns.column_of
    figures = frame["value"].mask(zeros.ravel(), 0)
    values = figures.to_numpy(np.int64, na_value=0, copy=True).reshape(zeros.shape)
    unknown = figures.isna().to_numpy(copy=True).reshape(zeros.shape)
    for total in (cell for cell in returns.form.cells.values() if cell.is_total):
        column, parts = column_of[total.ref], [column_of[part] for part in total.sums]
        values[:, column] = values[:, parts].sum(axis=1)
        unknown[:, column] = unknown[:, parts].any(axis=1)
    frame["value"] = pd.arrays.IntegerArray(values.ravel(), unknown.ravel())
    frame["stated"] = frame["stated"].fillna(frame["value"])
    return frame


class _Settling:
    """The blank cells of one office; `taken`: those for which 0 is taken."""

    def __init__(self, row: int, returns: Returns, refused: Flags) -> None:
        self.office = returns.offices[row]
        self.returns = returns
        self.blank = dict(zip(returns.form.cells, returns.blank[row].tolist(), strict=True))
        self.refused = dict(zip(returns.form.cells, refused[row].tolist(), strict=True))
        self.taken: list[Cell] = []

    def settle(self, cells: Sequence[Cell]) -> Iterator[Finding]:
        """Take blanks of a table for 0 where they may be, and yield the findings about all."""
        inputs = [cell for cell in cells if not cell.is_total]
        blank = [cell for cell in inputs if self.blank[cell.ref]]
        if len(blank) > 1 and len(blank) == len(inputs):
            table = blank[0].ref.table
            yield messages.sheets.EMPTY_TABLE.at(self._span(blank), table=table)
            return
        alone = len(inputs) == 1
        for (_, message), run in groupby(inputs, lambda cell: self._group(cell, alone=alone)):
            if message:
                gaps = list(run)
                if message is BLANK_TAKEN:
                    self.taken += gaps
                yield message.at(self._span(gaps), row_and_column=_named(gaps))

    def _group(self, cell: Cell, *, alone: bool) -> tuple[str, Message | None]:
        """Return the row of a cell, and what to say of it; None if it is not blank."""
        if not self.blank[cell.ref]:
            return cell.ref.row, None
        unknown = alone or self.refused[cell.ref]
        return cell.ref.row, BLANK_CELLS if unknown else BLANK_TAKEN

    def _span(self, cells: Sequence[Cell]) -> Place:
        """Return the range from the first cell to the last."""
        ends = [self.returns.place(self.office, cell.ref) for cell in (cells[0], cells[-1])]
        return replace(ends[0], cell=":".join(dict.fromkeys(end.cell for end in ends)))


def _named(gaps: Sequence[Cell]) -> str:
    columns = "、".join(gap.ref.column for gap in gaps)
    return gaps[0].ref.row_and_column if len(gaps) == 1 else gaps[0].ref.row or columns

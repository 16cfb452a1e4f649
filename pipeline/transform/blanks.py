"""Take a blank cell for 0 where that is seen, or where nothing speaks against it.

A 0 is seen where the words say that there was none, or state a sum that leaves nothing for the
cell, or where the sums of the form leave nothing for it. Such a cell is known, and rules judge it.
What nothing shows may be 0: it is taken for 0 with 警告, and rules with it stay 未评估. Nothing is
taken where words or sums contradict a 0, or where a table has no other figure.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd

from pipeline import messages
from pipeline.cells import position
from pipeline.findings import Finding, Message, Place
from pipeline.form.model import Form, Quantity
from pipeline.form.section import Topic
from pipeline.form.table import Cell, Table
from pipeline.messages.numbers import BLANK_CELLS, BLANK_SHOWN, BLANK_TAKEN
from pipeline.records import State
from pipeline.returns import Flags, Returns
from pipeline.transform.check.arithmetic import BlankInputs
from pipeline.transform.check.fee import says_none_charged
from pipeline.transform.check.words import read_words
from pipeline.transform.normalise import nothing_returned

_BY_WORDS, _BY_SUMS = "文字里写明了", "合计和勾稽关系只能是 0"


def settle_blanks(
    returns: Returns,
    last_year: Returns | None,
    form: Form,
    year: int,
    accepted: Collection[tuple[str, str]] = (),
) -> tuple[Returns, list[Finding]]:
    """Return the batch with 0 in each blank cell that is or may be 0, and what is said of blanks.

    The state of a cell becomes OK where its 0 is seen, and stays BLANK where it only may be 0.

    last_year: None where there is no last year to compare with.
    year: of the returns.
    accepted: office and code of each rule from which a district has excused an office; such a rule
        says nothing of a blank.

    Findings: N05 提示 for the zeros that are seen, one for each table; N05 警告 where 0 was taken,
        N05 错误 where not, one for each run of blanks; S11 for a table that is blank altogether.
    """
    if not returns.blank.any():
        return returns, []
    before = last_year or nothing_returned(form)
    inputs = BlankInputs(returns, before, form, accepted)
    stated, refused = _judge_by_words(returns, before, form, year, inputs.blank)
    refused |= inputs.impossible()
    stated &= ~refused
    seen = inputs.needed(stated) & ~refused
    known, taken, findings = np.zeros_like(seen), np.zeros_like(seen), []
    for row in np.flatnonzero(inputs.blank.any(axis=1)):
        judged = (inputs.blank[row], refused[row], stated[row], seen[row])
        office = _Settling(int(row), returns, judged)
        findings += [finding for table in form.tables for finding in office.settle(table)]
        for cells, flags in ((office.known, known), (office.taken, taken)):
            flags[row, [returns.column_of[cell.ref] for cell in cells]] = True
    return _with_zeros(returns, known | taken, known), findings


def _judge_by_words(
    returns: Returns, last_year: Returns, form: Form, year: int, blank: Flags
) -> tuple[Flags, Flags]:
    """Return which blanks the words show to be 0, and which they contradict.

    The words are read as if each blank were 0: a sum that they state as it is then leaves nothing
    for its blanks; a sum that they state otherwise does.
    """
    rows = np.flatnonzero(blank.any(axis=1))
    some = [returns.offices[row] for row in rows]
    filled = _with_zeros(returns, blank, blank).of(some)
    stated, refused = np.zeros_like(blank), np.zeros_like(blank)
    (fee,) = form.quantities[Quantity.FEE]
    about_fees = [field.label for field in form.fields if field.topic in (Topic.FEE, Topic.OTHER)]
    for row, account in zip(rows, read_words(filled, last_year, form, year), strict=True):
        for refs, flags in ((account.confirmed, stated), (account.contradicted, refused)):
            parts = {returns.column_of[part] for ref in refs for part in form.inputs(ref)}
            flags[row, list(parts)] = True
        texts = returns.texts_of(account.office)
        if says_none_charged([texts[label] for label in about_fees], form, year):
            stated[row, returns.column_of[fee]] = True
    return stated & blank, refused & blank


def _with_zeros(returns: Returns, zeros: Flags, known: Flags) -> Returns:
    """Return the batch with 0 where `zeros` says so, and with totals added up anew.

    known: of which of them the state is OK now.
    """
    frame, column_of = returns.figures.copy(), returns.column_of
    figures = frame["value"].mask(zeros.ravel(), 0)
    values = figures.to_numpy(np.int64, na_value=0, copy=True).reshape(zeros.shape)
    unknown = figures.isna().to_numpy(copy=True).reshape(zeros.shape)
    blank = returns.blank & ~known
    states = frame["state"].to_numpy(copy=True).reshape(zeros.shape)
    states[known] = State.OK
    for total in (cell for cell in returns.form.cells.values() if cell.is_total):
        column, parts = column_of[total.ref], [column_of[part] for part in total.sums]
        values[:, column] = values[:, parts].sum(axis=1)
        unknown[:, column] = unknown[:, parts].any(axis=1)
        is_settled = ~blank[:, parts].any(axis=1) & ~unknown[:, column]
        states[is_settled, column] = State.OK
    frame["value"] = pd.arrays.IntegerArray(values.ravel(), unknown.ravel())
    frame["state"] = states.ravel()
    frame["stated"] = frame["stated"].fillna(frame["value"])
    return replace(returns, figures=frame)


class _Settling:
    """The blank cells of one office; `known`: those whose 0 is seen, `taken`: that may be 0."""

    def __init__(self, row: int, returns: Returns, flags: Sequence[Flags]) -> None:
        self.office = returns.offices[row]
        self.returns = returns
        cells = returns.form.cells
        self.blank, self.refused, self.stated, self.seen = (
            {ref for ref, flag in zip(cells, one.tolist(), strict=True) if flag} for one in flags
        )
        self.known: list[Cell] = []
        self.taken: list[Cell] = []

    def settle(self, table: Table) -> Iterator[Finding]:
        """Take blanks of a table for 0 where they may be, and yield the findings about all."""
        inputs = [cell for cell in table.cells if not cell.is_total]
        blank = [cell for cell in inputs if cell.ref in self.blank]
        seen = [cell for cell in blank if cell.ref in self.seen]
        is_whole = len(blank) == len(inputs) > 1
        if is_whole and not any(cell.ref in self.stated for cell in blank):
            yield messages.sheets.EMPTY_TABLE.at(self._span(blank), table=table.name)
            return
        self.known += seen
        if seen:
            is_stated = {cell.ref in self.stated for cell in seen}
            ground = "；".join(
                [_BY_WORDS] * (True in is_stated) + [_BY_SUMS] * (False in is_stated)
            )
            span = self._span(seen)
            yield BLANK_SHOWN.at(span, table=table.name, count=len(seen), ground=ground)
        has_figures = len(blank) < len(inputs)
        for message, gaps in self._runs(inputs, has_figures=has_figures):
            if message is BLANK_TAKEN:
                self.taken += gaps
            yield message.at(self._span(gaps), row_and_column=_named(gaps))

    def _runs(
        self, inputs: Sequence[Cell], *, has_figures: bool
    ) -> Iterator[tuple[Message, list[Cell]]]:
        """Yield blanks that stand side by side in a row, or one row below another."""
        last: tuple[Message, list[Cell]] | None = None
        for (_, message), run in groupby(inputs, lambda cell: self._group(cell, has_figures)):
            if message is None:
                continue
            gaps = list(run)
            if last and last[0] is message and self._is_below(gaps, last[1]):
                last[1].extend(gaps)
                continue
            if last:
                yield last
            last = (message, gaps)
        if last:
            yield last

    def _group(self, cell: Cell, has_figures: bool) -> tuple[str, Message | None]:  # noqa: FBT001 - in a key
        """Return the row of a cell, and what to say of it; None if there is nothing to say."""
        if cell.ref not in self.blank or cell.ref in self.seen:
            return cell.ref.row, None
        may_be_0 = has_figures and cell.ref not in self.refused
        return cell.ref.row, BLANK_TAKEN if may_be_0 else BLANK_CELLS

    def _is_below(self, run: Sequence[Cell], above: Sequence[Cell]) -> bool:
        """Return whether a run stands right below another, and is as wide."""
        own, others = (
            [position(self.returns.place(self.office, cell.ref).cell) for cell in cells]
            for cells in (run, above)
        )
        bottom = max(row for row, _ in others)
        columns = {column for _, column in others}
        return own[0][0] == bottom + 1 and {column for _, column in own} == columns

    def _span(self, cells: Sequence[Cell]) -> Place:
        """Return the range from the first cell to the last."""
        ends = [self.returns.place(self.office, cell.ref) for cell in (cells[0], cells[-1])]
        return replace(ends[0], cell=":".join(dict.fromkeys(end.cell for end in ends)))


def _named(gaps: Sequence[Cell]) -> str:
    """Return a name for a cell, for some of one row, or for some of several rows."""
    first = gaps[0].ref
    if len(gaps) == 1:
        return first.row_and_column
    if any(gap.ref.row != first.row for gap in gaps):
        return f"{first.row_and_column}等 {len(gaps)} 格"
    return first.row or "、".join(gap.ref.column for gap in gaps)

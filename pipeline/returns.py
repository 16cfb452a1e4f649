"""What passes from stage to stage: what a batch of offices returned, as frames."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import numpy as np
import pandas as pd

from pipeline.findings import Place
from pipeline.form.table import CellRef
from pipeline.records import Aside, Reply, State
from pipeline.results import Figures, Matrix

Untaken = str | int | float


@dataclass(frozen=True)
class Paper:
    """One office's file as it lay on the desk: what it holds besides figures and words.

    untaken: what stands in cells that could not be taken, by figure or field label; words and
        numbers only: what a cell cannot hold again is told in a finding.
    quoted: what stands in the others, as text, by the same names.
    asked: address (`三、依申请公开!D7`) → the figure, or the label of the field, that was asked for
        there, taken or not.
    asides: what was written where nothing is asked for.
    replies: what the office says to findings.
    """

    digest: str  # SHA-256 of its bytes; blank if not known
    untaken: Mapping[CellRef | str, Untaken]
    quoted: Mapping[CellRef | str, str]
    asked: Mapping[str, CellRef | str]
    asides: Sequence[Aside]
    replies: Sequence[Reply]


@dataclass(frozen=True)
class Returns:
    """What a batch of offices returned. Every frame has one row per office (its name).

    figures: one column per cell of the form, MultiIndex (table, row, column), `Int64`; counts
        as they are, money in whole 分. `<NA>` is blank or unreadable, never zero. A total is
        recomputed from its inputs, `<NA>` if one of them is.
    stated: same shape, the totals as they stand in the return; equal to `figures` elsewhere.
    states: same shape, `State` of each figure.
    cells: same shape, where each figure stood (`三、依申请公开!D7`); blank if it had no place.
    texts: one column per field label, `str`, cleaned; blank if nothing was written.
    text_cells: same shape as texts, where each answer stood; blank if it had no place, or
        cannot be read.
    files: office → file name.
    papers: office → the file itself, for what goes back to the office.
    """

    figures: pd.DataFrame
    stated: pd.DataFrame
    states: pd.DataFrame
    cells: pd.DataFrame
    texts: pd.DataFrame
    text_cells: pd.DataFrame
    files: Mapping[str, str]
    papers: Mapping[str, Paper]

    @property
    def offices(self) -> list[str]:
        """The offices of this batch."""
        return list(self.files)

    def known(self, offices: Sequence[str]) -> Matrix:
        """The figures of these offices: a row for each, a column per cell of the form.

        NaN where a figure is not known; everywhere, for an office that is not here.
        """
        return self._rows(self._matrix, offices)

    def certain(self, offices: Sequence[str]) -> Matrix:
        """The same, but NaN also where a blank was taken as 0: what rules may judge by."""
        return self._rows(self._certain, offices)

    def claimed(self, offices: Sequence[str]) -> Matrix:
        """The same of the figures with their totals as the returns state them."""
        return self._rows(self._stated_matrix, offices)

    def _rows(self, matrix: Matrix, offices: Sequence[str]) -> Matrix:
        row_of = {office: row for row, office in enumerate(self.files)}
        found = np.full((len(offices), len(self.figures.columns)), np.nan)
        for row, office in enumerate(offices):
            if office in row_of:
                found[row] = matrix[row_of[office]]
        return found

    @cached_property
    def _certain(self) -> Matrix:
        return np.where(self.states.to_numpy() == State.BLANK, np.nan, self._matrix)

    def of(self, offices: Sequence[str]) -> "Returns":
        """These offices only."""
        rows = list(offices)
        if rows == self.offices:
            return self
        return Returns(
            figures=self.figures.loc[rows],
            stated=self.stated.loc[rows],
            states=self.states.loc[rows],
            cells=self.cells.loc[rows],
            texts=self.texts.loc[rows],
            text_cells=self.text_cells.loc[rows],
            files={office: self.files[office] for office in rows},
            papers={office: self.papers[office] for office in rows},
        )

    def beside(self, other: "Returns") -> "Returns":
        """These offices, and of another batch those that are not among them."""
        others = other.of([office for office in other.offices if office not in self.files])
        if not others.files:
            return self
        return Returns(
            figures=pd.concat([self.figures, others.figures]),
            stated=pd.concat([self.stated, others.stated]),
            states=pd.concat([self.states, others.states]),
            cells=pd.concat([self.cells, others.cells]),
            texts=pd.concat([self.texts, others.texts]),
            text_cells=pd.concat([self.text_cells, others.text_cells]),
            files={**self.files, **others.files},
            papers={**self.papers, **others.papers},
        )

    def place(self, office: str, ref: CellRef) -> Place:
        """Where one figure stood; sheet and cell are blank if it had no place."""
        sheet, _, cell = str(self.cells.at[office, ref]).rpartition("!")
        return Place(office, self.files[office], sheet, cell)

    @cached_property
    def _matrix(self) -> Matrix:
        """The figures as plain numbers, NaN where unknown: frames are slow cell by cell.

        Exact, since no figure has more than 15 digits.
        """
        return self.figures.to_numpy(dtype="float64", na_value=np.nan)

    @cached_property
    def _stated_matrix(self) -> Matrix:
        return self.stated.to_numpy(dtype="float64", na_value=np.nan)

    @cached_property
    def _column_of(self) -> dict[CellRef, int]:
        return {CellRef(*column): at for at, column in enumerate(self.figures.columns)}

    def figures_of(self, office: str, *, stated: bool = False) -> dict[CellRef, int | None]:
        """One office's figures by cell, or as it stated them; None where blank or unreadable."""
        matrix = self._stated_matrix if stated else self._matrix
        row = matrix[self.figures.index.get_loc(office)].tolist()
        return {
            ref: None if isnan(figure) else int(figure)
            for ref, figure in zip(self._column_of, row, strict=True)
        }

    def reported_by(self, office: str) -> dict[CellRef, int] | None:
        """The figures of an office, as far as they are known; None: it is not among these."""
        if office not in self.files:
            return None
        known = self.figures_of(office)
        return {ref: figure for ref, figure in known.items() if figure is not None}

    def texts_of(self, office: str) -> dict[str, str]:
        """One office's answers in words, by field label."""
        return dict(self._answers[office])

    @cached_property
    def _answers(self) -> dict[str, dict[str, str]]:
        """All answers at once: frames are slow row by row."""
        labels = list(self.texts.columns)
        rows = self.texts.to_numpy(dtype=object)
        return {
            office: dict(zip(labels, row, strict=True))
            for office, row in zip(self.texts.index, rows, strict=True)
        }


def plain_figures(returns: Returns, refs: Sequence[CellRef] | None = None) -> Figures:
    """Return the figures of a batch as plain numbers; of all cells, or of some."""
    columns = [CellRef(*column) for column in returns.figures.columns]
    wanted = columns if refs is None else list(refs)
    unknown = np.isnan(returns.certain(returns.offices))
    at = [columns.index(ref) for ref in wanted]
    matrix = returns.known(returns.offices)[:, at]
    summed = [one for one, row in zip(returns.offices, unknown, strict=True) if not row.all()]
    return Figures(returns.offices, wanted, matrix, summed)

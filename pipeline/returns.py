"""What a batch of offices returned: one long frame of figures, and a paper for each office."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.cells import Spot
from pipeline.findings import Place
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.records import Aside, Reply, State
from pipeline.results import Figures, Matrix

Untaken = str | int | float
_COLUMNS = {
    "office": "str",
    "table": "str",
    "row": "str",
    "column": "str",
    "value": "Int64",
    "state": "object",
    "stated": "Int64",
    "sheet": "str",
    "cell": "str",
}
_Scalar = TypeVar("_Scalar", bound=np.generic)
Flags = NDArray[np.bool_]  # a row per office, a column per cell of the form


class Figure(NamedTuple):
    """One figure of an office: a row of the long frame.

    value: a count, or money in whole 分; None where the cell is blank or unreadable. A total is the
        sum of its inputs; None where an input is None.
    state: how the figure came out of its cell; of a total, how its inputs did.
    stated: a total as the return states it; an input as in `value`.
    spot: where the figure stood; blank if it had no place.
    """

    ref: CellRef
    value: int | None
    state: State
    stated: int | None
    spot: Spot


class Wording(NamedTuple):
    """One answer in words.

    text: cleaned; blank if nothing was written.
    spot: where the answer stood; blank if it had no place, or cannot be read.
    """

    text: str
    spot: Spot


@dataclass(frozen=True)
class Paper:
    """What the file of one office holds besides figures.

    file: its name.
    words: field label → answer in words.
    untaken: figure or field label → content that was not taken, and that a cell can hold again.
    quoted: figure or field label → content that was not taken, and that no cell can hold, as text.
    asked: spot → the figure or field label that the form asks for there, taken or not.
    asides: content of cells where the form asks for nothing.
    replies: what the office says to findings.
    """

    file: str
    words: Mapping[str, Wording]
    digest: str = ""  # SHA-256 of its bytes; blank if not known
    untaken: Mapping[CellRef | str, Untaken] = field(default_factory=dict)
    quoted: Mapping[CellRef | str, str] = field(default_factory=dict)
    asked: Mapping[Spot, CellRef | str] = field(default_factory=dict)
    asides: Sequence[Aside] = ()
    replies: Sequence[Reply] = ()


def long_frame(figures: Mapping[str, Iterable[Figure]]) -> pd.DataFrame:
    """Return the long frame of the figures of some offices; see `Returns`."""
    rows = [
        (office, *ref, value, state, stated, *spot)
        for office, own in figures.items()
        for ref, value, state, stated, spot in own
    ]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS), dtype="object")  # keeps large integers
    return frame.astype(_COLUMNS)


@dataclass(frozen=True)
class Returns:
    """What a batch of offices returned.

    figures: the long frame (office, table, row, column, value, state, stated, sheet, cell): one row
        for each office and each cell of the form, in the order of `papers` and of the form. Values
        are `Int64`; see `Figure`.
    papers: office → its file.
    """

    form: Form
    figures: pd.DataFrame
    papers: Mapping[str, Paper]

    @property
    def offices(self) -> list[str]:
        """Return the offices of this batch, in the order of the long frame."""
        return list(self.papers)

    @cached_property
    def files(self) -> dict[str, str]:
        """Return the name of the file of each office."""
        return {office: paper.file for office, paper in self.papers.items()}

    # ── as matrices: a row per office, a column per cell of the form ────────

    def known(self, offices: Sequence[str]) -> Matrix:
        """Return the figures of some offices, one row each, one column for each cell of the form.

        NaN where a figure is not known; a row of NaN for an office that is not in this batch.
        """
        return self._rows(self._values, offices)

    def certain(self, offices: Sequence[str]) -> Matrix:
        """Return the figures by which rules may judge: NaN also where a blank was taken as 0.

        Rows and columns are those of `known`.
        """
        return self._rows(np.where(self.blank, np.nan, self._values), offices)

    def claimed(self, offices: Sequence[str]) -> Matrix:
        """Return the figures of some offices, totals as the returns state them; see `known`."""
        return self._rows(self._stated, offices)

    @cached_property
    def blank(self) -> Flags:
        """Return which cells were left blank, whether 0 was taken for a cell or not."""
        return self._wide((self.figures["state"] == State.BLANK).to_numpy())

    @cached_property
    def placeless(self) -> Flags:
        """Return which figures had no place in the file of their office."""
        return self._wide((self.figures["cell"] == "").to_numpy())

    @cached_property
    def _values(self) -> Matrix:
        return self._numbers("value")

    @cached_property
    def _stated(self) -> Matrix:
        return self._numbers("stated")

    def _numbers(self, column: str) -> Matrix:
        """Return a column of numbers as a matrix; exact below 2**53, so for every input."""
        return self._wide(self.figures[column].to_numpy(dtype="float64", na_value=np.nan))

    def _wide(self, column: NDArray[_Scalar]) -> NDArray[_Scalar]:
        """Return a column of the long frame as a matrix: it is complete and in order."""
        return column.reshape(len(self.papers), len(self.form.cells))

    def _rows(self, matrix: Matrix, offices: Sequence[str]) -> Matrix:
        rows = np.full((len(offices), len(self.form.cells)), np.nan)
        for row, office in enumerate(offices):
            if office in self.papers:
                rows[row] = matrix[self._row_of[office]]
        return rows

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {office: row for row, office in enumerate(self.papers)}

    @cached_property
    def column_of(self) -> dict[CellRef, int]:
        """Return the column of each cell of the form, in a matrix."""
        return {ref: column for column, ref in enumerate(self.form.cells)}

    # ── some offices ────────────────────────────────────────────────────────

    def of(self, offices: Sequence[str]) -> "Returns":
        """Return what some offices of this batch returned."""
        if list(offices) == self.offices:
            return self
        every = self._wide(np.arange(len(self.figures)))
        rows = every[[self._row_of[office] for office in offices]].ravel()
        papers = {office: self.papers[office] for office in offices}
        return Returns(self.form, self.figures.take(rows).reset_index(drop=True), papers)

    def beside(self, other: "Returns") -> "Returns":
        """Return this batch, and the offices of another batch that this one does not have."""
        others = other.of([office for office in other.offices if office not in self.papers])
        if not others.papers:
            return self
        figures = pd.concat([self.figures, others.figures], ignore_index=True)
        return Returns(self.form, figures, {**self.papers, **others.papers})

    def place(self, office: str, ref: CellRef) -> Place:
        """Return where a figure of an office stood; sheet and cell are blank if it had no place."""
        row = self._row_of[office] * len(self.form.cells) + self.column_of[ref]
        return Place(office, self.files[office], *self._spots[row])

    @cached_property
    def _spots(self) -> list[tuple[str, str]]:
        """Return sheet and cell of each row of the long frame: a frame is slow cell by cell."""
        sheets, cells = (self.figures[part].tolist() for part in Spot._fields)
        return list(zip(sheets, cells, strict=True))

    def figures_of(self, office: str, *, stated: bool = False) -> dict[CellRef, int | None]:
        """Return the figures of an office by cell; None where a figure is not known.

        stated: totals as the return states them.
        """
        size, first = len(self.form.cells), self._row_of[office] * len(self.form.cells)
        figures = self.figures["stated" if stated else "value"].iloc[first : first + size]
        return {
            ref: None if figure is pd.NA else int(figure)
            for ref, figure in zip(self.form.cells, figures, strict=True)
        }

    def reported_by(self, office: str) -> dict[CellRef, int] | None:
        """Return the known figures of an office; None where it is not in this batch."""
        if office not in self.papers:
            return None
        known = self.figures_of(office)
        return {ref: figure for ref, figure in known.items() if figure is not None}

    def texts_of(self, office: str) -> dict[str, str]:
        """Return the answers of an office in words, by field label."""
        return {label: wording.text for label, wording in self.papers[office].words.items()}


def plain_figures(returns: Returns, refs: Sequence[CellRef] | None = None) -> Figures:
    """Return the figures of a batch as plain numbers; refs: of which cells, None: of all."""
    wanted = list(returns.form.cells if refs is None else refs)
    unknown = np.isnan(returns.certain(returns.offices))
    matrix = returns.known(returns.offices)[:, [returns.column_of[ref] for ref in wanted]]
    summed = [office for office, row in zip(returns.offices, unknown, strict=True) if not row.all()]
    return Figures(returns.offices, wanted, matrix, summed)

"""What a whole round came to: the figures of any number of offices, and what rules say of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import numpy as np
from numpy.typing import NDArray

from pipeline.findings import Finding, Outcome
from pipeline.form.model import Form
from pipeline.form.table import Cell, CellRef
from pipeline.records import Matrix, OfficeStanding, Returns

OUTCOMES = tuple(Outcome)
_HALF = 25  # bits of a figure
MOST_LISTED = 2_000  # offices: beyond, their figures are for programs, in the list of figures


@dataclass(frozen=True)
class Figures:
    """The figures of any number of offices as plain numbers: frames are slow cell by cell.

    refs: one for each column.
    matrix: one row per office; NaN is not known. Exact, since no figure has more than 15 digits.
    summed: the offices that have filled in any figure: those that sums are of.
    """

    offices: Sequence[str]
    refs: Sequence[CellRef]
    matrix: Matrix
    summed: Sequence[str]

    @classmethod
    def of(cls, returns: Returns, refs: Sequence[CellRef] | None = None) -> "Figures":
        """Those of a batch; all, or some."""
        columns = [CellRef(*column) for column in returns.figures.columns]
        wanted = columns if refs is None else list(refs)
        unknown = np.isnan(returns.certain(returns.offices))
        at = [columns.index(ref) for ref in wanted]
        matrix = returns.known(returns.offices)[:, at]
        summed = [one for one, row in zip(returns.offices, unknown, strict=True) if not row.all()]
        return cls(returns.offices, wanted, matrix, summed)

    def sums(self, refs: Sequence[CellRef]) -> dict[str, float]:
        """Office → the sum of some figures; an office that lacks one of them is left out."""
        sums = self.matrix[:, [self._column_of[ref] for ref in refs]].sum(axis=1)
        known = zip(self.offices, sums.tolist(), strict=True)
        return {office: value for office, value in known if not isnan(value)}

    def district(self, cell: Cell) -> int:
        """The district's figure: a total is the sum of its parts here, so that a table closes."""
        return sum(self._totals[self._column_of[ref]] for ref in cell.sums or (cell.ref,))

    def gaps(self, refs: Sequence[CellRef]) -> dict[str, int]:
        """Office → how many of these figures are not known; those with none are left out."""
        lacking = np.isnan(self.matrix[:, [self._column_of[ref] for ref in refs]]).sum(axis=1)
        counted = zip(self.offices, lacking.tolist(), strict=True)
        return {office: count for office, count in counted if count}

    def figures_of(self, office: str) -> dict[CellRef, int | None]:
        """One office's figures by cell; None where blank or unreadable."""
        row = self.matrix[self._row_of[office]].tolist()
        known = zip(self.refs, row, strict=True)
        return {ref: None if isnan(figure) else int(figure) for ref, figure in known}

    def written_of(self, office: str, form: Form) -> dict[CellRef, str]:
        """One office's figures in the units of their cells; blank where not known."""
        return {
            ref: "" if figure is None else form.cells[ref].measure.written(figure)
            for ref, figure in self.figures_of(office).items()
        }

    @cached_property
    def _totals(self) -> list[int]:
        return list(map(_total, self.matrix.T))  # one after another: a copy of all is large

    @cached_property
    def _column_of(self) -> dict[CellRef, int]:
        return {ref: at for at, ref in enumerate(self.refs)}

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {office: at for at, office in enumerate(self.offices)}


def _total(column: NDArray[np.float64]) -> int:
    whole = np.nan_to_num(column).astype(np.int64)
    high, low = whole >> _HALF, whole & ((1 << _HALF) - 1)  # or sums of large ones are cut
    return (int(high.sum()) << _HALF) + int(low.sum())


@dataclass(frozen=True)
class Outcomes:
    """What every rule came to.

    matrix: one row per office, one column per rule; the position of the outcome in `OUTCOMES`.
    """

    offices: Sequence[str]
    codes: Sequence[str]
    matrix: NDArray[np.uint8]

    def of(self, code: str) -> dict[str, Outcome]:
        """Office → what a rule came to for it."""
        column = self.matrix[:, self.codes.index(code)].tolist()
        return {office: OUTCOMES[at] for office, at in zip(self.offices, column, strict=True)}

    def counts(self, code: str) -> dict[Outcome, int]:
        """How often a rule came to what."""
        count = np.bincount(self.matrix[:, self.codes.index(code)], minlength=len(OUTCOMES))
        return dict(zip(OUTCOMES, count.tolist(), strict=True))


@dataclass(frozen=True)
class Results:
    """What a round came to, for everything that is made of it.

    answered: office that is in → the tasks of the district that it has answered, by label.
    reports, drafts, signoffs, returned, templates: office → its document, by its name in the
        folder.
    copies: document → its PDF copy.
    """

    returns: Figures
    last_year: Figures  # of what is compared
    outcomes: Outcomes
    answered: Mapping[str, Collection[str]]
    findings: Sequence[Finding]
    standings: Sequence[OfficeStanding]
    reports: Mapping[str, str]
    drafts: Mapping[str, str]
    signoffs: Mapping[str, str]
    returned: Mapping[str, str]
    templates: Mapping[str, str]
    copies: Mapping[str, str]

    @property
    def listed(self) -> Sequence[OfficeStanding]:
        """The offices that have rows of their own in what people read; of too many, none has."""
        return self.standings if len(self.standings) <= MOST_LISTED else []

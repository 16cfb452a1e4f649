"""What a whole round came to: the figures of any number of offices, and what rules say of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.findings import Finding, Level, Outcome, Rule
from pipeline.form.model import Form
from pipeline.form.table import Cell, CellRef
from pipeline.records import NumberInWords, OfficeStanding, Tally, scope
from pipeline.tiers import Tier

Matrix: TypeAlias = NDArray[np.float64]

OUTCOMES = tuple(Outcome)
_WORST_FIRST = (Outcome.FAILED, Outcome.UNEVALUATED, Outcome.EXPLAINED, Outcome.PASSED)
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
    lacking: NDArray[np.int64] | None = None  # same shape: how many offices of a district lack it

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
        lacking = self._unknown[:, [self._column_of[ref] for ref in refs]].sum(axis=1)
        counted = zip(self.offices, lacking.tolist(), strict=True)
        return {office: count for office, count in counted if count}

    def gaps_by_cell(self) -> list[int]:
        """How many offices lack each figure."""
        return [int(count) for count in self._unknown.sum(axis=0)]

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
    def _unknown(self) -> NDArray[np.bool_] | NDArray[np.int64]:
        return np.isnan(self.matrix) if self.lacking is None else self.lacking

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

    def worst(self, code: str) -> Outcome:
        """The worst that a rule came to; without any office, nobody can tell."""
        counts = self.counts(code)
        return next((said for said in _WORST_FIRST if counts[said]), Outcome.UNEVALUATED)

    def counts(self, code: str) -> dict[Outcome, int]:
        """How often a rule came to what."""
        count = np.bincount(self.matrix[:, self.codes.index(code)], minlength=len(OUTCOMES))
        return dict(zip(OUTCOMES, count.tolist(), strict=True))


class Pairs(NamedTuple):
    """Two sums that are set against each other: office → its figures, where all are known."""

    one: Mapping[str, float]
    other: Mapping[str, float]

    @property
    def both(self) -> list[str]:
        """The offices that have the two."""
        return [office for office in self.one if office in self.other]

    @property
    def sums(self) -> tuple[float, float] | None:
        """Over the offices that have both; None if none has."""
        both = self.both
        one, other = (sum(known[office] for office in both) for known in self)
        return (one, other) if both else None


def compared(form: Form, returns: Figures, last_year: Figures) -> list[Pairs]:
    """This year against last, in the order of `Form.compared`."""
    several = form.compared.values()
    return [Pairs(returns.sums(refs), last_year.sums(refs)) for refs in several]


def rates(form: Form, returns: Figures) -> list[Pairs]:
    """What is divided by what, in the order of `Form.rates`."""
    return [Pairs(returns.sums(rate.over), returns.sums(rate.under)) for rate in form.rates]


class Found(NamedTuple):
    """How often something was found, and of how many offices."""

    code: str
    level: Level
    times: int
    offices: int
    text: str  # what must hold, or what the first finding says


def most_found(rules: Sequence[Rule], findings: Sequence[Finding]) -> list[Found]:
    """What was found, by code and level, the most first; notes are not counted."""
    holds = {rule.message.code: rule.holds for rule in rules}
    found = defaultdict[tuple[str, Level], list[Finding]](list)
    for finding in findings:
        if finding.level is not Level.NOTE:
            found[finding.code, finding.level].append(finding)
    return in_order_of_count(
        Found(
            code,
            level,
            len(several),
            len({finding.place.office for finding in several} - {""}),
            holds.get(code, several[0].why),
        )
        for (code, level), several in found.items()
    )


def in_order_of_count(found: Iterable[Found]) -> list[Found]:
    """The most first."""
    return sorted(found, key=lambda one: (-one.times, one.code, one.level))


class Overall(NamedTuple):
    """What the offices of a district come to together: its row one level up.

    figures: each cell of the form, in its order, in stored units; a total is that of its parts.
        None: the district's own form has no such cell.
    lacking: how many offices have left each of them open.
    compared, rates: see `Pairs.sums`, in the order of the form.
    outcomes: rule, by its code → the worst that it came to.
    """

    summed: int  # offices
    figures: Sequence[int | None]
    lacking: Sequence[int]
    compared: Sequence[tuple[float, float] | None]
    rates: Sequence[tuple[float, float] | None]
    outcomes: Mapping[str, Outcome]


@dataclass(frozen=True)
class Results:
    """What a round came to, for everything that is made of it; of districts, for a province.

    compared: this year against last, in the order of `Form.compared`.
    comparable: the offices with figures of both years.
    rates: in the order of `Form.rates`.
    answered: office that is in → the tasks of the district that it has answered, by label.
    documents: what a document is called → office → its name, seen from the folder.
    tallies: office that is in → how many numbers in its words came to what.
    numbers: office that is in → those numbers; none of more than `MOST_LISTED` offices.
    """

    tier: Tier
    returns: Figures
    compared: Sequence[Pairs]
    comparable: Collection[str]
    rates: Sequence[Pairs]
    outcomes: Outcomes
    answered: Mapping[str, Collection[str]]
    findings: Sequence[Finding]
    found: Sequence[Found]
    standings: Sequence[OfficeStanding]
    documents: Mapping[str, Mapping[str, str]]
    tallies: Mapping[str, Tally]
    numbers: Mapping[str, Sequence[NumberInWords]]

    @property
    def scope(self) -> str:
        """Which offices sums stand for."""
        return scope(self.standings, len(self.returns.summed), self.tier)

    def overall(self, form: Form) -> Overall:
        """Over all that are in."""
        returns = self.returns
        return Overall(
            len(returns.summed),
            [returns.district(cell) for cell in form.cells.values()],
            returns.gaps_by_cell(),
            [pairs.sums for pairs in self.compared],
            [pairs.sums for pairs in self.rates],
            {code: self.outcomes.worst(code) for code in self.outcomes.codes},
        )

    @property
    def listed(self) -> Sequence[OfficeStanding]:
        """The offices that have rows of their own in what people read; of too many, none has."""
        return self.standings if len(self.standings) <= MOST_LISTED else []

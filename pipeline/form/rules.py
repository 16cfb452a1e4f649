"""The kinds of arithmetic rule: each demands that sums of cells are equal, or not exceeded."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from pipeline.form.model import Constraint, Form, Sums
from pipeline.form.table import Axis, CellRef


@dataclass(frozen=True, kw_only=True)
class Totals(Sums):
    """Every total of a table along one axis equals the cells filled in by hand beneath it."""

    axis: Axis

    def constraints(self, form: Form) -> Iterator[Constraint]:
        """One for each total cell of the axis."""
        for block in form.table(self.table).blocks:
            for crossing in product(block.row_entries, block.column_entries):
                if crossing[self.axis.value].sums:
                    total = CellRef(self.table, *(entry.path for entry in crossing))
                    yield Constraint(where=total, stated=(total,), right=form.inputs(total))


@dataclass(frozen=True, kw_only=True)
class Balance(Sums):
    """Two groups of rows come to the same in every column; totals among them are recomputed."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    left_name: str
    right_name: str

    def constraints(self, form: Form) -> Iterator[Constraint]:
        """One for each column, placed at the first row of the left side."""
        for block in form.table(self.table).blocks:
            for column in block.column_entries:
                yield Constraint(
                    where=CellRef(self.table, self.left[0], column.path),
                    left=self._inputs(form, self.left, column.path),
                    right=self._inputs(form, self.right, column.path),
                    left_name=self.left_name,
                    right_name=self.right_name,
                )

    def _inputs(self, form: Form, rows: tuple[str, ...], column: str) -> tuple[CellRef, ...]:
        return tuple(ref for row in rows for ref in form.inputs(CellRef(self.table, row, column)))


@dataclass(frozen=True, kw_only=True)
class CarriedOver(Sums):
    """What comes from last year is what last year left, column by column."""

    row: str
    last_years: str

    def constraints(self, form: Form) -> Iterator[Constraint]:
        """One for each column."""
        for block in form.table(self.table).blocks:
            for column in block.column_entries:
                now, then = (
                    CellRef(self.table, row, column.path) for row in (self.row, self.last_years)
                )
                yield Constraint(where=now, left=form.inputs(now), last_year=form.inputs(then))

    def carries_over(self, form: Form) -> Iterator[tuple[CellRef, CellRef]]:
        """Every column that is filled in by hand."""
        for claim in self.constraints(form):
            if not form.cells[claim.where].is_total:
                yield claim.where, claim.last_year[0]


@dataclass(frozen=True, kw_only=True)
class StockContinues(Sums):
    """What is there at the end is what was there before, and came, less what went."""

    rows: tuple[str, ...]
    came: str
    went: str
    stock: str

    def constraints(self, form: Form) -> Iterator[Constraint]:
        """One for each row."""
        for row in self.rows:
            came, went, stock = (
                CellRef(self.table, row, column) for column in (self.came, self.went, self.stock)
            )
            yield Constraint(
                where=stock,
                left=(*form.inputs(stock), *form.inputs(went)),
                right=form.inputs(came),
                last_year=form.inputs(stock),
                left_name=f"{self.stock}＋{self.went}",
                right_name=f"上年{self.stock}＋{self.came}",
            )


@dataclass(frozen=True, kw_only=True)
class AlwaysZero(Sums):
    """A row that this kind of office cannot have."""

    row: str

    def constraints(self, form: Form) -> Iterator[Constraint]:
        """One for each cell of the row."""
        for ref in form.cells:
            if (ref.table, ref.row) == (self.table, self.row):
                yield Constraint(where=ref, left=(ref,))


@dataclass(frozen=True, kw_only=True)
class StockCovers(Sums):
    """What leaves a stock in the year was there before, or came in during the year.

    Without last year's figure only this can be said: what came in is at most what is
    left at the end and what went.
    """

    row: str
    came: str  # columns
    went: str
    stock: str

    def constraints(self, form: Form) -> Iterator[Constraint]:  # noqa: ARG002 - a rule's signature
        """One, with the weaker one behind it."""
        came, went, stock = (
            CellRef(self.table, self.row, column) for column in (self.came, self.went, self.stock)
        )
        weaker = Constraint(
            where=stock,
            left=(came,),
            right=(stock, went),
            at_most=True,
            left_name=self.came,
            right_name=f"{self.stock}＋{self.went}",
        )
        yield Constraint(
            where=went,
            left=(went,),
            right=(came,),
            last_year=(stock,),
            at_most=True,
            left_name=self.went,
            right_name=f"{self.came}＋上年{self.stock}",
            instead=weaker,
        )

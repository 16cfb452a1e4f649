"""What the charts of 汇总.xlsx and of 总览.html draw; each draws it in its own way."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.form.model import Form, Quantity
from pipeline.form.table import CellRef
from pipeline.results import Results


class TwoYears(NamedTuple):
    """What the form counts, over the offices that have it in both years."""

    name: str
    at: int  # its place among all that the form counts
    now: float
    then: float


def by_result(form: Form) -> list[tuple[str, CellRef]]:
    """The results of applications, each with the district's figure for it."""
    (handled,) = form.quantities[Quantity.HANDLED]
    rows = dict.fromkeys(ref.row for ref in form.cells[handled].sums)
    return [(_label(row.partition("/")[2]), handled._replace(row=row)) for row in rows]


def by_case(form: Form) -> list[tuple[str, CellRef]]:
    """The results of reviews and lawsuits."""
    totals = (*form.quantities[Quantity.REVIEWS], *form.quantities[Quantity.LAWSUITS])
    return [(_label(ref.column), ref) for total in totals for ref in form.cells[total].sums]


def _label(path: str) -> str:
    return path.replace("/", "　")


def two_years(form: Form, results: Results) -> Iterator[TwoYears]:
    """This year against last; money has no place among counts."""
    names = zip(form.names.items(), results.compared, strict=False)  # they come first
    for at, ((counted, name), pairs) in enumerate(names):
        if counted is not Quantity.FEE and (sums := pairs.sums):
            yield TwoYears(name, at, *sums)

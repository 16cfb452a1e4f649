"""A district as its province sees it: under the form of the province, which may ask for less."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import nan

from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.load import lists
from pipeline.records import OfficeStanding, Standing
from pipeline.results import Matrix, Overall


@dataclass(frozen=True)
class Seen:
    """The two forms, and where the cells of the province's stand in the district's.

    A cell that is measured otherwise there, or made up of other parts, is another one.
    """

    above: Form
    form: Form
    places: Mapping[CellRef, int]

    @classmethod
    def under(cls, above: Form, form: Form) -> "Seen":
        """A district's form under that of its province."""
        position = {ref: at for at, ref in enumerate(form.cells)}
        own = form.cells
        places = {
            ref: position[ref]
            for ref, cell in above.cells.items()
            if ref in own and (own[ref].unit, own[ref].sums) == (cell.unit, cell.sums)
        }
        return cls(above, form, places)

    @property
    def others(self) -> list[str]:
        """What the province asks for and the district does not, or otherwise."""
        return [ref.row for ref in self.above.cells if ref not in self.places]

    def overall(self, overall: Overall) -> Overall:
        """What the offices come to together, in the order of the province's form."""
        places = [self.places.get(ref) for ref in self.above.cells]
        items = zip(self.form.compared.items(), overall.compared, strict=True)
        compared = {
            name: pair
            for (name, refs), pair in items
            if self.above.compared.get(name) == refs and self.places.keys() >= set(refs)
        }
        rates = dict(zip(self.form.rates, overall.rates, strict=True))
        return overall._replace(
            figures=[None if at is None else overall.figures[at] for at in places],
            lacking=[overall.summed if at is None else overall.lacking[at] for at in places],
            compared=[compared.get(name) for name in self.above.compared],
            rates=[rates.get(rate) for rate in self.above.rates],
        )

    def rows(
        self,
        name: str,
        lines: Iterable[OfficeStanding],
        listed: Mapping[str, Matrix],
    ) -> Iterator[bytes]:
        """Each office on a row of the province's list; blank where nothing is known."""
        places = [self.places.get(ref) for ref in self.above.cells]
        for line in lines:
            own = listed.get(line.office)
            figures = [nan if own is None or at is None else own[at] for at in places]
            yield lists.row([name, line.office], line, figures, self.above)


def rows_of_lost(name: str, roster: Sequence[str], above: Form) -> Iterator[bytes]:
    """The same of a district that could not be done: nothing is known of its offices."""
    nothing = [nan] * len(above.cells)
    for office in roster:
        line = OfficeStanding(office, Standing.MISSING, Counter(), "")
        yield lists.row([name, office], line, nothing, above)

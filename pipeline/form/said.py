"""What prose may say of the figures of a form."""

from typing import NamedTuple

from pipeline.form.table import CellRef

Reading = tuple[CellRef, ...]  # cells that are added up


class Meaning(NamedTuple):
    """A quantity that prose states.

    name: as a list calls it.
    kind: what it is of, by which a rule takes it.
    readings: the sums that it may be; practice differs, a number that equals any of them is right.
    """

    name: str
    kind: str
    readings: tuple[Reading, ...]

    def within(self, cells: "frozenset[CellRef]") -> "Meaning":
        """Return this meaning with the readings of which a form has all cells."""
        own = tuple(refs for refs in self.readings if refs and cells.issuperset(refs))
        return self._replace(readings=own)

"""Who must report: the offices of a district, to be recognised in what somebody wrote."""

from collections.abc import Iterable, Sequence

from pipeline.form.table import squeezed
from pipeline.names import Names


class Roster:
    """The offices that must report, to be recognised in what somebody wrote.

    Right names are looked up, in O(1); one that is misspelt costs O(n), n the offices.
    """

    def __init__(self, offices: Sequence[str]) -> None:
        self.offices = offices
        self._called = {squeezed(office): office for office in offices}
        self._row = {office: row for row, office in enumerate(offices)}
        self._names = Names(self._called)

    def called(self, written: str) -> str:
        """The office of this name; blank if there is none."""
        return self._called.get(squeezed(written), "")

    def row_of(self, office: str) -> int:
        """Its place on the roster; behind all for one that is not there."""
        return self._row.get(office, len(self._row))

    def in_order(self, offices: Iterable[str]) -> list[str]:
        """Some offices, as the roster lists them."""
        return sorted(offices, key=self.row_of)

    def named_in(self, file: str) -> str:
        """The office a file name speaks of, for what its content does not say; blank if none."""
        named = {self._called[name] for _, name in self._names.every(squeezed(file))}
        return max(self.in_order(named), key=len, default="")

    def nearest(self, written: str) -> str:
        """The office that a misspelt name is likely to be; blank where none is near."""
        from rapidfuzz import fuzz, process

        near = process.extractOne(written, self.offices, scorer=fuzz.ratio, score_cutoff=50)
        return near[0] if near else ""

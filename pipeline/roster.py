"""Who must report: the offices of a district, to be recognised in what somebody wrote."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.form.table import squeezed
from pipeline.names import Names

# What an official name has before and behind the name that a roster needs.
_GOVERNMENT = "人民政府"
_BODY = re.compile("(?:办事处|(?<=街道)办)$")
_KIND = re.compile("(?<=..)(?:街道|镇|乡)$")


class Roster:
    """The offices that must report, to be recognised in what somebody wrote.

    Right names are looked up, in O(1); one that is misspelt costs O(n), n the offices.
    """

    def __init__(self, offices: Sequence[str], district: str = "") -> None:
        self.offices = offices
        self._district = squeezed(district)
        self._called = {squeezed(office): office for office in offices}
        self._known_as = self._unique_names()
        self._row = {office: row for row, office in enumerate(offices)}
        self._names = Names(self._called)

    def called(self, written: str) -> str:
        """The office of this name, official or short; blank if there is none, or more than one."""
        return self._known_as.get(squeezed(written)) or self._known_as.get(self._plain(written), "")

    def _unique_names(self) -> dict[str, str]:
        """Return the names by which only one office can be meant: full, plain and short ones."""
        plain = {office: self._plain(office) for office in self.offices}
        names = {office: {name, _KIND.sub("", name)} for office, name in plain.items()}
        times = Counter(name for own in names.values() for name in own)
        unique = {name: office for office, own in names.items() for name in own if times[name] == 1}
        return unique | self._called

    def _plain(self, name: str) -> str:
        """Return a name without the district's, and without what makes it official."""
        own = squeezed(name).removesuffix(_GOVERNMENT)
        for superior in filter(None, (_GOVERNMENT, self._district)):
            own = own.rpartition(superior)[2] or own
        return _BODY.sub("", own)

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

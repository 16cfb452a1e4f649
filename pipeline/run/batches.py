"""Which files are worked on together: those of some offices, of both years.

By their names alone, for nothing has been read yet. A file that turns out to be about an office
of another batch is worked on once more, together with all that is about that office (`gather`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.district import ConfigurationError
from pipeline.extract.intake import find_files
from pipeline.findings import Finding
from pipeline.run.setup import Setup
from pipeline.source_file import readable_name
from pipeline.transform.identify import Roster

Thing = TypeVar("Thing")

SIZE = 100  # offices; larger ones take more memory


@dataclass(frozen=True)
class Batch:
    """Files of this year, what was found beside them, and files of last year."""

    now: Sequence[Path]
    beside: Sequence[Finding]
    then: Sequence[Path]


@dataclass(frozen=True)
class Piles:
    """All files of both years, by the office that each is about; blank: nobody knows."""

    now: Mapping[str, Sequence[Path]]
    beside: Mapping[str, Sequence[Finding]]
    then: Mapping[str, Sequence[Path]]

    @classmethod
    def of(
        cls,
        now: Iterable[tuple[Path, str]],
        beside: Iterable[tuple[Finding, str]],
        then: Iterable[tuple[Path, str]],
    ) -> "Piles":
        """From each file, or finding, and whom it is about."""
        return cls(_by_office(now), _by_office(beside), _by_office(then))

    @property
    def all_now(self) -> list[Path]:
        """Every file of this year."""
        return [path for pile in self.now.values() for path in pile]

    @property
    def all_then(self) -> list[Path]:
        """Every file of last year."""
        return [path for pile in self.then.values() for path in pile]

    @property
    def all_beside(self) -> list[Finding]:
        """All that was found beside them."""
        return [found for pile in self.beside.values() for found in pile]

    def only(self, offices: Set[str]) -> "Piles":
        """What is about some offices."""
        return Piles(
            _some(self.now, offices), _some(self.beside, offices), _some(self.then, offices)
        )

    def batches(self, roster: Roster, size: int = 0) -> list[Batch]:
        """So many offices in each, or as many as is usual; what is about nobody comes last."""
        size = size or SIZE
        offices = roster.in_order({*self.now, *self.beside, *self.then} - {""})
        parts = [offices[at : at + size] for at in range(0, len(offices), size)]
        batches = [self._of(part) for part in parts]
        strays = self._of([""])
        if len(batches) <= 1 and len(strays.now) <= size:
            return [self._of([*offices, ""])]
        return [*batches, *_sliced(strays, size)]

    def _of(self, offices: Sequence[str]) -> Batch:
        """What is about some offices, with its files in the order in which a folder lists them."""
        return Batch(
            sorted((path for office in offices for path in self.now.get(office, ())), key=_name),
            [found for office in offices for found in self.beside.get(office, ())],
            sorted((path for office in offices for path in self.then.get(office, ())), key=_name),
        )


def _sliced(strays: Batch, size: int) -> Iterator[Batch]:
    """Files that name nobody, so many of each year at a time."""
    for at in range(0, max(len(strays.now), len(strays.then), 1), size):
        part = slice(at, at + size)
        beside = strays.beside if at == 0 else []
        if strays.now[part] or strays.then[part] or beside:
            yield Batch(strays.now[part], beside, strays.then[part])


def _name(path: Path) -> str:
    return path.name


def one_by_one(batch: Batch, roster: Roster) -> list[Batch]:
    """The same, each office by itself."""
    return _piled(batch.now, batch.beside, batch.then, roster).batches(roster, size=1)


def find_returns(home: Path, setup: Setup) -> Piles:
    """The files of both years; raises ConfigurationError where there is none of this year."""
    folder = home / str(setup.year)
    if not folder.is_dir():
        raise ConfigurationError(f"找不到 {folder}，请先建立这个文件夹并放入各街道的表格。")
    now, beside = find_files(folder)
    if not now and not beside:
        raise ConfigurationError(f"{folder} 里一份表格也没有，没有改动任何结果。")
    return _piled(now, beside, last_years_files(home, setup), setup.roster)


def last_years_files(home: Path, setup: Setup) -> list[Path]:
    """Last year's; where they are not to be had, this year goes on without them."""
    try:
        files, _ = find_files(home / str(setup.year - 1))
    except OSError:
        return []
    return files


def _piled(
    now: Sequence[Path], beside: Sequence[Finding], then: Sequence[Path], roster: Roster
) -> Piles:
    """Files by the office that each names."""
    return Piles.of(
        ((path, roster.named_in(readable_name(path))) for path in now),
        ((found, roster.named_in(found.place.file)) for found in beside),
        ((path, roster.named_in(readable_name(path))) for path in then),
    )


def _some(pile: Mapping[str, Thing], offices: Set[str]) -> dict[str, Thing]:
    return {office: pile[office] for office in offices & pile.keys()}


def _by_office(about: Iterable[tuple[Thing, str]]) -> dict[str, list[Thing]]:
    by_office: defaultdict[str, list[Thing]] = defaultdict(list)
    for thing, office in about:
        by_office[office].append(thing)
    return dict(by_office)

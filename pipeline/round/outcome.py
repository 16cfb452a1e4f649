"""What a run came to, and how it is run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.engine.job import Engine
from pipeline.engine.processes import Processes
from pipeline.findings import Finding
from pipeline.outputs import Conflicts, Wanted
from pipeline.records import OfficeChange, OfficeStanding
from pipeline.results import Overall
from pipeline.standings import are_done


@dataclass(frozen=True)
class Round:
    """What a run came to, for the last lines on screen."""

    year: int
    folder: Path
    wanted: Wanted
    standings: Sequence[OfficeStanding]
    findings: Sequence[Finding]
    unevaluated: int  # checks, over all offices, that a blank or unreadable figure left open
    without_last_year: Sequence[str]  # offices that cannot be compared with their last return
    unused_last_year: Mapping[str, str]  # file of last year that cannot be used → why
    conflicts: Conflicts
    overall: Overall
    missing_fonts: Sequence[str] = ()  # of the reports, on this computer
    documents: Sequence[str] = ()  # in Word, by their names in the folder
    returned: Sequence[str] = ()  # offices to which a file goes back
    changes: Sequence[OfficeChange] | None = None  # since the last run; None: it is the first
    no_copies: str = ""  # why there are no PDF copies, where they were asked for
    changed_inputs: Sequence[str] = ()  # files that are not as they were read any more
    is_known: bool = False  # nothing has changed since the last run, and nothing was made again

    @property
    def complete(self) -> bool:
        """Whether every office of the roster has its report, and each document is in its place."""
        in_place = self.conflicts.is_in_place and not self.changed_inputs
        return in_place and are_done(self.standings, documents=self.wanted.documents)


class How(NamedTuple):
    """How a round is run, which changes nothing of what it comes to."""

    engine: Engine | None = None  # does its jobs; None: processes of this computer
    who: str = ""  # runs it, for whoever would, too
    anew: bool = False  # also where nothing has changed since the last run
    say: "Callable[[Round], Sequence[str]]" = lambda _: ()  # what is told of it


@contextmanager
def engine_of(how: How) -> Iterator[Engine]:
    """Give the engine of a round, and end the one that is its own."""
    if how.engine:
        yield how.engine
        return
    with Processes() as engine:
        yield engine

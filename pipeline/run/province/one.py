"""One district of a province: its whole round, and what it comes to one level up."""

import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath
from time import sleep
from typing import NamedTuple

import numpy as np
from loguru import logger

from pipeline import messages
from pipeline.district import ConfigurationError, District
from pipeline.extract.intake import find_files
from pipeline.extract.reading import Reader
from pipeline.findings import Finding, Level, Place
from pipeline.load.lists import figures_of_list
from pipeline.load.store import Store
from pipeline.load.store.files import digest_at
from pipeline.logbook import kept_log
from pipeline.outputs import FIGURES, Conflicts, InUse, Wanted
from pipeline.records import Standing
from pipeline.results import Found, Overall, most_found
from pipeline.run import run_round
from pipeline.run.changes import sources_kept
from pipeline.run.new import INPUT, OUTPUT
from pipeline.run.proof import prove_list
from pipeline.run.province.seen import Seen
from pipeline.run.round import How, Round
from pipeline.run.setup import SETTINGS, form_of, read_setup
from pipeline.run.workers import Here, demand_folder, demand_program, one_at_a_time
from pipeline.transform.check.catalogue import all_rules

_SECONDS, _SECONDS_EACH = 60, 4  # for a district, and for each of its offices more
_SECONDS_OF_COPIES = 15  # for the PDF copies of an office


class Task(NamedTuple):
    """One district to be worked on, by whoever is given it."""

    name: str
    home: Path  # that all workers share
    offices: int  # how many it has
    above: District  # the province, whose form may ask for less
    year: int
    wanted: Wanted
    who: str
    anew: bool
    program: str  # a hash: another one may come to other bytes
    is_shared: bool  # in a cluster: not all of its computers may see the folder


@dataclass(frozen=True)
class Done:
    """What came of a district.

    overall: in the order of the province's form; None where the district could not be done.
    digest: of its list of figures.
    rows: its offices, each on a row of the province's list of them.
    sources: office → the hash of its return.
    conflicts: where what is written met what a person does.
    findings: what is wrong with the whole district.
    has_come: whether there is any return.
    """

    name: str
    overall: Overall | None = None
    inside: Counter[Standing] = field(default_factory=Counter)
    levels: Counter[Level] = field(default_factory=Counter)
    found: Sequence[Found] = ()
    digest: str = ""
    rows: Sequence[bytes] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    conflicts: Conflicts = field(default_factory=Conflicts)
    changed_inputs: Sequence[str] = ()
    no_copies: str = ""
    is_complete: bool = False
    is_known: bool = False  # nothing has changed since the last run
    has_come: bool = True
    findings: Sequence[Finding] = ()
    log: Sequence[tuple[str, str]] = ()


def seconds_for(task: Task) -> float:
    """How long it may take."""
    each = _SECONDS_EACH + (_SECONDS_OF_COPIES if task.wanted.copies else 0)
    return _SECONDS + each * task.offices


def do_district(task: Task, *, careful: bool = False) -> Done:
    """A district's whole round; `careful` where a file may end the process.

    Raises ConfigurationError where this worker cannot do it as any other would.
    """
    demand_program(task.program)
    if task.is_shared:
        demand_folder(task.home)
    with one_at_a_time, kept_log() as log, Reader() if careful else Here() as reader:
        return replace(_isolated(task, reader), log=log)


def _isolated(task: Task, reader: Reader) -> Done:
    """Whatever goes wrong with a district concerns this one alone."""
    home, place = task.home, Place(task.name)
    inputs = home / INPUT / str(task.year)
    try:
        return _round(task, reader)
    except ConfigurationError as reason:
        said = str(reason).replace(str(home), home.name)
        finding = messages.districts.NOT_DONE.at(place, reason=said)
        if (home / INPUT / SETTINGS).is_file() and not _any_in(inputs):
            finding = messages.districts.NO_RETURNS.at(place, year=task.year)
    except InUse as busy:
        _, who = busy.args
        finding = messages.districts.IN_USE.at(place, who=who or "另一个程序")
    except MemoryError:
        raise  # the process has had its share; another one may do it
    except OSError as error:
        file = Path(error.filename or "文件").name
        said = f"无法读写 {file}（{error.strerror or type(error).__name__}）。"
        finding = messages.districts.NOT_DONE.at(place, reason=said)
    except Exception:  # noqa: BLE001 - one district never touches the others
        logger.error("办 {} 时出错\n{}", task.name, traceback.format_exc())
        finding = messages.districts.UNEXPECTED.at(place)
    return Done(task.name, has_come=_any_in(inputs), findings=[finding])


def _any_in(folder: Path) -> bool:
    try:
        return any(find_files(folder))
    except OSError:
        return False


def _round(task: Task, reader: Reader) -> Done:
    """What it comes to under the form of the province; its list of figures is read for that."""
    home, how = task.home, How(reader, task.who, anew=task.anew)
    came_to = _when_free(partial(run_round, home / INPUT, home / OUTPUT), task, how)
    if any(PurePath(FIGURES).stem in name for name in came_to.conflicts.set_aside):
        raise ConfigurationError(f"{FIGURES} 正被打开，请关闭打开它的程序。")
    form = read_setup(home / INPUT, task.year).form
    seen = Seen.under(task.above.extend(form_of(task.year)), form)
    figures = came_to.folder / FIGURES
    listed = {office: np.array(known) for office, known in figures_of_list(figures, form)}
    prove_list(listed.values(), came_to.overall.figures, form)
    message = messages.districts.OTHER_INDICATORS
    return Done(
        name=task.name,
        overall=seen.overall(came_to.overall),
        inside=Counter(line.standing for line in came_to.standings),
        levels=Counter(finding.level for finding in came_to.findings),
        found=most_found(all_rules(form), came_to.findings),
        digest=digest_at(figures) or "",
        sources=sources_kept(Store(came_to.folder)),
        rows=list(seen.rows(task.name, came_to.standings, listed)),
        conflicts=came_to.conflicts,
        changed_inputs=came_to.changed_inputs,
        no_copies=came_to.no_copies,
        is_complete=came_to.complete,
        is_known=came_to.is_known,
        has_come=any(line.standing is not Standing.MISSING for line in came_to.standings),
        findings=[
            message.at(Place(task.name), names="、".join(several))
            for several in (seen.others,)
            if several
        ],
    )


def _when_free(run: Callable[[int, Wanted, How], Round], task: Task, how: How) -> Round:
    """The round; a worker that was given up may be at it still, and then ends."""
    for _ in range(_SECONDS):
        try:
            return run(task.year, task.wanted, how)
        except InUse as busy:
            if busy.args[1] != task.who or not task.who:
                raise
            sleep(1)
    return run(task.year, task.wanted, how)

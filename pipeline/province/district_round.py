"""One district of a province: its whole round, and what it comes to one level up."""

import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from time import sleep
from typing import NamedTuple

import numpy as np
from loguru import logger

from pipeline import messages
from pipeline.district import District
from pipeline.engine.here import Here
from pipeline.engine.job import Begin, LostError, Step, Work
from pipeline.errors import ConfigurationError, InUse
from pipeline.extract.intake import find_files
from pipeline.findings import Finding, Level, Place
from pipeline.load import lists
from pipeline.outputs import FIGURES, INPUT, OUTPUT, SETTINGS, Conflicts, Wanted
from pipeline.province.seen import Seen
from pipeline.records import Standing
from pipeline.results import Found, Overall, most_found
from pipeline.round.changes import sources_kept
from pipeline.round.order import Order, demand_folder, known_of, order_of
from pipeline.round.outcome import How, Round
from pipeline.round.proofs import prove_list
from pipeline.round.round import run_round
from pipeline.round.setup import form_of, read_setup
from pipeline.round.writing import SECONDS_OF_COPIES
from pipeline.store.files import digest_at
from pipeline.store.store import Store
from pipeline.transform.check.catalogue import all_rules

_SECONDS = 60  # for what is done between the steps of a round
_SECONDS_EACH = 4  # for an office, where only the whole district can be timed
_MEMORY = 1 << 30  # bytes


@dataclass(frozen=True)
class Asked:
    """What is asked of every district.

    above: the province, whose form may ask for less. who: runs it.
    """

    above: District
    year: int
    wanted: Wanted
    who: str
    anew: bool


class DistrictTask(NamedTuple):
    """One district to be worked on; deadly: steps of it that have ended a worker."""

    name: str
    home: Path  # that all workers share
    deadly: Sequence[Step] = ()


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


def district_work(asked: Asked, offices: int, *, is_remote: bool) -> Work[DistrictTask, Done]:
    """Return the kind of job; offices: of the largest district, is_remote: see `order_of`."""
    each = _SECONDS_EACH + (SECONDS_OF_COPIES if asked.wanted.copies else 0)
    order = order_of(asked, is_remote=is_remote)
    return Work(partial(do_districts, order), _SECONDS + each * offices, _MEMORY)


def do_districts(order: Order, tasks: Sequence[DistrictTask], begin: Begin) -> Iterator[Done]:
    """Do the whole round of some districts, one after another."""
    asked: Asked = known_of(order)
    for task in tasks:
        begin(Step("处理", task.name, _SECONDS))
        demand_folder(order, task.home)
        with logger.contextualize(of=f"{task.name}："):
            done = _isolated(task, asked, Here(begin, task.deadly))
        yield done


def _isolated(task: DistrictTask, asked: Asked, here: Here) -> Done:
    """Whatever goes wrong with a district concerns this one alone."""
    home, place = task.home, Place(task.name)
    inputs = home / INPUT / str(asked.year)
    try:
        return _round(task, asked, here)
    except ConfigurationError as reason:
        said = str(reason).replace(str(home), home.name)
        finding = messages.districts.NOT_DONE.at(place, reason=said)
        if (home / INPUT / SETTINGS).is_file() and not _any_in(inputs):
            finding = messages.districts.NO_RETURNS.at(place, year=asked.year)
    except InUse as busy:
        _, who = busy.args
        finding = messages.districts.IN_USE.at(place, who=who or "另一个程序")
    except LostError:  # at a step that is of no file and no office
        finding = messages.districts.LOST.at(place)
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


def _round(task: DistrictTask, asked: Asked, here: Here) -> Done:
    """What it comes to under the form of the province; its list of figures is read for that."""
    home, how = task.home, How(here, asked.who, anew=asked.anew)
    came_to = _when_free(partial(run_round, home / INPUT, home / OUTPUT), asked, how)
    if any(PurePath(FIGURES).stem in name for name in came_to.conflicts.set_aside):
        raise ConfigurationError(f"{FIGURES} 正被打开，请关闭打开它的程序。")
    form = read_setup(home / INPUT, asked.year).form
    seen = Seen.under(asked.above.extend(form_of(asked.year)), form)
    figures = came_to.folder / FIGURES
    listed = {office: np.array(known) for office, known in lists.figures_of_list(figures, form)}
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
        findings=[message.at(Place(task.name), names="、".join(seen.others))]
        if seen.others
        else [],
    )


def _when_free(run: Callable[[int, Wanted, How], Round], asked: Asked, how: How) -> Round:
    """The round; a worker that was given up may be at it still, and then ends."""
    for _ in range(_SECONDS // 2):  # before the step takes too long
        try:
            return run(asked.year, asked.wanted, how)
        except InUse as busy:
            if busy.args[1] != asked.who or not asked.who:
                raise
            sleep(1)
    return run(asked.year, asked.wanted, how)

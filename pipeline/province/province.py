"""A province: the whole round of each of its districts, and the same one level up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import mode
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from loguru import logger

from pipeline import messages
from pipeline.engine.job import Engine, Lost, Step
from pipeline.engine.processes import Processes
from pipeline.errors import ConfigurationError
from pipeline.findings import Finding, Level, Place
from pipeline.load import lists
from pipeline.outputs import (
    FIGURES,
    FINDINGS,
    INPUT,
    OUTPUT,
    PROVINCE,
    SETTINGS,
    Conflicts,
    Wanted,
)
from pipeline.province.district_round import Asked, DistrictTask, Done, district_work
from pipeline.province.homes import Home, find_homes
from pipeline.province.seen import rows_of_lost
from pipeline.province.settings import read_province
from pipeline.province.together import results_of, standing
from pipeline.records import OfficeStanding
from pipeline.results import Results
from pipeline.round.outcome import How, engine_of
from pipeline.round.proofs import prove_overall
from pipeline.round.setup import form_of
from pipeline.round.writing import documents_in, keep_edits, tell_of
from pipeline.round.years import newest_year
from pipeline.setup import Setup
from pipeline.source_file import digest_of
from pipeline.standings import are_done
from pipeline.store.files import stage
from pipeline.store.store import Store
from pipeline.tiers import DISTRICTS, OFFICES, districts_of
from pipeline.transform.check.catalogue import all_rules
from pipeline.transform.outline import summed_up

_IN_MEMORY = 8 << 20  # bytes of the rows of offices
_MOST_NAMED = 3  # other offices in one finding

__all__ = ["Province", "newest_of", "run_province"]


@dataclass(frozen=True)
class Province:
    """What the round of a province came to, for the last lines on screen.

    findings: what is wrong with whole districts, and how often what was found in each.
    inside: the folder of each district → what came of it.
    """

    year: int
    folder: Path
    wanted: Wanted
    standings: Sequence[OfficeStanding]
    findings: Sequence[Finding]
    conflicts: Conflicts
    inside: Mapping[str, Done]
    documents: Sequence[str]  # in Word, by their names in the folder
    no_copies: str

    @property
    def complete(self) -> bool:
        """Whether every district is done, and each document is in its place."""
        is_done = are_done(self.standings, documents=self.wanted.documents)
        return is_done and self.conflicts.is_in_place


def newest_of(folder: Path) -> tuple[int, list[str]]:
    """The year that is the newest of most districts, and those that have a newer one."""
    homes, _ = find_homes(folder, read_province(folder))
    newest = {}
    for name, home in homes.items():
        try:
            newest[name] = newest_year(folder / home.folder / INPUT).year
        except (ConfigurationError, OSError) as reason:
            logger.info("{}：{}", name, reason)
    if not newest:
        raise ConfigurationError(f"{folder} 里的区县都还没有表格。")
    usual = mode(sorted(newest.values(), reverse=True))  # of two as frequent, the newer
    return usual, [name for name, year in newest.items() if year > usual]


def run_province(folder: Path, year: int, wanted: Wanted, how: How | None = None) -> Province:
    """The whole way, for all districts in a folder; one that cannot be done is told, and missing.

    A district is the unit of work: whoever does it writes all of its documents. Here, only what
    is of the whole province is written. Raises ConfigurationError where there is no province.
    """
    if (folder / INPUT / SETTINGS).exists():
        raise ConfigurationError(
            f"{folder} 是一个区县自己的文件夹（里面有 {INPUT}/{SETTINGS}），"
            "省的结果会盖掉它的；请另建一个文件夹，放 province.toml 和各区县的文件夹。"
        )
    how = how or How()
    province = read_province(folder)
    tier = districts_of(province.name)
    setup = Setup(province.extend(form_of(year)), province, year, tier)
    homes, found = find_homes(folder, province)
    asked = Asked(province, year, wanted, how.who, how.anew)
    with (
        engine_of(how) as engine,
        Store(folder / OUTPUT / str(year), how.who) as store,
        SpooledTemporaryFile(max_size=_IN_MEMORY) as rows,
    ):
        where = folder.absolute() if engine.is_remote else folder
        several = dict[str, Done]()
        for done in _worked_on(asked, where, homes, engine):
            lost = rows_of_lost(done.name, homes[done.name].roster, setup.form)
            rows.writelines(done.rows or lost)
            several[done.name] = replace(done, rows=())
        results = _results(setup, several, homes, found)
        overall = [done.overall for done in several.values() if done.overall]
        prove_overall(results.returns, overall, setup.form)
        engine.here.begin(Step("汇总", province.name, 0))
        rows.seek(0)
        made = _write(store, setup, results, rows, wanted)
        known = {Path(province.name) / PROVINCE: digest_of(folder / PROVINCE)}
        for name, done in several.items():
            if done.digest:
                known[Path(homes[name].folder) / FIGURES] = done.digest
        tell_of(store, setup, known, results.standings)
        store.kept = {}  # nothing of it is compared with the next: this one is finished
        return Province(
            year=year,
            folder=store.folder,
            wanted=wanted,
            standings=results.standings,
            findings=made.findings,
            conflicts=store.conflicts,
            inside={str(where / homes[n].folder): done for n, done in several.items()},
            documents=made.documents,
            no_copies=made.no_copies,
        )


def _worked_on(
    asked: Asked, where: Path, homes: Mapping[str, Home], engine: Engine
) -> Iterator[Done]:
    """Yield what came of each district; a lost one is done again without its deadly step."""
    tasks = [DistrictTask(name, where / home.folder) for name, home in homes.items()]
    largest = max((len(home.roster) for home in homes.values()), default=0)
    work = district_work(asked, largest, is_remote=engine.is_remote)
    with Processes(1) as alone:
        for first, came in engine.work(work, [[task] for task in tasks], len(tasks)):
            task, done = first, came
            while isinstance(done, Lost) and done.step not in task.deadly:
                task = task._replace(deadly=(*task.deadly, done.step))
                ((_, done),) = alone.work(work, [[task]], 1)
            lost = [messages.districts.LOST.at(Place(task.name))]
            yield Done(task.name, findings=lost) if isinstance(done, Lost) else done


def _results(
    setup: Setup,
    several: Mapping[str, Done],
    homes: Mapping[str, Home],
    found: Sequence[Finding],
) -> Results:
    """Return the results of all districts; found: findings about their folders."""
    findings = [*found, *(finding for done in several.values() for finding in done.findings)]
    findings += _same_files(several, homes)
    own: dict[str, Counter[Level]] = {name: Counter() for name in setup.district.roster}
    folders = {name: home.folder for name, home in homes.items()}
    for finding in findings:
        if finding.place.office:
            own[finding.place.office][finding.level] += 1
            folders.setdefault(finding.place.office, finding.place.file)
    lines = [
        standing(name, several.get(name), homes.get(name), folders.get(name, ""), own[name])
        for name in setup.district.roster
    ]
    places = {name: f"../../{one.folder}/{OUTPUT}/{setup.year}" for name, one in homes.items()}
    return results_of(setup, several, findings, lines, places)


def _same_files(several: Mapping[str, Done], homes: Mapping[str, Home]) -> Iterator[Finding]:
    """Returns that lie in several districts, byte for byte; O(n), by their hashes."""
    whose = defaultdict[str, dict[str, str]](dict)  # hash → district → one of its offices
    for name, done in several.items():
        for office, known in done.sources.items():
            whose[known].setdefault(name, office)
    for alike in whose.values():
        for name, office in alike.items() if len(alike) > 1 else ():
            near = islice(alike.items(), _MOST_NAMED + 1)
            others = [f"{one}的“{other}”" for one, other in near if one != name][:_MOST_NAMED]
            said = "、".join(others) + "等" * (len(alike) > 1 + len(others))
            place = Place(name, homes[name].folder)
            yield messages.districts.SAME_FILE.at(place, office=office, others=said)


class _Made(NamedTuple):
    """What was written: the findings that are listed, the Word documents, why no PDF copies."""

    findings: Sequence[Finding]
    documents: Sequence[str]
    no_copies: str


def _write(
    store: Store, setup: Setup, results: Results, rows: Iterable[bytes], wanted: Wanted
) -> _Made:
    """All that is of the whole province."""
    no_copies, documents = "", None
    if wanted.documents:
        documents = documents_in(store, setup)
        documents.write_whole(summed_up(results.returns, results.standings, setup))
        no_copies = documents.copy() if wanted.copies else ""
    edits = keep_edits(store, wanted)
    results = replace(results, findings=[*edits, *results.findings])
    store.write(FINDINGS, lists.findings_csv(results.findings, setup.tier))
    files = {
        DISTRICTS.rows: lists.rows_csv(
            setup.form, [DISTRICTS.unit], lists.office_rows(setup.form, results)
        ),
        OFFICES.rows: lists.rows_csv(setup.form, [DISTRICTS.unit, OFFICES.unit], rows),
    }
    for name, pieces in files.items():
        store.write(name, stage(store.folder / name, pieces))
    if documents:
        documents.write_overviews(results, all_rules(setup.form))
    return _Made(results.findings, documents.made if documents else [], no_copies)

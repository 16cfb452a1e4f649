"""A province: the whole round of each of its districts, and the same one level up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import mode
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from loguru import logger

from pipeline import messages
from pipeline.district import ConfigurationError
from pipeline.findings import Finding, Level, Place
from pipeline.load.lists import findings_csv, rows_csv
from pipeline.load.store import Store
from pipeline.load.store.files import stage
from pipeline.outputs import FIGURES, FINDINGS, Conflicts, Wanted
from pipeline.processes import Pool, Processes, in_turn, limit_process
from pipeline.progress import Tell
from pipeline.province import SETTINGS, read_province
from pipeline.records import OfficeStanding, Standing
from pipeline.results import Results
from pipeline.run import making
from pipeline.run.known import program_hash
from pipeline.run.new import INPUT, OUTPUT
from pipeline.run.proof import prove_overall
from pipeline.run.province.homes import Home, find_homes
from pipeline.run.province.one import Done, Task, do_district, seconds_for
from pipeline.run.province.seen import rows_of_lost
from pipeline.run.province.together import results_of, standing
from pipeline.run.round import How
from pipeline.run.setup import SETTINGS as DISTRICT_SETTINGS
from pipeline.run.setup import Setup, form_of, newest_year
from pipeline.run.workers import ALLOWANCE, pool_of
from pipeline.source_file import digest_of
from pipeline.tiers import DISTRICTS, OFFICES, districts_of

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
        done = (Standing.DONE,) if self.wanted.documents else (Standing.DONE, Standing.PASSED)
        in_place = not (self.conflicts.set_aside or self.conflicts.left_open)
        return in_place and all(line.standing in done for line in self.standings)


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


def run_province(folder: Path, year: int, wanted: Wanted, how: How, tell: Tell) -> Province:
    """The whole way, for all districts in a folder; one that cannot be done is told, and missing.

    A district is the unit of work: whoever does it writes all of its documents. Here, only what
    is of the whole province is written. Raises ConfigurationError where there is no province.
    """
    if (folder / INPUT / DISTRICT_SETTINGS).exists():
        raise ConfigurationError(
            f"{folder} 是一个区县自己的文件夹（里面有 {INPUT}/{DISTRICT_SETTINGS}），"
            "省的结果会盖掉它的；请另建一个文件夹，放 province.toml 和各区县的文件夹。"
        )
    where = folder.absolute() if how.scheduler else folder
    province = read_province(folder)
    tier = districts_of(province.name)
    setup = Setup(province.extend(form_of(year)), province, year, tier)
    homes, found = find_homes(folder, province)
    tasks = [_task(name, home, where, setup, wanted, how) for name, home in homes.items()]
    with (
        Store(folder / OUTPUT / str(year), how.who) as store,
        SpooledTemporaryFile(max_size=_IN_MEMORY) as rows,
    ):
        several = dict[str, Done]()
        if how.scheduler:
            tell("连接集群", 0, 1, how.scheduler)
        for at, done in enumerate(_worked_on(tasks, how)):
            tell("处理", at, len(tasks), done.name)
            for level, text in done.log:
                logger.log(level, "{}：{}", done.name, text)
            lost = rows_of_lost(done.name, homes[done.name].roster, setup.form)
            rows.writelines(done.rows or lost)
            several[done.name] = replace(done, rows=(), log=())
        found += [one for done in several.values() for one in done.findings]
        found += _same_files(several, homes)
        results = _results(setup, several, homes, found)
        overall = [done.overall for done in several.values() if done.overall]
        prove_overall(results.returns, overall, setup.form)
        tell("汇总", 0, 1, "")
        rows.seek(0)
        made = _write(store, setup, results, rows, wanted)
        known = {Path(province.name) / SETTINGS: digest_of(folder / SETTINGS)}
        for name, done in several.items():
            if done.digest:
                known[Path(homes[name].folder) / FIGURES] = done.digest
        making.tell_of(store, setup, known, results.standings)
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


def _task(name: str, home: Home, where: Path, setup: Setup, wanted: Wanted, how: How) -> Task:
    return Task(
        name=name,
        home=where / home.folder,
        offices=len(home.roster),
        above=setup.district,
        year=setup.year,
        wanted=wanted,
        who=how.who,
        anew=how.anew,
        program=program_hash(),
        is_shared=bool(how.scheduler),
    )


def _worked_on(tasks: Sequence[Task], how: How) -> Iterator[Done]:
    """Each district, in its turn; one whose process was lost, again and alone, here."""
    pool, alone = pool_of(how), Processes(1, limit_process, ALLOWANCE)
    try:
        for task, done in in_turn(pool, do_district, tasks, seconds_for):
            yield done or _carefully(task, alone)
    finally:
        alone.end()
        pool.end()


def _carefully(task: Task, alone: Pool) -> Done:
    """In a process of its own; then once more, with each file in another one."""
    for careful in (False, True):
        logger.error("处理中断，{} 重新处理", task.name)
        do = partial(do_district, careful=careful)
        ((_, done),) = in_turn(alone, do, [task], seconds_for)
        if done:
            return done
    return Done(task.name, findings=[messages.districts.LOST.at(Place(task.name))])


def _results(
    setup: Setup,
    several: Mapping[str, Done],
    homes: Mapping[str, Home],
    found: Sequence[Finding],
) -> Results:
    """What all of them came to."""
    own: dict[str, Counter[Level]] = {name: Counter() for name in setup.district.roster}
    folders = {name: home.folder for name, home in homes.items()}
    for finding in found:
        if finding.place.office:
            own[finding.place.office][finding.level] += 1
            folders.setdefault(finding.place.office, finding.place.file)
    lines = [
        standing(name, several.get(name), homes.get(name), folders.get(name, ""), own[name])
        for name in setup.district.roster
    ]
    places = {name: f"../../{one.folder}/{OUTPUT}/{setup.year}" for name, one in homes.items()}
    return results_of(setup, several, found, lines, places)


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
        documents = making.documents_of(store, setup)
        making.write_district(documents, setup, results.returns, results.standings)
        no_copies = making.copy_documents(documents) if wanted.copies else ""
    edits = making.keep_edits(store, wanted)
    results = replace(results, findings=[*edits, *results.findings])
    store.write(FINDINGS, findings_csv(results.findings, setup.tier))
    lists = {
        DISTRICTS.rows: rows_csv(setup.form, [DISTRICTS.unit], making.rows_of(setup, results)),
        OFFICES.rows: rows_csv(setup.form, [DISTRICTS.unit, OFFICES.unit], rows),
    }
    for name, pieces in lists.items():
        store.write(name, stage(store.folder / name, pieces))
    if documents:
        making.write_overviews(documents, setup, results)
    return _Made(results.findings, documents.made if documents else [], no_copies)

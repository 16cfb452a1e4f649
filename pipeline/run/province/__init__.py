"""A province: the whole round of each of its districts, and the same one level up."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loguru import logger

from pipeline.district import ConfigurationError
from pipeline.extract.guard import digest_of
from pipeline.extract.reading import Reader
from pipeline.findings import Finding, Level
from pipeline.load.lists import findings_csv, rows_csv
from pipeline.load.store import Store
from pipeline.load.store.files import stage
from pipeline.outputs import FIGURES, FINDINGS, Conflicts, Wanted
from pipeline.processes import in_turn
from pipeline.progress import Tell
from pipeline.province import SETTINGS, read_province
from pipeline.records import OfficeStanding, Standing
from pipeline.results import Results
from pipeline.run import making
from pipeline.run.known import program_hash
from pipeline.run.new import INPUT, OUTPUT
from pipeline.run.proof import prove_totals
from pipeline.run.province.homes import Home, find_homes
from pipeline.run.province.one import Done, Task, do_district, seconds_for, work_on
from pipeline.run.province.together import results_of, standing
from pipeline.run.round import How
from pipeline.run.setup import Setup, form_of, newest_year
from pipeline.run.workers import pool_of
from pipeline.tiers import DISTRICTS, OFFICES

__all__ = ["Province", "newest_of", "run_province"]


@dataclass(frozen=True)
class Province:
    """What the round of a province came to, for the last lines on screen.

    findings: what is wrong with whole districts, and how often what was found in each.
    inside: district → where what was written in it met what a person does.
    """

    year: int
    folder: Path
    wanted: Wanted
    standings: Sequence[OfficeStanding]
    findings: Sequence[Finding]
    conflicts: Conflicts
    inside: Mapping[str, Conflicts]
    no_copies: str = ""

    @property
    def complete(self) -> bool:
        """Whether every district is done, and each document is in its place."""
        done = (Standing.DONE,) if self.wanted.documents else (Standing.DONE, Standing.PASSED)
        in_place = not (self.conflicts.set_aside or self.conflicts.left_open)
        return in_place and all(line.standing in done for line in self.standings)


def newest_of(folder: Path) -> int:
    """The newest year of which anything has come from any district."""
    homes, _ = find_homes(folder, read_province(folder))
    years = []
    for home in homes.values():
        try:
            years.append(newest_year(folder / home.folder / INPUT).year)
        except ConfigurationError as reason:
            logger.info("{}：{}", home.folder, reason)
    if not years:
        raise ConfigurationError(f"{folder} 里的区县都还没有表格。")
    return max(years)


def run_province(
    folder: Path, year: int, wanted: Wanted, how: How, tell: Tell, address: str = ""
) -> Province:
    """The whole way, for all districts in a folder; one that cannot be done is told, and missing.

    A district is the unit of work: whoever does it writes all of its documents. Here, only what
    is of the whole province is written. `address`: where the folder really is, if elsewhere; the
    districts are fetched from there. Raises ConfigurationError where there is no province.
    """
    province = read_province(folder)
    setup = Setup(province.extend(form_of(year)), province, year, DISTRICTS)
    homes, found = find_homes(folder, province)
    with Store(folder / OUTPUT / str(year), how.who) as store:
        several = {}
        tasks = [
            Task(
                name,
                f"{address or folder}/{home.folder}",
                home.offices,
                province,
                year,
                wanted,
                how.who,
                anew=how.anew,
                program=program_hash(),
            )
            for name, home in homes.items()
        ]
        for at, done in enumerate(_worked_on(tasks, how)):
            tell("处理", at, len(tasks), done.name)
            several[done.name] = done
            for level, text in done.log:
                logger.log(level, "{}：{}", done.name, text)
        found += [done.failure for done in several.values() if done.failure]
        found += making.keep_edits(store, wanted)
        results = _results(setup, several, homes, found, year)
        prove_totals(results.returns, setup.form)
        tell("汇总", 0, 1, "")
        no_copies = _write(store, setup, results, several, wanted)
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
            findings=results.findings,
            conflicts=store.conflicts,
            inside={name: done.conflicts for name, done in several.items()},
            no_copies=no_copies,
        )


def _worked_on(tasks: Sequence[Task], how: How) -> Iterator[Done]:
    """Each district, in its turn; one that ended its process, here, each file in another one."""
    pool = pool_of(how)
    try:
        for task, done in in_turn(pool, do_district, tasks, seconds_for):
            if done is None:
                logger.error("处理中断，{} 重新处理", task.name)
                with Reader() as reader:
                    done = work_on(task, reader)  # noqa: PLW2901 - what came of it in the end
            yield done
    finally:
        pool.end()


def _results(
    setup: Setup,
    several: Mapping[str, Done],
    homes: Mapping[str, Home],
    found: Sequence[Finding],
    year: int,
) -> Results:
    """What all of them came to."""
    own: dict[str, Counter[Level]] = {name: Counter() for name in setup.district.roster}
    folders = {name: home.folder for name, home in homes.items()}
    for finding in found:
        if finding.place.office:
            own[finding.place.office][finding.level] += 1
            folders.setdefault(finding.place.office, finding.place.file)
    lines = [
        standing(name, several.get(name), folders.get(name, ""), own[name])
        for name in setup.district.roster
    ]
    places = {name: f"../../{home.folder}/{OUTPUT}/{year}" for name, home in homes.items()}
    return results_of(setup, several, found, lines, places)


def _write(
    store: Store,
    setup: Setup,
    results: Results,
    several: Mapping[str, Done],
    wanted: Wanted,
) -> str:
    """All that is of the whole province; what there is to say of PDF copies."""
    no_copies, documents = "", None
    if wanted.documents:
        documents = making.documents_of(store, setup)
        making.write_district(documents, setup, results.returns, results.standings)
        no_copies = making.copy_documents(documents) if wanted.copies else ""
    store.write(FINDINGS, findings_csv(results.findings, setup.tier))
    rows = (row for done in several.values() for row in done.rows)
    lists = {
        DISTRICTS.rows: rows_csv(setup.form, [DISTRICTS.unit], making.rows_of(setup, results)),
        OFFICES.rows: rows_csv(setup.form, [DISTRICTS.unit, OFFICES.unit], rows),
    }
    for name, pieces in lists.items():
        store.write(name, stage(store.folder / name, pieces))
    if documents:
        making.write_overviews(documents, setup, results)
    return no_copies

"""The order of the stages; the only room that knows all of them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from pipeline.district import ConfigurationError
from pipeline.extract.reading import Reader
from pipeline.findings import Rule
from pipeline.fonts import missing_fonts
from pipeline.load.store import Output, Store
from pipeline.outputs import TEMPLATES, Conflicts, Wanted
from pipeline.progress import Tell
from pipeline.records import OfficeStanding, Standing
from pipeline.run import making
from pipeline.run.batches import find_returns, last_years_files
from pipeline.run.changes import write_changes
from pipeline.run.gather import Gathered, Job, Work, gather
from pipeline.run.known import recall, remember
from pipeline.run.part import Desk, Part, work
from pipeline.run.proof import changed, prove_totals
from pipeline.run.returns import read_last_year
from pipeline.run.round import How, Round
from pipeline.run.setup import SETTINGS, newest_year, read_setup
from pipeline.run.workers import Here, Workers, pool_of
from pipeline.source_file import digest_of
from pipeline.transform.aggregate import standings
from pipeline.transform.check.catalogue import all_rules
from pipeline.transform.identify import Roster

if TYPE_CHECKING:
    from pipeline.load.documents import Documents

_MOST_NAMED = 10  # offices of the roster in one sentence

__all__ = [
    "Blanks",
    "How",
    "Round",
    "list_rules",
    "look",
    "make_templates",
    "newest_year",
    "run_round",
]


def run_round(
    inputs: Path,
    outputs: Path,
    year: int,
    wanted: Wanted,
    how: How | None = None,
) -> Round:
    """The whole way: from `<inputs>/<year>/` to the documents and lists that are wanted."""
    how = how or How()
    if how.scheduler:  # whoever works on it starts from another folder
        inputs, outputs = inputs.absolute(), outputs.absolute()
    _apart(inputs, outputs)
    settings = {inputs / SETTINGS: digest_of(inputs / SETTINGS)}
    setup = read_setup(inputs, year)
    _on_the_roster(wanted.only, setup.roster)
    with how.reader or Reader() as running, Store(outputs / str(year), how.who) as store:
        piles = find_returns(inputs, setup)
        if not how.anew and (last := recall(store, inputs, setup, wanted)):
            logger.info("各街道的表格、设置和结果都和上次运行时一样，没有重做")
            fonts = setup.district.report.fonts if wanted.documents else []
            return replace(last, missing_fonts=_missing_fonts(fonts), is_known=True)
        desk = Desk(setup, wanted, store.folder)
        with Gathered(setup, piles) as found:
            with _working(desk, running, how) as work:
                gather(found, work, store.write_all, f"{inputs.name}/{year}")
            prove_totals(found.figures, setup.form)
            digests = found.digests | settings
            done = _write(store, found, digests, wanted, running.tell)
            done = replace(done, changed_inputs=changed(digests))
            remember(store, inputs, done, digests)
        return done


@contextmanager
def _working(desk: Desk, reader: Reader, how: How) -> Iterator[Work]:
    """How batches are worked on: one alone here, several by processes of their own.

    A process that may be lost itself works on all of them.
    """
    with Workers(pool_of(how), desk, reader.tell) as several:

        def work_on(jobs: Sequence[Job]) -> Iterator[Part]:
            if len(jobs) > 1 and not isinstance(reader, Here):
                yield from several.work(jobs)
                return
            for batch, copies in jobs:
                yield work(batch, desk, reader, copies)

        yield work_on


def _write(
    store: Store, found: Gathered, digests: Mapping[Path, str], wanted: Wanted, tell: Tell
) -> Round:
    """The documents are there; now what speaks of them. What nothing speaks of goes at the end."""
    setup = found.setup
    documents = making.documents_of(store, setup) if wanted.documents else None
    lines = _standings(documents, found, wanted)
    no_copies, returned = "", dict[str, str]()
    if documents:
        tell("汇总", 0, 1, "")
        making.write_district(documents, setup, found.figures, lines)
        no_copies = making.copy_documents(documents) if wanted.copies else ""
        returned = making.returned_files(store, setup, found.returned, wanted.only)
    changes = write_changes(store, setup, found)
    making.write_names(store, setup)
    findings = [*found.findings, *making.keep_edits(store, wanted)]
    links = making.linked(documents, setup, returned) if documents else {}
    results = making.results_of(setup, found, findings, lines, links)
    making.write_lists(store, setup, results, found.listed())
    if documents:
        making.write_overviews(documents, setup, results)
    making.tell_of(store, setup, digests, lines)
    return Round(
        year=setup.year,
        folder=store.folder,
        wanted=wanted,
        standings=lines,
        findings=findings,
        unevaluated=found.unevaluated,
        without_last_year=found.without_last_year,
        unused_last_year=dict(sorted(found.unused_last_year.items())),
        conflicts=store.conflicts,
        overall=results.overall(setup.form),
        missing_fonts=_missing_fonts(setup.district.report.fonts) if documents else [],
        documents=documents.made if documents else [],
        returned=list(returned),
        changes=changes,
        no_copies=no_copies,
    )


def _apart(inputs: Path, outputs: Path) -> None:
    if outputs.resolve() == inputs.resolve():
        raise ConfigurationError(f"结果不能放在放表格的文件夹 {inputs} 里，请换一个文件夹。")


def _on_the_roster(offices: Sequence[str], roster: Roster) -> None:
    for office in offices:
        if office not in roster.offices:
            near = roster.nearest(office)
            few = "、".join(roster.offices[:_MOST_NAMED]) + "等" * (
                len(roster.offices) > _MOST_NAMED
            )
            said = f"最接近的是“{near}”" if near else f"名册上有：{few}"
            raise ConfigurationError(f"名册上没有“{office}”，{said}。")


def _standings(
    documents: "Documents | None", found: Gathered, wanted: Wanted
) -> list[OfficeStanding]:
    """How each office stands, once its documents are in their places, if they are wanted."""
    roster = found.setup.district.roster
    if documents is None:
        return standings(roster, found.files, found.findings, Standing.PASSED)
    documents.note(found.made, wanted.only)
    lines = standings(roster, found.files, found.findings, Standing.DONE)
    # With `only`, others may have none yet, or an old one.
    return [_as_made(line, documents.store, found) for line in lines]


def _as_made(line: OfficeStanding, store: Store, found: Gathered) -> OfficeStanding:
    """已出报告 only where the report is there, made from the return as it is now."""
    if line.standing not in (Standing.DONE, Standing.PASSED):
        return line
    name = found.setup.names.report(line.office)
    is_done = store.is_made_from(name, found.source(line.office))
    return replace(line, standing=Standing.DONE if is_done else Standing.PASSED)


def look(inputs: Path, outputs: Path, year: int, reader: Reader | None = None) -> Round:
    """How the round stands, from the returns as they are now; writes nothing."""
    setup = read_setup(inputs, year)
    store, wanted = Store(outputs / str(year)), Wanted(documents=False)
    piles = find_returns(inputs, setup)
    with (
        reader or Reader() as running,
        _working(Desk(setup, wanted, store.folder), running, How()) as work,
        Gathered(setup, piles) as found,
    ):
        gather(found, work, _nothing, f"{inputs.name}/{year}")
        roster = setup.district.roster
        passed = standings(roster, found.files, found.findings, Standing.PASSED)
        return Round(
            year=year,
            folder=store.folder,
            wanted=Wanted(),
            standings=[_as_made(line, store, found) for line in passed],
            findings=found.findings,
            unevaluated=found.unevaluated,
            without_last_year=found.without_last_year,
            unused_last_year=dict(sorted(found.unused_last_year.items())),
            conflicts=store.conflicts,
            overall=making.results_of(setup, found, found.findings, passed, {}).overall(setup.form),
        )


def _nothing(_: Sequence[Output]) -> None:
    """Nothing is written."""


@dataclass(frozen=True)
class Blanks:
    """What came of making blank templates."""

    folder: Path
    offices: Sequence[str]
    carried_over: Sequence[str]  # offices whose figures of last year are filled in
    unused_last_year: Mapping[str, str]  # file of last year that cannot be used → why
    conflicts: Conflicts


def make_templates(
    inputs: Path, outputs: Path, year: int, reader: Reader | None = None, who: str = ""
) -> Blanks:
    """One blank template per office of the roster, with what last year's return says of it."""
    from pipeline.load.guide import Whose
    from pipeline.load.template import Filled, write_template

    _apart(inputs, outputs)
    setup = read_setup(inputs, year)
    form, district = setup.form, setup.district
    with reader or Reader() as running, Store(outputs / str(year), who) as store:
        files = last_years_files(inputs, setup)
        _, last_year, unused = read_last_year(files, setup, running)
        (inputs / str(year)).mkdir(exist_ok=True)  # where they are put when they come back
        names = setup.names
        for office in district.roster:
            known = Filled(last_year=last_year.reported_by(office))
            template = write_template(form, Whose(district.name, office, year), known)
            store.write(names.template(office), template)
        made = map(names.template, district.roster)
        store.clear([TEMPLATES], [], keep=made)  # of offices that are called otherwise now
        making.write_names(store, setup)
    return Blanks(store.folder, district.roster, last_year.offices, unused, store.conflicts)


def list_rules(inputs: Path, year: int) -> Sequence[Rule]:
    """The catalogue of rules that are checked for a year, by code."""
    return all_rules(read_setup(inputs, year).form)


def _missing_fonts(fonts: Sequence[str]) -> list[str]:
    missing_here = missing_fonts(fonts)
    logger.info("这台电脑没有的字体：{}", "、".join(missing_here) or "无")
    return missing_here

"""Everything for people to read: documents, workbooks, and what is said of those not made."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__, messages
from pipeline.engine.job import Step, ThisProcess
from pipeline.findings import Finding, Place
from pipeline.fonts import missing_fonts
from pipeline.load import lists
from pipeline.outputs import (
    FIELDS,
    FIGURES,
    FINDINGS,
    FORM,
    NAMES,
    OVERVIEW,
    SUMMARY,
    Wanted,
)
from pipeline.records import OfficeStanding, Standing
from pipeline.results import Results, compared, most_found, rates
from pipeline.round.changes import write_changes
from pipeline.round.collected import Collected
from pipeline.round.outcome import Round
from pipeline.setup import Setup
from pipeline.source_file import readable_name
from pipeline.standings import standings
from pipeline.store.files import stage
from pipeline.store.store import Store
from pipeline.tiers import DISTRICTS, OFFICES
from pipeline.transform.outline import summed_up

if TYPE_CHECKING:
    from pipeline.load.district_documents import DistrictDocuments

_SECONDS, SECONDS_OF_COPIES = 60, 15  # for a district, and for the PDF copies of an office


def write_district(
    store: Store, found: Collected, wanted: Wanted, digests: Mapping[Path, str], here: ThisProcess
) -> Round:
    """Write what speaks of all offices; what nothing speaks of any more goes at the end."""
    setup = found.setup
    documents = documents_in(store, setup) if wanted.documents else None
    lines = _standings(documents, found, wanted)
    no_copies, returned = "", dict[str, str]()
    here.begin(Step("汇总", setup.district.name, _SECONDS + len(lines)))
    if documents:
        documents.write_whole(summed_up(found.figures, lines, setup))
        if wanted.copies:
            here.begin(Step("转换 PDF", "", _SECONDS + SECONDS_OF_COPIES * len(lines)))
            no_copies = documents.copy()
        returned = documents.settle_returned(found.returned, wanted.only)
    changes = write_changes(store, setup, found)
    write_names(store, setup)
    findings = [*found.findings, *keep_edits(store, wanted)]
    links = documents.linked(returned) if documents else {}
    results = results_of(found, findings, lines, links)
    _write_lists(store, setup, results, found.listed())
    if documents:
        documents.write_overviews(results, found.rules)
        documents.write_to_accept(findings, found.rules)
    tell_of(store, setup, digests, lines)
    return Round(
        year=setup.year,
        folder=store.folder,
        wanted=wanted,
        standings=lines,
        findings=findings,
        unevaluated=found.unevaluated,
        without_last_year=found.without_last_year,
        unused_last_year=found.unused_last_year,
        conflicts=store.conflicts,
        overall=results.overall(setup.form),
        missing_fonts=missing_fonts(setup.district.report.fonts) if documents else [],
        documents=documents.made if documents else [],
        returned=list(returned),
        changes=changes,
        no_copies=no_copies,
    )


def documents_in(store: Store, setup: Setup) -> "DistrictDocuments":
    """Return the documents of a folder; imported only where documents are wanted."""
    from pipeline.load.district_documents import DistrictDocuments

    return DistrictDocuments(store, setup)


def _write_lists(store: Store, setup: Setup, results: Results, lines: Iterable[bytes]) -> None:
    """问题清单.csv, 数据.csv (too large for the memory), and of many offices 街道数据.csv."""
    store.write(FINDINGS, lists.findings_csv(results.findings))
    figures = stage(store.folder / FIGURES, lists.figures_csv(lines))
    store.write(FIGURES, figures, keep_earlier=True)
    if results.listed:
        store.clear([], [OFFICES.rows], keep=[])
        return
    rows = lists.rows_csv(setup.form, [OFFICES.unit], lists.office_rows(setup.form, results))
    store.write(OFFICES.rows, stage(store.folder / OFFICES.rows, rows))


def write_names(store: Store, setup: Setup) -> None:
    """Write 文件名对照.csv, where an office cannot be called in file names just as it is."""
    if changed := setup.names.changed:
        store.write(NAMES, lists.names_csv(changed))
    else:
        store.clear([], [NAMES], keep=[])


def _standings(
    documents: "DistrictDocuments | None", found: Collected, wanted: Wanted
) -> list[OfficeStanding]:
    """How each office stands, once its documents are in their places, if they are wanted."""
    roster = found.setup.district.roster
    if documents is None:
        return standings(roster, found.files, found.findings, Standing.PASSED)
    documents.note(found.made, wanted.only)
    lines = standings(roster, found.files, found.findings, Standing.DONE)
    # With `only`, others may have none yet, or an old one.
    return [as_made(line, documents.store, found) for line in lines]


def as_made(line: OfficeStanding, store: Store, found: Collected) -> OfficeStanding:
    """Return 已出报告 only where the report is there, made from the return as it is now."""
    if line.standing not in (Standing.DONE, Standing.PASSED):
        return line
    name = found.setup.names.report(line.office)
    is_done = store.is_made_from(name, found.source(line.office))
    return replace(line, standing=Standing.DONE if is_done else Standing.PASSED)


def keep_edits(store: Store, wanted: Wanted) -> list[Finding]:
    """Copies of all that a person changed and this run writes anew, each told in the list."""
    documents = (SUMMARY, OVERVIEW) if wanted.documents else ()
    store.keep_edits([FINDINGS, FIGURES, OFFICES.rows, DISTRICTS.rows, *documents])
    met = store.conflicts
    left = [messages.files.COMPLETED.at(Place(file=name)) for name in met.completed]
    kept = [messages.files.KEPT_EDIT.at(Place(file=name)) for name in sorted(met.saved_edits)]
    return [*left, *kept]


def results_of(
    found: Collected,
    findings: Sequence[Finding],
    lines: Sequence[OfficeStanding],
    documents: Mapping[str, Mapping[str, str]],
) -> Results:
    """What a round has come to."""
    form, returns, last_year = found.setup.form, found.figures, found.last_year
    then = set(last_year.summed)
    return Results(
        tier=found.setup.tier,
        returns=returns,
        compared=compared(form, returns, last_year),
        comparable=[office for office in returns.summed if office in then],
        rates=rates(form, returns),
        outcomes=found.outcomes,
        answered=found.answered,
        findings=findings,
        found=most_found(found.rules, findings),
        standings=lines,
        documents=documents,
        tallies=found.tallies,
        numbers=found.numbers,
    )


def tell_of(
    store: Store, setup: Setup, inputs: Mapping[Path, str], lines: Sequence[OfficeStanding]
) -> None:
    """What the manifest says of this run."""
    count = Counter(line.standing for line in lines)
    usual = set(Standing) - {Standing.UNUSABLE}
    if setup.tier is OFFICES:
        usual.remove(Standing.UNDONE)
    counted = {str(said): count[said] for said in Standing if said in usual or count[said]}
    files = sorted(inputs.items())
    labels = [field.label for field in setup.form.fields]
    store.tell(
        program={"version": __version__},
        **{FORM: {"edition": setup.form.edition, "year": setup.year, FIELDS: labels}},
        inputs={f"{path.parent.name}/{readable_name(path)}": known for path, known in files},
        counts={"roster": len(setup.district.roster), **counted},
    )

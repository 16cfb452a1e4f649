"""Everything for people to read: documents, workbooks, and what is said of those not made."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__, messages
from pipeline.findings import Finding, Place
from pipeline.load.lists import figures_csv, findings_csv, names_csv, row, rows_csv
from pipeline.load.store import Store
from pipeline.load.store.files import stage
from pipeline.outputs import (
    DISTRICT_REPORT,
    FIGURES,
    FINDINGS,
    NAMES,
    OVERVIEW,
    RETURNED,
    SUMMARY,
    Wanted,
)
from pipeline.records import OfficeStanding, Standing
from pipeline.results import Figures, Results, compared, most_found, rates
from pipeline.run.gather import Gathered
from pipeline.run.setup import FIELDS, FORM, Setup
from pipeline.source_file import readable_name
from pipeline.tiers import DISTRICTS, DRAFT, OFFICES, REPORT, SIGNOFF, TEMPLATE
from pipeline.tiers import RETURNED as RETURNED_FILE
from pipeline.transform.check.catalogue import all_rules
from pipeline.transform.outline import district_figures, notes, outline

if TYPE_CHECKING:
    from pipeline.load.documents import Documents


def documents_of(store: Store, setup: Setup) -> "Documents":
    """The Word documents in the folder."""
    from pipeline.load.documents import Documents  # not where there is nothing but lists to write

    return Documents(store, setup.form, setup.district, setup.year, setup.names)


def write_district(
    documents: "Documents", setup: Setup, returns: Figures, lines: Sequence[OfficeStanding]
) -> None:
    """The sum of all reports, where there is anything to sum; what no longer holds goes."""
    from pipeline.load.report import Content

    form, tier = setup.form, setup.tier
    if returns.offices:
        figures = district_figures(returns, form)
        texts = outline(figures, returns, setup.district.roster, form, setup.year, tier)
        said = notes(returns, lines, form, tier)
        documents.write_district(Content("", figures, texts, notes=said), tier.unit)
    documents.clear()


def returned_files(
    store: Store, setup: Setup, made: Collection[str], only: Collection[str] = ()
) -> dict[str, str]:
    """Office → the file that goes back to it; the others' go.

    `made`: the offices for which this run wrote one. With `only`, what the others have stays.
    """
    there = {}
    for office in setup.district.roster:
        name = setup.names.returned(office)
        stays = only and office not in only and (store.folder / name).is_file()
        if office in made or stays:
            there[office] = name
    possible = map(setup.names.returned, setup.district.roster)
    store.clear([RETURNED], possible, keep=there.values())
    return there


def templates_there(store: Store, setup: Setup) -> dict[str, str]:
    """Office → its blank template, where one has been made."""
    names = setup.names
    named = {office: names.template(office) for office in setup.district.roster}
    return {office: name for office, name in named.items() if (store.folder / name).is_file()}


def keep_edits(store: Store, wanted: Wanted) -> list[Finding]:
    """Copies of all that a person changed and this run writes anew, each told in the list."""
    documents = (SUMMARY, OVERVIEW) if wanted.documents else ()
    store.keep_edits([FINDINGS, FIGURES, OFFICES.rows, DISTRICTS.rows, *documents])
    met = store.conflicts
    left = [messages.files.COMPLETED.at(Place(file=name)) for name in met.completed]
    kept = [messages.files.KEPT_EDIT.at(Place(file=name)) for name in sorted(met.saved_edits)]
    return [*left, *kept]


def write_lists(store: Store, setup: Setup, results: Results, lines: Iterable[bytes]) -> None:
    """问题清单.csv, 数据.csv (too large for the memory), and of many offices 街道数据.csv."""
    store.write(FINDINGS, findings_csv(results.findings))
    store.write(FIGURES, stage(store.folder / FIGURES, figures_csv(lines)), keep_earlier=True)
    if results.listed:
        store.clear([], [OFFICES.rows], keep=[])
        return
    rows = rows_csv(setup.form, [OFFICES.unit], rows_of(setup, results))
    store.write(OFFICES.rows, stage(store.folder / OFFICES.rows, rows))


def rows_of(setup: Setup, results: Results) -> Iterator[bytes]:
    """Each office of the roster, or each district, on a row with all its figures."""
    unknown = [nan] * len(setup.form.cells)
    known = dict(zip(results.returns.offices, results.returns.matrix, strict=True))
    for line in results.standings:
        yield row([line.office], line, known.get(line.office, unknown), setup.form)


def write_names(store: Store, setup: Setup) -> None:
    """文件名对照.csv, where an office cannot be called in file names just as it is."""
    if changed := setup.names.changed:
        store.write(NAMES, names_csv(changed))
    else:
        store.clear([], [NAMES], keep=[])


def results_of(
    setup: Setup,
    found: Gathered,
    findings: Sequence[Finding],
    lines: Sequence[OfficeStanding],
    documents: Mapping[str, Mapping[str, str]],
) -> Results:
    """What a round has come to."""
    form, returns, last_year = setup.form, found.figures, found.last_year
    then = set(last_year.summed)
    return Results(
        tier=setup.tier,
        returns=returns,
        compared=compared(form, returns, last_year),
        comparable=[office for office in returns.summed if office in then],
        rates=rates(form, returns),
        outcomes=found.outcomes,
        answered=found.answered,
        findings=findings,
        found=most_found(all_rules(form), findings),
        standings=lines,
        documents=documents,
    )


def linked(
    documents: "Documents", setup: Setup, returned: Mapping[str, str]
) -> dict[str, Mapping[str, str]]:
    """What a document of an office is called → office → its name; each with its PDF copy."""
    named = {REPORT: documents.reports, DRAFT: documents.drafts, SIGNOFF: documents.signoffs}
    there: dict[str, Mapping[str, str]] = {}
    for label, names in named.items():
        there[label] = names
        copies = {office: documents.copies.get(name, "") for office, name in names.items()}
        there[f"{label} PDF"] = {office: copy for office, copy in copies.items() if copy}
    templates = templates_there(documents.store, setup)
    return {**there, RETURNED_FILE: returned, TEMPLATE: templates}


def write_overviews(documents: "Documents", setup: Setup, results: Results) -> None:
    """汇总.xlsx and 总览.html, which speak of all that is there."""
    documents.store.write(SUMMARY, summary(setup, results))
    documents.store.write(OVERVIEW, overview(setup, results, documents))


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


def summary(setup: Setup, results: Results) -> bytes:
    """汇总.xlsx."""
    from pipeline.load.summary import write_summary

    form = setup.form
    return write_summary(form, setup.district.name, setup.year, all_rules(form), results)


def overview(setup: Setup, results: Results, documents: "Documents") -> bytes:
    """总览.html."""
    from pipeline.load.overview import link, write_overview

    tier, lists = setup.tier, {"数据": FIGURES}
    if tier is not OFFICES or not results.listed:
        lists = {f"{one.unit}数据": one.rows for one in dict.fromkeys((tier, OFFICES))}
    beside = [link(text, name) for text, name in {"问题清单": FINDINGS, **lists}.items()]
    if copy := documents.copies.get(DISTRICT_REPORT):
        beside.insert(0, link(f"各{tier.unit}汇总 PDF", copy))
    if DISTRICT_REPORT in documents.made:
        beside.insert(0, link(f"各{tier.unit}汇总（Word）", DISTRICT_REPORT))
    beside.insert(0, link("汇总表", SUMMARY))
    title = f"{setup.district.name}{setup.year}年"
    return write_overview(setup.form, title, results, beside)


def copy_documents(documents: "Documents") -> str:
    """PDF copies of the documents; what there is to say where some could not be made."""
    from pipeline.load.pdf import NoCopies

    try:
        failed = documents.copy()
    except NoCopies as reason:
        return str(reason)
    return f"有 {len(failed)} 份没有转换成 PDF，如：{failed[0]}" if failed else ""

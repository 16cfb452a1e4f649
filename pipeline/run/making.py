"""Everything for people to read: documents, workbooks, and what is said of those not made."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__, messages
from pipeline.extract.guard import readable_name
from pipeline.findings import Finding, Place
from pipeline.load.lists import figures_csv, findings_csv, names_csv
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
from pipeline.results import Figures, Results
from pipeline.run.gather import Gathered
from pipeline.run.setup import FIELDS, FORM, Setup
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
    """The district's own report, where there is anything to sum; what no longer holds goes."""
    from pipeline.load.report import Content

    form = setup.form
    if returns.offices:
        figures = district_figures(returns, form)
        texts = outline(figures, returns, setup.district.roster, form, setup.year)
        documents.write_district(Content("", figures, texts, notes=notes(returns, lines, form)))
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
    store.keep_edits([FINDINGS, FIGURES, *((SUMMARY, OVERVIEW) if wanted.documents else ())])
    met = store.conflicts
    left = [messages.files.COMPLETED.at(Place(file=name)) for name in met.completed]
    kept = [messages.files.KEPT_EDIT.at(Place(file=name)) for name in sorted(met.saved_edits)]
    return [*left, *kept]


def write_lists(store: Store, findings: Sequence[Finding], lines: Iterable[bytes]) -> None:
    """问题清单.csv and 数据.csv; the second is too large for the memory."""
    store.write(FINDINGS, findings_csv(findings))
    store.write(FIGURES, stage(store.folder / FIGURES, figures_csv(lines)), keep_earlier=True)


def write_names(store: Store, setup: Setup) -> None:
    """文件名对照.csv, where an office cannot be called in file names just as it is."""
    if changed := setup.names.changed:
        store.write(NAMES, names_csv(changed))
    else:
        store.clear([], [NAMES], keep=[])


def write_overviews(
    documents: "Documents",
    setup: Setup,
    found: Gathered,
    findings: Sequence[Finding],
    lines: Sequence[OfficeStanding],
    returned: Mapping[str, str],
) -> None:
    """汇总.xlsx and 总览.html, which speak of all that is there."""
    results = Results(
        found.figures,
        found.last_year,
        found.outcomes,
        found.answered,
        findings,
        lines,
        documents.reports,
        documents.drafts,
        documents.signoffs,
        returned,
        templates_there(documents.store, setup),
        documents.copies,
    )
    documents.store.write(SUMMARY, summary(setup, results))
    documents.store.write(OVERVIEW, overview(setup, results, documents.made))


def tell_of(
    store: Store, setup: Setup, inputs: Mapping[Path, str], lines: Sequence[OfficeStanding]
) -> None:
    """What the manifest says of this run."""
    count = Counter(line.standing for line in lines)
    files = sorted(inputs.items())
    labels = [field.label for field in setup.form.fields]
    store.tell(
        program={"version": __version__},
        **{FORM: {"edition": setup.form.edition, "year": setup.year, FIELDS: labels}},
        inputs={f"{path.parent.name}/{readable_name(path)}": known for path, known in files},
        counts={"roster": len(setup.district.roster), **{said: count[said] for said in Standing}},
    )


def summary(setup: Setup, results: Results) -> bytes:
    """汇总.xlsx."""
    from pipeline.load.summary import write_summary

    form = setup.form
    return write_summary(form, setup.district.name, setup.year, all_rules(form), results)


def overview(setup: Setup, results: Results, made: Collection[str]) -> bytes:
    """总览.html."""
    from pipeline.load.overview import link, write_overview

    form = setup.form
    beside = [link("汇总表", SUMMARY), link("问题清单", FINDINGS), link("数据", FIGURES)]
    if DISTRICT_REPORT in made:
        beside.insert(1, link("区汇总报告", DISTRICT_REPORT))
    if copy := results.copies.get(DISTRICT_REPORT):
        beside.insert(2, link("区汇总报告 PDF", copy))
    title = f"{setup.district.name}{setup.year}年"
    return write_overview(form, title, all_rules(form), results, beside)


def copy_documents(documents: "Documents") -> str:
    """PDF copies of the documents; what there is to say where some could not be made."""
    from pipeline.load.pdf import NoCopies

    try:
        failed = documents.copy()
    except NoCopies as reason:
        return str(reason)
    return f"有 {len(failed)} 份没有转换成 PDF，如：{failed[0]}" if failed else ""

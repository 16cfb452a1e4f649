"""Everything for people to read: documents, workbooks, and what is said of those not made."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from loguru import logger

from pipeline import __version__, messages
from pipeline.extract.guard import readable_name
from pipeline.findings import Finding, Level, Place, of_offices
from pipeline.load.lists import findings_csv, names_csv
from pipeline.load.store import Store
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
from pipeline.progress import Tell
from pipeline.records import OfficeStanding, Results, Returns, Standing
from pipeline.run.returns import Examined
from pipeline.run.setup import Setup
from pipeline.transform.check.catalogue import all_rules
from pipeline.transform.outline import district_figures, notes, outline

if TYPE_CHECKING:
    from pipeline.load.documents import Documents


def documents_of(store: Store, setup: Setup) -> "Documents":
    """The writer of the Word documents."""
    from pipeline.load.documents import Documents  # not where there is nothing but lists to write

    return Documents(store, *setup)


def write_reports(
    documents: "Documents",
    returns: Returns,
    findings: Sequence[Finding],
    wanted: Wanted,
    tell: Tell,
) -> list[Finding]:
    """The documents of every office; those that could not be made are findings."""
    unwritten = []
    for office, trace in documents.write(returns, findings, wanted, tell):
        logger.error("生成 {} 的文档时出错\n{}", office, trace)
        unwritten.append(messages.files.NOT_WRITTEN.at(Place(office, returns.files[office])))
    return unwritten


def write_district(
    documents: "Documents", setup: Setup, returns: Returns, lines: Sequence[OfficeStanding]
) -> None:
    """The district's own report, where there is anything to sum; what no longer holds goes."""
    from pipeline.load.report import Content

    form, district, year = setup
    if returns.offices:
        figures = district_figures(returns, form)
        texts = outline(figures, returns, district.roster, form, year)
        documents.write_district(Content("", figures, texts, notes=notes(returns, lines, form)))
    documents.clear()


def write_returned_files(
    store: Store,
    setup: Setup,
    found: Examined,
    findings: Sequence[Finding],
    lines: Sequence[OfficeStanding],
    only: Collection[str] = (),
) -> dict[str, str]:
    """A file to correct for every office with 错误 or 警告 of which anything has come.

    With `only`, for these; what the others have stays as it is.
    """
    made, names, by_office = {}, setup.names, of_offices(findings)
    for line in lines:
        office, name = line.office, names.returned(line.office)
        if only and office not in only:
            if (store.folder / name).is_file():
                made[office] = name
        elif line.standing is not Standing.MISSING:
            own = [finding for finding in by_office[office] if _can_correct(finding)]
            returned = _returned(setup, found, office, own)
            if returned:
                made[office] = name
                store.write(name, returned)
    possible = map(names.returned, setup.district.roster)
    store.clear([RETURNED], possible, keep=made.values())
    return made


def _can_correct(finding: Finding) -> bool:
    return finding.code not in (*messages.files.NOT_THE_OFFICES, messages.sheets.PASSED_OVER.code)


def _returned(
    setup: Setup, found: Examined, office: str, findings: Sequence[Finding]
) -> bytes | None:
    """An office's file to correct; None where there is nothing, or it could not be made."""
    from pipeline.load.guide import Whose
    from pipeline.load.returned import write_returned

    if all(finding.level is Level.NOTE for finding in findings):
        return None
    whose = Whose(setup.district.name, office, setup.year)
    last_year = found.last_year.reported_by(office)
    try:
        return write_returned(setup.form, whose, found.as_read, findings, last_year)
    except Exception:  # noqa: BLE001 - one office never touches the others
        logger.exception("生成 {} 的退改表时出错", office)
        return None


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


def write_lists(store: Store, findings: Sequence[Finding], figures: bytes) -> None:
    """问题清单.csv and 数据.csv."""
    store.write(FINDINGS, findings_csv(findings))
    store.write(FIGURES, figures, keep_earlier=True)


def write_names(store: Store, setup: Setup) -> None:
    """文件名对照.csv, where an office cannot be called in file names just as it is."""
    if changed := setup.names.changed:
        store.write(NAMES, names_csv(changed))
    else:
        store.clear([], [NAMES], keep=[])


def write_overviews(
    documents: "Documents",
    setup: Setup,
    found: Examined,
    findings: Sequence[Finding],
    lines: Sequence[OfficeStanding],
    returned: Mapping[str, str],
) -> None:
    """汇总.xlsx and 总览.html, which speak of all that is there."""
    results = Results(
        found.returns,
        found.last_year,
        found.outcomes,
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


def tell_of(store: Store, setup: Setup, found: Examined, lines: Sequence[OfficeStanding]) -> None:
    """What the manifest says of this run."""
    form, district, year = setup
    count = Counter(line.standing for line in lines)
    files = sorted(found.inputs.items())
    store.tell(
        program={"version": __version__},
        form={"edition": form.edition, "year": year},
        inputs={f"{path.parent.name}/{readable_name(path)}": known for path, known in files},
        counts={"roster": len(district.roster), **{said: count[said] for said in Standing}},
    )


def summary(setup: Setup, results: Results) -> bytes:
    """汇总.xlsx."""
    from pipeline.load.summary import write_summary

    form, district, year = setup
    return write_summary(form, district.name, year, all_rules(form), results)


def overview(setup: Setup, results: Results, made: Collection[str]) -> bytes:
    """总览.html."""
    from pipeline.load.overview import link, write_overview

    form, district, year = setup
    beside = [link("汇总表", SUMMARY), link("问题清单", FINDINGS), link("数据", FIGURES)]
    if DISTRICT_REPORT in made:
        beside.insert(1, link("区汇总报告", DISTRICT_REPORT))
    if copy := results.copies.get(DISTRICT_REPORT):
        beside.insert(2, link("区汇总报告 PDF", copy))
    title = f"{district.name}{year}年"
    return write_overview(form, title, all_rules(form), results, beside)


def copy_documents(documents: "Documents") -> str:
    """PDF copies of the documents; what there is to say where some could not be made."""
    from pipeline.load.pdf import NoCopies

    try:
        failed = documents.copy()
    except NoCopies as reason:
        return str(reason)
    return f"有 {len(failed)} 份没有转换成 PDF，如：{failed[0]}" if failed else ""

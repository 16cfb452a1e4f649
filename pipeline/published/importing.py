"""导入: published reports → filled templates, ready as last year's data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from loguru import logger

from pipeline import messages
from pipeline.extract.intake import find_files
from pipeline.file_names import safe_names
from pipeline.findings import Finding, Level, Place
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.load import lists
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.outputs import IMPORTED, IMPORTS, Conflicts
from pipeline.published.reports import Editions, Report, as_of_2021, check, grouped, read_reports
from pipeline.round.setup import LATEST_YEAR
from pipeline.source_file import readable_name
from pipeline.store.files import put
from pipeline.store.store import Store
from pipeline.transform.normalise import normalise
from pipeline.transform.published.layout import named

_OLDEST = 2000  # no report is older


class Line(NamedTuple):
    """What came of one report. template: where it is now; None: it was not imported."""

    file: str
    office: str
    year: int
    template: Path | None
    figures: int  # that were filled in
    found: Counter[Level]
    is_beside: bool  # no report, as far as its bytes say


@dataclass(frozen=True)
class Imports:
    """What came of all."""

    folder: Path
    lines: Sequence[Line]
    conflicts: Conflicts


def import_reports(
    files: Sequence[Path],
    inputs: Path,
    outputs: Path,
    year: int | None,
    who: str,
    latest: int = LATEST_YEAR,
) -> Imports:
    """Write a template for every report into `<inputs>/<its year>/`, and the list of findings.

    Nothing that lies there already is changed. `year`: only reports of that year are taken, and
    those that say none are of it. `latest`: the last year of which there can be a report yet; a
    typing error makes no folder.
    """
    editions = Editions(inputs)
    with Store(outputs / IMPORTED, who) as store:
        reports = read_reports(files, editions, year)
        check(grouped(reports), editions, inputs)
        lines = [_imported(report, editions, inputs, (year, year or latest)) for report in reports]
        listed = [found for report in reports for found in report.findings]
        store.write(IMPORTS, lists.findings_csv(listed))
    return Imports(store.folder, lines, store.conflicts)


def _imported(
    report: Report, editions: Editions, inputs: Path, years: tuple[int | None, int]
) -> Line:
    template, count = None, 0
    refusal = _refusal(report, *years)
    if refusal:
        report.findings.append(refusal)
    elif report.recognised and not report.is_disputed:
        try:
            template, count = _written(report, editions, inputs)
        except Exception:  # noqa: BLE001 - one report never touches the others
            logger.exception("导入 {} 时出错", report.file)
            report.tell(messages.files.UNEXPECTED)
    found = Counter(one.level for one in report.findings)
    return Line(
        report.file, report.office, report.year, template, count, found, report.is_beside
    )  # fmt: skip


def _written(report: Report, editions: Editions, inputs: Path) -> tuple[Path | None, int]:
    """Where its template is now, and how many figures stand in it."""
    folder = inputs / str(report.year)
    path = folder / f"{safe_names([report.office])[report.office]}.xlsx"
    filled = _filled(report, editions.now)
    if there := _there(folder, path, report, editions):
        report.tell(messages.published.THERE_ALREADY, folder=str(folder), name=there)
        return None, 0
    if not filled.figures:
        report.tell(messages.published.NOTHING_TO_IMPORT)
        return None, 0
    folder.mkdir(parents=True, exist_ok=True)
    whose = Whose(editions.district.name, report.office, report.year)
    put(path, write_template(editions.now, whose, filled))
    return path, len(filled.figures)


def _refusal(report: Report, wanted: int | None, latest: int) -> Finding | None:
    """Why a report is not imported; None where it is, or that is told already."""
    place = Place(report.office, report.file)
    if report.recognised is None or report.is_disputed:
        return None
    if not report.office or not report.year:
        return messages.published.NOBODYS.at(place)
    if (wanted is not None and report.year != wanted) or not _OLDEST <= report.year <= latest:
        return messages.published.OTHER_YEAR.at(
            place, found=report.year, wanted=f"{latest} 年" + "及以前的" * (wanted is None)
        )
    return None


def _there(folder: Path, path: Path, report: Report, editions: Editions) -> str:
    """The file of this office that lies there; blank if there is none."""
    lying = find_files(folder)[0] if folder.is_dir() else []
    own = [one for one in lying if editions.roster.named_in(readable_name(one)) == report.office]
    return readable_name(own[0]) if own else path.name if path.exists() else ""


def _filled(report: Report, form: Form) -> Filled:
    """What a report says, for the cells of a template; what has none there is told."""
    if report.recognised is None:
        return Filled()
    answers, lost = report.recognised.answers, list[CellRef]()
    if report.recognised.form.edition != form.edition:
        answers, lost = as_of_2021(answers)
    if lost:
        report.tell(messages.published.NO_OTHER_FORM, cells=named(lost))
    returns, _ = normalise({report.office: replace(answers, findings=[])}, form)
    figures = returns.reported_by(report.office) or {}
    inputs = {ref: figure for ref, figure in figures.items() if not form.cells[ref].is_total}
    return Filled(returns.texts_of(report.office), inputs)

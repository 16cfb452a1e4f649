"""核查: published reports as they stand, and against what the offices returned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from pipeline import messages
from pipeline.district import ConfigurationError
from pipeline.extract.reading import Reader
from pipeline.findings import Finding, Level, Place
from pipeline.load.lists import findings_csv
from pipeline.load.store import Store
from pipeline.outputs import AUDIT, AUDITED, Conflicts
from pipeline.run.batches import find_returns
from pipeline.run.published import Editions, Group, Report, check, grouped, read_reports
from pipeline.run.returns import Examined, examine
from pipeline.run.setup import read_setup
from pipeline.transform.layouts import Locator
from pipeline.transform.published.compare import differences

_ORDER = {level: at for at, level in enumerate(Level)}


class Line(NamedTuple):
    """What came of one report. compared: with a return; None: it could not be read."""

    file: str
    office: str
    year: int
    found: Counter[Level]
    compared: bool | None
    differs: bool


@dataclass(frozen=True)
class Audit:
    """What came of all."""

    folder: Path
    lines: Sequence[Line]
    conflicts: Conflicts


def audit(files: Sequence[Path], inputs: Path, outputs: Path, year: int | None, who: str) -> Audit:
    """Check every report, write the list of what was found; `year` is of those that say none."""
    editions = Editions(inputs)
    reports = read_reports(files, editions, year)
    groups = grouped(reports)
    returned = {one: _returned(inputs, one, groups) for one in {group.year for group in groups}}
    check(groups, editions, inputs)
    compared: dict[Path, bool] = {}
    for group in groups:
        found = returned[group.year]
        for office, report in group.reports.items():
            compared[report.path] = bool(found and office in found.returns.files)
            if not report.is_ours:
                report.findings.append(_not_ours(report, editions))
            elif found and compared[report.path] and group.form is editions.now:
                said = differences(group.returns, found.returns, office, group.form)
                report.findings += said
    for report in reports:
        report.findings.sort(key=lambda one: _ORDER[one.level])
    with Store(outputs / AUDITED, who) as store:
        listed = [found for report in reports for found in report.findings]
        store.write(AUDIT, findings_csv(listed))
    lines = [_line(report, compared) for report in reports]
    return Audit(store.folder, lines, store.conflicts)


def _returned(inputs: Path, year: int, groups: Sequence[Group]) -> Examined | None:
    """What the offices of these reports returned for that year; None where nothing lies there."""
    offices = {office for group in groups if group.year == year for office in group.reports}
    try:
        setup = read_setup(inputs, year)
        piles = find_returns(inputs, setup).only(offices)
    except ConfigurationError:
        return None
    batches = piles.batches(setup.roster, size=max(len(offices), 1))
    if not batches:
        return None
    this_year = replace(batches[0], then=())  # what was published last year is another matter
    with Reader() as reader:
        return examine(this_year, setup, Locator(setup.form), reader, ())


def _not_ours(report: Report, editions: Editions) -> Finding:
    near = editions.roster.nearest(report.office) if report.office else ""
    said = f"，最接近的是“{near}”" if near else ""
    place = Place(report.office, report.file)
    return messages.published.NOT_ON_ROSTER.at(place, report.office, nearest=said)


def _line(report: Report, compared: Mapping[Path, bool]) -> Line:
    differing = (messages.published.OTHER_FIGURE.code, messages.published.OTHER_WORDS.code)
    return Line(
        file=report.file,
        office=report.office,
        year=report.year,
        found=Counter(found.level for found in report.findings),
        compared=compared.get(report.path),
        differs=any(found.code in differing for found in report.findings),
    )

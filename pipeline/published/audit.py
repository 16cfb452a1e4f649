"""核查: published reports as they stand, and against what the offices returned."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.engine.processes import Processes
from pipeline.errors import ConfigurationError
from pipeline.findings import Level, Trait
from pipeline.load import lists
from pipeline.outputs import AUDIT, AUDITED, Conflicts
from pipeline.published.reports import Editions, Group, Report, check, grouped, read_reports
from pipeline.round.files import Files, find_returns
from pipeline.round.returned import examine_returns
from pipeline.round.setup import read_setup
from pipeline.source_file import readable_name
from pipeline.store.store import Store
from pipeline.transform.examine import Examined
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
    is_partial: bool  # some of it could not be read
    is_beside: bool  # no report, as far as its bytes say


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
    compared = {report.path for group in groups for report in _compare(group, returned, editions)}
    for report in reports:
        report.findings.sort(key=lambda one: _ORDER[one.level])
    with Store(outputs / AUDITED, who) as store:
        listed = [found for report in reports for found in report.findings]
        store.write(AUDIT, lists.findings_csv(listed))
    lines = [_line(report, compared) for report in reports]
    return Audit(store.folder, lines, store.conflicts)


def _compare(
    group: Group, returned: Mapping[int, Examined | None], editions: Editions
) -> Iterator[Report]:
    """The reports of which the returns are there too; what differs is told."""
    found = returned[group.year]
    if found is None or group.form is not editions.now:
        return
    for office, report in group.reports.items():
        if office in found.returns.files and office in group.returns.files:
            scrambled = report.recognised is not None and report.recognised.worded.is_scrambled
            report.findings += differences(
                group.returns, found.returns, office, group.form, words=not scrambled
            )
            yield report


def _returned(inputs: Path, year: int, groups: Sequence[Group]) -> Examined | None:
    """What the offices of these reports returned for that year; None where nothing lies there.

    A file whose name says nothing may be of any of them.
    """
    offices = {office for group in groups if group.year == year for office in group.reports}
    try:
        setup = read_setup(inputs, year)
        files = find_returns(inputs, year)
    except ConfigurationError:
        return None

    def is_of_these(name: str) -> bool:
        return setup.roster.named_in(name) in ("", *offices)

    own = Files(
        now=[path for path in files.now if is_of_these(readable_name(path))],
        beside=[found for found in files.beside if is_of_these(found.place.file)],
        then=(),  # what was published last year is another matter
    )
    with Processes() as engine:
        return examine_returns(own, setup, engine)


def _line(report: Report, compared: Collection[Path]) -> Line:
    return Line(
        file=report.file,
        office=report.office,
        year=report.year,
        found=Counter(found.level for found in report.findings),
        compared=report.path in compared if report.recognised else None,
        differs=any(Trait.DIFFERENT in found.traits for found in report.findings),
        is_partial=any(Trait.PARTIAL in found.traits for found in report.findings),
        is_beside=report.is_beside,
    )

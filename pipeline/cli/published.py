"""What the screen says of published reports: one line each, and where the list is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.cli.screen import conflicts
from pipeline.findings import Level
from pipeline.outputs import AUDIT, IMPORTS

if TYPE_CHECKING:
    from pipeline.published.audit import Audit
    from pipeline.published.audit import Line as OfAudit
    from pipeline.published.importing import Imports
    from pipeline.published.importing import Line as OfImport


def audit_lines(done: "Audit") -> Iterator[str]:
    """One line for each report, then how many are in order."""
    reports = [line for line in done.lines if not line.is_beside]
    for line in reports:
        said = "没有与报送的表格比对"
        if line.compared is None:
            said = "没有读出年报"
        elif line.compared:
            part = "读出的部分" if line.is_partial else ""
            said = f"{part}与报送的表格{'不' * line.differs}一致"
        yield f"{line.file}　{_whose(line.office, line.year)}　{_counts(line.found)}　{said}"
    yield from _beside(done.lines)
    good = sum(not line.found[Level.ERROR] for line in reports)
    yield f"共 {len(reports)} 份，没有错误的 {good} 份。逐条说明：{done.folder / AUDIT}"
    yield from conflicts(done.folder, done.conflicts)


def import_lines(done: "Imports") -> Iterator[str]:
    """One line for each report, then where the templates are."""
    reports = [line for line in done.lines if not line.is_beside]
    for line in reports:
        said = "没有导入"
        if line.template:
            said = f"填入 {line.figures} 个数：{line.template}"
        yield f"{line.file}　{_whose(line.office, line.year)}　{_counts(line.found)}　{said}"
    yield from _beside(done.lines)
    count = sum(line.template is not None for line in reports)
    listed = done.folder / IMPORTS
    yield f"共 {len(reports)} 份，导入 {count} 份。没有填入的和发现的问题：{listed}"
    yield from conflicts(done.folder, done.conflicts)


def _beside(lines: "Sequence[OfAudit | OfImport]") -> Iterator[str]:
    """A line for each file that lies in a folder of reports and is none."""
    yield from (f"{line.file}　不像年报，没有核查" for line in lines if line.is_beside)


def _whose(office: str, year: int) -> str:
    return f"{office or '单位不明'} {f'{year} 年' if year else '年度不明'}"


def _counts(found: Counter[Level]) -> str:
    return "，".join(f"{level} {found[level]}" for level in Level if found[level]) or "没有问题"

"""What the screen says of a province: a district a line, and where everything is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.progress import fitted, width
from pipeline.cli.screen import COLOURS, changed_meanwhile, conflicts, named
from pipeline.findings import Level, Trait
from pipeline.outputs import COPIES, DISTRICT_REPORT, FINDINGS, OVERVIEW, SUMMARY
from pipeline.records import OfficeStanding, Standing
from pipeline.tiers import DISTRICTS, OFFICES

if TYPE_CHECKING:
    from pipeline.province.district_round import Done
    from pipeline.province.province import Province

_MOST_LINES = 40  # of the table


def province_lines(finished: "Province") -> Iterator[str]:
    """The districts, how many of how many, and where to look."""
    yield from _table(finished.standings)
    yield ""
    yield from _counts(finished)
    for finding in finished.findings:
        if Trait.DISTRICT in finding.traits:
            yield f"{finding.place.office or finding.place.file}：{finding.why}{finding.fix}"
    if known := sum(done.is_known for done in finished.inside.values()):
        yield f"{known} 个区县的表格、设置和结果都与上次运行时一样，没有重做。"
    for folder, done in finished.inside.items():
        yield from _of_a_district(done, Path(folder) / "output" / str(finished.year))
    yield from conflicts(finished.folder, finished.conflicts)
    if finished.no_copies:
        yield finished.no_copies
    elif finished.wanted.copies:
        yield f"PDF：{finished.folder / COPIES}"
    if DISTRICT_REPORT in finished.documents:
        yield f"各区县汇总（不是省里的年度报告）：{finished.folder / DISTRICT_REPORT}"
    if finished.wanted.documents:
        yield f"汇总：{finished.folder / SUMMARY}"
        yield f"总览（双击打开，点区县看它的街道）：{finished.folder / OVERVIEW}"
    yield f"各街道的数：{finished.folder / OFFICES.rows}"
    yield f"各区县的数：{finished.folder / DISTRICTS.rows}"
    yield f"问题清单：{finished.folder / FINDINGS}"


def _table(standings: Sequence[OfficeStanding]) -> Iterator[str]:
    """A district a line; of many only those that need somebody."""
    lines = list(standings)
    if len(lines) > _MOST_LINES:
        done = (Standing.DONE, Standing.PASSED)
        lines = [line for line in lines if line.standing not in done][:_MOST_LINES]
    room = max([width(line.office) for line in lines], default=0) + 2
    for line in lines:
        inside = "，".join(f"{said} {line.inside[said]}" for said in Standing if line.inside[said])
        coloured = click.style(fitted(line.standing, 10), fg=COLOURS[line.standing])
        yield f"{fitted(line.office, room)}{coloured}{inside}".rstrip()
    rest = len(standings) - len(lines)
    if rest:
        yield f"……另有 {rest} 个区县没有列在这里"


def _of_a_district(done: "Done", folder: Path) -> list[str]:
    """Return the lines of a district that somebody must read, each after its name."""
    lines = conflicts(folder, done.conflicts)
    if done.changed_inputs:
        lines.append(changed_meanwhile(done.changed_inputs, folder))
    if done.no_copies:
        lines.append(done.no_copies)
    return [f"{done.name}：{line}" for line in lines]


def _counts(finished: "Province") -> Iterator[str]:
    """How many districts and offices, and how they stand."""
    levels = sum((line.found for line in finished.standings), Counter[Level]())
    levels += Counter(one.level for one in finished.findings if not one.place.office)
    inside = sum((line.inside for line in finished.standings), Counter[Standing]())
    counts = "，".join(f"{level} {levels[level]} 条" for level in Level)
    roster = f"名册 {len(finished.standings)} 个区县，{inside.total()} 个街道"
    yield f"{finished.year} 年：{roster}；{counts}。"
    for standing in Standing:
        names = [line.office for line in finished.standings if line.standing is standing]
        if names:
            yield f"{standing} {len(names)} 个区县：{named(names, finished.folder / OVERVIEW)}"

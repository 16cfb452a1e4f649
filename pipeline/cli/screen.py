"""What the screen says at the end: how the round stands, and where everything is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.progress import fitted, width
from pipeline.findings import Finding, Level, Trait
from pipeline.outputs import (
    CHANGES,
    COPIES,
    DISTRICT_REPORT,
    DRAFTS,
    FIGURES,
    FINDINGS,
    LOG,
    OVERVIEW,
    REPORTS,
    RETURNED,
    SUMMARY,
    Conflicts,
)
from pipeline.records import Change, Standing

if TYPE_CHECKING:
    from pipeline.round.outcome import Round

_MOST_RULES = 8  # on one line
MOST_NAMES = 10  # on the screen; of more it says how many, and where they are listed


COLOURS = {
    Standing.DONE: "green",
    Standing.PASSED: "green",
    Standing.TO_CORRECT: "red",
    Standing.UNUSABLE: "red",
    Standing.UNDONE: "red",
    Standing.MISSING: "yellow",
}
_MOST_LINES = 40  # of the table; of more offices only those that need somebody


def named(several: Sequence[str], where: object) -> str:
    """Their names; of many where the list of them is."""
    return "、".join(several) if len(several) <= MOST_NAMES else f"名单见 {where}"


def round_lines(finished: "Round") -> list[str]:
    """What the screen says of a round: an office a line, then the last lines."""
    return [*table(finished), *last_lines(finished)]


def table(finished: "Round") -> list[str]:
    """The round, an office a line: how it stands, and how much was found."""
    lines = list(finished.standings)
    if len(lines) > _MOST_LINES:
        done = (Standing.DONE, Standing.PASSED)
        lines = [line for line in lines if line.standing not in done][:_MOST_LINES]
    name = max([width(line.office) for line in lines], default=0) + 2
    standing = max([width(line.standing) for line in lines], default=0) + 2
    shown = []
    for line in lines:
        counts = "  ".join(f"{level} {line.found[level]}" for level in Level if line.found[level])
        said = fitted(line.standing, standing) if counts else line.standing
        coloured = click.style(said, fg=COLOURS[line.standing])
        shown.append(f"{fitted(line.office, name)}{coloured}{counts}")
    if rest := len(finished.standings) - len(lines):
        shown.append(f"……另有 {rest} 个街道没有列在这里")
    return [*shown, ""]


def last_lines(finished: "Round") -> list[str]:
    """How many reports, who is missing, who must correct, and where to look."""
    offices: dict[Standing, list[str]] = {standing: [] for standing in Standing}
    for line in finished.standings:
        offices[line.standing].append(line.office)
    levels = Counter(finding.level for finding in finished.findings)
    counts = "，".join(f"{level} {levels[level]} 条" for level in Level)
    lines = [f"{finished.year} 年：名册 {len(finished.standings)} 个街道；{counts}。"]
    if finished.wanted.documents:
        done = offices[Standing.DONE]
        lines.append(f"{Standing.DONE} {len(done)} 份：{finished.folder / REPORTS}")
    else:
        lines.append(f"{Standing.PASSED} {len(offices[Standing.PASSED])} 个")
    lines += _waiting(offices, finished.folder / FINDINGS)
    lines += _unused(finished.findings, finished.folder / FINDINGS)
    if finished.changed_inputs:
        lines.append(changed_meanwhile(finished.changed_inputs, finished.folder))
    if finished.unevaluated:
        lines.append(
            f"有 {finished.unevaluated} 项检查因空白或认不出的内容未评估，改好后会再核对。"
        )
    if finished.without_last_year:
        alone = finished.without_last_year
        listed = named(alone, finished.folder / LOG)
        lines.append(f"没有能用的上年表格、未与上年核对（C 组）的街道 {len(alone)} 个：{listed}")
        lines += unused_last_year(finished.year, finished.unused_last_year)
    if finished.missing_fonts:
        fonts = "、".join(finished.missing_fonts)
        lines.append(f"这台电脑没有装这些字体，打开报告会显示成别的字体（文件本身没有错）：{fonts}")
    lines += _changes(finished)
    lines += conflicts(finished.folder, finished.conflicts)
    if finished.wanted.documents:
        lines += _documents(finished)
    lines.append(f"问题清单：{finished.folder / FINDINGS}")
    return lines


def _waiting(offices: Mapping[Standing, Sequence[str]], where: Path) -> Iterator[str]:
    """The offices that still have to do something."""
    for standing in (Standing.MISSING, Standing.UNUSABLE, Standing.TO_CORRECT):
        names = offices[standing]
        if names or standing is not Standing.UNUSABLE:
            yield f"{standing} {len(names)} 个{'：' * bool(names)}{named(names, where)}"


def _unused(findings: Sequence[Finding], where: object) -> Iterator[str]:
    """The files that belong to no office."""
    nobodys = [one for one in findings if not one.place.office and Trait.OUTPUT not in one.traits]
    files = {one.place.file for one in nobodys}
    if unused := sorted(files - {""}):
        yield f"没有用上的文件 {len(unused)} 个：{named(unused, where)}"


def standing_lines(seen: "Round") -> list[str]:
    """The round on one screen: how many of how many, who is to do what, what goes wrong most."""
    count = Counter(line.standing for line in seen.standings)
    roster = len(seen.standings)
    counts = "，".join(f"{standing} {count[standing]}" for standing in Standing if count[standing])
    where = f"{seen.folder / FINDINGS}（先运行 make check 或 make reports）"
    lines = [f"{seen.year} 年：应报 {roster}，已报 {roster - count[Standing.MISSING]}；{counts}"]

    def told(title: str, standing: Standing | None, level: Level | None) -> None:
        offices = [
            line.office + (f"（{level} {line.found[level]}）" if level else "")
            for line in seen.standings
            if standing in (None, line.standing) and (level is None or line.found[level])
        ]
        if offices:
            lines.append(f"{title} {len(offices)} 个：{named(offices, where)}")

    told(Standing.MISSING, Standing.MISSING, None)
    told(Standing.UNUSABLE, Standing.UNUSABLE, None)
    told(Standing.TO_CORRECT, Standing.TO_CORRECT, Level.ERROR)
    told("可以出报告", Standing.PASSED, None)
    told("要核实", None, Level.WARNING)
    lines += _unused(seen.findings, where)
    rules = Counter(f.code for f in seen.findings if f.level is not Level.NOTE)
    if rules:
        most = "，".join(f"{code} {times} 条" for code, times in rules.most_common(_MOST_RULES))
        lines.append(f"问题最多的（编号的意思见 make rules 和说明书）：{most}")
    return lines


def _documents(finished: "Round") -> list[str]:
    """Where the documents are that go with the reports."""
    folder, documents = finished.folder, finished.documents
    lines = []
    if drafts := [name for name in documents if name.startswith(f"{DRAFTS}/")]:
        lines.append(f"草稿 {len(drafts)} 份，不得公开：{folder / DRAFTS}")
    if finished.wanted.only:
        only = finished.wanted.only
        made = [
            f"{one.office}（{one.standing}）" for one in finished.standings if one.office in only
        ]
        lines.append(f"这次只重新生成了：{named(made, folder / REPORTS)}；别的街道的文件没有动")
    if back := [line.standing for line in finished.standings if line.office in finished.returned]:
        must = back.count(Standing.TO_CORRECT) + back.count(Standing.UNUSABLE)
        several = f"退改表 {len(back)} 份（必须改 {must}，只要核实 {len(back) - must}）"
        lines.append(f"{several}：{folder / RETURNED}")
    if DISTRICT_REPORT in documents:
        lines.append(f"各街道汇总（不是区的年度报告）：{folder / DISTRICT_REPORT}")
    if finished.no_copies:
        lines.append(finished.no_copies)
    elif finished.wanted.copies and documents:
        lines.append(f"PDF {len(documents)} 份：{folder / COPIES}")
    return [*lines, f"汇总：{folder / SUMMARY}", f"总览（双击打开）：{folder / OVERVIEW}"]


def _changes(finished: "Round") -> list[str]:
    """What came in since the last run."""
    if finished.is_known:
        again = "要全部重做，请删去任意一个结果文件再运行"
        return [f"表格、设置和结果都与上次运行时一样，没有重新生成（{again}）。"]
    if finished.changes is None:
        return []
    if not finished.changes:
        return ["与上次运行相比，各街道的表格没有变化。"]
    said = []
    for change in Change:
        offices = [one.office for one in finished.changes if one.change is change]
        if offices:
            said.append(f"{change} {len(offices)} 个（{named(offices, CHANGES)}）")
    figures = [office.moved for office in finished.changes]
    moved = sum(map(len, filter(None, figures)))
    reworded = sum(len(office.reworded) for office in finished.changes)
    same = len(finished.standings) - len(finished.changes)
    told = (
        f"与上次运行相比：{'，'.join(said)}；"
        f"数字变了 {moved} 处，文字改了 {reworded} 段，其余 {same} 个没有变。"
    )
    if None in figures:
        told += f"{FIGURES} 被改过或不在了，更正的街道数字变了多少不清楚。"
    return [f"{told}明细：{finished.folder / CHANGES}"]


def unused_last_year(year: int, unused: Mapping[str, str]) -> list[str]:
    """Why files of last year could not be used."""
    return _ten(f"{year - 1} 年的“{file}”没有用上：{why}" for file, why in unused.items())


def changed_meanwhile(files: Sequence[str], folder: Path) -> str:
    """Which inputs are not as they were read any more."""
    return f"运行的时候这些表格又变了，请再运行一次：{named(files, folder / LOG)}"


def _ten(lines: Iterable[str]) -> list[str]:
    """The first of many lines, and how many more there are."""
    several = list(lines)
    more = len(several) - MOST_NAMES
    return several[:MOST_NAMES] + ([f"……另有 {more} 个"] if more > 0 else [])


def conflicts(folder: Path, met: Conflicts) -> list[str]:
    """Where the files are that a person had changed, or holds open."""
    kept = [
        f"您改过的文件已保留在 {folder / name}，原来的位置上是新生成的" for name in met.saved_edits
    ]
    beside = [
        f"文件正被打开，新的另存为 {folder / name}；请关闭打开它的程序，再运行一次"
        for name in met.set_aside
    ]
    left = [
        f"文件正被打开，没能收走 {folder / name}；请关闭打开它的程序，再运行一次"
        for name in met.left_open
    ]
    return [*_ten(kept), *_ten(beside), *_ten(left)]

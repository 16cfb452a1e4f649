"""What the commands do: stages are called, and lines are said. The log is set up here."""

import getpass
import platform
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from pipeline.cli import progress
from pipeline.cli.engine import USUAL, EngineChoice, engine_of, started_engine
from pipeline.cli.folders import Folders, reachable
from pipeline.cli.trouble import in_words
from pipeline.findings import Level
from pipeline.outputs import AUDITED, IMPORTED, LOG, TEMPLATES, Wanted

COMPLETE, INCOMPLETE, MISUSED = 0, 1, 2  # exit codes
_LONGEST_DISTRICT = 60  # characters of a path: the folder of a district, with its own output
_USUAL_ENDINGS = ("街道", "镇", "乡", "苏木", "办事处", "管委会", "区", "局", "委员会", "政府")


def _who() -> str:
    """Who runs this, where, and since when: for whoever runs it there, too."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system that knows no names
        name = "有人"
    now = datetime.now().astimezone()
    return f"{name}（{platform.node()}，{now.month}月{now.day}日 {now:%H:%M} 起）"


def tell_status(year: int | None, folders: Folders) -> int:
    """How the round stands; nothing is written."""
    with started_engine(USUAL) as engine:
        from loguru import logger

        from pipeline.round.outcome import How
        from pipeline.round.status import look

        logger.remove()
        year = year_of(folders, year)
        seen = look(*folders, year, How(engine))
    from pipeline.cli.screen import standing_lines

    for line in standing_lines(seen):
        click.echo(line)
    return COMPLETE if seen.complete else INCOMPLETE


def import_documents(documents: Sequence[Path], year: int | None, folders: Folders) -> int:
    """Templates from published reports."""
    from pipeline.cli.published import import_lines
    from pipeline.published.importing import import_reports

    _set_up_log(folders.outputs / IMPORTED / LOG)
    this_year = datetime.now().astimezone().year
    done = import_reports(documents, *folders, year, _who(), this_year)
    for line in import_lines(done):
        click.echo(line)
    return COMPLETE if all(line.template for line in done.lines) else INCOMPLETE


def audit_documents(documents: Sequence[Path], year: int | None, folders: Folders) -> int:
    """What is wrong with published reports."""
    from pipeline.cli.published import audit_lines
    from pipeline.published.audit import audit as audit_reports

    _set_up_log(folders.outputs / AUDITED / LOG)
    done = audit_reports(documents, *folders, year, _who())
    for line in audit_lines(done):
        click.echo(line)
    return INCOMPLETE if any(line.found[Level.ERROR] for line in done.lines) else COMPLETE


def make_templates(year: int, folders: Folders) -> int:
    """A blank template for every office."""
    from pipeline.cli.screen import conflicts, named, unused_last_year
    from pipeline.round.outcome import How
    from pipeline.round.templates import make_templates as made_of

    _set_up_log(folders.outputs / str(year) / LOG)
    made = made_of(*folders, year, How(who=_who()))
    click.echo(f"已生成 {len(made.offices)} 份空白模板，在 {made.folder / TEMPLATES}")
    if without := [office for office in made.offices if office not in made.carried_over]:
        from loguru import logger

        logger.info("没能填好上年结转的街道：{}", "、".join(without))
        listed = named(without, made.folder / LOG)
        click.echo(f"没有能用的 {year - 1} 年表格、没能填好上年结转的 {len(without)} 个：{listed}")
    for line in unused_last_year(year, made.unused_last_year):
        click.echo(line)
    for line in conflicts(made.folder, made.conflicts):
        click.echo(line)
    return COMPLETE if made.conflicts.is_in_place else INCOMPLETE


def year_of(folders: Folders, said: int | None) -> int:
    """The year that is said, or the newest with returns; told, if that may surprise."""
    if said is not None:
        return said
    from pipeline.round.years import newest_year

    year, waiting = newest_year(folders.inputs)
    if waiting:
        told = f"{folders.inputs / str(waiting)} 里还没有表格，这次用的是 {year} 年的。"
        click.echo(told, err=True)
    return year


def make_round(year: int | None, folders: Folders, wanted: Wanted, by: EngineChoice = USUAL) -> int:
    """A whole run, and what it came to; in few words, if it would come to what the last one did."""
    from pipeline.round.unchanged import recall_said

    year = year_of(folders, year)
    log = folders.outputs / str(year) / LOG
    if said := recall_said(folders.inputs, log.parent, year, wanted):
        return _tell(said.lines, is_complete=said.is_complete)
    with started_engine(by) as engine:
        from pipeline.cli.screen import round_lines
        from pipeline.round.outcome import How
        from pipeline.round.round import run_round

        _set_up_log(log)
        try:
            how = How(engine, _who(), say=round_lines)
            finished = run_round(*folders, year, wanted, how)
        finally:
            progress.clear()
    return _tell(round_lines(finished), is_complete=finished.complete)


def _tell(lines: Iterable[str], *, is_complete: bool) -> int:
    for line in lines:
        click.echo(line)
    return COMPLETE if is_complete else INCOMPLETE


def make_province(
    province: Path, year: int | None, wanted: Wanted, by: EngineChoice = USUAL
) -> int:
    """A whole run of every district of a province, and what it came to."""
    from pipeline.cli.province import province_lines
    from pipeline.cli.screen import MOST_NAMES
    from pipeline.province.province import newest_of, run_province
    from pipeline.round.outcome import How

    folder = reachable(province, _LONGEST_DISTRICT)
    if year is None:
        year, newer = newest_of(folder)
        if newer:
            told = "、".join(newer) if len(newer) <= MOST_NAMES else f"{len(newer)} 个区县"
            click.echo(f"{told} 有更新年份的表格，这次办的是 {year} 年。", err=True)
    _set_up_log(folder / "output" / str(year) / LOG)
    try:
        with engine_of(by) as engine:
            finished = run_province(folder, year, wanted, How(engine, _who()))
    finally:
        progress.clear()
    return _tell(province_lines(finished), is_complete=finished.complete)


def _set_up_log(path: Path) -> None:
    """One log file per run."""
    from pipeline.logbook import log_to

    if path.is_symlink() or path.is_fifo():  # it would be written elsewhere, or wait for a reader
        path.unlink()
    log_to(path)


def start(folder: Path, district: str, offices: Path) -> None:
    """A folder for a district."""
    from pipeline.cli.screen import named
    from pipeline.round.new import start_district

    listed, place = start_district(folder, district, offices)
    settings = folder / "input" / "district.toml"
    source = f"，取自{place}" if place else ""
    click.echo(f"已建好 {folder}，名册上 {len(listed)} 个街道{source}：{named(listed, settings)}")
    if odd := [name for name in listed if not name.endswith(_USUAL_ENDINGS)]:
        click.echo(f"这 {len(odd)} 个不像街道、乡镇的全称，请核对：{named(odd, settings)}")
    click.echo(f"设置在 {folder / 'input' / 'district.toml'}，用记事本打开，看要不要改")


def keep_watching(year: int | None, folders: Folders) -> int:
    """Run once, and again after each change of the folder, until somebody stops it."""
    from pipeline.cli.watching import changes_in, when_free

    def tell(error: Exception) -> None:
        click.echo(in_words(error), err=True)

    try:
        for _ in changes_in(folders.inputs):
            try:
                run = partial(make_round, year_of(folders, year), folders, Wanted())
                when_free(run, tell)
            except Exception as error:  # noqa: BLE001 - the next change may mend it
                tell(error)
            click.echo("等待新的表格……（按 Ctrl+C 结束）")
    except KeyboardInterrupt:
        click.echo("已停止。")
    return COMPLETE

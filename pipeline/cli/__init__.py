"""Options in, exit code out. The log and the screen are set up here and nowhere else."""

import getpass
import io
import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from unicodedata import normalize

import click

from pipeline import __version__
from pipeline.cli import progress
from pipeline.cli.chinese import ChineseGroup
from pipeline.cli.folders import FOLDER, Folders, in_folders, within
from pipeline.cli.trouble import in_words
from pipeline.findings import Level
from pipeline.outputs import AUDITED, IMPORTED, LOG, TEMPLATES, Wanted

COMPLETE, INCOMPLETE, MISUSED = 0, 1, 2  # exit codes
_USUAL_ENDINGS = ("街道", "镇", "乡", "苏木", "办事处", "管委会", "区", "局", "委员会", "政府")


_YEAR_HELP = "报告年度，如 2024。"
_help = click.help_option("--help", "-h", help="显示这段说明。")
_year = click.option("--year", type=int, metavar="年份", help=_YEAR_HELP)
_needed_year = click.option("--year", type=int, required=True, metavar="年份", help=_YEAR_HELP)


_documents = click.argument(
    "documents",
    nargs=-1,
    required=True,
    metavar="文件...",
    type=click.Path(path_type=Path),
)


@click.group(cls=ChineseGroup, add_help_option=False)
@click.version_option(__version__, "--version", message="nianbao %(version)s", help="显示版本。")
@_help
def commands() -> None:
    """年报：把各街道填好的表格变成政府信息公开工作年度报告和全区汇总。"""


@commands.command(add_help_option=False)
@_year
@in_folders
@click.option("--draft", is_flag=True, help="有错误的街道也出一份草稿，有误的地方做了标记。")
@click.option("--pdf", is_flag=True, help="另存一份 PDF（要装有 LibreOffice）。")
@click.option(
    "--only",
    multiple=True,
    metavar="街道",
    help="只重新生成这个街道的文件，可以写几次；汇总仍是全区的。",
)
@_help
def reports(
    year: int | None,
    folders: Folders,
    *,
    draft: bool,
    pdf: bool,
    only: tuple[str, ...],
) -> int:
    """检查各街道的表格，生成街道报告、审签单、区汇总报告和汇总表。

    不写年份时，用 input 下最新的一年。每个街道都出了报告时退出码为 0，有街道未报或需要退改时为 1。
    """
    offices = [office for said in only for office in said.split("、")]
    return _run_round(year, folders, Wanted(drafts=draft, copies=pdf, only=offices))


@commands.command(add_help_option=False)
@_year
@in_folders
@_help
def check(year: int | None, folders: Folders) -> int:
    """只检查，不生成报告：写出问题清单和数据。"""
    return _run_round(year, folders, Wanted(documents=False))


@commands.command(add_help_option=False)
@_year
@in_folders
@_help
def watch(year: int | None, folders: Folders) -> int:
    """一直开着：表格有变化就再运行一次；按 Ctrl+C 结束。"""
    from pipeline.cli.watching import changes_in, when_free

    def tell(error: Exception) -> None:
        click.echo(in_words(error), err=True)

    try:
        for _ in changes_in(folders.inputs):
            try:
                run = partial(_run_round, _year_of(folders, year), folders, Wanted())
                when_free(run, tell)
            except Exception as error:  # noqa: BLE001 - the next change may mend it
                tell(error)
            click.echo("等待新的表格……（按 Ctrl+C 结束）")
    except KeyboardInterrupt:
        click.echo("已停止。")
    return COMPLETE


@commands.command(name="import", add_help_option=False)
@_documents
@_year
@in_folders
@_help
def import_(documents: Sequence[Path], year: int | None, folders: Folders) -> int:
    """把已经公布的年报（Word、网页、文本、PDF）变成填好的模板，放进 input 下它那一年的文件夹。

    可以写几个文件，也可以写文件夹。看不准的留空，和发现的问题一起写进 output 下的
    导入/导入清单.csv；已有的表格不会改动。写了年份的，只导入那一年的。
    """
    from pipeline.cli.published import import_lines
    from pipeline.run.published.importing import import_reports

    _set_up_log(folders.outputs / IMPORTED / LOG)
    done = import_reports(documents, *folders, year, _who())
    for line in import_lines(done):
        click.echo(line)
    return COMPLETE if all(line.template for line in done.lines) else INCOMPLETE


@commands.command(add_help_option=False)
@_documents
@_year
@in_folders
@_help
def audit(documents: Sequence[Path], year: int | None, folders: Folders) -> int:
    """核查已经公布的年报：格式、勾稽、文字，并和街道报送的表格逐格、逐句比对。

    可以写几个文件，也可以写文件夹，如下载好的一个网站；连续几年的一起核查，会核对年与年的衔接。
    结果写进 output 下的 公开核查/核查清单.csv；没有错误时退出码为 0。
    """
    from pipeline.cli.published import audit_lines
    from pipeline.run.published.audit import audit as audit_reports

    _set_up_log(folders.outputs / AUDITED / LOG)
    done = audit_reports(documents, *folders, year, _who())
    for line in audit_lines(done):
        click.echo(line)
    return INCOMPLETE if any(line.found[Level.ERROR] for line in done.lines) else COMPLETE


@commands.command(add_help_option=False)
@in_folders
@_help
def menu(folders: Folders) -> int:
    """按数字选择要做的事；双击 运行.bat 打开的就是它。"""
    while True:
        click.echo(f"现在用的文件夹：{folders.inputs.parent.resolve()}")
        for number, (words, _) in enumerate(_CHOICES, start=1):
            click.echo(f"  {number}  {words}")
        click.echo("  0  退出")
        try:
            chosen = click.prompt("请输入数字，按回车", default="", show_default=False)
            chosen = normalize("NFKC", chosen).strip()
        except click.Abort:
            return COMPLETE
        if chosen == "0":
            return COMPLETE
        if chosen not in map(str, range(1, len(_CHOICES) + 1)):
            click.echo(f"没有“{chosen}”这一项。\n")
            continue
        _, command = _CHOICES[int(chosen) - 1]
        try:
            came_to = command(folders)
            folders = came_to if isinstance(came_to, Folders) else folders
        except Exception as error:  # noqa: BLE001 - the menu goes on
            click.echo(in_words(error), err=True)
        click.echo()


def _asked_folder(_: Folders) -> Folders:
    """Another folder to work in."""
    return within(_asked_path("区的文件夹"))


def _asked_district(_: Folders) -> Folders:
    """A new folder, in which to go on."""
    folder = _asked_path("新文件夹的名称")
    _start(folder, click.prompt("区名，如 原州区"), _asked_path("名单文件，每行一个街道"))
    click.echo("下一步：改好设置，放好上年的表格，再选“生成空白模板”")
    return within(folder)


def _asked_path(words: str) -> Path:
    """A file or folder that is dragged into the window comes in quotes."""
    return Path(click.prompt(words).strip().strip("\"'"))


def _asked_year() -> int:
    """The year that is typed; an odd one is told in Chinese by whoever reads the settings."""
    said = normalize("NFKC", click.prompt("哪一年的，如 2024")).strip().removesuffix("年")
    if not said.isdecimal():
        raise click.BadParameter(said, param=_ASKED)
    return int(said)


_ASKED = click.Option(["--year"])


@commands.command(add_help_option=False)
@_year
@in_folders
@_help
def status(year: int | None, folders: Folders) -> int:
    """报到哪一步了：谁没有报、谁要退改、哪些问题最多；不写任何文件。"""
    return _status(year, folders)


@commands.command(add_help_option=False)
@click.argument("folder", type=FOLDER, metavar="文件夹")
@click.option("--district", required=True, metavar="区名", help="区（县、市）的名称，如 原州区。")
@click.option(
    "--offices",
    type=FOLDER,
    required=True,
    metavar="名单",
    help="名册：一个文本文件，每行写一个街道的全称。",
)
@_help
def new(folder: Path, district: str, offices: Path) -> int:
    """建一个区的文件夹：设置、放表格的地方、放结果的地方。"""
    _start(folder, district, offices)
    click.echo(f"上年的表格（有的话）放进 {folder / 'input'} 下以上年年份命名的文件夹")
    click.echo(f'然后生成空白模板：make templates YEAR=年份 FOLDER="{folder}"')
    click.echo(f'（没有 make 的：python -m pipeline templates --year 年份 --home "{folder}"）')
    return COMPLETE


def _start(folder: Path, district: str, offices: Path) -> None:
    from pipeline.run.new import start_district

    listed = start_district(folder, district, offices)
    click.echo(f"已建好 {folder}，名册上 {len(listed)} 个街道：{'、'.join(listed)}")
    if odd := [name for name in listed if not name.endswith(_USUAL_ENDINGS)]:
        click.echo(f"这几个不像街道、乡镇的全称，请核对：{'、'.join(odd)}")
    click.echo(f"设置在 {folder / 'input' / 'district.toml'}，用记事本打开，看要不要改")


@commands.command(add_help_option=False)
@_needed_year
@in_folders
@_help
def templates(year: int, folders: Folders) -> int:
    """为名册上的每个街道生成一份空白模板。"""
    return _templates(year, folders)


@commands.command(add_help_option=False)
@_year
@in_folders
@_help
def rules(year: int | None, folders: Folders) -> int:
    """列出全部检查规则（编号、级别、要求、依据），和读文件、格子时会说的每一句话。"""
    from pipeline import messages
    from pipeline.run import list_rules

    click.echo("| 编号 | 级别 | 要求 | 依据 |\n|---|---|---|---|")
    for rule in list_rules(folders.inputs, _year_of(folders, year)):
        said = rule.message
        click.echo(f"| {said.code} | {said.level} | {rule.holds} | {rule.source} |")
    click.echo("\n| 编号 | 级别 | 说的是 | 怎么改 |\n|---|---|---|---|")
    for said in messages.catalogue():
        why, fix = said.in_general
        click.echo(f"| {said.code} | {said.level} | {why} | {fix} |")
    return COMPLETE


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; nobody is shown a traceback."""
    os.environ.setdefault("LOGURU_AUTOINIT", "0")  # loguru's own handler prints to the screen
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a character still goes on
    try:
        code = commands.main(arguments, prog_name="nianbao", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - the last place where trouble can be put into words
        click.echo(in_words(error), err=True)
        code = MISUSED
    sys.exit(code)


def _who() -> str:
    """Who runs this, where, and since when: for whoever runs it there, too."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system that knows no names
        name = "有人"
    now = datetime.now().astimezone()
    return f"{name}（{platform.node()}，{now.month}月{now.day}日 {now:%H:%M} 起）"


def _status(year: int | None, folders: Folders) -> int:
    from pipeline.extract.reading import Reader

    with Reader() as reader:
        reader.start()
        from loguru import logger

        from pipeline.run import look

        logger.remove()
        year = _year_of(folders, year)
        seen = look(*folders, year, reader)
    from pipeline.cli.screen import standing_lines

    for line in standing_lines(seen):
        click.echo(line)
    return COMPLETE if seen.complete else INCOMPLETE


def _templates(year: int, folders: Folders) -> int:
    from pipeline.run import make_templates

    _set_up_log(folders.outputs / str(year) / LOG)
    made = make_templates(*folders, year, who=_who())
    click.echo(f"已生成 {len(made.offices)} 份空白模板，在 {made.folder / TEMPLATES}")
    if without := [office for office in made.offices if office not in made.carried_over]:
        named = "、".join(without)
        click.echo(f"没有能用的 {year - 1} 年表格、没能填好上年结转的 {len(without)} 个：{named}")
    from pipeline.cli.screen import conflicts, unused_last_year

    for line in unused_last_year(year, made.unused_last_year):
        click.echo(line)
    for line in conflicts(made.folder, made.conflicts):
        click.echo(line)
    in_place = not (made.conflicts.set_aside or made.conflicts.left_open)
    return COMPLETE if in_place else INCOMPLETE


def _year_of(folders: Folders, said: int | None) -> int:
    """The year that is said, or the newest with returns; told, if that may surprise."""
    if said is not None:
        return said
    from pipeline.run import newest_year

    year, waiting = newest_year(folders.inputs)
    if waiting:
        told = f"{folders.inputs / str(waiting)} 里还没有表格，这次用的是 {year} 年的。"
        click.echo(told, err=True)
    return year


def _run_round(year: int | None, folders: Folders, wanted: Wanted) -> int:
    from pipeline.extract.reading import Reader

    with Reader() as reader:
        reader.start()  # its process is ready when the stages are: pandas alone takes 0.4 s
        from pipeline.run import How, run_round

        year = _year_of(folders, year)
        _set_up_log(folders.outputs / str(year) / LOG)
        reader.tell = progress.show
        try:
            finished = run_round(*folders, year, wanted, How(reader, _who()))
        finally:
            progress.clear()
    from pipeline.cli.screen import last_lines, table

    for line in (*table(finished), *last_lines(finished)):
        click.echo(line)
    return COMPLETE if finished.complete else INCOMPLETE


_CHOICES: tuple[tuple[str, Callable[[Folders], int | Folders]], ...] = (
    ("生成报告", lambda folders: _run_round(None, folders, Wanted())),
    ("生成报告，另存 PDF", lambda folders: _run_round(None, folders, Wanted(copies=True))),
    ("只检查", lambda folders: _run_round(None, folders, Wanted(documents=False))),
    ("看看报到哪一步了", lambda folders: _status(None, folders)),
    ("生成空白模板", lambda folders: _templates(_asked_year(), folders)),
    ("建一个区的文件夹", _asked_district),
    ("换一个区的文件夹", _asked_folder),
)


def _set_up_log(path: Path) -> None:
    """One log file per run, made with its first line: a run that cannot start leaves none."""
    from loguru import logger

    logger.remove()  # its own handler prints to the screen
    if path.is_symlink() or path.is_fifo():  # it would be written elsewhere, or wait for a reader
        path.unlink()
    logger.add(
        path, mode="w", encoding="utf-8", delay=True, diagnose=False, catch=False, level="INFO"
    )

"""Options in, exit code out."""

import codecs
import io
import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path

import click

from pipeline import __version__
from pipeline.cli.chinese import ChineseGroup
from pipeline.cli.doing import (
    COMPLETE,
    INCOMPLETE,
    MISUSED,
    audit_documents,
    import_documents,
    keep_watching,
    make_province,
    make_round,
    make_templates,
    start,
    tell_status,
    year_of,
)
from pipeline.cli.engine import EngineChoice, on_engine
from pipeline.cli.folders import FOLDER, Folders, demand_no_district, in_folders
from pipeline.cli.trouble import in_words
from pipeline.outputs import Wanted

__all__ = ["COMPLETE", "INCOMPLETE", "MISUSED", "commands", "main"]


_FIRST_OF_OWN = 3  # descriptors; those before are input, output and errors
_YEAR_HELP = "报告年度，如 2024。"
_help = click.help_option("--help", "-h", help="显示这段说明。")
_year = click.option("--year", type=int, metavar="年份", help=_YEAR_HELP)
_needed_year = click.option("--year", type=int, required=True, metavar="年份", help=_YEAR_HELP)


_province = click.option(
    "--province",
    type=FOLDER,
    metavar="文件夹",
    help="全省一起办：里面有 province.toml 和各区县的文件夹。",
)
_documents = click.argument(
    "documents",
    nargs=-1,
    required=True,
    metavar="文件...",
    type=click.Path(path_type=Path),
)


def _what(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say what is to be made; the command is given what is wanted."""

    @wraps(command)
    def told(*, draft: bool, pdf: bool, only: tuple[str, ...], **options: object) -> int:
        offices = [office for said in only for office in said.split("、")]
        return command(wanted=Wanted(drafts=draft, copies=pdf, only=offices), **options)

    told = click.option(
        "--only",
        multiple=True,
        metavar="街道",
        help="只重新生成这个街道的文件，可以写几次；汇总仍是全区的。",
    )(told)
    told = click.option("--pdf", is_flag=True, help="另存一份 PDF（要装有 LibreOffice）。")(told)
    draft = "有错误的街道也出一份草稿，有误的地方做了标记。"
    return click.option("--draft", is_flag=True, help=draft)(told)


@click.group(cls=ChineseGroup, add_help_option=False)
@click.version_option(__version__, "--version", message="nianbao %(version)s", help="显示版本。")
@_help
def commands() -> None:
    """年报：把各街道填好的表格变成政府信息公开工作年度报告和全区汇总。"""


@commands.command(add_help_option=False)
@_year
@in_folders
@_what
@_province
@on_engine
@_help
def reports(
    year: int | None,
    folders: Folders,
    *,
    wanted: Wanted,
    province: Path | None,
    engine: EngineChoice,
) -> int:
    """检查各街道的表格，生成街道报告、审签单、各街道汇总和汇总表。

    不写年份时，用 input 下最新的一年。每个街道都出了报告时退出码为 0，
    有街道未报、交来但不能用或需要退改时为 1。
    """
    return _run(year, folders, province, wanted, engine)


@commands.command(add_help_option=False)
@_year
@in_folders
@_province
@on_engine
@_help
def check(
    year: int | None, folders: Folders, *, province: Path | None, engine: EngineChoice
) -> int:
    """只检查，不生成报告：写出问题清单和数据。"""
    return _run(year, folders, province, Wanted(documents=False), engine)


def _run(
    year: int | None, folders: Folders, province: Path | None, wanted: Wanted, engine: EngineChoice
) -> int:
    """Of a whole province, or of a district."""
    if province is None:
        return make_round(year, folders, wanted, engine)
    demand_no_district()
    return make_province(province, year, wanted, engine)


@commands.command(add_help_option=False)
@_year
@in_folders
@_help
def watch(year: int | None, folders: Folders) -> int:
    """一直开着：表格有变化就再运行一次；按 Ctrl+C 结束。"""
    return keep_watching(year, folders)


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
    return import_documents(documents, year, folders)


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
    return audit_documents(documents, year, folders)


@commands.command(add_help_option=False)
@in_folders
@_help
def menu(folders: Folders) -> int:
    """按数字选择要做的事；双击 运行.bat 打开的就是它。"""
    from pipeline.cli.menu import choose

    choose(folders)
    return COMPLETE


@commands.command(add_help_option=False)
@_year
@in_folders
@_help
def status(year: int | None, folders: Folders) -> int:
    """报到哪一步了：谁没有报、谁要退改、哪些问题最多；不写任何文件。"""
    return tell_status(year, folders)


@commands.command(add_help_option=False)
@click.argument("folder", type=FOLDER, metavar="文件夹")
@click.option("--district", required=True, metavar="区名", help="区（县、市）的名称，如 原州区。")
@click.option(
    "--offices",
    type=FOLDER,
    required=True,
    metavar="名单",
    help="名册：Excel 工作簿（.xlsx），或者一个文本文件，每行写一个街道的全称。",
)
@_help
def new(folder: Path, district: str, offices: Path) -> int:
    """建一个区的文件夹：设置、放表格的地方、放结果的地方。"""
    start(folder, district, offices)
    click.echo(f"上年的表格（有的话）放进 {folder / 'input'} 下以上年年份命名的文件夹")
    click.echo(f'然后生成空白模板：make templates YEAR=年份 FOLDER="{folder}"')
    click.echo(f'（没有 make 的：python -m pipeline templates --year 年份 --home "{folder}"）')
    return COMPLETE


@commands.command(add_help_option=False)
@_needed_year
@in_folders
@_help
def templates(year: int, folders: Folders) -> int:
    """为名册上的每个街道生成一份空白模板。"""
    return make_templates(year, folders)


@commands.command(add_help_option=False)
@_year
@in_folders
@_help
def rules(year: int | None, folders: Folders) -> int:
    """列出全部检查规则（编号、级别、要求、依据），和读文件、格子时会说的每一句话。"""
    from pipeline.messages.catalogue import catalogue
    from pipeline.round.setup import list_rules

    click.echo("| 编号 | 级别 | 要求 | 依据 |\n|---|---|---|---|")
    for rule in list_rules(folders.inputs, year_of(folders, year)):
        said = rule.message
        click.echo(f"| {said.code} | {said.level} | {rule.holds} | {rule.source} |")
    click.echo("\n| 编号 | 级别 | 说的是 | 怎么改 |\n|---|---|---|---|")
    for said in catalogue():
        why, fix = said.in_general
        click.echo(f"| {said.code} | {said.level} | {why} | {fix} |")
    return COMPLETE


def _open_streams() -> None:
    """Whatever was closed leads nowhere; a console that lacks a character still goes on.

    Else a file that is opened later might take the place of the screen, and have its lines.
    """
    while (nowhere := os.open(os.devnull, os.O_RDWR)) < _FIRST_OF_OWN:
        os.set_inheritable(nowhere, True)  # noqa: FBT003 - else a worker has what it opens there
    os.close(nowhere)
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - stays open
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - stays open
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"  # nobody could read it
            stream.reconfigure(encoding="utf-8" if is_ascii else None, errors="replace")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; nobody is shown a traceback."""
    os.environ.setdefault("LOGURU_AUTOINIT", "0")  # loguru's own handler prints to the screen
    _open_streams()
    try:
        code = commands.main(arguments, prog_name="nianbao", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - the last place where trouble can be put into words
        click.echo(in_words(error), err=True)
        code = MISUSED
    sys.exit(code)

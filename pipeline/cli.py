"""Options in, exit code out. The log and the screen are set up here and nowhere else."""

import io
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import __version__
from pipeline.outputs import (
    COPIES,
    DISTRICT_REPORT,
    DRAFTS,
    FINDINGS,
    OVERVIEW,
    REPORTS,
    RETURNED,
    SUMMARY,
    TEMPLATES,
    Wanted,
)

if TYPE_CHECKING:
    from pipeline.run import Round

COMPLETE, INCOMPLETE, MISUSED = 0, 1, 2  # exit codes
LOG = "运行日志.txt"
_MOST_RULES = 8  # on one line


class _ChineseHelp(click.Command):
    """Help with Chinese headings; the people who read it do not read English."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        shown = pieces.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令")
        formatter.write_usage(ctx.command_path, shown, prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [record for param in self.params if (record := param.get_help_record(ctx))]
        with formatter.section("选项"):
            formatter.write_dl(records)


class _ChineseGroup(_ChineseHelp, click.Group):
    command_class = _ChineseHelp

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl(
                [(name, command.get_short_help_str(60)) for name, command in self.commands.items()]
            )


def _in_chinese(error: click.UsageError) -> str:
    """What was wrong with the words of a command, in one line."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            return error.format_message()
        case click.exceptions.NoSuchOption():
            said = f"没有选项 {error.option_name}"
        case click.exceptions.NoSuchCommand():
            said = f"没有命令 {error.command_name}"
        case click.exceptions.MissingParameter() if error.param:
            said = f"缺少选项 {error.param.opts[0]}（用 make 时写成 YEAR=2024 这样）"
        case click.exceptions.BadParameter() if error.param and error.param.name == "year":
            said = "年份要写成四位数字，如 2024（用 make 时写成 YEAR=2024）"
        case click.exceptions.BadParameter() if error.param:
            said = f"选项 {error.param.opts[0]} 的值不对"
        case click.exceptions.BadOptionUsage():
            said = f"选项 {error.option_name} 后面要跟一个值"
        case _:
            said = "命令的写法不对"
    return f"{said}。用 --help 查看用法。"


_FOLDER = click.Path(path_type=Path)
_YEAR_HELP = "报告年度，如 2024。"
_help = click.help_option("--help", "-h", help="显示这段说明。")
_year = click.option("--year", type=int, metavar="年份", help=_YEAR_HELP)
_needed_year = click.option("--year", type=int, required=True, metavar="年份", help=_YEAR_HELP)
_input = click.option(
    "--input",
    "inputs",
    type=_FOLDER,
    metavar="文件夹",
    help="放 district.toml 和各年表格的文件夹，默认 input。",
)
_output = click.option(
    "--output", "outputs", type=_FOLDER, metavar="文件夹", help="放结果的文件夹，默认 output。"
)


@click.group(cls=_ChineseGroup, add_help_option=False)
@click.version_option(__version__, "--version", message="nianbao %(version)s", help="显示版本。")
@_help
def commands() -> None:
    """年报：把各街道填好的表格变成政府信息公开工作年度报告和全区汇总。"""


@commands.command(add_help_option=False)
@_year
@_input
@_output
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
    inputs: Path | None,
    outputs: Path | None,
    *,
    draft: bool,
    pdf: bool,
    only: tuple[str, ...],
) -> int:
    """检查各街道的表格，生成街道报告、审签单、区汇总报告和汇总表。

    不写年份时，用 input 下最新的一年。每个街道都出了报告时退出码为 0，有街道未报或需要退改时为 1。
    """
    return _run_round(year, inputs, outputs, Wanted(drafts=draft, copies=pdf, only=only))


@commands.command(add_help_option=False)
@_year
@_input
@_output
@_help
def check(year: int | None, inputs: Path | None, outputs: Path | None) -> int:
    """只检查，不生成报告：写出问题清单和数据。"""
    return _run_round(year, inputs, outputs, Wanted(documents=False))


@commands.command(add_help_option=False)
@_year
@_input
@_output
@_help
def status(year: int | None, inputs: Path | None, outputs: Path | None) -> int:
    """报到哪一步了：谁没有报、谁要退改、哪些问题最多；不写任何文件。"""
    from pipeline.extract.reading import Reader

    inputs, outputs = _folders(inputs, outputs)
    with Reader() as reader:
        reader.start()
        from loguru import logger

        from pipeline.run import look, newest_year

        logger.remove()
        seen = look(inputs, outputs, newest_year(inputs) if year is None else year, reader)
    for line in _standing_lines(seen):
        click.echo(line)
    return COMPLETE if seen.complete else INCOMPLETE


@commands.command(add_help_option=False)
@_needed_year
@_input
@_output
@_help
def templates(year: int, inputs: Path | None, outputs: Path | None) -> int:
    """为名册上的每个街道生成一份空白模板。"""
    from pipeline.run import make_templates

    inputs, outputs = _folders(inputs, outputs)
    _set_up_log(outputs / str(year) / LOG)
    made = make_templates(inputs, outputs, year)
    click.echo(f"已生成 {len(made.offices)} 份空白模板，在 {made.folder / TEMPLATES}")
    if without := [office for office in made.offices if office not in made.carried_over]:
        named = "、".join(without)
        click.echo(f"没有 {year - 1} 年的表格、没能填好上年结转的 {len(without)} 个：{named}")
    for line in _kept(made.folder, made.saved_edits):
        click.echo(line)
    return COMPLETE


@commands.command(add_help_option=False)
@_year
@_input
@_help
def rules(year: int | None, inputs: Path | None) -> int:
    """列出全部检查规则：编号、级别、要求、依据。"""
    from pipeline.run import list_rules, newest_year

    inputs, _ = _folders(inputs, None)
    click.echo("| 编号 | 级别 | 要求 | 依据 |\n|---|---|---|---|")
    for rule in list_rules(inputs, newest_year(inputs) if year is None else year):
        said = rule.message
        click.echo(f"| {said.code} | {said.level} | {rule.holds} | {rule.source} |")
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
        click.echo(_trouble(error), err=True)
        code = MISUSED
    sys.exit(code)


def _trouble(error: Exception) -> str:
    """What stopped the run, in one Chinese line; details of the unexpected go to the log."""
    from loguru import logger

    from pipeline.district import ConfigurationError
    from pipeline.form.table import BrokenForm

    match error:
        case click.UsageError():
            return _in_chinese(error)
        case click.Abort():
            return "已中断。重新运行即可。"
        case ConfigurationError():
            return str(error)
        case BrokenForm():
            return f"程序里报告格式的定义有误，请把这一行发给技术人员：{error}"
        case OSError():
            return (
                f"无法读写 {error.filename}：请关闭打开它的程序，检查磁盘空间和权限，再重新运行。"
            )
        case _:
            logger.exception("程序出了意外")
            return f"程序出了意外，没有完成。请把 {LOG} 发给技术人员。"


def _folders(inputs: Path | None, outputs: Path | None) -> tuple[Path, Path]:
    """The folders asked for; otherwise those where the command is run, or beside the program."""
    here, checkout = Path(), Path(__file__).resolve().parents[1]
    home = here if (here / "input").is_dir() else checkout
    return inputs or home / "input", outputs or home / "output"


def _run_round(year: int | None, inputs: Path | None, outputs: Path | None, wanted: Wanted) -> int:
    from pipeline.extract.reading import Reader

    inputs, outputs = _folders(inputs, outputs)
    with Reader() as reader:
        reader.start()  # its process is ready when the stages are: pandas alone takes 0.4 s
        from pipeline.run import newest_year, run_round

        year = newest_year(inputs) if year is None else year
        _set_up_log(outputs / str(year) / LOG)
        finished = run_round(inputs, outputs, year, wanted, reader)
    for line in _last_lines(finished):
        click.echo(line)
    return COMPLETE if finished.complete else INCOMPLETE


def _set_up_log(path: Path) -> None:
    """One log file per run, made with its first line: a run that cannot start leaves none."""
    from loguru import logger

    logger.remove()  # its own handler prints to the screen
    logger.add(
        path, mode="w", encoding="utf-8", delay=True, diagnose=False, catch=False, level="INFO"
    )


def _last_lines(finished: "Round") -> list[str]:
    """How many reports, who is missing, who must correct, and where to look."""
    from pipeline.findings import Level
    from pipeline.records import Standing

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
    for standing in (Standing.MISSING, Standing.TO_CORRECT):
        names = offices[standing]
        lines.append(f"{standing} {len(names)} 个{'：' * bool(names)}{'、'.join(names)}")
    unused = sorted(
        {f.place.file for f in finished.findings if f.place.file and not f.place.office}
    )
    if unused:
        lines.append(f"没有用上的文件 {len(unused)} 个：{'、'.join(unused)}")
    if finished.unevaluated:
        lines.append(
            f"有 {finished.unevaluated} 项检查因空白或认不出的内容未评估，改好后会再核对。"
        )
    if finished.without_last_year:
        named = "、".join(finished.without_last_year)
        lines.append(f"没有上年表格、未与上年核对（C 组）的街道：{named}")
    if finished.missing_fonts:
        named = "、".join(finished.missing_fonts)
        lines.append(f"这台电脑没有装这些字体，打开报告会显示成别的字体（文件本身没有错）：{named}")
    lines += _kept(finished.folder, finished.saved_edits)
    if finished.wanted.documents:
        lines += _documents(finished)
    lines.append(f"问题清单：{finished.folder / FINDINGS}")
    return lines


def _standing_lines(seen: "Round") -> list[str]:
    """The round on one screen: how many of how many, who is to do what, what goes wrong most."""
    from pipeline.findings import Level
    from pipeline.records import Standing

    count = Counter(line.standing for line in seen.standings)
    roster = len(seen.standings)
    counts = "，".join(f"{standing} {count[standing]}" for standing in Standing if count[standing])
    lines = [f"{seen.year} 年：应报 {roster}，已报 {roster - count[Standing.MISSING]}；{counts}"]

    def named(title: str, standing: Standing | None, level: Level | None) -> None:
        offices = [
            line.office + (f"（{level} {line.found[level]}）" if level else "")
            for line in seen.standings
            if standing in (None, line.standing) and (level is None or line.found[level])
        ]
        if offices:
            lines.append(f"{title} {len(offices)} 个：{'、'.join(offices)}")

    named(Standing.MISSING, Standing.MISSING, None)
    named(Standing.TO_CORRECT, Standing.TO_CORRECT, Level.ERROR)
    named("可以出报告", Standing.PASSED, None)
    named("要核实", None, Level.WARNING)
    rules = Counter(f.code for f in seen.findings if f.level is not Level.NOTE)
    if rules:
        most = "，".join(f"{code} {times} 条" for code, times in rules.most_common(_MOST_RULES))
        lines.append(f"问题最多的（编号的意思见 make rules 和说明书）：{most}")
    return lines


def _documents(finished: "Round") -> list[str]:
    """Where the documents are that go with the reports."""
    from pipeline.records import Standing

    folder, documents = finished.folder, finished.documents
    lines = []
    if drafts := [name for name in documents if name.startswith(f"{DRAFTS}/")]:
        lines.append(f"草稿 {len(drafts)} 份，不得公开：{folder / DRAFTS}")
    if finished.wanted.only:
        only = finished.wanted.only
        made = [
            f"{one.office}（{one.standing}）" for one in finished.standings if one.office in only
        ]
        lines.append(f"这次只重新生成了：{'、'.join(made)}；别的街道的文件没有动")
    if back := [line.standing for line in finished.standings if line.office in finished.returned]:
        must = back.count(Standing.TO_CORRECT)
        several = f"退改表 {len(back)} 份（必须改 {must}，只要核实 {len(back) - must}）"
        lines.append(f"{several}：{folder / RETURNED}")
    if DISTRICT_REPORT in documents:
        lines.append(f"区汇总报告（请补充后使用）：{folder / DISTRICT_REPORT}")
    if finished.no_copies:
        lines.append(finished.no_copies)
    elif finished.wanted.copies and documents:
        lines.append(f"PDF {len(documents)} 份：{folder / COPIES}")
    return [*lines, f"汇总：{folder / SUMMARY}", f"总览（双击打开）：{folder / OVERVIEW}"]


def _kept(folder: Path, saved_edits: Sequence[str]) -> list[str]:
    """Where the files are that a person had changed."""
    return [f"您改过的文件已保留在 {folder / saved}" for saved in saved_edits]

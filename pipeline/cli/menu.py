"""The menu: what 运行.bat opens, for those who do not type commands."""

from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import click

from pipeline.cli.doing import (
    audit_documents,
    import_documents,
    keep_watching,
    make_round,
    make_templates,
    start,
    tell_status,
)
from pipeline.cli.folders import Folders, within
from pipeline.cli.trouble import in_words
from pipeline.outputs import Wanted


def choose(folders: Folders) -> None:
    """Ask for a number, do what it stands for, and ask again."""
    while True:
        click.echo(f"现在用的文件夹：{folders.inputs.parent.resolve()}")
        for number, (words, _) in enumerate(_CHOICES, start=1):
            click.echo(f"  {number}  {words}")
        click.echo("  0  退出")
        try:
            chosen = click.prompt("请输入数字，按回车", default="", show_default=False)
            chosen = normalize("NFKC", chosen).strip()
        except click.Abort:
            return
        if chosen == "0":
            return
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
    start(folder, click.prompt("区名，如 原州区"), _asked_path("名单，Excel 或每行一个街道"))
    click.echo("下一步：改好设置，放好上年的表格，再选“生成空白模板”")
    return within(folder)


def _asked_path(words: str) -> Path:
    """A file or folder that is dragged into the window comes in quotes."""
    return Path(click.prompt(words).strip().strip("\"'"))


def _asked_office() -> Wanted:
    """The one office whose documents are wanted."""
    return Wanted(only=[click.prompt("街道的名称，如 南关街道").strip()])


def _asked_year() -> int:
    """The year that is typed; an odd one is told in Chinese by whoever reads the settings."""
    said = normalize("NFKC", click.prompt("哪一年的，如 2024")).strip().removesuffix("年")
    if not said.isdecimal():
        raise click.BadParameter(said, param=_ASKED)
    return int(said)


_ASKED = click.Option(["--year"])


_REPORTS = "年报的文件，或放年报的文件夹"
_CHOICES: tuple[tuple[str, Callable[[Folders], int | Folders]], ...] = (
    ("生成报告", lambda folders: make_round(None, folders, Wanted())),
    ("生成报告，另存 PDF", lambda folders: make_round(None, folders, Wanted(copies=True))),
    ("只检查", lambda folders: make_round(None, folders, Wanted(documents=False))),
    ("看看报到哪一步了", lambda folders: tell_status(None, folders)),
    ("生成空白模板", lambda folders: make_templates(_asked_year(), folders)),
    ("建一个区的文件夹", _asked_district),
    ("换一个区的文件夹", _asked_folder),
    ("导入公布过的年报", lambda folders: import_documents([_asked_path(_REPORTS)], None, folders)),
    ("核查公布的年报", lambda folders: audit_documents([_asked_path(_REPORTS)], None, folders)),
    ("生成报告，有错误的另出草稿", lambda folders: make_round(None, folders, Wanted(drafts=True))),
    ("只出一个街道的报告", lambda folders: make_round(None, folders, _asked_office())),
    ("一直开着，表格有变化就再运行", lambda folders: keep_watching(None, folders)),
)

"""Where a command works: the options that say so, and the folders that they come to."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

import click

from pipeline.cli.chinese import Misused

FOLDER = click.Path(path_type=Path)
_home = click.option(
    "--home",
    type=FOLDER,
    metavar="文件夹",
    help="区的文件夹（里面有 input 和 output），默认是现在所在的文件夹。",
)
_input = click.option(
    "--input",
    "inputs",
    type=FOLDER,
    metavar="文件夹",
    help="放 district.toml 和各年表格的文件夹，默认是区的文件夹下的 input。",
)
_output = click.option(
    "--output",
    "outputs",
    type=FOLDER,
    metavar="文件夹",
    help="放结果的文件夹，默认是区的文件夹下的 output。",
)
_OF_A_DISTRICT = {
    "home": ("--home", "FOLDER"),
    "inputs": ("--input", "INPUT"),
    "outputs": ("--output", "OUTPUT"),
    "only": ("--only", "ONLY"),
}
_WINDOWS_LIMIT = 260  # characters of a whole path, unless it says that it may be longer
_LONGEST_INSIDE = 160  # of what is written: year, backup folder, district, office and title
_LONG, _LONG_SHARE = "\\\\?\\", "\\\\?\\UNC\\"


class Folders(NamedTuple):
    """Where the returns and settings are, and where results go."""

    inputs: Path
    outputs: Path


def in_folders(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say where to work; the command is given the folders."""

    @wraps(command)
    def placed(
        *, home: Path | None, inputs: Path | None, outputs: Path | None, **options: object
    ) -> int:
        usual = within(home or _usual_home())
        folders = Folders(reachable(inputs or usual.inputs), reachable(outputs or usual.outputs))
        return command(folders=folders, **options)

    return _home(_input(_output(placed)))


def demand_no_district() -> None:
    """Raise Misused where a district is meant, too."""
    said = click.get_current_context().params
    for param, (option, name) in _OF_A_DISTRICT.items():
        if said.get(param):
            raise Misused(f"{option} 不能和 --province 一起写（用 make 时是 {name} 和 PROVINCE）")


def within(home: Path) -> Folders:
    """The folders of a district."""
    return Folders(reachable(home / "input"), reachable(home / "output"))


def reachable(folder: Path, more: int = 0) -> Path:
    """The folder, on Windows spelt so that the names in it may be longer than the usual limit.

    more: characters of folders between, beside what a district writes.
    """
    if os.name != "nt":
        return folder
    return Path(long_enough(PureWindowsPath(folder.resolve()), more))


def long_enough(folder: PureWindowsPath, more: int = 0) -> PureWindowsPath:
    """A whole path as it is, or, where names in it might pass the limit, so that they can."""
    spelt = str(folder)
    if len(spelt) + _LONGEST_INSIDE + more < _WINDOWS_LIMIT or spelt.startswith(_LONG):
        return folder
    share = spelt.removeprefix("\\\\")
    return PureWindowsPath(f"{_LONG_SHARE}{share}" if share != spelt else f"{_LONG}{spelt}")


def _usual_home() -> Path:
    """Where the command is run, if there are returns; otherwise beside the program."""
    here, checkout = Path(), Path(__file__).resolve().parents[2]
    return here if (here / "input").is_dir() else checkout

"""Which year is meant where none is said: the newest of which anything has come."""

from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ConfigurationError
from pipeline.extract.intake import find_files
from pipeline.outputs import PROVINCE


class Years(NamedTuple):
    """Which year is meant where none is said."""

    year: int  # the newest of which anything has come
    waiting: int | None  # a newer one with a folder that is empty still


def newest_year(inputs: Path) -> Years:
    """From the folders `<inputs>/<year>/`; ConfigurationError if there is none."""
    if not inputs.is_dir():
        if (inputs.parent / PROVINCE).is_file():
            raise ConfigurationError(
                f"{inputs.parent} 是全省的文件夹，请写 --province（用 make 时写 PROVINCE=）。"
            )
        raise ConfigurationError(f"找不到文件夹 {inputs}。")
    folders = [path for path in inputs.glob("[0-9][0-9][0-9][0-9]") if path.is_dir()]
    if not folders:
        raise ConfigurationError(f"{inputs} 下没有以年份命名的文件夹，如 {inputs / '2024'}。")
    filled = [int(path.name) for path in folders if any(find_files(path))]
    newest = max(int(path.name) for path in folders)
    year = max(filled, default=newest)
    return Years(year, newest if newest > year else None)

"""Which files of both years lie in a district's folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ConfigurationError
from pipeline.extract.intake import find_files
from pipeline.findings import Finding
from pipeline.outputs import ACCEPTED


class Files(NamedTuple):
    """The workbooks of this year and of last year, and what else lies beside this year's."""

    now: Sequence[Path]
    beside: Sequence[Finding]
    then: Sequence[Path]


def find_returns(inputs: Path, year: int) -> Files:
    """Return the files of both years. Raises ConfigurationError where there is none of `year`."""
    folder = inputs / str(year)
    if not folder.is_dir():
        raise ConfigurationError(f"找不到 {folder}，请先建立这个文件夹并放入各街道的表格。")
    now, beside = find_files(folder)
    now = [path for path in now if path.name != ACCEPTED]
    if not now and not beside:
        raise ConfigurationError(f"{folder} 里一份表格也没有，没有改动任何结果。")
    return Files(now, beside, find_last_years(inputs, year))


def find_last_years(inputs: Path, year: int) -> list[Path]:
    """Return the workbooks of the year before; none where its folder cannot be looked into."""
    try:
        files, _ = find_files(inputs / str(year - 1))
    except OSError:
        return []
    return [path for path in files if path.name != ACCEPTED]

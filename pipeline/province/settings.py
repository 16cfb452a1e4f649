"""`province.toml`: which districts a province is made of."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from pipeline.district import (
    District,
    Indicators,
    Name,
    Names,
    Settings,
    Style,
    read_settings,
)
from pipeline.errors import ConfigurationError
from pipeline.outputs import PROVINCE


class _ProvinceTable(Settings):
    name: Name
    districts: Annotated[Names, Field(min_length=1)]


class _Province(Settings):
    province: _ProvinceTable
    report: Style = Style()
    indicator: Indicators = Field(default_factory=list)  # those that every district asks for


def read_province(folder: Path) -> District:
    """The province in a folder, as a district whose roster are districts.

    Raises ConfigurationError in one Chinese line.
    """
    path = folder / PROVINCE
    if not path.exists():
        raise ConfigurationError(
            f'找不到 {path}，请用记事本建一个，写三行：[province]、name = "示例省"、'
            'districts = ["示例甲区", "示例乙县"]，再把各区县的文件夹放在它旁边。'
        )
    said = read_settings(path, _Province)
    table = said.province
    return District.made_of(table.name, table.districts, said.report, said.indicator)

"""`province.toml`: which districts a province is made of."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from pipeline.district import District, Indicators, Name, Names, Settings, Style, read_settings

SETTINGS = "province.toml"


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
    said = read_settings(folder / SETTINGS, _Province)
    table = said.province
    return District.made_of(table.name, table.districts, said.report, said.indicator)

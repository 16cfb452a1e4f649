"""What a run goes by: the settings of the district, and the form of the year."""

from pathlib import Path
from typing import NamedTuple

from pipeline.district import ConfigurationError, District, read_district
from pipeline.form import EDITIONS, edition_for
from pipeline.form.model import Form
from pipeline.transform.check.catalogue import all_rules

SETTINGS = "district.toml"
LATEST_YEAR = 9998  # documents are dated in the year after, and dates end with 9999


class Setup(NamedTuple):
    """What a run goes by."""

    form: Form  # with the district's indicators
    district: District
    year: int


def newest_year(inputs: Path) -> int:
    """The newest `<inputs>/<year>/` that holds anything; ConfigurationError if there is no year."""
    if not inputs.is_dir():
        raise ConfigurationError(f"找不到文件夹 {inputs}。")
    folders = [path for path in inputs.glob("[0-9][0-9][0-9][0-9]") if path.is_dir()]
    if not folders:
        raise ConfigurationError(f"{inputs} 下没有以年份命名的文件夹，如 {inputs / '2024'}。")
    filled = [path for path in folders if any(path.iterdir())]  # others wait for their returns
    return max(int(path.name) for path in filled or folders)


def read_setup(inputs: Path, year: int) -> Setup:
    """What a run of this year goes by; raises ConfigurationError in one Chinese line."""
    district = read_district(inputs / SETTINGS)
    form = edition_for(year)
    if form is None or year > LATEST_YEAR:
        oldest = min(edition.since for edition in EDITIONS)
        raise ConfigurationError(
            f"没有 {year} 年的报告格式，应在 {oldest} 到 {LATEST_YEAR} 年之间。"
        )
    extended = district.extend(form)
    known = {rule.message.code for rule in all_rules(extended)}
    for waiver in district.waiver:
        if waiver.rule not in known:
            raise ConfigurationError(
                f"{inputs / SETTINGS}：waiver：没有编号为“{waiver.rule}”的规则，编号见 make rules。"
            )
    return Setup(extended, district, year)

"""What a run goes by: the settings of the district, and the form of the year."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pipeline.district import ConfigurationError, District, read_district
from pipeline.extract.intake import find_files
from pipeline.file_names import FileNames
from pipeline.form import EDITIONS, edition_for
from pipeline.form.model import Form
from pipeline.province import SETTINGS as PROVINCE
from pipeline.tiers import OFFICES, Tier
from pipeline.transform.check.catalogue import all_rules
from pipeline.transform.check.personal import IDENTITY
from pipeline.transform.identify import Roster

SETTINGS = "district.toml"
FORM, FIELDS = "form", "fields"  # in the manifest: what a run went by; the labels of its answers
LATEST_YEAR = 9998  # documents are dated in the year after, and dates end with 9999


@dataclass(frozen=True)
class Setup:
    """What a run goes by."""

    form: Form  # with the district's indicators
    district: District
    year: int
    tier: Tier = OFFICES

    @cached_property
    def names(self) -> FileNames:
        """What files are called."""
        return FileNames(self.form, self.district, self.year)

    @cached_property
    def roster(self) -> Roster:
        """Who must report."""
        return Roster(self.district.roster)


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


def form_of(year: int) -> Form:
    """The statutory form; raises ConfigurationError where there is none for this year."""
    form = edition_for(year)
    if form is None or year > LATEST_YEAR:
        oldest = min(edition.since for edition in EDITIONS)
        raise ConfigurationError(
            f"没有 {year} 年的报告格式，应在 {oldest} 到 {LATEST_YEAR} 年之间。"
        )
    return form


def read_setup(inputs: Path, year: int) -> Setup:
    """What a run of this year goes by; raises ConfigurationError in one Chinese line."""
    district = read_district(inputs / SETTINGS)
    extended = district.extend(form_of(year))
    known = {rule.message.code for rule in all_rules(extended)}
    for waiver in district.waiver:
        if waiver.rule not in known:
            raise ConfigurationError(
                f"{inputs / SETTINGS}：waiver：没有编号为“{waiver.rule}”的规则；"
                "只能写 make rules 第一张表里的编号，如 C02，一段写一个。"
            )
        if waiver.rule == IDENTITY.message.code:
            raise ConfigurationError(
                f"{inputs / SETTINGS}：waiver：{waiver.rule} 不能免，身份证号不得公开；请街道删去。"
            )
    return Setup(extended, district, year)

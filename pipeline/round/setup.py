"""What a run goes by: the settings of the district, and the form of the year."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.district import read_district
from pipeline.errors import ConfigurationError
from pipeline.findings import Rule
from pipeline.form import EDITIONS, edition_for
from pipeline.form.model import Form
from pipeline.outputs import ACCEPTED, SETTINGS
from pipeline.roster import Roster
from pipeline.round.accepted import read_acceptances
from pipeline.setup import Setup

LATEST_YEAR = 9998  # documents are dated in the year after, and dates end with 9999


_MOST_NAMED = 10  # offices of the roster in one sentence


def form_of(year: int) -> Form:
    """The statutory form; raises ConfigurationError where there is none for this year."""
    form = edition_for(year)
    if form is None or year > LATEST_YEAR:
        oldest = min(edition.since for edition in EDITIONS)
        raise ConfigurationError(
            f"没有 {year} 年的报告格式，应在 {oldest} 到 {LATEST_YEAR} 年之间。"
        )
    return form


def _rules(form: Form) -> dict[str, Rule]:
    """Code → rule, by code."""
    from pipeline.transform.check.catalogue import all_rules  # with pandas, 0.4 s

    return {rule.message.code: rule for rule in all_rules(form)}


def read_setup(inputs: Path, year: int) -> Setup:
    """What a run of this year goes by; raises ConfigurationError in one Chinese line."""
    district = read_district(inputs / SETTINGS)
    extended = district.extend(form_of(year))
    known = _rules(extended) if district.waiver else {}
    for waiver in district.waiver:
        if waiver.rule not in known:
            raise ConfigurationError(
                f"{inputs / SETTINGS}：waiver：没有编号为“{waiver.rule}”的规则；"
                "只能写 make rules 第一张表里的编号，如 C02，一段写一个。"
            )
        if not known[waiver.rule].may_be_waived:
            raise ConfigurationError(
                f"{inputs / SETTINGS}：waiver：{waiver.rule} 不能免；请街道改正。"
            )
    accepted = read_acceptances(inputs / str(year) / ACCEPTED)
    return Setup(extended, district, year, accepted=accepted)


def demand_apart(inputs: Path, outputs: Path) -> None:
    """Raise ConfigurationError where results would go among the returns."""
    if outputs.resolve() == inputs.resolve():
        raise ConfigurationError(f"结果不能放在放表格的文件夹 {inputs} 里，请换一个文件夹。")


def find_on_roster(names: Sequence[str], roster: Roster) -> Sequence[str]:
    """Return the offices of some names; raises ConfigurationError where the roster lacks one."""
    for office in names:
        if not roster.called(office):
            near = roster.nearest(office)
            few = "、".join(roster.offices[:_MOST_NAMED]) + "等" * (
                len(roster.offices) > _MOST_NAMED
            )
            said = f"最接近的是“{near}”" if near else f"名册上有：{few}"
            raise ConfigurationError(f"名册上没有“{office}”，{said}。")
    return [roster.called(name) for name in names]


def list_rules(inputs: Path, year: int) -> Sequence[Rule]:
    """Return the catalogue of rules that are checked for a year, by code."""
    return list(_rules(read_setup(inputs, year).form).values())

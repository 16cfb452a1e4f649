"""What parts are called, and what they make up: offices of a district, districts of a province."""

from typing import NamedTuple

REPORT, DRAFT, SIGNOFF, RETURNED, TEMPLATE = "报告", "草稿", "审签单", "退改表", "空白模板"
OVERVIEW, SUMMARY, WHOLE_REPORT = "总览", "汇总表", "汇总报告"


class Tier(NamedTuple):
    """One step of the way up, in the words of everything that is written about it."""

    unit: str  # one of the parts
    whole: str  # all of them
    rows: str  # the list with a row for each
    linked: tuple[str, ...]  # documents of a part to which the workbook leads, by label
    told: str  # which of them says what to do about a finding


OFFICES = Tier(
    unit="街道",
    whole="全区",
    rows="街道数据.csv",
    linked=(REPORT, RETURNED),
    told=RETURNED,
)
DISTRICTS = Tier(
    unit="区县",
    whole="全省",
    rows="区县数据.csv",
    linked=(OVERVIEW, SUMMARY, WHOLE_REPORT),
    told=OVERVIEW,
)

_WHOLE = {"市": "全市", "州": "全州", "盟": "全盟", "区": "全区"}  # by how the name of one ends


def districts_of(name: str) -> Tier:
    """The districts of a province, a city, …, as its name says what it is."""
    return DISTRICTS._replace(whole=_WHOLE.get(name[-1], DISTRICTS.whole))

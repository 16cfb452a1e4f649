"""cli.province: what the screen says of many districts, line by line."""

from collections import Counter
from pathlib import Path

from click import unstyle

from pipeline.cli.province import province_lines
from pipeline.outputs import Conflicts, Wanted
from pipeline.province.province import Province
from pipeline.records import OfficeStanding, Standing


def province_of(standings: list[OfficeStanding]) -> Province:
    """Return the round of a province without documents."""
    return Province(
        year=2023,
        folder=Path("output"),
        wanted=Wanted(documents=False),
        standings=standings,
        findings=[],
        conflicts=Conflicts(),
        inside={},
        documents=[],
        no_copies="",
    )


def district(number: int, standing: Standing) -> OfficeStanding:
    """Return how a district with two offices stands."""
    inside = Counter({Standing.PASSED: 2})
    return OfficeStanding(f"示例{number:03}区", standing, Counter(), "", inside)


def test_of_many_districts_those_are_shown_that_need_somebody() -> None:
    """Forty of them; how many are left out is said."""
    undone = [district(number, Standing.UNDONE) for number in range(45)]
    passed = [district(number, Standing.PASSED) for number in range(100, 105)]
    lines = [unstyle(line) for line in province_lines(province_of([*passed, *undone]))]
    table = lines[: lines.index("")]
    assert table[:40] == [f"示例{number:03}区  未办完    检查通过 2" for number in range(40)]
    assert table[40:] == ["……另有 10 个区县没有列在这里"]


def test_of_few_districts_each_has_its_line() -> None:
    """Also those that are done."""
    standings = [district(1, Standing.PASSED), district(2, Standing.UNDONE)]
    lines = [unstyle(line) for line in province_lines(province_of(standings))]
    assert lines[:3] == [
        "示例001区  检查通过  检查通过 2",
        "示例002区  未办完    检查通过 2",
        "",
    ]

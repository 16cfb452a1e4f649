"""check.signed, W12: the date under a report, however it was typed."""

from datetime import date, datetime

import docx
import pytest
from conftest import Home, outcomes_of_runs, where
from factory import OFFICES, Cell

from pipeline.findings import Level

CELL = ("W12", "基本信息!B11")


@pytest.mark.parametrize(
    "typed",
    [
        date(2024, 1, 20),
        datetime(2024, 1, 20, 8, 30),  # noqa: DTZ001 - cells have no zone
        "2024-1-20",
        "2024.01.20",
        "2024/1/20",
        "２０２４年１月２０日",
        " 2024 年 1 月 20 日 ",
        45311,
    ],
)
def test_a_date_is_taken_however_it_was_typed(home: Home, typed: Cell) -> None:
    """And printed in the one way of official documents."""
    home.plant({"成文日期": typed})
    finished = home.reports()
    assert where(finished) == set()
    assert last_line(home) == ["2024年1月20日"]


@pytest.mark.parametrize(
    "typed",
    ["2023-1-20", "2025年1月20日", date(2025, 1, 20), 20],  # the 20th day that Excel counts
)
def test_another_year_is_told(home: Home, typed: Cell) -> None:
    """Where it stands; the report is made all the same."""
    home.plant({"成文日期": typed})
    finished = home.check()
    assert where(finished) == {CELL}
    (finding,) = finished.findings
    assert finding.level is Level.WARNING
    assert "不在 2024 年" in finding.why
    assert "2024-1-20" in finding.fix


@pytest.mark.parametrize(
    "typed",
    ["2024-2-30", "2024年2月30日", "2024年13月45日", "元月二十日", "2024年1月20日 13812345678"],
)
def test_what_is_no_date_is_told_and_never_printed(
    home: Home, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """Anything may stand there, somebody's number too; the rule is left open."""
    seen = outcomes_of_runs(monkeypatch)
    home.plant({"成文日期": typed})
    finished = home.reports()
    assert where(finished) == {("X18", "基本信息!B11")}
    assert "13812345678" not in finished.findings[0].value
    assert last_line(home) == ["年", "月", "日"]
    assert list(seen[-1]["W12"]) == ["未评估", "通过", "通过"]


def last_line(home: Home) -> list[str]:
    """The pieces of the last line of the first office's report."""
    (report,) = (home.outputs / "街道报告").glob(f"*{OFFICES[0]}*")
    return docx.Document(str(report)).paragraphs[-1].text.split()


def test_without_a_date_there_is_room_for_one(home: Home) -> None:
    """And a 提示, so that nobody publishes it so."""
    home.plant({"成文日期": None})
    finished = home.reports()
    assert where(finished) == {CELL}
    assert finished.findings[0].level is Level.NOTE
    assert last_line(home) == ["年", "月", "日"]

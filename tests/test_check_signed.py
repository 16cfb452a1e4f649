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
    (report,) = (home.outputs / "街道报告").glob(f"*{OFFICES[0]}*")
    assert docx.Document(str(report)).paragraphs[-1].text == "2024年1月20日"


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("2023-1-20", "不在 2024 年"),
        (date(2025, 1, 20), "不在 2024 年"),
        ("2024-2-30", "不是明确的日期"),
        ("元月二十日", "不是明确的日期"),
        (20, "不在 2024 年"),  # the 20th day that Excel counts
    ],
)
def test_another_year_or_no_date_is_told(home: Home, typed: Cell, what: str) -> None:
    """Where it stands; the report is made all the same."""
    home.plant({"成文日期": typed})
    finished = home.check()
    assert where(finished) == {CELL}
    (finding,) = finished.findings
    assert finding.level is Level.WARNING
    assert what in finding.why
    assert "2024-1-20" in finding.fix


def test_without_a_date_the_rule_is_left_open(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no finding; the report has room to write one."""
    seen = outcomes_of_runs(monkeypatch)
    home.plant({"成文日期": None})
    assert where(home.check()) == set()
    assert list(seen[-1]["W12"]) == ["未评估", "通过", "通过"]

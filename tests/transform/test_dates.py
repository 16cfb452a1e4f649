"""transform.dates: a year and a day are read however they are written, or not at all."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transform.dates import read_day, read_year

DAY = date(2025, 1, 20)
_SIGNS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    "text", ["2024", "2024年", "2024 年度", "２０２４年", "二〇二四", "二○二四年", "二零二四年度"]
)
def test_a_year_is_read_in_figures_and_in_chinese(text: str) -> None:
    """With its word or without."""
    assert read_year(text) == 2024


@pytest.mark.parametrize("text", ["", "24年", "2024—2025", "2024.5", "年度", "二千零二十四年"])
def test_what_is_no_year_is_none(text: str) -> None:
    """Nobody guesses."""
    assert read_year(text) is None


@pytest.mark.parametrize(
    "value",
    [
        DAY, datetime(2025, 1, 20, tzinfo=UTC), 45_677, "2025-1-20", "2025.01.20", "2025/1/20",
        "2025年1月20日",
        "2025 年 1 月 20 号", "二〇二五年一月二十日", "二○二五年元月二十日", "2025年元月20日",
        "二零二五年一月廿日",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(value: object) -> None:
    """As a date, as its number, in figures, in Chinese."""
    day = read_day(value)
    assert day is not None
    assert (day.year, day.month, day.day) == (2025, 1, 20)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "2025年1月",
        "一月二十日",
        "2025-2-30",
        "2025年十三月一日",
        "+202年1月1日",
        5,
        None,
        "待定",
    ],
)
def test_what_is_no_day_is_none(value: object) -> None:
    """The 30th of February is none."""
    assert read_day(value) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_of_the_century_is_read_in_chinese_numerals(day: date) -> None:
    """Written out by another way than it is read."""
    year = "".join(_SIGNS[int(sign)] for sign in str(day.year))

    def numeral(number: int) -> str:
        tens, ones = divmod(number, 10)
        ten = ("" if tens == 1 else _SIGNS[tens]) + "十" if tens else ""
        return ten + (_SIGNS[ones] if ones else "")

    assert read_day(f"{year}年{numeral(day.month)}月{numeral(day.day)}日") == day

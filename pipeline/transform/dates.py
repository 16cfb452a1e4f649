"""Years and days as people write them: 2024年, 二〇二四年, 2025.1.20, 二〇二五年元月二十日."""

import re
from contextlib import suppress
from datetime import date, timedelta

from pipeline.form.table import squeezed
from pipeline.transform.numbers import chinese_number

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = re.compile("([0-9]{4})(?:年度?)?")
_DAY = re.compile("(.{4})[-./年](.{1,3})[-./月](.{1,3}?)[日号]?(?:T?00:00:00)?")
_DAY_ZERO, _DAYS = date(1899, 12, 30), range(36_526, 73_051)  # of this century, as Excel counts


def read_year(text: str) -> int | None:
    """Return the year that a text names; None where it names none, or anything else."""
    found = _YEAR.fullmatch(squeezed(text).translate(_DIGITS))
    return int(found[1]) if found else None


def read_day(value: object) -> date | None:
    """Return the day that a date, its number, or plain words for one stand for."""
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and value in _DAYS:  # a date that lost its looks
        return _DAY_ZERO + timedelta(value)
    found = _DAY.fullmatch(squeezed(value)) if isinstance(value, str) else None
    if found:
        year, month, day = read_year(found[1]), _number(found[2]), _number(found[3])
        with suppress(ValueError):  # the 30th of February
            return date(year, month, day) if year and month and day else None
    return None


def _number(written: str) -> int | None:
    """Return the number of a month or a day; 元月 is the first."""
    if written.isascii() and written.isdecimal():
        return int(written)
    return 1 if written == "元" else chinese_number(written)

"""What the styles of an .xlsx, or the records of an .xls, say about how a cell looks."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from pipeline.cells import ErrorValue, Plain, Struck
from pipeline.extract.package import Element

# Built-in number formats that show a date or a time ([ECMA-376-1] 18.8.30, also those of East
# Asian languages).
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
# What in a number format stands for itself: quoted texts, escaped signs, fillers, colours,
# languages. A time that goes on beyond 24 hours ([h]) is a time.
_LITERAL = re.compile(
    r'"[^"]*"|[\\_*].|\[(?!(?:h{1,9}|m{1,9}|s{1,9})\])[^\[\]]*\]', re.IGNORECASE | re.DOTALL
)
_OF_DATES = re.compile(r"[dmyhs]|aaa", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_DIGIT = re.compile("[0-9]")
_OFF = ("0", "false", "off")
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - cells have no zone
_NO_LEAP_DAY = 60  # to Excel 1900 was a leap year: days before are one further
_LAST_DAY = 2_958_466  # the first of the year 10000


class Look(NamedTuple):
    """How the cells of one style are to be understood."""

    is_date: bool = False
    is_struck: bool = False


PLAIN = Look()


def looks_of(styles: Element) -> list[Look]:
    """Return the looks that the cells of a workbook refer to by their number."""
    codes: dict[int, str] = {}
    fonts: list[bool] = []
    looks: list[Look] = []
    for part in styles:
        if part.tag.endswith("}numFmts"):
            codes = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in part}
        elif part.tag.endswith("}fonts"):
            fonts = [any(map(is_on, font.iterchildren("{*}strike"))) for font in part]
        elif part.tag.endswith("}cellXfs"):
            for style in part:
                number, font = int(style.get("numFmtId", "0")), int(style.get("fontId", "0"))
                is_struck = font < len(fonts) and fonts[font]
                looks.append(Look(is_date(number, codes.get(number)), is_struck))
    return looks


def is_on(switch: Element) -> bool:
    """Return whether an element such as strike says that something is so."""
    return switch.get("val", "1") not in _OFF


def is_date(number: int, code: str | None = None) -> bool:
    """Return whether a number format shows a date or a time; a code of its own goes first."""
    if code is None:
        return number in _DATES
    return "general" not in code.casefold() and bool(_OF_DATES.search(_LITERAL.sub("", code)))


def moment(count: float, *, is_1904: bool) -> float | datetime | date | time:
    """Return the day, or the time of a day, that a number shows; the number where there is none.

    count: days since the end of 1899, or of 1903, as Excel counts.
    """
    if not 0 <= count < _LAST_DAY:
        return count
    if count < 1 and not is_1904:
        return (_EPOCH + timedelta(count)).time()
    days = count + (1 <= count < _NO_LEAP_DAY and not is_1904)
    shown = (_EPOCH_1904 if is_1904 else _EPOCH) + timedelta(days)
    shown = (shown + timedelta(microseconds=500_000)).replace(microsecond=0)
    return shown if shown.time() != time() else shown.date()


def number_of(text: str) -> float | str | ErrorValue:
    """Return the number that a text spells as programs do.

    A text that is none comes back itself; one without a digit, such as NaN, is an error.
    """
    if _NUMBER.fullmatch(text.strip()):
        return float(text)
    return text if _DIGIT.search(text) else ErrorValue(text)


def as_shown(
    value: Plain | ErrorValue | Struck, look: Look, *, is_1904: bool
) -> Plain | ErrorValue | Struck:
    """Return the day where the look of a number shows one; anything else as it is."""
    is_date = look.is_date and isinstance(value, float)
    return moment(value, is_1904=is_1904) if is_date else value  # type: ignore[arg-type]  # float


def struck(value: Plain | ErrorValue | Struck) -> Plain | ErrorValue | Struck:
    """Return the value of a cell of which all letters are struck out."""
    if value is None or value == "" or isinstance(value, ErrorValue | Struck):
        return value
    return Struck(f"{value:.15g}" if isinstance(value, float) else str(value))

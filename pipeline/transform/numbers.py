"""One cell → one exact whole number, or the reason why not. Nothing is guessed."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from pipeline import messages
from pipeline.findings import Message
from pipeline.form.table import INVISIBLE, LARGEST_FIGURE, Measure
from pipeline.records import ErrorValue, Plain, Raw, State, Struck

_ROUNDING = Decimal("1e-9")  # written units: how far binary arithmetic may miss its decimal

# Full-width signs mean their plain twins, and invisible ones mean nothing.
# Unicode's own folding (NFKC) goes too far: it makes ² a 2 and ① a 1.
_PLAIN = {sign + 0xFEE0: sign for sign in range(0x21, 0x7F)} | INVISIBLE
# The only spellings taken as a number: digits, or digits in groups of three.
_DIGITS = re.compile(r"\+?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_MINUS = re.compile(r"-[0-9,.]+")


class Reading(NamedTuple):
    """What a cell holds: the figure in whole units of its measure, and what to say about it."""

    figure: int | None
    state: State
    message: Message | None = None


def read_number(raw: Raw, measure: Measure) -> Reading:
    """The figure that a cell without formula holds; `<NA>` stays None, never 0."""
    match raw:
        case None:
            return Reading(None, State.BLANK)
        case bool():
            return _unreadable(messages.TRUE_FALSE)
        case int():
            return _whole(Decimal(raw), measure, tidied=False)
        case float():  # 15 digits are what a spreadsheet shows, the rest is binary noise
            return _whole(Decimal(f"{raw:.15g}"), measure, tidied=False)
        case str():
            return _read_text(raw, measure)
        case date() | datetime() | time() | timedelta():
            return _unreadable(messages.DATE_CELL)
        case ErrorValue():
            return _unreadable(messages.ERROR_CELL)
        case Struck():
            return _unreadable(messages.STRUCK_OUT)
        case _:
            raise TypeError(f"not a cell value: {raw!r}")


def shown(value: Plain | ErrorValue | Struck) -> str:
    """A cell's value as the office sees it: 3 for 3.0."""
    if isinstance(value, ErrorValue | Struck):
        return value.text
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_FIGURE:
        return str(int(value))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(value)


def _read_text(text: str, measure: Measure) -> Reading:
    plain = text.translate(_PLAIN).strip()
    if not plain:
        return Reading(None, State.BLANK)
    if _DIGITS.fullmatch(plain):
        return _whole(Decimal(plain.replace(",", "")), measure, tidied=True)
    return _unreadable(messages.NEGATIVE if _MINUS.fullmatch(plain) else messages.NOT_A_NUMBER)


def _whole(value: Decimal, measure: Measure, *, tidied: bool) -> Reading:
    if not value.is_finite():
        return _unreadable(messages.NOT_A_NUMBER)
    if value < -_ROUNDING:
        return _unreadable(messages.NEGATIVE)
    stored = value.scaleb(measure.digits)
    if stored > LARGEST_FIGURE:
        return _unreadable(messages.TOO_LARGE)
    figure = stored.to_integral_value()
    if abs(stored - figure) > _ROUNDING.scaleb(measure.digits):
        return _unreadable(messages.TOO_FINE if measure.digits else messages.NOT_WHOLE)
    return Reading(int(figure), State.OK, messages.TIDIED if tidied else None)


def _unreadable(message: Message) -> Reading:
    return Reading(None, State.UNREADABLE, message)

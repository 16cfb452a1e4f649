"""One cell → one exact whole number, or the reason why not.

The spellings taken are a closed list (`_spelling`); everything else is refused and shown as
the office wrote it. Nothing is guessed.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline import messages
from pipeline.cells import ErrorValue, Plain, Raw, Struck
from pipeline.findings import Message
from pipeline.form.table import INVISIBLE, LARGEST_FIGURE, Cell, Measure
from pipeline.records import State

_ROUNDING = Decimal("1e-9")  # written units: how far binary arithmetic may miss its decimal
_MOBILES = range(13_000_000_000, 20_000_000_000)  # numbers of telephones; no count is so large
_LONGEST = 64  # signs; no number is longer, and arithmetic with a million digits fails

# Full-width signs mean their plain twins, and invisible ones mean nothing.
# Unicode's own folding (NFKC) goes too far: it makes ² a 2 and ① a 1.
_PLAIN = {sign + 0xFEE0: sign for sign in range(0x21, 0x7F)} | INVISIBLE

_NONE = {"无", "没有", "-", "--", "—", "——", "–", "/", "零", "〇"}
_NOT_AVAILABLE = {"n/a", "#n/a", "na", "null", "none", "nan"}
_MEASURE_WORDS = "件宗项条次份起个篇部期场人元"

_GROUPED = r"[0-9]{1,3}(?:,[0-9]{3})+"
_NUMBER = re.compile(rf"(\+?)([0-9]+|{_GROUPED})(\.[0-9]+)?")
_CHINESE = "零一二三四五六七八九十百千万"
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬〇两", "一二三四五六七八九十百千万零二")

_ALL_CHINESE = _CHINESE + "壹贰叁肆伍陆柒捌玖拾佰仟萬〇两廿卅半亿"
_MACHINE = "[0-9.]+e[+-]?[0-9]+|0x[0-9a-f]+|[0-9]+_(?:_?[0-9])+|inf(?:inity)?"

# What is refused, and what is said of it; the first that fits. The rest is N12.
_REFUSED = (
    (re.compile(r"[-−﹣–—] *[0-9,.]+|\([0-9,.]+\)"), messages.numbers.NEGATIVE),
    (re.compile(r"=.*", re.DOTALL), messages.numbers.FORMULA_AS_TEXT),
    (re.compile(r"[0-9]+[ ,][0-9 ,]*(?:\.[0-9]*)?"), messages.numbers.BAD_GROUPS),
    (re.compile(f"[+-]?(?:{_MACHINE})", re.IGNORECASE), messages.numbers.MACHINE_NUMBER),
    (re.compile(f"[0-9.,]+ *(?:人次|万元|[{_MEASURE_WORDS}])"), messages.numbers.OTHER_UNIT),
    (re.compile(f"[0-9.]*[{_ALL_CHINESE}]+"), messages.numbers.AMBIGUOUS),
)


class Reading(NamedTuple):
    """What a cell holds: the figure in whole units of its measure, and what to say about it."""

    figure: int | None
    state: State
    message: Message | None = None


def read_number(raw: Raw, cell: Cell) -> Reading:
    """The figure that a cell without formula holds; `<NA>` stays None, never 0."""
    if type(raw) is float or type(raw) is int:  # as nearly all are
        return _number(raw, cell.measure)
    match raw:
        case None:
            return Reading(None, State.BLANK)
        case bool():
            return _unreadable(messages.numbers.TRUE_FALSE)
        case str():
            return _read_text(raw, cell)
        case date() | datetime() | time() | timedelta():
            return _unreadable(messages.numbers.DATE_CELL)
        case ErrorValue():
            return _unreadable(messages.numbers.ERROR_CELL)
        case Struck():
            return _unreadable(messages.numbers.STRUCK_OUT)
        case _:
            raise TypeError(f"not a cell value: {raw!r}")


@lru_cache(maxsize=8192)  # most figures of most returns are 0, or a few
def _number(raw: float, measure: Measure) -> Reading:
    """15 digits are what a spreadsheet shows, the rest is binary noise."""
    value = Decimal(f"{raw:.15g}") if isinstance(raw, float) else Decimal(raw)
    return _whole(value, measure, None)


def serial(day: date) -> int:
    """The number under a date format: 3 for 1900-01-03.

    60 is a day that never was, so 59 and 60 cannot be told apart.
    """
    if isinstance(day, datetime):
        day = day.date()
    count = (day - date(1899, 12, 30)).days
    return count if day >= date(1900, 3, 1) else count - 1


def shown(value: Plain | ErrorValue | Struck) -> str:
    """A cell's value as the office sees it: 3 for 3.0."""
    if isinstance(value, ErrorValue | Struck):
        return value.text
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_FIGURE:
        return str(int(value))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(value)


def _read_text(text: str, cell: Cell) -> Reading:
    plain = text.translate(_PLAIN).strip()
    if not plain:
        return Reading(None, State.BLANK)
    if len(plain) > _LONGEST:
        digits = plain.isascii() and plain.isdigit()
        return _unreadable(messages.numbers.TOO_LARGE if digits else messages.numbers.NOT_A_NUMBER)
    spelling = _spelling(text, plain, cell)
    if spelling:
        value, message = spelling
        return _whole(value, cell.measure, message)
    if any(_is_other_digit(sign) for sign in plain):
        return _unreadable(messages.numbers.OTHER_DIGITS)
    for pattern, message in _REFUSED:
        if pattern.fullmatch(plain):
            return _unreadable(message)
    return _unreadable(messages.numbers.NOT_A_NUMBER)


def _spelling(text: str, plain: str, cell: Cell) -> tuple[Decimal, Message] | None:
    """The closed list: what a text means, and what is said about its being a text."""
    if plain in _NONE:
        return Decimal(0), messages.numbers.NONE_MEANT
    if plain.casefold() in _NOT_AVAILABLE:
        return Decimal(0), messages.numbers.NOT_AVAILABLE_MEANT
    if plain.endswith(cell.unit) and (
        found := _NUMBER.fullmatch(plain.removesuffix(cell.unit).rstrip())
    ):
        return _value(found), messages.numbers.UNIT_STRIPPED
    if found := _NUMBER.fullmatch(plain):
        return _value(found), _how(found, text, cell.measure)
    chinese = chinese_number(plain)
    return None if chinese is None else (Decimal(chinese), messages.numbers.CHINESE_NUMBER)


def _value(found: re.Match[str]) -> Decimal:
    return Decimal(found[0].replace(",", ""))


def _how(found: re.Match[str], text: str, measure: Measure) -> Message:
    """What was tidied, by the list of spellings; the weightiest if several."""
    sign, digits, decimals = found.groups()
    if sign or (len(digits) > 1 and digits.startswith("0")):
        return messages.numbers.ODD_DIGITS
    if "," in digits:
        return messages.numbers.GROUPED
    if decimals and not measure.digits:
        return messages.numbers.WITH_DECIMALS
    if any(0xFF01 <= ord(character) <= 0xFF5E for character in text):
        return messages.numbers.FULL_WIDTH
    return messages.numbers.TIDIED


def chinese_number(text: str) -> int | None:
    """Return the number of a Chinese numeral (三, 拾贰, 廿三); None unless properly written."""
    if re.search("(?<!^)两(?![百千万])|两(?!$|[百千万])", text):
        return None
    plain = text.replace("廿", "二十").replace("卅", "三十").translate(_CAPITALS)
    if not plain or set(plain) - set(_CHINESE):
        return None
    import cn2an  # 0.2 s that a run without Chinese numerals need not spend

    try:
        number = int(cn2an.cn2an(plain, "strict"))
    except ValueError:
        return None
    proper = cn2an.an2cn(number)
    also_proper = f"一{proper}" if proper.startswith("十") else proper
    return number if plain in (proper, also_proper) else None


def _is_other_digit(sign: str) -> bool:
    """① Ⅲ ² ½, a digit of another script, or a part of one made of several signs (3️⃣)."""
    if sign.isascii() or sign in _ALL_CHINESE:
        return False
    return unicodedata.category(sign) in ("Nd", "Nl", "No") or sign in "\ufe0f\u20e3"


def _whole(value: Decimal, measure: Measure, message: Message | None) -> Reading:
    """The value in stored units; `message` says how it was written, if that was odd."""
    if not value.is_finite():
        return _unreadable(messages.numbers.NOT_A_NUMBER)
    if value < -_ROUNDING and measure is not Measure.CHANGE:
        return _unreadable(messages.numbers.NEGATIVE)
    stored = value.scaleb(measure.digits)
    if abs(stored) > LARGEST_FIGURE or (measure is Measure.COUNT and int(stored) in _MOBILES):
        return _unreadable(messages.numbers.TOO_LARGE)
    figure = stored.to_integral_value()
    if abs(stored - figure) > _ROUNDING.scaleb(measure.digits):
        return _unreadable(
            messages.numbers.TOO_FINE if measure.digits else messages.numbers.NOT_WHOLE
        )
    return Reading(int(figure), State.OK, message)


def _unreadable(message: Message) -> Reading:
    return Reading(None, State.UNREADABLE, message)

"""Fees in prose: how much a text says that was charged in the year, and under which name."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.transform.prose.counts import Count, Sentence
from pipeline.transform.prose.scope import is_own

# Money of another name than those that are asked for.
_OTHER_MONEY = "[\u4e00-\u9fff]{1,2}(?:费|资金|款|收入)"
# Amounts that were not charged: tariffs, what was waived, given back, or is only due.
_NOT_CHARGED = re.compile("每|减[免收]?|免[收缴征交]?|退[还回]|应[收缴]|未|没|标准[为是]?$|起点")
_TARIFF_BEHIND = re.compile("[/／]|每|(?:的)?标准|以[上下内]|起[，,。]")
# An amount of which no money is named: of what the text is about, if something is charged.
_GOES_ON = re.compile("收|金额|计|共|笔|^[和及、]?$")
_TOTAL = re.compile("共|总[计额收]|合计")
_PARTS_FOLLOW = re.compile("其中|包括|分别")
_UNITS = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}  # 分
_DIGITS_BEHIND_POINT = re.compile(r"[.．]([0-9０-９]+)")


class Charge(NamedTuple):
    """What one text says of one fee. amounts: in 分, each of them may be meant as the whole."""

    name: str  # of the fee, one of those that were asked for
    amounts: frozenset[Decimal]
    exact_to: Decimal  # 分: an amount printed as 2.3 万元 may stand for one that was rounded
    sentence: Sentence  # of the first amount
    start: int  # of the first amount in its sentence


class _Amount(NamedTuple):
    name: str
    fen: Decimal
    exact_to: Decimal
    is_total: bool
    sentence: Sentence
    start: int


def charges(
    sentences: Sequence[Sentence], year: int, fees: tuple[str, ...], about: str = ""
) -> Iterator[Charge]:
    """Return what a text says was charged in the report year, for each fee that it speaks of.

    fees: the names of the fees that are asked for. about: the fee that an amount is of where the
    text names no money before it; blank: none.
    """
    named: dict[str, list[_Amount]] = {}
    for sentence in sentences:
        for amount in _amounts(sentence, year, fees, about):
            named.setdefault(amount.name, []).append(amount)
    for name, amounts in named.items():
        yield Charge(
            name=name,
            amounts=frozenset(_wholes(amounts)),
            exact_to=max(amount.exact_to for amount in amounts),
            sentence=amounts[0].sentence,
            start=amounts[0].start,
        )


def _wholes(amounts: Sequence[_Amount]) -> Iterator[Decimal]:
    """A stated total; without one all amounts together, each counted once or as often as told."""
    totals = [amount.fen for amount in amounts if amount.is_total]
    if totals:
        yield from totals
    else:
        yield sum((amount.fen for amount in amounts), Decimal(0))
        yield sum({amount.fen for amount in amounts}, Decimal(0))


def _amounts(sentence: Sentence, year: int, fees: tuple[str, ...], about: str) -> Iterator[_Amount]:
    money = [count for count in sentence.counts if count.unit in _UNITS and not count.depth]
    for at, count in enumerate(money):
        name = _name(sentence, count, fees, about)
        if name in fees and _is_charged(sentence, count, year):
            behind = money[at + 1].start if at + 1 < len(money) else count.end
            has_parts = _PARTS_FOLLOW.search(sentence.text, count.end, behind)
            yield _Amount(
                name=name,
                fen=count.number * _UNITS[count.unit],
                exact_to=_rounding(sentence, count),
                is_total=bool(has_parts or _TOTAL.search(count.lead)),
                sentence=sentence,
                start=count.start,
            )


def _name(sentence: Sentence, count: Count, fees: tuple[str, ...], about: str) -> str:
    """The name of the money right behind an amount, or of the last money named before it."""
    ahead, called = _called(fees)
    if behind := ahead.match(sentence.text, count.end):
        return behind[1]
    before = [found[0] for found in called.finditer(sentence.text, 0, count.start)]
    if before:
        return before[-1]
    return about if _GOES_ON.search(count.lead) else ""


@lru_cache(maxsize=4)
def _called(fees: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A fee right behind its amount; any money."""
    names = "|".join(map(re.escape, fees))
    return re.compile(f"(?:的)?(?:政府)?({names})"), re.compile(f"{names}|{_OTHER_MONEY}")


def _is_charged(sentence: Sentence, count: Count, year: int) -> bool:
    return (
        is_own(sentence, count, year)
        and not _NOT_CHARGED.search(count.lead)
        and not _TARIFF_BEHIND.match(sentence.text, count.end)
    )


def _rounding(sentence: Sentence, count: Count) -> Decimal:
    """Half of the last digit behind the point; a whole number is exact."""
    written = sentence.text[count.start : count.end]
    digits = _DIGITS_BEHIND_POINT.search(written)
    if digits is None or (count.unit == "元" and "万" not in written and "亿" not in written):
        return Decimal(0)
    scale = 10_000 if "万" in written else 100_000_000 if "亿" in written else 1
    return Decimal(scale * 50).scaleb(-len(digits[1]))

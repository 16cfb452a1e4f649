"""Fees in prose: how much money a text says was charged in the year, and under which name."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.transform.prose.counts import Count, Sentence
from pipeline.transform.prose.scope import is_own

_OTHER_MONEY = re.compile("(?:(?![收取])[\u4e00-\u9fff]){1,2}(?<!处理)(?:费|资金|款|收入)")
# What a sentence says of an amount that was not charged in the end.
_NOT_IN_THE_END = re.compile(
    "逾期|[未要][求]?[缴交付]|拟收|放弃|撤回|减免[0-9]*件|全[部额](?:减|免|退)"
)
# Amounts that were not charged: tariffs, what was waived, given back, or is only due.
_NOT_CHARGED = re.compile("每|减[免收]?|免[收缴征交]?|退[还回]|应[收缴]|标准[为是]?$|起点")
_TARIFF_BEHIND = re.compile("[/／]|每|(?:的)?标准|以[上下内]|起[，,。]")
# An amount of which no money is named: of what the text is about, if something is charged.
_GOES_ON = re.compile("收|金额|计|共|笔|^[和及、]?$")
_TOTAL, _PARTS_FOLLOW = re.compile("共|总[计额收]|合计"), re.compile("其中|包括|分别")
_ROUNDED = re.compile(r"[.．]([0-9０-９]+)([万亿])")
_SCALES = {"万": 10_000, "亿": 100_000_000}


class Charge(NamedTuple):
    """One amount, in 分, that a text says was charged; what was rounded is known to `exact_to`."""

    fee: str
    fen: Decimal
    exact_to: Decimal
    is_total: bool
    sentence: Sentence


def charges(
    sentences: Sequence[Sentence], year: int, fees: Sequence[str], about: str = ""
) -> Iterator[Charge]:
    """Return each amount of one of the fees that a text says was charged in the report year.

    about: the fee that an amount is of where the text names no money before it; blank: none.
    """
    for sentence in sentences:
        money = [count for count in sentence.counts if count.unit == "元" and not count.depth]
        for at, count in enumerate(money):
            fee = _fee(sentence, count, fees, about)
            if fee and _is_charged(sentence, count, year):
                behind = money[at + 1].start if at + 1 < len(money) else count.end
                has_parts = _PARTS_FOLLOW.search(sentence.text, count.end, behind)
                is_total = bool(has_parts or _TOTAL.search(count.lead))
                rounded = _ROUNDED.search(sentence.text[count.start : count.end])
                half = Decimal(50).scaleb(-len(rounded[1])) * _SCALES[rounded[2]] if rounded else 0
                yield Charge(fee, count.number * 100, Decimal(half), is_total, sentence)


def _fee(sentence: Sentence, count: Count, fees: Sequence[str], about: str) -> str:
    """The fee named right behind an amount, or last before it; blank where it is other money."""
    text = sentence.text
    near = text[count.end : count.end + 12]
    behind = [fee for fee in fees if fee in near and not _OTHER_MONEY.match(near)]
    named = {text.rfind(fee, 0, count.start): fee for fee in fees}
    others = [found.end() for found in _OTHER_MONEY.finditer(text, 0, count.start)]
    last = max(named)
    if behind:
        return behind[0]
    if last < 0 and not others:
        return about if _GOES_ON.search(count.lead) else ""
    return named[last] if last >= 0 and max(others, default=0) <= last + len(named[last]) else ""


def _is_charged(sentence: Sentence, count: Count, year: int) -> bool:
    return (
        is_own(sentence, count, year)
        and not _NOT_CHARGED.search(count.lead)
        and not _TARIFF_BEHIND.match(sentence.text, count.end)
        and not _NOT_IN_THE_END.search(sentence.text)
    )

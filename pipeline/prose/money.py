"""Fees in prose: how much money a text says was charged in the year, and under which name."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.prose.scope import Scope
from pipeline.prose.sentences import Count, Sentence

# What stands between the name of a fee and its amount.
_BETWEEN = re.compile(
    "(?:的|收[入取费]|征收|实收|金额|总[额计]|合计|共计?|全年|本年度?|[约为是：:（(、和及]"
    "|[0-9一二两三四五六七八九十]{1,4}[笔件][，,]?|分别)*"
)
# In a text about one fee: money of another kind, and words of charging.
_OTHER_MONEY = re.compile("(?:(?![收取])[\u4e00-\u9fff]){1,2}(?<!处理)(?:费|资金|款|收入|成本)")
_CHARGING = re.compile("收|金额|计|共|笔|^[和及、]?$")
# Where these stand, nobody can say for certain what was charged in the end.
_UNCERTAIN = re.compile(
    "[各均每×]|减[免收]|免[收缴征交除]|退|停征|应[收缴]|[未要通][求知]?[缴交付]|拟|预收|待|实收|净收|逾期"
    "|放弃|撤回|最[高低]|单笔|标准|起点|其余|上缴|以[上下内]|[上下]半年|至20[0-9]{2}年|[一二三两]年共"
)
_TOTAL, _PARTS_FOLLOW = re.compile("共|总[计额收]|合计"), re.compile("其中|包括|分别")
_ROUNDED = re.compile(r"[.．]([0-9０-９]+)([万亿])")
_SCALES = {"万": 10_000, "亿": 100_000_000}


class Charge(NamedTuple):
    """One amount, in 分, that a text says was charged; what was rounded is known to `exact_to`."""

    fee: str
    fen: Decimal
    exact_to: Decimal
    is_total: bool
    is_certain: bool
    sentence: Sentence
    stated: Count


def charges(
    sentences: Sequence[Sentence], year: int, fees: Sequence[str], about: str = ""
) -> Iterator[Charge]:
    """Return each amount of one of the fees that a text states for the report year.

    about: the fee that an amount is of where the text names no money before it; blank: none.
    """
    for sentence in sentences:
        money = [count for count in sentence.counts if count.unit == "元"]
        for at, count in enumerate(money):
            fee = _fee(sentence, count, fees, about)
            if fee and Scope(year, "").is_of_this_year(sentence, count):
                behind = money[at + 1].start if at + 1 < len(money) else count.end
                has_parts = _PARTS_FOLLOW.search(sentence.text, count.end, behind)
                rounded = _ROUNDED.search(sentence.text[count.start : count.end])
                half = Decimal(50).scaleb(-len(rounded[1])) * _SCALES[rounded[2]] if rounded else 0
                yield Charge(
                    fee=fee,
                    fen=count.number * 100,
                    exact_to=Decimal(half),
                    is_total=bool(has_parts or _TOTAL.search(count.lead)),
                    is_certain=not _UNCERTAIN.search(sentence.text),
                    sentence=sentence,
                    stated=count,
                )


def _fee(sentence: Sentence, count: Count, fees: Sequence[str], about: str) -> str:
    """The fee named right before an amount or behind it, or the one that the text is about."""
    text = sentence.text
    for fee in fees:
        at = text.rfind(fee, 0, count.start)
        is_before = at >= 0 and _BETWEEN.fullmatch(text, at + len(fee), count.start)
        behind = text[count.end :].removeprefix("的").removeprefix("政府")
        if is_before or behind.startswith(fee):
            return fee
    if count.depth or _OTHER_MONEY.search(text.replace(about, "")):
        return ""
    return about if _CHARGING.search(count.lead) else ""

"""Shares and rates in prose: 62条，占62%; 办结38件，办结率95%."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pipeline.transform.prose.counts import Count, Sentence
from pipeline.transform.prose.lists import Breakdown

_PERCENT = re.compile("[%％]|百分之")
_SHARE = re.compile(
    "(?:占比?|比例|比重)(?:总|全年|全部|公开|信息|申请|发布|受理|收到|新收|办理|主动|政府|件|条|数|量|的|比例|比重|比)*"
    "(?:为|达到?|是|[:：])?$"
)
_RATE = re.compile("(?<!期)(?<!时)(?P<done>办结|答复)率(?:为|达到?|是|[:：])?$")
_MANY = re.compile("约|近|分别|各占|依次|全[区市县]|超过|以上")


@dataclass(frozen=True)
class Rate:
    """A stated percentage with the two counts it is made of."""

    stated: Count
    part: Count
    total: Count

    @property
    def computed(self) -> Decimal:
        """What the two counts come to, with as many digits as are printed."""
        return _rounded(self.part, self.total, self.stated)

    @property
    def agrees(self) -> bool:
        """Whether the percentage is the two counts' own, to the printed digits."""
        return self.computed == self.stated.number


def read_rates(
    sentences: Sequence[Sentence], breakdowns: Sequence[Breakdown]
) -> Iterator[tuple[Sentence, Rate]]:
    """Every percentage that can be made of two counts only; where any two fit, those."""
    for at, sentence in enumerate(sentences):
        if not _PERCENT.search(sentence.text):
            continue
        for stated in sentence.percentages:
            earlier = [count for count in sentence.counts if count.end <= stated.start]
            if not stated.exact or not earlier or _MANY.search(stated.lead):
                continue
            part = _part(sentence, stated, earlier)
            if part is None or not part.exact:
                continue
            if at and not sentence.begins_paragraph:
                earlier = [*sentences[at - 1].counts, *earlier]
            totals = _totals(part, earlier)
            fitting = [t for t in totals if _rounded(part, t, stated) == stated.number]
            if fitting:
                yield sentence, Rate(stated, part, fitting[0])
            elif listed := [b.total for b in breakdowns if b.agrees and _is_in(part, b)]:
                yield sentence, Rate(stated, part, listed[0])
            elif len({total.number for total in totals}) == 1:
                yield sentence, Rate(stated, part, totals[0])


def _part(sentence: Sentence, stated: Count, earlier: Sequence[Count]) -> Count | None:
    between = sentence.text[earlier[-1].end : stated.start]
    if _SHARE.search(stated.lead):
        return earlier[-1] if len(between) - len(stated.lead) <= 2 else None
    rate = _RATE.search(stated.lead)
    if rate and (rate["done"] in earlier[-1].lead or rate["done"] in earlier[-1].trail):
        return earlier[-1]
    return None


def _totals(part: Count, earlier: Sequence[Count]) -> list[Count]:
    return [
        count
        for count in earlier
        if count is not part
        and count.exact
        and count.unit == part.unit
        and 0 < count.number >= part.number
    ]


def _is_in(part: Count, breakdown: Breakdown) -> bool:
    return breakdown.total.number > 0 and any(listed is part for listed in breakdown.parts)


def _rounded(part: Count, total: Count, stated: Count) -> Decimal:
    digits = Decimal(1).scaleb(min(0, int(stated.number.as_tuple().exponent)))
    return (part.number * 100 / total.number).quantize(digits, ROUND_HALF_UP)

"""Shares and rates in prose: 62条，占62%; 办结38件，办结率95%; 4件，上年12件，降幅66.7%."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from pipeline.prose import wordings
from pipeline.prose.lists import Breakdown, alike
from pipeline.prose.sentences import Count, Sentence


def rounded_share(part: Decimal | int, total: Decimal | int, like: Decimal) -> Decimal:
    """Return a share in percent, with as many digits as another percentage has."""
    digits = Decimal(1).scaleb(min(0, int(like.as_tuple().exponent)))
    return (Decimal(part) * 100 / Decimal(total)).quantize(digits, ROUND_HALF_UP)


@dataclass(frozen=True)
class Rate:
    """A stated percentage with the two counts it is made of; is_change: of the second."""

    stated: Count
    part: Count
    total: Count
    is_change: bool = False

    @property
    def computed(self) -> Decimal:
        """Return what the two counts come to, with as many digits as are printed."""
        over = abs(self.part.number - self.total.number) if self.is_change else self.part.number
        return rounded_share(over, self.total.number, self.stated.number)

    @property
    def ground(self) -> str:
        """Return how it is computed."""
        part, total = (f"{one.number.normalize():f}" for one in (self.part, self.total))
        return f"{part} 与 {total} 相比的变动" if self.is_change else f"{part} 除以 {total}"

    @property
    def agrees(self) -> bool:
        """Return whether the percentage is the two counts' own, to the printed digits."""
        return self.computed == self.stated.number


def read_rates(
    sentences: Sequence[Sentence], breakdowns: Sequence[Breakdown]
) -> Iterator[tuple[Sentence, Rate]]:
    """Return every percentage that can be made of two counts only; where any two fit, those."""
    for at, sentence in enumerate(sentences):
        if not wordings.PERCENT.search(sentence.text):
            continue
        before = sentences[at - 1].counts if at and not sentence.begins_paragraph else ()
        ways = [list(_ways(sentence, stated, before)) for stated in sentence.percentages]
        common = _common_total(ways)
        for rates in filter(None, ways):
            rate = next((rate for rate in rates if rate.agrees), None) or _meant(
                rates, common, breakdowns
            )
            if rate:
                yield sentence, rate


def _ways(sentence: Sentence, stated: Count, before: Sequence[Count]) -> Iterator[Rate]:
    """Return the ways to make a percentage of two counts before it."""
    earlier = [
        count
        for count in sentence.counts
        if count.end <= stated.start and count.depth == stated.depth
    ]
    if not stated.exact or wordings.MANY.search(stated.lead):
        return
    if wordings.CHANGE.search(stated.lead):
        yield from _changes(sentence, stated)
        return
    if not earlier:
        return
    last = earlier[-1]
    if not last.exact or not _is_part(sentence, stated, last):
        return
    is_rate = wordings.RATE.search(stated.lead)
    for total in (*before, *earlier[:-1]):
        is_alike = total.unit == last.unit if is_rate else alike(total.unit, last.unit)
        if total.exact and is_alike and 0 < total.number >= last.number:
            yield Rate(stated, last, total)


def _changes(sentence: Sentence, stated: Count) -> Iterator[Rate]:
    """Return the way to make a rate of change of two counts: before it, or in a bracket behind."""
    counts = [count for count in sentence.counts if count.exact]
    before = [count for count in counts if count.end <= stated.start]
    behind = [count for count in counts if count.start > stated.end and count.depth]
    if behind and sentence.text[stated.end : stated.end + 1] in wordings.OPEN:
        before += behind[:2] if wordings.TO.match(behind[-1].lead) else behind[:1]
    if len(before) < 2 or not alike(before[-2].unit, before[-1].unit):
        return
    now, last = before[-2:]
    in_bracket = sentence.text[last.start - 1] in wordings.OPEN  # 比2024年（31件）下降29%
    if wordings.TO.match(last.lead) and now.number:  # 由6件增至9件
        yield Rate(stated, last, now, is_change=True)
    elif wordings.DIFFERENCE.search(last.lead):
        fewer = any(word in last.lead for word in "减少降")
        then = now.number + last.number if fewer else now.number - last.number
        if then > 0:
            yield Rate(stated, now, replace(last, number=then), is_change=True)
    elif last.number and (
        wordings.BEFORE.search(last.lead)
        or (in_bracket and wordings.BEFORE.search(sentence.text, 0, last.start - 1))
    ):
        yield Rate(stated, now, last, is_change=True)


def _is_part(sentence: Sentence, stated: Count, last: Count) -> bool:
    """Return whether a percentage says how much a count is of another."""
    if wordings.SHARE.search(stated.lead):
        between = wordings.BRACKET.sub("", sentence.text[last.end : stated.start])
        return len(between) - len(stated.lead) <= wordings.MOST_BETWEEN
    rate = wordings.RATE.search(stated.lead)
    return bool(rate and (rate["done"] in last.lead or rate["done"] in last.trail))


def _common_total(ways: Sequence[Sequence[Rate]]) -> Count | None:
    """Return the total of which most percentages of a sentence are shares; None: of none two."""
    fitting = [{rate.total for rate in rates if rate.agrees} for rates in ways]
    times = {total: sum(total in one for one in fitting) for one in fitting for total in one}
    best = max(times, key=lambda total: times[total], default=None)
    return best if best and times[best] > 1 else None


def _meant(
    rates: Sequence[Rate], common: Count | None, breakdowns: Sequence[Breakdown]
) -> Rate | None:
    """Return the one way that can be meant, where no way fits."""
    if rates[0].is_change:
        return rates[0]
    for rate in rates:
        if rate.total == common or any(_is_in(rate, breakdown) for breakdown in breakdowns):
            return rate
    return rates[0] if len({rate.total.number for rate in rates}) == 1 else None


def _is_in(rate: Rate, breakdown: Breakdown) -> bool:
    return (
        breakdown.agrees
        and breakdown.total == rate.total
        and any(part is rate.part for part in breakdown.parts)
    )

"""Shares and rates in prose: 62条，占62%; 办结38件，办结率95%; 4件，上年12件，降幅66.7%."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from pipeline.prose import wordings
from pipeline.prose.lists import Breakdown, alike
from pipeline.prose.sentences import Count, Sentence

_EXACT = Context(prec=60)  # more digits than any number that is read


def rounded_share(part: Decimal | int, total: Decimal | int, like: Decimal) -> Decimal:
    """Return a share in percent, with as many digits as another percentage has."""
    digits = Decimal(1).scaleb(min(0, int(like.as_tuple().exponent)))
    share = _EXACT.divide(Decimal(part) * 100, Decimal(total))
    return share.quantize(digits, ROUND_HALF_UP, _EXACT)


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
    inside = {
        (id(breakdown.total), id(part))
        for breakdown in breakdowns
        if breakdown.agrees
        for part in breakdown.parts
    }
    for at, sentence in enumerate(sentences):
        if not wordings.PERCENT.search(sentence.text):
            continue
        before = sentences[at - 1].counts if at and not sentence.begins_paragraph else ()
        ways = [list(_ways(sentence, stated, before)) for stated in sentence.percentages]
        common = _common_total(ways)
        for rates in filter(None, ways):
            rate = next((rate for rate in rates if rate.agrees), None)
            rate = rate or _meant(rates, common, inside)
            if rate and (rate.agrees or not _is_beside(sentence, rate)):
                yield sentence, rate


def _ways(sentence: Sentence, stated: Count, before: Sequence[Count]) -> Iterator[Rate]:
    """Return the ways to make a percentage of two counts before it."""
    if not stated.exact or wordings.MANY.search(stated.lead):
        return
    if wordings.CHANGE.search(stated.lead):
        yield from _changes(sentence, stated)
        return
    earlier = [
        count
        for count in sentence.counts
        if count.end <= stated.start and count.depth == stated.depth
    ]
    part = _part(sentence, stated, earlier)
    if not part or not part.exact:
        return
    is_rate = wordings.RATE.search(stated.lead)
    for total in (*before, *earlier):
        is_alike = total.unit == part.unit if is_rate else alike(total.unit, part.unit)
        if total.exact and is_alike and total is not part and 0 < total.number >= part.number:
            yield Rate(stated, part, total)


def _part(sentence: Sentence, stated: Count, earlier: Sequence[Count]) -> Count | None:
    """Return the count that a percentage is the share of: named, the next, or the last one."""
    if named := wordings.SHARE_OF.search(stated.lead):
        behind = next((one for one in sentence.counts if one.start >= stated.end), None)
        if behind and wordings.BEHIND.fullmatch(behind.lead):
            return behind  # 网站占40%，计216条
        of_it = [one for one in earlier if named["whose"] in one.lead]
        return of_it[0] if len(of_it) == 1 else None
    if rate := wordings.RATE.search(stated.lead):
        ways = wordings.DONE_WORDS.get(rate["done"], (rate["done"], rate["done"][::-1]))
        of_it = [one for one in earlier if any(way in one.lead + one.trail for way in ways)]
        return of_it[-1] if of_it else None
    if wordings.SHARE.search(stated.lead) and earlier:
        begin = earlier[-1].end + len(earlier[-1].trail)
        between = wordings.BRACKET.sub("", sentence.text[begin : stated.start])
        is_near = len(between) - len(stated.lead) <= wordings.MOST_BETWEEN
        return earlier[-1] if is_near else None
    return None


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
    by = -last.number if any(word in last.lead for word in "减少降") else last.number
    if not wordings.DIFFERENCE.search(last.lead):
        yield from _since_then(sentence, stated, now, last)
    elif wordings.IS_BASE.search(now.lead):  # 较2024年的8件增加4件
        yield Rate(stated, now._replace(number=now.number + by), now, is_change=True)
    elif now.number > by:
        yield Rate(stated, now, last._replace(number=now.number - by), is_change=True)


def _since_then(sentence: Sentence, stated: Count, now: Count, last: Count) -> Iterator[Rate]:
    """Return the rate of change between two counts of which one is the year before's."""
    years = [wordings.A_YEAR.findall(one.lead) for one in (now, last)]
    if all(years) and years[0] < years[1]:  # 2024年8件，2025年12件
        now, last = last, now
    in_bracket = sentence.text[last.start - 1] in wordings.OPEN  # 比2024年（31件）下降29%
    if wordings.TO.match(last.lead) and now.number:  # 由6件增至9件
        yield Rate(stated, last, now, is_change=True)
    elif last.number and (
        wordings.BEFORE.search(last.lead)
        or (in_bracket and wordings.BEFORE.search(sentence.text, 0, last.start - 1))
    ):
        yield Rate(stated, now, last, is_change=True)


def _common_total(ways: Sequence[Sequence[Rate]]) -> Count | None:
    """Return the total of which most percentages of a sentence are shares; None: of none two."""
    fitting = [{rate.total for rate in rates if rate.agrees} for rates in ways]
    times = {total: sum(total in one for one in fitting) for one in fitting for total in one}
    best = max(times, key=lambda total: times[total], default=None)
    return best if best and times[best] > 1 else None


def _meant(
    rates: Sequence[Rate], common: Count | None, inside: Container[tuple[int, int]]
) -> Rate | None:
    """Return the one way that can be meant, where no way fits."""
    if rates[0].is_change:
        return rates[0]
    for rate in rates:
        if rate.total == common or (id(rate.total), id(rate.part)) in inside:
            return rate
    return rates[0] if len({rate.total.number for rate in rates}) == 1 else None


def _is_beside(sentence: Sentence, rate: Rate) -> bool:
    """Return whether the total has a share of its own: 甲类30条占60%；乙类20条占40%."""
    text, (begin, end) = sentence.text, (rate.total.end, rate.part.start)
    if rate.total not in sentence.counts or "其中" in text[begin:end]:
        return False
    return wordings.SHARED.match(text, begin, end) is not None

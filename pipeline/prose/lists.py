"""Lists in prose: a total and the parts that are named after 其中, 包括 or a colon."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import cached_property
from itertools import accumulate, islice, pairwise

from pipeline.prose import wordings
from pipeline.prose.sentences import Count, Sentence

_MOST_LISTS = 6  # in one sentence; reports have up to five


class Verdict(Enum):
    """What adding up the parts comes to."""

    AGREES = auto()
    EXCEEDS = auto()
    FALLS_SHORT = auto()
    OPEN = auto()  # a selection, or it could be read in another way


@dataclass(frozen=True)
class Breakdown:
    """A stated total and its parts.

    sentence: where the parts stand. before: where the total stands, if in the sentence before.
    """

    sentence: Sentence
    total: Count
    parts: tuple[Count, ...]
    verdict: Verdict
    before: Sentence | None = None

    @property
    def where(self) -> Sentence:
        """Return the sentence of the total."""
        return self.before or self.sentence

    @property
    def agrees(self) -> bool:
        """Return whether the parts make the total in some reading."""
        return self.verdict is Verdict.AGREES

    @property
    def sum(self) -> Decimal:
        """Return the sum of the parts."""
        return _sum(self.parts)


def alike(unit: str, other: str) -> bool:
    """Return whether numbers of two units may be added up."""
    return unit == other or {unit, other} <= wordings.ALIKE


def read_breakdowns(sentences: Sequence[Sentence]) -> Iterator[Breakdown]:
    """Yield every list whose total and parts are exact and counted in units that are alike."""
    for at, sentence in enumerate(sentences):
        if not sentence.counts:
            continue
        markers = list(islice(wordings.OPENS.finditer(sentence.text), _MOST_LISTS))
        before = sentences[at - 1] if at and not sentence.begins_paragraph else None
        for marker in markers:
            if breakdown := _read(sentence, marker, markers, before):
                yield breakdown
        yield from _behind_their_parts(sentence)


def _behind_their_parts(sentence: Sentence) -> Iterator[Breakdown]:
    """Yield lists whose total stands at their end: 一季度31条，二季度28条，合计59条."""
    for at, total in enumerate(sentence.counts[2:], start=2):
        behind = wordings.TOTAL_BEHIND.fullmatch(total.lead)
        if behind is None or total.depth or not total.exact:
            continue
        parts = [
            part
            for part in sentence.counts[:at]
            if part.depth == 0 and alike(part.unit, total.unit)
        ]
        if len(parts) < 2 or not all(part.exact for part in parts):
            continue
        ways = [tuple(parts[first:]) for first in range(len(parts) - 1)]
        closed = next((way for way in ways if _sum(way) == total.number), None)
        off = _sum(parts) - total.number
        is_sure = behind["surely"] or all(wordings.SPAN.match(part.lead) for part in parts)
        is_near = abs(off) <= wordings.NEAR_BY * total.number
        if closed:
            yield Breakdown(sentence, total, closed, Verdict.AGREES)
        elif wordings.IN_ALL.fullmatch(total.lead) or (is_sure and is_near):
            verdict = Verdict.EXCEEDS if off > 0 else Verdict.FALLS_SHORT
            yield Breakdown(sentence, total, tuple(parts), verdict)


def _read(
    sentence: Sentence,
    marker: re.Match[str],
    markers: Sequence[re.Match[str]],
    before: Sentence | None,
) -> Breakdown | None:
    """Return the list that a marker opens; None if it has no exact total or parts."""
    totals, above = _totals(sentence, marker, before)
    if not totals or not totals[-1].exact:
        return None
    total = totals[-1]
    listed, rest = _listed(sentence, marker, total)
    parts = [count for count in listed if alike(count.unit, total.unit)]
    if not parts or not all(part.exact for part in parts):
        return None
    mixed = len(parts) < len(listed)
    read = _List(sentence, marker, markers, above, totals, parts, rest, is_mixed=mixed)
    if closed := read.closed():
        where = above if above is not sentence and closed[0] in above.counts else None
        return Breakdown(sentence, *closed, Verdict.AGREES, where)
    where = None if above is sentence else above
    return Breakdown(sentence, total, tuple(parts), read.verdict(), where)


def _totals(
    sentence: Sentence, marker: re.Match[str], before: Sentence | None
) -> tuple[list[Count], Sentence]:
    """Return the counts before a list, the last of which is its total, and their sentence."""
    above = sentence
    earlier = [count for count in sentence.counts if count.end <= marker.start()]
    if earlier:
        gap = sentence.text[earlier[-1].end : marker.start()]
        if not _is_bound(gap, marker, earlier[-1].unit):
            return [], above
    else:
        is_sorted = marker["sorted"] or marker["among"] or marker[0].startswith("其中")
        if before is None or not is_sorted or (marker.start() and not marker["among"]):
            return [], above
        above = before
        earlier = [count for count in before.counts if count.depth == 0]
    if marker["bracket"]:
        return earlier[-1:], above  # it stands right behind its total
    totals = [
        count
        for count in earlier
        if alike(count.unit, earlier[-1].unit) and not wordings.COMPARISON.search(count.lead)
    ]
    return totals, above


def _is_bound(gap: str, marker: re.Match[str], unit: str) -> bool:
    """Return whether a list so far from a number is a list of its parts."""
    if (marker["bracket"] or marker["colon"]) and unit not in wordings.LISTED:
        return False
    if marker["hedged"] or marker["wholly"] or marker["colon"]:
        return bool(wordings.ADJACENT.fullmatch(gap))
    return len(gap) <= wordings.FAR and not wordings.NEW_STATEMENT.search(gap) and "；" not in gap


def _listed(
    sentence: Sentence, marker: re.Match[str], total: Count
) -> tuple[list[Count], list[Count]]:
    """Return the counts in a list, and those behind it that may still be parts of its total."""
    text, depth = sentence.text, _depth_at(sentence, marker.end())
    level: list[Count] = []
    for count in sentence.counts:
        if count.start < marker.end():
            continue
        since = level[-1].end if level else marker.end()
        if depth and any(
            _depth_at(sentence, closing.end()) < depth
            for closing in wordings.CLOSING.finditer(text, since, count.start)
        ):
            break
        if depth == 0 and wordings.EXCEPT.search(text, since, count.start):
            break  # 邮寄5件、网络3件，除1件撤回外均已答复
        if _depth_at(sentence, count.start) == depth and not wordings.COMPARISON.search(count.lead):
            level.append(count)
    gaps = [text[count.end : following.start] for count, following in pairwise(level)]
    by_semicolon = bool(gaps and wordings.SEMICOLON.search(gaps[0]))
    for at, gap in enumerate(gaps, start=1):
        if (
            wordings.NEW_STATEMENT.search(gap)
            or (not by_semicolon and wordings.SEMICOLON.search(gap))
            or (level[at].number > total.number and not depth and wordings.OWN_VERB.search(gap))
        ):
            return level[:at], [count for count in level[at:] if alike(count.unit, total.unit)]
    return level, []


def _depth_at(sentence: Sentence, at: int) -> int:
    before = sentence.text[:at]
    opened = before.count("（") + before.count("(")
    return opened - before.count("）") - before.count(")") if opened else 0


def _sum(parts: Sequence[Count]) -> Decimal:
    return sum((part.number for part in parts), Decimal(0))


@dataclass(frozen=True)
class _List:
    """A list that a marker opens, and the readings of it.

    above: the sentence of the totals. totals: the counts before it; the last is most likely meant.
    parts: the counts in it. rest: those behind it that may still be parts. is_mixed: whether
    there are counts of other units among the parts.
    """

    sentence: Sentence
    marker: re.Match[str]
    markers: Sequence[re.Match[str]]
    above: Sentence
    totals: Sequence[Count]
    parts: Sequence[Count]
    rest: Sequence[Count]
    is_mixed: bool

    @cached_property
    def _meant(self) -> set[Decimal]:
        """Return every total that may be meant: a count before the list, or the last together.

        A semicolon between two of them keeps them apart.
        """
        begin = self.above.text.rfind("；", 0, self.totals[-1].start)
        joined = [count.number for count in self.totals if count.start > begin]
        return {*(count.number for count in self.totals), *accumulate(reversed(joined))}

    @property
    def _is_one_total(self) -> bool:
        return len({count.number for count in self.totals}) == 1

    def closed(self) -> tuple[Count, tuple[Count, ...]] | None:
        """Return a total and the parts that make it, in the reading that takes most parts.

        All parts make it, or those before another sorting begins, or those before a list within
        the list with some of the last. None if there is no such reading.
        """
        behind = [*self.parts, *self.rest]
        heads = [behind[0]] + [  # 甲类20条，内有…；乙类11条，内有…
            count
            for before, count in pairwise(behind)
            if wordings.SEMICOLON.search(self.sentence.text, before.end, count.start)
        ]
        for parts in (self.parts, behind, heads if len(heads) > 1 else self.parts):
            for way in self._ways(parts):
                if _sum(way) in self._meant:
                    totals = [one for one in self.totals if one.number == _sum(way)]
                    return (totals or self.totals)[-1], way
        return None

    def _ways(self, parts: Sequence[Count]) -> Iterator[tuple[Count, ...]]:
        """Yield the readings of some parts, that with most of them first."""
        yield tuple(parts)
        rests = [at for at, part in enumerate(parts, 1) if wordings.THE_REST.match(part.lead)]
        for end in sorted({*self._turns(parts), *rests}, reverse=True):
            yield tuple(parts[:end])
        sure = self._sure(parts)
        for at in range(sure + 1, len(parts) + 1):
            yield (*parts[:sure], *parts[at:])

    def _sure(self, parts: Sequence[Count]) -> int:
        """Return how many parts stand before a list within; behind it nobody knows whose."""
        for marker in self.markers:
            is_within = marker["within"] or marker[0].startswith("其中")
            if is_within and marker.start() >= parts[0].end:
                depth = _depth_at(self.sentence, marker.start())
                if depth <= parts[0].depth:
                    return sum(part.end <= marker.start() for part in parts)
        return len(parts)

    def _turns(self, parts: Sequence[Count]) -> list[int]:
        """Return where a part is sorted in a way in which none before it was."""
        kinds = [self._kinds(part) for part in parts]
        seen: set[int] = set(kinds[0])
        turns = []
        for at, here in enumerate(kinds[1:], start=1):
            if here and not here & seen:
                turns.append(at)
            seen |= here
        return turns

    def _kinds(self, part: Count) -> set[int]:
        total = self.totals[-1]
        is_of_requests = wordings.OF_REQUESTS.search(total.lead + total.trail)
        kinds = (*wordings.ANOTHER, *(wordings.SORTINGS if is_of_requests else ()))
        return {at for at, kind in enumerate(kinds) if kind.search(part.lead + part.trail)}

    def verdict(self) -> Verdict:
        """Return what the parts come to, which make no total in any reading."""
        stated, together = self.totals[-1].number, _sum(self.parts)
        verdict = self._plainly()
        if verdict is Verdict.FALLS_SHORT and self._is_hedged:
            return Verdict.OPEN
        is_close = abs(together - stated) <= wordings.CLOSE * stated
        is_elsewhere = (
            self.above is not self.sentence and together <= max(self._meant) and not is_close
        )
        is_twice = wordings.OVERLAP.search(self.sentence.text)
        if verdict is Verdict.EXCEEDS and (is_elsewhere or is_twice):
            return Verdict.OPEN
        return verdict

    @property
    def _is_hedged(self) -> bool:
        """Return whether words say that some parts may be left out."""
        text = self.sentence.text
        return bool(
            self.marker["hedged"]
            or self.marker["selects"]
            or self.is_mixed
            or (self.above is not self.sentence and not self._is_one_total)
            or any(wordings.HEDGED_AFTER.match(text, part.end) for part in self.parts)
            or any(wordings.PICKED.search(part.lead) for part in self.parts)
            or wordings.EXCEPTION.search(text, self.marker.start(), self.parts[-1].start)
        )

    def _plainly(self) -> Verdict:
        """Return what the parts come to, whatever words hedge them."""
        parts, stated, together = self.parts, self.totals[-1].number, _sum(self.parts)
        sure = self._sure(parts)
        one_kind = parts[: min([sure, *self._turns(parts)])]
        is_close = abs(together - stated) <= wordings.CLOSE * stated
        is_whole = is_close and len(parts) > 1 and sure == len(parts)
        if _sum(one_kind) > max(self._meant) or (is_whole and together > stated):
            return Verdict.EXCEEDS
        if is_whole and stated:
            return Verdict.FALLS_SHORT
        if sure < len(parts) or not self._is_one_total or len(parts) == 1:
            return Verdict.OPEN
        if together < stated:
            return self._falls_short(together / stated)
        is_sorted = len(one_kind) > 1 and any(map(self._kinds, one_kind))
        is_near = _sum(one_kind) >= self._near * stated
        return Verdict.FALLS_SHORT if is_sorted and is_near else Verdict.OPEN

    def _falls_short(self, share: Decimal) -> Verdict:
        """Return what parts come to that make such a share of their total."""
        is_whole = wordings.THE_OTHERS.match(self.parts[-1].lead)  # nothing is left out
        return Verdict.FALLS_SHORT if is_whole or share >= self._near else Verdict.OPEN

    @property
    def _near(self) -> Decimal:
        """Return the share of its total from which a list is read as complete."""
        between = self.sentence.text[self.parts[0].end : self.parts[-1].start]
        is_pair_apart = len(self.parts) == 2 and "、" not in between
        return wordings.NEAR_OF_TWO if is_pair_apart else wordings.NEAR

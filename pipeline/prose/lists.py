"""Lists in prose: a total and the parts that are named after 其中, 包括 or a colon."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from itertools import accumulate, islice, pairwise

from pipeline.prose import wordings
from pipeline.prose.sentences import Count, Sentence


def alike(unit: str, other: str) -> bool:
    """Return whether numbers of two units may be added up."""
    return unit == other or {unit, other} <= wordings.ALIKE


class Verdict(Enum):
    """What adding up the parts comes to."""

    AGREES = auto()
    EXCEEDS = auto()
    FALLS_SHORT = auto()
    OPEN = auto()  # a selection, or it could be read in another way


@dataclass(frozen=True)
class Breakdown:
    """A stated total and the parts listed after it."""

    sentence: Sentence  # where the parts stand
    total: Count
    parts: tuple[Count, ...]
    verdict: Verdict
    before: Sentence | None = None  # where the total stands, if not in the same sentence

    @property
    def where(self) -> Sentence:
        """Return the sentence of the total."""
        return self.before or self.sentence

    @property
    def agrees(self) -> bool:
        """Whether the parts make the total in some reading."""
        return self.verdict is Verdict.AGREES

    @property
    def sum(self) -> Decimal:
        """The parts together."""
        return sum((part.number for part in self.parts), Decimal(0))


_MOST_LISTS = 6  # in one sentence; reports have up to five


def read_breakdowns(sentences: Sequence[Sentence]) -> Iterator[Breakdown]:
    """Every list whose total and parts are exact and counted in one unit."""
    for at, sentence in enumerate(sentences):
        found = wordings.OPENS.finditer(sentence.text) if sentence.counts else ()
        markers = list(islice(found, _MOST_LISTS))
        before = sentences[at - 1] if at and not sentence.begins_paragraph else None
        for marker in markers:
            totals = _totals(sentence, marker, before)
            if totals and totals[-1].exact:
                breakdown = _breakdown(sentence, marker, markers, totals, before)
                if breakdown:
                    yield breakdown
        yield from _behind_their_parts(sentence)


def _behind_their_parts(sentence: Sentence) -> Iterator[Breakdown]:
    """Return lists whose total stands at their end: 一季度31条，二季度28条，合计59条."""
    for at, total in enumerate(sentence.counts[2:], start=2):
        behind = wordings.TOTAL_BEHIND.fullmatch(total.lead)
        if behind is None or total.depth or not total.exact:
            continue
        parts = [
            one for one in sentence.counts[:at] if one.depth == 0 and alike(one.unit, total.unit)
        ]
        if len(parts) < 2 or not all(part.exact for part in parts):
            continue
        ways = [tuple(parts[first:]) for first in range(len(parts) - 1)]
        closed = next((way for way in ways if _sum(way) == total.number), None)
        off = _sum(parts) - total.number
        if closed:
            yield Breakdown(sentence, total, closed, Verdict.AGREES)
        elif wordings.IN_ALL.fullmatch(total.lead) or (
            behind["surely"] and abs(off) <= wordings.NEAR_BY * total.number
        ):
            verdict = Verdict.EXCEEDS if off > 0 else Verdict.FALLS_SHORT
            yield Breakdown(sentence, total, tuple(parts), verdict)


def _totals(sentence: Sentence, marker: re.Match[str], before: Sentence | None) -> list[Count]:
    """The counts of one unit before a list; the last is its total, if it has one."""
    earlier = [count for count in sentence.counts if count.end <= marker.start()]
    if not earlier:
        told = marker["sorted"] or marker["among"] or marker[0].startswith("其中")
        if (marker.start() > 0 and not marker["among"]) or before is None or not told:
            return []
        earlier = [count for count in before.counts if count.depth == 0]
    else:
        gap = sentence.text[earlier[-1].end : marker.start()]
        if not _is_bound(gap, marker, earlier[-1].unit):
            return []
    unit = earlier[-1].unit if earlier else ""
    if marker["bracket"] or marker["amid"]:
        return earlier[-1:]  # it stands right behind its total
    return [
        count
        for count in earlier
        if alike(count.unit, unit) and not wordings.COMPARISON.search(count.lead)
    ]


def _is_bound(gap: str, marker: re.Match[str], unit: str) -> bool:
    """Whether a list so far from a number is a list of its parts."""
    if (marker["bracket"] or marker["colon"]) and unit not in wordings.LISTED:
        return False
    if marker["bracket"] or marker["amid"]:
        return not gap
    if marker["hedged"] or marker["wholly"] or marker["colon"]:
        return bool(wordings.ADJACENT.fullmatch(gap))
    return len(gap) <= wordings.FAR and not wordings.NEW_STATEMENT.search(gap) and "；" not in gap


def _breakdown(
    sentence: Sentence,
    marker: re.Match[str],
    markers: Sequence[re.Match[str]],
    totals: Sequence[Count],
    before: Sentence | None,
) -> Breakdown | None:
    total = totals[-1]
    listed, rest = _listed(sentence, marker, total)
    parts = [count for count in listed if alike(count.unit, total.unit)]
    if not parts or not all(part.exact for part in parts):
        return None
    behind = [*parts, *rest]
    heads = _heads(sentence, behind)
    for way in (parts, behind, heads if len(heads) > 1 else parts):
        sure = _sure(sentence, markers, way)
        if closed := _closed(totals, way, sure):
            where = before if before and closed[0] in before.counts else None
            return Breakdown(sentence, *closed, Verdict.AGREES, where)
    verdict = _verdict(sentence, totals, parts, _sure(sentence, markers, parts))
    hedged = (
        bool(marker["hedged"] or marker["selects"])
        or len(parts) < len(listed)  # other units among them
        or (total not in sentence.counts and len({one.number for one in totals}) > 1)
        or any(wordings.HEDGED_AFTER.match(sentence.text, part.end) for part in parts)
        or any(wordings.PICKED.search(part.lead) for part in parts)
        or bool(wordings.EXCEPTION.search(sentence.text, marker.start(), parts[-1].start))
    )  # fmt: skip
    is_close = abs(_sum(parts) - total.number) <= wordings.CLOSE * total.number
    elsewhere = total not in sentence.counts and _sum(parts) <= max(_meant(totals)) and not is_close
    is_twice = wordings.OVERLAP.search(sentence.text) is not None
    if (verdict is Verdict.FALLS_SHORT and hedged) or (
        verdict is Verdict.EXCEEDS and (elsewhere or is_twice)
    ):
        verdict = Verdict.OPEN
    where = None if total in sentence.counts else before
    return Breakdown(sentence, total, tuple(parts), verdict, where)


def _heads(sentence: Sentence, counts: Sequence[Count]) -> list[Count]:
    """The first count between two semicolons: 甲类20条，内有…；乙类11条，内有…."""
    return list(counts[:1]) + [
        count
        for before, count in pairwise(counts)
        if wordings.SEMICOLON.search(sentence.text, before.end, count.start)
    ]


def _sure(sentence: Sentence, markers: Sequence[re.Match[str]], parts: Sequence[Count]) -> int:
    """How many parts stand before a list within the list; behind it nobody knows whose."""
    for marker in markers:
        if marker.start() >= parts[0].end and (marker["within"] or marker[0].startswith("其中")):
            depth = _depth_at(sentence, marker.start())
            if depth <= parts[0].depth:
                return sum(part.end <= marker.start() for part in parts)
    return len(parts)


def _listed(
    sentence: Sentence, marker: re.Match[str], total: Count
) -> tuple[list[Count], list[Count]]:
    """The counts that stand in the list, and those behind it that may still belong to it."""
    text, depth = sentence.text, _depth_at(sentence, marker.end())
    level: list[Count] = []
    for count in sentence.counts:
        if count.start < marker.end():
            continue
        since = level[-1].end if level else marker.end()
        if depth and any(_depth_at(sentence, at) < depth for at in _closings(text, since, count)):
            break
        if depth == 0 and wordings.EXCEPT.search(sentence.text, since, count.start):
            break  # 邮寄5件、网络3件，除1件撤回外均已答复
        if _depth_at(sentence, count.start) == depth and not wordings.COMPARISON.search(count.lead):
            level.append(count)
    gaps = [text[one.end : other.start] for one, other in pairwise(level)]
    by_semicolon = bool(gaps and wordings.SEMICOLON.search(gaps[0]))
    for at, gap in enumerate(gaps, start=1):
        if (
            wordings.NEW_STATEMENT.search(gap)
            or (not by_semicolon and wordings.SEMICOLON.search(gap))
            or (level[at].number > total.number and not depth and wordings.OWN_VERB.search(gap))
        ):
            return level[:at], [count for count in level[at:] if alike(count.unit, total.unit)]
    return level, []


def _closings(text: str, since: int, count: Count) -> Iterator[int]:
    return (found.end() for found in wordings.CLOSING.finditer(text, since, count.start))


def _depth_at(sentence: Sentence, at: int) -> int:
    before = sentence.text[:at]
    opened = before.count("（") + before.count("(")
    return opened - before.count("）") - before.count(")") if opened else 0


def _verdict(
    sentence: Sentence, totals: Sequence[Count], parts: Sequence[Count], sure: int
) -> Verdict:
    """Return what parts come to that make no total in any reading."""
    stated = totals[-1].number
    one_kind = parts[: min([sure, *_turns(totals[-1], parts)])]
    together = _sum(one_kind)
    off = _sum(parts) - stated
    is_close = len(parts) > 1 and sure == len(parts) and abs(off) <= wordings.CLOSE * stated
    if together > max(_meant(totals)) or (is_close and off > 0):
        return Verdict.EXCEEDS
    if is_close and stated:
        return Verdict.FALLS_SHORT
    if sure < len(parts) or len({one.number for one in totals}) > 1 or len(parts) == 1:
        return Verdict.OPEN
    if _sum(parts) < stated:
        one_kind, together = parts, _sum(parts)
    elif len(one_kind) == 1 or not any(_kinds(totals[-1], part) for part in one_kind):
        return Verdict.OPEN
    is_apart = "、" not in sentence.text[parts[0].end : parts[-1].start]
    near = wordings.NEAR_OF_TWO if len(parts) == 2 and is_apart else wordings.NEAR
    return Verdict.FALLS_SHORT if together >= near * stated else Verdict.OPEN


def _sum(parts: Sequence[Count]) -> Decimal:
    return sum((part.number for part in parts), Decimal(0))


def _meant(totals: Sequence[Count]) -> set[Decimal]:
    """Every total that may be meant: each count before the list, or the last few together."""
    numbers = [count.number for count in totals]
    return {*numbers, *accumulate(reversed(numbers))}


def _closed(
    totals: Sequence[Count], parts: Sequence[Count], sure: int
) -> tuple[Count, tuple[Count, ...]] | None:
    """Return a total and the parts that make it, in the reading that takes most parts.

    All parts make it, or those before another sorting begins, or those before a list within the
    list with some of the last.
    """
    for way in _ways(totals[-1], parts, sure):
        total = next((one for one in reversed(totals) if one.number == _sum(way)), None)
        if total or _sum(way) in _meant(totals):
            return total or totals[-1], way
    return None


def _ways(total: Count, parts: Sequence[Count], sure: int) -> Iterator[tuple[Count, ...]]:
    """Yield the readings of a list, that with most parts first."""
    yield tuple(parts)
    rests = [at for at, part in enumerate(parts, start=1) if wordings.THE_REST.match(part.lead)]
    for end in sorted({*_turns(total, parts), *rests}, reverse=True):
        yield tuple(parts[:end])
    for at in range(sure + 1, len(parts) + 1):
        yield (*parts[:sure], *parts[at:])


def _turns(total: Count, parts: Sequence[Count]) -> list[int]:
    """Where a part is sorted in a way in which none before it was."""
    kinds = [_kinds(total, part) for part in parts]
    seen: set[int] = set(kinds[0])
    turns = []
    for at, here in enumerate(kinds[1:], start=1):
        if here and not here & seen:
            turns.append(at)
        seen |= here
    return turns


def _kinds(total: Count, part: Count) -> set[int]:
    words = part.lead + part.trail
    kinds = (
        (*wordings.ANOTHER, *wordings.SORTINGS)
        if wordings.OF_REQUESTS.search(total.lead + total.trail)
        else wordings.ANOTHER
    )
    return {at for at, kind in enumerate(kinds) if kind.search(words)}

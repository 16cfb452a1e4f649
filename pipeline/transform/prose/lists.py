"""Lists in prose: a total and the parts that are named after 其中, 包括 or a colon."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from itertools import accumulate, islice, pairwise

from pipeline.transform.prose.counts import Count, Sentence

# What opens a list. 包括 and 含 alone promise nothing; 其中 and a colon promise all parts.
_OPENS = re.compile(
    "(?:其中|(?P<within>内[有含]))[，,：:]?(?P<selects>主要|重点)?(?:包括|包含|含有?|有)?"
    "|(?P<hedged>包括|包含|涵盖|含|如)|(?P<wholly>分别[为是有]?)|(?P<colon>[：:])"
    # 件（…件，…件）: a bracket right behind its total
    "|(?P<bracket>(?<=[件条宗篇份])[（(])(?!其中|包|含|如|主要|不|较|比|同比|约|占|[：:])"
)
_HEDGED_AFTER = re.compile("[^，,。；;、0-9]{0,4}等|[，,]主要")  # …3条等信息；…3条，主要是
_THE_REST = re.compile("^(?:其中)?[^，,；;]{0,4}其[他它余]")  # what follows it is sorted anew
_ADJACENT = re.compile("(?:信息|数据|申请|文件|内容)?[，,（(]?(?:主要|共|具体|数量)*")
_FAR = 40  # characters between a total and its 其中
# What begins another statement, or is no part of a list but a comparison.
_NEW_STATEMENT = re.compile(
    "同时|此外|另外|另有|全年|年内|累计|截[至止]|共[收发公办受举开制接]|目前"
)
_OWN_VERB = re.compile(
    "通过|利用|发布|推送|公众号|新媒体|收到|受理|办理|接到|回复|阅读|浏览|点[击赞]|转[发载]|组织|开展|举办|召开"
    "|配备|设[有置立]|建[成立设]|安装|制作|编[发印]|印[发制]|张贴|发放|更新|接待|报送|上报|录用|刊发|参加|回应|解读|修订|废止"
)
_COMPARISON = re.compile("增[加长多幅]|减少|下降|上升|同比|环比|较[上去前]|比[上去前]")
# What is listed behind a colon or in a bracket without 其中; 个 and 项 count too many things.
_LISTED = frozenset("件条宗篇份次")
_SEMICOLON = re.compile("[；;]")
_CLOSING = re.compile("[）)]")
_EXCEPTION = re.compile("除|剔除|不含|未计")
# What follows a list without belonging to it, when no part before it was of that kind.
_ANOTHER = (
    re.compile("结转|顺延|转下"),
    re.compile("复议|诉讼"),
    _OWN_VERB,
)
# Ways of sorting applications; a list that changes from one to another counts them twice.
_SORTINGS = (
    re.compile("自然人|公民|法人|企业|组织|个人"),
    re.compile("网[络上]|在线|信函|邮[寄件箱]|当面|现场|书面|纸质|传真"),
    re.compile("办结|答复|予以公开|部分公开|不予|无法|撤[回销]|补正|维持|纠正"),
)
_OF_REQUESTS = re.compile("申请|收到|受理|新收|接收")
# Short of its total, a list is read as complete only when it comes near it.
_NEAR = Decimal("0.66")


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
        found = _OPENS.finditer(sentence.text) if sentence.counts else ()
        markers = list(islice(found, _MOST_LISTS))
        if not markers:
            continue
        before = sentences[at - 1] if at and not sentence.begins_paragraph else None
        for marker in markers:
            totals = _totals(sentence, marker, before)
            if totals and totals[-1].exact:
                breakdown = _breakdown(sentence, marker, markers, totals)
                if breakdown:
                    yield breakdown


def _totals(sentence: Sentence, marker: re.Match[str], before: Sentence | None) -> list[Count]:
    """The counts of one unit before a list; the last is its total, if it has one."""
    earlier = [count for count in sentence.counts if count.end <= marker.start()]
    if not earlier:
        if marker.start() > 0 or before is None or not marker[0].startswith("其中"):
            return []
        earlier = [count for count in before.counts if count.depth == 0]
    else:
        gap = sentence.text[earlier[-1].end : marker.start()]
        if not _is_bound(gap, marker, earlier[-1].unit):
            return []
    unit = earlier[-1].unit if earlier else ""
    return [count for count in earlier if count.unit == unit and not _COMPARISON.search(count.lead)]


def _is_bound(gap: str, marker: re.Match[str], unit: str) -> bool:
    """Whether a list so far from a number is a list of its parts."""
    if (marker["bracket"] or marker["colon"]) and unit not in _LISTED:
        return False
    if marker["bracket"]:
        return not gap
    if marker["hedged"] or marker["wholly"] or marker["colon"]:
        return bool(_ADJACENT.fullmatch(gap))
    return len(gap) <= _FAR and not _NEW_STATEMENT.search(gap) and "；" not in gap


def _breakdown(
    sentence: Sentence,
    marker: re.Match[str],
    markers: Sequence[re.Match[str]],
    totals: Sequence[Count],
) -> Breakdown | None:
    total = totals[-1]
    listed, rest = _listed(sentence, marker, total)
    parts = [count for count in listed if count.unit == total.unit]
    if not parts or not all(part.exact for part in parts):
        return None
    if not _agrees(totals, parts):
        behind = [*parts, *rest]
        heads = _heads(sentence, behind)
        ways = (behind, heads) if len(heads) > 1 else (behind,)
        parts = next((way for way in ways if _agrees(totals, way)), parts)
    verdict = _verdict(totals, parts, _sure(sentence, markers, parts))
    hedged = (
        bool(marker["hedged"] or marker["selects"])
        or len(parts) < len(listed)  # other units among them
        or (total not in sentence.counts and len(totals) > 1)
        or any(_HEDGED_AFTER.match(sentence.text, part.end) for part in parts)
        or bool(_EXCEPTION.search(sentence.text, marker.start(), parts[-1].start))
    )  # fmt: skip
    elsewhere = total not in sentence.counts and _sum(parts) <= max(_meant(totals))
    if (verdict is Verdict.FALLS_SHORT and hedged) or (verdict is Verdict.EXCEEDS and elsewhere):
        verdict = Verdict.OPEN
    return Breakdown(sentence, total, tuple(parts), verdict)


def _heads(sentence: Sentence, counts: Sequence[Count]) -> list[Count]:
    """The first count between two semicolons: 甲类20条，内有…；乙类11条，内有…."""
    return list(counts[:1]) + [
        count
        for before, count in pairwise(counts)
        if _SEMICOLON.search(sentence.text, before.end, count.start)
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
        if _depth_at(sentence, count.start) == depth and not _COMPARISON.search(count.lead):
            level.append(count)
    gaps = [text[one.end : other.start] for one, other in pairwise(level)]
    by_semicolon = len(gaps) > 1 and all(map(_SEMICOLON.search, gaps))
    for at, gap in enumerate(gaps, start=1):
        if (
            _NEW_STATEMENT.search(gap)
            or (not by_semicolon and _SEMICOLON.search(gap))
            or (level[at].number > total.number and not depth and _OWN_VERB.search(gap))
        ):
            return level[:at], [count for count in level[at:] if count.unit == total.unit]
    return level, []


def _closings(text: str, since: int, count: Count) -> Iterator[int]:
    return (found.end() for found in _CLOSING.finditer(text, since, count.start))


def _depth_at(sentence: Sentence, at: int) -> int:
    before = sentence.text[:at]
    opened = before.count("（") + before.count("(")
    return opened - before.count("）") - before.count(")") if opened else 0


def _verdict(totals: Sequence[Count], parts: Sequence[Count], sure: int) -> Verdict:
    """What the parts come to; any reading in which they agree wins."""
    stated = totals[-1].number
    if _agrees(totals, parts) or _agrees_around(totals, parts, sure):
        return Verdict.AGREES
    one_kind = parts[: min([sure, *_turns(totals[-1], parts)])]
    together = _sum(one_kind)
    if together > stated:
        return Verdict.EXCEEDS
    if sure < len(parts) or len(totals) > 1 or len(parts) == 1:
        return Verdict.OPEN
    if _sum(parts) < stated:
        one_kind, together = parts, _sum(parts)
    elif len(one_kind) == 1 or not any(_kinds(totals[-1], part) for part in one_kind):
        return Verdict.OPEN
    return Verdict.FALLS_SHORT if together >= _NEAR * stated else Verdict.OPEN


def _sum(parts: Sequence[Count]) -> Decimal:
    return sum((part.number for part in parts), Decimal(0))


def _meant(totals: Sequence[Count]) -> set[Decimal]:
    """Every total that may be meant: each count before the list, or the last few together."""
    numbers = [count.number for count in totals]
    return {*numbers, *accumulate(reversed(numbers))}


def _agrees(totals: Sequence[Count], parts: Sequence[Count]) -> bool:
    """Whether all parts make the total, or those before another sorting begins."""
    rests = [at for at, part in enumerate(parts, start=1) if _THE_REST.match(part.lead)]
    ends = (*_turns(totals[-1], parts), *rests, len(parts))
    return any(_sum(parts[:end]) in _meant(totals) for end in ends)


def _agrees_around(totals: Sequence[Count], parts: Sequence[Count], sure: int) -> bool:
    """Whether the parts before a list within the list, with some of the last, make the total."""
    inner = (part.number for part in reversed(parts[sure:]))
    around = accumulate(inner, initial=_sum(parts[:sure]))
    return sure < len(parts) and bool(_meant(totals) & set(around))


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
    kinds = (*_ANOTHER, *_SORTINGS) if _OF_REQUESTS.search(total.lead + total.trail) else _ANOTHER
    return {at for at, kind in enumerate(kinds) if kind.search(words)}

"""A district's indicators in prose: which counts can only be theirs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.form.model import Form
from pipeline.form.table import CellRef, Line, squeezed
from pipeline.prose.lists import Breakdown
from pipeline.prose.scope import Scope
from pipeline.prose.sentences import Count, Sentence

# Words of a label that tell no indicator from another; they may also stand before the number.
_PLAIN_WORDS = (
    "转办|便民|服务|总量|专栏|专区|年内|发布|公开|更新|刊发|播放|群众|市民|居民|政务|受理|接到|接听|收到|办理|回复|处理|推送|举办|开展|信息|推文|文章|消息|数量|总数"
    "|[件条次篇个期份场]数|场次|本年度?|全年|主动|政务信息|各类|情况|累计|内容|共计|合计|总计|办件|栏目|挂网|工单|来电|诉求|事项|活动"
    "|政府|[共数类的了为达约]"
)
_SPLITS = re.compile(
    f"[、，,/（）()·]|和|及|与|{_PLAIN_WORDS}|(?<=[0-9])(?=[^0-9])|(?<=[^0-9])(?=[0-9])"
)
_BARE = re.compile("^其中[，,:：]?(?:包括)?|(?:信息|[类的])*$")  # 其中财政预决算类信息
_FILLER = re.compile(
    f"(?:{_PLAIN_WORDS}|上|另|件|个|图文|所设|子页|街道|乡镇|本?[镇乡]|“[^“”]{{1,20}}”|[:：])*+"
)
# A count over several channels is no count of one of them.
_CHANNELS = re.compile(
    "网站|微信|公众号|微博|抖音|快手|视频号|新媒体|公告栏|公示栏|公开栏|宣传栏|电子屏|显示屏|大屏|公报|广播|热线"
    "|信箱|电话|短信|报纸|报刊|电视|微信群|平台|手册|折页|讲座|客户端|头条"
)


@dataclass(frozen=True)
class Indicator:
    """One indicator: its cell, the words that name it, and its parts by their names."""

    ref: CellRef
    unit: str
    words: tuple[str, ...]
    parts: tuple[tuple[str, CellRef], ...]


@dataclass(frozen=True)
class Stated:
    """A count in prose that is an indicator's."""

    ref: CellRef
    count: Count
    sentence: Sentence


def read_indicators(form: Form) -> tuple[Indicator, ...]:
    """The indicators whose labels have words of their own."""
    table = form.table(form.extensible)
    lines = [line for block in table.blocks for line in block.rows]
    found = (_indicator(table.name, line) for line in lines)
    return tuple(indicator for indicator in found if indicator.words)


def _indicator(table: str, line: Line) -> Indicator:
    label = squeezed(line.label)
    return Indicator(
        ref=CellRef(table, line.label, ""),
        unit=line.unit,
        words=tuple(word for word in _SPLITS.split(label) if len(word) > 1 and not word.isdigit()),
        parts=tuple(
            (squeezed(part.label), CellRef(table, f"{line.label}/{part.label}", ""))
            for part in line.parts
        ),
    )


def stated_indicators(
    sentences: Sequence[Sentence],
    breakdowns: Sequence[Breakdown],
    indicators: Sequence[Indicator],
    scope: Scope,
) -> Iterator[Stated]:
    """Every count that states an indicator, or a part of one in a list after it."""
    for sentence in sentences:
        if not sentence.counts:
            continue
        for count in sentence.counts:
            meant = [i for i in indicators if i.unit == count.unit and _names(i, count)]
            if len(meant) == 1 and not count.depth and scope.is_of_this_year(sentence, count):
                yield Stated(meant[0].ref, count, sentence)
                yield from _stated_parts(meant[0], count, breakdowns)
        yield from _stated_totals(sentence, breakdowns, indicators, scope)


def _names(indicator: Indicator, count: Count) -> bool:
    """Whether all words of an indicator, and no other channel, stand before a number."""
    lead = count.lead
    if not all(word in lead for word in indicator.words):
        return False
    last = max(lead.rindex(word) + len(word) for word in indicator.words)
    return not _others(indicator, lead) and _FILLER.fullmatch(lead, last) is not None


def _stated_totals(
    sentence: Sentence,
    breakdowns: Sequence[Breakdown],
    indicators: Sequence[Indicator],
    scope: Scope,
) -> Iterator[Stated]:
    """Yield totals behind their parts, where the first part names one indicator: 共计115条."""
    for breakdown in breakdowns:
        first, total = breakdown.parts[0], breakdown.total
        if breakdown.sentence is not sentence or total.start < first.start:
            continue
        meant = [
            one
            for one in indicators
            if one.unit == total.unit and all(word in first.lead for word in one.words)
        ]
        leads = "".join(one.lead for one in (*breakdown.parts, total))
        is_of_one = len(meant) == 1 and not _others(meant[0], leads)
        if is_of_one and scope.is_of_this_year(sentence, total):
            yield Stated(meant[0].ref, total, sentence)


def _others(indicator: Indicator, words: str) -> set[str]:
    """Return the channels that words name, beside an indicator's own."""
    return set(_CHANNELS.findall(words)) - set(_CHANNELS.findall("".join(indicator.words)))


def _stated_parts(
    indicator: Indicator, count: Count, breakdowns: Sequence[Breakdown]
) -> Iterator[Stated]:
    """Return the parts of an indicator in the lists after its count."""
    for breakdown in breakdowns:
        for part in breakdown.parts if breakdown.total is count else ():
            name = _BARE.sub("", part.lead)
            named = [ref for label, ref in indicator.parts if _BARE.sub("", label) == name]
            if len(named) == 1:
                yield Stated(named[0], part, breakdown.sentence)

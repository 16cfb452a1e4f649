"""W07: slips of punctuation and of the pen, one finding for each answer.

Half-width brackets are common and left alone, as is a heading without an end mark.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.findings import Level, Message, Rule
from pipeline.transform.check.answers import Answer, Defect, Office, excerpt
from pipeline.transform.check.numbering import slips

RULE = Rule(
    message=Message("W07", Level.NOTE, "“{label}”{faults}。", "{fixes}"),
    holds="标点成对、不重复，段落有句末标点，序号连续，没有已知的错字。",
    source="《标点符号用法》（GB/T 15834—2011）；公文校对的通行做法",
)

# Wrong spelling → right one; a district adds its own in `district.toml`.
SLIPS = {
    "公开办涵": "公开办函",
    "国办涵": "国办函",
    "信息公开条列": "信息公开条例",
    "信息公开条理": "信息公开条例",
    "依申情公开": "依申请公开",
    "政府信息公工作": "政府信息公开工作",
    "信息处理废": "信息处理费",
    "规犯性文件": "规范性文件",
    "三申三校": "三审三校",
    "保障保障": "保障",
    "情况情况": "情况",
    "进行进行": "进行",
}

_CHINESE = "[一-龥）”》〉’】]"
_HALF_WIDTH = re.compile(f"(?<={_CHINESE})([,;:?!.])(?= ?[一-龥（“《〈‘【\\n]|$)")
_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_DOUBLED = re.compile("[，。、；：]{2,}")
_DOTS = re.compile("。{3,}")  # meant as an ellipsis
_OPENERS = {"“": "”", "‘": "’", "《": "》", "（": "）", "〔": "〕"}
_CLOSERS = {close: open_ for open_, close in _OPENERS.items()}
_MARKS = re.compile("[“”‘’《》（）()〔〕]")
_POINT_BEFORE = re.compile(r"(?:^|[。；：，、;:,\n ])[0-9一二三四五六七八九十①-⑩]{1,3}$")
_CLOSING = "”’）)》】〕 "
_ENDS = "。！？：；!?:;…"
_HEADING = re.compile(
    r"(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|第[一二三四五六七八九十]+[，、]?)"
)
_LONGEST_HEADING = 30
_LONGEST_WORD = 4  # “无” and its like are no paragraph


class _Kind(NamedTuple):
    """What is wrong, and what to do about it."""

    what: str
    fix: str


_NO_END = _Kind("有段落末尾没有句末标点", "请在段落末尾补上“。”。")
_NO_PARTNER = _Kind("有引号或括号不成对", "请补上缺少的一半，如：“……”、（……）。")
_NESTED = _Kind("双引号里又用了双引号", "请把里面的一层改为单引号，如：“……‘……’……”。")
_HALF = _Kind("汉字之间用了半角标点", "请改为全角标点“{right}”。")
_TWICE = _Kind("标点重复", "请只留一个标点。")
_SLIP = _Kind("有错字", "请改为“{right}”。")
_NUMBER = _Kind("序号不连续", "请核对各条序号，这里似应为“{right}”。")


class _Found(NamedTuple):
    kind: _Kind
    start: int
    end: int
    right: str = ""


def punctuation(known: Mapping[str, str]) -> Callable[[Office], Iterable[Defect]]:
    """W07, with a district's own known slips."""
    spellings = {**SLIPS, **known}
    wrong = re.compile("|".join(map(re.escape, spellings)))

    def defects(office: Office) -> Iterator[Defect]:
        for answer in office.answers:
            found = [*_marks(answer.text), *_slips(answer.text, wrong, spellings)]
            if found:
                yield _defect(answer, found)

    return defects


def _defect(answer: Answer, found: Sequence[_Found]) -> Defect:
    """All slips of an answer, by kind, each with the first piece that shows it."""
    faults, fixes = [], []
    for kind in dict.fromkeys(one.kind for one in found):
        first, *others = (one for one in found if one.kind is kind)
        piece = excerpt(answer.text, first.start, first.end)
        times = f"等 {len(others) + 1} 处" if others else ""
        faults.append(f"{kind.what}：“{piece}”{times}")
        fixes.append(kind.fix.format(right=first.right))
    return Defect(
        RULE,
        answer.place,
        value=excerpt(answer.text, found[0].start, found[0].end),
        expected=found[0].right,
        facts={"label": answer.field.label, "faults": "；".join(faults), "fixes": "".join(fixes)},
    )


def _slips(text: str, wrong: re.Pattern[str], spellings: Mapping[str, str]) -> Iterator[_Found]:
    for match in wrong.finditer(text):
        yield _Found(_SLIP, *match.span(), spellings[match[0]])
    for slip in slips(text):
        yield _Found(_NUMBER, slip.start, slip.start + len(slip.found), slip.expected)


def _marks(text: str) -> Iterator[_Found]:
    yield from _open_ends(text)
    yield from _pairs(text)
    for match in _HALF_WIDTH.finditer(text):
        yield _Found(_HALF, *match.span(), _FULL_WIDTH[match[1]])
    for match in _DOUBLED.finditer(text):
        if not _DOTS.fullmatch(match[0]):
            yield _Found(_TWICE, *match.span())


def _open_ends(text: str) -> Iterator[_Found]:
    """Paragraphs without an end mark; a heading over other paragraphs needs none."""
    lines = text.split("\n")
    start = 0
    for at, line in enumerate(lines):
        end = start + len(line)
        bare = line.rstrip(_CLOSING)
        last = at == len(lines) - 1
        # What ends in a bracket or a quotation has its end mark within, or is a title.
        closed = len(bare) < len(line.rstrip()) and not bare.endswith(("，", "、", ","))
        ended = bare.endswith(tuple(_ENDS)) or (bare.endswith(".") and not bare[-2:-1].isdigit())
        is_text = len(bare) > _LONGEST_WORD and not _is_heading(line, last=last)
        if is_text and not ended and not closed:
            yield _Found(_NO_END, max(start, end - 12), end, "。")
        start = end + 1


def _is_heading(line: str, *, last: bool) -> bool:
    short = len(line) <= _LONGEST_HEADING and not re.search("[，。；,;]", line)
    return short and (not last or bool(_HEADING.match(line)))


def _pairs(text: str) -> Iterator[_Found]:
    """Marks without a partner, or quotation marks within the same quotation marks."""
    opened: dict[int, str] = {}  # place → mark, the innermost last
    nested: list[_Found] = []
    lonely: list[int] = []
    for match in _MARKS.finditer(text):
        mark, place = match[0].translate(_BRACKETS), match.start()
        if mark in _OPENERS:
            if mark == "“" and mark in opened.values():
                nested.append(_Found(_NESTED, place, place + 1, "‘"))
            opened[place] = mark
        elif _CLOSERS[mark] in opened.values():
            while (last := opened.popitem())[1] != _CLOSERS[mark]:
                lonely.append(last[0])
        elif mark != "）" or not _POINT_BEFORE.search(text, max(0, place - 5), place):
            lonely.append(place)
    lonely += opened
    # Where a mark lacks its partner, what seems nested is most often that same slip.
    yield from [_Found(_NO_PARTNER, place, place + 1) for place in sorted(lonely)] or nested


_BRACKETS = str.maketrans("()", "（）")

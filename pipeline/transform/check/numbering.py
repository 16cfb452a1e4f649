"""Numbered points in an answer, in any style: 一是, （一）, 1. and 第一.

A list may stand within another; a number that fits no open list is a slip.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_SIGNS = "一二三四五六七八九十"
_STYLES = {
    "{}是": re.compile(f"([{_SIGNS}]{{1,3}})是"),
    "（{}）": re.compile(f"[（(]([{_SIGNS}]{{1,3}})[）)]"),
    "第{}": re.compile(f"第([{_SIGNS}]{{1,3}})[，,：:是]"),
    "{}.": re.compile(r"([0-9]{1,2})[.．、](?![0-9])"),
}
_BEFORE_POINT = "。；：，、！？;:,!?\n"  # a point begins an answer, a line, or a clause
_BEFORE_DIGIT = "。；：;:\n"  # a figure after a comma is no number of a point
# What an office writes over its points; it is no point itself.
_HEADING = re.compile(
    "(?:存在|主要|改进|整改|下一?步)的?(?:主要)?(?:问题|不足|措施|情况|方向|打算|工作)"
)


class Slip(NamedTuple):
    """A number that fits no list, and what was expected instead."""

    start: int
    found: str
    expected: str


def slips(text: str) -> Iterator[Slip]:
    """Where the numbering of points jumps or stands still."""
    for style, pattern in _STYLES.items():
        open_lists: list[int] = []
        for match in _marks(text, style, pattern):
            number = _number(match[1])
            if not open_lists or number == 1:
                open_lists.append(number)
                continue
            expected = open_lists[-1] + 1
            while open_lists and open_lists[-1] + 1 != number:
                open_lists.pop()
            if not open_lists:
                yield Slip(match.start(1), style.format(match[1]), _written(style, expected))
            open_lists = [*open_lists[:-1], number]


def points(text: str) -> int:
    """How many points an answer makes: those of the list that opens it; 0 without one."""
    lists = {}
    for style, pattern in _STYLES.items():
        marks = _marks(text, style, pattern)
        found = [mark for mark in marks if not _HEADING.match(text, mark.end())]
        if found:
            lists[style] = found
    if not lists:
        return 0
    outermost = min(lists, key=lambda style: lists[style][0].start())
    return len({_number(match[1]) for match in lists[outermost]})


def _marks(text: str, style: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    ends = _BEFORE_DIGIT if style == "{}." else _BEFORE_POINT
    for match in pattern.finditer(text):
        at = match.start()
        while at and text[at - 1] in " \u3000":
            at -= 1
        if at == 0 or text[at - 1] in ends:
            yield match


@cache
def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    units = _SIGNS.index(ones) + 1 if ones else 0
    return ((_SIGNS.index(tens) + 1 if tens else 1) * 10 if ten else 0) + units


def _written(style: str, number: int) -> str:
    if style == "{}.":
        return style.format(number)
    tens, ones = divmod(number, 10)
    words = ("" if tens < 2 else _SIGNS[tens - 1]) + "十" * bool(tens)
    return style.format(words + (_SIGNS[ones - 1] if ones else ""))

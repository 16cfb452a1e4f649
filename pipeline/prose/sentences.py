"""A text → its sentences and the counts in them, each with the words beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from pipeline.prose.numerals import NUMERAL, TEN_THOUSANDS, read_number

_UNITS = (
    "[人件条篇场批户份家]次|万元|亿元"
    "|[件宗项条次份起个篇部期场例则封户人名家元张册页批种类处块组幅本套台通卷轮]"
)
# A number, its ten thousands, its unit; 余 and 多 stand in any gap. The unit is optional only
# so that no number is searched again from its second digit.
_COUNT = re.compile(
    rf"(?P<number>{NUMERAL})(?P<odd>[余多几来])?(?P<scale>[万亿])?(?P<odd_too>[余多])?"
    rf"(?:(?:(?P<unit>{_UNITS})|(?P<percent>[%％]))(?P<odd_after>[余多](?![0-9])|左右|以[上内下]|上下)?)?"
)
_PERCENT_IN_WORDS = re.compile(f"百分之(?P<number>{NUMERAL})")
_ABOUT = re.compile("(?:近|约|逾|超|超过|大概|接近|不足|不到|至少|最多|不少于|不低于|达到?近)$")
_SEVERAL = re.compile("(?<![总件条次份个人])[数几](?=[十百千万])")  # 数百条, but not 申请数1件
# Not counts: 第三条, 统一部署, 每一件, 一次性, 一起申请, 20个工作日, 3个百分点.
_NO_COUNT_BEFORE = re.compile(r"[第每逐某任这那哪〔\[/.\-—～~]$")
_SET_PHRASE = re.compile("[统唯专之同单进](?=一)|(?<=一)[\u4e00-\u9fff](?=一)")  # but not 清单1条
_NO_COUNT_AFTER = re.compile(
    "合计|共计|总计|方面|层面|环节|工作日|自然日|月|小时|百分点|性|龙|分(?!别)|署|门|们"
)
# A number of cases without a unit: 行政复议0、行政诉讼0.
_TOLD_BEFORE = re.compile(
    "(?:申请|复议|诉讼|结转|收件|办件|办结|件数|数量|总数|公开数|申请数|受理数|收到数)(?:均|亦|都|也)?[为是：:]?$"
)
_LONGEST_BARE = 5  # signs; longer ones are numbers of telephones
_ENDS, _CASE, _FAR = re.compile("[、，；。）),;]|$"), "件", 8
_TOGETHER = re.compile("[，,。；;、）)和及]|$")  # 一起 is a count only at the end of a clause

# Sentences of reports have up to 170 signs (measured). Longer ones than this are read in pieces
# that end with a clause, so that the work for a text grows with its length alone.
_IN_SENTENCE = r"[^。！？!?\n]{1,300}"
_SENTENCE = re.compile(rf"{_IN_SENTENCE}(?=[。！？!?\n]|$)|{_IN_SENTENCE}[，,；;]|{_IN_SENTENCE}")
# A colon, too, before a predicate of its own: 申请人以自然人为主：全年收到申请18件.
_CLAUSE_END = re.compile(
    "[，,；;（(）)]|[：:](?=[^，,。；;（()）0-9]{0,12}(?:收到|受理|新收|接收|办结|答复|公开|发布))"
)
_PHRASE_END = re.compile("[，,；;（(）)、]")
_OPEN, _CLOSE = "（(", "）)"
_REMARK = re.compile("[（(](?P<words>[^（）()，,；;0-9]{1,20})[）)]")
_JOINTS = "、和及与并以且另，,；; "
_BLANKS = re.compile("[ \t\u00a0\u3000]+")
_TITLE, _MASK = re.compile("《[^》\n]{0,100}》"), "□"
_YEAR = re.compile("二[〇○零Ｏ][一二三四五六七八九〇○零]{2}(?=年)")
_DIGITS = str.maketrans("一二三四五六七八九〇○零Ｏ", "1234567890000")
_OUR_BODY = re.compile("[我本]([局镇厅])")


class Count(NamedTuple):
    """One stated number with its unit, and the words of its clause before and after it."""

    number: Decimal
    unit: str  # % for a rate
    exact: bool  # 余, 近, 约 and their like: never compared
    start: int  # in the sentence
    end: int
    lead: str
    trail: str
    depth: int  # of brackets
    is_followed: bool = False  # by another count, with no sign between: what is behind is its own


@dataclass(frozen=True)
class Sentence:
    """One sentence without blanks, and every count in it."""

    text: str  # titles masked, sign for sign
    written: str  # as it is quoted
    begins_paragraph: bool
    our_kinds: frozenset[str] = frozenset()  # 局 where the text says 我局: any 局 in it is that one

    @cached_property
    def all_counts(self) -> tuple[Count, ...]:
        """Counts and percentages, in order."""
        return tuple(_counts(self.text))

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """Counts of things."""
        return tuple(count for count in self.all_counts if count.unit != "%")

    @property
    def percentages(self) -> tuple[Count, ...]:
        """Rates and shares."""
        return tuple(count for count in self.all_counts if count.unit == "%")


def kinds_of_us(report: str) -> frozenset[str]:
    """What kind of body an office calls itself, anywhere in what it wrote."""
    return frozenset(_OUR_BODY.findall(report))


def read_sentences(text: str, our_kinds: frozenset[str] = frozenset()) -> list[Sentence]:
    """The sentences of a text; the title of a document never counts anything."""
    written = _BLANKS.sub("", text)
    plain = _TITLE.sub(lambda title: _MASK * len(title[0]), written)
    plain = _YEAR.sub(lambda year: year[0].translate(_DIGITS), plain)
    return [
        Sentence(
            text=found[0],
            written=written[found.start() : found.end()],
            begins_paragraph=found.start() == 0 or plain[found.start() - 1] == "\n",
            our_kinds=our_kinds,
        )
        for found in _SENTENCE.finditer(plain)
    ]


def _counts(text: str) -> Iterator[Count]:
    found = sorted(_found(text), key=lambda pair: pair[0].start())
    bracketed = any(sign in text for sign in _OPEN)
    for at, (match, number) in enumerate(found):
        previous = found[at - 1][0].end() if at else 0
        following = found[at + 1][0].start() if at + 1 < len(found) else len(text)
        named = match.groupdict()
        scale = TEN_THOUSANDS.get(named.get("scale") or "", 1)
        yield Count(
            number=number * scale,
            unit=named.get("unit") or ("%" if named.get("percent", "%") else _CASE),
            exact=not (
                named.get("odd")
                or named.get("odd_too")
                or named.get("odd_after")
                or _ABOUT.search(text, max(0, match.start() - 4), match.start())
                or (match.start() and _SEVERAL.match(text, match.start() - 1))
            ),
            start=match.start(),
            end=match.end(),
            lead=_lead(text, previous, match.start()),
            trail=_trail(text, match.end(), following),
            is_followed=following < len(text)
            and not _PHRASE_END.search(text, match.end(), following),
            depth=_depth(text, match.start()) if bracketed else 0,
        )


def _found(text: str) -> Iterator[tuple[re.Match[str], Decimal]]:
    for match in _COUNT.finditer(text):
        number = None if _is_no_count(text, match) else read_number(match["number"])
        if number is not None:
            yield match, number
    for match in _PERCENT_IN_WORDS.finditer(text) if "百分之" in text else ():
        number = read_number(match["number"])
        if number is not None:
            yield match, number


def _is_no_count(text: str, match: re.Match[str]) -> bool:
    if match["unit"] is None and match["percent"] is None:
        start = match.start()
        is_told = len(match[0]) <= _LONGEST_BARE and _TOLD_BEFORE.search(
            text, max(0, start - _FAR), start
        )
        return not (is_told and _ENDS.match(text, match.end()))
    if match["unit"] is None:
        return False
    before = match.start() - 1
    if before >= 0 and (
        _NO_COUNT_BEFORE.search(text, before, match.start()) or _SET_PHRASE.match(text, before)
    ):
        return True
    if _NO_COUNT_AFTER.match(text, match.end()):
        return True
    return match[0] == "一起" and not _TOGETHER.match(text, match.end())


def _lead(text: str, since: int, start: int) -> str:
    ends = [found.end() for found in _CLAUSE_END.finditer(text, since, start)]
    return text[ends[-1] if ends else since : start].lstrip(_JOINTS)


def _trail(text: str, end: int, until: int) -> str:
    if bracket := _REMARK.match(text, end, until):
        return bracket["words"]  # 1件（维持）
    found = _PHRASE_END.search(text, end, until)
    return text[end : found.start() if found else until]


def _depth(text: str, at: int) -> int:
    before = text[:at]
    opened = sum(map(before.count, _OPEN))
    return max(0, opened - sum(map(before.count, _CLOSE)))

"""What a published report says in words, part by part: which line answers which field."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.form.section import Field, FieldKind, Section, Topic
from pipeline.form.table import squeezed
from pipeline.prose.numerals import read_number
from pipeline.transform.published.labels import IN_BRACKETS, NUMERALS, core
from pipeline.transform.published.whose import Named

_NUMBER = rf"[{NUMERALS}]{{1,3}}|[0-9]{{1,2}}"
NUMBERED = re.compile(rf"\s*(?:(?P<in>[(（])\s*)?(?P<value>{_NUMBER})\s*(?(in)[)）]|[、.．,，])\s*")
_LEAD = re.compile(r"(?P<words>[^。：:；;！!，,]{2,40})(?P<end>[。：:；;！!]+|$)")
_SUFFIX = re.compile("(?:工作)?(?:的)?(?:主要)?情况$")
_UNIT = re.compile(r"[(（]?(?:计量)?单位.{0,20}|.{1,4}")  # beside a table
_LIKELY = 66  # percent; 信息管理 for 政府信息管理, 监督 for 监督保障


class Line(NamedTuple):
    """One paragraph: its place among all, as people count, and its words."""

    number: int
    text: str

    @property
    def place(self) -> str:
        """As a finding names it."""
        return f"第{self.number}段"


@dataclass
class Worded:
    """A report's words.

    evidence: where it says whose it is and of which year, the most trustworthy first.
    headings: those of the form, in their order here.
    parts: label of a field → its paragraphs.
    strays: section → what stands in it and belongs to none of its parts.
    undivided: sections whose parts are not told apart; all is in the first of them.
    is_scrambled: the words were converted with numbers out of their places, and none is taken.
    """

    evidence: Sequence[Named] = ()
    headings: list[Section] = field(default_factory=list)
    parts: dict[str, list[Line]] = field(default_factory=dict)
    strays: dict[str, list[Line]] = field(default_factory=dict)
    undivided: list[Section] = field(default_factory=list)
    is_scrambled: bool = False
    is_several: bool = False  # reports of different offices or years, one after the other

    @property
    def title(self) -> str:
        """The line above the report; blank where there is none."""
        return next((one.text for one in self.evidence if one.source == "标题"), "")

    @property
    def who(self) -> str:
        """Whose report it is, as the first evidence says; blank where none does."""
        return next((one.who for one in self.evidence if one.who), "")

    @property
    def year(self) -> int:
        """The year that the first evidence says; 0 where none does."""
        return next((one.year for one in self.evidence if one.year), 0)


def divide(section: Section, lines: Sequence[Line], worded: Worded) -> None:
    """Give every line of a section to the field that it answers, or to the strays."""
    fields = [item for item in section.fields if item.kind is FieldKind.PROSE]
    beyond: Sequence[Line]
    own, beyond = _own(section, lines, fields)
    if not fields:
        beyond = [line for line in lines if not _UNIT.fullmatch(line.text)]
    elif not any(one.heading for one in fields):
        fees = [table.name for table in section.tables]
        _divide_by_words(own, fields, fees, worded)
    else:
        beyond = [*_divide_by_headings(section, own, fields, worded), *beyond]
    if beyond:
        worded.strays[section.heading] = list(beyond)


def _own(
    section: Section, lines: Sequence[Line], fields: Sequence[Field]
) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines of a section, and those from a heading of its level on that no form knows.

    Where one of its own parts follows, it was no heading of that level.
    """
    level = _Level(section.heading[1])
    level.begin(section.heading)
    last = max((at for at, line in enumerate(lines) if part_of(line.text, fields)), default=-1)
    for at, line in enumerate(lines):
        number = NUMBERED.match(line.text)
        in_chinese = number and number["value"][0] in NUMERALS
        if in_chinese and level.ends(line.text) and at > last:
            return lines[:at], lines[at:]
    return lines, ()


def _value(number: re.Match[str] | None) -> int:
    return int(read_number(number["value"]) or 0) if number else 0


class _Level:
    """The numbers of the parts of one section as they follow each other, and of points in a part.

    A number in the style of the parts begins another part, unless it goes on with points that
    began anew at 1.
    """

    def __init__(self, style: str | None) -> None:
        self._style = style
        self._part = self._point = 0

    def begin(self, text: str) -> None:
        """Tell the line with which a part begins."""
        self._part, self._point = max(_value(NUMBERED.match(text)), self._part), 0

    def ends(self, text: str) -> bool:
        """Whether a line begins something of the level of the parts; the line is counted."""
        number = NUMBERED.match(text)
        value = _value(number)
        if not value or _style_of(number) != self._style:
            return False
        if (self._part and value == 1) or (self._point and value == self._point + 1):
            self._point = value
            return False
        self.begin(text)
        return True


def _divide_by_headings(
    section: Section, lines: Sequence[Line], fields: Sequence[Field], worded: Worded
) -> Sequence[Line]:
    """What belongs to none of the fields."""
    strays: list[Line] = []
    now, style, found = strays, _style(lines, fields), False
    level = _Level(style)
    for line in lines:
        left = [one for one in fields if one.label not in worded.parts]
        begins = part_of(line.text, left)
        if begins and begins.style in (style, None):
            level.begin(line.text)
        elif not part_of(line.text, fields) and level.ends(line.text):
            now, begins = strays, _likely(line.text, left, fields)
        else:
            begins = None
        if begins:
            now, found = worded.parts.setdefault(begins.field.label, []), True
            now += [Line(line.number, begins.rest)] if begins.rest else []
        else:
            now.append(line)
    if found or not lines:
        return strays
    worded.parts[fields[0].label] = strays
    worded.undivided.append(section)
    return ()


def _divide_by_words(
    lines: Sequence[Line], fields: Sequence[Field], fees: Sequence[str], worded: Worded
) -> None:
    """Lines below no heading: what names the fee, and what follows that, is about it."""
    other, *more = sorted(fields, key=lambda one: one.topic is not Topic.OTHER)
    now = other
    for at, line in enumerate(lines):
        led = [one for one in more if one.lead and line.text.startswith(one.lead)]
        about = [
            one for one in more if one.topic is Topic.FEE and any(fee in line.text for fee in fees)
        ]
        now = next(iter(led + about), other if at == 1 and now.topic is Topic.FEE else now)
        own = line._replace(text=line.text.removeprefix(now.lead)) if led else line
        worded.parts.setdefault(now.label, []).append(own)


class _Begins(NamedTuple):
    """The beginning of a part: whose, in what kind of number, exactly, and what is said at once."""

    field: Field
    style: str | None  # None: without a number, alone in its line
    is_exact: bool
    rest: str


def _style(lines: Sequence[Line], fields: Sequence[Field]) -> str | None:
    """The kind of number before the parts of a section: that of most which are named exactly."""
    begins = [begin for line in lines if (begin := part_of(line.text, fields))]
    styles = Counter(one.style for one in begins if one.style and one.is_exact)
    styles = styles or Counter(one.style for one in begins if one.style)
    return max(styles, key=lambda style: (styles[style], style == "（"), default=None)


def _style_of(number: re.Match[str] | None) -> str | None:
    if number is None:
        return None
    return "（" if number["in"] else number[0].strip()[-1]


def part_of(text: str, fields: Sequence[Field]) -> _Begins | None:
    """The field whose answer begins with a line."""
    number = NUMBERED.match(text)
    behind = number.end() if number else 0
    lead = _LEAD.match(text, behind)
    if lead is None or (number is None and lead.end() < len(text)):
        return None
    said = _said(lead)
    for one in fields:
        for name in map(core, (one.label, *one.also)):
            is_exact = said == name
            if is_exact or (number and name in said and len(said) <= len(name) + 20):
                rest = text[lead.end() :].strip()
                if rest and not is_exact:
                    rest = text[behind:].strip()  # its words are more than a heading
                return _Begins(one, _style_of(number), is_exact, rest)
    return None


def _said(lead: re.Match[str]) -> str:
    return _SUFFIX.sub("", IN_BRACKETS.sub("", squeezed(lead["words"])))


def _likely(text: str, left: Sequence[Field], fields: Sequence[Field]) -> _Begins | None:
    """The only field of which a heading has part of the name, so that it can be no other."""
    number = NUMBERED.match(text)
    lead = _LEAD.match(text, number.end()) if number else None
    said = _said(lead) if lead else ""
    named = [one for one in fields if any(said in core(name) for name in (one.label, *one.also))]
    alike = len(named) == 1 and fuzz.ratio(said, core(named[0].label)) >= _LIKELY
    if lead is None or not alike or named[0] not in left:
        return None
    return _Begins(named[0], _style_of(number), is_exact=False, rest=text[lead.end() :].strip())

"""What a published report says in words: its title, its sections, and the parts of these."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.form.model import Form
from pipeline.form.section import Field, FieldKind, Section, Topic
from pipeline.form.table import squeezed
from pipeline.pages import PICTURE, Document, Drawn
from pipeline.transform.published.labels import IN_BRACKETS, NUMERALS, core
from pipeline.transform.published.tables import Under

_SIMILAR = 75  # percent; a heading with its own number before it
_NUMBER = rf"[{NUMERALS}]{{1,3}}|[0-9]{{1,2}}"
_NUMBERED = re.compile(
    rf"\s*(?:(?P<in>[(（])\s*(?:{_NUMBER})\s*[)）]|(?:{_NUMBER})\s*[、.．,，])\s*"
)
_LEAD = re.compile(r"(?P<words>[^。：:；;！!，,]{2,40})(?P<end>[。：:；;！!]+|$)")
_SUFFIX = re.compile("(?:工作)?(?:的)?(?:主要)?情况$")
_YEAR = r"(?:19|20)[0-9]{2}|二[〇○零Oo0][〇○零Oo0一二三四五六七八九]{2}"
_TITLE = re.compile(
    rf"(?P<who>[^《》“”,，。:：;；、0-9]{{0,60}}?)(?P<year>{_YEAR})年?度?(?P<behind>[^《》“”,，。:：;；、0-9]{{0,40}}?)"
    "(?:政府信息公开|政务公开)(?:工作)?(?:情况)?(?:年?度?(?:工作)?报告|年报)"
)
_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_BEFORE_NAME = re.compile("^.*(?:[-_—>|]|首页)|关于$|^关于")
_LAST_SIGN = re.compile(r"[。！？!?：:；;”’）)》…]\s*$")
_DAY = re.compile(
    r"[0-9〇○零一二三四五六七八九十\s]{0,12}年[0-9一二三四五六七八九十\s]{0,8}月"
    r"[0-9一二三四五六七八九十\s]{0,8}日"
    r"|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
)
_PAGE_NUMBER = re.compile(r"[-—－–―\s]*(?:第\s*)?[0-9]{1,3}(?:\s*页)?[-—－–―\s]*")
_SIGNED = re.compile(r"[^，。；：、]{2,40}")
_TAIL = 12  # lines in which the day of signing ends a report; behind it stands what is the site's
_UNIT = re.compile(r"[(（]?(?:计量)?单位.{0,20}|.{1,4}")  # beside a table
_LONG = 20  # signs; so much in a line is no heading
# Room that whoever set the page left around numbers.
_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[0-9])|(?<=[0-9]) (?=[\u3000-\u9fff])")
_MOST_BEFORE = 200  # paragraphs of a page before the report begins, that may hold its title


class Line(NamedTuple):
    """One paragraph: its place among all, as people count, and its words."""

    number: int
    text: str

    @property
    def place(self) -> str:
        """As a finding names it."""
        return f"第{self.number}段"


class Heading(NamedTuple):
    """A heading of the form that was found: whose it is, where, and what follows it at once."""

    section: Section
    number: int
    rest: str


@dataclass
class Worded:
    """A report's words.

    who, year: as the title says; blank and 0 where there is none.
    headings: those of the form, in their order here.
    parts: label of a field → its paragraphs.
    strays: section → what stands in it and belongs to none of its parts.
    undivided: sections whose parts are not told apart; all is in the first of them.
    """

    who: str = ""
    year: int = 0
    title: str = ""
    headings: list[Section] = field(default_factory=list)
    parts: dict[str, list[Line]] = field(default_factory=dict)
    strays: dict[str, list[Line]] = field(default_factory=dict)
    undivided: list[Section] = field(default_factory=list)
    is_several: bool = False  # reports of different offices or years, one after the other


class _Lying(NamedTuple):
    line: Line
    inside: tuple[int, ...]
    tables: int  # before it


def words_of(document: Document, of_tables: Mapping[int, Sequence[str]], form: Form) -> Worded:
    """All words of a document; `of_tables`: what stands in tables besides the form's own."""
    lying = list(_lying(document, of_tables))
    headings = _headings(lying, form)
    worded = Worded(headings=[heading.section for _, heading in headings])
    worded.is_several = _is_several(lying, form)
    first = headings[0][0] if headings else len(lying)
    before = [one.line.text for one in lying[:first]]
    worded.title, worded.who, worded.year = _title(before, document)
    common = _common([lying[at].inside for at, _ in headings])
    ends = [*(at for at, _ in headings[1:]), len(lying)]
    for (at, heading), end in zip(headings, ends, strict=False):
        lines = [Line(heading.number, heading.rest)] if heading.rest else []
        lines += [one.line for one in lying[at + 1 : end] if one.inside[: len(common)] == common]
        if end == len(lying):
            lines = _without_signature(lines, worded, form)
        if document.loose:
            if heading.section.is_table:  # what is left of its labels
                continue
            lines = _joined(lines, heading.section)
        _divide(heading.section, lines, worded)
    return worded


def under_headings(document: Document, form: Form) -> Under:
    """Which tables stand under which headings of the form, if these are paragraphs."""
    lying = list(_lying(document, {}))
    headings = _headings(lying, form)
    before = [(lying[at].tables, heading.section.heading) for at, heading in headings]
    count = sum(isinstance(block, Drawn) for block in document.blocks)
    under = dict[int, str]()
    for number in range(1, count + 1):
        above = [heading for tables, heading in before if tables < number]
        under |= {number: above[-1]} if above else {}
    return Under([heading for _, heading in before], under)


def _lying(document: Document, of_tables: Mapping[int, Sequence[str]]) -> Iterator[_Lying]:
    number, table = 0, 0
    for block in document.blocks:
        if isinstance(block, Drawn):
            table += 1
            texts = of_tables.get(table, ())
        else:
            texts = [block.text.replace(PICTURE, "")]  # only where a figure belongs is one missed
        for text in (line for piece in texts for line in piece.split("\n")):
            if text.strip() and not _PAGE_NUMBER.fullmatch(text):
                number += 1
                yield _Lying(Line(number, text.strip()), block.inside, table)


def _common(paths: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The boxes of a page in which all headings lie."""
    if not paths:
        return ()
    shortest = min(map(len, paths)) - (len(paths) == 1)
    shared = 0
    while shared < shortest and len({path[shared] for path in paths}) == 1:
        shared += 1
    return paths[0][:shared]


# ── headings ─────────────────────────────────────────────────────────────────


def _headings(lying: Sequence[_Lying], form: Form) -> list[tuple[int, Heading]]:
    """The headings of the form, one of each; a list of contents has them without anything below."""
    found, says = _all_headings(lying, form)
    first_section = next(section for section in form.sections if section.heading)
    begins = [at for at, (_, one) in enumerate(found) if one.section is first_section and says[at]]
    first = begins[-1] if begins else 0
    kept: dict[str, tuple[int, Heading]] = {}
    for own in (slice(first, None), slice(0, first)):  # what stands before may be of a list
        for one, has_words in zip(found[own], says[own], strict=True):
            section = one[1].section
            if has_words or section.is_table:
                kept.setdefault(section.sheet, one)
        for one in found[own]:
            kept.setdefault(one[1].section.sheet, one)
    return sorted(kept.values(), key=lambda one: one[0])


def _all_headings(
    lying: Sequence[_Lying], form: Form
) -> tuple[list[tuple[int, Heading]], list[bool]]:
    """Every line that is a heading of the form, and whether words follow before the next."""
    sections = [section for section in form.sections if section.heading]
    found = []
    for at, one in enumerate(lying):
        for section in sections:
            rest = _after_heading(one.line.text, section)
            if rest is not None:
                found.append((at, Heading(section, one.line.number, rest)))
                break
    ends = [*(at for at, _ in found[1:]), len(lying)]
    says = [
        bool(heading.rest) or end - at > 1 for (at, heading), end in zip(found, ends, strict=False)
    ]
    return found, says


def _is_several(lying: Sequence[_Lying], form: Form) -> bool:
    """Whether a whole report follows another one, of another office or year."""
    found, says = _all_headings(lying, form)
    told = [one.section for (_, one), has_words in zip(found, says, strict=True) if has_words]
    ends = [section for section in form.sections if section.heading]
    titles = {
        (title["who"] + title["behind"] or above.line.text, title["year"])
        for above, one in pairwise(lying)
        if (title := _TITLE.fullmatch(squeezed(one.line.text)))
    }
    return len(titles) > 1 and min(told.count(ends[0]), told.count(ends[-1])) > 1


def _after_heading(text: str, section: Section) -> str | None:
    """What follows a section's heading in its line; None where it is no such heading."""
    numeral, _, subject = section.heading.partition("、")
    plain, whole = squeezed(text[: 3 * len(section.heading) + 40]), squeezed(section.heading)
    if plain.startswith(whole):
        rest = IN_BRACKETS.sub("", squeezed(text)[len(whole) :])
        return rest.lstrip("。:;,、") if not rest or rest[0] in "。:;,、" else None
    plain = IN_BRACKETS.sub("", plain)
    if len(plain) > len(whole) + 12:
        return None
    number = _NUMBERED.match(plain)
    if number is None:
        return "" if core(plain) == core(subject) else None
    if number["in"] or not number[0].startswith(numeral):
        return None
    alike = fuzz.ratio(core(plain[number.end() :]), core(subject))
    return "" if alike >= _SIMILAR else None


# ── the title ────────────────────────────────────────────────────────────────


def _title(before: Sequence[str], document: Document) -> tuple[str, str, int]:
    """The title, whom it names, and the year; from the page, or from what the file says."""
    lines = [squeezed(text) for text in before[-_MOST_BEFORE:]]
    for at in reversed(range(len(lines))):  # the nearest one: a site may list others before
        for above in range(3):  # it may be broken into as many lines
            whole = "".join(lines[max(at - above, 0) : at + 1])
            found = _TITLE.search(whole)
            who = _who(found) if found else ""
            if found and found.end() >= len(whole) - 2 and (who or above == 2 or not at):
                return found[0], who, _year(found)
    for said in (*lines, squeezed(document.title), squeezed(document.file)):
        if found := _TITLE.search(said):
            return "", _who(found), _year(found)
    return "", "", 0


def _who(title: re.Match[str]) -> str:
    name = title["who"] or title["behind"]
    return _BEFORE_NAME.sub("", _BEFORE_NAME.sub("", name))


def _year(title: re.Match[str]) -> int:
    digits = title["year"].translate(_DIGITS)
    return int(digits) if digits.isdecimal() else 0


# ── the parts of a section ───────────────────────────────────────────────────


def _divide(section: Section, lines: Sequence[Line], worded: Worded) -> None:
    """Give every line of a section to the field that it answers."""
    fields = [item for item in section.fields if item.kind is FieldKind.PROSE]
    if not fields:
        if strays := [line for line in lines if not _UNIT.fullmatch(line.text)]:
            worded.strays[section.heading] = strays
        return
    if not any(one.heading for one in fields):
        fees = [table.name for table in section.tables]
        _divide_by_words(lines, fields, fees, worded)
        return
    style = _style(lines, fields)
    now: Field | None = None
    for line in lines:
        left = [one for one in fields if one.label not in worded.parts]
        begins = _part(line.text, left)
        if begins and begins.style in (style, None):
            now = begins.field
            worded.parts[now.label] = [Line(line.number, begins.rest)] if begins.rest else []
        elif now is None:
            worded.strays.setdefault(section.heading, []).append(line)
        else:
            worded.parts[now.label].append(line)
    if now is None and lines:
        worded.parts[fields[0].label] = worded.strays.pop(section.heading)
        worded.undivided.append(section)


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
    begins = [begin for line in lines if (begin := _part(line.text, fields))]
    styles = Counter(one.style for one in begins if one.style and one.is_exact)
    styles = styles or Counter(one.style for one in begins if one.style)
    return max(styles, key=lambda style: (styles[style], style == "（"), default=None)


def _part(text: str, fields: Sequence[Field]) -> _Begins | None:
    """The field whose answer begins with a line."""
    number = _NUMBERED.match(text)
    behind = number.end() if number else 0
    lead = _LEAD.match(text, behind)
    if lead is None or (number is None and lead.end() < len(text)):
        return None
    style = None if number is None else "（" if number["in"] else number[0].strip()[-1]
    said = _SUFFIX.sub("", IN_BRACKETS.sub("", squeezed(lead["words"])))
    for one in fields:
        for name in map(core, (one.label, *one.also)):
            is_exact = said == name
            if is_exact or (number and name in said and len(said) <= len(name) + 20):
                rest = text[lead.end() :].strip()
                if rest and not is_exact:
                    rest = text[behind:].strip()  # its words are more than a heading
                return _Begins(one, style, is_exact, rest)
    return None


def _without_signature(lines: Sequence[Line], worded: Worded, form: Form) -> list[Line]:
    """The last section without the day and the name at its end, and what a site adds below."""
    for at in range(len(lines) - 1, max(len(lines) - 1 - _TAIL, -1), -1):
        text = lines[at].text
        day = _DAY.search(text)
        if day is None or day.end() < len(text):
            continue
        alone = day.start() == 0
        if alone or _SIGNED.fullmatch(text):
            if any(sign.isdigit() for sign in day[0]):
                worded.parts[form.field(FieldKind.DATE).label] = [lines[at]._replace(text=day[0])]
            kept = list(lines[:at])
            if alone and kept and _SIGNED.fullmatch(kept[-1].text):
                kept.pop()
            return kept
    return list(lines)


def _joined(lines: Sequence[Line], section: Section) -> list[Line]:
    """Lines that a page cut in two, as one again."""
    joined: list[Line] = []
    fields = [item for item in section.fields if item.heading]
    for cut_line in lines:
        line = cut_line._replace(text=_GAP.sub("", cut_line.text))
        before = joined[-1] if joined else None
        is_long = before and ("，" in before.text or len(before.text) >= _LONG)
        cut = before and is_long and not _LAST_SIGN.search(before.text)
        if before and cut and not _NUMBERED.match(line.text) and not _part(line.text, fields):
            joined[-1] = Line(before.number, before.text + line.text)
        else:
            joined.append(line)
    return joined

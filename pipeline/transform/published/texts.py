"""What a published report says in words: its title, its sections, and the parts of these."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.form.model import Form
from pipeline.form.section import Field, FieldKind, Section, Topic
from pipeline.form.table import squeezed
from pipeline.pages import Document, Drawn
from pipeline.transform.published.labels import core

_SIMILAR = 75  # percent; a heading with its own number before it
_NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(
    rf"\s*(?:[(（]\s*(?:[{_NUMERALS}]{{1,3}}|[0-9]{{1,2}})\s*[)）]|(?:[{_NUMERALS}]{{1,3}}|[0-9]{{1,2}})\s*[、.．,，])\s*"
)
_LEAD = re.compile(r"(?P<words>[^。：:；;！!，,]{2,24})(?:[。：:；;！!，,]+|$)")
_SUFFIX = re.compile("(?:工作)?(?:的)?(?:主要)?情况$")
_TITLE = re.compile(
    "(?P<who>[^《》“”，。：、0-9]{0,60})(?P<year>(?:19|20)[0-9]{2})年?度?"
    "(?:政府信息公开|政务公开)(?:工作)?(?:情况)?年?度?(?:工作)?报告"
)
_LAST_SIGN = re.compile(r"[。！？!?：:；;”’）)》…]\s*$")
_DAY = re.compile(
    r"[0-9〇○零一二三四五六七八九十\s]*年[0-9一二三四五六七八九十\s]*月[0-9一二三四五六七八九十\s]*日"
    r"|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
)
_PAGE_NUMBER = re.compile(r"[-—－–―\s]*(?:第\s*)?[0-9]{1,3}(?:\s*页)?[-—－–―\s]*")
_SIGNED = re.compile(r"[^，。；：、]{2,40}")
_LONG = 20  # signs; so much in a line is no heading
# Room that whoever set the page left around numbers.
_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[0-9])|(?<=[0-9]) (?=[\u3000-\u9fff])")
_FEE = "信息处理费"
_LONGEST_UNIT = 20  # signs of what stands beside a table: its unit, its number
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


class _Lying(NamedTuple):
    line: Line
    inside: tuple[int, ...]


def words_of(document: Document, of_tables: Mapping[int, Sequence[str]], form: Form) -> Worded:
    """All words of a document; `of_tables`: what stands in tables besides the form's own."""
    lying = list(_lying(document, of_tables))
    headings = _headings(lying, form)
    worded = Worded(headings=[heading.section for _, heading in headings])
    first = headings[0][0] if headings else len(lying)
    before = [one.line.text for one in lying[:first]]
    worded.title, worded.who, worded.year = _title(before, document)
    common = _common([lying[at].inside for at, _ in headings])
    ends = [at for at, _ in headings[1:]] + [len(lying)]
    for (at, heading), end in zip(headings, ends, strict=True):
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


def _lying(document: Document, of_tables: Mapping[int, Sequence[str]]) -> Iterator[_Lying]:
    number, table = 0, 0
    for block in document.blocks:
        if isinstance(block, Drawn):
            table += 1
            texts = of_tables.get(table, ())
        else:
            texts = [block.text]
        for text in (line for piece in texts for line in piece.split("\n")):
            if text.strip() and not _PAGE_NUMBER.fullmatch(text):
                number += 1
                yield _Lying(Line(number, text.strip()), block.inside)


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
    sections = [section for section in form.sections if section.heading]
    found = []
    for at, (line, _) in enumerate(lying):
        for section in sections:
            rest = _after_heading(line.text, section)
            if rest is not None:
                found.append((at, Heading(section, line.number, rest)))
                break
    if not found:
        return []
    ends = [*(at for at, _ in found[1:]), len(lying)]
    says = [
        bool(heading.rest) or end - at > 1 for (at, heading), end in zip(found, ends, strict=True)
    ]
    begins = [at for at, (_, one) in enumerate(found) if one.section is sections[0] and says[at]]
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


def _after_heading(text: str, section: Section) -> str | None:
    """What follows a section's heading in its line; None where it is no such heading."""
    numeral, _, subject = section.heading.partition("、")
    plain, whole = squeezed(text), squeezed(section.heading)
    if plain.startswith(whole):
        rest = plain[len(whole) :]
        return rest.lstrip("。:;,、") if not rest or rest[0] in "。:;,、" else None
    if len(plain) > len(whole) + 12:
        return None
    number = re.match(rf"[(]?{numeral}[)]?[、.,:]?", plain)
    if number and fuzz.ratio(core(plain[number.end() :]), core(subject)) >= _SIMILAR:
        return ""
    return "" if core(text) == core(subject) else None


# ── the title ────────────────────────────────────────────────────────────────


def _title(before: Sequence[str], document: Document) -> tuple[str, str, int]:
    """The title, whom it names, and the year; from the page, or from what the file says."""
    lines = [squeezed(text) for text in before[-_MOST_BEFORE:]]
    for at, line in enumerate(lines):
        found = _TITLE.search(line)
        if found and found.end() >= len(line) - 2:
            above = lines[at - 1] if at else ""
            who = found["who"] or (above if _SIGNED.fullmatch(above) else "")
            return found[0], who, int(found["year"])
    for said in (*lines, squeezed(document.title), squeezed(document.file)):
        if found := _TITLE.search(said):
            return "", found["who"], int(found["year"])
    return "", "", 0


# ── the parts of a section ───────────────────────────────────────────────────


def _divide(section: Section, lines: Sequence[Line], worded: Worded) -> None:
    """Give every line of a section to the field that it answers."""
    fields = [item for item in section.fields if item.kind is FieldKind.PROSE]
    if not fields:
        if longer := [line for line in lines if len(line.text) > _LONGEST_UNIT]:
            worded.strays[section.heading] = longer
        return
    if not any(one.heading for one in fields):
        _divide_by_words(lines, fields, worded)
        return
    now: Field | None = None
    for line in lines:
        left = [one for one in fields if one.label not in worded.parts]
        begins = _part(line.text, left)
        if begins:
            now, rest = begins
            worded.parts[now.label] = [Line(line.number, rest)] if rest else []
        elif now is None:
            worded.strays.setdefault(section.heading, []).append(line)
        else:
            worded.parts[now.label].append(line)
    if now is None and lines:
        worded.parts[fields[0].label] = worded.strays.pop(section.heading)
        worded.undivided.append(section)


def _divide_by_words(lines: Sequence[Line], fields: Sequence[Field], worded: Worded) -> None:
    """Lines below no heading: what speaks of the fee, and what follows that, is about it."""
    other, *more = sorted(fields, key=lambda one: one.topic is not Topic.OTHER)
    now = other
    for at, line in enumerate(lines):
        led = [one for one in more if one.lead and line.text.startswith(one.lead)]
        about = [one for one in more if one.topic is Topic.FEE and _FEE in line.text]
        now = next(iter(led + about), other if at == 1 and now.topic is Topic.FEE else now)
        worded.parts.setdefault(now.label, []).append(line)


def _part(text: str, fields: Sequence[Field]) -> tuple[Field, str] | None:
    """The field whose answer begins with a line, and what it says beyond the heading."""
    number = _NUMBERED.match(text)
    lead = _LEAD.match(text, number.end() if number else 0)
    if lead is None or (number is None and lead.end() < len(text)):
        return None
    said = _SUFFIX.sub("", squeezed(lead["words"]))
    for one in fields:
        for name in map(core, (one.label, *one.also)):
            if said == name or (number and name in said and len(said) <= len(name) + 8):
                return one, text[lead.end() :].strip()
    return None


def _without_signature(lines: Sequence[Line], worded: Worded, form: Form) -> list[Line]:
    """The last section without the day and the name at its end."""
    kept = list(lines)
    if kept and _DAY.fullmatch(kept[-1].text):
        day = kept.pop()
        if any(sign.isdigit() for sign in day.text):
            worded.parts[form.field(FieldKind.DATE).label] = [day]
        if kept and _SIGNED.fullmatch(kept[-1].text):
            kept.pop()
    return kept


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

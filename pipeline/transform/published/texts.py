"""What a published report says in words: its title, its sections, and the parts of these."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.form.model import Form
from pipeline.form.section import FieldKind, Section
from pipeline.form.table import squeezed
from pipeline.pages import PAGE_NUMBER, PICTURE, Document, Drawn
from pipeline.transform.published.labels import IN_BRACKETS, core
from pipeline.transform.published.parts import NUMBERED, Line, Worded, divide, part_of
from pipeline.transform.published.tables import Under
from pipeline.transform.published.whose import TITLE, evidence

_SIMILAR = 75  # percent; a heading with its own number before it
_LAST_SIGN = re.compile(r"[。！？!?：:；;”’）)》…]\s*$")
_DAY = re.compile(
    r"[0-9〇○零一二三四五六七八九十\s]{0,12}年[0-9一二三四五六七八九十\s]{0,8}月"
    r"[0-9一二三四五六七八九十\s]{0,8}日"
    r"|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
)
_SIGNED = re.compile(r"[^，。；：、]{2,40}")
_TAIL = 12  # lines in which the day of signing ends a report; behind it stands what is the site's
_LONG, _PAGE = 20, 5_000  # signs: so much in a line is no heading; no paragraph has more
# Room that whoever set the page left around numbers.
_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[0-9])|(?<=[0-9]) (?=[\u3000-\u9fff])")


class Heading(NamedTuple):
    """A heading of the form that was found: whose it is, where, and what follows it at once."""

    section: Section
    number: int
    rest: str


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
    signed = ""
    common = _common([lying[at].inside for at, _ in headings])
    ends = [*(at for at, _ in headings[1:]), len(lying)]
    for (at, heading), end in zip(headings, ends, strict=False):
        lines = [Line(heading.number, heading.rest)] if heading.rest else []
        lines += [one.line for one in lying[at + 1 : end] if one.inside[: len(common)] == common]
        if end == len(lying):
            lines, signed = _without_signature(lines, worded, form)
        if document.loose:
            if heading.section.is_table:  # what is left of its labels
                continue
            lines = _joined(lines, heading.section)
        divide(heading.section, lines, worded)
    before = [one.line.text for one in lying[:first]]
    if document.printed is not None:  # there the title has its year
        before = list(takewhile(lambda line: not _is_heading(line, form), document.printed))
    worded.evidence = list(evidence(document, before, signed))
    if document.printed is not None and not _in_place(lying, headings, document.printed):
        worded.parts, worded.strays, worded.undivided = {}, {}, []
        worded.is_scrambled = True
    return worded


def _in_place(
    lying: Sequence[_Lying], headings: Sequence[tuple[int, Heading]], printed: Sequence[str]
) -> bool:
    """Whether each section of words stands in the printed lines as it is, up to the next heading.

    What converts a PDF puts words of several fonts beside each other in their own order, so that
    a number may stand elsewhere in its sentence, or nowhere.
    """
    whole = squeezed("".join(printed))
    ends = [*(at + 1 for at, _ in headings[1:]), len(lying)]
    return all(
        _stands_in(squeezed("".join(one.line.text for one in lying[at:end])), whole)
        for (at, heading), end in zip(headings, ends, strict=True)
        if not heading.section.is_table
    )


def _stands_in(run: str, whole: str) -> bool:
    """Whether a text stands in another, with no digit left over before or behind it."""
    return not run or any(
        not ((before or run)[-1:].isdigit() or (behind or run)[:1].isdigit())
        for before, behind in pairwise(f"\n{whole}\n".split(run))
    )


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
            if text.strip() and not PAGE_NUMBER.fullmatch(text):
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


def _is_heading(text: str, form: Form) -> bool:
    sections = (section for section in form.sections if section.heading)
    return any(_after_heading(text, section) is not None for section in sections)


def _is_several(lying: Sequence[_Lying], form: Form) -> bool:
    """Whether a whole report follows another one, of another office or year."""
    found, says = _all_headings(lying, form)
    told = [one.section for (_, one), has_words in zip(found, says, strict=True) if has_words]
    ends = [section for section in form.sections if section.heading]
    titles = {
        (title["who"] + title["behind"] or above.line.text, title["year"])
        for above, one in pairwise(lying)
        if (title := TITLE.fullmatch(squeezed(one.line.text)))
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
    number = NUMBERED.match(plain)
    if number is None:
        return "" if core(plain) == core(subject) else None
    if number["in"] or not number[0].startswith(numeral):
        return None
    alike = fuzz.ratio(core(plain[number.end() :]), core(subject))
    return "" if alike >= _SIMILAR else None


def _without_signature(lines: Sequence[Line], worded: Worded, form: Form) -> tuple[list[Line], str]:
    """The last section without the day and the name at its end, and the name.

    What a site adds below them goes, too.
    """
    for at in range(len(lines) - 1, max(len(lines) - 1 - _TAIL, -1), -1):
        text = lines[at].text
        day = _DAY.search(text)
        if day is None or day.end() < len(text):
            continue
        alone = day.start() == 0
        if alone or _SIGNED.fullmatch(text):
            if any(sign.isdigit() for sign in day[0]):
                worded.parts[form.field(FieldKind.DATE).label] = [lines[at]._replace(text=day[0])]
            kept, signed = list(lines[:at]), text[: day.start()]
            if alone and kept and _SIGNED.fullmatch(kept[-1].text):
                signed = kept.pop().text
            return kept, signed
    return list(lines), ""


def _joined(lines: Sequence[Line], section: Section) -> list[Line]:
    """Lines that a page cut in two, as one again."""
    joined: list[Line] = []
    fields = [item for item in section.fields if item.heading]
    for cut_line in lines:
        line = cut_line._replace(text=_GAP.sub("", cut_line.text))
        before = joined[-1] if joined else None
        is_long = before and ("，" in before.text or len(before.text) >= _LONG)
        is_whole = before and (_LAST_SIGN.search(before.text[-_LONG:]) or len(before.text) > _PAGE)
        cut = is_long and not is_whole
        if before and cut and not NUMBERED.match(line.text) and not part_of(line.text, fields):
            joined[-1] = Line(before.number, before.text + line.text)
        else:
            joined.append(line)
    return joined

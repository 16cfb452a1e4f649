"""Whose a published report is, and of which year: what is said of it where, in order of trust."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from pipeline import messages
from pipeline.findings import Finding, Place
from pipeline.form.table import squeezed
from pipeline.pages import Document, Drawn, Paragraph
from pipeline.roster import Roster

_YEAR = r"(?:19|20)[0-9]{2}|二[〇○零Oo0][〇○零Oo0一二三四五六七八九]{2}"
TITLE = re.compile(
    rf"(?P<who>[^《》“”,，。:：;；、0-9]{{0,60}}?)(?P<year>{_YEAR})年?度?(?P<behind>[^《》“”,，。:：;；、0-9]{{0,40}}?)"
    "(?:政府信息公开|政务公开)(?:工作)?(?:情况)?(?:年?度?(?:工作)?报告|年报)(?!专[题栏]|列表|目录|汇总)"
)
_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_BEFORE_NAME = re.compile("^.*(?:[-_—>|]|首页)|关于$|^关于")
# A name ends as bodies are called, and holds no word of a sentence.
_BODY = re.compile(
    "(?:街道|街|[办处乡镇团师场局委厅部院校站所区县市会队馆村司]|苏木|政府|中心|社区|集团)$"
)
_NO_NAME = re.compile("公布|现[将予]|做好|结合|根据|按照|依[据照]|要求|编制(?!委)|^[我本该](?!溪)")
_NAME_CELLS = {"名称", "标题", "信息名称", "文件名称", "信息标题"}
_NAME_LINE = re.compile(r"\s*(?:信息|文件)?(?:名\s*称|标\s*题)\s*[:：]\s*(.{4,80})")
_MOST_ROWS = 5  # of a page; one is enough
_TITLES = ("标题", "网页标题")
_MOST_BEFORE = 200  # paragraphs of a page before the report begins, that may hold its title
_NEAR_END = 2  # signs behind a title in its line, such as a closing bracket


class Named(NamedTuple):
    """One place where a report says whose it is. who: blank, year: 0 where it does not say."""

    source: str  # 标题, 网页标题, 名称栏, 落款, 文件名
    text: str
    who: str
    year: int


def evidence(document: Document, before: Sequence[str], signed: str) -> Iterator[Named]:
    """Return where a report says whose it is, in order: title, page, name row, sign-off, file.

    before: the lines above its first heading. signed: the name at its end, blank if there is none.
    """
    yield from _line(before)
    for text in document.titles:
        yield _named(text, "网页标题")
    for text in islice(_name_rows(document), _MOST_ROWS):
        yield _named(text, "名称栏")
    if _BODY.search(squeezed(signed)):
        yield Named("落款", signed, squeezed(signed), 0)
    yield _named(document.file, "文件名")


def office_of(found: Sequence[Named], roster: Roster) -> str:
    """Return the office of the roster that a report is of; blank if none is named.

    A name of the roster in a title, letter by letter, counts more than any other; then the first
    place that names somebody decides.
    """
    in_titles = [roster.named_in(one.text) for one in found if one.source in _TITLES]
    first = next((roster.named_in(one.text) for one in found if one.who), "")
    return next(filter(None, in_titles), first)


def disagreements(found: Sequence[Named], roster: Roster, place: Place) -> Iterator[Finding]:
    """Tell where places of one report name different offices of the roster, or different years."""
    offices = [(one.source, roster.named_in(one.text)) for one in found]
    years = [(one.source, str(one.year or "")) for one in found]
    for what, said in (("单位", offices), ("年度", years)):
        told = dict.fromkeys(pair for pair in said if pair[1])
        if len({text for _, text in told}) > 1:
            listed = "，".join(f"{source}是“{text}”" for source, text in told)
            yield messages.published.DISAGREE.at(place, what=what, listed=listed)


def _who(title: re.Match[str]) -> str:
    """The office that a title names; blank where its words are no name of a body."""
    name = _BEFORE_NAME.sub("", _BEFORE_NAME.sub("", title["who"] or title["behind"]))
    return name if _BODY.search(name) and not _NO_NAME.search(name) else ""


def _line(before: Sequence[str]) -> Iterator[Named]:
    """The nearest title above the report: a site may list others before it.

    A sentence that speaks of the report is none; it only says the year, where no title does.
    """
    lines = [squeezed(text) for text in before[-_MOST_BEFORE:]]
    sentences: list[Named] = []
    for at in reversed(range(len(lines))):
        for above in range(3):  # it may be broken into as many lines
            whole = "".join(lines[max(at - above, 0) : at + 1])
            found = TITLE.search(whole)
            if found is None or found.end() < len(whole) - _NEAR_END:
                continue
            who = _who(found)
            if not who and (found["who"] or found["behind"]):
                sentences.append(Named("正文", found[0], "", _year(found)))
                break
            if who or above == 2 or not at:
                yield Named("标题", found[0], who, _year(found))
                return
    yield from sentences[:1]


def _named(text: str, source: str) -> Named:
    said = squeezed(text)
    found = TITLE.search(said)
    return Named(source, said, _who(found), _year(found)) if found else Named(source, said, "", 0)


def _name_rows(document: Document) -> Iterator[str]:
    """What stands beside 名称 in the box that a site prints above a document."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if found := _NAME_LINE.match(block.text):
                yield found[1]
        elif isinstance(block, Drawn):
            for row in block.rows:
                texts = [box.text for box in row]
                for label, said in pairwise(texts):
                    if squeezed(label).rstrip(":") in _NAME_CELLS:
                        yield said


def _year(title: re.Match[str]) -> int:
    digits = title["year"].translate(_DIGITS)
    return int(digits) if digits.isdecimal() else 0

"""退改: a fresh template with an office's own answers, and what must be corrected in it.

It is a return again once it is corrected. Re-saving the office's own file would lose things,
and would carry old marks into the next round.
"""

import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.worksheet import Worksheet

from pipeline.findings import Finding, Level
from pipeline.form.model import FieldKind, Form
from pipeline.form.table import CellRef
from pipeline.load.template import Mark, Template, Whose
from pipeline.load.workbook_style import LOOK_OF_LEVEL, Styles, wrapped_height
from pipeline.records import Returns, Untaken

_HEADS = ("序号", "级别", "位置（点击前往）", "原来填的", "应为", "说明", "怎么改", "编号")
_WIDTHS = (6, 7, 26, 24, 16, 56, 52, 8)
_TOP = 4  # rows above the findings: title, what to do, a blank one, the heads
_LONGEST = 32_000  # characters; XlsxWriter leaves out a comment that is too long for Excel
_FIRST_YEAR = 1900  # that Excel knows; an earlier day goes back as words
_DAY = re.compile("([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")  # as dates are normalised
_NOTHING_TAKEN = (
    "原来的文件没有采用，原因见下，所以这里没有带回您填过的内容。"
    "请照原文件填在这里，或者把原文件改正，交回其中一份。"
)
_WHAT_TO_DO = (
    "请直接在这个文件里改正：有颜色、带批注的格子就是要改（红色）或要核实（橙色）的，"
    "鼠标放上去可看说明；其余是您填过的内容，不用重填。改完保存，交回这个文件。"
)


def write_returned(
    form: Form, whose: Whose, returns: Returns, findings: Sequence[Finding]
) -> bytes:
    """One office's file to correct, from what it returned and all that was found in it.

    `returns` is as it was read, before blanks and placeholders were settled; an office of which
    nothing could be read gets an empty template.
    """
    answers = _answers(form, returns, whose.office)
    problems = [_Problem(finding, _named(finding, answers.places)) for finding in findings]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(form.corrections)
        template = Template(
            workbook,
            whose,
            words=answers.words,
            figures=answers.figures,
            as_is=answers.as_is,
            marks=_marks(problems, answers),
        )
        template.draw(form)
        what_to_do = _WHAT_TO_DO if answers.places else _NOTHING_TAKEN
        _draw(sheet, Styles(workbook), template, what_to_do, problems)
    return file.getvalue()


class _Answers(NamedTuple):
    """What an office filled in, for the cells of a fresh template."""

    words: Mapping[str, str | date] = MappingProxyType({})
    figures: Mapping[CellRef, int] = MappingProxyType({})
    as_is: Mapping[CellRef | str, Untaken] = MappingProxyType({})
    quoted: Mapping[CellRef | str, str] = MappingProxyType({})
    places: Mapping[str, CellRef | str] = MappingProxyType({})  # in its own file


def _answers(form: Form, returns: Returns, office: str) -> _Answers:
    if office not in returns.files:
        return _Answers()
    known = returns.figures_of(office)
    return _Answers(
        words=_words(form, returns.texts_of(office)),
        figures={ref: figure for ref, figure in known.items() if figure is not None},
        as_is=returns.untaken[office],
        quoted=returns.quoted[office],
        places=returns.asked[office],
    )


def _words(form: Form, texts: Mapping[str, str]) -> dict[str, str | date]:
    words: dict[str, str | date] = dict(texts)
    label = form.field(FieldKind.DATE).label
    if found := _DAY.fullmatch(texts[label]):
        day = date(*map(int, found.groups()))
        if day.year >= _FIRST_YEAR:
            words[label] = day
    return words


class _Problem(NamedTuple):
    """A finding, and the figures or answers of the form that it is about."""

    finding: Finding
    about: Sequence[CellRef | str]


def _named(finding: Finding, places: Mapping[str, CellRef | str]) -> list[CellRef | str]:
    """What stood in the cell, or the range of cells, that a finding names."""
    sheet, cell = finding.place.sheet, finding.place.cell
    first, _, last = cell.partition(":")
    if not last:
        return [places[f"{sheet}!{cell}"]] if f"{sheet}!{cell}" in places else []
    (top, left), (bottom, right) = xl_cell_to_rowcol(first), xl_cell_to_rowcol(last)
    named = []
    for place, name in places.items():  # a range may be as wide as a sheet; these are few
        where, _, at = place.rpartition("!")
        row, column = xl_cell_to_rowcol(at)
        if where == sheet and top <= row <= bottom and left <= column <= right:
            named.append(name)
    return named


def _marks(problems: Sequence[_Problem], answers: _Answers) -> dict[CellRef | str, Mark]:
    """For every cell with 错误 or 警告, the worse of them and all that is said of it."""
    said = defaultdict[CellRef | str, list[Finding]](list)
    for problem in problems:
        if problem.finding.level is not Level.NOTE:
            for name in problem.about:
                said[name].append(problem.finding)
    return {
        name: Mark(
            Level.ERROR if any(one.level is Level.ERROR for one in found) else Level.WARNING,
            "\n".join(_comment(one, _unshown(name, one, answers)) for one in found)[:_LONGEST],
        )
        for name, found in said.items()
    }


def _unshown(name: CellRef | str, finding: Finding, answers: _Answers) -> str:
    """What the office wrote, where the cell itself cannot show it; a total never does."""
    if name in answers.as_is or (isinstance(name, str) and answers.words.get(name)):
        return ""
    return answers.quoted.get(name, finding.value)


def _comment(finding: Finding, unshown: str) -> str:
    was = f"原来填的：{unshown}\n" if unshown else ""
    return f"{finding.level}（{finding.code}）{finding.why}\n{was}怎么改：{finding.fix}"


def _draw(
    sheet: Worksheet,
    styles: Styles,
    template: Template,
    what_to_do: str,
    problems: Sequence[_Problem],
) -> None:
    """The first sheet: everything that was found, with links to the cells."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"{template.whose}　退改说明", styles.get("headline"))
    sheet.set_row(1, 36)
    sheet.merge_range(1, 0, 1, len(_HEADS) - 1, what_to_do, styles.get("step"))
    for column, head in enumerate(_HEADS):
        sheet.write_string(_TOP - 1, column, head, styles.get("head"))
    for number, (finding, about) in enumerate(problems, start=1):
        row = _TOP - 1 + number
        texts = (finding.value, finding.expected, finding.why, finding.fix, finding.code)
        sheet.set_row(row, wrapped_height(texts, _WIDTHS[3:]))
        sheet.write_number(row, 0, number, styles.get("figure"))
        sheet.write_string(row, 1, finding.level, styles.get(LOOK_OF_LEVEL[finding.level]))
        place = template.places[about[0]] if about else ""
        if not about and finding.place.sheet in template.sheets:  # what is told of a whole sheet
            place = "" if finding.place.cell else f"{finding.place.sheet}!A1"
        _write_place(sheet, (row, 2), finding, place, styles)
        for column, text in enumerate(texts, start=3):
            sheet.write_string(row, column, text, styles.get("text"))
    sheet.autofilter(_TOP - 1, 0, _TOP - 1 + len(problems), len(_HEADS) - 1)
    sheet.freeze_panes(_TOP, 3)
    sheet.repeat_rows(_TOP - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_place(
    sheet: Worksheet, at: tuple[int, int], finding: Finding, place: str, styles: Styles
) -> None:
    """A link to the cell in this file; what has no cell here is named as it was in the other."""
    if place:
        name, _, cell = place.rpartition("!")
        link = f"internal:'{name}'!{cell}"
        sheet.write_url(*at, link, styles.get("reference"), string=f"{name} {cell}")
    else:
        where = " ".join(filter(None, (finding.place.sheet, finding.place.cell)))
        sheet.write_string(*at, f"原文件：{where or finding.place.file}", styles.get("text"))

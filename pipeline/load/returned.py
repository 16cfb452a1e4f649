"""退改: a fresh template with the answers of an office, and what to correct in them.

The corrected file is a return again. Saving the file of the office anew would lose content, and
would carry old marks into the next round.
"""

import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pipeline.cells import Spot
from pipeline.findings import Finding, Level, Trait, weightiest_first
from pipeline.form.model import Corrections, Form
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.load.advice import advice_for
from pipeline.load.guide import Whose
from pipeline.load.quick_workbook import QuickWorkbook
from pipeline.load.template import Filled, Mark, Template
from pipeline.load.workbook_style import LOOK_OF_LEVEL, Styles, wrapped_height
from pipeline.records import Aside
from pipeline.returns import Returns, Untaken

_WIDTHS = (6, 7, 26, 24, 16, 52, 46, 8, 30)
_ASIDE_WIDTHS = (30, 90, 30)
_FIRST_CELL = xl_rowcol_to_cell(0, 0)
_TOP = 4  # rows above the content: title, what to do, a blank one, the heads
_LONGEST = 32_000  # characters; XlsxWriter leaves out a comment that is too long for Excel
_FIRST_YEAR = 1900  # that Excel knows; an earlier day goes back as words
_DAY = re.compile("([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")  # as dates are normalised
_NOTHING_TAKEN = (
    "原来的文件没有采用，原因见下，所以这里没有带回您填过的内容。"
    "请照原文件填在这里，或者把原文件改正，交回其中一份。"
)
_WHAT_TO_DO = (
    "请直接在这个文件里改正：有颜色、带批注的格子就是要改（红色）或要核实（橙色）的，"
    "鼠标放上去可看说明；其余是您填过的内容，不用重填。确实没有错的，请在最后一列写明原因。"
    "改完保存，交回这个文件。"
)
_WHAT_STANDS_ELSEWHERE = (
    "这些是您写在该填的格子以外的内容，没有采用。要用的请填到格子里（可以复制）；"
    "最后一列空着的，请写明怎么处理的，写明了就不再提示。"
)


def write_returned(
    form: Form,
    whose: Whose,
    returns: Returns,
    findings: Sequence[Finding],
    last_year: Mapping[CellRef, int] | None = None,
) -> bytes:
    """Return the file to correct of an office: an .xlsx with its answers and the findings about it.

    returns: as read, before blanks and placeholders were settled; an office that is not in it gets
        an empty template.
    last_year: the figures that the office reported last year; None where they are not known.
    """
    answers = _answers(form, returns, whose.office)
    of_file = [finding for finding in findings if Trait.FILE in finding.traits]
    problems = [
        _Problem(replace(finding, fix=advice), about)
        for finding in weightiest_first(findings if answers.places else of_file or findings)
        for about in (_named(finding, answers.places),)
        for advice in (advice_for(finding, about, form, answers.filled, answers.as_is),)
    ]
    file = io.BytesIO()
    with QuickWorkbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(form.corrections.sheet)
        beside = None
        if answers.asides:
            beside = workbook.add_worksheet(form.corrections.elsewhere)
        template = Template(
            workbook,
            form,
            whose,
            Filled(
                answers.words,
                answers.figures,
                last_year,
                answers.as_is,
                _marks(problems, answers, form),
            ),
        )
        template.draw()
        what_to_do = _WHAT_TO_DO if answers.places else _NOTHING_TAKEN
        elsewhere = _draw_asides(beside, template, form, answers.asides) if beside else {}
        _draw(sheet, template, form, what_to_do, problems, elsewhere)
    return file.getvalue()


class _Answers(NamedTuple):
    """The content of an office's file, for the cells of a fresh template."""

    words: Mapping[str, str | date] = MappingProxyType({})
    figures: Mapping[CellRef, int] = MappingProxyType({})
    as_is: Mapping[CellRef | str, Untaken] = MappingProxyType({})
    quoted: Mapping[CellRef | str, str] = MappingProxyType({})
    places: Mapping[Spot, CellRef | str] = MappingProxyType({})  # in the file of the office
    asides: Sequence[Aside] = ()

    @property
    def filled(self) -> set[CellRef | str]:
        """Return the cells with content."""
        written = {label for label, answer in self.words.items() if answer}
        return {*self.figures, *self.as_is, *written}


def _answers(form: Form, returns: Returns, office: str) -> _Answers:
    if office not in returns.files:
        return _Answers()
    known, paper = returns.figures_of(office), returns.papers[office]
    return _Answers(
        words=_words(form, returns.texts_of(office)),
        figures={ref: figure for ref, figure in known.items() if figure is not None},
        as_is=paper.untaken,
        quoted=paper.quoted,
        places=paper.asked,
        asides=paper.asides,
    )


def _words(form: Form, texts: Mapping[str, str]) -> dict[str, str | date]:
    words: dict[str, str | date] = dict(texts)
    label = form.field(FieldKind.DATE).label
    if match := _DAY.fullmatch(texts[label]):
        day = date(*map(int, match.groups()))
        if day.year >= _FIRST_YEAR:
            words[label] = day
    return words


class _Problem(NamedTuple):
    """A finding, and the figures or answers of the form that it is about."""

    finding: Finding
    about: Sequence[CellRef | str]


def _named(finding: Finding, places: Mapping[Spot, CellRef | str]) -> list[CellRef | str]:
    """Return what the form asks for in the cell, or the range of cells, that a finding names."""
    named_spot = finding.place.spot
    first, _, last = named_spot.cell.partition(":")
    if not last:
        return [places[named_spot]] if named_spot in places else []
    (top, left), (bottom, right) = xl_cell_to_rowcol(first), xl_cell_to_rowcol(last)
    named = []
    for spot, name in places.items():  # a range may be as wide as a sheet; these are few
        row, column = xl_cell_to_rowcol(spot.cell)
        if spot.sheet == named_spot.sheet and top <= row <= bottom and left <= column <= right:
            named.append(name)
    return named


def _marks(
    problems: Sequence[_Problem], answers: _Answers, form: Form
) -> dict[CellRef | str, Mark]:
    """Return, for each cell with 错误 or 警告, the worse level and the texts of all findings."""
    by_name = defaultdict[CellRef | str, list[Finding]](list)
    for problem in problems:
        if problem.finding.level is not Level.NOTE:
            for name in _to_fill_in(problem.about, form):
                by_name[name].append(problem.finding)
    return {
        name: Mark(
            Level.ERROR if any(finding.level is Level.ERROR for finding in own) else Level.WARNING,
            "\n".join(_comment(finding, _unshown(name, finding, answers)) for finding in own)[
                :_LONGEST
            ],
        )
        for name, own in by_name.items()
    }


def _to_fill_in(about: Sequence[CellRef | str], form: Form) -> list[CellRef | str]:
    """Return the cells that are filled in by hand; all cells where every one is a total."""
    totals = {ref for ref, cell in form.cells.items() if cell.is_total}
    return [name for name in about if name not in totals] or list(about)


def _unshown(name: CellRef | str, finding: Finding, answers: _Answers) -> str:
    """Return what the office wrote, where the cell cannot show it; else blank."""
    if name in answers.quoted:
        return answers.quoted[name]
    shows_it = name in answers.filled and Trait.CELL not in finding.traits
    return "" if shows_it or name in answers.as_is else finding.value


def _comment(finding: Finding, unshown: str) -> str:
    was = f"原来填的：{unshown}\n" if unshown else ""
    return f"{finding.level}（{finding.code}）{finding.why}\n{was}怎么改：{finding.fix}"


# ── what stands before the template ──────────────────────────────────────────


def _headed(
    sheet: Worksheet,
    styles: Styles,
    top: Sequence[str],
    heads: Sequence[str],
    widths: Sequence[int],
) -> None:
    """Write the title, what to do, and the heads of a table; set up the page."""
    title, what_to_do = top
    sheet.hide_gridlines(2)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, title, styles.get("headline"))
    sheet.set_row(1, 36)
    sheet.merge_range(1, 0, 1, len(heads) - 1, what_to_do, styles.get("step"))
    sheet.set_row(_TOP - 1, wrapped_height(heads, widths))
    for column, head in enumerate(heads):
        sheet.write_string(_TOP - 1, column, head, styles.get("head"))
    sheet.freeze_panes(_TOP, 0)
    sheet.repeat_rows(_TOP - 1)
    sheet.protect("", {"autofilter": True, "format_rows": True, "format_columns": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _draw_asides(
    sheet: Worksheet, template: Template, form: Form, asides: Sequence[Aside]
) -> dict[str, Spot]:
    """Write asides, one row each; return, by the spot of an aside, the spot of its row."""
    names, styles = form.corrections, template.styles
    top = (f"{template.whose}　{names.elsewhere}", _WHAT_STANDS_ELSEWHERE)
    _headed(sheet, styles, top, (names.was_at, names.written, names.settled), _ASIDE_WIDTHS)
    for row, aside in enumerate(asides, start=_TOP):
        texts = (str(aside.place), aside.text, aside.settled)
        sheet.set_row(row, wrapped_height(texts, _ASIDE_WIDTHS))
        for column, style in enumerate(("text", "text", "answer")):
            sheet.write_string(row, column, texts[column], styles.get(style))
    return {
        str(aside.place): Spot(names.elsewhere, xl_rowcol_to_cell(row, 0))
        for row, aside in reversed(list(enumerate(asides, start=_TOP)))
    }


def _draw(
    sheet: Worksheet,
    template: Template,
    form: Form,
    what_to_do: str,
    problems: Sequence[_Problem],
    elsewhere: Mapping[str, Spot],
) -> None:
    """Write the first sheet: all findings, with links to the cells."""
    names, styles = form.corrections, template.styles
    heads = (
        "序号", "级别", names.place, names.value, "应为", "说明", "怎么改", names.code, names.answer
    )  # fmt: skip
    _headed(sheet, styles, (f"{template.whose}　{names.sheet}", what_to_do), heads, _WIDTHS)
    for number, (finding, about) in enumerate(problems, start=1):
        row = _TOP - 1 + number
        texts = (finding.value, finding.expected, finding.why, finding.fix, finding.code)
        sheet.set_row(row, wrapped_height((*texts, finding.answer), _WIDTHS[3:]))
        sheet.write_number(row, 0, number, styles.get("figure"))
        sheet.write_string(row, 1, finding.level, styles.get(LOOK_OF_LEVEL[finding.level]))
        place = (
            template.places[about[0]] if about else elsewhere.get(str(finding.place.start), Spot())
        )
        if finding.place.sheet == names.elsewhere and elsewhere:
            place = Spot(names.elsewhere, _FIRST_CELL)
        if not (place.cell or finding.place.cell) and finding.place.sheet in template.sheets:
            place = Spot(finding.place.sheet, _FIRST_CELL)  # what is told of a whole sheet
        _write_place(sheet, (row, 2), names, finding, place, styles)
        for column, text in enumerate(texts, start=3):
            sheet.write_string(row, column, text, styles.get("text"))
        sheet.write_string(row, len(heads) - 1, finding.answer, styles.get("answer"))
    last = _TOP + len(problems)
    sheet.autofilter(_TOP - 1, 0, last - 1, len(heads) - 1)
    sheet.write_string(last, 2, names.general, styles.get("text"))
    sheet.write_blank(last, len(heads) - 1, None, styles.get("answer"))
    sheet.set_row(last, 36)
    sheet.freeze_panes(_TOP, 3)


def _write_place(
    sheet: Worksheet,
    at: tuple[int, int],
    names: Corrections,
    finding: Finding,
    place: Spot,
    styles: Styles,
) -> None:
    """Write a link to the cell in this file; without one, the place in the file of the office."""
    link = f"internal:'{place.sheet}'!{place.cell}"
    shown = str(place) if finding.place.cell else place.sheet
    if place.sheet in ("", names.elsewhere):
        shown = f"{names.original}{str(finding.place.start) or finding.place.file}"
    if place.cell:
        sheet.write_url(*at, link, styles.get("reference"), string=shown)
    else:
        sheet.write_string(*at, shown, styles.get("text"))

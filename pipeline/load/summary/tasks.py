"""任务: which office has answered which task of the district's ledger."""

from collections import Counter

from xlsxwriter.utility import xl_range

from pipeline.form.section import Field, Topic
from pipeline.load.summary.sheet import HEADED, Book, Column, Sheet, Styled, Value, over_offices
from pipeline.load.workbook_style import wrapped_height
from pipeline.results import Results

_ANSWERED, _UNANSWERED, _NOT_IN = "已答", "未答", "未报"
_LOOKS = {_ANSWERED: "good", _UNANSWERED: "bad", _NOT_IN: "missing"}
_WIDTHS = (14, 60, 8, 8, 8)


def draw_tasks(book: Book) -> None:
    """Sheet 任务: one row per task, one column per office; none where there are no tasks."""
    tasks = [field for field in book.form.fields if field.topic is Topic.TASK]
    if not tasks:
        return
    offices = [line.office for line in book.results.listed]
    sheet = Sheet(book, "任务", (*_WIDTHS, *[11] * len(offices)))
    sheet.headed(f"{book.title}　任务落实台账", "各街道对区里每一项任务的回答，全文见街道报告。")
    columns = [
        Column("任务"),
        Column("内容"),
        *(Column(state, "figure") for state in _LOOKS),
        *(Column(office, "missing") for office in offices),
    ]
    rows = [_row(field, row, book.results) for row, field in enumerate(tasks, start=HEADED + 1)]
    for row, field in enumerate(tasks, start=HEADED + 1):
        sheet.worksheet.set_row(row, wrapped_height((field.task,), (_WIDTHS[1],)))
    if offices:
        sheet.worksheet.set_row(HEADED, wrapped_height(offices, [11] * len(offices)))
    sheet.table("任务表", HEADED, columns, rows)
    sheet.keep_in_view(HEADED, 2)
    sheet.worksheet.repeat_columns(0, 1)


def _row(field: Field, row: int, results: Results) -> list[Value | Styled]:
    """Return the row of a task: how many offices answered it or not, and each of them."""
    answered = results.answered
    states = {
        line.office: _NOT_IN
        if line.office not in answered
        else (_ANSWERED if field.label in answered[line.office] else _UNANSWERED)
        for line in results.standings
    }
    count = Counter(states.values())
    last = len(_WIDTHS) + max(len(results.listed) - 1, 0)
    cells = xl_range(row, len(_WIDTHS), row, last)
    counts = [
        over_offices(f'=COUNTIF({cells},"{state}")', count[state], results) for state in _LOOKS
    ]
    shown = [states[line.office] for line in results.listed]
    return [field.label, field.task, *counts, *(Styled(state, _LOOKS[state]) for state in shown)]

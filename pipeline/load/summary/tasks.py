"""任务: which office has answered which task of the district's ledger."""

from collections import Counter

from xlsxwriter.utility import xl_range

from pipeline.form.section import Topic
from pipeline.load.summary.sheet import HEADED, Book, Column, Sheet, Styled, Value, over_offices
from pipeline.load.workbook_style import wrapped_height

_ANSWERED, _UNANSWERED, _NOT_IN = "已答", "未答", "未报"
_LOOKS = {_ANSWERED: "good", _UNANSWERED: "bad", _NOT_IN: "missing"}
_WIDTHS = (14, 60, 8, 8, 8)


def draw_tasks(book: Book) -> None:
    """Sheet 任务: one row per task, one column per office; none where there are no tasks."""
    tasks = [field for field in book.form.fields if field.topic is Topic.TASK]
    if not tasks:
        return
    answered = book.results.answered
    results = book.results
    offices = [line.office for line in results.listed]
    sheet = Sheet(book, "任务", (*_WIDTHS, *[11] * len(offices)))
    sheet.headed(f"{book.title}　任务落实台账", "各街道对区里每一项任务的回答，全文见街道报告。")
    columns = [
        Column("任务"),
        Column("内容"),
        *(Column(said, "figure") for said in _LOOKS),
        *(Column(office, "missing") for office in offices),
    ]
    rows: list[list[Value | Styled]] = []
    for row, field in enumerate(tasks, start=HEADED + 1):
        by_office = {
            line.office: _NOT_IN
            if line.office not in answered
            else (_ANSWERED if field.label in answered[line.office] else _UNANSWERED)
            for line in results.standings
        }
        said = [by_office[office] for office in offices]
        count = Counter(by_office.values())
        cells = xl_range(row, len(_WIDTHS), row, len(_WIDTHS) + max(len(offices) - 1, 0))
        counts = [over_offices(f'=COUNTIF({cells},"{one}")', count[one], results) for one in _LOOKS]
        rows.append([field.label, field.task, *counts, *(Styled(one, _LOOKS[one]) for one in said)])
        sheet.worksheet.set_row(row, wrapped_height((field.task,), (_WIDTHS[1],)))
    if offices:
        sheet.worksheet.set_row(HEADED, wrapped_height(offices, [11] * len(offices)))
    sheet.table("任务表", HEADED, columns, rows)
    sheet.worksheet.freeze_panes(HEADED + 1, 2)
    sheet.worksheet.repeat_rows(HEADED)
    sheet.worksheet.repeat_columns(0, 1)

"""Sheet 文字核对: every number in the words of the offices, and what it came to."""

from collections.abc import Iterator
from itertools import islice

from pipeline.load.quick_workbook import MOST_ROWS
from pipeline.load.summary.sheet import HEADED, Book, Column, Sheet, Styled, Value
from pipeline.load.workbook_style import wrapped_height
from pipeline.records import Agreement
from pipeline.results import Results

_WIDTHS = (16, 16, 8, 60, 10, 22, 10, 60)
_HEADS = ("工作表", "单元格", "句子", "数", "说的是", "结果", "依据")
_LOOKS = {Agreement.AGREES: "good", Agreement.DIFFERS: "bad", Agreement.UNCHECKED: "doubt"}
_NOTE = "街道文字里的每一个数：一致的写明等于哪里，不一致的见问题清单，没有核对的请人看一眼。"


def draw_numbers(book: Book) -> None:
    """Draw one row for each number; no sheet where offices have no rows of their own."""
    results = book.results
    if not results.numbers:
        return
    sheet = Sheet(book, "文字核对", _WIDTHS)
    room = MOST_ROWS - HEADED - 1
    sheet.headed(f"{book.title}　文字核对", _NOTE)
    columns = [Column(results.tier.unit), *map(Column, _HEADS)]
    numbers = islice((number for own in results.numbers.values() for number in own), room)
    for row, number in enumerate(numbers, start=HEADED + 1):
        told = (number.sentence, number.ground)
        sheet.worksheet.set_row(row, wrapped_height(told, (_WIDTHS[3], _WIDTHS[7])))
    sheet.table("文字核对表", HEADED, columns, islice(_rows(results), room))
    sheet.keep_in_view(HEADED, 1)


def _rows(results: Results) -> Iterator[list[Value | Styled]]:
    for office, numbers in results.numbers.items():
        for number in numbers:
            yield [
                office,
                number.sheet,
                number.cell,
                number.sentence,
                number.number,
                number.of,
                Styled(number.result, _LOOKS[number.result]),
                number.ground,
            ]

"""transform.published.lines: tables that lie in a text with a cell a line."""

from pipeline.form import FORM_2021
from pipeline.pages import Paragraph
from pipeline.transform.published.lines import tables_of_lines

NEW, CARRIED = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"


def rows(*paragraphs: str) -> list[list[str]]:
    """The rows of the tables that are found."""
    tables = tables_of_lines([Paragraph(text) for text in paragraphs], FORM_2021)
    return [[box.text for box in row] for table in tables for row in table.rows]


def test_a_label_and_its_figures_are_a_row() -> None:
    """One after another, whatever stands between them."""
    first = f"{NEW}\n3\n0\n0\n0\n0\n1\n4"
    second = f"{CARRIED}\n1\n0\n0\n0\n0\n0\n1"
    found = rows(first, "下面是一句话。", second)
    assert found == [
        [NEW, "3", "0", "0", "0", "0", "1", "4"],
        [CARRIED, "1", "0", "0", "0", "0", "0", "1"],
    ]


def test_figures_below_words_that_no_form_has_are_none_of_its_rows() -> None:
    """Rather nothing than a row of another table."""
    assert rows("示例的统计\n3\n0\n0") == []

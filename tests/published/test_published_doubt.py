"""What is said of a figure of a published report that cannot be placed: which, and where."""

import csv

import factory
import layouts
from conftest import Home
from factory import CARRIED_IN, NEW
from layouts import Part, Parts, Said

from pipeline.form import FORM_2021 as FORM
from pipeline.form.table import CellRef
from pipeline.published.audit import Line, audit
from pipeline.published.importing import import_reports

FIGURES = factory.all_figures(FORM, factory.consistent_figures(FORM, 1))
WORDS = {label: str(text) for label, text in factory.words(FORM, 1).items()}
WHERE, NUMBER = "单元格", "编号"
HEADS = 3  # rows of the large table before its figures


def large(cells: Parts) -> bool:
    """Whether these are the cells of 表三."""
    return any(one.text == NEW for one in cells)


def row_of(cells: Parts, label: str) -> int:
    """Where a row is, from 0."""
    (row,) = (one.row for one in cells if one.text == label)
    return row


def page(home: Home, *, table: layouts.Html, figures: dict[CellRef, int] | None = None) -> Line:
    """A report with its tables drawn so: what comes of it."""
    said = Said(FORM, figures or FIGURES, WORDS)
    path = home.folder / "年报.html"
    path.write_bytes(layouts.page(layouts.paragraphs(said, table)))
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    return line


def told(home: Home, *codes: str) -> set[tuple[str, str, str]]:
    """Code, cell and what stands there, of the findings with these codes."""
    path = home.folder / "output" / "公开核查" / "核查清单.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            (one[NUMBER], one[WHERE], one["现值"])
            for one in csv.DictReader(file)
            if one[NUMBER] in codes
        }


def test_a_cell_that_stands_there_twice_with_two_figures_is_told_twice(home: Home) -> None:
    """A row is printed again below the table, one of its seven figures another one."""

    def drawn(cells: Parts) -> str:
        if not large(cells):
            return layouts.html_table(cells)
        at, last = row_of(cells, NEW), max(one.row for one in cells)
        again = [one._replace(row=last + 1) for one in cells if one.row == at]
        first = next(one for one in again if one.is_figure)
        other = [one._replace(text="777") if one is first else one for one in again]
        return layouts.html_table([*cells, *other])

    line = page(home, table=drawn)
    ref = CellRef("表三", NEW, "自然人")
    below = HEADS + 25 + 1
    assert told(home, "B08") == {
        ("B08", f"第2张表第{HEADS + 1}行第4列", str(FIGURES[ref])),
        ("B08", f"第2张表第{below}行第4列", "777"),
    }
    assert line.is_partial  # it is missing, as neither is taken


def test_a_cell_that_stands_there_twice_with_one_figure_is_no_doubt(home: Home) -> None:
    """Also where only one of them has its unit."""

    def drawn(cells: Parts) -> str:
        if not large(cells):
            return layouts.html_table(cells)
        at, last = row_of(cells, NEW), max(one.row for one in cells)
        again = [one._replace(row=last + 1) for one in cells if one.row == at]
        units = [one._replace(text=f"{one.text}件") if one.is_figure else one for one in again]
        return layouts.html_table([*cells, *units])

    line = page(home, table=drawn)
    assert told(home, "B08", "B06") == set()
    assert (line.compared, line.is_partial, line.differs) == (True, False, False)


def with_unknown_row(cells: Parts) -> str:
    """The large table with a row that no form has, below its last one."""
    if not large(cells):
        return layouts.html_table(cells)
    last = max(one.row for one in cells) + 1
    strange = [Part(last, 0, 1, 3, "五、转办件数")]
    strange += [Part(last, 3 + at, 1, 1, str(801 + at), is_figure=True) for at in range(7)]
    return layouts.html_table([*cells, *strange])


def test_figures_under_a_label_that_nobody_knows_are_told_each(home: Home) -> None:
    """Seven of them, at their places; the label is no figure, and nothing else is in doubt."""
    line = page(home, table=with_unknown_row)
    row = HEADS + 25 + 1
    assert told(home, "B08") == {
        ("B08", f"第2张表第{row}行第{4 + at}列", str(801 + at)) for at in range(7)
    }
    assert told(home, "B06") == set()
    assert (line.compared, line.is_partial, line.differs) == (True, False, False)


def test_words_under_a_label_that_nobody_knows_are_no_figures(home: Home) -> None:
    """A note below the table, and what a site prints in it."""

    def drawn(cells: Parts) -> str:
        if not large(cells):
            return layouts.html_table(cells)
        last = max(one.row for one in cells) + 1
        return layouts.html_table([*cells, Part(last, 0, 1, 10, "注：以上均为办结数。")])

    page(home, table=drawn)
    assert told(home, "B08", "B06") == set()


def test_what_is_in_doubt_is_not_imported(home: Home) -> None:
    """Of a row that is there twice and not the same, the cell stays blank; all others are there."""

    def drawn(cells: Parts) -> str:
        if not large(cells):
            return layouts.html_table(cells)
        at, last = row_of(cells, CARRIED_IN), max(one.row for one in cells)
        again = [one._replace(row=last + 1) for one in cells if one.row == at]
        first = next(one for one in again if one.is_figure)
        other = [one._replace(text="777") if one is first else one for one in again]
        return layouts.html_table([*cells, *other])

    said = Said(FORM, FIGURES, WORDS)
    blocks = [
        block.replace(f"{factory.YEAR}年", "2022年") for block in layouts.paragraphs(said, drawn)
    ]
    path = home.folder / "年报.html"
    path.write_bytes(layouts.page(blocks))
    (line,) = import_reports([path], home.inputs, home.folder / "output", None, "").lines
    inputs = [
        cell for cell in FORM.cells.values() if not cell.is_total and cell.ref.table != "信息处理费"
    ]
    assert line.figures == len(inputs) - 1

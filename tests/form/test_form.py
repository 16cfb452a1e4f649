"""The form: what stands in it, and that a broken one is refused."""

from dataclasses import replace

import pytest

from pipeline.findings import Level, Message
from pipeline.form import FORM_2021, edition_for
from pipeline.form.grid import grid
from pipeline.form.rules import AlwaysZero, Balance, StockCovers
from pipeline.form.section import Field, FieldKind, Section
from pipeline.form.table import UNLABELLED, Block, BrokenForm, Cell, CellRef, Line, Measure, Table

MESSAGE = Message("Z01", Level.ERROR, "", "")


def test_the_three_tables_hold_the_figures_of_the_notice() -> None:
    """10 + 175 + 15 figures, of which 34 are totals."""
    sizes = {table.name: len(table.cells) for table in FORM_2021.tables}
    assert (sizes["表二"], sizes["表三"], sizes["表四"]) == (10, 175, 15)
    totals = [cell for cell in FORM_2021.cells.values() if cell.is_total]
    assert len(totals) == 7 + 25 - 1 + 3


def test_a_total_row_sums_the_21_leaf_rows_and_the_corner_all_of_them() -> None:
    """Groups have no figures of their own, so they are in no sum."""
    column = FORM_2021.cells[CellRef("表三", "三、本年度办理结果/（七）总计", "自然人")]
    corner = FORM_2021.cells[CellRef("表三", "三、本年度办理结果/（七）总计", "总计")]
    assert len(column.sums) == 21
    assert len(set(corner.sums)) == 21 * 6


def test_paths_are_the_full_labels_of_row_and_column() -> None:
    """The head over all columns tells none apart and is in no path."""
    assert (
        CellRef(
            "表三", "三、本年度办理结果/（三）不予公开/1.属于国家秘密", "法人或其他组织/商业企业"
        )
        in FORM_2021.cells
    )
    assert CellRef("表四", "", "行政诉讼/未经复议直接起诉/结果维持") in FORM_2021.cells


def test_the_printed_grids_are_filled_without_gap_or_overlap() -> None:
    """Every square of every printed table belongs to exactly one box."""
    for table in FORM_2021.tables:
        if table.is_list:
            continue
        drawn = grid(table)
        squares = [
            (row, column)
            for box in drawn.boxes
            for row in range(box.row, box.row + box.height)
            for column in range(box.column, box.column + box.width)
        ]
        assert len(squares) == len(set(squares)) == drawn.height * drawn.width
    assert (grid(FORM_2021.table("表三")).height, grid(FORM_2021.table("表三")).width) == (28, 10)


@pytest.mark.parametrize(
    ("figure", "measure", "written"),
    [
        (0, Measure.COUNT, "0"),
        (1234, Measure.COUNT, "1234"),
        (0, Measure.WANYUAN, "0"),
        (1_000_000, Measure.WANYUAN, "1"),
        (1, Measure.WANYUAN, "0.000001"),
        (12_345_600, Measure.WANYUAN, "12.3456"),
        (-3, Measure.WANYUAN, "-0.000003"),
        (10_050, Measure.YUAN, "100.5"),
    ],
)
def test_figures_are_written_exactly(figure: int, measure: Measure, written: str) -> None:
    """Money without trailing zeros, 0 as 0, never by way of binary fractions."""
    assert measure.written(figure) == written


def test_the_edition_follows_the_report_year() -> None:
    """The 2021 form holds from 2021 on; before it there is none."""
    assert edition_for(2020) is None
    assert edition_for(2021) is edition_for(2030) is FORM_2021


_HEAD = (
    Field("街道", FieldKind.OFFICE),
    Field("年度", FieldKind.YEAR),
    Field("日期", FieldKind.DATE),
)
NAMED = (Section("头", _HEAD),)


def one_table(*rows: Line, columns: tuple[Line, ...] = UNLABELLED) -> tuple[Section, ...]:
    """Sections with a single table of these rows."""
    return (*NAMED, Section("页", (Table("表", (Block(rows, columns),)),)))


PRINTED = Table("表", (Block((Line("甲"),), (Line("乙"),)),))


@pytest.mark.parametrize(
    ("sections", "complaint"),
    [
        (one_table(Line("甲"), Line("甲")), "more than once"),
        (one_table(Line("甲/乙")), "breaks paths"),
        (one_table(Line("合计", total=True)), "nothing to add up"),
        (one_table(Line("甲"), Line("")), "no label"),
        ((*NAMED, *NAMED), "sheet defined more than once"),
        ((*NAMED, Section("页", (Field("甲"), Field("甲")))), "field defined more than once"),
        ((), "exactly one field of kind FieldKind.OFFICE"),
        (
            (*NAMED, Section("页", (Field("甲 "), Field("甲")))),
            "label on 页 defined more than once",
        ),
        (one_table(Line("甲", (Line("甲"),), total=True)), "label on 页 defined more than once"),
        (one_table(Line("甲"), columns=(Line("乙"), Line("乙"))), "more than once"),
        (
            (*NAMED, Section("页", (Field("甲"), PRINTED))),
            "a printed table needs a sheet of its own",
        ),
    ],
)
def test_a_form_that_contradicts_itself_is_refused(
    sections: tuple[Section, ...], complaint: str
) -> None:
    """The complaint names what is wrong."""
    with pytest.raises(BrokenForm, match=complaint):
        replace(FORM_2021, sections=sections, rules=())


def test_a_rule_about_a_cell_that_is_not_there_is_refused() -> None:
    """A rule is checked against the form when the form is made."""
    nowhere = AlwaysZero(
        message=MESSAGE, holds="示例。", source="示例", brief="", table="表九", row="甲"
    )
    with pytest.raises(BrokenForm, match="rule Z01 demands nothing"):
        replace(FORM_2021, rules=(nowhere,))
    balance = next(rule for rule in FORM_2021.rules if isinstance(rule, Balance))
    with pytest.raises(BrokenForm, match=r"no cell .*没有的一行"):
        replace(FORM_2021, rules=(replace(balance, left=("没有的一行",)),))
    stock = next(rule for rule in FORM_2021.rules if isinstance(rule, StockCovers))
    with pytest.raises(BrokenForm, match="rule A07 names a cell the form lacks"):
        replace(FORM_2021, rules=(replace(stock, went="没有的一列"),))
    with pytest.raises(BrokenForm, match="rule defined more than once"):
        replace(FORM_2021, rules=FORM_2021.rules[:1] * 2)


def test_a_sentence_with_a_fact_nobody_fills_in_is_refused() -> None:
    """In a rule's message, the title or the preface."""
    wrong = replace(FORM_2021.rules[0], message=Message("A01", Level.ERROR, "{什么}", ""))
    with pytest.raises(BrokenForm, match=r"fills in: \{什么"):
        replace(FORM_2021, rules=(wrong,))
    with pytest.raises(BrokenForm, match="a fact nobody fills in"):
        replace(FORM_2021, preface="{什么}")


def test_every_rule_says_where_it_comes_from() -> None:
    """Code, level, source and both sentences."""
    for rule in FORM_2021.rules:
        assert rule.source
        assert rule.message.code
        assert rule.message.why
        assert rule.message.fix


def test_a_district_adds_its_indicators() -> None:
    """A total with its parts, each with the unit of the indicator."""
    extended = FORM_2021.extended([Line("示例", (Line("甲", unit="条"),), total=True, unit="条")])
    added = [cell for ref, cell in extended.cells.items() if ref not in FORM_2021.cells]
    assert [(cell.ref.row, cell.unit, cell.is_total) for cell in added] == [
        ("示例", "条", True),
        ("示例/甲", "条", False),
    ]
    assert isinstance(added[0], Cell)

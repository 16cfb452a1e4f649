"""transform.locate, identify and normalise: from a return's cells to frames, or findings."""

import pytest
from conftest import Home, where
from factory import (
    CARRIED_OUT,
    NEW,
    OFFICES,
    YEAR,
    Cell,
    all_figures,
    cell_at,
    changed,
    consistent_figures,
    filled,
)
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.extract.workbook import read_workbook
from pipeline.findings import Finding
from pipeline.form.model import CellRef, FieldKind
from pipeline.records import Returns, State
from pipeline.transform.identify import identify
from pipeline.transform.locate import address, locate
from pipeline.transform.normalise import normalise

NATURAL = CellRef("表三", NEW, "自然人")
OFFICE, YEAR_FIELD = "街道名称", "报告年度"


def taken(home: Home) -> tuple[Returns, list[Finding]]:
    """The first office's return as frames."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook, findings = read_workbook(path)
    assert workbook
    returns, found = normalise({OFFICES[0]: locate(workbook, home.form)}, home.form)
    return returns, findings + found


@pytest.mark.parametrize("stored_results", [True, False], ids=["with results", "without results"])
def test_every_figure_and_text_is_taken_exactly(home: Home, stored_results: bool) -> None:
    """Totals without a stored result follow from their parts; a clean return has no finding."""
    if not stored_results:
        home.plant({})
    returns, findings = taken(home)
    assert findings == []
    assert returns.figures_of(OFFICES[0]) == all_figures(home.form, consistent_figures(home.form))
    assert (returns.states == State.OK).all(axis=None)
    assert set(returns.figures.dtypes.astype(str)) == {"Int64"}
    texts = returns.texts_of(OFFICES[0])
    assert texts[OFFICE] == OFFICES[0]
    assert texts["成文日期"] == "2024年1月20日"
    assert texts["（一）主动公开"] == "（一）主动公开的示例文字。\n第二段，写明情况。"


def test_a_figure_remembers_where_it_stood(home: Home) -> None:
    """The address is that of the cell whose row and head bear its labels."""
    returns, _ = taken(home)
    workbook = load_workbook(home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx")
    for ref in home.form.cells:
        sheet, found = cell_at(workbook, str(returns.cells.at[OFFICES[0], ref]))
        row_label = ref.row.split("/")[-1]
        row = [c.value for c in sheet[found.row]]
        column = [sheet.cell(r, found.column).value for r in range(1, found.row)]
        assert not row_label or row_label in row
        assert not ref.column or ref.column.split("/")[-1] in column


@pytest.mark.parametrize(
    ("value", "code", "state"),
    [
        (None, "N05", State.BLANK),
        ("3", "N01", State.OK),
        ("三件", "N12", State.UNREADABLE),
        ("=1+2", "N14", State.UNREADABLE),
        ("#REF!", "N17", State.UNREADABLE),
        (-1, "N11", State.UNREADABLE),
        (True, "N19", State.UNREADABLE),
    ],
)
def test_a_cell_that_is_no_plain_number_is_one_finding_there(
    home: Home, value: Cell, code: str, state: State
) -> None:
    """At that cell, and nothing else; the figure is unknown, not zero."""
    ref = CellRef("表二", "第二十条第（五）项/行政许可", "本年处理决定数量")
    home.plant({ref: value})
    returns, findings = taken(home)
    assert where(findings) == {(code, home.places[ref])}
    assert returns.states.at[OFFICES[0], ref] == state
    assert (returns.figures_of(OFFICES[0])[ref] is None) == (state is not State.OK)


def test_a_formula_with_a_result_is_taken_in_an_input_cell_and_told(home: Home) -> None:
    """In a total it is what belongs there; in an input cell a person should look."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    figure = consistent_figures(home.form)[NATURAL]
    workbook, _ = read_workbook(path)
    assert workbook
    answers = locate(workbook, home.form)
    answer = answers.figures[NATURAL]
    from pipeline.records import Formula

    answers.figures[NATURAL] = answer._replace(value=Formula(figure))
    returns, findings = normalise({OFFICES[0]: answers}, home.form)
    assert where(findings) == {("N15", home.places[NATURAL])}
    assert returns.figures_of(OFFICES[0])[NATURAL] == figure


def test_blanks_of_one_row_are_one_finding_and_an_empty_table_is_one(home: Home) -> None:
    """A clerk who left much blank reads a list, not a flood; blank never becomes 0."""
    row = [ref for ref in home.form.cells if (ref.table, ref.row) == ("表三", CARRIED_OUT)]
    inputs = [ref for ref in row if not home.form.cells[ref].is_total]
    decisions = [
        ref for ref, cell in home.form.cells.items() if ref.table == "表四" and not cell.is_total
    ]
    home.plant(dict.fromkeys([*inputs, *decisions]))
    returns, findings = taken(home)
    first, last = home.places[inputs[0]], home.places[inputs[-1]].split("!")[1]
    start, end = home.places[decisions[0]], home.places[decisions[-1]].split("!")[1]
    assert where(findings) == {("N05", f"{first}:{last}"), ("S11", f"{start}:{end}")}
    assert returns.figures_of(OFFICES[0])[row[-1]] is None


def test_a_total_that_was_typed_over_stays_as_it_was_typed(home: Home) -> None:
    """It is compared with its parts, never believed and never replaced in silence."""
    total = CellRef("表三", NEW, "总计")
    home.plant({total: 999})
    returns, findings = taken(home)
    assert findings == []  # the arithmetic rules say what is wrong with it
    assert returns.figures_of(OFFICES[0])[total] == 999


def test_tables_are_found_by_their_labels(home: Home) -> None:
    """Inserted rows and columns move every address and change no figure."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook = load_workbook(path)
    for sheet in workbook.worksheets:
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(1, 3)
        sheet.insert_cols(1, 2)
    workbook.save(path)
    returns, findings = taken(home)
    assert findings == []
    figures = returns.figures_of(OFFICES[0])
    for ref, figure in consistent_figures(home.form).items():
        assert figures[ref] == figure


def test_a_deleted_row_is_named_and_its_figures_are_unknown(home: Home) -> None:
    """One finding for the row; its totals cannot be known."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook = load_workbook(path)
    sheet = workbook["三、依申请公开"]
    row = sheet[home.places[NATURAL].split("!")[1]].row
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.delete_rows(row)
    workbook.save(path)
    returns, findings = taken(home)
    assert where(findings) == {("S04", "三、依申请公开!")}
    assert NEW in findings[0].why
    figures, states = returns.figures_of(OFFICES[0]), returns.states.loc[OFFICES[0]]
    gone = [ref for ref in home.form.cells if ref.row == NEW]
    assert {figures[ref] for ref in gone} == {None}
    assert {states[ref] for ref in gone} == {State.UNREADABLE}


def test_a_label_that_stands_twice_is_told_with_both_places(home: Home) -> None:
    """Nobody chooses between two rows of the same name."""
    below = "三、依申请公开!A60"
    home.plant({below: CARRIED_OUT})
    _, findings = taken(home)
    assert [finding.code for finding in findings] == ["S05"]
    assert "A60" in findings[0].why


def test_a_missing_sheet_is_one_finding(home: Home) -> None:
    """With the name of the sheet, not 175 missing cells."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook = load_workbook(path)
    del workbook["三、依申请公开"]
    workbook.save(path)
    _, findings = taken(home)
    assert where(findings) == {("S02", "三、依申请公开!")}


def test_texts_keep_their_paragraphs_and_lose_control_characters(home: Home) -> None:
    """Windows line breaks become plain ones; what XML cannot hold is told."""
    label = "存在问题"
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook, _ = read_workbook(path)
    assert workbook
    answers = locate(workbook, home.form)
    odd = "  一\r\n二\r三\x0b\x00\ufffe\U00020bb7　"
    answers.words[label] = answers.words[label]._replace(value=odd)
    returns, findings = normalise({OFFICES[0]: answers}, home.form)
    assert returns.texts_of(OFFICES[0])[label] == "一\n二\n三\U00020bb7"
    assert where(findings) == {("T01", home.places[label])}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (OFFICE, "示例丁街道", "F32"),
        (OFFICE, None, "F31"),
        (YEAR_FIELD, YEAR - 1, "F34"),
        (YEAR_FIELD, "二〇二三", "F34"),
        (YEAR_FIELD, None, "F34"),
    ],
)
def test_a_return_of_nobody_or_of_another_year_is_told(
    home: Home, field: str, value: Cell, code: str
) -> None:
    """The file is not used; the finding stands at the cell that says so."""
    home.plant({field: value})
    finished = home.check()
    assert where(finished) == {(code, home.places[field])}
    assert finished.standings[0].standing == "需退改"


@pytest.mark.parametrize("value", ["２０２３", "2023年", " 2023 年度"])
def test_a_year_may_be_written_as_people_write_it(home: Home, value: str) -> None:
    """Full-width digits, 年 and blanks change nothing."""
    home.plant({YEAR_FIELD: value})
    assert where(home.check()) == set()


def test_an_unknown_office_is_told_the_nearest_name(home: Home) -> None:
    """A typo is corrected by a person, never by the program."""
    home.plant({OFFICE: "示例甲街办"})
    (finding,) = home.check().findings
    assert "示例甲街道" in finding.fix


def test_two_returns_of_one_office_are_both_refused_and_named(home: Home) -> None:
    """Which one counts is not for a program to say."""
    home.put(filled(home.form, OFFICES[1], seed=5), "副本.xlsx")
    finished = home.check()
    assert [(f.code, f.place.file, f.place.office) for f in finished.findings] == [
        ("F30", "副本.xlsx", OFFICES[1]),
        ("F30", f"{OFFICES[1]}.xlsx", OFFICES[1]),
    ]
    assert all("副本.xlsx" in f.why and f"{OFFICES[1]}.xlsx" in f.why for f in finished.findings)


def test_content_counts_not_the_file_name(home: Home) -> None:
    """Two offices' files under each other's names are still theirs."""
    home.put(filled(home.form, OFFICES[1], seed=2), f"{OFFICES[0]}.xlsx")
    home.put(filled(home.form, OFFICES[0], seed=1), f"{OFFICES[1]}.xlsx")
    finished = home.check()
    assert where(finished) == set()
    assert finished.standings[0].file == f"{OFFICES[1]}.xlsx"


def test_identify_keeps_the_order_of_the_roster(home: Home) -> None:
    """Whatever order the files came in."""
    batch = []
    for office in reversed(OFFICES):
        workbook, _ = read_workbook(home.inputs / str(YEAR) / f"{office}.xlsx")
        assert workbook
        batch.append(locate(workbook, home.form))
    assert home.form.field(FieldKind.OFFICE).label == OFFICE
    owned, findings = identify(batch, home.form, OFFICES, YEAR)
    assert (list(owned), findings) == (list(OFFICES), [])


@given(st.integers(0, 2000), st.integers(0, 16383))
def test_an_address_names_its_cell(row: int, column: int) -> None:
    """As spreadsheets count: letters in base 26 without a zero."""
    from openpyxl.utils import coordinate_to_tuple

    assert coordinate_to_tuple(address(row, column)) == (row + 1, column + 1)


def test_changed_and_filled_make_what_they_say(home: Home) -> None:
    """The factory's own edit really reaches the file."""
    data = changed(filled(home.form), {home.places[NATURAL]: 77})
    path = home.put(data)
    workbook, _ = read_workbook(path)
    assert workbook
    assert locate(workbook, home.form).figures[NATURAL].value == 77

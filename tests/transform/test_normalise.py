"""transform.locate, settle and normalise: from a return's cells to frames, or findings."""

from datetime import date

import factory
import pytest
from built import row_of
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
from openpyxl import Workbook as NewWorkbook
from openpyxl import load_workbook

from pipeline.cells import Formula, address
from pipeline.extract.workbook import read_workbook
from pipeline.findings import Finding
from pipeline.form.model import EDITION_NAME
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.records import State
from pipeline.returns import Returns
from pipeline.roster import Roster
from pipeline.round.outcome import Round
from pipeline.transform.identify import claim_of, settle
from pipeline.transform.locate import locate
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
    assert set(returns.figures["state"]) == {State.OK}
    assert set(returns.figures[["value", "stated"]].dtypes.astype(str)) == {"Int64"}
    texts = returns.texts_of(OFFICES[0])
    assert texts[OFFICE] == OFFICES[0]
    assert texts["成文日期"] == "2024年1月20日"
    assert texts["（一）主动公开"] == factory.words(home.form)["（一）主动公开"]


def test_a_figure_remembers_where_it_stood(home: Home) -> None:
    """The address is that of the cell whose row and head bear its labels."""
    returns, _ = taken(home)
    workbook = load_workbook(home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx")
    for ref in home.form.cells:
        sheet, found = cell_at(
            workbook, "{sheet}!{cell}".format(**row_of(returns, OFFICES[0], ref))
        )
        row_label = ref.row.split("/")[-1]
        row = [c.value for c in sheet[found.row]]
        column = [sheet.cell(r, found.column).value for r in range(1, found.row)]
        assert not row_label or row_label in row
        assert not ref.column or ref.column.split("/")[-1] in column


@pytest.mark.parametrize(
    ("value", "code", "state"),
    [
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
    assert row_of(returns, OFFICES[0], ref)["state"] == state
    assert (returns.figures_of(OFFICES[0])[ref] is None) == (state is not State.OK)


def test_a_formula_with_a_result_is_taken_in_an_input_cell_and_told(home: Home) -> None:
    """In a total it is what belongs there; in an input cell a person should look."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    figure = consistent_figures(home.form)[NATURAL]
    workbook, _ = read_workbook(path)
    assert workbook
    answers = locate(workbook, home.form)
    answer = answers.figures[NATURAL]
    answers.figures[NATURAL] = answer._replace(value=Formula(figure))
    returns, findings = normalise({OFFICES[0]: answers}, home.form)
    assert where(findings) == {("N15", home.places[NATURAL])}
    assert returns.figures_of(OFFICES[0])[NATURAL] == figure


def test_a_total_is_recomputed_whatever_the_return_states(home: Home) -> None:
    """The typed one is kept beside it, for the rules to compare; it is never believed."""
    total = CellRef("表三", NEW, "总计")
    right = all_figures(home.form, consistent_figures(home.form))[total]
    home.plant({total: 999})
    returns, findings = taken(home)
    assert findings == []  # the arithmetic rules say what is wrong with it
    assert returns.figures_of(OFFICES[0])[total] == right
    assert row_of(returns, OFFICES[0], total)["stated"] == 999


def test_a_total_is_unknown_when_a_part_is(home: Home) -> None:
    """Also where the spreadsheet stored a sum that counts the blank as nothing."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook, _ = read_workbook(path)
    assert workbook
    answers = locate(workbook, home.form)
    answers.figures[NATURAL] = answers.figures[NATURAL]._replace(value=None)
    returns, findings = normalise({OFFICES[0]: answers}, home.form)
    total = NATURAL._replace(column="总计")
    assert findings == []  # what a blank means is not decided here
    assert returns.figures_of(OFFICES[0])[total] is None
    assert row_of(returns, OFFICES[0], total)["state"] == State.BLANK
    assert row_of(returns, OFFICES[0], total)["stated"] == sum(
        n for ref, n in consistent_figures(home.form).items() if ref.row == NEW
    )


def test_a_total_saved_before_it_was_recalculated_is_a_warning(home: Home) -> None:
    """Unlike a typed one, its formula is right; the recomputed figure is taken."""
    total = CellRef("表三", NEW, "总计")
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook, _ = read_workbook(path)
    assert workbook
    answers = locate(workbook, home.form)
    answers.figures[total] = answers.figures[total]._replace(value=Formula(999))
    returns, (finding,) = normalise({OFFICES[0]: answers}, home.form)
    right = all_figures(home.form, consistent_figures(home.form))[total]
    assert (finding.code, finding.level) == ("N16", "警告")
    assert (finding.value, finding.expected) == ("999", str(right))
    assert row_of(returns, OFFICES[0], total)["stated"] == right


def test_a_picture_in_a_cell_is_told(home: Home) -> None:
    """WPS keeps it as a formula whose result is its own text."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook, _ = read_workbook(path)
    assert workbook
    answers = locate(workbook, home.form)
    picture = Formula('=DISPIMG("ID_1",1)')
    answers.figures[NATURAL] = answers.figures[NATURAL]._replace(value=picture)
    _, findings = normalise({OFFICES[0]: answers}, home.form)
    assert where(findings) == {("N24", home.places[NATURAL])}


def test_a_date_says_which_number_it_probably_was(home: Home) -> None:
    """The number is not taken: nobody is asked to believe a guess."""
    home.plant({NATURAL: date(1900, 1, 3)})
    returns, (finding,) = taken(home)
    assert finding.code == "N18"
    assert "可能是 3" in finding.why
    assert returns.figures_of(OFFICES[0])[NATURAL] is None


def test_a_total_that_was_cleared_is_added_up_and_told(home: Home) -> None:
    """Unlike a formula without a stored result, which says nothing that could be wrong."""
    total = CellRef("表三", NEW, "总计")
    home.plant({total: None})
    returns, (finding,) = taken(home)
    right = all_figures(home.form, consistent_figures(home.form))[total]
    assert (finding.code, finding.level, finding.expected) == ("N16", "提示", str(right))
    assert row_of(returns, OFFICES[0], total)["stated"] == right


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
    assert f"“{NEW}”" in findings[0].why
    figures = returns.figures_of(OFFICES[0])
    gone = [ref for ref in home.form.cells if ref.row == NEW]
    assert {figures[ref] for ref in gone} == {None}
    assert {row_of(returns, OFFICES[0], ref)["state"] for ref in gone} == {State.UNREADABLE}


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
    odd = "  一\r\n二\x0b三\u2028四\x00\ufffe\U00020bb7　"
    answers.words[label] = answers.words[label]._replace(value=odd)
    returns, findings = normalise({OFFICES[0]: answers}, home.form)
    assert returns.texts_of(OFFICES[0])[label] == "一\n二\n三\n四\U00020bb7"
    assert where(findings) == {("X01", home.places[label])}


@pytest.mark.parametrize("value", ["=B4&B5", "#REF!"])
def test_a_formula_in_a_text_that_shows_nothing_is_told(home: Home, value: str) -> None:
    """A section must not be empty in the report without a word."""
    home.plant({"存在问题": value})
    _, findings = taken(home)
    assert where(findings) == {("X11", home.places["存在问题"])}


def test_a_control_character_as_the_format_writes_it_is_none(home: Home) -> None:
    """The careful reader sees the same text as the fast one."""
    home.plant({"存在问题": "一_x000D_\n二"})
    returns, findings = taken(home)
    assert returns.texts_of(OFFICES[0])["存在问题"] == "一\n二"
    assert findings == []


def test_a_lost_caption_does_not_take_the_block_above_with_it(home: Home) -> None:
    """Only the block whose caption is gone is unknown."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook = load_workbook(path)
    caption = "第二十条第（六）项"
    (found,) = (c for row in workbook["二、主动公开"] for c in row if c.value == caption)
    found.value = "其他"
    workbook.save(path)
    returns, findings = taken(home)
    assert where(findings) == {("S04", "二、主动公开!")}
    unknown = {ref.row for ref, n in returns.figures_of(OFFICES[0]).items() if n is None}
    assert unknown == {f"{caption}/行政处罚", f"{caption}/行政强制"}


def test_a_return_that_names_nobody_keeps_its_findings(home: Home) -> None:
    """Whatever else is wrong with it is told as well, and nobody is said to be silent."""
    (home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx").unlink()
    path = home.put(filled(home.form), "新建.xlsx")
    workbook = load_workbook(path)
    del workbook["基本信息"]
    workbook.save(path)
    finished = home.check()
    found = {(f.code, f.place.file) for f in finished.findings}
    assert found == {("S02", "新建.xlsx"), ("F33", "")}


def test_a_workbook_that_is_no_return_is_one_finding(home: Home) -> None:
    """Not seven missing sheets."""
    workbook = NewWorkbook()
    workbook.save(home.inputs / str(YEAR) / "经费.xlsx")
    finished = home.check()
    assert [(f.code, f.place.file) for f in finished.findings] == [("F35", "经费.xlsx")]


def test_words_above_a_table_are_not_taken_for_its_heads(home: Home) -> None:
    """The head is the label right above the figures."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook = load_workbook(path)
    sheet = workbook["三、依申请公开"]
    sheet.unmerge_cells("A2:J2")
    sheet["E2"], sheet["F2"], sheet["J2"] = "科研机构", "商业企业", "总计"
    workbook.save(path)
    returns, findings = taken(home)
    assert findings == []
    figures = returns.figures_of(OFFICES[0])
    assert figures == all_figures(home.form, consistent_figures(home.form))


def test_the_templates_own_hint_is_no_answer(home: Home) -> None:
    """A deleted column moves it into the answer's place."""
    hint = next(field.hint for field in home.form.fields if field.label == "存在问题")
    home.plant({"存在问题": hint})
    returns, findings = taken(home)
    assert findings == []
    assert returns.texts_of(OFFICES[0])["存在问题"] == ""


def test_a_total_that_is_no_number_is_told_with_what_it_should_be(home: Home) -> None:
    """The figure itself is known from its parts."""
    total = CellRef("表三", NEW, "总计")
    home.plant({total: "合计"})
    returns, (finding,) = taken(home)
    right = all_figures(home.form, consistent_figures(home.form))[total]
    assert (finding.code, finding.value, finding.expected) == ("N12", "合计", str(right))
    assert "公式" in finding.fix
    assert returns.figures_of(OFFICES[0])[total] == right


def test_a_formula_whose_result_is_text_is_told_as_a_formula(home: Home) -> None:
    """That it is a formula weighs more than that its result had to be tidied."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook, _ = read_workbook(path)
    assert workbook
    answers = locate(workbook, home.form)
    figure = consistent_figures(home.form)[NATURAL]
    answers.figures[NATURAL] = answers.figures[NATURAL]._replace(value=Formula(str(figure)))
    _, findings = normalise({OFFICES[0]: answers}, home.form)
    assert where(findings) == {("N15", home.places[NATURAL])}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (OFFICE, "示例丁街道", "F32"),
        (OFFICE, None, "F31"),
        (YEAR_FIELD, YEAR - 1, "F34"),
        (YEAR_FIELD, "二〇二二年", "F34"),
        (YEAR_FIELD, None, "F34"),
        (YEAR_FIELD, "2023.5", "F34"),
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


@pytest.mark.parametrize("value", ["２０２３", " 2023\u3000", "2023"])
def test_a_year_may_be_written_in_any_digits(home: Home, value: str) -> None:
    """Full-width digits and blanks change nothing."""
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
    told = [(f.level, f.code, f.place.file, f.place.office) for f in finished.findings]
    assert told == [
        ("错误", "F30", "副本.xlsx", OFFICES[1]),
        ("提示", "F30", "副本.xlsx", OFFICES[1]),
        ("错误", "F30", f"{OFFICES[1]}.xlsx", OFFICES[1]),
    ]
    refused = [f.why for f in finished.findings if f.level == "错误"]
    assert all("副本.xlsx" in why and f"{OFFICES[1]}.xlsx" in why for why in refused)


def test_two_versions_of_one_return_are_compared_cell_by_cell(home: Home) -> None:
    """What stands in each, at the cell."""
    changes: dict[str, Cell] = {
        home.places[NATURAL]: 77,
        home.places["存在问题"]: "一是公开得少。",
    }
    data = factory.changed(filled(home.form, OFFICES[1], seed=2), changes)
    home.put(data, "修改稿.xlsx")
    notes = [f for f in home.check().findings if f.level == "提示"]
    assert {(f.code, f"{f.place.sheet}!{f.place.cell}") for f in notes} == {
        ("F30", home.places[NATURAL]),
        ("F30", home.places["存在问题"]),
    }
    (number,) = (f for f in notes if f"{f.place.sheet}!{f.place.cell}" == home.places[NATURAL])
    assert number.value == "77"
    figure = consistent_figures(home.form, 2)[NATURAL]
    assert number.why == f"另一份（{OFFICES[1]}.xlsx）这一格是：{figure}。"


# ── made on another office's template ────────────────────────────────────────


def on_anothers_template(home: Home, contact: str = "示例人员") -> None:
    """The second office's return says inside that it is the first's; it has a file of its own."""
    changes = {home.places["街道名称"]: OFFICES[0], home.places["填报人"]: contact}
    data = factory.changed(filled(home.form, OFFICES[1], seed=2), changes)
    home.put(data, f"{OFFICES[1]}.xlsx")


def told_to(finished: Round) -> set[tuple[str, str, str]]:
    """Level, code and office."""
    return {(f.level, f.code, f.place.office) for f in finished.findings}


def test_a_return_on_anothers_template_takes_nobodys_report_away(home: Home) -> None:
    """By its name alone both are told, and both have their report."""
    on_anothers_template(home)
    finished = home.reports()
    assert told_to(finished) == {("警告", "F38", OFFICES[0]), ("警告", "F38", OFFICES[1])}
    assert finished.complete
    assert [line.file for line in finished.standings[:2]] == [f"{one}.xlsx" for one in OFFICES[:2]]


def test_with_last_years_contact_only_its_owner_is_told(home: Home) -> None:
    """The file is certainly its own, whether the other one has sent a file or not."""
    before = factory.changed(
        filled(home.form, OFFICES[1], YEAR - 1, seed=5), {home.places["填报人"]: "示例联系人"}
    )
    home.put(before, f"{OFFICES[1]}.xlsx", YEAR - 1)
    on_anothers_template(home, "示例联系人")
    finished = home.reports()
    assert {one for one in told_to(finished) if one[1] == "F38"} == {("警告", "F38", OFFICES[1])}
    (home.year / f"{OFFICES[0]}.xlsx").unlink()
    told = told_to(home.reports())
    assert {one for one in told if one[1].startswith("F3")} == {
        ("警告", "F38", OFFICES[1]),
        ("错误", "F33", OFFICES[0]),
    }


def test_a_name_alone_gives_nobodys_only_return_away(home: Home) -> None:
    """What stands inside counts, as ever, where nothing else says otherwise."""
    on_anothers_template(home)
    (home.year / f"{OFFICES[0]}.xlsx").unlink()
    assert told_to(home.reports()) == {("警告", "F31", OFFICES[0]), ("错误", "F33", OFFICES[1])}


def test_content_counts_not_the_file_name(home: Home) -> None:
    """Two offices' files under each other's names are still theirs."""
    home.put(filled(home.form, OFFICES[1], seed=2), f"{OFFICES[0]}.xlsx")
    home.put(filled(home.form, OFFICES[0], seed=1), f"{OFFICES[1]}.xlsx")
    finished = home.check()
    assert {(f.code, f.level, f.place.office) for f in finished.findings} == {
        ("F31", "警告", OFFICES[0]),
        ("F31", "警告", OFFICES[1]),
    }
    assert finished.standings[0].file == f"{OFFICES[1]}.xlsx"


def test_two_copies_of_the_same_bytes_are_one_return(home: Home) -> None:
    """A second upload changes nothing."""
    home.put(filled(home.form, OFFICES[1], seed=2), f"{OFFICES[1]}(1).xlsx")
    finished = home.reports()
    assert where(finished) == set()
    assert finished.complete


def test_a_template_of_another_edition_is_refused(home: Home) -> None:
    """The defined name says it, whatever the sheets look like."""
    path = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    workbook = load_workbook(path)
    workbook.defined_names[EDITION_NAME].value = '"2019"'
    workbook.save(path)
    (finding,) = home.check().findings
    assert (finding.code, finding.value, finding.expected) == ("F35", "2019", "2021")


def test_claims_are_settled_in_the_order_of_the_roster(home: Home) -> None:
    """Whatever order the files came in."""
    batch = []
    for office in reversed(OFFICES):
        workbook, _ = read_workbook(home.inputs / str(YEAR) / f"{office}.xlsx")
        assert workbook
        batch.append(locate(workbook, home.form))
    assert home.form.field(FieldKind.OFFICE).label == OFFICE
    roster = Roster(OFFICES)
    claims = [claim_of(answers, home.form, roster, YEAR) for answers in batch]
    taken, _, findings = settle(claims, roster)
    assert (list(taken.items()), findings) == (list(zip(OFFICES, (2, 1, 0), strict=True)), [])


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


def test_a_file_name_speaks_of_the_longest_office_in_it() -> None:
    """One office's name may be a part of another's."""
    roster = Roster(["南关街道", "新南关街道"])
    assert roster.named_in("新南关街道（定稿）.xlsx") == "新南关街道"
    assert roster.named_in("南关 街道.xlsx") == "南关街道"
    assert roster.named_in("定稿.xlsx") == ""

"""transform.blanks: an empty cell is 0 only where that is seen, or where nothing contradicts it."""

import csv
import io
from collections.abc import Mapping
from types import MappingProxyType

import factory
import pytest
from conftest import Home, outcomes_of_runs
from factory import CARRIED_IN, CARRIED_OUT, IN_FORCE, NEW, NORMATIVE, OFFICES, RESULTS

from pipeline.findings import Outcome
from pipeline.form.section import Topic
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template

NATURAL = CellRef("表三", NEW, "自然人")
OUT = CellRef("表三", CARRIED_OUT, "自然人")
LICENCES = CellRef("表二", "第二十条第（五）项/行政许可", "本年处理决定数量")
PENALTIES = CellRef("表二", "第二十条第（六）项/行政处罚", "本年处理决定数量")
COERCION = CellRef("表二", "第二十条第（六）项/行政强制", "本年处理决定数量")
MADE = CellRef("表二", NORMATIVE, "本年制发件数")
FEE = CellRef("信息处理费", "信息处理费金额（元）", "")
REVIEWS = [CellRef("表四", "", f"行政复议/{result}") for result in ("结果维持", "结果纠正")]
FIGURES = factory.consistent_figures(factory.FORM)
TABLE_3, TABLE_4 = ([ref for ref in FIGURES if ref.table == name] for name in ("表三", "表四"))
REQUESTS, CASES = (field.label for field in factory.FORM.fields if field.fills)
NO_REQUESTS, NO_CASES = (field.choices[0] for field in factory.FORM.fields if field.fills)


def label_of(topic: Topic) -> str:
    """The label of the answer about a topic."""
    return next(field.label for field in factory.FORM.fields if field.topic is topic)


ON_REQUESTS, ON_FEE = label_of(Topic.APPLICATIONS), label_of(Topic.FEE)


def said(home: Home) -> set[tuple[str, str, str]]:
    """Level, code and place of what a whole run finds."""
    findings = home.reports().findings
    return {(f.level, f.code, f"{f.place.sheet}!{f.place.cell}") for f in findings}


def figure(home: Home, ref: CellRef) -> str:
    """A figure of the first office in 数据.csv."""
    text = (home.outputs / "数据.csv").read_text(encoding="utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        if (row["街道"], row["表"], row["行"], row["列"]) == (OFFICES[0], *ref):
            return row["值"]
    raise AssertionError(ref)


def area(home: Home, refs: list[CellRef]) -> str:
    """The range from the first of some cells to the last."""
    return f"{home.places[refs[0]]}:{home.places[refs[-1]].split('!')[1]}"


def hand_in(
    home: Home,
    blank: list[CellRef],
    words: Mapping[str, str] = MappingProxyType({}),
    figures: Mapping[CellRef, int] = MappingProxyType({}),
) -> None:
    """A return of the first office, with blanks, answers and figures of its own."""
    left = {ref: n for ref, n in {**FIGURES, **figures}.items() if ref not in blank}
    told = {**factory.words(home.form), **words}
    whose = Whose(factory.DISTRICT, OFFICES[0], factory.YEAR)
    home.put(write_template(home.form, whose, Filled(told, left)))


# ── what is not seen may be 0 ────────────────────────────────────────────────


@pytest.mark.parametrize("ref", [LICENCES, REVIEWS[0]])
def test_a_blank_that_contradicts_nothing_is_taken_as_0_and_told(home: Home, ref: CellRef) -> None:
    """The report is made, with a 0; somebody should look."""
    home.plant({ref: None})
    assert said(home) == {("警告", "N05", home.places[ref])}
    assert figure(home, ref) == "0"
    assert len(list((home.outputs / "街道报告").iterdir())) == len(OFFICES)


def test_a_blank_that_would_break_the_balance_is_an_error_and_nothing_is_taken(home: Home) -> None:
    """Its rules stay open: the only finding is that it is blank."""
    home.plant({OUT: None})
    finished = home.reports()
    assert {(f.level, f.code, f"{f.place.sheet}!{f.place.cell}") for f in finished.findings} == {
        ("错误", "N05", home.places[OUT])
    }
    assert figure(home, OUT) == figure(home, OUT._replace(column="总计")) == ""
    assert finished.unevaluated > 0
    assert len(list((home.outputs / "街道报告").iterdir())) == len(OFFICES) - 1


def test_a_blank_stock_that_more_came_into_than_went_out_of_is_an_error(home: Home) -> None:
    """制发 less 废止 cannot be more than 现行有效: A07 speaks against a 0."""
    home.plant({IN_FORCE: None, MADE: 4, MADE._replace(column="本年废止件数"): 1})
    assert said(home) == {("错误", "N05", home.places[IN_FORCE])}


def test_a_number_in_words_that_a_0_contradicts_makes_a_blank_an_error(home: Home) -> None:
    """The office knows of five, and forgot the table."""
    hand_in(home, [PENALTIES], {"（一）主动公开": "2023年，我街道作出行政处罚决定5件。"})
    assert said(home) == {("错误", "N05", home.places[PENALTIES])}
    assert figure(home, PENALTIES) == ""


def test_an_indicator_that_the_words_count_is_not_taken_for_0(home: Home) -> None:
    """A district's own figures are judged like those of the form."""
    hand_in(home, [factory.LECTURES], {"（四）平台建设": "2023年举办示例讲座7场。"})
    assert said(home) == {("错误", "N05", home.places[factory.LECTURES])}


def test_a_rule_with_a_blank_that_only_may_be_0_is_open(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """未评估, never passed."""
    outcomes = outcomes_of_runs(monkeypatch)
    hand_in(home, [REVIEWS[0]])
    home.check()
    assert outcomes[0].at[OFFICES[0], "A04"] is Outcome.UNEVALUATED
    assert outcomes[0].at[OFFICES[0], "A01"] is Outcome.PASSED


def test_a_table_with_one_cell_is_not_taken_as_0(home: Home) -> None:
    """Nothing else in it says that anybody filled it in."""
    home.plant({FEE: None})
    assert said(home) == {("错误", "N05", home.places[FEE])}


def test_blanks_of_one_row_are_one_finding_and_an_empty_table_is_one(home: Home) -> None:
    """A clerk who left much blank reads a list, not a flood."""
    row = [ref for ref in TABLE_3 if ref.row == CARRIED_OUT]
    home.plant(dict.fromkeys([*row, *TABLE_4]))
    assert said(home) == {("错误", "N05", area(home, row)), ("错误", "S11", area(home, TABLE_4))}


def test_blank_rows_below_one_another_are_one_finding(home: Home) -> None:
    """行政处罚 and 行政强制 stand in one column, 行政许可 in a table of its own above them."""
    home.plant(dict.fromkeys([LICENCES, PENALTIES, COERCION]))
    assert said(home) == {
        ("警告", "N05", home.places[LICENCES]),
        ("警告", "N05", area(home, [PENALTIES, COERCION])),
    }


def test_a_row_with_two_gaps_is_told_gap_by_gap(home: Home) -> None:
    """A cell between two blank ones is not called blank."""
    row = [ref for ref in TABLE_3 if ref.row == CARRIED_IN]
    home.plant(dict.fromkeys([row[0], row[2], row[3]]))
    assert said(home) == {
        ("错误", "N05", home.places[row[0]]),
        ("错误", "N05", area(home, row[2:4])),
    }


def test_blanks_in_a_row_without_a_name_are_named_by_their_columns(home: Home) -> None:
    """表四 has one row, and it has no label."""
    home.plant(dict.fromkeys(REVIEWS))
    (finding,) = home.reports().findings
    assert finding.why.startswith("行政复议/结果维持、行政复议/结果纠正：空白未填")


def test_what_a_district_has_accepted_says_nothing_against_a_0(home: Home) -> None:
    """A waived rule neither counts nor keeps a blank from being 0."""
    waiver = f'[[waiver]]\noffice = "{OFFICES[0]}"\nrule = "A07"\nreason = "已核实"\n'
    factory.settings_file(home.inputs, f"{factory.SETTINGS}\n{waiver}")
    home.plant({IN_FORCE: None, MADE: 4, MADE._replace(column="本年废止件数"): 1})
    assert said(home) == {("警告", "N05", home.places[IN_FORCE])}


# ── what the sums show ───────────────────────────────────────────────────────


def test_a_blank_for_which_the_balance_leaves_nothing_is_0_and_its_totals_are_known(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other items of its column are known; the rule can be judged, and nobody is asked."""
    outcomes = outcomes_of_runs(monkeypatch)
    home.plant({OUT: None, NATURAL: FIGURES[NATURAL] - FIGURES[OUT]})
    assert said(home) == {("提示", "N05", home.places[OUT])}
    assert figure(home, OUT) == "0"
    total = sum(n for ref, n in FIGURES.items() if ref.row == CARRIED_OUT) - FIGURES[OUT]
    assert figure(home, OUT._replace(column="总计")) == str(total)
    assert outcomes[0].at[OFFICES[0], "A01"] is Outcome.PASSED


def test_two_blanks_are_judged_each_by_its_own_column(home: Home) -> None:
    """One is 0, the other cannot be; they stand beside each other and are told apart."""
    other = OUT._replace(column="法人或其他组织/商业企业")
    home.plant({OUT: None, other: None, NATURAL: FIGURES[NATURAL] - FIGURES[OUT]})
    assert said(home) == {("提示", "N05", home.places[OUT]), ("错误", "N05", home.places[other])}


def test_the_regulations_of_a_street_are_0_without_a_question(home: Home) -> None:
    """No street issues any; one 提示 for the row."""
    row = [ref for ref in FIGURES if ref.row.endswith("/规章")]
    home.plant(dict.fromkeys(row))
    assert said(home) == {("提示", "N05", area(home, row))}


def test_a_formula_that_adds_up_what_is_there_shows_nothing(home: Home) -> None:
    """表四's totals are formulas: they leave out the blank, and so do not say that it is 0."""
    blank = REVIEWS[0]
    hand_in(home, [blank])
    assert said(home) == {("警告", "N05", home.places[blank])}


def test_a_total_that_somebody_typed_shows_that_the_blanks_beside_it_are_0(home: Home) -> None:
    """The office counted; what it left blank adds nothing."""
    total = REVIEWS[0]._replace(column="行政复议/总计")
    parts = [ref for ref in TABLE_4 if ref.column.startswith("行政复议/")]
    known = sum(FIGURES[ref] for ref in parts[1:])
    home.plant({parts[0]: None, total: known})
    assert said(home) == {("提示", "N05", home.places[parts[0]])}


# ── what the words show ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        "2023年，本街道未收到政府信息公开申请，没有发生行政复议、行政诉讼。",
        "2023年，本街道收到政府信息公开申请0件，行政复议、行政诉讼均为0件。",
    ],
)
def test_without_applications_and_cases_both_tables_may_be_left_blank(
    home: Home, words: str
) -> None:
    """Two 提示, and a report with 156 zeros that nobody typed."""
    hand_in(home, [*TABLE_3, *TABLE_4], {ON_REQUESTS: words})
    assert said(home) == {
        ("提示", "N05", area(home, TABLE_3)),
        ("提示", "N05", area(home, TABLE_4)),
    }
    assert {figure(home, ref) for ref in (NATURAL, OUT, *REVIEWS)} == {"0"}
    assert len(list((home.outputs / "街道报告").iterdir())) == len(OFFICES)


def test_the_switches_of_the_template_say_so_too(home: Home) -> None:
    """Chosen from the list on the first sheet, and nothing else."""
    hand_in(home, [*TABLE_3, *TABLE_4], {REQUESTS: NO_REQUESTS, CASES: NO_CASES})
    assert said(home) == {
        ("提示", "N05", area(home, TABLE_3)),
        ("提示", "N05", area(home, TABLE_4)),
    }


def test_a_switch_that_the_table_contradicts_is_told(home: Home) -> None:
    """It is words like others."""
    hand_in(home, [], {CASES: NO_CASES})
    findings = home.reports().findings
    assert {(f.code, f.place.sheet) for f in findings} == {("T03", "基本信息")}


def test_a_number_of_all_leaves_nothing_for_the_blanks(home: Home) -> None:
    """Three came, one citizen's each; the other columns and results are 0."""
    row = dict.fromkeys(TABLE_3, 0)
    opened = CellRef("表三", f"{RESULTS}/（一）予以公开", "自然人")
    words = "2023年，本街道新收政府信息公开申请3件，上年结转0件，办结3件，结转下年度继续办理0件。"
    blank = [ref for ref in row if ref not in (NATURAL, opened)]
    hand_in(home, blank, {ON_REQUESTS: words}, {NATURAL: 3, opened: 3})
    assert said(home) == {("提示", "N05", area(home, blank))}
    assert figure(home, CellRef("表三", NEW, "总计")) == "3"


def test_what_was_carried_over_contradicts_that_none_came_and_none_is_left(home: Home) -> None:
    """One is carried in; the words say nothing of what became of it."""
    carried = CellRef("表三", CARRIED_IN, "自然人")
    blank = [ref for ref in TABLE_3 if ref != carried]
    hand_in(home, blank, {REQUESTS: NO_REQUESTS}, {carried: 1})
    findings = home.reports().findings
    assert {f.level for f in findings if f.code == "N05"} == {"错误", "提示"}
    assert figure(home, OUT) == ""


@pytest.mark.parametrize(
    "words", ["2023年没有收取信息处理费。", "本年度未收取信息处理费。", "信息处理费0元。"]
)
def test_no_fee_needs_no_0(home: Home, words: str) -> None:
    """The answer beside the cell says it."""
    hand_in(home, [FEE], {ON_FEE: words})
    assert said(home) == {("提示", "N05", home.places[FEE])}
    assert figure(home, FEE) == "0"


@pytest.mark.parametrize(
    "words", ["2023年共收取信息处理费100元。", "除减免的外没有收取信息处理费，实收信息处理费50元。"]
)
def test_a_fee_that_the_words_state_is_not_0(home: Home, words: str) -> None:
    """The amount is to be filled in."""
    hand_in(home, [FEE], {ON_FEE: words})
    assert said(home) == {("错误", "N05", home.places[FEE])}


def test_last_years_blanks_are_judged_by_last_years_words(home: Home) -> None:
    """Last year nothing was carried over, and the words said so: this year's row is settled."""
    carried = [ref for ref in TABLE_3 if ref.row == CARRIED_IN]
    then = dict.fromkeys(TABLE_3, 0)
    told = {**factory.words(home.form), ON_REQUESTS: "2022年，本街道未收到政府信息公开申请。"}
    left = {ref: n for ref, n in factory.last_years_figures(home.form).items() if ref not in then}
    whose = Whose(factory.DISTRICT, OFFICES[0], factory.YEAR - 1)
    home.put(write_template(home.form, whose, Filled(told, left)), year=factory.YEAR - 1)
    figures = {
        ref: FIGURES[ref] + FIGURES[ref._replace(row=CARRIED_IN)]
        for ref in TABLE_3
        if ref.row == NEW
    }
    hand_in(home, carried, {}, figures)
    found = said(home)
    assert {one for one in found if one[1] == "N05"} == {("提示", "N05", area(home, carried))}


# ── nothing at all ───────────────────────────────────────────────────────────


def test_a_blank_template_sent_back_is_one_line(home: Home) -> None:
    """Also with last year's figures that it was handed out with."""
    whose = Whose(factory.DISTRICT, OFFICES[0], factory.YEAR)
    then = factory.all_figures(home.form, factory.last_years_figures(home.form))
    home.put(write_template(home.form, whose, Filled(last_year=then)))
    assert said(home) == {("错误", "S11", "!")}


def test_a_template_with_one_figure_is_no_blank_one(home: Home) -> None:
    """Somebody began; each part that is missing is told."""
    whose = Whose(factory.DISTRICT, OFFICES[0], factory.YEAR)
    home.put(write_template(home.form, whose, Filled(figures={LICENCES: 3})))
    assert {("错误", "S11", area(home, TABLE_3)), ("错误", "S11", area(home, TABLE_4))} < said(home)

"""transform.blanks: an empty cell is 0 only where nothing the office wrote speaks against it."""

import csv
import io

import factory
import pytest
from conftest import Home, outcomes_of_runs
from factory import CARRIED_IN, CARRIED_OUT, IN_FORCE, NEW, NORMATIVE, OFFICES

from pipeline.findings import Outcome
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template

NATURAL = CellRef("表三", NEW, "自然人")
OUT = CellRef("表三", CARRIED_OUT, "自然人")
LICENCES = CellRef("表二", "第二十条第（五）项/行政许可", "本年处理决定数量")
MADE = CellRef("表二", NORMATIVE, "本年制发件数")
FEE = CellRef("信息处理费", "信息处理费金额（元）", "")
REVIEWS = [CellRef("表四", "", f"行政复议/{result}") for result in ("结果维持", "结果纠正")]
FIGURES = factory.consistent_figures(factory.FORM)


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


@pytest.mark.parametrize("ref", [LICENCES, REVIEWS[0]])
def test_a_blank_that_contradicts_nothing_is_taken_as_0_and_told(home: Home, ref: CellRef) -> None:
    """The report is made, with a 0; somebody should look."""
    home.plant({ref: None})
    assert said(home) == {("警告", "N05", home.places[ref])}
    assert figure(home, ref) == "0"
    assert len(list((home.outputs / "街道报告").iterdir())) == len(OFFICES)


def test_a_blank_that_the_balance_confirms_is_0_and_its_totals_are_known(home: Home) -> None:
    """The other three items of its column leave nothing for it; every total follows."""
    home.plant({OUT: None, NATURAL: FIGURES[NATURAL] - FIGURES[OUT]})
    assert said(home) == {("警告", "N05", home.places[OUT])}
    assert figure(home, OUT) == "0"
    total = sum(n for ref, n in FIGURES.items() if ref.row == CARRIED_OUT) - FIGURES[OUT]
    assert figure(home, OUT._replace(column="总计")) == str(total)


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


def test_two_blanks_are_judged_each_by_its_own_column(home: Home) -> None:
    """One may be 0, the other not; they stand beside each other and are told apart."""
    other = OUT._replace(column="法人或其他组织/商业企业")
    home.plant({OUT: None, other: None, NATURAL: FIGURES[NATURAL] - FIGURES[OUT]})
    assert said(home) == {
        ("警告", "N05", home.places[OUT]),
        ("错误", "N05", home.places[other]),
    }


def test_a_blank_stock_that_more_came_into_than_went_out_of_is_an_error(home: Home) -> None:
    """制发 less 废止 cannot be more than 现行有效: A07 speaks against a 0."""
    home.plant({IN_FORCE: None, MADE: FIGURES[CellRef("表二", NORMATIVE, "本年废止件数")] + 3})
    assert said(home) == {("错误", "N05", home.places[IN_FORCE])}


def test_a_rule_with_a_blank_is_open_even_where_it_is_0(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """未评估, never passed."""
    outcomes = outcomes_of_runs(monkeypatch)
    figures = {ref: n for ref, n in FIGURES.items() if ref != OUT}
    figures[NATURAL] -= FIGURES[OUT]
    words = factory.words(home.form)
    home.put(
        write_template(
            home.form, Whose(factory.DISTRICT, OFFICES[0], factory.YEAR), Filled(words, figures)
        )
    )
    home.check()
    assert outcomes[0].at[OFFICES[0], "A01"] is Outcome.UNEVALUATED
    assert outcomes[0].at[OFFICES[0], "A04"] is Outcome.PASSED


def test_a_table_with_one_cell_is_not_taken_as_0(home: Home) -> None:
    """Nothing else in it says that anybody filled it in."""
    home.plant({FEE: None})
    assert said(home) == {("错误", "N05", home.places[FEE])}


def test_blanks_of_one_row_are_one_finding_and_an_empty_table_is_one(home: Home) -> None:
    """A clerk who left much blank reads a list, not a flood."""
    row = [ref for ref in FIGURES if (ref.table, ref.row) == ("表三", CARRIED_OUT)]
    decisions = [ref for ref in FIGURES if ref.table == "表四"]
    home.plant(dict.fromkeys([*row, *decisions]))
    first, last = home.places[row[0]], home.places[row[-1]].split("!")[1]
    start, end = home.places[decisions[0]], home.places[decisions[-1]].split("!")[1]
    assert said(home) == {("错误", "N05", f"{first}:{last}"), ("错误", "S11", f"{start}:{end}")}


def test_a_row_with_two_gaps_is_told_gap_by_gap(home: Home) -> None:
    """A cell between two blank ones is not called blank."""
    row = [ref for ref in FIGURES if (ref.table, ref.row) == ("表三", CARRIED_IN)]
    home.plant(dict.fromkeys([row[0], row[2], row[3]]))
    places = [home.places[ref] for ref in row]
    assert said(home) == {
        ("错误", "N05", places[0]),
        ("错误", "N05", f"{places[2]}:{places[3].split('!')[1]}"),
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
    home.plant({IN_FORCE: None, MADE: FIGURES[CellRef("表二", NORMATIVE, "本年废止件数")] + 3})
    assert said(home) == {("警告", "N05", home.places[IN_FORCE])}

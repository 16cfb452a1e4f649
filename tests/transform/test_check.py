"""Group A: every rule passes, fails at the right cell and nowhere else, and is left open."""

from collections.abc import Mapping

import factory
import pytest
from built import built
from conftest import Home, where
from factory import (
    CARRIED_IN,
    CARRIED_OUT,
    IN_FORCE,
    NEW,
    NORMATIVE,
    OFFICES,
    RESULTS,
    YEAR,
    all_figures,
    consistent_figures,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.findings import Finding, Outcome
from pipeline.form import FORM_2021
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.returns import Returns
from pipeline.transform.check.arithmetic import check_arithmetic

OFFICE = OFFICES[0]
TOTAL_ROW = f"{RESULTS}/（七）总计"
LEAF = f"{RESULTS}/（三）不予公开/1.属于国家秘密"
MADE = CellRef("表二", NORMATIVE, "本年制发件数")
REPEALED = CellRef("表二", NORMATIVE, "本年废止件数")
REGULATION = CellRef("表二", "第二十条第（一）项/规章", "本年制发件数")
REVIEW = CellRef("表四", "", "行政复议/总计")
SUIT = CellRef("表四", "", "行政诉讼/复议后起诉/总计")
WEBSITE = CellRef("指标", "示例网站信息", "")


def in_table_3(row: str, column: str) -> CellRef:
    """A figure of 表三."""
    return CellRef("表三", row, column)


def returns_of(form: Form, offices: Mapping[str, Mapping[CellRef, int | None]]) -> Returns:
    """What is given for a total is what the return states; the figure is added up here."""

    def added(row: Mapping[CellRef, int | None], ref: CellRef) -> int | None:
        parts = [row.get(part) for part in form.inputs(ref)]
        known = [part for part in parts if part is not None]
        return sum(known) if len(known) == len(parts) else None

    values = {name: {ref: added(row, ref) for ref in form.cells} for name, row in offices.items()}
    return built(form, values, stated=offices)


def run(
    form: Form,
    figures: Mapping[CellRef, int | None],
    last_year: Mapping[CellRef, int | None] | None = None,
) -> tuple[dict[str, Outcome], list[Finding]]:
    """Outcomes by rule and findings for one office."""
    before = {OFFICE: last_year} if last_year is not None else {}
    returns = returns_of(form, {OFFICE: figures})
    outcomes, findings = check_arithmetic(returns, returns_of(form, before), form)
    return dict(outcomes.loc[OFFICE]), findings


def test_a_consistent_return_passes_every_rule(home: Home) -> None:
    """And has no finding at all: false alarms are failures too."""
    outcomes, findings = run(home.form, all_figures(home.form, consistent_figures(home.form)))
    assert findings == []
    assert outcomes == dict.fromkeys(
        ["A01", "A02", "A03", "A04", "A05", "A06", "A07"], Outcome.PASSED
    ) | dict.fromkeys(["C01", "C02"], Outcome.UNEVALUATED)


# One planted error: cells changed in an otherwise consistent return → what must be found.
PLANTED: list[tuple[dict[CellRef, int], set[tuple[str, CellRef]]]] = [
    (
        {in_table_3(NEW, "自然人"): 500},
        {("A01", in_table_3(NEW, "自然人"))},
    ),
    (
        {in_table_3(CARRIED_OUT, "法人或其他组织/其他"): 500},
        {
            ("A01", in_table_3(NEW, "法人或其他组织/其他")),
            ("Q08", in_table_3(CARRIED_OUT, "法人或其他组织/其他")),
        },
    ),
    (
        {in_table_3(TOTAL_ROW, "自然人"): 500},
        {("A02", in_table_3(TOTAL_ROW, "自然人"))},
    ),
    ({in_table_3(LEAF, "总计"): 500}, {("A03", in_table_3(LEAF, "总计"))}),
    ({in_table_3(CARRIED_IN, "总计"): 500}, {("A03", in_table_3(CARRIED_IN, "总计"))}),
    (
        {in_table_3(TOTAL_ROW, "总计"): 500},
        {("A02", in_table_3(TOTAL_ROW, "总计")), ("A03", in_table_3(TOTAL_ROW, "总计"))},
    ),
    ({REVIEW: 0}, {("A04", REVIEW)}),
    ({SUIT: 500}, {("A04", SUIT)}),
    ({REGULATION: 1}, {("A05", REGULATION)}),
    ({WEBSITE: 500}, {("A06", WEBSITE)}),
    ({MADE: 500}, {("A07", IN_FORCE), ("Q06", MADE)}),
]


@pytest.mark.parametrize(("change", "expected"), PLANTED)
def test_a_planted_error_is_found_at_its_cell_and_nothing_else(
    home: Home, change: dict[CellRef, int], expected: set[tuple[str, CellRef]]
) -> None:
    """Through a real file: exactly these findings, at the cells the office sees."""
    home.plant(change)
    assert where(home.check()) == {(code, home.places[ref]) for code, ref in expected}


def test_two_wrong_columns_that_cancel_out_are_both_found(home: Home) -> None:
    """The grand total balances; the columns do not."""
    figures = consistent_figures(home.form)
    one, other = in_table_3(NEW, "自然人"), in_table_3(NEW, "法人或其他组织/商业企业")
    figures[one] += 3
    figures[other] -= 3
    _, findings = run(home.form, all_figures(home.form, figures))
    assert {(f.code, f.place.cell) for f in findings} == {
        ("A01", "/".join(one)),
        ("A01", "/".join(other)),
    }


def test_last_year_bounds_what_can_be_repealed(home: Home) -> None:
    """With last year: repealed ≤ in force then + made. Without: made ≤ in force + repealed."""
    figures = all_figures(home.form, {**consistent_figures(home.form), REPEALED: 30, MADE: 1})
    assert run(home.form, figures)[0]["A07"] is Outcome.PASSED
    outcomes, findings = run(home.form, figures, {IN_FORCE: 10})
    (finding,) = (found for found in findings if found.code == "A07")
    assert outcomes["A07"] is Outcome.FAILED
    assert (finding.place.cell, finding.level) == ("/".join(REPEALED), "警告")
    assert finding.value == "本年废止件数＝30"
    assert finding.expected == "不大于 本年制发件数＋上年现行有效件数＝11"
    assert run(home.form, figures, {IN_FORCE: 29})[0]["A07"] is Outcome.PASSED
    assert run(home.form, figures, {IN_FORCE: None})[0]["A07"] is Outcome.PASSED


@pytest.mark.parametrize(
    ("blank", "left_open"),
    [
        (in_table_3(NEW, "自然人"), {"A01", "A03"}),
        (in_table_3(LEAF, "自然人"), {"A01", "A02", "A03"}),
        (in_table_3(TOTAL_ROW, "自然人"), {"A02"}),
        (in_table_3(LEAF, "总计"), {"A03"}),
        (REVIEW, {"A04"}),
        (CellRef("表四", "", "行政复议/结果维持"), {"A04"}),
        (REGULATION, {"A05"}),
        (CellRef("指标", "示例热线/其他", ""), {"A06"}),
        (REPEALED, {"A07"}),
        (IN_FORCE, {"A07"}),
    ],
)
def test_a_rule_with_a_blank_operand_is_left_open(
    home: Home, blank: CellRef, left_open: set[str]
) -> None:
    """Neither passed nor failed; the other rules are not touched."""
    figures: dict[CellRef, int | None] = dict(all_figures(home.form, consistent_figures(home.form)))
    figures[blank] = None
    outcomes, findings = run(home.form, figures)
    assert findings == []
    open_rules = {code for code, outcome in outcomes.items() if outcome is Outcome.UNEVALUATED}
    assert open_rules - {"C01", "C02"} == left_open


def test_a_failed_part_of_a_rule_outweighs_a_blank_one(home: Home) -> None:
    """A broken column is told although another cannot be judged."""
    figures: dict[CellRef, int | None] = dict(
        all_figures(home.form, {**consistent_figures(home.form), in_table_3(NEW, "自然人"): 900})
    )
    figures[in_table_3(CARRIED_OUT, "法人或其他组织/其他")] = None
    outcomes, findings = run(home.form, figures)
    assert outcomes["A01"] is Outcome.FAILED
    assert {f.place.cell for f in findings if f.code == "A01"} == {
        "/".join(in_table_3(NEW, "自然人"))
    }


def test_a_finding_shows_both_sides_and_the_difference(home: Home) -> None:
    """In the unit of the form, with the labels of row and column."""
    figures = all_figures(home.form, consistent_figures(home.form))
    column = "自然人"
    left = figures[in_table_3(NEW, column)] + figures[in_table_3(CARRIED_IN, column)]
    figures[in_table_3(NEW, column)] += 2
    _, findings = run(home.form, figures)
    balance = next(f for f in findings if f.code == "A01")
    assert balance.value == f"一＋二＝{left + 2}"
    assert balance.expected == f"三（七）＋四＝{left}"
    assert "自然人一列" in balance.why
    assert "相差 2" in balance.why
    total = next(f for f in findings if f.code == "A03")
    assert (total.value, total.expected) == (
        str(figures[in_table_3(NEW, "总计")]),
        str(figures[in_table_3(NEW, "总计")] + 2),
    )


def test_every_office_has_an_outcome_for_every_rule(home: Home) -> None:
    """Also an office of which nothing could be read, and a form without indicators."""
    for form in (home.form, FORM_2021):
        clean = all_figures(form, consistent_figures(form))
        returns = returns_of(form, {OFFICE: clean, OFFICES[1]: {}})
        outcomes, _ = check_arithmetic(returns, returns_of(form, {}), form)
        assert outcomes.shape == (2, len(form.rules))
        assert set(outcomes.loc[OFFICE].drop(["C01", "C02"])) == {Outcome.PASSED}
        demands = {rule.message.code for rule in form.rules if list(rule.constraints(form))}
        second = dict(outcomes.loc[OFFICES[1]])
        assert {code for code in second if second[code] is Outcome.UNEVALUATED} == demands


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_any_single_change_of_a_total_is_found_with_its_difference(data: st.DataObject) -> None:
    """For any inputs, one changed total is told, with what it should be."""
    form = FORM_2021
    figures = all_figures(form, consistent_figures(form, data.draw(st.integers(1, 50))))
    totals = [ref for ref, cell in form.cells.items() if cell.is_total]
    ref = data.draw(st.sampled_from(totals))
    right = figures[ref]
    figures[ref] = data.draw(st.integers(0, 10**9).filter(lambda value: value != right))
    _, findings = run(form, figures)
    assert {f.place.cell for f in findings} == {"/".join(ref)}
    assert {(f.value, f.expected) for f in findings} == {(str(figures[ref]), str(right))}
    assert all(f.why.endswith(f"相差 {abs(figures[ref] - right)}。") for f in findings)


def test_last_years_return_is_read_by_the_run(home: Home) -> None:
    """From `input/<year - 1>/`; its own troubles are not this year's findings."""
    then = factory.last_years_figures(home.form)
    words = factory.words(home.form, seed=5)
    data = write_template(home.form, Whose(factory.DISTRICT, OFFICE, YEAR - 1), Filled(words, then))
    home.put(data, "去年.xlsx", YEAR - 1)
    home.put(b"", "坏.xlsx", YEAR - 1)
    home.plant({REPEALED: 100})
    assert where(home.check()) == {
        ("A07", home.places[REPEALED]),
        ("C02", home.places[IN_FORCE]),
        ("C03", home.places[REPEALED]),
    }

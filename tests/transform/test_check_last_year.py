"""Group C: this year against the same office's last year, through a whole run."""

import factory
import pandas as pd
import pytest
from conftest import Home, outcomes_of_runs, where
from factory import (
    CARRIED_IN,
    CARRIED_OUT,
    FORM,
    HOTLINE,
    IN_FORCE,
    LECTURES,
    OFFICES,
    REGULATIONS,
    YEAR,
)

from pipeline.district import read_district
from pipeline.findings import Outcome
from pipeline.form import FORM_2021
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.round.outcome import Round
from pipeline.transform.check import catalogue

OUT = CellRef("表三", CARRIED_OUT, "自然人")
IN = CellRef("表三", CARRIED_IN, "自然人")
AMOUNT = CellRef("表二", "第二十条第（八）项/行政事业性收费", "本年收费金额（单位：万元）")
FEE = CellRef("信息处理费", "信息处理费金额（元）", "")
NOW, THEN = factory.consistent_figures(FORM), factory.last_years_figures(FORM)


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> list[pd.DataFrame]:
    """What the rules came to, run after run."""
    return outcomes_of_runs(monkeypatch)


def against(
    home: Home,
    then: dict[CellRef, int] | None = None,
    now: dict[CellRef, int] | None = None,
    words_then: dict[str, str] | None = None,
) -> Round:
    """A check of the first office, with these figures and words changed in one of the years."""
    said = {**factory.words(FORM, seed=5), **(words_then or {})}
    data = write_template(
        FORM, Whose(factory.DISTRICT, OFFICES[0], YEAR - 1), Filled(said, {**THEN, **(then or {})})
    )
    home.put(data, "去年.xlsx", YEAR - 1)
    data = write_template(
        FORM,
        Whose(factory.DISTRICT, OFFICES[0], YEAR),
        Filled(factory.words(FORM), {**NOW, **(now or {})}),
    )
    home.put(data)
    return home.check()


def test_two_years_that_follow_each_other_have_no_finding(home: Home) -> None:
    """And the offices without last year are named once, not in the list."""
    finished = against(home)
    assert finished.findings == []
    assert finished.without_last_year == [*OFFICES[1:]]
    assert finished.unevaluated == 0


@pytest.mark.parametrize("column", ["自然人", "法人或其他组织/商业企业", "法人或其他组织/其他"])
def test_c01_what_was_carried_over_is_compared_column_by_column(home: Home, column: str) -> None:
    """At the column, not again at the total that follows from it."""
    ref = OUT._replace(column=column)
    found = where(against(home, then={ref: THEN[ref] + 1}))
    assert found == {("C01", home.places[IN._replace(column=column)])}


def test_c01_two_columns_that_cancel_out_are_both_found(home: Home) -> None:
    """Their total is right."""
    other = OUT._replace(column="法人或其他组织/其他")
    found = where(against(home, then={OUT: THEN[OUT] + 1, other: THEN[other] - 1}))
    assert found == {
        ("C01", home.places[IN]),
        ("C01", home.places[IN._replace(column="法人或其他组织/其他")]),
    }


def test_c01_says_both_figures_and_the_difference(home: Home) -> None:
    """What stands there, what last year's return says, and how far apart they are."""
    finding = against(home, then={OUT: THEN[OUT] + 3}).findings[0]
    assert (finding.level, finding.value, finding.expected) == (
        "错误",
        str(NOW[IN]),
        str(THEN[OUT] + 3),
    )
    assert "相差 3" in finding.why


@pytest.mark.parametrize("change", [1, -1, 30])
def test_c02_documents_in_force_continue(home: Home, change: int) -> None:
    """Last year's, and made, less repealed."""
    assert where(against(home, then={IN_FORCE: THEN[IN_FORCE] + change})) == {
        ("C02", home.places[IN_FORCE])
    }


def test_c02_looks_at_both_rows(home: Home) -> None:
    """规章 too; that there are any at all is A05, and last year's business."""
    row = REGULATIONS._replace(column="现行有效件数")
    assert where(against(home, then={row: 2})) == {("C02", home.places[row])}


def test_a_figure_that_must_be_0_is_not_told_again_as_one_that_does_not_continue(
    home: Home, outcomes: list[pd.DataFrame]
) -> None:
    """A05 says all there is to say; both rules are failed."""
    row = REGULATIONS._replace(column="现行有效件数")
    assert where(against(home, now={row: 2})) == {("A05", home.places[row])}
    assert set(outcomes[-1].loc[OFFICES[0], ["A05", "C02"]]) == {Outcome.FAILED}


def test_c03_jumps_of_one_table_are_one_finding(home: Home) -> None:
    """It names them; another table has its own."""
    finished = against(home, then={HOTLINE: 999, LECTURES: 60, AMOUNT: 900_000_000})
    assert where(finished) == {("C03", home.places[HOTLINE]), ("C03", home.places[AMOUNT])}
    said = next(f.why for f in finished.findings if "指标" not in f.why and "热线" in f.why)
    assert "示例热线/其他上年 999、本年" in said
    assert "示例讲座上年 60、本年" in said


@pytest.mark.parametrize(
    ("ref", "then"),
    [(HOTLINE, 999), (LECTURES, 60), (AMOUNT, 900_000_000)],
    ids=["a part", "a count", "万元"],
)
def test_c03_a_jump_is_told(home: Home, ref: CellRef, then: int) -> None:
    """Once: a total that jumps only because of its part is not told again."""
    finished = against(home, then={ref: then})
    assert where(finished) == {("C03", home.places[ref])}
    assert finished.findings[0].level == "提示"


@pytest.mark.parametrize(
    ("ref", "then"),
    [(LECTURES, 50), (HOTLINE, 40), (FEE, 0)],
    ids=["less than 50", "near", "a few yuan"],
)
def test_c03_what_is_no_jump_is_not_told(home: Home, ref: CellRef, then: int) -> None:
    """Small numbers double and vanish every year."""
    assert against(home, then={ref: then}).findings == []


def test_c03_goes_by_the_districts_own_scale(home: Home) -> None:
    """`jump_difference` and `jump_ratio` of district.toml."""
    settings = f"{factory.SETTINGS}\n[checks]\njump_difference = 10\njump_ratio = 2\n"
    factory.settings_file(home.inputs, settings)
    assert ("C03", home.places[LECTURES]) in where(against(home, then={LECTURES: 30}))


LONG = "街道每周二在门口摆开小桌，由网格员现场回答住户的提问，记下来的问题当天分给各科室，" * 3


def test_c04_last_years_words_again_are_told(home: Home) -> None:
    """With other figures and another year in them they are still the same words."""
    same = {
        label: str(said) for label, said in factory.words(FORM).items() if isinstance(said, str)
    }
    finished = against(home, words_then=same)
    assert {(f.code, f.level) for f in finished.findings} == {("C04", "警告")}


def test_c04_other_words_are_not(home: Home) -> None:
    """Nor are short ones, which anybody would write."""
    assert against(home, words_then={"存在问题": f"{LONG}问题还有不少。"}).findings == []


def test_two_years_that_follow_pass_group_c(home: Home, outcomes: list[pd.DataFrame]) -> None:
    """And the other offices, without last year, are open."""
    against(home)
    for code in ("C01", "C02", "C03", "C04"):
        assert outcomes[0].at[OFFICES[0], code] is Outcome.PASSED
        assert outcomes[0].at[OFFICES[1], code] is Outcome.UNEVALUATED


def test_c03_is_open_where_a_figure_is_unknown(home: Home, outcomes: list[pd.DataFrame]) -> None:
    """Nobody knows whether it jumped."""
    against(home)
    home.plant({home.places[LECTURES]: "约3"})
    home.check()
    assert outcomes[-1].at[OFFICES[0], "C03"] is Outcome.UNEVALUATED


def put(home: Home, figures: dict[CellRef, int], year: int) -> None:
    """The first office's return of a year."""
    words = factory.words(FORM, seed=5 if year < YEAR else 1)
    name = "去年.xlsx" if year < YEAR else f"{OFFICES[0]}.xlsx"
    home.put(
        write_template(FORM, Whose(factory.DISTRICT, OFFICES[0], year), Filled(words, figures)),
        name,
        year,
    )


def test_c03_an_indicator_that_is_new_leaves_nothing_open(
    home: Home, outcomes: list[pd.DataFrame]
) -> None:
    """Last year's form did not ask for it."""
    against(home)
    settings = home.inputs / "district.toml"
    added = '\n[[indicator]]\nlabel = "示例新指标"\nunit = "条"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + added, encoding="utf-8")
    form = read_district(settings).extend(FORM_2021)
    new = {**NOW, CellRef("指标", "示例新指标", ""): 3}
    whose = Whose(factory.DISTRICT, OFFICES[0], YEAR)
    home.put(write_template(form, whose, Filled(factory.words(FORM), new)))
    home.check()
    assert outcomes[-1].at[OFFICES[0], "C03"] is Outcome.PASSED


def test_a_blank_taken_as_0_is_no_jump(home: Home) -> None:
    """What nobody wrote is held against nobody."""
    put(home, {**THEN, LECTURES: 300}, YEAR - 1)
    put(home, {ref: figure for ref, figure in NOW.items() if ref != LECTURES}, YEAR)
    assert where(home.check()) == {("N05", home.places[LECTURES])}


def test_last_years_blank_was_published_as_0(home: Home) -> None:
    """So what is carried in this year must be 0."""
    new = OUT._replace(row=factory.NEW)
    then = {**THEN, new: THEN[new] - THEN[OUT]}
    del then[OUT]
    put(home, then, YEAR - 1)
    put(home, NOW, YEAR)
    assert ("C01", home.places[IN]) in where(home.check())


@pytest.mark.parametrize("blank", [OUT, IN])
def test_c01_is_open_where_a_figure_is_blank(
    home: Home, outcomes: list[pd.DataFrame], blank: CellRef
) -> None:
    """Of either year, where the balance of its own year does not allow a 0."""
    year = YEAR - 1 if blank == OUT else YEAR
    against(home)
    put(home, {r: n for r, n in (THEN if year < YEAR else NOW).items() if r != blank}, year)
    assert "C01" not in {f.code for f in home.check().findings}
    assert outcomes[-1].at[OFFICES[0], "C01"] is Outcome.UNEVALUATED


def test_a_waiver_is_told_with_its_reason_and_costs_no_report(
    home: Home, outcomes: list[pd.DataFrame]
) -> None:
    """已说明: listed as 提示, never hidden; only this office and this rule."""
    waiver = f'[[waiver]]\noffice = "{OFFICES[0]}"\nrule = "C01"\nreason = "上年已更正"\n'
    factory.settings_file(home.inputs, f"{factory.SETTINGS}\n{waiver}")
    against(home, then={OUT: THEN[OUT] + 1, IN_FORCE: 9})
    finished = home.reports()
    levels = {(f.code, str(f.level)) for f in finished.findings}
    assert levels == {("C01", "提示"), ("C02", "警告")}
    assert all("已说明：上年已更正。" in f.why for f in finished.findings if f.code == "C01")
    assert finished.complete
    assert outcomes[-1].at[OFFICES[0], "C01"] is Outcome.EXPLAINED
    assert outcomes[-1].at[OFFICES[0], "C02"] is Outcome.FAILED


def test_every_rule_has_one_outcome_for_every_office(
    home: Home, outcomes: list[pd.DataFrame]
) -> None:
    """通过, 未通过, 未评估 or 已说明; in the order of the catalogue."""
    home.check()
    (table,) = outcomes
    codes = [rule.message.code for rule in catalogue.all_rules(FORM)]
    assert list(table.columns) == codes == sorted(set(codes))
    assert list(table.index) == [*OFFICES]
    assert all(isinstance(outcome, Outcome) for outcome in table.to_numpy().ravel())
    for code in codes:
        is_open = code.startswith("C") or code == "Q07"
        wanted = Outcome.UNEVALUATED if is_open else Outcome.PASSED
        assert table.at[OFFICES[0], code] is wanted, code

"""Group Q: figures that add up and yet make a reviewer ask; real ones only where it is true."""

import json
from collections.abc import Mapping
from pathlib import Path

import factory
import pytest
from built import built
from factory import FORM, IN_FORCE, NEW, OFFICES, RESULTS

from pipeline.district import Checks
from pipeline.findings import Finding, Outcome
from pipeline.form.model import Form
from pipeline.form.section import Topic
from pipeline.form.table import CellRef
from pipeline.returns import Returns
from pipeline.transform.check.plausible import RULES, check_plausible
from pipeline.transform.copies import Alike
from pipeline.transform.normalise import nothing_returned

OFFICE = OFFICES[0]
FEE = next(field.label for field in FORM.fields if field.topic is Topic.FEE)
CHARGES = CellRef("表二", "第二十条第（八）项/行政事业性收费", "本年收费金额（单位：万元）")
MADE = IN_FORCE._replace(column="本年制发件数")
WANYUAN = 1_000_000  # 分
USUAL = Checks()
NONE = "2023年没有收取信息处理费。"


def row(ending: str) -> CellRef:
    """The first column of a row of 表三."""
    (ref,) = (ref for ref in FORM.cells if ref.row.endswith(ending) and ref.column == "自然人")
    return ref


def case(column: str) -> CellRef:
    """A cell of 表四."""
    return CellRef("表四", "", column)


SECRETS, OTHERS, OPENED = row("1.属于国家秘密"), row("3.其他"), row("（一）予以公开")
(OVERDUE,) = (r for r in FORM.cells if "要求缴纳费用" in r.row and r.column == "自然人")
OUT, IN = (CellRef("表三", line, "自然人") for line in (factory.CARRIED_OUT, factory.CARRIED_IN))
REVIEWS, PENDING = case("行政复议/结果维持"), case("行政复议/尚未审结")
SUITS = case("行政诉讼/复议后起诉/结果维持")


def returned(figures: Mapping[CellRef, int], words: str = NONE) -> Returns:
    """One office with these inputs, all others 0, and totals added up."""
    inputs = {ref: 0 for ref, cell in FORM.cells.items() if not cell.is_total} | dict(figures)
    values = factory.all_figures(FORM, inputs)
    said = dict.fromkeys((field.label for field in FORM.fields), "") | {FEE: words}
    return built(FORM, {OFFICE: values}, {OFFICE: said})


def asked(
    now: Returns, then: Returns | None = None, alike: Alike | None = None, scales: Checks = USUAL
) -> tuple[dict[str, Outcome], list[Finding]]:
    """Outcomes by code and findings of one office."""
    outcomes, findings = check_plausible(
        now, then or nothing_returned(FORM), scales, FORM, {OFFICE: alike or Alike()}
    )
    return dict(outcomes.loc[OFFICE]), findings


def told(findings: list[Finding]) -> set[tuple[str, str]]:
    """Code and cell."""
    return {(finding.code, finding.place.cell) for finding in findings}


QUESTIONS: list[tuple[str, dict[CellRef, int], CellRef]] = [
    ("Q01", {CHARGES: 1_000 * WANYUAN}, CHARGES),
    ("Q02", {OVERDUE: 1}, OVERDUE),
    ("Q03", {OTHERS: 3, OPENED: 2}, OTHERS),
    ("Q04", {SUITS: 2, REVIEWS: 1}, SUITS),
    ("Q05", {SECRETS: 1}, SECRETS),
    ("Q06", {MADE: 6}, MADE),
    ("Q08", {OUT: 3, OPENED: 6, row(NEW): 9}, OUT),
]


@pytest.mark.parametrize(("code", "figures", "at"), QUESTIONS)
def test_a_reviewers_question_is_asked_at_its_cell(
    code: str, figures: dict[CellRef, int], at: CellRef
) -> None:
    """And nothing else is."""
    outcomes, findings = asked(returned(figures))
    assert told(findings) == {(code, "/".join(at))}
    assert outcomes[code] is Outcome.FAILED
    assert {one for key, one in outcomes.items() if key != code} <= {
        Outcome.PASSED,
        Outcome.UNEVALUATED,
    }


@pytest.mark.parametrize(
    "figures",
    [
        {CHARGES: 999 * WANYUAN},
        {OTHERS: 2},
        {OTHERS: 3, OPENED: 3},
        {SUITS: 2, REVIEWS: 2},
        {MADE: 5},
        {OUT: 2, OPENED: 1, row(NEW): 3},
        {OUT: 3, OPENED: 7, row(NEW): 10},
    ],
)
def test_what_is_usual_is_not_asked(figures: dict[CellRef, int]) -> None:
    """One thing less than what would be."""
    outcomes, findings = asked(returned(figures))
    assert findings == []
    assert Outcome.FAILED not in outcomes.values()


@pytest.mark.parametrize(
    "words",
    [
        "收取信息处理费0元；向1人发出收费通知，逾期未缴纳。",
        "已通知1名申请人缴纳费用，未缴纳的不再处理。",
    ],
)
def test_a_fee_notice_in_section_six_answers_the_question(words: str) -> None:
    """However it is worded."""
    assert asked(returned({OVERDUE: 1}, words))[1] == []


def test_another_term_that_ran_out_is_no_fee_notice() -> None:
    """没有逾期答复 speaks of answers."""
    found = asked(returned({OVERDUE: 1}, "没有收取信息处理费，没有逾期答复的。"))[1]
    assert [finding.code for finding in found] == ["Q02"]


def test_a_district_has_its_own_scales() -> None:
    """Each setting moves its question."""
    figures = {CHARGES: 20 * WANYUAN, MADE: 2, OTHERS: 3, OPENED: 7, OUT: 4, row(NEW): 14}
    assert asked(returned(figures))[1] == []
    scales = Checks(most_fee=20, most_documents=1, others_share=0.2, carried_share=0.2)
    found = asked(returned(figures), scales=scales)[1]
    assert {finding.code for finding in found} == {"Q01", "Q03", "Q06", "Q08"}


def test_a_fee_is_compared_with_last_years() -> None:
    """A hundred times as much is another unit; a few yuan are not."""
    now, much = returned({CHARGES: 500 * WANYUAN}), returned({CHARGES: 6 * WANYUAN})
    outcomes, findings = asked(now, returned({CHARGES: 5 * WANYUAN}))
    assert told(findings) == {("Q01", "/".join(CHARGES))}
    assert "上年是 5 万元" in findings[0].why
    assert asked(now, much)[1] == []
    assert asked(returned({CHARGES: WANYUAN // 2}), returned({CHARGES: 100}))[1] == []
    assert outcomes["Q01"] is Outcome.FAILED
    assert asked(now)[0]["Q01"] is Outcome.PASSED


def test_pending_cases_of_last_year_do_not_vanish() -> None:
    """They end this year, or are pending still."""
    before = returned({PENDING: 2})
    outcomes, findings = asked(returned({REVIEWS: 1}), before)
    assert told(findings) == {("Q07", "/".join(REVIEWS))}
    assert outcomes["Q07"] is Outcome.FAILED
    assert asked(returned({REVIEWS: 2}), before)[1] == []
    assert asked(returned({}))[0]["Q07"] is Outcome.UNEVALUATED


def test_a_suit_may_follow_a_review_of_the_year_before() -> None:
    """Decided in December, sued about in January."""
    now = returned({SUITS: 2, REVIEWS: 1})
    assert asked(now, returned({REVIEWS: 1}))[1] == []
    assert [f.code for f in asked(now, returned({}))[1]] == ["Q04"]


def test_a_message_names_the_districts_own_share() -> None:
    """Not the usual one."""
    (finding,) = asked(returned({OTHERS: 3, OPENED: 7}), scales=Checks(others_share=0.2))[1]
    assert "超过办结 10 件的 20%" in finding.why


MANY = {OPENED: 5, row(NEW): 6, OUT: 1, OTHERS: 2}


def test_a_table_that_is_last_years_is_asked_about() -> None:
    """Not where hardly anything stands in it, nor where one figure differs."""
    outcomes, findings = asked(returned(MANY), returned(MANY))
    assert [finding.code for finding in findings] == ["Q09"]
    assert "表三与本街道上年的每一格都一样" in findings[0].why
    assert outcomes["Q09"] is Outcome.FAILED
    assert asked(returned(MANY), returned({**MANY, OPENED: 6}))[1] == []
    few = {OPENED: 5, row(NEW): 5}
    assert asked(returned(few), returned(few))[1] == []


def test_a_table_that_another_office_has_too_is_asked_about() -> None:
    """What others have was found when all files were read."""
    findings = asked(returned(MANY), alike=Alike(tables={"表三": OFFICES[1]}))[1]
    assert [finding.code for finding in findings] == ["Q09"]
    assert OFFICES[1] in findings[0].why


def test_a_figure_that_is_not_known_leaves_its_questions_open() -> None:
    """Nobody is asked about half of a sum."""
    now = returned({SECRETS: 1})
    now.figures.loc[now.figures["row"] == SECRETS.row, "value"] = None
    outcomes, findings = asked(now)
    assert findings == []
    assert outcomes["Q05"] is Outcome.UNEVALUATED
    assert outcomes["Q04"] is Outcome.PASSED


# ── real tables ──────────────────────────────────────────────────────────────

REAL = json.loads((Path(__file__).parents[1] / "data" / "real_tables.json").read_text("utf-8"))
# What a reviewer would ask if a street sent in the tables of a city, a county or a department.
TRUE = {
    "report 1": {"Q01", "Q02", "Q05", "Q06"},
    "report 2": {"Q01", "Q02", "Q05", "Q06"},
    "report 3": {"Q01"},
    "report 4": {"Q01", "Q06"},
    "report 5": {"Q01", "Q06"},
    "report 6": {"Q06"},
    "report 7": {"Q01", "Q02", "Q06"},
}


Tables = Mapping[str, Mapping[str, list[int] | float]]
_COLUMNS = {
    "表二": ("本年制发件数", "本年废止件数", "现行有效件数"),
    "表三": ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
    "表四": ("结果维持", "结果纠正", "其他结果", "尚未审结"),
}


def real(form: Form, tables: Tables) -> dict[CellRef, int]:
    """The inputs of a published report."""
    cells = [cell for cell in form.cells.values() if cell.ref.table in _COLUMNS]
    return {
        cell.ref: _figure(cell.ref, cell.measure.digits, tables)
        for cell in cells
        if not cell.is_total
    }


def _figure(ref: CellRef, digits: int, tables: Tables) -> int:
    row = {
        "表二": ref.row.rpartition("/")[2],
        "表三": _row_of(ref.row),
        "表四": ref.column.split("/")[-2] if ref.table == "表四" else "",
    }[ref.table]
    value = tables[f"table{'一二三四'.index(ref.table[1]) + 1}"][row]
    if not isinstance(value, list):
        scale: int = 10**digits
        return round(value * scale)
    return value[_COLUMNS[ref.table].index(ref.column.rpartition("/")[2])]


def _row_of(path: str) -> str:
    """表三's row as the data names it: 三（三）1.属于国家秘密."""
    if not path.startswith(RESULTS):
        return path
    _, group, *leaf = path.split("/")
    return f"三{group[:3]}{leaf[0]}" if leaf else f"三{group}"


@pytest.mark.parametrize("name", REAL)
def test_real_tables_are_asked_what_is_true_of_them_and_nothing_else(name: str) -> None:
    """They are of larger bodies than a street: what is too much for one is said to be."""
    findings = asked(returned(real(FORM, REAL[name])))[1]
    assert {finding.code for finding in findings} == TRUE[name]


def test_every_question_has_a_test() -> None:
    """Of this list."""
    tested = {code for code, *_ in QUESTIONS} | {"Q07", "Q09"}
    assert tested == {rule.message.code for rule in RULES}

"""Group P: what is printed holds nobody's data; every rule comes to one outcome."""

import pytest
from factory import FORM, OFFICES
from transform.test_personal import CARD, IDENTITY
from wordings import FEE, MANAGE, OPEN, OTHER, PLATFORM, PROBLEMS, REQUEST, found, one, returns_of

from pipeline.findings import Level, Outcome
from pipeline.transform.check.personal import RULES, check_personal

OFFICE = OFFICES[0]
CODES = ["P01", "P02", "P03", "P04"]


def test_clean_answers_pass_every_rule() -> None:
    """Every office, every rule; not one finding."""
    outcomes, findings = check_personal(returns_of({office: {} for office in OFFICES}), FORM)
    assert findings == []
    assert list(outcomes.columns) == CODES
    assert list(outcomes.index) == list(OFFICES)
    assert set(outcomes.to_numpy().ravel()) == {Outcome.PASSED}


@pytest.mark.parametrize(
    ("label", "text", "code"),
    [
        (OPEN, f"为身份证号{IDENTITY}的居民办理低保。", "P01"),
        (OTHER, f"证号{IDENTITY.lower()}。", "P01"),
        (REQUEST, f"申请人（{IDENTITY}）撤回了申请。", "P01"),
        (PLATFORM, "投诉人13800001234已回访。", "P02"),
        (MANAGE, "信息员电话：139 0000 1234。", "P02"),
        (FEE, "缴费人电话+8613800001234，没有收取信息处理费。", "P02"),
        (OPEN, f"补贴打入{CARD}。", "P03"),
        (REQUEST, f"退费至账号{CARD[:4]} {CARD[4:]}。", "P03"),
        (FEE, f"信息处理费退到{CARD}。", "P03"),
        (OPEN, "救助示例小区3号楼2单元501室的居民。", "P04"),
        (PLATFORM, "来信人邮箱shili@example.com。", "P04"),
        (PROBLEMS, "一是车辆宁A12345长期占道。", "P04"),
    ],
)
def test_personal_data_is_told_at_its_cell_and_nothing_else(
    label: str, text: str, code: str
) -> None:
    """The rule fails, the others pass, and the number itself is not shown."""
    outcomes, findings = check_personal(one(label, text), FORM)
    assert found(findings) == {(code, label)}
    row = dict(outcomes.loc[OFFICE])
    assert row.pop(code) is Outcome.FAILED
    assert set(row.values()) == {Outcome.PASSED}
    (finding,) = findings
    assert finding.level is (Level.WARNING if code == "P04" else Level.ERROR)
    assert finding.value in finding.why
    assert not any(piece in f"{finding}" for piece in (IDENTITY, CARD, "13800001234", "501室"))


def test_pieces_in_one_answer_are_told_together() -> None:
    """One finding for each rule and cell."""
    text = "回访13800001234、13900005678，住示例小区3号楼2单元，邮箱a@example.com。"
    _, findings = check_personal(one(OPEN, text), FORM)
    assert sorted(finding.code for finding in findings) == ["P02", "P04"]
    assert {finding.code: finding.value for finding in findings}["P02"] == (
        "138****1234、139****5678"
    )


def test_a_lost_answer_leaves_the_rules_open() -> None:
    """Unless something was found elsewhere: that stands."""
    lost = {OPEN: None, PLATFORM: "来电13800001234。"}
    outcomes, findings = check_personal(returns_of({OFFICE: lost}), FORM)
    assert found(findings) == {("P02", PLATFORM)}
    assert dict(outcomes.loc[OFFICE]) == {
        "P01": Outcome.UNEVALUATED,
        "P02": Outcome.FAILED,
        "P03": Outcome.UNEVALUATED,
        "P04": Outcome.UNEVALUATED,
    }


def test_every_rule_says_what_holds() -> None:
    """One Chinese sentence, and where it comes from."""
    assert [rule.message.code for rule in RULES] == CODES
    assert all(rule.holds.endswith("。") and rule.source for rule in RULES)

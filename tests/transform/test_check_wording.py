"""Group W: for every rule, phrasings that must be found, and phrasings that must not."""

import pytest
from factory import DISTRICT, FORM, OFFICES, YEAR
from hypothesis import given
from hypothesis import strategies as st
from wordings import (
    CLEAN,
    FEE,
    MANAGE,
    MEASURES,
    OPEN,
    OTHER,
    PLATFORM,
    PROBLEMS,
    REQUEST,
    WATCH,
    check_wording,
    district,
    found,
    one,
    returns_of,
)

from pipeline.findings import Finding, Level, Outcome
from pipeline.form.table import Measure
from pipeline.transform.check.numbering import points, slips
from pipeline.transform.check.wording import RULES

OFFICE, NEIGHBOUR, _ = OFFICES
CODES = [*(f"W{number:02}" for number in range(1, 12)), "W13", "T09"]  # W12 has a file of its own


def check(label: str, text: str | None, **settings: object) -> list[Finding]:
    """What is found when one answer is changed."""
    return check_wording(one(label, text), district(**settings), FORM, YEAR)[1]


def test_clean_answers_pass_every_rule() -> None:
    """An outcome for every rule, and not one finding."""
    outcomes, findings = check_wording(returns_of({OFFICE: {}}), district(), FORM, YEAR)
    assert findings == []
    assert list(outcomes.columns) == CODES
    assert dict(outcomes.loc[OFFICE]) == dict.fromkeys(CODES, Outcome.PASSED)


def test_no_offices_are_no_trouble() -> None:
    """A batch of which nothing could be read."""
    outcomes, findings = check_wording(returns_of({}), district(), FORM, YEAR)
    assert (list(outcomes.columns), len(outcomes), findings) == (CODES, 0, [])


def test_every_rule_says_what_holds() -> None:
    """One Chinese sentence, where it comes from, and the level of the catalogue."""
    assert [rule.message.code for rule in RULES] == CODES
    assert all(rule.holds.endswith("。") and rule.source for rule in RULES)
    levels = {rule.message.code: rule.message.level for rule in RULES}
    assert {code for code in CODES if levels[code] is Level.ERROR} == {"W01", "W04"}
    assert {code for code in CODES if levels[code] is Level.NOTE} == {"W07", "W09", "W11"}


HITS = [
    # W01: nothing written
    ("W01", OPEN, ""),
    ("W01", REQUEST, "无"),
    ("W01", WATCH, "本街道暂无相关情况。"),
    ("W01", PROBLEMS, "不存在问题。"),
    ("W01", PROBLEMS, "无明显问题。"),
    ("W01", REQUEST, "答复了。"),
    # W02: another year
    ("W02", OPEN, "2022年，街道在网站公开信息24条，办事指南都已更新。"),
    ("W02", OPEN, "现将2022年政府信息公开工作报告如下：公开信息24条。"),
    ("W02", OPEN, "统计数据从2022年1月1日至2022年12月31日。"),
    ("W02", OPEN, "统计数据从2023年1月1日至2022年12月31日。"),
    ("W02", REQUEST, "２０２２年度收到公开申请2件，都在期限内答复。"),
    ("W02", MANAGE, "二〇二二年共清理过期文件12件，都已归档。"),
    ("W02", WATCH, "2024年没有工作考核、社会评议和责任追究的情况。"),
    ("W02", PROBLEMS, "一是2021年公示栏更新偏慢。二是解读的形式单一。"),
    # W03: another place
    ("W03", OPEN, f"{NEIGHBOUR}通过网站公开信息24条。"),
    ("W03", MANAGE, f"公开前由{NEIGHBOUR}办事处初审，主任终审。"),
    ("W03", WATCH, "在邻山区委、区政府领导下，没有责任追究的情况。"),
    ("W03", PLATFORM, "依托样本市邻山区人民政府网站发布信息。"),
    # W04: left over
    ("W04", OPEN, "2023年通过网站公开信息××条，其中办事指南21条。"),
    ("W04", OPEN, "2023年通过网站公开信息X条，都已更新。"),
    ("W04", REQUEST, "2023年收到公开申请【申请件数】件，都在期限内答复。"),
    ("W04", REQUEST, "2023年收到公开申请XX件，都在期限内答复。"),
    ("W04", OPEN, "2023年全年公开××条，每周××次，由××街道办事处发布。"),
    ("W04", MANAGE, "公开前由***初审，（此处填写审核人）终审。"),
    ("W04", WATCH, "没有考核。必须写明工作考核、社会评议和责任追究结果情况，没有也要写明没有。"),
    ("W04", PLATFORM, "办好网站专栏【写上专栏名称】，及时更新。"),
    # W06: void basis
    ("W06", OPEN, "按照国办公开办函〔2019〕60号的要求，公开信息24条。"),
    ("W06", OPEN, "依据《条例》（国务院令第492号），公开信息24条。"),
    ("W06", MANAGE, "规范性文件本年新制作数量0件，都已审核。"),
    ("W06", MANAGE, "按照[2019]60号文件审核，每季度清理一次。"),
    # W07: slips of punctuation and of the pen
    ("W07", OPEN, "2023年通过网站公开信息24条，其中办事指南21条，"),
    ("W07", OPEN, "2023年公开信息24条。\n街道还把办事流程印成小册子，发到每家每户\n群众满意。"),
    ("W07", REQUEST, "2023年收到公开申请2件（其中网上1件，都在期限内答复。"),
    ("W07", MANAGE, "坚持“先审后发，过期的文件每季度清理一次。"),
    ("W07", MANAGE, "坚持“先审后发、“谁公开谁负责”的原则”，每季度清理一次。"),
    ("W07", PLATFORM, "办好网站专栏,及时受理热线转来的诉求。"),
    ("W07", PLATFORM, "办好网站专栏，，及时受理热线转来的诉求。"),
    ("W07", WATCH, "没有工作考核的情况。。没有责任追究的情况。"),
    ("W07", OTHER, "依照国办公开办涵〔2021〕30号编写。"),
    ("W07", PROBLEMS, "一是社区公示栏更新偏慢。三是解读的形式单一。"),
    ("W07", MANAGE, "（一）先审后发。（二）定期清理。（四）专人负责。"),
    ("W07", MANAGE, "1.先审后发。\n2.定期清理。\n2.专人负责。"),
    # W11: a problem without a measure
    ("W11", MEASURES, "一是每月检查公示栏一次。"),
    ("W11", PROBLEMS, "1.公示栏更新偏慢。\n2.解读的形式单一。\n3.人手不足。"),
    ("W11", MEASURES, "今后加强学习，提高认识，把工作做细做实。"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "label", "text"), HITS)
def test_a_defect_is_found_at_its_cell_and_nothing_else(code: str, label: str, text: str) -> None:
    """This rule fails; all others pass, or are left open where the answer is blank."""
    outcomes, findings = check_wording(one(label, text), district(), FORM, YEAR)
    where = MEASURES if code == "W11" else label
    assert found(findings) == {(code, where)}
    row = dict(outcomes.loc[OFFICE])
    assert row.pop(code) is Outcome.FAILED
    assert Outcome.FAILED not in row.values()
    for finding in findings:
        assert (finding.place.office, finding.place.file) == (OFFICE, "示例.xlsx")
        assert finding.why.endswith("。")
        assert finding.fix


MISSES = [
    # W01
    (OTHER, "无"),
    (OTHER, ""),
    (FEE, "未收取信息处理费。"),
    (REQUEST, "2023年没有收到申请。"),
    (WATCH, "没有考核、评议和追责情况。"),
    # W02
    (OPEN, "2023年公开信息24条，办事指南都已更新。拟2024年再增加一个栏目。"),
    (OPEN, "2023年公开信息24条，较2022年增加5条，2022年同期为19条。"),
    (OPEN, "公开2022年度决算和2024年预算，发布2022年政府信息公开工作年度报告。"),
    (REQUEST, "2022年结转1件，2023年收到2件，1件结转至2024年办理。"),
    (OPEN, "公开2022年街道、学校等单位决算和2022年“三公”经费，2023年公开信息24条。"),
    (OPEN, "公开2022年法治政府建设情况报告和2022年工作总结，2023年公开信息24条。"),
    (REQUEST, "2023年收到申请2件，申请公开2020年至今的检查结果，内容为2018年的补偿标准。"),
    (PLATFORM, "公众号2019年上线，2021年注册视频号，2020年以前的栏目都已清理。"),
    (OPEN, "公开2022年度政府信息公开工作报告1份，2023年公开信息24条。"),
    (WATCH, "2022年度绩效考核优秀，没有社会评议和责任追究的情况。"),
    (MEASURES, "一是在2022年工作基础上每月检查公示栏。二是多用图表解读。"),
    (REQUEST, "收到申请2件（含结转办理2022年申请1件），转2024年办理1件。"),
    (REQUEST, "收到申请2件，与2022年持平；上年度（2022年）结转的1件已答复。"),
    (REQUEST, "依据《样本区2022年公开要点》和样政办〔2022〕5号办理2件。"),
    (MANAGE, "自2021年以来坚持先审后发，2019年修订的条例印发到各社区。"),
    (MANAGE, "落实2021—2025年规划和“十四五”规划中2022年的任务，先审后发。"),
    (PLATFORM, "截至2024年1月，网站专栏发布信息24条。下一步，2024年将增加专栏。"),
    (MEASURES, "一是2024年每月检查公示栏一次。二是2025年前多用图表解读。"),
    (WATCH, "2022年度考核结果为良好，2020年开通的监督电话继续使用。"),
    # W03
    (OPEN, f"{DISTRICT}{OFFICE}办事处公开信息24条，与{NEIGHBOUR}联合开展宣传。"),
    (OPEN, "在区委、区政府领导下，依托区政府网站、各社区和辖区公示栏公开信息24条。"),
    (MANAGE, f"到{NEIGHBOUR}学习，按照区政府要求先审后发，每季度清理一次。"),
    (PLATFORM, f"在{DISTRICT}人民政府网站、自治区政府网站和园区、小区公示栏发布信息。"),
    # W04
    (OPEN, "公开信息24条，网址：http://www.example.gov.cn/zfxxgk/xx.html。"),
    (REQUEST, "收到申请2件，申请人电话138****1234已回访，房间3×4米。"),
    (MANAGE, "按照样政办发【2023】5号先审后发，在“【一图读懂】”专栏解读。"),
    (PLATFORM, "开设【政策速递】专栏和“【你问我答】”栏目，7×24小时受理诉求。"),
    (WATCH, "编写了XXL号宣传册和LED屏内容，没有责任追究的情况。"),
    (MANAGE, "申请人王XX、李某某、张××反映的××社区、XX路××号的问题已答复。"),
    (WATCH, "回访6403××××1234等电话24次，没有责任追究的情况。"),
    # W06
    (OPEN, "按照国办公开办函〔2021〕30号公开信息24条。"),
    (OPEN, "依据2019年修订的条例（国务院令第711号）公开信息24条。"),
    (MANAGE, "样政办〔2019〕6号和〔2018〕60号文件都已清理。"),
    (MANAGE, "样政办发〔2019〕60号文件已清理，先审后发。"),
    # W07
    (OPEN, "（一）网站公开\n公开信息24条(其中图解2条)。\n（二）线下公开\n张贴公告3次。"),
    (OPEN, "公开信息如下：\n1）指南2条；\n2）动态22条。"),
    (MANAGE, "坚持“先审后发、‘谁公开谁负责’”的原则……每季度清理一次！"),
    (PLATFORM, "网址www.example.com，占比24.5%，时间8:30，A,B两类，“专栏”。"),
    (WATCH, "没有责任追究的情况（详见附件）"),
    (MANAGE, "一是先审后发：（一）初审；（二）终审。二是清理：（一）每季；（二）全年。三是归档。"),
    (MANAGE, "一是公开。一是初审。二是终审。二是清理。三是归档。"),
    # W11
    (PROBLEMS, "公示栏更新偏慢，解读的形式也比较单一。"),
    (MEASURES, "（一）每月检查公示栏一次。（二）多用图表解读。（三）加强培训。"),
    (MEASURES, "1.每月检查公示栏一次。\n2.多用图表和短片解读。"),
    (MEASURES, "每月检查公示栏一次；多用图表和短片解读。"),
]


@pytest.mark.parametrize(("label", "text"), MISSES)
def test_what_offices_rightly_write_is_left_alone(label: str, text: str) -> None:
    """A false alarm costs more than a miss."""
    assert check(label, text) == []


def test_nothing_written_is_an_error_that_leaves_the_fee_open() -> None:
    """W01 tells it; W05 has nothing to go by, and neither has W11."""
    outcomes, findings = check_wording(
        returns_of({OFFICE: {FEE: "", MEASURES: ""}}), district(), FORM, YEAR
    )
    assert found(findings) == {("W01", FEE), ("W01", MEASURES)}
    assert outcomes.at[OFFICE, "W05"] is Outcome.UNEVALUATED
    assert outcomes.at[OFFICE, "W11"] is Outcome.UNEVALUATED


def test_a_lost_answer_leaves_the_rules_open() -> None:
    """Its sheet or label is missing: somebody else says so, and no rule is passed."""
    outcomes, findings = check_wording(one(OPEN, None), district(), FORM, YEAR)
    assert findings == []
    row = dict(outcomes.loc[OFFICE])
    assert {code for code in CODES if row[code] is Outcome.PASSED} == {"W05", "W11", "W13"}
    assert set(row.values()) == {Outcome.PASSED, Outcome.UNEVALUATED}


@pytest.mark.parametrize(
    ("text", "fee", "where"),
    [
        ("2023年没有需要说明的其他情况。", 0, FEE),
        ("无", 0, FEE),
        ("按规定向申请人说明了办理的流程。", 10_000, FEE),
        ("2023年没有收取信息处理费。", 10_000, FEE),
        ("本机关信息处理费收取情况：0元，未收取任何费用。", 2_000, FEE),
        ("未向申请人收取信息处理费。", 3_000, FEE),
        ("收取信息处理费105元。", 10_500, "信息处理费/信息处理费金额（元）/"),
        ("收取信息处理费1元。", 100, "信息处理费/信息处理费金额（元）/"),
        ("收取信息处理费100.5元。", 10_050, "信息处理费/信息处理费金额（元）/"),
    ],
)
def test_w05_the_fee_is_told_and_agrees_with_its_amount(text: str, fee: int, where: str) -> None:
    """Not mentioned; none, beside an amount; an amount that the tariff cannot give."""
    outcomes, findings = check_wording(one(FEE, text, fee), district(), FORM, YEAR)
    assert ("W05", where) in found(findings)
    assert {finding.code for finding in findings} <= {"W05", "W01"}
    assert outcomes.at[OFFICE, "W05"] is Outcome.FAILED


@pytest.mark.parametrize(
    ("answers", "fee"),
    [
        ({FEE: "向1名申请人收取信息处理费100元，全部上缴。"}, 10_000),
        ({FEE: "本年度未产生依申请公开收费情况。"}, 0),
        ({FEE: "共收取信息处理费30元，没有减免。"}, 3_000),
        ({FEE: "按照规定执行，没有其他情况。", OTHER: "没有收取信息处理费。"}, 0),
    ],
)
def test_w05_a_fee_that_is_told_rightly(answers: dict[str, str | None], fee: int) -> None:
    """Also where it is told under the other matters."""
    assert check_wording(returns_of({OFFICE: answers}, fee), district(), FORM, YEAR)[1] == []


@pytest.mark.parametrize("other", ["无", "没有其他事项。", "统一落实了3项任务。"])
def test_w05_what_is_said_of_other_matters_says_nothing_of_a_fee(other: str) -> None:
    """按规定执行 leaves open whether one was charged."""
    returned = returns_of({OFFICE: {FEE: "信息处理费严格按照有关规定执行。", OTHER: other}})
    findings = check_wording(returned, district(), FORM, YEAR)[1]
    assert [one.why for one in findings if one.code == "W05"] == [
        "第六部分没有写明收没收信息处理费。"
    ]


@pytest.mark.parametrize(
    ("text", "fee", "agrees"),
    [
        ("收取信息处理费120元。", 12_000, True),
        ("收取信息处理费120元。", 0, False),
        ("收取信息处理费120元。", 20_000, False),
        ("2023年共收取信息处理费××元。".replace("××", "1,200"), 120_000, True),
        ("2023年共收取信息处理费2笔，共计120元。", 12_000, True),
        ("2023年共收取信息处理费2笔，共计120元。", 2_000, False),
        ("收取信息处理费两笔，分别为100元、20元。", 12_000, True),
        ("收取信息处理费两笔，分别为100元、20元。", 10_000, False),
        ("收取信息处理费三笔，100元、20元、30元，合计150元。", 15_000, True),
        ("收取信息处理费150元，其中甲案100元，乙案50元。", 15_000, True),
        ("收取信息处理费150元，其中甲案100元，乙案50元。", 30_000, False),
        ("向张某收取信息处理费100元。向李某收取20元。", 12_000, True),
        ("向张某收取信息处理费100元。向李某收取20元。", 10_000, False),
        ("收取120元信息处理费。", 0, False),
        ("信息处理费0.02万元。", 20_000, True),
        ("按照每件100元的标准，收取信息处理费200元。", 20_000, True),
        ("按照每件100元的标准收取信息处理费。", 0, True),
        ("减免信息处理费100元，没有收取信息处理费。", 0, True),
        ("应收信息处理费100元，实收0元。", 0, True),
        ("2022年收取信息处理费200元，2023年没有收取信息处理费。", 0, True),
        ("没有收取信息处理费。发放补贴300元。", 0, True),
        ("未收取信息处理费。全年办公经费2000元。", 0, True),
        ("收取信息处理费约120元。", 13_000, True),
        ("本年度收取费用120元。", 0, False),
        ("本年度依法收费120元。", 20_000, False),
        ("向申请人收取费用共计120元。", 0, False),
        ("信息处理费收费金额为120元。", 0, False),
        ("收取信息处理费（120元）。", 0, False),
        ("收取信息处理费１２０元。", 12_000, True),
        ("收取信息处理费１２０元。", 0, False),
        ("信息处理费收取情况：无。", 20_000, False),
        ("本年度信息处理费：0。", 20_000, False),
        ("一律免收信息处理费。", 20_000, False),
        ("收取信息处理费300元，没有收取任何其他费用。", 30_000, True),
        ("收取信息处理费300元，没有收取任何其他费用。", 0, False),
        ("没有其他收费，收取信息处理费120元。", 12_000, True),
        ("上年未收取信息处理费，本年收取信息处理费120元。", 12_000, True),
        ("3件未收取信息处理费，2件收取信息处理费300元。", 30_000, True),
        ("没有因信息处理费引起的投诉，收取信息处理费120元。", 12_000, True),
        ("2件申请各收取信息处理费100元。", 20_000, True),
        ("收取信息处理费220元，其中退还20元，实收200元。", 20_000, True),
        ("要求缴纳信息处理费120元，申请人逾期未缴，按放弃处理。", 0, True),
        ("拟收取信息处理费120元，申请人撤回申请。", 0, True),
        ("办理信息处理费减免3件，涉及金额120元。", 0, True),
        ("收取信息处理费300元，另有光盘成本20元由街道承担。", 30_000, True),
        ("收取信息处理费3笔共300元，最高一笔200元。", 30_000, True),
        ("收取信息处理费120元（甲案100元，乙案20元）。", 12_000, True),
        ("收取信息处理费120元（甲案100元，乙案20元）。", 2_000, False),
    ],
)
def test_w05_amounts_in_words_are_those_of_the_cell(text: str, fee: int, *, agrees: bool) -> None:
    """Any number of fees; tariffs, what was waived, other years and other money are none."""
    outcomes, findings = check_wording(one(FEE, text, fee), district(), FORM, YEAR)
    expected = set() if agrees else {("W05", FEE)}
    assert {one for one in found(findings) if one[0] == "W05"} == expected
    assert outcomes.at[OFFICE, "W05"] is (Outcome.PASSED if agrees else Outcome.FAILED)


def test_w05_an_amount_told_elsewhere_counts_too() -> None:
    """The office says it where it speaks of applications; the finding stands there."""
    answers = {OPEN: f"{CLEAN[OPEN]}收取信息处理费120元。"}
    _, findings = check_wording(returns_of({OFFICE: answers}, 0), district(), FORM, YEAR)
    assert found(findings) == {("W05", OPEN)}
    assert "填的信息处理费是 0 元" in findings[0].why


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6), st.integers(0, 3000))
def test_w05_any_number_of_fees_is_added_up(tens: list[int], other: int) -> None:
    """In yuan; only their sum, or what they come to without a repeated one, agrees."""
    fees = [10 * one for one in tens]
    text = f"收取信息处理费{'、'.join(f'{fee}元' for fee in fees)}。"
    for yuan in (sum(fees), 10 * other):
        _, findings = check_wording(one(FEE, text, yuan * 100), district(), FORM, YEAR)
        agrees = yuan in (sum(fees), sum(set(fees)))
        assert {one for one in found(findings) if one[0] == "W05"} == (
            set() if agrees else {("W05", FEE)}
        )


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("行政事业性收费2.3万元。", False),
        ("行政事业性收费1.5万元。", True),
        ("收取行政事业性收费15000元。", True),
        ("收取行政事业性收费1.49元。", False),
        ("行政事业性收费1万元。", False),
        ("减免行政事业性收费30万元。", True),
        ("公示行政事业性收费目录12项。", True),
        ("2022年行政事业性收费3万元。", True),
        ("停征行政事业性收费5万元。", True),
        ("行政事业性收费1.5万元，政府采购300万元。", True),
        ("公开行政事业性收费信息5条，公开财政预算1200万元。", True),
        ("公开行政事业性收费、政府采购等信息，采购总额300万元。", True),
        ("公布行政事业性收费目录；实施惠民项目3个，共投入300万元。", True),
        ("全年行政事业性收费收入为3万元。", False),
    ],
)
def test_t09_charges_in_words_are_those_of_the_cell(text: str, *, agrees: bool) -> None:
    """The cell holds 1.5 万元."""
    (ref,) = (cell.ref for cell in FORM.cells.values() if cell.measure is Measure.WANYUAN)
    returns = returns_of({OFFICE: {OPEN: f"{CLEAN[OPEN]}{text}"}}, more={ref: 1_500_000})
    outcomes, findings = check_wording(returns, district(), FORM, YEAR)
    assert {one for one in found(findings) if one[0] == "T09"} == (
        set() if agrees else {("T09", OPEN)}
    )
    assert outcomes.at[OFFICE, "T09"] is (Outcome.PASSED if agrees else Outcome.FAILED)


def test_w05_is_left_open_without_an_amount() -> None:
    """A blank amount is no zero."""
    outcomes, findings = check_wording(one(FEE, CLEAN[FEE], None), district(), FORM, YEAR)
    assert findings == []
    assert outcomes.at[OFFICE, "W05"] is Outcome.UNEVALUATED


def test_w07_tells_all_slips_of_an_answer_at_once() -> None:
    """By kind: the first place, how many there are, and what to type instead."""
    (finding,) = check(PROBLEMS, "一是更新偏慢,解读单一,人手不足。二是“形式不够多样。")
    assert (finding.code, finding.level) == ("W07", Level.NOTE)
    assert "；汉字之间用了半角标点：“一是更新偏慢,解读单一”等 2 处" in finding.why
    assert "不成对：“二是“形式不够多样”" in finding.why
    assert "改为全角标点“，”" in finding.fix


def test_w07_shows_where_a_paragraph_lacks_its_end() -> None:
    """Its last words, not those of another paragraph."""
    (finding,) = check(OPEN, "2023年公开信息24条。\n办事流程印成小册子，发到每家每户\n群众满意。")
    assert "发到每家每户" in finding.value
    assert "群众" not in finding.value


def test_w07_knows_the_districts_own_slips() -> None:
    """Beside those that everybody knows."""
    (finding,) = check(
        OPEN, "公开信息24条，做到应公开近公开。", slips={"应公开近公开": "应公开尽公开"}
    )
    assert (finding.code, finding.expected) == ("W07", "应公开尽公开")


def test_w08_is_among_the_outcomes() -> None:
    """Two offices with one long text; the third wrote its own."""
    text = "街道每周二在门口摆开小桌，由网格员现场回答住户的提问，记下来的问题当天分给各科室，" * 3
    first, second, third = OFFICES
    returns = returns_of({first: {OPEN: f"{text}好。"}, second: {OPEN: f"{text}好。"}, third: {}})
    assert returns.offices == list(OFFICES)
    outcomes, findings = check_wording(returns, district(), FORM, YEAR)
    assert {(f.code, f.place.office) for f in findings} == {("W08", first), ("W08", second)}
    assert list(outcomes["W08"]) == [Outcome.FAILED, Outcome.FAILED, Outcome.PASSED]


@pytest.mark.parametrize(("length", "too_long"), [(850, False), (950, True), (3000, True)])
def test_w09_section_one_over_a_thousand_characters(length: int, too_long: bool) -> None:
    """Told once, at the longest answer, with the length of the whole section."""
    findings = check(WATCH, "字" * (length - 1) + "。")
    assert found(findings) == ({("W09", WATCH)} if too_long else set())


@pytest.mark.parametrize(
    "text", ["本街道特供解读。", "公开特供、绝密信息各1条。", "绝密文件不公开。"]
)
def test_w10_finds_the_districts_banned_words(text: str) -> None:
    """One finding for each answer; without a list nothing is banned."""
    findings = check(OTHER, text, banned_words=["特供", "绝密", ""])
    assert found(findings) == {("W10", OTHER)}
    assert check(OTHER, text) == []


def test_a_message_names_the_answer_quotes_it_and_says_what_to_type() -> None:
    """In the office's words."""
    (finding,) = check(OPEN, "街道做了很多工作。2022年，街道公开信息24条，群众满意。")
    assert finding.value == "2022年"
    assert finding.expected == "2023年"
    assert "（一）主动公开" in finding.why
    assert "2023年" in finding.fix
    (finding,) = check(OPEN, f"一年来，{NEIGHBOUR}公开信息24条，群众满意。")
    assert finding.value == f"{NEIGHBOUR}公开信息24条"
    assert finding.expected == OFFICE


STYLES = st.sampled_from(["{}是做事。", "（{}）做事。", "第{}，做事。", "{}是做事；"])
SIGNS = [*"一二三四五六七八九十", "十一", "十二"]


@given(STYLES, st.integers(2, 12), st.data())
def test_points_are_counted_in_any_style_and_a_gap_is_a_slip(
    style: str, count: int, data: st.DataObject
) -> None:
    """A whole list has no slip; a list with one point taken out has one, unless it is an end."""
    whole = [style.format(sign) for sign in SIGNS[:count]]
    assert points("".join(whole)) == count
    assert list(slips("".join(whole))) == []
    gone = data.draw(st.integers(0, count - 1))
    expected = 1 if 0 < gone < count - 1 else 0
    assert len(list(slips("".join(whole[:gone] + whole[gone + 1 :])))) == expected

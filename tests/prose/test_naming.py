"""prose.naming, prose.statements: what each number is of, by its own words."""

import pytest

from pipeline.form import FORM_2021
from pipeline.prose.naming import Mention, read_mentions
from pipeline.prose.reader import Reader
from pipeline.prose.sentences import kinds_of_us, read_sentences
from pipeline.prose.statements import none_stated

YEAR, BODY = 2023, "示例街道"
READER = Reader(FORM_2021.vocabulary, YEAR)
TOTALS = FORM_2021.vocabulary.wholes | {
    "复议", "诉讼", "复议诉讼", "制发", "废止", "现行有效", "许可", "处罚", "强制"
}  # fmt: skip


def mentions(text: str, kinds: frozenset[str] = frozenset()) -> list[Mention]:
    """What the numbers of a text of the part on applications are of."""
    read = read_mentions(READER, read_sentences(text, kinds), "申请", BODY)
    return [one for context, own in read for one in (*own, *none_stated(context))]


def claims(text: str, kinds: frozenset[str] = frozenset()) -> set[tuple[str, int]]:
    """What a text certainly states of quantities of this year."""
    return {
        (one.means, int(one.number))
        for one in mentions(text, kinds)
        if one.sure and not one.is_last_years
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年共收到政府信息公开申请12件。", {("收到", 12)}),
        ("今年街道收到12件政府信息公开申请。", {("收到", 12)}),
        ("政府信息公开申请共受理十二宗。", {("收到", 12)}),
        ("依申请公开方面，共接收3件。", {("收到", 3)}),
        ("收到依申请公开来信一封。", {("收到", 1)}),
        ("本年度未收到任何形式的政府信息公开申请。", {("收到", 0)}),
        ("全年零申请。", {("收到", 0)}),
        ("未收到一件政府信息公开申请。", {("收到", 0)}),
        ("未发生一起行政复议、行政诉讼案件。", {("复议", 0), ("诉讼", 0)}),
        ("办理依申请公开事项8件。", {("办理", 8)}),
        ("新收申请5件，上年结转2件，转下年办理1件。", {
            ("新收", 5), ("上年结转", 2), ("结转下年", 1)}),
        ("2022年结转申请2件，其余1件顺延至2024年答复。", {("上年结转", 2), ("结转下年", 1)}),
        ("2022年结转申请2件，转2024年办理1件。", {("上年结转", 2), ("结转下年", 1)}),
        ("全年收政府信息公开申请5件，结转上年度政府信息公开申请2件。", {
            ("收到", 5), ("上年结转", 2)}),
        ("受理申请5件，上年结转办理2件，上年结转政府信息公开办理数量2件。", {
            ("收到", 5), ("上年结转", 2)}),
        ("收到申请5件，多涉及建设计划，办结4件，结转下年度1件。", {
            ("收到", 5), ("结转下年", 1)}),
        ("收到申请5件（含结转办理2022年政府信息公开数量2件），转接下年办理1件。", {
            ("收到", 5), ("上年结转", 2), ("结转下年", 1)}),
        ("受理政府信息公开5件。", {("收到", 5)}),
        ("受理并答复政府信息公开申请5件。", {("办结", 5)}),
        ("未收到依申请公开的政府信息。", {("收到", 0)}),
        ("收到申请5件，上年无结转，行政复议1件。", {
            ("收到", 5), ("上年结转", 0), ("复议", 1)}),
        ("全年依申请公开政府信息申请5件，不存在上年度结转申请。", {
            ("收到", 5), ("上年结转", 0)}),
        ("街道收到5条要求信息公开的申请。", {("收到", 5)}),
        ("共收到政府信息公开申请数5件。", {("收到", 5)}),
        ("全年政府信息公开申请5件。", {("收到", 5)}),
        ("2023年，街道累计收到政府信息公开申请5件。", {("收到", 5)}),
        ("2023年以来，街道收到政府信息公开申请5件。", {("收到", 5)}),
        ("今年以来未收到政府信息公开申请。", {("收到", 0)}),
        ("未收到当面、网上、信函和其他形式的政府信息公开申请。", {("收到", 0)}),
        ("没有接到公民或者其他组织提出的依申请公开请求。", {("收到", 0)}),
        ("未收到和处理政府信息公开申请事项。", {("收到", 0)}),
        ("不存在因政府信息公开引起的行政复议和行政诉讼情况。", {
            ("复议", 0), ("诉讼", 0)}),
        ("未发生政府信息公开方面的行政复议、行政诉讼和投诉。", {
            ("复议", 0), ("诉讼", 0)}),
        ("无政府信息公开类行政复议和行政诉讼，未发生复议及诉讼情况。", {
            ("复议", 0), ("诉讼", 0)}),
        ("未发生因有关政府信息公开而引发的行政复议案件、行政诉讼案件和举报投诉件。", {
            ("复议", 0), ("诉讼", 0)}),
        ("未印发规章、行政规范性文件和重要文件。", {("制发", 0)}),
        ("无上年结转，也没有结转下年度的申请。", {("上年结转", 0), ("结转下年", 0)}),
        ("未发生因公开引起的行政复议和行政诉讼案件。", {("复议", 0), ("诉讼", 0)}),
        ("引发行政复议2件、行政诉讼1件。", {("复议", 2), ("诉讼", 1)}),
        ("行政复议、行政诉讼3件。", {("复议诉讼", 3)}),
        ("行政复议和行政诉讼各1件。", {("复议", 1), ("诉讼", 1)}),
        ("制发规范性文件2件，废止3件，现行有效9件。", {
            ("制发", 2), ("废止", 3), ("现行有效", 9)}),
        ("本年制发2件行政规范性文件。", {("制发", 2)}),
        ("作出行政处罚决定7件，办理行政许可40件。", {("处罚", 7), ("许可", 40)}),
        ("无行政许可、行政强制。", {("许可", 0), ("强制", 0)}),
    ],
)  # fmt: skip
def test_what_a_sentence_states_of_a_quantity(text: str, expected: set[tuple[str, int]]) -> None:
    """Totals of the year, however they are put; and that there were none."""
    assert claims(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2022年收到政府信息公开申请12件。",
        "去年共收到政府信息公开申请12件。",
        "2022年，街道全年共收到政府信息公开申请12件。",
        "累计收到政府信息公开申请12件。",
        "2021年开办以来，收到政府信息公开申请12件。",
        "未收到网上提交的政府信息公开申请。",
        "办理并答复网上申请3件、书面申请9件，未发生有关诉讼。",
        "全年依申请公开12条，免予公开1条。",
        "区示例局受理政府信息公开申请12件。",
        "截至年底，历年共收到政府信息公开申请12件。",
        "计划明年受理政府信息公开申请12件。",
        "收到政府信息公开申请较上年增加3件。",
        "收到政府信息公开申请10余件。",
        "全区各单位共收到政府信息公开申请120件。",
        "收到区政府转办的政府信息公开申请3件。",
        "协助派出所答复政府信息公开申请3件。",
        "通过网站收到政府信息公开申请3件。",
        "收到自然人政府信息公开申请3件。",
        "收到书面申请2件、网络申请3件。",
        "收到重复申请2件。",
        "依申请公开文件2件，免予公开文件1件。",
        "受理热线诉求90件，收到低保申请4件。",
        "因行政复议被纠正0件，行政诉讼败诉0件。",
        "行政复议维持2件，未经复议直接起诉1件。",
        "主动公开规范性文件5件，备案规范性文件2件，清理规范性文件9件。",
        "公开行政许可信息12条、行政处罚信息3条，梳理行政许可事项21项。",
        "全年无行政处罚信息公开，未收到因申请引起的投诉。",
        "如未收到申请，应当说明。",
        "收到行政复议申请2件，均与政府信息公开无关。",
    ],
)
def test_what_is_no_total_of_this_office_and_year_states_nothing(text: str) -> None:
    """Another year or body, a plan, a comparison, some of them, or something else."""
    assert not {means for means, _ in claims(text)} & TOTALS


def test_a_text_that_calls_its_office_a_bureau_may_call_it_so_by_name() -> None:
    """区示例局 is another body to a street, but not to whoever writes 我局, here or elsewhere."""
    text = "区示例局受理政府信息公开申请12件。"
    assert claims(text, kinds_of_us("我局每季度清理一次。")) == {("收到", 12)}

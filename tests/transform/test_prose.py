"""The reader of prose: numbers, counts with their words, lists, shares."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.transform.prose.applications import carried, received
from pipeline.transform.prose.counts import Sentence, kinds_of_us, read_sentences
from pipeline.transform.prose.decisions import decisions
from pipeline.transform.prose.disputes import disputes
from pipeline.transform.prose.lists import Breakdown, Verdict, read_breakdowns
from pipeline.transform.prose.money import charges
from pipeline.transform.prose.numerals import read_number
from pipeline.transform.prose.rates import read_rates

YEAR = 2023


def counts(text: str) -> list[tuple[Decimal, str, bool]]:
    """Number, unit and whether it is exact, of every count of a text."""
    return [(c.number, c.unit, c.exact) for s in read_sentences(text) for c in s.all_counts]


def only(text: str) -> Sentence:
    """The one sentence of a text."""
    (sentence,) = read_sentences(text)
    return sentence


def claims(text: str) -> set[tuple[str, int]]:
    """What a text of the part on applications states."""
    return {
        (claim.subject.name, int(claim.number))
        for sentence in read_sentences(text)
        for claim in (
            *received(sentence, YEAR, topic=True),
            *carried(sentence, YEAR, topic=True),
            *disputes(sentence, YEAR, topic=True),
            *decisions(sentence, YEAR),
        )
    }


def lists(text: str) -> list[Breakdown]:
    """The lists of a text."""
    return list(read_breakdowns(read_sentences(text)))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", "12"), ("０", "0"), ("１２", "12"), ("1,234", "1234"), ("１，２３４", "1234"),
        ("1.2", "1.2"), ("十二", "12"), ("一百零三", "103"), ("两百", "200"), ("四十", "40"),
        ("两", "2"), ("零", "0"), ("一千零五", "1005"), ("三千两百一十", "3210"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written(written: str, number: str) -> None:
    """Arabic, full-width, grouped, with decimals, in Chinese."""
    assert read_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["一二", "三百十百", "十百", "零零", "百千"])
def test_a_number_nobody_writes_so_is_none(written: str) -> None:
    """It is rather a part of other words."""
    assert read_number(written) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布消息12条", [(12, "条", True)]),
        ("发布消息 12 条", [(12, "条", True)]),
        ("发布消息１２条", [(12, "条", True)]),
        ("浏览1.2万次", [(12000, "次", True)]),
        ("浏览3万余次", [(30000, "次", False)]),
        ("张贴四十余份", [(40, "份", False)]),
        ("近30场", [(30, "场", False)]),
        ("约30场", [(30, "场", False)]),
        ("30场左右", [(30, "场", False)]),
        ("30多场", [(30, "场", False)]),
        ("数百条", [(100, "条", False)]),
        ("30个以上", [(30, "个", False)]),
        ("逾五千人次", [(5000, "人次", False)]),
        ("总数12条", [(12, "条", True)]),
        ("申请数3件，申请数十件", [(3, "件", True), (10, "件", False)]),
        ("权责清单1条，单一渠道", [(1, "条", True)]),
        ("占28.5%", [(Decimal("28.5"), "%", True)]),
        ("占百分之三十", [(30, "%", True)]),
        ("来信两封，来访一起。", [(2, "封", True), (1, "起", True)]),
        ("依照第三条、第五项，统一部署，一起推进，每一件都在20个工作日内答复，提高3个百分点", []),
        ("一次性告知，12345便民热线，2023年1月1日，《关于3件事项的通知》", []),
    ],
)
def test_counts_are_read_with_unit_and_doubt(
    text: str, expected: list[tuple[Decimal, str, bool]]
) -> None:
    """余 近 约 and their like are approximate; ordinals and set phrases are no counts."""
    assert counts(text) == expected


def test_a_count_knows_the_words_beside_it_and_its_brackets() -> None:
    """Its clause before it and behind it; a bracket is a level of its own."""
    first, second, third = only("全年收到来信5件（其中网上3件），另有2件代转").counts
    assert (first.lead, first.trail, first.depth) == ("全年收到来信", "", 0)
    assert (second.lead, second.depth) == ("其中网上", 1)
    assert (third.lead, third.trail, third.depth) == ("有", "代转", 0)


@settings(deadline=None)
@given(number=st.integers(0, 9999))
def test_every_number_is_read_back_from_its_chinese_spelling(number: int) -> None:
    """As the library spells it, with the same result as its Arabic digits."""
    import cn2an

    spelt = cn2an.an2cn(number)
    assert read_number(spelt) == number
    assert counts(f"发布消息{spelt}条") == counts(f"发布消息{number}条")


AGREEING = [
    "发布消息50条，其中动态30条、公告12条、人事8条。",
    "发布消息50条（其中：动态30条；公告12条；人事8条）。",
    "发布消息50条。其中，动态30条，公告12条，其他8条。",
    "发布消息50条：动态30条，公告12条，人事8条。",
    "发布消息50条，分别为30条、12条和8条。",
    "发布消息50条，其中动态30条（含图文20条、视频10条），公告20条。",
    "发布消息50条，其中动态30条，公告20条，公众号推送400条。",
    "发布消息50条（动态30条，公告20条）。",
    "收到申请4件，已办结3件，其中公开1件，无法提供2件，结转下年度1件。",
    "收到申请12件，其中自然人10件、法人2件，行政复议1件。",
    "来信6件和来访3件，其中维持5件，纠正4件。",
    "共12件，其中4件已撤回，1件在期限内，其余7件均已答复。",
    "发布消息50条。其中动态30条，内有图文20条、视频10条；公告20条，其中长文5条、短文15条。",
    "发布消息50条，其中网站30条，其他20条，图解3条。",
    "发布消息50条，其中动态20条，内含图文8条；公告30条，内含图文7条。",
    "来信6件、来访5件、来电4件，其中已办5件、转办4件。",
]


@pytest.mark.parametrize("text", AGREEING)
def test_a_list_that_adds_up_is_recognised(text: str) -> None:
    """However it is opened, punctuated and continued."""
    assert Verdict.AGREES in {found.verdict for found in lists(text)}
    assert not {found.verdict for found in lists(text)} & {Verdict.EXCEEDS, Verdict.FALLS_SHORT}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("发布消息50条，其中动态30条、公告12条、人事9条。", Verdict.EXCEEDS),
        ("发布消息50条，包括动态30条、公告22条等。", Verdict.EXCEEDS),
        ("发布消息50条，其中动态30条、公告12条、人事7条。", Verdict.FALLS_SHORT),
        ("截至年底累计发布50条，其中动态30条、公告18条。", Verdict.FALLS_SHORT),
        ("收到10件（其中救助4件，咨询5件），接到来电90个。", Verdict.FALLS_SHORT),
        ("发布消息5条，包括动态5条、公告2条。", Verdict.EXCEEDS),
        ("收到12件，其中自然人9件，法人2件，办结12件。", Verdict.FALLS_SHORT),
    ],
)
def test_a_list_that_does_not_add_up_is_told(text: str, verdict: Verdict) -> None:
    """Too much always; too little where nothing says that it is a selection."""
    assert [found.verdict for found in lists(text)] == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        "发布消息50条，其中动态30条。",
        "发布消息50条，包括动态30条、公告12条。",
        "发布消息50条，其中动态30条、公告12条等。",
        "发布消息50条，其中重点领域8条、公告2条。",
        "发布消息50条，其中动态20条，公告10条，短讯2条。",
        "发布消息50条，其中动态30条，公告10条，主要是节假日的安排。",
        "发布消息50余条，其中动态30条、公告12条。",
        "发布消息50条，其中动态30余条、公告12条。",
        "发布消息50条，其中视频30个、图文12篇。",
        "发布消息50条，其中动态30条；公众号推送消息900条。",
        "发布消息50条，其中动态30条，同时推送短信40条。",
        "发布消息50条，较上年增加8条，其中动态增加3条。",
        "收到12件，其中网上收到8件，予以公开9件。",
        "来信5件、来电9个，其中救助4件。",
        "召开会议6次，其中主任会3次、班子会2次，组织培训4次。",
        "公开事项3个：网站1个，公开栏12个。",
    ],
)
def test_what_could_be_read_in_another_way_is_left_open(text: str) -> None:
    """A selection, an approximate number, another unit, another statement."""
    assert {found.verdict for found in lists(text)} <= {Verdict.OPEN}


@settings(deadline=None)
@given(
    parts=st.lists(st.integers(1, 900), min_size=2, max_size=7),
    off=st.integers(-3, 3),
    shape=st.sampled_from(
        [
            "推送{0}条，其中{1}。",
            "推送{0}条（其中{1}）。",
            "推送{0}条。其中：{1}。",
            "推送{0}条：{1}。",
        ]
    ),
)
def test_any_list_agrees_exactly_when_it_adds_up(parts: list[int], off: int, shape: str) -> None:
    """Whatever the numbers; off by a little in either direction is told."""
    listed = "，".join(f"第{'甲乙丙丁戊己庚'[at]}类{part}条" for at, part in enumerate(parts))
    stated = sum(parts) + (off if sum(parts) > 20 else 0)
    (found,) = lists(shape.format(stated, listed))
    assert (found.verdict is Verdict.AGREES) == (stated == sum(parts))
    assert found.verdict is not Verdict.OPEN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年共收到政府信息公开申请12件。", {("RECEIVED", 12)}),
        ("今年街道收到12件政府信息公开申请。", {("RECEIVED", 12)}),
        ("政府信息公开申请共受理十二宗。", {("RECEIVED", 12)}),
        ("依申请公开方面，共接收3件。", {("RECEIVED", 3)}),
        ("收到依申请公开来信一封。", {("RECEIVED", 1)}),
        ("本年度未收到任何形式的政府信息公开申请。", {("RECEIVED", 0)}),
        ("全年零申请。", {("RECEIVED", 0)}),
        ("未收到一件政府信息公开申请。", {("RECEIVED", 0)}),
        ("未发生一起行政复议、行政诉讼案件。", {("REVIEWS", 0), ("LAWSUITS", 0)}),
        ("办理依申请公开事项8件。", {("HANDLED", 8)}),
        ("新收申请5件，上年结转2件，转下年办理1件。", {
            ("RECEIVED", 5), ("CARRIED_IN", 2), ("CARRIED_OUT", 1)}),
        ("2022年结转申请2件，其余1件顺延至2024年答复。", {("CARRIED_IN", 2)}),
        ("2022年结转申请2件，转2024年办理1件。", {("CARRIED_IN", 2), ("CARRIED_OUT", 1)}),
        ("全年收政府信息公开申请5件，结转上年度政府信息公开申请2件。", {
            ("RECEIVED", 5), ("CARRIED_IN", 2)}),
        ("受理申请5件，上年结转办理2件，上年结转政府信息公开办理数量2件。", {
            ("RECEIVED", 5), ("CARRIED_IN", 2)}),
        ("收到申请5件，多涉及建设计划，办结4件，结转下年度1件。", {
            ("RECEIVED", 5), ("CARRIED_OUT", 1)}),
        ("收到申请5件（含结转办理2022年政府信息公开数量2件），转接下年办理1件。", {
            ("RECEIVED", 5), ("CARRIED_IN", 2), ("CARRIED_OUT", 1)}),
        ("受理政府信息公开5件。", {("RECEIVED", 5)}),
        ("受理并答复政府信息公开申请5件。", {("RECEIVED", 5)}),
        ("未收到依申请公开的政府信息。", {("RECEIVED", 0)}),
        ("收到申请5件，上年无结转，行政复议1件。", {
            ("RECEIVED", 5), ("CARRIED_IN", 0), ("REVIEWS", 1)}),
        ("全年依申请公开政府信息申请5件，不存在上年度结转申请。", {
            ("RECEIVED", 5), ("CARRIED_IN", 0)}),
        ("街道收到5条要求信息公开的申请。", {("RECEIVED", 5)}),
        ("共收到政府信息公开申请数5件。", {("RECEIVED", 5)}),
        ("全年政府信息公开申请5件。", {("RECEIVED", 5)}),
        ("2023年，街道累计收到政府信息公开申请5件。", {("RECEIVED", 5)}),
        ("2023年以来，街道收到政府信息公开申请5件。", {("RECEIVED", 5)}),
        ("今年以来未收到政府信息公开申请。", {("RECEIVED", 0)}),
        ("未收到当面、网上、信函和其他形式的政府信息公开申请。", {("RECEIVED", 0)}),
        ("没有接到公民或者其他组织提出的依申请公开请求。", {("RECEIVED", 0)}),
        ("未收到和处理政府信息公开申请事项。", {("RECEIVED", 0)}),
        ("不存在因政府信息公开引起的行政复议和行政诉讼情况。", {
            ("REVIEWS", 0), ("LAWSUITS", 0)}),
        ("未发生政府信息公开方面的行政复议、行政诉讼和投诉。", {
            ("REVIEWS", 0), ("LAWSUITS", 0)}),
        ("无政府信息公开类行政复议和行政诉讼，未发生复议及诉讼情况。", {
            ("REVIEWS", 0), ("LAWSUITS", 0)}),
        ("未发生因有关政府信息公开而引发的行政复议案件、行政诉讼案件和举报投诉件。", {
            ("REVIEWS", 0), ("LAWSUITS", 0)}),
        ("未印发规章、行政规范性文件和重要文件。", {("MADE", 0)}),
        ("无上年结转，也没有结转下年度的申请。", {("CARRIED_IN", 0), ("CARRIED_OUT", 0)}),
        ("未发生因公开引起的行政复议和行政诉讼案件。", {("REVIEWS", 0), ("LAWSUITS", 0)}),
        ("引发行政复议2件、行政诉讼1件。", {("REVIEWS", 2), ("LAWSUITS", 1)}),
        ("行政复议、行政诉讼3件。", {("DISPUTES", 3)}),
        ("行政复议和行政诉讼各1件。", {("REVIEWS", 1), ("LAWSUITS", 1)}),
        ("制发规范性文件2件，废止3件，现行有效9件。", {
            ("MADE", 2), ("REPEALED", 3), ("IN_FORCE", 9)}),
        ("本年制发2件行政规范性文件。", {("MADE", 2)}),
        ("作出行政处罚决定7件，办理行政许可40件。", {("PENALTIES", 7), ("LICENCES", 40)}),
        ("无行政许可、行政强制。", {("LICENCES", 0), ("COERCION", 0)}),
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
    assert claims(text) == set()


def test_a_text_that_calls_its_office_a_bureau_may_call_it_so_by_name() -> None:
    """区示例局 is another body to a street, but not to whoever writes 我局, here or elsewhere."""
    text = "区示例局受理政府信息公开申请12件。"
    (sentence,) = read_sentences(text, kinds_of_us("我局每季度清理一次。"))
    assert [int(claim.number) for claim in received(sentence, YEAR, topic=True)] == [12]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布200条，其中动态60条，占30%。", [("30", True)]),
        ("发布300条，其中动态86条，占总数的28.68%。", [("28.67", False)]),
        ("发布165条，其中动态31条，占比18%。", [("19", False)]),
        ("收到申请40件，办结38件，办结率95%。", [("95", True)]),
        ("发布100条，其中动态52条，占52%；公告48条，占49%。", [("52", True), ("48", False)]),
        ("动态60条，占30%。", []),
        ("发布200条，其中动态60条，约占30%。", []),
        ("发布200条，其中动态60条，占31%以上。", []),
        ("发布200条，同比增长30%，满意率99%。", []),
        ("发布200条、推送90条，动态60条，占31%。", []),
        ("收到申请40件，按期办结38件，按期办结率100%。", []),
    ],
)
def test_a_share_is_made_of_two_counts(text: str, expected: list[tuple[str, bool]]) -> None:
    """To the printed digits; only where no other two counts could be meant."""
    sentences = read_sentences(text)
    rates = read_rates(sentences, list(read_breakdowns(sentences)))
    found = [(str(rate.computed), rate.agrees) for _, rate in rates]
    assert found == expected


def test_an_amount_of_no_fee_is_none() -> None:
    """Where neither the text is about a fee nor the words name one."""
    fees = ["信息处理费"]
    assert list(charges(read_sentences("全年收取500元。"), YEAR, fees)) == []
    (charge,) = charges(read_sentences("全年收取500元。"), YEAR, fees, fees[0])
    assert (charge.fee, int(charge.fen)) == (fees[0], 50_000)


def test_the_sums_of_a_report_are_recognised() -> None:
    """24 = 21 + 2 + 1 and 441 = 250 + 173 + 14 + 4, and no other list."""
    found = lists(
        "全年公开信息24条，其中业务信息21条、机构职能2条、其他1条。2023年共有3个栏目。"
        "办理热线441件，其中求助250件、咨询173件、投诉14件、建议4件。"
    )
    assert [
        (int(b.total.number), [int(part.number) for part in b.parts], b.verdict) for b in found
    ] == [(24, [21, 2, 1], Verdict.AGREES), (441, [250, 173, 14, 4], Verdict.AGREES)]

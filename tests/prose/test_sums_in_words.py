"""prose.lists, prose.rates: what numbers of a text say of each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.prose.lists import Breakdown, Verdict, read_breakdowns
from pipeline.prose.rates import read_rates
from pipeline.prose.sentences import read_sentences


def lists(text: str) -> list[Breakdown]:
    """The lists of a text."""
    return list(read_breakdowns(read_sentences(text)))


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
    "发布消息50条，其中文件22件、动态20条、图解8篇。",
    "一季度31条，二季度28条，三季度40条，合计99条。",
    "答复83件。分结果看，公开4件，不予公开5件，无法提供74件。",
    "办理的24件申请中，9件公开，15件无法提供。",
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
        ("一季度31条，二季度28条，三季度41条，合计99条。", Verdict.EXCEEDS),
        ("办理的24件申请中，9件公开，14件无法提供。", Verdict.FALLS_SHORT),
        ("公众号发文1482条，其中原创447条，转发1008条。", Verdict.FALLS_SHORT),
        ("网站640条（文件12条、动态150条、财政484条）。", Verdict.EXCEEDS),
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
        "发布的156条信息中，工作动态占到121条，政策解读仅9条。",
    ],
)
def test_what_could_be_read_in_another_way_is_left_open(text: str) -> None:
    """A selection, an approximate number, another unit, another statement."""
    assert {found.verdict for found in lists(text)} <= {Verdict.OPEN}


def test_only_what_makes_the_total_belongs_to_the_list() -> None:
    """What is said behind it is explained by nothing of the list."""
    (found,) = lists("发布消息50条，其中动态30条，公告20条，公众号推送400条。")
    assert [int(part.number) for part in found.parts] == [30, 20]
    (found,) = lists("新收申请18件，上年结转1件，合计19件，办结12件。")
    assert ([int(part.number) for part in found.parts], int(found.total.number)) == ([18, 1], 19)


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
        ("报送信息115条，采用111条，采用率96.7%。", [("96.5", False)]),
        ("公开信息311条，图文解读7篇，解读率100%。", []),
        ("收到申请4件，上年为12件，降幅66.6%。", [("66.7", False)]),
        ("收到申请22件，比2024年（31件）下降29%。", [("29", True)]),
        ("收到申请15件，同比增加3件，增长25%。", [("25", True)]),
        ("收到申请27件，同比下降25%（上年度为30件）。", [("10", False)]),
        ("申请同比增长33%（由6件增至9件）。", [("50", False)]),
        (
            "回复33件，其中公开4件，占12%；不予公开6件，占15%；其他23件，占70%。",
            [("12", True), ("18", False), ("70", True)],
        ),
    ],
)
def test_a_share_is_made_of_two_counts(text: str, expected: list[tuple[str, bool]]) -> None:
    """To the printed digits; only where no other two counts could be meant."""
    sentences = read_sentences(text)
    rates = read_rates(sentences, list(read_breakdowns(sentences)))
    found = [(str(rate.computed), rate.agrees) for _, rate in rates]
    assert found == expected


def test_the_sums_of_a_report_are_recognised() -> None:
    """24 = 21 + 2 + 1 and 441 = 250 + 173 + 14 + 4, and no other list."""
    found = lists(
        "全年公开信息24条，其中业务信息21条、机构职能2条、其他1条。2023年共有3个栏目。"
        "办理热线441件，其中求助250件、咨询173件、投诉14件、建议4件。"
    )
    assert [
        (int(b.total.number), [int(part.number) for part in b.parts], b.verdict) for b in found
    ] == [(24, [21, 2, 1], Verdict.AGREES), (441, [250, 173, 14, 4], Verdict.AGREES)]

"""Copied texts: names and numbers do not hide a copy; short or unlike texts are none."""

import random
from itertools import pairwise

import pytest
from factory import DISTRICT, FORM, OFFICES
from hypothesis import given
from hypothesis import strategies as st
from wordings import (
    CLEAN,
    MANAGE,
    OPEN,
    PLATFORM,
    PROBLEMS,
    REQUEST,
    WATCH,
    check_copied,
    district,
    found,
    returns_of,
)

from pipeline.findings import Level, Outcome
from pipeline.names import Names
from pipeline.transform.check.copied import check_same_as_last_year
from pipeline.transform.fingerprints import SHORTEST, without_names
from pipeline.transform.similar import Pair, alike_by, likeness, signature

STORY = (
    "{office}每周二在{place}门口摆开小桌，由网格员现场回答住户的提问，记下来的{count}个问题当天"
    "分给各科室，三天内在楼道的小黑板上写明办理结果；看不懂文件的老人，由大学生志愿者念给他们听，"
    "再把听不明白的地方记下来，下一周换一种说法重讲。"
)
OTHER_STORY = (
    "街道把二十年的旧档案搬到一楼，请退休的老会计逐本编号，扫描以后装进自助查询机，居民刷卡就能"
    "看到自家的拆迁协议；机器坏过两次，都在当天修好，修理记录贴在机身侧面，谁都可以翻看。"
)


def alike(texts: dict[str, str], at_least: float) -> list[Pair]:
    """Who wrote as somebody before did, of texts that are long enough to tell."""
    long = {name: text for name, text in texts.items() if len(text) >= SHORTEST}
    return alike_by(
        list(long), [signature(text) for text in long.values()], long.__getitem__, at_least
    )


def test_names_and_numbers_are_masked() -> None:
    """What is left is the wording; the longer name goes first."""
    text = "示例甲街道办事处2023年\n公开 24.5% 信息"
    assert without_names(text, Names(["示例甲街道", "示例甲街道办事处"])) == "某0年公开0信息"
    assert without_names("没有名字", Names([])) == "没有名字"


def test_short_texts_are_never_alike() -> None:
    """Whoever had nothing to report writes the same few words."""
    short = "没有收到申请。" * (SHORTEST // 7)
    assert len(short) < SHORTEST
    assert likeness(short, short) == 0
    assert alike({"甲": short, "乙": short}, 0.9) == []


def test_the_same_and_nearly_the_same_are_found() -> None:
    """Each with the first that wrote it."""
    texts = {
        "甲": STORY,
        "乙": OTHER_STORY,
        "丙": STORY,
        "丁": STORY.replace("网格员", "楼长").replace("三天", "五天"),
    }
    pairs = alike(texts, 0.9)
    assert [(pair.one, pair.other) for pair in pairs] == [("甲", "丙"), ("甲", "丁")]
    assert pairs[0].likeness == 1
    assert 0.9 <= pairs[1].likeness < 1


def test_they_come_in_the_order_of_those_who_wrote_later() -> None:
    """Whether they are the same or only nearly."""
    nearly = STORY.replace("网格员", "楼长").replace("三天", "五天")
    pairs = alike({"甲": STORY, "乙": nearly, "丙": STORY}, 0.9)
    assert [pair.other for pair in pairs] == ["乙", "丙"]


@given(st.permutations(STORY[:120]).map("".join), st.data())
def test_a_few_changed_signs_hide_no_copy(text: str, data: st.DataObject) -> None:
    """A sentence of one's own in the middle of somebody else's text."""
    at = data.draw(st.integers(0, len(text)))
    inserted = data.draw(st.text("甲乙丙丁", max_size=len(text) // 10))
    copy = text[:at] + inserted + text[at:]
    assert [(p.one, p.other) for p in alike({"甲": text, "乙": copy}, 0.9)] == [("甲", "乙")]


def test_many_copies_are_all_found() -> None:
    """A chain of small changes is followed; the unlike are left out."""
    texts = {f"第{at}": f"{STORY}{'另' * (at % 7)}" for at in range(300)}
    pairs = alike({**texts, "别": OTHER_STORY}, 0.9)
    assert {pair.other for pair in pairs} == set(texts) - {"第0"}


@pytest.mark.parametrize("alike_are", [0, 1])
def test_the_work_grows_with_the_number_of_texts(
    alike_are: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with its square: whether all wrote something else, or all nearly the same."""
    drawn = random.Random(5)  # noqa: S311 - the same every time
    signs = "春夏秋冬东西南北水火山石田土日月人口手足刀弓车舟"
    story = "".join(drawn.choices(signs, k=200))
    compared: list[str] = []

    def counted(one: str, other: str, at_least: float) -> float:
        compared.append(one)
        return likeness(one, other, at_least)

    monkeypatch.setattr("pipeline.transform.similar.likeness", counted)
    several = {}
    for count in (200, 800):
        texts = {
            str(at): (story if alike_are else "") + "".join(drawn.choices(signs, k=100))
            for at in range(count)
        }
        compared.clear()
        alike(texts, 0.9)
        several[count] = len(compared)
    assert several[800] <= 20 * 800
    assert several[800] <= 6 * max(several[200], 100)


def tell(office: str, place: str, count: int) -> dict[str, str | None]:
    """Section 一 with the same story, told of another place."""
    return {OPEN: STORY.format(office=office, place=place, count=count)}


OWN: dict[str, str | None] = {OPEN: OTHER_STORY, PROBLEMS: f"一是{OTHER_STORY}"}


def test_w08_tells_each_of_the_offices_that_wrote_the_same() -> None:
    """At the longest answer of the section, naming the other; the third office passes."""
    first, second, third = OFFICES
    returns = returns_of(
        {first: tell(first, "东门", 3), second: tell(second, "南门", 15), third: OWN}
    )
    outcomes, findings = check_copied(returns, district(), FORM)
    assert {(f.code, f.place.office, f.place.cell) for f in findings} == {
        ("W08", first, OPEN),
        ("W08", second, OPEN),
    }
    assert all(finding.level is Level.WARNING for finding in findings)
    assert second in next(f.why for f in findings if f.place.office == first)
    assert list(outcomes["W08"]) == [Outcome.FAILED, Outcome.FAILED, Outcome.PASSED]


def test_w08_goes_by_the_districts_own_setting() -> None:
    """What counts as the same is the coordinator's to say."""
    first, second, _ = OFFICES
    changed = STORY.replace("下一周换一种说法重讲", "记到本子里，月底一起交给区里汇总研究")
    offices = {first: {OPEN: STORY}, second: {OPEN: changed}}
    assert check_copied(returns_of(offices), district(similarity=0.8), FORM)[1]
    assert not check_copied(returns_of(offices), district(similarity=0.99), FORM)[1]


def test_w08_compares_section_five_too_and_names_at_most_three() -> None:
    """A text that everybody copied does not fill the list."""
    signs = "甲乙丙丁戊己"
    offices = {f"示例{sign}街道": {PROBLEMS: STORY, OPEN: sign * 70} for sign in signs}
    _, findings = check_copied(returns_of(offices), district(), FORM)
    assert found(findings) == {("W08", PROBLEMS)}
    assert len(findings) == len(signs)
    assert "等 5 个街道" in findings[0].why


@pytest.mark.parametrize(
    ("now", "before", "outcome"),
    [
        (STORY, STORY, Outcome.FAILED),
        (STORY.replace("{count}", "24"), STORY.replace("{count}", "31"), Outcome.FAILED),
        (STORY, STORY.replace("网格员", "楼长"), Outcome.FAILED),
        (STORY, OTHER_STORY, Outcome.PASSED),
        (STORY, f"{OTHER_STORY}{STORY[:40]}", Outcome.PASSED),
        ("一是更新不及时。", "一是更新不及时。", Outcome.PASSED),
    ],
)
def test_c04_finds_last_years_text(now: str, before: str, outcome: Outcome) -> None:
    """Section 五; section 一 is another text."""
    office = OFFICES[0]
    returns = returns_of({office: {PROBLEMS: now, OPEN: "甲" * 70}})
    last_year = returns_of({office: {**OTHER_WORDS, PROBLEMS: before, OPEN: "乙" * 70}})
    outcomes, findings = check_same_as_last_year(returns, last_year, district(), FORM)
    assert outcomes.at[office, "C04"] is outcome
    expected = {("C04", PROBLEMS)} if outcome is Outcome.FAILED else set()
    assert found(findings) == expected


OTHER_WORDS: dict[str, str | None] = {
    label: f"{sign * 30}。" for label, sign in zip(CLEAN, "子丑寅卯辰巳午未申酉戌亥", strict=False)
}
PARAGRAPHS = (
    "网格员每天傍晚在小广场摆桌子，把政策一条一条念给乘凉的老人听，听不懂的换一种说法再讲一遍。",
    "居民代表每季度到档案室看一次目录，看见缺了哪份就写在纸条上，由专人在一周之内补齐并回话。",
    "新来的工作人员先跟着老同志学一个月登记，签字的本子锁在铁柜里，月底由主任翻看并写上意见。",
    "公示栏换成了带锁的玻璃橱窗，雨天不再洇字，贴上去的每一张纸都盖着骑缝章并记下撤换的日子。",
)


def _c04(now: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    """Cell → what C04 says of it, of one office with these answers in two years."""
    office = OFFICES[0]
    returns = returns_of({office: {**CLEAN, **now}})
    last_year = returns_of({office: {**OTHER_WORDS, **before}})
    _, findings = check_same_as_last_year(returns, last_year, district(), FORM)
    return {finding.place.cell: finding.why for finding in findings}


def test_c04_tells_every_copied_paragraph_of_an_answer() -> None:
    """Four of five, in another order, with other figures in them; the fifth is new."""
    then = "\n".join((*PARAGRAPHS, f"去年{OTHER_STORY}"))
    now = "\n".join((PARAGRAPHS[2], PARAGRAPHS[0], STORY, PARAGRAPHS[3], PARAGRAPHS[1]))
    told = _c04({OPEN: now}, {OPEN: then})
    assert set(told) == {OPEN}
    assert f"“{OPEN}”第 1、2、4、5 段与本街道上年" in told[OPEN]
    assert "“新来的工作人员先跟着老同志学一个月登记，…”" in told[OPEN]


def test_c04_tells_every_answer_with_copied_paragraphs_at_once() -> None:
    """Each at its cell, wherever last year's report had them."""
    then = {OPEN: "\n".join(PARAGRAPHS[:2]), WATCH: "\n".join(PARAGRAPHS[2:]), PROBLEMS: STORY}
    now = {MANAGE: then[OPEN], PLATFORM: then[WATCH], PROBLEMS: f"{STORY}\n一是人手仍旧不足。"}
    told = _c04(now, then)
    assert set(told) == {MANAGE, PLATFORM, PROBLEMS}
    assert f"“{MANAGE}”与本街道上年" in told[MANAGE]
    assert f"“{PROBLEMS}”第 1 段与" in told[PROBLEMS]


def test_c04_sees_paragraphs_that_were_joined_or_cut() -> None:
    """What was four paragraphs is one."""
    assert set(_c04({OPEN: "".join(PARAGRAPHS)}, {OPEN: "\n".join(PARAGRAPHS)})) == {OPEN}
    assert set(_c04({OPEN: "\n".join(PARAGRAPHS)}, {OPEN: "".join(PARAGRAPHS)})) == {OPEN}


@pytest.mark.parametrize(
    "words",
    [
        "2023年，本街道未收到政府信息公开申请，没有上年结转，也没有结转下年度办理的申请，未发生行政复议和行政诉讼，未收取信息处理费。",
        "2023年公开信息320条，其中网站110条，公众号90条，公示栏120条，公开规范性文件2件，废止1件，解答咨询36次，发放资料500份。",
    ],
)
def test_c04_facts_may_be_worded_alike_every_year(words: str) -> None:
    """There is hardly another way to say them."""
    assert _c04({REQUEST: words}, {REQUEST: words}) == {}


def test_c04_one_copied_sentence_is_no_copied_answer() -> None:
    """The rest is this year's."""
    sentence = PARAGRAPHS[0][:38] + "。"
    now = f"{sentence}\n{STORY}"
    assert _c04({OPEN: now}, {OPEN: f"{sentence}{OTHER_STORY}"}) == {}


def test_c04_that_nothing_happened_may_be_said_alike_every_year() -> None:
    """There is hardly another way to say it, either."""
    words = (
        "工作考核：本年度未开展政府信息公开工作考核。\n"
        "社会评议：本年度未开展社会评议，没有收到群众意见。\n"
        "责任追究：本年度没有因政府信息公开工作被追究责任的情况。"
    )
    assert _c04({WATCH: words}, {WATCH: words}) == {}


def test_c04_shows_nobodys_number() -> None:
    """Nor the beginning of one."""
    said = f"13800138000这个号码{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}"
    assert "13800138" not in _c04({OPEN: said}, {OPEN: said})[OPEN]


def test_c04_is_left_open_without_last_year() -> None:
    """No return, or nothing in it; what was found all the same stands."""
    first, second, third = OFFICES
    returns = returns_of({first: {}, second: {OPEN: None}, third: tell(third, "东门", 1)})
    silent = {**OTHER_WORDS, **tell(third, "西门", 2), PROBLEMS: None, "改进措施": ""}
    last_year = returns_of({second: OTHER_WORDS, third: silent})
    outcomes, findings = check_same_as_last_year(returns, last_year, district(), FORM)
    assert [finding.place.office for finding in findings] == [third]
    assert list(outcomes["C04"]) == [Outcome.UNEVALUATED, Outcome.UNEVALUATED, Outcome.FAILED]


def test_the_districts_name_hides_no_copy() -> None:
    """Nor do the ways an office speaks of itself."""
    one = f"{DISTRICT}示例甲街道办事处{STORY}我街道{REQUEST}"
    other = f"示例乙街道{STORY}本街道{REQUEST}"
    first, second, _ = OFFICES
    returns = returns_of({first: {OPEN: one}, second: {OPEN: other}})
    pairs = check_copied(returns, district(), FORM)[1]
    assert all("100%" in finding.why or "99%" in finding.why for finding in pairs)
    assert len(list(pairwise(pairs))) == 1

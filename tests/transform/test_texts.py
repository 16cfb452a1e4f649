"""transform.texts: an answer in words is kept as the office meant it, and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from pipeline.form import FORM_2021
from pipeline.form.section import Topic
from pipeline.transform.texts import clean, oddities, split_answers, without_heading


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("一\r\n二\r三\x0b四\x0c五\x85六\u2028七\u2029八", "一\n二\n三\n四\n五\n六\n七\n八"),
        ("一_x000D_\n二_x000B_三_xFFFE_", "一\n二\n三"),
        ("　 一 ", "一"),
        ("\u202e一\ue000二", "一二"),
        ("𠮷家\U0001f600\ufe0f", "𠮷家\U0001f600\ufe0f"),
        ("_x12_", "_x12_"),
    ],
)
def test_lines_are_kept_and_unseen_signs_go(written: str, kept: str) -> None:
    """Rare characters stay; what turns the writing round does not."""
    assert clean(written) == kept


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("一是公开不足。", []),
        ("显著提高，犇犇社区，𠮷家。", []),
        ("真的？？？", []),
        ("公開", ["X08"]),
        ("？？？？", ["X17"]),
        ("ï»¿一", ["X17"]),
        ("ä¸€æ˜¯", ["X17"]),
        ("一\x01\u202e", ["X01", "X05"]),
    ],
)
def test_what_is_odd_is_named_and_what_is_not_is_left_alone(written: str, codes: list[str]) -> None:
    """False alarms are failures too."""
    assert [message.code for message, _ in oddities(written)] == codes


@given(st.text(st.characters(exclude_categories=())))
@example("0 \t0")
def test_any_text_can_be_printed(written: str) -> None:
    """Whatever was typed: XML takes it, cleaning it again changes nothing."""
    kept = clean(written)
    node = etree.Element("t")
    node.text = kept
    assert clean(kept) == kept or "_x" in written


HEADING = "（一）存在问题"


@pytest.mark.parametrize(
    "again",
    [
        "（一）存在问题\n",
        "（一）存在问题。",
        "(一) 存在问题：",
        "存在问题：",
        "存在问题\n",
        "（一）存在问题。 ",
    ],
)
def test_a_heading_that_is_printed_anyway_is_taken_off(again: str) -> None:
    """Whatever its brackets and its stop; what follows stays. Nothing else is nothing."""
    assert without_heading(f"{again}一是公开得少。", HEADING) == "一是公开得少。"
    assert without_heading(again.strip(), HEADING) == ""


@pytest.mark.parametrize(
    "text",
    [
        "存在问题较多。",
        "（二）存在问题。一是公开得少。",
        "一是存在问题：",
        "（一）公开得少。",
        "存在问题，如：",
    ],
)
def test_what_is_no_heading_of_its_own_stays(text: str) -> None:
    """Word for word."""
    assert without_heading(text, HEADING) == text
    assert without_heading(text, "") == text


# ── two answers in one cell ──────────────────────────────────────────────────

POINTS = [one for one in FORM_2021.fields if one.topic in (Topic.PROBLEMS, Topic.MEASURES)]
PROBLEM, MEASURE = "一是公开得少。\n二是更新得慢。", "一是多公开。\n二是快更新。"


@pytest.mark.parametrize("above", ["", "存在问题：\n", "（一）存在的主要问题\n", "1.主要问题："])
@pytest.mark.parametrize(
    "below",
    ["改进措施：", "（二）改进情况\n", "二、下一步改进措施：\n", "2.整改措施\n", "下步打算："],
)
def test_problems_and_measures_in_one_cell_are_two_answers(above: str, below: str) -> None:
    """Each under its heading; the first needs none where the cell is its own."""
    parts = split_answers(f"{above}{PROBLEM}\n{below}{MEASURE}", *POINTS)
    assert parts == {"存在问题": PROBLEM, "改进措施": MEASURE}


@pytest.mark.parametrize(
    "text",
    [
        PROBLEM,
        f"{PROBLEM}\n下一步，我街道将改进措施做实。",
        f"{PROBLEM}\n整改措施不到位：有的社区没有公开栏。",
        f"存在问题及改进措施：\n{PROBLEM}",
        f"改进措施：{MEASURE}",
        f"{PROBLEM}\n改进措施：",
    ],
)
def test_what_has_no_second_heading_is_one_answer(text: str) -> None:
    """Nor has what only speaks of measures, or lacks one of the two."""
    assert split_answers(text, *POINTS) == {}

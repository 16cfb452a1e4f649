"""Passages as offices write them: what is told, what is listed, and what is left alone."""

import json

import pytest
from built import built
from passages import DATA, FILES, judged, variants

from pipeline.form import FORM_2021
from pipeline.form.model import Quantity
from pipeline.form.table import CellRef, Line
from pipeline.transform.check.words import check_words

YEAR, OFFICE = 2024, "东关街道"
NATURAL, COMPANIES = "自然人", "法人或其他组织/商业企业"
OPENED, PARTLY, NOT_HELD = (
    "（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "（四）无法提供/1.本机关不掌握相关政府信息",
)


def _parts(*labels: str) -> tuple[Line, ...]:
    return tuple(map(Line, labels))


FORM = FORM_2021.extended(
    (
        Line(
            "政府网站公开信息", _parts("业务信息", "财政预决算", "机构信息"), total=True, unit="条"
        ),
        Line("政务新媒体发布信息", unit="条"),
        Line("公告栏、电子屏发布信息", unit="次"),
        Line(
            "12345热线工单", _parts("救助类", "投诉类", "咨询类", "建议类"), total=True, unit="件"
        ),
    )
)


@pytest.mark.parametrize("file", FILES)
def test_contradictions_are_told_and_innocent_passages_left_alone(file: str) -> None:
    """Told: 19 of 20; told or listed as not checked: 49 of 50; explained: 1 of 100; noise: 3."""
    every = [judged(variant) for variant in variants(file)]
    wanted = [(one, code) for one in every for code in one.wanted]
    told = [code for one, code in wanted if code in one.told]
    listed = [code for one, code in wanted if code in one.told | one.listed]
    # A wrong number that is called right is worse than one that nobody checked.
    explained = [code for one in every for code in one.explained]
    silent = [one for one in every if one.is_silent]
    noisy = [one for one in silent if one.noise]
    assert len(wanted) > 300
    assert len(silent) > 200
    assert len(told) >= 0.95 * len(wanted)
    assert len(listed) >= 0.98 * len(wanted)
    assert len(explained) <= 0.01 * len(wanted)
    assert len(noisy) <= 0.03 * len(silent)


# ── single sentences in a return ─────────────────────────────────────────────


def figures(**quantities: int) -> dict[CellRef, int]:
    """The return that the sentences are said of; quantities: of the year before."""
    new, carried_in = (FORM.quantities[one][0].row for one in (Quantity.NEW, Quantity.CARRIED_IN))
    left = FORM.quantities[Quantity.CARRIED_OUT][0].row
    results = FORM.quantities[Quantity.HANDLED][0].row.rpartition("/")[0]
    inputs = {
        CellRef("表三", new, NATURAL): 7,
        CellRef("表三", new, COMPANIES): 2,
        CellRef("表三", carried_in, NATURAL): 1,
        CellRef("表三", left, NATURAL): 1,
        CellRef("表三", f"{results}/{OPENED}", NATURAL): 4,
        CellRef("表三", f"{results}/{OPENED}", COMPANIES): 1,
        CellRef("表三", f"{results}/{PARTLY}", NATURAL): 1,
        CellRef("表三", f"{results}/{PARTLY}", COMPANIES): 1,
        CellRef("表三", f"{results}/{NOT_HELD}", NATURAL): 2,
        CellRef("表四", "", "行政复议/结果维持"): 1,
        FORM.quantities[Quantity.MADE][0]: 1,
        FORM.quantities[Quantity.IN_FORCE][0]: 1,
        FORM.quantities[Quantity.LICENCES][0]: 15,
        FORM.quantities[Quantity.PENALTIES][0]: 6,
        **{
            CellRef("指标", label, ""): number
            for label, number in (
                ("政府网站公开信息/业务信息", 85), ("政府网站公开信息/财政预决算", 2),
                ("政府网站公开信息/机构信息", 5), ("政务新媒体发布信息", 182),
                ("公告栏、电子屏发布信息", 430), ("12345热线工单/救助类", 164),
                ("12345热线工单/投诉类", 477), ("12345热线工单/咨询类", 87),
                ("12345热线工单/建议类", 20),
            )
        },
    }  # fmt: skip
    if quantities:
        inputs = {CellRef("表三", new, NATURAL): 6, CellRef("表三", left, NATURAL): 1}
    whole = {**dict.fromkeys(FORM.cells, 0), **inputs}
    totals = [cell for cell in FORM.cells.values() if cell.sums]
    return whole | {cell.ref: sum(whole[ref] for ref in cell.sums) for cell in totals}


def told(sentence: dict[str, str]) -> set[str]:
    """What is found in a sentence, put instead of a part of the return or behind it."""
    said = {field.label: "" for field in FORM.fields} | {sentence["part"]: sentence["text"]}
    now, then = figures(), figures(new=6)
    _, findings, _ = check_words(
        built(FORM, {OFFICE: now}, {OFFICE: said}), built(FORM, {OFFICE: then}, {}), FORM, YEAR
    )
    return {finding.code for finding in findings}


SENTENCES = [
    one
    for one in json.loads((DATA / "sentences.json").read_text(encoding="utf-8"))["sentences"]
    if one["part"] in {field.label for field in FORM.fields}
]
WRONG = {
    "2024年收到申请9件，办结9件，上年结转1件，全部办结，无结转。": {"T02"},
    "2024年新收9件申请，其中自然人8件、企业1件；办结9件，结转1件，上年结转1件。": {"T11"},
    "新收申请9件，上年结转1件，办结9件，结转1件。行政复议1件，结果纠正1件。": {"T12"},
    "新收申请9件，上年结转1件，办结9件，结转1件。"
    "因政府信息公开引起的行政复议和行政诉讼均未发生。": {"T03"},
    "本年度未收到政府信息公开申请。": {"T01"},
    "全年共收到群众申请公开政府信息12件，已全部按期答复。": {"T01", "T05"},
    "受理申请共计八件，办结七件。": {"T01", "T02"},
    "收到申请9件，同比增长350%。": {"T13"},
    "全年作出行政处罚决定26件。": {"T04"},
    "制发行政规范性文件3件。": {"T04"},
    "受理群众热线诉求800件。": {"T06"},
    "公告栏、电子屏更新460次。": {"T06"},
}  # fmt: skip


@pytest.mark.parametrize("sentence", [one for one in SENTENCES if one["is"] == "right"])
def test_a_right_sentence_is_left_alone(sentence: dict[str, str]) -> None:
    """Whatever it counts."""
    assert told(sentence) == set()


@pytest.mark.parametrize("sentence", [one for one in SENTENCES if one["text"] in WRONG])
def test_a_wrong_sentence_is_told(sentence: dict[str, str]) -> None:
    """By the rules that it breaks."""
    assert told(sentence) == WRONG[sentence["text"]]


def test_all_wrong_sentences_are_there() -> None:
    """None is left out for a slip of the pen."""
    assert set(WRONG) <= {one["text"] for one in SENTENCES}

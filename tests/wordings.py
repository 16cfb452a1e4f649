"""Returns for checks of wording: clean answers without any file, each at a cell of its own."""

from collections.abc import Mapping

import pandas as pd
from built import built
from factory import DISTRICT, FORM, OFFICES

from pipeline.district import District
from pipeline.findings import Finding
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.returns import Returns
from pipeline.transform.check import copied, wording
from pipeline.transform.copies import Copied, copies_among
from pipeline.transform.fingerprints import OwnWords

OPEN, REQUEST, MANAGE, PLATFORM, WATCH = (
    "（一）主动公开",
    "（二）依申请公开",
    "（三）政府信息管理",
    "（四）平台建设",
    "（五）监督保障",
)
PROBLEMS, MEASURES, OTHER, FEE = "存在问题", "改进措施", "其他报告事项", "信息处理费情况"
AMOUNT = CellRef("信息处理费", "信息处理费金额（元）", "")

CLEAN = {
    OPEN: "2023年通过网站公开信息24条，其中办事指南21条、预算决算3条。",
    REQUEST: "2023年收到公开申请2件，都在期限内答复。",
    MANAGE: "公开前由科室初审、办公室复审、负责人终审，过期的文件每季度清理一次。",
    PLATFORM: "办好网站专栏和社区公示栏，及时受理“12345”热线转来的诉求。",
    WATCH: "没有工作考核、社会评议和责任追究的情况。",
    PROBLEMS: "一是社区公示栏更新偏慢。二是解读的形式单一。",
    MEASURES: "一是每月检查公示栏一次。二是多用图表和短片解读。",
    OTHER: "无",
    FEE: "2023年没有收取信息处理费。",
}
assert set(CLEAN) == {item.label for item in FORM.fields if item.kind is FieldKind.PROSE}


def district(**checks: object) -> District:
    """The test district with these settings for checks."""
    return District.model_validate(
        {"district": {"name": DISTRICT, "offices": list(OFFICES)}, "checks": checks}
    )


def returns_of(
    answers: Mapping[str, Mapping[str, str | None]],
    fee: int | None = 0,
    more: Mapping[CellRef, int] = {},
) -> Returns:
    """Offices with these answers instead of the clean ones; None: its label could not be found."""
    figures = {**dict.fromkeys(FORM.cells, 0), AMOUNT: fee, **more}
    said = {office: {**CLEAN, **own} for office, own in answers.items()}
    return built(FORM, dict.fromkeys(answers, figures), said)


def one(label: str, text: str | None, fee: int | None = 0) -> Returns:
    """One office with one answer changed."""
    return returns_of({OFFICES[0]: {label: text}}, fee)


def found(findings: list[Finding]) -> set[tuple[str, str]]:
    """What was found, as (code, the label at whose cell it stands)."""
    return {(finding.code, finding.place.cell) for finding in findings}


def copies_in(returns: Returns, district: District, form: Form) -> dict[str, list[Copied]]:
    """What some offices have worded alike."""
    own = OwnWords(form, district.name, district.roster)
    texts = {office: returns.texts_of(office) for office in returns.offices}
    return copies_among(texts, own, form, district.checks.similarity)


def check_wording(
    returns: Returns, district: District, form: Form, year: int
) -> tuple[pd.DataFrame, list[Finding]]:
    """What group W finds in some offices that are compared with each other."""
    copies = copies_in(returns, district, form)
    return wording.check_wording(returns, district, form, year, copies)


def check_copied(
    returns: Returns, district: District, form: Form
) -> tuple[pd.DataFrame, list[Finding]]:
    """What W08 finds in some offices that are compared with each other."""
    return copied.check_copied(returns, form, copies_in(returns, district, form))

"""Group P: an office promises to publish nobody's personal data."""

from collections.abc import Iterator

import pandas as pd

from pipeline.findings import Finding, Level, Message, Rule
from pipeline.form.model import Form
from pipeline.personal import Kind, personal_data
from pipeline.returns import Returns
from pipeline.transform.check.answers import Check, Defect, Office, offices_of, run_checks

_SOURCE = "《中华人民共和国政府信息公开条例》第十五条；《中华人民共和国个人信息保护法》"

IDENTITY = Rule(
    message=Message(
        "P01",
        Level.ERROR,
        "“{label}”里有身份证号（“{piece}”）；年报要公开，不能带个人信息。",
        "请删去号码，改为不指向个人的说法，如：为1名居民办理补贴。",
    ),
    holds="要公开的文字里没有身份证号。",
    source=_SOURCE,
    may_be_waived=False,
)
MOBILE = Rule(
    message=Message(
        "P02",
        Level.ERROR,
        "“{label}”里有手机号码（“{piece}”）；年报要公开，不能带个人信息。",
        "请删去号码；需要留联系方式的，请写办公电话，如：0954-2012345。",
    ),
    holds="要公开的文字里没有手机号码。",
    source=_SOURCE,
    may_be_waived=False,
)
CARD = Rule(
    message=Message(
        "P03",
        Level.ERROR,
        "“{label}”里有银行卡号（“{piece}”，校验码正确）；年报要公开，不能带个人信息。",
        "请删去卡号，只写事项和金额，如：已发放补贴500元。",
    ),
    holds="要公开的文字里没有银行卡号。",
    source=_SOURCE,
    may_be_waived=False,
)
PRIVATE = Rule(
    message=Message(
        "P04",
        Level.WARNING,
        "“{label}”里像是有{what}（“{piece}”）；涉及个人的不能公开。",
        "请核实：是个人的，请删去或写到小区、路段为止，如：阳光小区居民；是单位公开的，可以保留。",
    ),
    holds="要公开的文字里没有家庭住址、电子邮箱和车牌号。",
    source=_SOURCE,
    may_be_waived=False,
)
RULES = (IDENTITY, MOBILE, CARD, PRIVATE)

_RULE_OF = {
    Kind.IDENTITY: IDENTITY,
    Kind.MOBILE: MOBILE,
    Kind.CARD: CARD,
    Kind.MAIL: PRIVATE,
    Kind.ADDRESS: PRIVATE,
    Kind.PLATE: PRIVATE,
}
_WHAT = {
    Kind.MAIL: "电子邮箱",
    Kind.ADDRESS: "家庭住址",
    Kind.PLATE: "车牌号",
}


def check_personal(returns: Returns, form: Form) -> tuple[pd.DataFrame, list[Finding]]:
    """Outcomes and findings of P01–P04 over the answers that are printed in the report."""
    return run_checks(list(offices_of(returns, form)), [Check(RULES, _defects)])


def _defects(office: Office) -> Iterator[Defect]:
    """One for each rule and answer; several pieces in one answer are told together."""
    for answer in office.answers:
        pieces = personal_data(answer.text)
        for rule in RULES if pieces else ():
            broken = [piece for piece in pieces if _RULE_OF[piece.kind] is rule]
            if broken:
                shown = "、".join(dict.fromkeys(piece.masked for piece in broken))
                what = "、".join(dict.fromkeys(_WHAT.get(piece.kind, "") for piece in broken))
                facts = {"label": answer.field.label, "piece": shown, "what": what}
                yield Defect(rule, answer.place, shown, facts=facts)

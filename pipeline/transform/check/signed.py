"""W12: the date under a report, which is printed at its end."""

import re

import pandas as pd

from pipeline.findings import Finding, Level, Message, Outcome, Place, Rule
from pipeline.form.model import FieldKind, Form
from pipeline.records import Returns

RULE = Rule(
    message=Message(
        "W12",
        Level.WARNING,
        "“{label}”写的是“{written}”，{what}；它会印在报告末尾。",
        "请改为签发的那一天，如：{example}。",
    ),
    holds="成文日期是明确的日期，在报告年度的下一年。",
    source="国办公开办函〔2021〕30号二：年度报告在次年公布；GB/T 9704—2012 成文日期",
)
_DAY = re.compile("([0-9]{4})年[0-9]{1,2}月[0-9]{1,2}日")  # as dates are normalised


def check_signed(returns: Returns, form: Form, year: int) -> tuple[pd.DataFrame, list[Finding]]:
    """Outcomes and findings of W12; without a date it is left open."""
    label = form.field(FieldKind.DATE).label
    outcomes, findings = [], []
    for office in returns.offices:
        written = str(returns.texts.at[office, label])
        what = _what_is_wrong(written, year)
        outcome = Outcome.FAILED if what else Outcome.PASSED
        outcomes.append(outcome if written else Outcome.UNEVALUATED)
        if what:
            sheet, _, cell = str(returns.text_cells.at[office, label]).rpartition("!")
            place = Place(office, returns.files[office], sheet, cell)
            facts = {"label": label, "what": what, "example": f"{year + 1}-1-20"}
            findings.append(RULE.message.at(place, written, written=written, **facts))
    codes = {RULE.message.code: outcomes}
    return pd.DataFrame(codes, index=returns.offices, dtype="object"), findings


def _what_is_wrong(written: str, year: int) -> str:
    day = _DAY.fullmatch(written)
    if not written or (day and int(day[1]) == year + 1):
        return ""
    return f"不在 {year + 1} 年" if day else "不是明确的日期"

"""W12: the date under a report, which is printed at its end."""

import pandas as pd

from pipeline.findings import Finding, Level, Message, Outcome, Place, Rule, Trait
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.returns import Returns

RULE = Rule(
    message=Message(
        "W12",
        Level.WARNING,
        "“{label}”是{written}，不在 {year} 年；它会印在报告末尾。",
        "请核实；写错的，请改为签发的那一天，如：{year}-1-20。",
        Trait.THIS_YEAR,
    ),
    holds="成文日期写了，在报告年度的下一年。",
    source="国办公开办函〔2021〕30号二：年度报告在次年公布；GB/T 9704—2012 成文日期",
)
BLANK = Message(
    RULE.message.code,
    Level.NOTE,
    "“{label}”没有填写，报告末尾的日期空着。",
    "请填写签发的那一天，如：{year}-1-20；也可以在 Word 报告里填写。",
    RULE.message.traits,
)


def check_signed(returns: Returns, form: Form, year: int) -> tuple[pd.DataFrame, list[Finding]]:
    """Outcomes and findings of W12; a date that could not be read leaves it open."""
    label = form.field(FieldKind.DATE).label
    outcomes, findings = [], []
    for office, paper in returns.papers.items():
        written, spot = paper.words[label]
        outcome = Outcome.UNEVALUATED
        if spot.cell:
            wrong = not written.startswith(f"{year + 1}年")
            outcome = Outcome.FAILED if wrong else Outcome.PASSED
        if outcome is Outcome.FAILED:
            place = Place(office, paper.file, *spot)
            message = RULE.message if written else BLANK
            found = message.at(place, written, label=label, written=written, year=year + 1)
            findings.append(found)
        outcomes.append(outcome)
    codes = {RULE.message.code: outcomes}
    return pd.DataFrame(codes, index=returns.offices, dtype="object"), findings

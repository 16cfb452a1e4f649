"""规则: what every rule came to, for the district and for every office."""

from collections import Counter
from collections.abc import Sequence

from xlsxwriter.utility import xl_range

from pipeline.findings import Outcome, Rule
from pipeline.load.summary.sheet import HEADED, Book, Column, Sheet, Styled, Value, over_offices
from pipeline.load.workbook_style import wrapped_height
from pipeline.results import Results
from pipeline.tiers import OFFICES

_LOOK_OF_OUTCOME = {
    Outcome.PASSED: "good",
    Outcome.FAILED: "bad",
    Outcome.UNEVALUATED: "missing",
    Outcome.EXPLAINED: "doubt",
}
_COUNTS = 3  # columns before the counts: code, level, what must hold


def draw_rules(book: Book, rules: Sequence[Rule]) -> None:
    """Sheet 规则: what each rule came to, how often, and for which office."""
    results = book.results
    offices = [line.office for line in results.listed]
    sheet = Sheet(book, "规则", (7, 7, 60, *[8] * len(Outcome), *[11] * len(offices)))
    sheet.headed(
        f"{book.title}　规则",
        "未评估：没有报、没有填或认不出，没法核对，不算通过；已说明：区里认可，不用再改。"
        + ("" if results.tier is OFFICES else "有一个街道未通过，它的区县就算未通过。"),
    )
    columns = [
        Column("编号"),
        Column("级别"),
        Column("要求"),
        *(Column(outcome, "figure") for outcome in Outcome),
        *(Column(office, "missing") for office in offices),
    ]
    rows = [_row(rule, row, results) for row, rule in enumerate(rules, start=HEADED + 1)]
    for row, rule in enumerate(rules, start=HEADED + 1):
        sheet.worksheet.set_row(row, wrapped_height((rule.holds,), (60,)))
    if offices:
        sheet.worksheet.set_row(HEADED, wrapped_height(offices, [11] * len(offices)))
    sheet.table("规则表", HEADED, columns, rows)
    sheet.keep_in_view(HEADED, _COUNTS)
    sheet.worksheet.repeat_columns(0, _COUNTS - 1)


def _row(rule: Rule, row: int, results: Results) -> list[Value | Styled]:
    offices = [line.office for line in results.listed]
    known = results.outcomes.of(rule.message.code)
    outcomes = [known.get(office, Outcome.UNEVALUATED) for office in offices]
    count = Counter(outcomes)
    if not offices:
        count = Counter(results.outcomes.counts(rule.message.code))
        count[Outcome.UNEVALUATED] += len(results.standings) - len(results.returns.offices)
    first = _COUNTS + len(Outcome)
    cells = xl_range(row, first, row, first + max(len(offices) - 1, 0))
    return [
        rule.message.code,
        rule.message.level,
        rule.holds,
        *(over_offices(f'=COUNTIF({cells},"{said}")', count[said], results) for said in Outcome),
        *(Styled(said, _LOOK_OF_OUTCOME[said]) for said in outcomes),
    ]

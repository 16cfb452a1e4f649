"""Group C: this year against the same office's last year. C01 and C02 are sums, see the form."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.district import District
from pipeline.findings import Finding, Level, Message, Outcome, Rule, Trait
from pipeline.form.model import Form
from pipeline.form.table import Cell, Measure
from pipeline.returns import Returns
from pipeline.transform.check import copied

JUMP = Rule(
    message=Message(
        "C03",
        Level.NOTE,
        "与上年相比变化很大：{jumps}。",
        "请核实是否填错了格或单位；属实的，可以在文字部分说明原因。",
        Trait.LAST_YEAR,
    ),
    holds="与上年相比没有大起大落的数字（尺度见 jump_difference、jump_ratio）。",
    source="数据审核的通行做法",
)
_MOST_JUMPS = 3  # that a finding names one by one
RULES = (JUMP, *copied.RULES)


def check_last_year(
    returns: Returns, last_year: Returns, district: District, form: Form
) -> tuple[pd.DataFrame, list[Finding]]:
    """Outcomes and findings of C03 and C04; 未评估 for an office without last year."""
    outcomes, findings = _check_jumps(returns, last_year, district, form)
    same, found = copied.check_same_as_last_year(returns, last_year, district, form)
    return outcomes.join(same), [*findings, *found]


def _check_jumps(
    returns: Returns, last_year: Returns, district: District, form: Form
) -> tuple[pd.DataFrame, list[Finding]]:
    """C03: figures far from last year's, told together by table; a total only where no part is.

    未评估 if some figure of either year is not known and no other jumps.
    """
    before, after = (year.certain(returns.offices) for year in (last_year, returns))
    known = ~(np.isnan(before) | np.isnan(after))
    settled = known | _not_asked(returns, last_year, form)
    then, now = np.nan_to_num(before), np.nan_to_num(after)
    cells = list(form.cells.values())
    in_wanyuan = 10.0**Measure.WANYUAN.digits  # money jumps by the 万元, whatever its unit
    scale = np.array([in_wanyuan if cell.measure.digits else 1 for cell in cells])
    settings = district.checks
    far = np.abs(now - then) >= settings.jump_difference * scale
    jumps = known & far & (np.maximum(now, then) >= settings.jump_ratio * np.minimum(now, then))
    column_of = returns.column_of
    told = defaultdict[tuple[str, str], list[_Jump]](list)  # by office and table
    for row, column in np.argwhere(jumps):
        cell = cells[column]
        if not any(jumps[row, column_of[part]] for part in cell.sums):
            jump = _Jump(cell, int(then[row, column]), int(now[row, column]))
            told[returns.offices[row], cell.ref.table].append(jump)
    findings = [_told(own, office, returns) for (office, _), own in told.items()]
    outcomes = [
        Outcome.FAILED if failed else Outcome.PASSED if whole else Outcome.UNEVALUATED
        for failed, whole in zip(map(any, jumps), map(all, settled), strict=True)
    ]
    return pd.DataFrame({JUMP.message.code: outcomes}, returns.offices, dtype=object), findings


def _not_asked(returns: Returns, last_year: Returns, form: Form) -> NDArray[np.bool_]:
    """The indicators that an office's last return did not have yet: nothing to compare with."""
    left_out = np.zeros((len(returns.offices), len(form.cells)), dtype=bool)
    columns = [at for at, ref in enumerate(form.cells) if ref.table == form.extensible]
    unasked = last_year.placeless[:, columns]
    row_of = {office: row for row, office in enumerate(last_year.offices)}
    for row, office in enumerate(returns.offices):
        if office in row_of:
            left_out[row, columns] = unasked[row_of[office]]
    return left_out


class _Jump(NamedTuple):
    """A figure that is far from last year's."""

    cell: Cell
    before: int
    now: int

    def __str__(self) -> str:
        """Return it as a list shows it."""
        before, now = map(self.cell.measure.written, (self.before, self.now))
        return f"{self.cell.ref.row_and_column}上年 {before}、本年 {now}"


def _told(jumps: Sequence[_Jump], office: str, returns: Returns) -> Finding:
    """Return the finding about the figures of a table that are far from last year's."""
    first = jumps[0]
    before, now = map(first.cell.measure.written, (first.before, first.now))
    more = f"等 {len(jumps)} 处" if len(jumps) > _MOST_JUMPS else ""
    return JUMP.message.at(
        returns.place(office, first.cell.ref),
        now,
        f"上年 {before}",
        jumps="；".join(map(str, jumps[:_MOST_JUMPS])) + more,
    )

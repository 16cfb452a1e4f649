"""What to do about a finding in the very file that goes back, which mends some things by itself."""

from collections.abc import Collection, Sequence

from pipeline.findings import Finding, Level, Trait
from pipeline.form.model import Form
from pipeline.form.table import CellRef

_FILL_IN = "请在这个文件里填好、核对后交回。"
_RESTORED = "这一格的公式已经恢复，合计会自动算；请核对各分项。"
_CLEAR_IT = "请核对各分项；分项没有错的，把这一格清空，合计会按分项补上。"
_FOLLOWS = "这一格是自动合计，请改它前面的各格。"
_TYPE_IT = "请在这一格直接输入数字；没有发生的填 0。"


def advice_for(
    finding: Finding,
    about: Sequence[CellRef | str],
    form: Form,
    filled: Collection[CellRef | str],
    as_is: Collection[CellRef | str],
) -> str:
    """What to do in this file.

    `about`: the cells it is told of; `filled`: those that hold anything here; `as_is`: those
    that hold what could not be taken. What was said of the other file may hold here, too.
    """
    traits, elsewhere = finding.traits, form.corrections.elsewhere
    if finding.in_return:
        return finding.in_return.format(year=finding.expected, elsewhere=elsewhere)
    if Trait.FILE in traits and finding.level is Level.ERROR:
        return _FILL_IN
    if finding.level is Level.NOTE:
        return finding.fix
    totals = {ref for ref, cell in form.cells.items() if cell.is_total}
    if about and totals.issuperset(about):
        if set(about) & set(as_is):
            return _CLEAR_IT
        return _RESTORED if traits & (Trait.CELL | Trait.SUM) else _FOLLOWS
    gone = Trait.CELL in traits and finding.value and about and not set(about) & set(filled)
    return _TYPE_IT if gone else finding.fix

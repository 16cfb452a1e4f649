"""What to do about a finding in the very file that goes back, which mends some things by itself."""

from collections.abc import Collection, Sequence

from pipeline.findings import Finding, Level
from pipeline.form.model import Form
from pipeline.form.rules import Totals
from pipeline.form.table import CellRef
from pipeline.messages.sheets import NOTES_OUTSIDE
from pipeline.messages.texts import REMARK

_WHOLE = "在这个文件里是完好的，请把内容填进去；原来写的见“{elsewhere}”一张。"
_OF_SHEETS = {
    "S02": f"这张工作表{_WHOLE}",
    "S03": "请核实采用的内容对不对。",
    "S04": f"表头和项目{_WHOLE}",
    "S05": f"表头和项目{_WHOLE}",
    "S06": f"这些格子{_WHOLE}",
    "S07": "请核实这些格子里的内容。",
}
_OF_FILES = {
    "F30": "请定下以哪一份为准，只交回那一份（不用这个文件）；都不能用的，在这个文件里填好后交回。",
    "F34": "原来那份填的确是{year}年的内容，只要在原来的文件里把年度改成 {year}，交回那一份；"
    "交错了文件的，在这个文件里填好后交回。",
}
_FILL_IN = "请在这个文件里填好、核对后交回。"
_TIDIED = "在这个文件里已经整理好，不用再改。"
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
    code, of_cells = finding.code, finding.code.startswith("N")
    told_of_file = code[0] in "FNSX" and code not in (NOTES_OUTSIDE.code, REMARK.code)
    if finding.level is Level.NOTE:
        return _TIDIED if told_of_file else finding.fix
    if code.startswith("F"):
        said = _OF_FILES.get(code, _FILL_IN).format(year=finding.expected)
        return said if finding.level is Level.ERROR else finding.fix
    if code in _OF_SHEETS:
        return _OF_SHEETS[code].format(elsewhere=form.corrections.elsewhere)
    totals = {ref for ref, cell in form.cells.items() if cell.is_total}
    if about and totals.issuperset(about):
        if set(about) & set(as_is):
            return _CLEAR_IT
        of_sums = {rule.message.code for rule in form.rules if isinstance(rule, Totals)}
        return _RESTORED if of_cells or code in of_sums else _FOLLOWS
    gone = of_cells and finding.value and about and not set(about) & set(filled)
    return _TYPE_IT if gone else finding.fix

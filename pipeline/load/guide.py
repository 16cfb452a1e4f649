"""填报说明: the first sheet of a template, for one who fills it in once a year."""

from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from pipeline.form.model import Form, Quantity
from pipeline.form.section import DOUBTFUL, FAILS, HOLDS, OPEN, SELF_CHECK
from pipeline.load.workbook_style import Styles, wrapped_height

_TITLE_HEIGHT, _LINE_HEIGHT, _LINK_HEIGHT = 36, 26, 24
_WIDTH = 94
_TOP = 2  # rows above the steps: title and whose it is

_STEPS = (
    "淡黄色的格子由街道填写；灰色的格子是自动合计或已经填好，不用动。",
    (
        "数字只填阿拉伯数字，不带单位；没有发生的填 0，不要空着，也不要填“无”或“/”。"
        "{without}可以在“{first}”里选一句，那张表就不用填 0。"
    ),
    "统计时间为 {year} 年 1 月 1 日至 12 月 31 日。",
    "文字直接写在格子里，换段请按 Alt+Enter；不要写入身份证号、手机号、住址等个人信息。",
    "文字里的件数可写成 {placeholders}，报告里会换成表里的数字。",
    "金额可以带小数：{money}。",
    "不要删除、改名工作表，不要插入或删除行列，不要改动表头。",
    "文字格里已经写好开头，把“（请写……）”和“××”换成实际内容，不需要的删去；有下拉箭头的可以选一句。",
    "{carried}表格旁边的“{check}”随时告诉您对不对：{signs}。",
    "填完后看最后一张“{selfcheck}”：写着“可以报送”再交；文字里的件数请再与表格核对一遍。",
    "保存为 .xlsx，审核签发后于 {next_year} 年 1 月 31 日前（或按通知）交{district}政务公开办。",
)
_CARRIED = "蓝色的格子是按上年年报填好的结转数，请核对。"


class Whose(NamedTuple):
    """Who fills a template in, and for which year."""

    district: str
    office: str
    year: int

    def __str__(self) -> str:
        """As the sheets say it under their titles."""
        return f"{self.district}{self.office}　{self.year}年"


def draw_guide(
    sheet: Worksheet, styles: Styles, form: Form, whose: Whose, *, carried: bool
) -> None:
    """The sheet; `carried` says whether anything of last year's is filled in."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, _WIDTH)
    sheet.set_row(0, _TITLE_HEIGHT)
    title = f"{form.title[-1]}填报表".format(year=whose.year)
    sheet.merge_range(0, 0, 0, 1, title, styles.get("title"))
    sheet.merge_range(1, 0, 1, 1, str(whose), styles.get("centred"))
    step = styles.get("step")
    row = _TOP
    for row, words in enumerate(_STEPS, start=_TOP + 1):
        text = words.format(
            year=whose.year,
            next_year=whose.year + 1,
            district=whose.district,
            money=_money_rules(form),
            placeholders=_counted(form),
            without=_switches(form),
            first=form.sections[0].sheet,
            carried=_CARRIED if carried else "",
            selfcheck=form.selfcheck,
            check=SELF_CHECK,
            signs=f"{HOLDS} 是对，{FAILS} 是不对，{DOUBTFUL} 请核实，{OPEN} 是还没填完",
        )
        sheet.set_row(row, max(_LINE_HEIGHT, wrapped_height((text,), (_WIDTH,))))
        sheet.write_string(row, 0, f"{row - _TOP}.", styles.get("number"))
        sheet.write_string(row, 1, text, step)
    row += 2
    sheet.set_row(row, _LINE_HEIGHT)
    sheet.write_string(row, 1, "要填的工作表（点击前往）：", step)
    names = [*(section.sheet for section in form.sections), form.selfcheck]
    for at, name in enumerate(names, start=row + 1):
        sheet.set_row(at, _LINK_HEIGHT)
        sheet.write_url(at, 1, f"internal:'{name}'!A1", styles.get("link"), string=name)


def _switches(form: Form) -> str:
    """Return what a clerk may choose instead of a table of zeros; blank without any."""
    switches = [field for field in form.fields if field.fills]
    choices = [field.choices[0].rstrip("。") for field in switches]
    return f"{'，或者'.join(choices)}的，" if choices else ""


def _counted(form: Form) -> str:
    """The placeholders that stand for counts."""
    names = [name for name, meant in form.placeholders.items() if isinstance(meant, Quantity)]
    return "".join(f"【{name}】" for name in names)


def _money_rules(form: Form) -> str:
    """How fine each amount may be, as a clerk is told."""
    amounts = {cell.ref: cell for cell in form.cells.values() if cell.measure.digits}
    return "，".join(
        f"{ref.row.rpartition('/')[2]}以{cell.unit}为单位，最多 {cell.measure.digits} 位小数"
        for ref, cell in amounts.items()
    )

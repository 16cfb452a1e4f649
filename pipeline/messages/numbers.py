"""What is said about number cells."""

from functools import partial

from pipeline.findings import MENDED, Level, Message, Trait

_OfCell = partial(Message, traits=Trait.CELL)


def _tidied(code: str, why: str) -> Message:
    why, fix = f"{why}，已按 {{taken}} 采用。", "下次请直接输入数字，如：{taken}。"
    return _OfCell(code, Level.NOTE, why, fix, in_return=MENDED)


TIDIED = _tidied("N01", "数字存成了文本，或前后有空格")
FULL_WIDTH = _tidied("N02", "数字是全角的")
GROUPED = _tidied("N03", "数字里有千分位逗号")
UNIT_STRIPPED = _tidied("N04", "数字后面带了单位")
NONE_MEANT = _tidied("N05", "这里写的是“没有”一类的话")
NOT_AVAILABLE_MEANT = _tidied("N06", "这里没有数字，写的是“不适用”")
WITH_DECIMALS = _tidied("N10", "整数写成了小数")
ODD_DIGITS = _tidied("N20", "数字前面有加号或多余的 0")
CHINESE_NUMBER = _OfCell(
    "N07",
    Level.WARNING,
    "这里是中文数字，已按 {taken} 采用，请核实。",
    "请改为阿拉伯数字，如：{taken}。",
)
BAD_GROUPS = _OfCell(
    "N03",
    Level.ERROR,
    "逗号或空格的位置不对，不知是一个数字还是几个。",
    "请输入不带逗号和空格的数字，如：1234。",
)
OTHER_UNIT = _OfCell(
    "N04",
    Level.ERROR,
    "写的单位与这一格的单位（{unit}）不同，不知该怎么算。",
    "请换算成{unit}，只输入数字，如：3。",
)
AMBIGUOUS = _OfCell(
    "N08", Level.ERROR, "这样的中文数字可以有几种读法，不能采用。", "请改为阿拉伯数字，如：350。"
)
OTHER_DIGITS = _OfCell(
    "N09",
    Level.ERROR,
    "带圈数字、罗马数字、上下标等不是普通数字，不能采用。",
    "请改为阿拉伯数字，如：3。",
)
FORMULA_AS_TEXT = _OfCell(
    "N13", Level.ERROR, "这是写成文字的算式，没有计算结果。", "请直接输入算好的数字，如：3。"
)
MACHINE_NUMBER = _OfCell(
    "N20", Level.ERROR, "科学记数、十六进制等写法不能采用。", "请输入普通的阿拉伯数字，如：1000。"
)
PICTURE = _OfCell("N24", Level.ERROR, "这一格是一张图片，没有数字。", "请删除图片，直接输入数字。")
BLANK_CELLS = _OfCell(
    "N05",
    Level.ERROR,
    "{row_and_column}：空白未填。空白不等于 0。",
    "请填写数字；没有发生的填 0。填好后，与它有关的勾稽关系会再核对。",
)
BLANK_SHOWN = _OfCell(
    "N05",
    Level.NOTE,
    "{table}：空白的 {count} 格已按 0 采用（{ground}）。",
    "一般无需处理；有发生的请补上数字。",
)
BLANK_TAKEN = Message(
    "N05",
    Level.WARNING,
    "{row_and_column}：空白未填，已按 0 采用；有关的检查等补上后再算。",
    "请核实；没有发生的填 0，有发生的补上数字。",
    Trait.CELL | Trait.UNKNOWN,
)
NOT_WHOLE = _OfCell("N10", Level.ERROR, "件数应为整数。", "请改为整数，如：3。")
TOO_FINE = _OfCell(
    "N10", Level.ERROR, "金额最多只能有 {digits} 位小数。", "请改为以{unit}为单位的金额，如：1.5。"
)
NEGATIVE = _OfCell("N11", Level.ERROR, "这里不能是负数。", "请填 0 或正数。")
NOT_A_NUMBER = _OfCell(
    "N12",
    Level.ERROR,
    "不是明确的数字，无法采用。",
    "请只输入阿拉伯数字，如：3；没有发生的填 0；需要解释的写到文字部分。"
    "改好后，与它有关的勾稽关系会再核对。",
)
FORMULA_WITHOUT_RESULT = _OfCell(
    "N14",
    Level.ERROR,
    "这一格是公式，但没有计算结果。",
    "请直接输入数字，或在 Excel/WPS 中打开并保存一次。",
)
FIX_OF_TOTAL = "请从空白模板复制回原来的公式，或直接填写各分项之和。"
STALE_TOTAL = _OfCell(
    "N16",
    Level.WARNING,
    "保存的合计是 {stated}，各分项相加是 {taken}，已按 {taken} 采用；"
    "多半是某个分项存成了文本，或公式没有重算、被改过。",
    "请先改正问题清单里指出的分项；没有指出的，请在 Excel/WPS 中打开、等它算好后保存一次。",
)
TOTAL_CLEARED = _OfCell(
    "N16",
    Level.NOTE,
    "合计被清空了，已按各分项之和 {taken} 补上。",
    "一般无需处理；要保留公式的，请从空白模板复制这一格。",
    in_return=MENDED,
)
FORMULA_IN_INPUT = _OfCell(
    "N15",
    Level.WARNING,
    "这一格应直接输入数字，现在是公式，已按它保存的结果 {taken} 采用。",
    "请核对后改为直接输入数字。",
)
LINKED_FORMULA = _OfCell(
    "N15",
    Level.ERROR,
    "这一格的公式取自别的工作簿，这里无法核对它的来源。",
    "请直接输入数字，如：3。",
)
ERROR_CELL = _OfCell(
    "N17", Level.ERROR, "这一格的公式出错，没有数值。", "请直接输入数字；没有发生的填 0。"
)
DATE_CELL = _OfCell(
    "N18",
    Level.ERROR,
    "单元格是日期格式，不能当作数字采用{guess}。",
    "请把单元格格式改为“常规”，再重新输入数字。",
)
TRUE_FALSE = _OfCell(
    "N19", Level.ERROR, "这是“真/假”值，不是数字。", "请重新输入数字；没有发生的填 0。"
)
TOO_LARGE = _OfCell(
    "N21", Level.ERROR, "数字太大，不可能是真实的件数或金额。", "请核对后重新输入。"
)
STRUCK_OUT = _OfCell(
    "N23",
    Level.ERROR,
    "这一格有带删除线的字，不知哪些算数。",
    "请删去作废的字，取消删除线，只留下要采用的内容。",
)

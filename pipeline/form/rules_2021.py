"""What must add up in the form of 2021, and which of its cells prose speaks of."""

from pipeline.findings import Level, Message, Trait
from pipeline.form.model import Quantity, Rate
from pipeline.form.rules import (
    AlwaysZero,
    Balance,
    CarriedOver,
    StockContinues,
    StockCovers,
    Totals,
)
from pipeline.form.section import FieldKind
from pipeline.form.table import Axis, CellRef
from pipeline.form.tables_2021 import (
    CARRIED_IN,
    CARRIED_OUT,
    DECIDED,
    FEE,
    IN_FORCE,
    ITEM_1,
    ITEM_5,
    ITEM_6,
    LITIGATION,
    MADE,
    NEW,
    NORMATIVE,
    NOTICE,
    OPENED,
    PARTLY_OPENED,
    REGULATION,
    REPEALED,
    RESULTS,
    RESULTS_TOTAL,
)

# ── the checks that are plain arithmetic ─────────────────────────────────────

_SUM_WHY = "{row_and_column}：填报的合计是 {left}，各分项相加是 {right}，相差 {difference}。"
_SUM_FIX = (
    "请核对各分项；分项无误的，把合计改为 {right}，或从空白模板复制回原来的公式"
    "（先在“审阅”里撤销工作表保护，没有密码）。"
)

RULES = (
    Balance(
        message=Message(
            "A01",
            Level.ERROR,
            "{column}一列不平衡：第一项加第二项得 {left}，第三项总计加第四项得 {right}，"
            "相差 {difference}。",
            "请核对这一列的新收、上年结转、各项办理结果和结转下年度，"
            "使第一项加第二项之和等于第三项加第四项之和。",
        ),
        holds="表三每一列：第一项加第二项，等于第三项（七）总计加第四项。",
        source=f"表三左上角的勾稽关系，{NOTICE}",
        table="表三",
        brief="一＋二＝三（七）＋四",
        left=(NEW, CARRIED_IN),
        right=(f"{RESULTS}/{RESULTS_TOTAL}", CARRIED_OUT),
        left_name="一＋二",
        right_name="三（七）＋四",
    ),
    Totals(
        message=Message("A02", Level.ERROR, _SUM_WHY, _SUM_FIX, Trait.SUM),
        holds="表三每一列：（七）总计等于 21 个分项之和。",
        source=f"表三（七）总计的含义，{NOTICE}",
        table="表三",
        brief="（七）总计＝各分项之和",
        axis=Axis.ROW,
    ),
    Totals(
        message=Message("A03", Level.ERROR, _SUM_WHY, _SUM_FIX, Trait.SUM),
        holds="表三每一行：总计等于自然人加五类组织。",
        source=f"表三总计列的含义，{NOTICE}",
        table="表三",
        brief="总计＝自然人＋各类组织",
        axis=Axis.COLUMN,
    ),
    Totals(
        message=Message("A04", Level.ERROR, _SUM_WHY, _SUM_FIX, Trait.SUM),
        holds="表四三组：总计等于维持、纠正、其他、尚未审结之和。",
        source=f"表四总计列的含义，{NOTICE}",
        table="表四",
        brief="总计＝四种结果之和",
        axis=Axis.COLUMN,
    ),
    AlwaysZero(
        message=Message(
            "A05",
            Level.ERROR,
            "街道办事处无权制定规章，本行应为 0，现填 {left}。",
            "请改为 0；如果填的是规范性文件，请移到“行政规范性文件”一行。",
        ),
        holds="表二：街道无权制定规章，规章一行都是 0。",
        source="《中华人民共和国立法法》关于规章制定机关的规定",
        table="表二",
        brief="街道不制定规章，应为 0",
        row=f"{ITEM_1}/{REGULATION}",
    ),
    Totals(
        message=Message("A06", Level.ERROR, _SUM_WHY, _SUM_FIX, Trait.SUM),
        holds="指标：合计等于各其中项之和。",
        source="指标合计的含义，区政务公开办的指标设置",
        table="指标",
        brief="合计＝各其中项之和",
        axis=Axis.ROW,
    ),
    StockCovers(
        message=Message(
            "A07",
            Level.WARNING,
            "{row}的件数对不上：{left_name} {left}，{right_name} {right}，前者不应大于后者。",
            "请核对制发、废止和现行有效件数；做过集中清理的，请在第六部分说明。",
        ),
        holds="表二：本年废止不多于上年有效加本年制发；没有上年数据时，本年制发不多于现行有效加本年废止。",
        source="件数的算术关系",
        table="表二",
        brief="制发、废止与现行有效对得上",
        row=f"{ITEM_1}/{NORMATIVE}",
        came=MADE,
        went=REPEALED,
        stock=IN_FORCE,
    ),
    CarriedOver(
        message=Message(
            "C01",
            Level.ERROR,
            "{column}：上年结转填的是 {left}，上年年报的结转下年度是 {right}，相差 {difference}。",
            "请与上年年报核对，把上年结转改为 {right}；上年年报有误并已更正的，请区里登记说明。",
            Trait.LAST_YEAR,
        ),
        holds="表三第二项上年结转，等于上年年报的第四项结转下年度，每一列都要相等。",
        source="两年年报的衔接关系",
        table="表三",
        brief="＝上年年报的结转下年度",
        row=CARRIED_IN,
        last_years=CARRIED_OUT,
    ),
    StockContinues(
        message=Message(
            "C02",
            Level.WARNING,
            "{row}与上年接不上：{left_name} {left}，{right_name} {right}，相差 {difference}。",
            "请核实制发、废止和现行有效件数；做过集中清理的，请在第六部分说明。",
            Trait.LAST_YEAR,
        ),
        holds="表二：现行有效等于上年有效加本年制发减本年废止，两行都要相等。",
        source="件数的算术关系；两年年报的衔接关系",
        table="表二",
        brief="现行有效＝上年＋制发－废止",
        rows=(f"{ITEM_1}/{REGULATION}", f"{ITEM_1}/{NORMATIVE}"),
        came=MADE,
        went=REPEALED,
        stock=IN_FORCE,
    ),
)

# ── what prose speaks of ─────────────────────────────────────────────────────


def _of_table_2(row: str, column: str) -> tuple[CellRef]:
    return (CellRef("表二", row, column),)


def _of_table_3(row: str) -> tuple[CellRef]:
    return (CellRef("表三", row, "总计"),)


QUANTITIES = {
    Quantity.NEW: _of_table_3(NEW),
    Quantity.CARRIED_IN: _of_table_3(CARRIED_IN),
    Quantity.HANDLED: _of_table_3(f"{RESULTS}/{RESULTS_TOTAL}"),
    Quantity.CARRIED_OUT: _of_table_3(CARRIED_OUT),
    Quantity.REVIEWS: (CellRef("表四", "", "行政复议/总计"),),
    Quantity.LAWSUITS: tuple(CellRef("表四", "", f"行政诉讼/{way}/总计") for way in LITIGATION),
    Quantity.MADE: _of_table_2(f"{ITEM_1}/{NORMATIVE}", MADE),
    Quantity.REPEALED: _of_table_2(f"{ITEM_1}/{NORMATIVE}", REPEALED),
    Quantity.IN_FORCE: _of_table_2(f"{ITEM_1}/{NORMATIVE}", IN_FORCE),
    Quantity.LICENCES: _of_table_2(f"{ITEM_5}/行政许可", DECIDED),
    Quantity.PENALTIES: _of_table_2(f"{ITEM_6}/行政处罚", DECIDED),
    Quantity.COERCION: _of_table_2(f"{ITEM_6}/行政强制", DECIDED),
    Quantity.FEE: tuple(cell.ref for cell in FEE.cells),
}

NAMES = {
    Quantity.NEW: "新收申请",
    Quantity.CARRIED_IN: "上年结转",
    Quantity.HANDLED: "办结申请",
    Quantity.CARRIED_OUT: "结转下年度",
    Quantity.REVIEWS: "行政复议",
    Quantity.LAWSUITS: "行政诉讼",
    Quantity.MADE: "制发规范性文件",
    Quantity.REPEALED: "废止规范性文件",
    Quantity.IN_FORCE: "现行有效规范性文件",
    Quantity.LICENCES: "行政许可",
    Quantity.PENALTIES: "行政处罚",
    Quantity.COERCION: "行政强制",
    Quantity.FEE: "信息处理费（元）",
}

PLACEHOLDERS: dict[str, Quantity | FieldKind] = {
    "新收": Quantity.NEW,
    "上年结转": Quantity.CARRIED_IN,
    "办结": Quantity.HANDLED,
    "结转下年": Quantity.CARRIED_OUT,
    "行政复议": Quantity.REVIEWS,
    "行政诉讼": Quantity.LAWSUITS,
    "年度": FieldKind.YEAR,
    "街道": FieldKind.OFFICE,
}

# ── rates ────────────────────────────────────────────────────────────────────

_TO_HANDLE = QUANTITIES[Quantity.NEW] + QUANTITIES[Quantity.CARRIED_IN]
_CASES = ("行政复议", *(f"行政诉讼/{way}" for way in LITIGATION))


def _cases(*results: str) -> tuple[CellRef, ...]:
    return tuple(CellRef("表四", "", f"{case}/{one}") for case in _CASES for one in results)


RATES = (
    Rate("办结率", "办结 ÷（新收＋上年结转）", QUANTITIES[Quantity.HANDLED], _TO_HANDLE),
    Rate(
        "公开率",
        "（予以公开＋部分公开）÷ 办结",
        _of_table_3(f"{RESULTS}/{OPENED}") + _of_table_3(f"{RESULTS}/{PARTLY_OPENED}"),
        QUANTITIES[Quantity.HANDLED],
    ),
    Rate("结转率", "结转下年度 ÷（新收＋上年结转）", QUANTITIES[Quantity.CARRIED_OUT], _TO_HANDLE),
    Rate(
        "纠错率",
        "复议、诉讼结果纠正 ÷ 已审结（维持＋纠正＋其他）",
        _cases("结果纠正"),
        _cases("结果维持", "结果纠正", "其他结果"),
    ),
)

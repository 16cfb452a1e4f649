"""The form in force since report year 2021, letter by letter.

《中华人民共和国政府信息公开工作年度报告格式》，国办公开办函〔2021〕30号. Labels are exact,
full-width punctuation included; they stand nowhere else in the program.
"""

from pipeline.findings import Level, Message
from pipeline.form.model import Field, FieldKind, Form, Quantity, Section, Topic
from pipeline.form.rules import AlwaysZero, Balance, StockCovers, Totals
from pipeline.form.table import UNLABELLED, Axis, Block, CellRef, Line, Measure, Table

NOTICE = "国办公开办函〔2021〕30号"

# ── 二、主动公开政府信息情况 ──────────────────────────────────────────────────

_CONTENT = "信息内容"
_MADE, _REPEALED, _IN_FORCE = "本年制发件数", "本年废止件数", "现行有效件数"
_DECIDED = "本年处理决定数量"
_ITEM_1, _ITEM_5, _ITEM_6 = (f"第二十条第（{number}）项" for number in "一五六")
_REGULATION, _NORMATIVE = "规章", "行政规范性文件"

TABLE_2 = Table(
    name="表二",
    description="主动公开政府信息情况：规章和行政规范性文件、行政许可、行政处罚和行政强制、行政事业性收费",
    blocks=(
        Block(
            caption=_ITEM_1,
            corner=_CONTENT,
            columns=(Line(_MADE), Line(_REPEALED), Line(_IN_FORCE)),
            rows=(Line(_REGULATION), Line(_NORMATIVE)),
        ),
        Block(
            caption=_ITEM_5,
            corner=_CONTENT,
            columns=(Line(_DECIDED),),
            rows=(Line("行政许可"),),
        ),
        Block(
            caption=_ITEM_6,
            corner=_CONTENT,
            columns=(Line(_DECIDED),),
            rows=(Line("行政处罚"), Line("行政强制")),
        ),
        Block(
            caption="第二十条第（八）项",
            corner=_CONTENT,
            columns=(Line("本年收费金额（单位：万元）"),),
            rows=(Line("行政事业性收费"),),
            measure=Measure.WANYUAN,
        ),
    ),
)

# ── 三、收到和处理政府信息公开申请情况 ────────────────────────────────────────

_NEW = "一、本年新收政府信息公开申请数量"
_CARRIED_IN = "二、上年结转政府信息公开申请数量"
_RESULTS = "三、本年度办理结果"
_RESULTS_TOTAL = "（七）总计"
_CARRIED_OUT = "四、结转下年度继续办理"

_APPLICANTS = (
    Line("自然人"),
    Line(
        "法人或其他组织",
        (
            Line("商业企业"),
            Line("科研机构"),
            Line("社会公益组织"),
            Line("法律服务机构"),
            Line("其他"),
        ),
    ),
    Line("总计", total=True),
)

_HANDLING = (
    Line("（一）予以公开"),
    Line("（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    Line(
        "（三）不予公开",
        (
            Line("1.属于国家秘密"),
            Line("2.其他法律行政法规禁止公开"),
            Line("3.危及“三安全一稳定”"),
            Line("4.保护第三方合法权益"),
            Line("5.属于三类内部事务信息"),
            Line("6.属于四类过程性信息"),
            Line("7.属于行政执法案卷"),
            Line("8.属于行政查询事项"),
        ),
    ),
    Line(
        "（四）无法提供",
        (
            Line("1.本机关不掌握相关政府信息"),
            Line("2.没有现成信息需要另行制作"),
            Line("3.补正后申请内容仍不明确"),
        ),
    ),
    Line(
        "（五）不予处理",
        (
            Line("1.信访举报投诉类申请"),
            Line("2.重复申请"),
            Line("3.要求提供公开出版物"),
            Line("4.无正当理由大量反复申请"),
            Line("5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
    Line(
        "（六）其他处理",
        (
            Line("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
            Line("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
            Line("3.其他"),
        ),
    ),
    Line(_RESULTS_TOTAL, total=True),
)

TABLE_3 = Table(
    name="表三",
    description="收到和处理政府信息公开申请情况：按申请人类别列出新收、上年结转、办理结果和结转下年度的件数",
    blocks=(
        Block(
            corner="（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            over="申请人情况",
            columns=_APPLICANTS,
            rows=(Line(_NEW), Line(_CARRIED_IN), Line(_RESULTS, _HANDLING), Line(_CARRIED_OUT)),
        ),
    ),
)

# ── 四、政府信息公开行政复议、行政诉讼情况 ────────────────────────────────────

_LITIGATION = ("未经复议直接起诉", "复议后起诉")
_CASES = (
    Line("结果维持"),
    Line("结果纠正"),
    Line("其他结果"),
    Line("尚未审结"),
    Line("总计", total=True),
)

TABLE_4 = Table(
    name="表四",
    description="政府信息公开行政复议、行政诉讼情况：按审理结果列出件数",
    blocks=(
        Block(
            columns=(
                Line("行政复议", _CASES),
                Line("行政诉讼", tuple(Line(way, _CASES) for way in _LITIGATION)),
            ),
            rows=UNLABELLED,
        ),
    ),
)

# ── lists beside the text ────────────────────────────────────────────────────

INDICATORS = Table(name="指标", blocks=(Block((), UNLABELLED),))  # a district's own go here
FEE = Table(
    name="信息处理费",
    blocks=(Block(rows=(Line("信息处理费金额（元）"),), columns=UNLABELLED, measure=Measure.YUAN),),
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
        left=(_NEW, _CARRIED_IN),
        right=(f"{_RESULTS}/{_RESULTS_TOTAL}", _CARRIED_OUT),
        left_name="一＋二",
        right_name="三（七）＋四",
    ),
    Totals(
        message=Message("A02", Level.ERROR, _SUM_WHY, _SUM_FIX),
        holds="表三每一列：（七）总计等于 21 个分项之和。",
        source=f"表三（七）总计的含义，{NOTICE}",
        table="表三",
        axis=Axis.ROW,
    ),
    Totals(
        message=Message("A03", Level.ERROR, _SUM_WHY, _SUM_FIX),
        holds="表三每一行：总计等于自然人加五类组织。",
        source=f"表三总计列的含义，{NOTICE}",
        table="表三",
        axis=Axis.COLUMN,
    ),
    Totals(
        message=Message("A04", Level.ERROR, _SUM_WHY, _SUM_FIX),
        holds="表四三组：总计等于维持、纠正、其他、尚未审结之和。",
        source=f"表四总计列的含义，{NOTICE}",
        table="表四",
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
        row=f"{_ITEM_1}/{_REGULATION}",
    ),
    Totals(
        message=Message("A06", Level.ERROR, _SUM_WHY, _SUM_FIX),
        holds="指标：合计等于各其中项之和。",
        source="指标合计的含义，区政务公开办的指标设置",
        table="指标",
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
        row=f"{_ITEM_1}/{_NORMATIVE}",
        came=_MADE,
        went=_REPEALED,
        stock=_IN_FORCE,
    ),
)

# ── what prose speaks of ─────────────────────────────────────────────────────


def _of_table_2(row: str, column: str) -> tuple[CellRef]:
    return (CellRef("表二", row, column),)


def _of_table_3(row: str) -> tuple[CellRef]:
    return (CellRef("表三", row, "总计"),)


QUANTITIES = {
    Quantity.NEW: _of_table_3(_NEW),
    Quantity.CARRIED_IN: _of_table_3(_CARRIED_IN),
    Quantity.HANDLED: _of_table_3(f"{_RESULTS}/{_RESULTS_TOTAL}"),
    Quantity.CARRIED_OUT: _of_table_3(_CARRIED_OUT),
    Quantity.REVIEWS: (CellRef("表四", "", "行政复议/总计"),),
    Quantity.LAWSUITS: tuple(CellRef("表四", "", f"行政诉讼/{way}/总计") for way in _LITIGATION),
    Quantity.MADE: _of_table_2(f"{_ITEM_1}/{_NORMATIVE}", _MADE),
    Quantity.REPEALED: _of_table_2(f"{_ITEM_1}/{_NORMATIVE}", _REPEALED),
    Quantity.IN_FORCE: _of_table_2(f"{_ITEM_1}/{_NORMATIVE}", _IN_FORCE),
    Quantity.LICENCES: _of_table_2(f"{_ITEM_5}/行政许可", _DECIDED),
    Quantity.PENALTIES: _of_table_2(f"{_ITEM_6}/行政处罚", _DECIDED),
    Quantity.COERCION: _of_table_2(f"{_ITEM_6}/行政强制", _DECIDED),
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

# ── the whole ────────────────────────────────────────────────────────────────

FORM = Form(
    edition="2021",
    since=2021,
    title=("{district}{office}", "{year}年政府信息公开工作年度报告"),
    preface=(
        "本报告依照《中华人民共和国政府信息公开条例》和《国务院办公厅政府信息与政务公开办公室"
        "关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）编制，"
        "由{parts}组成，反映{district}{office}{year}年政府信息公开工作情况。"
        "所列数据的统计期限为{year}年1月1日至12月31日。"
    ),
    sections=(
        Section(
            sheet="基本信息",
            content=(
                Field("街道名称", FieldKind.OFFICE, hint="已填好，请勿改动"),
                Field("报告年度", FieldKind.YEAR, hint="已填好，请勿改动"),
                Field("填报人", FieldKind.WORD, hint="填写本表的人，不会公开"),
                Field("联系电话", FieldKind.WORD, hint="有疑问时联系，不会公开"),
                Field("经办人", FieldKind.WORD, hint="三审三校签字用，不会公开"),
                Field("校对人", FieldKind.WORD, hint="三审三校签字用，不会公开"),
                Field("审核人", FieldKind.WORD, hint="三审三校签字用，不会公开"),
                Field("签发人", FieldKind.WORD, hint="三审三校签字用，不会公开"),
                Field("成文日期", FieldKind.DATE, hint="如 {next_year}-1-20，审签存档用"),
            ),
        ),
        Section(
            sheet="一、总体情况",
            heading="一、总体情况",
            content=(
                Field(
                    "（一）主动公开",
                    heading="（一）主动公开",
                    hint="本年主动公开了哪些信息、各多少条、通过哪些渠道",
                ),
                Field(
                    "（二）依申请公开",
                    heading="（二）依申请公开",
                    hint="收到、办结、结转各多少件，复议和诉讼多少件；件数须与表三、表四一致",
                ),
                Field(
                    "（三）政府信息管理",
                    heading="（三）政府信息管理",
                    hint="制度建设、公开前审查、规范性文件管理等",
                ),
                Field(
                    "（四）平台建设",
                    heading="（四）平台建设",
                    hint="网站、政务新媒体、公开栏、热线等平台的情况",
                ),
                Field(
                    "（五）监督保障",
                    heading="（五）监督保障",
                    hint="必须写明工作考核、社会评议和责任追究结果情况，没有也要写明没有",
                ),
                INDICATORS,
            ),
        ),
        Section(
            sheet="二、主动公开",
            heading="二、主动公开政府信息情况",
            content=(TABLE_2,),
        ),
        Section(
            sheet="三、依申请公开",
            heading="三、收到和处理政府信息公开申请情况",
            content=(TABLE_3,),
        ),
        Section(
            sheet="四、复议诉讼",
            heading="四、政府信息公开行政复议、行政诉讼情况",
            content=(TABLE_4,),
        ),
        Section(
            sheet="五、问题与改进",
            heading="五、存在的主要问题及改进情况",
            content=(
                Field(
                    "存在问题",
                    heading="（一）存在问题",
                    hint="写本年本街道的实际问题，不写“无”",
                    topic=Topic.PROBLEMS,
                ),
                Field(
                    "改进措施",
                    heading="（二）改进措施",
                    hint="逐条对应上面的问题",
                    topic=Topic.MEASURES,
                ),
            ),
        ),
        Section(
            sheet="六、其他事项",
            heading="六、其他需要报告的事项",
            content=(
                Field("其他报告事项", hint="任务落实台账等区里要求报告的事项", topic=Topic.OTHER),
                Field(
                    "信息处理费情况",
                    hint="必须写明是否收取信息处理费，没有收取也要写明",
                    topic=Topic.FEE,
                ),
                FEE,
            ),
        ),
    ),
    rules=RULES,
    quantities=QUANTITIES,
    placeholders=PLACEHOLDERS,
    extensible=INDICATORS.name,
)

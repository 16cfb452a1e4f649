"""The tables of the form of 2021, letter by letter: full-width punctuation included."""

from pipeline.form.table import UNLABELLED, Block, Line, Measure, Table

NOTICE = "国办公开办函〔2021〕30号"

# ── 二、主动公开政府信息情况 ──────────────────────────────────────────────────

_CONTENT = "信息内容"
MADE, REPEALED, IN_FORCE = "本年制发件数", "本年废止件数", "现行有效件数"
DECIDED = "本年处理决定数量"
ITEM_1, ITEM_5, ITEM_6 = (f"第二十条第（{number}）项" for number in "一五六")
REGULATION, NORMATIVE = "规章", "行政规范性文件"

TABLE_2 = Table(
    name="表二",
    description="主动公开政府信息情况：规章和行政规范性文件、行政许可、行政处罚和行政强制、行政事业性收费",
    blocks=(
        Block(
            caption=ITEM_1,
            corner=_CONTENT,
            columns=(Line(MADE), Line(REPEALED), Line(IN_FORCE)),
            rows=(Line(REGULATION), Line(NORMATIVE, also=("规范性文件",))),
        ),
        Block(
            caption=ITEM_5,
            corner=_CONTENT,
            columns=(Line(DECIDED),),
            rows=(Line("行政许可"),),
        ),
        Block(
            caption=ITEM_6,
            corner=_CONTENT,
            columns=(Line(DECIDED),),
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

NEW = "一、本年新收政府信息公开申请数量"
CARRIED_IN = "二、上年结转政府信息公开申请数量"
RESULTS = "三、本年度办理结果"
RESULTS_TOTAL = "（七）总计"
CARRIED_OUT = "四、结转下年度继续办理"
OPENED = "（一）予以公开"
OTHERWISE = "（六）其他处理"
PARTLY_OPENED = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"

_APPLICANTS = (
    Line("自然人"),
    Line(
        "法人或其他组织",
        (
            Line("商业企业"),
            Line("科研机构"),
            Line("社会公益组织"),
            Line("法律服务机构"),
            Line("其他", also=("其它",)),
        ),
    ),
    Line("总计", total=True, also=("合计",)),
)

_HANDLING = (
    Line(OPENED),
    Line(PARTLY_OPENED, also=("部分公开",)),
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
        OTHERWISE,
        (
            Line("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
            Line("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
            Line("3.其他", also=("3.其它",)),
        ),
    ),
    Line(RESULTS_TOTAL, total=True, also=("（七）合计",)),
)

TABLE_3 = Table(
    name="表三",
    description="收到和处理政府信息公开申请情况：按申请人类别列出新收、上年结转、办理结果和结转下年度的件数",
    blocks=(
        Block(
            corner="（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            over="申请人情况",
            columns=_APPLICANTS,
            rows=(Line(NEW), Line(CARRIED_IN), Line(RESULTS, _HANDLING), Line(CARRIED_OUT)),
        ),
    ),
)

# ── 四、政府信息公开行政复议、行政诉讼情况 ────────────────────────────────────

LITIGATION = ("未经复议直接起诉", "复议后起诉")
_CASES = (
    Line("结果维持"),
    Line("结果纠正"),
    Line("其他结果"),
    Line("尚未审结"),
    Line("总计", total=True, also=("合计",)),
)

TABLE_4 = Table(
    name="表四",
    description="政府信息公开行政复议、行政诉讼情况：按审理结果列出件数",
    blocks=(
        Block(
            columns=(
                Line("行政复议", _CASES),
                Line("行政诉讼", tuple(Line(way, _CASES) for way in LITIGATION)),
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

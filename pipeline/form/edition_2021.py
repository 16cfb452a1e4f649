"""The form in force since report year 2021, letter by letter.

《中华人民共和国政府信息公开工作年度报告格式》，国办公开办函〔2021〕30号. Its labels stand here and
in `tables_2021`, its sums in `rules_2021`, and nowhere else in the program.
"""

from pipeline.form.model import Corrections, Form
from pipeline.form.rules_2021 import NAMES, PLACEHOLDERS, QUANTITIES, RATES, RULES
from pipeline.form.section import Field, FieldKind, Section, Topic
from pipeline.form.tables_2021 import FEE, INDICATORS, TABLE_2, TABLE_3, TABLE_4
from pipeline.form.words_2021 import MEANINGS, VOCABULARY

_SIGNER = "印在审签单上，不会公开"

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
    summary_title=("{district}", "{year}年政府信息公开工作", "各{unit}汇总（非法定年度报告）"),
    summary_preface=(
        "本汇总只把各{unit}报送的数据相加，供核对和编写时使用，不是{district}的年度报告，不得作为年度报告公开："
        "按照国办公开办函〔2021〕30号二（二），年度报告还要汇总政府各部门、乡镇等没有列在这里的单位。"
    ),
    guide="填报说明",
    selfcheck="填报自查",
    corrections=Corrections(
        sheet="退改说明",
        place="位置（点击前往）",
        original="原文件：",
        value="现在填的",
        code="编号",
        answer="街道说明（没有错的，写明原因）",
        general="其他要说明的",
        elsewhere="表外内容",
        was_at="原来的位置",
        written="原来写的",
        settled="怎么处理的（如：已填入、不用）",
    ),
    sections=(
        Section(
            sheet="基本信息",
            content=(
                Field("街道名称", FieldKind.OFFICE, hint="已填好，请勿改动"),
                Field("报告年度", FieldKind.YEAR, hint="已填好，请勿改动"),
                Field("填报人", FieldKind.WORD, hint="填写本表的人，不会公开"),
                Field("联系电话", FieldKind.WORD, hint="有疑问时联系，不会公开"),
                Field("经办人", FieldKind.WORD, hint=_SIGNER, signs=True),
                Field("校对人", FieldKind.WORD, hint=_SIGNER, signs=True),
                Field("审核人", FieldKind.WORD, hint=_SIGNER, signs=True),
                Field("签发人", FieldKind.WORD, hint=_SIGNER, signs=True),
                Field("成文日期", FieldKind.DATE, hint="如 {next_year}-1-20，印在报告末尾"),
                Field(
                    "申请情况",
                    FieldKind.WORD,
                    hint="没有收到申请的选这一句，表三就不用填 0",
                    choices=("本年没有收到政府信息公开申请。",),
                    fills=TABLE_3.name,
                ),
                Field(
                    "复议诉讼情况",
                    FieldKind.WORD,
                    hint="没有发生的选这一句，表四就不用填 0",
                    choices=("本年没有发生政府信息公开行政复议、行政诉讼。",),
                    fills=TABLE_4.name,
                ),
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
                    start=(
                        "【年度】年，【街道】主动公开政府信息××条。（请写公开了哪些方面，各多少条）"
                        "\n公开渠道：（请写网站、新媒体、公开栏等）"
                    ),
                    outline=(
                        "{year}年，{offices}主动公开的情况是：{indicators}。全年制发行政规范性文件{MADE}件，"
                        "废止{REPEALED}件，现行有效{IN_FORCE}件；作出行政许可决定{LICENCES}件、行政处罚决定{PENALTIES}件、"
                        "行政强制决定{COERCION}件。\n（请补充：{whole}主动公开的重点工作和成效。）"
                    ),
                ),
                Field(
                    "（二）依申请公开",
                    heading="（二）依申请公开",
                    topic=Topic.APPLICATIONS,
                    hint="收到、办结、结转各多少件，复议和诉讼多少件；件数须与表三、表四一致",
                    start=(
                        "【年度】年，【街道】新收政府信息公开申请【新收】件，上年结转【上年结转】件，"
                        "办结【办结】件，结转下年度继续办理【结转下年】件。"
                        "因政府信息公开引起的行政复议【行政复议】件，行政诉讼【行政诉讼】件。"
                    ),
                    outline=(
                        "{year}年，{offices}新收政府信息公开申请{NEW}件，上年结转{CARRIED_IN}件，办结{HANDLED}件，"
                        "结转下年度继续办理{CARRIED_OUT}件。因政府信息公开引起的行政复议{REVIEWS}件，行政诉讼{LAWSUITS}件。"
                        "\n（请补充：{whole}办理申请的做法，复议、诉讼中被纠正的情况。）"
                    ),
                ),
                Field(
                    "（三）政府信息管理",
                    heading="（三）政府信息管理",
                    hint="制度建设、公开前审查、规范性文件管理等",
                    start="本年在信息管理上，（请写制度、公开前审查、文件管理等）",
                    outline=("（请补充：{whole}制度建设、公开前审查、规范性文件管理等情况。）"),
                ),
                Field(
                    "（四）平台建设",
                    heading="（四）平台建设",
                    hint="网站、政务新媒体、公开栏、热线等平台的情况",
                    start="本年在平台建设上，（请写网站、新媒体、公开栏、热线等）",
                    outline=("（请补充：{whole}政府网站、政务新媒体、公开栏、热线等平台的情况。）"),
                ),
                Field(
                    "（五）监督保障",
                    heading="（五）监督保障",
                    hint="必须写明工作考核、社会评议和责任追究结果情况，没有也要写明没有",
                    start=(
                        "工作考核：（请写考核的结果）\n社会评议：（请写评议的结果）"
                        "\n责任追究：（请写结果，没有的写明没有）"
                    ),
                    outline=(
                        "（请补充：{whole}工作考核、社会评议和责任追究结果情况，没有也要写明没有。）"
                    ),
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
                    start="一是（请写本年的实际问题）\n二是（请写第二个，没有的删去这一行）",
                    outline=("（请补充：{whole}本年的实际问题，逐条列出。）"),
                    topic=Topic.PROBLEMS,
                    also=("存在的主要问题", "存在的问题", "主要问题", "存在不足", "不足"),
                ),
                Field(
                    "改进措施",
                    heading="（二）改进措施",
                    hint="逐条对应上面的问题",
                    start="针对第一个问题，（请写措施）\n针对第二个问题，（请写措施，没有的删去）",
                    outline=("（请补充：改进措施，逐条对应上面的问题。）"),
                    topic=Topic.MEASURES,
                    also=("改进情况", "整改措施", "整改情况", "下一步", "下步", "改进方向", "打算"),
                ),
            ),
        ),
        Section(
            sheet="六、其他事项",
            heading="六、其他需要报告的事项",
            content=(
                Field(
                    "其他报告事项",
                    hint="任务落实台账等区里要求报告的事项",
                    start="（请写要报告的事项，没有的从下拉框选一句）",
                    choices=("没有其他需要报告的事项。",),
                    topic=Topic.OTHER,
                    outline="（请补充：其他需要报告的事项，没有的删去这一段。）",
                ),
                Field(
                    "信息处理费情况",
                    hint="必须写明是否收取信息处理费，没有收取也要写明",
                    start="（请写是否收取，可从下拉框选一句）",
                    choices=("{year}年没有收取信息处理费。", "{year}年共收取信息处理费××元。"),
                    outline=(
                        "依据《政府信息公开信息处理费管理办法》，{year}年{offices}合计收取信息处理费{FEE}元。"
                    ),
                    topic=Topic.FEE,
                ),
                FEE,
            ),
        ),
    ),
    rules=RULES,
    quantities=QUANTITIES,
    names=NAMES,
    placeholders=PLACEHOLDERS,
    rates=RATES,
    vocabulary=VOCABULARY,
    meanings=MEANINGS,
    extensible=INDICATORS.name,
)

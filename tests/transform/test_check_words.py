"""Group T: every rule finds what contradicts the tables, and nothing else."""

import time
from collections.abc import Mapping

import pytest
from built import built
from factory import FORM, OFFICES, YEAR
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.findings import Finding, Level, Outcome
from pipeline.form import FORM_2021
from pipeline.form.model import Form, Quantity
from pipeline.form.table import CellRef
from pipeline.records import Agreement
from pipeline.returns import Returns
from pipeline.transform.check.words import RULES, check_words
from pipeline.transform.normalise import nothing_returned

OFFICE = OFFICES[0]
PUBLISHED, ASKED, MANAGED = "（一）主动公开", "（二）依申请公开", "（三）政府信息管理"
FEES = "信息处理费情况"
BEFORE = nothing_returned(FORM)  # of last year
CODES = [rule.message.code for rule in RULES]

FIGURES = {
    Quantity.NEW: 12,
    Quantity.CARRIED_IN: 2,
    Quantity.HANDLED: 13,
    Quantity.CARRIED_OUT: 1,
    Quantity.REVIEWS: 3,
    Quantity.LAWSUITS: 5,
    Quantity.MADE: 4,
    Quantity.REPEALED: 2,
    Quantity.IN_FORCE: 9,
    Quantity.LICENCES: 40,
    Quantity.PENALTIES: 7,
    Quantity.COERCION: 6,
}
RESULT = "三、本年度办理结果"
PARTS = {  # of these totals
    CellRef("表三", f"{RESULT}/（一）予以公开", "总计"): 3,
    CellRef(
        "表三", f"{RESULT}/（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "总计"
    ): 2,
    CellRef("表三", f"{RESULT}/（三）不予公开/7.属于行政执法案卷", "总计"): 1,
    CellRef("表三", f"{RESULT}/（四）无法提供/1.本机关不掌握相关政府信息", "总计"): 7,
    CellRef("表三", "一、本年新收政府信息公开申请数量", "自然人"): 9,
    CellRef("表三", "一、本年新收政府信息公开申请数量", "法人或其他组织/商业企业"): 3,
    CellRef("表四", "", "行政复议/结果维持"): 1,
    CellRef("表四", "", "行政复议/结果纠正"): 2,
}
WEBSITE, HOTLINE = CellRef("指标", "示例网站信息", ""), CellRef("指标", "示例热线", "")
RESCUE, OTHER_CALLS = (CellRef("指标", f"示例热线/{part}", "") for part in ("示例救助", "其他"))
TALKS = CellRef("指标", "示例讲座", "")
COUNTED = {WEBSITE: 24, HOTLINE: 90, RESCUE: 50, OTHER_CALLS: 40, TALKS: 6}


def returns_of(
    form: Form,
    texts: Mapping[str, str],
    figures: Mapping[Quantity, int | None] = FIGURES,
    counted: Mapping[CellRef, int | None] = COUNTED,
    located: bool = True,  # noqa: FBT002 - as a test names it
) -> Returns:
    """One office's frames; each answer and each figure stands at a cell named after it."""
    row: dict[CellRef, int | None] = dict.fromkeys(form.cells, 0)
    for quantity, figure in figures.items():
        first, *rest = form.quantities[quantity]
        row[first] = figure if figure is None or not rest else figure - 1
        row.update(dict.fromkeys(rest, 1))
    row.update(counted if form is FORM else {})
    row.update({ref: number for ref, number in PARTS.items() if figures is FIGURES})
    said = {field.label: texts.get(field.label, "") for field in form.fields}
    return built(form, {OFFICE: row}, {OFFICE: said} if located else {})


def found(returns: Returns, form: Form = FORM) -> set[tuple[str, str]]:
    """What was found, as (code, field); the outcomes must say the same."""
    outcomes, findings, _ = check_words(returns, nothing_returned(form), form, YEAR)
    failed = {code for code in CODES if outcomes.at[OFFICE, code] is Outcome.FAILED}
    assert failed == {finding.code for finding in findings}
    return {(finding.code, finding.place.cell) for finding in findings}


def one(text: str, field: str = ASKED) -> Finding:
    """The one finding of a text."""
    _, (finding,), _ = check_words(returns_of(FORM, {field: text}), BEFORE, FORM, YEAR)
    return finding


WRONG = {
    "T01": [
        "全年共收到政府信息公开申请11件。",
        "今年，本街道受理15件政府信息公开申请，已按规定处理。",
        "本年度未收到政府信息公开申请。",
        "依申请公开方面，共接收十宗，同比增加2宗。",
        "政府信息公开申请数量为20件，全部由综合办新收政府信息公开申请20件。",
        "收到申请14件，上年结转2件。",
        "共收到政府信息公开申请14件，其中本年度14件。",
        "收到居民邮寄的公开申请9件、当面递交4件，共计13件。",
        "通过当面、信函、网络收到申请分别为2件、3件、8件，共13件。",
        "没有收到信函申请，网上收到政府信息公开申请13件。",
        "申请数量由9件增至13件。",
        "共收到申请14件（上年结转2件、新收11件、电子邮件1件）。",
        "依申请公开数为0。",
        "全区街道、镇共收到公开申请168件，我街道13件。",
        "区政府转来请街道核实的公开申请6件，不计入街道数据；街道自身受理10件。",
        "未有市民向街道提出过政府信息公开申请。",
        "全年未发生申请人要求公开政府信息的情况。",
        "未接到任何形式（当面、信函、网络）的政府信息公开申请。",
    ],
    "T02": [
        "新收政府信息公开申请12件，上年结转3件。",
        "收到政府信息公开申请12件，其中2件结转下年度继续办理。",
        "2022年结转的依申请公开事项1件，办结后归档。",
        "没有结转下年度的政府信息公开申请。",
        "新收政府信息公开申请12件，办结25件。",
        "新收政府信息公开申请12件，上年结转2件，办结13件，结转2件。",
        "收到政府信息公开申请12件，结转2件到2024年。",
        "年底尚有2件申请在办理期限内。",
        "消化去年存量3件，新收公开申请12件。",
        "收到申请12件，余下2件因补正顺延，结转2024年继续办理。",
        "收到并办结政府信息公开申请12件。",
        "办结13件，其中非本机关掌握的信息7件；没有结转到下一年度的申请。",
        "正式提交申请的有12件；年初尚有去年未办完的申请1件。",
        "收到申请12件（上年24件）；年内办结12件。",
    ],
    "T03": [
        "因政府信息公开引起的行政复议2件、行政诉讼5件。",
        "未发生因依申请公开引发的行政诉讼。",
        "政府信息公开行政复议、行政诉讼0件。",
        "全年政府信息公开类行政诉讼共发生四起。",
        "因政府信息公开引起的行政复议、行政诉讼2件、5件。",
        "政府信息公开行政复议3件，行政诉讼“双零”。",
        "新收申请12件；无因信息公开引起的诉讼、无收费。",
        "政府信息公开行政复议和行政诉讼合计8件，其中复议4件、示例4件。",
        "政府信息公开行政复议：1件（结果维持）。",
    ],
    "T04": [
        "本年制发行政规范性文件5件。",
        "制定规范性文件4件，废止3件，现行有效9件。",
        "全年作出行政处罚决定8件。",
        "本年未作出行政强制决定。",
        "办理行政许可41件。",
        "作出行政处罚7件、行政强制5件。",
        "制发、废止规范性文件分别为4件、3件。",
        "现行有效规范性文件9件，本年没有新制发，也没有废止。",
        "印发文件93件，其中行政规范性文件3件。",
    ],
    "T05": [
        "收到政府信息公开申请12件，均已按时答复。",
        "全年受理依申请公开事项12件，同比增长20%，全部办理完毕。",
        "收到的政府信息公开申请都在法定期限内予以答复。",
        "收到政府信息公开申请12件，按时办结率100%。",
        "收到政府信息公开申请12件，上年结转2件，已全部办结。",
        "收到申请12件，5件涉及征地，7件涉及低保，均以书面方式答复。",
        "收到申请12件，全部在20个工作日内办结。",
        "收到申请12件。12件申请全部办结。",
        "真正要求公开政府信息的申请12件，均以书面方式答复了申请人。",
        "受理信息公开申请12件，集中在收费、保护和许可三个方面，均在法定期限内回复。",
        "收到政府信息公开申请12件，均由承办科室在期限内答复。",
        "收到申请12件（其中网上11件、邮寄1件），另有2022年结转的2件，截至2023年12月31日全部办理完毕。",
    ],
    "T06": [
        "全年在示例网站发布信息25条。",
        "全年工作平稳有序。全年在示例网站发布信息25条。",
        "举办示例讲座七场，居民反响良好。",
        "受理示例热线91件（其中示例救助50件，其他41件）。",
        "办理示例热线转办事项91件，其中示例救助50件、其他41件。",
        "受理示例热线90件，其中示例救助类信息49件、其他41件。",
        "受理示例热线90件，其中示例救助类49件、其他41件。",
        "示例网站所设专栏全年更新信息25条。",
        "示例网站“示例之窗”发布动态20条、公告5条，共计25条。",
        "公开以网站、微信、公开栏为主：示例网站公开25条。",
        "受理示例热线办件91件。",
        "在示例网站“政府信息公开”栏目挂网信息25条。",
    ],
    "T07": [
        "发布消息50条，其中动态30条、公告12条、人事9条。",
        "发布消息50条（其中：动态30条；公告12条；人事7条）。",
        "累计发布消息五十条，包括动态三十条、公告二十二条等。",
        "来信30封，分别为10封、12封和9封。",
        "动态30条，公告12条，人事9条，三项合计61条。",
        "发布消息、公告、通知，数量分别为18条、64条和39条，合计175条。",
        "其他复议案件7件（行政处罚3件、限期拆除3件）。",
        "档案11卷，其中2022年度6卷、2023年度4卷，一案一卷。",
        "发布消息156条，其中公告62条、动态17条、其他14条。",
        "发布的240条信息（网站96条、微信102条、电子屏24条）逐条复核。",
        "公开信息96条，比2022年的80条增长20%，其中村务14条，补贴33条，收支12条，人事10条。",
        "公开信息265条，其中门户58条、公众号171条、公开栏63条；公众号信息中，原创94条、转载77条。",
        "推送图文368篇，其中原创250篇、转载163篇。",
        "1月至6月公开信息205条，7月至12月公开信息226条，全年共公开467条。",
        "收到来函26件，上年来函3件；回复27件，其中示例15件、建议13件；转办2件。",
    ],
    "T08": [
        "发布消息200条，其中动态60条，占31%。",
        "发布消息300条，动态86条，占总数的28%。",
        "收到来函40件，办结39件，办结率95%。",
        "发放问卷300份，收回288份，回收率69%。",
        "收到来函40件，办结39件，1件转下年，答复率95%。",
        "发布信息540条，网站占66%，计216条。",
        "发布推文148篇、转载352篇，总计500篇，转载占比60%。",
        "网站信息330条，比2022年的300条多30条，增幅12%。",
        "来函2022年8件，2023年12件，同比增长60%。",
    ],
    "T10": [
        "办结申请13件，其中予以公开4件、部分公开2件、无法提供7件。",
        "已办结的13件中，3件予以公开，3件属于行政执法案卷不予公开。",
        "全年办结13件，予以公开3件、不予处理2件、其他处理2件。",
        "新收申请12件，其中公开9件。",
        "办结申请13件，均予以公开。",
    ],
    "T11": [
        "新收政府信息公开申请12件，其中自然人11件。",
        "12件新收申请中，8件由自然人提出，4件由企业提出。",
        "新收申请12件，申请人均为自然人。",
    ],
    "T12": [
        "因政府信息公开引起的行政复议3件，其中维持2件。",
        "政府信息公开行政复议3件，被纠正3件。",
        "因政府信息公开引起的行政复议3件，均维持。",
        "政府信息公开行政复议3件，已审结2件（维持），纠正2件。",
    ],
}


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in WRONG.items() for text in texts]
)
def test_a_contradiction_is_found_in_its_text_and_nothing_else(code: str, text: str) -> None:
    """Exactly this rule, at the cell of the text."""
    assert found(returns_of(FORM, {ASKED: text})) == {(code, ASKED)}


RIGHT = {
    "T01": [
        "全年共收到政府信息公开申请12件。",
        "本年共收到和处理政府信息公开申请14件。",
        "全年办理政府信息公开申请13件。",
        "通过网上平台收到政府信息公开申请4件，当面申请3件。",
        "2022年收到政府信息公开申请99件。",
        "累计收到政府信息公开申请99件，力争明年受理政府信息公开申请不超过5件。",
        "代区政府答复政府信息公开申请1件，社区收到查询申请6件。",
        "收到政府信息公开申请10余件。",
        "全年受理行政许可申请130件。",
        "线上入口收到政府信息公开申请9件，线下窗口收到3件。",
        "共收到申请14件，其中2023年12件。",
        "收到申请14件，为新收12件加上年结转2件。",
        "要求查询户籍的22件申请告知办理途径。",
        "线下未收到政府信息公开申请。",
        "2022年至2023年，街道收到申请分别为30件、12件。",
        "全区街道、镇共收到公开申请168件，我街道12件。",
        "办结的13件申请中，无法提供7件；不予处理和其他处理6件。",
        "收到申请12件，余下1件因需征求第三方意见，顺延到2024年1月答复。",
        "申请人以自然人为主：全年收到政府信息公开申请12件。",
    ],
    "T02": [
        "新收政府信息公开申请12件，上年度结转2件，结转至2024年1件。",
        "收到政府信息公开申请12件，剩余1件顺延至下一年办理。",
        "热线工单上年结转9件。",
        "结转资金3万元，结转申请4件。",
        "上年度转入的申请2件，已全部答复；本年新收申请12件，答复11件，1件结转下年度。",
        "收到申请12件，已答复11件，上年结转的2件也全部办结。",
        "收到并办结政府信息公开申请11件。",
        "新收申请12件，已答复12件、撤回1件。",
        "截至年底，尚有1件在办。",
        "新收申请12件，跨年办理1件。",
        "收到申请12件，结转1件。",
    ],
    "T03": [
        "因政府信息公开引起的行政复议3件、行政诉讼5件。",
        "政府信息公开行政复议、行政诉讼共8件。",
        "政府信息公开行政复议被纠正2件，行政诉讼败诉0件。",
        "指导社区处理行政诉讼1件。",
        "政府信息公开引起的行政复议和行政诉讼分别为3件和5件。",
        "政府信息公开行政复议、行政诉讼分别有3件、5件。",
        "行政复议案件35件，其中涉及政府信息公开的复议3件。",
        "作为被告的行政诉讼15件，涉及政府信息公开的行政诉讼5件。",
        "作为行政复议机关，全年审理政府信息公开复议31件。",
    ],
    "T04": [
        "制发行政规范性文件4件，废止2件，现行有效9件。",
        "主动公开规范性文件15件，清理规范性文件30件。",
        "公开行政处罚信息70条，梳理行政许可事项21项。",
        "作出行政处罚决定7件，无未公开的行政强制信息。",
        "下属单位办理行政许可45件。",
        "制发、废止规范性文件分别为4件、2件。",
        "公示行政许可结果58条、行政处罚13条。",
    ],
    "T05": [
        "收到政府信息公开申请12件，除1件结转下年外均已按时答复。",
        "收到政府信息公开申请12件，其中10件均已办结。",
        "受理热线90件，均已在规定时限内办结。",
        "确保收到的政府信息公开申请全部按时答复。",
        "收到政府信息公开申请12件，均已按时答复；1件结转下年度继续办理。",
        "上年结转的2件申请均已办结。",
        "新收申请12件，上年结转的2件也全部办结。",
        "办结申请13件（含上年结转2件），均在法定期限内答复。",
        "已到期的申请均已按时答复。",
        "应答复申请13件，均按时答复。",
        "收到申请12件，已答复13件，1件在年后答复。",
    ],
    "T06": [
        "全年在示例网站发布信息24条。",
        "在示例网站、公众号共发布信息300条。",
        "2022年在示例网站发布信息30条，累计发布信息900条。",
        "示例网站发布图片25张，示例讲座6场。",
        "受理示例热线90件（其中示例救助类50件，其他40件）。",
        "示例网站发布机构信息3条。",
        "示例网站发布动态20条、公告4条，共计24条。",
        "示例网站发布动态20条、公众号发布公告40条，共计60条。",
    ],
    "T07": [
        "发布消息50条，其中动态30条、公告12条、人事8条。",
        "发布消息50条，其中重点领域8条。",
        "发布消息50条，包括动态30条、公告12条。",
        "发布消息50余条，其中动态30条、公告12条、人事9条。",
        "制作信息120条，其中网站120条、公众号95条（同一信息多渠道发布，不重复计算）。",
        "受理来函8件，其中邮寄5件、网络3件，除1件撤回外均已答复。",
        "走访58户，其中低保21户，按规定慰问19户。",
    ],
    "T10": [
        "办结申请13件，其中予以公开3件、部分公开2件、无法提供7件、不予公开1件。",
        "新收申请12件，其中公开2件，其余的正在征求意见。",
        "投诉举报类转化而来的申请21件。",
        "新收申请12件，均不属于加急件。",
    ],
    "T11": [
        "新收政府信息公开申请12件，其中自然人9件、法人或其他组织3件，法律服务机构0件。",
        "组织法人评析5件。",
        "未收到社会组织及律所申请。",
    ],
    "T12": [
        "因政府信息公开引起的行政复议3件，其中维持1件、纠正2件；法院驳回起诉4件。",
    ],
    "T08": [
        "发布消息200条，其中动态60条，占30%。",
        "发布消息300条，动态86条，占总数的28.67%。",
        "发布消息200条，动态60条，约占31%，同比增长8%。",
        "公开信息，其中政策类300条占60%；动态类200条占40%。",
        "来函12件，较2022年的8件增加4件，增长50%。",
        "来函2022年8件，2023年12件，同比增长50%。",
        "来函12件，较2022年的16件减少4件，下降25%。",
        "发布信息540条，网站占40.0%，计216条；新媒体占60.0%，计324条。",
    ],
}


@pytest.mark.parametrize("text", [text for texts in RIGHT.values() for text in texts])
def test_what_agrees_or_is_about_something_else_is_left_alone(text: str) -> None:
    """A false alarm costs more than a miss."""
    assert found(returns_of(FORM, {ASKED: text})) == set()


@pytest.mark.parametrize(
    "text", ["0件申请均在法定期限内予以答复。", "收到政府信息公开申请0件，均已按时答复。"]
)
def test_no_application_cannot_have_been_answered(text: str) -> None:
    """Whatever the table says; with a table of zeros nothing else is wrong."""
    nothing = dict.fromkeys(FIGURES, 0)
    returns = returns_of(FORM_2021, {ASKED: text}, nothing)
    assert found(returns, FORM_2021) == {("T05", ASKED)}
    _, (finding,), _ = check_words(returns, nothing_returned(FORM_2021), FORM_2021, YEAR)
    assert finding.expected == ""


def test_a_finding_quotes_the_sentence_and_names_cell_numbers_and_difference() -> None:
    """So that an office sees at once which of the two is wrong."""
    finding = one("工作平稳。全年共收到政府信息公开申请11件，依法办理。")
    new = "/".join(FORM.quantities[Quantity.NEW][0])
    carried_in = "/".join(FORM.quantities[Quantity.CARRIED_IN][0])
    assert finding.level is Level.WARNING
    assert (finding.place.office, finding.place.file) == (OFFICE, "示例.xlsx")
    assert (finding.place.sheet, finding.place.cell) == ("文", ASKED)
    assert finding.value == "全年共收到政府信息公开申请11件，依法办理"
    assert finding.expected == "12 或 14"
    assert f"表!{new}" in finding.why
    assert f"表!{carried_in}" in finding.why
    assert finding.why.endswith("相差 1。")


def test_a_long_sentence_is_quoted_around_its_number() -> None:
    """The number itself is never cut off."""
    finding = one(
        "为保障公众知情权，" * 12 + "全年共收到政府信息公开申请11件，" + "依法办理，" * 20
    )
    assert "申请11件" in finding.value
    assert len(finding.value) <= 60


def test_a_list_and_a_share_name_what_they_come_to() -> None:
    """With the parts and the difference."""
    wrong_list = one("发布消息423条，其中动态300条、公告100条、人事8条。")
    assert wrong_list.expected == "408"
    assert "300、100、8 相加是 408，总数写的是 423，相差 15" in wrong_list.why
    wrong_share = one("发布消息300条，动态86条，占总数的28%。")
    assert (wrong_share.level, wrong_share.expected) == (Level.NOTE, "29%")


def test_texts_are_compared_each_in_its_own_cell() -> None:
    """One finding per rule and text; the fee answer speaks of applications too."""
    texts = {
        ASKED: "收到政府信息公开申请11件。其后又说收到政府信息公开申请10件。",
        FEES: "本机关2023年未收到政府信息公开申请，未收取信息处理费。",
        MANAGED: "制发行政规范性文件1件。",
    }
    expected = {("T01", ASKED), ("T01", FEES), ("T04", MANAGED)}
    assert found(returns_of(FORM, texts)) == expected


def test_outside_its_part_an_application_needs_its_whole_name() -> None:
    """收到申请 may be any application; a lawsuit may be any lawsuit."""
    text = "收到申请99件，发生行政诉讼99件。"
    assert found(returns_of(FORM, {PUBLISHED: text})) == set()
    assert found(returns_of(FORM, {ASKED: text})) == {("T01", ASKED), ("T03", ASKED)}


@pytest.mark.parametrize(
    ("code", "text", "blank"),
    [
        ("T01", "收到政府信息公开申请11件。", Quantity.NEW),
        ("T01", "收到政府信息公开申请14件。", Quantity.CARRIED_IN),
        ("T02", "政府信息公开申请上年结转2件。", Quantity.CARRIED_IN),
        ("T03", "政府信息公开行政复议3件。", Quantity.REVIEWS),
        ("T04", "制发规范性文件4件。", Quantity.MADE),
        ("T05", "收到政府信息公开申请12件，均已办结。", Quantity.CARRIED_OUT),
    ],
)
def test_a_statement_about_a_blank_figure_is_left_open(
    code: str, text: str, blank: Quantity
) -> None:
    """Neither passed nor failed; a statement on other figures is not touched."""
    returns = returns_of(FORM_2021, {ASKED: text}, {**FIGURES, blank: None})
    outcomes, findings, _ = check_words(returns, nothing_returned(FORM_2021), FORM_2021, YEAR)
    assert findings == []
    open_rules = {c for c in CODES if outcomes.at[OFFICE, c] is Outcome.UNEVALUATED}
    assert open_rules == {code}


def test_an_indicator_that_is_blank_is_left_open() -> None:
    """The list beside it is still a sum."""
    returns = returns_of(
        FORM, {PUBLISHED: "在示例网站发布信息24条。"}, counted={**COUNTED, WEBSITE: None}
    )
    outcomes, findings, _ = check_words(returns, BEFORE, FORM, YEAR)
    assert (findings, outcomes.at[OFFICE, "T06"]) == ([], Outcome.UNEVALUATED)


def test_nothing_is_judged_where_no_text_was_found() -> None:
    """All rules stay open; an empty answer that has its place is judged, and says nothing."""
    outcomes, _, _ = check_words(returns_of(FORM, {}, located=False), BEFORE, FORM, YEAR)
    assert set(outcomes.loc[OFFICE]) == {Outcome.UNEVALUATED}
    outcomes, _, _ = check_words(returns_of(FORM, {}), BEFORE, FORM, YEAR)
    assert set(outcomes.loc[OFFICE]) == {Outcome.PASSED}
    assert list(outcomes.columns) == CODES


def test_the_rules_are_declared_like_the_others() -> None:
    """Each with one Chinese sentence on what holds; T09 is that of charges."""
    assert [f"T{number:02}" for number in range(1, 15) if number != 9] == CODES
    assert all(rule.holds.endswith("。") and rule.source for rule in RULES)


PIECES = [
    "收到", "政府信息公开申请", "的", "总数", "任何形式", "未", "其中", "行政复议、", "和行政诉讼",
    "均", "已答复", "（", "）", "占", "0%", "，", "。", "：", "结转下年度", "规范性文件", "12件",
    "一百零三", "9" * 40, "0.00000000000000000001%", "件", "共计", "万", "或者", "示例网站", "信息",
]  # fmt: skip


@settings(deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40))
def test_no_text_is_too_odd_to_be_read(pieces: list[str]) -> None:
    """Data never raises."""
    check_words(returns_of(FORM, {ASKED: "".join(pieces)}), BEFORE, FORM, YEAR)


@pytest.mark.parametrize("piece", PIECES)
def test_no_repetition_makes_the_reading_slow(piece: str) -> None:
    """Patterns with many ways to split a text do not try them all."""
    text = f"未收到政府信息公开申请{piece * 60}甲，12件{piece * 60}"
    began = time.perf_counter()
    check_words(returns_of(FORM, {ASKED: text}), BEFORE, FORM, YEAR)
    assert time.perf_counter() - began < 2


TEMPLATES = [
    ("T01", Quantity.NEW, "{0}年，本街道{2}政府信息公开申请{1}{3}。"),
    ("T01", Quantity.NEW, "全年{2}{1}{3}依申请公开事项，均依法处理。"),
    ("T02", Quantity.CARRIED_IN, "政府信息公开申请方面，上年度结转{1}{3}。"),
    ("T02", Quantity.CARRIED_OUT, "政府信息公开申请工作有序，结转下年度继续办理{1}{3}。"),
    ("T03", Quantity.REVIEWS, "因政府信息公开引发的行政复议{1}{3}。"),
    ("T03", Quantity.LAWSUITS, "政府信息公开类行政诉讼案件共{1}{3}。"),
    ("T04", Quantity.MADE, "{0}年，制发行政规范性文件{1}{3}。"),
    ("T04", Quantity.PENALTIES, "全年作出行政处罚决定{1}{3}。"),
]


def spelt(number: int, spelling: str) -> str:
    """A number in one of the ways in which offices write it."""
    if spelling == "wide":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if spelling == "grouped":
        return f"{number:,}"
    if spelling == "chinese":
        import cn2an

        return str(cn2an.an2cn(number))
    return str(number)


@settings(deadline=None)
@given(
    template=st.sampled_from(TEMPLATES),
    figures=st.fixed_dictionaries({quantity: st.integers(2, 3000) for quantity in Quantity}),
    verb=st.sampled_from(["收到", "共收到", "受理", "接收", "接到", "新收", "收办"]),
    unit=st.sampled_from(["件", "宗", "项", "份", "起", "个"]),
    spelling=st.sampled_from(["plain", "wide", "grouped", "chinese"]),
    off=st.integers(1, 3000),
)
def test_a_sentence_is_silent_when_it_agrees_and_told_when_one_number_changes(
    template: tuple[str, Quantity, str],
    figures: dict[Quantity, int],
    verb: str,
    unit: str,
    spelling: str,
    off: int,
) -> None:
    """For any figures, verbs, measure words and spellings."""
    code, quantity, sentence = template
    right = figures[quantity]
    wrong = right + off + (off == figures[Quantity.CARRIED_IN])

    def written(number: int) -> dict[str, str]:
        return {ASKED: sentence.format(YEAR, spelt(number, spelling), verb, unit)}

    assert found(returns_of(FORM_2021, written(right), figures), FORM_2021) == set()
    assert found(returns_of(FORM_2021, written(wrong), figures), FORM_2021) == {(code, ASKED)}


NOTHING = """本年度示例街道没有收到政府信息公开申请，也没有上年结转的申请。
全年公开信息24条，其中业务信息21条、机构职能2条、其他1条。办理热线441件，其中求助250件、咨询173件、投诉14件、建议4件。
没有因政府信息公开引起的行政复议和行政诉讼，没有收取信息处理费。"""


def test_a_report_of_a_year_without_applications_has_no_finding() -> None:
    """Its words against its figures, all 0, and against the counts it gives itself."""
    texts = dict.fromkeys((field.label for field in FORM_2021.fields), "") | {ASKED: NOTHING}
    zeros = dict.fromkeys(FIGURES, 0)
    returns = returns_of(FORM_2021, texts, zeros)
    outcomes, findings, _ = check_words(returns, nothing_returned(FORM_2021), FORM_2021, 2023)
    assert findings == []
    assert set(outcomes.loc[OFFICE]) == {Outcome.PASSED}


# ── last year, and one fact twice ────────────────────────────────────────────

THEN = {Quantity.NEW: 8, Quantity.CARRIED_IN: 1, Quantity.REVIEWS: 0}


def found_beside_last_year(text: str) -> set[tuple[str, str]]:
    """What is found where the office reported these figures the year before."""
    before = returns_of(FORM, {}, {**FIGURES, **THEN})
    _, findings, _ = check_words(returns_of(FORM, {ASKED: text}), before, FORM, YEAR)
    return {(finding.code, finding.expected) for finding in findings}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新收政府信息公开申请12件，较上年增加4件。", set()),
        ("新收政府信息公开申请12件，同比增长50%。", set()),
        ("新收政府信息公开申请12件，比2022年增加5件。", {("T13", "增加 4")}),
        ("新收政府信息公开申请12件，同比下降50%。", {("T13", "增加 50%")}),
        ("新收政府信息公开申请12件，同比增长15%。", {("T13", "增加 50%")}),
        ("2022年收到政府信息公开申请8件，今年收到12件。", set()),
        ("去年收到政府信息公开申请18件。", {("T13", "8 或 9")}),
        ("收到政府信息公开申请12件，比上年增加5件。", {("T13", "增加 4")}),
        ("新收政府信息公开申请12件，满意率比上年提高5%。", set()),
        ("新收政府信息公开申请12件（自然人9件、商业企业3件），比去年多4件。", set()),
        ("新收政府信息公开申请12件，与上年持平。", {("T13", "增加 4")}),
        ("政府信息公开行政诉讼5件，与上年持平。", set()),
        ("新收政府信息公开申请12件，比2022年翻了一番。", {("T13", "增加 50%")}),
        ("新收申请12件，加上2022年转来的2件，应办14件，年内办结13件。", set()),
        ("与2022年相比，新收政府信息公开申请增加4件，办结13件。", set()),
        ("制定规范性文件4件，较2022年多0件；现行有效的规范性文件9件。", set()),
        ("新收政府信息公开申请12件，比2020年增加7件。", set()),
        ("新收政府信息公开申请12件，其中网上9件，比上年增长60%。", set()),
        ("新收申请12件，办结11件，上年2件也办结，故答复共13件。", set()),
        ("共收到申请14件，比上年增加6件。", {("T13", "增加 5")}),
        ("政府信息公开申请2022年18件，2023年12件。", {("T13", "8 或 9")}),
    ],
)
def test_what_is_said_of_the_year_before_is_compared_with_it(
    text: str, expected: set[tuple[str, str]]
) -> None:
    """Numbers, differences and rates, each with its direction."""
    assert found_beside_last_year(text) == expected


def test_without_last_years_return_a_comparison_is_left_open() -> None:
    """Nobody can tell; the number is listed as not checked."""
    text = "新收政府信息公开申请12件，同比增长15%。"
    outcomes, findings, numbers = check_words(returns_of(FORM, {ASKED: text}), BEFORE, FORM, YEAR)
    assert (findings, outcomes.at[OFFICE, "T13"]) == ([], Outcome.UNEVALUATED)
    assert [(one.number, one.result) for one in numbers[OFFICE]] == [
        ("12件", Agreement.AGREES),
        ("15%", Agreement.UNCHECKED),
    ]


def test_one_fact_said_twice_must_agree_where_no_figure_tells() -> None:
    """Where a figure tells, the wrong one is told by its own rule."""
    texts = {ASKED: "新收政府信息公开申请12件。", PUBLISHED: "新收政府信息公开申请11件。"}
    blank = returns_of(FORM, texts, {**FIGURES, Quantity.NEW: None})
    assert found(blank) == {("T14", ASKED)}
    assert found(returns_of(FORM, texts)) == {("T01", PUBLISHED)}


# ── every number is accounted for ────────────────────────────────────────────


def numbers_of(text: str, field: str = ASKED) -> list[tuple[str, str, Agreement]]:
    """Each number of a text: as written, what it is of, what it came to."""
    _, _, numbers = check_words(returns_of(FORM, {field: text}), BEFORE, FORM, YEAR)
    return [(one.number, one.of, one.result) for one in numbers[OFFICE]]


def test_every_number_is_accounted_for() -> None:
    """By a cell, by a list, as a contradiction, or as not checked."""
    text = "收到申请12件，其中网上7件、信函5件，办结11件，走访居民40户，发布消息30余条。"
    assert numbers_of(text) == [
        ("12件", "收到申请", Agreement.AGREES),
        ("7件", "", Agreement.AGREES),
        ("5件", "", Agreement.AGREES),
        ("11件", "办结申请", Agreement.DIFFERS),
        ("40户", "", Agreement.UNCHECKED),
        ("30余条", "", Agreement.UNCHECKED),
    ]


def test_a_number_that_merely_equals_another_cell_is_not_explained() -> None:
    """Seven penalties are no seven visits; and an article is no number."""
    assert numbers_of("走访社区7次，完善了一项制度。") == [("7次", "", Agreement.UNCHECKED)]


def test_each_contradiction_of_a_text_is_told() -> None:
    """Not only the first of a rule."""
    text = "收到政府信息公开申请11件，上年结转3件，结转下年度2件。"
    assert [one.value for one in findings_of(text)] == [text.rstrip("。")] * 3
    assert sorted(one.code for one in findings_of(text)) == ["T01", "T02", "T02"]


def findings_of(text: str) -> list[Finding]:
    """All that is found in a text of the part on applications."""
    return check_words(returns_of(FORM, {ASKED: text}), BEFORE, FORM, YEAR)[1]

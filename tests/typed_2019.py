"""The form of 2019 as it was printed, typed in by hand: nothing here comes from the program.

国办公开办函〔2019〕60号. A row of figures has the name of its row, and what stands in its boxes.
"""

from html import escape

CHANGE = ("上一年项目数量", "本年增／减")
DECIDED = (*CHANGE, "处理决定数量")
DOCUMENTS = ("本年新制作数量", "本年新公开数量", "对外公开总数量")
BOUGHT = ("采购项目数量", "采购总金额")
TABLE_2 = (
    ("第二十条第（一）项/规章", DOCUMENTS),
    ("第二十条第（一）项/规范性文件", DOCUMENTS),
    ("第二十条第（五）项/行政许可", DECIDED),
    ("第二十条第（五）项/其他对外管理服务事项", DECIDED),
    ("第二十条第（六）项/行政处罚", DECIDED),
    ("第二十条第（六）项/行政强制", DECIDED),
    ("第二十条第（八）项/行政事业性收费", CHANGE),
    ("第二十条第（九）项/政府集中采购", BOUGHT),
)

RESULTS = "三、本年度办理结果"
REFUSED, LACKING, REJECTED = (
    f"{RESULTS}/{group}" for group in ("（三）不予公开", "（四）无法提供", "（五）不予处理")
)
OTHERWISE = f"{RESULTS}/（六）其他处理"
ROWS_3 = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    f"{RESULTS}/（一）予以公开",
    f"{RESULTS}/（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    f"{REFUSED}/1.属于国家秘密",
    f"{REFUSED}/2.其他法律行政法规禁止公开",
    f"{REFUSED}/3.危及“三安全一稳定”",
    f"{REFUSED}/4.保护第三方合法权益",
    f"{REFUSED}/5.属于三类内部事务信息",
    f"{REFUSED}/6.属于四类过程性信息",
    f"{REFUSED}/7.属于行政执法案卷",
    f"{REFUSED}/8.属于行政查询事项",
    f"{LACKING}/1.本机关不掌握相关政府信息",
    f"{LACKING}/2.没有现成信息需要另行制作",
    f"{LACKING}/3.补正后申请内容仍不明确",
    f"{REJECTED}/1.信访举报投诉类申请",
    f"{REJECTED}/2.重复申请",
    f"{REJECTED}/3.要求提供公开出版物",
    f"{REJECTED}/4.无正当理由大量反复申请",
    f"{REJECTED}/5.要求行政机关确认或重新出具已获取信息",
    OTHERWISE,
    f"{RESULTS}/（七）总计",
    "四、结转下年度继续办理",
)
BODIES = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
COLUMNS_3 = ("自然人", *(f"法人或其他组织/{body}" for body in BODIES), "总计")
CASES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
COLUMNS_4 = tuple(
    f"{group}/{case}"
    for group in ("行政复议", "行政诉讼/未经复议直接起诉", "行政诉讼/复议后起诉")
    for case in CASES
)

Name = tuple[str, str, str]  # table, row, column
CELLS: tuple[Name, ...] = (
    *(("表二", row, column) for row, columns in TABLE_2 for column in columns),
    *(("表三", row, column) for row in ROWS_3 for column in COLUMNS_3),
    *(("表四", "", column) for column in COLUMNS_4),
)


def last(path: str) -> str:
    """The label itself."""
    return path.rpartition("/")[2].replace("／", "/")


def row(*texts: object) -> str:
    """A row of boxes; one that is wider, or higher, says `text|across|down`."""
    cells = []
    for text in texts:
        words, across, down = [*str(text).split("|"), "1", "1"][:3]
        cells.append(f'<td colspan="{across}" rowspan="{down}">{escape(words)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def table_2(said: dict[Name, str]) -> str:
    """Five blocks below each other, four columns wide."""
    rows, block = [], ""
    for path, columns in TABLE_2:
        item = path.partition("/")[0]
        width = 3 - len(columns) + 1
        if item != block:
            rows += [row(f"{item}|4"), row("信息内容", *map(last, columns[:-1]),
                                           f"{last(columns[-1])}|{width}")]  # fmt: skip
            block = item
        own = [said["表二", path, column] for column in columns]
        rows.append(row(last(path), *own[:-1], f"{own[-1]}|{width}"))
    return f"<table>{''.join(rows)}</table>"


def table_3(said: dict[Name, str]) -> str:
    """Three columns of labels: of rows in a group the second holds the group."""
    rows = [
        row("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）|3|3",
            "申请人情况|7"),
        row("自然人|1|2", "法人或其他组织|5", "总计|1|2"),
        row(*BODIES),
    ]  # fmt: skip
    heights = {group: sum(path.startswith(f"{group}/") for path in ROWS_3)
               for group in (REFUSED, LACKING, REJECTED)}  # fmt: skip
    begun: set[str] = set()
    for path in ROWS_3:
        labels: list[str] = []
        above, _, label = path.rpartition("/")
        if path.startswith(RESULTS) and RESULTS not in begun:
            labels.append(f"{RESULTS}|1|{sum(one.startswith(RESULTS) for one in ROWS_3)}")
        if above in heights and above not in begun:
            labels.append(f"{last(above)}|1|{heights[above]}")
        labels.append(f"{label}|{1 if above in heights else 2 if above else 3}")
        begun |= {RESULTS if path.startswith(RESULTS) else "", above}
        rows.append(row(*labels, *(said["表三", path, column] for column in COLUMNS_3)))
    return f"<table>{''.join(rows)}</table>"


def table_4(said: dict[Name, str]) -> str:
    """One row of fifteen figures."""
    heads = [
        row("行政复议|5", "行政诉讼|10"),
        row(*(f"{case}|1|2" for case in CASES), "未经复议直接起诉|5", "复议后起诉|5"),
        row(*CASES, *CASES),
    ]
    figures = row(*(said["表四", "", column] for column in COLUMNS_4))
    return f"<table>{''.join(heads)}{figures}</table>"


def page(office: str, year: int, said: dict[Name, str]) -> bytes:
    """A whole report, as a site prints it."""
    blocks = [
        f"<p>{office}{year}年政府信息公开工作年度报告</p>",
        "<p>一、总体情况</p>", "<p>（一）主动公开</p>", "<p>公开栏换了新的。</p>",
        "<p>二、主动公开政府信息情况</p>", table_2(said),
        "<p>三、收到和处理政府信息公开申请情况</p>", table_3(said),
        "<p>四、政府信息公开行政复议、行政诉讼情况</p>", table_4(said),
        "<p>五、存在的主要问题及改进情况</p>", "<p>楼道里看不到，明年装上。</p>",
        "<p>六、其他需要报告的事项</p>", "<p>没有其他需要报告的事项。</p>",
    ]  # fmt: skip
    head = '<head><meta charset="utf-8"></head>'
    return f"<!DOCTYPE html><html>{head}<body>{''.join(blocks)}</body></html>".encode()

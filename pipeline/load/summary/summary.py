"""汇总.xlsx: the round at a glance, the district's tables and every office's figures, findings.

XlsxWriter stores each formula's result beside it: previews that do not calculate show it.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from xlsxwriter.utility import xl_range_abs

from pipeline.findings import Level, Rule
from pipeline.form.model import Form
from pipeline.load.lists import finding_columns, finding_row
from pipeline.load.quick_workbook import MOST_ROWS, QuickWorkbook
from pipeline.load.stamp import stamp
from pipeline.load.summary.charts import draw_charts
from pipeline.load.summary.compare import draw_rates, draw_years
from pipeline.load.summary.figures import draw_table
from pipeline.load.summary.numbers import draw_numbers
from pipeline.load.summary.rules import draw_rules
from pipeline.load.summary.sheet import HEADED, Book, Column, Formula, Link, Sheet, Styled, Value
from pipeline.load.summary.tasks import draw_tasks
from pipeline.load.workbook_style import LOOK_OF, LOOK_OF_LEVEL, Styles, wrapped_height
from pipeline.outputs import FIGURES, FINDINGS
from pipeline.records import OfficeStanding, Standing
from pipeline.results import MOST_LISTED, Results
from pipeline.tiers import OFFICES

_STANDING_WIDTHS = (7, 24, 12, 9, 9, 9)  # number, name, standing, how much was found
_INSIDE_WIDTH, _FILE_WIDTH, _LINK_WIDTH = 13, 44, 14
_FINDING_WIDTHS = (7, 8, 16, 24, 16, 11, 22, 22, 48, 48, 26, 10)
_IN_MEMORY = 200  # offices: the sheets of more are put together in temporary files
_MOST_NAMED = 500  # offices in one cell
_MOST_LINKS = 2 * MOST_LISTED  # of a sheet: each takes 1 KB, and Excel allows 65,530
_USUAL = (Standing.TO_CORRECT, Standing.DONE)  # of offices: told also where there are none
_READING = (
    "灰底的是合计，都是活的公式：改了下面{unit}的数，上面会跟着变。",
    "{unit}那一格空着的，是没有报、没有填或认不出来，不当作 0，也不在合计里。",
    "每张{unit}的表都可以筛选；状态、级别都写成文字，颜色只是帮助。",
    "“规则”里未评估的，是因为有空白或认不出的内容没法核对，不算通过。",
    "图表可以直接编辑，也可以复制到别的文件里。",
    "表二、表三、表四打印出来的是{whole}的表；要打印各{unit}的数，请先取消打印区域。",
)


def write_summary(
    form: Form, district: str, year: int, rules: Sequence[Rule], results: Results
) -> bytes:
    """The district's workbook."""
    file = io.BytesIO()
    in_memory = len(results.standings) <= _IN_MEMORY
    options = {"in_memory": in_memory, "strings_to_formulas": False, "strings_to_urls": False}
    title = f"{district}{year}年"
    with QuickWorkbook(file, options) as workbook:
        workbook.set_properties({"title": f"{title}汇总", "created": stamp(year)})
        book = Book(workbook, Styles(workbook), title, form, results)
        guide = Sheet(book, "说明", (6, 110))
        _draw_standings(book)
        drawn = {
            table.name: draw_table(book, table, section.subject)
            for section in form.sections
            for table in section.tables
            if table.cells
        }
        draw_years(book, drawn)
        draw_rates(book, drawn)
        draw_rules(book, rules)
        draw_tasks(book)
        _draw_findings(book)
        draw_numbers(book)
        draw_charts(book, drawn)
        _draw_guide(guide, book, year)
        guide.worksheet.fit_to_pages(1, 1)
    return file.getvalue()


def _draw_guide(sheet: Sheet, book: Book, year: int) -> None:
    """Sheet 说明: what this is, of when, of whom, how it is read, and what follows."""
    results = book.results
    sheet.worksheet.set_row(0, 30)
    sheet.put(0, 0, f"{book.title}政府信息公开工作年度报告汇总", "headline")
    summed = set(results.returns.summed)
    out = [line.office for line in results.standings if line.office not in summed]
    lines = [
        f"数据统计期限：{year} 年 1 月 1 日至 12 月 31 日。",
        results.scope,
        f"在合计内：{_named(results.returns.summed)}。",
        f"不在合计内：{_named(out)}。",
        *_in_rows(results),
        *(line.format(unit=results.tier.unit, whole=results.tier.whole) for line in _READING),
    ]
    for row, line in enumerate(lines, start=2):
        sheet.put(row, 0, f"{row - 1}.", "number")
        sheet.put(row, 1, line, "step")
        sheet.worksheet.set_row(row, wrapped_height((line,), (110,)))
    row = len(lines) + 3
    sheet.put(row, 1, "工作表（点击前往）：", "step")
    for name in (one.name for one in book.workbook.worksheets()[1:]):
        row += 1
        sheet.put(row, 1, Link(f"internal:'{name}'!A1", name), "link")


def _in_rows(results: Results) -> Iterator[str]:
    """Where the rows of many offices are, and that Excel does not open all of too many."""
    tier = results.tier
    if tier is OFFICES and results.listed:
        return
    count = len(results.standings)
    if tier is not OFFICES:
        count = sum(line.inside.total() for line in results.standings)
    yield f"每个{OFFICES.unit}一行的数在 {OFFICES.rows}，共 {count} 行。"
    figures = count * len(results.returns.refs) if tier is OFFICES else 0
    for name, rows in ((OFFICES.rows, count), (FIGURES, figures)):
        if rows >= MOST_ROWS:
            yield f"{name} 有 {rows} 行，Excel 只打开得了 {MOST_ROWS} 行：请用数据库或统计软件。"
    if tier is not OFFICES:
        yield f"{tier.whole}的合计等于各{tier.unit}合计之和，也等于各{OFFICES.unit}之和（已核对）。"


def _named(offices: Sequence[str]) -> str:
    """Their names; of more than a cell can hold, the first."""
    more = f"等 {len(offices)} 个" if len(offices) > _MOST_NAMED else ""
    return "、".join(offices[:_MOST_NAMED]) + more if offices else "无"


def _draw_standings(book: Book) -> None:
    """Sheet 报送情况: how many of how many, and one line per office with its documents."""
    results = book.results
    inside = _inside(results)
    links = [_LINK_WIDTH for _ in results.tier.linked]
    widths = (*_STANDING_WIDTHS, *[_INSIDE_WIDTH] * len(inside), _FILE_WIDTH, *links)
    sheet = Sheet(book, "报送情况", widths)
    sheet.headed(f"{book.title}　报送情况", results.scope)
    top = HEADED + 3  # of the heads; the counts stand above them
    count = Counter(line.standing for line in results.standings)
    cells = xl_range_abs(top + 1, 2, top + len(results.standings), 2)
    whole = f"ROWS({cells})"
    missing = f'COUNTIF({cells},"{Standing.MISSING}")'
    counts = [
        ("应报", whole, len(results.standings)),
        ("已报", f"{whole}-{missing}", len(results.standings) - count[Standing.MISSING]),
        (Standing.MISSING, missing, count[Standing.MISSING]),
        *(
            (standing, f'COUNTIF({cells},"{standing}")', count[standing])
            for standing in (*_USUAL, Standing.UNUSABLE, Standing.PASSED, Standing.UNDONE)
            if count[standing] or (standing in _USUAL and not inside)
        ),
    ]
    for column, (name, formula, number) in enumerate(counts, start=1):
        sheet.put(HEADED, column, name, "head")
        sheet.put(HEADED + 1, column, Formula(f"={formula}", number), "sum")
    columns = [
        Column("序号", "figure"),
        Column(results.tier.unit),
        Column("状态"),
        *(Column(level, "figure") for level in Level),
        *(Column(f"{OFFICES.unit}{said}", "figure") for said in inside),
        Column("报送文件" if results.tier is OFFICES else "文件夹"),
        *(Column(label, "reference") for label in results.tier.linked),
    ]
    rows = (
        _standing(at, line, results, inside)
        for at, line in enumerate(results.standings[: MOST_ROWS - top - 1], start=1)
    )
    sheet.table("报送情况表", top, columns, rows)
    sheet.keep_in_view(top, 2)


def _standing(
    at: int, line: OfficeStanding, results: Results, inside: Sequence[Standing]
) -> list[Value | Styled]:
    tier, linked = results.tier, len(results.tier.linked) * at <= _MOST_LINKS
    return [
        at,
        line.office,
        Styled(line.standing, LOOK_OF[line.standing]),
        *(line.found[level] for level in Level),
        *(line.inside[said] for said in inside),
        line.file,
        *(
            _document(results.documents[label].get(line.office) if linked else None, f"打开{label}")
            for label in tier.linked
        ),
    ]


def _inside(results: Results) -> list[Standing]:
    """How the offices of districts stand, if there are any."""
    several = sum((line.inside for line in results.standings), Counter[Standing]())
    return [standing for standing in Standing if several[standing]]


def _document(name: str | None, text: str) -> Link | str:
    """A document beside this workbook; what a link means by these signs, a folder may not."""
    if not name:
        return ""
    return Link(f"external:{name.replace('%', '%25').replace('#', '%23')}", text)


def _draw_findings(book: Book) -> None:
    """Sheet 问题清单: what 问题清单.csv holds, to be filtered, and the file that goes back."""
    results = book.results
    sheet = Sheet(book, "问题清单", _FINDING_WIDTHS)
    room = MOST_ROWS - HEADED - 1
    note = f"共 {len(results.findings)} 条"
    if len(results.findings) > room:
        note += f"；Excel 一张表放不下，这里是前 {room} 条，全部的见 {FINDINGS}"
    sheet.headed(f"{book.title}　问题清单", note)
    columns = [*map(Column, finding_columns(results.tier)), Column(results.tier.told, "reference")]
    for row, finding in enumerate(results.findings[:room], start=HEADED + 1):
        sheet.worksheet.set_row(row, wrapped_height(finding_row(finding), _FINDING_WIDTHS[:-1]))
    sheet.table("问题清单表", HEADED, columns, islice(_findings(results), room))
    sheet.keep_in_view(HEADED, 3)


def _findings(results: Results) -> Iterator[list[Value | Styled]]:
    for at, finding in enumerate(results.findings):
        level, *texts = finding_row(finding)
        told = results.documents[results.tier.told].get(finding.place.office)
        link = _document(told if at < _MOST_LINKS else None, "打开")
        yield [Styled(level, LOOK_OF_LEVEL[finding.level]), *texts, link]

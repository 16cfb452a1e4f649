"""What became of each number in the words: in 汇总.xlsx, on 总览.html, on the sign-off sheet."""

import docx
import pytest
from conftest import Home
from factory import NEW, OFFICES, all_figures, consistent_figures
from openpyxl import load_workbook

from pipeline.form.table import CellRef

FIELD = "（二）依申请公开"


def received(home: Home) -> int:
    """How many applications the first office has received."""
    return all_figures(home.form, consistent_figures(home.form))[CellRef("表三", NEW, "总计")]


@pytest.fixture
def said(home: Home) -> Home:
    """One number that agrees, one that does not, one that nobody can check."""
    right = received(home)
    words = f"新收政府信息公开申请{right}件，政府信息公开行政复议999件。走访居民40户。"
    home.plant({FIELD: words})
    home.reports()
    return home


def rows(home: Home) -> list[tuple[str, ...]]:
    """The rows of the sheet that are about the field of the first office."""
    sheet = load_workbook(home.outputs / "汇总.xlsx")["文字核对"]
    heads, *lines = sheet[sheet.tables["文字核对表"].ref]
    assert [cell.value for cell in heads] == [
        "街道", "工作表", "单元格", "句子", "数", "说的是", "结果", "依据"
    ]  # fmt: skip
    place = home.places[FIELD].partition("!")[2]
    told = (tuple(str(cell.value or "") for cell in line) for line in lines)
    return [row for row in told if row[0] == OFFICES[0] and row[2] == place]


def test_every_number_has_a_row_in_the_summary(said: Home) -> None:
    """With what it is of, what it came to, and by what."""
    right = received(said)
    found = [(number, of, result) for *_, number, of, result, _ in rows(said)]
    assert found == [
        (f"{right}件", "新收申请", "一致"),
        ("999件", "行政复议", "不一致"),
        ("40户", "", "没有核对"),
    ]
    grounds = [row[-1] for row in rows(said)]
    assert "三、依申请公开!" in grounds[0]
    assert "四、复议诉讼!" in grounds[1]
    assert grounds[2] == "看不出是表里的哪一项"


def test_the_page_counts_them_and_lists_what_nobody_checked(said: Home) -> None:
    """Each office in its row; only the number that is not checked is listed."""
    page = (said.outputs / "总览.html").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if f'<th scope="row">{OFFICES[0]}</th>' in line)
    assert "1 个不一致" in row
    details = page.partition("文字里没有核对的数")[2].partition("</details>")[0]
    assert "<td>40户</td>" in details
    assert "<td>999件</td>" not in details


def test_the_sign_off_sheet_says_how_many_were_checked(said: Home) -> None:
    """In one line, which whoever signs can read."""
    sheet = docx.Document(str(said.outputs / "审签单" / f"{OFFICES[0]}审签单.docx"))
    told = {row.cells[0].text: row.cells[1].text for row in sheet.tables[0].rows}
    numbers = load_workbook(said.outputs / "汇总.xlsx")["文字核对"]
    results = [row[6].value for row in numbers.iter_rows(min_row=5) if row[0].value == OFFICES[0]]
    each = [results.count(one) for one in ("一致", "不一致", "没有核对")]
    assert told["检查结果"].partition("；")[2] == (
        f"文字里 {sum(each)} 个数：{each[0]} 个与表一致，{each[1]} 个不一致，{each[2]} 个没有核对"
    )


def test_too_many_offices_have_no_row_each(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What they say is counted all the same, on their sign-off sheets."""
    monkeypatch.setattr("pipeline.results.MOST_LISTED", 2)
    monkeypatch.setattr("pipeline.round.collected.MOST_LISTED", 2)
    home.reports()
    assert "文字核对" not in load_workbook(home.outputs / "汇总.xlsx").sheetnames

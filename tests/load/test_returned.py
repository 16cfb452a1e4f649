"""load.returned: what goes back to an office is its own return, with what is wrong marked."""

import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import factory
import pytest
from conftest import Home, where
from factory import CARRIED_IN, CARRIED_OUT, FORM, NEW, OFFICES, RESULTS, Cell
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from packages import rewritten
from xlsxwriter import Workbook as XlsxWorkbook

from pipeline import messages
from pipeline.extract.package import Package
from pipeline.extract.reading import Reading, read_file
from pipeline.extract.workbook.remarks import remarks
from pipeline.findings import Finding, Level, Place
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.returns import Returns
from pipeline.round.outcome import Round

OFFICE = OFFICES[0]
CORRECTIONS = "退改说明"
HANDLED = f"{RESULTS}/（一）予以公开"
FEE = CellRef("表二", "第二十条第（八）项/行政事业性收费", "本年收费金额（单位：万元）")


def figure(row: str, column: str = "自然人") -> CellRef:
    """A figure of table 三."""
    return CellRef("表三", row, column)


def returned(home: Home, office: str = OFFICE) -> Workbook:
    """The file that goes back to an office."""
    return load_workbook(home.outputs / "退改" / f"{office}.xlsx")


def send_back(home: Home, changes: dict[CellRef | str, Cell] | None = None) -> Round:
    """The office sends the very file back, with these cells corrected."""
    data = (home.outputs / "退改" / f"{OFFICE}.xlsx").read_bytes()
    places = {home.places.get(name, str(name)): value for name, value in (changes or {}).items()}
    home.put(factory.changed(data, places))
    return home.reports()


def files(home: Home) -> set[str]:
    """The offices that get a file back."""
    return {path.stem for path in (home.outputs / "退改").glob("*")}


def marked(home: Home) -> dict[str, str]:
    """Address → comment, on every sheet of the file that goes back."""
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in returned(home)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def values(home: Home) -> dict[str, object]:
    """Address → what stands there, in the file that goes back."""
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in returned(home)
        for row in sheet.iter_rows()
        for cell in row
    }


def test_a_clean_office_gets_nothing_back(home: Home) -> None:
    """Nor one that has not reported."""
    (home.year / f"{OFFICES[2]}.xlsx").unlink()
    home.reports()
    assert files(home) == set()


WRONG: dict[CellRef | str, Cell] = {
    figure(NEW): "约3件",
    figure(CARRIED_IN): None,
    figure(CARRIED_OUT): date(2024, 3, 5),
    figure(HANDLED): -3,
    figure(NEW, "法人或其他组织/科研机构"): 1.5,
    figure(f"{RESULTS}/（七）总计"): 999,
    FEE: "1.23456789",
    "（二）依申请公开": "新收【新受】件。联系13812345678。",
    "（四）平台建设": "@SUM(1) 平台有××个。",
    "存在问题": "无",
    "成文日期": "元月二十日",
}


def test_wrong_cells_hold_what_was_written_and_say_what_is_wrong(home: Home) -> None:
    """In words, numbers and amounts; what a cell cannot hold again is quoted beside it."""
    home.plant(WRONG)
    finished = home.reports()
    found = values(home)
    kept = {
        name: value
        for name, value in WRONG.items()
        if name not in (figure(CARRIED_OUT), figure(f"{RESULTS}/（七）总计"))
    }
    assert {name: found[home.places[name]] for name in kept} == kept
    comments = marked(home)
    assert set(comments) == {
        f"{finding.place.sheet}!{finding.place.cell}"
        for finding in finished.findings
        if finding.level != "提示"
    }
    for finding in finished.findings:
        if finding.level != "提示":
            comment = comments[f"{finding.place.sheet}!{finding.place.cell}"]
            assert finding.why in comment
            assert (finding.fix in comment) is (finding.code not in {"N18"})  # the date is gone
    shown = {home.places[name] for name in kept}
    assert not any("原来填的" in comment for at, comment in comments.items() if at in shown)
    assert "原来填的：2024-03-05" in comments[home.places[figure(CARRIED_OUT)]]
    assert found[home.places[figure(CARRIED_OUT)]] is None


def test_a_returned_file_is_noted_as_made_from_nothing(home: Home) -> None:
    """Reports are of one return; what goes back is of all that was found of an office."""
    home.plant(WRONG)
    home.reports()
    manifest = json.loads((home.outputs / "运行记录.json").read_text(encoding="utf-8"))
    name = f"退改/{OFFICE}.xlsx"
    assert name in manifest["outputs"]
    assert not manifest["made_from"].get(name)


def fixes(home: Home) -> dict[object, object]:
    """Code → what to do, on the first sheet."""
    rows = returned(home)[CORRECTIONS].iter_rows(min_row=5, values_only=True)
    return {row[7]: row[6] for row in rows if row[7]}


def test_a_total_typed_over_stays_until_the_office_says_which_holds(home: Home) -> None:
    """Sent back untouched it is as wrong as before; cleared, it follows from its parts."""
    total = figure(NEW, "总计")
    home.plant({total: 999})
    first = home.reports()
    assert values(home)[home.places[total]] == 999
    assert fixes(home) == {"A03": "请核对各分项；分项没有错的，把这一格清空，合计会按分项补上。"}
    assert where(send_back(home)) == where(first)
    assert {code for code, _ in where(send_back(home, {total: None}))} == {"N16"}
    assert files(home) == set()


def test_a_total_that_was_not_calculated_is_calculated_again(home: Home) -> None:
    """What is wrong is what the other file had stored, not what the office wrote."""
    total = figure(NEW, "总计")
    part, _, cell = home.places[total].partition("!")
    number = [sheet.sheet for sheet in FORM.sections].index(part) + 2
    data = rewritten(
        factory.filled(FORM),
        f"xl/worksheets/sheet{number}.xml",
        lambda xml: re.sub(rf'(<c r="{cell}"[^>]*><f>[^<]*</f><v>)[^<]*'.encode(), rb"\g<1>7", xml),
    )
    home.put(data)
    assert {code for code, _ in where(home.reports())} == {"N16"}
    assert str(values(home)[home.places[total]]).startswith("=SUM(")
    assert fixes(home) == {"N16": "这一格的公式已经恢复，合计会自动算；请核对各分项。"}


def test_advice_is_for_the_file_in_which_it_stands(home: Home) -> None:
    """A sheet that is whole again is to be filled in, not to be copied from a template."""
    book = load_workbook(io.BytesIO(factory.filled(FORM)))
    del book["六、其他事项"]
    factory.cell_at(book, home.places[figure(CARRIED_IN)])[1].value = "十二"
    data = io.BytesIO()
    book.save(data)
    home.put(data.getvalue())
    home.reports()
    assert str(fixes(home)["S02"]).startswith("这张工作表在这个文件里是完好的")
    assert values(home)[home.places[figure(CARRIED_IN)]] == "十二"  # until the office types 12
    assert "N07" in {code for code, _ in where(send_back(home))}


def test_true_is_no_figure_on_its_way_back(home: Home) -> None:
    """A spreadsheet would make a 1 of it, and the next round would take it."""
    home.plant({figure(NEW): True})
    first = home.reports()
    assert values(home)[home.places[figure(NEW)]] is None
    assert "原来填的：TRUE" in marked(home)[home.places[figure(NEW)]]
    assert {code for code, _ in where(first)} == {"N19"}
    assert {code for code, _ in where(send_back(home))} <= {"N05", "A01"}


def test_a_merge_as_wide_as_a_sheet_stops_nobody(home: Home) -> None:
    """Cells are looked up where answers stand, not one by one over the range."""
    wide = b'<mergeCell ref="D6:XFD1048576"/></mergeCells>'
    part = "xl/worksheets/sheet5.xml"  # 三、依申请公开
    data = factory.filled(FORM)
    home.put(rewritten(data, part, lambda xml: xml.replace(b"</mergeCells>", wide)))
    home.reports()
    assert files(home) == {OFFICE}


def test_the_stored_total_is_that_of_the_cells(home: Home) -> None:
    """A preview shows what a calculation would."""
    home.plant({figure(NEW, "法人或其他组织/科研机构"): 1.5})
    home.reports()
    book = load_workbook(home.outputs / "退改" / f"{OFFICE}.xlsx", data_only=True)
    row = [
        figure(NEW, name)
        for name in dict.fromkeys(r.column for r in FORM.cells if r.table == "表三")
    ]
    stored = {ref.column: factory.cell_at(book, home.places[ref])[1].value for ref in row}
    total = stored.pop("总计")
    assert total == sum(float(str(value)) for value in stored.values())


def test_a_file_refused_for_its_name_goes_back_whole(home: Home) -> None:
    """Everything the office wrote is in it, and its name is right already."""
    home.plant({"街道名称": OFFICE[:-1], "存在问题": "无"})
    first = home.reports()
    assert {code for code, _ in where(first)} == {"F32"}
    found = values(home)
    clean = factory.consistent_figures(FORM)
    assert {home.places[ref] for ref in clean if found[home.places[ref]] is None} == set()
    assert found[home.places["存在问题"]] == "无"
    assert found[home.places["街道名称"]] == OFFICE
    assert {code for code, _ in where(send_back(home))} == {"W01"}


def test_two_files_of_one_office_are_not_chosen_from(home: Home) -> None:
    """Nor a return of another year."""
    home.put(factory.filled(FORM, seed=5), f"{OFFICE}（新）.xlsx")
    home.reports()
    assert values(home)[home.places[figure(NEW)]] is None
    (home.year / f"{OFFICE}（新）.xlsx").unlink()
    home.put(factory.filled(FORM, year=2022))
    home.reports()
    assert values(home)[home.places[figure(NEW)]] is None


def test_a_file_that_is_not_taken_says_so(home: Home) -> None:
    """Nothing of it is carried over; the first sheet must not pretend so."""
    home.put(b"not a workbook")
    home.reports()
    assert "没有带回您填过的内容" in str(returned(home)[CORRECTIONS]["A2"].value)
    home.plant({"存在问题": "无"})
    home.reports()
    assert "不用重填" in str(returned(home)[CORRECTIONS]["A2"].value)


def test_marks_differ_by_more_than_their_colour(home: Home) -> None:
    """错误 and 警告 say so in their comments; untouched cells have the template's look."""
    home.plant({figure(NEW): "约3件", "成文日期": "2023-1-20"})
    home.reports()
    book = returned(home)
    looks = {}
    for name in (figure(NEW), "成文日期", figure(CARRIED_IN)):
        sheet, cell = factory.cell_at(book, home.places[name])
        looks[name] = cell.fill.fgColor.rgb
        assert sheet.protection.sheet
    assert len(set(looks.values())) == 3
    comments = marked(home)
    assert comments[home.places[figure(NEW)]].startswith("错误")
    assert comments[home.places["成文日期"]].startswith("警告")


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1900年1月20日", datetime(1900, 1, 20)), ("1899年1月20日", "1899年1月20日")],  # noqa: DTZ001 - cells have no zone
)
def test_a_day_goes_back_as_a_day_where_excel_knows_it(
    home: Home, written: str, kept: object
) -> None:
    """Excel knows none before 1900: that one goes back in words."""
    home.plant({"成文日期": written})
    home.reports()
    assert values(home)[home.places["成文日期"]] == kept


def test_the_first_sheet_lists_everything_with_links(home: Home) -> None:
    """To the cells of this file; what stands outside them is named as it was in the other."""
    home.plant({**WRONG, "五、问题与改进!E9": "旁注一段"})
    finished = home.reports()
    book = returned(home)
    assert book.sheetnames[0] == CORRECTIONS
    sheet = book[CORRECTIONS]
    assert sheet.freeze_panes == "D5"  # heads and places stay in view
    rows = list(sheet.iter_rows(min_row=5))[:-1]  # the last is for what is said to none of them
    found = [finding for finding in finished.findings if finding.place.office == OFFICE]
    own = sorted(found, key=lambda finding: [*Level].index(finding.level))  # 错误 first
    assert [[cell.value or "" for cell in row[3:8]] for row in rows] == [
        [
            finding.value,
            finding.expected,
            finding.why,
            finding.fix if finding.code != "N18" else "请在这一格直接输入数字；没有发生的填 0。",
            finding.code,
        ]
        for finding in own
    ]
    for row, finding in zip(rows, own, strict=True):
        link = row[2].hyperlink
        if finding.code == "S10":
            assert link is not None
            assert link.location == "'表外内容'!A5"
            assert row[2].value == "原文件：五、问题与改进 E9"
        else:
            assert link is not None
            assert link.location == f"'{finding.place.sheet}'!{finding.place.cell}"
            assert factory.cell_at(book, str(link.location).replace("'", ""))


def test_the_same_file_is_a_return_and_its_marks_vanish(home: Home) -> None:
    """Corrected step by step, until the office is clean."""
    home.plant(WRONG)
    first = home.reports()
    again = send_back(home)
    same = where(first) & where(again)
    assert len(same) >= 10
    assert {code for code, _ in where(again) - where(first)} == {"N05"}  # where a date had stood
    clean = factory.consistent_figures(FORM)
    right: dict[CellRef | str, Cell] = {ref: clean[ref] for ref in clean if ref in WRONG}
    right[FEE] = clean[FEE] / 10**6
    right[figure(f"{RESULTS}/（七）总计")] = None
    half = send_back(home, right)
    assert figure(NEW) in WRONG
    assert home.places[figure(NEW)] not in marked(home)
    assert home.places["存在问题"] in marked(home)
    words = factory.words(FORM)
    left = {code for code, _ in where(half)}
    assert left == {"N16", "X18", "P02", "R17", "W04", "W01"}  # N16: a total was cleared
    done = send_back(home, {name: words[str(name)] for name in WRONG if name in words})
    assert where(done) == set()  # and its formula has come back by itself
    assert done.complete
    assert files(home) == set()


def test_everything_taken_stands_in_it_unchanged(home: Home) -> None:
    """All figures, all words, the date; one more cell is wrong, nothing else has changed."""
    home.plant({"存在问题": "无"})
    first = home.reports()
    before = (home.outputs / "数据.csv").read_bytes()
    again = send_back(home)
    assert where(again) == where(first)
    assert (home.outputs / "数据.csv").read_bytes() == before
    report = home.outputs / "街道报告"
    assert {path.stem for path in report.iterdir()} == {
        f"{factory.DISTRICT}{office}2023年政府信息公开工作年度报告" for office in OFFICES[1:]
    }


def test_a_placeholder_is_still_one(home: Home) -> None:
    """The office's words go back, not those that the report would print."""
    home.plant({"（二）依申请公开": "本年新收申请【新收】件。", "存在问题": "无"})
    home.reports()
    assert values(home)[home.places["（二）依申请公开"]] == "本年新收申请【新收】件。"


def test_an_office_whose_file_cannot_be_read_gets_an_empty_one(home: Home) -> None:
    """With what was wrong with the other."""
    home.put(b"not a workbook")
    home.reports()
    sheet = returned(home)[CORRECTIONS]
    assert [cell.value for cell in sheet[5]][1:3] == ["错误", f"原文件：{OFFICE}.xlsx"]
    assert values(home)[home.places[figure(NEW)]] is None
    home.put((home.outputs / "退改" / f"{OFFICE}.xlsx").read_bytes())
    assert {code for code, _ in where(home.check())} == {"S11"}


def test_rows_that_an_office_inserted_lead_to_the_right_cell(home: Home) -> None:
    """Its addresses are not those of the fresh template."""
    book = load_workbook(io.BytesIO(factory.filled(FORM)))
    sheet = book["五、问题与改进"]
    sheet.insert_rows(2, 3)
    moved = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "存在问题")
    sheet.cell(moved.row, moved.column + 1).value = "无"
    data = io.BytesIO()
    book.save(data)
    home.put(data.getvalue())
    home.reports()
    place = home.places["存在问题"]
    assert place.rpartition("!")[2] != f"B{moved.row}"
    assert "W01" in marked(home)[place]


def test_one_that_cannot_be_made_costs_the_others_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the log; the run goes on."""
    from pipeline.load.returned import write_returned as real

    def failing(
        form: Form,
        whose: Whose,
        returns: Returns,
        findings: Sequence[Finding],
        last_year: Mapping[CellRef, int] | None,
    ) -> bytes:
        if whose.office == OFFICE:
            raise RuntimeError("示例")
        return real(form, whose, returns, findings, last_year)

    monkeypatch.setattr("pipeline.load.office_documents.write_returned", failing)
    for office in OFFICES[:2]:
        data = factory.changed(factory.filled(FORM, office), {home.places["存在问题"]: "无"})
        home.put(data, f"{office}.xlsx")
    home.reports()
    assert files(home) == {OFFICES[1]}
    assert Path(home.outputs / "汇总.xlsx").is_file()


# ── what stands where the form asks for nothing ──────────────────────────────

ASIDES = "表外内容"
TO_DO, FOR_INFORMATION = "", "供参考，一般不用处理"


def asides(home: Home) -> list[tuple[object, ...]]:
    """What the file that goes back lists of them: where, what, and what became of it."""
    book = returned(home)
    if ASIDES not in book.sheetnames:
        return []
    return [tuple(cell.value for cell in row) for row in book[ASIDES].iter_rows(min_row=5)]


def send_scribbled(home: Home, *, without: str = "") -> None:
    """A return with something in every place where nobody looks, and no label `without`."""
    book = load_workbook(io.BytesIO(factory.filled(FORM)))
    book["五、问题与改进"]["E9"] = "旁注一段"
    book["三、依申请公开"]["N30"] = 17
    book["四、复议诉讼"]["B9"] = "数字来自法制科"
    sheet = book.create_sheet("草稿")
    sheet["B2"], sheet["C2"] = "去年底稿", 3
    place = home.places[figure(NEW)]
    factory.cell_at(book, place)[1].comment = Comment("这个数要再核一遍", "填报人")
    factory.cell_at(book, home.places["存在问题"])[1].value = "无"
    if without:
        label = factory.cell_at(book, home.places[without])[1].offset(column=-1)
        label.value = "示例改过的名称"
    data = io.BytesIO()
    book.save(data)
    home.put(data.getvalue())


def test_whatever_stands_elsewhere_goes_back(home: Home) -> None:
    """Beside tables and answers, on other sheets, in comments; what matters is still to be done."""
    send_scribbled(home)
    first = home.reports()
    over = home.places[figure(NEW)].replace("!", " ")
    assert {one for one in where(first) if one[0] == "S10"} == {
        ("S10", "五、问题与改进!E9"),
        ("S10", "三、依申请公开!N30"),
        ("S10", "四、复议诉讼!B9"),
        ("S10", "!"),
    }
    assert set(asides(home)) == {
        ("五、问题与改进 E9", "旁注一段", TO_DO),
        ("三、依申请公开 N30", "17", TO_DO),
        ("四、复议诉讼 B9", "数字来自法制科", FOR_INFORMATION),
        ("草稿 B2:C2", "去年底稿｜3", FOR_INFORMATION),
        (
            f"{over}（批注）",
            "这个数要再核一遍",
            FOR_INFORMATION,
        ),
    }


def test_what_stands_elsewhere_is_asked_about_until_it_is_settled(home: Home) -> None:
    """Sent back untouched, it is still there; what the office did with it is enough."""
    send_scribbled(home)
    home.reports()
    listed = asides(home)
    again = send_back(home)
    assert {one for one in where(again) if one[0] == "S10"} == {("S10", f"{ASIDES}!")}
    assert "还有 2 条" in next(f.why for f in again.findings if f.code == "S10")
    assert asides(home) == listed
    to_do = [row for row, aside in enumerate(listed, start=5) if aside[2] == TO_DO]
    done = send_back(home, {f"{ASIDES}!C{row}": "已填入" for row in to_do})
    assert {code for code, _ in where(done)} == {"W01"}
    assert [aside[2] for aside in asides(home)].count("已填入") == 2


@pytest.mark.parametrize("which", ["三、依申请公开 N30", ASIDES])
def test_an_answer_to_the_finding_settles_what_it_is_about(home: Home, which: str) -> None:
    """Said once of the numbers of a sheet, or of all that is left, it need not be said again."""
    send_scribbled(home)
    home.reports()
    if which == ASIDES:
        send_back(home)
    sheet = returned(home)[CORRECTIONS]
    row = next(
        row
        for row in sheet.iter_rows(min_row=5)
        if row[7].value == "S10" and str(row[2].value).removeprefix("原文件：") == which
    )
    again = send_back(home, {f"{CORRECTIONS}!{row[8].coordinate}": "都不用"})
    left = [aside for aside in asides(home) if aside[2] == TO_DO]
    if which == ASIDES:
        assert not left
        assert {code for code, _ in where(again)} == {"W01"}  # nor is there an X19
    else:
        assert [aside[0] for aside in left] == ["五、问题与改进 E9"]
    assert "都不用" in [aside[2] for aside in asides(home)]


def test_an_answer_whose_label_is_gone_is_not_lost(home: Home) -> None:
    """Its paragraph is among what stands elsewhere, to be copied back."""
    send_scribbled(home, without="改进措施")
    finished = home.reports()
    assert ("S04", "五、问题与改进!") in where(finished)
    text = factory.words(FORM)["改进措施"]
    place = home.places["改进措施"].replace("!", " ")
    assert (place, text, TO_DO) in asides(home)


def test_figures_merged_into_one_cell_are_not_lost(home: Home) -> None:
    """What the merged cell shows is listed."""
    book = load_workbook(io.BytesIO(factory.filled(FORM)))
    sheet = book["三、依申请公开"]
    first = home.places[figure(NEW)].rpartition("!")[2]
    sheet[first] = 77
    sheet.merge_cells(f"{first}:{sheet[first].offset(column=1).coordinate}")
    data = io.BytesIO()
    book.save(data)
    home.put(data.getvalue())
    assert "S06" in {code for code, _ in where(home.reports())}
    assert (f"三、依申请公开 {first}", "77", TO_DO) in asides(home)


def test_texts_in_boxes_are_read() -> None:
    """As a clerk may put them over a table; a picture is none."""
    file = io.BytesIO()
    with XlsxWorkbook(file) as workbook:
        sheet = workbook.add_worksheet("三")
        sheet.insert_textbox("B2", "示例文本框\n第二行")
        sheet.write_comment("C3", "示例批注")
    assert set(remarks(Package(file), "xl/worksheets/sheet1.xml")) == {
        ("文本框", "示例文本框\n第二行"),
        ("C3", "示例批注"),
    }


# ── what the office says to a finding ────────────────────────────────────────


def test_an_office_can_answer_instead_of_correcting(home: Home) -> None:
    """The coordinator reads it in both lists and on the page; it goes back as often as it must."""
    home.plant({"成文日期": "2023-1-20", "存在问题": "无"})
    home.reports()
    sheet = returned(home)[CORRECTIONS]
    row = next(row for row in sheet.iter_rows(min_row=5) if row[7].value == "W12")
    again = send_back(home, {f"{CORRECTIONS}!{row[8].coordinate}": "补印旧报告，电话13812345678"})
    answers = {finding.code: finding.answer for finding in again.findings}
    assert answers == {"W12": "补印旧报告，电话138****5678", "W01": ""}
    for name in ("问题清单.csv", "总览.html"):
        assert "补印旧报告" in (home.outputs / name).read_text(encoding="utf-8")
    lists = load_workbook(home.outputs / "汇总.xlsx")["问题清单"]
    assert "补印旧报告" in str([cell.value for line in lists.iter_rows() for cell in line])
    back = [
        row[8].value for row in returned(home)[CORRECTIONS].iter_rows(min_row=5) if row[8].value
    ]
    assert back == ["补印旧报告，电话138****5678"]


def test_what_was_tidied_needs_nothing(home: Home) -> None:
    """The file that goes back holds the figure already; its advice was for the other."""
    home.plant({figure(NEW): " ３０ ", "存在问题": "无"})
    home.reports()
    assert fixes(home)["N02"] == "在这个文件里已经整理好，不用再改。"
    assert "不用再改" not in str(fixes(home)["W01"])


def test_what_an_office_says_is_told_even_when_its_finding_is_gone(home: Home) -> None:
    """And what it says to none of them; of another value than the one that stands there now."""
    home.plant({"成文日期": "2023-1-20", "存在问题": "无"})
    home.reports()
    lines = returned(home)[CORRECTIONS].iter_rows(min_row=5)
    cells = {row[7].value: f"{CORRECTIONS}!{row[8].coordinate}" for row in lines}
    said: dict[CellRef | str, Cell] = {
        cells["W01"]: "写好了",
        cells["W12"]: "补印",
        cells[None]: "今年合并了两个科室",
        "存在问题": str(factory.words(FORM)["存在问题"]),
        "成文日期": date(2022, 1, 20),
    }
    again = send_back(home, said)
    answers = {(f.code, str(f.place.start)): f.answer for f in again.findings if f.answer}
    place = home.places["存在问题"].replace("!", " ")
    day = home.places["成文日期"].replace("!", " ")
    assert answers == {
        ("W12", day): "（改动前说的是“2023年1月20日”）补印",
        ("X19", place): "写好了",
        ("X19", "其他要说明的"): "今年合并了两个科室",
    }
    kept = send_back(home)
    assert {(f.code, str(f.place.start)): f.answer for f in kept.findings if f.answer} == answers


def locked(path: Path) -> Reading:
    """The first office's file cannot be opened here."""
    finding = messages.files.LOCKED.at(Place(file=path.name))
    return Reading(path, None, [finding]) if OFFICE in path.name else read_file(path)


def test_no_office_is_asked_to_mend_this_computer(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only the coordinator can see to goes back to nobody."""
    monkeypatch.setattr("pipeline.round.reader.read_file", locked)
    finished = home.reports()
    assert {code for code, _ in where(finished)} == {"F27"}
    assert files(home) == set()


def test_what_begins_like_a_check_is_the_offices_own(home: Home) -> None:
    """自查 is an everyday word; only what the template says itself is the template's."""
    said = {
        "三、依申请公开!P20": "自查发现办结数少报2件，请以此为准",
        "五、问题与改进!E9": "√ 对，但第五列另有3件没有计入",
    }
    home.plant({**said, "存在问题": "无"})
    home.reports()
    assert {(place, text) for place, text, _ in asides(home)} == {
        (place.replace("!", " "), text) for place, text in said.items()
    }


def test_a_long_row_of_another_sheet_goes_back_whole(home: Home) -> None:
    """In as many cells as it takes."""
    book = load_workbook(io.BytesIO(factory.filled(FORM)))
    sheet = book.create_sheet("草稿")
    sheet["A1"], sheet["B1"] = "甲" * 20_000, "乙" * 20_000
    factory.cell_at(book, home.places["存在问题"])[1].value = "无"
    data = io.BytesIO()
    book.save(data)
    home.put(data.getvalue())
    home.reports()
    assert "".join(str(text) for _, text, _ in asides(home)) == "甲" * 20_000 + "｜" + "乙" * 20_000


def test_an_answer_to_a_whole_sheet_is_matched(home: Home) -> None:
    """Its place is the sheet's name alone."""
    book = load_workbook(io.BytesIO(factory.filled(FORM)))
    book["五、问题与改进"].sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    home.put(data.getvalue())
    home.reports()
    back = returned(home)
    row = next(row for row in back[CORRECTIONS].iter_rows(min_row=5) if row[7].value == "S03")
    assert row[2].value == "五、问题与改进"
    row[8].value = "工作人员误点"
    back["五、问题与改进"].sheet_state = "hidden"
    data = io.BytesIO()
    back.save(data)
    home.put(data.getvalue())
    answers = {f.code: f.answer for f in home.reports().findings}
    assert answers == {"S03": "工作人员误点"}


def test_remarks_of_several_rounds_are_all_kept(home: Home) -> None:
    """Each is told, and goes back with the others."""
    home.plant({"存在问题": "无"})
    home.reports()
    for said in ("说明甲", "说明乙", "说明丙"):
        rows = list(returned(home)[CORRECTIONS].iter_rows(min_row=5))
        finished = send_back(home, {f"{CORRECTIONS}!{rows[-1][8].coordinate}": said})
    told = {f.answer for f in finished.findings if f.code == "X19"}
    assert told == {"说明甲", "说明乙", "说明丙"}


def test_the_self_check_of_a_returned_file_is_true_as_it_is_written(home: Home) -> None:
    """A phone shows what is stored: a total typed over is wrong, words are no number."""
    total = figure(NEW, "总计")
    home.plant({total: 999, figure(CARRIED_IN, "法人或其他组织/科研机构"): "若干"})
    home.reports()
    path = home.outputs / "退改" / f"{OFFICE}.xlsx"
    sheet = load_workbook(path, data_only=True)["填报自查"]
    said = {str(row[0]): str(row[1]) for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert str(sheet["A2"].value).startswith("× 还不能报送")
    assert next(said[what] for what in said if what.startswith("A03")).startswith("×")
    assert said["表三：数字都填了"] == "× 有 1 格不是能用的数字"

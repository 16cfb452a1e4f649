"""What offices, disks and people do to the input: one line a case, through a whole run.

Each line: the kind's number, what it is, how it is made from a clean return of the first
office, and exactly what must be found: (level, code, sheet, cell). The other offices must
have their reports byte for byte as in a run without it.
"""

import io
from collections.abc import Callable
from datetime import date
from typing import Literal, NamedTuple

import factory
import packages as made
import pytest
from conftest import Home, new_home
from factory import FORM, NEW, OFFICES, YEAR, Cell, filled
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.form.table import CellRef
from pipeline.load.template import write_template

FILE = f"{OFFICES[0]}.xlsx"
SHEET = "xl/worksheets/sheet5.xml"  # 三、依申请公开
THIRD = "三、依申请公开"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
COUNT = CellRef("表二", "第二十条第（五）项/行政许可", "本年处理决定数量")
AMOUNT = CellRef("表二", "第二十条第（八）项/行政事业性收费", "本年收费金额（单位：万元）")
TOTAL = CellRef("表三", NEW, "总计")

Found = tuple[str, str, str, str]  # level, code, sheet, cell
WHOLE_FILE = ("", "")
ERROR, WARNING, NOTE = "错误", "警告", "提示"


PLACES = factory.places(FORM)


class Case(NamedTuple):
    """One line of the table."""

    kind: str
    what: str
    make: Callable[[Home], object]
    expected: set[Found]


def file(
    kind: str,
    what: str,
    change: Callable[[bytes], bytes],
    *found: tuple[str, str],
    name: str = FILE,
) -> Case:
    """The first office's file with its bytes changed, perhaps under another name."""

    def make(home: Home) -> None:
        (home.inputs / str(YEAR) / FILE).unlink()
        home.put(change(filled(FORM)), name)

    return Case(kind, what, make, {(*seen, *WHOLE_FILE) for seen in found})


def beside(kind: str, name: str, data: bytes, *found: tuple[str, str]) -> Case:
    """One more file lies beside the returns."""
    seen = {(*level_and_code, *WHOLE_FILE) for level_and_code in found}
    return Case(kind, name, lambda home: home.put(data, name), seen)


def cell(kind: str, value: Cell, *found: tuple[str, str], ref: CellRef = COUNT) -> Case:
    """One cell of the first office's return is changed, and what is found stands there."""
    sheet, _, address = PLACES[ref].partition("!")
    seen = {(*level_and_code, sheet, address) for level_and_code in found}
    return Case(kind, repr(value), lambda home: home.plant({ref: value}), seen)


def sheet_xml(kind: str, what: str, old: str, new: str, *found: Found) -> Case:
    """The XML of 三、依申请公开 is changed."""
    case = file(kind, what, lambda data: made.edited(data, SHEET, old, new))
    return case._replace(expected=set(found))


def book(kind: str, what: str, change: Callable[[Workbook], object], *found: Found) -> Case:
    """The first office's workbook is changed as a person does it, and saved again."""

    def make(home: Home) -> None:
        workbook = load_workbook(io.BytesIO(filled(FORM)))
        change(workbook)
        workbook.save(home.inputs / str(YEAR) / FILE)

    return Case(kind, what, make, set(found))


State = Literal["visible", "hidden", "veryHidden"]


def copied(title: str, state: State = "visible", value: int = 0) -> Callable[[Workbook], None]:
    """三、依申请公开 stands there once more, under another name, with other figures."""

    def change(workbook: Workbook) -> None:
        copy = workbook.copy_worksheet(workbook[THIRD])
        copy.title, copy.sheet_state = title, state
        copy["D6"] = value

    return change


def written(place: str, value: Cell) -> Callable[[Workbook], None]:
    """A cell of 三、依申请公开 is written, also inside a merge."""

    def change(workbook: Workbook) -> None:
        sheet = workbook[THIRD]
        for merged in [m for m in sheet.merged_cells.ranges if place in m]:
            sheet.unmerge_cells(str(merged))
        sheet[place] = value

    return change


def unmerged(change: Callable[[Worksheet], object]) -> Callable[[Workbook], None]:
    """三、依申请公开 without its merges, changed."""

    def whole(workbook: Workbook) -> None:
        sheet = workbook[THIRD]
        assert isinstance(sheet, Worksheet)
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        change(sheet)

    return whole


def hidden_original(workbook: Workbook) -> None:
    """The sheet of the right name is hidden and holds old figures; the new ones are in Sheet1."""
    copied("Sheet1", value=int(str(workbook[THIRD]["D6"].value)))(workbook)
    workbook[THIRD].sheet_state = "hidden"
    workbook[THIRD]["D6"] = 900


def without_sheet(workbook: Workbook) -> None:
    """三、依申请公开 is deleted."""
    del workbook[THIRD]


def swapped_rows(sheet: Worksheet) -> None:
    """The third and the eighth reason of 不予公开 change places, label and figures."""
    for column in range(3, 11):
        first, second = sheet.cell(12, column), sheet.cell(17, column)
        first.value, second.value = second.value, first.value


def emptied(workbook: Workbook) -> None:
    """All inputs of 三、依申请公开 are cleared."""
    for ref, figure in FORM.cells.items():
        if ref.table == "表三" and not figure.is_total:
            workbook[THIRD][PLACES[ref].split("!")[1]] = None


def text(kind: str, value: str, *found: tuple[str, str]) -> Case:
    """存在问题 is answered so, and what is found stands there."""
    sheet, _, address = PLACES["存在问题"].partition("!")
    seen = {(*level_and_code, sheet, address) for level_and_code in found}

    def make(home: Home) -> None:
        answers = {**factory.words(FORM), "存在问题": value}
        figures = factory.consistent_figures(FORM)
        home.put(write_template(FORM, factory.DISTRICT, OFFICES[0], YEAR, answers, figures))

    return Case(kind, repr(value[:20]), make, seen)


def same(data: bytes) -> bytes:
    """The file as it is: only its name is odd."""
    return data


def refused(code: str) -> tuple[str, str]:
    """An 错误 about the whole file."""
    return ERROR, code


def tidied(code: str) -> tuple[str, str]:
    """Taken, and listed as 提示."""
    return NOTE, code


def look(code: str) -> tuple[str, str]:
    """Taken, and a person should look."""
    return WARNING, code


CASES = [
    # ── files ────────────────────────────────────────────────────────────────
    beside("F01", ".~示例甲街道.xlsx", b"x"),
    beside("F01", "._示例甲街道.xlsx", b"x"),
    beside("F01", "Thumbs.db", b"x"),
    beside("F01", ".DS_Store", b"x"),
    beside("F01", "~$别的.xlsx", b"x"),
    beside("F01", f"~${FILE}", b"x", (WARNING, "F01")),
    file("F02", "upper case", same, name="示例甲街道.XLSX"),
    file("F02", "mixed case", same, name="示例甲街道.Xlsx"),
    file("F03", "empty", lambda _: b"", refused("F03")),
    beside("F03", "新建 Microsoft Excel 工作表.xlsx", b"", refused("F03")),
    file("F04", "first half", lambda data: data[: len(data) // 2], refused("F04")),
    file("F04", "without its end", lambda data: data[:-20], refused("F04")),
    file("F04", "only its beginning", lambda data: data[:100], refused("F04")),
    file("F04", "a sheet is lost", lambda data: made.rewritten(
        data, "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b"sheet5.xml", b"sheet55.xml")), refused("F04")),
    file("F04", "no styles", lambda data: made.without(data, "xl/styles.xml"), look("F16")),
    file("F04", "workbook part broken", lambda data: made.rewritten(
        data, "xl/workbook.xml", lambda _: b"<"), refused("F04")),
    file("F05", "checksum of a stored part", made.with_wrong_checksum, refused("F05")),
    file("F06", "zeros", lambda data: bytes(len(data)), refused("F04")),
    file("F06", "one zero", lambda _: b"\0", refused("F04")),
    file("F07", "HTML", lambda _: "<html><table><tr><td>表".encode(), refused("F07")),
    file("F07", "CSV in GBK", lambda _: "街道,年度\n".encode("gbk"), refused("F07")),
    file("F07", "a PDF", lambda _: b"%PDF-1.7 ...", refused("F07")),
    file("F08", "docx", lambda _: made.package_of("word/document.xml"), refused("F08")),
    file("F08", "pptx", lambda _: made.package_of("ppt/presentation.xml"), refused("F08")),
    file("F08", "any zip", lambda _: made.package_of("a.txt"), refused("F08")),
    file("F09", "broken xls", lambda _: OLE + bytes(600), refused("F04"), name="示例甲街道.xls"),
    file("F09", "broken et", lambda _: OLE + b"x" * 9000, refused("F04"), name="示例甲街道.et"),
    file("F10", "named .xls", same, (NOTE, "F10"), name="示例甲街道.xls"),
    file("F10", "named .et", same, (NOTE, "F10"), name="示例甲街道.et"),
    file("F10", "broken xls named .xlsx", lambda _: OLE + bytes(600), refused("F04")),
    file("F11", "macro", lambda data: made.with_part(data, "xl/vbaProject.bin", b"x"),
         (WARNING, "F11"), name="示例甲街道.xlsm"),
    file("F11", "macro in .xlsx", lambda data: made.with_part(data, "xl/vbaProject.bin", b"x"),
         (WARNING, "F11")),
    beside("F12", "数据.csv", "街道\n".encode("gbk"), (WARNING, "F12")),
    beside("F12", "说明.txt", b"x", (WARNING, "F12")),
    file("F13", "password", lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), refused("F13")),
    file("F15", "strict", lambda data: made.edited(
        data, "xl/workbook.xml", "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main"), refused("F15")),
    file("F18", "70 MB in one sheet", lambda _: made.bomb(70), refused("F18")),
    file("F18", "900 MB of one letter", lambda _: made.bomb(900, b"x"), refused("F18")),
    sheet_xml("F20", "farthest cell", "</sheetData>",
              '<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row></sheetData>', (WARNING, "F20", THIRD, "XFD1048576")),
    sheet_xml("F20", "far row", "</sheetData>", '<row r="1000000"><c/></row></sheetData>'),
    sheet_xml("F20", "small letters", "</sheetData>",
              '<row><c r="xfd3000"><v>1</v></c></row></sheetData>', (WARNING, "F20", THIRD, "XFD3000")),
    sheet_xml("F22", "dimension too small", 'ref="A1:J30"', 'ref="A1:B2"'),
    sheet_xml("F22", "dimension too large", 'ref="A1:J30"', 'ref="A1:XFD1048576"'),
    sheet_xml("F23", "entity", "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet',
              (ERROR, "F23", "", "")),
    sheet_xml("F23", "external", "<worksheet", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet',
              (ERROR, "F23", "", "")),
    file("F23", "in the workbook part", lambda data: made.edited(
        data, "xl/workbook.xml", "<workbook", '<!DOCTYPE a [<!ENTITY b "c">]><workbook'),
         refused("F23")),
    file("F23", "hidden in another encoding", lambda data: made.rewritten(
        data, SHEET, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")),
         refused("F04")),
    file("F24", "a path out of the package", lambda data: made.with_part(data, "../../x", b"x")),
    file("F24", "an absolute path", lambda data: made.with_part(data, "/x/y", b"x")),
    Case("F30", "same bytes", lambda home: home.put(filled(FORM), "示例甲街道(1).xlsx"), set()),
    Case("F30", "different", lambda home: home.put(filled(FORM, seed=9), "定稿.xlsx"),
         {(ERROR, "F30", "", "")}),
    file("F31", "another office's name", same, (WARNING, "F31"), name="示例乙街道（补）.xlsx"),
    file("F31", "nobody's name", same, name="终稿.xlsx"),
    beside("F35", "示例乙街道通讯录.xlsx", made.foreign_workbook(), refused("F35")),
    beside("F35", "经费.xlsx", made.foreign_workbook(), refused("F35")),
    file("F36", "bidirectional name", same, name="示例甲街道\u202exslx.xlsx"),
    file("F36", "long name", same, name="示例甲街道" + "很" * 60 + ".xlsx"),
    file("F36", "full-width and blanks", same, name="示例甲街道　２０２３ 年.xlsx"),
    beside("F37", "全部.zip", b"PK", (WARNING, "F37")),
    beside("F37", "全部.RAR", b"Rar!", (WARNING, "F37")),
    # ── sheets and layout ────────────────────────────────────────────────────
    book("S01", "blank behind the name", lambda w: setattr(w[THIRD], "title", f"{THIRD} ")),
    book("S01", "Sheet1", lambda w: setattr(w[THIRD], "title", "Sheet1"),
         (NOTE, "S01", "Sheet1", "")),
    book("S01", "表三(2)", lambda w: setattr(w[THIRD], "title", "表三(2)"),
         (NOTE, "S01", "表三(2)", "")),
    book("S01", "text sheet", lambda w: setattr(w["五、问题与改进"], "title", "问题"),
         (NOTE, "S01", "问题", "")),
    book("S02", "missing", without_sheet, (ERROR, "S02", THIRD, "")),
    book("S02", "twice, a blank apart", copied(f"{THIRD} "), (ERROR, "S02", THIRD, "")),
    book("S02", "extra copy", copied(f"{THIRD} (2)")),
    book("S02", "extra sheet", lambda w: w.create_sheet("备注", 0)),
    book("S03", "hidden", copied(f"{THIRD} ", "hidden"), (WARNING, "S03", THIRD, "")),
    book("S03", "very hidden", copied(f" {THIRD}", "veryHidden"), (WARNING, "S03", THIRD, "")),
    book("S03", "only hidden", lambda w: setattr(w[THIRD], "sheet_state", "hidden"),
         (WARNING, "S03", THIRD, "")),
    book("S03", "hidden, and a visible one renamed", hidden_original,
         (WARNING, "S03", THIRD, ""), (NOTE, "S01", "Sheet1", "")),
    book("S04", "row inserted", unmerged(lambda s: s.insert_rows(8))),
    book("S04", "column inserted", unmerged(lambda s: s.insert_cols(5))),
    book("S04", "row deleted", unmerged(lambda s: s.delete_rows(6)), (ERROR, "S04", THIRD, "")),
    book("S04", "column deleted", unmerged(lambda s: s.delete_cols(5)), (ERROR, "S04", THIRD, "")),
    book("S04", "moved", unmerged(lambda s: s.move_range("A1:J30", 4, 3))),
    book("S05", "rows swapped", unmerged(swapped_rows)),
    book("S05", "label twice", written("A40", "四、结转下年度继续办理"),
         (ERROR, "S05", THIRD, "A30")),
    book("S06", "two cells", lambda w: w[THIRD].merge_cells("D6:E6"),
         (ERROR, "S06", THIRD, "D6:E6")),
    book("S06", "two rows", lambda w: w[THIRD].merge_cells("D6:D7"),
         (ERROR, "S06", THIRD, "D6:D7")),
    book("S09", "line break", written("D4", "自\n然 人")),
    book("S09", "half width", written("B8", "(一)予以公开")),
    book("S09", "a word more", written("E4", "企业法人或其他组织"), (NOTE, "S09", THIRD, "E4")),
    book("S09", "traditional", written("A6", "一、本年新收政府信息公開申請數量"),
         (NOTE, "S09", THIRD, "A6")),
    book("S09", "another word", written("A6", "新收"), (ERROR, "S04", THIRD, "")),
    book("S10", "a number beside", written("M9", 5), (WARNING, "S10", THIRD, "")),
    book("S10", "a note beside", written("M9", "注：见附件")),
    book("S10", "a number under", written("D40", 7.5), (WARNING, "S10", THIRD, "")),
    book("S11", "whole table", emptied, (ERROR, "S11", THIRD, "D6:I30")),
    book("S14", "right to left", lambda w: setattr(w[THIRD].sheet_view, "rightToLeft", True)),
    book("S14", "zoom", lambda w: setattr(w[THIRD].sheet_view, "zoomScale", 10)),
    book("S14", "frozen elsewhere", lambda w: setattr(w[THIRD], "freeze_panes", "Z99")),
    book("S04", "column before the answers", lambda w: w["五、问题与改进"].insert_cols(2),
         (ERROR, "S04", "五、问题与改进", "C3"), (ERROR, "S04", "五、问题与改进", "C4")),
    # ── number cells ─────────────────────────────────────────────────────────
    cell("N01", "3", tidied("N01")),
    cell("N01", "\u3000\xa03\n", tidied("N01")),
    cell("N01", "\u200b3\ufeff", tidied("N01")),
    cell("N02", "３", tidied("N02")),
    cell("N02", "１２", tidied("N02")),
    cell("N03", "1,234", tidied("N03")),
    cell("N03", "1，234", tidied("N03")),
    cell("N03", "1,23", refused("N03")),
    cell("N03", "1 234", refused("N03")),
    cell("N04", "3件", tidied("N04")),
    cell("N04", "0 件", tidied("N04")),
    cell("N04", "3人", refused("N04")),
    cell("N04", "3条", refused("N04")),
    cell("N05", "无", tidied("N05")),
    cell("N05", "／", tidied("N05")),
    cell("N05", "—", tidied("N05")),
    cell("N06", "N/A", tidied("N06")),
    cell("N06", "NA", tidied("N06")),
    cell("N06", "nan", tidied("N06")),
    cell("N07", "三", look("N07")),
    cell("N07", "拾贰", look("N07")),
    cell("N07", "一百零三", look("N07")),
    cell("N08", "一二三", refused("N08")),
    cell("N08", "三百五", refused("N08")),
    cell("N08", "3万", refused("N08")),
    cell("N09", "①", refused("N09")),
    cell("N09", "½", refused("N09")),
    cell("N09", "٣", refused("N09")),
    cell("N10", "3.0", tidied("N10")),
    cell("N10", 3.5, refused("N10")),
    cell("N10", 2.9999999999999996),
    cell("N11", -1, refused("N11")),
    cell("N11", "－3", refused("N11")),
    cell("N11", "（3）", refused("N11")),
    cell("N12", "约3", refused("N12")),
    cell("N12", "2+1", refused("N12")),
    cell("N12", "22（其中修订16件）", refused("N12")),
    cell("N13", "＝1+2", refused("N13")),
    cell("N14", "=1+2", refused("N14")),
    cell("N17", "#REF!", refused("N17")),
    cell("N17", "#DIV/0!", refused("N17")),
    cell("N17", "#N/A", refused("N17")),
    cell("N18", date(1900, 1, 3), refused("N18")),
    cell("N18", date(2024, 3, 5), refused("N18")),
    cell("N19", True, refused("N19")),  # noqa: FBT003 - the value of a cell
    cell("N19", False, refused("N19")),  # noqa: FBT003 - as above
    cell("N20", "1e3", refused("N20")),
    cell("N20", "0x10", refused("N20")),
    cell("N20", "+3", tidied("N20")),
    cell("N20", "007", tidied("N20")),
    cell("N21", "12345678901234567890", refused("N21")),
    cell("N21", 10**15, refused("N21")),
    cell("N25", 1234567, look("N25"), ref=AMOUNT),
    cell("N25", 1.2345678, refused("N10"), ref=AMOUNT),
    cell("N26", 999, refused("A03"), ref=TOTAL),
    # ── text cells ───────────────────────────────────────────────────────────
    text("T01", "一是\x01不足。", tidied("X01")),
    text("T01", "一是\x1f\x08不足。", tidied("X01")),
    text("T01", "一是\ufffe不足。", tidied("X01")),
    text("T02", "一是不足。\r\n二是不够。"),
    text("T03", "一是不足。\u2028二是不够。\n\n\n三是不多。"),
    text("T03", "一是不足。\x0b二是不够。"),
    text("T04", "　　一是不足。\t \n  二是  不够。"),
    text("T05", "一是\U00020bb7家不足\U0001f600。"),
    text("T05", "一是\u202e不足。", look("X05")),
    text("T05", "一是\ue123不足。", look("X05")),
    text("T06", "长" * 20_000),
    text("T06", "长" * 32_767, look("X06")),
    text("T07", "一是不足, 二是不够..."),
    text("T08", "一是公開不足。", look("X08")),
    text("T08", "一是對政策的解讀不夠。", look("X08")),
    text("T08", "一是犇犇社区的公开不足。"),
    text("T09", "A&B <西区> {{7*7}} {% raw %} </w:t>"),
    text("T10", '{ INCLUDETEXT "a" } DDEAUTO HYPERLINK'),
    text("T11", "@SUM(A1)"),
    text("T11", "+1 不足"),
    text("T12", "见 http://example.com 和 file:///c:/x"),
    text("T15", "", look("X15")),
    text("T15", "　 ", look("X15")),
    text("T17", "锘挎垚閮�", refused("X17")),
    text("T17", "ï»¿一是不足。", refused("X17")),
    text("T17", "????????", refused("X17")),
    cell("S12", None, (NOTE, "N16"), ref=TOTAL),
    cell("S12", "合计", refused("N12"), ref=TOTAL),
]  # fmt: skip

REPORT = "示例区{}2023年政府信息公开工作年度报告.docx"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind} {case.what}")
def test_each_kind_is_found_where_it_is_and_touches_nobody_else(
    home: Home, undisturbed: dict[str, bytes], case: Case
) -> None:
    """Level, code, sheet and cell as the table says; the others' reports as without it."""
    case.make(home)
    finished = home.reports()
    found = {(f.level, f.code, f.place.sheet, f.place.cell) for f in finished.findings}
    assert found == case.expected
    for finding in finished.findings:
        assert finding.why.endswith("。")
        assert finding.fix.endswith("。")
    reports = home.outputs / "街道报告"
    others = {office: (reports / REPORT.format(office)).read_bytes() for office in OFFICES[1:]}
    assert others == undisturbed
    has_error = any(f.level == ERROR and f.place.office == OFFICES[0] for f in finished.findings)
    assert (reports / REPORT.format(OFFICES[0])).exists() != has_error


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The other offices' reports of a run with clean returns only."""
    home = new_home(tmp_path_factory.mktemp("净"))
    home.reports()
    folder = home.outputs / "街道报告"
    return {office: (folder / REPORT.format(office)).read_bytes() for office in OFFICES[1:]}

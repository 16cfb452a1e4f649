"""load.documents: which documents a round makes, of whom, and what becomes of older ones."""

import hashlib
import io
import os
import re
import shutil
import stat
import time
from pathlib import Path

import docx
import factory
import pytest
from conftest import Home
from docx.document import Document
from factory import DISTRICT, FORM, NEW, OFFICES, YEAR
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from pipeline import libreoffice
from pipeline.form.table import CellRef
from pipeline.outputs import Wanted
from pipeline.published.audit import audit

TITLE = f"{YEAR}年政府信息公开工作年度报告"
NEW_APPLICATIONS = CellRef("表三", NEW, "自然人")


def documents(home: Home, folder: str = "") -> set[str]:
    """What is in a folder of the outputs, but for the lock's own file."""
    inside = home.outputs / folder
    made = {str(path.relative_to(inside)) for path in inside.rglob("*") if path.is_file()}
    return made - {".nianbao.lock"}


def opened(home: Home, name: str) -> Document:
    """A Word document among the outputs."""
    return docx.Document(str(home.outputs / name))


def text_of(document: Document) -> str:
    """Its paragraphs, in order."""
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def cells_of(document: Document) -> list[list[list[str]]]:
    """Its tables, row by row."""
    return [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]


# ── drafts ───────────────────────────────────────────────────────────────────


def test_an_office_with_an_error_gets_a_draft_only_when_asked(home: Home) -> None:
    """In a folder of its own, and called so; it goes when the error does."""
    home.plant({NEW_APPLICATIONS: 900})
    home.reports()
    assert documents(home, "草稿") == set()
    home.reports(Wanted(drafts=True))
    name = f"草稿_{DISTRICT}{OFFICES[0]}{TITLE}.docx"
    assert documents(home, "草稿") == {name}
    draft = opened(home, f"草稿/{name}")
    assert draft.sections[0].header.paragraphs[0].text.startswith("草稿")
    assert "900※" in [cell for row in cells_of(draft)[1] for cell in row]
    home.put(factory.filled(FORM))
    home.reports(Wanted(drafts=True))
    assert documents(home, "草稿") == set()


def test_a_draft_needs_no_figure_to_be_known(home: Home) -> None:
    """Whole sheets may be missing."""
    book = load_workbook(io.BytesIO(factory.filled(FORM)))
    book.remove(book["三、依申请公开"])
    data = io.BytesIO()
    book.save(data)
    home.put(data.getvalue())
    finished = home.reports(Wanted(drafts=True))
    assert [line.standing for line in finished.standings] == ["需退改", "已出报告", "已出报告"]
    (name,) = documents(home, "草稿")
    assert "？※" in [cell for row in cells_of(opened(home, f"草稿/{name}"))[1] for cell in row]


# ── the district's own report ────────────────────────────────────────────────


def test_the_district_sums_the_offices_that_are_in(reported: Home) -> None:
    """Added up here once more; the table closes, and the note says of whom it is."""
    report = opened(reported, "汇总报告.docx")
    expected = {
        ref: sum(
            factory.all_figures(FORM, factory.consistent_figures(FORM, seed))[ref]
            for seed in range(1, len(OFFICES) + 1)
        )
        for ref in FORM.cells
    }
    for table, rows in zip(
        [t for t in FORM.tables if not t.is_list], cells_of(report), strict=True
    ):
        printed = "".join(f"|{cell}" for row in rows for cell in row)
        for cell in table.cells:
            assert f"|{cell.measure.written(expected[cell.ref])}" in printed
    last = cells_of(report)[2][-1]
    assert last == [str(expected[cell.ref]) for cell in FORM.table("表四").cells]
    text = text_of(report)
    assert text.count(f"注：本表为全区{len(OFFICES)}个街道之和。") == 3
    new = expected[CellRef("表三", NEW, "总计")]
    assert f"全区3个街道新收政府信息公开申请{new}件" in text
    indicator = FORM.table("指标").cells[0]
    assert f"{indicator.ref.row}{expected[indicator.ref]}{indicator.unit}（其中" in text
    assert "{" not in text


def test_the_sum_of_the_offices_says_that_it_is_no_statutory_report(home: Home) -> None:
    """The notice, 二（二）, adds up departments and towns, too; it says so at its top."""
    home.reports()
    report = opened(home, "汇总报告.docx")
    lines, preface, *_ = (paragraph.text for paragraph in report.paragraphs)
    title = lines.replace("\n", "")
    assert title == f"{DISTRICT}{YEAR}年政府信息公开工作各街道汇总（非法定年度报告）"
    assert f"不是{DISTRICT}的年度报告" in preface
    assert "部门" in preface
    assert report.core_properties.title == title
    assert "政府信息公开工作年度报告" not in text_of(report)
    path = home.outputs / "汇总报告.docx"
    (line,) = audit([path], home.inputs, home.folder / "audit", YEAR, "").lines
    assert line.compared is not True  # nobody takes it for a published report


def test_an_office_that_is_out_is_never_counted_in_silence(home: Home) -> None:
    """Who is out, who must correct, whose cells are blank: below every table."""
    (home.year / f"{OFFICES[2]}.xlsx").unlink()
    home.plant({CellRef("表三", "二、上年结转政府信息公开申请数量", "自然人"): "约3"})
    home.reports()
    report = opened(home, "汇总报告.docx")
    (row,) = (row for row in cells_of(report)[1] if row[0].startswith("二、上年结转"))
    *figures, total = [int(cell) for cell in row if cell.isdigit()]
    assert sum(figures) == total  # what is missing in a column is missing in the total too
    text = text_of(report)
    assert f"全区{len(OFFICES)}个街道中的2个街道" in text
    assert text.count("应报 3 个街道，已报 2 个，其中需退改 1 个") == 3
    assert text.count(f"不在合计内：{OFFICES[2]}。") == 3
    assert text.count(f"已计入、需退改：{OFFICES[0]}。") == 3
    gap = f"空白或无法识别、未计入合计：{OFFICES[0]} 1 格。"
    assert text.count(gap) == 2  # below table 三, and in the sentence on applications
    assert f"（请补充：{gap}）" in text


def test_a_gap_in_a_list_is_told_in_its_sentence(home: Home) -> None:
    """Indicators and the fee have no table in the report."""
    home.plant({factory.HOTLINE: "很多", CellRef("信息处理费", "信息处理费金额（元）", ""): "若干"})
    home.reports()
    text = text_of(opened(home, "汇总报告.docx"))
    assert text.count(f"（请补充：空白或无法识别、未计入合计：{OFFICES[0]} 1 格。）") == 2


def test_without_a_single_return_there_is_no_district_report(home: Home) -> None:
    """Zeros would look like figures."""
    home.reports()
    for office in OFFICES:
        home.put(b"", f"{office}.xlsx")
    home.reports()
    assert documents(home) == {
        "汇总.xlsx",
        "总览.html",
        "问题清单.csv",
        "数据.csv",
        "运行记录.json",
        "变更.csv",
        *(f"退改/{office}.xlsx" for office in OFFICES),
    }


def test_what_the_coordinator_completed_stays_while_it_holds(home: Home) -> None:
    """And is moved aside, not lost, once the figures have changed."""
    home.reports()
    path = home.outputs / "汇总报告.docx"
    path.write_bytes(path.read_bytes() + b"edited")
    assert home.reports().conflicts.saved_edits == []
    assert path.read_bytes().endswith(b"edited")
    home.plant({factory.LECTURES: 99})
    (kept,) = home.reports().conflicts.saved_edits
    assert (home.outputs / kept).read_bytes().endswith(b"edited")
    assert not path.read_bytes().endswith(b"edited")


# ── sign-off sheets ──────────────────────────────────────────────────────────


def test_every_report_has_its_sign_off_sheet(home: Home, tmp_path: Path) -> None:
    """Who signs, for which report, and what was found; valid for Word."""
    home.plant({"（一）主动公开": "（一）做法。写明情况，，共三条。\n下一条没有句号"})
    home.reports()
    assert documents(home, "审签单") == {f"{office}审签单.docx" for office in OFFICES}
    name = f"{DISTRICT}{OFFICES[0]}{TITLE}.docx"
    report = (home.outputs / "街道报告" / name).read_bytes()
    sheet = opened(home, f"审签单/{OFFICES[0]}审签单.docx")
    (rows,) = cells_of(sheet)
    firsts = {row[0]: row[1] for row in rows}
    assert firsts["单位"] == DISTRICT + OFFICES[0]
    assert firsts["报告文件"] == name
    checksum, _, room = firsts["文件校验码"].partition("　　")
    assert (checksum, room) == (hashlib.sha256(report).hexdigest()[:16], "报告共＿＿页")
    assert firsts["检查结果"].startswith("错误 0 条，警告 0 条，提示 1 条；文字里 ")
    steps = {"保密审查", "个人信息核查", "公开属性", "方式和栏目", "拟公开时间", "三审三校"}
    assert steps <= firsts.keys()
    signers = {"经办人", "校对人", "审核人", "签发人"}
    assert {row[0]: row[1:] for row in rows if row[0] in signers} == {
        signer: ["示例人员", "", ""] for signer in signers
    }
    assert "提示（W07）“一、总体情况”B3：" in text_of(sheet)
    path = tmp_path / "示例.docx"
    path.write_bytes((home.outputs / "审签单" / f"{OFFICES[0]}审签单.docx").read_bytes())
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_signs_that_no_document_can_hold_break_none(home: Home) -> None:
    """Beside the form, too, where they are only quoted."""
    beside = {"五、问题与改进!E9": "旁_x0001_\ue0005\ue001 &<b"}
    home.put(factory.changed(factory.filled(FORM), beside))
    home.reports()
    sheet = opened(home, f"审签单/{OFFICES[0]}审签单.docx")
    assert "旁\ufffd\ue0005\ue001 &<b" in text_of(sheet)


# ── PDF copies ───────────────────────────────────────────────────────────────


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> Path:
    """A LibreOffice that does what a script says; what it was called with is noted."""
    calls = folder / "calls"
    program = folder / "soffice"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{calls}"\n{script}\n')
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr("shutil.which", lambda name: str(program) if name == "soffice" else None)
    return calls


CONVERTING = 'for one in *.docx; do cp "$one" "${one%.docx}.pdf"; done'


def test_one_call_copies_every_document(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And the next run those that changed only."""
    calls = pretend(monkeypatch, tmp_path, CONVERTING)
    home.reports(Wanted(copies=True))
    reports = {f"{DISTRICT}{office}{TITLE}.pdf" for office in OFFICES}
    sheets = {f"{office}审签单.pdf" for office in OFFICES}
    assert documents(home, "PDF") == reports | sheets | {"汇总报告.pdf"}
    assert len(calls.read_text().splitlines()) == 1
    home.reports(Wanted(copies=True))
    assert len(calls.read_text().splitlines()) == 1
    home.plant({"成文日期": "2024-1-25"})
    home.reports(Wanted(copies=True))
    *_, last = calls.read_text().splitlines()
    assert re.findall(r"\S+\.docx", last) == ["0.docx", "1.docx"]  # report and sign-off sheet


DATED = """hex() { od -An -N16 -tx1 /dev/urandom | tr -d ' \\n' | tr a-f A-F; }
for one in *.docx; do id=$(hex)
printf '/CreationDate(D:20%s%s)\\n/ID [ <%s>\\n<%s> ]\\n/DocChecksum /%s\\n%s' \\
  "$(hex | tr A-F 0-5 | cut -c1-12)" "Z'" $id $id $(hex) "$(cksum < $one)" > "${one%.docx}.pdf"
done"""


def test_a_copy_has_the_same_bytes_whenever_it_is_made(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is dated like its document, and known by what it says: no two are one."""
    pretend(monkeypatch, tmp_path, DATED)
    home.reports(Wanted(copies=True))
    folder = home.outputs / "PDF"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    home.reports(Wanted(copies=True))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    for data in before.values():
        date, identity, *again, checksum = re.findall(rb"[0-9A-F]{14,}", data)
        assert date == b"20240101000000"
        assert [*again, checksum] == [identity] * 2
    assert len({data.partition(b"/ID")[2] for data in before.values()}) == len(before)


def test_a_copy_of_what_has_changed_does_not_stay(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also in a run without copies: an old PDF must not be published for a new report."""
    pretend(monkeypatch, tmp_path, CONVERTING)
    home.reports(Wanted(copies=True))
    before = documents(home, "PDF")
    home.plant({"成文日期": "2024-1-25"})
    home.reports()
    gone = {f"{DISTRICT}{OFFICES[0]}{TITLE}.pdf", f"{OFFICES[0]}审签单.pdf"}
    assert documents(home, "PDF") == before - gone


def test_one_that_fails_costs_the_others_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is told, and tried again in the next run."""
    calls = pretend(monkeypatch, tmp_path, f"{CONVERTING}; rm 3.pdf")
    finished = home.reports(Wanted(copies=True))
    assert "有 1 份没有转换成 PDF" in finished.no_copies
    assert len(documents(home, "PDF")) == len(finished.documents) - 1
    pretend(monkeypatch, tmp_path, CONVERTING)
    assert home.reports(Wanted(copies=True)).no_copies == ""
    *_, last = calls.read_text().splitlines()
    assert re.findall(r"\S+\.docx", last) == ["0.docx"]
    assert len(documents(home, "PDF")) == len(finished.documents)


def test_an_interrupted_run_leaves_no_old_copy_behind(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A report was rewritten, its copy not yet taken out: the next run makes it again."""
    pretend(monkeypatch, tmp_path, CONVERTING)
    home.reports(Wanted(copies=True))
    home.plant({"成文日期": "2024-1-25"})
    with monkeypatch.context() as stopped:
        stopped.setattr("pipeline.load.district_documents.DistrictDocuments._clear", interrupted)
        with pytest.raises(KeyboardInterrupt):
            home.reports(Wanted(copies=True))
    home.reports(Wanted(copies=True))
    for name in (f"街道报告/{DISTRICT}{OFFICES[0]}{TITLE}", f"审签单/{OFFICES[0]}审签单"):
        copy = home.outputs / "PDF" / f"{Path(name).name}.pdf"
        assert copy.read_bytes() == (home.outputs / f"{name}.docx").read_bytes()


def interrupted(_: object) -> None:
    """What Ctrl+C does."""
    raise KeyboardInterrupt


def test_what_an_office_left_behind_goes_with_it(home: Home) -> None:
    """When it is taken off the roster, too."""
    home.reports()
    (home.year / f"{OFFICES[2]}.xlsx").unlink()
    settings = factory.SETTINGS.replace(f', "{OFFICES[2]}"', "")
    factory.settings_file(home.inputs, settings)
    home.reports()
    assert not [name for name in documents(home) if OFFICES[2] in name]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 1", "没有转换成功"),
        ("sleep 60", "还没有转换完，已停止"),
        ("no interpreter", "启动不了"),
        (None, "没有安装"),
    ],
)
def test_without_copies_everything_else_is_done(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str | None, said: str
) -> None:
    """With one clear line; a program that hangs is ended with all it started."""
    monkeypatch.setattr(libreoffice, "_START", 0.2)
    monkeypatch.setattr(libreoffice, "_EACH", 0)
    if script == "no interpreter":
        pretend(monkeypatch, tmp_path, "")
        (tmp_path / "soffice").write_text("#!/nowhere\n")
    elif script:
        pretend(monkeypatch, tmp_path, f"{script} & echo $! > {tmp_path}/child; wait")
    else:
        monkeypatch.setattr("shutil.which", lambda _: None)
    finished = home.reports(Wanted(copies=True))
    assert said in finished.no_copies
    assert finished.complete
    assert documents(home, "PDF") == set()
    assert {"汇总.xlsx", "问题清单.csv", "数据.csv"} <= documents(home)
    if script == "sleep 60":
        child = int((tmp_path / "child").read_text())
        assert ended(child)


def ended(process: int) -> bool:
    """Whether a process is gone, a moment after it was told to go."""
    for _ in range(50):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").read_text().split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False

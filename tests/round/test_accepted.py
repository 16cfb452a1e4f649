"""What a coordinator accepts: written out to her, read back from her, and never written over."""

from collections.abc import Mapping

import factory
import pytest
from conftest import Home
from factory import IN_FORCE, NEW, OFFICES
from openpyxl import load_workbook

from pipeline.acceptance import HEADS, key_of
from pipeline.cli.commands import main
from pipeline.errors import ConfigurationError
from pipeline.findings import Finding, Level
from pipeline.form.table import CellRef
from pipeline.round.outcome import Round

NATURAL = CellRef("表三", NEW, "自然人")
MADE = IN_FORCE._replace(column="本年制发件数")
LICENCES = CellRef("表二", "第二十条第（五）项/行政许可", "本年处理决定数量")
WRONG: Mapping[object, factory.Cell] = {
    NATURAL: 900,  # A01 错误
    MADE: 6,  # Q06 警告
    LICENCES: "约3件",  # N12 错误: unreadable
    "存在问题": "无",  # W01 错误: missing
    "（四）平台建设": "办好平台，联系13800138000。",  # P02 错误: personal
}


def waiting(home: Home) -> list[dict[str, str]]:
    """The lines of 待认可.xlsx, by head."""
    sheet = load_workbook(home.outputs / "待认可.xlsx")["待认可"]
    rows = [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]
    at = rows.index(list(HEADS))
    return [dict(zip(HEADS, row, strict=True)) for row in rows[at + 1 :]]


def accept(
    home: Home, reason: str = "已与街道核实", codes: tuple[str, ...] = ("A01", "Q06")
) -> None:
    """As she does: choose 是, say why, save it where returns lie."""
    book = load_workbook(home.outputs / "待认可.xlsx")
    sheet = book["待认可"]
    for row in sheet.iter_rows(min_row=4):
        if row[HEADS.index("编号")].value in codes:
            for head, value in (("认可", "是"), ("理由", reason), ("谁", "示例负责人")):
                row[HEADS.index(head)].value = value
    book.save(home.year / "认可.xlsx")


def of_first(finished: Round) -> set[tuple[str, str]]:
    """Level and code of what is found of the first office."""
    return {(f.level, f.code) for f in finished.findings if f.place.office == OFFICES[0]}


def the_one(finished: Round, code: str) -> Finding:
    """The one finding of a code."""
    (finding,) = (f for f in finished.findings if f.code == code)
    return finding


def test_only_what_is_known_can_be_accepted(home: Home) -> None:
    """Not what is missing or unreadable, nor anybody's number."""
    home.plant(WRONG)
    finished = home.reports()
    assert of_first(finished) >= {
        ("错误", "A01"), ("警告", "Q06"), ("错误", "N12"), ("错误", "W01"), ("错误", "P02"),
    }  # fmt: skip
    lines = waiting(home)
    assert [line["编号"] for line in lines] == ["Q06", "A01"]
    assert lines[1]["街道"] == OFFICES[0]
    assert lines[1]["位置"] == home.places[NATURAL].replace("!", " ")
    assert {line[head] for line in lines for head in ("认可", "理由", "谁", "日期")} == {""}


def test_what_is_accepted_is_explained_and_the_report_is_made(home: Home) -> None:
    """With reason and name, everywhere; nothing is left to accept."""
    home.plant({NATURAL: 900, MADE: 6})
    assert of_first(home.reports()) == {("错误", "A01"), ("警告", "Q06")}
    accept(home)
    finished = home.reports()
    assert of_first(finished) == {("提示", "A01"), ("提示", "Q06")}
    assert the_one(finished, "A01").why.endswith("已说明：已与街道核实（示例负责人）。")
    assert finished.complete
    assert not (home.outputs / "待认可.xlsx").exists()
    rules = load_workbook(home.outputs / "汇总.xlsx")["规则"].iter_rows(values_only=True)
    assert {row[0]: "已说明" in row for row in rules if row[0] in ("A01", "Q06", "A02")} == {
        "A01": True, "Q06": True, "A02": False,
    }  # fmt: skip


def test_another_value_is_open_again(home: Home) -> None:
    """An acceptance is of one value."""
    home.plant({NATURAL: 900})
    home.reports()
    accept(home)
    home.plant({NATURAL: 901})
    assert of_first(home.reports()) == {("错误", "A01")}


def test_without_a_reason_nothing_is_accepted(home: Home) -> None:
    """She sees the line again."""
    home.plant({NATURAL: 900})
    home.reports()
    accept(home, reason="")
    assert of_first(home.reports()) == {("错误", "A01")}
    assert [line["编号"] for line in waiting(home)] == ["A01"]


def test_what_cannot_be_accepted_stays_whatever_the_file_says(home: Home) -> None:
    """A line that somebody made up for a missing answer."""
    home.plant({NATURAL: 900, "存在问题": "无"})
    missing = the_one(home.reports(), "W01")
    accept(home)
    path = home.year / "认可.xlsx"
    book = load_workbook(path)
    line = dict.fromkeys(HEADS, "") | {"认可": "是", "理由": "示例", "核对码": key_of(missing)}
    book["待认可"].append(list(line.values()))
    book.save(path)
    assert of_first(home.reports()) == {("提示", "A01"), ("错误", "W01")}


def test_her_file_is_no_return_and_is_left_as_it_is(home: Home) -> None:
    """It lies among them, is named nowhere, and a run that finds it unchanged does nothing."""
    home.plant({NATURAL: 900})
    home.reports()
    accept(home)
    before = (home.year / "认可.xlsx").read_bytes()
    finished = home.reports()
    assert not [f for f in finished.findings if "认可" in f.place.file]
    assert (home.year / "认可.xlsx").read_bytes() == before


def test_a_run_goes_by_it(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Once it is there, what was made before is no longer all there is to do."""
    home.plant({NATURAL: 900})

    def said() -> str:
        with pytest.raises(SystemExit):
            main(["reports", "--home", str(home.folder)])
        return capsys.readouterr().out

    assert f"需退改 1 个：{OFFICES[0]}" in said()
    assert "没有重新生成" in said()
    accept(home)
    assert "需退改 0 个" in said()
    assert "没有重新生成" in said()


def test_a_file_that_cannot_be_read_is_one_line(home: Home) -> None:
    """Nothing is decided without it."""
    (home.year / "认可.xlsx").write_bytes(b"no workbook")
    with pytest.raises(ConfigurationError, match=r"读不了 .*认可\.xlsx"):
        home.reports()


def test_a_warning_that_an_office_has_answered_is_open_no_more(home: Home) -> None:
    """It stands in the list with the answer, and counts as nothing to be done."""
    home.plant({MADE: 6})
    finished = home.reports()
    assert finished.standings[0].found[Level.WARNING] == 1
    book = load_workbook(home.outputs / "退改" / f"{OFFICES[0]}.xlsx")
    sheet = book["退改说明"]
    (line,) = (row for row in sheet.iter_rows(min_row=5) if row[7].value == "Q06")
    line[8].value = "六件都已向区司法局备案"
    book.save(home.year / f"{OFFICES[0]}.xlsx")
    finished = home.reports()
    assert the_one(finished, "Q06").answer == "六件都已向区司法局备案"
    assert finished.standings[0].found[Level.WARNING] == 0

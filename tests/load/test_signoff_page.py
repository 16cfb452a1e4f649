"""load.signoff: a sheet with more findings than a page holds: which it tells, and its last line."""

import io
from itertools import product
from pathlib import Path

import docx
import pdfplumber
import pytest
from factory import CONFIGURED, DISTRICT, FORM, OFFICES, YEAR

from pipeline.file_names import FileNames
from pipeline.findings import Finding, Level, Place
from pipeline.libreoffice import convert
from pipeline.load.signoff import Signing, SignoffWriter
from pipeline.records import Tally

OFFICE = OFFICES[0]
REPORT = FileNames(FORM, CONFIGURED, YEAR).report(OFFICE).rpartition("/")[2]
SIGNERS = {field.label: "示例人员" for field in FORM.fields if field.signs}
MEANING = "检查时的提示："
# Lines: the steps of the review take eight, the name of the report one, what is left out one.
ROOM = 18 - len(CONFIGURED.report.review) - 1 - 1


def finding(at: int, level: Level, why: str = "示例一句。") -> Finding:
    """One of several, known by its code."""
    return Finding(level, f"T{at:02}", Place(OFFICE, "", "表三", "B3"), "", "", why, "")


def findings(count: int) -> list[Finding]:
    """So many, of all levels in turn, the lightest first."""
    levels = [*reversed(Level)]
    return [finding(at, levels[at % 3]) for at in range(count)]


def sheet(found: list[Finding]) -> bytes:
    """The sheet of the first office."""
    signing = Signing(OFFICE, REPORT, "0" * 16, SIGNERS, found, Tally(9, 1, 2))
    return SignoffWriter(FORM, CONFIGURED, YEAR).write(signing)


def told(data: bytes) -> list[str]:
    """The lines below the table and its one sentence."""
    lines = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    (at,) = (at for at, line in enumerate(lines) if line.endswith(MEANING))
    return lines[at + 1 :]


def line(found: Finding) -> str:
    """One finding as it is told."""
    return f"{found.level}（{found.code}）“表三”{found.place.cell}：{found.why}"


def in_order(found: list[Finding]) -> list[Finding]:
    """The weightiest first; of one level as they come."""
    return [one for level, one in product(Level, found) if one.level is level]


def test_the_report_and_the_findings_have_the_room_that_is_told_here() -> None:
    """The name of the report takes one more line of the table, that of the office none."""
    assert 25 < len(REPORT) < 50
    assert len(f"{DISTRICT}{OFFICE}") < 25


def test_the_sheet_says_of_which_report_it_is() -> None:
    """District and office, then the year, in its title."""
    title = docx.Document(io.BytesIO(sheet([]))).paragraphs[0].text
    assert title == f"{DISTRICT}{OFFICE}\n{YEAR}年政府信息公开工作年度报告审签单"


def test_the_steps_of_the_review_are_the_districts() -> None:
    """With what there is to choose printed beside them; fewer of them leave room for findings."""
    own = {"report": {"review": ["保密审查", "公开属性：□主动公开 □不予公开"]}}
    district = CONFIGURED.model_validate({**CONFIGURED.model_dump(), **own})
    signing = Signing(OFFICE, REPORT, "0" * 16, SIGNERS, findings(40), Tally(9, 1, 2))
    data = SignoffWriter(FORM, district, YEAR).write(signing)
    (table,) = docx.Document(io.BytesIO(data)).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[-3:] == [
        ["签发人", "示例人员", "", ""],
        ["保密审查", "", "", ""],
        ["公开属性", "", "□主动公开 □不予公开", ""],
    ]
    assert len(told(data)) == ROOM + 6 + 1


@pytest.mark.parametrize("count", [0, 1, ROOM - 1, ROOM, ROOM + 1, 40])
def test_findings_are_told_as_far_as_there_is_room(count: int) -> None:
    """The weightiest first; the last line counts all that is left out, and is only then there."""
    found = findings(count)
    wanted = [line(one) for one in in_order(found)]
    if count > ROOM:
        wanted = [*wanted[:ROOM], f"还有 {count - ROOM} 条，见问题清单.csv。"]
    assert told(sheet(found)) == (wanted or ["没有。"])


@pytest.mark.parametrize(("signs", "whole"), [(42, 8), (43, 4), (84, 4), (85, 2)])
def test_a_long_finding_takes_as_many_lines_as_it_fills(signs: int, whole: int) -> None:
    """Forty-two signs a line: of those that fill two, half as many are told."""
    lead = len(line(finding(0, Level.ERROR, "")))
    found = [finding(at, Level.ERROR, "示" * (signs - lead)) for at in range(40)]
    said = told(sheet(found))
    assert said == [*map(line, found[:whole]), f"还有 {40 - whole} 条，见问题清单.csv。"]


@pytest.mark.usefixtures("libreoffice")
def test_with_forty_findings_it_is_one_page(tmp_path: Path) -> None:
    """Its last line is that which counts the others, below those that are told."""
    path = tmp_path / "审签单.docx"
    path.write_bytes(sheet(findings(40)))
    (data,) = convert([path], ".pdf", "pdf")
    assert data
    (page,) = pdfplumber.open(io.BytesIO(data)).pages
    lines = [one["text"].replace(" ", "") for one in page.extract_text_lines()]
    assert lines[-1] == f"还有{40 - ROOM}条，见问题清单.csv。"
    assert sum("（T" in one for one in lines) == ROOM

"""What stands where in the documents: room around headings, columns beside charts, orders."""

import io
import re
from pathlib import Path

import docx
import factory
import pytest
from conftest import Home
from docx.oxml.ns import qn
from factory import CONFIGURED, FORM, NEW, OFFICES, SETTINGS, YEAR
from openpyxl import load_workbook

from pipeline.form.table import CellRef
from pipeline.load.report import Content, Kind, ReportWriter
from pipeline.records import Note

ROOM = [  # twentieths of a point before and after each heading: only beside a table
    (None, None), ("0", "100"), ("100", "100"), ("100", "100"), ("100", "0"), (None, None),
]  # fmt: skip


@pytest.mark.parametrize("kind", Kind)
def test_headings_have_room_beside_tables_only(kind: Kind) -> None:
    """None above the first one: the page has that."""
    figures = factory.all_figures(FORM, factory.consistent_figures(FORM))
    words = {field.label: "示例文字。" for field in FORM.fields}
    notes = {table.name: Note("注：示例。", doubtful=False) for table in FORM.tables}
    data = ReportWriter(FORM, CONFIGURED, YEAR, kind).write(
        Content(OFFICES[0], figures, words, [], notes)
    )
    found = []
    for paragraph in docx.Document(io.BytesIO(data)).paragraphs:
        if paragraph.style and paragraph.style.name == "Heading 1":
            room = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
            says = (None, None)
            if room is not None:
                says = (room.get(qn("w:before")), room.get(qn("w:after")))
            found.append(says)
    assert found == ROOM


def test_charts_stand_right_of_the_figures_that_they_draw(reported: Home) -> None:
    """Labels in a wide column, two years of figures, a gap, then the chart."""
    sheet = load_workbook(reported.outputs / "汇总.xlsx")["图表"]
    widths = {
        name: round(sheet.column_dimensions[name].width) for name in ("A", "B", "C", "D", "E")
    }
    assert widths == {"A": 47, "B": 13, "C": 13, "D": 5, "E": 12}
    charts = load_workbook(reported.outputs / "汇总.xlsx")["图表"]._charts  # type: ignore[attr-defined]
    assert {chart.anchor._from.col for chart in charts} == {4}
    tops = [chart.anchor._from.row for chart in charts]
    assert tops == sorted(tops)


def test_the_page_lists_the_codes_of_findings_in_order(home: Home) -> None:
    """Not in that in which a set happens to have them: by the code."""
    home.plant(
        {
            CellRef("表三", NEW, "自然人"): 900, CellRef("表四", "", "行政复议/结果维持"): "三件",
            CellRef("表四", "", "行政复议/结果纠正"): None, "存在问题": "无",
            "成文日期": "2023-1-20", "（五）监督保障": "示例。", "（一）主动公开": "",
            "信息处理费情况": "收了。", factory.REGULATIONS: 4, factory.IN_FORCE: 0,
            "签发人": None,
        }
    )  # fmt: skip
    (home.year / f"{OFFICES[2]}.xlsx").unlink()
    home.put(b"x", "说明.pdf")
    found = {one.code for one in home.reports().findings}
    assert len(found) >= 8
    page = (home.outputs / "总览.html").read_text(encoding="utf-8")
    (listed,) = re.findall(r'<select name="code">(.*?)</select>', page, re.DOTALL)
    assert re.findall("<option>([^<]*)</option>", listed) == sorted(found)


@pytest.mark.parametrize("count", [0, 1, 2, 5, 6, 50, 51])
def test_offices_that_are_out_are_named_as_far_as_there_is_room(home: Home, count: int) -> None:
    """In the comparison five of them, below a table fifty; of more it says that there are."""
    out = [f"示例{at}号街道" for at in range(1, count + 1)]
    offices = ", ".join(f'"{office}"' for office in (*OFFICES, *out))
    listed = SETTINGS.replace(", ".join(f'"{office}"' for office in OFFICES), offices)
    factory.settings_file(home.inputs, listed)
    for seed, office in enumerate(OFFICES, start=1):
        home.put(factory.filled(FORM, office, YEAR - 1, seed=seed), f"{office}.xlsx", YEAR - 1)
    home.reports()
    book = load_workbook(home.outputs / "汇总.xlsx", data_only=True)
    assert _ends(str(book["同比"]["A2"].value), "两年都有数据的 3 个街道") == (
        f"，没有的 {count} 个：{'、'.join(out[:5])}{'等' * (count > 5)}。" if out else "。"
    )
    said = [str(row[1]) for row in book["说明"].values]
    assert f"不在合计内：{'、'.join(out) or '无'}。" in said
    notes = _notes(home.outputs / "汇总报告.docx")
    more = f"等 {count} 个" if count > 50 else ""
    wanted = f"不在合计内：{'、'.join(out[:50])}{more}。" if out else "注：本表为全区3个街道之和。"
    assert len(notes) == 3
    assert all(note.endswith(wanted) for note in notes)


def _ends(text: str, lead: str) -> str:
    """What follows these words."""
    _, found, rest = text.partition(lead)
    assert found
    return rest


def _notes(report: Path) -> list[str]:
    """What is said below the tables of a report."""
    return [
        paragraph.text
        for paragraph in docx.Document(str(report)).paragraphs
        if paragraph.text.startswith("注：")
    ]

"""load.lists: the two CSV files, for spreadsheets and for programs."""

import csv
import io

import pytest
from conftest import Home
from factory import CARRIED_OUT, FORM, NEW, OFFICES, YEAR, all_figures, consistent_figures

from pipeline.findings import Finding, Level, Message, Place
from pipeline.form.table import CellRef
from pipeline.load.lists import findings_csv

HEADS = "级别,编号,街道,文件,工作表,单元格,现值,应为,说明,怎么改,街道说明"


def finding(value: str) -> Finding:
    """A finding about a value."""
    return Finding(Level.ERROR, "N12", Place("甲", "甲.xlsx", "页", "A1"), value, "", "因", "改")


def test_without_findings_there_are_the_heads_alone() -> None:
    """UTF-8 with BOM, so that Excel shows Chinese."""
    assert findings_csv([]) == f"\ufeff{HEADS}\r\n".encode()


@pytest.mark.parametrize(
    "value",
    [
        "=cmd",
        "+1+2",
        "@SUM(A1)",
        "\t=1",
        "-a",
        "-1+2",
        "\r=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "|cmd",
        "\n=1",
        "\r\n@a",
        " =1",
        "　＝1",
        "\n\n-a",
    ],
)
def test_what_looks_like_a_formula_is_text(value: str) -> None:
    """A spreadsheet that opens the list must not calculate what an office wrote."""
    (_, row) = csv.reader(
        io.StringIO(findings_csv([finding(value)]).decode("utf-8-sig"), newline="")
    )
    assert row[6] == f"'{value}"


@pytest.mark.parametrize(
    "value", ["-1", "-3.5", "约3", "3,4", '"引"', "甲\n乙", "甲=1", " 甲", "甲|乙"]
)
def test_everything_else_is_as_it_was_written(value: str) -> None:
    """Commas, quotes and line breaks included."""
    (_, row) = csv.reader(
        io.StringIO(findings_csv([finding(value)]).decode("utf-8-sig"), newline="")
    )
    assert row == ["错误", "N12", "甲", "甲.xlsx", "页", "A1", value, "", "因", "改", ""]


def test_the_data_list_holds_every_figure_of_every_office(reported: Home) -> None:
    """Long form, in roster order, with full label paths, written values and places."""
    text = (reported.outputs / "数据.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["街道", "年度", "表", "行", "列", "值", "文件", "单元格"]
    assert len(rows) == len(OFFICES) * len(FORM.cells)
    found = {(r["街道"], CellRef(r["表"], r["行"], r["列"])): r for r in rows}
    for seed, office in enumerate(OFFICES, start=1):
        for ref, figure in all_figures(FORM, consistent_figures(FORM, seed)).items():
            row = found[office, ref]
            assert row["值"] == FORM.cells[ref].measure.written(figure)
            assert row["单元格"] == reported.places[ref]
            assert (row["年度"], row["文件"]) == (str(YEAR), f"{office}.xlsx")


def test_an_unknown_figure_is_blank_in_the_data_list(home: Home) -> None:
    """Never a 0."""
    home.plant({CellRef("表三", NEW, "自然人"): "三件"})
    home.check()
    text = (home.outputs / "数据.csv").read_text(encoding="utf-8-sig")
    found = {
        (r["行"], r["列"]): r["值"]
        for r in csv.DictReader(io.StringIO(text))
        if r["街道"] == OFFICES[0]
    }
    assert found[NEW, "自然人"] == ""
    assert found[CARRIED_OUT, "自然人"] != ""


def test_a_long_value_is_shortened() -> None:
    """A finding shows what stands there; it does not repeat a whole section."""
    message = Message("X01", Level.NOTE, "因。", "改。")
    assert len(message.at(Place(), "字" * 9000).value) == 60
    assert message.at(Place(), "字" * 60).value == "字" * 60

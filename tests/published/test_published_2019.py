"""transform.published: a report of 2020 whose tables were typed in by hand, and what is kept of it.

Every box has a figure of its own, so that none can stand for another.
"""

import csv
from pathlib import Path

import pytest
import typed_2019
from conftest import Home
from factory import DISTRICT, OFFICES
from typed_2019 import CELLS, OTHERWISE, Name

from pipeline.extract.published.reading import read_published
from pipeline.extract.reading import read_file
from pipeline.form import FORM_2019, FORM_2021
from pipeline.published.importing import import_reports
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise
from pipeline.transform.published.recognise import recognise

YEAR = 2020
OF_2021 = "本年处理决定数量"
TAKEN_OVER = ("行政许可", "行政处罚", "行政强制")  # of 表二, how many decisions there were
PARTS = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)
BOUGHT = ("表二", "第二十条第（九）项/政府集中采购", "采购总金额")
NONE_OTHERWISE = ("自然人", "法人或其他组织/其他")  # columns with 0 in （六）其他处理


def written() -> dict[Name, str]:
    """What stands in each box: numbers from 101 on; one has decimals, one fell, two are 0."""
    said = {name: str(at) for at, name in enumerate(CELLS, start=101)}
    said[BOUGHT] = "12.345678"
    said["表二", "第二十条第（六）项/行政处罚", "本年增／减"] = "-5"
    return said | {("表三", OTHERWISE, column): "0" for column in NONE_OTHERWISE}


def meant(said: dict[Name, str]) -> dict[Name, int]:
    """The same as whole numbers: money, and what stands beside it, to a hundredth of a yuan."""
    figures = {
        name: int(text) * (10**6 if name[1] == BOUGHT[1] else 1)
        for name, text in said.items()
        if name != BOUGHT
    }
    return figures | {BOUGHT: 12_345_678}


def test_every_figure_is_read_into_its_cell(tmp_path: Path) -> None:
    """198 of them, none in doubt, none missing; it is the form of 2019."""
    path = tmp_path / "年报.html"
    path.write_bytes(typed_2019.page(f"{DISTRICT}{OFFICES[0]}", YEAR, written()))
    document = read_published(path).document
    assert document
    report = recognise(document, (FORM_2021, FORM_2019))
    assert report.form is FORM_2019
    assert (report.missing, report.placed.doubtful) == ({}, [])
    returns, _ = normalise({"某": report.answers}, FORM_2019)
    figures = returns.figures_of("某", stated=True)
    assert {tuple(ref): figures[ref] for ref in report.placed.figures} == meant(written())


def in_2021() -> dict[Name, int]:
    """What the form of 2021 asks for, too, worked out by hand: all else of it stays blank."""
    figures = meant(written())
    kept = {
        (table, row, OF_2021): figure
        for (table, row, column), figure in figures.items()
        if table == "表二" and column == "处理决定数量" and row.endswith(TAKEN_OVER)
    }
    for (table, row, column), figure in figures.items():
        is_total = column.endswith("总计") or row.endswith("（七）总计")  # a formula there
        if table != "表二" and row != OTHERWISE and not is_total:
            kept[table, row, column] = figure
    for column in NONE_OTHERWISE:
        kept |= dict.fromkeys([("表三", f"{OTHERWISE}/{part}", column) for part in PARTS], 0)
    return kept


@pytest.fixture
def imported(home: Home) -> Home:
    """The report in a district's folder, as a filled template."""
    path = home.folder / "年报.html"
    path.write_bytes(typed_2019.page(f"{DISTRICT}{OFFICES[0]}", YEAR, written()))
    import_reports([path], home.inputs, home.folder / "output", None, "")
    return home


def test_what_the_form_of_2021_asks_for_too_stands_in_its_cells(imported: Home) -> None:
    """Three numbers of decisions, all of 表三 and 表四 that is filled in, and no cell more."""
    (template,) = (imported.inputs / str(YEAR)).iterdir()
    workbook = read_file(template).workbook
    assert workbook
    returns, _ = normalise({OFFICES[0]: locate(workbook, imported.form)}, imported.form)
    figures = returns.figures_of(OFFICES[0])
    filled = {
        tuple(ref): figures[ref]
        for ref, cell in imported.form.cells.items()
        if not cell.is_total and figures[ref] is not None
    }
    wanted = in_2021()
    assert len(wanted) == 3 + 21 * 6 + 2 * 3 + 12
    assert filled == wanted


def test_what_it_does_not_ask_for_is_named(imported: Home) -> None:
    """One line: the cells row by row, and of （六）其他处理 the columns that are not 0."""
    path = next((imported.folder / "output").rglob("*导入*.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        (said,) = (one["说明"] for one in csv.DictReader(file) if one["编号"] == "B15")
    assert said.partition("没有带入：")[2] == (
        "规章（3 个）；规范性文件（3 个）；行政许可、上一年项目数量、本年增／减；"
        "其他对外管理服务事项（3 个）；行政处罚、上一年项目数量、本年增／减；"
        "行政强制、上一年项目数量、本年增／减；行政事业性收费、上一年项目数量、本年增／减；"
        "政府集中采购、采购项目数量、采购总金额；（六）其他处理（5 个）。"
    )

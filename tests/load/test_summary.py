"""load.summary: 汇总.xlsx, read back, recalculated and compared with sums made here."""

import csv
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import factory
import pytest
from conftest import Home, outcomes_of_runs
from factory import FORM, NEW, OFFICES, YEAR, all_figures, changed, consistent_figures, filled
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import tiers
from pipeline.form.model import Quantity
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.quick_workbook import LONGEST_TEXT, fitting
from pipeline.load.template import Filled, write_template

OFFICE_PROGRAM = shutil.which("soffice")
PRINTED = [table for table in FORM.tables if not table.is_list]
SHEETS = [
    "说明", "报送情况", "指标", "表二", "表三", "表四", "信息处理费",
    "同比", "比率", "规则", "问题清单", "文字核对", "图表",
]  # fmt: skip
Figures = Mapping[CellRef, int]


def summary(home: Home, *, live: bool = False) -> Workbook:
    """The workbook: the stored results, or the formulas."""
    return load_workbook(home.outputs / "汇总.xlsx", data_only=not live)


def listed(sheet: Worksheet, name: str) -> list[dict[str, object]]:
    """The rows of an Excel table, by its heads."""
    first, *rows = sheet[sheet.tables[name].ref]
    heads = [str(cell.value) for cell in first]
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in rows]


def head(ref: CellRef) -> str:
    """What stands above a figure."""
    return "／".join(filter(None, f"{ref.row}/{ref.column}".split("/")))


def offices_of(sheet: Worksheet) -> dict[object, dict[str, object]]:
    """The figures of every office, by its name."""
    return {row["街道"]: row for row in listed(sheet, f"{sheet.title}各街道")}


def sums_of(sheet: Worksheet) -> Sequence[object]:
    """The row of sums, which stands above the heads of the offices' table."""
    top = int(re.findall("[0-9]+", sheet.tables[f"{sheet.title}各街道"].ref)[0])
    return [cell.value for cell in sheet[top - 1]][2:]


def printed(sheet: Worksheet) -> list[object]:
    """The district's figures in the printed form, in printed order."""
    top = int(re.findall("[0-9]+", sheet.tables[f"{sheet.title}各街道"].ref)[0])
    rows = sheet.iter_rows(min_row=4, max_row=top - 3)
    values = [cell.value for row in rows for cell in row]
    found = (value for value in values if isinstance(value, int | float | str))
    return [value for value in found if not isinstance(value, str) or value[:1] == "="]


def links_of(sheet: Worksheet) -> set[str]:
    """The files that a sheet leads to; the format writes paths as Windows does."""
    cells = (cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink)
    return {str(link.target).replace("\\", "/") for link in cells if link.target}


def figures(*seeds: int) -> dict[CellRef, int]:
    """Added up here: the offices filled with these seeds."""
    offices = [all_figures(FORM, consistent_figures(FORM, seed)) for seed in seeds]
    return {ref: sum(office[ref] for office in offices) for ref in FORM.cells}


def written(ref: CellRef, sums: Figures) -> float:
    """A figure in the unit of the form."""
    return sums[ref] / float(10 ** FORM.cells[ref].measure.digits)


@pytest.fixture
def compared(home: Home) -> Home:
    """The first office has last year's return, too."""
    then = factory.last_years_figures(FORM)
    data = write_template(
        FORM, Whose(factory.DISTRICT, OFFICES[0], YEAR - 1), Filled(factory.words(FORM, 9), then)
    )
    home.put(data, year=YEAR - 1)
    return home


def test_every_figure_stands_in_its_offices_row(reported: Home) -> None:
    """One row per office of the roster, one head per column, the sums above."""
    workbook = summary(reported)
    assert workbook.sheetnames == SHEETS
    sums = figures(1, 2, 3)
    for table in FORM.tables:
        sheet = workbook[table.name]
        rows = offices_of(sheet)
        assert list(rows) == list(OFFICES)
        for seed, office in enumerate(OFFICES, start=1):
            own = figures(seed)
            for cell in table.cells:
                assert rows[office][head(cell.ref)] == pytest.approx(written(cell.ref, own))
        assert sums_of(sheet) == pytest.approx([written(c.ref, sums) for c in table.cells])


def test_the_district_stands_above_in_the_printed_form(reported: Home) -> None:
    """Every figure once, and every label of the form."""
    workbook = summary(reported)
    sums = figures(1, 2, 3)
    for table in PRINTED:
        sheet = workbook[table.name]
        found = printed(sheet)
        assert sorted(map(float, found)) == pytest.approx(  # type: ignore[arg-type]  # numbers all
            sorted(written(cell.ref, sums) for cell in table.cells)
        )
        texts = {cell.value for row in sheet.iter_rows() for cell in row}
        assert {row.label for block in table.blocks for row in block.rows if row.label} <= texts


def test_sums_are_live_formulas(reported: Home) -> None:
    """A person who corrects a figure sees its row, the sums and the district follow."""
    workbook = summary(reported, live=True)
    for table in PRINTED:
        sheet = workbook[table.name]
        assert all(str(value).startswith("=SUM(") for value in sums_of(sheet))
        assert all(str(value).startswith("=SUM(") for value in printed(sheet))
        for row in offices_of(sheet).values():
            for cell in table.cells:
                live = str(row[head(cell.ref)]).startswith("=SUM(")
                assert live == cell.is_total


def recalculated(home: Home, folder: Path, changes: Mapping[str, int]) -> Workbook:
    """The workbook with cells changed, its stored results thrown away, as LibreOffice has it."""
    workbook = summary(home, live=True)
    for place, value in changes.items():
        sheet, _, cell = place.partition("!")
        workbook[sheet][cell].value = value
    bare = folder / "汇总.xlsx"
    workbook.save(bare)
    assert OFFICE_PROGRAM
    profile = (folder / "profile").as_uri()
    subprocess.run(  # noqa: S603 - a fixed command on a file made here
        [
            OFFICE_PROGRAM, "--headless", f"-env:UserInstallation={profile}",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out", bare,
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return load_workbook(folder / "out" / "汇总.xlsx", data_only=True)


@pytest.mark.usefixtures("libreoffice")
def test_libreoffice_recalculates_every_stored_result(compared: Home, tmp_path: Path) -> None:
    """Sums, changes, shares, counts and what the charts draw, on every sheet."""
    compared.plant({CellRef("表三", NEW, "自然人"): "三件"})
    (compared.year / f"{OFFICES[2]}.xlsx").unlink()
    compared.reports()
    live, stored = summary(compared, live=True), summary(compared)
    again = recalculated(compared, tmp_path, {})
    seen = 0
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    seen += 1
                    place = sheet[cell.coordinate].coordinate
                    was = stored[sheet.title][place].value
                    assert again[sheet.title][place].value == pytest.approx(was), (sheet, place)
    assert seen > 400


@pytest.mark.usefixtures("libreoffice")
def test_a_corrected_figure_is_followed_everywhere(reported: Home, tmp_path: Path) -> None:
    """In its row, in the sums, in the district's table, in the rates."""
    ref = CellRef("表三", NEW, "自然人")
    sheet = summary(reported)["表三"]
    first = int(re.findall("[0-9]+", sheet.tables["表三各街道"].ref)[0]) + 1
    before = sums_of(sheet)
    at = [cell.ref for cell in FORM.table("表三").cells].index(ref)
    was = figures(1)[ref]
    again = recalculated(reported, tmp_path, {f"表三!C{first}": was + 1000})
    assert at == 0
    after = sums_of(again["表三"])
    changed_sums = [now - then for now, then in zip(after, before, strict=True) if now != then]  # type: ignore[operator]  # numbers all
    assert changed_sums == [1000, 1000]  # of the figure, and of its row's total
    rates = {row["比率"]: row for row in listed(again["比率"], "比率表") if row["街道"] == "全区"}
    sums = figures(1, 2, 3)
    new, carried_in = (
        written(FORM.quantities[one][0], sums) for one in (Quantity.NEW, Quantity.CARRIED_IN)
    )
    assert rates["办结率"]["分母"] == new + carried_in + 1000


def test_an_office_that_is_out_is_not_counted_as_zero(home: Home) -> None:
    """Its cells are empty, and the sheet says how many of how many are in the sums."""
    (home.year / f"{OFFICES[1]}.xlsx").unlink()
    home.reports()
    workbook = summary(home)
    sums = figures(1, 3)
    for table in FORM.tables:
        sheet = workbook[table.name]
        out = offices_of(sheet)[OFFICES[1]]
        assert {value for name, value in out.items() if name not in ("街道", "状态")} == {None}
        assert sums_of(sheet) == pytest.approx([written(c.ref, sums) for c in table.cells])
        assert "应报 3 个街道，已报 2 个" in sheet["A2"].value
        assert "2 个街道之和" in sheet["A2"].value
    guide = "\n".join(str(cell.value) for cell in workbook["说明"]["B"])
    assert f"不在合计内：{OFFICES[1]}。" in guide
    assert "1 月 1 日至 12 月 31 日" in guide


def test_the_standing_counts_itself(home: Home) -> None:
    """How many of how many, live; and links to what each office has."""
    (home.year / f"{OFFICES[1]}.xlsx").unlink()
    home.plant({CellRef("表三", NEW, "自然人"): "三件"})
    home.reports()
    sheet = summary(home)["报送情况"]
    counts = {sheet.cell(4, column).value: sheet.cell(5, column).value for column in range(2, 7)}
    assert counts == {"应报": 3, "已报": 2, "未报": 1, "需退改": 1, "已出报告": 1}
    rows = listed(sheet, "报送情况表")
    assert [(row["街道"], row["状态"], row["错误"]) for row in rows] == [
        (OFFICES[0], "需退改", 1),
        (OFFICES[1], "未报", 1),
        (OFFICES[2], "已出报告", 0),
    ]
    assert links_of(sheet) == {
        f"退改/{OFFICES[0]}.xlsx",
        f"街道报告/{factory.DISTRICT}{OFFICES[2]}{YEAR}年政府信息公开工作年度报告.docx",
    }
    assert all((home.outputs / link).is_file() for link in links_of(sheet))


def test_an_unknown_figure_is_an_empty_cell_and_the_sheet_says_so(home: Home) -> None:
    """It is not in the sum, and that is told above the table."""
    ref = CellRef("表三", NEW, "自然人")
    home.plant({ref: "三件"})
    home.reports()
    workbook = summary(home)
    assert offices_of(workbook["表三"])[OFFICES[0]][head(ref)] is None
    assert "另有 2 格" in workbook["表三"]["A2"].value  # the cell and its row's total
    assert "未计入合计" in workbook["表三"]["A2"].value
    assert "另有" not in workbook["表二"]["A2"].value


def test_years_are_compared_where_there_are_two(compared: Home) -> None:
    """Where there is none, it says so; the district sums those that have both."""
    compared.reports()
    rows = listed(summary(compared)["同比"], "同比表")
    assert len(rows) == (1 + len(OFFICES)) * len(FORM.compared)
    assert len(FORM.compared) == len(Quantity) + len(FORM.table("指标").cells) + 1  # the fee
    by_name = {(row["街道"], row["项目"]): row for row in rows}
    now = figures(1)
    then = all_figures(FORM, factory.last_years_figures(FORM))
    for name, refs in FORM.compared.items():
        this, last = (sum(written(ref, sums) for ref in refs) for sums in (now, then))
        for office in (OFFICES[0], "全区"):
            row = by_name[office, name]
            assert (row["本年"], row["上年"]) == pytest.approx((this, last))
            assert row["增减"] == pytest.approx(this - last)
            share = (this - last) / last if last else "—"
            assert row["增减比例"] == pytest.approx(share)
        assert by_name[OFFICES[1], name]["上年"] == "上年无数据"
        assert by_name[OFFICES[1], name]["增减"] == "—"


def test_without_last_year_nothing_is_compared_with_nothing(reported: Home) -> None:
    """No 0 against 0, and no chart of it."""
    rows = listed(summary(reported)["同比"], "同比表")
    assert {row["上年"] for row in rows} == {"上年无数据"}
    assert {row["增减"] for row in rows} == {"—"}
    with zipfile.ZipFile(reported.outputs / "汇总.xlsx") as package:
        assert len([name for name in package.namelist() if "charts/chart" in name]) == 3


def test_an_indicator_may_be_called_as_our_own_column(home: Home) -> None:
    """Excel wants heads that differ."""
    more = '\n[[indicator]]\nlabel = "状态"\nunit = "件"\n'
    factory.settings_file(home.inputs, factory.SETTINGS + more)
    home.reports()
    assert listed(summary(home)["指标"], "指标各街道")


def test_the_row_of_sums_closes(home: Home) -> None:
    """A figure that is not known is missing in its total, too, as in the printed table."""
    home.plant({CellRef("表三", NEW, "自然人"): "三件"})
    home.reports()
    sheet = summary(home)["表三"]
    cells = FORM.table("表三").cells
    sums = dict(zip((cell.ref for cell in cells), sums_of(sheet), strict=True))
    for cell in cells:
        if cell.is_total:
            assert sums[cell.ref] == sum(int(str(sums[part])) for part in cell.sums)


def test_rates_say_what_is_divided_by_what(home: Home) -> None:
    """And none is made of a base of 0."""
    zeros = dict.fromkeys(consistent_figures(FORM), 0)
    data = write_template(
        FORM, Whose(factory.DISTRICT, OFFICES[1], YEAR), Filled(factory.words(FORM, 2), zeros)
    )
    home.put(data, f"{OFFICES[1]}.xlsx")
    home.reports()
    rows = listed(summary(home)["比率"], "比率表")
    by_name = {(row["街道"], row["比率"]): row for row in rows}
    for rate in FORM.rates:
        for office, sums in ((OFFICES[0], figures(1)), ("全区", figures(1, 3))):
            over, under = (sum(sums[ref] for ref in refs) for refs in (rate.over, rate.under))
            row = by_name[office, rate.name]
            assert (row["分子"], row["分母"]) == (over, under)
            assert row["结果"] == pytest.approx(over / under)
        assert by_name[OFFICES[1], rate.name]["结果"] == "—"
    handled = by_name[OFFICES[0], "办结率"]
    carried = by_name[OFFICES[0], "结转率"]
    assert handled["结果"] + carried["结果"] == pytest.approx(1)  # type: ignore[operator]  # numbers


def test_every_rule_is_told_of_every_office(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """通过, 未通过, 未评估 and 已说明, as they were worked out; how often, live."""
    (home.year / f"{OFFICES[2]}.xlsx").unlink()
    made = factory.IN_FORCE._replace(column="本年制发件数")
    home.plant({CellRef("表三", NEW, "自然人"): "三件", "存在问题": "无", made: 6})
    waiver = f'[[waiver]]\noffice = "{OFFICES[0]}"\nrule = "Q06"\nreason = "示例"\n'
    factory.settings_file(home.inputs, factory.SETTINGS + waiver)
    seen = outcomes_of_runs(monkeypatch)
    home.reports()
    rows = listed(summary(home)["规则"], "规则表")
    assert [row["编号"] for row in rows] == list(seen[-1].columns)
    for row in rows:
        came_to = [str(said) for said in seen[-1][str(row["编号"])]]
        assert [row[office] for office in OFFICES] == [*came_to, "未评估"]
        for said in ("通过", "未通过", "未评估", "已说明"):
            assert row[said] == [*came_to, "未评估"].count(said)
    outcomes = {cell for row in rows for cell in row.values()}
    assert {"通过", "未评估", "已说明"} <= outcomes


def test_an_empty_form_keeps_no_rule_and_is_in_no_sum(home: Home) -> None:
    """Nothing was said that could be right; the standing names the file all the same."""
    home.put(factory.changed(write_template(FORM, Whose(factory.DISTRICT, OFFICES[0], YEAR)), {}))
    home.put(b"no workbook", f"{OFFICES[1]}.xlsx")
    home.reports()
    book = summary(home)
    said = {row[OFFICES[0]] for row in listed(book["规则"], "规则表")}
    assert said == {"未评估", "未通过"}
    guide = [str(row[1].value) for row in book["说明"].iter_rows()]
    assert f"在合计内：{OFFICES[2]}。" in guide
    assert f"不在合计内：{OFFICES[0]}、{OFFICES[1]}。" in guide
    files = [row["报送文件"] for row in listed(book["报送情况"], "报送情况表")]
    assert files == [f"{office}.xlsx" for office in OFFICES]


def test_indicators_of_one_name_are_compared_apart(home: Home) -> None:
    """A district may name one as the form names what it counts."""
    own = '\n[[indicator]]\nlabel = "信息处理费"\nunit = "元"\n'
    factory.settings_file(home.inputs, factory.SETTINGS + own)
    home.reports()
    names = [row["项目"] for row in listed(summary(home)["同比"], "同比表")][
        : len(FORM.compared) + 1
    ]
    assert len(set(names)) == len(names)
    assert "指标　信息处理费（元）" in names


def test_findings_are_counted_and_listed(home: Home) -> None:
    """The counts of 报送情况 are those of 问题清单, where each leads to the file to correct."""
    home.plant({CellRef("表三", NEW, "自然人"): "三件", CellRef("指标", "示例讲座", ""): "4"})
    home.reports()
    workbook = summary(home)
    first = listed(workbook["报送情况"], "报送情况表")[0]
    assert [first[name] for name in ("街道", "状态", "错误", "警告", "提示")] == [
        OFFICES[0], "需退改", 1, 0, 1,
    ]  # fmt: skip
    rows = listed(workbook["问题清单"], "问题清单表")
    assert [(row["级别"], row["编号"], row["退改表"]) for row in rows] == [
        ("提示", "N01", "打开"),
        ("错误", "N12", "打开"),
    ]


def test_charts_draw_what_the_sheets_say(compared: Home) -> None:
    """Four native charts with a title and words for who cannot see them."""
    compared.reports()
    sheet = summary(compared)["图表"]
    values = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=4) if row[0].value}
    sums = figures(1, 2, 3)
    handled = [
        ref for ref in FORM.cells if ref.row.endswith("（一）予以公开") and ref.column == "总计"
    ]
    assert values["（一）予以公开"] == sums[handled[0]]
    assert values["行政复议　结果纠正"] == sums[CellRef("表四", "", "行政复议/结果纠正")]
    most = [row[0].value for row in sheet.iter_rows(min_row=5, max_row=7)]
    new = {
        office: figures(seed)[CellRef("表三", NEW, "总计")]
        for seed, office in enumerate(OFFICES, 1)
    }
    assert most == sorted(OFFICES, key=lambda office: -new[office])
    with zipfile.ZipFile(compared.outputs / "汇总.xlsx") as package:
        names = [name for name in package.namelist() if "charts/chart" in name]
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert len(names) == 4
    assert drawing.count('descr="条形图：') == 4


def test_heads_stay_in_view_where_they_stand_above_the_rows(reported: Home) -> None:
    """Those of 表二, 表三 and 表四 are far below: there the columns keep their letters."""
    book = summary(reported)
    repeated = {table.name: bool(book[table.name].print_title_rows) for table in FORM.tables}
    assert repeated == {table.name: table.is_list for table in FORM.tables}
    assert {table.name: bool(book[table.name].print_area) for table in FORM.tables} == {
        table.name: not table.is_list for table in FORM.tables
    }


def test_there_are_no_more_links_than_excel_takes(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first offices have theirs; the others are found in the folder."""
    linked = len(tiers.OFFICES.linked)
    monkeypatch.setattr("pipeline.load.summary.summary._MOST_LINKS", 2 * linked)
    home.reports()
    sheet = summary(home)["报送情况"]
    _, *rows = sheet[sheet.tables["报送情况表"].ref]
    assert [any(cell.hyperlink for cell in row) for row in rows] == [True, True, False]


def test_the_office_with_most_applications_is_drawn_first(home: Home) -> None:
    """Wherever it stands on the roster."""
    place = home.places[CellRef("表三", NEW, "自然人")]
    last = changed(filled(FORM, OFFICES[2], seed=3), {place: 900})
    home.put(last, f"{OFFICES[2]}.xlsx")
    home.reports()
    drawn = [row[0].value for row in summary(home)["图表"].iter_rows(min_row=5, max_row=7)]
    assert drawn[0] == OFFICES[2]
    assert set(drawn) == set(OFFICES)


def test_text_of_an_office_is_never_a_formula(home: Home) -> None:
    """In any sheet, whatever it wrote into a number cell; links lead to our documents only."""
    place = home.places[CellRef("表四", "", "行政复议/结果维持")]
    home.put(changed(filled(FORM), {place: "@SUM(A1)", "五、问题与改进!E9": "http://a.b"}))
    home.reports()
    workbook = summary(home, live=True)
    cells = [c for row in workbook["问题清单"].iter_rows() for c in row]
    assert "@SUM(A1)" in [c.value for c in cells]
    assert not [c for c in cells if c.data_type == "f"]
    links = {link for sheet in workbook for link in links_of(sheet)}
    assert links
    assert all(re.match("(退改|街道报告)/", link) for link in links)


@pytest.mark.parametrize("name", SHEETS[1:])
def test_a_sheet_prints_and_keeps_its_heads(reported: Home, name: str) -> None:
    """A4, fitted to its width or scaled; heads and names stay while scrolling."""
    sheet = summary(reported)[name]
    assert sheet.page_setup.paperSize == 9
    if name != "图表":
        assert sheet.freeze_panes
    if name in {table.name for table in PRINTED}:
        assert sheet.print_area


def test_of_too_many_offices_none_has_a_row(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The district's sums are there all the same, as numbers; what is lacking is on the page."""
    home.plant({CellRef("表三", NEW, "自然人"): "三件"})
    home.reports()
    every = {name: listed(summary(home)["规则"], "规则表")[0][name] for name in ("通过", "未评估")}
    monkeypatch.setattr("pipeline.results.MOST_LISTED", 2)
    monkeypatch.setattr("pipeline.load.overview.MOST_LISTED", 2)
    home.reports()
    book = summary(home)
    assert "各街道的数见 街道数据.csv" in str(book["表四"]["A2"].value)
    texts = [
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    ]
    over_rows = ("=COUNTIF(", "=SUMIFS(", "=IF(COUNTIFS")
    assert not [text for text in texts if text.startswith(over_rows)]
    for name in ("表三", "同比", "比率", "规则"):
        assert OFFICES[1] not in [cell.value for row in book[name].iter_rows() for cell in row]
    assert [row["街道"] for row in listed(book["报送情况"], "报送情况表")] == list(OFFICES)
    first = listed(book["规则"], "规则表")[0]
    assert {name: first[name] for name in every} == every
    page = (home.outputs / "总览.html").read_text(encoding="utf-8")
    assert f'<th scope="row">{OFFICES[0]}</th>' in page
    assert page.count("<tr data-standing") == 1
    assert "另有 2 个见汇总表" in page
    assert ">街道数据</a>" in page
    lines = (home.outputs / "街道数据.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines))
    assert [row["街道"] for row in rows] == list(OFFICES)
    assert [row["状态"] for row in rows] == ["需退改", "已出报告", "已出报告"]
    ref = CellRef("表三", NEW, "自然人")
    seeds = (None, 2, 3)
    known = [str(consistent_figures(FORM, seed)[ref]) if seed else "" for seed in seeds]
    assert [row[f"表三　{head(ref)}"] for row in rows] == known
    monkeypatch.undo()
    home.reports()
    assert not (home.outputs / "街道数据.csv").exists()


def test_lists_that_are_too_long_for_excel_are_told(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name: that of figures has a row for each figure of each office."""
    monkeypatch.setattr("pipeline.results.MOST_LISTED", 2)
    monkeypatch.setattr("pipeline.load.summary.summary.MOST_ROWS", 3 * len(FORM.cells))
    home.reports()
    said = [str(cell.value) for row in summary(home)["说明"].iter_rows() for cell in row]
    told = [line.partition(" 有 ")[0] for line in said if "只打开得了" in line]
    assert told == ["数据.csv"]


def test_more_findings_than_a_sheet_holds_are_told(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel refuses a longer one; the list has them all."""
    for office in OFFICES:
        (home.year / f"{office}.xlsx").write_bytes(b"")
    home.reports()
    assert "前" not in str(summary(home)["问题清单"]["A2"].value)
    monkeypatch.setattr("pipeline.load.summary.summary.MOST_ROWS", 3 + 1 + 2)
    home.reports()
    sheet = summary(home)["问题清单"]
    assert len(listed(sheet, "问题清单表")) == 2
    assert "这里是前 2 条，全部的见 问题清单.csv" in str(sheet["A2"].value)
    assert (home.outputs / "问题清单.csv").read_text(encoding="utf-8-sig").count("\n") == 4


@given(st.text(max_size=40), st.integers(min_value=1, max_value=3_000))
def test_no_cell_is_longer_than_excel_allows(text: str, times: int) -> None:
    """One that is cut says so; it counts signs beyond the first plane twice."""
    shown = fitting(text * times)
    assert len(shown.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_TEXT
    assert shown == text * times or shown.endswith("（太长，后面的没有写进来）")


def test_a_text_of_rare_signs_that_just_does_not_fit_is_cut() -> None:
    """Each counts twice: 16,384 of them are one too many."""
    assert fitting("\U00020000" * 16_383) == "\U00020000" * 16_383
    assert len(fitting("\U00020000" * 16_384).encode("utf-16-le")) // 2 <= LONGEST_TEXT


def test_a_note_that_is_too_long_for_a_cell_is_there_all_the_same(home: Home) -> None:
    """XlsxWriter would leave the cell empty."""
    names = [f"示例{'长' * 150}{at}街道" for at in range(400)]
    listed_ = ", ".join(f'"{name}"' for name in (*OFFICES, *names))
    text = factory.SETTINGS.replace(", ".join(f'"{office}"' for office in OFFICES), listed_)
    factory.settings_file(home.inputs, text)
    home.reports()
    said = [str(row[1].value) for row in summary(home)["说明"].iter_rows() if row[1].value]
    assert [line for line in said if line.startswith("不在合计内") and "太长" in line]

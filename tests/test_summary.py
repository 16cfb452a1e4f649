"""load.summary: 汇总.xlsx, read back, recalculated and compared with sums made here."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Home
from factory import FORM, NEW, OFFICES, all_figures, changed, consistent_figures, filled
from openpyxl import Workbook, load_workbook

from pipeline.form.table import CellRef

OFFICE_PROGRAM = shutil.which("soffice")
PRINTED = [table for table in FORM.tables if not table.is_list]


def rows_of(workbook: Workbook, sheet: str) -> dict[str, list[object]]:
    """The rows below the heads, by what stands in their first column."""
    rows: list[list[object]] = [
        [cell.value for cell in row] for row in workbook[sheet].iter_rows(min_row=5)
    ]
    return {str(row[0]): row[2:] for row in rows}


def expected_sums(*seeds: int) -> dict[CellRef, float]:
    """Added up here: the written figures of the offices filled with these seeds."""
    offices = [all_figures(FORM, consistent_figures(FORM, seed)) for seed in seeds]
    return {
        ref: sum(office[ref] for office in offices) / 10**cell.measure.digits
        for ref, cell in FORM.cells.items()
    }


def test_every_figure_stands_in_its_offices_row(home: Home) -> None:
    """One row per office of the roster, one column per figure, one row of sums."""
    home.reports()
    workbook = load_workbook(home.outputs / "汇总.xlsx", data_only=True)
    assert workbook.sheetnames == ["报送情况", "表二", "表三", "表四", "问题清单"]
    sums = expected_sums(1, 2, 3)
    for table in PRINTED:
        rows = rows_of(workbook, table.name)
        assert list(rows) == [*OFFICES, "合计"]
        for seed, office in enumerate(OFFICES, start=1):
            figures = all_figures(FORM, consistent_figures(FORM, seed))
            wanted = [figures[c.ref] / 10**c.measure.digits for c in table.cells]
            assert rows[office] == pytest.approx(wanted)
        assert rows["合计"] == pytest.approx([sums[c.ref] for c in table.cells])


def test_sums_are_live_formulas(home: Home) -> None:
    """A person who corrects a figure sees the sum follow."""
    home.reports()
    workbook = load_workbook(home.outputs / "汇总.xlsx")
    for table in PRINTED:
        last = rows_of(workbook, table.name)["合计"]
        assert all(str(value).startswith("=SUM(") for value in last)
        assert len(last) == len(table.cells)


@pytest.mark.skipif(OFFICE_PROGRAM is None, reason="needs LibreOffice (apt: libreoffice-calc)")
def test_libreoffice_recalculates_the_same_sums(home: Home, tmp_path: Path) -> None:
    """Stored results are thrown away first, so what is compared was calculated there."""
    home.reports()
    bare = tmp_path / "汇总.xlsx"
    load_workbook(home.outputs / "汇总.xlsx").save(bare)
    assert OFFICE_PROGRAM
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(  # noqa: S603 - a fixed command on a file made here
        [
            OFFICE_PROGRAM, "--headless", f"-env:UserInstallation={profile}",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "out", bare,
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    workbook = load_workbook(tmp_path / "out" / "汇总.xlsx", data_only=True)
    sums = expected_sums(1, 2, 3)
    for table in PRINTED:
        assert rows_of(workbook, table.name)["合计"] == pytest.approx(
            [sums[c.ref] for c in table.cells]
        )


def test_an_office_that_is_out_is_not_counted_as_zero(home: Home) -> None:
    """Its cells are empty, and the sheet says how many of how many are in the sums."""
    (home.inputs / "2023" / f"{OFFICES[1]}.xlsx").unlink()
    home.reports()
    workbook = load_workbook(home.outputs / "汇总.xlsx", data_only=True)
    sums = expected_sums(1, 3)
    for table in PRINTED:
        rows = rows_of(workbook, table.name)
        assert set(rows[OFFICES[1]]) == {None}
        assert rows["合计"] == pytest.approx([sums[c.ref] for c in table.cells])
        scope = workbook[table.name]["A2"].value
        assert "应报 3 个街道，已报 2 个" in scope
        assert "2 个街道之和" in scope
    state = [[c.value for c in row] for row in workbook["报送情况"].iter_rows(min_row=4)]
    assert [row[1:3] for row in state] == [
        [OFFICES[0], "已出报告"],
        [OFFICES[1], "未报"],
        [OFFICES[2], "已出报告"],
    ]


def test_an_unknown_figure_is_an_empty_cell_and_the_sheet_says_so(home: Home) -> None:
    """It is not in the sum, and that is told above the table."""
    ref = CellRef("表三", NEW, "自然人")
    home.plant({ref: "三件"})
    home.reports()
    workbook = load_workbook(home.outputs / "汇总.xlsx", data_only=True)
    at = [c.ref for c in FORM.table("表三").cells].index(ref)
    assert rows_of(workbook, "表三")[OFFICES[0]][at] is None
    assert "另有 2 格" in workbook["表三"]["A2"].value  # the cell and its row's total
    assert "未计入合计" in workbook["表三"]["A2"].value
    assert "另有" not in workbook["表二"]["A2"].value


def test_findings_are_counted_and_listed(home: Home) -> None:
    """The counts of 报送情况 are those of 问题清单."""
    home.plant({CellRef("表三", NEW, "自然人"): "三件", CellRef("指标", "示例讲座", ""): "4"})
    home.reports()
    workbook = load_workbook(home.outputs / "汇总.xlsx", data_only=True)
    first = [c.value for c in workbook["报送情况"][4]]
    assert first[1:6] == [OFFICES[0], "需退改", 1, 0, 1]
    listed = [[c.value for c in row] for row in workbook["问题清单"].iter_rows(min_row=4)]
    assert [(row[0], row[1]) for row in listed] == [("提示", "N01"), ("错误", "N12")]


def test_text_of_an_office_is_never_a_formula(home: Home) -> None:
    """In any sheet, whatever it wrote into a number cell."""
    place = home.places[CellRef("表四", "", "行政复议/结果维持")]
    home.put(changed(filled(FORM), {place: "@SUM(A1)"}))
    home.reports()
    workbook = load_workbook(home.outputs / "汇总.xlsx")
    cells = [c for row in workbook["问题清单"].iter_rows() for c in row]
    assert "@SUM(A1)" in [c.value for c in cells]
    assert not [c for c in cells if c.data_type == "f"]
    assert not [c for sheet in workbook for row in sheet.iter_rows() for c in row if c.hyperlink]

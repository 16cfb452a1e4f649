"""cli.published: what the screen says of published reports, line by line."""

from collections import Counter
from pathlib import Path

from pipeline.cli.published import audit_lines, import_lines
from pipeline.findings import Level
from pipeline.outputs import AUDIT, IMPORTS, Conflicts
from pipeline.published import audit, importing

FOLDER = Path("output")
WRONG = Counter({Level.ERROR: 2, Level.NOTE: 1})


AUDITED = audit.Line(
    file="甲.docx",
    office="示例甲街道",
    year=2023,
    found=Counter(),
    compared=True,
    differs=False,
    is_partial=False,
    is_beside=False,
)


def test_an_audit_says_of_each_report_how_it_compares() -> None:
    """And of a file that is none that it was not looked at; only reports are counted."""
    lines = [
        AUDITED,
        AUDITED._replace(file="乙.docx", differs=True, found=WRONG),
        AUDITED._replace(file="丙.pdf", differs=True, is_partial=True),
        AUDITED._replace(file="丁.html", compared=False),
        AUDITED._replace(file="戊.doc", compared=None, office="", year=0, found=WRONG),
        AUDITED._replace(file="己.xlsx", is_beside=True, found=WRONG),
    ]
    assert list(audit_lines(audit.Audit(FOLDER, lines, Conflicts()))) == [
        "甲.docx　示例甲街道 2023 年　没有问题　与报送的表格一致",
        "乙.docx　示例甲街道 2023 年　错误 2，提示 1　与报送的表格不一致",
        "丙.pdf　示例甲街道 2023 年　没有问题　读出的部分与报送的表格不一致",
        "丁.html　示例甲街道 2023 年　没有问题　没有与报送的表格比对",
        "戊.doc　单位不明 年度不明　错误 2，提示 1　没有读出年报",
        "己.xlsx　不像年报，没有核查",
        f"共 5 份，没有错误的 3 份。逐条说明：{FOLDER / AUDIT}",
    ]


def test_an_import_says_of_each_report_where_its_template_is() -> None:
    """Or that there is none; only reports are counted."""
    taken = importing.Line(
        file="甲.docx",
        office="示例甲街道",
        year=2022,
        template=Path("2022/甲.xlsx"),
        figures=201,
        found=Counter(),
        is_beside=False,
    )
    lines = [
        taken,
        taken._replace(file="乙.docx", template=None, found=WRONG),
        taken._replace(file="丙.xlsx", template=None, is_beside=True),
    ]
    assert list(import_lines(importing.Imports(FOLDER, lines, Conflicts()))) == [
        "甲.docx　示例甲街道 2022 年　没有问题　填入 201 个数：2022/甲.xlsx",
        "乙.docx　示例甲街道 2022 年　错误 2，提示 1　没有导入",
        "丙.xlsx　不像年报，没有核查",
        f"共 2 份，导入 1 份。没有填入的和发现的问题：{FOLDER / IMPORTS}",
    ]

"""What offices write is text in every output, and every cell of theirs is in one of them."""

import io
import re
import zipfile
from pathlib import Path

import factory
import pytest
from conftest import Home
from docx import Document
from factory import FORM, OFFICES, YEAR
from openpyxl import load_workbook

from pipeline.form.section import FieldKind
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template

ORDERS = (
    '=HYPERLINK("http://example.com","点")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+1",
    "{ INCLUDETEXT c:\\\\a.txt } { DDEAUTO cmd } { PAGE }",
    "http://example.com/a?b=c 与 file:///c:/windows 和 \\\\server\\share",
    '</w:t></w:r><w:r><w:fldSimple w:instr="AUTHOR"/><w:t>',
    "{{7*7}} {% raw %} <script>alert(1)</script> & <西区>",
    "&xxe; <!DOCTYPE a> ]]>",
)
REST = "。社区公示栏的更新还不够及时。"
FIELD = re.compile(r"<w:(?:fldSimple|instrText)[^>]*?(?:instr=\"([^\"]*)\"|>([^<]*)<)")


@pytest.fixture
def ordered(home: Home) -> Home:
    """Every answer in words begins with something that some program would obey."""
    prose = [field.label for field in FORM.fields if field.kind is FieldKind.PROSE]
    words = {
        **factory.words(FORM),
        **{label: f"{order}{REST}" for label, order in zip(prose, ORDERS, strict=True)},
    }
    figures = factory.consistent_figures(FORM)
    home.put(
        write_template(FORM, Whose(factory.DISTRICT, OFFICES[0], YEAR), Filled(words, figures))
    )
    home.put(b"", '=1+1 {"a"} <b>.xlsx')
    home.reports()
    return home


def packages(home: Home) -> list[Path]:
    """The Word documents and the workbook."""
    return [*home.outputs.rglob("*.docx"), *home.outputs.rglob("*.xlsx")]


def reports(home: Home) -> list[Path]:
    """The offices' reports."""
    return list((home.outputs / "街道报告").iterdir())


def test_words_are_printed_as_they_were_written(ordered: Home) -> None:
    """Letter by letter, in the report of the office that wrote them."""
    (path,) = (path for path in reports(ordered) if OFFICES[0] in path.name)
    printed = [paragraph.text for paragraph in Document(str(path)).paragraphs]
    for order in ORDERS:
        assert f"{order}{REST}" in printed


def test_no_output_obeys_an_office(ordered: Home) -> None:
    """No field but the page number, no declaration, no link but those to our own documents."""
    assert len(packages(ordered)) > 2 * len(OFFICES)
    for path in packages(ordered):
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name).decode() for name in package.namelist()}
        for name, part in parts.items():
            fields = [(one or other).strip() for one, other in FIELD.findall(part)]
            assert set(fields) <= {"PAGE"}, name
            assert "<!DOCTYPE" not in part
            assert "<w:hyperlink" not in part
            outside = re.findall(r'Target="([^"]*)" TargetMode="External"', part)
            assert part.count("TargetMode") == len(outside)
            assert all(re.match(r"(街道报告|退改)\\[^\\/:]+$", target) for target in outside)
            inside = re.findall(r'<hyperlink [^>]*location="([^"]*)"', part)
            assert all(re.fullmatch(r"'[^'!]+'![A-Z]+[0-9]+", place) for place in inside)


def test_no_formula_comes_from_an_office(ordered: Home) -> None:
    """The summary has formulas of its own only, of these functions."""
    workbook = load_workbook(ordered.outputs / "汇总.xlsx")
    formulas = [
        cell.value
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    functions = {name for f in formulas for name in re.findall(r"([A-Z]+)\(", str(f))}
    assert functions <= {
        "SUM",
        "SUMIFS",
        "COUNTIF",
        "COUNTIFS",
        "IF",
        "AND",
        "ISNUMBER",
        "N",
        "ROWS",
    }
    assert not re.search("http|cmd|calc|INCLUDE", "".join(map(str, formulas)))
    for name in ("问题清单.csv", "数据.csv"):
        text = (ordered.outputs / name).read_text(encoding="utf-8-sig")
        assert not re.search(r'(?m)(?:^|,)"?[=+@\t]', text)


def test_every_cell_of_a_return_is_in_an_output(home: Home) -> None:
    """In the report, among the data, or in the list with a reason; names of staff apart."""
    prose = [field.label for field in FORM.fields if field.kind is FieldKind.PROSE]
    words = {label: f"{at}号标记的示例文字，写明情况。" for at, label in enumerate(prose, 11)}
    figures = {
        ref: 1_000 + at
        for at, ref in enumerate(ref for ref, cell in FORM.cells.items() if not cell.is_total)
    }
    data = write_template(
        FORM,
        Whose(factory.DISTRICT, OFFICES[0], YEAR),
        Filled({**factory.words(FORM), **words}, figures),
    )
    beside: dict[str, factory.Cell] = {
        "三、依申请公开!M9": 7654,
        "五、问题与改进!E9": "旁注甲",
        "一、总体情况!B20": "旁注乙",
    }
    home.put(factory.changed(data, beside))
    home.reports()
    data_rows = (home.outputs / "数据.csv").read_text(encoding="utf-8-sig")
    listed = (home.outputs / "问题清单.csv").read_text(encoding="utf-8-sig")
    for ref, figure in figures.items():
        written = FORM.cells[ref].measure.written(figure)
        assert f",{written},{OFFICES[0]}.xlsx,{home.places[ref]}" in data_rows
    for text in ("M9“7654”", "E9“旁注甲”", "B20“旁注乙”"):
        assert text in listed
    factory.settings_file(
        home.inputs,
        factory.SETTINGS
        + "".join(
            f'[[waiver]]\noffice = "{OFFICES[0]}"\nrule = "{rule}"\nreason = "示例"\n'
            for rule in ("A01", "A05")
        ),
    )
    home.reports()
    (path,) = (path for path in reports(home) if OFFICES[0] in path.name)
    printed = "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
    assert all(text in printed for text in words.values())


def logged(home: Home, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and log of a check."""
    from pipeline.cli.commands import main

    with pytest.raises(SystemExit) as left:
        main(["check", "--input", str(home.inputs), "--output", str(home.folder / "output")])
    assert "Traceback" not in capsys.readouterr().err
    return int(left.value.code or 0), (home.outputs / "运行日志.txt").read_text(encoding="utf-8")


def test_the_log_shows_what_files_are_called_and_obeys_nothing(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """Braces, tags, percent signs and line breaks in a name are only signs (R12)."""
    home.put(factory.filled(FORM, OFFICES[0], seed=7), "{0} {x!r} <red>%s%n<b>\n街道.xlsx")
    _, log = logged(home, capsys)
    assert "{0} {x!r} <red>%s%n<b>�街道.xlsx" in log
    assert len(log.splitlines()) == log.count(" | INFO ")


def test_sheets_that_no_part_of_the_form_is_on_are_named_in_the_log(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are passed over, and it can be found out."""
    workbook = load_workbook(io.BytesIO(factory.filled(FORM)))
    workbook.create_sheet("街道台账").append(["甲", 1])
    workbook.save(home.year / f"{OFFICES[0]}.xlsx")
    code, log = logged(home, capsys)
    assert code == 0
    assert "没有采用的内容有 1 处：街道台账 A1:B1" in log


def test_a_subtotal_is_counted_once_in_the_districts_sum(reported: Home) -> None:
    """S13: what the district's row says of （七）总计 are its parts, once."""
    workbook = load_workbook(
        io.BytesIO((reported.outputs / "汇总.xlsx").read_bytes()), data_only=True
    )
    sheet = workbook["表三"]
    top = int(re.findall("[0-9]+", sheet.tables["表三各街道"].ref)[0])  # the sums stand above
    sums = [cell.value for cell in sheet[top - 1]][2:]
    cells = list(FORM.table("表三").cells)
    known = dict(zip((cell.ref for cell in cells), sums, strict=True))
    for cell in cells:
        if cell.is_total:
            assert known[cell.ref] == sum(int(str(known[part])) for part in cell.sums)

"""Personal data in whatever place of a file goes nowhere but back to its office.

The places are those that the reader delivers: a new one without a ruling here fails.
"""

import dataclasses
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import factory
import packages
import pytest
from conftest import Home
from factory import FORM, NEW, OFFICES
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from pipeline.cells import ErrorValue, Formula, Sheet, Struck, Workbook
from pipeline.cli.screen import last_lines, table
from pipeline.extract.workbook import read_workbook
from pipeline.form.table import CellRef
from pipeline.logbook import log_to
from pipeline.outputs import DRAFTS, LOG, RETURNED, Wanted
from pipeline.source_file import readable_name

NUMBER = "1380013800"  # with one more digit, a mobile number of nobody
FIGURE = CellRef("表三", NEW, "自然人")
OTHER_FIGURE = CellRef("表三", NEW, "总计")
# Field of what is read → the digits of the markers that stand there; none: it holds no words.
RULINGS: Mapping[str, str] = {
    "Workbook.file": "0",
    "Workbook.sheets": "1",
    "Workbook.digest": "",
    "Workbook.edition": "2",
    "Sheet.rows": "345",  # an answer, a number cell, beside a table
    "Sheet.hidden": "",
    "Sheet.merged": "",
    "Sheet.hidden_rows": "",
    "Sheet.hidden_columns": "",
    "Sheet.remarks": "6",
    "Formula.result": "",  # as a value of a cell
    "Formula.text": "7",
    "ErrorValue.text": "8",
    "Struck.text": "9",
}
AT = factory.places(FORM)


def test_every_place_that_is_read_has_a_ruling() -> None:
    """What the reader comes to deliver must be looked at here, too."""
    of_classes = {
        f"{kind.__name__}.{field.name}"
        for kind in (Workbook, Sheet, ErrorValue, Struck)
        for field in dataclasses.fields(kind)
    }
    assert of_classes | {f"Formula.{name}" for name in Formula._fields} == RULINGS.keys()
    digits = "".join(RULINGS.values())
    assert len(digits) == len(set(digits))


def planted() -> bytes:
    """A return with a number in every place but its file's name."""
    book = load_workbook(io.BytesIO(factory.filled(FORM)))
    sheet, at = factory.cell_at(book, AT["存在问题"])
    at.value = f"一是不足，请拨打{NUMBER}3反映。"
    sheet, at = factory.cell_at(book, AT[FIGURE])
    at.value = f"{NUMBER}4"
    at.comment = Comment(f"问{NUMBER}6", "示例")
    sheet["M9"] = f"联系人{NUMBER}5"
    sheet["M10"] = int(f"{NUMBER}5")
    sheet["M11"] = f"='{NUMBER}7'!A1"
    sheet["M12"] = f"{NUMBER}9"
    sheet["M12"].font = Font(strike=True)
    _, at = factory.cell_at(book, AT[OTHER_FIGURE])
    at.value = f"='{NUMBER}7'!A1"
    book.create_sheet(f"台账{NUMBER}1").append(["甲", 1])
    book[FORM.sections[-1].sheet].title = f"其他{NUMBER}1"
    book.properties.title = book.properties.creator = f"{NUMBER}0"
    file = io.BytesIO()
    book.save(file)
    data = packages.edited(
        file.getvalue(), "xl/workbook.xml", f"{FORM.edition}", f"{FORM.edition} {NUMBER}2"
    )
    return packages.edited(
        data,
        "xl/worksheets/sheet5.xml",
        "</sheetData>",
        f'<row r="60"><c r="A60" t="e"><v>#{NUMBER}8</v></c></row></sheetData>',
    )


def texts_in(path: Path) -> Iterator[str]:
    """All that stands in a file, and in the parts of a zip."""
    data = path.read_bytes()
    yield data.decode("utf-8", "replace")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield from (
                package.read(name).decode("utf-8", "replace") for name in package.namelist()
            )


def test_the_planted_numbers_are_where_they_should_be(tmp_path: Path) -> None:
    """Or the next test would look for what is not there."""
    path = tmp_path / "示例.xlsx"
    path.write_bytes(planted())
    workbook, _ = read_workbook(path)
    delivered = repr(workbook)
    # The names of files and sheets are masked already as they are read.
    digits = set("".join(RULINGS.values())) - {*RULINGS["Workbook.file"]}
    digits -= {*RULINGS["Workbook.sheets"]}
    assert "138****8001" in delivered
    assert [digit for digit in sorted(digits) if f"{NUMBER}{digit}" not in delivered] == []


@pytest.mark.parametrize("edition", [True, False], ids=["of this year", "of another edition"])
def test_a_number_goes_back_to_its_office_and_nowhere_else(home: Home, *, edition: bool) -> None:
    """Into its file to correct and its draft; no list, page, summary, log or screen shows it."""
    data = planted()
    if edition:
        data = packages.edited(data, "xl/workbook.xml", f" {NUMBER}2", "")
    (home.year / f"{OFFICES[0]}.xlsx").unlink()
    home.put(data, f"{OFFICES[0]}{NUMBER}0.xlsx")
    log_to(home.outputs / LOG)
    done = home.reports(Wanted(drafts=True))
    own = {f"{RETURNED}/{OFFICES[0]}.xlsx"}
    own |= {path.relative_to(home.outputs).as_posix() for path in (home.outputs / DRAFTS).glob("*")}
    shown = {
        path.relative_to(home.outputs).as_posix()
        for path in home.outputs.rglob("*")
        if path.is_file() and any(NUMBER in text for text in texts_in(path))
    }
    assert shown - own == set()
    assert NUMBER not in "".join([*table(done), *last_lines(done)])
    assert shown or not edition


@pytest.mark.parametrize(
    "name",
    [
        f"李四{NUMBER}0.xlsx", f"李四.{NUMBER}0", f"{NUMBER[:3]}_{NUMBER[3:7]}_{NUMBER[7:]}0.pdf",
        f"{NUMBER[:3]}（{NUMBER[3:7]}）{NUMBER[7:]}0.xls",
    ],
)  # fmt: skip
def test_a_name_shows_nobodys_number_and_stays_its_own(name: str) -> None:
    """However it is written; two names that are masked alike are told apart."""
    shown = readable_name(Path(name))
    assert not re.search("[0-9]{6}", re.sub("[^0-9]", "", re.sub("（[0-9a-f]{4}）", "", shown))[3:])
    assert shown != readable_name(Path(name.replace("00", "01", 1)))


def test_a_name_without_a_number_is_shown_as_it_is() -> None:
    """Dates and versions are nobody's."""
    for name in ("示例甲街道2023年年报（定稿2）.xlsx", "20240115报送.v2.final.xls", "无扩展名"):
        assert readable_name(Path(name)) == name

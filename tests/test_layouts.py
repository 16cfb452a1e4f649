"""A return read and located as an earlier one was comes to the same as one that was searched."""

import io
import tempfile
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import factory
import pytest
import xlsxwriter
from factory import FORM, LECTURES, NEW, OFFICES, filled, places
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cells import Sheet, Workbook
from pipeline.extract import workbook as reading
from pipeline.extract.workbook import read_workbook
from pipeline.form.table import CellRef
from pipeline.load.zipped import Entry, zipped
from pipeline.transform.accounting import account
from pipeline.transform.layouts import Located, Locator
from pipeline.transform.locate import locate

PLACES = places(FORM)
FIGURE = CellRef("表三", NEW, "自然人")


def read(data: bytes, folder: Path, *, fast: bool) -> Workbook:
    """What the two readers make of a file."""
    path = folder / "示例.xlsx"
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        if not fast:
            patch.setattr(reading, "_known", lambda _: None)
        workbook, _ = read_workbook(path)
    assert workbook
    return workbook


def searched(workbook: Workbook) -> Located:
    """The answers without any knowledge of earlier returns."""
    answers = locate(workbook, FORM)
    return Located(answers, *account(workbook, answers, FORM))


@pytest.fixture(scope="module")
def locator(tmp_path_factory: pytest.TempPathFactory) -> Locator:
    """It has seen a fresh template, filled in."""
    known = Locator(FORM)
    known.locate(read(filled(FORM), tmp_path_factory.mktemp("模板"), fast=True))
    return known


VALUES = {
    "figures": {FIGURE: 900, LECTURES: 0.5},
    "blanks": {FIGURE: None, "存在问题": None, LECTURES: None},
    "words in place of figures": {FIGURE: "三件", LECTURES: "＝5"},
    "a label as an answer": {"存在问题": "改进措施"},
    "a heading as an answer": {"（一）主动公开": "总计"},
    "a day": {"成文日期": date(2024, 2, 29)},
    "a day in words": {"成文日期": "2024-1-20"},
    "signs": {"存在问题": "<b>&amp;\n“一” 　\t二_x000D_三"},
    "blanks around": {"存在问题": "  前后有空格  "},
    "a formula": {FIGURE: "=1+2"},
    "true": {FIGURE: True},
    "far too long": {FIGURE: 123456789012345678},
    "beside the table": {"三、依申请公开!K3": 5},
    "another label": {"三、依申请公开!A7": "一、本年新收"},
}


@pytest.mark.parametrize("what", VALUES)
@pytest.mark.parametrize("saved_by", ["our writer", "openpyxl"])
def test_what_is_known_changes_nothing(
    tmp_path: Path, locator: Locator, what: str, saved_by: str
) -> None:
    """Whatever was written into a template, and whichever program saved it."""
    changes = {PLACES.get(name, str(name)): value for name, value in VALUES[what].items()}  # type: ignore[attr-defined]
    data = factory.changed(filled(FORM, OFFICES[1], seed=2), changes)
    if saved_by == "our writer":
        data = filled(FORM, OFFICES[1], seed=3)
    for _ in range(2):  # the second time its outline is known
        workbook = read(data, tmp_path, fast=True)
        assert workbook == read(data, tmp_path, fast=False)
        assert locator.locate(workbook) == searched(workbook)


def test_a_return_of_a_known_layout_is_not_searched(
    tmp_path: Path, locator: Locator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or all this would be for nothing; one with a line hidden is."""
    workbook = read(filled(FORM, OFFICES[2], seed=5), tmp_path, fast=True)

    def never(*_: object) -> None:
        raise AssertionError("it was searched")

    monkeypatch.setattr("pipeline.transform.layouts.locate", never)
    assert locator.locate(workbook).answers.figures
    name, sheet = list(workbook.sheets.items())[1]
    hidden = Workbook(
        workbook.file,
        dict(workbook.sheets) | {name: type(sheet)(sheet.rows, hidden_rows=frozenset([1]))},
    )
    with pytest.raises(AssertionError):
        locator.locate(hidden)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(TEXTS | st.integers(0, 10**9) | st.floats(0, 1e9), min_size=1, max_size=9))
def test_texts_and_numbers_are_read_as_they_are_meant(values: list[str | float]) -> None:
    """Or left to the fast reader, where they are spelt in an unusual way."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for row, value in enumerate(values):
            write = sheet.write_string if isinstance(value, str) else sheet.write_number
            write(row, 0, value)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = [read(file.getvalue(), folder, fast=True) for _ in range(2)]
        assert known == [read(file.getvalue(), folder, fast=False)] * 2


@given(st.dictionaries(st.text("ab/文.", min_size=1, max_size=9), st.binary(max_size=200)))
def test_a_zip_of_ours_is_what_the_library_writes(parts: dict[str, bytes]) -> None:
    """Byte for byte, on a system of one kind, packed as fast as it can."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            package.writestr(entry, part, compresslevel=1)
    assert zipped((name, Entry.of(name, part)) for name, part in parts.items()) == file.getvalue()


ODD = {
    "a day with a time": (b"<v>45311</v>", b"<v>45311.604166666664</v>"),
    "a day as Java writes it": (b"<v>45311</v>", b"<v>45311.0</v>"),
    "a text's number with a sign": (b't="s"><v>1</v>', b't="s"><v>+1</v>'),
    "a text's number spelt long": (b't="s"><v>1</v>', b't="s"><v>0000000000000000001</v>'),
    "a type in a line of its own": (b' t="s"', b'\nt="s"'),
}


@pytest.mark.parametrize("what", ODD)
def test_what_is_spelt_oddly_is_left_to_the_fast_reader(tmp_path: Path, what: str) -> None:
    """It comes to the same, if that is a finding."""
    data = filled(FORM, OFFICES[1], seed=2)
    usual, odd = ODD[what]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert any(usual in part for part in parts.values())
    spelt = {
        name: part.replace(usual, odd) if "worksheets/sheet" in name else part
        for name, part in parts.items()
    }
    path = tmp_path / "示例.xlsx"
    path.write_bytes(zipped((name, Entry.of(name, part)) for name, part in spelt.items()))
    known = [read_workbook(path) for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_known", lambda _: None)
        assert known == [read_workbook(path)] * 2


def test_what_an_office_answers_is_read_whoever_was_read_before(tmp_path: Path) -> None:
    """The sheet that lists the findings is an office's own, though it asks for nothing."""
    clean = read(filled(FORM), tmp_path, fast=True)
    heads = FORM.corrections
    row = (heads.code, heads.place, heads.value, heads.answer)

    def with_reply(answer: str | None) -> Workbook:
        listed = Sheet([row, ("C02", "三、依申请公开 D7", "5", answer)])
        return replace(clean, sheets={**clean.sheets, heads.sheet: listed})

    locator = Locator(FORM)
    for answer in (None, "确实如此", None):
        workbook = with_reply(answer)
        assert locator.locate(workbook) == searched(workbook)
    assert locator.locate(with_reply("确实如此")).answers.replies

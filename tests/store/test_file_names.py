"""file_names: what the files of an office are called."""

import csv
import io
from unicodedata import normalize

import factory
import pytest
from conftest import Home
from factory import DISTRICT, FORM, OFFICES, YEAR, settings_file
from hypothesis import given
from hypothesis import strategies as st

from pipeline.district import LONGEST_NAME, LONGEST_OFFICE, District
from pipeline.file_names import FileNames, safe_names
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("示例街道", "示例街道"),
        ("甲/乙", "甲／乙"),
        ("甲\\乙:丙*丁?", "甲＼乙：丙＊丁？"),
        ('甲"<乙>|', "甲＂＜乙＞｜"),
        ("../../甲", "_..／..／甲"),
        ("-甲", "_-甲"),
        ("~甲", "_~甲"),
        ("甲.", "甲"),
        ("甲. . .", "甲"),
        ("...", "_"),
        ("CON", "_CON"),
        ("nul.街道", "_nul.街道"),
        ("LPT1", "_LPT1"),
        ("con .", "_con"),
        ("𠮷" * 40, "𠮷" * 22),  # four bytes each
        ("COM10", "COM10"),
        ("e\u0301", "é"),
        ("甲" * 100, "甲" * 30),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    """People read the same; every system takes it."""
    assert safe_names([name]) == {name: safe}


@pytest.mark.parametrize(
    ("names", "safe"),
    [
        (["示例A街道", "示例a街道"], ["示例A街道", "示例a街道_2"]),
        (["甲/乙", "甲／乙"], ["甲／乙", "甲／乙_2"]),
        (["甲" * 40, "甲" * 41, "甲" * 42], ["甲" * 30, "甲" * 30 + "_2", "甲" * 30 + "_3"]),
        (["甲_2", "甲A", "甲a", "甲"], ["甲_2", "甲A", "甲a_2", "甲"]),
        (["甲", "甲.", "甲_2"], ["甲", "甲_2", "甲_2_2"]),
    ],
)
def test_no_two_files_are_one(names: list[str], safe: list[str]) -> None:
    """Not on a system that ignores case, nor on one that ignores width."""
    assert list(safe_names(names).values()) == safe


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1)))
def test_any_names_become_names_that_any_system_takes(names: list[str]) -> None:
    """No separator, no sign that Windows refuses, no dot or blank at the end; all told apart."""
    safe = safe_names(names)
    assert set(safe) == set(names)
    for name in safe.values():
        assert name
        assert not set(name) & set('\\/:*?"<>|')
        assert name == name.strip(" ").rstrip(".")
        assert not name.startswith((".", "~", "-"))
        assert len(name.encode()) <= 3 * LONGEST_NAME + 4
    alike = {normalize("NFKC", name).casefold() for name in safe.values()}
    assert len(alike) == len(safe)


def test_the_longest_names_still_make_a_file_name() -> None:
    """255 bytes is what file systems take, also with （新） and a number behind it."""
    name, office = "区" * LONGEST_NAME, "街" * LONGEST_OFFICE
    offices = [office, f"{office[:-1]}道"]
    district = District.model_validate({"district": {"name": name, "offices": offices}})
    longest = FileNames(FORM, district, YEAR).draft(offices[1]).rpartition("/")[2]
    assert len(longest.replace(".docx", "（新）.docx").encode()) <= 255


ODD = ["CON", "示例/甲街道", "示例a街道", "示例A街道"]


def test_odd_names_go_the_whole_way(home: Home) -> None:
    """Each office has its own files, its documents its own name; a table says which is which."""
    roster = ", ".join(f'"{name}"' for name in ODD)
    settings_file(home.inputs, f'[district]\nname = "{DISTRICT}"\noffices = [{roster}]')
    for path in home.year.iterdir():
        path.unlink()
    form = District.model_validate({"district": {"name": DISTRICT, "offices": ODD}}).extend(FORM)
    for at, office in enumerate(ODD):
        answers = Filled(factory.words(form, seed=at), factory.consistent_figures(form))
        data = write_template(form, Whose(DISTRICT, office, YEAR), answers)
        home.put(data, f"{at}.xlsx")
    finished = home.reports()
    assert [line.standing for line in finished.standings] == ["已出报告"] * 4
    made = sorted(path.name for path in (home.outputs / "审签单").iterdir())
    safe = ["_CON", "示例／甲街道", "示例a街道", "示例A街道_2"]
    assert made == sorted(f"{name}审签单.docx" for name in safe)
    text = (home.outputs / "文件名对照.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    changed = [["CON", "_CON"], ["示例/甲街道", "示例／甲街道"], ["示例A街道", "示例A街道_2"]]
    assert rows == [["街道", "文件名里写作"], *changed]


def test_a_table_that_a_person_edited_is_kept_and_listed(home: Home) -> None:
    """As every output is."""
    settings_file(home.inputs, f'[district]\nname = "{DISTRICT}"\noffices = ["CON"]')
    home.check()
    table = home.outputs / "文件名对照.csv"
    table.write_bytes(table.read_bytes() + b"x")
    assert "R21" in {finding.code for finding in home.check().findings}


def test_without_an_odd_name_there_is_no_table(home: Home) -> None:
    """And one of an earlier run goes."""
    home.reports()
    assert not (home.outputs / "文件名对照.csv").exists()
    assert OFFICES[0] in str(list((home.outputs / "审签单").iterdir()))

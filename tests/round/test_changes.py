"""round.changes: what came in since the last run."""

import csv
import io
import json

import factory
import pytest
from conftest import Home
from factory import FORM, NEW, OFFICES

from pipeline.cli.screen import last_lines
from pipeline.form.table import CellRef

FIGURE = CellRef("表三", NEW, "自然人")


def rows(home: Home) -> list[list[str]]:
    """变更.csv without its heads."""
    text = (home.outputs / "变更.csv").read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_the_first_run_has_nothing_to_compare_with(home: Home) -> None:
    """No list, and not a word about it."""
    finished = home.reports()
    assert finished.changes is None
    assert not (home.outputs / "变更.csv").exists()
    assert "上次" not in "".join(last_lines(finished))


def test_offices_and_figures_that_changed_are_listed(home: Home) -> None:
    """New, corrected in figures, in words alone, and gone; the rest is counted."""
    third = home.year / f"{OFFICES[2]}.xlsx"
    later = third.read_bytes()
    third.unlink()
    home.check()
    third.write_bytes(later)
    was = factory.consistent_figures(FORM)[FIGURE]
    home.plant({FIGURE: was + 1})
    second = factory.filled(FORM, OFFICES[1], seed=2)
    home.put(factory.changed(second, {home.places["存在问题"]: "另写的。"}), f"{OFFICES[1]}.xlsx")
    finished = home.reports()
    said_before = str(factory.words(FORM, 2)["存在问题"])
    total = FIGURE._replace(column="总计")
    sums = factory.all_figures(FORM, factory.consistent_figures(FORM))
    assert rows(home) == [
        [OFFICES[0], "更正", "", "", "", "", ""],
        [OFFICES[0], "数字", *FIGURE, str(was), str(was + 1)],
        [OFFICES[0], "数字", *total, str(sums[total]), str(sums[total] + 1)],
        [OFFICES[1], "更正", "", "", "", "", ""],
        [OFFICES[1], "文字", "五、问题与改进", "存在问题", "", said_before, "另写的。"],
        [OFFICES[2], "新报", "", "", "", "", ""],
    ]
    said = "\n".join(last_lines(finished))
    assert f"新报 1 个（{OFFICES[2]}），更正 2 个（{OFFICES[0]}、{OFFICES[1]}）" in said
    assert "数字变了 2 处，文字改了 1 段，其余 0 个没有变" in said
    (home.year / f"{OFFICES[1]}.xlsx").unlink()
    home.reports()
    assert rows(home) == [[OFFICES[1], "撤回或不能用", "", "", "", "", ""]]


def test_a_run_without_a_change_leaves_the_list(home: Home) -> None:
    """What changed last can still be read."""
    home.reports()
    home.plant({FIGURE: 900})
    home.reports()
    before = rows(home)
    finished = home.reports()
    assert rows(home) == before
    assert "与上次运行相比，各街道的表格没有变化。" in last_lines(finished)


@pytest.mark.parametrize("edited", [True, False], ids=["edited", "gone"])
def test_figures_of_the_last_run_are_taken_from_our_own_list_only(home: Home, edited: bool) -> None:
    """One that a person changed says nothing of what was returned."""
    home.reports()
    path = home.outputs / "数据.csv"
    if edited:
        path.write_bytes(path.read_bytes() + b"x")
    else:
        path.unlink()
    home.plant({FIGURE: 900})
    said = "".join(last_lines(home.reports()))
    assert rows(home) == [[OFFICES[0], "更正", "", "", "", "", ""]]
    assert "数字变了多少不清楚" in said


def test_the_first_returns_after_none_are_new(home: Home) -> None:
    """There was a run; it had nothing that it could use."""
    for office in OFFICES:
        home.put(b"", f"{office}.xlsx")
    home.check()
    home.put(factory.filled(FORM))
    home.check()
    assert rows(home) == [[OFFICES[0], "新报", "", "", "", "", ""]]


def test_what_was_corrected_while_two_files_lay_there_is_told(home: Home) -> None:
    """The old one and the new one make the office unusable for a run; then it is a correction."""
    was = factory.consistent_figures(FORM)[FIGURE]
    home.reports()
    corrected = factory.changed(factory.filled(FORM), {home.places[FIGURE]: was + 1})
    home.put(corrected, f"{OFFICES[0]}（新）.xlsx")
    home.reports()
    assert rows(home) == [[OFFICES[0], "撤回或不能用", "", "", "", "", ""]]
    assert "没有变化" in "".join(last_lines(home.reports()))  # it is told once
    (home.year / f"{OFFICES[0]}.xlsx").unlink()
    home.reports()
    assert [OFFICES[0], "更正", "", "", "", "", ""] in rows(home)
    assert [OFFICES[0], "数字", *FIGURE, str(was), str(was + 1)] in rows(home)


def test_a_return_that_comes_back_as_it_was_is_no_new_one(home: Home) -> None:
    """Nothing moved."""
    path = home.year / f"{OFFICES[0]}.xlsx"
    data = path.read_bytes()
    home.check()
    path.unlink()
    home.check()
    path.write_bytes(data)
    home.check()
    assert rows(home) == [[OFFICES[0], "恢复", "", "", "", "", ""]]


@pytest.mark.parametrize(
    "kept",
    [
        5,
        {},
        {"digest": "1", "texts": 5},
        {"digest": "1", "texts": {}, "figures": 5},
        {"digest": "1", "texts": {}, "figures": {"a": "b"}},
    ],
)
def test_what_somebody_wrote_into_the_manifest_stops_no_run(home: Home, kept: object) -> None:
    """Then nothing is known of the last run."""
    home.check()
    path = home.outputs / "运行记录.json"
    known = json.loads(path.read_bytes())
    known["kept"] = {OFFICES[0]: kept}
    path.write_text(json.dumps(known), encoding="utf-8")
    assert home.check().changes is None
    assert home.check().changes == []

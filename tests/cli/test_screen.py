"""cli: what the screen says while a run goes on and when it has ended; the menu; watching."""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import factory
import pytest
from click.testing import CliRunner
from conftest import Home, new_home
from factory import OFFICES, ROOT

from pipeline.cli import progress
from pipeline.cli.commands import commands
from pipeline.cli.screen import conflicts, last_lines, table
from pipeline.cli.watching import changes_in, when_free
from pipeline.errors import InUse
from pipeline.outputs import Conflicts


class Terminal(io.StringIO):
    """A screen that says it is one."""

    def isatty(self) -> bool:
        """It is."""
        return True


def test_progress_is_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stage, how many of how many, and whose turn it is; the line is as wide each time."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    progress.show("读取", 0, 2, "示例甲街道.xlsx")
    progress.show("检查", 0, 1, "")
    progress.clear()
    first, second, *_ = screen.getvalue().split("\r")[1:]
    assert first.rstrip() == "读取 1/2 示例甲街道.xlsx"
    assert second.rstrip() == "检查"
    assert progress.width(first) == progress.width(second)
    assert "\n" not in screen.getvalue()


def test_a_text_is_cut_or_filled_up_to_so_many_columns() -> None:
    """A Chinese sign takes two; where only half of one would fit, a blank stands."""
    assert progress.fitted("示例甲街道", 10) == "示例甲街道"
    assert progress.fitted("示例甲街道", 7) == "示例甲 "
    assert progress.fitted("示例", 7) == "示例   "


def test_progress_is_quiet_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log file of a scheduler is not filled with half lines."""
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    progress.show("读取", 0, 2, "示例甲街道.xlsx")
    progress.clear()
    assert screen.getvalue() == ""


def test_every_stage_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file that is read and each report that is made."""
    seen: list[tuple[str, int, int, str]] = []
    monkeypatch.setattr(progress, "show", lambda *told: seen.append(told))
    CliRunner().invoke(commands, ["reports", "--home", str(home.folder)])
    assert [told for told in seen if told[0] == "读取"] == [
        ("读取", at, 3, f"{office}.xlsx") for at, office in enumerate(sorted(OFFICES))
    ]
    assert [told for told in seen if told[0] == "出报告"] == [
        ("出报告", at, 3, office) for at, office in enumerate(OFFICES)
    ]
    assert {stage for stage, *_ in seen} == {"读取", "归到各街道", "检查", "出报告", "存放", "汇总"}


def test_the_table_has_a_line_for_every_office(home: Home) -> None:
    """Aligned by columns of a terminal; its words say what its colours do."""
    home.plant({"存在问题": "无", "成文日期": "2023-1-20"})
    (home.year / f"{OFFICES[2]}.xlsx").unlink()
    lines = table(home.reports())
    plain = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in lines]
    assert plain == [
        f"{OFFICES[0]}  需退改    错误 1  警告 1",
        f"{OFFICES[1]}  已出报告",
        f"{OFFICES[2]}  未报      错误 1",
        "",
    ]
    assert all("\x1b[3" in line for line in lines[:3])


def test_no_colour_leaves_a_terminal(home: Home) -> None:
    """Saved to a file, the screen is plain text."""
    said = CliRunner().invoke(commands, ["reports", "--home", str(home.folder)]).output
    assert "已出报告" in said
    assert "\x1b" not in said


def test_of_many_offices_those_are_shown_that_need_somebody(home: Home) -> None:
    """One screen; how many are left out is said."""
    offices = [f"示例{number}街道" for number in range(50)]
    listed = ", ".join(f'"{office}"' for office in [*OFFICES, *offices])
    factory.settings_file(
        home.inputs, f'[district]\nname = "{factory.DISTRICT}"\noffices = [{listed}]\n'
    )
    lines = table(home.check())
    assert len(lines) == 42
    assert lines[-2] == "……另有 13 个街道没有列在这里"


# ── the menu of those without make ───────────────────────────────────────────


def test_of_many_names_it_says_how_many_and_where_they_are(tmp_path: Path) -> None:
    """Forty names in a line help nobody; up to ten are read at a glance."""
    home = new_home(tmp_path)
    names = [f"示例{at:02}街道" for at in range(1, 13)]
    listed = ", ".join(f'"{name}"' for name in (*OFFICES, *names))
    own = ", ".join(f'"{office}"' for office in OFFICES)
    settings = factory.SETTINGS.replace(own, listed)
    factory.settings_file(home.inputs, settings)
    finished = home.reports()
    said = "\n".join(last_lines(finished))
    assert f"未报 12 个：名单见 {home.outputs / '问题清单.csv'}" in said
    assert not any(name in said for name in names)
    factory.settings_file(home.inputs, settings.replace(f', "{names[0]}", "{names[1]}"', ""))
    said = "\n".join(last_lines(home.reports()))
    assert f"未报 10 个：{'、'.join(names[2:])}" in said
    many = Conflicts(saved_edits=[f"手工修改/{at}.docx" for at in range(14)])
    lines = conflicts(home.outputs, many)
    assert (len(lines), lines[-1]) == (11, "……另有 4 个")


def chosen(home: Home, keys: str) -> str:
    """What the screen shows after these answers."""
    run = CliRunner().invoke(
        commands, ["menu", "--home", str(home.folder)], input=keys, standalone_mode=False
    )
    assert run.exception is None
    return run.output


def test_the_menu_does_what_the_commands_do(home: Home) -> None:
    """By number, until 0."""
    said = chosen(home, "1\n4\n0\n")
    assert (home.outputs / "汇总.xlsx").is_file()
    assert "已出报告 3" in said
    assert said.count("请输入数字") == 3


def test_the_menu_makes_drafts_and_one_office_and_keeps_watching(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What else `make` can do."""
    home.plant({"存在问题": "无"})
    chosen(home, "10\n0\n")
    assert len(list((home.outputs / "草稿").iterdir())) == 1
    home.plant({})
    said = chosen(home, f"11\n{OFFICES[0].removesuffix('街道')}\n0\n")
    assert "已出报告 3 份" in said
    monkeypatch.setattr("pipeline.cli.watching.changes_in", lambda folder: [folder])
    assert "等待新的表格" in chosen(home, "12\n0\n")


def test_the_menu_survives_trouble_and_nonsense(home: Home) -> None:
    """A year that has no form, a number that is not there, the end of the input."""
    (home.inputs / "district.toml").write_text("?", encoding="utf-8")
    said = chosen(home, "99\n1\n")
    assert "没有“99”这一项" in said
    assert said.count("0  退出") == 3


def test_templates_are_asked_for_by_year(home: Home) -> None:
    """As it comes; what is no year is told in Chinese, and the menu goes on."""
    said = chosen(home, "5\nabc\n５\n２０２４年\n0\n")
    assert "年份要写成四位数字" in said
    made = home.folder / "output" / "2024" / "空白模板"
    assert {path.stem for path in made.iterdir()} == set(OFFICES)


def test_a_district_is_begun_from_the_menu(home: Home) -> None:
    """And gone on with; another folder is chosen as easily."""
    roster = home.folder / "名单.txt"
    roster.write_text("示例丁街道", encoding="utf-8")
    new = home.folder / "新区"
    said = chosen(home, f"6\n{new}\n示例区\n{roster}\n5\n2024\n7\n{home.folder}\n4\n0\n")
    assert (new / "output" / "2024" / "空白模板" / "示例丁街道.xlsx").is_file()
    assert f"现在用的文件夹：{new.resolve()}" in said
    assert "应报 3，已报 3" in said


def test_the_batch_file_is_one_that_windows_reads() -> None:
    """Lines end as it wants, UTF-8 is switched on before the first Chinese word is shown."""
    data = (ROOT / "运行.bat").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    assert not data.startswith(b"\xef\xbb\xbf")
    lines = data.decode().splitlines()
    shown = next(at for at, line in enumerate(lines) if "echo" in line and not line.isascii())
    assert lines.index("chcp 65001 >nul") < shown
    assert any(line.startswith(".venv\\Scripts\\python -m pipeline menu") for line in lines)
    assert "--require-hashes -r requirements.txt" in data.decode()


# ── watching ─────────────────────────────────────────────────────────────────


def test_a_change_is_seen_when_it_has_settled(home: Home) -> None:
    """At once for what is there; a file still being copied is waited for; locks say nothing."""
    path = home.year / f"{OFFICES[0]}.xlsx"
    steps: Iterator[object] = iter(
        (
            lambda: None,
            lambda: (home.year / f"~${OFFICES[0]}.xlsx").write_bytes(b"lock"),
            lambda: path.write_bytes(b"half"),
            lambda: path.write_bytes(b"whole file"),
            lambda: None,
            lambda: None,
        )
    )
    waits = []

    def wait(_: float) -> None:
        waits.append(1)
        step = next(steps)
        assert callable(step)
        step()

    seen = changes_in(home.inputs, wait)
    first = next(seen)
    second = next(seen)
    assert first != second
    assert (str(path), len(b"whole file")) in {(name, size) for name, size, _ in second}
    assert len(waits) == 5


def test_a_run_that_is_in_anothers_way_waits_for_its_turn() -> None:
    """Who is at it is told once; a change is not forgotten for it."""
    left = iter([InUse("甲", "乙"), InUse("甲", "乙"), None])
    told: list[Exception] = []
    waits: list[float] = []

    def run() -> None:
        if busy := next(left):
            raise busy

    when_free(run, told.append, waits.append)
    assert (len(told), len(waits), next(left, "done")) == (1, 2, "done")

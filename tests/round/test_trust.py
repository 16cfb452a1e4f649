"""Nothing is lost: edits, second runs, full disks, as the coordinator meets them."""

import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import Home
from factory import FORM, NEW, OFFICES, ROOT, YEAR, filled
from round.test_run import folders, nianbao, outputs

from pipeline.form.table import CellRef
from pipeline.load import lists
from pipeline.results import Figures
from pipeline.returns import Returns
from pipeline.round import writing as making
from pipeline.store.store import Store
from pipeline.store.turn import Turn


def test_lists_that_a_person_edited_are_kept_and_listed(home: Home) -> None:
    """Those that are written last, too; what the run before left is what is told of."""
    home.reports()
    names = ("问题清单.csv", "数据.csv", "汇总.xlsx", "总览.html", f"退改/{OFFICES[0]}.xlsx")
    home.plant({CellRef("表三", NEW, "自然人"): 900})
    home.reports()
    for name in names:
        path = home.outputs / name
        path.write_bytes(path.read_bytes() + b" ")
    home.put(filled(home.form))
    finished = home.reports()
    told = {one.place.file.split("/", 2)[2] for one in finished.findings if one.code == "R21"}
    assert told == set(names)
    assert {one.code for one in home.reports().findings} == set()


def test_a_second_run_in_the_same_folder_is_one_line(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who is at it, since when; what that one writes, its log too, is left alone."""
    home.reports()
    log = home.outputs / "运行日志.txt"
    log.write_text("别人的", encoding="utf-8")
    before = {name: (home.outputs / name).read_bytes() for name in outputs(home)}
    for command in ("reports", "check", "templates"):
        with Store(home.outputs, "示例甲（示例电脑，1月2日 10:30 起）"):
            code, out, err = nianbao(capsys, command, "--year", YEAR, *folders(home))
        assert (code, out) == (2, "")
        assert err == (
            f"示例甲（示例电脑，1月2日 10:30 起）正在用 {home.outputs}，"
            "请等那边结束再运行；没有改动任何文件。\n"
        )
    assert {name: (home.outputs / name).read_bytes() for name in outputs(home)} == before


def test_who_runs_it_is_said_to_others(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user, the computer, and the time by the clock on the wall."""
    seen = []
    take = Turn.take

    def taken(turn: Turn) -> None:
        take(turn)
        seen.append((home.outputs / ".nianbao-who.txt").read_text(encoding="utf-8"))

    monkeypatch.setattr(Turn, "take", taken)
    nianbao(capsys, "check", *folders(home))
    (who,) = seen
    assert re.fullmatch(r"\S+（\S+，\d{1,2}月\d{1,2}日 \d\d:\d\d 起）", who)


def test_a_file_that_changes_after_it_was_read_is_told(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made is of the old one."""
    real = making._write_lists

    def meanwhile(*arguments: object) -> None:
        home.put(filled(home.form, seed=9))
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "_write_lists", meanwhile)
    code, out, _ = nianbao(capsys, "reports", *folders(home))
    assert code == 1
    assert f"运行的时候这些表格又变了，请再运行一次：{OFFICES[0]}.xlsx" in out


def test_a_list_that_says_other_figures_stops_the_run(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a document, a list or a summary says anything wrong."""
    home.reports()
    before = {name: (home.outputs / name).read_bytes() for name in outputs(home)}
    home.plant({CellRef("表三", NEW, "自然人"): 900})
    listed = lists.figure_lines

    def wrong(returns: Returns, year: int) -> dict[str, bytes]:
        return {
            name: one.replace(b",900,", b",901,") for name, one in listed(returns, year).items()
        }

    monkeypatch.setattr(lists, "figure_lines", wrong)
    code, _, err = nianbao(capsys, "reports", *folders(home))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "程序出了意外，没有完成" in err
    assert "从清单相加是" in (home.outputs / "运行日志.txt").read_text(encoding="utf-8")
    after = {name: (home.outputs / name).read_bytes() for name in outputs(home)}
    del after["运行日志.txt"]
    assert after == before


def test_sums_of_the_largest_figures_are_exact() -> None:
    """Each has 15 digits, and so has no sum of many."""
    refs = list(FORM.cells)
    offices = [f"示例{at}街道" for at in range(12)]
    row = [999_999_999_999_999 - at for at in range(12)]
    matrix = np.array([[figure] * len(refs) for figure in row], dtype=float)
    figures = Figures(offices, refs, matrix, offices)
    cell = next(cell for cell in FORM.cells.values() if not cell.is_total)
    assert figures.district(cell) == sum(row)


def test_a_folder_that_cannot_be_looked_into_is_gone_without(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Last year's: this year's round goes on, and comes to its end."""
    last = home.inputs / str(YEAR - 1)
    last.mkdir()
    real = Path.iterdir

    def refuse(path: Path) -> Iterator[Path]:
        if path == last:
            raise PermissionError(errno.EACCES, "no", str(path))
        return real(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert [line.standing for line in home.reports().standings] == ["已出报告"] * 3
    assert (home.outputs / "运行记录.json").is_file()


def test_sums_that_do_not_agree_stop_the_run(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a list, a summary or the district's report says anything wrong."""
    home.reports()
    told = ("数据.csv", "问题清单.csv", "汇总.xlsx", "汇总报告.docx", "总览.html", "运行记录.json")
    before = {name: (home.outputs / name).read_bytes() for name in told}
    home.plant({CellRef("表三", NEW, "自然人"): 900})
    real = Figures.district
    monkeypatch.setattr(Figures, "district", lambda figures, cell: real(figures, cell) + 1)
    code, _, err = nianbao(capsys, "reports", *folders(home))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "逐街道相加是" in (home.outputs / "运行日志.txt").read_text(encoding="utf-8")
    assert {name: (home.outputs / name).read_bytes() for name in told} == before


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "PYTHONIOENCODING": "gbk"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "C"},
    ],
    ids=lambda given: given["TZ"],
)
def test_the_surroundings_change_no_byte(home: Home, surroundings: dict[str, str]) -> None:
    """Hash seed, time zone, locale; as the program is started."""
    home.reports()
    here = {name: (home.outputs / name).read_bytes() for name in outputs(home)}
    other = home.folder / "别处"
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "reports",
        *map(str, folders(home)[:3]),
        str(other),
        "--workers",
        "1",
    ]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **surroundings}, check=True)  # noqa: S603
    there = {name: (other / str(YEAR) / name).read_bytes() for name in here}
    assert there == here


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errno.ENOSPC, "磁盘满了（或超出配额），没能写完"),
        (errno.EDQUOT, "磁盘满了（或超出配额），没能写完"),
        (errno.EROFS, "没有权限读写"),
        (errno.EIO, "时磁盘出错"),
        (errno.ENODEV, "无法读写"),
    ],
)
def test_trouble_with_the_disk_is_one_line(
    home: Home,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: int,
    said: str,
) -> None:
    """With the path, and what to do; what was there is whole, and the next run goes on."""
    home.reports()
    before = {name: (home.outputs / name).read_bytes() for name in outputs(home)}
    home.plant({CellRef("表三", NEW, "自然人"): 900})
    real = Path.replace

    def fails(path: Path, target: Path) -> Path:
        if target.suffix == ".xlsx":
            raise OSError(error, "no such luck", str(target))
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fails)
        code, _, err = nianbao(capsys, "reports", *folders(home))
    assert code == 2
    assert said in err
    assert str(home.outputs / "退改") in err  # which file it was
    assert len(err.splitlines()) == 1
    for name in ("汇总.xlsx", "总览.html", "运行记录.json"):
        assert (home.outputs / name).read_bytes() == before[name]
    home.put(filled(home.form))
    finished = home.reports()
    assert finished.conflicts.saved_edits == []
    there = {name: (home.outputs / name).read_bytes() for name in outputs(home)}
    del there["运行日志.txt"]
    assert there == before


def test_a_folder_that_cannot_be_written_is_found_before_any_work(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after forty returns have been read."""

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "no", str(path))

    def never(*_: object) -> None:
        raise AssertionError("it went to work")

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr("pipeline.round.collected", never)
    code, out, err = nianbao(capsys, "reports", *folders(home))
    assert (code, out) == (2, "")
    assert err.startswith(f"没有权限读写 {home.outputs}")

"""A round that remembers the last one: whatever it goes by has changed, it is as if run anew.

No run here is told to do all anew: that is what `nianbao reports` does by itself.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import factory
import pytest
from conftest import Home, new_home
from factory import DISTRICT, FORM, OFFICES, SETTINGS, YEAR

import pipeline
from pipeline.cli.commands import main
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template

FIRST, SECOND, THIRD = OFFICES
NOT_AGAIN = "没有重新生成"
ITS_OWN = {"运行日志.txt", ".nianbao.lock", "变更.csv", "运行记录.json"}  # tell of the runs


def last_year(office: str, seed: int, carried_out: int = 0) -> bytes:
    """What an office returned the year before; with more carried out, the years do not meet."""
    figures = factory.last_years_figures(FORM, seed)
    for row in (factory.NEW, factory.CARRIED_OUT):
        figures[CellRef("表三", row, "自然人")] += carried_out
    words = factory.words(FORM, seed + 1)
    return write_template(FORM, Whose(DISTRICT, office, YEAR - 1), Filled(words, figures))


def nianbao(home: Home, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """`nianbao reports`, as it is typed: what the screen says."""
    with pytest.raises(SystemExit):
        main(["reports", "--home", str(home.folder), *more])
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def results(home: Home) -> dict[str, bytes]:
    """Every output that tells nothing of the runs before."""
    return {
        path.relative_to(home.outputs).as_posix(): path.read_bytes()
        for path in home.outputs.rglob("*")
        if path.is_file()
        and path.name not in ITS_OWN
        and not path.is_relative_to(home.outputs / "手工修改")
    }


def copied(home: Home, folder: Path, *, with_outputs: bool = True) -> Home:
    """The same district in another folder."""
    left_out = None if with_outputs else shutil.ignore_patterns("output")
    shutil.copytree(home.folder, folder, ignore=left_out)
    return Home(folder, home.form, home.places)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two of three offices have reported, one of them also the year before; it has run once."""
    home = new_home(tmp_path_factory.mktemp("年报"))
    (home.year / f"{THIRD}.xlsx").unlink()
    home.put(last_year(FIRST, 1), f"{FIRST}.xlsx", YEAR - 1)
    with pytest.raises(SystemExit):
        main(["reports", "--home", str(home.folder)])
    return home


@pytest.fixture
def run_once(begun: Home, tmp_path: Path) -> Home:
    """The same, to change something in."""
    return copied(begun, tmp_path / "家")


def renamed(home: Home) -> None:
    """Last year's return is called as it should not be, with the same bytes."""
    folder = home.inputs / str(YEAR - 1)
    (folder / f"{FIRST}.xlsx").rename(folder / f"{FIRST}（旧）.xls")


def replaced_unseen(home: Home) -> None:
    """Other bytes with the time of those before, as some synchronising programs leave them."""
    path = home.year / f"{SECOND}.xlsx"
    before = path.stat()
    home.put(factory.filled(FORM, SECOND, seed=5), path.name)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Home], object]] = {
    "a return": lambda home: home.plant({CellRef("表四", "", "行政复议/结果维持"): 9}),
    "a return comes": lambda home: home.put(factory.filled(FORM, THIRD, seed=3), f"{THIRD}.xlsx"),
    "a return goes": lambda home: (home.year / f"{SECOND}.xlsx").unlink(),
    "a return whose time stays": replaced_unseen,
    "last year's return": lambda home: home.put(last_year(FIRST, 1, 7), year=YEAR - 1),
    "last year's comes": lambda home: home.put(
        last_year(SECOND, 2, 4), f"{SECOND}.xlsx", YEAR - 1
    ),
    "last year's goes": lambda home: (home.inputs / str(YEAR - 1) / f"{FIRST}.xlsx").unlink(),
    "last year's folder goes": lambda home: shutil.rmtree(home.inputs / str(YEAR - 1)),
    "last year's is called otherwise": renamed,
    "something that is no return": lambda home: home.put(b"%PDF-1.7\n", "通知.pdf"),
    "the settings": lambda home: factory.settings_file(
        home.inputs, SETTINGS.replace(f'"{THIRD}"', f'"{THIRD}", "示例丁街道"')
    ),
    "a report goes": lambda home: next(home.outputs.glob("街道报告/*.docx")).unlink(),
    "the page goes": lambda home: (home.outputs / "总览.html").unlink(),
    "the workbook is edited": lambda home: (home.outputs / "汇总.xlsx").write_bytes(b"edited"),
    "a list is edited": lambda home: (home.outputs / "数据.csv").write_bytes(b"edited"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_worked_in_as_by_a_run_anew(
    run_once: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    """Byte for byte what a folder without any results comes to; and then it is known again."""
    CHANGES[change](run_once)
    assert NOT_AGAIN not in nianbao(run_once, capsys)
    if "edited" in change:  # that a person's work was kept, the lists have told now
        assert NOT_AGAIN not in nianbao(run_once, capsys)
    anew = copied(run_once, tmp_path / "另一家", with_outputs=False)
    assert NOT_AGAIN not in nianbao(anew, capsys)
    made = results(run_once)
    assert made == results(anew)
    assert NOT_AGAIN in nianbao(run_once, capsys)
    assert results(run_once) == made


def test_what_no_round_goes_by_leaves_it_known(
    run_once: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """Returns of the years after and before, files beside the folders, hidden ones in them."""
    for year in (YEAR + 1, YEAR - 2):
        home_of_year = run_once.inputs / str(year)
        home_of_year.mkdir()
        shutil.copy(run_once.year / f"{FIRST}.xlsx", home_of_year)
    (run_once.inputs / "说明.txt").write_text("示例", encoding="utf-8")
    (run_once.year / ".DS_Store").write_bytes(b"x")  # macOS, where somebody looks into the folder
    before = results(run_once)
    assert NOT_AGAIN in nianbao(run_once, capsys, "--year", str(YEAR))
    assert results(run_once) == before


PROGRAM = {
    "words in the code": ("load/lists.py", '"级别"', '"级别（示例）"', "问题清单.csv"),
    "the page": ("load/overview.html.j2", "</body>", "示例</body>", "总览.html"),
}


@pytest.mark.parametrize("part", PROGRAM)
def test_another_program_makes_everything_again(run_once: Home, tmp_path: Path, part: str) -> None:
    """The one that ran before, with one word changed."""
    name, old, new, shown = PROGRAM[part]
    program = tmp_path / "program"
    shutil.copytree(
        Path(pipeline.__file__).parent,
        program / "pipeline",
        ignore=shutil.ignore_patterns("__pycache__"),
    )

    def said() -> str:
        words = ["reports", "--home", str(run_once.folder), "--workers", "1"]
        command = [sys.executable, "-m", "pipeline", *words]
        environment = {**os.environ, "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(  # noqa: S603 - a copy of our own program
            command, cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert done.stderr == b""
        return done.stdout.decode()

    assert NOT_AGAIN in said()
    changed = program / "pipeline" / name
    text = changed.read_text(encoding="utf-8")
    assert old in text
    changed.write_text(text.replace(old, new), encoding="utf-8")
    assert NOT_AGAIN not in said()
    assert (
        new.strip('"').removesuffix("</body>").encode() in (run_once.outputs / shown).read_bytes()
    )

"""Every command that the coordinator's manual shows works as it is shown."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import InThisProcess
from factory import OFFICES, ROOT

from pipeline.cli.commands import commands

MANUAL = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
SHOWN = list(
    dict.fromkeys(
        found.split("#")[0].strip()
        for found in re.findall(r"`(make [^`\n]+)`|^(make [^\n]+)", MANUAL, re.MULTILINE)
        for found in found
        if found
    )
)


def as_run(shown: str) -> list[str]:
    """The arguments that make gives the program; none where it does something else."""
    told = subprocess.run(  # noqa: S603 - make only says what it would do
        ["make", "-n", *shlex.split(shown)[1:], f"PYTHON={sys.executable}"],  # noqa: S607 - as typed
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    own = [line for line in told.stdout.splitlines() if "-m pipeline" in line]
    return shlex.split(own[-1].partition("-m pipeline")[2]) if own else []


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the coordinator works: the sample, a list of names, another folder, a district's."""
    shutil.copytree(ROOT / "input", tmp_path / "input")
    shutil.copytree(ROOT / "input", tmp_path / "别的文件夹")
    (tmp_path / "名单.txt").write_text("\n".join(OFFICES), encoding="utf-8")
    shutil.copytree(ROOT / "input", tmp_path / "年报" / "input")
    for name in ("示例甲区", "示例乙县"):
        inputs = tmp_path / "示例省" / name / "input"
        shutil.copytree(ROOT / "input", inputs)
        text = (inputs / "district.toml").read_text(encoding="utf-8")
        (inputs / "district.toml").write_text(text.replace("原州区", name), encoding="utf-8")
    shown = MANUAL[MANUAL.index("[province]") :].partition("```")[0]
    (tmp_path / "示例省" / "province.toml").write_text(shown, encoding="utf-8")
    shutil.copytree(
        ROOT / "input" / "2023", tmp_path / "年报" / "input" / "2024", dirs_exist_ok=True
    )
    monkeypatch.chdir(tmp_path)
    for engine in ("processes.Processes", "cluster.Cluster"):  # nor a cluster
        monkeypatch.setattr(f"pipeline.engine.{engine}", InThisProcess)
    monkeypatch.setattr("pipeline.cli.watching.changes_in", lambda folder: [folder])
    monkeypatch.setattr(
        "pipeline.load.district_documents.pdf_copies",
        lambda documents, _: [b"%PDF-"] * len(documents),
    )
    return tmp_path


def test_the_manual_shows_commands() -> None:
    """What is looked for is found."""
    assert {shlex.split(shown)[1] for shown in SHOWN} >= {
        "reports", "check", "watch", "status", "new", "templates", "rules", "help",
    }  # fmt: skip


@pytest.mark.parametrize("shown", SHOWN)
def test_a_command_of_the_manual_works(desk: Path, shown: str) -> None:
    """With the names as they stand there: it does not complain of how it was typed."""
    arguments = as_run(shown)
    if not arguments:
        assert shown == "make help"
        return
    if arguments[0] == "new":
        shutil.rmtree(desk / "年报")
    done = CliRunner().invoke(commands, arguments, standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value in (0, 1)


def test_every_picture_is_there_and_made_by_the_script() -> None:
    """One that nobody can make again grows old."""
    script = (ROOT / "docs" / "pictures.py").read_text(encoding="utf-8")
    for manual in ("README.zh-CN.md", "README.md"):
        text = (ROOT / manual).read_text(encoding="utf-8")
        for name in re.findall(r"!\[[^]]*\]\(docs/(\w+)\.png\)", text):
            assert (ROOT / "docs" / f"{name}.png").is_file()
            assert f'"{name}"' in script

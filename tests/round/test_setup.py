"""make prepares the environment: interrupted at any moment, and without what it needs."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from factory import ROOT

MAKEFILE = ROOT / "Makefile"
# A Python whose venv and pip take as long as they are told to, and use no network.
FAKE = """#!/bin/sh
here=$(dirname "$0")
case "$*" in
  "-c "*) exit ${{BAD_VERSION:-0}} ;;
  "-m venv "*)
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    touch "{folder}/venv-begun"
    sleep ${{VENV_SLEEPS:-0}}
    test -n "$NO_PIP" || touch "$3/bin/has-pip" ;;
  "-m pip --version") test -e "$here/has-pip" ;;
  "-m pip install"*)
    test -e "$here/has-pip" || {{ echo "No module named pip" >&2; exit 1; }}
    test -z "$NO_NETWORK" || {{ echo "ERROR: Could not find a version" >&2; exit 1; }}
    touch "{folder}/pip-begun"
    sleep ${{PIP_SLEEPS:-0}}
    echo "$*" >> "$here/installed" ;;
  "-m pipeline "*) test "$(wc -l < "$here/installed")" -eq 2 && echo "ran: $*" ;;
esac
"""

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout of which only what make looks at is there."""
    shutil.copy(MAKEFILE, tmp_path)
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    python = tmp_path / "python"
    python.write_text(FAKE.format(folder=tmp_path), encoding="utf-8")
    python.chmod(0o755)
    return tmp_path


def started(folder: Path, *words: str, **told: str) -> subprocess.Popen[str]:
    """`make reports`, or other words, as it begins; `told`: how the fake Python behaves."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.Popen(  # noqa: S603 - a fixed command in a folder made here
        ["make", *(words or ["reports"]), f"PYTHON={folder / 'python'}"],  # noqa: S607 - as a person types it
        cwd=folder,
        env=own | told,
        text=True,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def said(folder: Path, **told: str) -> tuple[int, str, str]:
    """Its exit code and what stands on the screen, without make's own last line."""
    with started(folder, **told) as make:
        out, err = make.communicate(timeout=60)
    own = [line for line in err.splitlines() if not line.startswith("make: ***")]
    return make.returncode, out, "\n".join(own)


def test_a_first_run_prepares_and_the_next_does_not(folder: Path) -> None:
    """The command is run by what was prepared."""
    code, out, err = said(folder)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "ran: -m pipeline reports"
    assert said(folder) == (0, "ran: -m pipeline reports\n", "")


@pytest.mark.parametrize("moment", ["venv", "pip"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_set_up_that_was_interrupted_is_made_anew(
    folder: Path, moment: str, how: signal.Signals
) -> None:
    """Half an environment is none, and nobody must know how to mend it."""
    begun = folder / f"{moment}-begun"
    with started(folder, **{f"{moment.upper()}_SLEEPS": "60"}) as make:
        while not begun.exists():
            time.sleep(0.01)
        os.killpg(make.pid, how)
        make.communicate()
    assert make.returncode != 0
    code, out, err = said(folder)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "ran: -m pipeline reports"


def test_an_environment_whose_python_has_gone_is_made_anew(folder: Path) -> None:
    """As after an update of the system."""
    said(folder)
    (folder / ".venv" / "bin" / "python").unlink()
    code, out, _ = said(folder)
    assert code == 0
    assert out.splitlines()[-1] == "ran: -m pipeline reports"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"BAD_VERSION": "1"}, "要 3.11 或更新的"),
        ({"NO_PIP": "1"}, "缺少 venv 或 pip"),
        ({"NO_NETWORK": "1"}, "网络不通或太慢"),
    ],
)
def test_what_a_set_up_lacks_is_said_in_one_sentence(
    folder: Path, told: dict[str, str], words: str
) -> None:
    """In Chinese; with what is needed the next run is whole."""
    code, _, err = said(folder, **told)
    assert code == 2
    assert words in err
    assert len(err.splitlines()) == 1
    assert said(folder)[0] == 0


def test_no_python_at_all_is_one_sentence_too(folder: Path) -> None:
    """As on a new computer."""
    (folder / "python").unlink()
    code, _, err = said(folder)
    assert code == 2
    assert "没有找到合用的 Python" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", ["audit", "import"])
def test_without_files_the_command_is_given_none(folder: Path, command: str) -> None:
    """A blank one is the folder of the program itself, with whatever lies there."""
    for words, given in (((), ""), (("FILES=上年 年报",), " 上年 年报")):
        with started(folder, command, *words) as make:
            out, _ = make.communicate(timeout=60)
        assert out.splitlines()[-1] == f"ran: -m pipeline {command}{given}"

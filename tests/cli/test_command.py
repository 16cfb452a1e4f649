"""The command as a process: whatever its surroundings are, one Chinese sentence, no traceback."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Home
from factory import ROOT, YEAR

from pipeline import __main__ as entry
from pipeline.cli.commands import commands
from pipeline.cli.engine import is_safe

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="it has other streams and files")


def ran(
    arguments: str, shell: str = "", surroundings: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Exit code, output and errors of the command under a shell that closes what it is told to."""
    done = subprocess.run(  # noqa: S602 - a fixed command with folders made here
        f"{sys.executable} -m pipeline {arguments} {shell}",
        shell=True,
        cwd=ROOT,
        env=os.environ | (surroundings or {}),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@ON_POSIX
@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-", "<&-"])
def test_a_closed_stream_stops_nothing(home: Home, closed: str) -> None:
    """Nor does a file that is opened later take its place."""
    code, out, err = ran(f'reports --year {YEAR} --home "{home.folder}" --workers 1', closed)
    log_file = home.outputs / "运行日志.txt"
    assert (code, err) == (0, ""), log_file.read_text(encoding="utf-8")
    assert (closed[:3] == ">&-") or "问题清单" in out
    log = (home.outputs / "运行日志.txt").read_text(encoding="utf-8")
    assert log.startswith("20")
    assert "已出报告" not in log


@ON_POSIX
def test_what_stands_for_a_closed_stream_is_there_in_every_process() -> None:
    """Else a worker that is started has its own pipe there, and closes it with its screen."""
    program = (
        "import os, sys; from pipeline.cli.commands import _open_streams; _open_streams();"
        "sys.stderr.write(str(os.get_inheritable(1)))"
    )
    done = subprocess.run(  # noqa: S602 - a fixed command
        f'"{sys.executable}" -c "{program}" >&-',
        shell=True, cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert done.stderr == "True"


@ON_POSIX
def test_with_all_streams_open_nothing_stays_open_beside_them() -> None:
    """What is opened to find out is closed again."""
    program = (
        "import os; from pipeline.cli.commands import _open_streams; _open_streams();"
        "print(os.open(os.devnull, os.O_RDONLY))"
    )
    done = subprocess.run(  # noqa: S603 - a fixed command
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout == "3\n"


@ON_POSIX
def test_settings_that_are_no_file_are_told(home: Home, tmp_path: Path) -> None:
    """A FIFO would wait for ever for somebody to write into it."""
    settings = home.inputs / "district.toml"
    settings.unlink()
    os.mkfifo(settings)
    for command in ("reports", "check", "status"):
        code, _, err = ran(f'{command} --year {YEAR} --home "{home.folder}"')
        assert (code, err) == (2, f"{settings} 不是普通文件，请换成一个文本文件。\n")
    os.mkfifo(tmp_path / "名单.txt")
    code, _, err = ran(
        f'new "{tmp_path / "新"}" --district 示例区 --offices {tmp_path / "名单.txt"}'
    )
    assert code == 2
    assert err.startswith("读不了名单")
    assert len(err.splitlines()) == 1


def test_ctrl_c_while_it_is_loaded_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second in which somebody may think better of it."""

    class Interrupting:
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "pipeline.cli.commands", Interrupting())
    with pytest.raises(SystemExit) as left:
        entry.run()
    assert left.value.code == "已中断。重新运行即可。"


@ON_POSIX
def test_a_system_without_chinese_says_what_to_set(home: Home) -> None:
    """The sentence can be read all the same; make sets what is needed."""
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    code, _, err = ran(f'reports --year {YEAR} --home "{home.folder}"', "", ascii_only)
    assert code == 2
    assert err.startswith("这台电脑现在的语言设置不能用中文文件名")
    assert len(err.splitlines()) == 1
    assert "PYTHONUTF8 := 1" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("scheduler", "safe"),
    [
        ("", True),
        ("local", True),
        ("tcp://127.0.0.1:8786", True),
        ("tcp://localhost:8786", True),
        ("tcp://[::1]:8786", True),
        ("127.0.0.1:8786", True),
        ("tls://host:8786", True),
        ("wss://host:8786", True),
        ("tcp://host:8786", False),
        ("tcp://10.0.0.5:8786", False),
        ("tcp://127.0.0.1.example:8786", False),
        ("tcp://localhost.example:8786", False),
        ("host:8786", False),
        ("10.0.0.5", False),
        ("ws://host:8786", False),
        ("ucx://host:8786", False),
        ("TCP://host:8786", False),
        ("tcp://localhost@host:8786", False),
    ],
)
def test_a_plain_line_to_another_computer_is_refused(scheduler: str, *, safe: bool) -> None:
    """Whoever reaches such a scheduler runs what he likes on every computer."""
    assert is_safe(scheduler) is safe


def test_without_files_it_says_what_is_missing(home: Home) -> None:
    """As it is typed with make."""
    code, _, err = ran(f'audit --home "{home.folder}"')
    assert code == 2
    assert err.startswith("缺少 文件或文件夹（用 make 时写成 FILES=上年年报 这样）")


def test_who_insists_may_use_a_plain_line(home: Home) -> None:
    """One sentence says why not; with --insecure it is tried."""
    command = ["check", "--home", str(home.folder), "--scheduler", "tcp://10.255.255.1:1"]
    refused = CliRunner().invoke(commands, command, standalone_mode=False)
    assert refused.exception
    assert "没有加密" in str(refused.exception)
    help_ = CliRunner().invoke(commands, ["check", "--help"]).output
    assert "--insecure" in help_

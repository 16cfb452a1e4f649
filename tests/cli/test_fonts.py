"""fonts: a report names the right ones; the coordinator is told which this computer lacks."""

import subprocess
from pathlib import Path

import pytest
from conftest import Home

from pipeline import fonts
from pipeline.district import Style

FONTS = Style().fonts


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, says: str) -> None:
    """A font program that lists these families."""
    program = folder / "fc-list"
    program.write_text(f"#!/bin/sh\nprintf '%s' '{says}'\n")
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda _: str(program))


@pytest.mark.parametrize(
    ("installed", "missing"),
    [
        ("\n".join(FONTS), []),
        ("FangSong_GB2312\nKaiTi_GB2312\nSimHei\nSimSun\nFZXiaoBiaoSong-B05S", []),
        ("黑体,SimHei\n宋体,SimSun", ["方正小标宋简体", "楷体_GB2312", "仿宋_GB2312"]),
        ("Arial", list(FONTS)),
    ],
)
def test_what_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: str, missing: list[str]
) -> None:
    """By its Chinese or its English name."""
    pretend(monkeypatch, tmp_path, installed)
    assert fonts.missing_fonts(FONTS) == missing


def test_a_system_that_says_nothing_is_not_accused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without the program, or when it hangs, nobody knows."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert fonts.missing_fonts(FONTS) == []
    pretend(monkeypatch, tmp_path, "")

    def hangs(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("fc-list", 5)

    monkeypatch.setattr("subprocess.run", hangs)
    assert fonts.missing_fonts(FONTS) == []


def test_missing_fonts_are_no_finding_and_change_no_output(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They are this computer's matter, not an office's: the files are the same everywhere."""
    pretend(monkeypatch, tmp_path, "\n".join(FONTS))
    first = home.reports()
    before = {path.name: path.read_bytes() for path in home.outputs.rglob("*.*")}
    pretend(monkeypatch, tmp_path, "Arial")
    second = home.reports()
    assert (first.missing_fonts, second.missing_fonts) == ([], list(FONTS))
    assert second.findings == []
    assert {path.name: path.read_bytes() for path in home.outputs.rglob("*.*")} == before

"""The manuals say what the program does."""

import subprocess
import sys

import pytest
from click.testing import CliRunner
from factory import ROOT

from pipeline.cli.commands import commands

MANUAL = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def test_the_manual_has_the_catalogue_of_rules() -> None:
    """And of messages, line for line what `make rules` prints; copy it from there."""
    shown = CliRunner().invoke(commands, ["rules", "--input", str(ROOT / "input")])
    rules, _, said = shown.output.partition("\n\n")
    for table in (rules, said):
        assert table.count("\n| ") > 30
        assert table.strip() in MANUAL


def test_every_command_is_in_the_manual() -> None:
    """As it is typed."""
    for name in commands.commands.keys() - {"menu"}:  # what 运行.bat opens
        assert f"make {name}" in MANUAL


@pytest.mark.parametrize("target", ["reports", "check", "templates", "rules", "test", "help"])
def test_make_knows_what_the_manuals_name(target: str) -> None:
    """Without running it."""
    asked = subprocess.run(  # noqa: S603 - a fixed command
        ["make", "-n", target, f"PYTHON={sys.executable}"],  # noqa: S607 - make is on the path
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 0

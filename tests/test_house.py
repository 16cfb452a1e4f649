"""The house stays as it was drawn: who may import whom, and one place for the form's words."""

import ast
import re
from pathlib import Path

import patterns
import pytest

from pipeline.form import FORM_2021
from pipeline.form.table import Line

PACKAGE = Path(__file__).parents[1] / "pipeline"
MODULES = sorted(PACKAGE.rglob("*.py"))
STAGES = {"extract", "transform", "load"}


def room(module: str) -> str:
    """`pipeline.load.report` → `load`; the package itself has no room."""
    return [*module.split("."), ""][1]


def imports(path: Path) -> set[str]:
    """The modules of this program that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            found |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return {module for module in found if module.split(".")[0] == "pipeline"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_imports_what_its_room_may_not(path: Path) -> None:
    """Stages never import each other; only run imports them all; only cli imports run.

    The command line starts the reading process while it imports the rest.
    """
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    entry = path.relative_to(PACKAGE).as_posix() == "cli/doing.py"
    used = {room(module) for module in imports(path)}
    if entry:
        assert used & STAGES == {"extract"}
    elif own != "run":
        assert used & STAGES <= ({own} & STAGES)
    if own not in {"cli", "run"}:
        assert "run" not in used
    if own not in {"__main__", "cli"}:
        assert "cli" not in used
    assert not used & {"utils", "helpers", "common", "manager", "base"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_stages_do_not_log_print_or_ask_the_clock(path: Path) -> None:
    """What happened is in what they return."""
    if path.relative_to(PACKAGE).parts[0] in STAGES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"loguru|\bprint\(|\.now\(|\.today\(|os\.environ|locale", text)


def form_words() -> set[str]:
    """Every label of the form that could not stand elsewhere by chance."""

    def labels(lines: tuple[Line, ...]) -> set[str]:
        own = {line.label for line in lines}
        return own.union(*(labels(line.parts) for line in lines))

    words = {field.label for field in FORM_2021.fields}
    for section in FORM_2021.sections:
        words |= {section.sheet, section.heading}
        for table in section.tables:
            for block in table.blocks:
                words |= labels(block.rows) | labels(block.columns)
                words |= {block.caption, block.corner, block.over}
    return {word for word in words if len(word) > 3}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_labels_and_coordinates_stand_in_the_form_only(path: Path) -> None:
    """A string that is a label, or an address such as D7, outside the edition is a second copy."""
    if path.name.endswith("_2021.py"):
        return
    texts = {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not texts & form_words()
    assert (
        not {text for text in texts if re.fullmatch(r"\$?[A-Z]{1,2}\$?[1-9][0-9]?", text)} - CODES
    )


CODES = {f"{letter}{number:02d}" for letter in "ABCDFNPRSTWX" for number in range(40)}
"""Codes of findings look like addresses; they have two digits after one letter."""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_too_long_to_read(path: Path) -> None:
    """400 lines is the limit; 250 is a sign."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


READER_OF_PROSE = ("_NO_REQUEST", "_ENDS_WITH_NOUN", "_NONE")
"""A later reader of prose will have no such patterns; its texts are cut into short sentences."""


def test_no_pattern_takes_more_than_linear_time() -> None:
    """No two adjacent unbounded repeats over the same signs, and none within another."""
    slips = {found.where: patterns.slips(found.source) for found in patterns.compiled()}
    excepted = tuple(f".{name}" for name in READER_OF_PROSE)
    wrong = {where: slip for where, slip in slips.items() if slip and not where.endswith(excepted)}
    assert wrong == {}
    assert len(slips) > 200


@pytest.mark.parametrize(
    "source",
    [
        r"\s*;?\s*x", r"[a-z]+[a-z0-9]*x", r"(?:a+b?)+", r"(?:a|bc*)*d", r"(\w+)(?:\.)?([a-c]+)!",
        r"(?=[A-Z0-9]*[0-9]*x)",
    ],
)  # fmt: skip
def test_a_pattern_that_takes_more_is_seen(source: str) -> None:
    """Whatever groups, alternatives and options stand between."""
    assert patterns.slips(source)


@pytest.mark.parametrize("source", [r"\s*;\s*", r"[a-z]+[0-9]*x", r"(?:a{1,9}b)+", r"a*+a*x"])
def test_a_pattern_that_takes_no_more_is_let_pass(source: str) -> None:
    """Repeats apart, of other signs, bounded, or that give nothing back."""
    assert patterns.slips(source) == []

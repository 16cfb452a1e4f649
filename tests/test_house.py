"""The house stays as it was drawn: who may import whom, and one place for the form's words."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import patterns
import pytest

from pipeline.form import FORM_2021
from pipeline.form.table import Line

PACKAGE = Path(__file__).parents[1] / "pipeline"
STAGES = {"extract", "transform", "load"}
READS_PUBLISHED = ("published/", "round/readback.py")
"""What reads published reports uses more of the stages than their faces; a later issue mends it."""

FACES = {
    "extract.intake": {"find_files"},
    "extract.reading": {"read_file"},
    "extract.roster_list": {"read_list"},
    "transform.locating": {"Known", "Located", "locate_answers"},
    "transform.grouping": {"Reads", "Grouped", "group"},
    "transform.examine": {"Submitted", "Examined", "examine"},
    "transform.check.catalogue": {"all_rules"},
    "transform.outline": {"summed_up"},
    "load": {"lists"},
    "load.office_documents": {"OfficeDocuments"},
    "load.district_documents": {"DistrictDocuments"},
    "load.template": {"blank_template"},
}
"""Of a stage, what others may import."""


class Module(NamedTuple):
    """One file of the program."""

    name: str  # its path in the package
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The folder it is in, or its own name."""
        return Path(self.name).with_suffix("").parts[0]

    def imports(self) -> Iterator[tuple[str, str]]:
        """Each module of this program that it imports from, wherever in it, and the name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
                for name in node.names:
                    yield f"{node.module}.".partition(".")[2].rstrip("."), name.name


@cache
def modules() -> list[Module]:
    """Every file of the program, parsed once."""
    read = ((path, path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py")))
    return [
        Module(path.relative_to(PACKAGE).as_posix(), text, ast.parse(text)) for path, text in read
    ]


def wrong(found: Mapping[str, object]) -> dict[str, object]:
    """What a law has to complain of, by module."""
    return {name: complaint for name, complaint in found.items() if complaint}


ABOVE = ("engine", "round", "province", "published", "cli")
"""Rooms that stand on the stages, from the ground up; none imports one above itself."""


def test_no_room_imports_one_that_stands_above_it() -> None:
    """Stages never import each other, and nothing below imports who runs them."""
    found = {}
    for module in modules():
        own = module.room
        used = {name.partition(".")[0] for name, _ in module.imports()}
        forbidden = STAGES - {own} if own in STAGES or own not in ABOVE[1:] else set()
        if own in ABOVE:
            forbidden = forbidden | set(ABOVE[ABOVE.index(own) + 1 :])
        elif own != "__main__":
            forbidden = forbidden | set(ABOVE)
        found[module.name] = used & forbidden
    assert wrong(found) == {}


def test_of_a_stage_others_import_its_face_only() -> None:
    """The names through which a round uses its stages are few, and stand in one list."""
    found = defaultdict[str, set[str]](set)
    for module in modules():
        if module.name.startswith(READS_PUBLISHED) or module.room in STAGES:
            continue
        for name, imported in module.imports():
            if name.partition(".")[0] in STAGES:
                found[name].add(imported)
    assert dict(found) == FACES


def test_the_reader_of_prose_knows_nothing_but_itself() -> None:
    """Whatever a form counts, it hands its words over."""
    own = [module for module in modules() if module.room == "prose"]
    others = {(one.name, name) for one in own for name, _ in one.imports() if name[:5] != "prose"}
    assert own
    assert others == set()


def test_imports_are_written_in_full_and_no_room_is_called_after_nothing() -> None:
    """A relative import hides where it leads; a room of helpers says nothing."""
    hidden = {
        module.name: [
            node.lineno
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ImportFrom) and node.level
        ]
        for module in modules()
    }
    assert wrong(hidden) == {}
    empty = {"utils", "helpers", "common", "manager", "base"}
    assert {part for module in modules() for part in Path(module.name).with_suffix("").parts} & (
        empty
    ) == set()


def test_a_door_only_opens() -> None:
    """The body of a room is in named modules; `__init__.py` has none."""
    bodies = {
        module.name: len(module.text.splitlines())
        for module in modules()
        if module.name.endswith("__init__.py")
        and any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in module.tree.body)
    }
    assert bodies == {}


ONE_WORD = ("engine", "round", "province", "store")
"""Rooms in which no class is called as another one anywhere; the other rooms follow."""


def test_no_two_classes_have_one_name() -> None:
    """In one program a word means one thing; a private class is its module's own."""
    named = defaultdict[str, list[Module]](list)
    for module in modules():
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                named[node.name].append(module)
    twice = {
        name: [module.name for module in where]
        for name, where in named.items()
        if len(where) > 1 and any(module.room in ONE_WORD for module in where)
    }
    assert twice == {}


def test_stages_do_not_log_print_or_ask_the_clock() -> None:
    """What happened is in what they return."""
    found = {
        module.name: re.findall(
            r"loguru|\bprint\(|\.now\(|\.today\(|os\.environ|locale", module.text
        )
        for module in modules()
        if module.room in STAGES
    }
    assert wrong(found) == {}


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


CODES = {f"{letter}{number:02d}" for letter in "ABCDFNPRSTWX" for number in range(40)}
"""Codes of findings look like addresses; they have two digits after one letter."""


def test_labels_and_coordinates_stand_in_the_form_only() -> None:
    """A string that is a label, or an address such as D7, outside the edition is a second copy."""
    words = form_words()
    found = {}
    for module in modules():
        if module.name.endswith("_2021.py"):
            continue
        texts = {
            node.value
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        places = {text for text in texts if re.fullmatch(r"\$?[A-Z]{1,2}\$?[1-9][0-9]?", text)}
        found[module.name] = (texts & words) | (places - CODES)
    assert wrong(found) == {}


def test_no_module_is_too_long_to_read() -> None:
    """400 lines is the limit; 250 is a sign."""
    lengths = {module.name: len(module.text.splitlines()) for module in modules()}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_the_round_stands_on_one_page() -> None:
    """Its order is read top-down, without a turn of the page."""
    (module,) = (module for module in modules() if module.name == "round/round.py")
    assert len(module.text.splitlines()) <= 150
    order = [
        module.text.index(f"# {step}") for step in ("read", "group", "examine", "prove", "tell")
    ]
    assert order == sorted(order)


READER_OF_PROSE = ("_NO_REQUEST", "_ENDS_WITH_NOUN", "_NONE")
"""A later reader of prose will have no such patterns; its texts are cut into short sentences."""


def test_no_pattern_takes_more_than_linear_time() -> None:
    """No two adjacent unbounded repeats over the same signs, and none within another."""
    slips = {found.where: patterns.slips(found.source) for found in patterns.compiled()}
    excepted = tuple(f".{name}" for name in READER_OF_PROSE)
    slow = {where: slip for where, slip in slips.items() if slip and not where.endswith(excepted)}
    assert slow == {}
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

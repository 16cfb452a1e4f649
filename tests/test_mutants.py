"""`make mutants`: its mistakes compile, and those tests are asked that run what was changed."""

import ast
import builtins
from pathlib import Path

import mutants
import pytest
from mistakes import KINDS, changed, changes
from mutants import (
    COUNT,
    EQUAL,
    LEAST_TOGETHER,
    PACKAGE,
    ROOT,
    SEED,
    TOGETHER,
    Mutant,
    TestFile,
    Trees,
    Verdict,
    chosen,
    concerned,
    functions_at,
    is_enough,
    mapped,
    mutants_of,
    shares,
    telling,
)

SOURCE = '''"""Words that are none of the program."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import decimal
__all__ = ["first"]
LIMIT = 7
NAMES: dict[str, "str"] = {"示例": "值"}


def first(several: list[int], most: int = 3, *, is_plain: bool = False) -> list[str]:
    """A docstring."""
    logger.info("nobody asserts this")
    found = []
    for one in sorted(several):
        if one < LIMIT and not is_plain:
            continue
        found.append(f"{one + 1} 件")
    return found[:most] if is_plain else found + list(reversed(found))
'''
# Kind, what stands there, and what instead of it.
EXPECTED = {
    ("number", "7", "8"),
    ("number", "7", "6"),
    ("text", '"示例"', '""'),
    ("text", '"值"', '""'),
    ("default", "3", "4"),
    ("default", "False", "True"),
    ("order", "sorted(several)", "list(several)"),
    ("order", "reversed(found)", "iter(found)"),
    ("comparison", "one < LIMIT", "(one <= LIMIT)"),
    ("boundary", "LIMIT", "(LIMIT + 1)"),
    ("boundary", "LIMIT", "(LIMIT - 1)"),
    ("and, or", "one < LIMIT and not is_plain", "(one < LIMIT or not is_plain)"),
    ("condition", "one < LIMIT and not is_plain", "(not (one < LIMIT and (not is_plain)))"),
    ("not", "not is_plain", "bool(is_plain)"),
    ("loop", "continue", "break"),
    ("slice", "most", "(most + 1)"),
    ("condition", "is_plain", "(not (is_plain))"),
    ("sum", "found + list(reversed(found))", "(found - list(reversed(found)))"),
    ("result", "found[:most] if is_plain else found + list(reversed(found))", "[]"),
}


def test_every_mistake_that_can_be_made_is_made() -> None:
    """Of every kind one at least; none in docstrings, types, f-strings, and words of the log."""
    data = SOURCE.encode()
    made = {(one.kind, data[one.start : one.end].decode(), one.text) for one in changes(SOURCE)}
    assert made == EXPECTED
    assert {kind for kind, _, _ in made} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_compiles_and_is_another_program(kind: str) -> None:
    """Each of them alone."""
    for change in (one for one in changes(SOURCE) if one.kind == kind):
        wrong = changed(SOURCE.encode(), change).decode()
        compile(wrong, "示例.py", "exec")
        assert ast.dump(ast.parse(wrong)) != ast.dump(ast.parse(SOURCE))


@pytest.fixture(scope="module")
def made() -> list[Mutant]:
    """All that could be made of the program."""
    return mutants_of(ROOT / PACKAGE)


@pytest.fixture(scope="module")
def sample(made: list[Mutant]) -> list[Mutant]:
    """Those that `make mutants` makes."""
    return chosen(made, COUNT, SEED)


def test_those_of_the_program_compile_and_are_other_programs(sample: list[Mutant]) -> None:
    """Every fourth of them, in all rooms."""
    assert len(set(sample)) == COUNT
    for one in sample[::4]:
        source = (ROOT / PACKAGE / one.file).read_bytes()
        wrong = changed(source, one.change)
        compile(wrong, one.file, "exec")
        assert ast.dump(ast.parse(wrong)) != ast.dump(ast.parse(source)), str(one)


def test_every_room_and_every_kind_has_some(made: list[Mutant], sample: list[Mutant]) -> None:
    """The province and the cluster more than their share."""
    assert {one.room for one in sample} == {one.room for one in made}
    assert {one.change.kind for one in sample} == set(KINDS)
    assert sum(one.room == TOGETHER for one in sample) >= LEAST_TOGETHER


def test_rooms_share_by_their_size() -> None:
    """Each has some, and none more than there are."""
    assert shares({"a": 100, "b": 50, "c": 1}, 30) == {"a": 19, "b": 10, "c": 1}
    assert shares({"a": 2, "b": 3}, 30) == {"a": 2, "b": 3}


def test_what_is_declared_to_be_equal_is_still_there(made: list[Mutant]) -> None:
    """With a reason; a declaration of nothing would hide another one some day."""
    for declared in EQUAL:
        assert declared.reason
        assert any(
            (one.file, one.change.kind) == (declared.file, declared.kind)
            and declared.snippet in one.old
            for one in made
        ), declared


# ── a tiny program ───────────────────────────────────────────────────────────

PROGRAM = """from time import sleep


def larger(one, other):
    return one if one > other else other


def unused(one):
    return one + 1


def counted(several):
    count = 0
    while not sleep(0.01):
        if count == len(several):
            break
        count += 1
    return count
"""
TESTED = """import subprocess
import sys

from tiny.sums import larger


def test_larger():
    assert larger(1, 2) == 2
    command = "from tiny.sums import counted; assert counted('ab') == 2"
    subprocess.run([sys.executable, "-c", command], check=True, timeout=2)
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A program of three functions, two of which a test runs, one in another process."""
    root = tmp_path / "root"
    for name, text in (
        ("tiny/__init__.py", ""),
        ("tiny/sums.py", PROGRAM),
        ("tests/test_sums.py", TESTED),
        ("tests/test_nothing.py", "def test_nothing():\n    assert True\n"),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def mutant_of(root: Path, kind: str, word: str) -> Mutant:
    """The first of a kind in the line with a word."""
    return next(
        one for one in mutants_of(root / "tiny") if one.change.kind == kind and word in one.old
    )


def test_a_mistake_is_noticed_where_a_test_would_fail(tiny: Path, tmp_path: Path) -> None:
    """One that changes nothing is not; none is made in the tree itself, and none stays."""
    trees = Trees.made(tiny, tmp_path, 1, "tiny")
    names = ["tests/test_nothing.py", "tests/test_sums.py"]
    tests = mapped(tiny, tmp_path, names, trees)
    lines = {name: {line for _, line in one.called} for name, one in zip(names, tests, strict=True)}
    assert lines["tests/test_nothing.py"] == set()
    assert lines["tests/test_sums.py"] >= {4, 12}
    assert 8 not in lines["tests/test_sums.py"]
    with trees.one() as tree:
        pass
    for kind, word, noticed in (
        ("result", "return one if", True),
        ("comparison", "one > other", False),  # >=: the same
        ("sum", "one + 1", False),  # nobody runs it
        ("loop", "break", True),  # it comes to no end
    ):
        mutant = mutant_of(tiny, kind, word)
        some = concerned(mutant, PROGRAM, tests)
        assert [one.name for one in some] == (["tests/test_sums.py"] if kind != "sum" else [])
        assert tree.notices(mutant, some) is noticed, kind
    assert (tree.folder / "tiny" / "sums.py").read_text(encoding="utf-8") == PROGRAM
    assert (tiny / "tiny" / "sums.py").read_text(encoding="utf-8") == PROGRAM
    assert tree.folder != tiny


def test_tests_that_fail_by_themselves_notice_nothing(tiny: Path, tmp_path: Path) -> None:
    """It ends there: what they would say of a mistake is worth nothing."""
    (tiny / "tests" / "test_nothing.py").write_text("def test_wrong():\n    assert False\n")
    trees = Trees.made(tiny, tmp_path, 1, "tiny")
    with pytest.raises(SystemExit, match="fails without any mistake"):
        mapped(tiny, tmp_path, ["tests/test_nothing.py"], trees)


CALLED = '''"""Words."""
from functools import cache
@cache
def one():
    def two(): return "二"; 'more'
    return two()
class Three:
    @property
    def four(self):
        """Words alone."""
    def five(self):
        """Words
        on two lines."""
        for _ in "示例": pass
    def six(self): ...
one(); Three().four; Three().five(); Three().five()
doc = Three.five.__doc__
'''


def test_every_function_tells_that_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind its docstring, or on its one line; and the file, that it is read."""
    told: list[str] = []
    monkeypatch.setattr(builtins, "_called", told.append, raising=False)
    known: dict[str, object] = {}
    exec(compile(telling(CALLED, "一.py"), "一.py", "exec"), known)  # noqa: S102 - our own
    assert told == [f"一.py\t{line}" for line in (0, 3, 5, 8, 11, 11)]
    assert str(known["doc"]).startswith("Words")


def test_what_concerns_a_line_is_the_function_around_it() -> None:
    """The innermost; outside of any, all of the file."""
    source = "A = 1\n\n\ndef one():\n    def two():\n        return 2\n    return two\n"
    assert functions_at(source, 6) == [5]
    assert functions_at(source, 7) == [4]
    assert functions_at(source, 1) == [4, 5]


def test_those_tests_come_first_that_are_most_about_a_file() -> None:
    """And of those the quick ones."""
    change = next(one for one in changes(PROGRAM) if one.kind == "comparison")
    mutant = Mutant("sums.py", change, "", "")
    half = frozenset({("sums.py", 4), ("other.py", 1)})
    own = frozenset({("sums.py", 4)})
    tests = [
        TestFile("half", 1, half),
        TestFile("slow", 9, own),
        TestFile("quick", 2, own),
        TestFile("other", 1, frozenset({("other.py", 1)})),
    ]
    assert [one.name for one in concerned(mutant, PROGRAM, tests)] == ["quick", "slow", "half"]


@pytest.mark.parametrize(
    ("noticed", "missed", "far", "far_missed", "enough"),
    [(92, 8, 0, 0, True), (91, 9, 0, 0, False), (83, 0, 17, 3, True), (184, 0, 16, 3, False)],
)
def test_too_few_are_a_failure(
    noticed: int, missed: int, far: int, far_missed: int, *, enough: bool
) -> None:
    """Of all, and of those in the province and the cluster; equal ones do not count."""
    change = changes(PROGRAM)[0]
    near, afar = Mutant("load/a.py", change, "", ""), Mutant("engine/a.py", change, "", "")
    verdicts = [
        *[Verdict(near, noticed=True)] * noticed, *[Verdict(near, noticed=False)] * missed,
        *[Verdict(afar, noticed=True)] * far, *[Verdict(afar, noticed=False)] * far_missed,
        *[Verdict(near, noticed=None)] * 50,
    ]  # fmt: skip
    assert is_enough(verdicts) is enough


def test_what_is_told_says_it_by_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """And names what was not noticed, and why others come to the same."""
    change = changes(PROGRAM)[0]
    declared = mutants.Declared("load/a.py", change.kind, "x = 1", "because")
    monkeypatch.setattr(mutants, "EQUAL", (declared,))
    one = Mutant("load/a.py", change, "x = 1", "x = 2")
    other = Mutant("load/b.py", change, "y = 1", "y = 2")
    said = list(mutants.lines_of([Verdict(one, None), Verdict(other, noticed=False)]))
    assert said == [
        f"equal: load/a.py:{change.line}: {change.kind}: x = 1  →  x = 2 (because)",
        f"not noticed: load/b.py:{change.line}: {change.kind}: y = 1  →  y = 2",
        "pipeline/load: 0 of 1 noticed, 0%; 1 equal",
        "in all: 0 of 1 noticed, 0%; 1 equal",
    ]

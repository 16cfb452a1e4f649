"""Every regular expression of the program, and what a hostile text could make it cost."""

import ast
import importlib
import itertools
import re
import signal
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]  # the only way to take one apart
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

Items: TypeAlias = Iterable[tuple[Any, Any]]  # operation and operands, as `re` has parsed them

PACKAGE = Path(__file__).parents[1] / "pipeline"
SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}
ALPHABET = (
    "".join(map(chr, range(0x20, 0x7F))) + "\t\n，。；：、（）【】《》“”一二三年月日件的我中０Ａ　"
)


class Found(NamedTuple):
    """A pattern and where it stands."""

    where: str  # pipeline.personal._MAIL
    pattern: re.Pattern[Any]

    @property
    def source(self) -> str:
        """The pattern as text; each byte of a pattern for bytes is one sign."""
        pattern = self.pattern.pattern
        return pattern if isinstance(pattern, str) else pattern.decode("latin-1")


def modules() -> Iterator[ModuleType]:
    """Every module of the program."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if not name.endswith("__main__"):
            yield importlib.import_module(name.removesuffix(".__init__"))


@cache
def compiled() -> list[Found]:
    """The patterns that modules hold, in whatever they hold them; each once."""
    found: dict[tuple[object, int], Found] = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in _patterns(value):
                key = (pattern.pattern, pattern.flags)
                found.setdefault(key, Found(f"{module.__name__}.{name}", pattern))
    for name, source in _inline():
        found.setdefault((source, re.UNICODE.value), Found(name, re.compile(source)))
    return list(found.values())


def _inline() -> Iterator[tuple[str, str]]:
    """The patterns that functions write where they use them."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr != "escape"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                yield f"{path.stem}:{node.lineno}.", node.args[0].value


def _patterns(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, Mapping):
        for piece in itertools.chain(value.keys(), value.values()):
            yield from _patterns(piece, depth + 1)
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for piece in value:
            yield from _patterns(piece, depth + 1)


@cache
def methods() -> Mapping[str, set[str]]:
    """Name of a module's variable → what is called on it anywhere, such as `search`.

    A pattern in a list is called by a variable's name: under the name of its module stands what
    the module calls on variables.
    """
    called: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in _METHODS:
                name = node.value.id if isinstance(node.value, ast.Name) else ""
                of_list = name != "re" and name.islower()  # `for pattern in _PATTERNS`
                owner = module.removesuffix(".__init__") if of_list else name
                called.setdefault(owner, set()).add(node.attr)
    return called


_METHODS = {*SEARCHING, "match", "fullmatch"}


def uses(found: Found) -> set[str]:
    """Of search, match and fullmatch what the program does with a pattern."""
    module, _, name = found.where.rpartition(".")
    called = methods().get(name) or methods().get(module) or {"search"}
    return (called - SEARCHING) | ({"search"} if called & SEARCHING else set())


# ── taken apart ──────────────────────────────────────────────────────────────


def slips(source: str) -> list[str]:
    """What of a pattern can take more than linear time at one place of a text.

    Two unbounded repeats over overlapping signs with nothing between that must stand there, and
    an unbounded repeat within another.
    """
    found: list[str] = []
    _walk(_parser.parse(source), [], found)
    return found


REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
GROUPS = (op.SUBPATTERN, op.ATOMIC_GROUP, op.ASSERT, op.ASSERT_NOT)


def _inside(kind: object, value: Any) -> Sequence[Items]:  # noqa: ANN401 - as `re` has it
    """What an item is made of: the body of a repeat or a group, the branches of a choice."""
    if kind in REPEATS:
        return [value[2]]
    if kind is op.BRANCH:
        return list(value[1])
    return [value if kind is op.ATOMIC_GROUP else value[-1]] if kind in GROUPS else []


def _walk(items: Items, open_: list[set[str]], found: list[str]) -> list[set[str]]:
    """The signs of the unbounded repeats that may end where these items do."""
    for kind, value in items:
        if kind in REPEATS and value[1] is op.MAXREPEAT:
            after = _unbounded(kind, value[2], open_, found)
        else:
            after = [one for inside in _inside(kind, value) for one in _walk(inside, open_, found)]
        if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue  # nothing is taken: what is open before stays open behind
        may_lack = kind in REPEATS and value[0] == 0
        open_ = after + open_ if may_lack else [] if kind is op.ATOMIC_GROUP else after
    return open_


def _unbounded(
    kind: object, body: Items, open_: list[set[str]], found: list[str]
) -> list[set[str]]:
    signs = _signs(body)
    if _holds_unbounded(body):
        found.append("nested")
    if any(signs & before for before in open_):
        found.append(f"adjacent: {''.join(sorted(signs))[:20]}")
    return [] if kind is op.POSSESSIVE_REPEAT else [signs]


def _holds_unbounded(items: Items) -> bool:
    return any(
        (kind in REPEATS and value[1] is op.MAXREPEAT)
        or any(map(_holds_unbounded, _inside(kind, value)))
        for kind, value in items
    )


def _signs(items: Items) -> set[str]:
    """Those of the alphabet that the items can take."""
    signs: set[str] = set()
    for kind, value in items:
        if kind is op.LITERAL:
            signs.add(chr(value))
        elif kind is op.NOT_LITERAL:
            signs.update(set(ALPHABET) - {chr(value)})
        elif kind is op.ANY:
            signs.update(ALPHABET)
        elif kind is op.IN:
            signs.update(_set(value))
        elif kind not in (op.ASSERT, op.ASSERT_NOT):
            signs = signs.union(*map(_signs, _inside(kind, value)))
    return signs


def _set(members: Sequence[Any]) -> set[str]:
    signs, negated = set[str](), False
    for kind, value in members:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.LITERAL:
            signs.add(chr(value))
        elif kind is op.RANGE:
            signs.update(sign for sign in ALPHABET if value[0] <= ord(sign) <= value[1])
            signs.update(map(chr, value))
        elif kind is op.CATEGORY:
            signs.update(sign for sign in ALPHABET if _CATEGORIES[value].match(sign))
    return set(ALPHABET) - signs if negated else signs


_CATEGORIES = {
    op.CATEGORY_DIGIT: re.compile(r"\d"),
    op.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    op.CATEGORY_SPACE: re.compile(r"\s"),
    op.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    op.CATEGORY_WORD: re.compile(r"\w"),
    op.CATEGORY_NOT_WORD: re.compile(r"\W"),
}


# ── hostile texts ────────────────────────────────────────────────────────────

USUAL = ("A", "1", "a@a.", "（", "(", "一二三", " ", "“", "[", "《", "，", "。", "1,", "\n", "　")


def hostile(found: Found, length: int) -> Iterator[str]:
    """Long texts of what a pattern can take: one sign, two in turn, one before many of another."""
    own = list(dict.fromkeys(_each_sign(_parser.parse(found.source))))[:12]
    few = own[:6]
    for unit in dict.fromkeys((*USUAL, *own, *map("".join, itertools.permutations(few, 2)))):
        yield _repeated(unit, length)
    for first, rest in itertools.permutations(few[:5], 2):
        yield first + _repeated(rest, length)


def _repeated(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def _each_sign(items: Items) -> Iterator[str]:
    """The least and the greatest sign that each item can take, in their order."""
    for kind, value in items:
        if inside := _inside(kind, value):
            for part in inside:
                yield from _each_sign(part)
        elif signs := sorted(_signs([(kind, value)])):
            yield from (signs[0], signs[-1])


def seconds(found: Found, use: str, text: str) -> float:
    """CPU seconds to go through a text; more than `PATIENCE` are not waited for."""
    told = text if isinstance(found.pattern.pattern, str) else text.encode("latin-1", "replace")
    start = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        if use == "search":
            for _ in found.pattern.finditer(told):
                pass
        else:
            getattr(found.pattern, use)(told)
    except TimeoutError:
        return PATIENCE
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - start


PATIENCE = 2.0

"""Small mistakes that can be made in a program, on its syntax tree: each changes one thing."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Change(NamedTuple):
    """One mistake: bytes of a source file, and what stands there instead."""

    kind: str
    start: int
    end: int
    text: str
    line: int


# ── what can be made wrong ───────────────────────────────────────────────────

Made = Iterator[tuple[ast.AST, str]]  # what is replaced, and what by

_OTHER: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_NO_NUMBERS = (ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp)
_EMPTY = {
    "str": '""', "int": "0", "float": "0.0", "bool": "False", "bytes": 'b""', "list": "[]",
    "Sequence": "[]", "dict": "{}", "Mapping": "{}", "set": "set()", "tuple": "()",
}  # fmt: skip


def _said(node: ast.AST) -> str:
    return f"({ast.unparse(node)})"


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _comparison(node: ast.AST) -> Made:
    """`<` for `<=`, `==` for `!=`, `in` for `not in`."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        other = ast.Compare(node.left, [_OTHER[type(node.ops[0])]()], node.comparators)
        yield node, _said(other)


def _boundary(node: ast.AST) -> Made:
    """One more or less than the limit."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], _ORDERED):
        (limit,) = node.comparators
        if not isinstance(limit, ast.Constant):
            for sign in "+-":
                yield limit, f"({ast.unparse(limit)} {sign} 1)"


def _number(node: ast.AST) -> Made:
    """One more or less."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        for other in (node.value + 1, node.value - 1):
            yield node, str(other) if other >= 0 else f"({other})"


def _logic(node: ast.AST) -> Made:
    """`and` for `or`."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield node, _said(ast.BoolOp(other, node.values))


def _negation(node: ast.AST) -> Made:
    """`not` left out."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node, f"bool({ast.unparse(node.operand)})"


def _condition(node: ast.AST) -> Made:
    """What is done if something holds is done if it does not."""
    tests: list[ast.expr] = []
    if isinstance(node, ast.If | ast.IfExp):
        tests = [node.test]
    elif isinstance(node, ast.comprehension):
        tests = node.ifs
    for test in tests:
        if not isinstance(test, ast.UnaryOp | ast.Compare):  # the same as another kind
            yield test, f"(not {_said(test)})"


def _sum(node: ast.AST) -> Made:
    """`+` for `-`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        sides = (node.left, node.right)
        if not any(_is_text(side) or isinstance(side, _NO_NUMBERS) for side in sides):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield node, _said(ast.BinOp(node.left, other, node.right))


def _result(node: ast.AST) -> Made:
    """Nothing is returned, or an empty one of what should be."""
    if isinstance(node, ast.FunctionDef):
        of = node.returns.value if isinstance(node.returns, ast.Subscript) else node.returns
        empty = _EMPTY.get(of.id, "None") if isinstance(of, ast.Name) else "None"
        for inside in _own(node):
            value = inside.value if isinstance(inside, ast.Return) else None
            if value and ast.unparse(value) not in (empty, "None", "''", "[]", "{}"):
                yield value, empty


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What is in a function and in none inside it."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def _order(node: ast.AST) -> Made:
    """Nothing is sorted, or turned round."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        if node.func.id == "sorted":
            yield node, f"list({ast.unparse(node.args[0])})"
        elif node.func.id == "reversed":
            yield node, f"iter({ast.unparse(node.args[0])})"


def _default(node: ast.AST) -> Made:
    """Another value where none is given."""
    if isinstance(node, ast.arguments):
        for value in (*node.defaults, *node.kw_defaults):
            if isinstance(value, ast.Constant) and value.value is not None:
                given = value.value
                if isinstance(given, bool):
                    yield value, str(not given)
                elif isinstance(given, int):
                    yield value, str(given + 1)
                elif isinstance(given, str):
                    yield value, '""' if given else '"mutant"'


def _words(node: ast.AST) -> Made:
    """A text that says nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
        yield node, '""'


def _loop(node: ast.AST) -> Made:
    """`continue` for `break`."""
    if isinstance(node, ast.Continue):
        yield node, "break"
    elif isinstance(node, ast.Break):
        yield node, "continue"


def _slice(node: ast.AST) -> Made:
    """One more or less at an end."""
    if isinstance(node, ast.Slice):
        for bound in filter(None, (node.lower, node.upper)):
            yield bound, f"({ast.unparse(bound)} + 1)"


KINDS: Mapping[str, Callable[[ast.AST], Made]] = {
    "comparison": _comparison, "boundary": _boundary, "number": _number, "and, or": _logic,
    "not": _negation, "condition": _condition, "sum": _sum, "result": _result, "order": _order,
    "default": _default, "text": _words, "loop": _loop, "slice": _slice,
}  # fmt: skip


def changes(source: str) -> list[Change]:
    """Every mistake that can be made in a source file, in its order; no two are the same."""
    tree = ast.parse(source)
    left_out = set(_left_out(tree))
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found: dict[tuple[int, int, str], Change] = {}
    for node in ast.walk(tree):
        for kind, make in KINDS.items():
            for old, text in make(node) if id(node) not in left_out else ():
                place = _place(old)
                if place is None or (id(old) in left_out and kind not in ("default", "slice")):
                    continue
                start, end = starts[place[0] - 1] + place[1], starts[place[2] - 1] + place[3]
                found.setdefault((start, end, text), Change(kind, start, end, text, place[0]))
    return sorted(found.values(), key=lambda one: (one.start, one.end, one.text))


def _place(node: ast.AST) -> tuple[int, int, int, int] | None:
    if isinstance(node, ast.expr | ast.stmt):
        ends = node.end_lineno, node.end_col_offset
        if ends[0] is not None and ends[1] is not None:
            return node.lineno, node.col_offset, ends[0], ends[1]
    return None


def _left_out(tree: ast.Module) -> Iterator[int]:
    """What is no program: docstrings, types, words of the log; and what is inside of f-strings.

    Defaults and ends of slices are changed as such, and not as numbers besides.
    """
    for node in ast.walk(tree):
        for one in filter(None, _hidden(node)):
            yield from map(id, ast.walk(one))


def _hidden(node: ast.AST) -> Sequence[ast.AST | None]:
    match node:
        case ast.Expr(value=ast.Constant()):
            return [node.value]  # a docstring, wherever it stands
        case ast.JoinedStr():
            return node.values  # Python 3.11 does not say where they are
        case ast.arguments():
            return [*node.defaults, *node.kw_defaults]
        case ast.Slice():
            return [node.lower, node.upper]
        case ast.arg() | ast.AnnAssign():
            return [node.annotation]
        case ast.FunctionDef():
            return [node.returns]
    return [node] if _is_beside(node) else []


def _is_beside(node: ast.AST) -> bool:
    """Whether nothing comes of it; and what stands behind `case`, which is no expression."""
    match node:
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]) | ast.MatchValue():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="logger")) | ast.Name(id="TypeVar")):
            return True
    return False


def changed(source: bytes, change: Change) -> bytes:
    """A source file with a mistake in it."""
    return source[: change.start] + change.text.encode() + source[change.end :]

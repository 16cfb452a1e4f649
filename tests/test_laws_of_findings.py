"""Laws of findings: nothing decides by the letters of a code, and every message is raised."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pipeline.findings import Level, Message, Place

PACKAGE = Path(__file__).parents[1] / "pipeline"
Trees = Mapping[str, ast.Module]  # module, such as pipeline.messages.files → its syntax tree
TREES: Trees = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): ast.parse(path.read_bytes())
    for path in sorted(PACKAGE.rglob("*.py"))
}
CATALOGUES = {"RULES", "all_rules"}  # list the rules; a rule that is only listed is not raised
NOT_RAISED = {"code", "level", "traits", "holds", "source"}  # reads a message, but raises none
A_CODE = re.compile("[A-Z][0-9]{2}")


def makers(tree: ast.Module) -> set[str]:
    """What makes messages and rules in a module: the classes, partials and functions of these."""
    names = {"Message", "Rule"}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.returns:
            names |= {node.name} if ast.unparse(node.returns) in names else set()
        elif isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("partial("):
            named = {name.id for name in ast.walk(node.value) if isinstance(name, ast.Name)}
            names |= {ast.unparse(node.targets[0])} if named & names else set()
    return names


def declared(module: str, tree: ast.Module) -> Iterator[str]:
    """The full names of the messages and rules that a module declares."""
    own = makers(tree)
    for node in tree.body:
        called = getattr(getattr(node, "value", None), "func", None)
        if isinstance(node, ast.Assign) and called and dotted(called) in own:
            yield f"{module}.{ast.unparse(node.targets[0])}"


def dotted(node: ast.AST) -> str:
    """A name as it is read, such as messages.files.LOCKED.at; blank if an expression is none."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else ""


def names_read(node: ast.AST) -> Iterator[str]:
    """Every dotted name that is read, outside catalogues."""
    named = [ast.unparse(target) for target in node.targets] if isinstance(node, ast.Assign) else []
    if CATALOGUES & {*named, getattr(node, "name", "")}:
        return
    if name := dotted(node):
        yield name
    else:
        for child in ast.iter_child_nodes(node):
            yield from names_read(child)


def raised(module: str, tree: ast.Module) -> Iterator[str]:
    """The full names that a module reads, and all that they begin with."""
    imported = {
        name.asname or name.name: f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    for name in names_read(tree):
        first, *rest = name.split(".")
        if not NOT_RAISED & set(rest):
            parts = [imported.get(first, f"{module}.{first}"), *rest]
            yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def unraised(trees: Trees) -> list[str]:
    """The messages and rules that nothing raises."""
    used = {name for module, tree in trees.items() for name in raised(module, tree)}
    return [
        name
        for module, tree in trees.items()
        for name in declared(module, tree)
        if name not in used
    ]


def is_code(node: ast.AST) -> bool:
    """Whether an expression is the code of something, or a variable of that name."""
    return getattr(node, "attr", getattr(node, "id", "")) == "code"


def is_written_out(node: ast.AST) -> bool:
    """Whether an expression is a text, or lists what it holds."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.Tuple | ast.List | ast.Set)


def decides_by_letters(node: ast.AST) -> bool:
    """Whether letters of a code, or codes written out, are looked at."""
    match node:
        case ast.Attribute(value=value, attr="startswith" | "endswith" | "find"):
            return is_code(value)
        case ast.Subscript(value=value) | ast.Match(subject=value):
            return is_code(value)
        case ast.Compare(left=left, comparators=others):
            sides = (left, *others)
            return any(map(is_code, sides)) and any(map(is_written_out, sides))
    return False


def letters(tree: ast.Module) -> list[str]:
    """Where a module decides by the letters of a code, or writes one but to declare a message."""
    own = makers(tree)
    declaring = {
        id(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and dotted(node.func) in own
    }
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if decides_by_letters(node)
        or (
            isinstance(node, ast.Constant)
            and A_CODE.fullmatch(str(node.value))
            and id(node) not in declaring
        )
    ]


def test_every_message_is_raised() -> None:
    """A message that only stands in its module and in catalogues is dead."""
    assert unraised(TREES) == []
    names = [name for module, tree in TREES.items() for name in declared(module, tree)]
    assert len(names) > 150


@pytest.mark.parametrize(
    "source",
    [
        "DEAD = Message('F99', Level.NOTE, '', '')",
        "_Unread = partial(Message, traits=UNREAD)\nDEAD = _Unread('F99', Level.NOTE, '', '')",
        "def made(code: str) -> Message: ...\nDEAD = made('F99')",
        "DEAD = Rule(message=Message('W99', Level.NOTE, '', ''))\nRULES = (DEAD,)",
        "DEAD = Message('F99', Level.NOTE, '', '')\nCODES = {DEAD.code}",
    ],
)
def test_a_message_that_nobody_raises_is_seen(source: str) -> None:
    """However it is made, and wherever it is listed."""
    assert unraised({"pipeline.planted": ast.parse(source)}) == ["pipeline.planted.DEAD"]


@pytest.mark.parametrize(
    "source",
    [
        "from pipeline import planted\nplanted.ALIVE.at(place)",
        "from pipeline.planted import ALIVE as THIS\ntell(THIS)",
        "from pipeline.planted import ALIVE\nALIVE.message.at(place)",
    ],
)
def test_a_message_that_another_module_raises_is_let_pass(source: str) -> None:
    """By whatever name the module knows it."""
    planted = ast.parse("ALIVE = Message('F99', Level.NOTE, '', '')")
    assert unraised({"pipeline.planted": planted, "pipeline.other": ast.parse(source)}) == []


def test_nothing_decides_by_the_letters_of_a_code() -> None:
    """Whoever tells findings apart asks for a trait; codes are for people, sorting and counting."""
    found = {module: letters(tree) for module, tree in TREES.items()}
    assert {module: lines for module, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "finding.code.startswith('D')", "any(map(code.startswith, GROUPS))", "finding.code[0]",
        "finding.code == 'N12'", "finding.code in ('F27', LOCKED)", "code not in {A.code, B.code}",
        "ADVICE = {'S02': ''}", "match finding.code:\n    case PLAIN: pass",
    ],
)  # fmt: skip
def test_a_decision_by_letters_is_seen(source: str) -> None:
    """However the code is asked."""
    assert letters(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "EMPTY = Message('F03', Level.ERROR, '', '')", "waiver.rule == IDENTITY.message.code",
        "sorted(findings, key=lambda one: one.code)", "found[one.code].append(one)",
    ],
)  # fmt: skip
def test_what_names_sorts_or_counts_by_code_is_let_pass(source: str) -> None:
    """A code identifies a rule for a district, and a finding in lists."""
    assert letters(ast.parse(source)) == []


def test_a_finding_expects_nothing_where_nobody_can_know() -> None:
    """Its value and what should stand there are blank unless they are said."""
    finding = Message("T99", Level.NOTE, "示例。", "示例。").at(Place())
    assert (finding.value, finding.expected) == ("", "")

"""Mutants: small mistakes made in the program, one at a time, and whether any test notices.

`make mutants` makes some 130 of them, seeded, in all folders of `pipeline/`, in a copy of the tree;
it looks once which test file runs which functions, and runs for each mutant the files that run
what was changed, those first that are most about it. It prints how many were noticed, and fails
below 92 %, or below 85 % of those in the province and the cluster. Words of the log are left out:
they are for whoever reads a traceback. Not all that is not noticed is a gap: what comes to the
same is declared in `EQUAL`, with the reason.
"""

import argparse
import ast
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter
from typing import NamedTuple

from mistakes import Change, changed, changes

ROOT = Path(__file__).parents[1]
PACKAGE, TESTS = "pipeline", "tests"
COUNT, LEAST, LEAST_TOGETHER, SEED = 130, 2, 16, 30
WANTED, WANTED_TOGETHER = 0.92, 0.85  # of all; of the province and the cluster
TOGETHER = "province and cluster"
AFAR = {"province", "cluster", "engine", "processes"}  # of a path: these are in it
_OURS = ("mutants.py", "mistakes.py", "test_mutants.py")  # which test no program
_SLOWEST = 3.0  # times what the tests took before, and as many seconds as it takes to begin
_BEGIN = 40.0
_LONGEST = 1800.0  # seconds that one file may take
_LEFT_OUT = (
    ".git", ".venv", "output", "build", "node_modules", "__pycache__", "*.egg-info", ".*_cache",
)  # fmt: skip


class Declared(NamedTuple):
    """Mutants that come to the same, whatever is tested: by file, kind and words of the line."""

    file: str
    kind: str
    snippet: str
    reason: str


EQUAL: tuple[Declared, ...] = (
    Declared("cli/screen.py", "number", "default=0", "without a line nothing is as wide"),
    Declared("engine/cluster.py", "boundary", "_AHEAD", "how many jobs wait changes no result"),
    Declared("engine/processes.py", "boundary", "_AHEAD", "how many jobs wait changes no result"),
    Declared("transform/check/ledger.py", "boundary", "<= _QUOTE", "cut at its length it is whole"),
    Declared("transform/outline.py", "number", "form.cells[refs", "all its cells have one measure"),
    Declared("published/reports.py", "order", "sorted(groups", "each group is checked by itself"),
    Declared("cli/doing.py", "number", "_LONGEST_DISTRICT", "Windows only; a margin for names"),
    Declared("cli/folders.py", "default", "more: int", "Windows only; one sign of a margin"),
)


# ── which of them ────────────────────────────────────────────────────────────


class Mutant(NamedTuple):
    """A mistake in a file, which is named as seen from the package."""

    file: str
    change: Change
    old: str  # the line, as it was
    new: str

    @property
    def room(self) -> str:
        """The folder it is in; what many processes and folders do together is one."""
        if AFAR & set(Path(self.file).with_suffix("").parts):
            return TOGETHER
        return f"{PACKAGE}/{Path(self.file).parent.as_posix()}".removesuffix("/.")

    @property
    def equal(self) -> str:
        """Why it comes to the same; blank if it is not declared to."""
        return next(
            (
                one.reason
                for one in EQUAL
                if (one.file, one.kind) == (self.file, self.change.kind) and one.snippet in self.old
            ),
            "",
        )

    def __str__(self) -> str:
        """As it is told."""
        return f"{self.file}:{self.change.line}: {self.change.kind}: {self.old}  →  {self.new}"


def mutants_of(package: Path) -> list[Mutant]:
    """All that can be made of a package."""
    found = []
    for path in sorted(package.rglob("*.py")):
        source = path.read_bytes()
        for one in changes(source.decode()):
            begin = source.rfind(b"\n", 0, one.start) + 1
            end = source.find(b"\n", one.end)
            old = source[begin:end].decode()
            new = source[begin : one.start].decode() + one.text + source[one.end : end].decode()
            name = path.relative_to(package).as_posix()
            found.append(Mutant(name, one, " ".join(old.split()), " ".join(new.split())))
    return found


def shares(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """How many of each room: some of each, the rest by size; never more than there are."""
    given = {
        room: min(LEAST_TOGETHER if room == TOGETHER else LEAST, size)
        for room, size in sizes.items()
    }
    while sum(given.values()) < min(count, sum(sizes.values())):
        room = max(
            sizes, key=lambda one: (given[one] < sizes[one], sizes[one] / (given[one] + 0.5))
        )
        given[room] += 1
    return given


def chosen(made: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """So many, in all rooms, of all kinds in turn; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    rooms = defaultdict[str, list[Mutant]](list)
    for mutant in made:
        rooms[mutant.room].append(mutant)
    picked = []
    for room, share in shares({room: len(own) for room, own in rooms.items()}, count).items():
        by_kind = defaultdict[str, list[Mutant]](list)
        for mutant in rng.sample(rooms[room], len(rooms[room])):
            by_kind[mutant.change.kind].append(mutant)
        kinds = rng.sample(sorted(by_kind), len(by_kind))
        in_turn = zip_longest(*(by_kind[kind] for kind in kinds))
        picked += [one for several in in_turn for one in several if one][:share]
    return picked


# ── what runs what ───────────────────────────────────────────────────────────

# Begins with every process of a test run: each name that it is told is written down once.
_LISTENER = """
import builtins, os
if os.environ.get("MUTANTS_CALLED"):
    _seen, _flags = set(), os.O_WRONLY | os.O_CREAT | os.O_APPEND
    _file = os.open(os.environ["MUTANTS_CALLED"], _flags)
    def _called(name):
        if name not in _seen:
            _seen.add(name)
            os.write(_file, f"{name}\\n".encode())
    builtins._called = _called
"""


def telling(source: str, name: str) -> str:
    """A source file in which each function tells that it is called, and the file that it is read.

    A tracer would do without, and take three times as long.
    """
    lines = source.splitlines(keepends=True)
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    told = [(tree.body, 0), *((node.body, _begin(node)) for node in functions)]
    # From below, and on one line from behind, so that places above hold.
    told.sort(key=lambda one: (_begin(one[0][0]), one[0][0].col_offset), reverse=True)
    for body, begin in told:
        first = body[1] if _is_said(body[0]) and len(body) > 1 else body[0]
        tell = f'__import__("builtins").__dict__.get("_called", id)("{name}\\t{begin}")'
        at, column = _begin(first) - 1, first.col_offset
        before = lines[at].encode()[:column].decode()
        if before.strip():  # all on one line
            lines[at] = f"{before}{tell}; {lines[at].encode()[column:].decode()}"
        else:  # behind a docstring that is alone
            lines.insert((first.end_lineno or 0) if _is_said(first) else at, f"{before}{tell}\n")
    return "".join(lines)


def _is_said(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def _begin(node: ast.stmt) -> int:
    """The line at which a statement begins; a function, with what stands above it."""
    above = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    return min([node.lineno, *(one.lineno for one in above)])


Called = frozenset[tuple[str, int]]  # file in the package, where a function begins; 0: it is read


@dataclass(frozen=True)
class TestFile:
    """A file of tests: how long it takes, and which functions it runs."""

    __test__ = False

    name: str
    seconds: float
    called: Called

    def runs(self, file: str, functions: Iterable[int]) -> bool:
        """Whether it runs any of these functions of a file."""
        return any((file, line) in self.called for line in functions)

    def share(self, file: str) -> float:
        """How much of what it runs is in a file of the package."""
        return sum(name == file for name, _ in self.called) / max(len(self.called), 1)


def functions_at(source: str, line: int) -> list[int]:
    """Where the innermost function around a line begins; outside of any, all of the file."""
    functions = [
        (_begin(node), node.end_lineno or 0)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    ]
    around = [begin for begin, end in functions if begin <= line <= end]
    return [max(around)] if around else [begin for begin, _ in functions]


def concerned(mutant: Mutant, source: str, tests: Sequence[TestFile]) -> list[TestFile]:
    """The files that run what was changed, those first that are most about it."""
    lines = functions_at(source, mutant.change.line)
    running = [one for one in tests if one.runs(mutant.file, lines)]
    if not running and len(lines) != 1:  # nothing but data: whoever reads it
        running = [one for one in tests if one.runs(mutant.file, [0])]
    return sorted(running, key=lambda one: (-one.share(mutant.file), one.seconds, one.name))


# ── running tests ────────────────────────────────────────────────────────────


@dataclass
class Tree:
    """A copy of the program and its tests, in which one mistake is made at a time."""

    folder: Path
    package: str = PACKAGE
    _times: int = 10**9

    @classmethod
    def copied(cls, root: Path, folder: Path, package: str = PACKAGE) -> "Tree":
        """A copy of a work tree; its environment is only looked at."""
        shutil.copytree(root, folder, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True)
        if (root / "output").is_dir():
            (folder / "output").mkdir()
        (folder / ".venv").symlink_to(Path(sys.prefix))
        return cls(folder, package)

    def passes(
        self, files: Sequence[str], seconds: float, more: Mapping[str, Path] | None = None
    ) -> bool | None:
        """Whether these files pass; None where they come to no end. The first that fails ends it.

        more: what else processes know, for which all of them are run to their end; of `PYTHONPATH`
        what comes before this tree.
        """
        command = [
            sys.executable, "-m", "pytest", "-q", *["-x"] * (more is None), "-n", "0",
            "-p", "no:cacheprovider", "--hypothesis-seed", "0", *files,
        ]  # fmt: skip
        known = {name: str(path) for name, path in (more or {}).items()}
        paths = [known.pop("PYTHONPATH", ""), str(self.folder)]
        environment = {
            **os.environ, **known, "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.folder / ".hypothesis"),
        }  # fmt: skip
        process = subprocess.Popen(  # noqa: S603 - our own tests
            command, cwd=self.folder, env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with suppress(subprocess.TimeoutExpired):
            return process.wait(seconds) in (0, 5)  # 5: all of its tests are for `make fuzz`
        os.killpg(process.pid, signal.SIGKILL)  # with all that it has started
        process.wait()
        return None

    def notices(self, mutant: Mutant, tests: Sequence[TestFile]) -> bool:
        """Whether these files, in turn, notice a mistake; more of them together each time."""
        path = self.folder / self.package / mutant.file
        before = path.read_bytes()
        self._write(path, changed(before, mutant.change))
        try:
            at, size = 0, 1
            while at < len(tests):
                some = tests[at : at + size]
                limit = _BEGIN + _SLOWEST * sum(one.seconds for one in some)
                if not self.passes([one.name for one in some], limit):
                    return True
                at, size = at + size, size * 2
            return False
        finally:
            self._write(path, before)

    def _write(self, path: Path, source: bytes) -> None:
        """A source file with a time that no other one had: else Python would run an older one."""
        path.write_bytes(source)
        self._times += 1
        os.utime(path, (self._times, self._times))


class Trees:
    """Copies, as many as are worked in at a time."""

    def __init__(self, count: int, package: str) -> None:
        self.count = count
        self.package = package
        self._free: SimpleQueue[Tree] = SimpleQueue()

    @classmethod
    def made(cls, root: Path, folder: Path, count: int, package: str = PACKAGE) -> "Trees":
        """In a folder that is taken out later."""
        trees = cls(count, package)
        for at in range(count):
            trees._free.put(Tree.copied(root, folder / f"copy {at}", package))
        return trees

    @contextmanager
    def one(self) -> Iterator[Tree]:
        """A copy in which nobody works."""
        tree = self._free.get()
        try:
            yield tree
        finally:
            self._free.put(tree)


def mapped(root: Path, folder: Path, names: Sequence[str], trees: Trees) -> list[TestFile]:
    """Which functions each file of tests runs, in whatever process; raises where one fails."""
    listener = folder / "listener"
    listener.mkdir()
    (listener / "sitecustomize.py").write_text(_LISTENER, encoding="utf-8")
    told = Trees.made(root, folder / "telling", trees.count, trees.package)
    for at in range(trees.count):
        package = folder / "telling" / f"copy {at}" / trees.package
        for path in package.rglob("*.py"):
            name = path.relative_to(package).as_posix()
            source = path.read_text(encoding="utf-8")
            path.write_text(telling(source, name) if source.strip() else "", encoding="utf-8")

    def one(name: str) -> TestFile:
        listed = folder / f"{name.replace('/', ' ')}.txt"
        listed.touch()
        more = {"PYTHONPATH": listener, "MUTANTS_CALLED": listed}
        with told.one() as tree:
            begun = perf_counter()
            passed = tree.passes([name], _LONGEST, more)
            seconds = perf_counter() - begun
        if not passed:  # it may be about how the program is written
            with trees.one() as tree:
                if not (tree.passes([name], _LONGEST) or tree.passes([name], _LONGEST)):
                    raise SystemExit(f"{name} fails without any mistake")
        rows = (line.split("\t") for line in listed.read_text(encoding="utf-8").splitlines())
        return TestFile(name, seconds, frozenset((row[0], int(row[1])) for row in rows))

    with ThreadPoolExecutor(trees.count) as pool:
        return list(pool.map(one, names))


def kept_map(path: Path | None, root: Path, make: Callable[[], list[TestFile]]) -> list[TestFile]:
    """The map of a file, if it is of this tree; made, and kept there, if not."""
    known = hashlib.sha256()
    for part in (PACKAGE, TESTS):
        for one in sorted((root / part).rglob("*.py")):
            if one.name not in _OURS:
                known.update(one.read_bytes())
    if path and path.is_file():
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["of"] == known.hexdigest():
            return [
                TestFile(name, seconds, frozenset((file, line) for file, line in called))
                for name, seconds, called in said["tests"]
            ]
    tests = make()
    if path:
        rows = [[one.name, one.seconds, sorted(one.called)] for one in tests]
        text = json.dumps({"of": known.hexdigest(), "tests": rows}, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
    return tests


# ── what came of it ──────────────────────────────────────────────────────────


class Verdict(NamedTuple):
    """What came of one mutant; None: it is declared to come to the same."""

    mutant: Mutant
    noticed: bool | None


def rate(verdicts: Iterable[Verdict]) -> tuple[int, int]:
    """How many were noticed, of how many that could be."""
    told = [one.noticed for one in verdicts if one.noticed is not None]
    return sum(told), len(told)


def is_enough(verdicts: Sequence[Verdict]) -> bool:
    """Whether as many were noticed as are wanted: of all, and of the province and the cluster."""
    noticed, all_told = rate(verdicts)
    of_many, all_of_many = rate(one for one in verdicts if one.mutant.room == TOGETHER)
    return noticed >= WANTED * all_told and of_many >= WANTED_TOGETHER * all_of_many


def lines_of(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """A line for each room, and what was not noticed."""
    rooms = defaultdict[str, list[Verdict]](list)
    for one in verdicts:
        rooms[one.mutant.room].append(one)
    rooms["in all"] = list(verdicts)
    for one in verdicts:
        if one.noticed is False:
            yield f"not noticed: {one.mutant}"
        elif one.noticed is None:
            yield f"equal: {one.mutant} ({one.mutant.equal})"
    for room, own in rooms.items():
        noticed, count = rate(own)
        equal = len(own) - count
        share = f"{noticed / count:.0%}" if count else "—"
        yield f"{room}: {noticed} of {count} noticed, {share}" + f"; {equal} equal" * bool(equal)


def judged(mutants: Sequence[Mutant], trees: Trees, tests: Sequence[TestFile]) -> Iterator[Verdict]:
    """Each in its turn, several at a time."""

    def one(mutant: Mutant) -> Verdict:
        if mutant.equal:
            return Verdict(mutant, None)
        with trees.one() as tree:
            source = (tree.folder / tree.package / mutant.file).read_text(encoding="utf-8")
            return Verdict(mutant, tree.notices(mutant, concerned(mutant, source, tests)))

    with ThreadPoolExecutor(trees.count) as pool:
        yield from pool.map(one, mutants)


def main() -> None:
    """All of them, or a sample, and what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sample", type=int, default=0, help="only so many of them")
    options.add_argument("--count", type=int, default=COUNT, help=f"how many ({COUNT})")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options.add_argument("--map", type=Path, help="a file that keeps which test runs what")
    options.add_argument("--list", action="store_true", help="say which, and run nothing")
    said = options.parse_args()
    mutants = chosen(mutants_of(ROOT / PACKAGE), said.count, said.seed)
    if said.sample:
        rng = random.Random(said.seed)  # noqa: S311 - no secret
        mutants = rng.sample(mutants, min(said.sample, len(mutants)))
    if said.list:
        sys.stdout.writelines(f"{mutant}\n" for mutant in mutants)
        return
    names = sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / TESTS).rglob("test_*.py")
        if path.name not in _OURS
    )
    verdicts = []
    with tempfile.TemporaryDirectory(prefix="nianbao-mutants-") as name:
        folder = Path(name).resolve()
        trees = Trees.made(ROOT, folder, said.workers)
        tests = kept_map(said.map, ROOT, lambda: mapped(ROOT, folder, names, trees))
        for verdict in judged(mutants, trees, tests):
            verdicts.append(verdict)
            sys.stdout.write("." if verdict.noticed else "=" if verdict.noticed is None else "!")
            sys.stdout.flush()
    sys.stdout.write("\n" + "".join(f"{line}\n" for line in lines_of(verdicts)))
    sys.exit(not is_enough(verdicts))


if __name__ == "__main__":
    main()

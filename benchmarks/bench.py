"""How long the parts of a run take, against what others take and what the machine can do at all.

Prints a table and writes results.json beside this file. Times are medians of rounds in which the
variants take turns, since shared machines drift: trust the ratios. With `--small`, for CI, it
leaves out what takes minutes, and fails where a ratio is beyond any noise.
"""

import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar
from unittest.mock import patch

import numpy as np
import peers
import rounds
from generate import (
    YEAR,
    Blanks,
    answers_of,
    figures_of,
    make_district,
    offices_of,
)
from openpyxl import load_workbook
from saved import Look, Program, converted

from pipeline import tiers
from pipeline.district import District
from pipeline.extract.reading import read_file
from pipeline.form import FORM_2021
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.load.report import Content, ReportWriter
from pipeline.load.summary.summary import write_summary
from pipeline.records import Standing
from pipeline.results import Figures, Outcomes, Results, compared, rates
from pipeline.returns import Returns, plain_figures
from pipeline.round.readback import ReadBack
from pipeline.standings import standings
from pipeline.store.files import put
from pipeline.transform.check.catalogue import all_rules, check_all
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise, nothing_returned

ROOT = Path(__file__).parents[1]
ROUNDS = 7
OFFICES, LISTED = 100, 2_000  # in a batch; in a summary
SOME, MANY, ALL = 200, 2_000, 40_000  # offices of whole runs

READ = 2  # returns that are read in one turn
SPREAD = "    the slowest .xlsx against the quickest"

Task = Callable[[], object]
Key = TypeVar("Key", bound=Hashable)


class Row(NamedTuple):
    """One line of the table: what, how long, against what the machine can do, and others."""

    what: str
    taken: float
    unit: str
    limit: float | None = None
    others: Mapping[str, float] = {}
    note: str = ""


def medians(
    tasks: Mapping[Key, Task],
    count: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[Key, float]:
    """Milliseconds of each task, the tasks taking turns."""
    times: dict[Key, list[float]] = {name: [] for name in tasks}
    for _ in range(count + 1):
        for name, task in tasks.items():
            start = clock()
            task()
            times[name].append((clock() - start) * 1000)
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}  # first is warm-up


def repeat(task: Callable[[], object]) -> None:
    """Ten times, as one is too short to be timed."""
    for _ in range(10):
        task()


def command(*arguments: str) -> Task:
    """A process of its own."""
    whole = [sys.executable, *arguments]
    return lambda: subprocess.run(whole, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603


def processes(folder: Path) -> list[Row]:
    """The sample district, and the help, as a coordinator starts them."""
    out = folder / "sample"
    run = ("-m", "pipeline", "reports", "--output", str(out))
    imports = "import pandas, click, loguru, docx, xlsxwriter, jinja2, pydantic, lxml.etree"

    def anew() -> None:
        (out / "2023" / "总览.html").unlink(missing_ok=True)  # or there is nothing to do
        command(*run)()

    taken = medians(
        {
            "sample": anew,
            "again": command(*run),
            "imports": command("-c", imports),
            "help": command("-m", "pipeline", "--help"),
            "bare": command("-c", "pass"),
        }
    )
    return [
        Row("make reports of the sample district", taken["sample"], "ms", taken["imports"]),
        Row("the same, nothing changed", taken["again"], "ms", taken["imports"]),
        Row("--help", taken["help"], "ms", taken["bare"]),
    ]


def _unzipped(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as package:
        return [package.read(name) for name in package.namelist()]


def _saved(folder: Path) -> dict[str, list[Path]]:
    """Returns of offices that are all different, in every way in which they are saved."""
    numbers = range(1, READ * (ROUNDS + 1) + 2)  # one more than is timed, to try it
    names = offices_of(len(numbers))
    blanks = Blanks(FORM_2021, YEAR, tuple(Program))

    def files(look: Callable[[int], Look]) -> list[bytes]:
        pairs = zip(numbers, names, strict=True)
        return [blanks.filled(number, name, look=look(number)) for number, name in pairs]

    def moved(program: Program) -> list[bytes]:
        return files(lambda number: blanks.look(number)._replace(program=program))

    untouched = files(lambda _: Look(Program.EXCEL))
    ways = {
        "own template.xlsx": untouched,
        "cursor elsewhere.xlsx": moved(Program.EXCEL),
        "LibreOffice.xlsx": moved(Program.LIBREOFFICE),
        "openpyxl.xlsx": moved(Program.OPENPYXL),
        "inline strings.xlsx": moved(Program.INLINE),
        "LibreOffice.xls": converted(untouched, "xls"),
        "LibreOffice.ods": converted(untouched, "ods"),
    }
    paths = {}
    for way, saved in ways.items():
        (folder / way).mkdir(parents=True)
        suffix = Path(way).suffix
        paths[way] = [folder / way / f"{name}{suffix}" for name in names]
        for path, data in zip(paths[way], saved, strict=True):
            path.write_bytes(data)
    return paths


def _values(path: Path, *, read_only: bool) -> None:
    """Every value of a workbook, by openpyxl."""
    book = load_workbook(path, read_only=read_only, data_only=True)
    for sheet in book if read_only else ():  # else they are there already
        deque(sheet.values, maxlen=0)
    book.close()


def _next(read: Callable[[Path], object], paths: Sequence[Path]) -> Task:
    """In each turn, read the next files."""
    turn = iter(paths)
    return lambda: [read(next(turn)) for _ in range(READ)]


def reading(folder: Path) -> list[Row]:
    """One return in CPU time, however it is saved; each is new to the reader, as in a round."""
    saved = _saved(folder)
    failed = [way for way, paths in saved.items() if not read_file(paths[-1]).workbook]
    if failed:
        raise SystemExit(f"cannot be read: {', '.join(failed)}")
    others: dict[str, Callable[[Path], object]] = {
        "limit": _unzipped,
        "openpyxl": partial(_values, read_only=False),
        "openpyxl, read-only": partial(_values, read_only=True),
    }
    excel = [way for way in saved if way.endswith(".xlsx")]
    tasks = {(way, "ours"): _next(read_file, paths) for way, paths in saved.items()}
    for name, read in others.items():
        tasks |= {(way, name): _next(read, saved[way]) for way in excel}
    taken = medians(tasks, clock=time.process_time)

    def row(way: str) -> Row:
        each = {name: taken[way, name] / READ for name in others if (way, name) in taken}
        limit = each.pop("limit", None)
        return Row(f"read a return, {way}", taken[way, "ours"] / READ, "ms", limit, each)

    slowest, quickest = (choose(taken[way, "ours"] for way in excel) for choose in (max, min))
    return [*map(row, saved), Row(SPREAD, slowest / quickest, "x")]


def writing(form: Form, district: District, folder: Path) -> list[Row]:
    """One report, from its figures and texts to a file in its place."""
    office = offices_of(1)[0]
    drawn = figures_of(form, 1, YEAR)
    figures = {ref: int(figure) for ref, figure in drawn.items() if isinstance(ref, CellRef)}
    answers = answers_of(form, 1, office, YEAR, drawn)
    texts = {str(name): str(text) for name, text in answers.items()}
    said = Content(office, figures, texts)
    writer = ReportWriter(form, district, YEAR)
    document = writer.write(said)
    others = peers.Peers(writer, said)
    there = peers.install()
    rendered: dict[str, Callable[[], bytes]] = {
        "docxtpl": others.docxtpl,
        "docxtemplater": lambda: others.docxtemplater(1)[0],
    }
    for name in there:
        if peers.words(rendered[name]()) != peers.words(document):
            raise SystemExit(f"{name} wrote other words")
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        parts = b"".join(package.read(name) for name in package.namelist())
    path = folder / "报告.docx"

    def least() -> None:
        zlib.compress(parts, zlib.Z_BEST_SPEED)  # as documents are
        path.write_bytes(document)

    def ours() -> None:
        put(path, writer.write(said))

    proof = ReadBack(form, district.name, YEAR)
    with patch("os.fsync"):  # the others do not ask for it, either
        tasks: dict[str, Task] = {
            "ours": lambda: repeat(ours),
            "limit": lambda: repeat(least),
            "read back": lambda: repeat(lambda: proof.prove(document, said)),
            "unzipped": lambda: repeat(lambda: _unzipped(path)),
        }
        if "docxtpl" in there:
            tasks["docxtpl"] = others.docxtpl
        taken = medians(tasks)
    compared = {name: taken[name] for name in there if name in taken}
    if "docxtemplater" in there:  # in one process, warm after some rounds
        _, times = others.docxtemplater(30)
        compared["docxtemplater"] = statistics.median(times[5:])
    return [
        Row("write one report", taken["ours"] / 10, "ms", taken["limit"] / 10, compared),
        Row("read it back, and prove it", taken["read back"] / 10, "ms", taken["unzipped"] / 10),
    ]


def checking(form: Form, district: District, returns: Returns) -> list[Row]:
    """All checks of a batch; the machine needs to read the words and multiply the figures."""
    nothing = nothing_returned(form)
    words = " ".join(text for one in returns.offices for text in returns.texts_of(one).values())
    figures = np.nan_to_num(returns.known(returns.offices))
    square = np.eye(figures.shape[1])
    taken = medians(
        {
            "ours": lambda: check_all(returns, nothing, district, form, YEAR, {}),
            "limit": lambda: (figures @ square, [sign for sign in words if sign.isdigit()]),
        }
    )
    count = len(returns.offices)
    return [Row("all checks, an office", taken["ours"] / count, "ms", taken["limit"] / count)]


def summing(form: Form, district: District, returns: Returns) -> list[Row]:
    """汇总.xlsx of a large district; the limit is to compress its sheets."""
    names = offices_of(LISTED)
    one = plain_figures(returns)
    rows = [at % len(returns.offices) for at in range(LISTED)]
    figures = Figures(names, one.refs, one.matrix[rows], names)
    rules = all_rules(form)
    codes = [rule.message.code for rule in rules]
    outcomes = Outcomes(names, codes, np.zeros((LISTED, len(codes)), dtype=np.uint8))
    lines = standings(names, {name: f"{name}.xlsx" for name in names}, [], Standing.DONE)
    made = {name: f"街道报告/{name}.docx" for name in names}
    last = Figures(names, one.refs, figures.matrix, names)
    results = Results(
        tier=tiers.OFFICES,
        returns=figures,
        compared=compared(form, figures, last),
        comparable=names,
        rates=rates(form, figures),
        outcomes=outcomes,
        answered={},
        findings=[],
        found=[],
        standings=lines,
        documents={tiers.REPORT: made, tiers.RETURNED: {}},
        tallies={},
        numbers={},
    )
    book = write_summary(form, district.name, YEAR, rules, results)
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        parts = [package.read(name) for name in package.namelist()]
    taken = medians(
        {
            "ours": lambda: write_summary(form, district.name, YEAR, rules, results),
            "limit": lambda: [zlib.compress(part, 6) for part in parts],
        },
        3,
    )
    what = f"汇总.xlsx of {LISTED:,} offices"
    return [Row(what, taken["ours"] / 1000, "s", taken["limit"] / 1000)]


def whole(home: Path, count: int, *, both: bool) -> list[Row]:
    """A whole run with two processes, with one, and once more with nothing changed."""
    make_district(home, count, years=(YEAR,))
    two = rounds.measured(home, 2)
    again = rounds.measured(home, 2, again=True)
    limit = _hashed(home)
    note = f"{count / two.seconds:.0f} offices/s, {1000 * two.seconds / count:.2f} ms each"
    rows = [Row(f"whole run, {count:,} offices, 2 processes", two.seconds, "s", None, {}, note)]
    if two.megabytes:
        rows.append(Row("    memory of all its processes", two.megabytes, "MB"))
    if both:
        one = rounds.measured(home, 1)
        ratio = f"the second gives {one.seconds / two.seconds:.2f} times"
        rows.append(Row("    the same, 1 process", one.seconds, "s", None, {}, ratio))
    share = f"{again.seconds / two.seconds:.0%} of the full time"
    rows.append(Row("    nothing changed", again.seconds, "s", limit, {}, share))
    return rows


def _hashed(home: Path) -> float:
    """Seconds to hash every file once."""
    start = time.perf_counter()
    for path in home.rglob("*"):
        if path.is_file():
            sha256(path.read_bytes())
    return time.perf_counter() - start


def measure(folder: Path, *, small: bool) -> list[Row]:
    """Every line of the table."""
    home = folder / "district"
    district = make_district(home, OFFICES)
    form = district.extend(FORM_2021)
    files = [
        path for path in sorted((home / "input" / str(YEAR)).iterdir()) if "050" not in path.name
    ]
    answers = {}
    for path in files:
        if workbook := read_file(path).workbook:
            answers[path.stem] = locate(workbook, form)
    returns, _ = normalise(answers, form)
    rows = [
        *reading(folder / "saved"),
        *writing(form, district, folder),
        *checking(form, district, returns),
        *summing(form, district, returns),
    ]
    if small:
        return [*rows, *whole(folder / "some", SOME, both=False)]
    return [
        *processes(folder),
        *rows,
        *whole(folder / "many", MANY, both=True),
        *whole(folder / "all", ALL, both=False),
    ]


def table(rows: list[Row]) -> str:
    """The lines for people."""
    lines = []
    for row in rows:
        limit = f"limit {row.limit:.2f}, {row.taken / row.limit:.1f} times" if row.limit else ""
        others = "; ".join(
            f"{name} {taken:.1f}, {taken / row.taken:.0f} times"
            for name, taken in row.others.items()
        )
        said = "; ".join(filter(None, (limit, others, row.note)))
        lines.append(f"{row.taken:>10.2f} {row.unit:<2}  {row.what}  ({said})")
    return "\n".join(lines)


# What no noise explains; the goals are in README.md.
_TIMES_THE_LIMIT = {"read": 15, "write": 5, "汇总": 12}
_TIMES_FASTER = {"openpyxl": 6, "docxtpl": 12, "docxtemplater": 4}
_MOST_SPREAD = 2.0


def slips(rows: list[Row]) -> list[str]:
    """The ratios that are far from what they were."""
    found = []
    for row in rows:
        for begins, most in _TIMES_THE_LIMIT.items():
            if row.what.startswith(begins) and row.limit and row.taken > most * row.limit:
                found.append(f"{row.what}: more than {most} times the limit")
        found += [
            f"{row.what}: less than {least} times as fast as {name}"
            for name, least in _TIMES_FASTER.items()
            if name in row.others and row.others[name] < least * row.taken
        ]
        if row.what == SPREAD and row.taken > _MOST_SPREAD:
            found.append(f"{row.what.strip()}: more than {_MOST_SPREAD} times")
    return found


if __name__ == "__main__":
    is_small = "--small" in sys.argv
    with tempfile.TemporaryDirectory() as name:
        measured = measure(Path(name), small=is_small)
    print(table(measured))
    if slipped := slips(measured):
        raise SystemExit("\n".join(slipped))
    if not is_small:
        written = json.dumps([row._asdict() for row in measured], ensure_ascii=False, indent=1)
        (Path(__file__).parent / "results.json").write_text(f"{written}\n", encoding="utf-8")

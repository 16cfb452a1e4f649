"""Freeze what the program makes: fixed inputs, its command line, and a hash of every file.

`python tests/freeze.py OUT.json [SCENE ...]` runs the program of the folder in which it is called
and writes `{scene: {file: SHA-256}}`; with `--keep FOLDER`, everything stays there to be read.
`python tests/freeze.py --compare OLD.json NEW.json [SCENE ...]` prints each difference, and exits
with 1 where there is one.

Of the program it knows the command line only, so that it tells whether a rebuilt program still
makes the same bytes; inputs come from `factory`, `bad_inputs` and `generate`, and are hashed, too.
Not compared: logs, locks, what is inside a PDF (LibreOffice writes the time into it), and, of
运行记录.json, the key that says which program wrote it.
"""

import argparse
import hashlib
import io
import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:  # imported where it is used: whoever calls says of which folder
    from conftest import Home
    from openpyxl import Workbook

Hashes = dict[str, dict[str, str]]  # by scene, then by file
Change = Callable[["Home", "Workbook"], object]

JOBS = 2  # processes
LOG, MANIFEST, SETTLED = "运行日志.txt", "运行记录.json", "settled"
SCREENS = "屏幕"  # a folder for what each command said
YEAR = "2023"
NOON = datetime(2024, 1, 20, 12, tzinfo=UTC)

# ── running ──────────────────────────────────────────────────────────────────


def run(*arguments: str) -> None:
    """Run a command in a process of its own, and keep what it says."""
    command = [sys.executable, "-m", "pipeline", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)  # noqa: S603, PLW1510 - our own program, which may fail
    _keep_screen(arguments, done.stdout, done.stderr, done.returncode)


def run_here(*arguments: str) -> None:
    """Run a command as `run` does, but in this process: it has imported everything already."""
    out, err, code = io.StringIO(), io.StringIO(), None
    typed, unsynced = patch("sys.argv", ["nianbao", *arguments]), patch("os.fsync")
    with redirect_stdout(out), redirect_stderr(err), typed, unsynced:
        try:
            runpy.run_module("pipeline", run_name="__main__", alter_sys=True)
        except SystemExit as left:
            code = left.code
    _keep_screen(arguments, out.getvalue(), err.getvalue(), code)


def _keep_screen(arguments: Sequence[str], out: str, err: str, code: object) -> None:
    folder = Path(SCREENS)
    folder.mkdir(exist_ok=True)
    said = f"{' '.join(arguments)}\n\n{out}\n-- stderr\n{err}\n-- exit {code}\n"
    for path, name in ((Path.cwd(), "‹here›"), (_checkout(), "‹program›")):
        said = said.replace(str(path), name)
    number = len(list(folder.iterdir())) + 1
    (folder / f"{number:02} {arguments[0]}.txt").write_text(said, encoding="utf-8")


def _checkout() -> Path:
    """Return the folder in which the script was called."""
    return Path(os.environ["PYTHONPATH"].split(os.pathsep)[0])


@contextmanager
def within(name: str) -> Iterator[None]:
    """Work in a new folder, and come back."""
    Path(name).mkdir(parents=True)
    with chdir(name):
        yield


@contextmanager
def stopped_clock() -> Iterator[None]:
    """Have zip files and workbooks bear the same time, whenever they are written."""

    def properties(core: Any, said: dict[str, object]) -> None:  # noqa: ANN401 - no types published
        core.properties = {"created": NOON, **said}

    moment = SimpleNamespace(now=lambda *_, **__: NOON)
    module = SimpleNamespace(datetime=moment, timezone=SimpleNamespace(utc=UTC))
    clock = SimpleNamespace(time=NOON.timestamp, localtime=lambda *_: NOON.timetuple())
    with (
        patch("openpyxl.writer.excel.datetime", module),
        patch("openpyxl.packaging.core.datetime", module),
        patch("xlsxwriter.core.Core._set_properties", properties),
        patch("zipfile.time", clock),
    ):
        yield


# ── scenes: each is run in a folder of its own ───────────────────────────────


def sample() -> None:
    """Run the repository's own input of both years; then edits, one office, templates, audit."""
    home = ("--home", "home")
    shutil.copytree(_checkout() / "input", "home/input")
    for year in ("2022", YEAR):
        run("check", "--year", year, "--input", "home/input", "--output", "checked")
        run("reports", "--draft", "--year", year, *home)
    shutil.copytree("home/output", "first")
    run("reports", "--draft", "--year", YEAR, *home)  # nothing has changed
    for name in ("总览.html", "汇总报告.docx"):
        edited = Path("home/output", YEAR, name)
        edited.write_bytes(edited.read_bytes() + b" ")
        os.utime(edited, (NOON.timestamp(), NOON.timestamp()))
    run("reports", "--year", YEAR, *home)
    run("reports", "--year", YEAR, "--only", "示例一街道", *home)
    run("status", *home)
    run("templates", "--year", "2024", *home)
    run("audit", f"first/{YEAR}/街道报告", *home)
    Path("imported/input").mkdir(parents=True)
    shutil.copy("home/input/district.toml", "imported/input")
    run("import", "first/2022/街道报告", f"first/{YEAR}/街道报告", "--home", "imported")
    run("reports", "--home", "imported")


def commands() -> None:
    """Ask for help, start a folder, and make the usual slips."""
    Path("名单.txt").write_text("示例甲街道\n示例乙镇\n", encoding="utf-8")
    for name in ("", *_NAMES):
        run_here(*name.split(), "--help")
    for said in _SLIPS:
        run_here(*said.split())
    run("menu", "--home", "made")  # nobody answers


_NAMES = "reports check watch import audit menu status new templates rules".split()  # noqa: SIM905
_NEW = "new made --district 示例区 --offices 名单.txt"
_SLIPS = (
    "--version", _NEW, "templates --year 2023 --home made", "rules --year 2023 --home made",
    "status --home made", _NEW, "reprot", "reports --year x", "reports --workers -1",
    "reports --scheduler tcp://192.0.2.1:1", "check --province made", "audit no.html --home made",
)  # fmt: skip


def generated() -> None:
    """Run some hundred offices of two years with one process, and with two."""
    from generate import make_district

    make_district(Path("home"), 300)
    for count in ("1", "2"):
        output = ("--output", f"workers {count}", "--workers", count)
        run("reports", "--year", YEAR, "--input", "home/input", *output)


def province() -> None:
    """Run twenty districts of ten offices each."""
    from generate import make_province

    Path("home").mkdir()
    make_province(Path("home"), 200, 10)
    run("reports", "--province", "home", "--year", YEAR)


def bad_inputs(part: int) -> None:
    """Run every line of the table of bad inputs; `part` of so many as there are processes."""
    from conftest import new_home

    with stopped_clock():  # some are made while the table is read
        from bad_inputs import CASES
    for at, case in [*enumerate(CASES)][part::JOBS]:
        with within(f"{at:03} {case.kind}"):
            with stopped_clock():
                case.make(new_home(Path("home")))
            run_here("reports", "--draft", "--year", YEAR, "--home", "home")


def variants() -> None:
    """Run a return as each program saves it that needs nothing but our requirements."""
    from conftest import new_home
    from factory import FORM, OFFICES, filled
    from variants import VARIANTS

    original = Path("original.xlsx").resolve()
    original.write_bytes(filled(FORM))
    for at, variant in enumerate(one for one in VARIANTS if not one.program.needs):
        with within(f"{at:02} {variant.program.name}"):
            own = new_home(Path("home")).year / f"{OFFICES[0]}.xlsx"
            own.unlink()
            with stopped_clock():
                variant.make(original, own.with_suffix(variant.suffix))
            run_here("reports", "--draft", "--year", YEAR, "--home", "home")


def published(part: int) -> None:
    """Audit and import a report in every layout, and one of 2019's form; then all at once."""
    import factory
    from layouts import Said, layouts

    from pipeline.form import FORM_2019, FORM_2021

    inputs = {ref: at % 7 for at, ref in enumerate(FORM_2019.cells)}
    earlier = factory.all_figures(FORM_2019, inputs)
    figures = factory.all_figures(FORM_2021, factory.consistent_figures(FORM_2021, 3))
    texts = {label: str(text) for label, text in factory.words(FORM_2021, 3).items()}
    made = [*layouts(Said(FORM_2021, figures, texts)).values()]
    made.append(layouts(Said(FORM_2019, earlier, texts))["spans as Word saves them"])
    with stopped_clock():
        files = [(f"{at:02}{suffix}", make()) for at, (suffix, make) in enumerate(made)]
    sites = {**{name: {f"年报{name}": data} for name, data in files}, "all": dict(files)}
    for name, site in [*sites.items()][part::JOBS]:
        with within(name):
            _published(site)


def _published(site: Mapping[str, bytes]) -> None:
    """Audit documents against other returns; import them where there are none, and go on."""
    import factory
    from conftest import new_home

    Path("site").mkdir()
    for name, data in site.items():
        Path("site", name).write_bytes(data)
    new_home(Path("home"))
    factory.settings_file(Path("imported/input"))
    run_here("audit", "site", "--home", "home")
    run_here("import", "site", "--home", "imported", "--year", YEAR)
    run_here("reports", "--year", YEAR, "--home", "imported")


def pdf() -> None:
    """Run the sample with copies as PDF, and audit them."""
    shutil.copytree(_checkout() / "input", "home/input")
    run("reports", "--pdf", "--year", YEAR, "--home", "home")
    run("audit", f"home/output/{YEAR}/PDF", "--home", "home")


# ── what goes back to an office and comes again ──────────────────────────────


def returned() -> None:
    """Run rounds in which an office gets its own answers back, corrects or answers, and sends."""
    from factory import FORM, consistent_figures, words

    mistakes, figures = _mistakes(), consistent_figures(FORM)
    whole = {ref: n for ref, n in figures.items() if not FORM.cells[ref].measure.digits}
    clean: dict[Any, object] = {**whole, **words(FORM)}
    right = {ref: figures.get(ref) for ref in FORM.cells if ref in mistakes}
    said = {label: text for label, text in words(FORM).items() if label in mistakes}
    untouched, answered, settled = filled_in({}), said_to_each(8), said_to_each(2)
    slip = {"成文日期": "2023-1-20", "存在问题": "无"}
    _circle("errors", filled_in(mistakes), untouched, filled_in(right), filled_in(said))
    _circle("answers", filled_in(slip), answered, untouched)
    _circle("elsewhere", _scribbled, untouched, settled, filled_in(clean))
    _circle("name", filled_in({"街道名称": "示例甲", "存在问题": "无"}), untouched, filled_in(said))
    _circle("nothing", _emptied, filled_in(clean), untouched)


def _mistakes() -> dict[Any, object]:
    from factory import CARRIED_IN, CARRIED_OUT, HOTLINE, NEW, REGULATIONS, RESULTS

    third = REGULATIONS._replace(table="表三", column="自然人")
    return {
        third._replace(row=NEW): "约3件",
        third._replace(row=CARRIED_IN): None,
        third._replace(row=CARRIED_OUT): datetime(2024, 3, 5),  # noqa: DTZ001 - of a cell
        third._replace(row=f"{RESULTS}/（一）予以公开"): -3,
        third._replace(row=f"{RESULTS}/（七）总计"): 999,
        third._replace(row=NEW, column="法人或其他组织/科研机构"): 1.5,
        HOTLINE: " ３０ ",
        "（二）依申请公开": "新收【新受】件。联系13812345678。",
        "（四）平台建设": "@SUM(1) 平台有××个。",
        "存在问题": "无",
        "成文日期": "元月二十日",
    }


def filled_in(values: Mapping[Any, object]) -> Change:
    """Return what writes values into the cells of figures and answers."""

    def change(home: "Home", book: "Workbook") -> None:
        for name, value in values.items():
            sheet, _, cell = home.places[name].partition("!")
            book[sheet][cell] = value  # type: ignore[assignment]

    return change


def said_to_each(column: int) -> Change:
    """Return what writes an answer into a column of the first sheet, or of the one of the rest."""

    def change(_: "Home", book: "Workbook") -> None:
        name = "退改说明" if column == 8 else "表外内容"
        if name in book.sheetnames:
            for at, row in enumerate(book[name].iter_rows(min_row=5), start=1):
                row[column].value = f"已处理，第{at}条，电话13812345678"

    return change


def _scribbled(home: "Home", book: "Workbook") -> None:
    """Write where nothing is asked for."""
    from openpyxl.comments import Comment

    book["五、问题与改进"]["E9"] = "旁注一段"
    book["三、依申请公开"]["N30"] = 17
    book["四、复议诉讼"]["B9"] = "数字来自法制科"
    book["三、依申请公开"]["D6"].comment = Comment("这个数要再核一遍", "填报人")
    book.create_sheet("草稿")["B2"] = "去年底稿"
    filled_in({"存在问题": "无"})(home, book)


def _emptied(_: "Home", book: "Workbook") -> None:
    """Leave nothing that could be taken for a return."""
    for sheet in book.worksheets[1:]:
        book.remove(sheet)


def _circle(name: str, *rounds: Change) -> None:
    """Run a round for each change: of a clean return first, then of what has come back."""
    from conftest import new_home
    from factory import OFFICES
    from openpyxl import load_workbook

    with within(name):
        home = new_home(Path("home"))
        own = home.year / f"{OFFICES[0]}.xlsx"
        for number, change in enumerate(rounds, start=1):
            back = home.outputs / "退改" / own.name
            with stopped_clock():
                book = load_workbook(back if back.exists() else own)
                change(home, book)
                book.save(own)
            run_here("reports", "--draft", "--year", YEAR, "--home", "home")
            shutil.copytree("home/output", f"round {number}/output")
            shutil.copy(own, f"round {number}")


# ── hashes ───────────────────────────────────────────────────────────────────

SCENES: Mapping[str, Sequence[Callable[[], None]]] = {
    "sample": [sample],
    "commands": [commands],
    "generated": [generated],
    "bad inputs": [partial(bad_inputs, part) for part in range(JOBS)],
    "province": [province],
    "published": [partial(published, part) for part in range(JOBS)],
    "returned": [returned],
    "variants": [variants],
    "pdf": [pdf],
}


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the hash of every file in a folder, by its name there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith(".nianbao"):
            continue
        name = os.fsencode(path.relative_to(folder)).decode(errors="backslashreplace")
        for more, data in _contents(path).items():
            found[f"{name}{more}"] = hashlib.sha256(data).hexdigest()
    return found


def _contents(path: Path) -> dict[str, bytes]:
    """Return what of a file is compared: its bytes, in one piece or, of the manifest, in two."""
    if path.name == LOG:
        return {}
    if path.suffix == ".pdf" and path.parent.name == "PDF":
        return {" (that it is there)": b""}
    if path.name != MANIFEST:
        return {"": path.read_bytes()}
    known = json.loads(path.read_bytes())
    settled = known.pop(SETTLED, {})
    settled.pop("key", None)
    both = {"": known, f" ({SETTLED})": settled}
    return {more: json.dumps(one, ensure_ascii=False).encode() for more, one in both.items()}


def do(job: Callable[[], None], folder: Path) -> float:
    """Do a part of a scene in its folder; return the seconds that it took."""
    start = time.perf_counter()
    with chdir(folder):
        job()
    return time.perf_counter() - start


def freeze(folder: Path, scenes: Sequence[str]) -> Hashes:
    """Run scenes, two jobs at a time; return the hashes of everything."""
    hashes: Hashes = {}
    with ProcessPoolExecutor(JOBS, get_context("fork")) as pool:
        started = {}
        for scene in scenes:
            (folder / scene).mkdir(parents=True)
            started[scene] = [pool.submit(do, job, folder / scene) for job in SCENES[scene]]
        for scene, jobs in started.items():
            seconds = sum(job.result() for job in jobs)
            hashes[scene] = hashes_of(folder / scene)
            sys.stderr.write(f"{scene}: {len(hashes[scene])} hashes, {seconds:.0f} s\n")
    return hashes


def differences(old: Hashes, new: Hashes) -> list[str]:
    """Return a line for each file that is another, or is in one of them only."""
    lines = []
    for scene in sorted({*old, *new}):
        before, after = old.get(scene, {}), new.get(scene, {})
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                which = "new" if name not in before else "changed" if name in after else "gone"
                lines.append(f"{scene}: {which}: {name}")
    return lines


def unlike(hashes: Hashes) -> list[str]:
    """Return the files that two processes made otherwise than one."""
    made = hashes.get("generated", {})
    one = [name for name in made if name.startswith("workers 1/")]
    return [name for name in one if made[name] != made.get(name.replace("1", "2", 1))]


def main() -> int:
    """Write hashes, or compare two files of them; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--compare", type=Path, metavar="OLD", help="compare with this file")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="an empty folder for outputs")
    parser.add_argument("file", type=Path, help="what is written, or the newer one of two")
    parser.add_argument("scenes", nargs="*", help=f"of {', '.join(SCENES)}; none: all")
    said = parser.parse_args()
    scenes = said.scenes or [*SCENES]
    if unknown := {*scenes} - {*SCENES}:
        parser.error(f"no such scene: {', '.join(unknown)}")
    if said.compare:
        old, new = (json.loads(path.read_bytes()) for path in (said.compare, said.file))
        wrong = differences(*({s: known.get(s, {}) for s in scenes} for known in (old, new)))
    else:
        hashes = _frozen(said.keep, scenes)
        said.file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(hashes, ensure_ascii=False, indent=1, sort_keys=True)
        said.file.write_text(f"{text}\n", encoding="utf-8")
        wrong = unlike(hashes)
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return bool(wrong)


def _frozen(keep: Path | None, scenes: Sequence[str]) -> Hashes:
    """Run scenes with the program of this folder, in a folder that is kept, or goes."""
    ours = [str(Path.cwd() / name) for name in ("", "tests", "benchmarks")]
    sys.path[:0] = ours
    os.environ |= {"PYTHONPATH": os.pathsep.join(ours), "PYTHONUTF8": "1"}
    os.environ |= {"COLUMNS": "80", "TZ": "UTC", "LOGURU_AUTOINIT": "0"}
    time.tzset()
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        return freeze(keep.resolve(), scenes)
    with tempfile.TemporaryDirectory(prefix="freeze-") as folder:
        return freeze(Path(folder).resolve(), scenes)


if __name__ == "__main__":
    sys.exit(main())

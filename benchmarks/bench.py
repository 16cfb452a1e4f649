"""How long the parts of a run take, against the usual way of doing the same.

Prints a table and writes results.json beside this file. Times are medians of rounds in which
the variants take turns, since shared machines drift; trust the ratios.
"""

import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from pipeline.district import read_district
from pipeline.extract.guard import inspect
from pipeline.extract.workbook import read_workbook
from pipeline.form import FORM_2021
from pipeline.load.report import Content, ReportWriter
from pipeline.load.summary import write_summary
from pipeline.records import Results, Standing
from pipeline.transform.aggregate import standings
from pipeline.transform.check.arithmetic import check_arithmetic
from pipeline.transform.check.catalogue import all_rules, check_all
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "input" / "2023"
ROUNDS = 9
OFFICES = 200

Task = Callable[[], object]


def medians(tasks: dict[str, Task]) -> dict[str, float]:
    """Milliseconds of each task, the tasks taking turns."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(ROUNDS + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}  # first is warm-up


def whole_run(output: str) -> None:
    """`nianbao reports` over the sample, as a process of its own."""
    command = [sys.executable, "-m", "pipeline", "reports", "--output", output]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


def help_screen() -> None:
    """`nianbao --help`, as a process of its own."""
    command = [sys.executable, "-m", "pipeline", "--help"]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


def measure(folder: str) -> dict[str, float]:
    """Every figure by name, in milliseconds."""
    district = read_district(ROOT / "input" / "district.toml")
    form = district.extend(FORM_2021)
    file = SAMPLE / f"{district.roster[1]}.xlsx"
    data = file.read_bytes()
    workbook, _ = read_workbook(file)
    if workbook is None:
        raise SystemExit(f"{file} cannot be read")
    answers = locate(workbook, form)
    batch = {f"示例{number}街道": answers for number in range(OFFICES)}
    returns, _ = normalise(batch, form)
    nothing, _ = normalise({}, form)
    office = returns.offices[0]
    writer = ReportWriter(form, district, 2023)
    said = Content(office, returns.figures_of(office), returns.texts_of(office))
    lines = standings(returns.offices, returns, [], Standing.DONE)
    outcomes, _ = check_all(returns, returns, district, form, 2023)
    results = Results(returns, returns, outcomes, [], lines, {}, {}, {}, {}, {}, {})
    taken = medians(
        {
            "guard alone": lambda: inspect(file),
            "read one return, guard included": lambda: read_workbook(file),
            "the same with openpyxl": lambda: load_workbook(io.BytesIO(data), data_only=True),
            "locate one return's answers": lambda: locate(workbook, form),
            "write one report": lambda: writer.write(said),
            "reports of the sample, whole process": lambda: whole_run(folder),
            "--help, whole process": help_screen,
            f"normalise {OFFICES} offices": lambda: normalise(batch, form),
            f"arithmetic of {OFFICES} offices": lambda: check_arithmetic(returns, nothing, form),
            f"all checks of {OFFICES} offices": lambda: check_all(
                returns, returns, district, form, 2023
            ),
            f"summary of {OFFICES} offices": lambda: write_summary(
                form, district.name, 2023, all_rules(form), results
            ),
        }
    )
    return {name: round(value, 2) for name, value in taken.items()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        results = measure(folder)
    for name, value in results.items():
        print(f"{value:>10.2f} ms  {name}")
    written = json.dumps(results, indent=1) + "\n"
    (Path(__file__).parent / "results.json").write_text(written, encoding="utf-8")

"""What several test files need: a district with its folder, form and cells."""

import gc
import hashlib
import multiprocessing
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import factory
import pandas as pd
import pytest
from factory import OFFICES, ROOT, YEAR
from loguru import logger
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.merge import MergedCellRange

from pipeline.cli.screen import round_lines
from pipeline.engine.here import Here
from pipeline.engine.job import Tell, nobody
from pipeline.extract.reading import Reading, read_file
from pipeline.findings import Finding
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.libreoffice import NoLibreOfficeError, convert
from pipeline.outputs import Wanted
from pipeline.records import NumberInWords
from pipeline.returns import Returns
from pipeline.round.outcome import How, Round
from pipeline.round.round import run_round
from pipeline.transform.check.catalogue import check_all

ANEW = How(
    anew=True, say=round_lines
)  # what a test has patched is no reason for a run to do anything


@dataclass
class Home:
    """A district's folders with clean returns of all its offices."""

    folder: Path
    form: Form
    places: dict[CellRef | str, str] = field(default_factory=dict)

    @property
    def inputs(self) -> Path:
        """Where the settings and the years are."""
        return self.folder / "input"

    @property
    def year(self) -> Path:
        """Where the returns are."""
        return self.inputs / str(YEAR)

    @property
    def outputs(self) -> Path:
        """Where the results of the year are written."""
        return self.folder / "output" / str(YEAR)

    def put(self, data: bytes, name: str = f"{OFFICES[0]}.xlsx", year: int = YEAR) -> Path:
        """A file into the folder of a year."""
        path = self.inputs / str(year) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def plant(self, changes: Mapping[Any, factory.Cell]) -> None:
        """The first office's clean return, with the cells of these figures or fields changed."""
        by_place = {self.places.get(name, str(name)): value for name, value in changes.items()}
        self.put(factory.changed(factory.filled(self.form), by_place))

    def check(self) -> Round:
        """A run that only checks."""
        return run_round(self.inputs, self.folder / "output", YEAR, Wanted(documents=False), ANEW)

    def reports(self, wanted: Wanted = Wanted()) -> Round:  # noqa: B008 - it cannot be changed
        """A whole run."""
        return run_round(self.inputs, self.folder / "output", YEAR, wanted, ANEW)


def where(findings: "Round | list[Finding]") -> set[tuple[str, str]]:
    """What was found, as (code, place)."""
    found = findings.findings if isinstance(findings, Round) else findings
    return {(f.code, f"{f.place.sheet}!{f.place.cell}") for f in found}


def outcomes_of_runs(monkeypatch: pytest.MonkeyPatch) -> list[pd.DataFrame]:
    """What the rules come to in the runs that follow: a list that grows."""
    seen: list[pd.DataFrame] = []

    def kept(
        returns: Returns,
        *more: Any,  # noqa: ANN401 - passed on
    ) -> tuple[pd.DataFrame, list[Finding], Mapping[str, Sequence[NumberInWords]]]:
        table, findings, numbers = check_all(returns, *more)
        seen.append(table)
        return table, findings, numbers

    monkeypatch.setattr("pipeline.transform.examine.check_all", kept)
    return seen


def new_home(folder: Path) -> Home:
    """Three offices, all clean."""
    factory.settings_file(folder / "input")
    made = Home(folder, factory.FORM, factory.places(factory.FORM))
    for seed, office in enumerate(OFFICES, start=1):
        made.put(factory.filled(factory.FORM, office, seed=seed), f"{office}.xlsx")
    return made


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Three offices, all clean, in folders with a blank and Chinese in their path."""
    return new_home(tmp_path / "年报 测试")


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a district after one run, for tests that only read its outputs."""
    home = new_home(tmp_path_factory.mktemp("年报 已出"))
    home.reports()
    return home


class InThisProcess(Here):
    """Stands for processes: to start one takes longer than most tests."""

    def __init__(self, *given: int | str | Tell) -> None:
        """Take what processes or a cluster are given: how many, where, and who is told."""
        told = (one for one in given if not isinstance(one, int | str))
        super().__init__(tell=next(told, nobody))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


_KNOWN: dict[tuple[str, bytes], Reading] = {}


def read_once(path: Path) -> Reading:
    """What was read before under this name is not read again: most files of most tests."""
    try:
        key = path.name, hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""
    except OSError:
        return read_file(path)
    if key not in _KNOWN or not key[1]:
        _KNOWN[key] = read_file(path)
    return replace(_KNOWN[key], path=path)


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A test is skipped where LibreOffice is not, or makes nothing, as where there is no font."""
    page = tmp_path_factory.mktemp("试") / "试.txt"
    page.write_text("试", encoding="utf-8")
    try:
        convert([page], ".pdf", "pdf")
    except NoLibreOfficeError as reason:
        pytest.skip(f"needs a LibreOffice that works (apt: libreoffice-writer): {reason}")


@pytest.fixture(scope="session", autouse=True)
def runs_start_no_process() -> Iterator[None]:
    """Let every run inside a test do its jobs here, unless the test gives it an engine."""
    rooms = ("round.outcome", "published.reports", "published.audit", "province.province")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.round.reader.read_file", read_once)
        for room in (*rooms, "engine.processes"):  # the last one: of the commands
            patch.setattr(f"pipeline.{room}.Processes", InThisProcess)
        yield


@pytest.fixture(scope="session", autouse=True)
def processes_begin_with_all_imported() -> Iterator[None]:
    """A process that a test starts is forked from one that has imported what it will need.

    Commands that a test runs as a program start theirs as they always do.
    """
    if sys.platform == "win32":
        yield
        return
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(["conftest", *{"distributed"} & sys.modules.keys()])
    ours = map(str, (ROOT, ROOT / "tests"))
    with pytest.MonkeyPatch.context() as patch:
        paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [*paths, *ours])))
        patch.setattr("pipeline.engine.processes._SPAWN", forked)
        yield


@pytest.fixture(autouse=True)
def no_log_left_open() -> Iterator[None]:
    """A command opens a log for its own process; the next test must not write to it."""
    yield
    logger.remove()


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """What tests write need not outlast a power cut; a thousand runs would wait for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def merged_cells_have_no_borders() -> Iterator[None]:
    """To draw them anew takes openpyxl half of the time in which it loads a return."""

    def format_none(merged: MergedCellRange) -> None:
        for place in merged.cells:
            if place not in merged.ws._cells:
                merged.ws._cells[place] = MergedCell(merged.ws, *place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergedCellRange, "format", format_none)
        yield


def pytest_configure() -> None:
    """Workers of a cluster are forked from the same process."""
    os.environ.setdefault("DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD", "forkserver")


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """To see whether LibreOffice works takes as long as ten runs: one process does it for all."""
    for item in items:
        if "libreoffice" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("libreoffice"))


def pytest_collection_finish() -> None:
    """What the imports made stays to the end: it need not be looked through time and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)

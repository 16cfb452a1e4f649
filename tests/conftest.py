"""What several test files need: a district with its folder, form and cells."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import factory
import pandas as pd
import pytest
from factory import OFFICES, YEAR
from loguru import logger

import pipeline.run
from pipeline.extract.reading import Reader, Reading
from pipeline.findings import Finding
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.libreoffice import NoLibreOfficeError, convert
from pipeline.outputs import Wanted
from pipeline.records import Returns
from pipeline.run import How, Round, run_round
from pipeline.transform.check.catalogue import check_all

ANEW = How(anew=True)  # what a test has patched is no reason for a run to do anything


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
    ) -> tuple[pd.DataFrame, list[Finding]]:
        table, findings = check_all(returns, *more)
        seen.append(table)
        return table, findings

    monkeypatch.setattr("pipeline.run.returns.check_all", kept)
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


class SharedReader(Reader):
    """One reading process for all tests: to start one takes longer than most of them."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, bytes], Reading] = {}

    def read(self, paths: Sequence[Path]) -> list[Reading]:
        """What was read before under this name is not read again: most files of most tests."""
        keys = [(path.name, self._bytes(path)) for path in paths]
        fresh = [at for at, key in enumerate(keys) if key not in self._known or not key[1]]
        for at, reading in zip(fresh, super().read([paths[at] for at in fresh]), strict=True):
            self._known[keys[at]] = reading
        for done, path in enumerate(paths):
            self.tell("读取", done, len(paths), path.name)
        return [replace(self._known[key], path=path) for key, path in zip(keys, paths, strict=True)]

    @staticmethod
    def _bytes(path: Path) -> bytes:
        try:
            return hashlib.sha256(path.read_bytes()).digest()
        except OSError:
            return b""

    def __exit__(self, *_: object) -> None:
        """It goes on; the last test's end is its end."""


class Inline:
    """A pool that does everything here: quick, and no process to be lost."""

    count = 1
    died: tuple[type[Exception], ...] = ()

    def submit(self, do: Callable[..., Any], *given: object) -> "Future[Any]":
        """At once."""
        future: Future[Any] = Future()
        future.set_result(do(*given))
        return future

    def result(self, future: "Future[Any]", seconds: float) -> object:
        """It is there."""
        return future.result(seconds)

    def lost(self, future: "Future[Any]") -> None:
        """It cannot be."""

    def end(self) -> None:
        """There is nothing to end."""


@pytest.fixture(scope="session")
def shared_reader() -> Iterator[Reader]:
    """The reading process that runs in tests share."""
    reader = SharedReader()
    yield reader
    Reader.__exit__(reader, None, None, None)


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A test is skipped where LibreOffice is not, or makes nothing, as where there is no font."""
    page = tmp_path_factory.mktemp("试") / "试.txt"
    page.write_text("试", encoding="utf-8")
    try:
        convert([page], ".pdf", "pdf")
    except NoLibreOfficeError as reason:
        pytest.skip(f"needs a LibreOffice that works (apt: libreoffice-writer): {reason}")


@pytest.fixture(autouse=True)
def reader_of_runs(monkeypatch: pytest.MonkeyPatch, shared_reader: Reader) -> None:
    """Every run inside a test reads with it."""
    monkeypatch.setattr(pipeline.run, "Reader", lambda: shared_reader)


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

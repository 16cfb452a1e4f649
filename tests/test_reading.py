"""extract.reading: a file that kills the process which reads it takes nobody along."""

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from pipeline.cli.trouble import in_words
from pipeline.extract import reading
from pipeline.extract.reading import Reader, Reading, read_steadily
from pipeline.processes import NoProcessesError

FILES = [Path(f"示例{number}.xlsx") for number in range(8)]


def ended(path: Path) -> Reading:
    """Stands for a reader of good files; what the others do is in their names."""
    return Reading(path, None, [])


def aborting(path: Path) -> Reading:
    """The fast reader's way to go: no exception, the process is gone."""
    if path in (FILES[2], FILES[5]):
        os.abort()
    return ended(path)


def greedy(path: Path) -> Reading:
    """More memory than there may be, asked for in one piece."""
    if path == FILES[2]:
        bytearray(1 << 40)
    return ended(path)


def endless(path: Path) -> Reading:
    """A file on which the reader never ends."""
    if path == FILES[0]:
        time.sleep(60)
    return ended(path)


def mistaken(path: Path) -> Reading:
    """A mistake in this program."""
    if path == FILES[3]:
        raise ZeroDivisionError
    return ended(path)


def lost(readings: list[Reading]) -> list[tuple[Path, str]]:
    """Which files were given up, and the code that says so."""
    return [(found.path, found.findings[0].code) for found in readings if found.findings]


def test_an_abort_loses_one_file_only() -> None:
    """All others are read, in their order, and the process is started again."""
    with Reader(aborting) as reader:
        readings = reader.read(FILES)
        assert lost(reader.read(FILES[:2])) == []
    assert [found.path for found in readings] == FILES
    assert lost(readings) == [(FILES[2], "F04"), (FILES[5], "F04")]


def test_too_much_memory_loses_one_file_only() -> None:
    """The process has a limit of its own."""
    with Reader(greedy) as reader:
        assert lost(reader.read(FILES)) == [(FILES[2], "F04")]


def test_a_file_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """And its process with it."""
    monkeypatch.setattr(reading, "LIMIT_SECONDS", 1)
    with Reader(endless) as reader:
        assert lost(reader.read(FILES[:3])) == [(FILES[0], "F04")]


def test_a_mistake_of_ours_comes_back_with_its_file() -> None:
    """So that it can be logged; the other files are read."""
    with Reader(mistaken) as reader:
        readings = reader.read(FILES)
    assert [found.path for found in readings if found.failure] == [FILES[3]]
    assert isinstance(readings[3].failure, ZeroDivisionError)


def test_last_words_of_the_process_stay_off_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    """A reader that aborts says so in English."""
    with Reader(aborting) as reader:
        reader.read(FILES)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("times", [1, 2])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Changed once it is read again; changed again it is refused, never half old, half new."""
    path = tmp_path / "示例.xlsx"
    path.write_bytes(b"x")
    changes = iter(range(times))

    def changing(path: Path) -> tuple[None, list[object]]:
        if next(changes, None) is not None:
            path.write_bytes(path.read_bytes() + b"x")
        return None, []

    monkeypatch.setattr(reading, "read_workbook", changing)
    assert lost([read_steadily(path)]) == ([(path, "F28")] if times == 2 else [])


def test_a_process_that_died_in_between_is_started_again() -> None:
    """Killed from outside while it had nothing to do."""
    others = multiprocessing.active_children()
    with Reader(ended) as reader:
        reader.read(FILES[:1])
        (own,) = (child for child in multiprocessing.active_children() if child not in others)
        own.kill()
        own.join()
        time.sleep(0.1)  # the pool hears of it in a thread of its own
        assert lost(reader.read(FILES)) == []


def cannot_begin(_: int) -> None:
    """As where the system lets no process be started."""
    os._exit(1)


def test_where_no_process_can_be_started_no_file_is_to_blame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is told as what it is; in silence every file would be called damaged."""
    monkeypatch.setattr(reading, "limit_process", cannot_begin)
    with Reader() as reader, pytest.raises(NoProcessesError) as raised:
        reader.read(FILES)
    assert in_words(raised.value).startswith("这台电脑没能启动处理表格的进程")

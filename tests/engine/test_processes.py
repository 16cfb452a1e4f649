"""engine: whoever does a job, an item that ends its worker costs itself only."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from pipeline.cli.trouble import in_words
from pipeline.engine import processes
from pipeline.engine.here import Here
from pipeline.engine.job import Begin, Lost, Step, Work
from pipeline.engine.processes import NoProcessesError, Processes

pytestmark = pytest.mark.xdist_group("processes")  # all forked from one

ITEMS = range(8)
BIG = 256 << 20
ROOT = Path(__file__).parents[2]


def step(item: int, seconds: float = 20) -> Step:
    """What is said before an item."""
    return Step("示例", str(item), seconds)


def doubled(items: Sequence[int], begin: Begin, *, bad: str) -> Iterator[int | Lost]:
    """Stands for a job; what an odd item does is in the name of what is bad."""
    for item in items:
        is_odd = item in (2, 5)
        begin(step(item, 0.3 if is_odd and bad == "endless" else 20))
        if is_odd:
            spoil(bad)
        yield 2 * item


def spoil(bad: str) -> None:
    """End this process, or nearly."""
    match bad:
        case "abort":
            os.abort()
        case "greedy":
            bytearray(1 << 40)
        case "endless":
            time.sleep(60)


def together(items: Sequence[int], begin: Begin) -> Iterator[int | Lost]:
    """Stands for a job that looks at all items at once, and dies of one of them."""
    begin(Step("示例", f"{len(items)}", 20, is_of_all=True))
    if 5 in items:
        os.abort()
    yield from (2 * item for item in items)


def logs_and_fails(items: Sequence[int], begin: Begin) -> Iterator[int | Lost]:
    """Stands for a mistake that no item accounts for."""
    begin(step(items[0]))
    raise ZeroDivisionError


def work(bad: str = "") -> Work[int, int | Lost]:
    """The kind of job."""
    return Work(partial(doubled, bad=bad), 20, BIG)


def done(results: Iterator[tuple[int, int | Lost]]) -> list[tuple[int, int | Lost]]:
    """Every item with its result."""
    return list(results)


def lost_of(results: list[tuple[int, int | Lost]]) -> list[int]:
    """The items that were given up."""
    return [item for item, result in results if isinstance(result, Lost)]


@pytest.mark.parametrize("bad", ["abort", "greedy", "endless"])
@pytest.mark.parametrize("count", [1, 2])
def test_an_item_that_ends_its_process_loses_itself_only(bad: str, count: int) -> None:
    """All others have their results, in their order, whatever ended the process."""
    with Processes(count) as engine:
        results = done(engine.work(work(bad=bad), [[0, 1, 2, 3], [4, 5], [6, 7]], 8))
        again = done(engine.work(work(), [ITEMS], 8))
    assert [item for item, _ in results] == list(ITEMS)
    assert lost_of(results) == [2, 5]
    assert [result for _, result in results if not isinstance(result, Lost)] == [
        2 * item for item in ITEMS if item not in (2, 5)
    ]
    assert again == [(item, 2 * item) for item in ITEMS]


def test_there_are_as_many_processes_as_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """One for each core, if nothing is said; no more than Windows lets one wait for."""
    assert Processes(3).count == 3
    assert Processes(1000).count == 61
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    assert Processes().count == 5
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert Processes().count == 1


def slow_once(items: Sequence[int], begin: Begin) -> Iterator[int | Lost]:
    """Stands for a job that a busy computer makes slow."""
    for item in items:
        begin(step(item, 0.6))
        time.sleep(0.9)
        yield 2 * item


def test_what_is_only_slow_is_tried_once_more_with_patience() -> None:
    """A busy computer costs no office its report."""
    with Processes(1) as engine:
        assert done(engine.work(Work(slow_once, 20, BIG), [[1, 2]], 2)) == [(1, 2), (2, 4)]


def test_what_was_lost_says_at_which_step() -> None:
    """So that the same step can be left out the next time."""
    with Processes(1) as engine:
        results = dict(done(engine.work(work(bad="abort"), [ITEMS], 8)))
    assert results[2] == Lost(step(2))


def test_a_loss_at_a_step_of_all_items_costs_the_guilty_one() -> None:
    """Each goes alone then."""
    with Processes(1) as engine:
        results = done(engine.work(Work(together, 20, BIG), [[4, 5, 6], [7]], 4))
    assert lost_of(results) == [5]
    assert [result for item, result in results if item != 5] == [8, 12, 14]


def test_deadly_steps_are_left_out_here() -> None:
    """What has ended a worker before is not done a second time, and the others are."""
    results = list(
        Here(deadly=[step(2), step(5)]).work(work(bad="abort"), [[0, 1, 2, 3], [5, 6]], 6)
    )
    assert [(item, result) for item, result in results if not isinstance(result, Lost)] == [
        (0, 0), (1, 2), (3, 6), (6, 12)
    ]  # fmt: skip
    assert lost_of(results) == [2, 5]


def test_a_deadly_step_of_all_items_lets_each_go_alone() -> None:
    """As where the worker was lost."""
    deadly = Step("示例", "3", 20, is_of_all=True)
    results = done(Here(deadly=[deadly]).work(Work(together, 20, BIG), [[1, 2, 3]], 3))
    assert results == [(1, 2), (2, 4), (3, 6)]


def test_a_mistake_of_ours_is_raised_where_the_job_was_given() -> None:
    """With its kind, so that it is told in the right words."""
    with Processes(1) as engine, pytest.raises(ZeroDivisionError):
        done(engine.work(Work(logs_and_fails, 20, BIG), [ITEMS], 8))


def test_last_words_of_a_process_stay_off_the_screen(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that aborts says so in English; started as outside of tests, it has our screen."""
    monkeypatch.setattr(processes, "_SPAWN", multiprocessing.get_context("spawn"))
    with Processes(1) as engine:
        done(engine.work(work(bad="abort"), [ITEMS], 8))
    assert capfd.readouterr() == ("", "")


def writes_on_both(items: Sequence[int], begin: Begin) -> Iterator[int | Lost]:
    """Stands for a library that says something."""
    begin(step(items[0]))
    os.write(1, b"out")
    os.write(2, b"err")
    yield from items


def test_nothing_that_a_process_writes_reaches_the_screen(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither as output nor as an error."""
    monkeypatch.setattr(processes, "_SPAWN", multiprocessing.get_context("spawn"))
    with Processes(1) as engine:
        done(engine.work(Work(writes_on_both, 20, BIG), [ITEMS], 8))
    assert capfd.readouterr() == ("", "")


ORPHANED = """
import os, signal, sys, time
sys.path.insert(0, "tests/engine")
from pipeline.engine.job import Step, Work
from pipeline.engine.processes import Processes

def busy(items, begin):
    begin(Step("示例", "", 60))
    print(os.getpid(), flush=True, file=open(sys.argv[1], "w"))
    time.sleep(60)
    yield from items

if __name__ == "__main__":
    with Processes(1) as engine:
        list(engine.work(Work(busy, 60, 1 << 28), [[1]], 1))
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_process_ends_with_its_parent(tmp_path: Path) -> None:
    """Killed at the worst moment, a run leaves nobody at work."""
    told, program = tmp_path / "pid", tmp_path / "orphaned.py"
    program.write_text(ORPHANED, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(program), str(told)], cwd=ROOT)  # noqa: S603 - ours
    try:
        assert is_soon(lambda: told.is_file() and bool(told.read_text()))
    finally:
        parent.kill()
        parent.wait()
    worker = int(told.read_text())
    assert is_soon(lambda: not is_alive(worker))


def is_soon(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold, within a time that only a mistake takes."""
    for _ in range(300):
        if holds():
            return True
        time.sleep(0.1)
    return False


def is_alive(number: int) -> bool:
    """Whether a process is there and at work; one that nobody has waited for is not."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_a_process_that_died_in_between_is_started_again() -> None:
    """Killed from outside while it had nothing to do, it costs nothing."""
    others = multiprocessing.active_children()
    with Processes(1) as engine:
        done(engine.work(work(), [ITEMS], 8))
        (own,) = (child for child in multiprocessing.active_children() if child not in others)
        own.kill()
        own.join()
        assert lost_of(done(engine.work(work(), [ITEMS], 8))) == []


def test_a_process_that_is_started_early_does_the_jobs() -> None:
    """Told what to import, it takes the first job; none is started beside it."""
    others = multiprocessing.active_children()
    with Processes(1) as engine:
        engine.start("pipeline.engine.job")
        (own,) = (child for child in multiprocessing.active_children() if child not in others)
        assert done(engine.work(work(), [ITEMS], 8)) == [(item, 2 * item) for item in ITEMS]
        now = [child for child in multiprocessing.active_children() if child not in others]
    assert now == [own]


def test_results_that_nobody_wants_end_the_processes() -> None:
    """Whoever stops in the middle leaves no process at work behind, and may begin anew."""
    with Processes(2) as engine:
        results = engine.work(work(), [[item] for item in ITEMS], 8)
        assert next(results) == (0, 0)
        results.close()  # type: ignore[attr-defined]  # a generator is
        assert len(done(engine.work(work(), [ITEMS], 8))) == 8


def test_each_step_is_told_with_how_many_are_done() -> None:
    """The line before a step is the progress bar."""
    told: list[tuple[str, int, int, str]] = []
    with Processes(1, lambda *line: told.append(line)) as engine:
        done(engine.work(work(), [[0], [1]], 2))
    assert told[0] == ("示例", 0, 2, "0")
    assert told[-1] == ("示例", 1, 2, "1")


def cannot_begin(_: object) -> None:
    """As where the system lets no process be started."""
    os._exit(1)


def test_where_no_process_can_be_started_no_file_is_to_blame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is told as what it is; in silence every file would be called damaged."""
    monkeypatch.setattr(processes, "_serve", cannot_begin)
    with Processes(1) as engine, pytest.raises(NoProcessesError) as raised:
        done(engine.work(work(), [ITEMS], 8))
    assert in_words(raised.value).startswith("这台电脑没能启动处理表格的进程")

"""Whole runs, each in a process of its own: seconds, and the memory of all its processes.

`python benchmarks/rounds.py HOME WORKERS [again]` runs one and prints both as JSON.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from pipeline.outputs import Wanted

SAMPLED = 0.2  # seconds between two looks at the memory


class Run(NamedTuple):
    """What one run took."""

    seconds: float
    megabytes: float  # of all processes together, at most; 0 where the system does not say


def measured(home: Path, workers: int, *, again: bool = False) -> Run:
    """A run of its own; `again`: what an earlier one made is there still."""
    if not again:
        shutil.rmtree(home / "output", ignore_errors=True)
    said = "again" if again else "anew"
    command = [sys.executable, __file__, str(home), str(workers), said]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return Run(**json.loads(done.stdout))


class Memory(Thread):
    """Looks at the proportional memory (PSS) of this process and all below it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self.ended = Event()

    def run(self) -> None:
        """Until it is told that the run has ended."""
        while not self.ended.wait(SAMPLED):
            self.most = max(self.most, sum(map(_memory, _below(os.getpid()))))


def _below(process: int) -> list[int]:
    try:
        listed = Path(f"/proc/{process}/task").iterdir()
        children = [(task / "children").read_text(encoding="ascii").split() for task in listed]
    except OSError:
        return [process]
    found = [int(child) for several in children for child in several]
    return [process, *(one for child in found for one in _below(child))]


def _memory(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def _run(home: Path, workers: int, *, again: bool) -> Run:
    from generate import YEAR  # no part of a run

    memory = Memory()
    memory.start()
    start = time.perf_counter()
    from loguru import logger  # what is imported is part of a run

    from pipeline.engine.processes import Processes
    from pipeline.round.outcome import How
    from pipeline.round.round import run_round

    logger.remove()
    with Processes(workers) as engine:
        run_round(home / "input", home / "output", YEAR, Wanted(), How(engine, anew=not again))
    taken = time.perf_counter() - start
    memory.ended.set()
    memory.join()
    return Run(round(taken, 2), round(memory.most / (1 << 20)))


if __name__ == "__main__":
    _, where, count, said = sys.argv
    print(json.dumps(_run(Path(where), int(count), again=said == "again")._asdict()))

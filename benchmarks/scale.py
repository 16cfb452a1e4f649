"""The same returns by processes of this computer, and by a cluster that loses a worker midway.

`python benchmarks/scale.py 200 2000 20000 40000` makes a province of so many offices, runs it both
ways, compares every output byte for byte, and prints the curve; `--flat` makes one district of
them instead, `--each` says how many offices a district of the province has. One return in 50 has
a mistake that must be found. It exits with 1 where a byte differs or no worker was lost.
"""

import hashlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
from distributed import LocalCluster
from generate import BAD, YEAR, make_district, make_province
from loguru import logger
from rounds import Memory

from pipeline.engine.cluster import Cluster
from pipeline.engine.job import Engine
from pipeline.engine.processes import Processes
from pipeline.outputs import LOG, Wanted
from pipeline.province.province import run_province
from pipeline.round.outcome import How
from pipeline.round.round import run_round

WORKERS = 2
_NOT_COMPARED = (LOG, ".nianbao.lock")


class Line(NamedTuple):
    """One point of the curve."""

    offices: int
    made: float  # seconds to make the returns
    here: float  # seconds with processes
    here_megabytes: float
    there: float  # seconds with a cluster that lost a worker
    there_megabytes: float
    outputs: int
    same: bool
    lost: bool  # whether a worker was

    def shown(self) -> str:
        """A line of the table."""
        verdict = "the same bytes" if self.same else "OTHER BYTES"
        lost = "one lost" if self.lost else "NONE LOST"
        rate = self.offices / self.here
        return (
            f"| {self.offices:,} | {self.here:.1f} | {rate:.0f} | {self.here_megabytes:.0f} "
            f"| {self.there:.1f} | {self.there_megabytes:.0f} | {lost} "
            f"| {self.outputs:,} files, {verdict} |"
        )


class Home(NamedTuple):
    """Where the returns are, and how all of them are worked on."""

    folder: Path
    is_flat: bool

    def run(self, engine: Engine) -> None:
        """One whole run."""
        how = How(engine, anew=True)
        if not self.is_flat:
            run_province(self.folder, YEAR, Wanted(), how)
            return
        run_round(self.folder / "input", self.folder / "output", YEAR, Wanted(), how)

    def outputs(self) -> dict[str, str]:
        """The hash of every output."""
        found = (path for path in self.folder.rglob("output/**/*") if path.is_file())
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in found
            if path.name not in _NOT_COMPARED
        }

    def clear(self) -> None:
        """Take all outputs out."""
        for folder in [*self.folder.glob("output"), *self.folder.glob("*/output")]:
            shutil.rmtree(folder)


def measured(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds, and the megabytes of all processes together at most."""
    memory = Memory()
    memory.start()
    start = time.perf_counter()
    work()
    taken = time.perf_counter() - start
    memory.ended.set()
    memory.join()
    return taken, memory.most / (1 << 20)


def with_a_loss(home: Home) -> tuple[float, float, bool]:
    """A run on a cluster of two workers, of which one is killed when half is done."""
    lost: list[int] = []
    with LocalCluster(
        n_workers=WORKERS,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as cluster:

        def tell(stage: str, done: int, count: int, _: str) -> None:
            if stage == "处理" and not lost and 2 * (done + 1) >= count > done + 1:
                lost.append(next(iter(cluster.workers.values())).pid)
                os.kill(lost[0], signal.SIGKILL)

        engine = Cluster(cluster.scheduler_address, WORKERS, tell)
        taken, megabytes = measured(lambda: home.run(engine))
        engine.end()
    return taken, megabytes, bool(lost)


def line(folder: Path, offices: int, each: int) -> Line:
    """Both ways, of so many offices."""
    home = Home(folder, is_flat=each == 0)
    start = time.perf_counter()
    if home.is_flat:
        make_district(folder, offices, [YEAR])
    else:
        make_province(folder, offices, each, [YEAR])
    made = time.perf_counter() - start
    with Processes(WORKERS) as engine:
        here, here_megabytes = measured(lambda: home.run(engine))
    known = home.outputs()
    home.clear()
    there, there_megabytes, lost = with_a_loss(home)
    outputs = home.outputs()
    return Line(
        offices,
        made,
        here,
        here_megabytes,
        there,
        there_megabytes,
        len(outputs),
        outputs == known,
        lost,
    )


@click.command()
@click.argument("offices", nargs=-1, type=int)
@click.option("--each", default=100, help="Offices of a district.")
@click.option("--flat", is_flag=True, help="One district of them all.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to work; temporary.")
def main(offices: tuple[int, ...], each: int, *, flat: bool, folder: Path | None) -> None:
    """Print the curve."""
    logger.remove()
    os.environ["LOGURU_AUTOINIT"] = "0"  # of the processes that will be started
    kind = "one district" if flat else f"districts of {each}"
    print(f"{kind}, one office in {BAD} with a mistake; {WORKERS} processes, {WORKERS} workers\n")
    print("| offices | here, s | offices/s | MB | cluster, s | MB | workers | outputs |")
    print("|---|---|---|---|---|---|---|---|")
    good = True
    for count in offices or (200, 2_000, 20_000, 40_000):
        with TemporaryDirectory(dir=folder) as name:
            came_to = line(Path(name) / str(count), count, 0 if flat else each)
        print(came_to.shown(), flush=True)
        good = good and came_to.same and came_to.lost
    sys.exit(not good)


if __name__ == "__main__":
    main()

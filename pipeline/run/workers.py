"""Batches worked on by several processes; one that dies costs the office that killed it.

Through `concurrent.futures`: a job goes out, its part comes back. Files are read and written by
paths that all of them share.
"""

import os
import pickle
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import NamedTuple, Protocol, Self

from loguru import logger

from pipeline import messages
from pipeline.district import ConfigurationError
from pipeline.extract.reading import (
    LIMIT_SECONDS,
    Reader,
    Reading,
    killed,
    read_steadily,
)
from pipeline.findings import Place
from pipeline.load.store.files import sweep
from pipeline.logbook import kept_log
from pipeline.outputs import SUMMARY
from pipeline.processes import Pool, Processes, in_turn, limit_process
from pipeline.progress import Tell
from pipeline.run.batches import Batch, one_by_one
from pipeline.run.gather import Job
from pipeline.run.known import program_hash
from pipeline.run.part import Desk, Part, work
from pipeline.run.round import How
from pipeline.run.setup import Setup
from pipeline.source_file import readable_name

_MOST = 61  # processes that Windows lets one wait for
ALLOWANCE = 1 << 30  # bytes of address space beyond what a process starts with
_SECONDS, _SECONDS_EACH = 60, 2  # for a job, and for each of its files more


class Here(Reader):
    """Reads in the process it is called in, which may be lost."""

    def read(self, paths: Sequence[Path]) -> list[Reading]:
        """All files, in their order."""
        return list(map(self._one, paths))

    def _one(self, path: Path) -> Reading:
        start = perf_counter()
        try:
            reading = read_steadily(path)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - it is told, and the other files go on
            return Reading(path, None, [], failure=error)
        return reading if perf_counter() - start < LIMIT_SECONDS else killed(path)


def pool_of(how: How) -> Pool:
    """Processes of this computer, or those of a cluster."""
    count = min(how.workers or os.cpu_count() or 1, _MOST)
    if how.scheduler:
        from pipeline.cluster import Cluster

        return Cluster(how.scheduler, count)
    return Processes(count, limit_process, ALLOWANCE)


class Do(Protocol):
    """What a process does with a job."""

    def __call__(self, order: "Order", job: Job, *, careful: bool) -> Part:
        """`careful` where the job may end the process."""


class Order(NamedTuple):
    """What goes with every job; a worker elsewhere knows nothing yet."""

    program: str  # a hash: another one may come to other bytes
    packed: bytes  # of what a desk is made of: the roster of a country is long


class Workers:
    """The processes of one run, here or in a cluster."""

    def __init__(self, pool: Pool, desk: Desk, tell: Tell, do: Do | None = None) -> None:
        self._pool = pool
        self._alone = Processes(1, limit_process, ALLOWANCE)  # for what may end its process
        known = (desk.setup, desk.wanted, desk.folder)
        self._order = Order(program_hash(), zlib.compress(pickle.dumps(known)))
        self._do = do or do_job
        self._setup = desk.setup
        self._folder = desk.folder if desk.wanted.documents else None  # where parts may be left
        self._tell = tell

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._alone.end()
        self._pool.end()

    def work(self, jobs: Sequence[Job]) -> Iterator[Part]:
        """What comes of each job, in their order."""
        self._tell("处理", 0, len(jobs), "第 1 批")
        do = partial(self._do, self._order, careful=False)
        for done, (job, part) in enumerate(in_turn(self._pool, do, jobs, _limit), start=1):
            yield from [part] if part else self._carefully(job)
            self._tell("处理", done, len(jobs), f"第 {done + 1} 批")
        if self._folder:  # what a lost worker had written for a part that never came
            sweep(self._folder)

    def _carefully(self, job: Job) -> Iterator[Part]:
        """A job that may have ended its process, alone; then each of its offices, alone."""
        batch, copies = job
        logger.error("处理中断，这一批（{} 份表格）重新处理", len(batch.now))
        do = partial(self._do, self._order, careful=True)
        ((_, part),) = in_turn(self._alone, do, [job], _limit)
        if part:
            yield part
            return
        offices = [(one, copies) for one in one_by_one(batch, self._setup.roster)]
        for (office, _), part in in_turn(self._alone, do, offices, _limit):
            yield part or _lost(office, self._setup)


def _limit(job: Job) -> float:
    batch, _ = job
    return _SECONDS + _SECONDS_EACH * (len(batch.now) + len(batch.then))


def _lost(batch: Batch, setup: Setup) -> Part:
    """What is left of an office whose files end every process that works on them."""
    named = {path: setup.roster.named_in(readable_name(path)) for path in batch.now}
    killed = [
        messages.files.KILLED.at(Place(office, readable_name(path)))
        for path, office in named.items()
    ]
    return Part(
        {}, findings=killed, about={path: {office} - {""} for path, office in named.items()}
    )


# ── in a process of its own ──────────────────────────────────────────────────

one_at_a_time = Lock()  # a worker of a cluster may have several threads


def do_job(order: Order, job: Job, *, careful: bool) -> Part:
    """One job; `careful` where it may end the process: its files are read in another one then.

    Raises ConfigurationError where this worker cannot do it as any other would.
    """
    demand_program(order.program)
    with one_at_a_time, kept_log() as log:
        desk = _desk(order.packed)
        batch, copies = job
        for path in (*batch.now[:1], *([desk.folder / SUMMARY] if desk.wanted.documents else ())):
            demand_folder(path.parent)
        with Reader() if careful else Here() as reader:
            part = work(batch, desk, reader, copies)
        return replace(part, log=log)


@lru_cache(maxsize=1)
def _desk(packed: bytes) -> Desk:
    return Desk(*pickle.loads(zlib.decompress(packed)))  # noqa: S301 - from whoever started it


def demand_program(known: str) -> None:
    """Raise ConfigurationError where another version of this program is installed."""
    if known != program_hash():
        raise ConfigurationError(
            "集群里有电脑装的程序与这里的不是同一个版本，结果可能不一样；请装成一样的。"
        )


def demand_folder(folder: Path) -> None:
    """Raise ConfigurationError where a folder is not to be seen."""
    if not folder.is_dir():
        raise ConfigurationError(
            f"集群里有电脑看不到 {folder}：请放在共享盘上，各台电脑都用同一个路径打开。"
        )

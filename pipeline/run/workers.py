"""Batches worked on by several processes; one that dies costs the office that killed it.

Through `concurrent.futures`: a job goes out, its part comes back.
"""

import pickle
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol, Self

from loguru import logger

from pipeline import messages
from pipeline.extract.guard import readable_name
from pipeline.extract.reading import (
    LIMIT_SECONDS,
    Reader,
    Reading,
    killed,
    read_steadily,
)
from pipeline.findings import Place
from pipeline.load.store.files import sweep
from pipeline.processes import DIED, Processes, limit_process
from pipeline.progress import Tell
from pipeline.run.batches import Batch, one_by_one
from pipeline.run.gather import Job
from pipeline.run.part import Desk, Part, work
from pipeline.run.setup import Setup

if TYPE_CHECKING:
    from loguru import Message

ALLOWANCE = 1 << 30  # bytes of address space beyond what a process starts with
_MOST = 61  # processes that Windows lets one wait for
_AHEAD = 2  # jobs for each process that wait for it, or whose parts wait to be taken
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


class Do(Protocol):
    """What a process does with a job."""

    def __call__(self, job: Job, *, careful: bool) -> Part:
        """`careful` where the job may end the process."""


class Workers:
    """So many processes for one run."""

    def __init__(self, count: int, desk: Desk, tell: Tell, do: Do | None = None) -> None:
        self._count = min(count, _MOST)
        self._do = do or do_job
        self._setup = desk.setup
        self._folder = desk.folder
        self._writes = desk.wanted.documents
        # A process is started only once another one has read what it starts with: let it be short.
        packed = zlib.compress(pickle.dumps((desk.setup, desk.wanted, desk.folder)))
        self._processes = Processes(self._count, _begin, packed)
        self._tell = tell

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._processes.end()

    def work(self, jobs: Iterable[Job]) -> Iterator[Part]:
        """What comes of each job, in their order but for those that were lost at first."""
        waiting, out = deque(jobs), deque[tuple[Job, Future[Part]]]()
        count, done = len(waiting), 0
        while waiting or out:
            self._tell("处理", done, count, f"第 {done + 1} 批")
            try:
                while waiting and len(out) < self._count * _AHEAD:
                    out.append((waiting[0], self._submit(waiting[0], careful=False)))
                    waiting.popleft()
                job, future = out[0]
                part = future.result(_limit(job))
            except DIED:
                self._give_up()
                suspects = [job for job, _ in out]
                out.clear()
                logger.error("处理中断，{} 批重新处理", len(suspects))
                for suspect in suspects:
                    yield from self._carefully(suspect)
                done += len(suspects)
            else:
                out.popleft()
                yield part
                done += 1

    def _carefully(self, job: Job) -> Iterator[Part]:
        """A job that may have ended its process, alone; then each of its offices, alone."""
        batch, copies = job
        if part := self._alone(job):
            yield part
            return
        for office in one_by_one(batch, self._setup.roster):
            yield self._alone((office, copies)) or _lost(office, self._setup)

    def _alone(self, job: Job) -> Part | None:
        """A job in a process that has no other; None if it ended that."""
        try:
            return self._submit(job, careful=True).result(_limit(job))
        except DIED:
            self._give_up()
            return None

    def _submit(self, job: Job, *, careful: bool) -> Future[Part]:
        return self._processes.submit(self._do, job, careful=careful)

    def _give_up(self) -> None:
        """Start anew; what was written for parts that never came goes."""
        self._processes.restart()
        if self._writes:
            sweep(self._folder)


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

_desk: Desk
_log: list[tuple[str, str]] = []


def _begin(packed: bytes) -> None:
    global _desk  # noqa: PLW0603 - a process of a pool has no other place
    limit_process(ALLOWANCE)
    _desk = Desk(*pickle.loads(zlib.decompress(packed)))  # noqa: S301 - from whoever started it
    logger.remove()
    logger.add(_keep, format="{message}", level="INFO")


def _keep(message: "Message") -> None:
    _log.append((message.record["level"].name, str(message).rstrip("\n")))


def do_job(job: Job, *, careful: bool) -> Part:
    """One job; `careful` where it may end the process: its files are read in another one then."""
    _log.clear()
    batch, copies = job
    with Reader() if careful else Here() as reader:
        part = work(batch, _desk, reader, copies)
    return replace(part, log=list(_log))

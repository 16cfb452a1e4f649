"""Processes that may be lost: started again after each that dies, and ended with their parent."""

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import Any, ParamSpec, Protocol, TypeVar
from weakref import WeakSet

Given = ParamSpec("Given")
Job = TypeVar("Job")
Result = TypeVar("Result")

# What a lost process, or one too slow, raises.
DIED = (BrokenProcessPool, CancelledError, TookTooLong, MemoryError)
_TO_START, _TRIES = 60, 3  # seconds; somebody else may end one that has just begun
_AHEAD = 2  # jobs for each process that wait for it, or whose results wait to be taken


class Pool(Protocol):
    """Processes that work on what is submitted, on this computer or elsewhere."""

    @property
    def count(self) -> int:
        """How many."""

    @property
    def died(self) -> tuple[type[Exception], ...]:
        """What a future raises whose process was lost, or is too slow."""

    def submit(
        self, do: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> "Future[Result]":
        """Have one of them do something."""

    def result(self, future: "Future[Result]", seconds: float) -> Result:
        """What came of it, if it comes in time; else raises one of `died`."""

    def lost(self, future: "Future[Result]") -> None:
        """Nothing will come of this one: whoever is still at it shall end."""

    def end(self) -> None:
        """End at once, whatever is going on."""


def in_turn(
    pool: Pool, do: Callable[[Job], Result], jobs: Iterable[Job], seconds: Callable[[Job], float]
) -> Iterator[tuple[Job, Result | None]]:
    """What comes of each job, in their order; None where its process was lost.

    `seconds`: how long one may take. A few are always on their way, and no more: what comes of
    them waits in memory.
    """
    waiting, out = deque(jobs), deque[tuple[Job, Future[Result]]]()
    while waiting or out:
        while waiting and len(out) < pool.count * _AHEAD:
            out.append((waiting[0], pool.submit(do, waiting[0])))
            waiting.popleft()
        job, future = out.popleft()
        result = None
        try:
            result = pool.result(future, seconds(job))
        except pool.died:
            pool.lost(future)
        yield job, result


class NoProcessesError(RuntimeError):
    """None can be started here, whatever it is to do: no file is to blame."""


class Processes:
    """So many processes of this computer, each made ready by a function of its own."""

    died: tuple[type[Exception], ...] = DIED

    def __init__(self, count: int, begin: Callable[..., None], *given: object) -> None:
        self.count = count
        self._begin, self._given = begin, given
        self._pool: ProcessPoolExecutor | None = None
        self._submitted: WeakSet[Future[Any]] = WeakSet()  # to those that there are now

    def submit(
        self, do: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Future[Result]:
        """Have one of them do something. Raises NoProcessesError."""
        try:
            with _deaf_children():
                future = self._started().submit(do, *given, **named)
        except BrokenProcessPool:  # one has died since the last
            self.restart()
            with _deaf_children():
                future = self._started().submit(do, *given, **named)
        self._submitted.add(future)
        return future

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.count,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=self._begin,
                initargs=self._given,
            )
        return self._pool

    def start(self) -> "Future[None]":
        """Start one before there is anything to do: what it imports takes a while."""
        return self.submit(_ready)

    def restart(self) -> None:
        """End them all and start anew, after one was lost. Raises NoProcessesError."""
        for tries in range(_TRIES):
            self.end()
            try:
                self.start().result(_TO_START)
            except DIED as error:
                if tries + 1 == _TRIES:
                    self.end()
                    raise NoProcessesError from error
            else:
                return

    def result(self, future: "Future[Result]", seconds: float) -> Result:
        """What came of it, in so many seconds."""
        return future.result(seconds)

    def lost(self, future: "Future[Result]") -> None:
        """Start anew, unless that has been done since it was submitted. Raises NoProcessesError."""
        if future in self._submitted:
            self.restart()

    def end(self) -> None:
        """End them at once, whatever they are doing."""
        self._submitted.clear()
        if self._pool:
            for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 - no other way
                process.kill()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Ctrl-C is for this process, which ends those that it starts; they need not say anything.

    What is ignored while a process starts it ignores from its first line on.
    """
    if current_thread() is not main_thread():  # no other may say so
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ready() -> None:
    """Nothing to do; whoever runs it has been started."""


def _end_with_parent() -> None:
    """A process whose parent was killed has nobody to work for."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def limit_process(allowance: int) -> None:
    """Bound this process's memory (on Linux), and let it end with its parent, without a word.

    `allowance` is in bytes of address space beyond what it starts with.
    """
    Thread(target=_end_with_parent, daemon=True).start()
    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):  # a system with limits of its own, or without any
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            limit = pages * resource.getpagesize() + allowance
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

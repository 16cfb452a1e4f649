"""Processes that may be lost: started again after each that dies, and ended with their parent."""

import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

DIED = (BrokenProcessPool, TookTooLong, MemoryError)  # what a lost process, or one too slow, raises
_TO_START = 60  # seconds


class NoProcessesError(RuntimeError):
    """None can be started here, whatever it is to do: no file is to blame."""


class Processes:
    """So many processes, each made ready by a function of its own."""

    def __init__(self, count: int, begin: Callable[..., None], *given: object) -> None:
        self._count = count
        self._begin, self._given = begin, given
        self._pool: ProcessPoolExecutor | None = None

    def submit(
        self, do: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Future[Result]:
        """Have one of them do something; BrokenProcessPool where one has died since the last."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._count,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=self._begin,
                initargs=self._given,
            )
        return self._pool.submit(do, *given, **named)

    def start(self) -> "Future[None]":
        """Start one before there is anything to do: what it imports takes a while."""
        return self.submit(_ready)

    def restart(self) -> None:
        """End them all and start anew, after one was lost. Raises NoProcessesError."""
        self.end()
        try:
            self.start().result(_TO_START)
        except DIED as error:
            self.end()
            raise NoProcessesError from error

    def end(self) -> None:
        """End them at once, whatever they are doing."""
        if self._pool:
            for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 - no other way
                process.kill()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


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

"""Jobs done by processes of this computer, which may be lost and are ended with their parent."""

import multiprocessing
import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Thread, current_thread, main_thread
from time import monotonic
from typing import Any, NamedTuple, Self

from pipeline.engine.here import Here
from pipeline.engine.job import Item, Job, Lost, Result, Step, Tell, Work, nobody

_SPAWN = multiprocessing.get_context("spawn")
_TO_START, _TRIES = 60, 3  # seconds; somebody else may end a process that has just begun
_TO_END = 0.1  # seconds, to learn how a process has ended
_TO_ANSWER = 60  # seconds for what is between two steps
_AHEAD = 2  # jobs for each process that are under way, or whose results wait to be taken
_MOST = 61  # processes that Windows lets one wait for


class NoProcessesError(RuntimeError):
    """No process can be started here, whatever it is to do: no file is to blame."""


class _Result(NamedTuple):
    """What came of the next item."""

    value: Any  # of whatever kind the job's results are


class _Line(NamedTuple):
    """A line for the log."""

    level: str
    text: str


class _Failed(NamedTuple):
    """A job raised what no item accounts for."""

    error: BaseException


class Processes:
    """Processes of this computer, started when there is something to do for them."""

    is_remote = False

    def __init__(self, count: int = 0, tell: Tell = nobody) -> None:
        self.count = min(count or os.cpu_count() or 1, _MOST)
        self.tell = tell
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def here(self) -> Here:
        """Who does what is not worth a worker: this process."""
        return Here(tell=self.tell)

    def start(self, module: str) -> None:
        """Start one process before there is anything to do: what it imports takes a while."""
        self._workers.append(_Worker())
        self._workers[-1].prepare(module)

    def work(
        self, work: Work[Item, Result], jobs: Iterable[Sequence[Item]], total: int
    ) -> Iterator[tuple[Item, Result | Lost]]:
        """Return each item with its result, in their order; the processes begin at once.

        Raises NoProcessesError.
        """
        waiting = map(Job[Item, Result], filter(None, jobs))
        begun = deque[Job[Item, Result]]()  # in their order
        self._give(work, waiting, begun)
        return self._results(work, waiting, begun, total)

    def _results(
        self,
        work: Work[Item, Result],
        waiting: Iterator[Job[Item, Result]],
        begun: deque[Job[Item, Result]],
        total: int,
    ) -> Iterator[tuple[Item, Result | Lost]]:
        done = 0
        try:
            while self._give(work, waiting, begun):
                for step in self._hear():
                    received = done + sum(len(job.results) for job in begun)
                    self.tell(step.stage, received, total, step.item)
                while begun and (begun[0].results or not begun[0].items):
                    if begun[0].results:
                        done += 1
                        yield begun[0].results.popleft()
                    else:
                        begun.popleft()
        finally:
            if begun:  # nobody wants the rest
                self.end()

    def _give(
        self,
        work: Work[Item, Result],
        waiting: Iterator[Job[Item, Result]],
        begun: deque[Job[Item, Result]],
    ) -> bool:
        """Give jobs to idle processes; tell whether any job is under way."""
        while len(begun) < self.count * _AHEAD and self._has_room():
            job = next(waiting, None)
            if job is None:
                break
            begun.append(job)
            self._idle().give(work, job)
        return bool(begun)

    def _has_room(self) -> bool:
        return len(self._workers) < self.count or not all(one.is_busy for one in self._workers)

    def _idle(self) -> "_Worker":
        """A process without a job; started, if there is none."""
        for worker in self._workers:
            if not worker.is_busy:
                return worker
        self._workers.append(_Worker())
        return self._workers[-1]

    def _hear(self) -> Iterator[Step]:
        """Wait for the next line of any process, and end those that take too long."""
        busy = [worker for worker in self._workers if worker.is_busy]
        if not busy:
            return
        patience = min(worker.until for worker in busy) - monotonic()
        heard = wait([worker.pipe for worker in busy], max(patience, 0))
        for worker in busy:
            if worker.pipe in heard:
                yield from worker.hear()
            elif monotonic() > worker.until:
                worker.lost()

    def end(self) -> None:
        """End all processes at once, whatever they are doing."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()


class _Worker:
    """One process, and the job that it is at."""

    def __init__(self) -> None:
        self.until = 0.0  # the time at which the next line must have come
        self._work: Work[Any, Any] | None = None
        self._job: Job[Any, Any] | None = None
        self._step: Step | None = None  # that is under way
        self._given = 0
        self._tries = 0  # since it has begun anything
        self._start()

    @property
    def is_busy(self) -> bool:
        """Whether results of its job are to come."""
        return self._job is not None and bool(self._job.items)

    def prepare(self, module: str) -> None:
        """Have it import what it will need."""
        with suppress(OSError):  # it will be started anew
            self.pipe.send(module)

    def give(self, work: Work[Item, Result], job: Job[Item, Result]) -> None:
        """Have it do a job. Raises NoProcessesError."""
        self._work, self._job, self._step = work, job, None
        self._given = len(job.items)  # of its items: those that can be done together
        self.until = monotonic() + _TO_START
        try:
            self.pipe.send((work, list(job.items)))
        except OSError:  # it has died since the last
            self.lost()

    def hear(self) -> Iterator[Step]:
        """Take the lines that the process has sent."""
        while self._job and self._job.items:
            try:
                if not self.pipe.poll():
                    return
                line = self.pipe.recv()
            except (EOFError, OSError):  # also in the middle of a line
                self.lost()
                return
            self.until = monotonic() + _TO_ANSWER
            match line:
                case Step() as step:
                    self._step, self._tries = step, 0
                    self.until = monotonic() + step.seconds * self._job.patience
                    yield step
                case _Result(value):
                    self._take(self._job, value)
                case _Line(level, text):
                    _log(level, text)
                case _Failed(error):
                    raise error

    def _take(self, job: Job[Any, Any], value: object) -> None:
        """Take a result; what of the job has to be done apart is given next."""
        self._step = None
        job.add(value)
        self._given -= 1
        if not self._given and job.items and self._work:
            self.give(self._work, job)

    def lost(self) -> None:
        """Start it anew, and let it go on with what is left. Raises NoProcessesError."""
        self._process.join(_TO_END)
        how = self._process.exitcode
        self.end()
        self._tries += 1
        if self._tries > _TRIES:
            _log("ERROR", f"进程没能开始工作，结束码 {how}")
            raise NoProcessesError
        self._start()
        if self._work is None or self._job is None or not self.is_busy:
            return
        if self._step:
            _log("ERROR", f"处理中断：{self._step.stage} {self._step.item}")
            self._job.lose(self._step)
        if self.is_busy:
            self.give(self._work, self._job)

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()
        self.pipe.close()

    def _start(self) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs,), daemon=True)
        with _deaf_children():
            try:
                self._process.start()
            except OSError as error:
                raise NoProcessesError from error
        theirs.close()


def _log(level: str, text: str) -> None:
    from loguru import logger  # 60 ms that a process that only reads need not spend

    logger.log(level, "{}", text)


# ── in a process of its own ──────────────────────────────────────────────────


def _serve(pipe: Connection) -> None:
    """Do jobs, one after another, until there is nobody who gives any."""
    _be_quiet()
    with ExitStack() as forwarding:
        while True:
            match pipe.recv():
                case str(module):
                    import_module(module)
                case (work, items):
                    if "loguru" in sys.modules:  # the job may log
                        forwarding.close()
                        forwarding.enter_context(_forwarded_log(pipe))
                    _do(work, items, pipe)


def _forwarded_log(pipe: Connection) -> AbstractContextManager[None]:
    from pipeline.logbook import forwarded_log

    return forwarded_log(lambda level, text: pipe.send(_Line(level, text)))


def _do(work: Work[Any, Any], items: Sequence[Any], pipe: Connection) -> None:
    def begin(step: Step) -> None:
        limit_memory(work.memory)
        pipe.send(step)

    try:
        for value in work.do(items, begin):
            pipe.send(_Result(value))
    except MemoryError:
        os._exit(1)  # it has had its share; another process goes on
    except Exception as error:  # noqa: BLE001 - whoever gave the job is to know
        pipe.send(_Line("ERROR", f"处理时出错\n{traceback.format_exc()}"))
        pipe.send(_Failed(error))


def _be_quiet() -> None:
    """Let this process end with its parent, and write nothing on its screen."""
    Thread(target=_end_with_parent, daemon=True).start()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _end_with_parent() -> None:
    """A process whose parent was killed has nobody to work for."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def limit_memory(allowance: int) -> None:
    """Bound the address space of this process to so many bytes beyond what it has, on Linux."""
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):  # a system with limits of its own, or without any
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            _, most = resource.getrlimit(resource.RLIMIT_AS)
            limit = pages * resource.getpagesize() + allowance
            resource.setrlimit(resource.RLIMIT_AS, (limit, most))


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

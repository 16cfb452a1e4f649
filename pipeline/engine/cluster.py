"""A dask cluster that does jobs, each as a whole.

Its scheduler starts what a lost worker was at anew elsewhere, a few times; after that one process
of this computer does the job, and finds the item that ends it.
"""

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from threading import Lock
from time import monotonic
from typing import TypeAlias

from loguru import logger

from pipeline.engine.here import Here
from pipeline.engine.job import LOCAL, Item, Lost, Result, Tell, Work, silent
from pipeline.engine.processes import Processes
from pipeline.errors import ConfigurationError
from pipeline.logbook import forwarded_log

_TO_CONNECT = 30  # seconds
_BETWEEN_LOOKS = 5  # seconds, at a cluster that may be gone
_TO_BEGIN = 60  # seconds a job may wait before its first item
_AHEAD = 2  # jobs for each worker that are under way, or whose results wait to be taken

Line: TypeAlias = tuple[str, str]  # of the log: level, text


class Cluster:
    """The workers of a scheduler, or, where that is `local`, as many on this computer.

    Raises ConfigurationError where there are none, or none any more.
    """

    is_remote = True

    def __init__(self, scheduler: str, count: int, tell: Tell) -> None:
        try:
            from distributed import Client, KilledWorker, LocalCluster
        except ImportError:
            raise ConfigurationError(
                "用 --scheduler 要先装上分布式计算的库：在程序的文件夹里 pip install '.[cluster]'"
                "（用 make 的会自动装好）。"
            ) from None
        self._died = (KilledWorker, CancelledError, TimeoutError, MemoryError)
        for name in ("distributed", "distributed.client"):  # lost workers are no news
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._tell = tell
        self._scheduler = scheduler
        self._alone = Processes(1)  # for jobs that end their workers
        self._own = None
        if scheduler == LOCAL:
            self._own = LocalCluster(
                n_workers=count or None,  # None: one for each core
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
        try:
            self._client = Client(self._own or scheduler, timeout=_TO_CONNECT)
            self._client.wait_for_workers(1, timeout=_TO_CONNECT)
        except Exception:  # noqa: BLE001 - each protocol has its own
            if self._own:
                self._own.close()
            raise ConfigurationError(
                f"连不上集群 {scheduler}，或者它一个 worker 也没有："
                "请核对地址（如 tls://主机:8786），看 dask scheduler 和 dask worker 是否在运行。"
            ) from None
        self._executor: Executor = self._client.get_executor(pure=False)

    @property
    def here(self) -> Here:
        """Who does what is not worth a worker: this process."""
        return Here(tell=self._tell)

    def start(self, module: str) -> None:
        """Do nothing: there is no process to start."""

    def work(
        self, work: Work[Item, Result], jobs: Iterable[Sequence[Item]], total: int
    ) -> Iterator[tuple[Item, Result | Lost]]:
        """Return each item with its result, in their order. Raises ConfigurationError."""
        waiting, done = iter(jobs), 0
        out = deque[tuple[Sequence[Item], Future[tuple[list[Result], list[Line]]]]]()
        while True:
            while len(out) < self._count() * _AHEAD and (items := next(waiting, None)):
                out.append((items, self._executor.submit(do_whole, work, items)))
            if not out:
                return
            items, future = out.popleft()
            self._tell("处理", done, total, f"{len(items)} 份")
            try:
                results, log = self._result(future, _TO_BEGIN + work.seconds * len(items))
            except self._died:
                future.cancel()
                self._demand_workers()
                logger.error("集群里处理中断，这一批 {} 份在本机重新处理", len(items))
                yield from self._alone.work(work, [items], len(items))
            else:
                for level, text in log:
                    logger.log(level, "{}", text)
                yield from zip(items, results, strict=True)
            done += len(items)

    def end(self) -> None:
        """Leave the cluster; end it, if it is our own."""
        self._alone.end()
        self._client.close()
        if self._own:
            self._own.close()

    def _count(self) -> int:
        """How many workers there are now."""
        return max(1, len(self._client.nthreads()))

    def _result(self, future: "Future[Result]", seconds: float) -> Result:
        """Return what came of a job, in so many seconds, as long as there is a cluster."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > _BETWEEN_LOOKS:
            try:
                return future.result(_BETWEEN_LOOKS)
            except TimeoutError:
                self._demand_workers()
        return future.result(max(left, 0))

    def _demand_workers(self) -> None:
        """Raise ConfigurationError where the cluster is gone; its workers may come back."""
        try:
            if self._client.status != "running":
                raise TimeoutError
            self._client.wait_for_workers(1, timeout=_TO_CONNECT)
        except (OSError, ValueError, TimeoutError):
            raise ConfigurationError(
                f"与集群 {self._scheduler} 的连接断了，或者它一个 worker 也没有了："
                "看 dask scheduler 和 dask worker 是否在运行，再运行一次，已经办好的不会重做。"
            ) from None


# ── on a worker of the cluster ───────────────────────────────────────────────

_one_at_a_time = Lock()  # a worker may have several threads


def do_whole(work: Work[Item, Result], items: Sequence[Item]) -> tuple[list[Result], list[Line]]:
    """Return the results of all items of a job, and the lines of its log."""
    lines: list[Line] = []
    with _one_at_a_time, forwarded_log(lambda level, text: lines.append((level, text))):
        return list(work.do(items, silent)), lines

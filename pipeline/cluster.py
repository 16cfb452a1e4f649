"""A cluster as processes that work on what is submitted: dask's, behind `concurrent.futures`.

Its scheduler starts what a lost worker was at anew elsewhere, a few times; after that it is ours.
"""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from time import monotonic
from typing import ParamSpec, TypeVar

from pipeline.district import ConfigurationError

Given = ParamSpec("Given")
Result = TypeVar("Result")

LOCAL = "local"
_TO_CONNECT = 30  # seconds
_BETWEEN_LOOKS = 5  # seconds, at a cluster that may be gone


class Cluster:
    """The workers of a scheduler, or, where that is `local`, as many on this computer.

    Raises ConfigurationError where there are none, or none any more.
    """

    def __init__(self, scheduler: str, count: int) -> None:
        try:
            from distributed import Client, KilledWorker, LocalCluster
        except ImportError:
            raise ConfigurationError(
                "用 --scheduler 要先装上分布式计算的库：pip install nianbao[cluster]"
                "（用 make 的会自动装好）。"
            ) from None
        self.died: tuple[type[Exception], ...] = (
            KilledWorker,
            CancelledError,
            TimeoutError,
            MemoryError,
        )
        for name in ("distributed", "distributed.client"):  # lost workers are no news
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._scheduler = scheduler
        self._own = None
        if scheduler == LOCAL:
            self._own = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
        try:
            self._client = Client(self._own or scheduler, timeout=_TO_CONNECT)
            self._client.wait_for_workers(1, timeout=_TO_CONNECT)
        except Exception:  # noqa: BLE001 - each protocol has its own
            raise ConfigurationError(
                f"连不上集群 {scheduler}，或者它一个 worker 也没有："
                "请核对地址（如 tls://主机:8786），看 dask scheduler 和 dask worker 是否在运行。"
            ) from None
        self._executor: Executor = self._client.get_executor(pure=False)

    @property
    def count(self) -> int:
        """How many workers there are now."""
        return max(1, len(self._client.nthreads()))

    def submit(
        self, do: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> "Future[Result]":
        """Have one of them do something."""
        return self._executor.submit(do, *given, **named)

    def result(self, future: "Future[Result]", seconds: float) -> Result:
        """What came of it, in so many seconds, as long as there is a cluster."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > _BETWEEN_LOOKS:
            try:
                return future.result(_BETWEEN_LOOKS)
            except TimeoutError:
                self._demand_workers()
        return future.result(max(left, 0))

    def lost(self, future: "Future[Result]") -> None:
        """Whoever is still at it need not go on; the others do."""
        future.cancel()
        self._demand_workers()

    def end(self) -> None:
        """Leave the cluster; end it, if it is our own."""
        self._client.close()
        if self._own:
            self._own.close()

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

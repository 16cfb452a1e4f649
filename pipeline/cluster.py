"""A cluster as processes that work on what is submitted: dask's, behind `concurrent.futures`.

Its scheduler starts what a lost worker was at anew elsewhere, a few times; after that it is ours.
"""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from typing import ParamSpec, TypeVar

from pipeline.district import ConfigurationError

Given = ParamSpec("Given")
Result = TypeVar("Result")

LOCAL = "local"
_TO_CONNECT = 30  # seconds


class Cluster:
    """The workers of a scheduler, or, where that is `local`, as many on this computer."""

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
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # lost workers are no news
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
        except (OSError, ValueError, TimeoutError):
            raise ConfigurationError(
                f"连不上集群 {scheduler}：请核对地址（如 tcp://主机:8786），看调度程序是否在运行。"
            ) from None
        self.count = max(1, len(self._client.nthreads()))
        self._executor: Executor = self._client.get_executor(pure=False)

    def submit(
        self, do: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> "Future[Result]":
        """Have one of them do something."""
        return self._executor.submit(do, *given, **named)

    def lost(self, future: "Future[Result]") -> None:
        """Whoever is still at it need not go on; the others do."""
        future.cancel()

    def end(self) -> None:
        """Leave the cluster; end it, if it is our own."""
        self._client.close()
        if self._own:
            self._own.close()

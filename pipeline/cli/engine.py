"""Who does the work: the options that say so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple

import click

from pipeline.cli import progress
from pipeline.cli.chinese import Misused
from pipeline.engine.job import LOCAL

if TYPE_CHECKING:
    from pipeline.engine.job import Engine

_workers = click.option(
    "--workers",
    type=click.IntRange(min=0),
    default=0,
    metavar="个数",
    help="用几个进程，默认是电脑的核数；只是快慢不同，结果一样。",
)
_scheduler = click.option(
    "--scheduler",
    default="",
    metavar="地址",
    help="交给 dask 集群处理：tls://主机:端口，或者 local（就用这台电脑）。",
)


_insecure = click.option(
    "--insecure",
    is_flag=True,
    help="允许用没有加密的 tcp:// 连别的电脑：谁能连上那个端口，谁就能在各台电脑上运行程序。",
)


class EngineChoice(NamedTuple):
    """So many processes (0: one for each core) of this computer, or of a cluster."""

    workers: int
    scheduler: str


USUAL = EngineChoice(0, "")
_ENCRYPTED = ("tls", "wss")  # protocols in which each side shows a certificate
_HERE = ("localhost", "127.0.0.1", "::1")


def on_engine(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say who does the work; the command is given the engine."""

    @wraps(command)
    def driven(*, workers: int, scheduler: str, insecure: bool, **options: object) -> int:
        scheduler = scheduler.strip()
        if not (insecure or is_safe(scheduler)):
            raise Misused(_INSECURE.format(scheduler))
        return command(engine=EngineChoice(workers, scheduler), **options)

    return _workers(_scheduler(_insecure(driven)))


_INSECURE = (
    "{} 没有加密，也不问是谁：能连上它的人都能在各台电脑上运行程序，没有连接。"
    "请改用 tls://（做法见 docs/scaling.md）；确实只在可信的内网里用的，加上 --insecure"
    "（用 make 时写 INSECURE=1）"
)


@contextmanager
def engine_of(options: EngineChoice) -> Iterator["Engine"]:
    """Give the engine that the options ask for, and end it."""
    from pipeline.engine.processes import Processes

    if options.scheduler:
        from pipeline.engine.cluster import Cluster

        progress.show("连接集群", 0, 1, options.scheduler)
        engine: Engine = Cluster(options.scheduler, options.workers, progress.show)
    else:
        engine = Processes(options.workers, progress.show)
    try:
        yield engine
    finally:
        engine.end()


@contextmanager
def started_engine(options: EngineChoice) -> Iterator["Engine"]:
    """Give an engine whose first process is ready when the stages are: pandas takes 0.4 s."""
    with engine_of(options) as engine:
        engine.start("pipeline.round.reader")
        yield engine


def is_safe(scheduler: str) -> bool:
    """Tell whether an address is of this computer, or of a protocol that asks who calls."""
    protocol, _, address = scheduler.rpartition("://")  # without one, dask takes it for tcp
    host = address.rpartition(":")[0] or address
    is_here = host.strip("[]").casefold() in _HERE
    return scheduler in ("", LOCAL) or protocol.casefold() in _ENCRYPTED or is_here

"""Who does the work: the options that say so."""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

import click

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
    help="交给 dask 集群处理：tcp://主机:端口，或者 local（就用这台电脑）。",
)


class Engine(NamedTuple):
    """So many processes (0: one for each core) of this computer, or of a cluster."""

    workers: int
    scheduler: str


USUAL = Engine(0, "")


def on_engine(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say who does the work; the command is given the engine."""

    @wraps(command)
    def driven(*, workers: int, scheduler: str, **options: object) -> int:
        return command(engine=Engine(workers, scheduler), **options)

    return _workers(_scheduler(driven))

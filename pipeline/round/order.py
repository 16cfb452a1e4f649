"""Orders: what a worker must know, sent with every job of a round."""

import pickle
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import ConfigurationError


class Order(NamedTuple):
    """What a worker must know for all jobs of a round.

    known: pickled and compressed, since the roster of a country is long.
    program: the hash of the program that gives the order; blank where the worker runs it, too.
    """

    known: bytes
    program: str = ""


def order_of(known: object, *, is_remote: bool) -> Order:
    """Return the order that tells workers `known`; is_remote: they may run another program."""
    from pipeline.round.unchanged import program_hash  # with the log, which no reader needs

    return Order(zlib.compress(pickle.dumps(known)), program_hash() if is_remote else "")


@lru_cache(maxsize=2)  # a round's readers, and its examiners
def known_of(order: Order) -> Any:  # noqa: ANN401 - whoever made the order knows its type
    """Return what an order tells. Raises ConfigurationError if the program is another one here."""
    if order.program:
        from pipeline.round.unchanged import program_hash  # as in `order_of`

        if order.program != program_hash():
            raise ConfigurationError(
                "集群里有电脑装的程序与这里的不是同一个版本，结果可能不一样；请装成一样的。"
            )
    return pickle.loads(zlib.decompress(order.known))  # noqa: S301 - from whoever started it


def demand_folder(order: Order, folder: Path) -> None:
    """Raise ConfigurationError where a worker elsewhere does not see a folder."""
    if order.program and not folder.is_dir():
        raise ConfigurationError(
            f"集群里有电脑看不到 {folder}：请放在共享盘上，各台电脑都用同一个路径打开。"
        )

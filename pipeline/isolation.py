"""One office that breaks a stage never takes the others with it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from loguru import logger

Batch = TypeVar("Batch")
Result = TypeVar("Result")


def isolated(
    stage: Callable[[Batch], Result],
    batch: Batch,
    offices: Sequence[str],
    part: Callable[[Batch, Sequence[str]], Batch],
) -> tuple[Result, list[str]]:
    """What a stage makes of a batch, and the offices it had to lose for it.

    The batch goes at once; office by office only to find those that break it.
    """
    try:
        return stage(batch), []
    except Exception:  # noqa: BLE001 - whatever it is, it must cost its own office only
        logger.exception("处理数据时出错，逐个街道重试")
    lost = [office for office in offices if _breaks(stage, part(batch, [office]))]
    sound = part(batch, [office for office in offices if office not in lost])
    try:
        return stage(sound), lost
    except Exception:  # noqa: BLE001 - they break it together only: nobody can say whose fault
        logger.exception("逐个街道都能处理，放在一起不能")
    return stage(part(batch, [])), list(offices)


def _breaks(stage: Callable[[Batch], object], batch: Batch) -> bool:
    try:
        stage(batch)
    except Exception:  # noqa: BLE001 - the traceback stands in the log already
        return True
    return False

"""Where lines of the log go, without anybody's personal data.

Coordinators send the log to technicians. So no sink shows the variables of a traceback
(loguru's `diagnose`), and what stands in a line, or in the words of an error, is masked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from pipeline.personal import masked

if TYPE_CHECKING:
    from loguru import Message


def log_to(path: Path) -> None:
    """Send the log of this process to a file, which the first line of this run begins anew."""
    modes = chain("w", repeat("a"))

    def keep(line: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(next(modes), encoding="utf-8") as file:
            file.write(masked(line))

    logger.remove()  # loguru's own handler prints to the screen
    logger.add(keep, diagnose=False, catch=False, level="INFO")


@contextmanager
def kept_log() -> Iterator[list[tuple[str, str]]]:
    """What is logged meanwhile, as level and text, for whoever has the log."""
    lines: list[tuple[str, str]] = []

    def keep(message: "Message") -> None:
        lines.append((message.record["level"].name, masked(str(message).rstrip("\n"))))

    sink = logger.add(keep, format="{message}", diagnose=False, level="INFO")
    try:
        yield lines
    finally:
        logger.remove(sink)

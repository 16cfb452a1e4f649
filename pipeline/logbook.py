"""Where lines of the log go, without anybody's personal data.

Coordinators send the log to technicians. So no sink shows the variables of a traceback
(loguru's `diagnose`), and what stands in a line, or in the words of an error, is masked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from pipeline.personal import masked

if TYPE_CHECKING:
    from loguru import Message, Record


def log_to(path: Path) -> None:
    """Send the log of this process to a file, which the first line of this run begins anew."""
    modes = chain("w", repeat("a"))

    def keep(line: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(next(modes), encoding="utf-8") as file:
            file.write(masked(line))

    logger.remove()  # loguru's own handler prints to the screen
    logger.add(keep, diagnose=False, catch=False, level="INFO")


def _of_whom(record: "Record") -> str:
    """A line, behind the name of the district that it is about, if there are several."""
    return f"{record['extra'].get('of', '')}{{message}}\n{{exception}}"


@contextmanager
def forwarded_log(send: Callable[[str, str], None]) -> Iterator[None]:
    """Hand every line that is logged meanwhile, level and masked text, to whoever has the log."""

    def forward(message: "Message") -> None:
        send(message.record["level"].name, masked(str(message).rstrip("\n")))

    sink = logger.add(forward, format=_of_whom, diagnose=False, level="INFO")
    try:
        yield
    finally:
        logger.remove(sink)

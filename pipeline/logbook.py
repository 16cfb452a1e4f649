"""Where lines of the log go, without anybody's personal data.

Coordinators send the log to technicians. So no sink shows the variables of a traceback
(loguru's `diagnose`), and what stands in a line, or in the words of an error, is masked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from loguru import logger

from pipeline.personal import masked

if TYPE_CHECKING:
    from loguru import Message


class _LogFile:
    """A file that is made with its first line, so that a run that cannot start leaves none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def write(self, line: str) -> None:
        """Write a line; whoever reads along sees it at once."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8")
        self._file.write(masked(line))
        self._file.flush()

    def stop(self) -> None:
        """Close it, when it is a sink no more."""
        if self._file:
            self._file.close()


def log_to(path: Path) -> None:
    """Send the log of this process to a file, and nowhere else."""
    logger.remove()  # loguru's own handler prints to the screen
    logger.add(_LogFile(path), diagnose=False, catch=False, level="INFO")


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

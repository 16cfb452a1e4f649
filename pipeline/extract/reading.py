"""Files are read in a process of their own: if one kills it, only this one is lost.

What is known to take all memory or time is refused while it is read. What is not known yet meets
the limits here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from pipeline import messages
from pipeline.cells import Workbook
from pipeline.extract.workbook import read_workbook
from pipeline.findings import Finding, Place
from pipeline.pages import Document
from pipeline.processes import DIED, Processes, limit_process
from pipeline.progress import Tell, nobody
from pipeline.source_file import digest_of, readable_name

ALLOWANCE = 256 << 20  # bytes beyond what the process starts with
LIMIT_SECONDS = 10


@dataclass(frozen=True)
class Reading:
    """What came of one file: a workbook or a document, or findings that say why not."""

    path: Path
    workbook: Workbook | None
    findings: Sequence[Finding]
    digest: str = ""  # of the file's bytes; blank if not known
    document: Document | None = None  # a published report
    failure: Exception | None = None  # a mistake in this program


Read = Callable[[Path], Reading]


def read_steadily(path: Path) -> Reading:
    """One file, read again once if it changes meanwhile; the workbook knows its digest."""
    for _ in range(2):
        before = digest_of(path)
        workbook, findings = read_workbook(path)
        if digest_of(path) == before:
            known = replace(workbook, digest=before) if workbook else None
            return Reading(path, known, findings, before)
    return Reading(path, None, [messages.files.CHANGING.at(Place(file=readable_name(path)))])


class Reader:
    """A reading process, started with the first file and again after each one that kills it."""

    def __init__(self, read: Read = read_steadily) -> None:
        self.tell: Tell = nobody
        self._read = read
        self._process = Processes(1, limit_process, ALLOWANCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.end()

    def start(self) -> None:
        """Start the process before there is anything to read."""
        self._process.start()

    def read(self, paths: Sequence[Path]) -> list[Reading]:
        """All files, in their order."""
        readings: list[Reading] = []
        while len(readings) < len(paths):
            readings += self._until_killed(paths, len(readings))
        return readings

    def _until_killed(self, paths: Sequence[Path], first: int) -> list[Reading]:
        """One reading for each file from the first on, up to one that kills the process."""
        readings: list[Reading] = []
        submitted = [self._process.submit(self._read, path) for path in paths[first:]]
        for path, future in zip(paths[first:], submitted, strict=True):
            self.tell("读取", first + len(readings), len(paths), readable_name(path))
            try:
                readings.append(future.result(LIMIT_SECONDS))
            except DIED:
                self._process.restart()
                return [*readings, killed(path)]
            except Exception as error:  # noqa: BLE001 - it is told, and the other files go on
                readings.append(Reading(path, None, [], failure=error))
        return readings


def killed(path: Path) -> Reading:
    """What is left of a file that ended the process, or never came to an end."""
    return Reading(path, None, [messages.files.KILLED.at(Place(file=readable_name(path)))])

"""One file of a folder → its raw cells, or the findings that say why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import messages
from pipeline.cells import Workbook
from pipeline.extract.workbook.opening import read_workbook
from pipeline.findings import Finding, Place
from pipeline.pages import Document
from pipeline.source_file import digest_of, readable_name


@dataclass(frozen=True)
class Reading:
    """What came of one file: a workbook or a published report, or findings that say why not.

    digest: SHA-256 of the bytes that were read; blank if not known.
    """

    path: Path
    workbook: Workbook | None
    findings: Sequence[Finding]
    digest: str = ""
    document: Document | None = None


def read_file(path: Path) -> Reading:
    """Read one workbook, once again if it changes meanwhile; the workbook knows its digest."""
    for _ in range(2):
        before = digest_of(path)
        workbook, findings = read_workbook(path)
        if digest_of(path) == before:
            known = replace(workbook, digest=before) if workbook else None
            return Reading(path, known, findings, before)
    return Reading(path, None, [messages.files.CHANGING.at(Place(file=readable_name(path)))])

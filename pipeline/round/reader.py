"""What a process that reads does: one file after another, as far as its located answers.

It starts with every round, so it imports neither pandas nor pydantic nor the log.
"""

import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline import messages
from pipeline.engine.job import Begin, Step
from pipeline.extract.reading import read_file
from pipeline.findings import Place
from pipeline.round.order import Order, demand_folder, known_of
from pipeline.source_file import readable_name
from pipeline.transform.locating import Known, Located, locate_answers

SECONDS = 10  # for a file


class Source(NamedTuple):
    """One file to be read, and the year of which it should be."""

    path: Path
    year: int
    is_own: bool  # it is of this round, and not of the one before


def read_all(order: Order, sources: Sequence[Source], begin: Begin) -> Iterator[Located]:
    """Read some files, one after another."""
    known: Known = known_of(order)
    demand_folder(order, sources[0].path.parent)
    for source in sources:
        name = readable_name(source.path)  # last year's may be called the same
        item = name if source.is_own else f"{source.year}/{name}"
        begin(Step("读取", item, SECONDS))
        yield _read(source, known)


def _read(source: Source, known: Known) -> Located:
    """Read one file as far as its answers; whatever goes wrong concerns this file alone."""
    name = readable_name(source.path)
    try:
        read = read_file(source.path)
        if read.workbook is None:
            return Located(name, read.digest, read.findings)
        return locate_answers(
            read.workbook, read.findings, known, source.year, is_own=source.is_own
        )
    except MemoryError:
        raise  # the process has had its share; another one goes on
    except Exception:  # noqa: BLE001 - one bad file never touches the others
        unexpected = messages.files.UNEXPECTED.at(Place(file=name))
        return Located(name, findings=[unexpected], failure=traceback.format_exc())

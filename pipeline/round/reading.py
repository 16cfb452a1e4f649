"""Read: one file → its located answers, the office that it names, fingerprints of its texts.

A light job, without pandas. A file that ends its process, or takes too long, is lost alone.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from loguru import logger

from pipeline import messages
from pipeline.engine.job import Engine, Lost, Work
from pipeline.findings import Finding, Place
from pipeline.round.files import Files
from pipeline.round.order import order_of
from pipeline.round.reader import SECONDS, Source, read_all
from pipeline.setup import Setup
from pipeline.source_file import readable_name
from pipeline.spool import Spool
from pipeline.transform.grouping import Grouped, Reads, group
from pipeline.transform.locating import Known, Located

_MEMORY = 256 << 20  # bytes, for a file
_EACH = 50  # files in a job
_MOST_NAMED = 20  # cells on one line of the log

Reading: TypeAlias = Iterator[tuple[Source, Located | Lost]]


def begin_reading(files: Files, setup: Setup, engine: Engine) -> Reading:
    """Begin to read the files of both years; workers start before the results are taken."""
    sources = [
        *(Source(path, setup.year, is_own=True) for path in files.now),
        *(Source(path, setup.year - 1, is_own=False) for path in files.then),
    ]
    known = Known(setup.form, setup.district.name, setup.district.roster)
    order = order_of(known, is_remote=engine.is_remote)
    work = Work(partial(read_all, order), SECONDS, _MEMORY)
    jobs = (sources[at : at + _EACH] for at in range(0, len(sources), _EACH))
    return engine.work(work, jobs, len(sources))


def take_read(reading: Reading, spool: Spool) -> tuple[Reads, dict[Path, str]]:
    """Return the files of both years as read, and the SHA-256 of each; blank if not known."""
    reads, digests = Reads(spool), dict[Path, str]()
    for source, read in reading:
        located = _killed(source.path) if isinstance(read, Lost) else read
        _log(located)
        reads.add(located, this_year=source.is_own)
        digests[source.path] = located.digest
    return reads, digests


def _log(located: Located) -> None:
    if located.failure:
        logger.error("读取 {} 时出错\n{}", located.file, located.failure)
    if located.asides:
        count, named = len(located.asides), "、".join(located.asides[:_MOST_NAMED])
        logger.info("{} 里写在格子以外、没有采用的内容有 {} 处：{}", located.file, count, named)


def _killed(path: Path) -> Located:
    """Return the result of a file that ended its process, or took too long."""
    name = readable_name(path)
    return Located(name, findings=[messages.files.KILLED.at(Place(file=name))])


def group_files(reads: Reads, files: Files, setup: Setup) -> Grouped:
    """Return the files by office; log unused files and findings about last year."""
    likeness = setup.district.checks.similarity
    grouped = group(reads, files.beside, setup.roster, setup.form, likeness)
    for name in grouped.unused:
        logger.info("没有采用 {}", name)
    log_last_years(grouped.last_years)
    return grouped


def log_last_years(findings: Sequence[Finding]) -> None:
    """Log findings about last year's files; the coordinator cannot act on them any more."""
    for finding in findings:
        logger.info("上年数据 {} {}：{}", finding.place.file, finding.code, finding.why)

"""Returns that are read without a round of their own: last year's, or beside published reports."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.engine.job import Engine
from pipeline.returns import Returns
from pipeline.round.files import Files
from pipeline.round.reading import begin_reading, group_files, log_last_years, take_read
from pipeline.setup import Setup
from pipeline.spool import Spool
from pipeline.transform.examine import Examined, Submitted, examine
from pipeline.transform.grouping import Grouped


def read_last_year(
    files: Sequence[Path], setup: Setup, engine: Engine
) -> tuple[Returns, Mapping[str, str]]:
    """Return last year's returns as they were published, and why other files cannot be used."""
    examined, grouped = _examined(Files([], [], files), setup, engine)
    return examined.last_year, grouped.unused_last_year


def examine_returns(files: Files, setup: Setup, engine: Engine) -> Examined:
    """Read and examine the returns of one year, compared with no other year and no other office."""
    return _examined(files, setup, engine)[0]


def _examined(files: Files, setup: Setup, engine: Engine) -> tuple[Examined, Grouped]:
    with Spool() as spool:
        reads, _ = take_read(begin_reading(files, setup, engine), spool)
        grouped = group_files(reads, files, setup)
        offices = [Submitted.of(one.alone(), spool) for one in grouped.offices]
    examined = examine(offices, setup.district, setup.form, setup.year)
    log_last_years(examined.last_years)
    return examined, grouped

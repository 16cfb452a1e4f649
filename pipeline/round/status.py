"""How a round stands, from the returns as they are now; writes nothing."""

from pathlib import Path

from pipeline.outputs import Wanted
from pipeline.records import Standing
from pipeline.round.collected import Collected
from pipeline.round.files import find_returns
from pipeline.round.offices import Desk, examine_offices
from pipeline.round.outcome import How, Round, engine_of
from pipeline.round.reading import begin_reading, group_files, take_read
from pipeline.round.setup import read_setup
from pipeline.round.writing import as_made, results_of
from pipeline.spool import Spool
from pipeline.standings import standings
from pipeline.store.store import Store


def look(inputs: Path, outputs: Path, year: int, how: How | None = None) -> Round:
    """Return how a round stands. Raises ConfigurationError as a round does."""
    setup = read_setup(inputs, year)
    store, wanted = Store(outputs / str(year)), Wanted(documents=False)
    with engine_of(how or How()) as engine, Spool() as spool:
        files = find_returns(inputs, year)
        reads, _ = take_read(begin_reading(files, setup, engine), spool)
        grouped = group_files(reads, files, setup)
        found = Collected(setup, grouped, spool)
        for results in examine_offices(grouped, Desk(setup, wanted, store.folder), engine, spool):
            found.add(results)
        found.finish(f"{inputs.name}/{year}", reads)
        passed = standings(setup.district.roster, found.files, found.findings, Standing.PASSED)
        return Round(
            year=year,
            folder=store.folder,
            wanted=Wanted(),
            standings=[as_made(line, store, found) for line in passed],
            findings=found.findings,
            unevaluated=found.unevaluated,
            without_last_year=found.without_last_year,
            unused_last_year=found.unused_last_year,
            conflicts=store.conflicts,
            overall=results_of(found, found.findings, passed, {}).overall(setup.form),
        )

"""A district's round on one page: read → group → examine → write → prove → tell."""

from dataclasses import replace
from pathlib import Path

from pipeline.engine.job import Step
from pipeline.outputs import ACCEPTED, SETTINGS, Wanted
from pipeline.round.files import find_returns
from pipeline.round.outcome import How, Round, engine_of
from pipeline.round.reading import begin_reading, group_files, take_read
from pipeline.round.setup import demand_apart, find_on_roster, read_setup
from pipeline.round.unchanged import recall, remember
from pipeline.source_file import digest_of
from pipeline.spool import Spool
from pipeline.store.store import Store

_SECONDS = 60  # for what is done between files, offices and documents


def run_round(
    inputs: Path, outputs: Path, year: int, wanted: Wanted, how: How | None = None
) -> Round:
    """Make the documents and lists that are wanted from the returns in `<inputs>/<year>/`.

    Raises ConfigurationError, in one Chinese line, where there is nothing to go by; InUse where
    somebody else writes in this folder; DisprovedError where two ways to a sum disagree.
    """
    how = how or How()
    if how.engine and how.engine.is_remote:  # whoever works on it starts from another folder
        inputs, outputs = inputs.absolute(), outputs.absolute()
    demand_apart(inputs, outputs)
    settings = {
        path: digest_of(path)
        for path in (inputs / SETTINGS, inputs / str(year) / ACCEPTED)
        if path.is_file()
    }
    setup = read_setup(inputs, year)
    wanted = wanted._replace(only=find_on_roster(wanted.only, setup.roster))
    with Store(outputs / str(year), how.who) as store, engine_of(how) as engine, Spool() as spool:
        files = find_returns(inputs, year)
        if not how.anew and (last := recall(store, inputs, year, wanted)):
            return last

        # read; what the other steps need is imported meanwhile, for pandas alone takes 0.4 s
        reading = begin_reading(files, setup, engine)
        from pipeline.round.collected import Collected
        from pipeline.round.offices import Desk, examine_offices
        from pipeline.round.proofs import changed, prove_totals
        from pipeline.round.writing import write_district

        reads, digests = take_read(reading, spool)
        digests |= settings

        # group
        engine.here.begin(Step("归到各街道", setup.district.name, _SECONDS))
        grouped = group_files(reads, files, setup)

        # examine, and write the documents of each office
        collected = Collected(setup, grouped, spool)
        desk = Desk(setup, wanted, store.folder)
        for results in examine_offices(grouped, desk, engine, spool):
            engine.here.begin(Step("存放", setup.district.name, _SECONDS))
            store.write_all(output for result in results for output in result.outputs)
            collected.add(results)
        collected.finish(f"{inputs.name}/{year}", reads)

        # prove what is summed, then write what speaks of all offices
        prove_totals(collected.figures, setup.form)
        done = write_district(store, collected, wanted, digests, engine.here)

        # prove that nothing has moved meanwhile
        done = replace(done, changed_inputs=changed(digests))

        # tell
        fonts = setup.district.report.fonts if wanted.documents else []
        remember(store, inputs, done, digests, fonts, how.say)
        return done

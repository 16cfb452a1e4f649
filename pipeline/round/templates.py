"""Blank templates, with what last year's returns say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.load.template import blank_template
from pipeline.outputs import TEMPLATES, Conflicts
from pipeline.round.files import find_last_years
from pipeline.round.outcome import How, engine_of
from pipeline.round.returned import read_last_year
from pipeline.round.setup import demand_apart, read_setup
from pipeline.round.writing import write_names
from pipeline.store.store import Store


@dataclass(frozen=True)
class Blanks:
    """What came of making blank templates.

    carried_over: offices whose figures of last year are filled in.
    unused_last_year: file of last year that cannot be used → why.
    """

    folder: Path
    offices: Sequence[str]
    carried_over: Sequence[str]
    unused_last_year: Mapping[str, str]
    conflicts: Conflicts


def make_templates(inputs: Path, outputs: Path, year: int, how: How | None = None) -> Blanks:
    """Write one blank template for each office of the roster. Raises as a round does."""
    how = how or How()
    demand_apart(inputs, outputs)
    setup = read_setup(inputs, year)
    district, names = setup.district, setup.names
    with engine_of(how) as engine, Store(outputs / str(year), how.who) as store:
        last_year, unused = read_last_year(find_last_years(inputs, year), setup, engine)
        (inputs / str(year)).mkdir(exist_ok=True)  # where they are put when they come back
        for office in district.roster:
            template = blank_template(setup, office, last_year.reported_by(office))
            store.write(names.template(office), template)
        made = map(names.template, district.roster)
        store.clear([TEMPLATES], [], keep=made)  # of offices that are called otherwise now
        write_names(store, setup)
    return Blanks(store.folder, district.roster, last_year.offices, unused, store.conflicts)

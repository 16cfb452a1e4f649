"""One district of a province: its whole round, and what it comes to one level up."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import nan
from pathlib import Path
from typing import NamedTuple

from loguru import logger

from pipeline import messages
from pipeline.district import ConfigurationError, District
from pipeline.extract.reading import Reader
from pipeline.findings import Finding, Level, Place
from pipeline.form.model import Form
from pipeline.load.lists import figures_of_list, row
from pipeline.load.store.files import digest_at
from pipeline.outputs import FIGURES, Conflicts, InUse, Wanted
from pipeline.records import OfficeStanding, Standing
from pipeline.results import Found, Overall, most_found
from pipeline.run import run_round
from pipeline.run.elsewhere import district_at_hand, is_address
from pipeline.run.new import INPUT, OUTPUT
from pipeline.run.proof import prove_list
from pipeline.run.round import How
from pipeline.run.setup import form_of, read_setup
from pipeline.run.workers import Here, demand_folder, demand_program, kept_log, one_at_a_time
from pipeline.transform.check.catalogue import all_rules

_SECONDS, _SECONDS_EACH = 60, 4  # for a district, and for each of its offices more


class Task(NamedTuple):
    """One district to be worked on, by whoever is given it."""

    name: str
    home: str  # a path that all workers share, or an address
    offices: int  # how many it has
    above: District  # the province, whose form may ask for less
    year: int
    wanted: Wanted
    who: str
    anew: bool
    program: str  # a hash: another one may come to other bytes


@dataclass(frozen=True)
class Done:
    """What came of a district.

    overall: in the order of the province's form.
    digest: of its list of figures.
    rows: its offices, each on a row of the province's list of them.
    conflicts: where what is written met what a person does.
    """

    name: str
    overall: Overall | None = None
    inside: Counter[Standing] = field(default_factory=Counter)
    levels: Counter[Level] = field(default_factory=Counter)
    found: Sequence[Found] = ()
    digest: str = ""
    rows: Sequence[bytes] = ()
    conflicts: Conflicts = field(default_factory=Conflicts)
    is_complete: bool = False
    failure: Finding | None = None  # why there is nothing
    log: Sequence[tuple[str, str]] = ()


def seconds_for(task: Task) -> float:
    """How long it may take."""
    return _SECONDS + _SECONDS_EACH * task.offices


def do_district(task: Task) -> Done:
    """All of it in this process, which files may end. Raises ConfigurationError: see `do_job`."""
    demand_program(task.program)
    if not is_address(task.home):
        demand_folder(Path(task.home))
    with one_at_a_time, kept_log() as log, Here() as reader:
        return replace(work_on(task, reader), log=log)


def work_on(task: Task, reader: Reader) -> Done:
    """A district's round; whatever goes wrong with it concerns this district alone."""
    try:
        if not is_address(task.home):
            return _round(task, Path(task.home), reader)
        with district_at_hand(task.home, task.year) as home:
            return _round(task, home, reader)
    except ConfigurationError as reason:
        finding = messages.districts.NOT_DONE.at(Place(task.name), reason=str(reason))
    except InUse as busy:
        _, who = busy.args
        finding = messages.districts.IN_USE.at(Place(task.name), who=who or "另一个程序")
    except MemoryError:
        raise
    except OSError as error:
        said = f"无法读写 {error.filename or '文件'}（{error.strerror or error}）。"
        finding = messages.districts.NOT_DONE.at(Place(task.name), reason=said)
    except Exception:  # noqa: BLE001 - one district never touches the others
        logger.exception("办 {} 时出错", task.name)
        finding = messages.districts.UNEXPECTED.at(Place(task.name))
    return Done(task.name, failure=finding)


def _round(task: Task, home: Path, reader: Reader) -> Done:
    """What it comes to under the form of the province; its list of figures is read for that."""
    how = How(reader, task.who, anew=task.anew)
    came_to = run_round(home / INPUT, home / OUTPUT, task.year, task.wanted, how)
    form = read_setup(home / INPUT, task.year).form
    above = task.above.extend(form_of(task.year))
    figures = came_to.folder / FIGURES
    listed = dict(figures_of_list(figures, form))
    prove_list(listed.values(), came_to.overall.figures, form)
    return Done(
        name=task.name,
        overall=_under(above, came_to.overall, form),
        inside=Counter(line.standing for line in came_to.standings),
        levels=Counter(finding.level for finding in came_to.findings),
        found=most_found(all_rules(form), came_to.findings),
        digest=digest_at(figures) or "",
        rows=list(_rows(task.name, came_to.standings, listed, form, above)),
        conflicts=came_to.conflicts,
        is_complete=came_to.complete,
    )


def _under(above: Form, overall: Overall, form: Form) -> Overall:
    """The same, in the order of another form."""
    figures = dict(zip(form.cells, overall.figures, strict=True))
    lacking = dict(zip(form.cells, overall.lacking, strict=True))
    compared = dict(zip(form.compared, overall.compared, strict=True))
    rates = dict(zip(form.rates, overall.rates, strict=True))
    return overall._replace(
        figures=[figures.get(ref) for ref in above.cells],
        lacking=[lacking.get(ref, overall.summed) for ref in above.cells],
        compared=[compared.get(name) for name in above.compared],
        rates=[rates.get(rate) for rate in above.rates],
    )


def _rows(
    name: str,
    lines: Sequence[OfficeStanding],
    listed: Mapping[str, Sequence[float]],
    form: Form,
    above: Form,
) -> Iterator[bytes]:
    """Each office on a row, under the heads of the province; blank where nothing is known."""
    position = {ref: at for at, ref in enumerate(form.cells)}
    columns = [position.get(ref) for ref in above.cells]
    for line in lines:
        own = listed.get(line.office)
        figures = [nan if own is None or at is None else own[at] for at in columns]
        yield row([name, line.office], line, figures, above)

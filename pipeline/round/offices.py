"""Examine and write: located answers of some offices → results, findings, staged documents.

The result of a job is small enough to be sent between processes: the long frame stays behind.
"""

import pickle
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from pipeline import messages
from pipeline.engine.job import Begin, Engine, Lost, Step, Work
from pipeline.findings import Finding, Place, Trait, of_offices
from pipeline.form.section import Topic
from pipeline.load import lists
from pipeline.outputs import Wanted
from pipeline.records import Tally
from pipeline.results import OUTCOMES
from pipeline.returns import Returns, plain_figures
from pipeline.round.kept_texts import packed
from pipeline.round.order import Order, demand_folder, known_of, order_of
from pipeline.round.proofs import prove_lines
from pipeline.round.reading import log_last_years
from pipeline.setup import Setup
from pipeline.spool import Spool
from pipeline.store.files import Staged, digest, digest_at, stage, sweep
from pipeline.store.store import Output
from pipeline.transform.examine import Examined, Submitted, examine
from pipeline.transform.grouping import Grouped

if TYPE_CHECKING:
    from pipeline.load.office_documents import OfficeDocuments

SIZE = 100  # offices in a job; larger ones take more memory
_SECONDS_TO_CHECK, _SECONDS = 20, 2  # for a job, and for each stage of one of its offices
_MEMORY = 1 << 30  # bytes, for a step
_WRITING = "出报告"


class Before(NamedTuple):
    """The figures of an office of last year that are compared with this year's."""

    figures: NDArray[np.float64]
    is_summed: bool


class Returned(NamedTuple):
    """The return of one office, examined.

    figures: one number for each cell of the form, NaN where a figure is not known.
    outcomes: one byte for each rule, in the order of codes: a position in `OUTCOMES`.
    listed: the lines of the office in the list of figures.
    numbers: what each number in the words came to, pickled.
    """

    file: str
    digest: str  # SHA-256 of the file
    texts: str  # the answers in words, in the order of the form, packed
    figures: NDArray[np.float64]
    is_summed: bool
    outcomes: bytes
    answered: Sequence[str]  # tasks of the district, by label
    listed: bytes
    tally: Tally
    numbers: bytes


class OfficeResult(NamedTuple):
    """The result of one office.

    returned: None where no return could be taken.
    before: None where there is no return of last year.
    documents: staged reports. back: the staged file to correct; None where there is none.
    untraced: see `Examined`; of the whole job, at its first office.
    """

    office: str
    returned: Returned | None
    before: Before | None
    findings: Sequence[Finding]
    documents: Sequence[Output] = ()
    back: Output | None = None
    untraced: int = 0

    @property
    def outputs(self) -> list[Output]:
        """Return all staged files."""
        return [*self.documents, *([self.back] if self.back else [])]


class Desk:
    """What a worker needs for all its jobs; folder: of the outputs."""

    def __init__(self, setup: Setup, wanted: Wanted, folder: Path) -> None:
        self.setup = setup
        self.wanted = wanted
        self.folder = folder

    @cached_property
    def documents(self) -> "OfficeDocuments":
        """Return the writer of documents; it is made only where documents are wanted."""
        from pipeline.load.office_documents import OfficeDocuments
        from pipeline.round.readback import ReadBack, nothing_proved

        setup = self.setup
        proof = nothing_proved
        if setup.district.report.read_back:
            proof = ReadBack(setup.form, setup.district.name, setup.year).prove
        return OfficeDocuments(setup, proof)


def examine_offices(
    grouped: Grouped, desk: Desk, engine: Engine, spool: Spool
) -> Iterator[list[OfficeResult]]:
    """Yield the results of all offices, `SIZE` at a time; up to `SIZE` are examined here."""
    offices = grouped.offices
    worker = engine if len(offices) > SIZE else engine.here
    fresh = Desk(replace(desk.setup), desk.wanted, desk.folder)  # without cached properties
    order = order_of(fresh, is_remote=worker.is_remote)
    work = Work(partial(examine_all, order), _SECONDS_TO_CHECK, _MEMORY)
    jobs = (
        [Submitted.of(office, spool) for office in offices[at : at + SIZE]]
        for at in range(0, len(offices), SIZE)
    )
    results: list[OfficeResult] = []
    is_any_lost = False
    for office, result in worker.work(work, jobs, len(offices)):
        is_any_lost |= isinstance(result, Lost)
        results.append(_lost(office, result.step) if isinstance(result, Lost) else result)
        if len(results) == SIZE:
            yield results
            results = []
    if results:
        yield results
    if is_any_lost:
        sweep(desk.folder)  # what a lost worker had half written


def examine_all(order: Order, offices: Sequence[Submitted], begin: Begin) -> Iterator[OfficeResult]:
    """Examine some offices together, then write the documents of each."""
    desk: Desk = known_of(order)
    setup = desk.setup
    if desk.wanted.documents:
        demand_folder(order, desk.folder)
    named = offices[0].office + (f"等 {len(offices)} 个" if len(offices) > 1 else "")
    seconds = _SECONDS_TO_CHECK + _SECONDS * len(offices)
    begin(Step("检查", named, seconds, is_of_all=True))
    examined = examine(offices, setup.district, setup.form, setup.year, setup.accepted)
    log_last_years(examined.last_years)
    results = _results(examined, setup)
    before = _before(examined.last_year, setup)
    by_office = of_offices(examined.findings)
    if desk.wanted.documents:
        _ = desk.documents  # made within the time of the check
    for number, office in enumerate(offices):
        name, findings = office.office, setup.in_order(by_office[office.office])
        documents: Sequence[Output] = ()
        back = None
        if desk.wanted.documents and (not desk.wanted.only or name in desk.wanted.only):
            begin(Step(_WRITING, name, _SECONDS))
            documents, unwritten = _documents(examined, name, findings, desk)
            findings = setup.in_order([*findings, *unwritten])
            back = _returned_file(examined, name, findings, desk)
        yield OfficeResult(
            office=name,
            returned=results.get(name),
            before=before.get(name),
            findings=findings,
            documents=documents,
            back=back,
            untraced=0 if number else examined.untraced,
        )


def _lost(office: Submitted, step: Step) -> OfficeResult:
    """Return the result of an office that ends every process that examines it."""
    message = messages.files.NOT_WRITTEN if step.stage == _WRITING else messages.files.KILLED
    files = office.files
    killed = message.at(Place(files.office, files.file))
    return OfficeResult(files.office, None, None, [*files.findings, killed])


def _results(examined: Examined, setup: Setup) -> dict[str, Returned]:
    returns, form = examined.returns, setup.form
    figures = plain_figures(returns)
    listed = lists.figure_lines(returns, setup.year)
    prove_lines(listed, figures, form)
    position = {outcome: at for at, outcome in enumerate(OUTCOMES)}
    tasks = [field.label for field in form.fields if field.topic is Topic.TASK]
    summed = set(figures.summed)
    outcomes = examined.outcomes.to_numpy()
    results = {}
    for row, (office, paper) in enumerate(returns.papers.items()):
        texts = examined.as_read.texts_of(office)
        results[office] = Returned(
            file=paper.file,
            digest=paper.digest,
            texts=packed(texts.values()),
            figures=figures.matrix[row],
            is_summed=office in summed,
            outcomes=bytes(position[outcome] for outcome in outcomes[row]),
            answered=tuple(label for label in tasks if paper.words[label].text),
            listed=listed[office],
            tally=Tally.of(examined.numbers[office]),
            numbers=pickle.dumps(list(examined.numbers[office])),
        )
    return results


def _before(last_year: Returns, setup: Setup) -> dict[str, Before]:
    figures = plain_figures(last_year, setup.form.compared_refs)
    summed = set(figures.summed)
    return {
        office: Before(figures.matrix[row], office in summed)
        for row, office in enumerate(figures.offices)
    }


# ── documents ────────────────────────────────────────────────────────────────


def _documents(
    examined: Examined, office: str, findings: Sequence[Finding], desk: Desk
) -> tuple[list[Output], list[Finding]]:
    """Return the staged Word documents of an office, and a finding if they could not be made."""
    returns = examined.returns
    if office not in returns.files:
        return [], []
    tally = Tally.of(examined.numbers[office])
    source = returns.papers[office].digest
    try:
        written = desk.documents.reports(
            returns, office, findings, tally, drafts=desk.wanted.drafts
        )
    except Exception:  # noqa: BLE001 - one office never touches the others
        logger.error("生成 {} 的文档时出错\n{}", office, traceback.format_exc())
        return [], [messages.files.NOT_WRITTEN.at(Place(office, returns.files[office]))]
    return [_staged(desk.folder, name, data, source) for name, data in written.items()], []


def _staged(folder: Path, name: str, data: bytes, source: str = "") -> Output:
    """Stage a document, unless an equal one is in its place already."""
    path, known = folder / name, digest(data)
    try:
        is_there = digest_at(path) == known
    except PermissionError:  # open in a program that lets nobody look
        is_there = False
    return Output(name, Staged(None, known) if is_there else stage(path, [data]), source)


def _returned_file(
    examined: Examined, office: str, findings: Sequence[Finding], desk: Desk
) -> Output | None:
    """Return the staged file to correct; None for an office of which no file has come."""
    if not examined.has_come(office, findings):
        return None
    own = [finding for finding in findings if Trait.TECHNICAL not in finding.traits]
    try:
        made = desk.documents.returned(examined.as_read, examined.last_year, office, own)
    except Exception:  # noqa: BLE001 - one office never touches the others
        logger.exception("生成 {} 的退改表时出错", office)
        return None
    return next((_staged(desk.folder, name, data) for name, data in made.items()), None)

"""The work on one batch, from its files to its documents, and what is known of it afterwards.

What it comes to is small, and can be sent from one process to another: the frames stay behind.
"""

import hashlib
import traceback
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from pipeline import messages
from pipeline.extract.reading import Reader
from pipeline.findings import Finding, Level, Place, of_offices
from pipeline.form.section import Topic
from pipeline.load.lists import figure_lines
from pipeline.load.store import Output
from pipeline.load.store.files import Staged, digest, digest_at, stage
from pipeline.outputs import Wanted
from pipeline.records import Returns
from pipeline.results import OUTCOMES, Figures
from pipeline.run.batches import Batch
from pipeline.run.proof import prove_lines
from pipeline.run.returns import Examined, examine
from pipeline.run.setup import Setup
from pipeline.transform.accounting import Account
from pipeline.transform.aggregate import arrived, in_order
from pipeline.transform.check.copied import Wording, wordings

if TYPE_CHECKING:
    from pipeline.load.documents import OfficeWriter

AGAINST_LAST_YEAR = "C"  # how the codes of its rules begin
_SIGNS_OF_A_TEXT = 8  # of a hash: enough to tell two answers of one office apart


class OfficeResult(NamedTuple):
    """What came of one office's return.

    figures: one number for each cell of the form, NaN where it is not known.
    outcomes: one byte for each rule, by code: the position in `OUTCOMES`.
    listed: its lines of the list of figures.
    """

    file: str
    digest: str  # SHA-256 of the file
    texts: str  # a hash of each answer in words, in the order of the form
    figures: NDArray[np.float64]
    is_summed: bool
    outcomes: bytes
    answered: Sequence[str]  # tasks of the district, by label
    listed: bytes


class Before(NamedTuple):
    """What an office had reported last year, of what is compared."""

    figures: NDArray[np.float64]
    is_summed: bool


@dataclass(frozen=True)
class Part:
    """What came of a batch.

    about, about_then: file of this year, or last → the offices that it may be about.
    beside: the offices that what lay beside the returns may be about, by its name.
    made: office → its documents, which wait to be put in their places.
    back: office → the file that goes back to it, waiting as well.
    log: level and text, for the run's log.
    """

    digests: Mapping[Path, str]
    results: Mapping[str, OfficeResult] = field(default_factory=dict)
    before: Mapping[str, Before] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    worded: Sequence[Wording] = ()
    made: Mapping[str, Sequence[Output]] = field(default_factory=dict)
    back: Mapping[str, Output] = field(default_factory=dict)
    about: Mapping[Path, Set[str]] = field(default_factory=dict)
    about_then: Mapping[Path, Set[str]] = field(default_factory=dict)
    beside: Set[str] = frozenset()
    account: Account = field(default_factory=Account)
    account_then: Account = field(default_factory=Account)
    untraced: int = 0
    unused_last_year: Mapping[str, str] = field(default_factory=dict)
    log: Sequence[tuple[str, str]] = ()

    @property
    def outputs(self) -> list[Output]:
        """All that waits."""
        return [*(one for made in self.made.values() for one in made), *self.back.values()]


class Desk:
    """What one process needs for all the batches it works on."""

    def __init__(self, setup: Setup, wanted: Wanted, folder: Path) -> None:
        self.setup = setup
        self.wanted = wanted
        self.folder = folder  # of the outputs

    @cached_property
    def writer(self) -> "OfficeWriter":
        """Of the Word documents; not where there is nothing but lists to write."""
        from pipeline.load.documents import OfficeWriter
        from pipeline.run.readback import ReadBack, nothing_proved

        setup = self.setup
        proof = nothing_proved
        if setup.district.report.read_back:
            proof = ReadBack(setup.form, setup.district.name, setup.year).prove
        return OfficeWriter(setup.form, setup.district, setup.year, setup.names, proof)


def work(batch: Batch, desk: Desk, reader: Reader, copies: Sequence[Finding] | None = None) -> Part:
    """Read, check, and write the documents of a batch; `copies` as in `check_all`."""
    setup, wanted = desk.setup, desk.wanted
    found = examine(batch, setup, reader, copies)
    figures = Figures.of(found.returns)
    listed = figure_lines(found.returns, figures, setup.form, setup.year)
    prove_lines(listed, figures, setup.form)
    findings, made, back = found.findings, dict[str, Sequence[Output]](), dict[str, Output]()
    if wanted.documents:
        made, unwritten = _documents(found, desk, reader)
        findings = in_order([*findings, *unwritten], setup.roster, setup.form)
        back = _returned_files(found, findings, desk)
    read, then = found.now, found.then.read
    return Part(
        digests={**read.digests, **(then.digests if then else {})},
        results=_results(found, figures, listed, setup),
        before=_before(found.last_year, setup),
        findings=findings,
        worded=wordings(found.returns, setup.district, setup.form) if copies is not None else (),
        made=made,
        back=back,
        about=read.about,
        about_then=then.about if then else {},
        beside={setup.roster.named_in(found.place.file) for found in batch.beside} - {""},
        account=read.account,
        account_then=then.account if then else Account(),
        untraced=read.untraced,
        unused_last_year=found.then.unused,
    )


def _results(
    found: Examined, figures: Figures, listed: Mapping[str, bytes], setup: Setup
) -> dict[str, OfficeResult]:
    position = {outcome: at for at, outcome in enumerate(OUTCOMES)}
    tasks = [one.label for one in setup.form.fields if one.topic is Topic.TASK]
    summed, returns = set(figures.summed), found.returns
    outcomes = found.outcomes.to_numpy()
    results = {}
    for row, office in enumerate(returns.offices):
        texts = found.as_read.texts_of(office)
        results[office] = OfficeResult(
            file=returns.files[office],
            digest=returns.papers[office].digest,
            texts=" ".join(map(_hash, texts.values())),
            figures=figures.matrix[row],
            is_summed=office in summed,
            outcomes=bytes(position[said] for said in outcomes[row]),
            answered=tuple(label for label in tasks if returns.texts.at[office, label]),
            listed=listed[office],
        )
    return results


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_SIGNS_OF_A_TEXT]


def _before(last_year: Returns, setup: Setup) -> dict[str, Before]:
    figures = Figures.of(last_year, setup.form.compared_refs)
    summed = set(figures.summed)
    return {
        office: Before(figures.matrix[row], office in summed)
        for row, office in enumerate(figures.offices)
    }


# ── documents ────────────────────────────────────────────────────────────────


def _documents(
    found: Examined, desk: Desk, reader: Reader
) -> tuple[dict[str, Sequence[Output]], list[Finding]]:
    """The Word documents of every office; those that could not be made are findings."""
    wanted, returns = desk.wanted, found.returns
    made: dict[str, Sequence[Output]] = {}
    unwritten = []
    by_office = of_offices(found.findings)
    offices = [one for one in returns.offices if not wanted.only or one in wanted.only]
    for done, office in enumerate(offices):
        reader.tell("出报告", done, len(offices), office)
        source = returns.papers[office].digest
        try:
            written = desk.writer.write(returns, office, by_office[office], drafts=wanted.drafts)
        except Exception:  # noqa: BLE001 - one office never touches the others
            logger.error("生成 {} 的文档时出错\n{}", office, traceback.format_exc())
            unwritten.append(messages.files.NOT_WRITTEN.at(Place(office, returns.files[office])))
            continue
        made[office] = [_staged(desk.folder, name, data, source) for name, data in written.items()]
    return made, unwritten


def _staged(folder: Path, name: str, data: bytes, source: str = "") -> Output:
    """A document that waits for its place; one that is in its place already need not."""
    path, known = folder / name, digest(data)
    try:
        is_there = digest_at(path) == known
    except PermissionError:  # open in a program that lets nobody look
        is_there = False
    return Output(name, Staged(None, known) if is_there else stage(path, [data]), source)


def _returned_files(found: Examined, findings: Sequence[Finding], desk: Desk) -> dict[str, Output]:
    """A file to correct for every office with 错误 or 警告 of which anything has come."""
    setup, only = desk.setup, desk.wanted.only
    by_office = of_offices(findings)
    back = {}
    for office in setup.roster.in_order(arrived(found.returns.files, findings) - {""}):
        if not only or office in only:
            own = [finding for finding in by_office[office] if _can_correct(finding)]
            if returned := returned_file(setup, found, office, own):
                back[office] = _staged(desk.folder, setup.names.returned(office), returned)
    return back


def _can_correct(finding: Finding) -> bool:
    return finding.code not in (*messages.files.NOT_THE_OFFICES, messages.sheets.PASSED_OVER.code)


def returned_file(
    setup: Setup, found: Examined, office: str, findings: Sequence[Finding]
) -> bytes | None:
    """An office's file to correct; None where there is nothing, or it could not be made."""
    from pipeline.load.guide import Whose
    from pipeline.load.returned import write_returned

    if all(finding.level is Level.NOTE for finding in findings):
        return None
    whose = Whose(setup.district.name, office, setup.year)
    last_year = found.last_year.reported_by(office)
    try:
        return write_returned(setup.form, whose, found.as_read, findings, last_year)
    except Exception:  # noqa: BLE001 - one office never touches the others
        logger.exception("生成 {} 的退改表时出错", office)
        return None

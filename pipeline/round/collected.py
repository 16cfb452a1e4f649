"""The results of a round by office, for the documents and lists of the district."""

import pickle
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from loguru import logger

from pipeline.findings import Outcome, Trait
from pipeline.records import NumberInWords, Tally
from pipeline.results import MOST_LISTED, OUTCOMES, Figures, Outcomes
from pipeline.round.offices import Before, OfficeResult, Returned
from pipeline.setup import Setup
from pipeline.spool import Lying, Spool
from pipeline.standings import missing
from pipeline.transform.check.catalogue import all_rules
from pipeline.transform.grouping import Grouped, Reads

_COUNTED = (
    "{} 年的表格逐格核对：模板的字 {} 格，采用的 {} 格，另外列出的 {} 格，没有着落的 {} 格，"
    "共 {} 格；没有下文答案的表格 {} 份"
)


class _Office(NamedTuple):
    """What memory keeps of an office's return; figures and lines lie in a spool."""

    file: str
    digest: str
    texts: str
    is_summed: bool
    answered: Sequence[str]
    figures: Lying
    listed: Lying
    tally: Tally
    numbers: Lying


class Collected:
    """The results of all offices; figures and lines lie in a spool.

    findings: of all offices and of no office, in order once `finish` was called.
    made: names of the offices' documents in the folder.
    returned: offices to which a file goes back.
    """

    def __init__(self, setup: Setup, grouped: Grouped, spool: Spool) -> None:
        self.setup = setup
        self.rules = all_rules(setup.form)
        self.findings = list(grouped.nobodys)
        self.unused_last_year = grouped.unused_last_year
        self.made: list[str] = []
        self.returned: set[str] = set()
        self.untraced = 0
        self._offices: dict[str, _Office] = {}
        self._before: dict[str, Before] = {}
        size = len(setup.district.roster)
        self._outcomes = np.zeros((size, len(self.rules)), dtype=np.uint8)
        self._spool = spool

    def add(self, results: Sequence[OfficeResult]) -> None:
        """Add the results of some offices."""
        for result in results:
            self.findings += result.findings
            self.made += [output.name for output in result.documents]
            self.untraced += result.untraced
            if result.back:
                self.returned.add(result.office)
            if result.before:
                self._before[result.office] = result.before
            if result.returned:
                self._add(result.office, result.returned)

    def _add(self, office: str, returned: Returned) -> None:
        row = self.setup.roster.row_of(office)
        self._outcomes[row] = np.frombuffer(returned.outcomes, dtype=np.uint8)
        self._offices[office] = _Office(
            file=returned.file,
            digest=returned.digest,
            texts=returned.texts,
            is_summed=returned.is_summed,
            answered=returned.answered,
            figures=self._spool.put(returned.figures.tobytes()),
            listed=self._spool.put(returned.listed),
            tally=returned.tally,
            numbers=self._spool.put(returned.numbers),
        )

    def finish(self, folder: str, reads: Reads) -> None:
        """Add findings about missing offices, sort, and log counts; folder: of the returns."""
        setup, roster = self.setup, self.setup.roster
        self.findings += missing(roster.offices, self.files, self.findings, folder)
        self.findings = setup.in_order(self.findings)
        accounts = [located.account for located in reads.now]
        if cells := [sum(column) for column in zip(*accounts, strict=True)]:
            logger.info(_COUNTED, setup.year, *cells, sum(cells), self.untraced)
        logger.info("{} 年：读出 {} 个街道的表格", setup.year, len(self._offices))
        logger.info("上年 {} 年：读出 {} 个街道的表格", setup.year - 1, len(self._before))
        if alone := self.without_last_year:
            logger.info("没有能用的上年表格、未与上年核对的街道：{}", "、".join(alone))
        for rule in self.rules:
            counts = self.outcomes.counts(rule.message.code)
            counted = "，".join(f"{outcome} {count}" for outcome, count in counts.items())
            logger.info("{}：{}", rule.message.code, counted)

    @property
    def offices(self) -> list[str]:
        """Return the offices that are in, in the order of the roster."""
        return self.setup.roster.in_order(self._offices)

    @property
    def files(self) -> dict[str, str]:
        """Return the file of the return of each office that is in."""
        return {office: self._offices[office].file for office in self.offices}

    @property
    def sources(self) -> dict[str, str]:
        """Return the hash of the return of each office that is in."""
        return {office: self._offices[office].digest for office in self.offices}

    def source(self, office: str) -> str:
        """Return the hash of an office's return; blank if it is not in."""
        return self._offices[office].digest if office in self._offices else ""

    @property
    def texts(self) -> dict[str, str]:
        """Return, by office that is in, the hashes of its answers, in the order of the form."""
        return {office: self._offices[office].texts for office in self.offices}

    @property
    def answered(self) -> dict[str, Sequence[str]]:
        """Return the tasks of the district that each office that is in has answered."""
        return {office: self._offices[office].answered for office in self.offices}

    @property
    def without_last_year(self) -> list[str]:
        """Return the offices that are in now, and were not in last year."""
        return [office for office in self.offices if office not in self._before]

    @cached_property
    def figures(self) -> Figures:
        """Return the figures of all offices that are in."""
        offices, refs = self.offices, list(self.setup.form.cells)
        matrix = np.empty((len(offices), len(refs)))
        for row, office in enumerate(offices):
            matrix[row] = np.frombuffer(self._spool.get(self._offices[office].figures))
        summed = [office for office in offices if self._offices[office].is_summed]
        return Figures(offices, refs, matrix, summed)

    @cached_property
    def last_year(self) -> Figures:
        """Return the figures that are compared, of all offices that were in last year."""
        refs, offices = self.setup.form.compared_refs, self.setup.roster.in_order(self._before)
        rows = [self._before[office].figures for office in offices]
        matrix = np.stack(rows) if rows else np.empty((0, len(refs)))
        summed = [office for office in offices if self._before[office].is_summed]
        return Figures(offices, refs, matrix, summed)

    @cached_property
    def outcomes(self) -> Outcomes:
        """Return the outcome of every rule for every office that is in."""
        offices = self.offices
        rows = [self.setup.roster.row_of(office) for office in offices]
        codes = [rule.message.code for rule in self.rules]
        return Outcomes(offices, codes, self._outcomes[rows])

    @property
    def unevaluated(self) -> int:
        """Return how many checks a blank or unreadable figure left open.

        Checks against last year do not count for an office without last year.
        """
        left_open = self.outcomes.matrix == OUTCOMES.index(Outcome.UNEVALUATED)
        without = np.array([office not in self._before for office in self.offices], dtype=bool)
        traits = [rule.message.traits for rule in self.rules]
        against = np.array([Trait.LAST_YEAR in own for own in traits], dtype=bool)
        return int(left_open.sum() - left_open[np.ix_(without, against)].sum())

    @property
    def tallies(self) -> dict[str, Tally]:
        """Return, by office that is in, how many numbers in its words came to what."""
        return {office: self._offices[office].tally for office in self.offices}

    @cached_property
    def numbers(self) -> dict[str, list[NumberInWords]]:
        """Return what each number in the words of the offices came to; none of too many offices."""
        if len(self.setup.roster.offices) > MOST_LISTED:
            return {}
        return {
            office: pickle.loads(self._spool.get(self._offices[office].numbers))  # noqa: S301 - of this round
            for office in self.offices
        }

    def listed(self) -> Iterator[bytes]:
        """Yield the lines of the list of figures of each office."""
        for office in self.offices:
            yield self._spool.get(self._offices[office].listed)

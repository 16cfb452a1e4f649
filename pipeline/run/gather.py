"""All parts of a round together: what the district's own documents and lists are made of."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from functools import cached_property
from os import SEEK_END
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import NamedTuple, Self

import numpy as np
from loguru import logger

from pipeline.findings import Finding, Outcome
from pipeline.load.store import Output
from pipeline.results import OUTCOMES, Figures, Outcomes
from pipeline.run.batches import Batch, Piles
from pipeline.run.part import AGAINST_LAST_YEAR, Before, OfficeResult, Part
from pipeline.run.setup import Setup
from pipeline.source_file import readable_name
from pipeline.transform.accounting import Account
from pipeline.transform.aggregate import in_order, missing
from pipeline.transform.check.catalogue import all_rules
from pipeline.transform.check.copied import Compared

_IN_MEMORY = 8 << 20  # bytes of what waits outside: that of 200 offices
_NOT_READ = -1
_COUNTED = (
    "{} 年的表格逐格核对：模板的字 {} 格，采用的 {} 格，另外列出的 {} 格，没有着落的 {} 格，"
    "共 {} 格；没有下文的答案 {} 个"
)

Job = tuple[Batch, Sequence[Finding] | None]  # and what is known of copies: see `check_all`
Work = Callable[[Sequence[Job]], Iterator[Part]]
Take = Callable[[Sequence[Output]], None]


def gather(gathered: "Gathered", work: Work, take: Take, folder: str) -> None:
    """Have everything worked on; documents are taken as they come.

    The offices of one batch are compared with each other there; of several, here. Those that
    wrote the same are worked on again then, with that finding; and so are files that concern
    offices of several batches, in one that has all of them.
    """
    setup = gathered.setup
    batches = gathered.piles.batches(setup.roster)
    is_whole = len(batches) == 1
    jobs: list[Job] = [(batch, None if is_whole else ()) for batch in batches]
    for part in work(jobs):
        gathered.add(part)
        take(part.outputs)
    if not is_whole:
        again = gathered.taken_out(gathered.split)
        _work_again([(batch, ()) for batch in again], gathered, work, take)
        copies = gathered.compared.copies(setup.district.roster, setup.district, setup.form)
        again = gathered.taken_out({finding.place.office for finding in copies})
        _work_again([(batch, copies) for batch in again], gathered, work, take)
    gathered.finish(folder)


def _work_again(jobs: Sequence[Job], gathered: "Gathered", work: Work, take: Take) -> None:
    for part in work(jobs) if jobs else ():
        gathered.add(part)
        take(part.outputs)


class _Office(NamedTuple):
    """What is kept of an office's result in memory."""

    file: str
    digest: str
    texts: str
    is_summed: bool
    answered: Sequence[str]
    outside: tuple[int, int]  # where its figures begin, and how many bytes of the list follow


class _File(NamedTuple):
    """What is known of a file of this year or last."""

    digest: str = ""  # blank if not known
    about: Sequence[str] = ()  # the offices that it may be about
    part: int = _NOT_READ  # the one it was read for at first


class Gathered:
    """What a round has come to, office by office.

    While processes are at work, memory is theirs: an office's figures and lines wait outside it.
    """

    def __init__(self, setup: Setup, piles: Piles) -> None:
        form, self.setup = setup.form, setup
        self.rules = all_rules(form)
        self.findings: list[Finding] = []
        self.returned: set[str] = set()  # offices to which a file goes back
        self.unused_last_year: dict[str, str] = {}
        self.compared = Compared()
        self.piles = piles
        self._made: dict[str, Sequence[str]] = {}
        self._offices: dict[str, _Office] = {}
        self._before: dict[str, Before] = {}
        # Its keys stay: a path that comes with a part is another object, and larger than all this.
        self._files = dict.fromkeys([*piles.all_now, *piles.all_then], _File())
        self._beside: dict[str, int] = {}  # office → the part with what lay beside its return
        self._parts = 0
        self._accounts = {setup.year: Account(), setup.year - 1: Account()}
        self._untraced = 0
        size = len(setup.district.roster)
        self._outcomes = np.zeros((size, len(self.rules)), dtype=np.uint8)
        self._outside = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed on exit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._outside.close()
        self.compared.close()

    # ── as parts come in ─────────────────────────────────────────────────────

    def add(self, part: Part) -> None:
        """What came of a batch."""
        for level, text in part.log:
            logger.log(level, "{}", text)
        if all(self._files[path].part == _NOT_READ for path in part.digests):
            this_year, last_year = self._accounts
            self._accounts[this_year] += part.account
            self._accounts[last_year] += part.account_then
            self._untraced += part.untraced
        for path, offices in (*part.about.items(), *part.about_then.items()):
            first = self._files[path].part
            at = self._parts if first == _NOT_READ else first
            self._files[path] = _File(part.digests.get(path, ""), tuple(offices), at)
        self._parts += 1
        self.findings += part.findings
        self._made |= {office: [one.name for one in made] for office, made in part.made.items()}
        self.returned |= part.back.keys()
        self.unused_last_year |= part.unused_last_year
        for office in part.beside:
            self._beside.setdefault(office, self._parts)
        self._before |= part.before
        self.compared.add(part.worded)
        for office, result in part.results.items():
            self._add(office, result)

    def _add(self, office: str, result: OfficeResult) -> None:
        row = self.setup.roster.row_of(office)
        self._outcomes[row] = np.frombuffer(result.outcomes, dtype=np.uint8)
        at = self._outside.seek(0, SEEK_END)
        self._outside.write(result.figures.tobytes() + result.listed)
        self._offices[office] = _Office(
            file=result.file,
            digest=result.digest,
            texts=result.texts,
            is_summed=result.is_summed,
            answered=result.answered,
            outside=(at, len(result.listed)),
        )

    @property
    def split(self) -> set[str]:
        """Offices that files of more than one batch are about; O(n) for n files."""
        parts: defaultdict[str, set[int]] = defaultdict(set)
        for office, part in self._beside.items():
            parts[office].add(part)
        for file in self._files.values():
            for office in file.about:
                parts[office].add(file.part)
        return {office for office, them in parts.items() if len(them) > 1}

    def taken_out(self, offices: Set[str]) -> list[Batch]:
        """Forget all that concerns some offices; the batches in which to work on it again.

        A file that is about two offices keeps them together.
        """
        if not offices:
            return []
        files = self._files
        leader = _leaders(file.about for file in files.values())
        led = {leader(office) for office in offices}
        concerned = {office for office in self.setup.district.roster if leader(office) in led}
        led_by = {path: _led(file.about, leader) for path, file in files.items()}
        by_file = {readable_name(path): led_by[path] for path in self.piles.all_now}
        named_in = self.setup.roster.named_in
        piles = Piles.of(
            ((path, led_by[path]) for path in self.piles.all_now),
            (
                (found, by_file.get(found.place.file) or leader(named_in(found.place.file)))
                for found in self.piles.all_beside
            ),
            ((path, led_by[path]) for path in self.piles.all_then),
        ).only(led)
        names = {readable_name(path) for path in piles.all_now}
        self._forget(concerned, names | {found.place.file for found in piles.all_beside})
        for path in piles.all_then:
            self.unused_last_year.pop(readable_name(path), None)
        return piles.batches(self.setup.roster)

    def _forget(self, offices: Set[str], files: Set[str]) -> None:
        self.returned -= offices
        for office in offices:
            self._offices.pop(office, None)
            self._before.pop(office, None)
            self._made.pop(office, None)
        self.compared.forget(offices)
        self.findings = [
            found
            for found in self.findings
            if found.place.office not in offices
            and (found.place.office or found.place.file not in files)
        ]

    def finish(self, folder: str) -> None:
        """What can be said only when all is there; `folder` is where the returns lie."""
        setup, roster = self.setup, self.setup.roster
        self.findings += missing(roster.offices, self.files, self.findings, folder)
        self.findings = in_order(self.findings, roster, setup.form)
        for year, account in self._accounts.items():
            if sum(account):
                logger.info(_COUNTED, year, *account, sum(account), self._untraced)
        logger.info("{} 年：读出 {} 个街道的表格", setup.year, len(self._offices))
        logger.info("上年 {} 年：读出 {} 个街道的表格", setup.year - 1, len(self._before))
        if alone := self.without_last_year:
            logger.info("没有能用的上年表格、未与上年核对的街道：{}", "、".join(alone))
        for rule in self.rules:
            counts = self.outcomes.counts(rule.message.code)
            said = "，".join(f"{said} {count}" for said, count in counts.items())
            logger.info("{}：{}", rule.message.code, said)

    # ── when all is there ────────────────────────────────────────────────────

    @property
    def offices(self) -> list[str]:
        """Those that are in, in the order of the roster."""
        return self.setup.roster.in_order(self._offices)

    @property
    def files(self) -> dict[str, str]:
        """Office that is in → the file of its return."""
        return {office: self._offices[office].file for office in self.offices}

    @property
    def sources(self) -> dict[str, str]:
        """Office that is in → the hash of its return."""
        return {office: self._offices[office].digest for office in self.offices}

    def source(self, office: str) -> str:
        """The hash of its return; blank if it is not in."""
        return self._offices[office].digest if office in self._offices else ""

    @property
    def texts(self) -> dict[str, str]:
        """Office that is in → a hash of each of its answers in words, in the order of the form."""
        return {office: self._offices[office].texts for office in self.offices}

    @property
    def answered(self) -> dict[str, Sequence[str]]:
        """Office that is in → the tasks of the district that it has answered."""
        return {office: self._offices[office].answered for office in self.offices}

    @property
    def made(self) -> list[str]:
        """The offices' documents, by their names in the folder."""
        return [name for made in self._made.values() for name in made]

    @property
    def without_last_year(self) -> list[str]:
        """Offices that cannot be compared with their last return."""
        return [office for office in self.offices if office not in self._before]

    @property
    def digests(self) -> dict[Path, str]:
        """File of this year or last → the hash of what was read; blank if not known."""
        return {path: file.digest for path, file in self._files.items()}

    @cached_property
    def figures(self) -> Figures:
        """Of all offices that are in."""
        offices, refs = self.offices, list(self.setup.form.cells)
        matrix = np.empty((len(offices), len(refs)))
        for row, office in enumerate(offices):
            at, _ = self._offices[office].outside
            self._outside.seek(at)
            matrix[row] = np.frombuffer(self._outside.read(matrix[row].nbytes))
        summed = [office for office in offices if self._offices[office].is_summed]
        return Figures(offices, refs, matrix, summed)

    @cached_property
    def last_year(self) -> Figures:
        """Of all offices that were in, what is compared."""
        refs, offices = self.setup.form.compared_refs, self.setup.roster.in_order(self._before)
        rows = [self._before[office].figures for office in offices]
        matrix = np.stack(rows) if rows else np.empty((0, len(refs)))
        summed = [office for office in offices if self._before[office].is_summed]
        return Figures(offices, refs, matrix, summed)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What every rule came to for every office that is in."""
        offices = self.offices
        rows = [self.setup.roster.row_of(office) for office in offices]
        codes = [rule.message.code for rule in self.rules]
        return Outcomes(offices, codes, self._outcomes[rows])

    @property
    def unevaluated(self) -> int:
        """Checks left open by a blank or unreadable figure; without last year it is no wonder."""
        left_open = self.outcomes.matrix == OUTCOMES.index(Outcome.UNEVALUATED)
        without = np.array([office not in self._before for office in self.offices], dtype=bool)
        codes = self.outcomes.codes
        against = np.array([code.startswith(AGAINST_LAST_YEAR) for code in codes], dtype=bool)
        return int(left_open.sum() - left_open[np.ix_(without, against)].sum())

    def listed(self) -> Iterator[bytes]:
        """The lines of the list of figures, office by office."""
        figures = len(self.setup.form.cells) * np.dtype(np.float64).itemsize
        for office in self.offices:
            at, length = self._offices[office].outside
            self._outside.seek(at + figures)
            yield self._outside.read(length)


def _leaders(about: Iterable[Collection[str]]) -> Callable[[str], str]:
    """Office → one that stands for all those that files bring together with it."""
    above: dict[str, str] = {}

    def leader(office: str) -> str:
        while office in above:
            office = above[office]
        return office

    for them in about:
        if len(them) > 1:
            first, *others = sorted({leader(office) for office in them})
            above.update(dict.fromkeys(others, first))
    return leader


def _led(offices: Collection[str], leader: Callable[[str], str]) -> str:
    return leader(min(offices)) if offices else ""

"""Group: offices, doubles, files about two offices, copied texts — from what was read alone."""

import pickle
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from pipeline.findings import Finding, Level, Trait, of_offices
from pipeline.form.model import Form
from pipeline.roster import Roster
from pipeline.spool import Lying, Spool
from pipeline.transform.copies import Alike, Fingerprints
from pipeline.transform.doubles import differences, give_back
from pipeline.transform.identify import Claim, Settled, settle
from pipeline.transform.locate import Answers
from pipeline.transform.locating import Located


class OfficeFiles(NamedTuple):
    """All that concerns one office, before it is examined.

    file: of this year, that is taken, or, if none is, that goes back to it; blank: none.
    now: the answers in that file.
    is_taken: whether `now` counts as its return.
    then: the answers of last year's return.
    findings: about its files. alike: what other offices have, too.
    """

    office: str
    file: str
    now: Lying | None
    is_taken: bool
    then: Lying | None
    findings: Sequence[Finding] = ()
    alike: Alike = Alike()

    def alone(self) -> "OfficeFiles":
        """Return the office as if there were no others."""
        return self._replace(alike=Alike())


class Reads:
    """What is known of the files of both years, in the order in which their folders list them.

    Answers and fingerprints lie in a spool, so that the memory does not grow with them.
    """

    def __init__(self, spool: Spool) -> None:
        self.now: list[Located] = []
        self.then: list[Located] = []
        self.prints = Fingerprints(spool)  # of this year's files, by their numbers
        self._spool = spool

    def add(self, located: Located, *, this_year: bool) -> None:
        """Take what is known of the next file."""
        if this_year:
            self.prints.add(len(self.now), located.fingerprints, located.tables)
        answers = self._spool.put(located.packed)
        kept = located._replace(
            answers=answers, packed=b"", fingerprints=(), tables={}, asides=(), failure=""
        )
        (self.now if this_year else self.then).append(kept)

    def answers(self, located: Located) -> Answers:
        """Return the answers of a file."""
        answers: Answers = pickle.loads(self._spool.get(located.answers))  # noqa: S301 - of this round's readers
        return answers


@dataclass(frozen=True)
class Grouped:
    """The offices of which anything has come, in the order of the roster.

    nobodys: what was found of no office.
    unused: files of this year that are nobody's return.
    unused_last_year: file of last year that cannot be used → why.
    last_years: what is wrong in last year's files; it was last year's round, and is no finding.
    """

    offices: Sequence[OfficeFiles]
    nobodys: Sequence[Finding]
    unused: Sequence[str]
    unused_last_year: Mapping[str, str]
    last_years: Sequence[Finding]


def group(
    reads: Reads, beside: Sequence[Finding], roster: Roster, form: Form, at_least: float
) -> Grouped:
    """Return which files of both years are which office's, and whose texts are alike.

    beside: what lies beside this year's returns and is no workbook. at_least: the likeness from
    which two texts are alike, from 0 to 1.
    """
    now, then = reads.now, reads.then
    before, _, last_years = _settled([read.claim for read in then], then, roster)
    answers = {office: partial(reads.answers, then[file]) for office, file in before.items()}
    claims = [read.claim for read in now]
    claims = give_back(claims, lambda file: reads.answers(now[file]), answers, form)
    taken, repeated, found = _settled(claims, now, roster)
    findings = [*found, *_beside(beside, now, taken, roster)]
    for office, (first, second, *_) in repeated.items():
        findings += differences(office, reads.answers(now[first]), reads.answers(now[second]))
    own = {**_refused(now, taken, findings), **taken}
    alike = reads.prints.alike(taken, form, at_least)
    by_office = of_offices(findings)
    nobodys = by_office.pop("", [])
    offices = [
        OfficeFiles(
            office=office,
            file=now[own[office]].file if office in own else "",
            now=now[own[office]].answers if office in own else None,
            is_taken=office in taken,
            then=then[before[office]].answers if office in before else None,
            findings=by_office.get(office, ()),
            alike=alike.get(office, Alike()),
        )
        for office in roster.in_order(by_office.keys() | own.keys() | before.keys())
    ]
    used = {now[file].file for file in taken.values()}
    unused = [read.file for read in now if read.claim and read.file not in used]
    return Grouped(offices, nobodys, unused, _unusable(then, before, last_years), last_years)


def _unusable(
    then: Sequence[Located], taken: Mapping[str, int], findings: Sequence[Finding]
) -> dict[str, str]:
    """File of last year that cannot be used → why."""
    used = {then[file].file for file in taken.values()}
    names = {read.file for read in then} - used
    wrong = [one for one in findings if one.level is Level.ERROR and one.place.file in names]
    unused: dict[str, str] = {}
    for finding in wrong:
        unused.setdefault(finding.place.file, finding.why)
    return dict(sorted(unused.items()))


def _settled(claims: Sequence[Claim | None], reads: Sequence[Located], roster: Roster) -> Settled:
    """Return whose each file is, and what was found in all files."""
    unread = [found for read in reads for found in read.findings]
    settled = settle(claims, roster)
    told = [one.of(roster.named_in(one.place.file)) for one in unread]
    return settled._replace(findings=[*told, *settled.findings])


def _beside(
    beside: Sequence[Finding], now: Sequence[Located], taken: Mapping[str, int], roster: Roster
) -> list[Finding]:
    """What lies beside the returns, with the office that it may be of."""
    owners = {now[file].file: office for office, file in taken.items()}
    findings = []
    for finding in beside:
        file = finding.place.file
        office = owners.get(file) or roster.named_in(file)
        if office in taken and file not in owners:
            office = ""  # what is no workbook says nothing of an office with a return
        is_all = bool(office) and Trait.UNREAD in finding.traits  # that has come of the office
        level = Level.ERROR if is_all else finding.level
        findings.append(replace(finding, level=level).of(office))
    return findings


def _refused(
    now: Sequence[Located], taken: Mapping[str, int], findings: Sequence[Finding]
) -> dict[str, int]:
    """Office → the one file that was not taken for what it says of itself, if of this year."""
    old = {finding.place.file for finding in findings if Trait.OTHER_YEAR in finding.traits}
    by_file = defaultdict[str, list[int]](list)
    for number, read in enumerate(now):
        if read.claim:
            by_file[read.file].append(number)
    several = defaultdict[str, list[int]](list)
    for office, file in sorted({(one.place.office, one.place.file) for one in findings}):
        if office and office not in taken and file not in old:
            several[office] += by_file[file]
    return {office: files[0] for office, files in several.items() if len(files) == 1}

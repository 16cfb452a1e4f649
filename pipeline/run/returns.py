"""From files to examined returns: no file of an office costs another its place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from loguru import logger

from pipeline import messages
from pipeline.extract.reading import Reader, Reading
from pipeline.findings import Finding, Level, Place
from pipeline.form.model import Form
from pipeline.isolation import isolated
from pipeline.records import Returns
from pipeline.run.batches import Batch
from pipeline.run.setup import Setup
from pipeline.source_file import readable_name
from pipeline.transform.accounting import Account, account, untraced
from pipeline.transform.aggregate import answered, in_order
from pipeline.transform.blanks import settle_blanks
from pipeline.transform.check.catalogue import check_all
from pipeline.transform.identify import Roster, identify
from pipeline.transform.locate import Answers, locate
from pipeline.transform.normalise import normalise, nothing_returned
from pipeline.transform.placeholders import fill_placeholders

_MOST_NAMED = 20  # cells on one line of the log


class Read(NamedTuple):
    """The files of a year as they were read, before anything is compared with anything.

    digests: file → the hash of what was read; blank if not known.
    as_read: also of offices whose one file was refused for what it says of itself, so that it
        can go back to them.
    returns: those that are taken.
    about: file → the offices that it may be about.
    """

    digests: Mapping[Path, str]
    as_read: Returns
    returns: Returns
    findings: list[Finding]
    account: Account
    untraced: int
    about: Mapping[Path, set[str]]


@dataclass(frozen=True)
class Examined:
    """The returns of a batch, read and checked, before anything is written.

    as_read: before blanks and placeholders were settled; see `Read`.
    outcomes: one row per office that is in, one column per rule (its code), `Outcome`.
    """

    now: Read
    then: "LastYear"
    as_read: Returns
    returns: Returns
    outcomes: pd.DataFrame
    findings: list[Finding]

    @property
    def last_year(self) -> Returns:
        """As it was published."""
        return self.then.returns


class LastYear(NamedTuple):
    """Last year's round, as far as this one needs it."""

    read: Read | None
    returns: Returns
    unused: Mapping[str, str]  # file that lies there and cannot be used → why


def examine(
    batch: Batch,
    setup: Setup,
    reader: Reader,
    copies: Sequence[Finding] | None = None,
) -> Examined:
    """The returns of a batch; `copies` as in `check_all`."""
    now = _read(reader, batch.now, batch.beside, setup.roster, setup.year, setup.form)
    then = read_last_year(batch.then, setup, reader)
    reader.tell("检查", 0, 1, "")
    returns, outcomes, found = _examined(now.returns, then.returns, setup, copies)
    findings = answered([*now.findings, *found], now.as_read)
    findings = in_order(findings, setup.roster, setup.form)
    return Examined(now, then, now.as_read, returns, outcomes, findings)


def _examined(
    returns: Returns, last_year: Returns, setup: Setup, copies: Sequence[Finding] | None
) -> tuple[Returns, pd.DataFrame, list[Finding]]:
    """The returns with blanks and placeholders settled, and what all rules come to."""
    form, district, year = setup.form, setup.district, setup.year
    accepted = {(waiver.office, waiver.rule) for waiver in district.waiver}

    def examine(returns: Returns) -> tuple[Returns, pd.DataFrame, list[Finding]]:
        settled, blanks = settle_blanks(returns, last_year, form, accepted)
        filled, unknown = fill_placeholders(settled, form, year)
        outcomes, broken = check_all(filled, last_year, district, form, year, copies)
        return filled, outcomes, [*blanks, *unknown, *broken]

    (examined, outcomes, findings), lost = isolated(examine, returns, returns.offices, Returns.of)
    files = returns.files
    return examined, outcomes, findings + _unexpected({office: files[office] for office in lost})


def _unexpected(files: Mapping[str, str]) -> list[Finding]:
    return [messages.files.UNEXPECTED.at(Place(office, file)) for office, file in files.items()]


def _read(
    reader: Reader,
    files: Sequence[Path],
    beside: Sequence[Finding],
    roster: Roster,
    year: int,
    form: Form,
) -> Read:
    """Some files of a year: what was read, the returns that are taken, and what was found."""
    digests, batch, findings = {}, [], []
    cells = Account()
    for reading in reader.read(files):
        digests[reading.path] = reading.digest
        answers, found, count = _located(reading, form)
        cells += count
        findings += found
        if answers:
            batch.append(answers)
    taken, found = identify(batch, form, roster, year)
    findings = [finding.of(roster.named_in(finding.place.file)) for finding in findings]
    owners = {answers.file: office for office, answers in taken.items()}
    for finding in beside:
        file = finding.place.file
        office = owners.get(file) or roster.named_in(file)
        if office in taken and file not in owners:
            office = ""  # what is no workbook says nothing of an office with a return
        is_all = bool(office) and finding.unread  # that has come of the office
        level = Level.ERROR if is_all else finding.level
        findings.append(replace(finding, level=level).of(office))
    used = {answers.file for answers in taken.values()}
    for answers in batch:
        if answers.file not in used:
            logger.info("没有采用 {}", answers.file)
    findings += found
    refused = _refused(batch, taken, findings)
    as_read, unreadable = _normalised({**taken, **refused}, form)
    lost = untraced({**taken, **refused}, as_read, [*findings, *unreadable], form)
    returns = as_read.of([office for office in as_read.offices if office in taken])
    about = _about(files, roster, taken, findings)
    findings += [one for one in [*unreadable, *lost] if one.place.office in taken]
    return Read(digests, as_read, returns, findings, cells, len(lost), about)


def _about(
    files: Sequence[Path],
    roster: Roster,
    taken: Mapping[str, Answers],
    findings: Sequence[Finding],
) -> dict[Path, set[str]]:
    """File → the offices it may be about: by its name, its content, and what was found in it."""
    by_file = {readable_name(path): {roster.named_in(readable_name(path))} for path in files}
    said = [(answers.file, office) for office, answers in taken.items()]
    said += [(found.place.file, found.place.office) for found in findings]
    for file, office in said:
        if file in by_file:
            by_file[file].add(office)
    return {path: by_file[readable_name(path)] - {""} for path in files}


def _refused(
    batch: Sequence[Answers], taken: Mapping[str, Answers], findings: Sequence[Finding]
) -> dict[str, Answers]:
    """Office → the one file that was not taken for what it says of itself, if of this year."""
    other_year = messages.offices.WRONG_YEAR.code
    old = {finding.place.file for finding in findings if finding.code == other_year}
    spoken = {(finding.place.office, finding.place.file) for finding in findings}
    several = defaultdict[str, list[Answers]](list)
    by_file = defaultdict[str, list[Answers]](list)
    for answers in batch:
        by_file[answers.file].append(answers)
    for office, file in sorted(spoken):
        if office and office not in taken and file not in old:
            several[office] += by_file[file]
    return {office: files[0] for office, files in several.items() if len(files) == 1}


def _located(reading: Reading, form: Form) -> tuple[Answers | None, list[Finding], Account]:
    """One file as far as its answers; whatever goes wrong concerns this file alone."""
    name = readable_name(reading.path)
    try:
        if reading.failure:
            raise reading.failure
        if reading.workbook is None:
            return None, list(reading.findings), Account()
        answers = locate(reading.workbook, form)
        count, lost = account(reading.workbook, answers, form)
        if answers.asides:
            at = "、".join(aside.place for aside in answers.asides[:_MOST_NAMED])
            total = len(answers.asides)
            logger.info("{} 里写在格子以外、没有采用的内容有 {} 处：{}", name, total, at)
        answers.findings += [*reading.findings, *lost]  # whose they are, its content will say
        return answers, [], count
    except Exception:  # noqa: BLE001 - one bad file never touches the others
        logger.exception("读取 {} 时出错", name)
        return None, [messages.files.UNEXPECTED.at(Place(file=name))], Account()


def _normalised(taken: Mapping[str, Answers], form: Form) -> tuple[Returns, list[Finding]]:
    def normalised(taken: Mapping[str, Answers]) -> tuple[Returns, list[Finding]]:
        return normalise(taken, form)

    def part(taken: Mapping[str, Answers], offices: Sequence[str]) -> Mapping[str, Answers]:
        return {office: taken[office] for office in offices}

    (returns, found), lost = isolated(normalised, taken, list(taken), part)
    return returns, found + _unexpected({office: taken[office].file for office in lost})


def read_last_year(files: Sequence[Path], setup: Setup, reader: Reader) -> LastYear:
    """Last year's figures; what is wrong in them was last year's round, and logged."""
    if not files:
        return LastYear(None, nothing_returned(setup.form), {})
    read = _read(reader, files, [], setup.roster, setup.year - 1, setup.form)
    returns, _ = settle_blanks(read.returns, None, setup.form)  # as it was published
    for finding in read.findings:
        logger.info("上年数据 {} {}：{}", finding.place.file, finding.code, finding.why)
    used = set(returns.files.values())
    names = {readable_name(path) for path in files}
    unused: dict[str, str] = {}
    for finding in read.findings:
        if finding.level is Level.ERROR and finding.place.file in names - used:
            unused.setdefault(finding.place.file, finding.why)
    return LastYear(read, returns, unused)

"""From the folder of a year to examined returns: no file of an office costs another its place."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from loguru import logger

from pipeline import messages
from pipeline.district import ConfigurationError
from pipeline.extract.guard import readable_name
from pipeline.extract.intake import find_files
from pipeline.extract.reading import Reader, Reading
from pipeline.findings import Finding, Level, Outcome, Place
from pipeline.form.model import Form
from pipeline.isolation import isolated
from pipeline.records import Returns
from pipeline.run.setup import Setup
from pipeline.transform.accounting import Account, untraced
from pipeline.transform.aggregate import answered, in_order, missing
from pipeline.transform.blanks import settle_blanks
from pipeline.transform.check.catalogue import check_all
from pipeline.transform.identify import identify, office_in_name
from pipeline.transform.layouts import Locator
from pipeline.transform.locate import Answers
from pipeline.transform.normalise import normalise, nothing_returned
from pipeline.transform.placeholders import fill_placeholders

_MOST_NAMED = 20  # cells on one line of the log
_COUNTED = (
    "{} 年的表格逐格核对：模板的字 {} 格，采用的 {} 格，另外列出的 {} 格，没有着落的 {} 格，"
    "共 {} 格；没有下文的答案 {} 个"
)
AGAINST_LAST_YEAR = "C"  # how the codes of its rules begin


@dataclass(frozen=True)
class Examined:
    """A year's returns, read and checked, before anything is written.

    as_read: before blanks and placeholders were settled; also of offices whose one file was
        refused for what it says of itself, so that it can go back to them.
    outcomes: one row per office that is in, one column per rule (its code), `Outcome`.
    inputs: the workbooks of both years, and the settings, each with the hash of what was read;
        blank if not known.
    """

    inputs: Mapping[Path, str]
    as_read: Returns
    returns: Returns
    last_year: Returns
    unused_last_year: Mapping[str, str]  # see LastYear
    outcomes: pd.DataFrame
    findings: list[Finding]

    @property
    def without_last_year(self) -> list[str]:
        """Offices that cannot be compared with their last return."""
        return [office for office in self.returns.offices if office not in self.last_year.files]

    @property
    def unevaluated(self) -> int:
        """Checks left open by a blank or unreadable figure; without last year it is no wonder."""
        left_open = self.outcomes == Outcome.UNEVALUATED
        left_open.loc[
            self.without_last_year, self.outcomes.columns.str.startswith(AGAINST_LAST_YEAR)
        ] = False
        return int(left_open.to_numpy().sum())


def examine(home: Path, setup: Setup, reader: Reader) -> Examined:
    """The returns of `<home>/<year>/`; raises ConfigurationError where there is none at all."""
    form, district, year = setup
    folder = home / str(year)
    if not folder.is_dir():
        raise ConfigurationError(f"找不到 {folder}，请先建立这个文件夹并放入各街道的表格。")
    inputs, as_read, taken, findings = _returns(reader, folder, form, district.roster, year)
    if not as_read.offices and not findings:
        raise ConfigurationError(f"{folder} 里一份表格也没有，没有改动任何结果。")
    logger.info("{} 年：读出 {} 个街道的表格", year, len(taken.offices))
    last_year = read_last_year(home, setup, reader)
    reader.tell("检查", 0, 1, "")
    returns, outcomes, found = _examined(taken, last_year.returns, setup)
    findings += found
    findings += missing(district.roster, returns, findings, f"{home.name}/{year}")
    findings = in_order(answered(findings, as_read), district.roster, form)
    files = {**inputs, **last_year.files}
    return Examined(
        files, as_read, returns, last_year.returns, last_year.unused, outcomes, findings
    )


def _examined(
    returns: Returns, last_year: Returns, setup: Setup
) -> tuple[Returns, pd.DataFrame, list[Finding]]:
    """The returns with blanks and placeholders settled, and what all rules come to."""
    form, district, year = setup
    accepted = {(waiver.office, waiver.rule) for waiver in district.waiver}

    def examine(returns: Returns) -> tuple[Returns, pd.DataFrame, list[Finding]]:
        settled, blanks = settle_blanks(returns, last_year, form, accepted)
        filled, unknown = fill_placeholders(settled, form, year)
        outcomes, broken = check_all(filled, last_year, district, form, year)
        return filled, outcomes, [*blanks, *unknown, *broken]

    (examined, outcomes, findings), lost = isolated(examine, returns, returns.offices, Returns.of)
    for code, outcome in outcomes.items():
        counts = (f"{said} {count}" for said, count in Counter(outcome).items())
        logger.info("{}：{}", code, "，".join(counts))
    files = returns.files
    return examined, outcomes, findings + _unexpected({office: files[office] for office in lost})


def _unexpected(files: Mapping[str, str]) -> list[Finding]:
    return [messages.files.UNEXPECTED.at(Place(office, file)) for office, file in files.items()]


def _returns(
    reader: Reader, folder: Path, form: Form, roster: Sequence[str], year: int
) -> tuple[dict[Path, str], Returns, Returns, list[Finding]]:
    """The files of a folder; what was read, the returns that are taken, and what was found."""
    files, beside = find_files(folder)
    inputs, batch, findings = {}, [], []
    cells = Account()
    locator = Locator(form)
    for reading in reader.read(files):
        inputs[reading.path] = reading.digest
        answers, found, count = _located(reading, locator)
        cells += count
        findings += found
        if answers:
            batch.append(answers)
    taken, found = identify(batch, form, roster, year)
    findings = [finding.of(office_in_name(finding.place.file, roster)) for finding in findings]
    owners = {answers.file: office for office, answers in taken.items()}
    for finding in beside:  # what is no workbook says nothing against an office with a return
        file = finding.place.file
        office = owners.get(file) or office_in_name(file, roster)
        innocent = finding.level is Level.ERROR and office in taken
        findings.append(finding.of("" if innocent else office))
    used = {answers.file for answers in taken.values()}
    for answers in batch:
        if answers.file not in used:
            logger.info("没有采用 {}", answers.file)
    findings += found
    refused = _refused(batch, taken, findings)
    as_read, unreadable = _normalised({**taken, **refused}, form)
    lost = untraced({**taken, **refused}, as_read, [*findings, *unreadable], form)
    if files:
        logger.info(_COUNTED, folder.name, *cells, sum(cells), len(lost))
    returns = as_read.of([office for office in as_read.offices if office in taken])
    findings += [one for one in [*unreadable, *lost] if one.place.office in taken]
    return inputs, as_read, returns, findings


def _refused(
    batch: Sequence[Answers], taken: Mapping[str, Answers], findings: Sequence[Finding]
) -> dict[str, Answers]:
    """Office → the one file that was not taken for what it says of itself, if of this year."""
    other_year = messages.offices.WRONG_YEAR.code
    old = {finding.place.file for finding in findings if finding.code == other_year}
    spoken = {(finding.place.office, finding.place.file) for finding in findings}
    several = defaultdict[str, list[Answers]](list)
    for answers in batch:
        for office, file in spoken:
            if file == answers.file and office and office not in taken and file not in old:
                several[office].append(answers)
    return {office: files[0] for office, files in several.items() if len(files) == 1}


def _located(reading: Reading, locator: Locator) -> tuple[Answers | None, list[Finding], Account]:
    """One file as far as its answers; whatever goes wrong concerns this file alone."""
    name = readable_name(reading.path)
    try:
        if reading.failure:
            raise reading.failure
        if reading.workbook is None:
            return None, list(reading.findings), Account()
        answers, count, lost = locator.locate(reading.workbook)
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


class LastYear(NamedTuple):
    """Last year's round, as far as this one needs it."""

    files: Mapping[Path, str]  # as `Examined.inputs`
    returns: Returns
    unused: Mapping[str, str]  # file that lies there and cannot be used → why


def read_last_year(home: Path, setup: Setup, reader: Reader) -> LastYear:
    """Last year's files and figures; what is wrong in them was last year's round, and logged."""
    form, district, this_year = setup
    year = this_year - 1
    try:
        files, _, returns, findings = _returns(
            reader, home / str(year), form, district.roster, year
        )
    except OSError as error:  # not there, or not to be read: this year goes on without it
        logger.info("没有上年数据：{}", error)
        return LastYear({}, nothing_returned(form), {})
    logger.info("上年 {} 年：读出 {} 个街道的表格", year, len(returns.offices))
    returns, _ = settle_blanks(returns, nothing_returned(form), form)  # as it was published
    for finding in findings:
        logger.info("上年数据 {} {}：{}", finding.place.file, finding.code, finding.why)
    read, used = {readable_name(path) for path in files}, set(returns.files.values())
    unused: dict[str, str] = {}
    for finding in findings:
        if finding.level is Level.ERROR and finding.place.file in read - used:
            unused.setdefault(finding.place.file, finding.why)
    return LastYear(files, returns, unused)

"""The order of the stages, and the isolation of one office's trouble from all others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from loguru import logger

from pipeline import messages
from pipeline.district import ConfigurationError, District, read_district
from pipeline.extract.guard import readable_name
from pipeline.extract.intake import find_files
from pipeline.extract.reading import Reader, Reading
from pipeline.findings import Finding, Level, Outcome, Place, Rule
from pipeline.fonts import missing_fonts
from pipeline.form import EDITIONS, edition_for
from pipeline.form.model import Form
from pipeline.isolation import isolated
from pipeline.load.lists import figures_csv, findings_csv
from pipeline.load.store import Store
from pipeline.outputs import FIGURES, FINDINGS, RETURNED, SUMMARY, TEMPLATES, Wanted
from pipeline.records import OfficeStanding, Results, Returns, Standing
from pipeline.transform.aggregate import in_order, missing, standings
from pipeline.transform.blanks import settle_blanks
from pipeline.transform.check.catalogue import all_rules, check_all
from pipeline.transform.identify import identify, office_in_name
from pipeline.transform.locate import Answers, locate
from pipeline.transform.normalise import normalise
from pipeline.transform.outline import district_figures, notes, outline
from pipeline.transform.placeholders import fill_placeholders

if TYPE_CHECKING:
    from pipeline.load.documents import Documents

SETTINGS = "district.toml"
LATEST_YEAR = 9998  # documents are dated in the year after, and dates end with 9999
AGAINST_LAST_YEAR = "C"  # how the codes of its rules begin


@dataclass(frozen=True)
class Round:
    """What a run came to, for the last lines on screen."""

    year: int
    folder: Path
    wanted: Wanted
    standings: Sequence[OfficeStanding]
    findings: Sequence[Finding]
    unevaluated: int  # checks, over all offices, that a blank or unreadable figure left open
    without_last_year: Sequence[str]  # offices that cannot be compared with their last return
    saved_edits: Sequence[str]  # outputs a person had changed, and where they are kept
    missing_fonts: Sequence[str] = ()  # of the reports, on this computer
    documents: Sequence[str] = ()  # in Word, by their names in the folder
    no_copies: str = ""  # why there are no PDF copies, where they were asked for

    @property
    def complete(self) -> bool:
        """Whether every office of the roster has its report."""
        return all(line.standing in (Standing.DONE, Standing.PASSED) for line in self.standings)


class _Setup(NamedTuple):
    """What a run goes by."""

    form: Form  # with the district's indicators
    district: District
    year: int


def newest_year(inputs: Path) -> int:
    """The newest `<inputs>/<year>/`; raises ConfigurationError where there is none."""
    if not inputs.is_dir():
        raise ConfigurationError(f"找不到文件夹 {inputs}。")
    years = [int(path.name) for path in inputs.glob("[0-9][0-9][0-9][0-9]") if path.is_dir()]
    if not years:
        raise ConfigurationError(f"{inputs} 下没有以年份命名的文件夹，如 {inputs / '2024'}。")
    return max(years)


def run_round(
    inputs: Path, outputs: Path, year: int, wanted: Wanted, reader: Reader | None = None
) -> Round:
    """The whole way: from `<inputs>/<year>/` to the documents and lists that are wanted."""
    with reader or Reader() as running:
        return _run(inputs, outputs, year, wanted, running)


def make_templates(inputs: Path, outputs: Path, year: int) -> tuple[int, Sequence[str]]:
    """One blank template per office of the roster; how many, and where edited ones were kept."""
    from pipeline.load.template import write_template

    form, district, _ = _configuration(inputs, year)
    with Store(outputs / str(year)) as store:
        for office in district.roster:
            template = write_template(form, district.name, office, year)
            store.write(f"{TEMPLATES}/{office}.xlsx", template)
    return len(district.roster), store.saved_edits


def list_rules(inputs: Path, year: int) -> Sequence[Rule]:
    """The catalogue of rules that are checked for a year, by code."""
    return all_rules(_configuration(inputs, year).form)


def _configuration(inputs: Path, year: int) -> _Setup:
    district = read_district(inputs / SETTINGS)
    form = edition_for(year)
    if form is None or year > LATEST_YEAR:
        oldest = min(edition.since for edition in EDITIONS)
        raise ConfigurationError(
            f"没有 {year} 年的报告格式，应在 {oldest} 到 {LATEST_YEAR} 年之间。"
        )
    extended = district.extend(form)
    known = {rule.message.code for rule in all_rules(extended)}
    for waiver in district.waiver:
        if waiver.rule not in known:
            raise ConfigurationError(
                f"{inputs / SETTINGS}：waiver：没有编号为“{waiver.rule}”的规则，编号见 make rules。"
            )
    return _Setup(extended, district, year)


def _run(inputs: Path, outputs: Path, year: int, wanted: Wanted, reader: Reader) -> Round:
    setup = form, district, _ = _configuration(inputs, year)
    folder = inputs / str(year)
    if not folder.is_dir():
        raise ConfigurationError(f"找不到 {folder}，请先建立这个文件夹并放入各街道的表格。")
    returns, findings = _returns(reader, folder, form, district.roster, year)
    if not returns.offices and not findings:
        raise ConfigurationError(f"{folder} 里一份表格也没有，没有改动任何结果。")
    logger.info("{} 年：读出 {} 个街道的表格", year, len(returns.offices))
    last_year = _last_year(reader, inputs / str(year - 1), form, district.roster, year - 1)
    as_read = returns
    returns, outcomes, found = _examined(as_read, last_year, setup)
    findings += found
    findings += missing(district.roster, returns, findings, str(folder))
    with Store(outputs / str(year)) as store:
        documents = _documents(store, setup) if wanted.documents else None
        if documents:
            findings += _write_reports(documents, returns, findings, drafts=wanted.drafts)
        findings = in_order(findings, district.roster, form)
        done = Standing.DONE if documents else Standing.PASSED
        lines = standings(district.roster, returns, findings, done)
        store.write(FINDINGS, findings_csv(findings))
        store.write(FIGURES, figures_csv(returns, form, year))
        if documents:
            _write_district(documents, setup, returns, lines)
            returned = _write_returned(store, setup, as_read, findings, lines)
            results = Results(
                returns, last_year, outcomes, findings, lines, documents.reports, returned
            )
            store.write(SUMMARY, _summary(setup, results))
        no_copies = _copy(documents) if documents and wanted.copies else ""
    new = [office for office in returns.offices if office not in last_year.files]
    return Round(
        year=year,
        folder=store.folder,
        wanted=wanted,
        standings=lines,
        findings=findings,
        unevaluated=_left_open(outcomes, new),
        without_last_year=new,
        saved_edits=store.saved_edits,
        missing_fonts=_missing_fonts(district.report.fonts) if documents else [],
        documents=documents.made if documents else [],
        no_copies=no_copies,
    )


def _examined(
    returns: Returns, last_year: Returns, setup: _Setup
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


def _left_open(outcomes: pd.DataFrame, new: Sequence[str]) -> int:
    """How many checks a blank or unreadable figure left open; without last year it is no wonder."""
    left_open = outcomes == Outcome.UNEVALUATED
    left_open.loc[new, outcomes.columns.str.startswith(AGAINST_LAST_YEAR)] = False
    return int(left_open.to_numpy().sum())


def _missing_fonts(fonts: Sequence[str]) -> list[str]:
    missing_here = missing_fonts(fonts)
    logger.info("这台电脑没有的字体：{}", "、".join(missing_here) or "无")
    return missing_here


def _returns(
    reader: Reader, folder: Path, form: Form, roster: Sequence[str], year: int
) -> tuple[Returns, list[Finding]]:
    """Every return in a folder, and what was found while reading them."""
    files, beside = find_files(folder)
    batch, findings = [], []
    for reading in reader.read(files):
        answers, found = _located(reading, form)
        findings += found
        if answers:
            batch.append(answers)
    taken, found = identify(batch, form, roster, year)
    findings = [finding.of(office_in_name(finding.place.file, roster)) for finding in findings]
    for finding in beside:  # what is no workbook says nothing against an office with a return
        office = office_in_name(finding.place.file, roster)
        innocent = finding.level is Level.ERROR and office in taken
        findings.append(finding.of("" if innocent else office))
    used = {answers.file for answers in taken.values()}
    for answers in batch:
        if answers.file not in used:
            logger.info("没有采用 {}", answers.file)
    returns, unreadable = _normalised(taken, form)
    return returns, findings + found + unreadable


def _located(reading: Reading, form: Form) -> tuple[Answers | None, list[Finding]]:
    """One file as far as its answers; whatever goes wrong concerns this file alone."""
    name = readable_name(reading.path)
    try:
        if reading.failure:
            raise reading.failure
        if reading.workbook is None:
            return None, list(reading.findings)
        answers = locate(reading.workbook, form)
        if answers.unused_sheets:
            logger.info("{} 里没有用到的工作表：{}", name, "、".join(answers.unused_sheets))
        answers.findings += reading.findings  # whose they are, its content will say
        return answers, []
    except Exception:  # noqa: BLE001 - one bad file never touches the others
        logger.exception("读取 {} 时出错", name)
        return None, [messages.files.UNEXPECTED.at(Place(file=name))]


def _normalised(taken: Mapping[str, Answers], form: Form) -> tuple[Returns, list[Finding]]:
    def normalised(taken: Mapping[str, Answers]) -> tuple[Returns, list[Finding]]:
        return normalise(taken, form)

    def part(taken: Mapping[str, Answers], offices: Sequence[str]) -> Mapping[str, Answers]:
        return {office: taken[office] for office in offices}

    (returns, found), lost = isolated(normalised, taken, list(taken), part)
    return returns, found + _unexpected({office: taken[office].file for office in lost})


def _last_year(
    reader: Reader, folder: Path, form: Form, roster: Sequence[str], year: int
) -> Returns:
    """Last year's figures; what is wrong with them was last year's round, and goes to the log."""
    try:
        returns, findings = _returns(reader, folder, form, roster, year)
    except OSError as error:  # not there, or not to be read: this year goes on without it
        logger.info("没有上年数据：{}", error)
        return normalise({}, form)[0]
    logger.info("上年 {} 年：读出 {} 个街道的表格", year, len(returns.offices))
    returns, _ = settle_blanks(returns, normalise({}, form)[0], form)  # as it was published
    for finding in findings:
        logger.info("上年数据 {} {}：{}", finding.place.file, finding.code, finding.why)
    return returns


def _documents(store: Store, setup: _Setup) -> "Documents":
    from pipeline.load.documents import Documents  # not where there is nothing but lists to write

    return Documents(store, *setup)


def _write_reports(
    documents: "Documents", returns: Returns, findings: Sequence[Finding], *, drafts: bool
) -> list[Finding]:
    """The documents of every office; those that could not be made are findings."""
    unwritten = []
    for office, trace in documents.write(returns, findings, drafts=drafts):
        logger.error("生成 {} 的文档时出错\n{}", office, trace)
        unwritten.append(messages.files.NOT_WRITTEN.at(Place(office, returns.files[office])))
    return unwritten


def _write_district(
    documents: "Documents", setup: _Setup, returns: Returns, lines: Sequence[OfficeStanding]
) -> None:
    """The district's own report, where there is anything to sum; what no longer holds goes."""
    from pipeline.load.report import Content

    form, district, year = setup
    if returns.offices:
        figures = district_figures(returns, form)
        texts = outline(figures, returns, district.roster, form, year)
        documents.write_district(Content("", figures, texts, notes=notes(returns, lines, form)))
    documents.clear()


def _write_returned(
    store: Store,
    setup: _Setup,
    as_read: Returns,
    findings: Sequence[Finding],
    lines: Sequence[OfficeStanding],
) -> dict[str, str]:
    """A file to correct for every office with 错误 or 警告 of which anything has come."""
    from pipeline.load.returned import write_returned
    from pipeline.load.template import Whose

    form, district, year = setup
    made = {}
    for line in lines:
        if line.standing is Standing.MISSING or not line.to_see_to:
            continue
        own = [finding for finding in findings if finding.place.office == line.office]
        try:
            returned = write_returned(form, Whose(district.name, line.office, year), as_read, own)
        except Exception:  # noqa: BLE001 - one office never touches the others
            logger.exception("生成 {} 的退改表时出错", line.office)
            continue
        made[line.office] = f"{RETURNED}/{line.office}.xlsx"
        store.write(made[line.office], returned)
    possible = [f"{RETURNED}/{office}.xlsx" for office in district.roster]
    store.clear([RETURNED], possible, keep=made.values())
    return made


def _summary(setup: _Setup, results: Results) -> bytes:
    from pipeline.load.summary import write_summary

    form, district, year = setup
    return write_summary(form, district.name, year, all_rules(form), results)


def _copy(documents: "Documents") -> str:
    """PDF copies of the documents; what there is to say where some could not be made."""
    from pipeline.load.pdf import NoCopies

    try:
        failed = documents.copy()
    except NoCopies as reason:
        return str(reason)
    return f"有 {len(failed)} 份没有转换成 PDF，如：{failed[0]}" if failed else ""

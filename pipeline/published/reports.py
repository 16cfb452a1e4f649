"""Published reports, read and checked: whose they are, and all that is found in them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from loguru import logger

from pipeline import messages
from pipeline.district import District, read_district
from pipeline.engine.job import Begin, Lost, Step, Work
from pipeline.engine.processes import Processes
from pipeline.errors import ConfigurationError
from pipeline.extract.intake import NOT_WORTH_A_WORD
from pipeline.extract.kinds import (
    DOC,
    DOCX,
    ODT,
    PAGE,
    PAGE_IN_ONE,
    PDF,
    RTF,
    WORD_XML,
    kind_of_path,
)
from pipeline.extract.published.convert import converted, is_a_pdf
from pipeline.extract.published.reading import read_published
from pipeline.extract.reading import Reading
from pipeline.findings import Finding, Message, Place, Trait
from pipeline.form import FORM_2019, FORM_2021
from pipeline.form.edition_2019 import in_form_of_2021
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.isolation import isolated
from pipeline.outputs import SETTINGS
from pipeline.pages import Paragraph
from pipeline.returns import Returns
from pipeline.roster import Roster
from pipeline.round.files import find_last_years
from pipeline.round.returned import read_last_year
from pipeline.round.setup import read_setup
from pipeline.source_file import readable_name
from pipeline.transform.check.catalogue import check_all
from pipeline.transform.copies import Alike, copies_among
from pipeline.transform.fingerprints import OwnWords
from pipeline.transform.locate import Answers
from pipeline.transform.normalise import normalise, normalise_each, nothing_returned
from pipeline.transform.published.layout import is_report, layout
from pipeline.transform.published.recognise import Recognised, recognise
from pipeline.transform.published.whose import disagreements, office_of

_SECONDS, _MEMORY = 10, 256 << 20  # that a file may take; bytes
_KINDS = (DOCX, DOC, ODT, RTF, PDF, PAGE, PAGE_IN_ONE, WORD_XML)
_SUFFIXES = (".docx", ".doc", ".wps", ".rtf", ".odt", ".pdf", ".html", ".htm", ".shtml", ".txt")
_IS_A_RETURN = "是街道报送的表格的，请放到 input 下那一年的文件夹里；不是的，不用处理。"
# How a folder ends with what a saved page shows, and the page beside it.
_OF_A_PAGE, _PAGES = ("_files", ".files", "_文件"), (".html", ".htm", ".shtml")
# What to do about a sum in a document, which has no formulas.
_PUBLISHED_FIX = "请核对各分项，更正后重新发布。"


@dataclass
class Report:
    """One published report. What could not be read has findings, and nothing else.

    office: as the roster calls it, or as the title does; year: 0 where nobody knows.
    """

    path: Path
    file: str = ""  # what it is called on the screen and in the list
    office: str = ""
    year: int = 0
    is_disputed: bool = False  # there is another one of this office and year
    is_beside: bool = False  # a file of another kind, which lies in a folder of reports
    recognised: Recognised | None = None
    findings: list[Finding] = field(default_factory=list)

    def tell(self, message: Message, value: str = "", **facts: object) -> None:
        """A finding about the whole report."""
        self.findings.append(message.at(Place(self.office, self.file), value, "", **facts))


class Group(NamedTuple):
    """Reports of one year in one form, no two of one office."""

    year: int
    form: Form
    reports: Mapping[str, Report]  # by office
    returns: Returns  # what they say


class Editions:
    """The forms in which reports were published, as a district extends them."""

    def __init__(self, inputs: Path) -> None:
        self.district: District = read_district(inputs / SETTINGS)
        self.roster = Roster(self.district.roster, self.district.name)
        self.now = self.district.extend(FORM_2021)
        self.before = self.district.extend(FORM_2019)


def lying_in(files: Sequence[Path]) -> tuple[dict[Path, str], dict[Path, str]]:
    """Return the files that may be reports, and what else lies in folders; each with its name.

    Raises ConfigurationError where there is no file.
    """
    documents: dict[Path, str] = {}
    beside: dict[Path, str] = {}
    for path in files:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if not _is_somebodys(file, path):
                    continue
                parts = map(Path, file.relative_to(path).parts)
                inside = "/".join(map(readable_name, parts))
                (documents if _may_be_report(file) else beside).setdefault(file.resolve(), inside)
        elif path.is_file():
            documents.setdefault(path.resolve(), readable_name(path))
        else:
            raise ConfigurationError(f"找不到 {path}。")
    if not documents:
        raise ConfigurationError("没有可读的年报：要 .docx、.html、.txt、.doc 或 .pdf 文件。")
    return documents, beside


def _is_somebodys(file: Path, top: Path) -> bool:
    """Whether a file was put there, and neither by a program nor together with a saved page."""
    name = file.name.casefold()
    left = name.startswith(("~$", ".")) or name in NOT_WORTH_A_WORD
    folders = (top / folder for folder in file.relative_to(top).parents)
    return file.is_file() and not (left or any(map(_is_of_a_page, folders)))


def _is_of_a_page(folder: Path) -> bool:
    """Whether a folder holds what a page shows that was saved beside it."""
    ending = next(filter(folder.name.endswith, _OF_A_PAGE), "")
    page = folder.with_name(folder.name.removesuffix(ending))
    return bool(ending) and any(page.with_name(page.name + kind).is_file() for kind in _PAGES)


def _may_be_report(path: Path) -> bool:
    try:
        return path.name.casefold().endswith(_SUFFIXES) or kind_of_path(path) in _KINDS
    except OSError:
        return True  # reading it says why it cannot be opened


def read_reports(files: Sequence[Path], editions: Editions, year: int | None) -> list[Report]:
    """Every report, recognised; `year` is that of those that do not say one."""
    names, beside = lying_in(files)
    reports = {path: Report(path, name) for path, name in {**names, **beside}.items()}
    for path in beside:
        reports[path].is_beside = True
        kind = kind_of_path(path)
        to_do = _IS_A_RETURN if kind.is_table else "一般不用处理。"
        reports[path].tell(messages.published.BESIDE, what=kind.called, to_do=to_do)
    with TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as folder:
        instead, refused = converted(list(names), Path(folder))
        to_read = [path for path in names if path not in refused]
        pdfs = list(filter(is_a_pdf, instead))
        readings = _read([instead.get(path, path) for path in to_read])
        originals = dict(zip(pdfs, _read(pdfs), strict=True))
    for path, found in refused.items():
        reports[path].findings.append(replace(found, place=Place(file=names[path])))
    for path, reading in zip(to_read, readings, strict=True):
        report = reports[path]
        if reading.document is None:
            at = Place(file=report.file)
            told = reading.findings or [messages.files.UNEXPECTED.at(at)]
            report.findings += [replace(found, place=at) for found in told]
            continue
        document = replace(
            reading.document,
            file=report.file,
            converted=path in instead,
            loose=reading.document.loose or path in originals,
            printed=_printed(originals.get(path)),
        )
        try:
            recognised = recognise(document, [editions.now, editions.before])
            _recognise(report, recognised, editions, year)
        except Exception:  # noqa: BLE001 - one file never touches the others
            _failed(report)
    return list(reports.values())


def _read(paths: Sequence[Path]) -> list[Reading]:
    """Read files in a process of their own: one that ends it costs itself only."""
    with Processes(1) as engine:
        read = engine.work(Work(_read_all, _SECONDS, _MEMORY), [paths], len(paths))
        return [_killed(path) if isinstance(one, Lost) else one for path, one in read]


def _killed(path: Path) -> Reading:
    return Reading(path, None, [messages.files.KILLED.at(Place(file=readable_name(path)))])


def _read_all(paths: Sequence[Path], begin: Begin) -> Iterator[Reading]:
    for path in paths:
        begin(Step("读取", readable_name(path), _SECONDS))
        try:
            yield read_published(path)
        except MemoryError:
            raise  # the process has had its share; another one goes on
        except Exception:  # noqa: BLE001 - one bad file never touches the others
            logger.exception("读取 {} 时出错", readable_name(path))
            yield Reading(path, None, [])


def _printed(original: Reading | None) -> list[str] | None:
    """The lines of a PDF itself; none where it could not be read, None of other documents."""
    if original is None:
        return None
    blocks = original.document.blocks if original.document else ()
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def _failed(report: Report) -> None:
    logger.exception("检查 {} 时出错", report.file)
    report.recognised = None
    report.tell(messages.files.UNEXPECTED)


def _recognise(
    report: Report, recognised: Recognised, editions: Editions, year: int | None
) -> None:
    words, roster = recognised.worded, editions.roster
    if words.is_several:
        report.tell(messages.published.SEVERAL)
        return
    if not is_report(recognised):
        report.tell(messages.published.NO_REPORT)
        return
    name = words.who.removeprefix(editions.district.name) or words.who
    ours = office_of(words.evidence, roster) or ("" if name else roster.named_in(report.file))
    report.recognised = recognised
    report.office = ours or name
    report.year = words.year or year or 0
    report.findings += layout(recognised, report.office)
    place = Place(report.office, report.file)
    report.findings += disagreements(words.evidence, roster, place)
    if not ours and name:
        near = roster.nearest(name)
        nearest = f"，最接近的是“{near}”" if near else ""
        report.tell(messages.published.NOT_ON_ROSTER, name, nearest=nearest)
    if recognised.form is editions.before and report.year >= FORM_2021.since:
        report.tell(messages.published.OLD_FORM, year=report.year)


def grouped(reports: Sequence[Report]) -> list[Group]:
    """The reports by year and form; a second one of an office is in another group."""
    of_one: defaultdict[tuple[int, str], list[Report]] = defaultdict(list)
    for report in reports:
        if report.recognised:
            whose = report.office if report.office and report.year else report.file
            of_one[report.year, whose].append(report)
    groups: defaultdict[tuple[int, str, int], dict[str, Report]] = defaultdict(dict)
    for (year, office), several in of_one.items():
        if len({one.recognised.document.digest for one in several if one.recognised}) > 1:
            _dispute(several)
        for at, report in enumerate(several):
            if report.recognised:
                groups[year, report.recognised.form.edition, at][office] = report
    return [_normalised(year, members) for (year, _, _), members in sorted(groups.items())]


def _dispute(several: Sequence[Report]) -> None:
    """Nobody knows which of them is right."""
    files = "、".join(one.file for one in several)
    for one in several:
        one.is_disputed = True
        one.tell(
            messages.published.TWICE,
            office=one.office,
            year=one.year,
            count=len(several),
            files=files,
        )


def _normalised(year: int, members: Mapping[str, Report]) -> Group:
    read = {name: report.recognised for name, report in members.items() if report.recognised}
    form = next(iter(read.values())).form
    answers = {name: recognised.answers for name, recognised in read.items()}
    returns, findings = normalise_each(answers, form)
    for finding in findings:
        report = members[finding.place.office]
        report.findings.append(finding.of(report.office))
    return Group(year, form, members, returns)


def check(groups: Sequence[Group], editions: Editions, inputs: Path) -> None:
    """All rules, on every report.

    Last year's figures are those that were published, or else those in `<inputs>/<last year>/`.
    """
    for group in groups:
        before = nothing_returned(group.form)
        for other in groups:
            if other.year == group.year - 1:
                before = before.beside(_in_form(other, group.form))
        if group.form is editions.now:
            before = before.beside(_returned_before(group, inputs))
        _check(group, before, editions)


def _check(group: Group, before: Returns, editions: Editions) -> None:
    year = group.year or FORM_2021.since

    def checked(returns: Returns) -> list[Finding]:
        alike = _alike(returns, editions.district, group.form)
        return check_all(returns, before, editions.district, group.form, year, alike)[1]

    findings, lost = isolated(checked, group.returns, group.returns.offices, Returns.of)
    for name in lost:
        group.reports[name].tell(messages.files.UNEXPECTED)
    for found in findings:
        if group.year or Trait.THIS_YEAR not in found.traits:
            said = replace(found, fix=_PUBLISHED_FIX) if Trait.SUM in found.traits else found
            group.reports[found.place.office].findings.append(said)


def _alike(returns: Returns, district: District, form: Form) -> dict[str, Alike]:
    """What some reports of one year have worded alike, by office."""
    own = OwnWords(form, district.name, district.roster)
    texts = {office: returns.texts_of(office) for office in returns.offices}
    copies = copies_among(texts, own, form, district.checks.similarity)
    return {office: Alike(own_copies) for office, own_copies in copies.items()}


def _returned_before(group: Group, inputs: Path) -> Returns:
    """What these offices returned the year before, if it lies there still."""
    try:
        setup = read_setup(inputs, group.year)
    except ConfigurationError:
        return nothing_returned(group.form)
    named_in = setup.roster.named_in
    files = [
        path
        for path in find_last_years(inputs, group.year)
        if named_in(readable_name(path)) in ("", *group.reports)
    ]
    if not files:
        return nothing_returned(group.form)
    with Processes(1) as engine:
        return read_last_year(files, setup, engine)[0]


def _in_form(group: Group, form: Form) -> Returns:
    """What a group says, in another form."""
    known = {name: one for name, one in group.reports.items() if not one.is_disputed}
    if group.form is form:
        return group.returns.of([name for name in group.returns.offices if name in known])
    if form.since < group.form.since:
        return nothing_returned(form)
    read = {name: one.recognised for name, one in known.items()}
    answers = {name: as_of_2021(one.answers)[0] for name, one in read.items() if one}
    return normalise(answers, form)[0]


def as_of_2021(answers: Answers) -> tuple[Answers, list[CellRef]]:
    """Answers of the form of 2019 in that of 2021; those that have no cell there."""
    said, lost = replace(answers, figures={}), []
    for ref, answer in answers.figures.items():
        cells = in_form_of_2021(ref)
        if len(cells) == 1 or (cells and answer.value == 0):
            said.figures |= dict.fromkeys(cells, answer)
        else:
            lost.append(ref)
    return said, lost

"""The Word documents of a round: reports and their drafts, sign-off sheets, the district's own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from pipeline.district import District
from pipeline.file_names import FileNames
from pipeline.findings import Finding, Level
from pipeline.form.model import Form
from pipeline.load.pdf import pdf_copies
from pipeline.load.report import Content, Kind, ReportWriter
from pipeline.load.signoff import Signing, SignoffWriter
from pipeline.load.stamp import stamp
from pipeline.load.store import Store
from pipeline.load.store.files import contents, digest
from pipeline.outputs import COPIES, DISTRICT_REPORT, DRAFTS, REPORTS, SIGNOFFS
from pipeline.records import Returns

_CHECKSUM_SIGNS = 16

Prove = Callable[[bytes, Content], None]  # raises where a report does not say what it is to say


class OfficeWriter:
    """Writes the documents of one office after another."""

    def __init__(
        self, form: Form, district: District, year: int, names: FileNames, prove: Prove
    ) -> None:
        self._settings = (form, district, year)
        self._names = names
        self._prove = prove
        self._reports = ReportWriter(*self._settings)
        self._signoffs = SignoffWriter(*self._settings)

    def write(
        self, returns: Returns, office: str, findings: Sequence[Finding], *, drafts: bool
    ) -> Mapping[str, bytes]:
        """Name → report and sign-off sheet where there is no 错误; else a draft, if wanted.

        A report is proved before it counts.
        """
        wrong = [finding for finding in findings if finding.level is Level.ERROR]
        if not wrong:
            return self._final(returns, office, findings)
        return self._draft(returns, office, wrong) if drafts else {}

    def _final(
        self, returns: Returns, office: str, findings: Sequence[Finding]
    ) -> Mapping[str, bytes]:
        texts = returns.texts_of(office)
        content = Content(office, returns.figures_of(office), texts)
        report = self._reports.write(content)
        self._prove(report, content)
        name = self._names.report(office)
        checksum = digest(report)[:_CHECKSUM_SIGNS]
        signing = Signing(office, PurePosixPath(name).name, checksum, texts, findings)
        return {name: report, self._names.signoff(office): self._signoffs.write(signing)}

    def _draft(
        self, returns: Returns, office: str, wrong: Sequence[Finding]
    ) -> Mapping[str, bytes]:
        places = {f"{finding.place.sheet}!{finding.place.cell}" for finding in wrong}
        marked = [name for place, name in returns.papers[office].asked.items() if place in places]
        figures, stated = returns.figures_of(office), returns.figures_of(office, stated=True)
        shown = {ref: stated[ref] if ref in marked else figures[ref] for ref in figures}
        content = Content(office, shown, returns.texts_of(office), marked)
        return {self._names.draft(office): self._drafts.write(content)}

    @cached_property
    def _drafts(self) -> ReportWriter:
        return ReportWriter(*self._settings, Kind.DRAFT)


class Documents:
    """Which documents there are in a folder; those of earlier rounds that no longer hold go."""

    def __init__(
        self, store: Store, form: Form, district: District, year: int, names: FileNames
    ) -> None:
        self.store = store
        self._district = district
        self._settings = (form, district, year)
        self._names = names
        self._made: dict[str, None] = {}  # every document of this round
        self.reports: dict[str, str] = {}  # office → its report, if it has one
        self.drafts: dict[str, str] = {}
        self.signoffs: dict[str, str] = {}
        self.copies: dict[str, str] = {}  # document → its PDF copy

    @property
    def made(self) -> list[str]:
        """Every document of this round, by its name in the folder."""
        return list(self._made)

    def note(self, made: Iterable[str], only: Sequence[str] = ()) -> None:
        """The offices' documents that were written; with `only`, others have what they had."""
        written = set(made)
        for office in self._district.roster:
            there = written
            if only and office not in only:
                there = {name for name in self._of(office) if (self.store.folder / name).is_file()}
            for names, name in zip(
                (self.reports, self.drafts, self.signoffs), self._of(office), strict=True
            ):
                if name in there:
                    self._made[name] = None
                    names[office] = name

    def write_district(self, content: Content, unit: str) -> None:
        """The sum of all reports; what a person has completed stays while it holds.

        unit: of what it is the sum, such as 街道.
        """
        writer = ReportWriter(*self._settings, Kind.DISTRICT, unit)
        self.store.write(DISTRICT_REPORT, writer.write(content), to_complete=True)
        self._made[DISTRICT_REPORT] = None

    def clear(self) -> None:
        """Take out what this round did not make, and copies that are older than their document."""
        made_here = (REPORTS, DRAFTS, SIGNOFFS)
        possible = [name for office in self._district.roster for name in self._of(office)]
        self.store.clear(made_here, [DISTRICT_REPORT, *possible], keep=self.made)
        self.copies = {name: _copy(name) for name in self.made if self._is_current(name)}
        self.store.clear([COPIES], [], keep=self.copies.values())

    def copy(self) -> list[str]:
        """A PDF of every document that has none; the names of those that could not be made."""
        lacking = [name for name in self.made if not self._is_current(name)]
        failed = []
        if lacking:
            *_, year = self._settings
            copies = pdf_copies([self.store.folder / name for name in lacking], stamp(year))
            for name, copy in zip(lacking, copies, strict=True):
                if copy is None:
                    failed.append(name)
                else:
                    self.store.write(_copy(name), copy, source=self._digest(name))
                    self.copies[name] = _copy(name)
        return failed

    def _is_current(self, name: str) -> bool:
        """Whether the copy was made from the document as it is, by us or by a person."""
        copy = self.store.folder / _copy(name)
        return copy.is_file() and self.store.is_made_from(_copy(name), self._digest(name))

    def _digest(self, name: str) -> str:
        return digest(contents(self.store.folder / name) or b"")

    def _of(self, office: str) -> tuple[str, str, str]:
        """The names of an office's report, its draft and its sign-off sheet."""
        names = self._names
        return names.report(office), names.draft(office), names.signoff(office)


def _copy(name: str) -> str:
    return f"{COPIES}/{PurePosixPath(name).stem}.pdf"

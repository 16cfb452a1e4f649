"""The Word documents of a round: reports and their drafts, sign-off sheets, the district's own."""

import traceback
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from pipeline.district import District
from pipeline.file_names import FileNames
from pipeline.findings import Finding, Level, of_offices
from pipeline.form.model import Form
from pipeline.load.pdf import pdf_copies
from pipeline.load.report import Content, Kind, ReportWriter
from pipeline.load.signoff import Signing, SignoffWriter
from pipeline.load.stamp import stamp
from pipeline.load.store import Store
from pipeline.load.store.files import contents, digest
from pipeline.outputs import COPIES, DISTRICT_REPORT, DRAFTS, REPORTS, SIGNOFFS, Wanted
from pipeline.progress import Tell, nobody
from pipeline.records import Returns

_CHECKSUM_SIGNS = 16


class Failure(NamedTuple):
    """An office whose documents could not be made, and the traceback for the log."""

    office: str
    trace: str


class Documents:
    """Writes them, and takes out those of earlier rounds that no longer hold."""

    def __init__(self, store: Store, form: Form, district: District, year: int) -> None:
        self.store = store
        self._district = district
        self._settings = (form, district, year)
        self.names = FileNames(form, district, year)
        self._reports = ReportWriter(*self._settings)
        self._signoffs = SignoffWriter(*self._settings)
        self._made: dict[str, None] = {}  # every document of this round
        self.reports: dict[str, str] = {}  # office → its report, if it has one
        self.drafts: dict[str, str] = {}
        self.signoffs: dict[str, str] = {}
        self.copies: dict[str, str] = {}  # document → its PDF copy

    @property
    def made(self) -> list[str]:
        """Every document of this round, by its name in the folder."""
        return list(self._made)

    def write(
        self,
        returns: Returns,
        findings: Sequence[Finding],
        wanted: Wanted,
        tell: Tell = nobody,
    ) -> list[Failure]:
        """Report and sign-off sheet for every office without 错误; else a draft, if wanted."""
        drafter = ReportWriter(*self._settings, Kind.DRAFT) if wanted.drafts else None
        failures = []
        by_office = of_offices(findings)
        for office in self._district.roster if wanted.only else ():
            if office not in wanted.only:
                self._leave(office)
        offices = list(dict.fromkeys(wanted.only)) or returns.offices
        for done, office in enumerate(offices):
            tell("出报告", done, len(offices), office)
            if office not in returns.files:
                continue
            own = by_office[office]
            wrong = [finding for finding in own if finding.level is Level.ERROR]
            made: Mapping[str, bytes] = {}
            try:
                if not wrong:
                    made = self._final(returns, office, own)
                elif drafter:
                    made = self._draft(drafter, returns, office, wrong)
            except Exception:  # noqa: BLE001 - one office never touches the others
                failures.append(Failure(office, traceback.format_exc()))
            for name, data in made.items():
                self._put(name, data, source=returns.papers[office].digest)
            self._note(office)
        return failures

    def write_district(self, content: Content) -> None:
        """The district's own report; what a person has completed stays while it holds."""
        writer = ReportWriter(*self._settings, Kind.DISTRICT)
        self._put(DISTRICT_REPORT, writer.write(content), to_complete=True)

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
        return self.store.is_made_from(_copy(name), self._digest(name))

    def _digest(self, name: str) -> str:
        return digest(contents(self.store.folder / name) or b"")

    def _leave(self, office: str) -> None:
        """What an office has already stays as it is."""
        there = (name for name in self._of(office) if (self.store.folder / name).is_file())
        self._made |= dict.fromkeys(there)
        self._note(office)

    def _note(self, office: str) -> None:
        """Which documents an office has, once they are there."""
        for names, name in zip(
            (self.reports, self.drafts, self.signoffs), self._of(office), strict=True
        ):
            if name in self._made:
                names[office] = name

    def _of(self, office: str) -> tuple[str, str, str]:
        """The names of an office's report, its draft and its sign-off sheet."""
        names = self.names
        return names.report(office), names.draft(office), names.signoff(office)

    def _final(
        self, returns: Returns, office: str, findings: Sequence[Finding]
    ) -> Mapping[str, bytes]:
        texts = returns.texts_of(office)
        report = self._reports.write(Content(office, returns.figures_of(office), texts))
        name, _, signoff_name = self._of(office)
        checksum = digest(report)[:_CHECKSUM_SIGNS]
        signing = Signing(office, PurePosixPath(name).name, checksum, texts, findings)
        return {name: report, signoff_name: self._signoffs.write(signing)}

    def _draft(
        self, drafter: ReportWriter, returns: Returns, office: str, wrong: Sequence[Finding]
    ) -> Mapping[str, bytes]:
        places = {f"{finding.place.sheet}!{finding.place.cell}" for finding in wrong}
        marked = [name for place, name in returns.papers[office].asked.items() if place in places]
        figures, stated = returns.figures_of(office), returns.figures_of(office, stated=True)
        shown = {ref: stated[ref] if ref in marked else figures[ref] for ref in figures}
        _, name, _ = self._of(office)
        return {name: drafter.write(Content(office, shown, returns.texts_of(office), marked))}

    def _put(self, name: str, data: bytes, *, source: str = "", to_complete: bool = False) -> None:
        self.store.write(name, data, source=source, to_complete=to_complete)
        self._made[name] = None


def _copy(name: str) -> str:
    return f"{COPIES}/{PurePosixPath(name).stem}.pdf"

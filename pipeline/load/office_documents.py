"""The documents of an office: its report or a draft, its sign-off sheet, its file to correct."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from pipeline.findings import Finding, Level
from pipeline.load.guide import Whose
from pipeline.load.report import Content, Kind, ReportWriter
from pipeline.load.returned import write_returned
from pipeline.load.signoff import Signing, SignoffWriter
from pipeline.records import Tally
from pipeline.returns import Returns
from pipeline.setup import Setup
from pipeline.store.files import digest

_CHECKSUM_SIGNS = 16

Prove = Callable[[bytes, Content], None]  # raises where a report does not say what it is to say


class OfficeDocuments:
    """Makes the documents of one office after another, none of which touches a file."""

    def __init__(self, setup: Setup, prove: Prove) -> None:
        self._setup = setup
        self._settings = (setup.form, setup.district, setup.year)
        self._names = setup.names
        self._prove = prove
        self._reports = ReportWriter(*self._settings)
        self._signoffs = SignoffWriter(*self._settings)

    def reports(
        self,
        returns: Returns,
        office: str,
        findings: Sequence[Finding],
        tally: Tally,
        *,
        drafts: bool,
    ) -> Mapping[str, bytes]:
        """Name → report and sign-off sheet where there is no 错误; else a draft, if wanted.

        A report is proved before it counts. tally: of the numbers in the words.
        """
        wrong = [finding for finding in findings if finding.level is Level.ERROR]
        if not wrong:
            return self._final(returns, office, findings, tally)
        return self._draft(returns, office, wrong) if drafts else {}

    def _final(
        self, returns: Returns, office: str, findings: Sequence[Finding], tally: Tally
    ) -> Mapping[str, bytes]:
        texts = returns.texts_of(office)
        content = Content(office, returns.figures_of(office), texts)
        report = self._reports.write(content)
        self._prove(report, content)
        name = self._names.report(office)
        checksum = digest(report)[:_CHECKSUM_SIGNS]
        signing = Signing(office, PurePosixPath(name).name, checksum, texts, findings, tally)
        return {name: report, self._names.signoff(office): self._signoffs.write(signing)}

    def _draft(
        self, returns: Returns, office: str, wrong: Sequence[Finding]
    ) -> Mapping[str, bytes]:
        spots = {finding.place.spot for finding in wrong}
        marked = [name for spot, name in returns.papers[office].asked.items() if spot in spots]
        figures, stated = returns.figures_of(office), returns.figures_of(office, stated=True)
        shown = {ref: stated[ref] if ref in marked else figures[ref] for ref in figures}
        content = Content(office, shown, returns.texts_of(office), marked)
        return {self._names.draft(office): self._drafts.write(content)}

    @cached_property
    def _drafts(self) -> ReportWriter:
        return ReportWriter(*self._settings, Kind.DRAFT)

    def returned(
        self, as_read: Returns, last_year: Returns, office: str, findings: Sequence[Finding]
    ) -> Mapping[str, bytes]:
        """Return, by its name, the file to correct, where anything is to be corrected."""
        if all(finding.level is Level.NOTE for finding in findings):
            return {}
        setup = self._setup
        whose = Whose(setup.district.name, office, setup.year)
        known = last_year.reported_by(office)
        data = write_returned(setup.form, whose, as_read, findings, known)
        return {self._names.returned(office): data}

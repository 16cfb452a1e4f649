"""The documents of a district: which there are, the sum of all reports, 汇总.xlsx and 总览.html."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from pipeline.acceptance import may_be_accepted
from pipeline.findings import Finding, Rule
from pipeline.load.overview import Link, link, write_overview
from pipeline.load.pdf import NoCopies, pdf_copies
from pipeline.load.report import Content, Kind, ReportWriter
from pipeline.load.stamp import stamp
from pipeline.load.summary.summary import write_summary
from pipeline.load.to_accept import write_to_accept
from pipeline.outputs import (
    ACCEPTED,
    COPIES,
    DISTRICT_REPORT,
    DRAFTS,
    FIGURES,
    FINDINGS,
    INPUT,
    OVERVIEW,
    REPORTS,
    RETURNED,
    SIGNOFFS,
    SUMMARY,
    TO_ACCEPT,
)
from pipeline.records import Whole
from pipeline.results import Results
from pipeline.setup import Setup
from pipeline.store.files import contents, digest
from pipeline.store.store import Store
from pipeline.tiers import DRAFT, OFFICES, REPORT, SIGNOFF, TEMPLATE
from pipeline.tiers import RETURNED as RETURNED_FILE


class DistrictDocuments:
    """Which documents there are in a folder; those of earlier rounds that no longer hold go."""

    def __init__(self, store: Store, setup: Setup) -> None:
        self.store = store
        self._setup = setup
        self._district = setup.district
        self._settings = (setup.form, setup.district, setup.year)
        self._names = setup.names
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

    def write_whole(self, whole: Whole | None) -> None:
        """Write the sum of all reports, if there is any; what no longer holds goes.

        What a person has completed in it stays while it holds.
        """
        if whole:
            writer = ReportWriter(*self._settings, Kind.DISTRICT, self._setup.tier.unit)
            content = Content("", whole.figures, whole.texts, notes=whole.notes)
            self.store.write(DISTRICT_REPORT, writer.write(content), to_complete=True)
            self._made[DISTRICT_REPORT] = None
        self._clear()

    def _clear(self) -> None:
        """Take out what this round did not make, and copies that are older than their document."""
        made_here = (REPORTS, DRAFTS, SIGNOFFS)
        possible = [name for office in self._district.roster for name in self._of(office)]
        self.store.clear(made_here, [DISTRICT_REPORT, *possible], keep=self.made)
        self.copies = {name: _copy(name) for name in self.made if self._is_current(name)}
        self.store.clear([COPIES], [], keep=self.copies.values())

    def copy(self) -> str:
        """Make a PDF of every document that has none; say why, where some could not be made."""
        lacking = [name for name in self.made if not self._is_current(name)]
        paths = [self.store.folder / name for name in lacking]
        try:
            copies = pdf_copies(paths, stamp(self._setup.year)) if lacking else []
        except NoCopies as reason:
            return str(reason)
        failed = [name for name, copy in zip(lacking, copies, strict=True) if copy is None]
        for name, copy in zip(lacking, copies, strict=True):
            if copy is not None:
                self.store.write(_copy(name), copy, source=self._digest(name))
                self.copies[name] = _copy(name)
        return f"有 {len(failed)} 份没有转换成 PDF，如：{failed[0]}" if failed else ""

    def settle_returned(self, made: Collection[str], only: Collection[str] = ()) -> dict[str, str]:
        """Return office → the file that goes back to it; the others' go.

        made: the offices for which this run made one. With `only`, what the others have stays.
        """
        named = {office: self._names.returned(office) for office in self._district.roster}
        there = {
            office: name
            for office, name in named.items()
            if office in made
            or (only and office not in only and (self.store.folder / name).is_file())
        }
        self.store.clear([RETURNED], named.values(), keep=there.values())
        return there

    def linked(self, returned: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
        """Return what a document is called → office → its name; each with its PDF copy."""
        named = {REPORT: self.reports, DRAFT: self.drafts, SIGNOFF: self.signoffs}
        there: dict[str, Mapping[str, str]] = {}
        for label, names in named.items():
            there[label] = names
            copies = {office: self.copies.get(name, "") for office, name in names.items()}
            there[f"{label} PDF"] = {office: copy for office, copy in copies.items() if copy}
        blank = {office: self._names.template(office) for office in self._district.roster}
        templates = {
            office: name for office, name in blank.items() if (self.store.folder / name).is_file()
        }
        return {**there, RETURNED_FILE: returned, TEMPLATE: templates}

    def write_overviews(self, results: Results, rules: Sequence[Rule]) -> None:
        """Write 汇总.xlsx and 总览.html, which speak of all that is there."""
        form, name, year = self._setup.form, self._district.name, self._setup.year
        self.store.write(SUMMARY, write_summary(form, name, year, rules, results))
        page = write_overview(form, f"{name}{year}年", results, self._beside(results))
        self.store.write(OVERVIEW, page)

    def write_to_accept(self, findings: Sequence[Finding], rules: Sequence[Rule]) -> None:
        """Write 待认可.xlsx, if there is anything that may be accepted."""
        codes = {rule.message.code: rule.may_be_waived for rule in rules}
        open_ones = [one for one in findings if may_be_accepted(one, codes)]
        if not open_ones:
            self.store.clear([], [TO_ACCEPT], keep=[])
            return
        folder = f"{INPUT}/{self._setup.year}/"
        self.store.write(TO_ACCEPT, write_to_accept(open_ones, self._setup.year, ACCEPTED, folder))

    def _beside(self, results: Results) -> list[Link]:
        """The links of the page to what stands beside it."""
        tier, lists = self._setup.tier, {"数据": FIGURES}
        if tier is not OFFICES or not results.listed:
            lists = {f"{one.unit}数据": one.rows for one in dict.fromkeys((tier, OFFICES))}
        named = {"汇总表": SUMMARY}
        if DISTRICT_REPORT in self._made:
            named[f"各{tier.unit}汇总（Word）"] = DISTRICT_REPORT
        if copy := self.copies.get(DISTRICT_REPORT):
            named[f"各{tier.unit}汇总 PDF"] = copy
        return [link(text, name) for text, name in {**named, "问题清单": FINDINGS, **lists}.items()]

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

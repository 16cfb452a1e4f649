"""The settings of a run: a district, a form and a year."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.acceptance import Acceptances
from pipeline.district import District
from pipeline.file_names import FileNames
from pipeline.findings import Finding
from pipeline.form.model import Form
from pipeline.form.table import squeezed
from pipeline.roster import Roster
from pipeline.tiers import OFFICES, Tier

_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class Setup:
    """The district, the form and the year of a run."""

    form: Form  # with the district's indicators
    district: District
    year: int
    tier: Tier = OFFICES
    accepted: Acceptances = field(default_factory=dict)

    @cached_property
    def names(self) -> FileNames:
        """Return what names files."""
        return FileNames(self.form, self.district, self.year)

    @cached_property
    def roster(self) -> Roster:
        """Return the offices that must report."""
        return Roster(self.district.roster, self.district.name)

    def in_order(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings in the order of roster, sheet, cell and code; of no office last."""
        sheets = [squeezed(section.sheet) for section in self.form.sections]

        def key(finding: Finding) -> tuple[object, ...]:
            place, sheet = finding.place, squeezed(finding.place.sheet)
            match = _CELL.match(place.cell)
            return (
                self.roster.row_of(place.office),
                sheets.index(sheet) if sheet in sheets else -1,
                (int(match[2]), len(match[1]), match[1]) if match else (0, 0, ""),
                finding.code,
                place.file,
            )

        return sorted(findings, key=key)

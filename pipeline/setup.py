"""What a run goes by: the settings of a district, and the form of a year."""

from dataclasses import dataclass
from functools import cached_property

from pipeline.district import District
from pipeline.file_names import FileNames
from pipeline.form.model import Form
from pipeline.roster import Roster
from pipeline.tiers import OFFICES, Tier


@dataclass(frozen=True)
class Setup:
    """What a run goes by."""

    form: Form  # with the district's indicators
    district: District
    year: int
    tier: Tier = OFFICES

    @cached_property
    def names(self) -> FileNames:
        """What files are called."""
        return FileNames(self.form, self.district, self.year)

    @cached_property
    def roster(self) -> Roster:
        """Who must report."""
        return Roster(self.district.roster)

"""What the files of each office are called: its name, made safe for every file system."""

import re
from collections.abc import Mapping, Sequence
from unicodedata import normalize

from pipeline.district import District
from pipeline.form.model import Form
from pipeline.outputs import DRAFTS, REPORTS, RETURNED, SIGNOFFS, TEMPLATES

_LONGEST = 90  # bytes: a file name holds 255, and there are district and title, too
# What Windows takes in no name, in its full-width form, which people read as the same.
_FULL_WIDTH = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_RESERVED = re.compile("(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:[.].*)?", re.IGNORECASE)
_HIDDEN = (".", "~", "-")  # what a name that begins so would be to a system, or to a command


def safe_names(names: Sequence[str]) -> dict[str, str]:
    """Name → as it stands in file names; no two are one to a system that ignores case."""
    safe: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = normalize("NFC", name).translate(_FULL_WIDTH).strip().rstrip(". ")
        if plain.startswith(_HIDDEN) or _RESERVED.fullmatch(plain) or not plain:
            plain = f"_{plain}"
        wanted, number = _cut(plain).rstrip(". "), 1
        free = wanted
        while _alike(free) in taken:
            number += 1
            free = f"{wanted}_{number}"
        taken.add(_alike(free))
        safe[name] = free
    return safe


def _cut(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")


def _alike(name: str) -> str:
    """The same for names that some system takes for one."""
    return normalize("NFKC", name).casefold()


class FileNames:
    """The names of what a year's folder holds of each office."""

    def __init__(self, form: Form, district: District, year: int) -> None:
        self._form, self._year = form, year
        self._district = safe_names([district.name])[district.name]
        self._safe = safe_names(district.roster)

    @property
    def changed(self) -> Mapping[str, str]:
        """Offices whose files are not called just as they are."""
        return {office: safe for office, safe in self._safe.items() if office != safe}

    def report(self, office: str) -> str:
        """Its report."""
        return f"{REPORTS}/{self._title(office)}.docx"

    def draft(self, office: str) -> str:
        """Its draft."""
        return f"{DRAFTS}/{DRAFTS}_{self._title(office)}.docx"

    def signoff(self, office: str) -> str:
        """The sign-off sheet of its report."""
        return f"{SIGNOFFS}/{self._safe[office]}{SIGNOFFS}.docx"

    def returned(self, office: str) -> str:
        """What goes back to it to be corrected."""
        return f"{RETURNED}/{self._safe[office]}.xlsx"

    def template(self, office: str) -> str:
        """Its blank template."""
        return f"{TEMPLATES}/{self._safe[office]}.xlsx"

    def _title(self, office: str) -> str:
        return self._form.report_name(self._district, self._safe[office], self._year)

"""Where each office stands in a round: what has come of it, and what was found."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline import messages
from pipeline.findings import Finding, Level, Place, Trait, of_offices
from pipeline.records import OfficeStanding, Standing


def missing(
    roster: Sequence[str], files: Mapping[str, str], findings: Sequence[Finding], folder: str
) -> list[Finding]:
    """The offices of which nothing has come, not even a file that cannot be used.

    `files`: office → the file of its return.
    """
    there = arrived(files, findings)
    return [
        messages.offices.MISSING.at(Place(office), folder=folder)
        for office in roster
        if office not in there
    ]


def standings(
    roster: Sequence[str], files: Mapping[str, str], findings: Sequence[Finding], done: Standing
) -> list[OfficeStanding]:
    """One line per office of the roster; `done` is what an office without 错误 has reached."""
    there = arrived(files, findings)
    lines, by_office = [], of_offices(findings)
    for office in roster:
        count = Counter(finding.level for finding in by_office[office])
        standing = done
        if office not in there:
            standing = Standing.MISSING
        elif office not in files and any(Trait.UNREAD in one.traits for one in by_office[office]):
            standing = Standing.UNUSABLE
        elif count[Level.ERROR]:
            standing = Standing.TO_CORRECT
        places = (finding.place for finding in by_office[office])
        file = files.get(office) or "、".join(dict.fromkeys(one.file for one in places))
        lines.append(OfficeStanding(office, standing, count, file))
    return lines


def arrived(files: Mapping[str, str], findings: Sequence[Finding]) -> set[str]:
    """Return the offices of which there is a file, whether it could be used or not."""
    errors = (one for one in findings if Trait.UNREAD in one.traits or one.level is Level.ERROR)
    return {*files, *(finding.place.office for finding in errors if finding.place.file)}

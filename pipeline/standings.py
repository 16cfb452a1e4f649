"""How far each office has come in a round, by its file and its findings."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline import messages
from pipeline.findings import Finding, Level, Place, Trait, of_offices
from pipeline.records import OfficeStanding, Standing


def missing(
    roster: Sequence[str], files: Mapping[str, str], findings: Sequence[Finding], folder: str
) -> list[Finding]:
    """Return a finding for each office of which no file has come, not even an unusable one.

    files: office → the file of its return. folder: where returns lie.
    """
    present = arrived(files, findings)
    return [
        messages.offices.MISSING.at(Place(office), folder=folder)
        for office in roster
        if office not in present
    ]


def standings(
    roster: Sequence[str], files: Mapping[str, str], findings: Sequence[Finding], done: Standing
) -> list[OfficeStanding]:
    """Return one line for each office of the roster; 警告 that it has answered are not counted.

    files: office → the file of its return. done: the standing of an office without 错误.
    """
    present = arrived(files, findings)
    lines, by_office = [], of_offices(findings)
    for office in roster:
        count = Counter(finding.level for finding in by_office[office] if not _is_answered(finding))
        standing = done
        if office not in present:
            standing = Standing.MISSING
        elif office not in files and any(
            Trait.UNREAD in finding.traits for finding in by_office[office]
        ):
            standing = Standing.UNUSABLE
        elif count[Level.ERROR]:
            standing = Standing.TO_CORRECT
        places = (finding.place for finding in by_office[office])
        file = files.get(office) or "、".join(dict.fromkeys(place.file for place in places))
        lines.append(OfficeStanding(office, standing, count, file))
    return lines


def _is_answered(finding: Finding) -> bool:
    """Return whether an office has explained a 警告: nothing is left to do about it."""
    return finding.level is Level.WARNING and bool(finding.answer)


def are_done(lines: Sequence[OfficeStanding], *, documents: bool) -> bool:
    """Return whether each office, or district, has reached what a run can make of it.

    documents: reports are wanted, too.
    """
    done = (Standing.DONE,) if documents else (Standing.DONE, Standing.PASSED)
    return all(line.standing in done for line in lines)


def arrived(files: Mapping[str, str], findings: Sequence[Finding]) -> set[str]:
    """Return the offices of which there is a file, whether it could be used or not."""
    return {*files} | {
        finding.place.office
        for finding in findings
        if finding.place.file and (Trait.UNREAD in finding.traits or finding.level is Level.ERROR)
    }

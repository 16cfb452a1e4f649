"""What a round comes to: the findings in order, and where each office stands."""

import re
from collections.abc import Sequence

from pipeline.findings import Finding, Level
from pipeline.form.model import Form
from pipeline.records import OfficeStanding, Returns, Standing

_CELL = re.compile("([A-Z]+)([0-9]+)")


def in_order(findings: Sequence[Finding], roster: Sequence[str], form: Form) -> list[Finding]:
    """Sorted by roster, sheet, cell and code; what belongs to no office stands last."""
    sheets = [section.sheet for section in form.sections]

    def key(finding: Finding) -> tuple[object, ...]:
        place = finding.place
        office = roster.index(place.office) if place.office in roster else len(roster)
        sheet = sheets.index(place.sheet) if place.sheet in sheets else -1
        found = _CELL.match(place.cell)
        cell = (int(found[2]), len(found[1]), found[1]) if found else (0, 0, "")
        return office, place.file, sheet, cell, finding.code

    return sorted(findings, key=key)


def standings(
    roster: Sequence[str], returns: Returns, findings: Sequence[Finding], done: Standing
) -> list[OfficeStanding]:
    """One line per office of the roster; `done` is what an office without 错误 has reached.

    An office whose file could not be used has reported, and must correct.
    """
    lines = []
    for office in roster:
        own = [finding for finding in findings if finding.place.office == office]
        count = {level: sum(finding.level is level for finding in own) for level in Level}
        arrived = office in returns.files or any(finding.place.file for finding in own)
        standing = done if arrived else Standing.MISSING
        if arrived and (count[Level.ERROR] or office not in returns.files):
            standing = Standing.TO_CORRECT
        lines.append(
            OfficeStanding(
                office,
                standing,
                count[Level.ERROR],
                count[Level.WARNING],
                count[Level.NOTE],
                returns.files.get(office, ""),
            )
        )
    return lines

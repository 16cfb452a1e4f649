"""What a round comes to: the findings in order, and where each office stands."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipeline import messages
from pipeline.cells import Spot
from pipeline.findings import Finding, Level, Place, Trait, of_offices
from pipeline.form.model import Form
from pipeline.form.table import squeezed
from pipeline.records import OfficeStanding, Reply, Standing
from pipeline.returns import Returns
from pipeline.roster import Roster

_BEFORE = "（改动前说的是"
_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")


def in_order(findings: Sequence[Finding], roster: Roster, form: Form) -> list[Finding]:
    """Sorted by roster, sheet, cell and code; what belongs to no office stands last."""
    sheets = [squeezed(section.sheet) for section in form.sections]

    def key(finding: Finding) -> tuple[object, ...]:
        place = finding.place
        office = roster.row_of(place.office)
        name = squeezed(place.sheet)
        sheet = sheets.index(name) if name in sheets else -1
        found = _CELL.match(place.cell)
        cell = (int(found[2]), len(found[1]), found[1]) if found else (0, 0, "")
        return office, sheet, cell, finding.code, place.file

    return sorted(findings, key=key)


def answered(findings: Sequence[Finding], returns: Returns) -> list[Finding]:
    """The findings, each with what its office said to it in the file that it sent back.

    What was said to one that is gone, or to none of them, is a finding of its own (X19).
    """
    said = defaultdict[tuple[str, str, str], list[Reply]](list)
    for office, paper in returns.papers.items():
        for reply in paper.replies:
            said[office, reply.code, reply.place].append(reply)
    told = []
    for finding in findings:
        place = finding.place
        where = str(place.start) or place.file
        replies = said.get((place.office, finding.code, where), [])
        fitting = [reply for reply in replies if _is_of(reply, finding)] or replies
        told.append(finding.answered(_said(fitting[0], finding)) if fitting else finding)
        if fitting:
            replies.remove(fitting[0])
    remarks = []
    for (office, _, where), replies in said.items():
        place = Place(office, returns.files[office], *Spot.named(where))
        remarks += [
            messages.texts.REMARK.at(place, reply.value, answer=reply.answer).answered(reply.answer)
            for reply in replies
        ]
    return [*told, *remarks]


def _is_of(reply: Reply, finding: Finding) -> bool:
    """Whether it was said of what stands there now."""
    return reply.value.strip() == finding.value.strip()


def _said(reply: Reply, finding: Finding) -> str:
    """The answer; where the value has changed since, of which value it was said."""
    if not reply.value or _is_of(reply, finding) or reply.answer.startswith(_BEFORE):
        return reply.answer
    return f"{_BEFORE}“{reply.value}”）{reply.answer}"


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

"""What offices say to findings in the files that they send back."""

from collections import defaultdict
from collections.abc import Sequence

from pipeline import messages
from pipeline.cells import Spot
from pipeline.findings import Finding, Place
from pipeline.records import Reply
from pipeline.returns import Returns

_BEFORE = "（改动前说的是"


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

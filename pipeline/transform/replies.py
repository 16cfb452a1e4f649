"""Replies: what offices say to findings, in the files that they send back."""

from collections import defaultdict
from collections.abc import Sequence

from pipeline import messages
from pipeline.cells import Spot
from pipeline.findings import Finding, Place
from pipeline.records import Reply
from pipeline.returns import Returns

_BEFORE = "（改动前说的是"


def answered(findings: Sequence[Finding], returns: Returns) -> list[Finding]:
    """Return the findings, each with the reply of its office.

    A reply without a finding to answer becomes a finding of its own (X19).
    """
    left = defaultdict[tuple[str, str, str], list[Reply]](list)
    for office, paper in returns.papers.items():
        for reply in paper.replies:
            left[office, reply.code, reply.place].append(reply)
    replied = []
    for finding in findings:
        place = finding.place
        replies = left.get((place.office, finding.code, str(place.start) or place.file), [])
        fitting = [reply for reply in replies if _is_about(reply, finding)] or replies
        replied.append(finding.answered(_answer(fitting[0], finding)) if fitting else finding)
        if fitting:
            replies.remove(fitting[0])
    remarks = []
    for (office, _, spot), replies in left.items():
        place = Place(office, returns.files[office], *Spot.named(spot))
        remarks += [
            messages.texts.REMARK.at(place, reply.value, answer=reply.answer).answered(reply.answer)
            for reply in replies
        ]
    return [*replied, *remarks]


def _is_about(reply: Reply, finding: Finding) -> bool:
    """Return whether a reply is about the value that a finding shows."""
    return reply.value.strip() == finding.value.strip()


def _answer(reply: Reply, finding: Finding) -> str:
    """Return the text of a reply, with the value that it is about where that has changed."""
    if not reply.value or _is_about(reply, finding) or reply.answer.startswith(_BEFORE):
        return reply.answer
    return f"{_BEFORE}“{reply.value}”）{reply.answer}"

"""What a coordinator accepts: findings about something known, each with her reason."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from pipeline.findings import Finding, Level, Trait
from pipeline.personal import masked

# The heads of both workbooks: of what waits to be accepted, and of what is.
HEADS = (
    "街道", "级别", "编号", "位置", "现在填的", "问题", "街道说明",
    "认可", "理由", "谁", "日期", "核对码",
)  # fmt: skip
ACCEPTED, REASON, WHO, KEY = "认可", "理由", "谁", "核对码"
_SIGNS = 12  # of a key: 48 bits, two of 10,000 findings share one in a million rounds


class Acceptance(NamedTuple):
    """That a finding is accepted: why, and by whom."""

    reason: str
    who: str


Acceptances = Mapping[str, Acceptance]  # by the key of a finding


def key_of(finding: Finding) -> str:
    """Return what a finding is known by: its office, its code, and the value or sentence it shows.

    Another value makes another key, so that an acceptance never outlives what was accepted.
    """
    said = (finding.place.office, finding.code, finding.value, finding.expected, finding.why)
    return sha256("\n".join(said).encode()).hexdigest()[:_SIGNS]


def may_be_accepted(finding: Finding, rules: Mapping[str, bool]) -> bool:
    """Return whether a finding is about something known; rules: code → whether one may accept it.

    What is missing, unreadable or undecided needs a value, no reason.
    """
    if finding.level is Level.NOTE or not finding.place.office:
        return False
    is_known = finding.level is Level.WARNING and Trait.UNKNOWN not in finding.traits
    return rules.get(finding.code, is_known)


def accept(
    findings: Collection[Finding], accepted: Acceptances, rules: Mapping[str, bool]
) -> tuple[list[Finding], set[tuple[str, str]]]:
    """Return the findings, accepted ones as 提示 with their reason; and where all are accepted.

    That is the office and the code of each rule of which no finding is left.
    """
    told, left, explained = [], set(), set()
    for finding in findings:
        acceptance = accepted.get(key_of(finding)) if accepted else None
        about = (finding.place.office, finding.code)
        if acceptance and may_be_accepted(finding, rules):
            explained.add(about)
            told.append(explain(finding, acceptance.reason, acceptance.who))
        else:
            left.add(about)
            told.append(finding)
    return told, explained - left


def explain(finding: Finding, reason: str, who: str = "") -> Finding:
    """Return a finding as 提示, with the reason for which it is accepted."""
    by = f"（{masked(who)}）" if who else ""
    why = f"{finding.why}已说明：{masked(reason.rstrip('。'))}{by}。"
    return replace(finding, level=Level.NOTE, why=why, fix="区里已说明，无需修改。", in_return="")

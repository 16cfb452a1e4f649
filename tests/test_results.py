"""What a round came to, counted."""

from pipeline.findings import Finding, Level, Message, Place, Rule
from pipeline.results import Found, most_found


def told(code: str, level: Level, *offices: str) -> list[Finding]:
    """Return a finding for each office."""
    return [Message(code, level, f"{code}的说明", "").at(Place(office)) for office in offices]


def test_what_was_found_most_often_comes_first() -> None:
    """Of as many, by code and level; notes are not counted, nor is nobody an office."""
    rule = Rule(message=Message("B", Level.ERROR, "", ""), holds="应相等。", source="")
    findings = [
        *told("D", Level.WARNING, "甲"),
        *told("C", Level.WARNING, "甲"),
        *told("C", Level.ERROR, "乙"),
        *told("B", Level.ERROR, "甲", "甲", "乙", ""),
        *told("A", Level.NOTE, "甲", "乙", "丙", "丁", "戊"),
    ]
    assert most_found([rule], findings) == [
        Found("B", Level.ERROR, 4, 2, "应相等。"),
        Found("C", Level.WARNING, 1, 1, "C的说明"),
        Found("C", Level.ERROR, 1, 1, "C的说明"),
        Found("D", Level.WARNING, 1, 1, "D的说明"),
    ]

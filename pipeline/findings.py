"""What a check says: levels, traits, outcomes, messages, findings and rules."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Flag, StrEnum, auto

from pipeline.cells import Spot
from pipeline.personal import masked


class Level(StrEnum):
    """How much a finding weighs; the values are what the coordinator reads."""

    ERROR = "错误"  # no final report for this office until it is corrected
    WARNING = "警告"  # the report is made; a person should look
    NOTE = "提示"  # something was tidied, or is worth knowing


class Trait(Flag):
    """What a message is about, or what follows from it; its code decides nothing."""

    NONE = 0
    FILE = auto()  # about a file as a whole
    UNREAD = auto()  # nothing of the file could be taken
    CELL = auto()  # about a number cell
    SUM = auto()  # about a total and its parts
    THIS_YEAR = auto()  # means nothing where nobody knows the year of the report
    LAST_YEAR = auto()  # against last year's return
    OTHER_YEAR = auto()  # the file is not of the year of the round
    DISTRICT = auto()  # about a whole district of a province
    OUTPUT = auto()  # about a file that this program has written
    TECHNICAL = auto()  # about the computer or this program: no office can correct it
    PASSING = auto()  # may be gone at the next run, though no file has changed
    PARTIAL = auto()  # a published report could be read in part only
    UNKNOWN = auto()  # about what nobody knows: it needs a value, no reason
    DIFFERENT = auto()  # a published report says another thing than the return


class Outcome(StrEnum):
    """What a rule came to for one office."""

    PASSED = "通过"
    FAILED = "未通过"
    UNEVALUATED = "未评估"  # an operand is blank or unreadable: never a pass
    EXPLAINED = "已说明"  # failed, and the district accepts the reason


# From the lightest: of several constraints a rule comes to the weightiest.
BY_WEIGHT = (Outcome.PASSED, Outcome.UNEVALUATED, Outcome.FAILED)


@dataclass(frozen=True)
class Place:
    """Where something stands, as the office sees it; blank parts are not known."""

    office: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def spot(self) -> Spot:
        """Return sheet and cell."""
        return Spot(self.sheet, self.cell)

    @property
    def start(self) -> Spot:
        """Return sheet and cell, of a range the first cell."""
        return Spot(self.sheet, self.cell.partition(":")[0])


@dataclass(frozen=True)
class Finding:
    """One thing a person must look at. `(code, place)` identifies it in every run."""

    level: Level
    code: str
    place: Place
    value: str  # 现值: what stands there, as the office wrote it
    expected: str  # 应为: what should stand there; blank when nobody can know
    why: str
    fix: str
    answer: str = ""  # what the office says to it
    traits: Trait = Trait.NONE  # of its message, as is `in_return`
    in_return: str = ""

    def of(self, office: str) -> "Finding":
        """The same finding, once it is known whose file it is about."""
        return replace(self, place=replace(self.place, office=office))

    def answered(self, answer: str) -> "Finding":
        """The same finding, with what the office says to it."""
        return replace(self, answer=_shown(answer))


def weightiest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by level, 错误 first; of one level as they come."""
    return sorted(findings, key=lambda finding: list(Level).index(finding.level))


def of_offices(findings: Iterable[Finding]) -> defaultdict[str, list[Finding]]:
    """Office → what was found of it; blank: what is of none."""
    by_office = defaultdict[str, list[Finding]](list)
    for finding in findings:
        by_office[finding.place.office].append(finding)
    return by_office


LONGEST_VALUE = 60  # characters; a finding shows what stands there, it does not repeat a section
_LOOKED_AT = LONGEST_VALUE + 200  # characters; no piece of personal data is longer than the rest


def shorten(value: str) -> str:
    """A value as a list can show it."""
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


# What XML 1.0, and so no document, can hold; tab and line breaks are kept.
UNPRINTABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FACT = re.compile(r"\{\w+\}")  # of a message
_HANDLES = {"files", "folder", "name"}  # by which a coordinator finds a file: never changed


def _shown(text: str) -> str:
    """What somebody wrote, as every document may show it."""
    return UNPRINTABLE.sub("\ufffd", masked(text))


MENDED = "在这个文件里已经整理好，不用再改。"  # `in_return` where the fresh template puts it right


@dataclass(frozen=True)
class Message:
    """The words of one kind of finding; `{facts}` are filled in where it is raised."""

    code: str
    level: Level
    why: str
    fix: str
    traits: Trait = Trait.NONE
    in_return: str = ""  # what to do in the file that goes back, if not `fix`; {year}, {elsewhere}

    @property
    def in_general(self) -> tuple[str, str]:
        """What it says and what to do, whatever the facts are."""
        return _FACT.sub("…", self.why), _FACT.sub("…", self.fix)

    def at(self, place: Place, value: object = "", expected: str = "", **facts: object) -> Finding:
        """The finding of this kind at `place`; it shows nobody's number, not even a wrong one."""
        shown = {
            name: _shown(fact) if isinstance(fact, str) and name not in _HANDLES else fact
            for name, fact in facts.items()
        }
        return Finding(
            level=self.level,
            code=self.code,
            place=place,
            value=shorten(_shown(str(value)[:_LOOKED_AT])),
            expected=expected,
            why=self.why.format(**shown),
            fix=self.fix.format(**shown),
            traits=self.traits,
            in_return=self.in_return,
        )


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that is checked. Every rule comes to one outcome for every office."""

    message: Message  # code, level, and what is said when it does not hold
    holds: str  # what must hold, in one sentence, for the catalogue of rules
    source: str  # article, notice, or the practice it rests on
    may_be_waived: bool = True  # a district may accept that it does not hold

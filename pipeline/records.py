"""Small values that pass from stage to stage: asides, replies, changes, standings, notes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from pipeline.cells import Spot
from pipeline.findings import Level
from pipeline.form.table import CellRef
from pipeline.tiers import OFFICES, Tier


class Aside(NamedTuple):
    """What an office wrote where the form asks for nothing; it goes back to it."""

    place: Spot  # in the file where it stood first
    text: str
    settled: str = ""  # what was done with it; blank is still to be done


class Reply(NamedTuple):
    """What an office says to a finding in the file that went back to it."""

    code: str  # blank: to none of them
    place: str  # `三、依申请公开 D7`, as its file names it
    value: str  # what stood there when it was found
    answer: str


class State(StrEnum):
    """How a figure came out of its cell."""

    OK = "ok"
    BLANK = "blank"
    UNREADABLE = "unreadable"


class Agreement(StrEnum):
    """What a number in the words came to."""

    AGREES = "一致"
    DIFFERS = "不一致"
    UNCHECKED = "没有核对"


class NumberInWords(NamedTuple):
    """A number in an answer of an office.

    sentence: as much of it as a list shows. number: as written, with its unit.
    of: the quantity that the words name; blank: none.
    ground: what explains it, or why nothing does.
    """

    sheet: str
    cell: str
    sentence: str
    number: str
    of: str
    result: Agreement
    ground: str


class Tally(NamedTuple):
    """How many numbers in the words of an office came to what."""

    agreeing: int
    differing: int
    unchecked: int

    @classmethod
    def of(cls, numbers: Iterable[NumberInWords]) -> "Tally":
        """Return the tally of some numbers."""
        count = Counter(number.result for number in numbers)
        return cls(*(count[result] for result in Agreement))

    def __str__(self) -> str:
        """Return the tally as people read it."""
        return (
            f"文字里 {sum(self)} 个数：{self.agreeing} 个与表一致，"
            f"{self.differing} 个不一致，{self.unchecked} 个没有核对"
        )


Written = Mapping[CellRef, str]  # figures as lists show them; blank where not known


class Change(StrEnum):
    """What became of an office's return since the last run."""

    NEW = "新报"
    CORRECTED = "更正"
    GONE = "撤回或不能用"
    BACK = "恢复"  # the same return that had been gone


class Moved(NamedTuple):
    """A figure that is another one now."""

    ref: CellRef
    before: str
    now: str


class Reworded(NamedTuple):
    """An answer in words that is another one now; label: of its field."""

    label: str
    before: str
    now: str


class OfficeChange(NamedTuple):
    """One office with a change."""

    office: str
    change: Change
    moved: Sequence[Moved] | None = ()  # None: what the figures were is not known
    reworded: Sequence[Reworded] = ()


class LastKnown(NamedTuple):
    """What was known of an office at the end of the last run."""

    digest: str  # SHA-256 of its return
    texts: Mapping[str, str]  # field label → answer in words
    figures: Written | None  # None: not known any more
    is_gone: bool = False  # the last run had nothing of it, this is older


class Standing(StrEnum):
    """Where an office stands in the round."""

    DONE = "已出报告"
    PASSED = "检查通过"  # the same, where the report has not been made
    TO_CORRECT = "需退改"
    UNUSABLE = "交来但不能用"  # something has come, but no return that could be taken
    UNDONE = "未办完"  # of a district: some of its offices are missing or must correct
    MISSING = "未报"


@dataclass(frozen=True)
class OfficeStanding:
    """One line of the roster: how an office, or a district, stands, and how much was found."""

    office: str
    standing: Standing
    found: Counter[Level]
    file: str  # what has come, whether it could be used or not
    inside: Counter[Standing] = field(default_factory=Counter)  # the offices of a district
    summed: int = 0  # of them in its sums


class Note(NamedTuple):
    """What is said beside figures; doubtful where somebody must see to it."""

    text: str
    doubtful: bool


class Whole(NamedTuple):
    """What the sum of all reports says.

    figures: in the units of their cells. texts: by field label. notes: what is missing in it.
    """

    figures: Mapping[CellRef, int]
    texts: Mapping[str, str]
    notes: Mapping[str, Note]


def scope(roster: Sequence[OfficeStanding], summed: int, tier: Tier = OFFICES) -> str:
    """Which offices sums stand for; one that is out is never counted as zero in silence."""
    count = Counter(line.standing for line in roster)
    inside = sum((line.inside for line in roster), Counter[Standing]())
    is_of_offices = tier is OFFICES
    wrong = Standing.TO_CORRECT if is_of_offices else Standing.UNDONE
    several = count if is_of_offices else inside
    known = sum(line.summed for line in roster)
    offices = "" if is_of_offices else f"、{known} 个{OFFICES.unit}"
    doubt = "（需退改的数字可能有误）" if several[Standing.TO_CORRECT] else ""
    return (
        f"{_arrived(count, wrong, tier.unit)}；"
        + (f"{_arrived(inside, Standing.TO_CORRECT, OFFICES.unit)}；" if inside else "")
        + f"合计为能读出数据的 {summed} 个{tier.unit}{offices}之和{doubt}。"
    )


def _arrived(count: Counter[Standing], wrong: Standing, unit: str) -> str:
    roster = count.total()
    arrived = roster - count[Standing.MISSING]
    useless = count[Standing.UNUSABLE]
    more = f"、{Standing.UNUSABLE} {useless} 个" if useless else ""
    return f"应报 {roster} 个{unit}，已报 {arrived} 个，其中{wrong} {count[wrong]} 个{more}"

"""What prose can state of a quantity that a table counts too, and what it may mean by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from pipeline.form.model import Quantity
from pipeline.transform.prose.counts import Count


class Subject(Enum):
    """What is counted, as prose speaks of it."""

    RECEIVED = auto()
    HANDLED = auto()  # 办理: received, or come to a result
    CLOSED = auto()  # 办结
    CARRIED_IN = auto()
    CARRIED_OUT = auto()
    REVIEWS = auto()
    LAWSUITS = auto()
    DISPUTES = auto()  # 行政复议、行政诉讼 under one number
    MADE = auto()
    REPEALED = auto()
    IN_FORCE = auto()
    LICENCES = auto()
    PENALTIES = auto()
    COERCION = auto()


# The sums of the tables that each may mean: practice differs, any of them is right.
READINGS: Mapping[Subject, tuple[tuple[Quantity, ...], ...]] = {
    Subject.RECEIVED: ((Quantity.NEW,), (Quantity.NEW, Quantity.CARRIED_IN)),
    Subject.HANDLED: (
        (Quantity.NEW,),
        (Quantity.NEW, Quantity.CARRIED_IN),
        (Quantity.HANDLED,),
    ),
    Subject.CLOSED: ((Quantity.NEW,), (Quantity.NEW, Quantity.CARRIED_IN), (Quantity.HANDLED,)),
    Subject.CARRIED_IN: ((Quantity.CARRIED_IN,),),
    Subject.CARRIED_OUT: ((Quantity.CARRIED_OUT,),),
    Subject.REVIEWS: ((Quantity.REVIEWS,),),
    Subject.LAWSUITS: ((Quantity.LAWSUITS,),),
    Subject.DISPUTES: ((Quantity.REVIEWS, Quantity.LAWSUITS),),
    Subject.MADE: ((Quantity.MADE,),),
    Subject.REPEALED: ((Quantity.REPEALED,),),
    Subject.IN_FORCE: ((Quantity.IN_FORCE,),),
    Subject.LICENCES: ((Quantity.LICENCES,),),
    Subject.PENALTIES: ((Quantity.PENALTIES,),),
    Subject.COERCION: ((Quantity.COERCION,),),
}


@dataclass(frozen=True)
class Claim:
    """One number that a sentence states for a quantity; 0 also where it says there was none."""

    subject: Subject
    number: Decimal
    count: Count | None = None  # the number as it stands there, unless it says "none"


# What applications, cases and decisions are counted in.
CASES = frozenset(("件", "宗", "项", "条", "次", "份", "起", "个", "例", "封", "件次"))
# What stands between a noun and its number. Possessive (*+): many ways to split it, one is enough.
FILLER_WORDS = "件|案|的|数量|数|总数|总量|总|共计|合计|共|各类|为|是|有|达到?|了|[:：]"
FILLER = f"(?:{FILLER_WORDS})*+"

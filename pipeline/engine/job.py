"""What a job is: a few items, one result for each in their order, a line before each step.

An engine knows jobs and no forms. A job whose worker was lost goes on behind the item that the
worker had named: that item is lost, and no other.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

LOCAL = "local"  # as an address: a cluster on this computer
_PATIENCE = 3  # times the seconds, for a second try
Tell = Callable[[str, int, int, str], None]  # stage, how many are done of how many, what is next


class Step(NamedTuple):
    """What a worker says before it begins: what is next, and how long it may take."""

    stage: str
    item: str  # a file or an office; several offices together, if they are done together
    seconds: float
    is_of_all: bool = False  # of all items that are left: nobody can say whose fault a loss is


Begin = Callable[[Step], None]
Do = Callable[[Sequence[Item], Begin], Iterator[Result]]


class LostError(BaseException):
    """The step that is about to begin has cost a worker its life before."""

    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self.step = step


class Lost(NamedTuple):
    """In place of the result of an item that ended its worker, or took too long."""

    step: Step


@dataclass(frozen=True)
class Work(Generic[Item, Result]):
    """A kind of job: what is done with its items, and what each of them may take.

    seconds: for one item, where only the whole job can be timed.
    memory: bytes that a step may take beyond those that its worker has.
    """

    do: Do[Item, Result]
    seconds: float
    memory: int


class Engine(Protocol):
    """Who does jobs."""

    @property
    def is_remote(self) -> bool:
        """Whether a worker may have another version of this program, or not see a folder."""

    @property
    def here(self) -> "ThisProcess":
        """Who does what is not worth a worker."""

    def start(self, module: str) -> None:
        """Have a worker import what it will need, before there is anything to do."""

    def work(
        self, work: Work[Item, Result], jobs: Iterable[Sequence[Item]], total: int
    ) -> Iterator[tuple[Item, Result | Lost]]:
        """Return each item with its result, in their order; total: items in all jobs."""

    def end(self) -> None:
        """End at once, whatever is going on."""


class ThisProcess(Engine, Protocol):
    """The engine that does jobs where it is asked."""

    def begin(self, step: Step) -> None:
        """Say what is about to be done that is no job. Raises LostError, as in a job."""


class Job(Generic[Item, Result]):
    """A job under way: the items that are left, and the results that nobody has taken yet."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.results = deque[tuple[Item, Result | Lost]]()
        self.patience = 1  # times the seconds that a step is allowed
        self._parts = deque([items] if items else [])  # done one after another

    @property
    def items(self) -> Sequence[Item]:
        """The items that are to be done next, together; none: the job is done."""
        return self._parts[0] if self._parts else ()

    def add(self, result: Result | Lost) -> None:
        """Take the result of the first item."""
        item, *rest = self._parts.popleft()
        self.results.append((item, result))
        self.patience = 1
        if rest:
            self._parts.appendleft(rest)

    def lose(self, step: Step) -> None:
        """Give up the item that a worker was lost at; if nobody knows which, let each go alone.

        It is tried once more, with patience: the computer may be busy, or short of memory.
        """
        if len(self.items) > 1 and step.is_of_all:
            items = self._parts.popleft()
            self._parts.extendleft([item] for item in reversed(items))
        elif self.patience == 1:
            self.patience = _PATIENCE
        else:
            self.add(Lost(step))


def nobody(stage: str, done: int, total: int, item: str) -> None:
    """Where nobody wants to know how far a run is."""


def silent(step: Step) -> None:
    """Where nobody wants to know what begins."""

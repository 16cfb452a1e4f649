"""Jobs done in this process, one after another."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from pipeline.engine.job import (
    Begin,
    Item,
    Job,
    Lost,
    LostError,
    Result,
    Step,
    Tell,
    Work,
    nobody,
    silent,
)


class Here:
    """This process.

    begin: is told of each step. deadly: steps that have cost a worker its life, and are left out.
    """

    is_remote = False

    def __init__(
        self, begin: Begin = silent, deadly: Collection[Step] = (), tell: Tell = nobody
    ) -> None:
        self._begin = begin
        self._deadly = deadly
        self._tell = tell

    @property
    def here(self) -> "Here":
        """This process."""
        return self

    def start(self, module: str) -> None:
        """Do nothing: there is no process to start."""

    def begin(self, step: Step) -> None:
        """Say what is about to be done. Raises LostError where it has ended a worker before."""
        self._announce(step, 0, 1)

    def work(
        self, work: Work[Item, Result], jobs: Iterable[Sequence[Item]], total: int
    ) -> Iterator[tuple[Item, Result | Lost]]:
        """Return each item with its result, in their order."""
        done = 0

        def begin(step: Step) -> None:
            self._announce(step, done, total)

        for job in map(Job[Item, Result], jobs):
            while job.items:
                try:
                    for result in work.do(job.items, begin):
                        job.add(result)
                        done += 1
                        yield job.results.popleft()
                except LostError as lost:
                    job.lose(lost.step)
                yield from job.results
                job.results.clear()

    def _announce(self, step: Step, done: int, total: int) -> None:
        if step in self._deadly:
            raise LostError(step)
        self._begin(step)
        self._tell(step.stage, done, total, step.item)

    def end(self) -> None:
        """Nothing is going on elsewhere."""

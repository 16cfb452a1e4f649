"""Whether anything in a folder has changed, asked again and again.

Asking works everywhere, also on a shared drive, where a notice of a change may never come.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

from pipeline.errors import InUse

_EVERY = 2.0  # seconds
_LEFT_BY_PROGRAMS = ("~$", ".")  # files that come and go while others are open

State = frozenset[tuple[str, int, int]]  # name, size, time of the last change


def state_of(folder: Path) -> State:
    """Every file in the folder and in those of its years."""
    found = set()
    for path in (*folder.glob("*"), *folder.glob("[0-9][0-9][0-9][0-9]/*")):
        if not path.name.startswith(_LEFT_BY_PROGRAMS) and path.is_file():
            stat = path.stat()
            found.add((str(path), stat.st_size, stat.st_mtime_ns))
    return frozenset(found)


def changes_in(folder: Path, wait: Callable[[float], None] = sleep) -> Iterator[State]:
    """At once, and again after each change, when the folder has been the same twice."""
    handled: State | None = None
    last = _seen(folder)
    while True:
        now = _seen(folder)
        if now is not None and now == last and now != handled:
            handled = now
            yield now
        last = now
        wait(_EVERY)


def when_free(
    run: Callable[[], object],
    tell: Callable[[Exception], None],
    wait: Callable[[float], None] = sleep,
) -> None:
    """Run as soon as nobody else is at it and the disk takes it; what stands in the way, once."""
    is_told = False
    while True:
        try:
            run()
        except (InUse, OSError) as error:
            if not is_told:
                tell(error)
            is_told = True
            wait(_EVERY)
        else:
            return


def _seen(folder: Path) -> State | None:
    """None while something is moved away under our eyes."""
    try:
        return state_of(folder)
    except OSError:
        return None

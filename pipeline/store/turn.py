"""One run at a time in a folder: the second is told who is at it, and since when."""

from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import InUse
from pipeline.store.files import put

_LOCK, _WHO = ".nianbao.lock", ".nianbao-who.txt"


class Turn:
    """The right to write in a folder. The system takes it back from a process that has died."""

    def __init__(self, folder: Path, who: str) -> None:
        self._folder = folder
        self._who = who
        self._lock = FileLock(folder / _LOCK, blocking=False)
        self._made: list[Path] = []  # folders that were not there before

    def demand_free(self) -> None:
        """Raise InUse where somebody has it; nothing is made or written."""
        if not (self._folder / _LOCK).is_file():
            return
        self._acquire()
        self._lock.release()

    def take(self) -> None:
        """Raises InUse where somebody has it."""
        self._made = [one for one in (self._folder, self._folder.parent) if not one.exists()]
        self._folder.mkdir(parents=True, exist_ok=True)
        self._acquire()
        try:
            put(self._folder / _WHO, self._who.encode())
        except OSError:
            self.give_back()
            raise

    def give_back(self) -> None:
        """A folder that was made for it, and in which nothing was written, goes, too."""
        with suppress(OSError):
            (self._folder / _WHO).unlink()
        with suppress(OSError):  # the lock's own file stays with others: see filelock
            if self._made and {path.name for path in self._folder.iterdir()} == {_LOCK}:
                (self._folder / _LOCK).unlink()
                for folder in self._made:
                    folder.rmdir()
        self._lock.release()

    def _acquire(self) -> None:
        try:
            self._lock.acquire()
        except Timeout:
            raise InUse(self._folder, self._at_it()) from None

    def _at_it(self) -> str:
        try:
            return (self._folder / _WHO).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""  # just started, or just ended

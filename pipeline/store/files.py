"""Whole files or none: there is the old one, or the new one, and nothing between."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import NamedTuple, TypeVar

Result = TypeVar("Result")

_PATIENCE = (0.2, 0.5)  # seconds between tries: a scanner holds a file for a moment only
_UMASK = os.umask(0o077)  # what new files are not permitted; to ask is to set it
os.umask(_UMASK)
_HALF, _WRITTEN = ".nianbao-", ".tmp"  # how the name of a half-written file begins and ends


class Staged(NamedTuple):
    """A whole file that waits beside its place; only a name is missing."""

    path: Path | None  # None: the very same is in its place already
    digest: str


def stage(path: Path, pieces: Iterable[bytes]) -> Staged:
    """Write what is to be put at a path, safe on the disk, under a name of no importance.

    Whoever puts it there may be another process.
    """
    known = hashlib.sha256()
    with _told_of(path):
        handle, name = _patiently(lambda: _temporary(path.parent))
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in pieces:
                    known.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o666 & ~_UMASK)  # mkstemp makes it private, whatever others may
        except BaseException:
            temporary.unlink()
            raise
    return Staged(temporary, known.hexdigest())


def put_staged(path: Path, staged: Staged) -> None:
    """Put a staged file at its path. What is not yet on the disk is, after `settle`.

    PermissionError where some program holds the old one open, and does not let go of it soon:
    then it is staged still.
    """
    if staged.path is None:
        return
    waiting = staged.path
    with _told_of(path):
        _patiently(lambda: waiting.replace(path))


def put(path: Path, data: bytes) -> None:
    """Put a whole file at a path, or nothing."""
    put_pieces(path, [data])


def put_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same, of one that may be too large for the memory."""
    staged = stage(path, pieces)
    try:
        put_staged(path, staged)
    except BaseException:
        discard(staged)
        raise


def discard(staged: Staged) -> None:
    """It is not wanted after all."""
    if staged.path:
        with suppress(OSError):  # it is in nobody's way
            staged.path.unlink()


def _temporary(folder: Path) -> tuple[int, str]:
    try:
        return tempfile.mkstemp(prefix=_HALF, suffix=_WRITTEN, dir=folder)
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(prefix=_HALF, suffix=_WRITTEN, dir=folder)


def _patiently(attempt: Callable[[], Result]) -> Result:
    for patience in _PATIENCE:
        try:
            return attempt()
        except PermissionError:
            sleep(patience)
    return attempt()


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Trouble with a temporary file is told of the one that it was for."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def settle(folders: Iterable[Path]) -> None:
    """Make the names in these folders outlast a power cut, where a system has a way to ask."""
    for folder in folders:
        with suppress(OSError):  # Windows opens no folder; some shares take no such wish
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def sweep(folder: Path) -> None:
    """Take out what a killed run had half written."""
    for path in folder.rglob(f"{_HALF}*{_WRITTEN}"):
        with suppress(OSError):  # it is in nobody's way
            path.unlink()


def unused(path: Path) -> Path:
    """The path, or the next of its kind that is free."""
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}_{number}")
    return free


def digest(data: bytes) -> str:
    """SHA-256."""
    return hashlib.sha256(data).hexdigest()


def digest_at(path: Path) -> str | None:
    """SHA-256 of what stands at a path; None where no file does."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file's bytes, as many at a time as fit into little memory."""
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def contents(path: Path) -> bytes | None:
    """A file's bytes; None where there is none."""
    return path.read_bytes() if path.is_file() else None

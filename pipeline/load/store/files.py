"""Whole files or none: there is the old one, or the new one, and nothing between."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import sleep

_PATIENCE = (0.2, 0.5)  # seconds between tries: a scanner holds a file for a moment only
_HALF, _WRITTEN = ".nianbao-", ".tmp"  # how the name of a half-written file begins and ends


def put(path: Path, data: bytes) -> None:
    """Put a whole file at a path. What is not yet on the disk is, after `settle`.

    PermissionError where some program holds the old one open, and does not let go of it soon.
    """
    for patience in (*_PATIENCE, None):
        try:
            _put(path, data)
        except PermissionError:
            if patience is None:
                raise
            sleep(patience)
        else:
            return


def _put(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_HALF, suffix=_WRITTEN, dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o644)  # mkstemp makes it private; the coordinator shares this folder
            temporary.replace(path)
        except BaseException:
            temporary.unlink()
            raise
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


def contents(path: Path) -> bytes | None:
    """A file's bytes; None where there is none."""
    return path.read_bytes() if path.is_file() else None

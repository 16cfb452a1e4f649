"""Everything a run writes: whole files or none, and never over what a person changed.

The manifest remembers the hash of each output, and of the return that a document was made
from. A file that no longer has its hash was edited by a person and is moved to a backup folder
before anything takes its place.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Any, Self

MANIFEST = "运行记录.json"
EDITED = "手工修改"
_PATIENCE = (0.2, 0.5)  # seconds between tries at a file that is open elsewhere
_OUTPUTS, _SOURCES, _KEPT = "outputs", "made_from", "kept"


def stamp(year: int) -> datetime:
    """When documents say they were made: the first day a report of `year` can be.

    In place of the clock, so that the same content has the same bytes in every run.
    """
    return datetime(year + 1, 1, 1)  # noqa: DTZ001 - document properties have no zone


class Store:
    """One output folder. Names are paths inside it, with `/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saved_edits: list[str] = []  # where edited files were moved, for the last lines
        self.set_aside: list[str] = []  # written beside files that are open in another program
        self.left_open: list[str] = []  # of no use any more, but open in another program
        manifest = _manifest(folder / MANIFEST)
        self._hashes = manifest.get(_OUTPUTS, {})
        self._sources = manifest.get(_SOURCES, {})  # by output, too
        # What a run keeps for the next, by office; None: there was no run.
        self.kept: dict[str, dict[str, Any]] | None = manifest.get(_KEPT)

    def write(self, name: str, data: bytes, *, source: str = "", to_complete: bool = False) -> None:
        """Put `data` at `name`; the same bytes are left alone.

        `source` is the hash of the return that it was made from. What a person is meant to
        complete stays theirs as long as we have nothing new to say.
        """
        path = self.folder / name
        new, known, old = _hash(data), self._hashes.get(name), ""
        if path.is_file():
            old = _hash(path.read_bytes())
            if old == new or (to_complete and known == new):
                self._note(name, new, source)
                return
        try:
            self._put_over(path, name, data, edited=path.is_file() and old != known)
        except PermissionError:
            if not path.is_file():
                raise  # not a file that is open elsewhere, but a folder that cannot be written
            self._set_aside(name, data)
            return
        self._note(name, new, source)

    def _note(self, name: str, new: str, source: str) -> None:
        """What stands there now, and what it was made from; what stood beside it goes."""
        self._hashes[name] = new
        if source:
            self._sources[name] = source
        beside = _beside(name)
        if self.unedited(beside) is not None:
            with suppress(PermissionError):  # open: it goes next time
                (self.folder / beside).unlink()
                self._hashes.pop(beside, None)

    def _put_over(self, path: Path, name: str, data: bytes, *, edited: bool) -> None:
        """Write, perhaps over a file that some program still holds open: it may let go."""
        for patience in (*_PATIENCE, None):
            try:
                if edited and path.is_file():
                    self._save_edit(path, name)
                put(path, data)
            except PermissionError:
                if patience is None:
                    raise
                sleep(patience)
            else:
                return

    def _set_aside(self, name: str, data: bytes) -> None:
        """The new document beside the one that is open."""
        beside = _beside(name)
        path = self.folder / beside
        if path.is_file() and self.unedited(beside) is None:
            self._save_edit(path, beside)
        try:
            put(path, data)
        except PermissionError:  # open, too
            path = _unused(path)
            beside = path.relative_to(self.folder).as_posix()
            put(path, data)
        self._hashes[beside] = _hash(data)
        self.set_aside.append(beside)

    def clear(self, folders: Iterable[str], names: Iterable[str], keep: Iterable[str]) -> None:
        """Take out `names`, and what we once put into `folders`, but for what is to be kept.

        An edited file is moved; a folder that is empty then goes too.
        """
        inside = tuple(f"{folder}/" for folder in folders)
        ours = {name for name in self._hashes if name.startswith(inside)}
        for name in sorted((ours | set(names)) - {*keep, *self.set_aside}):
            path = self.folder / name
            try:
                if self.unedited(name) is not None:
                    path.unlink()
                elif path.is_file():
                    self._save_edit(path, name)
            except PermissionError:
                self.left_open.append(name)
                continue
            self._hashes.pop(name, None)
            self._sources.pop(name, None)
            with suppress(OSError):  # not empty, or not there
                path.parent.rmdir()

    def unedited(self, name: str) -> bytes | None:
        """An output as we last wrote it; None where there is none, or a person changed it."""
        path = self.folder / name
        data = path.read_bytes() if path.is_file() else None
        return data if data is not None and _hash(data) == self._hashes.get(name) else None

    def is_made_from(self, name: str, source: str) -> bool:
        """Whether an output is there, and was made from this return as it is now."""
        return self._sources.get(name) == source and (self.folder / name).is_file()

    def __enter__(self) -> Self:
        """Use as a context: the manifest is written at the end, however the run ends."""
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed is None:
            self._write_manifest()
        else:
            with suppress(OSError):  # what stopped the run is what must be told
                self._write_manifest()

    def _write_manifest(self) -> None:
        there = {n: h for n, h in self._hashes.items() if (self.folder / n).is_file()}
        known: dict[str, Any] = {_OUTPUTS: there, _SOURCES: self._sources}
        if self.kept is not None:
            known[_KEPT] = self.kept
        text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True)
        put(self.folder / MANIFEST, text.encode())

    def _save_edit(self, path: Path, name: str) -> None:
        """Move a person's version to a folder named after the time of the edit."""
        edited = datetime.fromtimestamp(path.stat().st_mtime)  # noqa: DTZ006 - the person's own clock
        target = _unused(self.folder / EDITED / f"{edited:%Y-%m-%d %H.%M.%S}" / name)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        self.saved_edits.append(str(target.relative_to(self.folder)))


def _beside(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}（新）{dot}{suffix}"


def _manifest(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}  # then every file there counts as a person's, and is kept
    hashes = found.items() if isinstance(found, dict) else ()
    return {name: known for name, known in hashes if isinstance(known, dict)}


def _unused(path: Path) -> Path:
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}_{number}")
    return free


def put(path: Path, data: bytes) -> None:
    """Put a whole file at a path: there is the old one, or the new one, and nothing between."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".nianbao-", dir=path.parent)
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


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

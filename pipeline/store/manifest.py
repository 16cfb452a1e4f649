"""运行记录.json: what a finished run read and wrote. It is written last.

Until then a journal says of each output what it is about to become, so that the next run knows
what a killed one wrote: it is ours, and no person's edit.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from unicodedata import normalize

from pipeline.store.files import contents, digest, digest_at, pieces_of, put_pieces

MANIFEST = "运行记录.json"
JOURNAL = ".nianbao-journal"
EARLIER = ".nianbao-earlier-"  # before the name of an output as the last finished run left it
BESIDE = "beside "  # in place of a source: of what it was written beside
_LONGEST = 255  # bytes of a file's name
_NOTHING = ("", "", "")
_OUTPUTS, _SOURCES, _KEPT = "outputs", "made_from", "kept"


class Manifest:
    """What is known of the outputs in a folder.

    outputs: name → SHA-256 of what we wrote.
    sources: name → what it was made from, as a hash.
    kept: what a run keeps for the next, by office; None: no run has finished.
    about: program, edition, inputs and counts of the last finished run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        manifest = contents(folder / MANIFEST) or b""
        known = _read(manifest)
        self._finished = _names(known.pop(_OUTPUTS, {}))
        self.outputs = dict(self._finished)
        self.sources = _names(known.pop(_SOURCES, {}))
        self.kept: dict[str, dict[str, Any]] | None = known.pop(_KEPT, None)
        self.about: dict[str, Any] = known
        self._alike = {key: name for name in self.outputs if (key := _alike(name)) != name}
        self.unfinished: list[str] = []  # what a run that came to no end had written
        self._began_from = digest(manifest)
        begun, *announced = [*_announced(folder / JOURNAL), _NOTHING]
        self._has_begun = False
        self._goes_on = begun[1] == self._began_from  # otherwise that run did come to its end
        for name, hash_, source in announced if self._goes_on else ():
            data = contents(folder / name) if name else None
            if data is not None and digest(data) == hash_:
                self.unfinished.append(name)
                self.note(name, hash_, source)
        self.asides = defaultdict[str, list[str]](list)  # name → what was written beside it
        for name, source in self.sources.items():
            if source.startswith(BESIDE):
                self.asides[source.removeprefix(BESIDE)].append(name)

    @property
    def has_written(self) -> bool:
        """Whether this run has announced anything."""
        return self._has_begun

    @property
    def is_going_on(self) -> bool:
        """Whether a run has begun to write since the last one that finished."""
        return self._goes_on

    def ours(self, name: str) -> str | None:
        """The hash of an output as we wrote it, also under a name that only case tells apart."""
        return self.outputs.get(name) or self.outputs.get(self._called(name))

    def renamed(self, name: str) -> bool:
        """Whether it is the very file that has a name with other case now."""
        now = self._called(name)
        path, other = self._folder / now, self._folder / name
        return now != name and path.exists() and other.exists() and path.samefile(other)

    def _called(self, name: str) -> str:
        """What the output is called whose name only case tells apart, if there is one."""
        key = _alike(name)
        called = self._alike.get(key, key)
        return called if called in self.outputs else name

    def announce(self, *about: tuple[str, str, str]) -> None:
        """Say what outputs are about to become: name, hash, source."""
        if not about:
            return
        path = self._folder / JOURNAL
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or (path.exists() and not path.is_file()):
            path.unlink()  # it would be written elsewhere, or wait for a reader
        lines = [*about]
        if not self._goes_on:
            lines.insert(0, ("", self._began_from, ""))
        written = _written(lines)
        with path.open("a" if self._goes_on else "w", encoding="utf-8") as journal:
            journal.write(written if self._has_begun else f"\n{written}")  # the last may be torn
            journal.flush()
            os.fsync(journal.fileno())
        self._goes_on = self._has_begun = True

    def note(self, name: str, hash_: str, source: str) -> None:
        """What an output is now."""
        self.outputs[name] = hash_
        if (key := _alike(name)) != name:
            self._alike[key] = name
        if source:
            self.sources[name] = source
        else:
            self.sources.pop(name, None)

    def forget(self, name: str) -> None:
        """It is not there any more."""
        self._alike.pop(_alike(name), None)
        self.outputs.pop(name, None)
        self.sources.pop(name, None)

    def keep_earlier(self, name: str) -> None:
        """Keep an output as the last finished run left it, until this one is finished."""
        path, earlier = self.of_last_run(name), self._folder / f"{EARLIER}{name}"
        if path not in (None, earlier):
            put_pieces(earlier, pieces_of(self._folder / name))

    def of_last_run(self, name: str) -> Path | None:
        """An output as the last finished run left it; None if it is not to be had."""
        for path in (self._folder / f"{EARLIER}{name}", self._folder / name):
            if name in self._finished and digest_at(path) == self._finished[name]:
                return path
        return None

    def written(self) -> Iterator[bytes]:
        """All that is known, as the file holds it, piece by piece: it may be large."""
        there = {n: h for n, h in self.outputs.items() if (self._folder / n).is_file()}
        sources = {name: source for name, source in self.sources.items() if name in there}
        known = {**self.about, _OUTPUTS: there, _SOURCES: sources}
        if self.kept is not None:
            known[_KEPT] = self.kept
        for at, (name, said) in enumerate(sorted(known.items())):
            opening = ",\n" if at else "{\n"
            piece = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
            yield f'{opening}"{name}": {piece}'.encode()
        yield b"\n}"

    def end_journal(self) -> None:
        """The manifest says all that it says."""
        for path in (self._folder / JOURNAL, *self._folder.glob(f"{EARLIER}*")):
            with suppress(OSError):  # the next run knows that this one is finished
                path.unlink()


def _written(lines: Iterable[tuple[str, str, str]]) -> str:
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def _read(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}  # then every file there counts as a person's, and is kept
    known = found.items() if isinstance(found, dict) else ()
    return {name: what for name, what in known if isinstance(what, dict)}


def _announced(path: Path) -> Iterator[tuple[str, str, str]]:
    """What an unfinished run said; its last line may be torn."""
    for line in (contents(path) or b"").decode(errors="replace").splitlines():
        try:
            name, hash_, source = map(str, json.loads(line))
        except (ValueError, TypeError, RecursionError):
            continue
        if not name or _is_name(name):
            yield name, hash_, source


def _names(known: Mapping[str, object]) -> dict[str, str]:
    return {name: said for name, said in known.items() if _is_name(name) and isinstance(said, str)}


def _is_name(name: str) -> bool:
    """Whether it can be the name of an output: never of a file outside the folder."""
    if not name.isprintable() or set(name) & set("\\:"):
        return False
    parts = name.split("/")
    return not any(part in ("", ".", "..") or len(part.encode()) > _LONGEST for part in parts)


def _alike(name: str) -> str:
    """The same for names that are one where case says nothing."""
    return normalize("NFC", name).casefold()

"""Everything a run writes: whole files or none, and never over what a person changed.

A file that is not as we wrote it was edited by a person; it is kept in a backup folder before
anything takes its place. What is of no use any more goes last, when nothing speaks of it.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from os import utime
from pathlib import Path
from typing import Any, NamedTuple, Self

from pipeline.outputs import Conflicts
from pipeline.store.files import (
    Staged,
    contents,
    digest,
    digest_at,
    discard,
    put,
    put_pieces,
    put_staged,
    settle,
    stage,
    sweep,
    unused,
)
from pipeline.store.manifest import BESIDE, MANIFEST, Manifest
from pipeline.store.turn import Turn

EDITED = "手工修改"
SETTLED = "settled"  # in the manifest: what holds as long as nothing else is written


class Output(NamedTuple):
    """One file that is to be written: its bytes, or where they wait; `source` as in `write`."""

    name: str
    data: bytes | Staged
    source: str = ""

    @property
    def digest(self) -> str:
        """SHA-256."""
        return self.data.digest if isinstance(self.data, Staged) else digest(self.data)

    @property
    def is_in_place(self) -> bool:
        """Whether it was found in its place, and so not written a second time."""
        return isinstance(self.data, Staged) and self.data.path is None

    def drop(self) -> None:
        """It does not go to its place; what waits for that goes."""
        if isinstance(self.data, Staged):
            discard(self.data)


class Store:
    """One output folder; names are paths inside it, with `/`.

    To write, use it as a context, `who` says to others who does; to look, as it is.
    """

    def __init__(self, folder: Path, who: str = "") -> None:
        self.folder = folder
        self.conflicts = Conflicts()
        self._turn = Turn(folder, who)
        self._known = Manifest(folder)
        self._touched: set[Path] = set()  # folders with new names in them
        self._to_clear: dict[str, None] = {}
        self._if_settled: dict[str, Any] = {}
        self._is_round = False

    def __enter__(self) -> Self:
        self._turn.take()
        try:
            self._begin()
        except BaseException:
            self._turn.give_back()
            raise
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        try:
            if failed is None:
                self._finish()
            else:
                sweep(self.folder)
        finally:
            self._turn.give_back()

    def _begin(self) -> None:
        sweep(self.folder)
        self._known = Manifest(self.folder)  # another run may just have ended
        for name in self._known.unfinished:
            if name.startswith(f"{EDITED}/"):  # nobody was told of it yet
                self._known.forget(name)
                self._tell_kept(name)

    def demand_free(self) -> None:
        """Raise InUse where another run is at work in the folder; nothing is written."""
        self._turn.demand_free()

    @property
    def about(self) -> dict[str, Any]:
        """What the manifest says of the last run, or is to say of this one."""
        return self._known.about

    @property
    def kept(self) -> dict[str, dict[str, Any]] | None:
        """What a run keeps for the next, by office; None: no run has finished."""
        return self._known.kept

    @kept.setter
    def kept(self, kept: dict[str, dict[str, Any]]) -> None:
        self._known.kept = kept
        self._is_round = True

    def tell(self, **about: dict[str, Any]) -> None:
        """What the manifest is to say of this run."""
        self._known.about |= about

    def tell_if_settled(self, **about: Any) -> None:  # noqa: ANN401 - whatever JSON holds
        """The same, for as long as nothing else is written here.

        Not, if something could not be taken out at the end.
        """
        self._if_settled |= about

    @property
    def settled(self) -> dict[str, Any]:
        """What the last run told so, if nothing has been written since."""
        known: dict[str, Any] = self._known.about.get(SETTLED, {})
        return known

    def write(
        self,
        name: str,
        data: bytes | Staged,
        *,
        source: str = "",
        to_complete: bool = False,
        keep_earlier: bool = False,
    ) -> None:
        """Put `data` at `name`; the same bytes are left alone.

        `source` is the hash of what it was made from. What a person is meant to complete stays
        theirs as long as we have nothing new to say. With `keep_earlier`, `of_last_run` still
        has the one before, also when this run comes to no end.
        """
        known = self._known.ours(name)
        new = data.digest if isinstance(data, Staged) else digest(data)
        if to_complete and known == new and self._is_edited(name):
            self.conflicts.completed.append(name)
            self._to_clear.pop(name, None)
            self._note(name, new, source)
            return
        if keep_earlier:
            self._known.keep_earlier(name)
        self.write_all([Output(name, data, source)])

    def write_all(self, outputs: Iterable["Output"]) -> None:
        """Several at once: what they are about to become is written down once for all."""
        changed = []
        for output in outputs:
            self._to_clear.pop(output.name, None)
            try:
                old = digest_at(self.folder / output.name)
            except PermissionError:  # not even to be read
                self._set_aside(output)
                continue
            if old == output.digest:
                output.drop()
                self._note(output.name, output.digest, output.source)
                continue
            if output.is_in_place:
                continue  # what it was to be like is no more there: whoever made it does so again
            if old not in (None, self._known.ours(output.name)):
                self._keep_edit(output.name, (self.folder / output.name).read_bytes())
            changed.append((output, old is not None))
        self._known.announce(*((one.name, one.digest, one.source) for one, _ in changed))
        for output, was_there in changed:
            self._replace(output, was_there=was_there)

    def _replace(self, output: "Output", *, was_there: bool) -> None:
        try:
            output = self._staged(output)
            self._put_staged(output.name, output)
        except PermissionError:
            if not was_there:
                output.drop()
                raise  # not a file that is open elsewhere, but a folder that cannot be written
            self._set_aside(output)
        except BaseException:
            output.drop()
            raise
        else:
            self._note(output.name, output.digest, output.source)

    def _staged(self, output: "Output") -> "Output":
        if isinstance(output.data, Staged):
            return output
        return output._replace(data=stage(self.folder / output.name, [output.data]))

    def _note(self, name: str, new: str, source: str) -> None:
        """What stands there now, and what it was made from; what stood beside it goes."""
        self._known.note(name, new, source)
        self._to_clear |= dict.fromkeys(self._known.asides.get(name, ()))

    def _set_aside(self, output: "Output") -> None:
        """The new document beside the one that is open."""
        if output.is_in_place:
            return
        beside = _beside(output.name)
        self.keep_edits([beside])
        source = f"{BESIDE}{output.name}"
        self._known.announce((beside, output.digest, source))
        output = self._staged(output)
        try:
            self._put_staged(beside, output)
        except PermissionError:  # open, too
            path = unused(self.folder / beside)
            beside = path.relative_to(self.folder).as_posix()
            self._known.announce((beside, output.digest, source))
            self._put_staged(beside, output)
        self._known.note(beside, output.digest, source)
        if beside not in self.conflicts.set_aside:
            self.conflicts.set_aside.append(beside)

    def clear(self, folders: Iterable[str], names: Iterable[str], keep: Iterable[str]) -> None:
        """Take out `names`, and what we once put into `folders`, but for what is to be kept.

        It is done at the end, when no list speaks of them any more. An edited file is kept; a
        folder that is empty then goes too.
        """
        inside = tuple(f"{folder}/" for folder in folders)
        ours = {name for name in self._known.outputs if name.startswith(inside)}
        gone = sorted((ours | set(names)) - {*keep, *self.conflicts.set_aside})
        for name in gone:
            if self._known.renamed(name):
                self._known.forget(name)
            elif (self.folder / name).is_file():
                self.keep_edits([name])
                self._to_clear[name] = None

    def keep_edits(self, names: Iterable[str]) -> None:
        """Keep a copy of those that a person changed, before anything takes their place."""
        for name in names:
            with suppress(PermissionError):  # open: it stays where it is
                if digest_at(self.folder / name) not in (None, self._known.ours(name)):
                    self._keep_edit(name, (self.folder / name).read_bytes())

    def of_last_run(self, name: str) -> Path | None:
        """An output as the last finished run left it; None if it is not to be had."""
        return self._known.of_last_run(name)

    def is_as_left(self) -> bool:
        """Whether the last run came to its end, and every output is as it left it."""
        known = self._known
        try:
            return not known.is_going_on and all(
                digest_at(self.folder / name) == left for name, left in known.outputs.items()
            )
        except PermissionError:  # open in a program that lets nobody look
            return False

    def is_made_from(self, name: str, source: str) -> bool:
        """Whether an output is there, and was made from this as it is now."""
        return self._known.sources.get(name) == source and (self.folder / name).is_file()

    def _is_edited(self, name: str) -> bool:
        try:
            return digest_at(self.folder / name) not in (None, self._known.ours(name))
        except PermissionError:  # nobody can tell
            return False

    def _finish(self) -> None:
        settle(self._touched)
        old_lists = any("/" not in name for name in self.conflicts.set_aside)
        for name in self._to_clear:
            try:
                if old_lists:  # which are open, and speak of it still
                    raise PermissionError
                self._remove(name)
            except PermissionError:
                self.conflicts.left_open.append(name)
        if self._known.unfinished and not self._is_round:
            return  # the round that came to no end goes on from what it left
        if self._is_round or self._known.has_written or self._to_clear:
            self._known.about.pop(SETTLED, None)  # what an earlier run said of its outputs
        if self._if_settled and not self.conflicts.left_open:
            self._known.about[SETTLED] = self._if_settled
        put_pieces(self.folder / MANIFEST, self._known.written())
        settle([self.folder])
        self._known.end_journal()

    def _remove(self, name: str) -> None:
        path = self.folder / name
        if path.is_file():
            self.keep_edits([name])
            path.unlink()
        self._known.forget(name)
        _remove_empty(path.parent, self.folder)

    def _keep_edit(self, name: str, data: bytes) -> None:
        """A person's version, in a folder named after the time of the edit."""
        stat = (self.folder / name).stat()
        target = self.folder / EDITED / _when(stat.st_mtime) / name
        while target.exists() and contents(target) != data:  # another edit of the same second
            target = target.with_stem(f"{target.stem}_")
        if not target.exists():  # it may be there: the file was open, or we were killed
            self._known.announce((target.relative_to(self.folder).as_posix(), digest(data), ""))
            put(target, data)
            self._touched.add(target.parent)
            utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            settle(folder for folder in target.parents if folder.is_relative_to(self.folder))
        self._tell_kept(target.relative_to(self.folder).as_posix())

    def _tell_kept(self, name: str) -> None:
        if name not in self.conflicts.saved_edits:
            self.conflicts.saved_edits.append(name)

    def _put_staged(self, name: str, output: "Output") -> None:
        if isinstance(output.data, Staged):
            put_staged(self.folder / name, output.data)
            self._touched.add((self.folder / name).parent)


def _when(seconds: float) -> str:
    """The time of an edit, by the person's own clock, as a folder is called."""
    try:
        return f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H.%M.%S}"  # noqa: DTZ006
    except (ValueError, OverflowError, OSError):
        return "时间不明"


def _beside(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}（新）{dot}{suffix}"


def _remove_empty(folder: Path, top: Path) -> None:
    """Folders that hold nothing any more, up to the top, which stays."""
    with suppress(OSError):  # not empty, or not there
        while folder != top:
            folder.rmdir()
            folder = folder.parent

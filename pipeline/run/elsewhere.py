"""Folders at an address (fsspec: s3, sftp, …), brought here while somebody works on them.

Whoever works on them knows only paths. Such a place knows no locks: that one run at a time works
on a folder there, its people must see to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from pipeline.district import ConfigurationError
from pipeline.load.store import EDITED
from pipeline.load.store.files import contents, digest_at
from pipeline.load.store.manifest import EARLIER, JOURNAL, MANIFEST, journal
from pipeline.outputs import FIGURES, LOG
from pipeline.province import SETTINGS as PROVINCE
from pipeline.run.new import INPUT, OUTPUT
from pipeline.run.setup import SETTINGS

_LIKE = ("size", "mtime", "LastModified", "ETag", "created")  # whatever its system knows of it
_OF_A_RUN = (".nianbao.lock", ".nianbao-who.txt")  # of no use to anybody elsewhere


def is_address(where: str) -> bool:
    """Whether it is no path of this computer."""
    return "://" in where


@contextmanager
def province_at_hand(address: str, year: int) -> Iterator[Path]:
    """What is of a whole province, and the settings of its districts."""
    with _told_of(address):
        districts = Remote(address).folders()
    settings = [f"{name}/{INPUT}/{SETTINGS}" for name in districts]
    results = f"{OUTPUT}/{year}"
    with at_hand(address, [PROVINCE, *settings, results], results) as folder:
        yield folder


def district_at_hand(address: str, year: int) -> AbstractContextManager[Path]:
    """What a run of a district reads and writes."""
    results = f"{OUTPUT}/{year}"
    years = [f"{INPUT}/{one}" for one in (year - 1, year)]
    return at_hand(address, [f"{INPUT}/{SETTINGS}", *years, results], results)


@contextmanager
def at_hand(address: str, parts: Sequence[str], results: str) -> Iterator[Path]:
    """A folder here with some parts of one elsewhere; what is new in `results` is put back.

    Nothing is, where the work came to no end. Raises ConfigurationError in one Chinese line.
    """
    with TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with _told_of(address):
            remote = Remote(address)
            seen = remote.fetch(parts, folder)
        last = _Last.of(folder / results)
        try:
            yield folder
        except Exception:
            with suppress(Exception):  # the log says more; that it is there is all one can do
                remote.put(folder / results / LOG, f"{results}/{LOG}")
            raise
        with _told_of(address):
            changed = remote.others_than(seen, results)
            if not changed:
                _put_back(remote, folder / results, results, last)
        if changed:
            raise ConfigurationError(
                f"运行的时候 {address} 里的 {changed[0]} 变了，这次的结果没有放回去；请再运行一次。"
            )


class _Last(NamedTuple):
    """What the last run left: hashes of all, its manifest, and what an unfinished one began."""

    known: Mapping[str, str | None]
    manifest: bytes
    journal: bytes
    figures: bytes  # the list, as the last run that finished left it

    @classmethod
    def of(cls, folder: Path) -> "_Last":
        return cls(
            _digests(folder),
            *(contents(folder / one) or b"" for one in (MANIFEST, JOURNAL, FIGURES)),
        )


def _digests(folder: Path) -> dict[str, str | None]:
    """Result → its hash."""
    there = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): digest_at(path)
        for path in there
        if path.name not in _OF_A_RUN
    }


def _put_back(remote: "Remote", here: Path, results: str, last: _Last) -> None:
    """First a journal of what is about to change, last the manifest.

    Whole files that come between, the next run knows as ours; one that came only half counts as
    a person's, and is kept.
    """
    now = _digests(here)
    changed = [name for name, digest in now.items() if last.known.get(name) != digest]
    begun = {name for name in last.known if name.startswith((JOURNAL, EARLIER))}
    if MANIFEST in changed:
        manifest = (here / MANIFEST).read_bytes()
        announced = journal(last.manifest, manifest, changed, last.journal)
        remote.write(f"{results}/{JOURNAL}", announced)
        earlier = f"{EARLIER}{FIGURES}"
        if last.figures and FIGURES in changed and earlier not in begun:
            remote.write(f"{results}/{earlier}", last.figures)  # which the next run compares with
        begun |= {JOURNAL, earlier}
    gone = [name for name in last.known if name not in now and name not in begun]
    edits = [name for name in changed if name.startswith(f"{EDITED}/")]  # before what they were of
    for name in (*edits, *(name for name in changed if name not in {*edits, MANIFEST})):
        remote.put(here / name, f"{results}/{name}")
    remote.remove(f"{results}/{name}" for name in gone)
    if MANIFEST in changed:
        remote.put(here / MANIFEST, f"{results}/{MANIFEST}")
    remote.remove(f"{results}/{name}" for name in begun)


class Remote:
    """A folder at an address; names in it are paths with `/`."""

    def __init__(self, address: str) -> None:
        from fsspec.core import url_to_fs  # of the cluster's libraries

        try:
            self._system, self._root = url_to_fs(address)
        except ValueError:
            raise ConfigurationError(f"不认识 {address} 这样的地址。") from None

    def folders(self) -> list[str]:
        """The folders in it."""
        listed: list[dict[str, Any]] = self._system.ls(self._root, detail=True)
        inside = (str(one["name"]) for one in listed if one["type"] == "directory")
        return sorted(name.rstrip("/").rpartition("/")[2] for name in inside)

    def fetch(self, parts: Sequence[str], folder: Path) -> Mapping[str, str]:
        """Bring some files, and all in some folders, to a folder here; what they are like."""
        found = self._seen(parts)
        for name in found:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if found:
            here = [str(folder / name) for name in found]
            self._system.get(list(map(self._at, found)), here)
        return found

    def others_than(self, seen: Mapping[str, str], part: str) -> list[str]:
        """What in a folder there is not as it was seen: somebody is at work on it."""
        self._system.invalidate_cache()
        now = self._seen([part])
        before = {name: like for name, like in seen.items() if name.startswith(f"{part}/")}
        return sorted(name for name, _ in now.items() ^ before.items())

    def put(self, path: Path, name: str) -> None:
        """Put a file from here there."""
        self._system.makedirs(self._at(name).rpartition("/")[0], exist_ok=True)
        self._system.put_file(str(path), self._at(name))

    def write(self, name: str, data: bytes) -> None:
        """Put these bytes there."""
        self._system.makedirs(self._at(name).rpartition("/")[0], exist_ok=True)
        self._system.pipe_file(self._at(name), data)

    def remove(self, names: Iterable[str]) -> None:
        """Take files out, as far as they are there."""
        for name in names:
            if self._system.exists(self._at(name)):
                self._system.rm_file(self._at(name))

    def _at(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def _seen(self, parts: Sequence[str]) -> dict[str, str]:
        """The files in some folders, or of these names, and what they are like."""
        start, seen = len(self._at("")), {}
        for part in parts:
            for place, about in self._system.find(self._at(part), detail=True).items():
                name = str(place)[start:]
                if about["type"] == "file" and ".." not in name.split("/"):
                    seen[name] = str([about.get(one) for one in _LIKE])
        return seen


@contextmanager
def _told_of(address: str) -> Iterator[None]:
    """Trouble with a place elsewhere, in one line: its driver raises whatever it likes."""
    try:
        yield
    except ImportError as error:
        raise ConfigurationError(
            f"打不开 {address}：缺少它的程序库（{error}），请先装上；"
            "fsspec 在 nianbao[cluster] 里。"
        ) from None
    except ConfigurationError:
        raise
    except FileNotFoundError:
        raise ConfigurationError(f"找不到 {address}，请核对地址。") from None
    except Exception as error:
        raise ConfigurationError(
            f"读写 {address} 时出错（{type(error).__name__}：{error}）；请核对地址、网络和权限。"
        ) from error

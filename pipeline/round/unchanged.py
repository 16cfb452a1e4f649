"""A run that would come to what the last one came to: nothing that it goes by has changed.

It goes by the program, the settings, what lies in the folders of both years, and what is wanted.
Where all that, and every output, is as the last run left it, there is nothing to do.
"""

import hashlib
import json
import re
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from loguru import logger

from pipeline.findings import Trait
from pipeline.fonts import missing_fonts
from pipeline.outputs import SETTINGS, Wanted
from pipeline.source_file import digest_of
from pipeline.store.store import Store

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from pipeline.round.outcome import Round

_KEY, _ROUND, _SAID, _FONTS = "key", "round", "said", "fonts"
_LACKING, _FOLDER = "{fonts}", "{folder}"  # in a line: what is another on each computer
_PROGRAM = Path(__file__).parents[1]


class Said(NamedTuple):
    """What the last run said on the screen, and whether everything was done."""

    lines: Sequence[str]
    is_complete: bool


def remember(
    store: Store,
    inputs: Path,
    done: "Round",
    digests: Mapping[Path, str],
    fonts: Sequence[str],
    say: "Callable[[Round], Sequence[str]]",
) -> None:
    """Keep what a round came to, if the next one may come to the same.

    fonts: those that its documents name; which of them a computer lacks is its own matter.
    say: what is told of it on the screen.
    """
    met = done.conflicts
    disturbed = met.saved_edits or met.set_aside or met.completed
    passing = any(Trait.PASSING in found.traits for found in done.findings)
    if disturbed or passing or done.changed_inputs or done.no_copies:
        return
    known = replace(done, changes=[], is_known=True)
    lasting = replace(known, folder=Path(), missing_fonts=[])
    marked = replace(known, folder=Path(_FOLDER), missing_fonts=[_LACKING] if fonts else [])
    store.tell_if_settled(
        **{
            _KEY: _key(inputs, done.year, done.wanted, digests),
            _ROUND: _adapter().dump_python(lasting, mode="json"),
            _SAID: {"lines": list(say(marked)), "is_complete": done.complete},
            _FONTS: list(fonts),
        }
    )


def recall(store: Store, inputs: Path, year: int, wanted: Wanted) -> "Round | None":
    """Return what the last round came to, if this one would come to the same."""
    if not _is_settled(store, inputs, year, wanted):
        return None
    try:
        last = _adapter().validate_python(store.settled[_ROUND])
    except (KeyError, ValueError):  # somebody changed it
        return None
    logger.info("各街道的表格、设置和结果都和上次运行时一样，没有重做")
    return replace(last, folder=store.folder, missing_fonts=_lacking(store))


def recall_said(inputs: Path, folder: Path, year: int, wanted: Wanted) -> Said | None:
    """Return what the last round said, if this one would come to the same.

    folder: of its outputs. Raises InUse where another run is at work there.
    """
    store = Store(folder)
    store.demand_free()
    if not _is_settled(store, inputs, year, wanted):
        return None
    match store.settled.get(_SAID):
        case {"lines": [*lines], "is_complete": bool(is_complete)} if lines:
            fonts = "、".join(_lacking(store))
            told = [str(line) for line in lines if fonts or _LACKING not in str(line)]
            here = str(store.folder)
            shown = [line.replace(_LACKING, fonts).replace(_FOLDER, here) for line in told]
            return Said(shown, is_complete)
    return None


def _lacking(store: Store) -> list[str]:
    """The fonts of its documents that this computer lacks."""
    return missing_fonts(list(map(str, store.settled.get(_FONTS, []))))


def _is_settled(store: Store, inputs: Path, year: int, wanted: Wanted) -> bool:
    known = store.settled
    if _KEY not in known or not isinstance(known.get(_FONTS), list) or not store.is_as_left():
        return False
    return bool(known[_KEY] == _key(inputs, year, wanted, {}))


def _key(inputs: Path, year: int, wanted: Wanted, digests: Mapping[Path, str]) -> str:
    """Return a hash of all that a run goes by."""
    lying = {
        f"{path.parent.name}/{path.name}": digests.get(path) or _as_it_lies(path)
        for path in _files(inputs, year)
    }
    known: list[Any] = [program_hash(), list(wanted), sorted(lying.items())]
    return hashlib.sha256(json.dumps(known, ensure_ascii=True).encode()).hexdigest()


def _files(inputs: Path, year: int) -> list[Path]:
    """Return the settings and all that lies in the folders of both years, whatever it is.

    Hidden files are left out, as in a round: systems change them where people only look.
    """
    lying: list[Path] = []
    for folder in (inputs / str(year - 1), inputs / str(year)):
        with suppress(OSError):  # not there, or not to be looked into: a round goes on without it
            lying += (path for path in folder.iterdir() if not path.name.startswith("."))
    return [inputs / SETTINGS, *lying]


def _as_it_lies(path: Path) -> str:
    """Return the hash of a file; of anything else its kind, since no run opens it."""
    if path.is_symlink():
        return "link"
    return digest_of(path) or ("folder" if path.is_dir() else "other")


@cache
def program_hash() -> str:
    """A hash of the program itself, of Python, and of the libraries it runs with."""
    known = hashlib.sha256()
    for path in sorted(_PROGRAM.rglob("*")):
        if path.suffix in (".py", ".j2", ".in") and path.is_file():
            known.update(path.read_bytes().replace(b"\r\n", b"\n"))
    known.update(f"{sys.version_info} {zlib.ZLIB_RUNTIME_VERSION} {_libraries()}".encode())
    return known.hexdigest()


def _libraries() -> list[str]:
    """The versions that are installed; none where the program itself is not."""
    try:
        wanted = [one for one in requires("nianbao") or () if ";" not in one]
        names = [re.split("[^A-Za-z0-9._-]", one)[0] for one in wanted]
        return [f"{name} {version(name)}" for name in names]
    except PackageNotFoundError:
        return []


@cache
def _adapter() -> "TypeAdapter[Round]":
    from pydantic import TypeAdapter

    from pipeline.round.outcome import Round

    return TypeAdapter(Round)

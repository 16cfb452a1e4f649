"""A run that would come to what the last one came to: nothing that it goes by has changed.

It goes by the program, the settings, what lies in the folders of both years, and what is wanted.
Where all that, and every output, is as the last run left it, there is nothing to do.
"""

import hashlib
import json
import re
import sys
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import messages
from pipeline.extract.intake import SPREADSHEETS
from pipeline.extract.kinds import kind_of_path
from pipeline.load.store import Store
from pipeline.outputs import Wanted
from pipeline.run.round import Round
from pipeline.run.setup import SETTINGS, Setup
from pipeline.source_file import digest_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_PASSING = {  # what may be gone the next time, though nothing has changed
    (said.code, said.why)
    for said in (messages.files.KILLED, messages.files.CHANGING, messages.files.LOCKED)
}
_KEY, _ROUND = "key", "round"
_PROGRAM = Path(__file__).parents[1]


def remember(store: Store, inputs: Path, done: Round, digests: Mapping[Path, str]) -> None:
    """Keep what a round came to, if the next one may come to the same."""
    met = done.conflicts
    disturbed = met.saved_edits or met.set_aside or met.completed
    passing = any((found.code, found.why) in _PASSING for found in done.findings)
    if disturbed or passing or done.changed_inputs or done.no_copies:
        return
    lasting = replace(done, folder=Path(), missing_fonts=[], changes=[])
    came_to = _adapter().dump_python(lasting, mode="json")
    key = _key(inputs, done.year, done.wanted, digests)
    store.tell_if_settled(**{_KEY: key, _ROUND: came_to})


def recall(store: Store, inputs: Path, setup: Setup, wanted: Wanted) -> Round | None:
    """What the last round came to, if this one would come to the same."""
    known = store.settled
    if _KEY not in known or not store.is_as_left():
        return None
    if known[_KEY] != _key(inputs, setup.year, wanted, {}):
        return None
    try:
        last = _adapter().validate_python(known[_ROUND])
    except ValueError:  # somebody changed it
        return None
    return replace(last, folder=store.folder)


def _key(inputs: Path, year: int, wanted: Wanted, digests: Mapping[Path, str]) -> str:
    """A hash of all that a run goes by."""
    lying = {
        f"{path.parent.name}/{path.name}": digests.get(path) or _as_it_lies(path)
        for path in _files(inputs, year)
    }
    said: list[Any] = [program_hash(), list(wanted), sorted(lying.items())]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def _files(inputs: Path, year: int) -> list[Path]:
    """The settings and all that lies in the folders of both years, whatever it is."""
    lying: list[Path] = []
    for folder in (inputs / str(year - 1), inputs / str(year)):
        with suppress(OSError):  # not there, or not to be looked into: a round goes on without it
            lying += folder.iterdir()
    return [inputs / SETTINGS, *lying]


def _as_it_lies(path: Path) -> str:
    """A hash of what a run would read; of anything else, what it is: nobody opens that."""
    if path.is_symlink():
        return "link"
    if not path.is_file():
        return "folder" if path.is_dir() else "other"
    is_read = path.name == SETTINGS or path.name.casefold().endswith(SPREADSHEETS)
    try:
        return digest_of(path) if is_read else kind_of_path(path).what
    except OSError:
        return "locked"


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

    return TypeAdapter(Round)

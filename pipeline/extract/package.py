"""A package of Office Open XML (.xlsx, .docx): a zip of parts that name each other by relations.

A part is found by the relation of the part that names it, never by a fixed name, as
[ECMA-376-2] has it. Only what is asked for is unpacked, parsed and judged.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple, TypeAlias, TypeVar

from lxml import etree

from pipeline.extract.control_signs import without_control_signs

MEGABYTE = 1 << 20
MOST_PARTS = 2_000
LARGEST_UNPACKED = 64 * MEGABYTE  # without pictures; a filled template has about 0.2 MB
LARGEST_PICTURES = 256 * MEGABYTE  # unpacked
LARGEST_TREE = 8 * MEGABYTE  # of a part that is parsed as a whole; its tree takes 20 times as much
LARGE_PART = MEGABYTE // 2  # parsed piece by piece, which takes twice as long
_PICTURES = ("xl/media/", "xl/drawings/media/", "word/media/", "pictures/")
_LOCKED = 0x1  # flag of a part of a zip
SIGNS_OF_DAMAGE = (  # what damaged zips, records and XML make the libraries raise
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, struct.error, OSError, EOFError,
    KeyError, NotImplementedError, RuntimeError, ValueError, IndexError,
)  # fmt: skip

_PLAINLY = {
    "resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True
}  # fmt: skip
_PARSER = etree.XMLParser(**_PLAINLY)
Element: TypeAlias = Any  # of lxml, which has no types
T = TypeVar("T")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


class OversizedError(Exception):
    """A package with more in it than any return or report; says how much, in Chinese."""


class DeclaredError(Exception):
    """A part declares entities, or a DTD that a parser would fetch."""


class ForeignContentError(Exception):
    """A document holds another one in a form that only Word shows (altChunk)."""


class LockedError(Exception):
    """A part can be read with a password only."""


class Relation(NamedTuple):
    """What a part says about another one."""

    name: str  # as the part refers to it, such as rId3
    kind: str  # last word of the type: worksheet, styles
    target: str  # the name of the other part


class Package:
    """The parts of one file; their names are compared without case, and a backslash is a slash.

    Raises one of `SIGNS_OF_DAMAGE` for what cannot be read, OversizedError, LockedError and
    DeclaredError.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.had_control_signs = False
        self._zip = zipfile.ZipFile(file)
        self._entries = defaultdict[str, list[zipfile.ZipInfo]](list)
        self._relations: dict[str, list[Relation]] = {}
        for entry in self._zip.infolist():
            self._entries[_plain(entry.filename)].append(entry)
        self._demand_small()

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def has(self, *beginnings: str) -> bool:
        """Return whether the name of any part begins so."""
        return any(name.startswith(beginnings) for name in self._entries)

    def part(self, name: str) -> bytes:
        """Return the bytes of a part; reading them compares their checksum."""
        entries = self._entries.get(name.casefold(), [])
        if len(entries) != 1:
            raise KeyError(f"{len(entries)} parts are called {name}")
        if entries[0].flag_bits & _LOCKED:
            raise LockedError
        with self._zip.open(entries[0]) as packed:  # unbounded, more would be unpacked than is said
            return packed.read(entries[0].file_size)

    def read(self, name: str, reader: Callable[[bytes], T]) -> T:
        """Return what a reader makes of a part; signs that XML forbids are no reason to fail."""
        part = self.part(name)
        try:
            return reader(part)
        except etree.XMLSyntaxError:
            if any(sign in part for sign in _DECLARATIONS):
                raise DeclaredError from None
            clean, is_changed = without_control_signs(part)
            if clean == part:
                raise
            self.had_control_signs |= is_changed
            return reader(clean)

    def xml(self, name: str) -> Element:
        """Return the root element of a part, decoded as the part says."""
        return self.read(name, parsed)

    def relations(self, part: str = "") -> list[Relation]:
        """Return what a part, or the package itself, says about other parts of the package."""
        if part not in self._relations:
            folder, _, name = part.rpartition("/")
            listed = f"{folder}/_rels/{name}.rels".lstrip("/")
            said = self.xml(listed) if listed in self else ()
            self._relations[part] = [
                Relation(
                    relation.get("Id", ""),
                    relation.get("Type", "").rpartition("/")[2],
                    _plain(relation.get("Target", ""), folder),
                )
                for relation in said
                if relation.get("TargetMode") != "External"
            ]
        return self._relations[part]

    def related(self, part: str, kind: str) -> str:
        """Return the one part of a kind that a part names; blank if it names none.

        Raises ValueError where several could be meant.
        """
        targets = {relation.target for relation in self.relations(part) if relation.kind == kind}
        if len(targets) > 1:
            raise ValueError(f"{len(targets)} parts are {kind}")
        return next(iter(targets), "")

    def _demand_small(self) -> None:
        count = len(self._zip.infolist())
        if count > MOST_PARTS:
            raise OversizedError(f"由 {count} 个部分组成")
        unpacked = pictures = 0
        for name, entries in self._entries.items():
            size = sum(entry.file_size for entry in entries)
            pictures += size if name.startswith(_PICTURES) else 0
            unpacked += size
        if unpacked - pictures > LARGEST_UNPACKED or pictures > LARGEST_PICTURES:
            raise OversizedError(f"解开后有 {unpacked // MEGABYTE} MB")


def parsed(part: bytes) -> Element:
    """Return the root element of an XML document that declares nothing."""
    if len(part) > LARGEST_TREE:
        raise OversizedError(f"有一个部分解开后有 {len(part) // MEGABYTE} MB")
    root = etree.fromstring(part, _PARSER)
    _demand_undeclared(root)
    return root


def elements(part: bytes, *tags: str) -> Iterator[Element]:
    """Yield the elements with some tags, none of which lies in another.

    Of a large part each is gone when the next one comes.
    """
    if len(part) <= LARGE_PART:
        yield from parsed(part).iter(*tags)
        return
    events = etree.iterparse(io.BytesIO(part), tag=tags, **_PLAINLY)
    for _, element in events:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    _demand_undeclared(events.root)


def _demand_undeclared(root: Element) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise DeclaredError


def _plain(name: str, folder: str = "") -> str:
    """A name as names are compared; one that does not begin with / lies in the folder."""
    path = posixpath.join("/", folder, name.replace("\\", "/"))
    return posixpath.normpath(path).lstrip("/").casefold()

"""A zip made of parts that may have been compressed before: the standard library has no way.

Entries have no time, no owner and no flags but UTF-8 names, so the same parts give the same bytes
on any system.
"""

import zlib
from collections.abc import Iterable
from struct import pack
from typing import NamedTuple

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UNIX, _DEFLATED = 20, 3, 8
_DAY_ONE = 1 << 5 | 1  # 1980-01-01, the first day that a zip knows
_UTF_8 = 0x800


class Entry(NamedTuple):
    """One part: its local header with the packed bytes, and its line in the directory."""

    local: bytes
    central: bytes

    @classmethod
    def of(cls, name: str, part: bytes) -> "Entry":
        """Compress a part."""
        compressor = zlib.compressobj(zlib.Z_BEST_SPEED, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = compressor.compress(part) + compressor.flush()
        called = name.encode()
        flags = 0 if name.isascii() else _UTF_8
        sizes = zlib.crc32(part), len(packed), len(part), len(called), 0
        about = pack("<5H3L2H", _VERSION, flags, _DEFLATED, 0, _DAY_ONE, *sizes)
        made_by = pack("<BB", _VERSION, _UNIX)
        rest = pack("<3HL", 0, 0, 0, 0o600 << 16)  # no comment, first disk; attributes
        return cls(_LOCAL + about + called + packed, _CENTRAL + made_by + about + rest)

    def listed(self, name: str, offset: int) -> bytes:
        """Its line in the directory, at the end of the file."""
        return self.central + pack("<L", offset) + name.encode()


def zipped(entries: Iterable[tuple[str, Entry]]) -> bytes:
    """The whole file, with its parts in the order given."""
    pieces, listed, offset = [], [], 0
    for name, entry in entries:
        listed.append(entry.listed(name, offset))
        pieces.append(entry.local)
        offset += len(entry.local)
    directory = b"".join(listed)
    count = len(listed)
    end = _END + pack("<4H2LH", 0, 0, count, count, len(directory), offset, 0)
    return b"".join((*pieces, directory, end))

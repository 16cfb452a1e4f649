"""Files of the older Office made by hand: a compound file with one stream, whatever its name."""

import io
import struct

from xlwt.CompoundDoc import XlsDoc

_ENTRY = "Workbook".encode("utf-16-le")
BIFF8 = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0, 0, 0, 0)  # how its stream begins


def compound(name: str, stream: bytes) -> bytes:
    """A compound file with one stream of some name."""
    file = io.BytesIO()
    XlsDoc().save(file, stream.ljust(4096, b"\0"))
    data = file.getvalue()
    at = data.index(_ENTRY)
    entry = name.encode("utf-16-le") + b"\0\0"
    return data[:at] + entry.ljust(64, b"\0") + struct.pack("<H", len(entry)) + data[at + 66 :]


def record(kind: int, body: bytes) -> bytes:
    """One record of an .xls."""
    return struct.pack("<HH", kind, len(body)) + body

"""The answers of an office, packed for the record that a run keeps for the next."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence

_BETWEEN = "\x1f"  # never in an answer: it cannot be printed


def packed(texts: Iterable[str]) -> str:
    """Return texts as one short line."""
    return b64encode(zlib.compress(_BETWEEN.join(texts).encode(), 6)).decode("ascii")


def unpacked(line: str) -> Sequence[str]:
    """Return the texts of such a line; raises ValueError where it is none."""
    try:
        return zlib.decompress(b64decode(line, validate=True)).decode().split(_BETWEEN)
    except zlib.error as error:
        raise ValueError(line[:20]) from error

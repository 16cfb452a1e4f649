"""Bytes that wait outside the memory, so that it does not grow with the number of offices."""

from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import NamedTuple, Self

_IN_MEMORY = 8 << 20  # bytes


class Lying(NamedTuple):
    """Where some bytes lie in a spool."""

    start: int
    length: int


class Spool:
    """A temporary file to which bytes are added, and from which they are read again."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed on exit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, data: bytes) -> Lying:
        """Add some bytes."""
        start = self._file.seek(0, SEEK_END)
        self._file.write(data)
        return Lying(start, len(data))

    def get(self, lying: Lying) -> bytes:
        """Read some bytes again."""
        self._file.seek(lying.start)
        return self._file.read(lying.length)

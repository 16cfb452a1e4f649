"""Pairs of masked texts that are alike, in nearly linear time.

Comparing every office with every other grows with the square of the offices. Instead each text
gets a signature: the smallest of many hashes of its runs of four signs (MinHash). Signatures are
cut into bands; texts that share a band meet, in each band with the twenty nearest before them.
Of those that meet, the signatures say how alike they are, nearly; only what may be a copy is
compared letter by letter (rapidfuzz). So the work for n texts is O(n log n), the logarithm being
that of sorting. Identical texts are known by the hash of their signatures, in O(n).
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from pipeline.transform.fingerprints import SHORTEST

_RUN = 4  # signs that are hashed together
_BANDS, _ROWS = 32, 4
_AT_ONCE = 10_000  # pairs whose signatures are compared
_NEAREST = 20  # earlier texts that one meets in a band
_CLOSEST = 20  # of those it meets, the ones it is compared with letter by letter
# Of equal hashes; a smaller share have fewer than 1 of 100 copies at the usual setting (measured).
_SHARE = 0.36

Whole: TypeAlias = npt.NDArray[np.uint32]
Signature: TypeAlias = npt.NDArray[np.uint16]


class Pair(NamedTuple):
    """Two names whose texts are alike, and their likeness, from 0 to 1."""

    one: str
    other: str
    likeness: float


def likeness(one: str, other: str, at_least: float = 0.0, shortest: int = SHORTEST) -> float:
    """Return how alike two masked texts are, from 0 to 1.

    0 if below `at_least`, or where a text has fewer signs than `shortest`.
    """
    from rapidfuzz import fuzz

    if min(len(one), len(other)) < shortest:
        return 0.0
    return fuzz.ratio(one, other, score_cutoff=at_least * 100) / 100


def signature(text: str) -> Signature:
    """Return the MinHash signature of a text of `_RUN` signs or more: `_BANDS * _ROWS` hashes."""
    signs = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    runs = np.zeros(len(signs) - _RUN + 1, dtype=np.uint32)
    for shift in range(_RUN):
        runs = runs * np.uint32(1_000_003) + signs[shift : len(signs) - _RUN + 1 + shift]
    least: Whole = (_factors() * (runs ^ (runs >> np.uint32(15)))).min(axis=1)
    return (least >> np.uint32(8)).astype(np.uint16)


@cache
def _factors() -> Whole:
    """Return a column of odd factors, equal in every run: each factor makes another hash."""
    seeded = np.random.default_rng(seed=2021)
    drawn = seeded.integers(1, 2**31, size=(_BANDS * _ROWS, 1), dtype=np.uint32)
    return drawn * np.uint32(2) + np.uint32(1)


def alike_by(
    names: Sequence[str],
    signatures: Sequence[Signature],
    text_of: Callable[[str], str],
    at_least: float,
) -> list[Pair]:
    """Return a pair for each name whose text is like that of an earlier name: the closest one.

    signatures: of the masked texts, in the order of the names. text_of: gives the masked text of a
    name; it is called only for texts that may be copies.
    """
    first_with: dict[bytes, int] = {}
    first, pairs = [], dict[int, Pair]()
    for at, known in enumerate(signatures):
        earlier = first_with.setdefault(known.tobytes(), at)
        if earlier != at and text_of(names[earlier]) == text_of(names[at]):
            pairs[at] = Pair(names[earlier], names[at], 1.0)
        else:
            first.append(at)
    if first:
        for one, other in _close(np.stack([signatures[at] for at in first])):
            earlier, at = first[one], first[other]
            if at not in pairs:
                found = likeness(text_of(names[earlier]), text_of(names[at]), at_least)
                if found:
                    pairs[at] = Pair(names[earlier], names[at], found)
    return [pairs[at] for at in sorted(pairs)]


def _close(signatures: Signature) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that may be alike, the earlier row first; the closest of a row first."""
    count = len(signatures)
    bands = np.ascontiguousarray(signatures).view(np.uint64)
    close = [_share(signatures, *_meeting(bands[:, at])) for at in range(_BANDS)]
    pairs, first = np.unique(np.concatenate([met for met, _ in close]), return_index=True)
    share = np.concatenate([shared for _, shared in close])[first]
    one, other = np.divmod(pairs, count)
    order = np.lexsort((one, -share, other))
    taken = np.zeros(count, dtype=np.int64)
    for at in order:
        row = int(other[at])
        taken[row] += 1
        if taken[row] <= _CLOSEST:
            yield int(one[at]), row


def _share(
    signatures: Signature, *met: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the pairs that share enough hashes, and their shares; `_AT_ONCE` at a time."""
    kept, shares = [np.empty(0, dtype=np.int64)], [np.empty(0)]
    for pairs in (part for one in met for part in np.array_split(one, len(one) // _AT_ONCE + 1)):
        one, other = np.divmod(pairs, len(signatures))
        share = (signatures[one] == signatures[other]).mean(axis=1)
        kept.append(pairs[share >= _SHARE])
        shares.append(share[share >= _SHARE])
    return np.concatenate(kept), np.concatenate(shares)


def _meeting(band: npt.NDArray[np.uint64]) -> Iterator[npt.NDArray[np.int64]]:
    """Yield near rows with one value in a band, as numbers: earlier * rows + later."""
    count = len(band)
    order = np.argsort(band, kind="stable")
    value = band[order]
    for apart in range(1, min(_NEAREST + 1, count)):
        same = value[apart:] == value[:-apart]
        if not same.any():
            return
        yield order[:-apart][same] * count + order[apart:][same]

"""How alike two texts are, once the names, numbers and dates in them are masked.

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
_SHARE = (
    0.36  # of equal hashes; less have fewer than 1 of 100 copies at the usual setting (measured)
)

Whole: TypeAlias = npt.NDArray[np.uint32]
Signature: TypeAlias = npt.NDArray[np.uint16]


class Pair(NamedTuple):
    """Two that wrote the same, and how alike their texts are, from 0 to 1."""

    one: str
    other: str
    likeness: float


def likeness(one: str, other: str, at_least: float = 0.0, shortest: int = SHORTEST) -> float:
    """How alike two masked texts are; 0 if below `at_least`, or where one has too few signs."""
    from rapidfuzz import fuzz

    if min(len(one), len(other)) < shortest:
        return 0.0
    return fuzz.ratio(one, other, score_cutoff=at_least * 100) / 100


def signature(text: str) -> Signature:
    """What a text is recognised by, at least `SHORTEST` signs long."""
    signs = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    runs = np.zeros(len(signs) - _RUN + 1, dtype=np.uint32)
    for shift in range(_RUN):
        runs = runs * np.uint32(1_000_003) + signs[shift : len(signs) - _RUN + 1 + shift]
    least: Whole = (_factors() * (runs ^ (runs >> np.uint32(15)))).min(axis=1)
    return (least >> np.uint32(8)).astype(np.uint16)


@cache
def _factors() -> Whole:
    """A column of odd factors, the same in every run: each makes another hash."""
    seeded = np.random.default_rng(seed=2021)
    drawn = seeded.integers(1, 2**31, size=(_BANDS * _ROWS, 1), dtype=np.uint32)
    return drawn * np.uint32(2) + np.uint32(1)


def alike_by(
    names: Sequence[str],
    signatures: Sequence[Signature],
    text_of: Callable[[str], str],
    at_least: float,
) -> list[Pair]:
    """Return who wrote as somebody before did; each name with the closest such.

    signatures: of the masked texts, in the order of the names. text_of: is asked for the masked
    text of a name only where it may be a copy.
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
    """Pairs of rows that may be alike, the earlier first; of one row the closest first."""
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
    """Of pairs that met, those that share enough, and how much; few of them at a time."""
    kept, shares = [np.empty(0, dtype=np.int64)], [np.empty(0)]
    for pairs in (part for one in met for part in np.array_split(one, len(one) // _AT_ONCE + 1)):
        one, other = np.divmod(pairs, len(signatures))
        share = (signatures[one] == signatures[other]).mean(axis=1)
        kept.append(pairs[share >= _SHARE])
        shares.append(share[share >= _SHARE])
    return np.concatenate(kept), np.concatenate(shares)


def _meeting(band: npt.NDArray[np.uint64]) -> Iterator[npt.NDArray[np.int64]]:
    """Rows with the same value in a band, as `earlier * rows + later`, near ones only."""
    count = len(band)
    order = np.argsort(band, kind="stable")
    value = band[order]
    for apart in range(1, min(_NEAREST + 1, count)):
        same = value[apart:] == value[:-apart]
        if not same.any():
            return
        yield order[:-apart][same] * count + order[apart:][same]

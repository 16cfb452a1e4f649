"""How alike two texts are, once the names, numbers and dates in them are masked.

Comparing every office with every other grows with the square of the offices. Instead each text
gets a signature: the smallest of many hashes of its runs of four signs (MinHash). Signatures are
cut into bands, and a text is compared letter by letter (rapidfuzz) only with the twenty earlier
ones that share most bands with it, until it is like one of them. Identical texts are not compared
at all. So the comparisons grow with the number of texts, at most twenty for each; only the
counting of shared bands grows faster, and weighs from some thousands of offices on.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

SHORTEST = 60  # signs after masking; a shorter text says what anybody would say

_RUN = 4  # signs that are hashed together
_BANDS, _ROWS = 16, 3
_CLOSEST = 20  # earlier texts that one is compared with, those that share most bands
_NUMBER = re.compile("[0-9０-９]+(?:[.．,][0-9０-９]+)*[%％]?")
_BLANK = re.compile(r"\s+")
_NAME, _FIGURE = "某", "0"

Whole: TypeAlias = npt.NDArray[np.uint32]


class Pair(NamedTuple):
    """Two that wrote the same, and how alike their texts are, from 0 to 1."""

    one: str
    other: str
    likeness: float


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with names and numbers masked: what is left is the wording."""
    pattern = _names(tuple(names))
    return _BLANK.sub("", _NUMBER.sub(_FIGURE, pattern.sub(_NAME, text)))


@cache
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


def likeness(one: str, other: str, at_least: float = 0.0) -> float:
    """How alike two masked texts are; 0 if below `at_least`, or if one is too short to tell."""
    from rapidfuzz import fuzz

    if min(len(one), len(other)) < SHORTEST:
        return 0.0
    return fuzz.ratio(one, other, score_cutoff=at_least * 100) / 100


def alike(texts: Mapping[str, str], at_least: float) -> list[Pair]:
    """Who wrote the same as somebody before, by masked text; each with the first such."""
    pairs = []
    first_with: dict[str, str] = {}
    buckets: defaultdict[tuple[int, bytes], list[str]] = defaultdict(list)
    for name, text in texts.items():
        if len(text) < SHORTEST:
            continue
        if text in first_with:
            pairs.append(Pair(first_with[text], name, 1.0))
            continue
        first_with[text] = name
        bands = _bands(text)
        candidates = Counter(earlier for band in bands for earlier in buckets[band])
        for earlier, _ in candidates.most_common(_CLOSEST):
            if found := likeness(texts[earlier], text, at_least):
                pairs.append(Pair(earlier, name, found))
                break
        for band in bands:
            buckets[band].append(name)
    return pairs


def _bands(text: str) -> list[tuple[int, bytes]]:
    """The signature of a text, cut into bands."""
    signs = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    runs = np.zeros(len(signs) - _RUN + 1, dtype=np.uint32)
    for shift in range(_RUN):
        runs = runs * np.uint32(1_000_003) + signs[shift : len(signs) - _RUN + 1 + shift]
    least = (_factors() * (runs ^ (runs >> np.uint32(15)))).min(axis=1)
    edges = range(0, _BANDS * _ROWS + 1, _ROWS)
    return [(at, least[at:end].tobytes()) for at, end in pairwise(edges)]


@cache
def _factors() -> Whole:
    """A column of odd factors, the same in every run: each makes another hash."""
    seeded = np.random.default_rng(seed=2021)
    drawn = seeded.integers(1, 2**31, size=(_BANDS * _ROWS, 1), dtype=np.uint32)
    return drawn * np.uint32(2) + np.uint32(1)

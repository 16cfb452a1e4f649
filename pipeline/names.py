"""Names of offices in a text, however long the roster is: each start of one is looked up.

O(length of the text) for W03 and whatever else asks for other offices.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache


class Names:
    """Some names, to be found in texts."""

    def __init__(self, names: Iterable[str]) -> None:
        by_start: defaultdict[str, set[str]] = defaultdict(set)
        for name in filter(None, names):
            by_start[name[0]].add(name)
        self._names = {
            start: (frozenset(several), sorted({len(one) for one in several}, reverse=True))
            for start, several in by_start.items()
        }
        self._starts = re.compile(f"[{re.escape(''.join(self._names))}]" if self._names else "(?!)")

    def every(self, text: str) -> Iterator[tuple[int, str]]:
        """Each name in a text and where it starts; of several in one place the longest first."""
        for start in self._starts.finditer(text):
            names, lengths = self._names[start[0]]
            at = start.start()
            for length in lengths:
                if (name := text[at : at + length]) in names:
                    yield at, name

    def apart(self, text: str) -> Iterator[tuple[int, str]]:
        """The same without those that begin within another."""
        end = 0
        for at, name in self.every(text):
            if at >= end:
                yield at, name
                end = at + len(name)

    def replaced(self, text: str, sign: str) -> str:
        """The text with a sign in place of each name."""
        pieces: list[str] = []
        end = 0
        for at, name in self.apart(text):
            pieces += text[end:at], sign
            end = at + len(name)
        return "".join((*pieces, text[end:]))


@lru_cache(maxsize=8)
def names_of(names: tuple[str, ...]) -> Names:
    """The same names are looked for in every batch of a run."""
    return Names(names)

"""Labels as they are printed: with or without their numbers, in any punctuation."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from pipeline.form.table import squeezed

Meant = TypeVar("Meant")

_SIMILAR = 85  # percent; no two labels of a form are more than 75 alike (measured)
_SHORT = 5  # signs; so short a label must be exact
_LONGEST = 60  # signs; what is longer is no label
NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"(?:[(（]?(?:[{NUMERALS}]{{1,3}}|[0-9]{{1,2}})[)）]|[{NUMERALS}]{{1,3}}[、.,．]|[0-9]{{1,2}}[、.．])+"
)
IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")  # a unit, a hint
_NO_WORDS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def core(label: str) -> str:
    """The words of a label alone: no number before them, no punctuation, no blanks."""
    words = squeezed(label)
    without = _NO_WORDS.sub("", _NUMBER.sub("", words, count=1) if _NUMBER.match(words) else words)
    return without or _NO_WORDS.sub("", words)


class Labels(Generic[Meant]):
    """Labels and what each of them means."""

    def __init__(self, meant: Iterable[tuple[str, Meant]]) -> None:
        self._meant: Mapping[str, Meant] = {core(label): means for label, means in meant}

    def __contains__(self, text: str) -> bool:
        return self.meant(text) is not None

    def meant(self, text: str) -> Meant | None:
        """What a text means, if it is one of the labels, or nearly."""
        if not text or len(text) > _LONGEST * 2:
            return None
        bare = IN_BRACKETS.sub("", squeezed(text))
        return (
            self._meant.get(core(text)) or self._meant.get(core(bare)) or self._nearly(core(text))
        )

    def _nearly(self, words: str) -> Meant | None:
        from rapidfuzz import fuzz  # most labels are whole

        if not _SHORT <= len(words) <= _LONGEST:
            return None
        near = [
            means
            for label, means in self._meant.items()
            if len(label) >= _SHORT and fuzz.ratio(words, label) >= _SIMILAR
        ]
        return near[0] if len(near) == 1 else None

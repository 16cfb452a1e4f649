"""Fingerprints: the sections of an office in its own words, with names and numbers masked.

Copies are found by them before anything is examined. A placeholder is masked as its figure would
be, so that a fingerprint does not change when the placeholder is filled in.
"""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef, squeezed
from pipeline.names import Names, names_of
from pipeline.transform.placeholders import PLACEHOLDER, placeholder_names

_TELLING = 4  # figures of a table that are not 0
SHORTEST = 60  # signs after masking; a shorter text says what anybody would say

_SENTENCE = re.compile("[^。\n]+。?")
_NUMBER = re.compile("[0-9０-９](?:[.．,]?[0-9０-９])*[%％]?")
_BLANK = re.compile(r"\s+")
_NAME, _FIGURE = "某", "0"
_WAYS_TO_SAY_IT = ("街道办事处", "街道办", "办事处", "我街道", "本街道", "我街", "街道")


class Fingerprint(NamedTuple):
    """A section as one office worded it.

    section: its place in `Form.own_sections`.
    label: of the answer with the longest wording of the section.
    text: masked, at least `SHORTEST` signs long.
    """

    section: int
    label: str
    text: str


def table_digests(figures: Mapping[CellRef, int | None], form: Form) -> dict[str, str]:
    """Return table → a digest of its figures, for printed tables that say enough to be compared."""
    digests = {}
    for table in form.tables:
        inputs = [figures.get(cell.ref) for cell in table.cells if not cell.is_total]
        if not table.is_list and is_telling(inputs):
            digests[table.name] = sha256(repr(inputs).encode()).hexdigest()
    return digests


def is_telling(figures: Sequence[int | None]) -> bool:
    """Return whether a table with these inputs is hardly the same as another by chance."""
    return None not in figures and sum(bool(figure) for figure in figures) >= _TELLING


def without_names(text: str, names: Names) -> str:
    """Return a text with names and numbers masked, and without blanks."""
    return _BLANK.sub("", _NUMBER.sub(_FIGURE, names.replaced(text, _NAME)))


class OwnWords:
    """Finds the own words of an office in its answers: no name, no number, no template sentence."""

    def __init__(self, form: Form, district: str, roster: Sequence[str]) -> None:
        self._form = form
        self._names = names_of((*roster, district, *_WAYS_TO_SAY_IT))
        meant = dict.fromkeys(placeholder_names(form), "0")  # a number, masked as one
        meant |= {
            name: district for name, kind in form.placeholders.items() if kind is FieldKind.OFFICE
        }
        self._placeholders = {squeezed(name): said for name, said in meant.items()}
        self._templates = set[str]()
        for _, field in form.printed:
            self._templates.update(self._masked(field.start))

    def fingerprints(self, texts: Mapping[str, str]) -> list[Fingerprint]:
        """Return the fingerprints of all sections long enough to compare; texts: by field label."""
        prints = []
        for position, section in enumerate(self._form.own_sections):
            worded = {
                field.label: self.wording(texts[field.label])
                for own, field in self._form.printed
                if own is section
            }
            if len(text := "".join(worded.values())) >= SHORTEST:
                longest = max(worded, key=lambda label: len(worded[label]))
                prints.append(Fingerprint(position, longest, text))
        return prints

    def wording(self, text: str) -> str:
        """Return a text masked, without the sentences of the template."""
        return "".join(self.sentences(text))

    def sentences(self, text: str) -> list[str]:
        """Return the masked sentences of a text, without the sentences of the template."""
        return [sentence for sentence in self._masked(text) if sentence not in self._templates]

    def _masked(self, text: str) -> list[str]:
        filled = PLACEHOLDER.sub(self._filled, text) if "【" in text else text
        return [without_names(sentence, self._names) for sentence in _SENTENCE.findall(filled)]

    def _filled(self, match: re.Match[str]) -> str:
        return self._placeholders.get(squeezed(match[1]), match[0]) if match[2] else match[0]

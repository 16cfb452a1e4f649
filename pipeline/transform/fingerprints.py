"""What an office worded itself, masked, so that copies are found before anything is examined.

Names, numbers and placeholders are masked alike: a fingerprint is the same before and after a
placeholder was filled in.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import squeezed
from pipeline.names import Names, names_of
from pipeline.transform.placeholders import PLACEHOLDER, placeholder_names

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


def without_names(text: str, names: Names) -> str:
    """Return a text with names and numbers masked: what is left is the wording."""
    return _BLANK.sub("", _NUMBER.sub(_FIGURE, names.replaced(text, _NAME)))


class OwnWords:
    """Tells what is an office's own in its answers: no name, no number, no template's sentence."""

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
        """Return those of the sections that are long enough to compare; texts: by field label."""
        found = []
        for at, section in enumerate(self._form.own_sections):
            worded = {
                field.label: self.wording(texts[field.label])
                for own, field in self._form.printed
                if own is section
            }
            if len(text := "".join(worded.values())) >= SHORTEST:
                longest = max(worded, key=lambda label: len(worded[label]))
                found.append(Fingerprint(at, longest, text))
        return found

    def wording(self, text: str) -> str:
        """Return a text masked, without the sentences of the template."""
        return "".join(self.sentences(text))

    def sentences(self, text: str) -> list[str]:
        """Return the masked sentences of a text that are not the template's."""
        return [one for one in self._masked(text) if one not in self._templates]

    def _masked(self, text: str) -> list[str]:
        filled = PLACEHOLDER.sub(self._filled, text) if "【" in text else text
        return [without_names(one, self._names) for one in _SENTENCE.findall(filled)]

    def _filled(self, found: re.Match[str]) -> str:
        return self._placeholders.get(squeezed(found[1]), found[0]) if found[2] else found[0]

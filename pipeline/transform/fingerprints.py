"""What an office worded itself, masked, so that copies are found before anything is examined.

Names, numbers and placeholders are masked alike: a fingerprint is the same before and after a
placeholder was filled in.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import squeezed
from pipeline.names import names_of
from pipeline.spool import Lying, Spool
from pipeline.transform.placeholders import PLACEHOLDER, placeholder_names
from pipeline.transform.similar import SHORTEST, Signature, alike_by, signature, without_names

_SENTENCE = re.compile("[^。\n]+。?")
_WAYS_TO_SAY_IT = ("街道办事处", "街道办", "办事处", "我街道", "本街道", "我街", "街道")
_MOST_NAMED = 3  # other offices in one finding


class Fingerprint(NamedTuple):
    """A section as one office worded it.

    section: its place in `Form.own_sections`.
    label: of the answer with the longest wording of the section.
    text: masked, at least `SHORTEST` signs long.
    """

    section: int
    label: str
    text: str
    signature: Signature


class Copied(NamedTuple):
    """An office's section that is nearly that of other offices.

    section, label: see `Fingerprint`.
    others: the closest of them by name, and how many there are if not all are named.
    likeness: of the closest, from 0 to 1.
    """

    section: int
    label: str
    others: str
    likeness: float


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
                found.append(Fingerprint(at, longest, text, signature(text)))
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


class _Waiting(NamedTuple):
    """A fingerprint whose signature and text lie in a spool."""

    signature: Lying
    text: Lying
    label: str


class Fingerprints:
    """The fingerprints of all files, in a spool: the memory does not grow with their texts."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._places: defaultdict[int, dict[int, _Waiting]] = defaultdict(dict)

    def add(self, file: int, fingerprints: Iterable[Fingerprint]) -> None:
        """Remember those of one file, which has a number."""
        for one in fingerprints:
            signature = self._spool.put(one.signature.tobytes())
            text = self._spool.put(one.text.encode())
            self._places[one.section][file] = _Waiting(signature, text, one.label)

    def copies(
        self, files: Mapping[str, int], form: Form, at_least: float
    ) -> dict[str, list[Copied]]:
        """Return, by office, its sections that others have, too; the closest before it first.

        files: office → the number of its file, in the order of the roster. O(n log n) for n
        offices: see `similar`.
        """
        copies = defaultdict[str, list[Copied]](list)
        for at in range(len(form.own_sections)):
            known = {
                office: self._places[at][file]
                for office, file in files.items()
                if file in self._places[at]
            }
            signatures = [
                np.frombuffer(self._spool.get(one.signature), dtype=np.uint16)
                for one in known.values()
            ]
            text_of = partial(self._text, known)
            others: defaultdict[str, dict[str, float]] = defaultdict(dict)
            for pair in alike_by(list(known), signatures, text_of, at_least):
                others[pair.one][pair.other] = others[pair.other][pair.one] = pair.likeness
            for office, alike in others.items():
                copies[office].append(_copied(at, known[office].label, alike))
        return dict(copies)

    def _text(self, known: Mapping[str, _Waiting], office: str) -> str:
        return self._spool.get(known[office].text).decode()


def copies_among(
    texts: Mapping[str, Mapping[str, str]], own: OwnWords, form: Form, at_least: float
) -> dict[str, list[Copied]]:
    """Return the copies among a few offices; texts: office → its answers by field label."""
    with Spool() as spool:
        prints = Fingerprints(spool)
        for number, answers in enumerate(texts.values()):
            prints.add(number, own.fingerprints(answers))
        files = {office: number for number, office in enumerate(texts)}
        return prints.copies(files, form, at_least)


def _copied(section: int, label: str, others: Mapping[str, float]) -> Copied:
    named = "、".join(list(others)[:_MOST_NAMED])
    more = f"等 {len(others)} 个街道" if len(others) > _MOST_NAMED else ""
    return Copied(section, label, named + more, max(others.values()))

"""Which offices have worded a section alike: from the fingerprints of all files of a round."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

from pipeline.form.model import Form
from pipeline.spool import Lying, Spool
from pipeline.transform.fingerprints import Fingerprint, OwnWords
from pipeline.transform.similar import alike_by, signature

_MOST_NAMED = 3  # other offices in one finding


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


class _Waiting(NamedTuple):
    """A fingerprint whose text lies in a spool."""

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
            text = self._spool.put(one.text.encode())
            self._places[one.section][file] = _Waiting(text, one.label)

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
            text_of = partial(self._text, known)
            signatures = [signature(text_of(office)) for office in known]
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

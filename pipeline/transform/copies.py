"""Copies: sections that offices have worded alike, by the fingerprints of all files of a round."""

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
    """A section of an office that other offices have worded alike.

    section, label: see `Fingerprint`.
    others: the names of the closest offices, and how many offices there are if not all are named.
    likeness: to the closest office, from 0 to 1.
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
    """The fingerprints of all files; their texts lie in a spool, so that memory does not grow."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._waiting = defaultdict[int, dict[int, _Waiting]](dict)  # section → file

    def add(self, file: int, fingerprints: Iterable[Fingerprint]) -> None:
        """Add the fingerprints of a file; file: its number."""
        for section, label, text in fingerprints:
            self._waiting[section][file] = _Waiting(self._spool.put(text.encode()), label)

    def copies(
        self, files: Mapping[str, int], form: Form, at_least: float
    ) -> dict[str, list[Copied]]:
        """Return, by office, the sections that other offices have worded alike.

        files: office → the number of its file, in the order of the roster. at_least: the likeness
        from which two texts are alike, from 0 to 1. O(n log n) for n offices: see `similar`.
        """
        copies = defaultdict[str, list[Copied]](list)
        for section in range(len(form.own_sections)):
            by_file = self._waiting[section]
            waiting = {office: by_file[file] for office, file in files.items() if file in by_file}
            text_of = partial(self._text, waiting)
            signatures = [signature(text_of(office)) for office in waiting]
            others = defaultdict[str, dict[str, float]](dict)
            for pair in alike_by(list(waiting), signatures, text_of, at_least):
                others[pair.one][pair.other] = others[pair.other][pair.one] = pair.likeness
            for office, alike in others.items():
                copies[office].append(_copied(section, waiting[office].label, alike))
        return dict(copies)

    def _text(self, waiting: Mapping[str, _Waiting], office: str) -> str:
        return self._spool.get(waiting[office].text).decode()


def copies_among(
    texts: Mapping[str, Mapping[str, str]], own: OwnWords, form: Form, at_least: float
) -> dict[str, list[Copied]]:
    """Return the copies among a few offices, by office; texts: office → answers by field label."""
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

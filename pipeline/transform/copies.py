"""Copies: sections that offices have worded alike, by the fingerprints of all files of a round."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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


class Alike(NamedTuple):
    """What an office has that other offices of the round have, too.

    copies: its sections. tables: table → the other offices in which each figure is the same.
    """

    copies: Sequence[Copied] = ()
    tables: Mapping[str, str] = {}


class _Waiting(NamedTuple):
    """A fingerprint whose text lies in a spool."""

    text: Lying
    label: str


class Fingerprints:
    """The fingerprints of all files; their texts lie in a spool, so that memory does not grow."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._waiting = defaultdict[int, dict[int, _Waiting]](dict)  # section → file
        self._tables: dict[int, Mapping[str, str]] = {}  # file → table → its digest

    def add(
        self, file: int, fingerprints: Iterable[Fingerprint], tables: Mapping[str, str]
    ) -> None:
        """Add the fingerprints of a file; file: its number. tables: table → its digest."""
        self._tables[file] = tables
        for section, label, text in fingerprints:
            self._waiting[section][file] = _Waiting(self._spool.put(text.encode()), label)

    def alike(self, files: Mapping[str, int], form: Form, at_least: float) -> dict[str, Alike]:
        """Return, by office, what other offices have, too; see `copies`."""
        copies, tables = self.copies(files, form, at_least), self._same_tables(files)
        return {
            office: Alike(copies.get(office, ()), tables.get(office, {}))
            for office in copies.keys() | tables.keys()
        }

    def _same_tables(self, files: Mapping[str, int]) -> dict[str, dict[str, str]]:
        """Return, by office and table, the other offices in which each figure is the same."""
        holders = defaultdict[tuple[str, str], list[str]](list)
        for office, file in files.items():
            for table, digest in self._tables[file].items():
                holders[table, digest].append(office)
        same = defaultdict[str, dict[str, str]](dict)
        for (table, _), offices in holders.items():
            for office in offices if len(offices) > 1 else ():
                same[office][table] = _named([one for one in offices if one != office])
        return dict(same)

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
            prints.add(number, own.fingerprints(answers), {})
        files = {office: number for number, office in enumerate(texts)}
        return prints.copies(files, form, at_least)


def _copied(section: int, label: str, others: Mapping[str, float]) -> Copied:
    return Copied(section, label, _named(list(others)), max(others.values()))


def _named(offices: Sequence[str]) -> str:
    """Return the names of some offices, and how many there are if not all are named."""
    more = f"等 {len(offices)} 个街道" if len(offices) > _MOST_NAMED else ""
    return "、".join(offices[:_MOST_NAMED]) + more

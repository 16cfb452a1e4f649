"""Reads nouns and terms of a form's vocabulary, for a report year."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.prose import wordings
from pipeline.prose.sentences import Count
from pipeline.prose.terms import Subject, Term, Vocabulary

_HAN = re.compile("[\u4e00-\u9fff]")


class Noun(NamedTuple):
    """A noun in a sentence; subject: blank for other matters."""

    start: int
    end: int
    subject: str
    is_certain: bool = False  # whatever the text is about
    is_of_cases: bool = False  # of another matter with cases of its own


class Terms:
    """The terms of one subject, compiled; one search tells whether any of them is there."""

    def __init__(self, terms: Sequence[tuple[str, Term]]) -> None:
        self._each = [(re.compile(words), term) for words, term in terms]
        self._any = {
            strong: re.compile("|".join(own) if own else "(?!)")
            for strong in (True, False)
            for own in [[words for words, term in terms if term.strong is strong]]
        }

    def found(self, words: str, *, strong: bool) -> list[tuple[Term, int]]:
        """Return the terms that stand in some words, the first of the vocabulary first."""
        if not self._any[strong].search(words):
            return []
        return [
            (term, hit.start())
            for pattern, term in self._each
            if term.strong is strong and (hit := pattern.search(words))
        ]


def _are_joined(found: Sequence[tuple[Term, int]], words: str) -> bool:
    """Return whether a number is of several quantities together: 不予处理和其他处理10件."""
    starts = {start for term, start in found if term.means != found[0][0].means}
    return any(words[start - 1] in "和及与、" for start in starts if start)


class Reader:
    """Reads what numbers are of, by the vocabulary of a form, for a report year and a writer."""

    def __init__(self, vocabulary: Vocabulary, year: int) -> None:
        years = {
            "before": f"(?:上一?年(?:度)?|上一?个?年度|去年(?:度)?|往年|{year - 1}年(?:度)?)",
            "after": f"(?:下一?个?年度?|次年(?:度)?|翌年|明年|来年|{year + 1}年(?:度)?)",
        }
        self.vocabulary = vocabulary
        self.year = year
        self._subjects = {subject.name: subject for subject in vocabulary.subjects}
        told = [(term.words.format(**years), term) for term in vocabulary.terms]
        self._terms = {
            name: Terms([(words, term) for words, term in told if term.subject == name])
            for name in self._subjects
        }
        self._context = re.compile(vocabulary.context)
        nouns = "|".join(self._groups())
        signs = "".join(sorted(set(_HAN.findall(nouns))))  # one of them begins a noun
        self._nouns = re.compile(f"(?=[{signs}])(?:{nouns})")  # halves the time

    def _groups(self) -> Iterator[str]:
        """Yield groups of nouns: certain ones first, so that they are not read in parts."""
        subjects = self.vocabulary.subjects
        yield from (f"(?P<certain{at}>{one.nouns})" for at, one in enumerate(subjects))
        yield f"(?P<published>{self.vocabulary.published})|(?P<others>{self.vocabulary.others})"
        yield from (f"(?P<also{at}>{one.also})" for at, one in enumerate(subjects) if one.also)

    def nouns_of(self, text: str) -> Iterator[Noun]:
        """Yield the nouns of a sentence, in order."""
        for found in self._nouns.finditer(text):
            kind = str(found.lastgroup)
            if kind in ("published", "others"):
                yield Noun(*found.span(), "", is_of_cases=kind == "others")
            else:
                subject = self.vocabulary.subjects[int(kind.strip("certainlso"))]
                yield Noun(*found.span(), subject.name, is_certain=kind.startswith("certain"))

    def subject(self, name: str) -> Subject:
        """Return a subject of the vocabulary."""
        return self._subjects[name]

    def is_context(self, text: str) -> bool:
        """Return whether words say that they are about the subject of the form."""
        return bool(self._context.search(text))

    def named(self, subject: str, words: str, *, strong: bool) -> str:
        """Return the quantity that words of a subject name; blank: none."""
        found = self._terms[subject].found(words, strong=strong)
        return found[0][0].means if found else ""

    def came(self, subject: str, words: str) -> list[Term]:
        """Return the terms in some words that say that cases came."""
        found = self._terms[subject].found(words, strong=False)
        return [term for term, _ in found if term.means in self.vocabulary.came]

    def named_stages(self, subject: str, words: str) -> set[str]:
        """Return what some words say that cases went through."""
        found = self._terms[subject].found(words, strong=False)
        return {term.means for term, _ in found} & self.vocabulary.stages

    def terms(self, subject: str, count: Count, rest: str = "") -> Sequence[Term]:
        """Return the term that the words before a number name, else the one behind it.

        Of what came and what was done with it (收到并答复5件), both terms. rest: what follows up
        to the next number, where more may be said of a rest (余下1件因补正，结转下年).
        """
        terms = self._terms.get(subject)
        if terms is None:
            return ()
        lead = wordings.ALL_WAYS.sub("", count.lead)
        beside = (lead, "" if count.is_followed else count.trail)
        is_rest = wordings.THE_REST.match(count.lead) is not None
        for words in (*beside, rest if is_rest else ""):
            if found := terms.found(words, strong=True):
                return () if _are_joined(found, words) else (found[0][0],)
        together = wordings.TOGETHER.search(lead)  # 平台共收到: the part is who received
        for words in beside:
            since = together.start() if together and words is lead else -1
            found = terms.found(words, strong=False)
            named = [term for term, at in found if term.means or at > since]
            if named:
                return self._mixed(named)
        return ()

    def _mixed(self, named: Sequence[Term]) -> Sequence[Term]:
        """Return the first term; of what came and what was done both, of 办理答复 any of them."""
        vocabulary = self.vocabulary
        stages = {term.means: term for term in reversed(named) if term.means in vocabulary.stages}
        done, handled = stages.get(vocabulary.done), stages.get(vocabulary.handled)
        if named[0].means not in stages or not done or len(stages) == 1:
            return named[:1]
        came = [term for term in stages.values() if term not in (done, handled)]
        return (came[0], done) if came else [handled] if handled else [done]

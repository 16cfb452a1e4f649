"""Words by which prose names what it counts: data that a form hands to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """A thing that sentences are about, such as applications or lawsuits.

    name: its key.
    nouns: pattern of words that certainly name it.
    also: pattern of words that name it where a text is about it already; blank: none.
    means: the quantity that a bare noun with a number states (申请3件); blank: none.
    silent: pattern of nouns that state nothing by themselves (依申请公开3条); blank: none.
    lasts: whether sentences without a noun may go on about it.
    in_context: whether it is the subject of the form only beside the context of the vocabulary.
    """

    name: str
    nouns: str
    also: str = ""
    means: str = ""
    silent: str = ""
    lasts: bool = False
    in_context: bool = False


@dataclass(frozen=True)
class Term:
    """Words that say which quantity of a subject a number states.

    subject: key of the subject.
    words: pattern, searched in the words beside a number; {before} is the year before, {after} the
        year behind the report year.
    means: key of the quantity; blank: a part that no table holds.
    strong: whether the words name the quantity without any noun beside them.
    """

    subject: str
    words: str
    means: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """All subjects and terms of a form, the first that fits counts; and nouns of other things.

    main: key of the subject that is carried over and completed.
    carried: quantities of the main subject that come from the year before, and that are left.
    either: quantity that is one of these two; once the first was named, it is the second.
    received: quantity of the main subject that came, in the year or before it.
    new: quantity of the main subject that came in the year itself.
    done: quantity of the main subject that was completed.
    handled: quantity of the main subject that was dealt with in any way.
    wholes: quantities that parts are named after. came: those of them that came in.
    published: pattern of nouns of what is published.
    others: pattern of nouns of other matters, such as letters and hotlines.
    context: pattern of words that make a case one about the subject of the form.
    """

    subjects: Sequence[Subject]
    terms: Sequence[Term]
    main: str
    carried: tuple[str, str]
    either: str
    received: str
    new: str
    done: str
    handled: str
    wholes: frozenset[str]
    came: frozenset[str]
    published: str
    others: str
    context: str

    @property
    def stages(self) -> frozenset[str]:
        """Quantities that all cases of the main subject go through: they came, and were done."""
        return self.came | {self.done}

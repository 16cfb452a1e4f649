"""What a published report says in words, taken apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.form.section import Section


class Line(NamedTuple):
    """One paragraph: its place among all, as people count, and its words."""

    number: int
    text: str

    @property
    def place(self) -> str:
        """As a finding names it."""
        return f"第{self.number}段"


class Named(NamedTuple):
    """One place where a report says whose it is. who: blank, year: 0 where it does not say."""

    source: str  # 标题, 网页标题, 名称栏, 落款, 文件名
    text: str
    who: str
    year: int


@dataclass
class Worded:
    """A report's words.

    evidence: where it says whose it is and of which year, the most trustworthy first.
    headings: those of the form, in their order here.
    parts: label of a field → its paragraphs.
    strays: section → what stands in it and belongs to none of its parts.
    undivided: sections whose parts are not told apart; all is in the first of them.
    is_scrambled: the words were converted with numbers out of their places, and none is taken.
    """

    evidence: Sequence[Named] = ()
    title: str = ""  # the line above the report, where there is one
    headings: list[Section] = field(default_factory=list)
    parts: dict[str, list[Line]] = field(default_factory=dict)
    strays: dict[str, list[Line]] = field(default_factory=dict)
    undivided: list[Section] = field(default_factory=list)
    is_scrambled: bool = False
    is_several: bool = False  # reports of different offices or years, one after the other

    @property
    def who(self) -> str:
        """Whose report it is, as the first evidence says; blank where none does."""
        return next((one.who for one in self.evidence if one.who), "")

    @property
    def year(self) -> int:
        """The year that the first evidence says; 0 where none does."""
        return next((one.year for one in self.evidence if one.year), 0)

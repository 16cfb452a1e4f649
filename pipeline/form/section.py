"""A section of the form: the sheet it is filled in on, its answers in words, its tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property

from pipeline.form.table import Table, all_lines, squeezed

# The template's live checks: how the words beside them begin, and what they come to.
SELF_CHECK = "自查"
HOLDS, FAILS, DOUBTFUL, OPEN = "√", "×", "！", "○"
RIGHT, OFF_BY, NOT_YET = "对", "差", "没填好"
TO_CONFIRM, LAST_YEARS = "，请核实", "（上年 {}）"
A_CHECK = re.compile(
    f"(?:{HOLDS} {RIGHT}|[{FAILS}{DOUBTFUL}] {OFF_BY} [0-9.]+(?:{TO_CONFIRM})?|{OPEN} {NOT_YET})"
    f"(?:{LAST_YEARS.format('[0-9.]+')})?"
)
# What is still to be written in the words of a template: how a hint begins, and a number's place.
OPEN_SPOT, GAP = "（请写", "××"
_LONGER = 4  # times; what is so much longer than another text is not that with blanks in it
_A_YEAR = re.compile("[0-9]{4}")


# All that is written where nothing is.
NOTHING = re.compile(
    "(?:本|我)?(?:街道|单位|办事处|办|年度?)?[，,]?(?:暂时?|均|目前|现|尚|皆)?"
    "(?:无|没有|不存在|未发现|不涉及|不适用|略|/|／|-|—)+"
    "(?:存在)?(?:明显|其他)?(?:需要报告)?(?:的)?"
    "(?:问题|情况|内容|事项|此项|措施|相关情况|相关内容)?[。．.]?"
)


class FieldKind(Enum):
    """What a field holds, which decides how its answer is read and its cell looks."""

    PROSE = "prose"  # paragraphs, printed in the report
    WORD = "word"  # one line: a name, a telephone number
    OFFICE = "office"
    YEAR = "year"
    DATE = "date"  # when the report was signed


class Topic(Enum):
    """What an answer is about, where a check of wording must know it."""

    APPLICATIONS = auto()
    PROBLEMS = auto()
    MEASURES = auto()
    OTHER = auto()  # may well be short, or nothing at all
    FEE = auto()
    TASK = auto()  # of the district's ledger


@dataclass(frozen=True)
class Field:
    """A labelled answer in words."""

    label: str
    kind: FieldKind = FieldKind.PROSE
    heading: str = ""  # printed above the answer in the report
    hint: str = ""  # beside the answer in the template
    start: str = ""  # what the template begins the answer with, with （请…） where it is open
    choices: tuple[str, ...] = ()  # whole answers, with {year}
    lead: str = ""  # printed before the answer, where there is one
    task: str = ""  # what the district asks to be done, where that is what is answered
    topic: Topic | None = None
    fills: str = ""  # the table of which blank cells are 0 where one of the choices is taken
    signs: bool = False  # the name of one who answers for the report, on its sign-off sheet
    also: tuple[str, ...] = ()  # what offices and published reports call it, too
    outline: str = ""  # what the district's own report says here, with OUTLINE_FACTS

    def is_templates(self, text: str) -> bool:
        """Whether an answer is what the template says itself, and so none of an office's."""
        unfinished = self.start if OPEN_SPOT in self.start else ""
        if len(text) > _LONGER * max(len(self.hint), len(unfinished)) + 20:
            return False  # as most answers are
        return squeezed(text) in {squeezed(self.hint), squeezed(unfinished)}


@dataclass(frozen=True)
class Section:
    """One sheet of the template and, where it has a heading, one section of the report."""

    sheet: str
    content: tuple[Field | Table, ...]
    heading: str = ""

    @property
    def subject(self) -> str:
        """The heading without its number, as the preface names it."""
        return self.heading.partition("、")[2]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The answers in words."""
        return tuple(item for item in self.content if isinstance(item, Field))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of figures."""
        return tuple(item for item in self.content if isinstance(item, Table))

    @property
    def is_table(self) -> bool:
        """Whether a printed table is all there is to it."""
        return any(not table.is_list for table in self.tables)

    @cached_property
    def labels(self) -> frozenset[str]:
        """Every label on the sheet, squeezed."""
        trees = [
            tree
            for table in self.tables
            for block in table.blocks
            for tree in (block.rows, block.columns)
        ]
        lines = {line.label for tree in trees for line in all_lines(tree)}
        captions = {block.caption for table in self.tables for block in table.blocks}
        fields = {field.label for field in self.fields}
        return frozenset(map(squeezed, (lines | captions | fields) - {""}))

    @cached_property
    def note(self) -> str:
        """What the template says under the title."""
        return "没有发生的填 0" if self.is_table else "请填写淡黄色的格子"

    def prints(self, text: str) -> bool:
        """Whether a text is the template's own, and no office's."""
        plain = squeezed(text)
        if plain in self._printed:
            return True
        is_note = plain.endswith(squeezed(self.note))
        return is_note or _A_YEAR.sub("{next_year}", plain) in self._printed

    @cached_property
    def _printed(self) -> frozenset[str]:
        blocks = [block for table in self.tables for block in table.blocks]
        around = {text for block in blocks for text in (block.corner, block.over)}
        units = {cell.unit_note for table in self.tables for cell in table.cells}
        hints = {field.hint for field in self.fields}
        return self.labels | set(map(squeezed, {self.heading, self.sheet} | around | units | hints))

    def with_tasks(self, tasks: Sequence[Field]) -> "Section":
        """This section with answers to these tasks, if it is the one of other matters."""
        content: list[Field | Table] = []
        for item in self.content:
            content.append(item)
            if isinstance(item, Field) and item.topic is Topic.OTHER:
                content += tasks
        return replace(self, content=tuple(content))

    def with_table(self, grown: Table) -> "Section":
        """This section with its table of the same name replaced, if it has one."""
        same = {table.name: grown for table in self.tables if table.name == grown.name}
        return replace(
            self,
            content=tuple(
                same.get(item.name, item) if isinstance(item, Table) else item
                for item in self.content
            ),
        )

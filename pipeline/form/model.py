"""What a statutory form is made of: sections with fields and tables, and rules.

A form is data. Everything else (template, reader, arithmetic, Word tables, summary)
derives from it, so a form that contradicts itself must not get past its import.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property

from pipeline.findings import Rule
from pipeline.form.said import Meaning
from pipeline.form.section import SELF_CHECK, Field, FieldKind, Section, Topic
from pipeline.form.table import (
    UNLABELLED,
    Block,
    BrokenForm,
    Cell,
    CellRef,
    Line,
    Table,
    all_lines,
    entries,
    squeezed,
)
from pipeline.prose.terms import Vocabulary

EDITION_NAME = "nianbao_edition"  # the defined name by which a template says its edition


@dataclass(frozen=True)
class Corrections:
    """What a file that goes back to an office has besides the form: two sheets, and their heads."""

    sheet: str  # what is wrong, and where
    place: str
    original: str  # before a place that this file does not have
    value: str  # what stood there when it was found
    code: str
    answer: str  # what the office says to it, where nothing is to be corrected
    general: str  # the place of what is said to none of them
    elsewhere: str  # the sheet of what the office wrote where the form asks for nothing
    was_at: str
    written: str
    settled: str  # what the office did with it; blank is still to be done


@dataclass(frozen=True)
class Constraint:
    """`left` = `right`, or `left` ≤ `right`: sums of cells, checked at `where`.

    Totals among the cells are recomputed from their inputs, but for `stated`: the total as
    it stands in the return.
    """

    where: CellRef
    left: tuple[CellRef, ...] = ()
    stated: tuple[CellRef, ...] = ()  # more of the left side
    right: tuple[CellRef, ...] = ()
    last_year: tuple[CellRef, ...] = ()  # more of the right side, from last year's return
    at_most: bool = False
    left_name: str = ""  # what is summed, in words, where the label at `where` does not say it
    right_name: str = ""
    instead: "Constraint | None" = None  # what holds when last year's operand is missing

    @property
    def is_of_zero(self) -> bool:
        """Whether it says of one cell that it is 0."""
        others = (*self.stated, *self.right, *self.last_year)
        return len(self.left) == 1 and not others and not self.at_most


# What the message of a rule may speak of.
RULE_FACTS = (
    "row", "column", "row_and_column", "left", "right", "left_name", "right_name", "difference"
)  # fmt: skip


class Quantity(Enum):
    """What prose counts and a table counts too; an edition says in which cells."""

    NEW = auto()
    CARRIED_IN = auto()
    HANDLED = auto()
    CARRIED_OUT = auto()
    REVIEWS = auto()
    LAWSUITS = auto()
    MADE = auto()
    REPEALED = auto()
    IN_FORCE = auto()
    LICENCES = auto()
    PENALTIES = auto()
    COERCION = auto()
    FEE = auto()


@dataclass(frozen=True)
class Rate:
    """A share of sums of cells: `over` ÷ `under`, none where `under` is 0."""

    name: str
    meaning: str
    over: tuple[CellRef, ...]
    under: tuple[CellRef, ...]


# What an outline may speak of: sums over the district, and the offices they are of.
OUTLINE_FACTS = ("year", "whole", "offices", "indicators", *Quantity.__members__)


@dataclass(frozen=True, kw_only=True)
class Sums(Rule, ABC):
    """A rule between sums of cells; the kinds are in `form.rules`."""

    table: str
    brief: str  # what must hold, in the few words that stand beside a live check

    @property
    def check_name(self) -> str:
        """The words beside a live check."""
        return f"{SELF_CHECK}：{self.brief}"

    @abstractmethod
    def constraints(self, form: "Form") -> Iterator[Constraint]:
        """What the rule demands of the cells of this form."""

    def carries_over(self, form: "Form") -> Iterator[tuple[CellRef, CellRef]]:  # noqa: ARG002
        """Cells to be filled in with a figure of last year's report, each with that one."""
        return iter(())


@dataclass(frozen=True)
class Form:
    """A whole statutory form. Frozen; checks itself when it is made."""

    edition: str
    since: int  # first report year
    title: tuple[str, ...]  # lines, with {district} {office} {year}
    preface: str  # with {district} {office} {year} {parts}
    summary_title: tuple[str, ...]  # of what sums up the reports of others, with {unit}, too
    summary_preface: str  # what it is, and what it is not
    guide: str  # the template's sheet of instructions
    selfcheck: str  # the template's sheet that says whether it can be sent
    corrections: Corrections
    sections: tuple[Section, ...]
    rules: tuple[Sums, ...]
    # The cells that add up to each, and the words that stand for some of them in an answer.
    quantities: Mapping[Quantity, tuple[CellRef, ...]] = field(hash=False)
    names: Mapping[Quantity, str] = field(hash=False)  # as lists and charts name them
    placeholders: Mapping[str, Quantity | FieldKind] = field(hash=False)
    rates: tuple[Rate, ...]
    vocabulary: Vocabulary = field(hash=False)  # by which prose speaks of the figures
    meanings: Mapping[str, Meaning] = field(hash=False)  # key of a quantity in prose → its cells
    extensible: str  # the list to which a district adds its indicators

    def __post_init__(self) -> None:
        """Find out now, not in January, that the form contradicts itself."""
        _demand_distinct("sheet", [section.sheet for section in self.sections])
        _demand_distinct("table", [table.name for table in self.tables])
        _demand_distinct("field", [field.label for field in self.fields])
        _demand_distinct("rule", [rule.message.code for rule in self.rules])
        self._demand_single_fields()
        for section in self.sections:
            _demand_tellable(section)
        for table in self.tables:
            _demand_sound(table)
        for rule in self.rules:
            self._demand_known(rule)
        self._demand_quantities()
        _demand_facts((*self.title, self.preface), ("district", "office", "year", "parts"))
        _demand_facts((*self.summary_title, self.summary_preface), ("district", "year", "unit"))
        _demand_facts([field.outline for field in self.fields], OUTLINE_FACTS)

    @property
    def own_sheets(self) -> frozenset[str]:
        """The sheets of a file that ask for nothing."""
        corrections = (self.corrections.sheet, self.corrections.elsewhere)
        return frozenset((self.guide, self.selfcheck, *corrections))

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in order of the sheets."""
        return tuple(table for section in self.sections for table in section.tables)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every answer in words, in order of the sheets."""
        return tuple(field for section in self.sections for field in section.fields)

    @cached_property
    def printed(self) -> tuple[tuple[Section, Field], ...]:
        """Every answer that stands in the report, with its section."""
        return tuple(
            (section, field)
            for section in self.sections
            for field in section.fields
            if field.kind is FieldKind.PROSE
        )

    @cached_property
    def own_sections(self) -> tuple[Section, Section]:
        """Section 一, and the section on problems: what must be an office's own each year."""
        (own,) = (section for section, field in self.printed if field.topic is Topic.PROBLEMS)
        return next(section for section in self.sections if section.heading), own

    @cached_property
    def cells(self) -> Mapping[CellRef, Cell]:
        """Every figure by its name, in printed order."""
        return {cell.ref: cell for table in self.tables for cell in table.cells}

    @cached_property
    def check_names(self) -> frozenset[str]:
        """The words beside the template's live checks, squeezed."""
        return frozenset(squeezed(rule.check_name) for rule in self.rules)

    def carried_in(self, last_year: Mapping[CellRef, int]) -> dict[CellRef, int]:
        """What last year's report says that this year's must say again, by the cell to fill in."""
        return {
            ref: last_year[then]
            for rule in self.rules
            for ref, then in rule.carries_over(self)
            if then in last_year
        }

    @cached_property
    def compared(self) -> Mapping[str, tuple[CellRef, ...]]:
        """What is told of two years, by name: all that is counted, the district's own, and money.

        Counted things come first, in the order of their names.
        """
        told = {name: self.quantities[one] for one, name in self.names.items()}
        single = {refs[0] for refs in told.values() if len(refs) == 1}
        for cell in self.cells.values():
            own = self.table(cell.ref.table).is_list
            if (own or cell.measure.digits) and cell.ref not in single:
                name = f"{cell.name}（{cell.unit}）" if own else cell.name
                told[f"{cell.ref.table}　{name}" if name in told else name] = (cell.ref,)
        return told

    @cached_property
    def compared_refs(self) -> Sequence[CellRef]:
        """The cells that are told of two years."""
        told = (*self.compared.values(), *self.quantities.values())
        return list(dict.fromkeys(ref for refs in told for ref in refs))

    def scale(self, refs: Sequence[CellRef]) -> int:
        """How many stored units of some cells make one of those in which they are written."""
        return int(10 ** self.cells[refs[0]].measure.digits)

    def report_name(self, district: str, office: str, year: int) -> str:
        """What a report is called, in one line."""
        return "".join(self.title).format(district=district, office=office, year=year)

    def table(self, name: str) -> Table:
        """The table of that name."""
        for table in self.tables:
            if table.name == name:
                return table
        raise BrokenForm(f"no table {name!r}")

    def field(self, kind: FieldKind) -> Field:
        """The one field of a kind of which there is only one (office, year, date)."""
        (field,) = (field for field in self.fields if field.kind is kind)
        return field

    def inputs(self, ref: CellRef) -> tuple[CellRef, ...]:
        """The cells filled in by hand that make up a figure; itself if it is one."""
        if ref not in self.cells:
            raise BrokenForm(f"the form has no cell {ref}")
        return self.cells[ref].sums or (ref,)

    def extended(self, indicators: Iterable[Line], tasks: Sequence[Field] = ()) -> "Form":
        """This form with a district's indicators added, and its tasks to be answered."""
        block = Block(rows=tuple(indicators), columns=UNLABELLED)
        grown = replace(self.table(self.extensible), blocks=(block,))
        names = [squeezed(name) for name in self.placeholders]
        _demand_distinct("placeholder", [*names, *(squeezed(line.label) for line in block.rows)])
        sections = (section.with_table(grown).with_tasks(tasks) for section in self.sections)
        return replace(self, sections=tuple(sections))

    def _demand_single_fields(self) -> None:
        kinds = [field.kind for field in self.fields]
        for kind in (FieldKind.OFFICE, FieldKind.YEAR, FieldKind.DATE):
            if kinds.count(kind) != 1:
                raise BrokenForm(f"the form needs exactly one field of kind {kind}")

    def _demand_quantities(self) -> None:
        named = [*self.quantities.values(), *(rate.over + rate.under for rate in self.rates)]
        unknown = {ref for refs in named for ref in refs} - self.cells.keys()
        if unknown or not set(self.quantities) == set(self.names) == set(Quantity):
            raise BrokenForm(f"every quantity needs cells that the form has: {unknown}")

    def _demand_known(self, rule: Sums) -> None:
        code, demands = rule.message.code, list(rule.constraints(self))
        if not demands and rule.table != self.extensible:  # without indicators it is empty
            raise BrokenForm(f"rule {code} demands nothing of {rule.table}")
        _demand_facts((rule.message.why, rule.message.fix), RULE_FACTS)
        for claim in demands:
            for ref in (claim.where, *claim.left, *claim.stated, *claim.right, *claim.last_year):
                if ref not in self.cells:
                    raise BrokenForm(f"rule {code} names a cell the form lacks: {ref}")


def _demand_distinct(what: str, names: Sequence[object]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise BrokenForm(f"{what} defined more than once: {twice}", "、".join(map(str, twice)))


def _demand_facts(sentences: Iterable[str], facts: Sequence[str]) -> None:
    for words in sentences:
        try:
            words.format(**dict.fromkeys(facts, ""))
        except (KeyError, IndexError, ValueError) as error:
            raise BrokenForm(f"a sentence names a fact nobody fills in: {words}") from error


def _demand_tellable(section: Section) -> None:
    """What stands beside an answer must name it alone; parts are told apart by their total."""
    if section.is_table and len(section.content) > 1:
        raise BrokenForm(f"{section.sheet}: a printed table needs a sheet of its own")
    rows = [row for table in section.tables if table.is_list for row in table.blocks[0].rows]
    parts = {squeezed(part.label) for row in rows for part in row.parts}
    names = [squeezed(field.label) for field in section.fields]
    names += [squeezed(row.label) for row in rows]
    title = squeezed(section.heading or section.sheet)
    _demand_distinct(f"label on {section.sheet}", [*names, *parts, title])


def _demand_sound(table: Table) -> None:
    captions = [block.caption for block in table.blocks]
    _demand_distinct(f"caption in {table.name}", captions)
    _demand_distinct(f"cell of {table.name}", [cell.ref for cell in table.cells])
    for block in table.blocks:
        for lines in (block.rows, block.columns):
            _demand_sound_lines(table.name, lines)


def _demand_sound_lines(table: str, lines: tuple[Line, ...]) -> None:
    for line in all_lines(lines):
        if "/" in line.label:
            raise BrokenForm(f"{table}: a label with '/' breaks paths: {line.label}")
        if not line.label and lines != UNLABELLED:
            raise BrokenForm(f"{table}: a line beside others has no label")
    for entry in entries(lines):
        if entry.line.total and not entry.sums:
            raise BrokenForm(f"{table}: total {entry.path} has nothing to add up")

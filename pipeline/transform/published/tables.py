"""Where a published document prints each figure of the form: by labels, whatever the layout.

A row is known by its label, a column by its head. Where the columns of a document are no columns
(text between tabs, cells left out), as many figures must follow the label as the form has; what
is certain in neither way is left out, and told.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import dropwhile
from typing import NamedTuple

from pipeline.form.model import Form
from pipeline.form.section import Section
from pipeline.form.table import Block, CellRef, Line, all_lines, squeezed
from pipeline.pages import Box, Drawn
from pipeline.transform.published.heads import Heads, Token
from pipeline.transform.published.labels import Labels

_EMPTY = Box("")
# With a unit, or with a note behind it.
_FIGURE = re.compile(r"[0-9][0-9.,]*(?:[\u4e00-\u9fff]{1,2}|[(\[（].*)?|[-—/]+")
_MOST_COLUMNS = 400  # of what is turned; a form has 25 rows


class Boxed(NamedTuple):
    """The text of one box of a table, and its place: table, row and column, counted from 1."""

    text: str
    table: int
    row: int
    column: int

    @property
    def cell(self) -> str:
        """As a finding names it."""
        return f"第{self.table}张表第{self.row}行第{self.column}列"


@dataclass
class Placed:
    """The figures of a document, what is in doubt, and what else stands in tables.

    doubtful: what stands in a table of the form, and cannot be placed with certainty.
    words: table, by its place among all → what stands in it besides labels and figures.
    """

    figures: dict[CellRef, Boxed] = field(default_factory=dict)
    doubtful: list[Boxed] = field(default_factory=list)
    words: dict[int, list[str]] = field(default_factory=dict)


class _Row(NamedTuple):
    """A line of a table of the form that has figures of its own."""

    table: str
    block: Block
    path: str


class FormLabels:
    """The labels of a form, and what each means in a table."""

    def __init__(self, form: Form) -> None:
        tables = [table for table in form.tables if not table.is_list]
        self.blocks = [(table.name, block) for table in tables for block in table.blocks]
        self.rows = Labels(
            (label, _Row(name, block, path))
            for name, block in self.blocks
            for label, path in _row_labels(block.rows, block.caption)
        )
        self.heads = Labels(head for _, block in self.blocks for head in _heads(block))

    @cached_property
    def labels_of_rows(self) -> Sequence[str]:
        """Of all rows with figures, as the form prints them."""
        lines = (line for _, block in self.blocks for line in all_lines(block.rows))
        return [line.label for line in lines if line.label and (line.total or not line.parts)]

    @cached_property
    def unlabelled(self) -> Sequence[_Row]:
        """The blocks of one row that has no label."""
        return [
            _Row(name, block, block.caption)
            for name, block in self.blocks
            if not any(line.label for line in block.rows)
        ]


def _row_labels(lines: Sequence[Line], path: str, above: str = "") -> Iterator[tuple[str, str]]:
    """Label → path of the rows with figures; also with the heading above it in the same box."""
    for line in lines:
        own = f"{path}/{line.label}" if path else line.label
        if line.label and (line.total or not line.parts):
            for label in (line.label, *line.also):
                yield label, own
                if above:
                    yield f"{above}{label}", own
        yield from _row_labels(line.parts, own, line.label)


def _heads(block: Block) -> Iterator[tuple[str, str]]:
    """What may stand above figures, and what it is in the form."""
    for text in (block.caption, block.corner, block.over):
        if text:
            yield text, text
    for line in all_lines(block.columns):
        for label in (line.label, *line.also):
            if label:
                yield label, line.label


@dataclass(frozen=True)
class Under:
    """Which sections of the form have a heading in a document, and under which each table stands.

    Below the heading of its section a table is the form's; elsewhere it is of something else.
    """

    headed: Collection[str] = ()
    tables: Mapping[int, str] = field(default_factory=dict)  # by its place among all → heading

    def allows(self, number: int, section: Section) -> bool:
        """Whether a table can be one of a section's."""
        heading = section.heading
        return heading not in self.headed or self.tables.get(number) == heading


def place(tables: Sequence[Drawn], form: Form, under: Under | None = None) -> Placed:
    """Every figure that is found with certainty in tables that follow each other."""
    labels, under = FormLabels(form), under or Under()
    sections = {table.name: section for section in form.sections for table in section.tables}
    headings = {section.heading for section in form.sections if section.is_table}
    found = defaultdict[CellRef, list[Boxed]](list)
    orders = dict[Block, list[str] | None]()  # of columns, as the last table with heads had them
    placed = Placed()
    for number, table in enumerate(tables, start=1):
        as_it_is = _Search(labels, number, table, orders)
        turned = _Search(labels, number, table, orders, turned=True)
        drawn = max(as_it_is, turned, key=lambda one: len(one.found))
        own = [
            (ref, spot) for ref, spot in drawn.found if under.allows(number, sections[ref.table])
        ]
        stands_under = under.tables.get(number)
        is_elsewhere = stands_under and stands_under not in headings
        if not own and (drawn.found or is_elsewhere):
            placed.words[number] = drawn.lines
            continue
        orders |= drawn.orders
        placed.doubtful += drawn.doubtful
        placed.words[number] = drawn.words
        for ref, spot in own:
            found[ref].append(spot)
    for ref, spots in found.items():
        if len({_said(spot.text) for spot in spots}) == 1:
            placed.figures[ref] = spots[0]
        else:  # the same figure twice, and not the same
            placed.doubtful += spots
    return placed


class _Search:
    """One table being searched, as it is or with its columns as rows."""

    def __init__(
        self,
        labels: FormLabels,
        number: int,
        table: Drawn,
        orders: Mapping[Block, list[str] | None],
        *,
        turned: bool = False,
    ) -> None:
        self._labels = labels
        self._number = number
        self._turned = turned
        self._aligned = table.aligned
        self._before = orders
        self.orders = dict[Block, list[str] | None]()
        self.found: list[tuple[CellRef, Boxed]] = []
        self._astray: list[Boxed] = []  # in rows of the form
        self._unknown: list[Boxed] = []  # in rows that no label of the form names
        self._is_known = False
        self._heads = Heads(labels.heads)
        self._is_head = False  # whether the last row was one
        self._rows = table.rows
        if turned:
            self._rows = _turned(table.rows) if table.aligned else []
        for at, row in enumerate(self._rows):
            self._take(at, row)

    @property
    def lines(self) -> list[str]:
        """All that it says, row by row."""
        rows = ([token.text for token in _tokens(row)] for row in self._rows)
        return [line for row in rows if (line := "　".join(filter(None, row)))]

    @property
    def words(self) -> list[str]:
        """What is no figure of the form, and no label."""
        return [spot.text for spot in self._unknown if not self._is_figure(spot)]

    @property
    def doubtful(self) -> list[Boxed]:
        """Figures without a place."""
        return [*self._astray, *filter(self._is_figure, self._unknown)]

    def _is_figure(self, spot: Boxed) -> bool:
        return self._is_known and is_figure(spot.text)

    def _take(self, at: int, row: Sequence[Box]) -> None:
        tokens = list(_tokens(row))
        written = [token for token in tokens if token.text]
        label = self._label(written)
        if self._is_of_heads(written, label):
            if not self._is_head:
                self._heads = Heads(self._labels.heads)
            self._heads.add(written, len(row))
            self._is_known |= any(token.text in self._labels.heads for token in written)
            self._unknown += [
                self._spot(at, one) for one in written if one.text not in self._labels.heads
            ]
            self._is_head = True
            return
        self._is_head = False
        if label:
            token, meant = label
            self._is_known = True
            after = [one for one in tokens if one.first >= token.behind]
            self._assign(at, row, after, meant)
        elif written and (alone := self._unlabelled()):
            own = list(dropwhile(lambda one: _is_words(one.text), tokens))  # what it is of
            self._assign(at, row, own, alone)
            self._heads = Heads(self._labels.heads)
        else:
            self._unknown += [self._spot(at, one) for one in written]

    def _label(self, written: Sequence[Token]) -> tuple[Token, _Row] | None:
        """The last box that is the label of a row with figures, and what it means."""
        for token in reversed(written):
            if meant := self._labels.rows.meant(token.text):
                return token, meant
        return None

    def _is_of_heads(self, written: Sequence[Token], label: tuple[Token, _Row] | None) -> bool:
        """Whether there are only words, of which none names a row; one alone is no head."""
        if not written or any(is_figure(token.text) for token in written):
            return False
        heads = [token for token in written if token.text in self._labels.heads]
        return len(heads) > 1 if label else bool(heads) or len(written) > 1

    def _unlabelled(self) -> _Row | None:
        """The block with one row whose heads have just been read."""
        for row in self._labels.unlabelled:
            if self._heads.order(row.block) or self._heads.columns(row.block):
                return row
        return None

    def _assign(self, at: int, row: Sequence[Box], tokens: Sequence[Token], meant: _Row) -> None:
        """Give every figure of a row its column, or none."""
        taken = self._under_heads(row, tokens, meant.block)
        if taken is None:
            taken = self._counted(row, tokens, meant.block)
        if taken is None:
            self._astray += [self._spot(at, one) for one in tokens if one.text]
            return
        for path, token in taken.items():
            self.found.append((CellRef(meant.table, meant.path, path), self._spot(at, token)))

    def _under_heads(
        self, row: Sequence[Box], tokens: Sequence[Token], block: Block
    ) -> dict[str, Token] | None:
        """Column → the box right under its head, if every figure of the row has one."""
        is_grid = self._aligned and len(row) == self._heads.width
        under = self._heads.columns(block) if is_grid else None
        if under is None:
            return None
        taken: dict[str, Token] = {}
        for path, column in under.items():
            token = next((one for one in tokens if one.first <= column < one.behind), None)
            if token is None or token in taken.values():
                return None
            taken[path] = token
        rest = [one for one in tokens if one not in taken.values()]
        if any(one.text and not self._heads.is_other(one) for one in rest):
            return None
        is_padded = any(one.first < min(under.values()) for one in rest)
        if is_padded and not all(one.text for one in taken.values()):
            return None  # which blank is a figure's?
        return taken

    def _counted(
        self, row: Sequence[Box], tokens: Sequence[Token], block: Block
    ) -> dict[str, Token] | None:
        """Column → box, if just as many follow the label as the block has columns."""
        in_form = [entry.path for entry in block.column_entries]
        if self._heads and len(in_form) > 1:
            self.orders[block] = self._heads.order(block)
            paths = self.orders[block]
        else:
            paths = self._before.get(block, in_form)
        if paths is None:
            return None
        own = [one for one in tokens if not self._heads.is_other(one)] if self._aligned else tokens
        figures = _just_so_many(own, len(paths))
        if figures is None or not (self._aligned or self._is_whole(row, figures)):
            return None
        return dict(zip(paths, figures, strict=True))

    def _is_whole(self, row: Sequence[Box], figures: Sequence[Token]) -> bool:
        """Whether blanks among figures between tabs are figures: as wide a row has all of them."""
        if all(one.text for one in figures):
            return True
        count = len(figures)
        return any(
            len(other) == len(row) and sum(is_figure(box.text) for box in other) >= count
            for other in self._rows
        )

    def _spot(self, at: int, token: Token) -> Boxed:
        row, column = (token.first, at) if self._turned else (at, token.first)
        return Boxed(token.box.text, self._number, row + 1, column + 1)


def _tokens(row: Sequence[Box]) -> Iterator[Token]:
    first = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or row[at] is not row[first]:
            yield Token(first, at, row[first])
            first = at


def _just_so_many(tokens: Sequence[Token], count: int) -> Sequence[Token] | None:
    """So many of them, without blanks before or behind; None where it could be others, too."""
    blank = [not token.text for token in tokens]
    spare = len(tokens) - count
    before = next((at for at, is_blank in enumerate(blank) if not is_blank), len(tokens))
    behind = next((at for at, is_blank in enumerate(reversed(blank)) if not is_blank), len(tokens))
    if spare < 0 or (spare and before + behind < spare):
        return None
    if spare == 0 or before == len(tokens):  # all of them are blank
        return tokens[:count]
    if behind == 0:
        return tokens[spare:]
    if before == 0:
        return tokens[:count]
    return tokens[before : len(tokens) - behind] if before + behind == spare else None


def _turned(rows: Sequence[Sequence[Box]]) -> list[list[Box]]:
    """Columns as rows; short rows are filled up."""
    width = max(map(len, rows), default=0)
    if width > _MOST_COLUMNS:
        return []
    return [[row[at] if at < len(row) else _EMPTY for row in rows] for at in range(width)]


def _is_words(text: str) -> bool:
    return len(text) > 1 and not is_figure(text)


def is_figure(text: str) -> bool:
    """Whether a text is a number, as it is written in tables."""
    return bool(_FIGURE.fullmatch(squeezed(text)))


def _said(text: str) -> str:
    """The same for texts that say the same number."""
    return squeezed(text).rstrip("件宗条个次")

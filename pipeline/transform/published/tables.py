"""Where a published document prints each figure of the form: by labels, whatever the layout.

A row is known by its label, a column by its head. Where the columns of a document are no columns
(text between tabs, cells left out), as many figures must follow the label as the form has; what
is certain in neither way is left out, and told.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import dropwhile
from typing import NamedTuple

from pipeline.form.model import Form
from pipeline.form.table import Block, CellRef, Line, all_lines, squeezed
from pipeline.pages import Box, Drawn
from pipeline.transform.published.labels import Labels, core

_EMPTY = Box("")
_LONGEST_FIGURE = 12  # signs
_MOST_COLUMNS = 400  # of what is turned; a form has 25 rows


class Spot(NamedTuple):
    """What stands in one box, and where, as people count: table, row and column from 1."""

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
    """The figures of a document; what is in doubt, and tables of which nothing is known.

    doubtful: what stands in a table of the form, and cannot be placed with certainty.
    words: table, by its place among all → what stands in it besides labels and figures.
    """

    figures: dict[CellRef, Spot] = field(default_factory=dict)
    doubtful: list[Spot] = field(default_factory=list)
    words: dict[int, list[str]] = field(default_factory=dict)


class _Row(NamedTuple):
    """A line of a table of the form that has figures of its own."""

    table: str
    block: Block
    path: str


class _Token(NamedTuple):
    """A box of one row, and the columns that it takes there."""

    first: int
    behind: int
    box: Box


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
        self.heads = Labels((head, head) for _, block in self.blocks for head in _heads(block))
        self.groups = Labels((group, group) for _, block in self.blocks for group in _groups(block))

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


def _heads(block: Block) -> Iterator[str]:
    """What stands above figures."""
    for text in (block.caption, block.corner, block.over):
        if text:
            yield text
    yield from (line.label for line in all_lines(block.columns) if line.label)


def _groups(block: Block) -> Iterator[str]:
    """What stands beside rows and has no figures."""
    yield from (line.label for line in all_lines(block.rows) if line.parts and not line.total)


def place(tables: Sequence[Drawn], form: Form) -> Placed:
    """Every figure that is found with certainty in tables that follow each other."""
    labels = FormLabels(form)
    found = defaultdict[CellRef, list[Spot]](list)
    placed = Placed()
    for number, table in enumerate(tables, start=1):
        drawn = max(_Search(labels, number, table), _Search(labels, number, table, turned=True),
                    key=lambda one: len(one.found))  # fmt: skip
        for ref, spot in drawn.found:
            found[ref].append(spot)
        placed.doubtful += drawn.doubtful
        placed.words[number] = drawn.words
    for ref, spots in found.items():
        if len({squeezed(spot.text) for spot in spots}) == 1:
            placed.figures[ref] = spots[0]
        else:  # the same figure twice, and not the same
            placed.doubtful += spots
    return placed


class _Search:
    """One table being searched, as it is or with its columns as rows."""

    def __init__(
        self, labels: FormLabels, number: int, table: Drawn, *, turned: bool = False
    ) -> None:
        self._labels = labels
        self._number = number
        self._turned = turned
        self._aligned = table.aligned
        self.found: list[tuple[CellRef, Spot]] = []
        self._astray: list[Spot] = []  # in rows of the form
        self._unknown: list[Spot] = []  # in rows that no label of the form names
        self.is_known = False
        self._heads: list[_Token] = []  # above the figures that come next
        self._is_head = False  # whether the last row was one
        self._width = 0  # of the rows of heads
        rows = table.rows
        if turned:
            rows = _turned(rows) if table.aligned else []
        for at, row in enumerate(rows):
            self._take(at, row)

    @property
    def words(self) -> list[str]:
        """What is no figure of the form, and no label."""
        return [spot.text for spot in self._unknown if not self._is_figure(spot)]

    @property
    def doubtful(self) -> list[Spot]:
        """Figures without a place."""
        return [*self._astray, *filter(self._is_figure, self._unknown)]

    def _is_figure(self, spot: Spot) -> bool:
        return self.is_known and len(spot.text) <= _LONGEST_FIGURE and _counts(spot.text)

    def _take(self, at: int, row: Sequence[Box]) -> None:
        tokens = list(_tokens(row))
        written = [token for token in tokens if token.box.text.strip()]
        label = self._label(written)
        if written and self._is_of_heads(written, label):
            if not self._is_head:
                self._heads = []
            known = [head.box for head in self._heads]
            self._heads += [
                token
                for token in written
                if token.box.text in self._labels.heads and token.box not in known
            ]
            self._width = len(row)
            self._is_head = self.is_known = True
            return
        self._is_head = False
        if label:
            token, meant = label
            self.is_known = True
            after = [one for one in tokens if one.first >= token.behind]
            self._assign(at, row, after, meant)
        elif written and (alone := self._unlabelled()):
            own = list(dropwhile(lambda one: _is_words(one.box.text), tokens))  # what it is of
            self._assign(at, row, own, alone)
            self._heads = []
        else:
            self._unknown += [self._spot(at, one) for one in written]

    def _label(self, written: Sequence[_Token]) -> tuple[_Token, _Row] | None:
        """The last box that is the label of a row with figures, and what it means."""
        for token in reversed(written):
            if meant := self._labels.rows.meant(token.box.text):
                return token, meant
        return None

    def _is_of_heads(self, written: Sequence[_Token], label: tuple[_Token, _Row] | None) -> bool:
        """Whether there is nothing but what stands above figures."""
        heads = [token for token in written if token.box.text in self._labels.heads]
        groups = [token for token in written if token.box.text in self._labels.groups]
        if len(heads) + len(groups) < len(written) or not heads:
            return False
        return label is None or len(heads) > 1

    def _unlabelled(self) -> _Row | None:
        """The block with one row whose heads have just been read."""
        for row in self._labels.unlabelled:
            if self._ordered(row.block) or self._by_head(row.block):
                return row
        return None

    def _assign(self, at: int, row: Sequence[Box], tokens: Sequence[_Token], meant: _Row) -> None:
        """Give every figure of a row its column, or none."""
        paths = [entry.path for entry in meant.block.column_entries]
        taken = self._under_heads(row, tokens, meant.block) or self._counted(tokens, meant.block)
        if taken is None:
            self._astray += [self._spot(at, one) for one in tokens if one.box.text.strip()]
            return
        for path in paths:
            if path in taken:
                spot = self._spot(at, taken[path])
                self.found.append((CellRef(meant.table, meant.path, path), spot))

    def _under_heads(
        self, row: Sequence[Box], tokens: Sequence[_Token], block: Block
    ) -> dict[str, _Token] | None:
        """Column → the box right under its head, if every figure of the row has one."""
        under = self._by_head(block) if self._aligned and len(row) == self._width else None
        if under is None:
            return None
        taken: dict[str, _Token] = {}
        for path, column in under.items():
            token = next((one for one in tokens if one.first <= column < one.behind), None)
            if token is None or token in taken.values():
                return None
            taken[path] = token
        rest = [one for one in tokens if one not in taken.values()]
        return None if any(one.box.text.strip() for one in rest) else taken

    def _counted(self, tokens: Sequence[_Token], block: Block) -> dict[str, _Token] | None:
        """Column → box, if just as many follow the label as the block has columns."""
        paths = self._ordered(block) or (
            None if self._heads_of(block) else [entry.path for entry in block.column_entries]
        )
        figures = paths and _just_so_many(tokens, len(paths))
        return dict(zip(paths, figures, strict=True)) if paths and figures else None

    def _heads_of(self, block: Block) -> list[_Token]:
        """The lowest heads of a block, from left to right."""
        lowest = {core(entry.line.label) for entry in block.column_entries}
        heads = [one for one in self._heads if core(self._meant(one)) in lowest]
        return sorted(heads, key=lambda one: one.first)

    def _meant(self, head: _Token) -> str:
        return self._labels.heads.meant(head.box.text) or ""

    def _ordered(self, block: Block) -> list[str] | None:
        """The columns in the order of their heads, where that is the order of the form."""
        heads = [core(self._meant(one)) for one in self._heads_of(block)]
        known = [(core(entry.line.label), entry.path) for entry in block.column_entries]
        return [path for _, path in known] if heads == [label for label, _ in known] else None

    def _by_head(self, block: Block) -> dict[str, int] | None:
        """Column of the form → column of the table; None where a head could be several of them.

        A table may have been cut into several, each with some of the columns.
        """
        found = {}
        for entry in block.column_entries:
            *above, lowest = entry.path.split("/")
            columns = [
                one.first
                for one in self._heads_of(block)
                if core(self._meant(one)) == core(lowest) and self._stands_under(one, above, block)
            ]
            if len(columns) > 1:
                return None
            if columns:
                found[entry.path] = columns[0]
        are_all = len(set(found.values())) == len(found) == len(self._heads_of(block))
        return found if found and are_all else None

    def _stands_under(self, head: _Token, above: Sequence[str], block: Block) -> bool:
        """Whether no other heading stands over a head than those that the form has there."""
        over = {
            core(self._meant(one))
            for one in self._heads
            if one is not head and one.first <= head.first < one.behind
        }
        headings = {core(line.label) for line in all_lines(block.columns) if line.parts}
        own = set(map(core, above))
        several = [e for e in block.column_entries if core(e.line.label) == core(self._meant(head))]
        return over & headings <= own and (len(several) == 1 or own <= over)

    def _spot(self, at: int, token: _Token) -> Spot:
        row, column = (token.first, at) if self._turned else (at, token.first)
        return Spot(token.box.text, self._number, row + 1, column + 1)


def _tokens(row: Sequence[Box]) -> Iterator[_Token]:
    first = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or row[at] is not row[first]:
            yield _Token(first, at, row[first])
            first = at


def _just_so_many(tokens: Sequence[_Token], count: int) -> Sequence[_Token] | None:
    """So many of them, without blanks before or behind; None where it could be others, too."""
    blank = [not token.box.text.strip() for token in tokens]
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
    return len(text.strip()) > 1 and not _counts(text)


def _counts(text: str) -> bool:
    """Whether a text has a figure in it."""
    return any(sign.isdigit() for sign in text)

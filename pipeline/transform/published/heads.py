"""What stands above the figures of a published table, and which column each head is of."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.form.table import Block, all_lines
from pipeline.pages import Box
from pipeline.transform.published.labels import Labels, core


class Token(NamedTuple):
    """A box of one row, and the columns that it takes there."""

    first: int
    behind: int
    box: Box

    @property
    def text(self) -> str:
        """What it says."""
        return self.box.text.strip()


class Heads:
    """The rows of heads above some figures; also what in them is no head of the form."""

    def __init__(self, labels: Labels[str]) -> None:
        self._labels = labels
        self._tokens: list[Token] = []
        self.width = 0  # of their rows

    def __bool__(self) -> bool:
        return bool(self._tokens)

    def add(self, tokens: Sequence[Token], width: int) -> None:
        """One more row; a box that reaches down into it is known."""
        known = [head.box for head in self._tokens]
        self._tokens += [token for token in tokens if token.box not in known]
        self.width = width

    def order(self, block: Block) -> list[str] | None:
        """The columns of a block from left to right; None where not all of them can be told."""
        columns = self.columns(block)
        paths = [entry.path for entry in block.column_entries]
        if columns and len(columns) == len(paths):
            return sorted(columns, key=columns.__getitem__)
        heads = [core(self._meant(one)) for one in self._lowest(block)]
        known = [core(entry.line.label) for entry in block.column_entries]
        return paths if heads == known else None

    def columns(self, block: Block) -> dict[str, int] | None:
        """Column of the form → column of the table; None where a head could be several of them.

        A table may have been cut into several, each with some of the columns.
        """
        found = {}
        for entry in block.column_entries:
            *above, lowest = entry.path.split("/")
            columns = [
                one.first
                for one in self._lowest(block)
                if core(self._meant(one)) == core(lowest) and self._stands_under(one, above, block)
            ]
            if len(columns) > 1:
                return None
            if columns:
                found[entry.path] = columns[0]
        are_all = len(set(found.values())) == len(found) == len(self._lowest(block))
        return found if found and are_all else None

    def is_other(self, token: Token) -> bool:
        """Whether a box stands under a head that is none of the form's, such as 备注."""
        over = [one for one in self._tokens if one.first <= token.first < one.behind]
        return bool(over) and not self._meant(over[-1])

    def _meant(self, head: Token) -> str:
        return self._labels.meant(head.text) or ""

    def _lowest(self, block: Block) -> list[Token]:
        """The lowest heads of a block, from left to right."""
        lowest = {core(entry.line.label) for entry in block.column_entries}
        heads = [one for one in self._tokens if core(self._meant(one)) in lowest]
        return sorted(heads, key=lambda one: one.first)

    def _stands_under(self, head: Token, above: Sequence[str], block: Block) -> bool:
        """Whether no other heading stands over a head than those that the form has there."""
        over = {
            core(self._meant(one))
            for one in self._tokens
            if one is not head and one.first <= head.first < one.behind
        }
        headings = {core(line.label) for line in all_lines(block.columns) if line.parts}
        own = set(map(core, above))
        alike = [e for e in block.column_entries if core(e.line.label) == core(self._meant(head))]
        return over & headings <= own and (len(alike) == 1 or own <= over)

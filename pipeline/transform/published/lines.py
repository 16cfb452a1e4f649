"""Tables of which only the words are left, a cell a line: from a PDF, or pasted into a text.

Figures that follow each other are a row, and the line before them its label, or a part of it: a
long label is broken into lines, and its figures stand beside one of these.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from pipeline.form.model import Form
from pipeline.pages import Block, Box, Drawn, Paragraph
from pipeline.transform.published.labels import core
from pipeline.transform.published.tables import FormLabels

_FIGURE = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?|[/／]")
_SHORTEST = 5  # signs of a part of a label


def tables_of_lines(blocks: Sequence[Block], form: Form) -> list[Drawn]:
    """A table of one row for each run of figures, with its whole label or its heads above it."""
    labels = FormLabels(form)
    lines = [
        line.strip()
        for block in blocks
        if isinstance(block, Paragraph)
        for line in block.text.split("\n")
    ]
    tables: list[Drawn] = []
    words: list[str] = []
    for is_figure, run in groupby(filter(None, lines), key=_is_figure):
        if not is_figure:
            words = list(run)
            continue
        figures = [Box(figure) for figure in run]
        if label := _whole(words[-1] if words else "", labels):
            tables.append(Drawn([[Box(label), *figures]], aligned=False))
        else:
            tables += _under_heads("".join(words), figures, labels)
    return tables


def _is_figure(line: str) -> bool:
    return bool(_FIGURE.fullmatch(line))


def _whole(part: str, labels: FormLabels) -> str:
    """The one label of a row that a line is, or is a part of."""
    if labels.rows.meant(part):
        return part
    words = core(part)
    known = [label for label in labels.labels_of_rows if words in core(label)]
    return known[0] if len(words) >= _SHORTEST and len(known) == 1 else ""


def _under_heads(words: str, figures: list[Box], labels: FormLabels) -> list[Drawn]:
    """The only row of a table that has no label: as many figures as it has columns."""
    for row in labels.unlabelled:
        paths = [entry.path for entry in row.block.column_entries]
        tops = {core(path.partition("/")[0]) for path in paths}
        if len(paths) == len(figures) and all(top in core(words[-1000:]) for top in tops):
            heads = [Box(entry.line.label) for entry in row.block.column_entries]
            return [Drawn([heads, figures], aligned=False)]
    return []

"""Plain text → its paragraphs, and tables of what stands between tabs."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pipeline.extract.decoding import decoded
from pipeline.pages import Block, Box, Drawn, Paragraph

_APART = re.compile(r"\s*\|\s*|\s*\u3000\s*|\s{2,}")
_FIGURE = re.compile(r"[0-9][0-9.,]*|[/／—-]")
LARGEST = 4 << 20  # bytes; a report has 0.02 MB


def read_plain(path: Path) -> tuple[list[Block], list[str]]:
    """The blocks; a text has no title beside itself. Raises ValueError where it is too large."""
    data = path.read_bytes()
    if len(data) > LARGEST:
        raise ValueError("a text too large for any report")
    return list(blocks_of(decoded(data))), []


def blocks_of(text: str) -> Iterator[Block]:
    """Lines of several cells that follow each other are the rows of one table."""
    lines = [_cells(line) for line in text.splitlines()]
    for is_row, several in groupby(lines, key=lambda cells: len(cells) > 1):
        if is_row:
            yield Drawn([[Box(cell) for cell in cells] for cells in several], aligned=False)
        else:
            yield from (Paragraph(cell) for cells in several for cell in cells if cell)


def _cells(line: str) -> list[str]:
    """What stands between tabs; or between wide blanks or bars, where figures end the line."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    cells = _APART.split(line.strip().strip("|").strip())
    return cells if len(cells) > 1 and _FIGURE.fullmatch(cells[-1]) else [line.strip()]

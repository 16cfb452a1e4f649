"""Plain text → its paragraphs, and tables of what stands between tabs."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pipeline.extract.published.web import decoded
from pipeline.pages import Block, Box, Drawn, Paragraph

LARGEST = 4 << 20  # bytes; a report has 0.02 MB


def read_plain(path: Path) -> tuple[list[Block], str]:
    """The blocks; a text has no title beside itself. Raises ValueError where it is too large."""
    data = path.read_bytes()
    if len(data) > LARGEST:
        raise ValueError("a text too large for any report")
    return list(blocks_of(decoded(data))), ""


def blocks_of(text: str) -> Iterator[Block]:
    """Lines with tabs that follow each other are the rows of one table."""
    for has_tabs, lines in groupby(text.splitlines(), key=lambda line: "\t" in line):
        if has_tabs:
            rows = [[Box(cell.strip()) for cell in line.split("\t")] for line in lines]
            yield Drawn(rows, aligned=False)
        else:
            yield from (Paragraph(line.strip()) for line in lines if line.strip())

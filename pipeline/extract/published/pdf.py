"""A PDF → the lines of its pages, letter by letter as the file has them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.pages import PAGE_NUMBER, Block, Paragraph

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MOST_PAGES = 100  # a report has ten


def read_pdf(path: Path) -> tuple[list[Block], list[str]]:
    """Return the lines in the order in which the pages draw them; tables are lines, too.

    Raises ValueError where it is no PDF, needs a password, or has more pages than any report.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        with PdfDocument(path) as document:
            if len(document) > _MOST_PAGES:
                raise ValueError("more pages than any report has")
            return list(_lines(document)), []
    except PdfiumError as error:  # which cannot be sent from one process to another
        raise ValueError(str(error)) from None


def _lines(document: "PdfDocument") -> Iterator[Block]:
    for page in document:
        lines = page.get_textpage().get_text_range().strip().splitlines()
        for end in (0, -1):
            if lines and PAGE_NUMBER.fullmatch(lines[end]):
                del lines[end]
        yield from map(Paragraph, lines)

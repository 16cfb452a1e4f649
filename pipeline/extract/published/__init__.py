"""Published reports as they come: Word documents, saved web pages, plain text."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import ParseError

from pipeline import messages
from pipeline.extract.guard import digest_of, readable_name
from pipeline.extract.published.decoding import decoded
from pipeline.extract.reading import Reading
from pipeline.findings import Finding, Place
from pipeline.pages import Block, Document, Drawn, Paragraph

LARGEST = 64 << 20  # bytes; a report has 0.1 MB, a page with its pictures 2
MOST_SIGNS = 1_000_000  # of words; a report has 20,000, a page of a site with it 50,000
MOST_PLACES = 10_000  # of all tables; a report has 300
# A paragraph longer than three printed pages is read in pieces, each ending with a sentence if it
# has any: what looks for words in a paragraph then takes time for its length, and no word is lost.
_PIECE = re.compile(r".{1,5000}$|.{1,5000}[。！？；]|.{1,5000}", re.DOTALL)
_ZIP, PDF = b"PK\x03\x04", b"%PDF"
_HEAD = 1 << 16  # bytes
_TAGS = ("<html", "<table", "<body", "<p>", "<div", "<!doctype html")
_SIGNS_OF_DAMAGE = (
    zipfile.BadZipFile, ParseError, ValueError, LookupError, OSError, EOFError, RecursionError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


def read_published(path: Path) -> Reading:
    """One published report; nothing of it, with the reason as a finding, if it cannot be used."""
    place = Place(file=readable_name(path))
    try:
        if path.stat().st_size > LARGEST:
            return _refused(path, messages.published.TOO_LARGE.at(place))
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return _refused(path, messages.files.LOCKED.at(place))
    if not head.strip():
        return _refused(path, messages.files.EMPTY_FILE.at(place))
    is_page = any(tag in decoded(head).casefold() for tag in _TAGS)
    try:
        if head.startswith(_ZIP):
            from pipeline.extract.published.word import read_word

            blocks, titles = read_word(path)
        elif head.startswith(PDF):
            from pipeline.extract.published.pdf import read_pdf

            blocks, titles = read_pdf(path)
        elif b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _refused(path, messages.published.NO_DOCUMENT.at(place))
        elif is_page:
            from pipeline.extract.published.web import read_page

            blocks, titles = read_page(path)
        else:
            from pipeline.extract.published.plain import read_plain

            blocks, titles = read_plain(path)
    except _SIGNS_OF_DAMAGE:
        return _refused(path, messages.published.NO_DOCUMENT.at(place))
    blocks = list(_in_pieces(blocks))
    signs = sum(len(block.text) for block in blocks if isinstance(block, Paragraph))
    places = sum(len(row) for block in blocks if isinstance(block, Drawn) for row in block.rows)
    if signs > MOST_SIGNS or places > MOST_PLACES:
        return _refused(path, messages.published.TOO_LARGE.at(place))
    digest = digest_of(path)
    is_text = not head.startswith(_ZIP) and not is_page
    document = Document(place.file, blocks, titles, digest, loose=is_text)
    return Reading(path, None, [], digest, document=document)


def _in_pieces(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, no paragraph longer than a page can hold."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from (replace(block, text=piece) for piece in _PIECE.findall(block.text))
        else:
            yield block


def _refused(path: Path, finding: Finding) -> Reading:
    return Reading(path, None, [finding])

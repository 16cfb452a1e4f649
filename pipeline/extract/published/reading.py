"""Published reports as they come: Word documents, saved web pages, plain text."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline import messages
from pipeline.extract.kinds import BROKEN, DOCX, PAGE, PDF, TEXT, Kind, kind_of_path, said_of
from pipeline.extract.package import (
    SIGNS_OF_DAMAGE,
    DeclaredError,
    ForeignContentError,
    LockedError,
    OversizedError,
)
from pipeline.extract.reading import Reading
from pipeline.findings import Finding, Place
from pipeline.pages import Block, Document, Drawn, Paragraph
from pipeline.source_file import digest_of, readable_name

LARGEST = 64 << 20  # bytes; a report has 0.1 MB, a page with its pictures 2
MOST_SIGNS = 1_000_000  # of words; a report has 20,000, a page of a site with it 50,000
MOST_PLACES = 10_000  # of all tables; a report has 300
# A paragraph longer than three printed pages is read in pieces, each ending with a sentence if it
# has any: what looks for words in a paragraph then takes time for its length, and no word is lost.
_PIECE = re.compile(r".{1,5000}$|.{1,5000}[。！？；]|.{1,5000}", re.DOTALL)


def read_published(path: Path) -> Reading:
    """One published report; nothing of it, with the reason as a finding, if it cannot be used."""
    place = Place(file=readable_name(path))
    try:
        if path.stat().st_size > LARGEST:
            return _refused(path, messages.published.TOO_LARGE.at(place))
        kind = kind_of_path(path)
        reader = _reader(kind)
        if reader is None:
            return _refused(path, refusal(kind, place))
        blocks, titles = reader(path)
    except LockedError:
        return _refused(path, messages.files.PASSWORD.at(place))
    except ForeignContentError:
        return _refused(path, messages.published.FOREIGN.at(place))
    except PermissionError:
        return _refused(path, messages.files.LOCKED.at(place))
    except OversizedError:
        return _refused(path, messages.published.TOO_LARGE.at(place))
    except (*SIGNS_OF_DAMAGE, DeclaredError, LookupError):
        return _refused(path, messages.published.NO_DOCUMENT.at(place))
    blocks = list(_in_pieces(blocks))
    signs = sum(len(block.text) for block in blocks if isinstance(block, Paragraph))
    places = sum(len(row) for block in blocks if isinstance(block, Drawn) for row in block.rows)
    if signs > MOST_SIGNS or places > MOST_PLACES:
        return _refused(path, messages.published.TOO_LARGE.at(place))
    digest = digest_of(path)
    document = Document(place.file, blocks, titles, digest, loose=kind in (TEXT, PDF))
    return Reading(path, None, [], digest, document=document)


def refusal(kind: Kind, place: Place) -> Finding:
    """Return the finding that says of a file why it is not read as a published report."""
    if kind is BROKEN:
        return messages.published.NO_DOCUMENT.at(place)
    return said_of(kind, place) or messages.published.OTHER_KIND.at(place, what=kind.called)


def _reader(kind: Kind) -> Callable[[Path], tuple[list[Block], list[str]]] | None:
    """What reads a kind; imported only for a file of that kind."""
    if kind is DOCX:
        from pipeline.extract.published.word import read_word as reader
    elif kind is PDF:
        from pipeline.extract.published.pdf import read_pdf as reader
    elif kind is PAGE:
        from pipeline.extract.published.web import read_page as reader
    elif kind is TEXT:
        from pipeline.extract.published.plain import read_plain as reader
    else:
        return None
    return reader


def _in_pieces(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, no paragraph longer than a page can hold."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from (replace(block, text=piece) for piece in _PIECE.findall(block.text))
        else:
            yield block


def _refused(path: Path, finding: Finding) -> Reading:
    return Reading(path, None, [finding])

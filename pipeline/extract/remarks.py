"""What is written over the cells of a sheet: comments, and texts in drawn boxes."""

import posixpath
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

_BOX = "文本框"


def remarks(sheet_part: str, parts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Where and what, of one sheet's part; the parts are sound, and none declares anything."""
    folder, _, name = sheet_part.rpartition("/")
    relations = parts.get(f"{folder}/_rels/{name}.rels")
    if relations is None:
        return []
    found: list[tuple[str, str]] = []
    for relation in ElementTree.fromstring(relations):
        target = relation.get("Target", "")
        part = parts.get(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        kind = relation.get("Type", "").rpartition("/")[2]
        if part and kind == "comments":
            found += _comments(ElementTree.fromstring(part))
        elif part and kind == "drawing":
            found += _boxes(ElementTree.fromstring(part))
    return found


def _comments(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for comment in root.iterfind(".//{*}comment"):
        if text := _text(comment):
            yield comment.get("ref", ""), text


def _boxes(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for other in root.iterfind(".//{*}AlternateContent/{*}Fallback/.."):
        for fallback in other.findall("{*}Fallback"):  # the same box for older programs
            other.remove(fallback)
    for box in root.iterfind(".//{*}sp"):
        paragraphs = (_text(paragraph) for paragraph in box.iterfind(".//{*}p"))
        if text := "\n".join(filter(None, paragraphs)):
            yield _BOX, text


def _text(element: ElementTree.Element) -> str:
    readings = {piece for ruby in element.iterfind(".//{*}rPh") for piece in ruby.iter()}
    pieces = (piece for piece in element.iterfind(".//{*}t") if piece not in readings)
    return "".join(piece.text or "" for piece in pieces).strip()

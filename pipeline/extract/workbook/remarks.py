"""What is written over the cells of a sheet: comments, and texts in drawn boxes."""

from collections.abc import Iterator

from pipeline.extract.package import Element, Package

BOX = "文本框"


def remarks(package: Package, sheet: str) -> Iterator[tuple[str, str]]:
    """Yield where and what, of one sheet's part: the cell of a comment, or that it is a box."""
    for relation in {relation.target: relation for relation in package.relations(sheet)}.values():
        if relation.kind == "comments":
            yield from _comments(package.xml(relation.target))
        elif relation.kind == "drawing":
            yield from _boxes(package.xml(relation.target))


def _comments(root: Element) -> Iterator[tuple[str, str]]:
    for comment in root.iterfind(".//{*}comment"):
        if text := _text(comment):
            yield comment.get("ref", ""), text


def _boxes(root: Element) -> Iterator[tuple[str, str]]:
    for fallback in root.findall(".//{*}AlternateContent/{*}Fallback"):
        fallback.getparent().remove(fallback)  # the same box for older programs
    for box in root.iterfind(".//{*}sp"):
        paragraphs = (_text(paragraph) for paragraph in box.iterfind(".//{*}p"))
        if text := "\n".join(filter(None, paragraphs)):
            yield BOX, text


def _text(element: Element) -> str:
    """The words, without the readings that stand over them (rPh)."""
    words = element.xpath(".//*[local-name()='t'][not(ancestor::*[local-name()='rPh'])]/text()")
    return "".join(words).strip()

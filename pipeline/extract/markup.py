"""The XML of one part, brought into the one spelling that the scan and the fast reader share.

XML can say a thing in many ways: with comments, CDATA, references, single quotes, blanks around
the equals sign. A parser sees no difference; the two readers here would see other figures.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

LARGEST_OUTLINE, MOST_OUTLINES = 1 << 17, 64  # bytes; a filled template has some twenty parts
LARGEST_RESPELT = 2 << 20  # half a second; a filled template has 0.1 MB

_CONTROL_SIGNS = bytes(set(range(0x20)) - set(b"\0\t\n\r"))  # XML allows none of them
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_REFERENCE = re.compile(rb"&#(x[0-9a-fA-F]+|[0-9]+);")
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE and U+FFFF; told where they stand
_NUMBER = re.compile(rb"<v>([0-9]{1,15}(?:\.[0-9]{1,15})?)</v>")  # or that of a shared text
ZERO = b"<v>0</v>"  # what an outline has in place of every number
_BLANKS = bytes.maketrans(b"\n\t\r", b"   ")


class Outlined(NamedTuple):
    """A part taken apart: its outline, and the numbers that it is filled with.

    Returns filled into one template have the same outline, sheet by sheet; whatever holds of the
    markup of the outline holds of the part.
    """

    outline: bytes = b""  # blank: the part is to be looked at by itself
    numbers: Sequence[bytes] = ()  # plain ones, and those of shared texts, in their order


def outlined(part: bytes) -> Outlined:
    """The part with 0 for every number; nothing is known of a large one, or an empty one."""
    if len(part) > LARGEST_OUTLINE:
        return Outlined()
    pieces = _NUMBER.split(part)
    return Outlined(ZERO.join(pieces[::2]), pieces[1::2])


def without_control_signs(part: bytes) -> bytes:
    """The part without the signs that XML forbids, also those written as a reference."""
    plain = part.translate(None, _CONTROL_SIGNS)
    if b"&#" in plain:
        plain = _REFERENCE.sub(_allowed, plain)
    if b"\xed" in plain:
        plain = _SURROGATE.sub(b"", plain)
    return plain if plain != part else part


def is_whole(part: bytes) -> bool:
    """Whether a part is well-formed."""
    tags = part.count(b"<") - part.count(b"<?")
    if (
        b"<!" not in part
        and tags != 2 * part.count(b"</") + part.count(b"/>")
        and (tags + part.count(b"<?") == part.count(b">"))
    ):  # seen at once; a parser would hold millions of open tags before it says so
        return False
    try:
        expat.ParserCreate().Parse(_of_characters(part), True)  # noqa: FBT003 - it takes it so
    except expat.ExpatError:
        return False
    return True


def plainly_spelt(part: bytes) -> bytes:
    """A well-formed part without comments, CDATA, and any spelling but the usual one."""
    spaced = part.translate(_BLANKS)
    usual = (
        part.count(b"<?") <= 1
        and part.count(b"<") == part.count(b">")  # none inside a text or an attribute
        and part.count(b"=") == part.count(b'="')
        and b" =" not in spaced
        and b" >" not in spaced
        and not (b"!" in part and b"<!" in part)  # a rare sign first: that is fast
        and not (b"#" in part and b"&#" in part and b"sheetData" in part)  # in texts both read them
        and b":sheetData" not in part
        and b":sst" not in part
    )
    if usual:
        return part
    if len(part) > LARGEST_RESPELT:
        raise ValueError("too large to be respelt")
    root = ElementTree.fromstring(_of_characters(part))
    return bytes(ElementTree.tostring(root, encoding="utf-8"))


def _of_characters(part: bytes) -> bytes:
    for sign in _NO_CHARACTERS:
        if sign in part:
            part = part.replace(sign, b"")
    return part


def _allowed(reference: re.Match[bytes]) -> bytes:
    said = reference[1].decode()
    code = int(said[1:], 16) if said.startswith("x") else int(said)
    forbidden = code < 0x20 and code not in b"\t\n\r"
    is_no_character = 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF
    return b"" if forbidden or is_no_character else reference[0]

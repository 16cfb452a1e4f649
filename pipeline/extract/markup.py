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

_CONTROL = bytes(set(range(0x20)) - set(b"\0\t\n\r"))  # XML allows none of these signs
# One of them, a surrogate, or what may be either as a reference.
_FORBIDDEN = re.compile(
    rb"[\x01-\x08\x0b\x0c\x0e-\x1f]|\xed[\xa0-\xbf][\x80-\xbf]"
    rb"|&#(x0{0,9}[0-9a-fA-F]{1,6}|0{0,9}[0-9]{1,7});"
)
# A text or a value, and of a value whether it only says which of the shared texts it is.
_TEXT = re.compile(rb"""(?<=>)(?<!t="s"><v>)[^<>]+(?=</(?:\w+:)?[tv]>)""")
_DIGIT = re.compile(rb"[0-9]|\xef\xbc[\x90-\x99]")
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
    """The part without the signs that XML forbids, also those written as a reference.

    Beside digits they are written as Excel writes them (_x0002_): left out, they would make one
    number of two.
    """
    doubtful = b"&#" in part or b"\xed" in part or len(part.translate(None, _CONTROL)) < len(part)
    if not doubtful or all(_code(found) is None for found in _FORBIDDEN.finditer(part)):
        return part
    return _FORBIDDEN.sub(_left_out, _TEXT.sub(_spelt_out, part))


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
    except (expat.ExpatError, LookupError):  # an encoding that nobody knows
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


def _code(found: re.Match[bytes]) -> int | None:
    """The sign that is forbidden, as a number; None where XML allows it."""
    if found[1] is None:
        return ord(found[0].decode("utf-8", "surrogatepass"))
    said = found[1].decode()
    code = int(said[1:], 16) if said.startswith("x") else int(said)
    forbidden = code < 0x20 and code not in b"\t\n\r"
    is_no_character = 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF
    return code if forbidden or is_no_character else None


def _spelt_out(text: re.Match[bytes]) -> bytes:
    """A text with digits, its forbidden signs spelt."""

    def spelt(found: re.Match[bytes]) -> bytes:
        code = _code(found)
        return found[0] if code is None else b"_x%04X_" % min(code, 0xFFFF)

    has_digits = _DIGIT.search(_FORBIDDEN.sub(_left_out, text[0]))
    return _FORBIDDEN.sub(spelt, text[0]) if has_digits else text[0]


def _left_out(found: re.Match[bytes]) -> bytes:
    return found[0] if _code(found) is None else b""

"""Signs that XML forbids, and that programs nevertheless leave in it."""

import re

# Such a sign, a surrogate, U+FFFE, U+FFFF, or what may be one of them as a reference.
_FORBIDDEN = re.compile(
    rb"[\x01-\x08\x0b\x0c\x0e-\x1f]|\xed[\xa0-\xbf][\x80-\xbf]|\xef\xbf[\xbe\xbf]"
    rb"|&#(x0{0,9}[0-9a-fA-F]{1,6}|0{0,9}[0-9]{1,7});"
)
_NO_CHARACTERS = (0xFFFE, 0xFFFF)
# A text or a value of a cell, but for one that says which of the shared texts it is.
_TEXT = re.compile(rb"""(?<=>)(?<!t="s"><v>)[^<>]+(?=</(?:\w+:)?[tv]>)""")
_DIGIT = re.compile(rb"[0-9]|\xef\xbc[\x90-\x99]")


def without_control_signs(part: bytes) -> tuple[bytes, bool]:
    """Return a part that a parser accepts, and whether signs were left out.

    Beside digits the signs are spelt as Excel spells them (_x0002_): left out, they would make
    one number of two. U+FFFE and U+FFFF are always spelt, and told later, where they stand.
    """
    codes = {_code(match) for match in _FORBIDDEN.finditer(part)}
    is_changed = bool(codes - {None, *_NO_CHARACTERS})
    if b"<![CDATA[" in part:  # where its texts end is not to be seen by a pattern
        return _FORBIDDEN.sub(_spelt, part), is_changed
    return _FORBIDDEN.sub(_left_out, _TEXT.sub(_spelt_in_number, part)), is_changed


def _code(match: re.Match[bytes]) -> int | None:
    """The forbidden sign as a number; None where XML allows it."""
    if match[1] is None:
        return ord(match[0].decode("utf-8", "surrogatepass"))
    said = match[1].decode()
    code = int(said[1:], 16) if said.startswith("x") else int(said)
    forbidden = code < 0x20 and code not in b"\t\n\r"
    no_character = 0xD800 <= code < 0xE000 or code in _NO_CHARACTERS or code > 0x10FFFF
    return code if forbidden or no_character else None


def _spelt_in_number(text: re.Match[bytes]) -> bytes:
    """A text with digits, its forbidden signs spelt."""
    has_digits = _DIGIT.search(_FORBIDDEN.sub(_left_out, text[0]))
    return _FORBIDDEN.sub(_spelt, text[0]) if has_digits else text[0]


def _spelt(match: re.Match[bytes]) -> bytes:
    code = _code(match)
    return match[0] if code is None else b"_x%04X_" % min(code, 0xFFFF)


def _left_out(match: re.Match[bytes]) -> bytes:
    code = _code(match)
    if code in _NO_CHARACTERS:
        return _spelt(match)
    return match[0] if code is None else b""

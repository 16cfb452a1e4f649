"""The bytes of a text or a page → its text, in the encoding that it says or that is usual here."""

import codecs
import re

_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w-]+)""", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page says its encoding
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes) -> str:
    """The text; what fits no encoding stands as �."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    said = _CHARSET.search(data[:_HEAD])
    named = said[1].decode().lower() if said else ""
    # What is whole UTF-8 is nothing else, whatever it says.
    for encoding in ("utf-8", "gb18030" if named in ("gb2312", "gbk") else named, "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):  # another one, or none that is known
            continue
    return data.decode("gb18030", "replace")

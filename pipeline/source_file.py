"""A file that came from somebody: what it is called, and a hash of its bytes."""

import hashlib
from pathlib import Path

from pipeline.personal import masked

_MARK, _LONGEST_SUFFIX = 4, 6  # signs
# How workbooks are called. Whether they are what they are called, reading them says.
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb", ".xltx", ".xltm", ".xlt", ".ett")


def readable_name(path: Path) -> str:
    """Return the file's name as it can be shown.

    � stands for what is not UTF-8 (a GBK name from an old zip) and for signs that nobody sees
    or that turn the writing round.
    """
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    shown = Path("".join(sign if sign.isprintable() else "�" for sign in name))
    is_plain = len(shown.suffix) <= _LONGEST_SUFFIX  # and no part of the name
    return without_numbers(shown.stem) + shown.suffix if is_plain else without_numbers(str(shown))


def without_numbers(name: str) -> str:
    """Return the name of a file or a sheet with a person's number masked.

    What tells such a name from others that are masked alike stands behind it.
    """
    shown = masked(name)
    if shown == name:
        return name
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]
    return f"{shown}（{mark}）"


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; blank if they cannot be read, or if it is a pipe."""
    try:
        if not path.is_file():  # reading from a FIFO would wait for ever
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""

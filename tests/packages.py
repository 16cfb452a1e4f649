"""Damaged, dangerous and foreign packages, made from a sound one. No binary file is kept."""

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed, sums of parts made right again."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body) if name == part else body, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def without(data: bytes, part: str) -> bytes:
    """The package without one of its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return file.getvalue()


def flipped(data: bytes) -> bytes:
    """One bit changed inside the packed bytes of the largest sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = max(package.infolist(), key=lambda part: part.compress_size)
    middle = part.header_offset + 60 + part.compress_size // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def package_of(name: str) -> bytes:
    """A zip with one part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(name, "<x/>")
    return file.getvalue()


def edited(data: bytes, part: str, old: str, new: str) -> bytes:
    """The package with the first such text of a part replaced; it must be there."""

    def change(body: bytes) -> bytes:
        assert old.encode() in body
        return body.replace(old.encode(), new.encode(), 1)

    return rewritten(data, part, change)


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    """The package with one more part."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, body)
    return file.getvalue()


def bomb(megabytes: int, of: bytes = b"\0") -> bytes:
    """A workbook of a few kilobytes that unpacks to so many megabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(megabytes):
                part.write(of * (1 << 20))
    return file.getvalue()


def with_wrong_checksum(_: bytes) -> bytes:
    """A part stored as it is, and changed after its checksum was taken."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue().replace(b"<workbook/>", b"<workbooc/>")


def foreign_workbook() -> bytes:
    """A sound workbook that has nothing to do with the return."""
    file = io.BytesIO()
    Workbook().save(file)
    return file.getvalue()

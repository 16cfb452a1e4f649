"""Damaged, dangerous and foreign packages, made from a sound one. No binary file is kept."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook

from pipeline.cells import address


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


def with_part(data: bytes, name: str, body: bytes, *, pack: bool = True) -> bytes:
    """The package with one more part."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, body, zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED)
    return file.getvalue()


def with_prefix(prefix: str) -> Callable[[bytes], bytes]:
    """Every element of a part under a prefix of its namespace."""

    def change(body: bytes) -> bytes:
        prefixed = re.sub("<(/?)(?=[A-Za-z])", rf"<\g<1>{prefix}:", body.decode())
        return prefixed.replace("xmlns=", f"xmlns:{prefix}=", 1).encode()

    return change


SHEET_HEAD = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)


def with_answer(said: str) -> Callable[[bytes], bytes]:
    """A longer first answer than a spreadsheet program lets anybody write."""
    new = f'<c r="B3" t="inlineStr"><is><t>{said}</t></is></c>'.encode()
    return lambda body: re.sub(rb'<c r="B3"[^>]*>.*?</c>', new, body)


def with_part_twice(data: bytes) -> bytes:
    """The package with two parts of the same name: two readers might take different ones."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns, and that is the point
        return with_part(data, "xl/workbook.xml", b"<workbook/>")


def with_wrong_sum(data: bytes, part: str) -> bytes:
    """The package with another checksum for a part in its directory."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        right = package.getinfo(part).CRC
    return data.replace(right.to_bytes(4, "little"), (right ^ 1).to_bytes(4, "little"))


def with_repeated_text(data: bytes) -> bytes:
    """One text of a megabyte, shown by two thousand cells: 2 GB in the reader's hands."""
    long = f"<si><t>{'长' * 400_000}</t></si></sst>"
    texts = rewritten(
        data, "xl/sharedStrings.xml", lambda xml: xml.replace(b"</sst>", long.encode())
    )
    with zipfile.ZipFile(io.BytesIO(texts)) as package:
        last = package.read("xl/sharedStrings.xml").count(b"<si>") - 1
    shown = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{last}</v></c></row>' for row in range(50, 950)
    )
    return edited(texts, "xl/worksheets/sheet5.xml", "</sheetData>", f"{shown}</sheetData>")


def rows(count: int) -> str:
    """So many rows with a number each, behind those of a template."""
    return "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(40, 40 + count)
    )


def cells(count: int, rows: int, columns: int) -> str:
    """Rows of numbers far from the table, `count` characters each."""
    number = "1" * count
    return "".join(
        f'<row r="{row}">'
        + "".join(
            f'<c r="{address(row - 1, column)}" t="str"><v>{number}</v></c>'
            for column in range(columns)
        )
        + "</row>"
        for row in range(50, 50 + rows)
    )


def as_ods(data: bytes) -> bytes:
    """The same values as an OpenDocument spreadsheet, written by hand."""
    tables = []
    for sheet in load_workbook(io.BytesIO(data), data_only=True):
        lines = "".join(
            f"<table:table-row>{''.join(map(_ods_cell, values))}</table:table-row>"
            for values in sheet.iter_rows(values_only=True)
        )
        tables.append(f'<table:table table:name="{sheet.title}">{lines}</table:table>')
    content = _ODS.format("".join(tables))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", _MANIFEST)
    return file.getvalue()


def as_ods_with_error(data: bytes) -> bytes:
    """As LibreOffice saves a failed formula: its text is blank, and shown nonetheless."""
    failed = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string"'
        ' office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
    )
    figure = re.compile(
        b'<table:table-cell office:value-type="float" office:value="84"><.*?</text:p>'
    )
    return rewritten(as_ods(data), "content.xml", lambda xml: figure.sub(failed.encode(), xml, 1))


_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_ODS = (
    f'<?xml version="1.0"?><office:document-content'
    f' xmlns:office="{_NAMESPACE}:office:1.0" xmlns:table="{_NAMESPACE}:table:1.0"'
    f' xmlns:text="{_NAMESPACE}:text:1.0" xmlns:calcext="{_CALC}">'
    "<office:body><office:spreadsheet>{}"
    "</office:spreadsheet></office:body></office:document-content>"
)


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


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


def identity_number() -> str:
    """示例: an identity number with a right checksum, of nobody."""
    digits = "64040219000101001"
    weights = [2**power % 11 for power in range(17, 0, -1)]
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return digits + "10X98765432"[rest]


def card_number() -> str:
    """示例: a bank card number with a right checksum, of nobody."""
    digits = "622202000000000000"
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(digits))]
    total = sum(value // 10 + value % 10 for value in doubled)
    return f"{digits}{-total % 10}"


def package_with(parts: Mapping[str, bytes]) -> bytes:
    """A zip with some parts, nothing packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return file.getvalue()


def merged(area: str) -> Callable[[bytes], bytes]:
    """A sheet with one more area merged; what its cells held is still there."""
    cell = f'\\g<0><mergeCell ref="{area}"/>'.encode()
    return lambda xml: re.sub(b"<mergeCells[^>]*>", cell, xml)

"""extract.package: a part is the one that a relation names, and only what is read is judged."""

import io
import re
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path

import factory
import packages as made
import pytest
from conftest import where
from factory import FORM
from packages import edited, rewritten, with_part

from pipeline.cells import ErrorValue, Raw, Workbook
from pipeline.extract.control_signs import without_control_signs
from pipeline.extract.package import Package
from pipeline.extract.workbook import read_workbook

SHEET, BOOK, TEXTS = "xl/worksheets/sheet5.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        "http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def read(folder: Path, data: bytes) -> tuple[Workbook | None, set[tuple[str, str]]]:
    """The cells of a file, and what is found, as (code, place)."""
    path = folder / "示例.xlsx"
    path.write_bytes(data)
    workbook, findings = read_workbook(path)
    return workbook, where(findings)


@pytest.fixture(scope="module")
def clean() -> bytes:
    """A filled return."""
    return factory.filled(FORM)


def changed(data: bytes, change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """The package, each part with another name and body."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = dict(change(name, package.read(name)) for name in package.namelist())
    return made.package_with(parts)


def renamed(names: Mapping[str, str]) -> Callable[[bytes], bytes]:
    """Parts under other names, the others as they are."""
    return lambda data: changed(data, lambda name, body: (names.get(name, name), body))


def strictly(data: bytes) -> bytes:
    """As Excel saves “Strict Open XML”."""

    def change(name: str, body: bytes) -> tuple[str, bytes]:
        for usual, strict in STRICT.items():
            body = body.replace(usual.encode(), strict.encode())
        return name, body

    return changed(data, change)


def in_utf_16(part: str) -> Callable[[bytes], bytes]:
    """A part in another encoding, as it says."""
    return lambda data: rewritten(
        data, part, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    )


def in_a_folder_of_its_own(data: bytes) -> bytes:
    """A workbook whose parts are called as no program calls them."""

    def change(name: str, body: bytes) -> tuple[str, bytes]:
        return name.replace("xl/", "表/").replace("workbook", "簿"), body.replace(
            b"xl/workbook.xml", "表/簿.xml".encode()
        )

    return changed(data, change)


def with_absolute_targets(data: bytes) -> bytes:
    """Relations that name parts from the root of the package on."""
    return rewritten(data, RELATIONS, lambda xml: xml.replace(b'Target="', b'Target="/xl/'))


def with_sheet_without_id(data: bytes) -> bytes:
    """As a converted .xls lists a macro sheet."""
    sheet = '<sheet name="宏" sheetId="99" state="veryHidden" r:id=""/></sheets>'
    return edited(data, BOOK, "</sheets>", sheet)


def in_place(data: bytes) -> bytes:
    """Every text in its own cell, and beside it a value that does not count."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        listed = re.findall(rb"<si>(.*?)</si>", package.read(TEXTS), re.DOTALL)

    def cell(match: re.Match[bytes]) -> bytes:
        return b't="inlineStr"><v>9</v><is>%s</is></c>' % listed[int(match[1])]

    return changed(
        data, lambda name, body: (name, re.sub(rb't="s"><v>([0-9]+)</v></c>', cell, body))
    )


def with_whole_lines_merged(data: bytes) -> bytes:
    """References to whole rows and columns, far from the tables."""
    return rewritten(
        data, "xl/worksheets/sheet2.xml",
        lambda xml: xml.replace(
            b"</sheetData>",
            b'</sheetData><mergeCells><mergeCell ref="40:41"/><mergeCell ref="X:Z"/>'
            b'<mergeCell ref="A50"/></mergeCells>',
        ) if b"<mergeCells" not in xml else re.sub(
            b"<mergeCells[^>]*>", b'\\g<0><mergeCell ref="40:41"/><mergeCell ref="X:Z"/>', xml
        ),
    )  # fmt: skip


SAME: dict[str, Callable[[bytes], bytes]] = {
    "backslashes in names": lambda data: changed(
        data, lambda name, body: (name.replace("/", "\\"), body)
    ),
    "small letters": lambda data: changed(data, lambda name, body: (name.lower(), body)),
    "a capital letter": renamed({TEXTS: "xl/SharedStrings.xml"}),
    "strict namespaces": strictly,
    "a folder of its own": in_a_folder_of_its_own,
    "absolute targets": with_absolute_targets,
    "a sheet without id": with_sheet_without_id,
    "whole lines merged": with_whole_lines_merged,
    "a sheet in UTF-16": in_utf_16(SHEET),
    "texts in UTF-16": in_utf_16(TEXTS),
    "a part that nobody reads in UTF-16": lambda data: with_part(
        data, "customXml/item1.xml", '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16")
    ),
    "a part that nobody reads with a DTD": lambda data: with_part(
        data, "customXml/item2.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'
    ),
    "a part that nobody reads, broken": lambda data: with_part(data, "xl/calcChain.xml", b"<a"),
    "two parts that nobody reads of one name": lambda data: with_part(
        with_part(data, "xl/media/a.png", b"1"), "XL/media/A.png", b"2"
    ),
    "no content types": lambda data: made.without(data, TYPES),
    "texts named in vain": lambda data: changed(
        in_place(data), lambda name, body: ("xl/x.xml" if name == TEXTS else name, body)
    ),
    "a number in lines": lambda data: rewritten(
        data, SHEET, lambda xml: re.sub(rb"<v>([0-9]+)</v>", b"<v>\n  \\1\n</v>", xml)
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SAME)
def test_a_sound_package_is_read_whatever_program_wrote_it(
    tmp_path: Path, clean: bytes, what: str
) -> None:
    """Cell for cell as the usual one, with nothing to say."""
    usual, _ = read(tmp_path, clean)
    workbook, findings = read(tmp_path, SAME[what](clean))
    assert findings == set()
    assert workbook
    assert usual
    for name, sheet in usual.sheets.items():
        assert workbook.sheets[name].rows == sheet.rows
    assert workbook.edition == usual.edition


def with_relation(kind: str, target: str) -> Callable[[bytes], bytes]:
    """One more relation of the workbook."""
    relation = f'<Relationship Id="rId777" Target="{target}" Type="{[*STRICT][1]}/{kind}"/>'
    end = "</Relationships>"
    return lambda data: edited(data, RELATIONS, end, relation + end)


def with_both(*changes: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """One change after the other."""

    def change(data: bytes) -> bytes:
        for one in changes:
            data = one(data)
        return data

    return change


DOUBTFUL: dict[str, Callable[[bytes], bytes]] = {
    "two shared texts": with_both(
        with_relation("sharedStrings", "other.xml"),
        lambda data: with_part(data, "xl/other.xml", b"<sst/>"),
    ),
    "two workbooks": lambda data: edited(
        data, "_rels/.rels", "</Relationships>",
        '<Relationship Id="x" Target="xl/other.xml"'
        f' Type="{[*STRICT][1]}/officeDocument"/></Relationships>',
    ),
    "names that differ in case": lambda data: with_part(data, SHEET.upper(), b"<worksheet/>"),
    "one relation for two sheets' parts": lambda data: rewritten(
        data, RELATIONS, lambda xml: xml.replace(b'"rId2"', b'"rId1"')
    ),
    "a sheet that is not there": lambda data: made.without(data, SHEET),
    "a sheet that has no relation": lambda data: rewritten(
        data, RELATIONS, lambda xml: xml.replace(b'"rId2"', b'"rId222"')
    ),
    "no workbook": lambda data: rewritten(
        data, "_rels/.rels", lambda xml: xml.replace(b"/officeDocument\"", b"/other\"")
    ),
    "another vocabulary": lambda data: changed(
        data, lambda name, body: (name, body.replace(next(iter(STRICT)).encode(), b"urn:x"))
    ),
    "a text that is not there": lambda data: rewritten(
        data, SHEET, lambda xml: xml.replace(b't="s"><v>1', b't="s"><v>99999', 1)
    ),
    "a text before the first": lambda data: rewritten(
        data, SHEET, lambda xml: re.sub(rb't="s"><v>[0-9]+', b't="s"><v>-1', xml, count=1)
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", DOUBTFUL)
def test_where_two_parts_could_be_meant_none_is_taken(
    tmp_path: Path, clean: bytes, what: str
) -> None:
    """Nobody knows which figures would be read; nor where one is missing."""
    assert read(tmp_path, DOUBTFUL[what](clean)) == (None, {("F04", "!")})


def test_a_zip_with_a_password_is_locked(tmp_path: Path, clean: bytes) -> None:
    """Not damaged: its parts say so by a flag."""
    data = bytearray(clean)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(sign, start)) >= 0:
            data[start + at] |= 1
            start += 4
    assert read(tmp_path, bytes(data)) == (None, {("F13", "!")})


BROKEN = {
    "comments": ("comments", b"<comments"),
    "drawing": ("drawing", b"<a></b>"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_part_beside_the_cells_is_told_for_what_it_is(
    tmp_path: Path, clean: bytes, kind: str
) -> None:
    """The cells are sound; that a comment is lost is said, and nothing of the looks."""
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="x" Target="../a.xml" Type="{[*STRICT][1]}/{BROKEN[kind][0]}"/>'
        "</Relationships>"
    )
    data = with_part(clean, "xl/worksheets/_rels/sheet5.xml.rels", relation.encode())
    path = tmp_path / "示例.xlsx"
    path.write_bytes(with_part(data, "xl/a.xml", BROKEN[kind][1]))
    workbook, (finding,) = read_workbook(path)
    assert workbook
    assert finding.code == "F16"
    assert "批注" in finding.why
    assert "日期" not in finding.why


HELD: dict[str, tuple[bytes, bytes]] = {
    "a value of another vocabulary": (b"", b'<x:v xmlns:x="urn:x">9</x:v>'),
    "a text of a reading": (
        b' t="inlineStr"', b'<is><rPh sb="0" eb="1"><t>4</t><t>9</t></rPh><t>7</t></is>',
    ),
    "an empty reading": (b' t="inlineStr"', b'<is><rPh sb="0" eb="1"/><t>7</t></is>'),
    "a text of an extension": (
        b' t="inlineStr"',
        b"<is><r><t>7</t></r><extLst><ext><t>9</t></ext></extLst></is>",
    ),
    "true, spelt as no program does": (b' t="b"', b"<v>9</v>"),
    "a kind that nobody knows": (b' t="zz"', b"<v>9</v>"),
    "no number": (b"", b"<v>NaN</v>"),
    "a day": (b' t="d"', b"<v>2024-01-20T00:00:00</v>"),
    "a moment": (b' t="d"', b"<v>2024-01-20T08:30:00Z</v>"),
    "a time": (b' t="d"', b"<v>08:30:00</v>"),
    "no day": (b' t="d"', b"<v>2024-13-20</v>"),
}  # fmt: skip
READ: dict[str, Raw] = {
    "a value of another vocabulary": None,
    "a text of a reading": "7",
    "an empty reading": "7",
    "a text of an extension": "7",
    "true, spelt as no program does": ErrorValue("9"),
    "a kind that nobody knows": ErrorValue("9"),
    "no number": ErrorValue("NaN"),
    "a day": date(2024, 1, 20),
    "a moment": datetime(2024, 1, 20, 8, 30),  # noqa: DTZ001 - cells have no zone
    "a time": time(8, 30),
    "no day": "2024-13-20",
}


@pytest.mark.parametrize("what", HELD)
def test_only_what_the_standard_calls_a_value_is_one(
    tmp_path: Path, clean: bytes, what: str
) -> None:
    """Whatever else stands in a cell, or is called alike."""
    kind, content = HELD[what]
    cell = b'<row r="60"><c r="A60"%s>%s</c></row></sheetData>' % (kind, content)
    data = rewritten(clean, SHEET, lambda xml: xml.replace(b"</sheetData>", cell))
    workbook, _ = read(tmp_path, data)
    assert workbook
    rows = [*workbook.sheets.values()][4].rows
    assert (rows[59][0] if len(rows) > 59 else None) == READ[what]


@pytest.mark.parametrize(
    ("written", "read", "is_changed"),
    [
        (b"<t>a&#32;b&#x20;c&#9;d</t>", b"<t>a&#32;b&#x20;c&#9;d</t>", False),
        (b"<t>a&#31;b&#x1F;c</t>", b"<t>abc</t>", True),
        (b"<t>1&#31;2</t>", b"<t>1_x001F_2</t>", True),
        (b"<t>&#xFFFE;</t>", b"<t>_xFFFE_</t>", False),
    ],
)
def test_only_references_to_signs_that_xml_forbids_are_changed(
    written: bytes, read: bytes, is_changed: bool
) -> None:
    """A blank and a tab are none, however they are written."""
    assert without_control_signs(written) == (read, is_changed)


def test_a_row_before_the_first_is_damage(tmp_path: Path, clean: bytes) -> None:
    """Counted from the end, its cells would stand in the last row."""
    row = '<row r="0"><c/><c><v>99</v></c></row></sheetData>'
    assert read(tmp_path, edited(clean, SHEET, "</sheetData>", row)) == (None, {("F04", "!")})


def test_the_id_of_a_sheet_is_that_of_its_relation(tmp_path: Path, clean: bytes) -> None:
    """Another vocabulary may have an id, too."""
    data = edited(clean, BOOK, "<sheet ", '<sheet xmlns:q="urn:q" q:id="rId99" ')
    usual, _ = read(tmp_path, clean)
    workbook, findings = read(tmp_path, data)
    assert workbook
    assert usual
    assert (workbook.sheets, findings) == (usual.sheets, set())


def test_no_more_is_unpacked_than_a_zip_says() -> None:
    """A part may be longer than that, and its sum still be right."""
    said = b"<Types/>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(TYPES, said + b" " * (64 << 20))
    data = bytearray(file.getvalue())
    for sign, at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        start = data.index(sign) + at
        data[start : start + 4] = zlib.crc32(said).to_bytes(4, "little")
        data[start + 8 : start + 12] = len(said).to_bytes(4, "little")
    tracemalloc.start()
    Package(io.BytesIO(bytes(data))).part(TYPES)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4 << 20


def test_a_control_sign_in_marked_text_is_no_less_told(tmp_path: Path, clean: bytes) -> None:
    """CDATA is a text like any other: 1 and 2 are not 12."""
    cell = '<row r="60"><c r="A60" t="str"><v><![CDATA[1\x012]]></v></c></row></sheetData>'
    workbook, findings = read(tmp_path, edited(clean, SHEET, "</sheetData>", cell))
    assert workbook
    assert [*workbook.sheets.values()][4].rows[59][0] == "1\x012"
    assert ("F17", "!") in findings

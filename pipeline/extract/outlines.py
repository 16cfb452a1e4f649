"""Sheets of an outline that has been read before: only their values are read again.

Returns filled into one template differ in numbers and texts, and in nothing else of their markup.
The fast reader reads an outline once; from then on it is known where each value goes. Whatever is
not plainly a number or a shared text is left to the fast reader every time.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto
from functools import cached_property, lru_cache
from typing import NamedTuple
from xml.sax.saxutils import unescape

from python_calamine import CalamineWorkbook

from pipeline.cells import ErrorValue, Formula, Plain, Position, Raw, Rows, Sheet, Struck, stored
from pipeline.extract.markup import MOST_OUTLINES, ZERO, outlined
from pipeline.extract.scan import Scan, cells_of, scan

# A cell without a type, which is a number or a day, as far as its value.
_UNTYPED = re.compile(rb'(<c (?:(?!\st=")[^>])*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?)' + ZERO)
_TEXT_TYPE = re.compile(rb'\st="s"')
_DAY_ZERO, _DAYS = date(1899, 12, 30), range(36_526, 73_051)  # of this century, as Excel counts
_PROBE = 45_311  # what the fast reader reads in place of each of them
_PROBED = _DAY_ZERO + timedelta(_PROBE)
_SIMPLE_TEXT = re.compile(
    r'<si><t( xml:space="preserve")?>([^<]*)</t>(?:<phoneticPr[^<>]*/>)?</si>'
)
_ODD_IN_TEXTS = ("&#", "_x", "\r", ":si", ":t")  # spelt so that the fast reader is to be asked
_ENTITIES = {"&quot;": '"', "&apos;": "'"}
_MARK = "示例"  # the one text of the package in which an outline is read
_SHEET = "sheet1"
_NAMESPACE = "http://schemas.openxmlformats.org"
_RELATION = f"{_NAMESPACE}/officeDocument/2006/relationships"
_MAIN = f"{_NAMESPACE}/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class _Kind(Enum):
    NUMBER = auto()
    DAY = auto()
    TEXT = auto()  # the shared text of that number


_DAY = _Kind.DAY
_NAMED = (_Kind.DAY, _Kind.TEXT)


class _Slot(NamedTuple):
    """Where a value goes."""

    at: Position
    kind: _Kind
    formula: str | None  # whose result it is


@dataclass(frozen=True)
class _Outline:
    sheet: Sheet  # with a probe or the mark wherever a value goes
    slots: Sequence[_Slot]  # in the order of their values

    @cached_property
    def positions(self) -> list[Position]:
        """Of the slots."""
        return [slot.at for slot in self.slots]

    @cached_property
    def named(self) -> list[tuple[int, _Slot]]:
        """Those that take more than a number, each with its place among all."""
        return [(at, one) for at, one in enumerate(self.slots) if one.kind in _NAMED]

    @cached_property
    def formulas(self) -> list[tuple[int, int, str]]:
        """Where what goes there is the result of a formula: row, column, formula."""
        return [(*one.at, one.formula) for one in self.slots if one.formula is not None]


def texts_of(part: bytes) -> list[str] | None:
    """The shared texts; None where one of them is not plainly spelt."""
    decoded = part.decode()
    found = _SIMPLE_TEXT.findall(decoded)
    if len(found) != decoded.count("<si") or any(odd in decoded for odd in _ODD_IN_TEXTS):
        return None
    texts = [unescape(text, _ENTITIES) if "&" in text else text for _, text in found]
    stripped = [text for (preserved, _), text in zip(found, texts, strict=True) if not preserved]
    return texts if all(text == text.strip() for text in stripped) else None


def known_sheet(scanned: Scan, styles: bytes, texts: Sequence[str]) -> Sheet | None:
    """A sheet as the fast reader would read it; None where that must be asked itself."""
    known = _read_outline(scanned.outline, styles) if scanned.outline else None
    if known is None:
        return None
    rows = [[*cells] for cells in known.sheet.rows]
    for (row, column), number in zip(known.positions, map(float, scanned.numbers), strict=True):
        rows[row][column] = number
    for at, ((row, column), kind, _) in known.named:
        if b"." in scanned.numbers[at]:
            return None
        number = int(scanned.numbers[at])
        if kind is _DAY:
            if number not in _DAYS:
                return None
            rows[row][column] = _DAY_ZERO + timedelta(number)
        elif number < len(texts):
            rows[row][column] = texts[number] or None
        else:
            return None
    for row, column, formula in known.formulas:
        rows[row][column] = Formula(rows[row][column], formula)  # type: ignore[arg-type]  # plain
    return replace(known.sheet, rows=rows)


def in_full(rows: Sequence[Sequence[Plain]], scanned: Scan) -> Rows:
    """The cells with what only their XML says: to the fast reader an error looks blank."""
    known = [[None if value == "" else value for value in cells] for cells in rows]
    full: list[list[Raw]] = [[*cells] for cells in known]
    for row, column in {*scanned.errors, *scanned.formulas, *scanned.struck}:
        if row < len(full) and column < len(full[row]):
            full[row][column] = _told(known[row][column], (row, column), scanned)
    return full


def _told(known: Plain, at: Position, scanned: Scan) -> Raw:
    said = ErrorValue(scanned.errors[at]) if at in scanned.errors else known
    if at in scanned.formulas:
        return Formula(said, scanned.formulas[at])
    if at in scanned.struck and isinstance(said, str):
        return Struck(said)
    return said


@lru_cache(maxsize=MOST_OUTLINES)
def _read_outline(outline: bytes, styles: bytes) -> _Outline | None:
    """None where something in it is neither a number, a text, nor the same in every return."""
    scanned = scan(outline, outlined(outline))
    probed = _UNTYPED.sub(rb"\g<1><v>%d</v>" % _PROBE, outline)
    with CalamineWorkbook.from_filelike(io.BytesIO(_package(probed, styles))) as workbook:
        read = workbook.get_sheet_by_name(_SHEET)
        sheet = Sheet(
            rows=in_full(read.to_python(skip_empty_area=False), scanned),
            merged=read.merged_cell_ranges or (),
            hidden_rows=scanned.hidden_rows,
            hidden_columns=scanned.hidden_columns,
        )
    slots = list(_slots(outline, sheet.rows))
    if None in slots or len(slots) != outline.count(ZERO):
        return None
    return _Outline(sheet, [slot for slot in slots if slot])


def _slots(outline: bytes, rows: Rows) -> Iterator[_Slot | None]:
    """Every cell with a number; None for one that is not read as it is written, as a date is."""
    for (row, column), attributes, content in cells_of(outline):
        is_text = bool(_TEXT_TYPE.search(attributes))
        if ZERO not in content:
            if is_text:
                yield None  # the number of its text is spelt in another way
            continue
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        formula = value.text if isinstance(value, Formula) else None
        shown = stored(value)
        if is_text and shown == _MARK:
            yield _Slot((row, column), _Kind.TEXT, formula)
        elif type(shown) is float and shown == _PROBE:
            yield _Slot((row, column), _Kind.NUMBER, formula)
        elif type(shown) is date and shown == _PROBED:
            yield _Slot((row, column), _Kind.DAY, formula)
        else:
            yield None


def _package(outline: bytes, styles: bytes) -> bytes:
    """The smallest workbook with this sheet and these styles in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in _AROUND.items():
            package.writestr(name, part)
        package.writestr("xl/styles.xml", styles)
        package.writestr(f"xl/worksheets/{_SHEET}.xml", outline)
    return file.getvalue()


def _relations(base: str, targets: Mapping[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{base}">{listed}</Relationships>'


_AROUND = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_NAMESPACE}/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": _relations(
        f"{_NAMESPACE}/package/2006/relationships", {"officeDocument": "xl/workbook.xml"}
    ),
    "xl/_rels/workbook.xml.rels": _relations(
        f"{_NAMESPACE}/package/2006/relationships",
        {
            "worksheet": f"worksheets/{_SHEET}.xml",
            "styles": "styles.xml",
            "sharedStrings": "sharedStrings.xml",
        },
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>'
        f'<sheet name="{_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"><si><t>{_MARK}</t></si></sst>',
}

"""A sound file → its cells: fast, and once more carefully where letters may be struck out."""

import io
import warnings
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from pipeline import messages
from pipeline.cells import ErrorValue, Formula, Sheet, Struck, Workbook
from pipeline.extract.guard import Sound, inspect, readable_name
from pipeline.extract.legacy import read_legacy
from pipeline.extract.outlines import in_full, known_sheet, texts_of
from pipeline.findings import Finding, Place

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MOST_CAREFUL_CELLS = 50_000  # 0.5 s; a return has 1,000
# What a package with missing parts or wrong numbers in it makes the two readers raise.
_SIGNS_OF_DAMAGE = (CalamineError, ParseError, ValueError, KeyError, IndexError, TypeError)


def read_workbook(path: Path) -> tuple[Workbook | None, list[Finding]]:
    """The cells of one file; None with the reason as a finding if it cannot be used."""
    sound, findings = inspect(path)
    if sound is None:
        return None, findings
    place = Place(file=readable_name(path))
    try:
        sheets = read_legacy(sound.whole) if sound.whole else _read_fast(sound)
    except PasswordError:
        return None, [messages.files.PASSWORD.at(place)]
    except _SIGNS_OF_DAMAGE:
        return None, [messages.files.BROKEN_FILE.at(place)]
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the fast reader's own bugs raise
            raise
        return None, [messages.files.BROKEN_FILE.at(place)]
    if sound.struck:
        try:
            sheets = _with_struck_letters(sheets, sound)
        except _SIGNS_OF_DAMAGE:
            findings = [*findings, messages.files.BROKEN_LOOK.at(place)]
    return Workbook(place.file, sheets, edition=sound.edition), findings


def _read_fast(sound: Sound) -> dict[str, Sheet]:
    try:
        read = _known(sound) or _unknown(sound)
    except Exception:  # noqa: BLE001 - whatever is odd about it, the fast reader says so itself
        read = _unknown(sound)
    return {
        name: replace(sheet, hidden=name in sound.hidden, remarks=sound.remarks[name])
        for name, sheet in read.items()
    }


def _known(sound: Sound) -> dict[str, Sheet] | None:
    """The sheets, where their outlines have been read before."""
    texts = texts_of(sound.texts)
    if texts is None or sound.counts_from_1904:
        return None
    known = {}
    for name, scan in sound.scans.items():
        sheet = known_sheet(scan, sound.styles, texts)
        if sheet is None:
            return None
        known[name] = sheet
    return known


def _unknown(sound: Sound) -> dict[str, Sheet]:
    sheets = {}
    with CalamineWorkbook.from_filelike(io.BytesIO(sound.data)) as workbook:
        for name, scan in sound.scans.items():
            sheet = workbook.get_sheet_by_name(name)
            sheets[name] = Sheet(
                rows=in_full(sheet.to_python(skip_empty_area=False), scan),
                merged=sheet.merged_cell_ranges or (),
                hidden_rows=scan.hidden_rows,
                hidden_columns=scan.hidden_columns,
            )
    return sheets


def _with_struck_letters(sheets: dict[str, Sheet], sound: Sound) -> dict[str, Sheet]:
    """The same cells; those of which some letters are struck out say so."""
    if sum(scan.cells for scan in sound.scans.values()) > MOST_CAREFUL_CELLS:
        raise ValueError("too many cells to read carefully")
    from openpyxl import load_workbook  # 230 ms that a run of ordinary files need not spend

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions it does not know; none is a cell's value
        file = io.BytesIO(sound.data)
        book = load_workbook(file, read_only=True, rich_text=True, keep_links=False)
        return {name: _struck(sheet, book[name]) for name, sheet in sheets.items()}


def _struck(sheet: Sheet, careful: "ReadOnlyWorksheet") -> Sheet:
    careful.reset_dimensions()  # a wrong one would hide cells
    rows = [list(cells) for cells in sheet.rows]
    for cell in chain.from_iterable(careful.rows):
        if cell.value is None or not _has_struck_letters(cell):
            continue
        value = rows[cell.row - 1][cell.column - 1]
        if value is not None and not isinstance(value, Formula | ErrorValue | Struck):
            rows[cell.row - 1][cell.column - 1] = Struck(str(value))
    return replace(sheet, rows=rows)


def _has_struck_letters(cell: "Cell") -> bool:
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if cell.font.strike:
        return True
    runs = cell.value if isinstance(cell.value, CellRichText) else ()
    return any(isinstance(run, TextBlock) and run.font.strike for run in runs)

"""A sound file → its cells: fast, and once more carefully where that would hide something."""

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook

from pipeline import messages
from pipeline.cells import ErrorValue, Formula, Plain, Position, Raw, Rows, Sheet, Struck, Workbook
from pipeline.extract.guard import Sound, inspect, readable_name
from pipeline.findings import Finding, Message, Place

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell

# What a package with missing parts or wrong numbers in it makes the two readers raise.
_SIGNS_OF_DAMAGE = (CalamineError, ParseError, ValueError, KeyError, IndexError, TypeError)


def read_workbook(path: Path) -> tuple[Workbook | None, list[Finding]]:
    """The cells of one file; None with the reason as a finding if it cannot be used."""
    sound, findings = inspect(path)
    if sound is None:
        return None, findings
    name = readable_name(path)
    if sound.legacy:
        from pipeline.extract.legacy import read_legacy  # a process pool that few runs need

        read = read_legacy(sound.data)
        if isinstance(read, Message):
            return None, [read.at(Place(file=name))]
        return Workbook(name, read, sound.digest), findings
    try:
        sheets = _read_fast(sound)
        if sound.doubtful:
            sheets = _unveiled(sheets, sound)
    except _SIGNS_OF_DAMAGE:
        return None, [messages.files.BROKEN_FILE.at(Place(file=name))]
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the fast reader's own bugs raise
            raise
        return None, [messages.files.BROKEN_FILE.at(Place(file=name))]
    return Workbook(name, sheets, sound.digest, sound.edition), findings


def _read_fast(sound: Sound) -> dict[str, Sheet]:
    sheets = {}
    with CalamineWorkbook.from_filelike(io.BytesIO(sound.data)) as workbook:
        for name, formulas in sound.formulas.items():
            sheet = workbook.get_sheet_by_name(name)
            rows = _with_formulas(sheet.to_python(skip_empty_area=False), formulas)
            sheets[name] = Sheet(rows, name in sound.hidden, sheet.merged_cell_ranges or ())
    return sheets


def _with_formulas(rows: Sequence[Sequence[Plain]], formulas: frozenset[Position]) -> Rows:
    """Blank strings become None, and cells with a formula say so."""
    known = [[None if value == "" else value for value in cells] for cells in rows]
    return [
        [
            Formula(value) if (row, column) in formulas else value
            for column, value in enumerate(cells)
        ]
        for row, cells in enumerate(known)
    ]


def _unveiled(sheets: Mapping[str, Sheet], sound: Sound) -> dict[str, Sheet]:
    """The same cells, with the errors and struck-out texts that the fast reader does not show."""
    from openpyxl import load_workbook  # 230 ms that a run of sound files need not spend

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions it does not know; none is a cell's value
        results = load_workbook(io.BytesIO(sound.data), data_only=True)
        written = load_workbook(io.BytesIO(sound.data), rich_text=True)
    unveiled = {}
    for name, sheet in sheets.items():
        rows = [
            [
                _in_full(value, written[name].cell(row, column), results[name].cell(row, column))
                for column, value in enumerate(cells, start=1)
            ]
            for row, cells in enumerate(sheet.rows, start=1)
        ]
        unveiled[name] = replace(sheet, rows=rows)
    return unveiled


def _in_full(value: Raw, written: "Cell | MergedCell", result: "Cell | MergedCell") -> Raw:
    error = ErrorValue(str(result.value)) if result.data_type == "e" else None
    if isinstance(value, Formula):
        return Formula(error or value.result)
    if error is None and value is not None and _has_struck_text(written):
        return Struck(str(value))
    return error or value


def _has_struck_text(cell: "Cell | MergedCell") -> bool:
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if cell.font.strike:
        return True
    runs = cell.value if isinstance(cell.value, CellRichText) else ()
    return any(isinstance(run, TextBlock) and run.font.strike for run in runs)

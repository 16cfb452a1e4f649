"""A sound file → its cells: fast where that is safe, carefully where anything is in doubt."""

import io
import warnings
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, cast
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook

from pipeline import messages
from pipeline.extract.guard import Address, Sound, inspect
from pipeline.findings import Finding, Place
from pipeline.records import ErrorValue, Formula, Plain, Raw, Rows, Struck, Workbook

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet


def read_workbook(path: Path) -> tuple[Workbook | None, list[Finding]]:
    """The cells of one file; None with the reason as a finding if it cannot be used."""
    sound, findings = inspect(path)
    if sound is None:
        return None, findings
    try:
        sheets = _read_carefully(sound) if sound.doubtful else _read_fast(sound)
    except (CalamineError, ParseError, ValueError, KeyError, TypeError):  # what the readers raise
        return None, [messages.BROKEN_FILE.at(Place(file=path.name))]
    return Workbook(path.name, sheets), []


def _read_fast(sound: Sound) -> dict[str, Rows]:
    with CalamineWorkbook.from_filelike(io.BytesIO(sound.data)) as workbook:
        return {
            name: _with_formulas(
                workbook.get_sheet_by_name(name).to_python(skip_empty_area=False),
                sound.formulas[name],
            )
            for name in sound.formulas
        }


def _with_formulas(rows: Sequence[Sequence[Plain]], formulas: frozenset[Address]) -> Rows:
    """Blank strings become None, and cells with a formula say so."""
    known = [[None if value == "" else value for value in cells] for cells in rows]
    return [
        [
            Formula(value) if (row, column) in formulas else value
            for column, value in enumerate(cells)
        ]
        for row, cells in enumerate(known)
    ]


def _read_carefully(sound: Sound) -> dict[str, Rows]:
    from openpyxl import load_workbook  # 230 ms that a run of sound files need not spend

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions it does not know; none is a cell's value
        results = load_workbook(io.BytesIO(sound.data), data_only=True)
        written = load_workbook(io.BytesIO(sound.data), rich_text=True)
    return {name: list(_careful_rows(written[name], results[name])) for name in sound.formulas}


def _careful_rows(written: "Worksheet", results: "Worksheet") -> Iterator[list[Raw]]:
    for cells, stored in zip(written.iter_rows(), results.iter_rows(), strict=True):
        yield [_careful(cell, result) for cell, result in zip(cells, stored, strict=True)]


def _careful(cell: "Cell | MergedCell", result: "Cell | MergedCell") -> Raw:
    from openpyxl.utils.escape import unescape

    stored = cast("Plain", result.value)  # with data_only there are no formulas, and no rich text
    if isinstance(stored, datetime) and stored.time() == time():
        stored = stored.date()  # as the fast reader has it
    if isinstance(stored, str):
        stored = unescape(stored) or None  # _x000D_ is how the format writes a control character
    value = ErrorValue(str(stored)) if result.data_type == "e" else stored
    if cell.data_type == "f":
        return Formula(value)
    if value is not None and _has_struck_text(cell):
        return Struck(str(value))
    return value


def _has_struck_text(cell: "Cell | MergedCell") -> bool:
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if cell.font.strike:
        return True
    runs = cell.value if isinstance(cell.value, CellRichText) else ()
    return any(isinstance(run, TextBlock) and run.font.strike for run in runs)

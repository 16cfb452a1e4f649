"""Workbooks in older formats (.xls, .et, .ods), read in a child process with limits.

Nothing can be inspected in them beforehand, and on some of them the reader aborts its
process or takes all memory: then it is the child that dies.
"""

import io
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipeline import messages
from pipeline.cells import Sheet
from pipeline.findings import Message

LIMIT_BYTES = 1 << 30
LIMIT_SECONDS = 20


def read_legacy(data: bytes) -> dict[str, Sheet] | Message:
    """The sheets of a workbook in an older format, or why it cannot be read.

    Which cells hold formulas is not known; their stored results are values like any other.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=_limit) as pool:
        try:
            return pool.submit(_sheets, data).result(timeout=LIMIT_SECONDS)
        except PasswordError:
            return messages.files.PASSWORD
        except (CalamineError, BrokenProcessPool, MemoryError, ValueError):
            return messages.files.BROKEN_FILE
        except TookTooLong:
            for child in multiprocessing.active_children():
                child.kill()
            return messages.files.BROKEN_FILE


def _sheets(data: bytes) -> dict[str, Sheet]:
    sheets = {}
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            rows = [
                [None if value == "" else value for value in cells]
                for cells in sheet.to_python(skip_empty_area=False)
            ]
            hidden = about.visible is not SheetVisibleEnum.Visible
            sheets[about.name] = Sheet(rows, hidden, sheet.merged_cell_ranges or ())
    return sheets


def _limit() -> None:
    """Bound the child's memory, where the system knows how (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))

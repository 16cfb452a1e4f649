"""Workbooks in older formats (.xls, .et, .ods): only their values can be seen.

Nothing in them can be inspected beforehand: whatever the reader makes of a bad one happens in
the reading process (`reading`), not here.
"""

import io

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipeline.cells import Sheet

MOST_CELLS = 500_000  # of one sheet, between A1 and the last one


def read_legacy(data: bytes) -> dict[str, Sheet]:
    """The sheets of a workbook in an older format.

    Which cells hold formulas is not known; their stored results are values like any other.
    """
    sheets = {}
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            if sheet.total_height * sheet.total_width > MOST_CELLS:
                raise MemoryError("what the reader would make of it takes too much")
            rows = [
                [None if value == "" else value for value in cells]
                for cells in sheet.to_python(skip_empty_area=False)
            ]
            hidden = about.visible is not SheetVisibleEnum.Visible
            sheets[about.name] = Sheet(rows, hidden, sheet.merged_cell_ranges or ())
    return sheets

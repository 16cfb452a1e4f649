"""The form's tables as Word tables: merged heads, fixed widths, heads repeated on a new page."""

from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm

from pipeline.form.grid import Box, Grid, grid
from pipeline.form.model import Cell, CellRef, Table
from pipeline.load import report_style as style

_GROUP_WIDTH = Mm(15)  # a column of group labels, such as 三、… or （三）…
_FIGURE_WIDTH = Mm(12)  # beside labels on several levels
_ROW_HEIGHT = f'<w:trHeight w:val="{round(Mm(6).pt * 20)}" w:hRule="atLeast"/>'


def table_xml(table: Table, slot: Callable[[CellRef], str]) -> str:
    """The table as `w:tbl`; `slot` gives the text that stands for a figure."""
    drawn = grid(table)
    widths = _widths(drawn)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    heads = drawn.head_rows if len(table.blocks) == 1 else 0
    rows = "".join(
        _row_xml(drawn, row, widths, slot, is_head=row < heads) for row in range(drawn.height)
    )
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0420"/>'
        f"<w:tblCaption w:val={quoteattr(table.name)}/>"
        f"<w:tblDescription w:val={quoteattr(table.description)}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _widths(drawn: Grid) -> list[int]:
    """Twentieths of a point per column; together the width of the text."""
    whole = Length(style.TEXT_WIDTH)
    if drawn.label_columns < 2:
        shares = [whole // drawn.width] * drawn.width
    else:
        groups = [int(_GROUP_WIDTH)] * (drawn.label_columns - 1)
        figures = [int(_FIGURE_WIDTH)] * (drawn.width - drawn.label_columns)
        shares = [*groups, whole - sum(groups) - sum(figures), *figures]
    return [round(Length(share).pt * 20) for share in shares]


def _row_xml(
    drawn: Grid, row: int, widths: list[int], slot: Callable[[CellRef], str], *, is_head: bool
) -> str:
    """One row; a box that reaches down from above continues as an empty merged cell."""
    boxes = sorted(
        (box for box in drawn.boxes if box.row <= row < box.row + box.height),
        key=lambda box: box.column,
    )
    repeated = "<w:tblHeader/>" if is_head else ""
    cells = "".join(_cell_xml(box, row, widths, slot) for box in boxes)
    return f"<w:tr><w:trPr><w:cantSplit/>{_ROW_HEIGHT}{repeated}</w:trPr>{cells}</w:tr>"


def _cell_xml(box: Box, row: int, widths: list[int], slot: Callable[[CellRef], str]) -> str:
    width = sum(widths[box.column : box.column + box.width])
    span = f'<w:gridSpan w:val="{box.width}"/>' if box.width > 1 else ""
    merge = ""
    if box.height > 1:
        merge = '<w:vMerge w:val="restart"/>' if row == box.row else "<w:vMerge/>"
    if row > box.row:
        text, look = "", style.TABLE_LABEL
    elif isinstance(box.content, Cell):
        text, look = slot(box.content.ref), style.TABLE_FIGURE
    else:
        text, look = escape(box.content), _label_look(box)
    run = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}'
        '<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{look.style_id}"/></w:pPr>{run}</w:p></w:tc>'
    )


def _label_look(box: Box) -> style.Look:
    return style.TABLE_LABEL if box.is_row_label else style.TABLE_HEAD

"""The form's tables as Word tables: merged heads, fixed widths, heads repeated on a new page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from docx.shared import Length, Mm

from pipeline.form.grid import Box, Grid, grid
from pipeline.form.table import Cell, CellRef, Table
from pipeline.load import word_style as style
from pipeline.load.paragraphs import marked_run, paragraph

_GROUP_WIDTH = Mm(13)  # a column of group labels, such as 三、… or （三）…
_FIGURE_WIDTH = Mm(11)  # beside labels on several levels
_ROW_HEIGHT = f'<w:trHeight w:val="{round(Mm(6).pt * 20)}" w:hRule="atLeast"/>'


def table_xml(
    table: Table, figure: Callable[[CellRef], str], shading: Callable[[CellRef], str]
) -> str:
    """The table as `w:tbl`; the marks of a figure, and of what shades its cell, are given."""
    drawn = grid(table)
    return _WordTable(drawn, _widths(drawn), figure, shading).xml(table)


def table_of(rows: str, widths: Sequence[int], name: str, description: str) -> str:
    """Rows as a table; name and description are for those who cannot see it."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        "<w:tbl><w:tblPr>"
        f'<w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0"'
        ' w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(name)}/>"
        f"<w:tblDescription w:val={quoteattr(description)}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def cell(width: int, inside: str, span: int = 1, look: str = "") -> str:
    """Paragraphs in a cell, over `span` columns; `look` is what it has besides."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{look}'
        f'<w:vAlign w:val="center"/></w:tcPr>{inside}</w:tc>'
    )


@dataclass(frozen=True)
class _WordTable:
    """A printed grid on its way into Word: `widths` in twentieths of a point per column."""

    drawn: Grid
    widths: list[int]
    figure: Callable[[CellRef], str]
    shading: Callable[[CellRef], str]

    def xml(self, table: Table) -> str:
        heads = self.drawn.head_rows
        rows = "".join(self._row(row, is_head=row < heads) for row in range(self.drawn.height))
        return table_of(rows, self.widths, table.name, table.description)

    def _row(self, row: int, *, is_head: bool) -> str:
        """One row; a box that reaches down from above continues as an empty merged cell."""
        boxes = [box for box in self.drawn.boxes if box.row <= row < box.row + box.height]
        cells = "".join(self._cell(box, row) for box in sorted(boxes, key=lambda box: box.column))
        repeated = "<w:tblHeader/>" if is_head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{_ROW_HEIGHT}{repeated}</w:trPr>{cells}</w:tr>"

    def _cell(self, box: Box, row: int) -> str:
        width = sum(self.widths[box.column : box.column + box.width])
        merge = ""
        if box.height > 1:
            merge = '<w:vMerge w:val="restart"/>' if row == box.row else "<w:vMerge/>"
        look, text, shading = style.TABLE_LABEL, "", ""
        if row == box.row:
            look, text, shading = self._content(box)
        # Row keeps with row, so that a table that fits on a page stands on one.
        kept = "<w:keepNext/>" if row < self.drawn.height - 1 else ""
        inside = paragraph(look, marked_run(text), kept)
        return cell(width, inside, box.width, merge + shading)

    def _content(self, box: Box) -> tuple[str, str, str]:
        """Style, text and shading."""
        if isinstance(box.content, Cell):
            ref = box.content.ref
            return style.TABLE_FIGURE, self.figure(ref), self.shading(ref)
        look = style.TABLE_LABEL if box.is_row_label else style.TABLE_HEAD
        return look, escape(box.content), ""


def _widths(drawn: Grid) -> list[int]:
    """Per column; together the width of the text."""
    whole = Length(style.TEXT_WIDTH)
    if drawn.label_columns < 2:
        shares = [whole // drawn.width] * drawn.width
    else:
        groups = [int(_GROUP_WIDTH)] * (drawn.label_columns - 1)
        figures = [int(_FIGURE_WIDTH)] * (drawn.width - drawn.label_columns)
        shares = [*groups, whole - sum(groups) - sum(figures), *figures]
    return [round(Length(share).pt * 20) for share in shares]

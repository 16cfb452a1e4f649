"""One report in the layouts in which government sites print it: made here, in our own words."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from typing import NamedTuple

from pipeline.form.grid import grid
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import Cell, CellRef, Table

_TAG = re.compile("</?[pb]>")
OFFICE, DISTRICT, YEAR = "示例甲街道", "示例区", 2023


class Said(NamedTuple):
    """What a report says."""

    form: Form
    figures: Mapping[CellRef, int]
    texts: Mapping[str, str]

    def shown(self, cell: Cell) -> str:
        """A figure as it is printed."""
        return cell.measure.written(self.figures[cell.ref])


class Part(NamedTuple):
    """A cell of a table: where it begins, how far it reaches, what it says."""

    row: int
    column: int
    down: int
    across: int
    text: str
    is_figure: bool = False


Parts = list[Part]
Html = Callable[[Parts], str]


def parts(table: Table, said: Said) -> Parts:
    """A table as the form prints it."""
    return [
        Part(
            box.row,
            box.column,
            box.height,
            box.width,
            box.content if isinstance(box.content, str) else said.shown(box.content),
            isinstance(box.content, Cell),
        )
        for box in grid(table).boxes
    ]


def html_table(cells: Parts, attributes: str = 'border="1"') -> str:
    """With spans, as Word and most systems save it."""
    rows = []
    for row in range(max(cell.row for cell in cells) + 1):
        line = sorted((one for one in cells if one.row == row), key=lambda one: one.column)
        rows.append(
            "<tr>"
            + "".join(
                f'<td colspan="{one.across}" rowspan="{one.down}">{escape(one.text)}</td>'
                for one in line
            )
            + "</tr>"
        )
    return f"<table {attributes}>{''.join(rows)}</table>"


def cut(cells: Parts, *at: int, heads: int = 0) -> list[Parts]:
    """A table cut below some rows, as pages do; with `heads`, the first rows stand on each."""
    last = max(cell.row + cell.down for cell in cells)
    pieces = []
    for start, end in zip((0, *at), (*at, last), strict=True):
        piece = [
            one._replace(
                row=max(one.row, start) - start,
                down=min(one.row + one.down, end) - max(one.row, start),
            )
            for one in cells
            if one.row < end and one.row + one.down > start
        ]
        if heads and start:
            head = [one for one in cells if one.row < heads]
            piece = [*head, *(one._replace(row=one.row + heads) for one in piece)]
        pieces.append(piece)
    return pieces


def turned(cells: Parts) -> Parts:
    """Columns as rows."""
    return [
        one._replace(row=one.column, column=one.row, down=one.across, across=one.down)
        for one in cells
    ]


def unspanned(cells: Parts) -> list[list[str]]:
    """What stands in each place, and nothing where a cell of another place reaches."""
    height = max(one.row + one.down for one in cells)
    width = max(one.column + one.across for one in cells)
    rows = [[""] * width for _ in range(height)]
    for one in cells:
        rows[one.row][one.column] = one.text
    return rows


def plain_rows(rows: Sequence[Sequence[str]]) -> str:
    """A table of rows without any span."""
    return (
        "<table>"
        + "".join(
            "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
        )
        + "</table>"
    )


def paragraphs(said: Said, table: Html, heading: Callable[[str], str] = str) -> list[str]:
    """The blocks of a report as HTML, its tables drawn by `table`."""
    title = [f"{DISTRICT}{OFFICE}", f"{YEAR}年政府信息公开工作年度报告"]
    preface = f"本报告依照条例编制，所列数据的统计期限为{YEAR}年1月1日至12月31日。"
    blocks = [f"<p>{line}</p>" for line in (*title, preface)]
    for section in said.form.sections:
        if not section.heading:
            continue
        blocks.append(f"<p><b>{heading(section.heading)}</b></p>")
        for item in section.content:
            if isinstance(item, Table):
                if not item.is_list:
                    blocks.append(table(parts(item, said)))
            elif item.kind is FieldKind.PROSE:
                blocks += [f"<p>{heading(item.heading)}</p>"] * bool(item.heading)
                blocks += [f"<p>{escape(line)}</p>" for line in said.texts[item.label].split("\n")]
    return [*blocks, f"<p>{DISTRICT}{OFFICE}</p>", f"<p>{YEAR + 1}年1月20日</p>"]


def page(blocks: Sequence[str], around: str = "{}", charset: str = "utf-8") -> bytes:
    """A whole page."""
    body = around.format("\n".join(blocks))
    head = f'<head><meta charset="{charset}"><title>年报_示例网</title></head>'
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>".encode(charset, "replace")


def _several(pieces: Callable[[Parts], list[Parts]]) -> Html:
    return lambda cells: "<p></p>".join(map(html_table, pieces(cells)))


def _rows_of(cells: Parts) -> int:
    return max(one.row + one.down for one in cells)


def _only_large(pieces: Callable[[Parts], list[Parts]]) -> Callable[[Parts], list[Parts]]:
    return lambda cells: pieces(cells) if _rows_of(cells) > 20 else [cells]


def _blocks_apart(cells: Parts) -> list[Parts]:
    """表二 in as many tables as it has articles."""
    starts = [one.row for one in cells if one.text.startswith("第二十条")]
    return cut(cells, *starts[1:]) if starts else [cells]


def _columns_moved(cells: Parts) -> Parts:
    """The column of sums right behind the labels, in the large table."""
    if _rows_of(cells) < 20:
        return cells
    width = max(one.column + one.across for one in cells)
    labels = min(one.column for one in cells if one.is_figure)

    def moved(one: Part) -> Part:
        if one.column < labels:
            return one
        if one.column == width - 1:
            return one._replace(column=labels)
        reaches = one._replace(column=one.column + 1)
        return reaches._replace(across=one.across - (one.column + one.across == width))

    return [moved(one) for one in cells]


def _vertical(cells: Parts) -> Parts:
    return turned(cells) if _rows_of(cells) < 6 else cells


def _lawsuits_apart(cells: Parts) -> list[Parts]:
    if _rows_of(cells) > 5:
        return [cells]
    first = [one for one in cells if one.column < 5]
    return [first, [one._replace(column=one.column - 5) for one in cells if one.column >= 5]]


def _without_groups(cells: Parts) -> Parts:
    """The heads with their spans; of a group its first row has the cell, the others nothing."""
    return [one._replace(down=1) if one.text.startswith(("（", "三、")) else one for one in cells]


def _marked(change: Callable[[str], str], *, figures: bool) -> Html:
    return lambda cells: html_table(
        [one._replace(text=change(one.text)) if one.is_figure == figures else one for one in cells]
    )


def _full_width(text: str) -> str:
    return text.translate({ord("0") + at: ord("０") + at for at in range(10)})


def _half_width(text: str) -> str:
    return text.translate(str.maketrans("（）：“”", '():""')).replace("(", " (")


def _unnumbered(text: str) -> str:
    for sign in ("、", "）", "."):
        head, found, rest = text.partition(sign)
        if found and len(head) <= 3:
            return rest
    return text


def _in_wps(cells: Parts) -> str:
    marked = html_table(cells, 'class="MsoTableGrid" style="border:none"')
    return (
        marked.replace("<td ", '<td valign="center" style="mso-border:.5pt" ')
        .replace("</td>", "<o:p></o:p></span></p></td>")
        .replace(">", "><p class=MsoNormal><span>", 0)
    )


def _heads_as_th(cells: Parts) -> str:
    table = html_table(cells)
    first, rest = table.split("</tr>", 1)
    head = first.replace("<td", "<th").replace("</td>", "</th>").replace("<tr>", "<thead><tr>")
    return f"{head}</tr></thead><tbody>{rest.replace('</table>', '</tbody></table>')}"


def _with_label_and_group(cells: Parts) -> Parts:
    """Group and row in one cell."""
    groups = {
        row: one.text
        for one in cells
        if one.text.startswith("（") and one.down > 1
        for row in range(one.row, one.row + one.down)
    }
    gone = [one for one in cells if one.text in groups.values()]
    return [
        one._replace(
            text=f"{groups[one.row]}{one.text}", column=one.column - 1, across=one.across + 1
        )
        if one.row in groups and not one.is_figure and one.column == gone[0].column + 1
        else one
        for one in cells
        if one not in gone
    ]


def _wrapped(text: str) -> str:
    return "\n ".join(text[at : at + 4] for at in range(0, len(text), 4))


def text_file(said: Said, *, breaks: Sequence[int] = ()) -> bytes:
    """Plain text with tabs between cells; a blank line after some rows, as pages leave one."""

    def lines(cells: Parts) -> str:
        rows = ["\t".join([*row, ""]) for row in unspanned(cells)]
        for at in sorted(breaks, reverse=True):
            if at < len(rows):
                rows.insert(at, "")
        return "\n".join(rows)

    blocks = paragraphs(said, lambda cells: f"<p>{lines(cells)}</p>")
    return "\n\n".join(unescape(_TAG.sub("", block)) for block in blocks).encode()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_PACKAGE = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}" Target="word/document.xml"/></Relationships>'
    ),
}


def _word_table(cells: Parts) -> str:
    """Spans as Word writes them: a cell that goes on below is there once more."""
    rows = []
    for row in range(max(one.row + one.down for one in cells)):
        there = [one for one in cells if one.row <= row < one.row + one.down]
        line = "".join(
            f'<w:tc><w:tcPr><w:gridSpan w:val="{one.across}"/>'
            + ("" if one.down == 1 else _merge(is_first=one.row == row))
            + f"</w:tcPr>{_word_paragraph(one.text if one.row == row else '')}</w:tc>"
            for one in sorted(there, key=lambda one: one.column)
        )
        rows.append(f"<w:tr>{line}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def _merge(*, is_first: bool) -> str:
    return '<w:vMerge w:val="restart"/>' if is_first else "<w:vMerge/>"


def _word_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def word_file(
    said: Said,
    heading: Callable[[str], str] = str,
    pieces: Callable[[Parts], list[Parts]] = lambda cells: [cells],
) -> bytes:
    """As pasted into Word, which may number the headings itself."""

    def tables(cells: Parts) -> str:
        return _word_paragraph("").join(map(_word_table, pieces(cells)))

    blocks = [
        block if block.startswith("<w:tbl>") else _word_paragraph(unescape(_TAG.sub("", block)))
        for block in paragraphs(said, tables, heading)
    ]
    parts = _PACKAGE | {
        "word/document.xml": (
            f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(blocks)}</w:body></w:document>'
        )
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


_CHROME = (
    "<div id=nav><a>首页</a> <a>政务公开</a></div>"
    "<ul><li>一、总体情况</li><li>二、主动公开政府信息情况</li></ul>"
    "<div class=article>{}</div><div id=foot>打印本页 关闭窗口<p>主办：示例区人民政府</p></div>"
)


Made = tuple[str, Callable[[], bytes]]  # a file's ending, and what makes its bytes


def layouts(said: Said) -> dict[str, Made]:
    """Name → a file that can be made."""

    def web(
        table: Html,
        around: str = "{}",
        charset: str = "utf-8",
        heading: Callable[[str], str] = str,
    ) -> Made:
        return ".html", lambda: page(paragraphs(said, table, heading), around, charset)

    whole = html_table
    inside = "<table><tr><td>栏目</td><td>{}</td></tr></table>"
    return {
        "spans as Word saves them": web(whole),
        "heads in th": web(_heads_as_th),
        "as WPS exports it": web(_in_wps),
        "in GBK": web(whole, charset="gb2312"),
        "cut in three": web(_several(_only_large(lambda cells: cut(cells, 8, 19)))),
        "cut in three, heads on each page": web(
            _several(_only_large(lambda cells: cut(cells, 8, 19, heads=3)))
        ),
        "cut in the middle of a group": web(_several(_only_large(lambda cells: cut(cells, 10)))),
        "an article of 表二 in a table each": web(_several(_blocks_apart)),
        "sums before the parts": web(lambda cells: whole(_columns_moved(cells))),
        "rows and columns turned": web(lambda cells: whole(turned(cells))),
        "表四 from top to bottom": web(lambda cells: whole(_vertical(cells))),
        "lawsuits in a table of their own": web(_several(_lawsuits_apart)),
        "no spans, empty cells instead": web(lambda cells: plain_rows(unspanned(cells))),
        "group cells missing": web(lambda cells: whole(_without_groups(cells))),
        "group and row in one cell": web(lambda cells: whole(_with_label_and_group(cells))),
        "full-width digits": web(_marked(_full_width, figures=True)),
        "half-width signs": web(_marked(_half_width, figures=False), heading=_half_width),
        "labels without numbers": web(_marked(_unnumbered, figures=False), heading=_unnumbered),
        "labels broken into lines": web(_marked(_wrapped, figures=False)),
        "a table in a cell of a table": web(lambda cells: inside.format(whole(cells))),
        "the page arranged by a table": web(whole, inside),
        "around it a site": web(whole, _CHROME),
        "text with tabs": (".txt", lambda: text_file(said)),
        "text with tabs and pages": (".txt", lambda: text_file(said, breaks=(5, 12, 20))),
        "pasted into Word": (".docx", lambda: word_file(said)),
        "Word, headings numbered by Word": (".docx", lambda: word_file(said, _unnumbered)),
        "Word, tables cut by pages": (
            ".docx",
            lambda: word_file(said, pieces=_only_large(lambda cells: cut(cells, 8, 19))),
        ),
    }

"""How the workbooks look: one palette and one set of cell formats for template and summary."""

import re
from collections.abc import Sequence
from math import ceil
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook

from pipeline.findings import Level
from pipeline.records import Standing

FONT = "宋体"
INK, HEAD, INPUT, TOTAL, LINE, MUTED = (
    "#1F2937",
    "#DCE6F1",
    "#FFFBE6",
    "#EDEDED",
    "#8EA1B5",
    "#5B6673",
)

_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "note": {"font_color": MUTED, "align": "left", "valign": "vcenter"},
    "head": {"bold": True, "bg_color": HEAD, "border": 1, "align": "center", "text_wrap": True},
    "label": {"bg_color": HEAD, "border": 1, "align": "left", "indent": 1, "text_wrap": True},
    "part": {
        "bg_color": HEAD,
        "border": 1,
        "align": "left",
        "indent": 2,
        "num_format": '"其中："@',
    },
    "hint": {"font_color": MUTED, "align": "left", "indent": 1, "text_wrap": True},
    "fixed": {"border": 1, "align": "left", "indent": 1, "bg_color": TOTAL},
    "prose": {"border": 1, "bg_color": INPUT, "text_wrap": True, "valign": "top", "locked": False},
    "word": {
        "border": 1,
        "bg_color": INPUT,
        "align": "left",
        "indent": 1,
        "num_format": "@",
        "locked": False,
    },
    "date": {
        "border": 1,
        "bg_color": INPUT,
        "align": "left",
        "num_format": 'yyyy"年"m"月"d"日"',
        "locked": False,
    },
    "input": {"border": 1, "bg_color": INPUT, "align": "center", "locked": False},
    "total": {"border": 1, "bg_color": TOTAL, "align": "center", "bold": True},
    "text": {"border": 1, "align": "left", "indent": 1, "text_wrap": True, "num_format": "@"},
    "figure": {"border": 1, "align": "right", "indent": 1},
    "centred": {"align": "center", "font_color": MUTED},
    "link": {"font_color": "#1D4ED8", "underline": 1, "align": "left"},
    "reference": {"font_color": "#1D4ED8", "underline": 1, "border": 1, "text_wrap": True},
    "headline": {"bold": True, "font_size": 14, "align": "left"},
    "unknown": {"border": 1, "bg_color": TOTAL},
    "sum": {"border": 1, "bold": True, "bg_color": HEAD, "align": "right", "indent": 1},
    "good": {"border": 1, "align": "center", "font_color": "#166534"},
    "bad": {"border": 1, "align": "center", "font_color": "#B91C1C", "bold": True},
    "doubt": {"border": 1, "align": "center", "font_color": "#92400E"},
    "missing": {"border": 1, "align": "center", "font_color": MUTED},
    "number": {"align": "right", "font_size": 12},
    "answer": {
        "border": 1,
        "bg_color": INPUT,
        "align": "left",
        "indent": 1,
        "text_wrap": True,
        "num_format": "@",
        "locked": False,
    },
    "check": {"border": 1, "align": "center", "font_size": 9, "text_wrap": True},
    "carried": {"border": 1, "bg_color": "#E0ECFF", "align": "center", "locked": False},
    "verdict": {"border": 2, "align": "center", "font_size": 16, "bold": True},
    "step": {"text_wrap": True, "align": "left", "font_size": 12},
}

_MARKS: dict[
    str, dict[str, Any]
] = {  # of a cell that must be corrected, or looked at; a comment says why
    Level.ERROR: {"bg_color": "#FECACA", "border": 2, "border_color": "#B91C1C"},
    Level.WARNING: {"bg_color": "#FED7AA", "border": 2, "border_color": "#92400E"},
}
LOOK_OF = {
    Standing.DONE: "good",
    Standing.PASSED: "good",
    Standing.TO_CORRECT: "bad",
    Standing.UNUSABLE: "bad",
    Standing.UNDONE: "bad",
    Standing.MISSING: "missing",
}
LOOK_OF_LEVEL = {Level.ERROR: "bad", Level.WARNING: "doubt", Level.NOTE: "text"}
ROW_HEIGHT, _HIGHEST_ROW = 21, 409  # points; Excel allows no more


class Styles:
    """The formats of one workbook, made when first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str, str], Format] = {}

    def get(self, name: str, num_format: str = "", mark: str = "") -> Format:
        """A named style, with a number format or a mark of its own where one is given."""
        if (name, num_format, mark) not in self._made:
            base = {"font_name": FONT, "font_size": 11, "font_color": INK, "border_color": LINE}
            look = {"valign": "vcenter", **base, **_STYLES[name], **_MARKS.get(mark, {})}
            if num_format:
                look["num_format"] = num_format
            self._made[name, num_format, mark] = self._workbook.add_format(look)
        return self._made[name, num_format, mark]


def wrapped_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Points that a row needs to show its texts whole; a Chinese sign is two characters wide."""
    lines = max(ceil(len(text) * 2.2 / width) for text, width in zip(texts, widths, strict=True))
    return min(max(ROW_HEIGHT, lines * 15 + 6), _HIGHEST_ROW)


def ranges(places: Sequence[tuple[int, int]]) -> str:
    """The cells as a spreadsheet formula names them: as few ranges as fill them from the top."""
    return ",".join(rectangles(places))


def in_row(columns: Sequence[int]) -> str:
    """The same of some columns in one row, with {row} for its number."""
    first = ranges([(0, column) for column in columns])
    return re.sub("(?<=[A-Z])1", "{row}", first)


def rectangles(places: Sequence[tuple[int, int]]) -> list[str]:
    """The cells as ranges: runs of neighbours in a row, joined with the same runs below them."""
    found: list[list[int]] = []  # first row, first column, last row, last column
    for row, column in sorted(places):
        if found and found[-1][2] == row and found[-1][3] == column - 1:
            found[-1][3] = column
        else:
            found.append([row, column, row, column])
    joined: list[list[int]] = []
    for top, left, bottom, right in found:
        above = [one for one in joined if one[1:] == [left, top - 1, right]]
        if above:
            above[0][2] = bottom
        else:
            joined.append([top, left, bottom, right])
    return [str(xl_range(*one)) for one in joined]

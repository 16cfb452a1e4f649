"""How the lines of the table of bad inputs are made: a clean return, and what is done to it."""

import io
import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import factory
import packages as made
from conftest import Home
from factory import FORM, NEW, OFFICES, YEAR, Cell, filled
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template

FILE = f"{OFFICES[0]}.xlsx"
SHEET = "xl/worksheets/sheet5.xml"  # 三、依申请公开
THIRD = "三、依申请公开"
FIFTH = "五、问题与改进"
COUNT = CellRef("表二", "第二十条第（五）项/行政许可", "本年处理决定数量")
AMOUNT = CellRef("表二", "第二十条第（八）项/行政事业性收费", "本年收费金额（单位：万元）")
NATURAL = CellRef("表三", NEW, "自然人")
TOTAL = CellRef("表三", NEW, "总计")
PLACES = factory.places(FORM)
REST = "社区公示栏的更新还不够及时。"  # of an answer that begins oddly

Found = tuple[str, str, str, str]  # level, code, sheet, cell
WHOLE_FILE = ("", "")
ERROR, WARNING, NOTE = "错误", "警告", "提示"


class Case(NamedTuple):
    """One line of the table."""

    kind: str
    what: str
    make: Callable[[Home], object]
    expected: set[Found]


def refused(code: str) -> tuple[str, str]:
    """An 错误."""
    return ERROR, code


def tidied(code: str) -> tuple[str, str]:
    """Taken, and listed as 提示."""
    return NOTE, code


def look(code: str) -> tuple[str, str]:
    """Taken, and a person should look."""
    return WARNING, code


# ── files ────────────────────────────────────────────────────────────────────


def file(
    kind: str,
    what: str,
    change: Callable[[bytes], bytes],
    *found: tuple[str, str],
    name: str = FILE,
) -> Case:
    """The first office's file with its bytes changed, perhaps under another name."""

    def make(home: Home) -> None:
        (home.inputs / str(YEAR) / FILE).unlink()
        home.put(change(filled(FORM)), name)

    return Case(kind, what, make, {(*seen, *WHOLE_FILE) for seen in found})


def beside(kind: str, name: str, data: bytes, *found: tuple[str, str]) -> Case:
    """One more file lies beside the returns."""
    seen = {(*level_and_code, *WHOLE_FILE) for level_and_code in found}
    return Case(kind, name, lambda home: home.put(data, name), seen)


def folder(kind: str, what: str, make: Callable[[Home], object], *found: tuple[str, str]) -> Case:
    """Something else is done to the folder of the returns."""
    return Case(kind, what, make, {(*seen, *WHOLE_FILE) for seen in found})


def part(kind: str, name: str, change: Callable[[bytes], bytes], *found: tuple[str, str]) -> Case:
    """A part of the first office's package is changed."""
    return file(kind, name, lambda data: made.rewritten(data, name, change), *found)


def same(data: bytes) -> bytes:
    """The file as it is: only its name is odd."""
    return data


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Bytes of a part in place of others."""
    return lambda body: body.replace(old, new)


def until(where: bytes) -> Callable[[bytes], bytes]:
    """The beginning of a part, up to some bytes."""
    return lambda body: body[: body.index(where)]


def holding(name: str, body: bytes) -> Callable[[bytes], bytes]:
    """One more part in the package, stored as it is."""
    return lambda data: made.with_part(data, name, body, pack=False)


# ── sheets ───────────────────────────────────────────────────────────────────


def sheet_xml(kind: str, what: str, old: str, new: str, *found: Found) -> Case:
    """The XML of 三、依申请公开 is changed."""
    case = file(kind, what, lambda data: made.edited(data, SHEET, old, new))
    return case._replace(expected=set(found))


def book(kind: str, what: str, change: Callable[[Workbook], object], *found: Found) -> Case:
    """The first office's workbook is changed as a person does it, and saved again."""

    def make(home: Home) -> None:
        workbook = load_workbook(io.BytesIO(filled(FORM)))
        change(workbook)
        workbook.save(home.inputs / str(YEAR) / FILE)

    return Case(kind, what, make, set(found))


def sheet(kind: str, what: str, change: Callable[[Worksheet], object], *found: Found) -> Case:
    """三、依申请公开 is changed, its merges dissolved."""

    def whole(workbook: Workbook) -> None:
        changed = workbook[THIRD]
        assert isinstance(changed, Worksheet)
        for merged in list(changed.merged_cells.ranges):
            changed.unmerge_cells(str(merged))
        change(changed)

    return book(kind, what, whole, *found)


def given(**attributes: object) -> Callable[[object], None]:
    """Attributes are set on a sheet, a row, or a cell."""

    def change(thing: object) -> None:
        for name, value in attributes.items():
            setattr(thing, name, value)

    return change


def chart_sheet(at: int | None) -> Callable[[Workbook], None]:
    """A sheet that holds a chart and no cells."""

    def change(workbook: Workbook) -> None:
        workbook.create_chartsheet("图", at)

    return change


def written(place: str, value: Cell) -> Callable[[Workbook], None]:
    """A cell of 三、依申请公开 is written, also inside a merge."""

    def change(workbook: Workbook) -> None:
        sheet = workbook[THIRD]
        for merged in [m for m in sheet.merged_cells.ranges if place in m]:
            sheet.unmerge_cells(str(merged))
        sheet[place] = value

    return change


State = Literal["visible", "hidden", "veryHidden"]


def copied(title: str, state: State = "visible", value: int = 0) -> Callable[[Workbook], None]:
    """三、依申请公开 stands there once more, under another name, with other figures."""

    def change(workbook: Workbook) -> None:
        copy = workbook.copy_worksheet(workbook[THIRD])
        copy.title, copy.sheet_state = title, state
        copy["D6"] = value

    return change


def hidden_original(workbook: Workbook) -> None:
    """The sheet of the right name is hidden and holds old figures; the new ones are in Sheet1."""
    copied("Sheet1", value=int(str(workbook[THIRD]["D6"].value)))(workbook)
    workbook[THIRD].sheet_state = "hidden"
    workbook[THIRD]["D6"] = 900


def swapped(sheet: Worksheet, one: int, other: int) -> None:
    """Two rows change places, label and figures."""
    for column in range(3, 11):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def without_captions(workbook: Workbook) -> None:
    """The lines over the blocks of 表二 are cleared."""
    for (label,) in workbook["二、主动公开"]["A3:A16"]:
        if str(label.value).startswith("第二十条"):
            label.value = None


def emptied(table: str, title: str) -> Callable[[Workbook], None]:
    """All inputs of a table are cleared."""

    def change(workbook: Workbook) -> None:
        for ref, figure in FORM.cells.items():
            if ref.table == table and not figure.is_total:
                workbook[title][PLACES[ref].split("!")[1]] = None

    return change


# ── cells ────────────────────────────────────────────────────────────────────


def cell(kind: str, value: Cell, *found: tuple[str, str], ref: CellRef | str = COUNT) -> Case:
    """One cell of the first office's return is changed, and what is found stands there."""
    sheet, _, address = PLACES[ref].partition("!")
    seen = {(*level_and_code, sheet, address) for level_and_code in found}
    return Case(kind, repr(value), lambda home: home.plant({PLACES[ref]: value}), seen)


def looks(
    kind: str, what: str, change: Callable[[SheetCell], object], *found: tuple[str, str]
) -> Case:
    """The look of a number cell is changed, not what it holds."""
    place, _, address = PLACES[COUNT].partition("!")
    seen = {(*level_and_code, place, address) for level_and_code in found}

    def make(home: Home) -> None:
        workbook = load_workbook(io.BytesIO(filled(FORM)))
        change(factory.cell_at(workbook, PLACES[COUNT])[1])
        workbook.save(home.inputs / str(YEAR) / FILE)

    return Case(kind, what, make, seen)


def stored(
    kind: str,
    what: str,
    content: str,
    *found: tuple[str, str],
    ref: CellRef = NATURAL,
    as_type: str = "n",
) -> Case:
    """What 三、依申请公开 stores in a cell; {v} is the figure that belongs there."""
    place, _, address = PLACES[ref].partition("!")
    pattern = re.compile(rf'(<c r="{address}"[^>]*)>(?:<f>[^<]*</f>)?<v>([^<]*)</v></c>')

    def change(xml: bytes) -> bytes:
        new, times = pattern.subn(
            lambda old: f'{old[1]} t="{as_type}">{content.replace("{v}", old[2])}</c>',
            xml.decode(),
        )
        assert times == 1
        return new.encode()

    seen = {(*level_and_code, place, address) for level_and_code in found}
    case = part(kind, SHEET, change)
    return case._replace(what=what, expected=seen)


def against_last_year(
    kind: str, ref: CellRef, figure: int, *found: tuple[str, str], at: Sequence[CellRef] = ()
) -> Case:
    """A figure of last year's return is another; what is found stands at this year's cell."""

    def make(home: Home) -> None:
        then = {**factory.last_years_figures(FORM), ref: figure}
        words = factory.words(FORM, seed=5)
        data = write_template(
            FORM, Whose(factory.DISTRICT, OFFICES[0], YEAR - 1), Filled(words, then)
        )
        home.put(data, FILE, YEAR - 1)

    places = [PLACES[place].partition("!") for place in at or [ref]]
    seen = {(*what, sheet, address) for what in found for sheet, _, address in places}
    return Case(kind, f"{ref.row_and_column} {figure}", make, seen)


def text(kind: str, value: str, *found: tuple[str, str], label: str = "存在问题") -> Case:
    """An answer begins so, and what is found stands at its cell."""
    sheet, _, address = PLACES[label].partition("!")
    seen = {(*level_and_code, sheet, address) for level_and_code in found}

    def make(home: Home) -> None:
        answers = {**factory.words(FORM), label: value.strip() and f"{value}\n{REST}"}
        figures = factory.consistent_figures(FORM)
        home.put(
            write_template(
                FORM, Whose(factory.DISTRICT, OFFICES[0], YEAR), Filled(answers, figures)
            )
        )

    return Case(kind, repr(value[:20]), make, seen)


def rich(kind: str, what: str, *runs: tuple[bool, str], found: tuple[str, str] | None) -> Case:
    """存在问题 in pieces of several looks, some struck out."""
    sheet, _, address = PLACES["存在问题"].partition("!")
    pieces = [
        TextBlock(InlineFont(strike=struck, color=Color("FFFF0000")), said) for struck, said in runs
    ]

    def change(workbook: Workbook) -> None:
        workbook[sheet][address] = CellRichText(*pieces)

    return book(kind, what, change, *([(*found, sheet, address)] if found else []))

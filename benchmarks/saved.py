"""What programs make of a template: saved by each of them, then cut where offices differ.

A template is saved once by each program; a return is its pieces with an office's values between
them, so that it is made as quickly as it is zipped.
"""

import io
import random
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.sax.saxutils import escape

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from pipeline.extract.reading import read_file
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.libreoffice import NoLibreOfficeError, convert
from pipeline.transform.locate import locate

Name = CellRef | str  # of a figure, or the label of an answer
Values = dict[Name, int | str]  # of one return; figures in stored units
Parts = dict[str, str]  # of a package, by name; all of them are XML

# ── what returns are saved with ──────────────────────────────────────────────


class Program(Enum):
    """What saved a return last, as its markup shows."""

    EXCEL = "Excel"  # as XlsxWriter writes: Excel's markup without its extensions
    INLINE = "inline strings"  # as web forms export: Excel's markup, each text in its cell
    LIBREOFFICE = "LibreOffice"
    OPENPYXL = "openpyxl"


PROGRAMS = (*(Program.EXCEL, Program.LIBREOFFICE) * 2, Program.OPENPYXL, Program.INLINE)
"""One is drawn for each return, so what is in it twice saves twice as many."""
WITHOUT_LIBREOFFICE = tuple(saves for saves in PROGRAMS if saves is not Program.LIBREOFFICE)


def saved_by(program: Program, template: bytes) -> Parts:
    """Returns the parts of a template that a program opened and saved."""
    match program:
        case Program.EXCEL:
            return _parts(template)
        case Program.INLINE:
            return _inlined(_parts(template))
        case Program.LIBREOFFICE:
            return _parts(converted([template], "xlsx")[0])
        case Program.OPENPYXL:
            file = io.BytesIO()
            load_workbook(io.BytesIO(template)).save(file)
            parts = _parts(file.getvalue())
            return {**parts, _ABOUT: _SAVED.sub(r"\g<1>2024-01-01T00:00:00Z", parts[_ABOUT])}


def converted(files: Sequence[bytes], kind: str) -> list[bytes]:
    """Returns .xlsx files as LibreOffice saves them in a format: xlsx, xls or ods.

    Raises SystemExit with a sentence where LibreOffice cannot be used.
    """
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{at}.dat" for at in range(len(files))]  # .xlsx is for results
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        try:
            saved = convert(paths, f".{kind}", kind, "Calc MS Excel 2007 XML")
        except NoLibreOfficeError as reason:
            raise SystemExit(
                f"{reason}：三分之一的表格要由它另存。请安装它；"
                "generate.py 也可以加 --without-libreoffice，那就不全像真的。"
            ) from None
    return [data for data in saved if data]


def _inlined(parts: Parts) -> Parts:
    """Puts each shared string into the cells that show it."""
    texts = _ITEM.findall(parts[_TEXTS])

    def inline(cell: re.Match[str]) -> str:
        return f' t="inlineStr"><is>{texts[int(cell[1])]}</is>'

    return {
        name: _LISTS_TEXTS.sub("", _SHARED.sub(inline, xml))
        for name, xml in parts.items()
        if name != _TEXTS
    }


def _parts(package: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


_TEXTS, _BOOK, _ABOUT = "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/core.xml"
_SAVED = re.compile("(<dcterms:modified[^>]*>)[^<]*")  # openpyxl writes the present moment
_SHARED = re.compile(r' t="s"><v>([0-9]+)</v>')
_ITEM = re.compile("<si>(.*?)</si>", re.DOTALL)
_LISTS_TEXTS = re.compile('<(?:Override|Relationship) [^>]*sharedStrings[.]xml"[^>]*>')

# ── a template cut at what differs between offices ───────────────────────────

OFFICE, _NUMBER = "示例90909街道", "90909"  # of the template; nothing else in it looks so
MARK = "待填2000内容"  # in two scripts, so that LibreOffice says which font each has
_ZLIB = 6  # the level at which LibreOffice, openpyxl and XlsxWriter compress
_SIGNS, _LINE, _PADDING = 36, 15, 8  # of a wrapped line; points of it, and around all of them
_SLOT = re.compile(
    r"<sheetView\b(?P<view>[^>]*?)(?:/>|>.*?</sheetView>)"
    r'|(?<= ht=")(?P<height>[0-9.]+)(?="[^>]*><c r="A(?P<row>[0-9]+)")'
    r'|<c r="(?P<cell>[A-Z]+[0-9]+)"(?P<style>[^>]*?)(?:/>|>(?P<content>.*?)</c>)'
)
_SHEET = re.compile('<sheet name="([^"]+)"')
_OF_CURSOR = re.compile(' (?:tabSelected|topLeftCell|activeTab)="[^"]*"')
_TYPE = re.compile(r' t="\w+"')
_FONT = re.compile("<rPr>.*?</rPr>")
_SCRIPT = re.compile("[!-~]+|[^!-~]+")
_PANE = re.compile(r'<pane([^>]*) topLeftCell="([A-Z0-9]+)"([^>]* activePane="(\w+)"[^>]*)/>')
_LAST = re.compile('<dimension ref="A1:([A-Z0-9]+)"')


class Look(NamedTuple):
    """How an office left its return.

    moved: the seed of where its cursors and scroll bars are; blank: nobody moved them.
    """

    program: Program
    moved: str = ""
    is_bare: bool = False  # cells with a style and without a value are left out
    is_fitted: bool = False  # rows are as high as their texts


class Layout(NamedTuple):
    """Where things are in a template, whatever saves it."""

    form: Form
    sheets: Sequence[str]  # in their order
    written: Parts  # as XlsxWriter writes
    places: Mapping[str, Name]  # address (`三、依申请公开!D7`) → figure, or label of an answer

    @classmethod
    def of(cls, template: bytes, form: Form) -> "Layout":
        """Finds the cells as the program does."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "template.xlsx"
            path.write_bytes(template)
            workbook = read_file(path).workbook
        if workbook is None:
            raise SystemExit("the template cannot be read")
        answers = locate(workbook, form)
        places: dict[str, Name] = {
            f"{figure.sheet}!{figure.cell}": ref for ref, figure in answers.figures.items()
        }
        places |= {f"{word.sheet}!{word.cell}": label for label, word in answers.words.items()}
        written = _parts(template)
        return cls(form, _SHEET.findall(written[_BOOK]), written, places)


class _Cell(NamedTuple):
    """A cell that an office fills in."""

    name: Name
    head: str  # `<c r="D7" s="15"`
    number: str  # ` t="n"`, from programs that say so
    formula: str
    digits: int  # after the point
    fonts: Sequence[str]  # of Chinese signs and of ASCII, from a program that tells them apart


class _Height(NamedTuple):
    """The height of a row with a text."""

    label: str
    usual: str


class _View(NamedTuple):
    """What is seen of a sheet."""

    part: str
    usual: str
    moved: str  # with {front}, {first} and {cell}
    scrolls: tuple[int, int]  # row and column, from 1, of the first cell that is not frozen
    last: tuple[int, int]  # row and column of the last cell

    @classmethod
    def of(cls, part: str, view: re.Match[str], written: str) -> "_View":
        """Cuts a view; its frozen panes are XlsxWriter's: LibreOffice writes none unless seen."""
        first, cell = ' topLeftCell="{first}"', 'activeCell="{cell}" sqref="{cell}"'
        attributes = f' tabSelected="{{front}}"{_OF_CURSOR.sub("", view["view"])}'
        if pane := _PANE.search(written):
            inner = f'<pane{pane[1]}{first}{pane[3]}/><selection pane="{pane[4]}" {cell}/>'
        else:
            attributes, inner = attributes + first, f"<selection {cell}/>"
        moved = f"<sheetView{attributes}>{inner}</sheetView>"
        scrolls = coordinate_to_tuple(pane[2] if pane else "A1")
        return cls(part, view[0], moved, scrolls, coordinate_to_tuple(_LAST.findall(written)[0]))


_Slot = _Cell | _Height | _View


class Blank:
    """A template as one program saves it, cut at its slots, filled as quickly as it is zipped."""

    def __init__(self, parts: Parts, layout: Layout, *, is_bare: bool) -> None:
        self._parts = parts
        self._layout = layout
        self._is_bare = is_bare
        self._texts = _ITEM.findall(parts.get(_TEXTS, ""))
        self._cut = {
            f"xl/worksheets/sheet{at}.xml": list(self._pieces(at, sheet))
            for at, sheet in enumerate(layout.sheets, start=1)
        }

    def _pieces(self, number: int, sheet: str) -> Iterator[tuple[str, _Slot | None]]:
        """Constant text, and the slot that follows it; the rest at the end."""
        part = f"xl/worksheets/sheet{number}.xml"
        xml, end = self._parts[part], 0
        for match in _SLOT.finditer(xml):
            slot = self._slot(match, sheet, part)
            is_blank = bool(match["cell"]) and not match["content"]
            if slot or (is_blank and self._is_bare):
                yield xml[end : match.start()], slot
                end = match.end()
        yield xml[end:], None

    def _slot(self, match: re.Match[str], sheet: str, part: str) -> _Slot | None:
        if match["cell"]:
            return self._cell(match, sheet, part)
        if match["height"]:
            label = self._layout.places.get(f"{sheet}!B{match['row']}")
            return _Height(label, match["height"]) if isinstance(label, str) else None
        return _View.of(part, match, self._layout.written[part])

    def _cell(self, match: re.Match[str], sheet: str, part: str) -> _Cell | None:
        name = self._layout.places.get(f"{sheet}!{match['cell']}")
        content = match["content"] or ""
        if name is None or content.endswith("</f><v></v>"):  # openpyxl computes nothing
            return None
        shared = _SHARED.search(match[0])
        return _Cell(
            name,
            head=f'<c r="{match["cell"]}"{_TYPE.sub("", match["style"])}',
            number=' t="n"' * (' t="n"' in self._parts[part]),
            formula=content.partition("<v>")[0] if content.startswith("<f") else "",
            digits=self._layout.form.cells[name].measure.digits if isinstance(name, CellRef) else 0,
            fonts=_FONT.findall(self._texts[int(shared[1])]) if shared else (),
        )

    def filled(self, number: int, values: Values, look: Look) -> bytes:
        """Returns the file of the office with a number."""
        filling = _Filling(values, look, list(self._cut), len(self._texts))
        parts = dict(self._parts)
        for name, pieces in self._cut.items():
            parts[name] = "".join(map(filling.piece, pieces))
        tab = f'<workbookView activeTab="{filling.tab}"'
        parts[_BOOK] = _OF_CURSOR.sub("", parts[_BOOK]).replace("<workbookView", tab)
        if _TEXTS in parts:
            shared = "".join(f"<si>{text}</si>" for text in filling.texts)
            parts[_TEXTS] = parts[_TEXTS].replace("</sst>", f"{shared}</sst>")
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            for name, xml in parts.items():
                encoding = "ascii" if self._parts[name].isascii() else "utf-8"
                data = xml.replace(_NUMBER, f"{number:05}").encode(encoding, "xmlcharrefreplace")
                package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, _ZLIB)
        return file.getvalue()


class _Filling:
    """One return being filled in."""

    def __init__(self, values: Values, look: Look, parts: Sequence[str], shared: int) -> None:
        self.texts: list[str] = []  # to be shared
        self._shared = shared  # how many texts the template shares already
        self._values = values
        self._look = look
        self._drawn = random.Random(look.moved)  # noqa: S311 - no secret
        self.tab = self._drawn.randrange(len(parts)) if look.moved else 0
        self._in_front = parts[self.tab]

    def piece(self, piece: tuple[str, _Slot | None]) -> str:
        """Returns constant text, and what goes into the slot that follows it."""
        constant, slot = piece
        match slot:
            case None:
                return constant
            case _Cell():
                return constant + self._cell(slot, self._values[slot.name])
            case _Height():
                return constant + self._height(slot, str(self._values[slot.label]))
            case _View():
                return constant + (self._view(slot) if self._look.moved else slot.usual)

    def _cell(self, cell: _Cell, value: int | str) -> str:
        if isinstance(value, int):
            shown = value / 10**cell.digits if cell.digits else value
            return f"{cell.head}{cell.number}>{cell.formula}<v>{shown:.15g}</v></c>"
        if not self._shared:
            return f'{cell.head} t="inlineStr"><is>{markup_of(value, cell.fonts)}</is></c>'
        self.texts.append(markup_of(value, cell.fonts))
        return f'{cell.head} t="s"><v>{self._shared + len(self.texts) - 1}</v></c>'

    def _height(self, row: _Height, text: str) -> str:
        lines = sum(ceil(len(line) / _SIGNS) for line in text.split("\n"))
        return f"{_PADDING + lines * _LINE}" if self._look.is_fitted else row.usual

    def _view(self, view: _View) -> str:
        """Returns a view with the cursor in any cell, and some rows scrolled away."""
        (row, column), (rows, columns) = view.scrolls, view.last
        return view.moved.format(
            front=int(view.part == self._in_front),
            first=_address(self._drawn.randint(row, rows), column),
            cell=_address(self._drawn.randint(1, rows), self._drawn.randint(1, columns)),
        )


def _address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def markup_of(text: str, fonts: Sequence[str]) -> str:
    """Returns a text as a program keeps it: with two fonts, in a run for each script."""
    if len(fonts) < 2:
        return f"<t>{escape(text)}</t>"
    runs = _SCRIPT.findall(text)
    if len(runs) < 2:
        return f'<t xml:space="preserve">{escape(text)}</t>'
    return "".join(
        f'<r>{fonts[run.isascii()]}<t xml:space="preserve">{escape(run)}</t></r>' for run in runs
    )

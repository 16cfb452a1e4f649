"""A return as other programs save it, and what each of them keeps of it.

A variant is made from a clean return by a program, in a format, with an option or two. Beside it
stands, as data, what has to be read from it: everything, but for what the program drops by its
nature; or in which words the file is refused.
"""

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

import pandas as pd
import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from xlsxwriter import Workbook as XlsxWriterWorkbook

from pipeline.cells import Position, Raw
from pipeline.libreoffice import convert

DAY = date(2024, 1, 20)  # of the original
SERIAL = 45_311.0  # the same day where nothing says that the number is one
SHOWN_DAY = "2024年1月20日"

Make: TypeAlias = Callable[[Path, Path], None]  # reads an .xlsx, writes the variant

# ── what is kept ─────────────────────────────────────────────────────────────


class Totals(Enum):
    """What stands in the cells whose sums the template computes."""

    FORMULAS = "formulas with their results"
    NUMBERS = "numbers: the program keeps no formulas"
    NO_RESULTS = "formulas without results: the program does not compute"
    ZEROS = "formulas with 0 as their result: the program does not compute, and says 0"


@dataclass(frozen=True)
class Kept:
    """What is read from a variant.

    day: the date, as its cell comes; typed: figures and the year are texts such as 84.
    edition: whether the name that says which template it is (a defined name) is still there.
    codes: of all findings; a program that drops nothing deserves none.
    """

    totals: Totals = Totals.FORMULAS
    day: Raw = DAY
    typed: bool = False
    edition: bool = True
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """What the finding about a variant calls it; it is the only one."""

    kind: str
    code: str = "F07"


WHOLE = Kept()
OLD = Kept(edition=False, codes=("F09",))  # neither .xls nor .ods is asked which template it is
VALUES = Kept(Totals.NUMBERS, edition=False)  # a new workbook with what the cells show
OLD_VALUES = Kept(Totals.NUMBERS, edition=False, codes=("F09",))

TEXT = Refused("纯文本（如 CSV），只能存一张表")
PAGE = Refused("网页")
BIFF5 = Refused("Excel 95 或更早的工作簿")
FLAT = Refused("单个文件的 OpenDocument 表格")
SYLK = Refused("SYLK 表格")
PDF = Refused("PDF 文件")


class Program(NamedTuple):
    """A program that saves returns.

    needs: what has to be there besides our requirements; blank if it runs in this process.
    """

    name: str
    needs: str = ""
    is_here: bool = True


class Variant(NamedTuple):
    """One way in which a return is saved."""

    program: Program
    what: str
    suffix: str
    make: Make
    expected: Kept | Refused

    def __str__(self) -> str:
        return f"{self.program.name}: {self.what}"


# ── programs in this process ─────────────────────────────────────────────────


class Held(NamedTuple):
    """What a cell holds: its value, and the formula that came to it."""

    value: Any  # of openpyxl: more types than a cell of ours has
    formula: str


@cache
def held(path: Path) -> dict[str, dict[Position, Held]]:
    """Return the cells of a workbook as openpyxl reads them, for programs that only write."""
    shown, written = (load_workbook(path, data_only=data_only) for data_only in (True, False))
    return {
        sheet.title: {
            (cell.row - 1, cell.column - 1): Held(
                cell.value, _formula(written[sheet.title][cell.coordinate].value)
            )
            for cell in chain.from_iterable(sheet)
            if cell.value is not None
        }
        for sheet in shown.worksheets
    }


def _formula(written: object) -> str:
    return written if isinstance(written, str) and written.startswith("=") else ""


def by_openpyxl(
    original: Path,
    variant: Path,
    *,
    said: Mapping[str, object] = MappingProxyType({}),
    is_rich: bool = False,
    **options: bool,
) -> None:
    """Load a workbook and save it.

    said: attributes of the workbook; is_rich: the first letter of each text has its own font.
    """
    book = load_workbook(original, **options)
    for name, value in said.items():
        setattr(book, name, value)
    for cell in chain.from_iterable(chain.from_iterable(book.worksheets)) if is_rich else ():
        if isinstance(cell.value, str):
            first, rest = cell.value[:1], cell.value[1:]
            cell.value = CellRichText(TextBlock(InlineFont(b=True), first), rest)
    book.save(variant)
    if book.vba_archive:  # which openpyxl leaves open, and Python may close in the wrong order
        book.vba_archive.close()


def by_openpyxl_row_by_row(original: Path, variant: Path) -> None:
    """Write the rows of a workbook into one that is never held in memory."""
    book = Workbook(write_only=True)
    for sheet in load_workbook(original, data_only=True).worksheets:
        copy = book.create_sheet(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            copy.append(row)
    book.save(variant)


def by_xlsxwriter(
    original: Path,
    variant: Path,
    *,
    formula: Callable[[Any, Position, Held], None] | None = None,
    is_rich: bool = False,
    **options: bool,
) -> None:
    """Write every cell of a workbook into a new one.

    formula: how one is written into a sheet; where there is no way, its result is written.
    is_rich: the first letter of each text has its own font.
    """
    with XlsxWriterWorkbook(variant, options) as book:
        day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        for name, cells in held(original).items():
            sheet = book.add_worksheet(name)
            for at, cell in cells.items():
                value = cell.value
                if formula and cell.formula:
                    formula(sheet, at, cell)
                elif is_rich and isinstance(value, str) and len(value) > 2:
                    sheet.write_rich_string(*at, bold, value[0], value[1:])
                else:
                    sheet.write(*at, value, day if isinstance(value, datetime) else None)


def by_xlwt(
    original: Path,
    variant: Path,
    *,
    has_sums: bool = False,
    is_rich: bool = False,
    is_1904: bool = False,
) -> None:
    """Write every cell of a workbook into a new .xls.

    has_sums: plain sums are written as formulas; the program knows no function after Excel 2003.
    is_rich: the first letter of each text has its own font. is_1904: days count from 1904.
    """
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = is_1904
    day, bold = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'), xlwt.easyfont("bold true")
    for name, cells in held(original).items():
        sheet = book.add_sheet(name)
        for at, (value, formula) in cells.items():
            if has_sums and formula.startswith("=SUM("):
                sheet.write(*at, xlwt.Formula(formula.removeprefix("=")))
            elif is_rich and isinstance(value, str):
                sheet.write_rich_text(*at, ((value[:1], bold), value[1:]))
            else:
                sheet.write(*at, value, *([day] if isinstance(value, datetime) else []))
    book.save(str(variant))


def by_pandas(
    original: Path,
    variant: Path,
    *,
    writer: Literal["openpyxl", "xlsxwriter", "odf"],
    labels: bool = False,
    typed: bool = False,
) -> None:
    """Read every sheet of a workbook into a frame, and write the frames.

    labels: rows and columns are written with their numbers before them, as by default.
    typed: every cell is read as a text.
    """
    frames = pd.read_excel(
        original, sheet_name=None, header=None, engine="openpyxl", dtype=str if typed else None
    )
    with pd.ExcelWriter(variant, engine=writer) as file:
        for name, frame in frames.items():
            frame.to_excel(file, sheet_name=str(name), header=labels, index=labels)


# ── programs beside it ───────────────────────────────────────────────────────


def by_libreoffice(original: Path, variant: Path, *, name: str) -> None:
    """Convert a workbook with the filter of a name.

    Raises NoLibreOfficeError where nothing can be made.
    """
    kind = f"{variant.suffix[1:]}:{name}"
    (saved,) = convert([original], variant.suffix, kind, "Calc MS Excel 2007 XML")
    assert saved
    variant.write_bytes(saved)


def by_gnumeric(original: Path, variant: Path, *, name: str) -> None:
    """Convert a workbook with the exporter of a name. Raises CalledProcessError where it fails."""
    command = ["ssconvert", "-T", f"Gnumeric_{name}", str(original), str(variant)]
    _run(command, HOME=str(variant.parent))


def by_exceljs(original: Path, variant: Path, *, row_by_row: bool = False, **options: bool) -> None:
    """Load a workbook and save it. Raises CalledProcessError where Node fails."""
    _run_node(_EXCELJS_STREAM if row_by_row else _EXCELJS, original, variant, options)


def by_sheetjs(original: Path, variant: Path, *, is_new: bool = False, **options: object) -> None:
    """Load a workbook and save it. Raises CalledProcessError where Node fails.

    is_new: the rows of each sheet are written into a new workbook, as web pages do that show a
    table and let it be saved.
    """
    _run_node(_SHEETJS_ROWS if is_new else _SHEETJS, original, variant, options)


def _run_node(script: str, original: Path, variant: Path, options: Mapping[str, object]) -> None:
    given = [str(original), str(variant), json.dumps(options)]
    _run(["node", "-e", script, *given], NODE_PATH=str(Path(NODE_MODULES).resolve()))


def _run(command: list[str], **more: str) -> None:
    """Run a program with more in its environment; what it says goes where a test's words go."""
    subprocess.run(command, check=True, env=os.environ | more, timeout=120)  # noqa: S603 - our own words


NODE_MODULES = os.environ.get("NODE_MODULES", "")
_SHEETJS = """
const X = require("xlsx"), [input, output, options] = process.argv.slice(1);
X.writeFile(X.readFile(input, JSON.parse(options)), output, JSON.parse(options));
"""
_SHEETJS_ROWS = """
const X = require("xlsx"), [input, output, options] = process.argv.slice(1);
const from = X.readFile(input, { cellDates: true }), to = X.utils.book_new();
for (const name of from.SheetNames) {
  const rows = X.utils.sheet_to_json(from.Sheets[name], { header: 1, ...JSON.parse(options) });
  X.utils.book_append_sheet(to, X.utils.aoa_to_sheet(rows), name);
}
X.writeFile(to, output);
"""
_EXCELJS = """
const { Workbook } = require("exceljs"), [input, output, options] = process.argv.slice(1);
const book = new Workbook();
book.xlsx.readFile(input).then(() => book.xlsx.writeFile(output, JSON.parse(options)));
"""
_EXCELJS_STREAM = """
const { Workbook, stream } = require("exceljs");
const [input, filename, options] = process.argv.slice(1), book = new Workbook();
book.xlsx.readFile(input).then(() => {
  const copy = new stream.xlsx.WorkbookWriter({ filename, ...JSON.parse(options) });
  for (const from of book.worksheets) {
    const to = copy.addWorksheet(from.name);
    from.eachRow((row, at) => {
      row.eachCell((cell, column) => {
        if (cell.master !== cell) return;
        to.getRow(at).getCell(column).value = cell.value;
        to.getRow(at).getCell(column).style = cell.style;
      });
      to.getRow(at).commit();
    });
    to.commit();
  }
  return copy.commit();
});
"""

# ── the variants ─────────────────────────────────────────────────────────────


def _is_here(*names: str) -> bool:
    return any(map(shutil.which, names))


def _is_in_node(package: str) -> bool:
    return bool(NODE_MODULES) and _is_here("node") and (Path(NODE_MODULES) / package).is_dir()


OPENPYXL, XLSXWRITER, XLWT, PANDAS = map(Program, ("openpyxl", "XlsxWriter", "xlwt", "pandas"))
ODFPY = Program("pandas", "odfpy (pip)", is_here=importlib.util.find_spec("odf") is not None)
LIBREOFFICE = Program("LibreOffice", "apt: libreoffice-calc", _is_here("soffice", "libreoffice"))
GNUMERIC = Program("Gnumeric", "apt: gnumeric", _is_here("ssconvert"))
EXCELJS = Program("ExcelJS", "Node, and exceljs in NODE_MODULES", _is_in_node("exceljs"))
SHEETJS = Program("SheetJS", "Node, and xlsx in NODE_MODULES", _is_in_node("xlsx"))

_VALUES: dict[str, Any] = {"data_only": True}  # to openpyxl: results instead of formulas
_LOOKS: dict[str, Any] = {"cellStyles": True}  # to SheetJS: without them a day is a number


def _with_result(sheet: Any, at: Position, cell: Held) -> None:  # noqa: ANN401 - no types published
    sheet.write_formula(*at, cell.formula, None, cell.value)


def _of_an_array(sheet: Any, at: Position, cell: Held) -> None:  # noqa: ANN401 - no types published
    sheet.write_array_formula(*at, *at, f"{{{cell.formula}}}", None, cell.value)


def _alone(sheet: Any, at: Position, cell: Held) -> None:  # noqa: ANN401 - no types published
    sheet.write_formula(*at, cell.formula)


Rows: TypeAlias = tuple[tuple[str, str, dict[str, Any], Kept | Refused], ...]
_ROWS: tuple[tuple[Program, Callable[..., None], Rows], ...] = (
    (OPENPYXL, by_openpyxl, (  # it keeps formulas, or their results, as it is told; never both
        ("loaded and saved", ".xlsx", {}, Kept(Totals.NO_RESULTS)),
        ("macros kept", ".xlsm", {"keep_vba": True}, Kept(Totals.NO_RESULTS)),
        ("a template", ".xltx", {"said": {"template": True}},
         Kept(Totals.NO_RESULTS, codes=("F10",))),
        ("loaded for its values", ".xlsx", _VALUES, Kept(Totals.NUMBERS)),
        ("ISO dates", ".xlsx", {**_VALUES, "said": {"iso_dates": True}}, Kept(Totals.NUMBERS)),
        ("days from 1904", ".xlsx", {**_VALUES, "said": {"epoch": CALENDAR_MAC_1904}},
         Kept(Totals.NUMBERS)),
        ("texts in two fonts", ".xlsx", {**_VALUES, "is_rich": True}, Kept(Totals.NUMBERS)),
    )),
    (OPENPYXL, by_openpyxl_row_by_row, (("row by row", ".xlsx", {}, VALUES),)),
    (XLSXWRITER, by_xlsxwriter, (  # what it is not given to be a formula's result is 0
        ("values", ".xlsx", {}, VALUES),
        ("row by row, inline texts", ".xlsx", {"constant_memory": True}, VALUES),
        ("days from 1904", ".xlsx", {"date_1904": True}, VALUES),
        ("texts in two fonts", ".xlsx", {"is_rich": True}, VALUES),
        ("formulas", ".xlsx", {"formula": _with_result}, Kept(edition=False)),
        ("array formulas", ".xlsx", {"formula": _of_an_array}, Kept(edition=False)),
        ("formulas alone", ".xlsx", {"formula": _alone}, Kept(Totals.ZEROS, edition=False)),
    )),
    (XLWT, by_xlwt, (  # it does not compute: a formula came to an empty text
        ("values", ".xls", {}, OLD_VALUES),
        ("days from 1904", ".xls", {"is_1904": True}, OLD_VALUES),
        ("texts in two fonts", ".xls", {"is_rich": True}, OLD_VALUES),
        ("formulas", ".xls", {"has_sums": True},
         Kept(Totals.NO_RESULTS, edition=False, codes=("F09",))),
    )),
    (PANDAS, by_pandas, (  # frames hold neither formulas nor names, nor that a sheet is hidden
        ("openpyxl writes", ".xlsx", {"writer": "openpyxl"}, VALUES),
        ("XlsxWriter writes", ".xlsx", {"writer": "xlsxwriter"}, VALUES),
        ("all as texts", ".xlsx", {"writer": "xlsxwriter", "typed": True},
         Kept(Totals.NUMBERS, f"{DAY} 00:00:00", typed=True, edition=False)),
        ("numbered rows and columns", ".xlsx", {"writer": "xlsxwriter", "labels": True},
         Kept(Totals.NUMBERS, edition=False, codes=("S10",) * 7)),  # of each sheet of the form
    )),
    (ODFPY, by_pandas, (("odfpy writes", ".ods", {"writer": "odf"}, OLD_VALUES),)),
    (EXCELJS, by_exceljs, (  # it drops names that stand for no cells, such as that of the edition
        ("loaded and saved", ".xlsx", {}, Kept(edition=False)),
        ("inline texts", ".xlsx", {"useSharedStrings": False}, Kept(edition=False)),
        ("row by row", ".xlsx", {"row_by_row": True, "useStyles": True, "useSharedStrings": True},
         Kept(edition=False)),
        ("row by row, inline texts", ".xlsx", {"row_by_row": True}, Kept(edition=False)),
    )),
    (SHEETJS, by_sheetjs, (
        ("loaded and saved", ".xlsx", {}, Kept(day=SERIAL)),
        ("with looks", ".xlsx", _LOOKS, WHOLE),
        ("shared texts", ".xlsx", {**_LOOKS, "bookSST": True}, WHOLE),
        ("compressed", ".xlsx", {**_LOOKS, "compression": True}, WHOLE),
        ("without formulas", ".xlsx", {**_LOOKS, "cellFormula": False}, Kept(Totals.NUMBERS)),
        ("ISO dates", ".xlsx", {"cellDates": True}, WHOLE),
        ("with macros", ".xlsm", _LOOKS, WHOLE),
        ("rows", ".xlsx", {"is_new": True, "raw": True}, VALUES),
        ("rows as they are shown", ".xlsx", {"is_new": True, "raw": False},
         Kept(Totals.NUMBERS, SHOWN_DAY, typed=True, edition=False)),
        ("BIFF8", ".xls", {**_LOOKS, "bookType": "biff8"}, OLD_VALUES),
        ("BIFF8 without looks", ".xls", {"bookType": "biff8"},
         Kept(Totals.NUMBERS, SERIAL, edition=False, codes=("F09",))),
        ("ODS", ".ods", {"cellDates": True}, OLD),
        ("ODS without looks", ".ods", {}, Kept(day=SERIAL, edition=False, codes=("F09",))),
        ("XLSB", ".xlsb", _LOOKS, Refused("Excel 二进制工作簿（.xlsb）", "F08")),
        *((name, ".xls", {"bookType": name}, BIFF5)
          for name in ("biff2", "biff3", "biff4", "biff5")),
        ("XML of Excel 2003", ".xls", {"bookType": "xlml"}, Refused("Excel 2003 的 XML 表格")),
        ("flat ODS", ".fods", _LOOKS, FLAT),
        ("HTML as .xls", ".xls", {"bookType": "html"}, PAGE),
        ("Unicode text as .xls", ".xls", {"bookType": "txt"}, TEXT),
        ("SYLK as .xls", ".xls", {"bookType": "sylk"}, SYLK),
        ("CSV", ".csv", {}, TEXT),
        ("DIF", ".dif", {}, TEXT),
        ("RTF", ".rtf", {}, Refused("写字板（RTF）文档")),
        ("dBase", ".dbf", {}, Refused("认不出的文件")),
    )),
)  # fmt: skip

_FILTERS: tuple[tuple[Program, Callable[..., None], dict[str, tuple[str, Kept | Refused]]], ...] = (
    (LIBREOFFICE, by_libreoffice, {
        "Calc MS Excel 2007 XML": (".xlsx", WHOLE),
        "Calc Office Open XML": (".xlsx", WHOLE),
        "Calc MS Excel 2007 VBA XML": (".xlsm", WHOLE),
        "Calc MS Excel 2007 XML Template": (".xltx", Kept(codes=("F10",))),
        "MS Excel 97": (".xls", OLD),
        "MS Excel 97 Vorlage/Template": (".xlt", OLD),
        "calc8": (".ods", OLD),
        "calc8_template": (".ots", OLD),
        "OpenDocument Spreadsheet Flat XML": (".fods", FLAT),
        "HTML (StarCalc)": (".html", PAGE),
        "XHTML Calc File": (".xhtml", PAGE),
        "Text - txt - csv (StarCalc)": (".csv", TEXT),
        "DIF": (".dif", TEXT),
        "SYLK": (".slk", SYLK),
        "calc_pdf_Export": (".pdf", PDF),
    }),
    (GNUMERIC, by_gnumeric, {
        "Excel:xlsx": (".xlsx", WHOLE),
        "Excel:xlsx2": (".xlsx", WHOLE),
        "Excel:excel_biff8": (".xls", OLD),
        "Excel:excel_dsf": (".xls", OLD),  # as Excel 95 and as Excel 97, in one file
        "Excel:excel_biff7": (".xls", BIFF5),
        "OpenCalc:odf": (".ods", OLD),
        "OpenCalc:openoffice": (".ods", OLD),
        "XmlIO:sax": (".gnumeric", Refused("压缩包", "F08")),
        "XmlIO:sax:0": (".xml", Refused("XML 文件")),
        "html:html32": (".html", PAGE),
        "html:html40": (".html", PAGE),
        "html:xhtml": (".html", PAGE),
        "stf:stf_csv": (".csv", TEXT),
        "dif:dif": (".dif", TEXT),
        "sylk:sylk": (".slk", SYLK),
        "pdf:pdf_assistant": (".pdf", PDF),
    }),
)  # fmt: skip

VARIANTS = (
    *(
        Variant(program, what, suffix, partial(by, **options), expected)
        for program, by, rows in _ROWS
        for what, suffix, options, expected in rows
    ),
    *(
        Variant(program, name, suffix, partial(by, name=name), expected)
        for program, by, filters in _FILTERS
        for name, (suffix, expected) in filters.items()
    ),
)
"""Every way, of programs that are here and that are not."""

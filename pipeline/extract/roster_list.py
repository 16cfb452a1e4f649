"""The coordinator's list of offices, a text file or an Excel workbook → the names on it.

Of a workbook the one column is taken whose head or whose cells speak of offices.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ConfigurationError
from pipeline.extract.decoding import decoded
from pipeline.extract.kinds import TEXT, XLSX, kind_of_path
from pipeline.form.table import squeezed
from pipeline.source_file import without_numbers

LARGEST_FILE = 5 << 20  # bytes; a list of 100 offices has 10 kB
MOST_ROWS = 20_000  # that say something
_LOOKED_AT = {"max_row": 200_000, "max_col": 100}
LONGEST_CELL = 1000  # characters; settings allow a name 200
_HEAD = re.compile(
    "(?:报送|填报)?(?:单位|机构|部门|街道办?|办事处|乡|镇|街){1,4}(?:名称)?(?:全称)?|名称|全称"
)
_OFFICE = re.compile(
    "[^0-9各]+(?:街道办?|办事处|[镇乡](?:人民政府|政府)?|苏木|管委会|委员会|局|中心)"
)
_TOTAL_OR_NOTE = re.compile(
    r"[合总小共]计|(?:全.)?共有?[0-9一二三四五六七八九十百]{1,6}[个家]"
    r"|(?:注|备注|说明|填[报表]|制表|审核|联系)\w{0,6}:"
)
_NOT_ONE_NAME = re.compile(r"[、，,;；:：\t/\"“”]|^#|^[0-9０-９]+[.．、\s]|^[0-9 .-]+$")
_SAVE_AS = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”"
_TOO_LARGE = f"太大（至多 {MOST_ROWS} 行、5 MB），没有读取：请另存一个只有名册的文件"


class _Column(NamedTuple):
    names: list[str]
    place: str  # its sheet, letter and head, in words
    signs: int  # 2 where both its head and its cells speak of offices, else 1


def read_list(path: Path) -> tuple[list[str], str]:
    """Return the offices in their order and, of a workbook, where they stand, in words.

    Raises ConfigurationError in one Chinese line.
    """
    try:
        if not path.is_file():  # a FIFO waits for ever
            raise OSError
        if path.stat().st_size > LARGEST_FILE:
            raise ConfigurationError(_TOO_LARGE)
        offices, place = _listed(path)
        if odd := [name for name in offices if _NOT_ONE_NAME.search(name[:LONGEST_CELL])]:
            wanted = "请每行只写一个全称，不要序号和顿号"
            raise ConfigurationError(f"里的“{odd[0][:30]}”不像一个街道的名称：{wanted}")
    except OSError:
        kinds = "名单是一个 Excel 工作簿，或者一个文本文件，每行写一个街道的全称"
        raise ConfigurationError(f"读不了名单 {path}：请检查路径和权限；{kinds}。") from None
    except ConfigurationError as error:
        raise ConfigurationError(f"名单 {path} {error}。") from None
    return offices, place


def _listed(path: Path) -> tuple[list[str], str]:
    kind = kind_of_path(path)
    if kind is TEXT:
        text = decoded(path.read_bytes())
        if "\ufffd" in text:
            raise ConfigurationError("不是文本文件，也不是 Excel 工作簿：请用记事本另存为 UTF-8")
        lines = map(str.strip, text.replace("\r", "\n").split("\n"))
        return [line for line in lines if line and not line.startswith("#")], ""
    if kind is not XLSX:
        instead = "或者写一个文本文件，每行一个全称"
        raise ConfigurationError(f"是{kind.called}，没有读取：{_SAVE_AS}，{instead}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of looks that openpyxl does not keep
            columns = list(_columns(path))
    except ConfigurationError:
        raise
    except Exception:  # noqa: BLE001 - a broken part makes openpyxl raise anything
        raise ConfigurationError(f"不完整或已损坏：{_SAVE_AS}") from None
    column = _likeliest(columns)
    return column.names, column.place


def _likeliest(columns: Sequence[_Column]) -> _Column:
    """The one column that holds the names of offices."""
    signs = max((column.signs for column in columns), default=0)
    likely = [column for column in columns if column.signs == signs]
    if not likely:
        advice = f"请在这一列上面写“单位名称”，{_SAVE_AS.partition('，')[2]}"
        raise ConfigurationError(f"里没有找到街道名称的一列（隐藏的工作表不看）：{advice}")
    if len(likely) > 1:
        places = "和".join(column.place for column in likely[:2]) + "等" * (len(likely) > 2)
        raise ConfigurationError(f"的{places}都像街道的名称，不知道用哪一列：请只留一列")
    return likely[0]


def _columns(path: Path) -> Iterator[_Column]:
    """Every column of the visible sheets that may hold names of offices."""
    from openpyxl import load_workbook  # 230 ms that a list in a text file need not spend

    with path.open("rb") as file:
        for sheet in load_workbook(file, read_only=True, data_only=True).worksheets:
            if sheet.sheet_state == "visible":
                cells = sheet.iter_rows(values_only=True, **_LOOKED_AT)
                yield from _columns_of(sheet.title, _rows(cells))


def _columns_of(sheet: str, rows: dict[int, list[str]]) -> Iterator[_Column]:
    from openpyxl.utils import get_column_letter

    for column, texts in enumerate(zip(*rows.values(), strict=True), 1):
        cells = {number: text for number, text in zip(rows, texts, strict=True) if text}
        heads = {number for number, text in cells.items() if _HEAD.fullmatch(_bare(text))}
        named = {number for number, text in cells.items() if _OFFICE.fullmatch(_bare(text))}
        start = min(heads or named, default=MOST_ROWS)
        names = {row: text for row, text in cells.items() if row >= start and row not in heads}
        below = sum(number > start for number in rows) if heads else len(rows)
        speak = 2 * len({names[number] for number in named & names.keys()}) >= below
        if names and (heads or speak):
            head = f"（“{cells[start][:30]}”）" if heads else ""
            place = f"工作表“{without_numbers(sheet[:31])}”的 {get_column_letter(column)} 列{head}"
            place = "".join(filter(str.isprintable, place))
            yield _Column(list(names.values()), place, bool(heads) + speak)


def _rows(sheet: Iterable[tuple[object, ...]]) -> dict[int, list[str]]:
    """Number → texts of each row that says something; totals and notes say nothing here."""
    rows: dict[int, list[str]] = {}
    for number, cells in enumerate(sheet, 1):
        texts = [_text(cell) if cell else "" for cell in cells] if any(cells) else []
        first = next(filter(None, texts), "")
        if first and not _TOTAL_OR_NOTE.match(squeezed(first)):
            rows[number] = texts
        if len(rows) > MOST_ROWS:
            raise ConfigurationError(_TOO_LARGE)
    return rows


def _text(cell: object) -> str:
    """A cell in one line; two names in it stand apart, so that it is refused."""
    lines = [line.strip() for line in str(cell)[:LONGEST_CELL].splitlines()]
    offices = [line for line in lines if len(lines) > 1 and _OFFICE.fullmatch(_bare(line))]
    return ("、" if len(offices) > 1 else "").join(lines)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", squeezed(text))

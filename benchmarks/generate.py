"""A district of any size, with returns of two years, as quick to make as to read.

`python benchmarks/generate.py FOLDER OFFICES` makes one to try the program on; with a third
number, a province whose districts have so many offices each. The same seed makes the same files.
Every name is invented, and says so: 示例00001街道.
"""

import io
import random
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.district import District, read_district
from pipeline.extract.workbook import read_workbook
from pipeline.form import FORM_2021
from pipeline.form.model import Form, Quantity
from pipeline.form.section import FieldKind, Topic
from pipeline.form.table import CellRef
from pipeline.form.tables_2021 import (
    CARRIED_IN,
    CARRIED_OUT,
    IN_FORCE,
    MADE,
    NEW,
    REGULATION,
    REPEALED,
    RESULTS,
)
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.transform.locate import locate

YEAR = 2023
NAME = "示例区"
BAD = 50  # one office in so many returns something that must be found
Name = CellRef | str  # of a figure, or the label of an answer
_NO_FEE = "本年度没有收取信息处理费。"
_TEXTS = "xl/sharedStrings.xml"
_SEED = 2021
_FEW = (0, 0, 0, 1, 2, 3)
_SENTENCES = 5
_MARK = "示例区待填内容"
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)')
_TYPE = re.compile(r' t="\w+"')
_SHEET = re.compile(r'<sheet name="([^"]+)" sheetId="([0-9]+)"')

_WORDS = [  # when, whose, who, on which side, where, what, which of it, how and what then
    "年初 春耕前 入夏后 雨季里 中秋前后 每月末 逢集日 周末 夜间 冬季",
    "东片 西片 南片 北片 新村 老街 河东 河西 山前 山后 桥头 渡口",
    "网格员 社区书记 窗口人员 楼门长 志愿者 驻片干部 党员代表 物业经理 退休教师 法律顾问",
    "朝阳 背街 靠河 临路 顶层 底层 拐角 入口 出口 中庭 侧门 后院",
    "公告栏前 便民大厅 文化广场 居民楼道 村口 社区食堂 老年学堂 图书角 集市 河堤边",
    "停车收费 低保申请 水费调整 管网改造 补贴发放 疫苗接种 垃圾分类 征地补偿 公租房 医保",
    "标准 名单 依据 时限 进度 预算 材料 渠道 结果 变化 分工 范围",
    "逐条讲解 张贴清单 当面答疑 发放手册 录成短片 画成图解 摆摊宣传 上门告知 公示结果 核对名册",
    "群众当场签字 意见记入台账 次日回访 问题转交专班 结果贴上墙 电话逐户通知 留档备查",
]


def offices_of(count: int, first: int = 1) -> list[str]:
    """So many invented names."""
    return [f"示例{number:05}街道" for number in range(first, first + count)]


def make_district(folder: Path, count: int, years: Sequence[int] = (YEAR - 1, YEAR)) -> District:
    """`<folder>/input` with the settings and the returns of some years."""
    blanks = [Blank(FORM_2021, year) for year in years]
    return _make(folder, NAME, range(1, count + 1), blanks)


def make_province(
    folder: Path, count: int, each: int, years: Sequence[int] = (YEAR - 1, YEAR)
) -> None:
    """A folder with so many offices in all, and `province.toml` with their districts."""
    blanks = [Blank(FORM_2021, year) for year in years]
    names: list[str] = []
    for first in range(1, count + 1, each):
        names.append(f"示例{len(names) + 1:03}区")
        numbers = range(first, min(first + each, count + 1))
        _make(folder / names[-1], names[-1], numbers, blanks)
    settings = f'[province]\nname = "示例省"\ndistricts = [\n{_listed(names)}\n]\n'
    (folder / "province.toml").write_text(settings, encoding="utf-8")


def _make(folder: Path, name: str, numbers: range, blanks: Sequence["Blank"]) -> District:
    inputs = folder / "input"
    inputs.mkdir(parents=True)
    offices = offices_of(len(numbers), numbers.start)
    settings = f'[district]\nname = "{name}"\noffices = [\n{_listed(offices)}\n]\n'
    (inputs / "district.toml").write_text(settings, encoding="utf-8")
    for blank in blanks:
        (inputs / str(blank.year)).mkdir()
        for number, office in zip(numbers, offices, strict=True):
            spoilt = blank.year == YEAR and number % BAD == 0
            data = blank.filled(number, office, spoilt=spoilt)
            (inputs / str(blank.year) / f"{office}.xlsx").write_bytes(data)
    return read_district(inputs / "district.toml")


def _listed(names: Sequence[str]) -> str:
    return "\n".join(f'"{name}",' for name in names)


class Blank:
    """A template cut at its cells, filled as quickly as it is zipped."""

    def __init__(self, form: Form, year: int) -> None:
        self.form = form
        self.year = year
        words = {
            field.label: _MARK
            for field in form.fields
            if field.kind in (FieldKind.PROSE, FieldKind.WORD)
        }
        figures = dict.fromkeys((r for r, cell in form.cells.items() if not cell.is_total), 0)
        data = write_template(form, Whose(NAME, "示例街道", year), Filled(words, figures))
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self._parts = {name: package.read(name) for name in package.namelist()}
        self._shared = self._parts[_TEXTS].count(b"<si>")
        self._places = self._located(data)
        book = self._parts["xl/workbook.xml"].decode()
        self._cut = {
            f"xl/worksheets/sheet{number}.xml": self._pieces(
                f"xl/worksheets/sheet{number}.xml", name
            )
            for name, number in _SHEET.findall(book)
        }

    def _located(self, data: bytes) -> dict[str, Name]:
        """Address (`三、依申请公开!D7`) → the figure, or the label of the answer."""
        path = Path(f"{_MARK}.xlsx")
        path.write_bytes(data)
        try:
            workbook, _ = read_workbook(path)
        finally:
            path.unlink()
        if workbook is None:
            raise SystemExit("the template cannot be read")
        answers = locate(workbook, self.form)
        places: dict[str, Name] = {
            f"{one.sheet}!{one.cell}": ref for ref, one in answers.figures.items()
        }
        return places | {f"{one.sheet}!{one.cell}": name for name, one in answers.words.items()}

    def _pieces(self, part: str, sheet: str) -> list[tuple[str, Name, str]]:
        """Constant text, the cell that follows it, and how that begins; the rest at the end."""
        xml, last = self._parts[part].decode(), 0
        pieces: list[tuple[str, Name, str]] = []
        for cell in _CELL.finditer(xml):
            name = self._places.get(f"{sheet}!{cell[1]}")
            if name is None:
                continue
            formula = (cell[3] or "").partition("<v>")[0]
            head = f'<c r="{cell[1]}"{_TYPE.sub("", cell[2])}'
            pieces.append((xml[last : cell.start()], name, f"{head}\0{formula}"))
            last = cell.end()
        return [*pieces, (xml[last:], "", "")]

    def filled(self, number: int, office: str, *, spoilt: bool = False) -> bytes:
        """One office's return; the same number gives the same bytes."""
        figures = figures_of(self.form, number, self.year)
        words = answers_of(self.form, number, office, self.year)
        if spoilt:
            _spoil(self.form, number, figures, words)
        values = {**figures, **words}
        file = io.BytesIO()
        texts: list[str] = []
        filled = {
            name: "".join(self._cells(pieces, values, texts)).encode()
            for name, pieces in self._cut.items()
        }
        shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        filled[_TEXTS] = self._parts[_TEXTS].replace(b"</sst>", f"{shared}</sst>".encode())
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for name, part in self._parts.items():
                package.writestr(
                    zipfile.ZipInfo(name), filled.get(name, part), zipfile.ZIP_DEFLATED
                )
        return file.getvalue()

    def _cells(
        self,
        pieces: list[tuple[str, Name, str]],
        values: Mapping[Name, int | str],
        texts: list[str],
    ) -> Iterator[str]:
        """The cells of a sheet; what is written in words goes to the shared texts."""
        for constant, name, said in pieces:
            yield constant
            if not name:
                continue
            head, _, formula = said.partition("\0")
            value = values[name]
            if isinstance(value, int):
                digits = self.form.cells[name].measure.digits if isinstance(name, CellRef) else 0
                shown = value / 10**digits if digits else value
                yield f"{head}>{formula}<v>{shown:.15g}</v></c>"
            else:
                texts.append(value)
                yield f'{head} t="s"><v>{self._shared + len(texts) - 1}</v></c>'


def figures_of(form: Form, number: int, year: int) -> dict[Name, int | str]:
    """Every figure of one office in one year, with which all sums hold, also with last year's."""
    drawn = random.Random(f"{_SEED} {number} {year}")  # noqa: S311 - the same every time
    figures = {ref: drawn.choice(_FEW) for ref, cell in form.cells.items() if not cell.is_total}
    figures |= dict.fromkeys(form.quantities[Quantity.FEE], 0)
    for column in {ref.column for ref in figures if ref.row == NEW}:
        cells = {ref.row: ref for ref in figures if ref.column == column and ref.table == "表三"}
        before, after = (_carried(number, of, column) for of in (year - 1, year))
        results = [ref for row, ref in cells.items() if row.startswith(RESULTS)]
        figures[results[0]] += before
        figures[cells[CARRIED_IN]], figures[cells[CARRIED_OUT]] = before, after
        handled = sum(figures[ref] for ref in results)
        figures[cells[NEW]] = handled + after - before
    for row in {ref.row for ref in figures if ref.column == IN_FORCE}:
        cells = {ref.column: ref for ref in figures if ref.row == row}
        figures[cells[MADE]], figures[cells[REPEALED]] = 0, 0
        figures[cells[IN_FORCE]] = 0 if REGULATION in row else number % 9
    return {
        ref: sum(figures[part] for part in cell.sums) if cell.is_total else figures[ref]
        for ref, cell in form.cells.items()
    }


def _carried(number: int, year: int, column: str) -> int:
    """What is carried over from a year to the next, by applicant."""
    return random.Random(f"{_SEED} {number} {year} {column}").choice(_FEW)  # noqa: S311


def answers_of(form: Form, number: int, office: str, year: int) -> dict[Name, int | str]:
    """What an office writes, as no other does, nor itself the year before."""
    drawn = random.Random(f"{_SEED} words {number} {year}")  # noqa: S311
    answers: dict[Name, int | str] = {}
    for field in form.fields:
        match field.kind:
            case FieldKind.PROSE:
                fee = _NO_FEE * (field.topic is Topic.OTHER)
                own = (_sentence(drawn) for _ in range(_SENTENCES))
                answers[field.label] = "".join([fee, *own])
            case FieldKind.WORD:
                answers[field.label] = "示例人员"
            case FieldKind.OFFICE:
                answers[field.label] = office
            case FieldKind.YEAR:
                answers[field.label] = year
            case FieldKind.DATE:
                answers[field.label] = (date(year + 1, 1, 20) - date(1899, 12, 30)).days
    return answers


def _sentence(drawn: random.Random) -> str:
    when, whose, who, side, where, what, which, how, then = (
        drawn.choice(words.split()) for words in _WORDS
    )
    return f"{when}{whose}{who}在{side}{where}把{what}的{which}{how}，{then}。"


def _spoil(
    form: Form, number: int, figures: dict[Name, int | str], words: dict[Name, int | str]
) -> None:
    """One of the usual mistakes."""
    inputs = [ref for ref, cell in form.cells.items() if not cell.is_total and ref.table == "表三"]
    office = form.field(FieldKind.OFFICE).label
    first, *_ = (field.label for field in form.fields if field.kind is FieldKind.PROSE)
    match number // BAD % 5:
        case 0:
            figures[inputs[0]] = 999  # no sum holds
        case 1:
            figures[inputs[1]] = "约三件"
        case 2:
            words[office] = f"{words[office]}办"
        case 3:
            words[first] = f"{words[first]}联系电话13800138000。"
        case _:
            words[first] = ""


if __name__ == "__main__":
    where, offices, *several = sys.argv[1:]
    if several:
        make_province(Path(where), int(offices), int(several[0]))
    else:
        make_district(Path(where), int(offices))

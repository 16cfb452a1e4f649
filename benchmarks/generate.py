"""A district of any size, with returns of two years as people save them, quick to make.

`python benchmarks/generate.py FOLDER OFFICES` makes one to try the program on; with a third
number, a province whose districts have so many offices each. An office's number decides what it
writes and how it saves that: the same number gives the same bytes, with the same LibreOffice.
Every name is invented, and says so: 示例00001街道.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click
from saved import (
    MARK,
    OFFICE,
    PROGRAMS,
    WITHOUT_LIBREOFFICE,
    Blank,
    Layout,
    Look,
    Program,
    Values,
    saved_by,
)

from pipeline.district import District, read_district
from pipeline.form import FORM_2021
from pipeline.form.model import Form, Quantity
from pipeline.form.section import Field, FieldKind, Topic
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

YEAR = 2023
NAME = "示例区"
BAD = 50  # one office in so many returns something that must be found


def offices_of(count: int, first: int = 1) -> list[str]:
    """Returns so many invented names."""
    return [f"示例{number:05}街道" for number in range(first, first + count)]


def _drawn(what: str, number: int, year: int) -> random.Random:
    """Returns what decides something of one office in one year, the same every time."""
    return random.Random(f"2021 {what} {number} {year}")  # noqa: S311 - no secret


# ── what offices write ───────────────────────────────────────────────────────

# Rows that make a reviewer ask when a street fills them in.
_NO_STREETS = ("/1.属于国家秘密", "要求缴纳费用、行政机关不再处理其政府信息公开申请")
_FEW = (0, 0, 0, 1, 2, 3)
_SENTENCES, _STATEMENTS = 5, 2  # of an answer; with figures among them
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
_NO_FEE = "本年度没有收取信息处理费。"
_FIGURES: Mapping[str, Sequence[str]] = {  # by label: statements, of which an answer has two
    "（一）主动公开": (
        "全年主动公开政府信息{all}条，其中政府网站{site}条、政务新媒体{media}条、公开栏{board}条。",
        "{year}年，{office}在政府网站公开信息{site}条，各渠道共比上年多{more}条。\n",
        "制发行政规范性文件{MADE}件，废止{REPEALED}件，现行有效{IN_FORCE}件。",
        "作出行政许可决定{LICENCES}件、行政处罚决定{PENALTIES}件、行政强制决定{COERCION}件。\n",
    ),
    "（二）依申请公开": (
        "【年度】年，【街道】新收政府信息公开申请【新收】件，上年结转【上年结转】件，办结【办结】件。",
        "{year}年新收政府信息公开申请{NEW}件，上年结转{CARRIED_IN}件，办结{HANDLED}件。\n",
        "结转下年度继续办理的申请{CARRIED_OUT}件。",
        "因政府信息公开引起的行政复议{REVIEWS}件，行政诉讼{LAWSUITS}件。\n",
    ),
    "（四）平台建设": (
        "政务新媒体推送信息{media}条。",
        "公开栏更新{board}次。\n",
        "窗口接待查阅{site}人次。",
    ),
}


def figures_of(form: Form, number: int, year: int) -> Values:
    """Returns every figure of one office in one year; all sums hold, also with last year's."""
    drawn = _drawn("figures", number, year)
    figures = {ref: drawn.choice(_FEW) for ref, cell in form.cells.items() if not cell.is_total}
    figures |= dict.fromkeys(form.quantities[Quantity.FEE], 0)
    for ref in figures:
        if ref.row.endswith(_NO_STREETS) or (ref.table == "表四" and "诉讼" in ref.column):
            figures[ref] = 0
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
    return _drawn(column, number, year).choice(_FEW)


def answers_of(form: Form, number: int, office: str, year: int, figures: Values) -> Values:
    """Returns what an office writes, as no other does, nor itself the year before."""
    drawn = _drawn("words", number, year)
    stated = _stated(form, number, year, figures) | {"office": office, "year": year}
    answers: Values = {}
    for field in form.fields:
        match field.kind:
            case FieldKind.PROSE:
                answers[field.label] = _prose(field, stated, drawn)
            case FieldKind.WORD:
                answers[field.label] = "有" if field.fills else "示例人员"
            case FieldKind.OFFICE:
                answers[field.label] = office
            case FieldKind.YEAR:
                answers[field.label] = year
            case FieldKind.DATE:
                answers[field.label] = (date(year + 1, 1, 20) - date(1899, 12, 30)).days
    return answers


def _prose(field: Field, stated: Mapping[str, int | str], drawn: random.Random) -> str:
    """Returns statements of figures, where a field has some, and sentences of nobody else."""
    pieces = [_NO_FEE] * (field.topic in (Topic.OTHER, Topic.FEE))
    if field.label in _FIGURES:
        statements = drawn.sample(_FIGURES[field.label], _STATEMENTS)
        pieces = [statement.format_map(stated) for statement in statements]
    own = (_sentence(drawn) for _ in range(_SENTENCES - len(pieces)))
    return "".join([*pieces, *own])


def _stated(form: Form, number: int, year: int, figures: Values) -> dict[str, int | str]:
    """Returns what answers state: figures of the tables, and such as stand in no table."""
    drawn = _drawn("opened", number, 0)
    before = [drawn.randint(5, 300) for _ in range(3)]
    more = [drawn.randint(1, 9) for _ in before]
    site, media, board = (
        first + (year - YEAR) * each for first, each in zip(before, more, strict=True)
    )
    opened = {"all": site + media + board, "site": site, "media": media, "board": board}
    sums = {
        quantity.name: sum(int(figures[ref]) for ref in refs)
        for quantity, refs in form.quantities.items()
    }
    return {**sums, **opened, "more": sum(more)}


def _sentence(drawn: random.Random) -> str:
    when, whose, who, side, where, what, which, how, then = (
        drawn.choice(words.split()) for words in _WORDS
    )
    return f"{when}{whose}{who}在{side}{where}把{what}的{which}{how}，{then}。"


def _spoil(form: Form, number: int, figures: Values, words: Values) -> None:
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
            words[office] = f"{words[office]}新区"
        case 3:
            words[first] = f"{words[first]}联系电话13800138000。"
        case _:
            words[first] = ""


# ── a district of them ───────────────────────────────────────────────────────


class Blanks:
    """The template of a year as each program saves it."""

    def __init__(self, form: Form, year: int, programs: Sequence[Program] = PROGRAMS) -> None:
        self.form = form
        self.year = year
        self._programs = programs
        words = {
            field.label: MARK
            for field in form.fields
            if field.kind in (FieldKind.PROSE, FieldKind.WORD)
        }
        figures = dict.fromkeys((r for r, cell in form.cells.items() if not cell.is_total), 0)
        template = write_template(form, Whose(NAME, OFFICE, year), Filled(words, figures))
        layout = Layout.of(template, form)
        self._blanks = {}
        for program in dict.fromkeys(programs):
            parts = saved_by(program, template)
            for is_bare in (False, True):
                self._blanks[program, is_bare] = Blank(parts, layout, is_bare=is_bare)

    def look(self, number: int) -> Look:
        """Returns how an office left its return."""
        drawn = _drawn("look", number, self.year)
        program, is_bare, is_fitted = (
            drawn.choice(self._programs),
            *drawn.choices((True, False), k=2),
        )
        return Look(program, f"{number} {self.year}", is_bare=is_bare, is_fitted=is_fitted)

    def filled(
        self, number: int, office: str, *, spoilt: bool = False, look: Look | None = None
    ) -> bytes:
        """Returns the return of one office; the same number gives the same bytes."""
        figures = figures_of(self.form, number, self.year)
        words = answers_of(self.form, number, office, self.year, figures)
        if spoilt:
            _spoil(self.form, number, figures, words)
        look = look or self.look(number)
        return self._blanks[look.program, look.is_bare].filled(number, {**figures, **words}, look)


def make_district(
    folder: Path,
    count: int,
    years: Sequence[int] = (YEAR - 1, YEAR),
    programs: Sequence[Program] = PROGRAMS,
) -> District:
    """Makes `<folder>/input` with the settings and the returns of some years."""
    blanks = [Blanks(FORM_2021, year, programs) for year in years]
    return _make(folder, NAME, range(1, count + 1), blanks)


def make_province(
    folder: Path,
    count: int,
    each: int,
    years: Sequence[int] = (YEAR - 1, YEAR),
    programs: Sequence[Program] = PROGRAMS,
) -> None:
    """Makes a folder with so many offices in all, and `province.toml` with their districts."""
    blanks = [Blanks(FORM_2021, year, programs) for year in years]
    names: list[str] = []
    for first in range(1, count + 1, each):
        names.append(f"示例{len(names) + 1:03}区")
        numbers = range(first, min(first + each, count + 1))
        _make(folder / names[-1], names[-1], numbers, blanks)
    settings = f'[province]\nname = "示例省"\ndistricts = [\n{_listed(names)}\n]\n'
    (folder / "province.toml").write_text(settings, encoding="utf-8")


def _make(folder: Path, name: str, numbers: range, blanks: Sequence[Blanks]) -> District:
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


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("offices", type=int)
@click.argument("each", type=int, default=0)
@click.option("--without-libreoffice", is_flag=True, help="It saves none of the returns.")
def main(folder: Path, offices: int, each: int, *, without_libreoffice: bool) -> None:
    """Makes a district of OFFICES in FOLDER; or a province, with EACH of them in a district."""
    programs = WITHOUT_LIBREOFFICE if without_libreoffice else PROGRAMS
    if each:
        make_province(folder, offices, each, programs=programs)
    else:
        make_district(folder, offices, programs=programs)


if __name__ == "__main__":
    main()

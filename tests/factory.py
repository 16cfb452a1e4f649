"""Returns for tests: a fresh template, filled from the form, then one cell changed."""

import io
import tempfile
import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.district import District
from pipeline.extract.workbook import read_workbook
from pipeline.form import FORM_2021
from pipeline.form.model import Form
from pipeline.form.section import FieldKind, Topic
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.transform.locate import locate

ROOT = Path(__file__).parents[1]  # of the checkout
YEAR = 2023
DISTRICT = "示例区"
OFFICES = ("示例甲街道", "示例乙街道", "示例丙街道")
SETTINGS = f"""
[district]
name = "{DISTRICT}"
offices = [{", ".join(f'"{office}"' for office in OFFICES)}]

[[indicator]]
label = "示例网站信息"
unit = "条"
parts = ["示例业务", "其他"]

[[indicator]]
label = "示例热线"
unit = "件"
parts = ["示例救助", "其他"]

[[indicator]]
label = "示例讲座"
unit = "场"
"""

NEW = "一、本年新收政府信息公开申请数量"
CARRIED_IN = "二、上年结转政府信息公开申请数量"
RESULTS = "三、本年度办理结果"
CARRIED_OUT = "四、结转下年度继续办理"
NORMATIVE = "第二十条第（一）项/行政规范性文件"
REGULATIONS = CellRef("表二", "第二十条第（一）项/规章", "本年制发件数")
INDICATOR = CellRef("指标", "示例网站信息", "")
HOTLINE = CellRef("指标", "示例热线/其他", "")
LECTURES = CellRef("指标", "示例讲座", "")
IN_FORCE = CellRef("表二", NORMATIVE, "现行有效件数")

UPHELD = CellRef("表四", "", "行政复议/结果维持")
LICENCES = CellRef("表二", "第二十条第（五）项/行政许可", "本年处理决定数量")
# Rows that make a reviewer ask when a street fills them in.
NO_STREETS = ("/规章", "/1.属于国家秘密", "要求缴纳费用、行政机关不再处理其政府信息公开申请")

Cell = str | int | float | bool | date | time | None


CONFIGURED = District.model_validate(tomllib.loads(SETTINGS))
FORM = CONFIGURED.extend(FORM_2021)
ANSWERED = [field for field in FORM.fields if not field.fills]  # by every office


def settings_file(folder: Path, text: str = SETTINGS) -> Path:
    """`district.toml` in a folder that is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "district.toml"
    path.write_text(text, encoding="utf-8")
    return path


def consistent_figures(form: Form, seed: int = 1) -> dict[CellRef, int]:
    """Every input of the form, no two neighbours alike, so that group A holds."""
    figures = {
        ref: (at * seed) % 7 + 1
        for at, (ref, cell) in enumerate(form.cells.items())
        if not cell.is_total
    }
    for ref in figures:
        if ref.row.endswith(NO_STREETS):
            figures[ref] = 0
    figures[IN_FORCE._replace(column="本年制发件数")] = seed % 5 + 1
    figures[IN_FORCE] = 40 + seed
    figures[UPHELD] = 20 + seed  # more reviews than suits after a review
    for ref in [ref for ref in figures if ref.table == "表三" and ref.row == NEW]:
        handled = sum(
            n for r, n in figures.items() if r.row.startswith(RESULTS) and r.column == ref.column
        )
        carried_in = figures[CellRef("表三", CARRIED_IN, ref.column)]
        carried_out = figures[CellRef("表三", CARRIED_OUT, ref.column)]
        figures[ref] = handled + carried_out - carried_in
    figures[CellRef("表二", "第二十条第（八）项/行政事业性收费", "本年收费金额（单位：万元）")] = (
        1_234_500
    )
    figures[CellRef("信息处理费", "信息处理费金额（元）", "")] = 10_000
    return figures


def last_years_figures(form: Form, seed: int = 1) -> dict[CellRef, int]:
    """What the office reported the year before: this year's figures follow from it (group C)."""
    now, then = consistent_figures(form, seed), consistent_figures(form, seed)
    for ref in now:
        if ref.row == CARRIED_IN:
            out, new = ref._replace(row=CARRIED_OUT), ref._replace(row=NEW)
            then[new] += now[ref] - then[out]
            then[out] = now[ref]
    made, repealed = (IN_FORCE._replace(column=f"本年{what}件数") for what in ("制发", "废止"))
    then[IN_FORCE] = now[IN_FORCE] - now[made] + now[repealed]
    for ref in (UPHELD, LICENCES):  # so that no table is last year's
        then[ref] += 1
    opened = CellRef("表三", f"{RESULTS}/（一）予以公开", "自然人")
    then[opened] += 1
    then[opened._replace(row=NEW)] += 1
    return then


def all_figures(form: Form, inputs: Mapping[CellRef, int]) -> dict[CellRef, int]:
    """The inputs and every total, added up here, not by the program."""
    return {
        ref: sum(inputs[part] for part in cell.sums) if cell.is_total else inputs[ref]
        for ref, cell in form.cells.items()
    }


_OWN_WORDS = (
    "网格员把楼道里的意见逐条记下，当周答复。",
    "社区食堂的菜价每月初贴在门口。",
    "停车位怎样分配，由居民代表当场抽签。",
    "旧衣回收点迁到了东门，通知发到每一户。",
    "老旧管网改造的进度在工地围挡上张贴。",
    "志愿服务积分兑换办法印成了口袋书。",
    "夏季消暑点的开放时间写进了短信提醒。",
    "办事窗口增设了手语翻译的预约牌。",
    "河道保洁的承包合同放进了查阅点。",
    "残疾人补贴的申领步骤画成了连环画。",
    "书屋换书日改在周六上午，另附书单。",
    "小广告清理的电话刻在了单元门边。",
    "健身器材维修后由住户代表签字确认。",
    "春耕用水的轮灌顺序在村口黑板公示。",
    "租赁房屋登记改为上门收表、即时回执。",
    "养犬登记免费打针的日子提前半月预告。",
    "消防通道划线前先听了三轮住户意见。",
)


def words(form: Form, seed: int = 1) -> dict[str, str | date]:
    """An answer to every field that an office fills in; no two seeds write the same."""
    answers: dict[str, str | date] = {}
    for at, field in enumerate(form.fields):
        if field.kind is FieldKind.PROSE:
            own = _OWN_WORDS[(seed * 5 + at) % len(_OWN_WORDS)]
            told = "按标准收取" if field.topic is Topic.FEE else "的示例文字"
            answers[field.label] = f"{field.label}{told}。\n{own}"
        elif field.kind is FieldKind.WORD and not field.fills:
            answers[field.label] = "示例人员"
        elif field.kind is FieldKind.DATE:
            answers[field.label] = date(2024, 1, 20)
    return answers


@cache
def filled(form: Form, office: str = OFFICES[0], year: int = YEAR, seed: int = 1) -> bytes:
    """A clean return as a spreadsheet program saves it: every total with its result."""
    figures = consistent_figures(form, seed)
    own = words(form, seed + YEAR - year)
    return write_template(form, Whose(DISTRICT, office, year), Filled(own, figures))


def changed(data: bytes, changes: Mapping[str, Cell]) -> bytes:
    """The workbook with cells such as `三、依申请公开!D7` set, saved without stored results."""
    workbook = load_workbook(io.BytesIO(data))
    for place, value in changes.items():
        sheet, cell = place.split("!")
        workbook[sheet][cell] = value
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


@cache
def places(form: Form) -> dict[CellRef | str, str]:
    """Where each figure and each field of a fresh template stands: `三、依申请公开!D7`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "空白.xlsx"
        path.write_bytes(write_template(form, Whose(DISTRICT, OFFICES[0], YEAR)))
        workbook, _ = read_workbook(path)
    assert workbook
    answers = locate(workbook, form)
    assert not answers.findings
    found: dict[CellRef | str, str] = {}
    for ref, answer in answers.figures.items():
        found[ref] = f"{answer.sheet}!{answer.cell}"
    for label, answer in answers.words.items():
        found[label] = f"{answer.sheet}!{answer.cell}"
    return found


def cell_at(workbook: Workbook, place: str) -> tuple[Worksheet, SheetCell]:
    """Sheet and cell of a place such as `三、依申请公开!D7`."""
    name, _, address = place.partition("!")
    sheet = workbook[name]
    assert isinstance(sheet, Worksheet)
    cell = sheet[address]
    assert isinstance(cell, SheetCell)
    return sheet, cell

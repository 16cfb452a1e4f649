"""Damage at random: a return whose bytes were changed is refused, or gives the same, or is told.

A sample runs with every test; `make fuzz` runs the whole, seeded, so that a failure comes back.
"""

import random
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import factory
import layouts
import patterns
import pytest
from conftest import Home
from factory import DISTRICT, FORM, OFFICES, YEAR

from pipeline.extract.workbook import read_workbook
from pipeline.findings import Level
from pipeline.form.section import FieldKind
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.outputs import Wanted
from pipeline.published.audit import audit
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise

OFFICE = "示例甲街道"
FIGURES = factory.all_figures(FORM, factory.consistent_figures(FORM))


def corruptions(data: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Flipped bits, zeroed, lost and doubled stretches, swapped bytes."""
    chance = random.Random(seed)  # noqa: S311 - no secret, only the same sequence every time
    for _ in range(count):
        damaged = bytearray(data)
        at, length = chance.randrange(len(data)), chance.choice([1, 1, 2, 16, 200])
        match chance.randrange(5):
            case 0:
                for _ in range(min(length, 16)):
                    damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            case 1:
                damaged[at : at + length] = bytes(len(damaged[at : at + length]))
            case 2:
                del damaged[at : at + length]
            case 3:
                damaged[at:at] = damaged[at : at + length]
            case _:
                other = chance.randrange(len(data))
                damaged[at], damaged[other] = damaged[other], damaged[at]
        yield bytes(damaged)


def silently_wrong(path: Path, texts: dict[str, str]) -> bool:
    """Whether something else was read than what was written, and nobody was told."""
    workbook, found = read_workbook(path)
    if workbook is None:
        return not found
    returns, more = normalise({OFFICE: locate(workbook, FORM)}, FORM)
    same = returns.figures_of(OFFICE) == FIGURES and returns.texts_of(OFFICE) == texts
    return not same and all(finding.level is Level.NOTE for finding in found + more)


@pytest.mark.parametrize(
    "count", [300, pytest.param(20_000, marks=pytest.mark.fuzz)], ids=["sample", "whole"]
)
def test_damage_is_never_silent(tmp_path: Path, count: int) -> None:
    """And never an exception: data does not raise."""
    clean = factory.filled(FORM)
    path = tmp_path / f"{OFFICE}.xlsx"
    path.write_bytes(clean)
    workbook, _ = read_workbook(path)
    assert workbook
    texts = normalise({OFFICE: locate(workbook, FORM)}, FORM)[0].texts_of(OFFICE)
    for number, damaged in enumerate(corruptions(clean, seed=20231231, count=count)):
        path.write_bytes(damaged)
        assert not silently_wrong(path, texts), f"corruption {number}"


def test_silence_would_be_noticed(tmp_path: Path) -> None:
    """A return with another figure in it is what the test above looks for."""
    path = tmp_path / f"{OFFICE}.xlsx"
    path.write_bytes(factory.filled(FORM, seed=2))
    assert silently_wrong(path, {})


LONGEST = 32_767  # signs: an answer as long as a cell can hold


@pytest.fixture
def patience() -> Iterator[None]:
    """Who takes too long is told so."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize(
    "share", [40, pytest.param(1, marks=pytest.mark.fuzz)], ids=["sample", "whole"]
)
def test_no_text_keeps_a_pattern_busy(share: int) -> None:
    """Texts made of what each pattern can take; one that is quadratic takes seconds for them."""
    slow = []
    for found in patterns.compiled()[::share]:
        for use in sorted(patterns.uses(found)):
            texts = patterns.hostile(found, LONGEST)
            slow += [(found.where, use, text[:9]) for text in texts if _is_slow(found, use, text)]
    assert slow == []


def _is_slow(found: patterns.Found, use: str, text: str) -> bool:
    return patterns.seconds(found, use, text) > patterns.PATIENCE / 4


@pytest.mark.usefixtures("patience")
def test_a_pattern_that_is_kept_busy_is_noticed() -> None:
    """One such as stood here once: it looks for @ from each letter to the end."""
    found = patterns.Found("a.b", re.compile("[A-Za-z]+@"))
    assert _is_slow(found, "search", "A" * LONGEST)


HOSTILE = {
    "letters": "A", "digits": "1", "mail": "a@a.", "addresses": "a.a@a.a ", "brackets": "（",
    "half brackets": "(", "numerals": "一二三", "blanks": " ", "wide blanks": "　", "quotes": "“",
    "titles": "《", "commas": "，", "stops": "。", "paragraphs": "一\n", "phones": "13800138000，",
    "points": "一是", "rates": "占5%，", "lists": "其中1件，", "we": "我", "years": "2022年，",
    "doors": "3号楼", "none": "未收到申请", "counts": "新收1件，结转2件；",
    "cases": "行政复议1件、",
    "placeholders": "×", "documents": "〔2019〕1号", "others": "示例乙街道", "plates": "京A1",
    "headings": "（一）主动公开。", "fees": "收取信息处理费10元，", "days": "2023年1月1日",
}  # fmt: skip
FAMILIES = [
    pytest.param(unit, marks=[] if name in ("letters", "lists") else pytest.mark.fuzz, id=name)
    for name, unit in HOSTILE.items()
]
SECONDS = 10.0  # for three offices of which one is hostile, with its documents and processes


@pytest.mark.parametrize("unit", FAMILIES)
def test_no_return_keeps_a_district_waiting(home: Home, unit: str) -> None:
    """All its answers full of one thing, and thirty number cells, if a program writes that."""
    said = (unit * LONGEST)[:LONGEST]
    own = factory.words(FORM) | {
        field.label: said for field in FORM.fields if field.kind is FieldKind.PROSE
    }
    data = write_template(
        FORM, Whose(DISTRICT, OFFICES[0], YEAR), Filled(own, factory.consistent_figures(FORM))
    )
    if unit.isascii():  # openpyxl writes other signs in a way that is refused at once
        refs = [ref for ref, cell in FORM.cells.items() if not cell.is_total][:30]
        data = factory.changed(data, {home.places[ref]: said for ref in refs})
    home.put(data)
    start = time.process_time()
    finished = home.reports(Wanted(drafts=True))
    assert time.process_time() - start < SECONDS
    assert len(finished.standings) == len(OFFICES)


@pytest.mark.parametrize(
    "hostile",
    [
        f"{layouts.OFFICE}{YEAR}年政府信息公开工作年度报告\n" * 19_000,
        "长" * 30 + "\n甲" * 50_000,
        "。x\n" * 20_000,
        "二、x\n" * 40_000,
        "（三）x\n" * 40_000,
    ],
    ids=["titles", "lines", "stops", "sections", "parts"],
)
def test_no_text_of_many_lines_keeps_an_audit_waiting(home: Home, hostile: str) -> None:
    """Whatever begins in each of them, or goes on."""
    texts = {label: str(said) for label, said in factory.words(FORM).items()}
    figures = factory.all_figures(FORM, factory.consistent_figures(FORM))
    text = layouts.text_file(layouts.Said(FORM, figures, texts)).decode()
    path = home.folder / "年报.txt"
    path.write_text(text.replace("（二）", f"{hostile}（二）", 1), encoding="utf-8")
    start = time.process_time()
    audit([path], home.inputs, home.folder / "output", None, "")
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("cells", [1, 2])
def test_a_page_of_many_table_cells_is_no_report(home: Home, cells: int) -> None:
    """To look for labels in all of them would take long."""
    row = f"<tr>{'<td>名称</td>' * cells}</tr>"
    path = home.folder / "年报.html"
    path.write_bytes(layouts.page([f"<table>{row}</table>" * 11_000]))
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    assert line.compared is None


@pytest.mark.parametrize("unit", FAMILIES)
@pytest.mark.parametrize("count", [30_000, 120_000])
def test_no_published_document_keeps_an_audit_waiting(home: Home, unit: str, count: int) -> None:
    """A paragraph of one thing among those of a report."""
    texts = {label: str(said) for label, said in factory.words(FORM).items()}
    figures = factory.all_figures(FORM, factory.consistent_figures(FORM))
    blocks = layouts.paragraphs(layouts.Said(FORM, figures, texts), layouts.html_table)
    half = len(blocks) // 2
    path = home.folder / "年报.html"
    for at in (4, half, len(blocks) - 2):
        said = f"<p>{(unit * count)[:count]}</p>"
        path.write_bytes(layouts.page([*blocks[:at], said, *blocks[at:]]))
        start = time.process_time()
        (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
        assert time.process_time() - start < SECONDS
        assert line.office == layouts.OFFICE

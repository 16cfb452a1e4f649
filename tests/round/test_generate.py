"""The benchmark's returns: alike in what they say, however they were saved, and without a fault."""

import io
import re
import sys
import zipfile
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from conftest import ANEW
from factory import ROOT

from pipeline.extract.reading import read_file
from pipeline.form import FORM_2021
from pipeline.form.section import FieldKind
from pipeline.outputs import Wanted
from pipeline.round.round import run_round
from pipeline.transform.locate import Answers, locate

sys.path.append(str(ROOT / "benchmarks"))
from generate import (
    YEAR,
    Blanks,
    answers_of,
    figures_of,
    make_district,
)
from saved import WITHOUT_LIBREOFFICE, Look, Program, converted, markup_of

OFFICE = "示例00007街道"
TABLE_3 = "xl/worksheets/sheet5.xml"
DAY_ZERO = date(1899, 12, 30)


@cache
def blanks(program: Program) -> Blanks:
    """The templates of the year, saved by one program."""
    return Blanks(FORM_2021, YEAR, (program,))


@pytest.fixture(params=Program, ids=lambda program: program.name)
def program(request: pytest.FixtureRequest) -> Program:
    """Each program that saves returns; LibreOffice where it is installed."""
    if request.param is Program.LIBREOFFICE:
        request.getfixturevalue("libreoffice")
    found: Program = request.param
    return found


def answers_in(data: bytes, folder: Path) -> Answers:
    """What the program reads in a return that it has nothing to say against."""
    path = folder / f"{OFFICE}.xlsx"
    path.write_bytes(data)
    reading = read_file(path)
    assert reading.workbook
    assert not reading.findings
    return locate(reading.workbook, FORM_2021)


def part(data: bytes, name: str) -> str:
    """One part of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


@pytest.mark.parametrize("is_bare", [False, True])
@pytest.mark.parametrize("moved", ["", "somewhere"])
def test_a_return_says_what_was_put_into_it(
    program: Program, moved: str, is_bare: bool, tmp_path: Path
) -> None:
    """Every figure and every answer, whatever saved the return and however it was left."""
    look = Look(program, moved, is_bare=is_bare, is_fitted=is_bare)
    answers = answers_in(blanks(program).filled(7, OFFICE, look=look), tmp_path)
    figures = figures_of(FORM_2021, 7, YEAR)
    words = answers_of(FORM_2021, 7, OFFICE, YEAR, figures)
    day = FORM_2021.field(FieldKind.DATE).label
    read = {label: answer.stored for label, answer in answers.words.items()}
    assert read == {**words, day: DAY_ZERO + timedelta(int(words[day]))}
    cells = FORM_2021.cells
    computes = program is not Program.OPENPYXL  # it keeps formulas without their results
    assert {ref: answer.stored for ref, answer in answers.figures.items()} == {
        ref: int(figures[ref]) / 10**cell.measure.digits if computes or not cell.is_total else None
        for ref, cell in cells.items()
    }


def test_a_number_decides_every_byte(program: Program) -> None:
    """Also when the return was saved, which openpyxl would take from the clock."""
    saved = Blanks(FORM_2021, YEAR, (program,)).filled(7, OFFICE)
    assert saved == blanks(program).filled(7, OFFICE)
    moments = re.findall("T[0-9]{2}:[0-9:]*Z", part(saved, "docProps/core.xml"))
    assert moments == ["T00:00:00Z", "T00:00:00Z"]


def test_no_two_returns_have_the_same_markup(program: Program) -> None:
    """With all values taken out: a reader that remembers markup finds none again."""
    returns = [blanks(program).filled(number, OFFICE) for number in range(20)]
    outlines = [re.sub("<v>[^<]*</v>", "", part(data, TABLE_3)) for data in returns]
    assert len(set(outlines)) == len(outlines)


def test_a_text_in_two_scripts_is_cut_where_a_program_has_a_font_for_each() -> None:
    """LibreOffice cuts texts at their numbers; others keep them whole."""
    assert markup_of("收到3件", ()) == "<t>收到3件</t>"
    assert re.findall("(甲|乙)<t [^>]*>([^<]*)", markup_of("收到3件", ("甲", "乙"))) == [
        ("甲", "收到"),
        ("乙", "3"),
        ("甲", "件"),
    ]


def test_what_offices_write_gives_no_finding(tmp_path: Path) -> None:
    """Their prose states the figures of their tables, and follows from what they said last year."""
    make_district(tmp_path, 12, programs=WITHOUT_LIBREOFFICE)
    wanted = Wanted(documents=False)
    finished = run_round(tmp_path / "input", tmp_path / "output", YEAR, wanted, ANEW)
    assert finished.findings == []


def test_without_libreoffice_nothing_is_quietly_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends with a sentence that says what to do."""
    monkeypatch.setattr("pipeline.libreoffice._PROGRAMS", ())
    with pytest.raises(SystemExit, match="--without-libreoffice"):
        converted([b""], "xlsx")

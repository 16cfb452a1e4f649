"""load.selfcheck: what a template says of itself is what the program will say of it."""

import io
import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import factory
import pytest
from built import row_of
from factory import DISTRICT, FORM, NEW, OFFICES, YEAR, Cell
from openpyxl import Workbook, load_workbook

from pipeline.extract.workbook import read_workbook
from pipeline.findings import Level, Outcome
from pipeline.form import FORM_2021
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.records import State
from pipeline.returns import Returns
from pipeline.transform.check.arithmetic import check_arithmetic
from pipeline.transform.locate import Answers, locate
from pipeline.transform.normalise import normalise

SHEET = "填报自查"
OFFICE_PROGRAM = shutil.which("soffice")
PLACES = factory.places(FORM)
THEN = factory.last_years_figures(FORM)
SIGN_OF = {"√": Outcome.PASSED, "×": Outcome.FAILED, "！": Outcome.FAILED, "○": Outcome.UNEVALUATED}
NATURAL = CellRef("表三", NEW, "自然人")


def template(*, last_year: bool, filled: bool = True) -> bytes:
    """One that is filled in without a mistake, or not at all."""
    known = Filled(
        factory.words(FORM) if filled else {},
        factory.consistent_figures(FORM) if filled else {},
        factory.all_figures(FORM, THEN) if last_year else None,
    )
    return write_template(FORM, Whose(DISTRICT, OFFICES[0], YEAR), known)


def lines(book: Workbook) -> dict[str, str]:
    """What is checked → what it came to."""
    rows = book[SHEET].iter_rows(min_row=5, values_only=True)
    return {str(what): str(result) for what, result, *_ in rows}


def by_rule(book: Workbook) -> dict[str, Outcome]:
    """Code of a rule → what the sheet says of it."""
    said = {what.partition("　"): result for what, result in lines(book).items()}
    return {code: SIGN_OF[result[0]] for (code, between, _), result in said.items() if between}


def verdict(book: Workbook) -> str:
    """The line at the top."""
    return str(book[SHEET]["A2"].value)


def stored(data: bytes) -> Workbook:
    """As a preview shows it that does not calculate."""
    return load_workbook(io.BytesIO(data), data_only=True)


def test_a_filled_template_may_be_sent() -> None:
    """Every line says so, as it is written."""
    book = stored(template(last_year=True))
    assert verdict(book) == "√ 可以报送"
    assert {result[0] for result in lines(book).values()} == {"√"}
    assert by_rule(book).keys() == {rule.message.code for rule in FORM.rules}


def test_a_blank_one_says_what_is_left() -> None:
    """How many figures, how many answers; without last year nothing is compared with it."""
    book = stored(template(last_year=False, filled=False))
    assert verdict(book).startswith("× 还不能报送：还有 ")
    inputs = [ref for ref, cell in FORM.cells.items() if not cell.is_total and ref.table == "表三"]
    assert lines(book)["表三：数字都填了"] == f"○ 还有 {len(inputs)} 格没填"
    assert lines(book)["五、问题与改进：文字都写了"] == "○ 还有 2 段没写完"
    assert lines(book)["一、总体情况：文字都写了"] == "○ 还有 4 段没写完"
    assert {"C01", "C02"}.isdisjoint(by_rule(book))
    assert set(by_rule(book).values()) == {Outcome.UNEVALUATED}


def test_what_carries_over_is_filled_in_and_marked() -> None:
    """Last year's 结转下年度 stands in this year's 上年结转, in another colour, to be checked."""
    book = load_workbook(io.BytesIO(template(last_year=True, filled=False)))
    plain = factory.cell_at(book, PLACES[NATURAL])[1].fill.fgColor.rgb
    for ref in FORM.cells:
        if ref.row != factory.CARRIED_IN or FORM.cells[ref].is_total:
            continue
        sheet, cell = factory.cell_at(book, PLACES[ref])
        assert cell.value == THEN[ref._replace(row=factory.CARRIED_OUT)]
        assert cell.fill.fgColor.rgb != plain
        (said,) = [
            rule.promptTitle
            for rule in sheet.data_validations.dataValidation
            if cell.coordinate in rule.sqref
        ]
        assert said == "已按上年年报填好"
    before = THEN[factory.IN_FORCE]
    texts = [str(cell.value) for row in book["二、主动公开"].iter_rows() for cell in row]
    assert any(f"（上年 {before}）" in text for text in texts)


def test_every_answer_begins_with_a_sentence() -> None:
    """With placeholders and open spots; sent back so, it is as if nothing had been written."""
    book = load_workbook(io.BytesIO(template(last_year=False, filled=False)))
    for field in FORM.fields:
        if field.start:
            assert factory.cell_at(book, PLACES[field.label])[1].value == field.start
    returns, _ = normalise({OFFICES[0]: read(template(last_year=False, filled=False))}, FORM)
    texts = returns.texts_of(OFFICES[0])
    own = [field.label for field in FORM.fields if "（请" in field.start]
    assert own
    assert {texts[label] for label in own} == {""}


def read(data: bytes, folder: Path | None = None) -> Answers:
    """The answers of a file."""
    import tempfile

    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "示例.xlsx"
        path.write_bytes(data)
        workbook, _ = read_workbook(path)
    assert workbook
    return locate(workbook, FORM)


def test_the_checks_are_no_content_of_a_return() -> None:
    """Neither as they are written nor when they have come to something else."""
    assert read(template(last_year=True)).findings == []
    wrong = factory.consistent_figures(FORM) | {NATURAL: 900}
    known = Filled(factory.words(FORM), wrong, factory.all_figures(FORM, THEN))
    answers = read(write_template(FORM, Whose(DISTRICT, OFFICES[0], YEAR), known))
    assert (answers.findings, answers.asides) == ([], [])


# ── against the program's own verdict ────────────────────────────────────────


def fillings(count: int) -> Sequence[tuple[bytes, bool]]:
    """Templates filled in somehow, and whether last year is known; the same every time."""
    chance = random.Random(2021)  # noqa: S311 - no secret, only the same sequence every time
    inputs = [ref for ref, cell in FORM.cells.items() if not cell.is_total]
    totals = [ref for ref, cell in FORM.cells.items() if cell.is_total]
    made = []
    for _ in range(count):
        last_year = chance.random() < 0.5
        changes: dict[str, Cell] = {}
        for _ in range(chance.choice([0, 1, 1, 2, 4])):
            ref = chance.choice(inputs)
            wrong: list[Cell] = [None, "约3件", -2, 1.5, 0, 3, chance.randrange(60)]
            changes[PLACES[ref]] = chance.choice(wrong)
        if chance.random() < 0.3:
            changes[PLACES[chance.choice(totals)]] = chance.choice([None, 5, "合计"])
        if chance.random() < 0.2:
            changes[PLACES["存在问题"]] = chance.choice([None, "一是（请写本年的实际问题）"])
        made.append((factory.changed(template(last_year=last_year), changes), last_year))
    return made


def recalculated(files: Sequence[bytes], folder: Path) -> list[bytes]:
    """The files as LibreOffice saves them, all in one call."""
    (folder / "in").mkdir()
    paths = [folder / "in" / f"{at}.xlsx" for at in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    assert OFFICE_PROGRAM
    profile = (folder / "profile").as_uri()
    subprocess.run(  # noqa: S603 - a fixed command on files made here
        [
            OFFICE_PROGRAM, "--headless", f"-env:UserInstallation={profile}",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out", *paths,
        ],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return [(folder / "out" / path.name).read_bytes() for path in paths]


def of_last_year(offices: Sequence[str]) -> Returns:
    """The same return of last year for these offices."""
    data = write_template(
        FORM, Whose(DISTRICT, OFFICES[0], YEAR - 1), Filled(factory.words(FORM), THEN)
    )
    return normalise(dict.fromkeys(offices, read(data)), FORM)[0]


@pytest.mark.usefixtures("libreoffice")
@pytest.mark.parametrize(
    "count", [6, pytest.param(200, marks=pytest.mark.fuzz)], ids=["sample", "whole"]
)
def test_the_sheet_and_the_program_say_the_same(tmp_path: Path, count: int) -> None:
    """Of every rule, and of whether it can be sent."""
    made = fillings(count)
    files = recalculated([data for data, _ in made], tmp_path)
    batch = {f"第{at}个": read(data, tmp_path) for at, data in enumerate(files)}
    returns, _ = normalise(batch, FORM)
    known = [name for name, (_, last_year) in zip(batch, made, strict=True) if last_year]
    outcomes, _ = check_arithmetic(returns, of_last_year(known), FORM)
    errors = {rule.message.code for rule in FORM.rules if rule.message.level is Level.ERROR}
    seen = set()
    for name, data in zip(batch, files, strict=True):
        book = stored(data)
        said = by_rule(book)
        own = outcomes.loc[name]
        assert said.items() <= {code: own[code] for code in own.index}.items(), name
        assert {own[code] for code in own.index.difference(list(said))} <= {Outcome.UNEVALUATED}
        states = {
            row_of(returns, name, ref)["state"]
            for ref, cell in FORM.cells.items()
            if not cell.is_total
        }
        texts = returns.texts_of(name)
        ready = (
            states == {State.OK}
            and {said.get(code, Outcome.PASSED) for code in errors} == {Outcome.PASSED}
            and texts["存在问题"] != ""
            and "（请" not in texts["存在问题"]
        )
        assert verdict(book).startswith("√") is ready, name
        seen |= set(said.values())
    assert len(seen) == 3


def without_tables() -> bytes:
    """A filled template with 表三 and 表四 blank; last year nothing was left."""
    figures = factory.consistent_figures(FORM)
    own = {ref: n for ref, n in figures.items() if ref.table not in ("表三", "表四")}
    before = {ref: 0 if ref.table == "表三" else n for ref, n in THEN.items()}
    known = Filled(factory.words(FORM), own, factory.all_figures(FORM, before))
    return write_template(FORM, Whose(DISTRICT, OFFICES[0], YEAR), known)


@pytest.mark.usefixtures("libreoffice")
def test_a_switch_stands_for_the_zeros_of_its_table(tmp_path: Path) -> None:
    """Chosen after the template was made; a figure beside it still counts."""
    switches: dict[str, Cell] = {
        PLACES[one.label]: one.choices[0] for one in FORM.fields if one.fills
    }
    wrong: dict[str, Cell] = {**switches, PLACES[NATURAL]: 3}
    made = [
        factory.changed(without_tables(), changes)
        for changes in (dict[str, Cell](), switches, wrong)
    ]
    left, chosen, contradicted = map(stored, recalculated(made, tmp_path))
    assert lines(left)["表四：数字都填了"] == "○ 还有 12 格没填"
    assert verdict(chosen) == "√ 可以报送"
    assert by_rule(contradicted)["A01"] is Outcome.FAILED
    assert lines(contradicted)["表三：数字都填了"] == "√ 填完了"


def test_a_chosen_switch_is_known_as_a_template_is_written() -> None:
    """As it goes back to an office that chose it."""
    said = {one.label: one.choices[0] for one in FORM.fields if one.fills}
    data = write_template(FORM, Whose(DISTRICT, OFFICES[0], YEAR), Filled(said))
    assert lines(stored(data))["表三：数字都填了"] == "√ 填完了"
    assert by_rule(stored(data))["A01"] is Outcome.PASSED


def test_a_rule_without_anything_to_check_takes_no_other_along() -> None:
    """A district without indicators has no sums of them; all that is below is checked."""
    data = write_template(FORM_2021, Whose(DISTRICT, OFFICES[0], YEAR))
    with_indicators, without = (
        [code for code, between, _ in (what.partition("　") for what in lines(book)) if between]
        for book in (load_workbook(io.BytesIO(one)) for one in (template(last_year=False), data))
    )
    assert with_indicators.index("A06") < len(with_indicators) - 1
    assert without == [code for code in with_indicators if code != "A06"]


def test_the_order_of_the_rules_takes_no_check_away() -> None:
    """Nor does a rule that has nothing to check without last year's figures."""
    backwards = replace(FORM_2021, rules=FORM_2021.rules[::-1])
    told, told_backwards = (
        lines(load_workbook(io.BytesIO(write_template(form, Whose(DISTRICT, OFFICES[0], YEAR)))))
        for form in (FORM_2021, backwards)
    )
    assert sorted(told_backwards) == sorted(told)

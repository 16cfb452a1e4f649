"""Whatever program saved a return: it reads as the original, or is refused with a true sentence.

Programs in this process run with every test; `make fuzz` runs those that are installed beside it,
and those for Node that lie in the folder which the environment variable NODE_MODULES names.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import factory
import pytest
from factory import FORM, REGULATIONS
from variants import DAY, SERIAL, SHOWN_DAY, VARIANTS, Kept, Refused, Totals, Variant

from pipeline.cells import Formula, Raw, stored
from pipeline.extract.workbook import read_workbook
from pipeline.findings import Finding
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.transform.locate import Answer, Answers, locate

Values = dict[CellRef | str, Raw]  # by figure, or label of a field

NAME, DATE = "示例名称", FORM.field(FieldKind.DATE).label
TOTAL = next(ref for ref, cell in FORM.cells.items() if cell.is_total)
SOME: Values = {REGULATIONS: 3.5, TOTAL: Formula(5.0), NAME: "甲\n乙", DATE: DAY}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean return."""
    path = tmp_path_factory.mktemp("original") / "original.xlsx"
    path.write_bytes(factory.filled(FORM))
    return path


@pytest.fixture(scope="module")
def clean(original: Path) -> Values:
    """What the original answers."""
    answers, _ = read(original)
    assert answers
    return values(answers)


def read(path: Path) -> tuple[Answers | None, list[Finding]]:
    """What a file answers, if it is read; everything that is found about it."""
    workbook, findings = read_workbook(path)
    answers = locate(workbook, FORM) if workbook else None
    return answers, findings + (answers.findings if answers else [])


def values(answers: Answers) -> Values:
    """What stands in every cell with an answer."""
    cells = chain[tuple[CellRef | str, Answer]](answers.figures.items(), answers.words.items())
    return {name: _plain(answer.value) for name, answer in cells}


def _plain(value: Raw) -> Raw:
    """A value without what programs spell in their own way: a formula, the end of a line."""
    if isinstance(value, Formula):
        return Formula(value.result)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def expected(clean: Values, kept: Kept) -> Values:
    """What a variant answers, by what its program keeps."""
    wanted = {
        name: _total(value, kept) if isinstance(value, Formula) else _input(value, kept)
        for name, value in clean.items()
    }
    return {**wanted, DATE: kept.day}


def _total(total: Formula, kept: Kept) -> Raw:
    match kept.totals:
        case Totals.FORMULAS:
            return total
        case Totals.NUMBERS:
            return _input(stored(total), kept)
        case Totals.NO_RESULTS:
            return Formula(None)
        case Totals.ZEROS:
            return Formula(0.0)


def _input(value: Raw, kept: Kept) -> Raw:
    return f"{value:.15g}" if kept.typed and isinstance(value, float) else value


def unlike(ours: Values, theirs: Values) -> dict[CellRef | str, tuple[Raw, Raw]]:
    """Answers that have another value, or one of another type; None where there is none."""
    both = {name: (ours.get(name), theirs.get(name)) for name in ours.keys() | theirs.keys()}
    return {name: pair for name, pair in both.items() if not _is_same(*pair)}


def _is_same(our: Raw, their: Raw) -> bool:
    is_one_type = type(our) is type(their) and type(stored(our)) is type(stored(their))
    return is_one_type and our == their


def cases() -> Sequence[object]:
    """Every variant; those of programs beside this process wait for `make fuzz`."""
    listed = []
    for variant in VARIANTS:
        _, needs, is_here = variant.program
        missing = pytest.mark.skipif(not is_here, reason=f"needs {needs}")
        marks = [pytest.mark.fuzz, missing] if needs else []
        listed.append(pytest.param(variant, id=str(variant), marks=marks))
    return listed


@pytest.mark.parametrize("variant", cases())
def test_a_return_that_another_program_saved_reads_as_the_original(
    original: Path, clean: Values, tmp_path: Path, variant: Variant
) -> None:
    """Answer for answer, but for what the program drops; or its kind is named."""
    path = tmp_path / f"variant{variant.suffix}"
    variant.make(original, path)
    answers, findings = read(path)
    kept = variant.expected
    if isinstance(kept, Refused):
        (finding,) = findings
        assert (answers, finding.code) == (None, kept.code)
        assert finding.why.replace("这是 ", "这是").startswith(f"这是{kept.kind}，")
        return
    assert answers, findings
    assert unlike(values(answers), expected(clean, kept)) == {}
    assert sorted(finding.code for finding in findings) == sorted(kept.codes)
    assert answers.edition == (FORM.edition if kept.edition else "")


def test_the_original_answers_everything(original: Path, clean: Values) -> None:
    """With numbers, sums with their results, texts and a day; nothing is found about it."""
    answers, findings = read(original)
    assert answers
    assert (findings, answers.edition) == ([], FORM.edition)
    assert clean.keys() == {*FORM.cells, *(field.label for field in FORM.fields)}
    kinds = {float, Formula, str, type(DAY), type(None)}  # nothing is chosen of the switches
    assert {type(value) for value in clean.values()} == kinds
    assert clean[DATE] == DAY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (REGULATIONS, 3.0), (REGULATIONS, "3.5"), (REGULATIONS, None), (REGULATIONS, Formula(3.5)),
        (TOTAL, 5.0), (TOTAL, Formula(6.0)), (TOTAL, Formula("5")), (TOTAL, Formula(None)),
        (NAME, "甲乙"), (NAME, "甲\n乙 "), (DATE, SERIAL), (DATE, SHOWN_DAY), ("示例", "丙"),
    ],
)  # fmt: skip
def test_another_answer_is_noticed(name: CellRef | str, value: Raw) -> None:
    """Another value, another type, one that is missing, and one too many."""
    assert unlike({**SOME, name: value}, SOME) == {name: (value, SOME.get(name))}


@pytest.mark.parametrize(
    ("kept", "changes"),
    [
        (Kept(), {}),
        (Kept(Totals.NUMBERS), {TOTAL: 5.0}),
        (Kept(Totals.NO_RESULTS), {TOTAL: Formula(None)}),
        (Kept(Totals.ZEROS, SERIAL), {TOTAL: Formula(0.0), DATE: SERIAL}),
        (Kept(Totals.NUMBERS, typed=True), {TOTAL: "5", REGULATIONS: "3.5"}),
    ],
)
def test_only_what_a_program_drops_is_not_expected(kept: Kept, changes: Values) -> None:
    """Everything else must come as it was."""
    assert unlike(expected(SOME, kept), {**SOME, **changes}) == {}

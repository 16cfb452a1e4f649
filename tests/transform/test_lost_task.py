"""A task of the district's ledger whose answer is lost: its rule is left open, not passed."""

import io
import tomllib
from pathlib import Path

import factory
import openpyxl
import pandas as pd
import pytest
from factory import OFFICES, SETTINGS, YEAR

from pipeline.district import District
from pipeline.extract.workbook import read_workbook
from pipeline.findings import Finding, Outcome
from pipeline.form import FORM_2021
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.transform.check.catalogue import check_all
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise, nothing_returned

OFFICE, SHEET = OFFICES[0], "六、其他事项"
TASKS = ("第三项任务", "第十四项任务")
DISTRICT = District.model_validate(
    tomllib.loads(
        f'{SETTINGS}\n[[task]]\nnumber = 3\ntitle = "回访"\n[[task]]\nnumber = 14\ntitle = "换栏"\n'
    )
)
FORM = DISTRICT.extend(FORM_2021)
ANSWERED = ("回访了十户。", "换了公开栏。")


def checked(
    folder: Path, answers: tuple[str, str], *lost: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """A clean return with these answers, the labels of some of them gone: what rules come to."""
    words = factory.words(FORM) | dict(zip(TASKS, answers, strict=True))
    filled = Filled(words, factory.consistent_figures(FORM))
    book = openpyxl.load_workbook(
        io.BytesIO(write_template(FORM, Whose(factory.DISTRICT, OFFICE, YEAR), filled))
    )
    cells = [cell for row in book[SHEET].iter_rows() for cell in row if cell.value in lost]
    assert len(cells) == len(lost)
    for cell in cells:
        cell.value = "这一项"
    path = folder / "表.xlsx"
    book.save(path)
    workbook, _ = read_workbook(path)
    assert workbook
    returns, _ = normalise({OFFICE: locate(workbook, FORM)}, FORM)
    return check_all(returns, nothing_returned(FORM), DISTRICT, FORM, YEAR, {})[:2]


@pytest.mark.parametrize(
    ("answers", "lost", "outcome", "found"),
    [
        (ANSWERED, (), Outcome.PASSED, 0),
        (ANSWERED, TASKS[:1], Outcome.UNEVALUATED, 0),
        (ANSWERED, TASKS[1:], Outcome.UNEVALUATED, 0),
        (ANSWERED, TASKS, Outcome.UNEVALUATED, 0),
        (ANSWERED, ("其他报告事项",), Outcome.PASSED, 0),
        (("", "换了公开栏。"), (), Outcome.FAILED, 1),
        (("", "换了公开栏。"), TASKS[1:], Outcome.FAILED, 1),
        (("", "换了公开栏。"), TASKS[:1], Outcome.UNEVALUATED, 0),
        (("", "无"), (), Outcome.FAILED, 2),
    ],
    ids=[
        "both answered", "the first lost", "the second lost", "both lost", "another answer lost",
        "one blank", "one blank, the other lost", "the blank one lost", "both as good as blank",
    ],
)  # fmt: skip
def test_a_lost_answer_leaves_the_rule_of_the_tasks_open(
    tmp_path: Path,
    answers: tuple[str, str],
    lost: tuple[str, ...],
    outcome: Outcome,
    found: int,
) -> None:
    """Nobody knows what it says: neither that it is there nor that it is not."""
    outcomes, findings = checked(tmp_path, answers, *lost)
    assert outcomes.loc[OFFICE, "W13"] == outcome
    assert len([one for one in findings if one.code == "W13"]) == found

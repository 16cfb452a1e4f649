"""transform.accounting: every cell with content has come to something, or is told."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import factory
import pytest
from conftest import Home, where
from factory import FORM, NEW, OFFICES
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.cells import Workbook
from pipeline.extract.workbook import read_workbook
from pipeline.form.table import CellRef
from pipeline.returns import Returns
from pipeline.transform import locate as locating
from pipeline.transform.accounting import account
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise

FIGURE = CellRef("表三", NEW, "自然人")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """A filled return, as it is read."""
    path = tmp_path_factory.mktemp("表") / "示例.xlsx"
    path.write_bytes(factory.filled(FORM))
    workbook, _ = read_workbook(path)
    assert workbook
    return workbook


def test_of_a_clean_return_every_cell_is_known(clean: Workbook) -> None:
    """Each answer of the form, and the template's own words; nothing else."""
    count, findings = account(clean, locate(clean, FORM), FORM)
    filled = sum(1 for _ in contents(clean))
    answers = len(FORM.cells) + len(factory.ANSWERED)
    assert (count.answers, count.listed, count.lost, findings) == (answers, 0, 0, [])
    assert sum(count) == filled


def contents(workbook: Workbook) -> Iterator[object]:
    """What stands in any cell."""
    for sheet in workbook.sheets.values():
        for row in sheet.rows:
            yield from (value for value in row if value is not None)


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9),
    st.integers(-5, 10**6),
    st.floats(0, 99, allow_nan=False),
    st.booleans(),
    st.sampled_from(["自查：示例", "√ 对", "合计", "基本信息", "总计", "  ", "0"]),
)


@settings(max_examples=150)
@given(st.data())
def test_whatever_stands_anywhere_is_accounted_for(clean: Workbook, data: st.DataObject) -> None:
    """Beside tables, over labels, on a sheet of its own, in place of an answer."""
    sheets = dict(clean.sheets)
    for _ in range(data.draw(st.integers(1, 6))):
        name = data.draw(st.sampled_from([*sheets, "草稿"]))
        rows = [list(row) for row in sheets[name].rows] if name in sheets else []
        at, across = data.draw(st.integers(0, 40)), data.draw(st.integers(0, 16))
        rows += [[] for _ in range(at + 1 - len(rows))]
        rows[at] += [None] * (across + 1 - len(rows[at]))
        rows[at][across] = data.draw(VALUES)
        base = sheets.get(name, next(iter(sheets.values())))
        sheets[name] = replace(base, rows=rows)
    workbook = replace(clean, sheets=sheets)
    count, findings = account(workbook, locate(workbook, FORM), FORM)
    assert (count.lost, findings) == (0, [])


def test_a_cell_that_is_passed_over_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should this program ever forget one."""
    monkeypatch.setattr(locating._Sheet, "_tell_outside", lambda _: None)
    book = load_workbook(io.BytesIO(factory.filled(FORM)))
    book["五、问题与改进"]["E9"] = "写不下的接在这里"
    data = io.BytesIO()
    book.save(data)
    home.put(data.getvalue())
    finished = home.reports()
    assert where(finished) == {("S15", "!")}
    (found,) = finished.findings
    assert found.why.startswith("有 1 格的内容没有采用，也没有在别处列出（五、问题与改进 E9）")


def test_what_an_earlier_file_held_says_nothing_of_this_one(
    clean: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its addresses are those of that file."""
    heads = FORM.corrections
    listed = [[heads.was_at, heads.written, heads.settled], ["五、问题与改进 E9", "旧的", "不用"]]
    name = "五、问题与改进"
    rows = [list(row) for row in clean.sheets[name].rows]
    rows += [[] for _ in range(9 - len(rows))]
    rows[8] = [None, None, None, None, "新的"]
    sheets = {
        **clean.sheets,
        name: replace(clean.sheets[name], rows=rows),
        heads.elsewhere: replace(clean.sheets[name], rows=listed, merged=()),
    }
    workbook = replace(clean, sheets=sheets)
    assert account(workbook, locate(workbook, FORM), FORM)[1] == []
    monkeypatch.setattr(locating._Sheet, "_tell_outside", lambda _: None)
    (found,) = account(workbook, locate(workbook, FORM), FORM)[1]
    assert "五、问题与改进 E9" in found.why


def test_what_stands_there_again_is_listed_and_no_oversight(clean: Workbook) -> None:
    """The office wrote into the file to correct what it had written beside the cells before."""
    heads, name = FORM.corrections, "五、问题与改进"
    listed = [[heads.was_at, heads.written, heads.settled]]
    listed += [[f"{name} E{row}", "旧的", ""] for row in (9, 10)]
    rows = [list(row) for row in clean.sheets[name].rows]
    rows += [[] for _ in range(10 - len(rows))]
    rows[8] = rows[9] = [None, None, None, None, "旧的"]
    sheets = {
        **clean.sheets,
        name: replace(clean.sheets[name], rows=rows),
        heads.elsewhere: replace(clean.sheets[name], rows=listed, merged=()),
    }
    workbook = replace(clean, sheets=sheets)
    assert account(workbook, locate(workbook, FORM), FORM)[1] == []


def test_an_answer_that_is_dropped_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the cell and what the rules see."""

    def forgetful(*arguments: object) -> tuple[Returns, object]:
        returns, findings = normalise(*arguments)  # type: ignore[arg-type]
        papers = dict(returns.papers)
        if paper := papers.get(OFFICES[0]):
            silent = {**paper.words, "存在问题": paper.words["存在问题"]._replace(text="")}
            papers[OFFICES[0]] = replace(paper, words=silent)
        return replace(returns, papers=papers), findings

    monkeypatch.setattr("pipeline.transform.normalise.normalise", forgetful)
    finished = home.check()
    cell = home.places["存在问题"].replace("!", " ")
    (found,) = (one for one in finished.findings if one.code == "S15")
    assert (found.place.office, cell in found.why) == (OFFICES[0], True)


def test_the_run_says_so_in_its_log(home: Home) -> None:
    """How many cells there were, and that none was passed over."""
    from pipeline.cli.commands import main

    with pytest.raises(SystemExit):
        main(["check", "--home", str(home.folder)])
    said = (home.outputs / "运行日志.txt").read_text(encoding="utf-8")
    (counts,) = re.findall(r"逐格核对：模板的字 (\d+) 格，采用的 (\d+) 格，.*没有着落的 0 格", said)
    assert int(counts[1]) == len(OFFICES) * (len(FORM.cells) + len(factory.ANSWERED))
    assert re.search(r"全区 \d+ 个合计用两种办法各算一遍，结果一样", said)
    assert re.search(r"\d+ 份输入文件读前读后校验码一样", said)

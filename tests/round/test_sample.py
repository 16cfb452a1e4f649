"""The sample in `input/`: clean, complete, and true to the published report it is taken from."""

import re
from collections.abc import Iterator

import pytest
from factory import ROOT

from pipeline.extract.workbook import read_workbook
from pipeline.form import FORM_2021
from pipeline.form.section import FieldKind
from pipeline.outputs import Wanted
from pipeline.round.outcome import Round
from pipeline.round.round import run_round
from pipeline.transform.locate import locate

REAL = ROOT / "input" / "2023" / "南关街道.xlsx"
REFERENCE = ROOT.parent / "shared" / "reference" / "nanguan-2023.txt"

# What the published report states in words, in the order of the district's indicators.
STATED = [24, 21, 2, 1, 308, 127, 441, 250, 173, 14, 4, 714]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A run over the sample of 2023."""
    return run_round(ROOT / "input", tmp_path_factory.mktemp("结果"), 2023, Wanted())


def test_a_fresh_clone_shows_what_the_product_does(finished: Round) -> None:
    """Every office has its report; the published one bore no date, and ours invents none."""
    assert finished.complete
    assert [(f.level, f.code, f.place.office) for f in finished.findings] == [
        ("提示", "W12", "南关街道")
    ]


def figures_of(finished: Round, table: str) -> Iterator[int]:
    """The real office's figures of a table, in printed order, from the list of data."""
    for line in (finished.folder / "数据.csv").read_text(encoding="utf-8-sig").splitlines():
        office, _, name, _, _, value, *_ = line.split(",")
        if (office, name) == ("南关街道", table):
            yield int(value)


def test_the_real_return_carries_the_published_figures(finished: Round) -> None:
    """12 counts of the prose; 200 figures of the tables, all of them zero."""
    assert list(figures_of(finished, "指标")) == STATED
    tables = [figure for name in ("表二", "表三", "表四") for figure in figures_of(finished, name)]
    assert tables == [0] * 200


def own_prose() -> str:
    """The sample's prose for the real office."""
    workbook, _ = read_workbook(REAL)
    assert workbook
    words = locate(workbook, FORM_2021).words
    prose = [field.label for field in FORM_2021.fields if field.kind is FieldKind.PROSE]
    return "\n".join(str(words[label].value) for label in prose)


needs_reference = pytest.mark.skipif(
    not REFERENCE.is_file(), reason="the published text is kept beside the repository, not in it"
)


@needs_reference
def test_the_figures_are_those_of_the_published_text() -> None:
    """Its numbered counts, and a tab-separated figure for each cell of the three tables."""
    text = REFERENCE.read_text(encoding="utf-8")
    opening = text[: text.index("二、主动公开政府信息情况")]
    counts = [int(n) for n in re.findall(r"(\d+)(?=条|次|篇|件|个)", opening)]
    stated = [n for n in counts if n]  # leaves out its 0 件 of table 三 and 四
    assert stated == STATED
    tables = text[text.index("二、主动公开政府信息情况") : text.index("五、存在的主要问题")]
    assert [int(n) for n in re.findall(r"(?:(?<=\t)|^)(\d+)(?=\t|$)", tables, re.M)] == [0] * 200
    assert [n for n in map(int, re.findall(r"\d+(?=条|次|篇|件|个)", own_prose())) if n] == STATED


@needs_reference
def test_no_sentence_of_the_published_text_is_repeated() -> None:
    """Figures and facts come from there, sentences do not: no 14 signs in a row are the same.

    Names of laws and documents are facts.
    """
    ours, theirs = (
        re.sub(r"\s|《[^》]*》", "", text)
        for text in (own_prose(), REFERENCE.read_text(encoding="utf-8"))
    )
    runs = (ours[start : start + 14] for start in range(len(ours) - 13))
    assert [run for run in runs if run in theirs] == []

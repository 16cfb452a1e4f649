"""A real published report as an office would return it, through a whole run.

It is kept beside the repository, not in it; its figures are all zero but for the counts in
its prose.
"""

import re
import shutil

import pytest
from factory import ROOT

from pipeline.district import read_district
from pipeline.form import FORM_2021
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.outputs import Wanted
from pipeline.round.outcome import Round
from pipeline.round.round import run_round

REFERENCE = ROOT.parent / "shared" / "reference" / "nanguan-2023.txt"
OFFICE, YEAR = "南关街道", 2023
COUNTS = [24, 21, 2, 1, 308, 127, 441, 250, 173, 14, 4, 714]

pytestmark = pytest.mark.skipif(
    not REFERENCE.is_file(), reason="the published text is kept beside the repository"
)

# Where each answer ends in the published text, in order of the form's answers in words.
ENDS = (
    r"\n（二）依申请公开\n",
    r"\n（三）政府信息管理\n",
    r"\n（四）平台建设\n",
    r"\n（五）监督保障\n",
    r"\n二、主动公开政府信息情况\n.*\n\(一\)存在问题。",
    r"\n\(二\)改进措施。",
    r"\n六、其他需要报告的事项\n",
    r"(?=\n依据《政府信息公开信息处理费管理办法》)",
    r"\Z",
)


def answers() -> dict[str, str]:
    """The published words, by the form's questions; lines torn by its pages are whole again."""
    text = REFERENCE.read_text(encoding="utf-8")
    rest = text.partition("一、总体情况\n")[2].replace("（一）主动公开\n", "", 1)
    rest = re.sub(r"(?<=[制，])\n\n(?=度，|通过|确保)", "", rest)
    labels = [field.label for field in FORM_2021.fields if field.kind.value == "prose"]
    found = {}
    for label, end in zip(labels, ENDS, strict=True):
        piece, rest = re.split(end, rest, maxsplit=1, flags=re.DOTALL)
        found[label] = piece.strip()
    return found


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """The run over this one return, with the indicators of the sample district."""
    home = tmp_path_factory.mktemp("原文")
    (home / "input" / str(YEAR)).mkdir(parents=True)
    shutil.copy(ROOT / "input" / "district.toml", home / "input")
    form = read_district(home / "input" / "district.toml").extend(FORM_2021)
    inputs = {ref: 0 for ref, cell in form.cells.items() if not cell.is_total}
    counted = [cell.ref for cell in form.table(form.extensible).cells]
    inputs |= {ref: count for ref, count in zip(counted, COUNTS, strict=True) if ref in inputs}
    data = write_template(form, Whose("原州区", OFFICE, YEAR), Filled(answers(), inputs))
    (home / "input" / str(YEAR) / f"{OFFICE}.xlsx").write_bytes(data)
    return run_round(home / "input", home / "output", YEAR, Wanted())


def test_exactly_its_real_defects_are_told(finished: Round) -> None:
    """No date; section 一's first paragraph ends in a comma; “ stands inside “…” in section 六."""
    found = [finding for finding in finished.findings if finding.place.office == OFFICE]
    assert [(str(f.level), f.code, f.place.sheet, f.place.cell) for f in found] == [
        ("提示", "W12", "基本信息", "B11"),
        ("提示", "W07", "一、总体情况", "B3"),
        ("提示", "W07", "六、其他事项", "B3"),
    ]
    assert "没有句末标点" in found[1].why
    assert "双引号里又用了双引号" in found[2].why


def test_it_has_its_report(finished: Round) -> None:
    """Slips of punctuation cost nobody a report."""
    assert [line.standing for line in finished.standings] == ["已出报告", "未报", "未报"]

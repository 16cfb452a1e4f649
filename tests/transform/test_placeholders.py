"""transform.placeholders: what stands in 【】 becomes the figure of the table."""

import factory
import pytest
from conftest import Home
from docx import Document
from factory import OFFICES, YEAR

from pipeline.errors import ConfigurationError
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template

FIGURES = factory.all_figures(factory.FORM, factory.consistent_figures(factory.FORM))
LABEL = "（二）依申请公开"


def figure(table: str, row: str, column: str) -> str:
    """A figure as the report prints it; the path of its row ends so."""
    (found,) = (
        str(value)
        for ref, value in FIGURES.items()
        if (ref.table, ref.column) == (table, column) and ref.row.endswith(row)
    )
    return found


def put(home: Home, text: str) -> None:
    """The first office answers so."""
    words = {**factory.words(home.form), LABEL: text}
    inputs = factory.consistent_figures(home.form)
    home.put(
        write_template(home.form, Whose(factory.DISTRICT, OFFICES[0], YEAR), Filled(words, inputs))
    )


def printed(home: Home) -> list[str]:
    """The paragraphs of the first office's report."""
    path = home.outputs / "街道报告" / f"示例区{OFFICES[0]}{YEAR}年政府信息公开工作年度报告.docx"
    return [paragraph.text for paragraph in Document(str(path)).paragraphs]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("【新收】", figure("表三", "一、本年新收政府信息公开申请数量", "总计")),
        ("【上年结转】", figure("表三", "二、上年结转政府信息公开申请数量", "总计")),
        ("【办结】", figure("表三", "（七）总计", "总计")),
        ("【结转下年】", figure("表三", "四、结转下年度继续办理", "总计")),
        ("【 结转 下年 】", figure("表三", "四、结转下年度继续办理", "总计")),
        ("【行政复议】", figure("表四", "", "行政复议/总计")),
        ("【示例网站信息】", figure("指标", "示例网站信息", "")),
        ("【示例网站信息/示例业务】", figure("指标", "/示例业务", "")),
        ("【示例业务】", figure("指标", "/示例业务", "")),
        ("【年度】", str(YEAR)),
        ("【街道】", OFFICES[0]),
    ],
)
def test_a_placeholder_is_printed_as_its_figure(home: Home, written: str, expected: str) -> None:
    """In the report, and no finding."""
    put(home, f"本年的情况是共{written}件。")
    assert home.reports().findings == []
    assert f"本年的情况是共{expected}件。" in printed(home)


def test_lawsuits_are_both_groups_together(home: Home) -> None:
    """The form has a total for each, and none for the two."""
    put(home, "本年的诉讼共有【行政诉讼】件。")
    ways = ("行政诉讼/未经复议直接起诉/总计", "行政诉讼/复议后起诉/总计")
    home.reports()
    assert f"本年的诉讼共有{sum(int(figure('表四', '', way)) for way in ways)}件。" in printed(home)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("本年度收到【新受】件。", "【新收】"),
        ("公开【示例网站信自】条。", "【示例网站信息】"),
        ("本年度收到【新收件。", "【新收】"),
        ("本年度收到【上年结转数】件。", "【上年结转】"),
        ("本年度收到【新 受】件。", "【新收】"),
    ],
)
def test_one_that_stands_for_nothing_is_an_error_with_the_nearest_name(
    home: Home, text: str, named: str
) -> None:
    """R17: misspelt, or not closed."""
    put(home, text)
    (finding,) = home.reports().findings
    assert (finding.level, finding.code) == ("错误", "R17")
    assert f"{finding.place.sheet}!{finding.place.cell}" == home.places[LABEL]
    assert named in finding.why


@pytest.mark.parametrize("column", ["【政务公开】专栏", "【示例网站】栏目", "【行政许可】专题"])
def test_a_named_column_is_no_placeholder(home: Home, column: str) -> None:
    """Websites write the names of their columns so."""
    put(home, f"街道办好{column}，按月更新。")
    assert home.reports().findings == []


def test_an_indicator_may_not_be_named_like_a_placeholder(home: Home) -> None:
    """【行政复议】 would be one figure or the other."""
    factory.settings_file(home.inputs, factory.SETTINGS.replace("示例热线", "行政复议"))
    with pytest.raises(ConfigurationError, match="行政复议"):
        home.reports()


def test_a_part_that_two_indicators_have_needs_both_names(home: Home) -> None:
    """【其他】 would be of one or the other: it is left over."""
    put(home, "本年的情况是共【示例热线/其他】件。")
    assert home.reports().findings == []
    put(home, "本年的情况是共【其他】件。")
    assert {finding.code for finding in home.reports().findings} == {"W04"}


def test_several_in_one_answer_are_one_finding(home: Home) -> None:
    """Each with the name nearest to it."""
    put(home, "本年度收到【新受】件，办结【办洁】件，再说一遍，收到【新受】件。")
    (finding,) = home.reports().findings
    assert finding.value == "【新受】、【办洁】"
    assert "最接近的是【新收】" in finding.why
    assert "最接近的是【办结】" in finding.why


def test_an_unknown_figure_leaves_its_placeholder(home: Home) -> None:
    """There is no report then, as the figure is an error of its own."""
    text = "本年的情况是共【新收】件。"
    ref = next(ref for ref in home.form.cells if ref.table == "表三")
    home.plant({home.places[LABEL]: text, home.places[ref]: "约3"})
    assert {f.code for f in home.reports().findings} == {"N12"}

"""The district's task ledger: asked in the template, checked, printed, summed up."""

import io
import tomllib

import docx
import factory
import pytest
from conftest import Home, where
from factory import OFFICES, YEAR
from openpyxl import load_workbook

from pipeline.district import District
from pipeline.form import FORM_2021
from pipeline.form.model import Form
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template

TITLES = ("优化政民互动{渠道}", "规范公开平台")
SETTINGS = factory.SETTINGS + "".join(
    f'\n[[task]]\nnumber = {number}\ntitle = "{title}"\n'
    for number, title in zip((3, 14), TITLES, strict=True)
)


@pytest.fixture
def form() -> Form:
    """The form with two tasks."""
    return District.model_validate(tomllib.loads(SETTINGS)).extend(FORM_2021)


@pytest.fixture
def asked(home: Home, form: Form) -> Home:
    """Offices that answered both, one, and none."""
    factory.settings_file(home.inputs, SETTINGS)
    third, fourteenth = "第三项任务", "第十四项任务"
    for seed, (office, answers) in enumerate(
        (
            (OFFICES[0], {third: "回访群众。\n优化政民互动{渠道}。", fourteenth: "换了公开栏。"}),
            (OFFICES[1], {third: "设了意见箱。", fourteenth: ""}),
            (OFFICES[2], {third: "", fourteenth: ""}),
        ),
        start=1,
    ):
        words = {**factory.words(form, seed), **answers}
        figures = factory.consistent_figures(form, seed)
        whose = Whose(factory.DISTRICT, office, YEAR)
        home.put(write_template(form, whose, Filled(words, figures)), f"{office}.xlsx")
    return home


def paragraphs(home: Home, office: str) -> list[str]:
    """What the report of an office says."""
    name = f"{factory.DISTRICT}{office}{YEAR}年政府信息公开工作年度报告.docx"
    path = home.outputs / "街道报告" / name
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def test_each_task_is_asked_in_the_template(form: Form) -> None:
    """By its number, with its title beside it."""
    data = write_template(form, Whose(factory.DISTRICT, OFFICES[0], YEAR))
    book = load_workbook(io.BytesIO(data))
    rows = [row for row in book["六、其他事项"].iter_rows(values_only=True) if row[0]]
    assert ("第三项任务", f"任务：{TITLES[0]}") in [(row[0], row[2]) for row in rows]
    assert ("第十四项任务", f"任务：{TITLES[1]}") in [(row[0], row[2]) for row in rows]


def test_answers_are_printed_in_the_manner_of_reports(asked: Home) -> None:
    """针对第三项“…”, before the answer; nothing where there is none."""
    asked.reports()
    first, third = (paragraphs(asked, office) for office in (OFFICES[0], OFFICES[2]))
    assert f"针对第三项“{TITLES[0]}”，回访群众。" in first
    assert f"针对第十四项“{TITLES[1]}”，换了公开栏。" in first
    assert not [text for text in third if "针对第" in text]


@pytest.mark.parametrize("nothing", ["没有其他需要报告的事项。", "无", "无其他事项。"])
def test_nothing_else_is_not_said_before_what_follows(
    asked: Home, form: Form, nothing: str
) -> None:
    """The report would contradict itself."""
    said = {**factory.words(form), "其他报告事项": nothing, "第三项任务": "回访群众。"}
    data = write_template(
        form,
        Whose(factory.DISTRICT, OFFICES[0], YEAR),
        Filled(said, factory.consistent_figures(form, 4)),
    )
    asked.put(data, f"{OFFICES[0]}.xlsx")
    asked.reports()
    text = paragraphs(asked, OFFICES[0])
    assert f"针对第三项“{TITLES[0]}”，回访群众。" in text
    assert nothing not in text


def test_nothing_else_is_not_said_before_the_fee(home: Home) -> None:
    """Nor where the district has no tasks."""
    said = {**factory.words(home.form), "其他报告事项": "没有其他需要报告的事项。"}
    whose = Whose(factory.DISTRICT, OFFICES[0], YEAR)
    home.put(write_template(home.form, whose, Filled(said, factory.consistent_figures(home.form))))
    home.reports()
    text = paragraphs(home, OFFICES[0])
    heading = text.index("六、其他需要报告的事项")
    assert text[heading + 1] == str(said["信息处理费情况"]).split("\n")[0]


def test_tasks_answered_among_other_matters_are_taken_from_there(asked: Home, form: Form) -> None:
    """One 提示; each is printed behind its own words, and what is left stays where it was."""
    other = "本街道另有一事。\n针对第3项任务：回访群众。\n针对第十四项“规范公开平台”，换了公开栏。"
    said = {**factory.words(form), "其他报告事项": other, "第三项任务": "", "第十四项任务": ""}
    whose = Whose(factory.DISTRICT, OFFICES[0], YEAR)
    asked.put(write_template(form, whose, Filled(said, factory.consistent_figures(form, 4))))
    finished = asked.reports()
    own = [finding for finding in finished.findings if finding.place.office == OFFICES[0]]
    assert {(f.level, f.code, f.place.cell) for f in own} == {("提示", "X20", "B3")}
    text = paragraphs(asked, OFFICES[0])
    assert f"针对第三项“{TITLES[0]}”，回访群众。" in text
    assert f"针对第十四项“{TITLES[1]}”，换了公开栏。" in text
    assert "本街道另有一事。" in text
    assert "针对第3项任务：回访群众。" not in text


@pytest.mark.parametrize(
    "other",
    ["第三项任务：回访群众。\n第三项任务：换了公开栏。", "本街道落实第三项任务较好。"],
)
def test_what_names_no_task_clearly_stays_where_it_is(asked: Home, form: Form, other: str) -> None:
    """Told twice, or only spoken of."""
    said = {**factory.words(form), "其他报告事项": other, "第三项任务": ""}
    whose = Whose(factory.DISTRICT, OFFICES[0], YEAR)
    asked.put(write_template(form, whose, Filled(said, factory.consistent_figures(form, 4))))
    codes = {f.code for f in asked.reports().findings if f.place.office == OFFICES[0]}
    assert codes == {"W13"}
    assert set(other.split("\n")) <= set(paragraphs(asked, OFFICES[0]))


def test_an_unanswered_task_is_a_warning(asked: Home) -> None:
    """Of each, at its cell; the report is made."""
    finished = asked.reports()
    found = [(f.place.office, f.code, f.level) for f in finished.findings]
    assert found == [(OFFICES[1], "W13", "警告"), *[(OFFICES[2], "W13", "警告")] * 2]
    assert len(where(finished)) == 2
    assert finished.complete


def test_the_summary_has_every_task_and_office(asked: Home) -> None:
    """What is answered, counted live."""
    (asked.year / f"{OFFICES[2]}.xlsx").unlink()
    asked.reports()
    book = load_workbook(asked.outputs / "汇总.xlsx", data_only=True)
    rows = list(book["任务"].iter_rows(min_row=4, values_only=True))
    assert rows == [
        ("任务", "内容", "已答", "未答", "未报", *OFFICES),
        ("第三项任务", TITLES[0], 2, 0, 1, "已答", "已答", "未报"),
        ("第十四项任务", TITLES[1], 1, 1, 1, "已答", "未答", "未报"),
    ]


def test_without_tasks_there_is_no_sheet(reported: Home) -> None:
    """Nor a word about them."""
    assert "任务" not in load_workbook(reported.outputs / "汇总.xlsx").sheetnames


def test_the_districts_report_asks_for_the_whole(asked: Home) -> None:
    """Each task, to be completed by the coordinator."""
    asked.reports()
    document = docx.Document(str(asked.outputs / "汇总报告.docx"))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert f"（请补充：全区落实第三项“{TITLES[0]}”的情况。）" in text


@pytest.mark.parametrize("said", ["无", "没有。", " 略 "])
def test_nothing_is_no_answer(asked: Home, form: Form, said: str) -> None:
    """And is not printed behind the task as if it were one."""
    words = {**factory.words(form), "第三项任务": said}
    whose = Whose(factory.DISTRICT, OFFICES[0], YEAR)
    asked.put(write_template(form, whose, Filled(words, factory.consistent_figures(form, 4))))
    finished = asked.reports()
    assert (OFFICES[0], "W13") in {(f.place.office, f.code) for f in finished.findings}


def test_a_title_may_have_braces_and_its_answer_be_blank(asked: Home) -> None:
    """The words beside the cell are the template's own, whatever signs are in them."""
    found = {f.code for f in asked.reports().findings}
    assert found == {"W13"}

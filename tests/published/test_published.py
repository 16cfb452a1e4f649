"""Published reports: read in any layout, audited, imported, and read back by the run itself."""

import csv
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import factory
import layouts
import pytest
from conftest import ANEW, Home
from factory import DISTRICT, OFFICES, YEAR
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import Said

from pipeline.cli.commands import COMPLETE, main
from pipeline.district import read_district
from pipeline.extract.published.reading import read_published
from pipeline.extract.reading import read_file
from pipeline.findings import Level
from pipeline.form import FORM_2019, FORM_2021
from pipeline.form.edition_2019 import in_form_of_2021
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.report import Content, ReportWriter
from pipeline.load.template import Filled, write_template
from pipeline.outputs import Wanted
from pipeline.pages import Block, Paragraph
from pipeline.published.audit import audit
from pipeline.published.importing import import_reports
from pipeline.published.reports import Editions
from pipeline.round.proofs import DisprovedError
from pipeline.round.readback import ReadBack
from pipeline.round.round import run_round
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise
from pipeline.transform.published.layout import layout
from pipeline.transform.published.recognise import Recognised, recognise

FORM = FORM_2021
FIGURES = factory.all_figures(FORM, factory.consistent_figures(FORM, 3))
TEXTS = {label: str(text) for label, text in factory.words(FORM, 3).items()}
TEXTS[FORM.field(FieldKind.DATE).label] = "2024年1月20日"  # as dates are normalised
SAID = Said(FORM, FIGURES, TEXTS)
LAYOUTS = layouts.layouts(SAID)
PROSE = [
    field.label
    for section in FORM.sections
    if section.heading
    for field in section.fields
    if field.kind is FieldKind.PROSE
]
PRINTED = [cell.ref for table in FORM.tables if not table.is_list for cell in table.cells]
NEW_OF_ALL = CellRef("表三", factory.NEW, "总计")


def read(path: Path, *editions: Form) -> Recognised:
    """A file as it is recognised."""
    document = read_published(path).document
    assert document
    return recognise(document, editions or (FORM_2021, FORM_2019))


def saved(folder: Path, suffix: str, data: bytes | Callable[[], bytes], name: str = "年报") -> Path:
    """The file."""
    path = folder / f"{name}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data())
    return path


def figures_in(report: Recognised) -> dict[CellRef, int | None]:
    """What its tables say."""
    returns, _ = normalise({"某": report.answers}, report.form)
    said = returns.figures_of("某", stated=True)
    return {ref: said[ref] for ref in said if ref in report.placed.figures}


def printed(figures: Mapping[CellRef, int]) -> dict[CellRef, int]:
    """Those that stand in tables."""
    return {ref: figures[ref] for ref in PRINTED}


def texts_in(report: Recognised) -> dict[str, str]:
    """What its sections say."""
    parts = report.worded.parts
    return {label: "\n".join(line.text for line in parts.get(label, ())) for label in PROSE}


# ── layouts ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_figure_and_word_is_found_in_every_layout(tmp_path: Path, name: str) -> None:
    """200 figures and nine answers, whoever published them with whatever program."""
    report = read(saved(tmp_path, *LAYOUTS[name]))
    assert figures_in(report) == printed(FIGURES)
    assert texts_in(report) == {label: TEXTS[label] for label in PROSE}
    assert (report.worded.year, report.worded.who) == (YEAR, f"{DISTRICT}{OFFICES[0]}")
    assert report.form is FORM_2021
    assert not report.placed.doubtful
    assert not report.worded.strays


def test_there_are_as_many_layouts_as_were_asked_for() -> None:
    """At least twenty."""
    assert len(LAYOUTS) >= 20


@given(
    seed=st.integers(1, 10_000),
    figures=st.lists(st.integers(0, 10**6), min_size=len(PRINTED), max_size=len(PRINTED)),
    layout=st.sampled_from(["cut in three", "text with tabs and pages", "pasted into Word"]),
)
@settings(max_examples=5, deadline=None)
def test_any_figures_come_back(
    tmp_path_factory: pytest.TempPathFactory, seed: int, figures: list[int], layout: str
) -> None:
    """Whether they add up or not: what is printed is what is read."""
    drawn = FIGURES | dict(zip(PRINTED, figures, strict=True))
    texts = {label: str(text) for label, text in factory.words(FORM, seed).items()}
    suffix, data = layouts.layouts(Said(FORM, drawn, texts))[layout]
    report = read(saved(tmp_path_factory.mktemp("drawn"), suffix, data))
    assert figures_in(report) == printed(drawn)
    assert texts_in(report) == {label: texts[label] for label in PROSE}


@given(st.lists(st.integers(0, 10**6), min_size=len(PRINTED), max_size=len(PRINTED)))
@settings(max_examples=10, deadline=None)
def test_a_report_of_ours_is_read_as_it_was_meant(figures: list[int]) -> None:
    """Through both ways: as any document, and as the run proves it."""
    drawn = FIGURES | dict(zip(PRINTED, figures, strict=True))
    said = Content(OFFICES[0], drawn, TEXTS)
    ReadBack(FORM, DISTRICT, YEAR).prove(_writer().write(said), said)


@given(
    figures=st.lists(st.integers(0, 10**6), min_size=len(PRINTED), max_size=len(PRINTED)),
    words=st.lists(
        st.lists(st.text("公开信息栏目共12条，、（）“”", min_size=4, max_size=40), max_size=3),
        min_size=len(PROSE),
        max_size=len(PROSE),
    ),
)
@settings(max_examples=15, deadline=None)
def test_what_is_exported_is_imported(
    tmp_path_factory: pytest.TempPathFactory, figures: list[int], words: list[list[str]]
) -> None:
    """Any figures, any answers, through the Word report and back."""
    drawn = FIGURES | dict(zip(PRINTED, figures, strict=True))
    texts = {
        label: "\n".join(f"{at}是{line}。" for at, line in zip("一二三", lines, strict=False))
        for label, lines in zip(PROSE, words, strict=True)
    }
    texts["信息处理费情况"] = f"{YEAR}年没有收取信息处理费。"
    document = _writer().write(Content(OFFICES[0], drawn, {**TEXTS, **texts}))
    report = read(saved(tmp_path_factory.mktemp("drawn"), ".docx", document))
    assert figures_in(report) == printed(drawn)
    assert texts_in(report) == texts
    assert (report.worded.who, report.worded.year) == (f"{DISTRICT}{OFFICES[0]}", YEAR)


# ── what is in doubt ─────────────────────────────────────────────────────────


def _with(tmp_path: Path, old: str, new: str, count: int = 1) -> Recognised:
    """The plainest layout with something replaced."""
    suffix, data = LAYOUTS["spans as Word saves them"]
    text = data().decode()
    assert old in text
    return read(saved(tmp_path, suffix, text.replace(old, new, count).encode()))


def _page(said: Said) -> str:
    """A page in the plainest layout."""
    return layouts.page(layouts.paragraphs(said, layouts.html_table)).decode()


def _row(label: str) -> str:
    """How a row of the large table begins."""
    return f">{label}</td>"


@pytest.mark.parametrize(
    ("written", "figure"),
    [("／", 0), ("", None), ("22（其中修订16件）", None), ("１２", 12), ("0.0", 0)],
)
def test_a_figure_that_is_none_is_left_out(
    tmp_path: Path, written: str, figure: int | None
) -> None:
    """Blank stays blank, a note in a cell is no number, / is what offices write for nothing."""
    cell = '<td colspan="1" rowspan="1">'
    first = FIGURES[CellRef("表三", factory.NEW, "自然人")]
    row = _row(factory.NEW)
    report = _with(tmp_path, f"{row}{cell}{first}<", f"{row}{cell}{written}<")
    changed = CellRef("表三", factory.NEW, "自然人")
    assert figures_in(report) == {**printed(FIGURES), changed: figure}


def test_a_row_with_too_few_cells_is_told_not_guessed(tmp_path: Path) -> None:
    """Which of seven is missing nobody can know."""
    cell = '<td colspan="1" rowspan="1">'
    first = FIGURES[CellRef("表三", factory.CARRIED_OUT, "自然人")]
    row = _row(factory.CARRIED_OUT)
    report = _with(tmp_path, f"{row}{cell}{first}</td>", row)
    assert {ref.row for ref in report.missing["表三"]} == {factory.CARRIED_OUT}
    assert len(report.placed.doubtful) == 6


def test_two_tables_that_contradict_each_other_give_no_figure(tmp_path: Path) -> None:
    """Such as last year's beside this year's."""
    other = Said(FORM, FIGURES | {NEW_OF_ALL: FIGURES[NEW_OF_ALL] + 1}, TEXTS)
    (third,) = (table for table in FORM.tables if table.name == "表三")
    twice = layouts.html_table(layouts.parts(third, other))
    report = _with(tmp_path, "<p><b>四、", f"{twice}<p><b>四、")
    assert report.missing == {"表三": [NEW_OF_ALL]}
    assert {spot.text for spot in report.placed.doubtful} == {
        str(FIGURES[NEW_OF_ALL]),
        str(FIGURES[NEW_OF_ALL] + 1),
    }


def test_a_section_without_parts_is_taken_whole(tmp_path: Path) -> None:
    """All of it in the first of them, and told."""
    suffix, data = LAYOUTS["spans as Word saves them"]
    text = data().decode()
    for heading in ("（一）存在问题", "（二）改进措施"):
        text = text.replace(f"<p>{heading}</p>", "")
    report = read(saved(tmp_path, suffix, text.encode()))
    assert [section.sheet for section in report.worded.undivided] == ["五、问题与改进"]
    assert texts_in(report)["存在问题"] == f"{TEXTS['存在问题']}\n{TEXTS['改进措施']}"


def _head(label: str, across: int = 1, down: int = 1) -> str:
    return f'<td colspan="{across}" rowspan="{down}">{label}</td>'


@pytest.mark.parametrize("renamed", ["某某", "经营者", "示例"])
def test_columns_with_a_head_that_nobody_knows_are_not_guessed(
    tmp_path: Path, renamed: str
) -> None:
    """Two columns changed places, and one of them is called otherwise."""
    text = LAYOUTS["spans as Word saves them"][1]().decode()
    for old, new in (("其他", "商业企业"), ("商业企业", renamed)):
        assert _head(old) in text
        text = text.replace(_head(old), _head(new), 1)
    report = read(saved(tmp_path, ".html", text.encode()))
    others = {ref for ref in PRINTED if ref.table == "表三" and ref.column.endswith("/其他")}
    assert set(report.missing["表三"]) == others
    moved = {ref._replace(column="法人或其他组织/商业企业"): FIGURES[ref] for ref in others}
    wanted = {**printed(FIGURES), **moved}
    assert figures_in(report) == {ref: wanted[ref] for ref in PRINTED if ref not in others}


def test_heads_that_nobody_knows_give_no_figure(tmp_path: Path) -> None:
    """As many columns as the form has, called otherwise: they may be in any order."""
    text = LAYOUTS["spans as Word saves them"][1]().decode()
    for at, head in enumerate(("本年制发件数", "本年废止件数", "现行有效件数")):
        text = text.replace(_head(head), _head(f"示例{at}"))
    report = read(saved(tmp_path, ".html", text.encode()))
    lost = [
        ref for ref in PRINTED if ref.column in ("本年制发件数", "本年废止件数", "现行有效件数")
    ]
    assert report.missing == {"表二": lost}
    assert [spot.text for spot in report.placed.doubtful] == [str(FIGURES[ref]) for ref in lost]


def test_a_column_of_remarks_changes_nothing(tmp_path: Path) -> None:
    """Whatever stands in it, also a number."""
    (third,) = (table for table in FORM.tables if table.name == "表三")
    cells = layouts.parts(third, SAID)
    width = max(one.column + one.across for one in cells)
    height = max(one.row + one.down for one in cells)
    remarks = [layouts.Part(0, width, 3, 1, "备注")]
    remarks += [layouts.Part(row, width, 1, 1, "7") for row in range(3, height)]
    whole = layouts.html_table(cells)
    report = _with(tmp_path, whole, layouts.html_table([*cells, *remarks]))
    assert figures_in(report) == printed(FIGURES)


def test_trailing_blanks_that_a_text_lost_shift_no_figure(tmp_path: Path) -> None:
    """Seven places behind the label, of which two are room for the label and two are gone."""
    suffix, made = LAYOUTS["text with tabs"]
    row = CellRef("表三", factory.NEW, "")
    seven = [FIGURES[ref] for ref in PRINTED if ref.row == row.row]
    whole = "\t".join(map(str, seven))
    text = made().decode()
    cut = "\t\t" + "\t".join(map(str, seven[:5]))
    report = read(saved(tmp_path, suffix, text.replace(f"{whole}\t", cut, 1).encode()))
    assert {ref.row for ref in report.missing["表三"]} == {row.row}


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("<s>7</s>{}", True), ("<del>7</del>{}", True), ("{}<sup>1</sup>", True),
        ('<span style="text-decoration: line-through">9</span>{}', True), ("{}①", True),
        ('<input value="{}">', True), ("<img src='1.png'>", False),
    ],
)  # fmt: skip
def test_only_the_figure_itself_is_read(tmp_path: Path, written: str, *, figure: bool) -> None:
    """Not what is struck out or raised; a picture is no figure."""
    ref = CellRef("表三", factory.NEW, "自然人")
    cell = f'{_row(factory.NEW)}<td colspan="1" rowspan="1">'
    old = f"{cell}{FIGURES[ref]}<"
    report = _with(tmp_path, old, f"{cell}{written.format(FIGURES[ref])}<")
    assert figures_in(report)[ref] == (FIGURES[ref] if figure else None)


def test_a_picture_among_words_is_no_word(tmp_path: Path) -> None:
    """Where a figure belongs one is missed; between paragraphs it is a decoration."""
    heading = "<p>（二）依申请公开</p>"
    report = _with(tmp_path, heading, f"<p><img src='1.png'></p>{heading}")
    assert texts_in(report) == {label: TEXTS[label] for label in PROSE}


def test_what_is_not_shown_is_not_read(tmp_path: Path) -> None:
    """A hidden row with last year's figures in it."""
    row = '<tr style="display:none"><td>{}</td>' + "<td>9999</td>" * 7 + "</tr>"
    (third,) = (table for table in FORM.tables if table.name == "表三")
    whole = layouts.html_table(layouts.parts(third, SAID))
    report = _with(tmp_path, whole, whole.replace("</table>", row.format(factory.NEW) + "</table>"))
    assert figures_in(report) == printed(FIGURES)


def test_a_small_table_elsewhere_is_none_of_the_forms(tmp_path: Path) -> None:
    """Of section 一: its words are words, its figures nobody's."""
    small = layouts.plain_rows([["信息类别", "公开条数"], ["行政许可", "905"]])
    report = _with(tmp_path, "<p>（二）依申请公开</p>", f"{small}<p>（二）依申请公开</p>")
    assert figures_in(report) == printed(FIGURES)
    assert texts_in(report)["（一）主动公开"].endswith("信息类别　公开条数\n行政许可　905")


def test_tables_without_headings_keep_their_figures(tmp_path: Path) -> None:
    """Six sections are missing, and no figure."""
    tables = [table for table in FORM.tables if not table.is_list]
    drawn = [layouts.html_table(layouts.parts(table, SAID)) for table in tables]
    title = f"<p>{DISTRICT}{OFFICES[0]}{YEAR}年政府信息公开工作年度报告</p>"
    report = read(saved(tmp_path, ".html", layouts.page([title, *drawn])))
    assert figures_in(report) == printed(FIGURES)
    assert not report.worded.headings


def test_numbered_items_are_no_parts(tmp_path: Path) -> None:
    """An item that is called as a part, numbered otherwise; and a sentence that begins so."""
    own = TEXTS["（一）主动公开"].split("\n")[0]
    items = [
        "1.平台建设。做了示例一。",
        "2.监督保障。做了示例二。",
        "3.下一步需加强示例，力度不足。",
    ]
    added = "".join(f"<p>{item}</p>" for item in items)
    report = _with(tmp_path, f"<p>{own}</p>", f"<p>{own}</p>{added}")
    said = texts_in(report)
    assert said["（一）主动公开"].split("\n")[1:4] == items
    assert said["（四）平台建设"] == TEXTS["（四）平台建设"]


OPEN, REQUESTS, MANAGEMENT, PLATFORMS = PROSE[:4]


def _parts(tmp_path: Path, *changes: tuple[str, str]) -> Recognised:
    """The report with headings of parts changed."""
    page = _page(SAID)
    for old, new in changes:
        assert f"<p>{old}</p>" in page
        page = page.replace(f"<p>{old}</p>", new, 1)
    return read(saved(tmp_path, ".html", page.encode()))


def test_an_unknown_heading_ends_the_part_before_it(tmp_path: Path) -> None:
    """What follows is listed, and in no part; the next known heading goes on."""
    strange = "<p>（三）处理群众留言情况</p><p>留言30条，均已回复。</p>"
    report = _parts(
        tmp_path,
        (MANAGEMENT, f"{strange}<p>（四）信息管理情况</p>"),
        (PLATFORMS, "<p>（五）平台建设</p>"),
    )
    said = texts_in(report)
    assert said == {label: TEXTS[label] for label in PROSE}
    (strays,) = report.worded.strays.values()
    assert [line.text for line in strays] == ["（三）处理群众留言情况", "留言30条，均已回复。"]


def test_what_an_unknown_heading_means_is_not_guessed(tmp_path: Path) -> None:
    """Its words are part of the names of two parts."""
    report = _parts(tmp_path, (MANAGEMENT, "<p>（三）公开情况</p>"))
    said = texts_in(report)
    (strays,) = report.worded.strays.values()
    assert [line.text for line in strays] == ["（三）公开情况"]
    assert said[REQUESTS] == TEXTS[REQUESTS]


def test_points_that_begin_anew_are_no_parts(tmp_path: Path) -> None:
    """Though they are numbered in the way of the parts."""
    points = [
        "（一）公开得更快。一周之内。",
        "（二）公开得更细。逐条列出。",
        "（三）公开得更准。两人核对。",
    ]
    own = "".join(f"<p>{point}</p>" for point in points)
    report = _parts(tmp_path, (OPEN, f"<p>{OPEN}</p>{own}"))
    assert texts_in(report)[OPEN] == "\n".join((*points, TEXTS[OPEN]))
    assert not report.worded.strays


@pytest.mark.parametrize(
    "heading",
    [
        "七、附件情况",
        "七、名词解释。",
        "七、下一步安排：",
        "七、监督电话12345，联系人",
        "六、重点工作",
    ],
)
def test_a_section_that_no_form_has_is_in_none_of_it(tmp_path: Path, heading: str) -> None:
    """It ends the last one."""
    last = f"<p>{DISTRICT}{OFFICES[0]}</p>\n<p>{YEAR + 1}年1月20日</p>"
    strange = f"<p>{heading}</p><p>附件两份，见网站。</p>"
    report = _with(tmp_path, last, f"{strange}{last}")
    assert texts_in(report) == {label: TEXTS[label] for label in PROSE}
    (strays,) = report.worded.strays.values()
    assert [line.text for line in strays] == [heading, "附件两份，见网站。"]


def test_points_numbered_as_sections_are_no_sections(tmp_path: Path) -> None:
    """The parts behind them are not lost."""
    points = ["一、网站公开。", "二、公众号公开。", "三、公示栏公开。"]
    own = "".join(f"<p>{point}</p>" for point in points)
    report = _parts(tmp_path, (OPEN, f"<p>{OPEN}</p>{own}"))
    expected = {label: TEXTS[label] for label in PROSE}
    assert texts_in(report) == {**expected, OPEN: "\n".join((*points, TEXTS[OPEN]))}


def test_parts_in_plain_numbers_end_at_an_unknown_one_too(tmp_path: Path) -> None:
    """1. 2. 3. as well as （一）（二）（三）."""
    page = _page(SAID)
    for at, label in enumerate(PROSE[:5], start=1):
        plain = f"{at + (at > 2)}.{label.partition('）')[2]}"
        page = page.replace(f"<p>{label}</p>", f"<p>{plain}</p>")
        page = page.replace(f"<p>{label}的示例文字", "<p>示例文字")
    page = page.replace("<p>4.", "<p>3.处理群众留言情况</p><p>留言30条。</p><p>4.", 1)
    report = read(saved(tmp_path, ".html", page.encode()))
    (strays,) = report.worded.strays.values()
    assert [line.text for line in strays] == ["3.处理群众留言情况", "留言30条。"]
    assert all(report.worded.parts.get(label) for label in PROSE[:5])


def test_a_column_of_a_site_is_no_title(home: Home) -> None:
    """It is named after the year in which it was made."""
    column = f"<title>{DISTRICT}{YEAR + 1}年政府信息公开工作年度报告专题</title>"
    page = _page(_clean()).replace("<title>年报_示例网</title>", column)
    audit(
        [saved(home.folder, ".html", page.encode())], home.inputs, home.folder / "output", None, ""
    )
    assert "B19" not in {one["编号"] for one in _listed(home)}


def test_a_file_called_after_another_office_is_told(home: Home) -> None:
    """Somebody may have taken the wrong one."""
    path = saved(home.folder, ".html", _page(_clean()).encode(), OFFICES[1])
    audit([path], home.inputs, home.folder / "output", None, "")
    (told,) = (one for one in _listed(home) if one["编号"] == "B19")
    assert f"文件名是“{OFFICES[1]}”" in told["说明"]


def test_of_several_titles_the_nearest_counts(tmp_path: Path) -> None:
    """A site lists its other reports first."""
    others = "".join(
        f"<li>{DISTRICT}{OFFICES[0]}{year}年政府信息公开工作年度报告</li>" for year in (2021, 2022)
    )
    report = _with(tmp_path, "<body>", f"<body><ul>{others}</ul>")
    assert (report.worded.year, report.worded.is_several) == (YEAR, False)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("示例镇二〇二三年政府信息公开工作年度报告", 2023),
        ("2023年度示例镇政府信息公开工作年度报告", 2023),
        ("示例区人民政府网站-政务公开-示例镇2023年政府信息公开年报", 2023),
        ("示例镇关于2023年政府信息公开工作情况的报告", 0),
    ],
)
def test_titles_as_they_are_written(tmp_path: Path, title: str, year: int) -> None:
    """Whose, and which year."""
    old = f"<p>{DISTRICT}{OFFICES[0]}</p>\n<p>{YEAR}年政府信息公开工作年度报告</p>"
    report = _with(tmp_path, old, f"<p>{title}</p>")
    assert report.worded.year == year
    assert report.worded.who == ("示例镇" if year else f"{DISTRICT}{OFFICES[0]}")  # as it is signed


@pytest.mark.parametrize(
    "said",
    [
        "根据条例规定，现公布我街道2023年政府信息公开工作年度报告。",
        "现将本街道2023年度政府信息公开工作年度报告公布如下",
        "为做好2023年政府信息公开工作年度报告",
        "结合实际编制我街道2023年政府信息公开年度报告",
        "本机关2023年政府信息公开工作年度报告",
        "现公开2023年政府信息公开工作年度报告",
        "撰写形成2023年政府信息公开工作年度报告",
        "审议通过2023年政府信息公开工作年度报告",
        "您的位置2023年政府信息公开工作年度报告",
    ],
)
def test_a_sentence_that_speaks_of_the_report_is_no_title(tmp_path: Path, said: str) -> None:
    """Nobody is called so; the title above it is one."""
    title = f"<p>{DISTRICT}{OFFICES[0]}</p>\n<p>{YEAR}年政府信息公开工作年度报告</p>"
    report = _with(tmp_path, title, f"{title}<p>{said}</p>")
    assert (report.worded.who, report.worded.year) == (f"{DISTRICT}{OFFICES[0]}", YEAR)
    assert report.worded.title.startswith(DISTRICT)


NO_TITLE = (f"<p>{DISTRICT}{OFFICES[0]}</p>\n<p>{YEAR}年政府信息公开工作年度报告</p>", "")
NAMED = f"{OFFICES[1]}{YEAR}年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("changes", "name", "office"),
    [
        ([], "年报.html", OFFICES[0]),
        ([NO_TITLE, ("<body>", f"<body><h1>{NAMED}</h1>")], "年报.html", OFFICES[1]),
        ([NO_TITLE, ("<title>年报_示例网", f"<title>{NAMED}_示例网")], "年报.html", OFFICES[1]),
        (
            [NO_TITLE, ("<body>", f"<body><table><tr><td>名称</td><td>{NAMED}</td></tr></table>")],
            "年报.html",
            OFFICES[1],
        ),
        ([NO_TITLE, ("<body>", f"<body><p>名　称：{NAMED}</p>")], "年报.html", OFFICES[1]),
        ([NO_TITLE], "年报.html", OFFICES[0]),  # as it is signed
        ([NO_TITLE, (f"<p>{DISTRICT}{OFFICES[0]}</p>", "")], f"{NAMED}.html", OFFICES[1]),
        (
            [
                (f"<p>{DISTRICT}{OFFICES[0]}</p>\n<p>{YEAR}", f"<p>本办{YEAR}"),
                ("<body>", f"<body><h1>{NAMED}</h1>"),
            ],
            "年报.html",
            OFFICES[1],
        ),
    ],
    ids=["title", "h1", "page title", "name row", "name line", "sign-off", "file", "nobody"],
)
def test_whose_a_report_is_says_the_best_evidence_there_is(
    home: Home, changes: list[tuple[str, str]], name: str, office: str
) -> None:
    """In order; a name of the roster in a title, letter by letter, counts most."""
    page = _page(_clean())
    for old, new in changes:
        assert old in page
        page = page.replace(old, new, 1)
    path = saved(home.folder, ".html", page.encode(), name.removesuffix(".html"))
    (line,) = audit([path], home.inputs, home.folder / "output", YEAR, "").lines
    assert (line.office, line.year) == (office, YEAR)


def test_evidence_that_disagrees_is_told(home: Home) -> None:
    """Office and year, each where it stands."""
    other = f"<h1>{OFFICES[1]}{YEAR - 1}年政府信息公开工作年度报告</h1>"
    page = _page(_clean()).replace("<body>", f"<body>{other}", 1)
    path = saved(home.folder, ".html", page.encode())
    audit([path], home.inputs, home.folder / "output", None, "")
    told = [one["说明"] for one in _listed(home) if one["编号"] == "B19"]
    assert len(told) == 2
    assert f"标题是“{OFFICES[0]}”，网页标题是“{OFFICES[1]}”" in told[0]
    assert f"标题是“{YEAR}”，网页标题是“{YEAR - 1}”" in told[1]


# ── files that are no reports ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.html", b""),
        ("图.docx", b"\x89PNG\r\n\x1a\n\0\0\0"),
        ("坏.docx", b"PK\x03\x04 and nothing"),
        ("实体.docx", None),
        ("信.txt", "这是一封信，不是年报。".encode()),
    ],
)
def test_what_is_no_report_is_said_to_be_none(home: Home, name: str, data: bytes | None) -> None:
    """One line, no traceback, and the other files go on."""
    if data is None:
        data = _declaring()
    good = saved(home.folder, *LAYOUTS["in GBK"], name=f"{OFFICES[0]}{YEAR}")
    bad = home.folder / name
    bad.write_bytes(data)
    done = audit([bad, good], home.inputs, home.folder / "output", None, "")
    assert [line.office for line in done.lines] == ["", OFFICES[0]]
    assert done.lines[0].found == {Level.ERROR: 1}
    assert "B01" in {line["编号"] for line in _listed(home)} or not data


def _declaring() -> bytes:
    """A Word document with a declaration that a parser would follow."""
    with zipfile.ZipFile(io.BytesIO(LAYOUTS["pasted into Word"][1]())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/document.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["word/document.xml"]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


# ── audit ────────────────────────────────────────────────────────────────────


def _listed(home: Home) -> list[dict[str, str]]:
    path = home.folder / "output" / "公开核查" / "核查清单.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _clean() -> Said:
    """What the first office of a clean district has returned."""
    figures = factory.all_figures(FORM, factory.consistent_figures(FORM, 1))
    texts = {label: str(text) for label, text in factory.words(FORM, 1).items()}
    return Said(FORM, figures, {**TEXTS, **{label: texts[label] for label in PROSE}})


def _audited(
    home: Home, said: Said, change: Mapping[str, str] | None = None
) -> set[tuple[str, str]]:
    """The first office's report as said, with some of its text changed: code and sheet."""
    suffix, data = layouts.layouts(said)["spans as Word saves them"]
    text = data().decode()
    for old, new in (change or {}).items():
        assert old in text
        text = text.replace(old, new)
    path = saved(home.folder, suffix, text.encode())
    audit([path], home.inputs, home.folder / "output", None, "")
    return {(line["编号"], line["工作表"]) for line in _listed(home)}


def test_what_is_published_as_it_was_returned_has_no_findings(home: Home) -> None:
    """But what the words of a test leave to say."""
    assert _audited(home, _clean()) == set()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({f"{YEAR}年政府信息公开工作年度报告": "关于公开的报告"}, ("B03", "")),
        (
            {"<p><b>五、存在的主要问题及改进情况</b></p>": ""},
            ("B04", "五、存在的主要问题及改进情况"),
        ),
        ({">1.属于国家秘密<": ">示例<"}, ("B06", "表三")),
        (
            {"改进措施的示例文字。": "改进措施的示例文字。另一句话。"},
            ("B12", "五、存在的主要问题及改进情况"),
        ),
    ],
)
def test_a_fault_of_the_document_is_found(
    home: Home, change: dict[str, str], found: tuple[str, str]
) -> None:
    """Title, headings, tables, words: each planted by itself."""
    if "关于公开的报告" in change.values():
        change |= {f"{DISTRICT}{OFFICES[0]}</p>": "某处</p>"}
    assert found in _audited(home, _clean(), change)


def test_a_published_figure_that_was_not_returned_is_found(home: Home) -> None:
    """At its place in the document, with both figures; the sums that it breaks, too."""
    said = _clean()
    ref = CellRef("表三", factory.NEW, "自然人")
    wrong = Said(FORM, {**said.figures, ref: said.figures[ref] + 1}, said.texts)
    assert {code for code, _ in _audited(home, wrong)} == {"B11", "A01", "A03"}
    (line,) = (one for one in _listed(home) if one["编号"] == "B11")
    assert (line["现值"], line["应为"]) == (str(said.figures[ref] + 1), str(said.figures[ref]))
    assert line["单元格"] == "第2张表第4行第4列"


def test_headings_in_another_order_are_found(home: Home) -> None:
    """Six and five exchanged."""
    suffix, data = layouts.layouts(_clean())["spans as Word saves them"]
    text = data().decode()
    fifth, sixth = text.index("<p><b>五、"), text.index("<p><b>六、")
    end = text.index(f"<p>{DISTRICT}{OFFICES[0]}</p>", sixth)
    text = text[:fifth] + text[sixth:end] + text[fifth:sixth] + text[end:]
    path = saved(home.folder, suffix, text.encode())
    audit([path], home.inputs, home.folder / "output", None, "")
    assert "B05" in {line["编号"] for line in _listed(home)}


def test_years_that_follow_each_other_are_compared(home: Home) -> None:
    """What was carried out of one year was carried into the next."""
    said = _clean()
    ref = CellRef("表三", factory.CARRIED_OUT, "自然人")
    before = Said(FORM, {**said.figures, ref: said.figures[ref] + 90}, said.texts)
    paths = []
    for year, one in ((YEAR, said), (YEAR - 1, before)):
        suffix, data = layouts.layouts(one)["spans as Word saves them"]
        text = data().decode().replace(f"{YEAR}年", f"{year}年")
        paths.append(saved(home.folder, suffix, text.encode(), f"{year}"))
    audit(paths, home.inputs, home.folder / "output", None, "")
    assert "C01" in {line["编号"] for line in _listed(home) if line["文件"] == f"{YEAR}.html"}


def test_a_report_is_compared_with_the_return_of_the_year_before(home: Home) -> None:
    """If it lies there still."""
    home.put(factory.filled(home.form, OFFICES[0], YEAR - 1), year=YEAR - 1)
    same = {("Q09", table.name) for table in FORM.tables if not table.is_list}
    assert _audited(home, _clean()) == {("C02", "表二"), *same}  # one document more than continues


def test_another_districts_report_is_checked_too(home: Home) -> None:
    """It is on no roster here; its sums are sums all the same."""
    ref = NEW_OF_ALL
    said = Said(FORM, FIGURES | {ref: FIGURES[ref] + 5}, TEXTS)
    suffix, data = layouts.layouts(said)["spans as Word saves them"]
    text = data().decode().replace(f"{DISTRICT}{OFFICES[0]}", "样本市样本镇")
    path = saved(home.folder, suffix, text.encode())
    done = audit([path], home.inputs, home.folder / "output", None, "")
    assert [(line.office, line.compared) for line in done.lines] == [("样本市样本镇", False)]
    assert {"B13", "A03"} <= {line["编号"] for line in _listed(home)}


def test_the_command_says_one_line_a_report(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """And comes to 1 where there is an 错误."""
    suffix, data = layouts.layouts(_clean())["spans as Word saves them"]
    path = saved(home.folder / "网站", suffix, data)
    with pytest.raises(SystemExit) as ended:
        main(["audit", str(path.parent), "--home", str(home.folder)])
    assert ended.value.code == COMPLETE
    assert capsys.readouterr().out.splitlines()[0] == (
        f"年报.html　{OFFICES[0]} {YEAR} 年　没有问题　与报送的表格一致"
    )
    with pytest.raises(SystemExit) as ended:
        main(["audit", str(home.folder / "没有"), "--home", str(home.folder)])
    assert "找不到" in capsys.readouterr().err


def test_a_blank_figure_and_a_lost_answer_are_found(home: Home) -> None:
    """The table has room for one, the section has a heading and nothing below it."""
    said = _clean()
    lost = "".join(f"<p>{line}</p>\n" for line in said.texts["（四）平台建设"].split("\n"))
    cell = '<td colspan="1" rowspan="1">'
    first = f"{_row(factory.NEW)}{cell}{said.figures[CellRef('表三', factory.NEW, '自然人')]}<"
    change = {lost: "", first: f"{_row(factory.NEW)}{cell}<"}
    found = _audited(home, said, change)
    assert {("B06", "表三"), ("B12", "一、总体情况")} <= found


def test_reports_of_two_offices_in_one_file_are_refused(home: Home) -> None:
    """Which words are whose, nobody knows."""
    first = layouts.paragraphs(SAID, layouts.html_table)
    second = [block.replace(OFFICES[0], OFFICES[1]) for block in first]
    path = saved(home.folder, ".html", layouts.page([*first, *second]))
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    assert line.compared is None
    assert [one["编号"] for one in _listed(home)] == ["B01"]


def test_folders_and_dead_links_in_a_site_are_passed_over(home: Home) -> None:
    """Whatever they are called."""
    site = home.folder / "网站"
    saved(site, ".html", layouts.layouts(_clean())["in GBK"][1]())
    (site / "附件.doc").mkdir()
    (site / "旧.doc").symlink_to(site / "没有")
    done = audit([site], home.inputs, home.folder / "output", None, "")
    assert [line.file for line in done.lines] == ["年报.html"]


def test_a_return_whose_name_says_nothing_is_compared(home: Home) -> None:
    """It is read as a run would read it."""
    (home.year / f"{OFFICES[0]}.xlsx").rename(home.year / "表格.xlsx")
    path = saved(home.folder, *layouts.layouts(_clean())["in GBK"])
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    assert (line.compared, line.differs) == (True, False)


def test_with_tasks_a_report_of_ours_is_what_was_returned(home: Home) -> None:
    """The words before an answer to a task are the report's."""
    task = '\n[[task]]\nnumber = 3\ntitle = "示例任务"\n'
    factory.settings_file(home.inputs, f"{factory.SETTINGS}{task}")
    form = Editions(home.inputs).now
    texts = {label: str(text) for label, text in factory.words(form, 1).items()}
    filled = Filled(texts, factory.consistent_figures(form, 1))
    home.put(write_template(form, Whose(DISTRICT, OFFICES[0], YEAR), filled))
    home.reports(Wanted(only=[OFFICES[0]]))
    (report,) = (home.outputs / "街道报告").glob(f"*{OFFICES[0]}*")
    (line,) = audit([report], home.inputs, home.folder / "output", None, "").lines
    assert (line.compared, line.differs) == (True, False)


# ── import ───────────────────────────────────────────────────────────────────


def test_an_imported_report_says_what_was_published(home: Home) -> None:
    """The template of last year holds every figure and answer, and is read as any return."""
    suffix, data = LAYOUTS["as WPS exports it"]
    text = data().decode().replace(f"{YEAR}年", f"{YEAR - 1}年")
    path = saved(home.folder, suffix, text.encode())
    done = import_reports([path], home.inputs, home.folder / "output", YEAR - 1, "")
    (line,) = done.lines
    assert line.template == home.inputs / str(YEAR - 1) / f"{OFFICES[0]}.xlsx"
    workbook = read_file(line.template).workbook
    assert workbook
    returns, _ = normalise({OFFICES[0]: locate(workbook, home.form)}, home.form)
    said = returns.figures_of(OFFICES[0])
    assert {ref: said[ref] for ref in PRINTED} == {ref: FIGURES[ref] for ref in PRINTED}
    texts = returns.texts_of(OFFICES[0])
    assert {label: texts[label] for label in PROSE} == {label: TEXTS[label] for label in PROSE}


def test_what_was_imported_is_last_years_data_of_the_next_run(home: Home) -> None:
    """The run compares with it, and finds what does not continue."""
    suffix, data = LAYOUTS["in GBK"]
    text = data().decode("gbk").replace(f"{YEAR}年", f"{YEAR - 1}年")
    path = saved(home.folder, suffix, text.encode("gbk"))
    import_reports([path], home.inputs, home.folder / "output", None, "")
    assert "C01" in {found.code for found in home.check().findings}


def test_a_return_that_is_there_is_never_overwritten(home: Home) -> None:
    """Whatever it is called."""
    lying = home.year / f"{OFFICES[0]}（定稿）.xlsx"
    (home.year / f"{OFFICES[0]}.xlsx").rename(lying)
    before = {path: path.read_bytes() for path in home.year.iterdir()}
    path = saved(home.folder, *LAYOUTS["in GBK"])
    done = import_reports([path], home.inputs, home.folder / "output", YEAR, "")
    assert done.lines[0].template is None
    assert {path: path.read_bytes() for path in home.year.iterdir()} == before


def test_a_report_of_another_year_is_not_imported(home: Home) -> None:
    """If a year was asked for."""
    path = saved(home.folder, *LAYOUTS["in GBK"])
    done = import_reports([path], home.inputs, home.folder / "output", 2019, "")
    assert done.lines[0].template is None
    assert not (home.inputs / "2019").exists()


def test_of_two_different_reports_none_is_imported(home: Home) -> None:
    """Of one office and year; twice the same is one."""
    suffix, made = LAYOUTS["in GBK"]
    text = made().decode("gbk").replace(f"{YEAR}年", f"{YEAR - 1}年")
    site = home.folder / "网站"
    saved(site, suffix, text.encode("gbk"), "一")
    saved(site, suffix, text.replace("示例文字", "别的文字").encode("gbk"), "二")
    done = import_reports([site], home.inputs, home.folder / "output", None, "")
    assert [line.template for line in done.lines] == [None, None]
    saved(site, suffix, text.encode("gbk"), "二")
    done = import_reports([site], home.inputs, home.folder / "output", None, "")
    assert [bool(line.template) for line in done.lines] == [True, False]


def test_a_year_that_is_to_come_is_a_slip(home: Home) -> None:
    """It would be the newest of the next run."""
    text = LAYOUTS["in GBK"][1]().decode("gbk").replace(f"{YEAR}年", "2099年")
    path = saved(home.folder, ".html", text.encode("gbk"))
    (line,) = import_reports([path], home.inputs, home.folder / "output", None, "", 2026).lines
    assert line.template is None
    assert not (home.inputs / "2099").exists()


def test_the_title_outweighs_the_name_of_the_file(home: Home) -> None:
    """Whose report it is, the report says."""
    text = LAYOUTS["in GBK"][1]().decode("gbk").replace(OFFICES[0], "别处街道")
    path = saved(home.folder, ".html", text.encode("gbk"), f"{OFFICES[1]}转")
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    assert line.office == "别处街道"


# ── the form of 2019 ─────────────────────────────────────────────────────────


def _of_2019() -> Said:
    figures = {
        ref: (at * 5) % 11 + 1 if not cell.is_total else 0
        for at, (ref, cell) in enumerate(FORM_2019.cells.items())
    }
    for ref, cell in FORM_2019.cells.items():
        if ref.row.endswith("（六）其他处理"):
            figures[ref] = 0
        if ref.table == "表二" and cell.measure.digits:
            figures[ref] *= 10**6
    return Said(FORM_2019, factory.all_figures(FORM_2019, figures), TEXTS)


def test_a_report_in_the_form_of_2019_is_recognised(tmp_path: Path) -> None:
    """Its own tables, and of a year in which they were in force nothing is said."""
    said = _of_2019()
    suffix, data = layouts.layouts(said)["cut in three"]
    report = read(saved(tmp_path, suffix, data))
    assert report.form is FORM_2019
    assert not report.missing
    read_there = figures_in(report)
    assert read_there == {ref: said.figures[ref] for ref in read_there}


def test_what_the_form_of_today_asks_for_too_is_taken_over(home: Home) -> None:
    """The applications and cases; documents were counted otherwise, and stay blank."""
    said = _of_2019()
    suffix, data = layouts.layouts(said)["spans as Word saves them"]
    path = saved(home.folder, suffix, data().decode().replace(f"{YEAR}年", "2020年").encode())
    (line,) = import_reports([path], home.inputs, home.folder / "output", None, "").lines
    workbook = read_file(line.template or Path()).workbook
    assert workbook
    returns, _ = normalise({OFFICES[0]: locate(workbook, home.form)}, home.form)
    taken = returns.figures_of(OFFICES[0])
    for ref, figure in said.figures.items():
        for now in set(in_form_of_2021(ref)) & set(PRINTED):
            assert taken[now] == figure
    assert taken[factory.IN_FORCE] is None


def test_the_form_of_2019_is_an_error_since_2021(home: Home) -> None:
    """B07, whatever else."""
    suffix, data = layouts.layouts(_of_2019())["spans as Word saves them"]
    path = saved(home.folder, suffix, data)
    audit([path], home.inputs, home.folder / "output", None, "")
    assert "B07" in {line["编号"] for line in _listed(home)}


def test_a_number_may_have_fallen_in_the_form_of_2019(tmp_path: Path) -> None:
    """本年增／减 has a sign."""
    said = _of_2019()
    ref = next(ref for ref in said.figures if ref.column == "本年增／减")
    fallen = Said(FORM_2019, {**said.figures, ref: -5}, TEXTS)
    report = read(saved(tmp_path, *layouts.layouts(fallen)["spans as Word saves them"]))
    assert figures_in(report)[ref] == -5


# ── what the run itself proves ───────────────────────────────────────────────


@cache
def _writer() -> ReportWriter:
    with tempfile.TemporaryDirectory() as name:
        district = read_district(factory.settings_file(Path(name)))
    return ReportWriter(FORM, district, YEAR)


def test_a_report_that_says_otherwise_does_not_count(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A figure in the cell of another one: planted in the writer, found by reading back."""
    written = ReportWriter._figure

    def other(writer: ReportWriter, ref: CellRef, said: Content) -> str:
        wrong = CellRef("表三", factory.NEW, "自然人")
        meant = CellRef("表三", factory.NEW, "法人或其他组织/商业企业")
        return written(writer, meant if ref == wrong else ref, said)

    monkeypatch.setattr(ReportWriter, "_figure", other)
    done = home.reports()
    assert not done.documents or all("汇总" in name for name in done.documents)
    assert {found.place.office for found in done.findings if found.code == "F00"} == {*OFFICES}


def test_another_offices_title_is_found() -> None:
    """The costliest mistake of all."""
    said = Content(OFFICES[0], FIGURES, TEXTS)
    report = _writer().write(said._replace(office=OFFICES[1]))
    with pytest.raises(DisprovedError, match="标题"):
        ReadBack(FORM, DISTRICT, YEAR).prove(report, said)


def test_a_lost_sentence_is_found() -> None:
    """Every line of every answer is there, in its order."""
    said = Content(OFFICES[0], FIGURES, TEXTS)
    report = _writer().write(said._replace(texts={**TEXTS, "改进措施": "别的话。"}))
    with pytest.raises(DisprovedError, match="改进措施"):
        ReadBack(FORM, DISTRICT, YEAR).prove(report, said)


def test_a_district_may_leave_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """`read_back = false`."""
    text = f"{factory.SETTINGS}\n[report]\nread_back = false\n"
    factory.settings_file(home.inputs, text)
    monkeypatch.setattr("pipeline.round.readback.ReadBack.prove", lambda *_: pytest.fail("read"))
    done = run_round(home.inputs, home.folder / "output", YEAR, Wanted(), ANEW)
    assert done.complete


# ── older formats ────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("libreoffice")
def test_an_old_word_document_is_converted(home: Home) -> None:
    """And said to be."""
    from pipeline.libreoffice import convert

    word = saved(home.folder, *LAYOUTS["pasted into Word"], name="原稿")
    (data,) = convert([word], ".doc", "doc")
    assert data
    path = saved(home.folder / "旧", ".doc", data)
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    assert (line.office, line.year) == (OFFICES[0], YEAR)
    assert "B02" in {one["编号"] for one in _listed(home)}


def test_a_word_document_of_today_may_be_called_doc(home: Home) -> None:
    """It needs no converter."""
    data = layouts.layouts(_clean())["pasted into Word"][1]()
    path = saved(home.folder, ".doc", data)
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    assert (line.compared, line.differs) == (True, False)


NUMBERS = "2023年主动公开各类政府信息320余条，收到申请12件，办结10件，占2.5%，共12"


def _converted(said: str, moved: str, known: str) -> Recognised:
    """A report converted from a PDF in which a sentence has come out otherwise."""
    texts = {**TEXTS, OPEN: f"{TEXTS[OPEN]}\n{said}"}
    page = layouts.page(layouts.paragraphs(Said(FORM, FIGURES, texts), layouts.html_table))
    with tempfile.TemporaryDirectory() as folder:
        document = read_published(saved(Path(folder), ".html", page)).document
    assert document
    lines = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.text == said:
            blocks += [replace(block, text=line) for line in moved.split("\n")]
        else:
            blocks.append(block)
    original = "\n".join(lines).replace(said, known).split("\n")
    return recognise(replace(document, blocks=blocks, printed=original), (FORM_2021, FORM_2019))


@pytest.mark.parametrize("known", [NUMBERS, f"{NUMBERS[:20]}\n{NUMBERS[20:]}"])
def test_words_of_a_pdf_are_taken_if_every_number_is_in_its_place(known: str) -> None:
    """Wherever its lines and pages end."""
    report = _converted(NUMBERS, NUMBERS, known)
    assert texts_in(report)[OPEN].endswith(NUMBERS)
    assert not report.worded.is_scrambled


@pytest.mark.parametrize(
    "moved",
    [
        "年主动公开各类政2023府信息320余条，收到申请12件，办结10件，占2.5%，共12",
        "年主动公开各类政府信息余条，收到申请件，办结件，占%，共",
        "",
        "2023年主动公开各类政府信息320余条，收到申请10件，办结12件，占2.5%，共12",
        "2023年主动公开各类政府信息320余条，收到申请12件，办结10件，占2.5%，共1",
        "2023\n年主动公开各类政府信息\n余条，收到申请\n320\n12\n件，办结\n10\n件，占2.5%，共12",
    ],
    ids=["moved", "lost", "a whole line lost", "swapped", "one digit", "apart"],
)
def test_words_of_a_pdf_whose_numbers_moved_are_not_taken(moved: str) -> None:
    """Not one of them; whose it is and the figures of its tables are known all the same."""
    report = _converted(NUMBERS, moved, NUMBERS)
    assert set(texts_in(report).values()) == {""}
    assert report.worded.is_scrambled
    assert (report.worded.who, report.worded.year) == (f"{DISTRICT}{OFFICES[0]}", YEAR)
    assert figures_in(report) == printed(FIGURES)
    assert {found.code for found in layout(report, OFFICES[0])} == {"B02"}


@pytest.mark.usefixtures("libreoffice")
def test_a_pdf_of_ours_is_read_or_says_what_is_not(home: Home) -> None:
    """Whichever fonts there are: its words are right or not taken, no figure is another one."""
    from pipeline.libreoffice import convert

    said = _clean()
    texts = {**TEXTS, **said.texts}
    texts[OPEN] += f"\n{NUMBERS}。"
    written = _writer().write(Content(OFFICES[0], said.figures, texts))
    word = saved(home.folder / "原", ".docx", written)
    (data,) = convert([word], ".pdf", "pdf")
    assert data
    path = saved(home.folder, ".pdf", data)
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    assert (line.office, line.year, line.compared) == (OFFICES[0], YEAR, True)
    listed = _listed(home)
    (told,) = (one for one in listed if one["编号"] == "B02")
    others = [one for one in listed if one["编号"] not in ("B02", "B06")]
    if "没有采用" in told["说明"]:
        assert others == []
    else:  # the sentence that was not returned, whole
        assert {one["编号"] for one in others} == {"B12"}
        assert NUMBERS[:20] in others[0]["说明"]


def test_without_a_converter_it_says_what_to_do(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One finding, and no guess."""
    monkeypatch.setitem(os.environ, "PATH", "")
    monkeypatch.setattr("pipeline.libreoffice._PROGRAMS", ("no-such-program",))
    path = saved(home.folder, ".doc", b"\xd0\xcf\x11\xe0")
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    assert line.compared is None
    assert [one["编号"] for one in _listed(home)] == ["B01"]

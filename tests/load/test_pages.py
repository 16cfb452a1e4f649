"""The pages that LibreOffice makes of our documents: what stands where, whatever the fonts."""

import io
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Mapping
from typing import Any

import factory
import pdfplumber
import pytest
from factory import CONFIGURED, DISTRICT, FORM, OFFICES, ROOT, YEAR
from load.test_reference import REFERENCE, answers
from lxml import etree

from pipeline.district import District, read_district
from pipeline.extract.workbook import read_workbook
from pipeline.file_names import FileNames
from pipeline.findings import Finding, Level, Place
from pipeline.form import FORM_2021
from pipeline.load.pdf import pdf_copies
from pipeline.load.report import Content, Kind, ReportWriter
from pipeline.load.signoff import Signing, SignoffWriter
from pipeline.load.stamp import stamp
from pipeline.records import Note, Tally
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise

MM = 72 / 25.4
PRINTED = [table for table in FORM.tables if not table.is_list]
LONG = "示" * 30


Page = Any  # of pdfplumber, which has no types
Pages = list[Page]


def has_chinese_font() -> bool:
    """Whether Chinese text has anything to be drawn with."""
    if not shutil.which("soffice") or not shutil.which("fc-list"):
        return False
    command = ["fc-list", ":lang=zh-cn"]
    listed = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - ours
    return bool(listed.stdout)


pytestmark = pytest.mark.skipif(
    not has_chinese_font(), reason="needs LibreOffice Writer and a Chinese font (see .ci/run)"
)


def texts(text: str) -> dict[str, str]:
    """The same answer to every question."""
    return {field.label: text for field in FORM.fields} | {"成文日期": "2024年1月20日"}


def report(words: Mapping[str, str], kind: Kind = Kind.OFFICE) -> bytes:
    """A report of the first office, with something wrong and long notes where they belong."""
    figures = factory.all_figures(FORM, factory.consistent_figures(FORM))
    wrong = ["存在问题"] if kind is Kind.DRAFT else []
    notes = {table.name: Note(f"注：{LONG * 6}", doubtful=True) for table in PRINTED}
    said = Content(OFFICES[0], figures, words, wrong, notes)
    return ReportWriter(FORM, CONFIGURED, YEAR, kind).write(said)


NAMES, SENTENCES, PITCHES = (2, 15, 30), (10, 40, 90), (18, 40)
SIGN_OFFS = [
    f"sign-off {name} {sentence} {pitch}"
    for name in NAMES
    for sentence in SENTENCES
    for pitch in PITCHES
]


def sign_off(case: str) -> bytes:
    """With names and sentences of a length, more findings than a page holds, and a pitch."""
    name, sentence, pitch = map(int, case.split()[1:])
    office = LONG[:name]
    settings = District.model_validate(
        {"district": {"name": office, "offices": [office]}, "report": {"line_pitch": pitch}}
    )
    place = Place(office, "", "一、总体情况", "B3")
    finding = Finding(Level.WARNING, "T01", place, "", "", LONG * (sentence // 30) + "W" * 9, "")
    signers = {field.label: LONG for field in FORM.fields if field.signs}
    file = FileNames(FORM, settings, YEAR).report(office).rpartition("/")[2]
    signing = Signing(office, file, "0" * 16, signers, [finding] * 40, Tally(999, 99, 99))
    return SignoffWriter(FORM, settings, YEAR).write(signing)


def reference() -> bytes:
    """The published report, as an office would have returned it."""
    district = read_district(ROOT / "input" / "district.toml")
    zeros = dict.fromkeys(FORM_2021.cells, 0)
    words = {field.label: "" for field in FORM_2021.fields} | answers()
    return ReportWriter(FORM_2021, district, YEAR).write(Content("南关街道", zeros, words))


def sample() -> bytes:
    """The sample's report of the same office, in our words."""
    district = read_district(ROOT / "input" / "district.toml")
    form = district.extend(FORM_2021)
    workbook, _ = read_workbook(ROOT / "input" / "2023" / "南关街道.xlsx")
    assert workbook
    returns, _ = normalise({"南关街道": locate(workbook, form)}, form)
    figures, words = returns.figures_of("南关街道"), returns.texts_of("南关街道")
    return ReportWriter(form, district, YEAR).write(Content("南关街道", figures, words))


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    """Short and long, for every purpose."""
    made = {
        "sample": sample(),
        "short": report(texts("一")),
        "long": report(texts("\n".join(["示" * 900] * 4))),
        "draft": report(texts("示例。"), Kind.DRAFT),
        "district": report(texts("（请补充：示例。）"), Kind.DISTRICT),
    }
    made |= {case: sign_off(case) for case in SIGN_OFFS}
    return made | ({"reference": reference()} if REFERENCE.is_file() else {})


@pytest.fixture(scope="module")
def pages(
    documents: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Pages]:
    """Every document's pages, made by one call."""
    folder = tmp_path_factory.mktemp("页面")
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
    copies = pdf_copies([folder / f"{name}.docx" for name in documents], stamp(YEAR))
    return {
        name: pdfplumber.open(io.BytesIO(copy)).pages
        for name, copy in zip(documents, copies, strict=True)
        if copy  # a test of its own: none may fail
    }


def lines(page: Page) -> list[str]:
    """The lines of the text, without header and page number."""
    inside = page.crop((0, 35 * MM, page.width, page.height - 33 * MM))
    return [line["text"].replace(" ", "") for line in inside.extract_text_lines()]


def tables(page: Page) -> list[tuple[int, int]]:
    """Rows and columns of each table on a page."""
    return [(len(table.rows), max(len(row.cells) for row in table.rows)) for table in boxes(page)]


def boxes(page: Page) -> list[Any]:
    """The tables of a page; a shaded note is none."""
    return [table for table in page.find_tables() if len(table.rows[0].cells) > 1]


def test_a_page_holds_22_lines_of_28_signs(pages: dict[str, Pages]) -> None:
    """GB/T 9704-2012 5.2.2: what a full page of plain text comes to."""
    full = lines(pages["long"][2])
    assert len(full) == 22
    assert {len(line) for line in full if len(line) > 26} == {28}


def test_the_page_is_that_of_the_standard(pages: dict[str, Pages]) -> None:
    """A4; nothing outside the margins but page number and header."""
    for name, document in pages.items():
        for page in document:
            assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
            body = [
                char
                for char in page.chars
                if char["top"] > 37 * MM - 9
                and char["bottom"] < 262 * MM + 9
                and char["text"].strip()
            ]
            assert min(char["x0"] for char in body) > 27.5 * MM, name
            assert max(char["x1"] for char in body) < 184.5 * MM, name


def test_no_sign_is_lost(documents: dict[str, bytes], pages: dict[str, Pages]) -> None:
    """LibreOffice drops a stop at the end of a line when it may hang it over the edge."""
    for name, data in documents.items():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            document = etree.fromstring(package.read("word/document.xml"))
        in_word = Counter("".join("".join(document.itertext("{*}t")).split()))
        on_pages = Counter(char["text"] for page in pages[name] for char in page.chars)
        assert in_word - on_pages == Counter(), name


def test_page_numbers_stand_outside(pages: dict[str, Pages]) -> None:
    """Odd ones on the right, even ones on the left, their dash 7 mm below the text."""
    for at, page in enumerate(pages["long"], start=1):
        below = page.crop((0, 263 * MM, page.width, page.height))
        (number,) = below.extract_text_lines()
        assert number["text"] == f"— {at} —"
        assert (number["x0"] > page.width / 2) == (at % 2 == 1)
        middle = (number["top"] + number["bottom"]) / 2
        assert abs(middle / MM - 269) < 2.5


@pytest.mark.parametrize("name", ["short", "long", "draft", "district"])
def test_every_table_stands_whole_on_a_page(pages: dict[str, Pages], name: str) -> None:
    """Table 三 with its three rows of heads and 25 of figures, ten columns; each once."""
    found = [shape for page in pages[name] for shape in tables(page)]
    assert found == [(14, 4), (28, 10), (4, 15)]
    for box in (table.bbox for page in pages[name] for table in boxes(page)):
        left, top, right, bottom = (round(edge / MM) for edge in box)
        assert (left, right) == (28, 184)
        assert top >= 37
        assert bottom <= 262


def test_a_draft_says_so_on_every_page(pages: dict[str, Pages]) -> None:
    """At the head of each."""
    for page in pages["draft"]:
        assert "草稿" in page.crop((0, 0, page.width, 36 * MM)).extract_text().replace(" ", "")


@pytest.mark.parametrize("case", SIGN_OFFS)
def test_a_sign_off_sheet_is_one_page(pages: dict[str, Pages], case: str) -> None:
    """However long the names and the list; findings are told as far as there is room."""
    (page,) = pages[case]
    text = "".join(lines(page))
    assert "签发人" in text
    assert text.endswith("条，见问题清单.csv。")
    if case.startswith("sign-off 2 "):
        assert text.count("T01") >= 2


def test_every_document_is_converted(documents: dict[str, bytes], pages: dict[str, Pages]) -> None:
    """Without a repair, which LibreOffice would refuse to do unasked."""
    assert set(pages) == set(documents)


def test_the_signature_ends_two_signs_from_the_edge(pages: dict[str, Pages]) -> None:
    """The date below the name."""
    *_, name, date = lines(pages["short"][-1])
    assert (name, date) == (f"{DISTRICT}{OFFICES[0]}", "2024年1月20日")
    last = pages["short"][-1].crop((0, 35 * MM, pages["short"][-1].width, 264 * MM))
    *_, signed, _ = last.extract_text_lines()
    assert abs((184 * MM - signed["x1"]) - 2 * 16) < 10


# The sample's pages: how many lines, the first and the last, and the shapes of the tables.
SAMPLE_PAGES: list[tuple[int, str, str, list[tuple[int, int]]]] = [
    (20, "原州区南关街道", "效的内容。", []),
    (22, "（二）依申请公开", "热线转办事项441件，其中救助类250件、投诉类173件、咨", []),
    (24, "询类14件、建议类4件，全部在规定时限内办结回复；接听咨", "行政事业性收费0", [(14, 4)]),
    (49, "三、收到和处理政府信息公开申请情况", "四、结转下年度继续办理0000000", [(28, 10)]),
    (
        25,
        "四、政府信息公开行政复议、行政诉讼情况",
        "街道按照《原州区2023年政务公开工作任务落实台账》，",
        [(4, 15)],
    ),
    (18, "对涉及本单位的事项逐项办理。", "年月日", []),
]


def test_the_sample_report_has_the_pages_it_had(pages: dict[str, Pages]) -> None:
    """Line for line, where the font is that of CI; others break lines elsewhere."""
    fonts = {char["fontname"] for page in pages["sample"] for char in page.chars}
    if not all("Noto" in font for font in fonts):
        pytest.skip("the lines were kept with fonts-noto-cjk")
    found = [
        (len(text), text[0], text[-1], tables(page))
        for page in pages["sample"]
        if (text := lines(page))
    ]
    assert found == SAMPLE_PAGES


# The reference report"s: its headings, and the shapes of its tables; its words are not ours.
REFERENCE_PAGES: list[tuple[list[str], list[tuple[int, int]]]] = [
    (["一、总体情况", "（一）主动公开"], []),
    (["（二）依申请公开", "（三）政府信息管理", "（四）平台建设"], []),
    (["（五）监督保障", "二、主动公开政府信息情况"], [(14, 4)]),
    (["三、收到和处理政府信息公开申请情况"], [(28, 10)]),
    (
        [
            "四、政府信息公开行政复议、行政诉讼情况",
            "五、存在的主要问题及改进情况",
            "（一）存在问题",
            "（二）改进措施",
        ],
        [(4, 15)],
    ),
    (["六、其他需要报告的事项"], []),
    ([], []),
]


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the text is kept beside the repository")
def test_the_reference_report_has_the_pages_it_had(pages: dict[str, Pages]) -> None:
    """Page for page: a change of looks that moves a heading or tears a table shows here."""
    headings = {section.heading for section in FORM_2021.sections if section.heading}
    headings |= {field.heading for field in FORM_2021.fields if field.heading}
    found = [
        ([line for line in lines(page) if line in headings], tables(page))
        for page in pages["reference"]
    ]
    assert found == REFERENCE_PAGES

"""Whose a published report is, where its title is not exactly what the roster says."""

from pathlib import Path

import factory
import layouts
import pytest
from conftest import Home
from factory import DISTRICT, OFFICES, SETTINGS, YEAR
from layouts import Said

from pipeline.form import FORM_2021
from pipeline.published.audit import Line, audit

FIRST, SECOND, THIRD = OFFICES
TITLE = f"<p>{DISTRICT}{FIRST}</p>\n<p>{YEAR}年政府信息公开工作年度报告</p>"
SIGNED = f"<p>{DISTRICT}{FIRST}</p>"
REPORT = f"{YEAR}年政府信息公开工作年度报告"


def said() -> Said:
    """A clean report, of nobody in its figures and words."""
    form = FORM_2021
    figures = factory.all_figures(form, factory.consistent_figures(form, 1))
    words = {label: str(text) for label, text in factory.words(form, 1).items()}
    return Said(form, figures, words)


def audited(home: Home, title: str, file: str) -> Line:
    """What comes of a report with this title, and nobody's name at its end."""
    page = layouts.page(layouts.paragraphs(said(), layouts.html_table)).decode()
    assert TITLE in page
    assert page.count(SIGNED) == 2
    page = page.replace(TITLE, title).replace(SIGNED, "")
    path = home.folder / file
    path.write_bytes(page.encode())
    (line,) = audit([path], home.inputs, home.folder / "output", YEAR, "").lines
    return line


@pytest.mark.parametrize(
    ("title", "file", "office"),
    [
        (f"<p>{DISTRICT}人民政府{SECOND}办事处{REPORT}</p>", "年报.html", SECOND),
        (f"<p>中共{DISTRICT}{SECOND}工作委员会{REPORT}</p>", "年报.html", SECOND),
        (f"<p>{DISTRICT}　示例乙\n街道</p><p>{REPORT}</p>", "年报.html", SECOND),
        (f"<p>{REPORT}</p>", f"{SECOND}.html", SECOND),
        (f"<p>{REPORT}</p>", f"03 {DISTRICT}{SECOND}（网站下载）.html", SECOND),
        (f"<p>{REPORT}</p>", "年报.html", ""),
        (f"<p>{DISTRICT}{SECOND}{REPORT}</p>", f"{THIRD}.html", SECOND),
        (f"<p>{DISTRICT}别处街道{REPORT}</p>", f"{THIRD}.html", "别处街道"),
        (f"<p>别处街道{REPORT}</p>", f"{DISTRICT}{THIRD}{REPORT}.html", "别处街道"),
    ],
    ids=[
        "its office in a longer title", "its party committee", "blanks in it", "a bare file name",
        "a longer file name", "nobody", "title before file", "a stranger before a file",
        "a stranger before a file with a title",
    ],
)  # fmt: skip
def test_whose_it_is_says_a_part_of_the_title_or_the_file(
    home: Home, title: str, file: str, office: str
) -> None:
    """The roster's name within the title; the file's name only where the title names nobody."""
    line = audited(home, title, file)
    assert (line.office, line.year) == (office, YEAR)


def test_of_two_names_in_one_title_the_longer_is_meant(home: Home) -> None:
    """One office is called as another one with a word before it."""
    longer = f"东{FIRST}"
    factory.settings_file(home.inputs, SETTINGS.replace(f'"{FIRST}"', f'"{FIRST}", "{longer}"'))
    assert audited(home, f"<p>{DISTRICT}{longer}{REPORT}</p>", "年报.html").office == longer
    assert audited(home, f"<p>{REPORT}</p>", f"{longer}.html").office == longer
    assert audited(home, f"<p>{DISTRICT}{FIRST}{REPORT}</p>", "年报.html").office == FIRST


def test_a_report_of_ours_is_compared_whatever_it_is_called(home: Home, tmp_path: Path) -> None:
    """What a person downloads has the names of the site: the title decides, and it is the same."""
    home.reports()
    (made,) = (home.outputs / "街道报告").glob(f"*{SECOND}*")
    path = tmp_path / f"{THIRD}P020240120.docx"
    path.write_bytes(made.read_bytes())
    (line,) = audit([path], home.inputs, home.folder / "output", None, "").lines
    assert (line.office, line.compared, line.differs) == (SECOND, True, False)

"""load.overview: 总览.html, as it is written and as a real browser shows it."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import factory
import pytest
from conftest import Home, new_home
from factory import FORM, NEW, OFFICES, YEAR, all_figures, consistent_figures

from pipeline.form.table import CellRef
from pipeline.load.charted import by_case, by_result
from pipeline.outputs import Wanted
from pipeline.round.templates import make_templates

BROWSER = shutil.which("chromium")
HOSTILE = "<script>alert(1)</script>&\"'{{7*7}}<img src=http://a.b>"


def page(home: Home) -> str:
    """The page."""
    return (home.outputs / "总览.html").read_text(encoding="utf-8")


class Read(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it; what is never closed must be of a kind that is not."""
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Tags are closed in their order."""
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A shape of a drawing."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """The words."""
        self.texts.append(data.strip())

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def troubled(home: Home) -> Home:
    """One office is out, one must correct, and wrote what a page must not obey."""
    home.plant({CellRef("表三", NEW, "自然人"): HOSTILE, "五、问题与改进!E9": HOSTILE})
    (home.year / f"{OFFICES[2]}.xlsx").unlink()
    home.reports()
    return home


def test_it_is_one_file_that_asks_nobody(troubled: Home) -> None:
    """No address but those of the documents beside it, and these are there."""
    read = Read(page(troubled))
    assert read.open == []
    markup = re.sub(r">[^<]*<", "><", re.sub("&lt;.*?&gt;", "", page(troubled)))
    assert not re.search(r"https?:|//[a-z]|@import|url\(", markup)
    style, script = (
        re.search(f"<{tag}>(.*?)</{tag}>", page(troubled), re.DOTALL) for tag in ("style", "script")
    )
    assert style
    assert script
    assert not re.search(r"https?:|//[a-z]|@import|url\(", style[1] + script[1])
    assert not {"link", "img", "iframe", "object", "base"} & {tag for tag, _ in read.tags}
    links = {unquote(str(a["href"])) for a in read.of("a") if not str(a["href"]).startswith("#")}
    title = f"{factory.DISTRICT}{OFFICES[1]}{YEAR}年政府信息公开工作年度报告"
    assert links == {
        "汇总.xlsx", "汇总报告.docx", "问题清单.csv", "数据.csv", f"退改/{OFFICES[0]}.xlsx",
        f"街道报告/{title}.docx", f"审签单/{OFFICES[1]}审签单.docx",
    }  # fmt: skip
    assert all((troubled.outputs / link).is_file() for link in links)


def test_copies_and_blank_templates_are_linked_once_they_are_there(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that was made before them must not be the last one."""
    monkeypatch.setattr(
        "pipeline.load.district_documents.pdf_copies",
        lambda documents, _: [b"%PDF-"] * len(documents),
    )
    make_templates(home.inputs, home.folder / "output", YEAR)
    home.reports(Wanted(copies=True))
    read = Read(page(home))
    links = {unquote(str(a["href"])) for a in read.of("a")}
    title = f"{factory.DISTRICT}{OFFICES[0]}{YEAR}年政府信息公开工作年度报告"
    assert {
        f"PDF/{title}.pdf", f"PDF/{OFFICES[0]}审签单.pdf", "PDF/汇总报告.pdf",
        f"空白模板/{OFFICES[0]}.xlsx",
    } <= links  # fmt: skip


def test_labels_are_whole_beside_their_bars(reported: Home) -> None:
    """Two that differ only at their ends must not look alike."""
    charts = re.findall(r"<svg.*?</svg>", page(reported), re.DOTALL)
    shown = {
        "".join(re.findall(r"<tspan[^>]*>([^<]*)</tspan>", text))
        for chart in charts
        for text in re.findall(r"<text text-anchor.*?</text>", chart, re.DOTALL)
    }
    for label, _ in (*by_result(FORM), *by_case(FORM)):
        assert label.replace("　", "") in {unescape(text) for text in shown}


def test_no_bar_lies_on_another(reported: Home) -> None:
    """Each begins where the one above has ended, or lower."""
    charts = re.findall(r"<svg.*?</svg>", page(reported), re.DOTALL)
    for chart in charts:
        tracks = re.findall(r'class="track"[^>]* y="(-?\d+)"[^>]* height="(\d+)"', chart)
        spans = [(int(y), int(y) + int(height)) for y, height in tracks]
        assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
    assert len(charts) > 1


def test_a_label_stands_in_the_middle_of_its_bars(reported: Home) -> None:
    """However many lines it has."""
    charts = re.findall(r"<svg.*?</svg>", page(reported), re.DOTALL)
    bars = [bar for chart in charts for bar in chart.split("<text text-anchor")[1:]]
    lines = [[float(y) for y in re.findall(r'<tspan x="\d+" y="([-\d.]+)"', bar)] for bar in bars]
    tracks = [
        re.findall(r'class="track"[^>]* y="(-?\d+)"[^>]* height="(\d+)"', bar) for bar in bars
    ]
    for own, ((first, _), *_), (*_, (last, height)) in zip(lines, tracks, tracks, strict=True):
        assert sum(own) / len(own) == (int(first) + int(last) + int(height)) / 2
    assert max(map(len, lines)) > 1


def test_a_label_that_is_too_long_ends_in_dots(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has as many lines as there is room for; its table has the whole."""
    monkeypatch.setattr("pipeline.load.overview._MOST_LINES", 3)
    home.reports()
    labels = re.findall(r"<text text-anchor.*?</text>", page(home), re.DOTALL)
    lines = [re.findall(r"<tspan[^>]*>([^<]*)</tspan>", label) for label in labels]
    assert {own[-1] for own in lines if len(own) > 2} >= {"…"}
    assert max(map(len, lines)) == 3


def test_what_offices_write_stays_text(troubled: Home) -> None:
    """Shown as they wrote it, never obeyed."""
    read = Read(page(troubled))
    assert len(read.of("script")) == 1
    assert "<script>alert" not in page(troubled)
    assert "&lt;script&gt;" in page(troubled)
    assert "49" not in read.texts


def test_it_says_where_the_round_stands(troubled: Home) -> None:
    """How many of how many, each office's line, each rule's."""
    text = " ".join(Read(page(troubled)).texts)
    assert "应报 3 个街道，已报 2 个，其中需退改 1 个" in text
    for name, count in (("应报", 3), ("已报", 2), ("已出报告", 1), ("需退改", 1), ("未报", 1)):
        assert f"<li>{name}<b>{count}</b></li>" in page(troubled)
    rows = re.findall(r'<tr data-standing="([^"]*)"><th scope="row">([^<]*)</th>', page(troubled))
    assert [(unescape(office), standing) for standing, office in rows] == [
        (OFFICES[0], "需退改"), (OFFICES[1], "已出报告"), (OFFICES[2], "未报"),
    ]  # fmt: skip


def test_charts_have_their_tables(reported: Home) -> None:
    """Each bar's figure stands beside it and in a table; the district's are sums made here."""
    read = Read(page(reported))
    assert len(read.of("svg")) == len(read.of("figure")) == 3  # there is no last year
    assert all(svg["role"] == "img" and svg["aria-label"] for svg in read.of("svg"))
    seeds = range(1, len(OFFICES) + 1)
    sums = {
        ref: sum(all_figures(FORM, consistent_figures(FORM, seed))[ref] for seed in seeds)
        for ref in FORM.cells
    }
    opened = sums[CellRef("表三", f"{factory.RESULTS}/（一）予以公开", "总计")]
    assert f'（一）予以公开</th><td class="n">{opened}</td>' in page(reported)
    corrected = sums[CellRef("表四", "", "行政复议/结果纠正")]
    assert f'行政复议　结果纠正</th><td class="n">{corrected}</td>' in page(reported)


def test_it_can_be_used_without_seeing_it(troubled: Home) -> None:
    """Language, headings in order, captions, heads, labels, a way past the navigation."""
    read = Read(page(troubled))
    assert read.of("html")[0]["lang"] == "zh-CN"
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tables = read.of("table")
    assert len(read.of("caption")) == len(tables)
    assert all(head.get("scope") in ("col", "row") for head in read.of("th"))
    fields = len(read.of("input")) + len(read.of("select"))
    assert len(read.of("label")) == fields
    assert read.of("a")[0] == {"class": "skip", "href": "#main"}
    names = [str(a["id"]) for _, a in read.tags if "id" in a]
    assert len(names) == len(set(names))
    said = [str(a["aria-label"]) for a in read.of("a") if "aria-label" in a]
    assert len(said) == len(set(said)) == 3


def contrast(one: str, two: str) -> float:
    """Of two colours, as WCAG 2 defines it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_its_colours_can_be_read_by_light_and_by_dark(reported: Home) -> None:
    """Every colour of words on the page and on a card: at least 4.5 to 1."""
    found = re.findall(r":root \{([^}]*)\}", page(reported))
    assert len(found) == 2
    for theme in found:
        colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", theme))
        for name in ("ink", "soft", "one", "good", "bad", "doubt"):
            for ground in ("page", "card"):
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def _starts(folder: Path) -> bool:
    """Whether the browser shows an empty page: it does not where there is no font at all."""
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    profile = f"--user-data-dir={folder / 'empty'}"
    command = [str(BROWSER), *options, profile, "about:blank"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - ours


Shown = Callable[[str], tuple[str, Sequence[str], set[str]]]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Opens the page in the browser, after a script of ours: what it shows, says and asks for."""
    folder = tmp_path_factory.mktemp("浏览器")
    if not (BROWSER and _starts(folder)):
        pytest.skip("needs a browser that starts (apt: chromium), and a font")
    home = new_home(folder / "区")
    home.plant({CellRef("表三", NEW, "自然人"): HOSTILE})
    (home.year / f"{OFFICES[2]}.xlsx").unlink()
    home.reports()

    def show(script: str) -> tuple[str, Sequence[str], set[str]]:
        text = page(home).replace("</body>", f"<script>{script}</script></body>")
        copy = home.outputs / "试.html"
        copy.write_text(text, encoding="utf-8")
        log = folder / "net.json"
        done = subprocess.run(  # noqa: S603 - a fixed command on a page made here
            [
                str(BROWSER), "--headless=new", "--no-sandbox", "--disable-gpu",
                f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr",
                f"--log-net-log={log}", "--dump-dom", copy.as_uri(),
            ],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        asked = set(re.findall(r'"url":"([^"]*)"', json.dumps(json.loads(log.read_text()))))
        return done.stdout, said, asked

    return show


FILTER = """
const rows = (name) => [...document.querySelectorAll("#" + name + " tbody tr")]
  .filter((row) => row.checkVisibility()).map((row) => row.cells[0].textContent);
const set = (form, field, value) => {
  const input = document.querySelector(`form[data-filters=${form}]`).elements[field];
  input.value = value; input.dispatchEvent(new Event("input", {bubbles: true}));
};
const seen = {all: rows("offices")};
set("offices", "standing", "未报"); seen.missing = rows("offices");
set("offices", "standing", ""); set("offices", "text", "乙"); seen.named = rows("offices");
seen.said = document.querySelector("[role=status]").textContent;
set("findings", "office", "示例丙街道"); seen.findings = rows("findings").length;
set("findings", "text", "没有这样的字"); seen.nothing = rows("findings").length;
document.title = JSON.stringify(seen);
"""


def test_a_real_browser_shows_and_filters_it(shown: Shown) -> None:
    """By words and by choice, each said to those who cannot see it."""
    dom, said, _ = shown(FILTER)
    assert said == []
    seen = json.loads(unescape(re.findall("<title>(.*?)</title>", dom, re.S)[0]))
    assert seen == {
        "all": list(OFFICES),
        "missing": [OFFICES[2]],
        "named": [OFFICES[1]],
        "said": "显示 1 行，共 3 行",
        "findings": 1,
        "nothing": 0,
    }


def test_a_real_browser_asks_for_nothing(shown: Shown) -> None:
    """No request but for the page itself; a page that asked would be stopped and say so."""
    _, said, asked = shown("")
    assert said == []
    own = ("google", "gvt1", "chromium", "clients")  # what the browser asks on its own
    others = {url for url in asked if url.startswith(("http", "ftp", "ws"))}
    assert {url for url in others if not any(name in url for name in own)} == set()
    _, said, _ = shown("fetch('http://a.b/c').catch(() => 0)")
    assert said  # the page forbids it


@pytest.mark.parametrize("width", [360, 1100])
def test_it_fits_a_phone_and_a_screen(shown: Shown, width: int) -> None:
    """Nothing but wide tables, which scroll by themselves, is broader than the window."""
    script = f"""
    document.documentElement.style.width = "{width}px"; document.body.style.width = "{width}px";
    const wide = [...document.querySelectorAll("body *")].filter(
      (one) => one.checkVisibility() && !one.closest(".wide") && !one.closest(".skip")
        && one.getBoundingClientRect().right > {width} + 1);
    document.title = JSON.stringify(wide.map((one) => one.tagName));
    """
    dom, said, _ = shown(script)
    assert said == []
    assert re.findall("<title>(.*?)</title>", dom, re.S) == ["[]"]

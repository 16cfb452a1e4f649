"""run.province: districts of a province, each by itself, and all of them one level up."""

import csv
import os
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import factory
import pytest
from click.testing import CliRunner, Result
from conftest import Home, new_home
from factory import FORM, OFFICES, SETTINGS, YEAR
from filelock import FileLock
from openpyxl import load_workbook

from pipeline.cli.chinese import in_chinese
from pipeline.cli.commands import commands
from pipeline.cli.province import province_lines
from pipeline.engine.cluster import Cluster
from pipeline.engine.job import Begin, Step, nobody
from pipeline.engine.processes import Processes
from pipeline.errors import ConfigurationError
from pipeline.extract.published.word import tables_with, taken_apart
from pipeline.form import FORM_2021
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.lists import figures_of_list
from pipeline.load.template import Filled, write_template
from pipeline.outputs import Wanted
from pipeline.province.district_round import DistrictTask, Done, do_districts
from pipeline.province.homes import find_homes
from pipeline.province.province import Province, newest_of, run_province
from pipeline.province.settings import read_province
from pipeline.records import Standing
from pipeline.round.order import Order
from pipeline.round.outcome import How
from pipeline.round.proofs import DisprovedError, prove_list
from pipeline.round.reader import Source, read_all
from pipeline.round.round import run_round
from pipeline.tiers import districts_of
from pipeline.transform.locating import Located
from pipeline.transform.published.tables import place

pytestmark = pytest.mark.xdist_group("processes")  # all forked from one

MARK = "示例_lost"
ANEW = How(anew=True, say=lambda _: ())
NAMES = ("示例东区", "示例南县", "示例西区")
ASKED = '\n[[indicator]]\nlabel = "政府网站公开信息"\nunit = "条"\n'
REF = CellRef("表三", "一、本年新收政府信息公开申请数量", "自然人")


def settings(folder: Path, names: tuple[str, ...] = NAMES, more: str = "") -> None:
    """`province.toml`."""
    listed = ", ".join(f'"{name}"' for name in names)
    text = f'[province]\nname = "示例省"\ndistricts = [{listed}]\n{more}'
    (folder / "province.toml").write_text(text, encoding="utf-8")


@cache
def last_year(office: str, seed: int) -> bytes:
    """What an office returned the year before, from which this year's figures follow."""
    figures, words = factory.last_years_figures(FORM, seed), factory.words(FORM, seed + 1)
    whose = Whose(factory.DISTRICT, office, YEAR - 1)
    return write_template(FORM, whose, Filled(words, figures))


def new_province(folder: Path) -> dict[str, Home]:
    """Three districts of three clean offices, each with other figures."""
    homes = {}
    for at, name in enumerate(NAMES):
        homes[name] = new_home(folder / f"文件夹 {at}")
        factory.settings_file(homes[name].inputs, SETTINGS.replace(factory.DISTRICT, name))
        for seed, office in enumerate(OFFICES, start=1 + 10 * at):
            homes[name].put(factory.filled(FORM, office, seed=seed), f"{office}.xlsx")
            homes[name].put(last_year(office, seed), f"{office}.xlsx", YEAR - 1)
    settings(folder)
    return homes


def run(folder: Path, wanted: Wanted | None = None, how: How = ANEW) -> Province:
    """A whole run."""
    return run_province(folder, YEAR, wanted or Wanted(), how)


def results(folder: Path) -> Path:
    """Where what is of the province is written."""
    return folder / "output" / str(YEAR)


def written(folder: Path) -> dict[str, bytes]:
    """Every output of the province and of its districts, but logs and locks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("output/**/*")
        if path.is_file() and path.name not in ("运行日志.txt", ".nianbao.lock")
    }


def listed(path: Path) -> list[dict[str, str]]:
    """The rows of a list."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province that has been run, two offices of which have mistakes."""
    folder = tmp_path_factory.mktemp("示例省")
    homes = new_province(folder)
    wrong = factory.changed(
        factory.filled(FORM, OFFICES[0], seed=11), {factory.places(FORM)[REF]: "约三件"}
    )
    homes[NAMES[1]].put(wrong)
    (homes[NAMES[2]].year / f"{OFFICES[2]}.xlsx").unlink()
    run(folder)
    return folder


@pytest.fixture
def clean(tmp_path: Path) -> tuple[Path, dict[str, Home]]:
    """A province that has not been run."""
    folder = tmp_path / "示例省"
    return folder, new_province(folder)


# ── sums ─────────────────────────────────────────────────────────────────────


def sums(rows: list[dict[str, str]]) -> dict[str, float]:
    """Head → what its column adds up to, but for whose rows they are."""
    heads = [head for head in rows[0] if "　" in head]
    return {head: sum(float(one[head] or 0) for one in rows) for head in heads}


def told_in(report: Path) -> dict[CellRef, float]:
    """The figures of a district's own report, found by their labels."""
    read = taken_apart(report.read_bytes())
    placed = place(tables_with(read.tables, read.figures), FORM_2021).figures
    return {ref: float(spot.text) for ref, spot in placed.items()}


def test_sums_close_at_every_level(whole: Path) -> None:
    """Offices, their districts' lists and reports, the province's lists, workbook and report."""
    offices = listed(results(whole) / "街道数据.csv")
    districts = listed(results(whole) / "区县数据.csv")
    assert [row["区县"] for row in districts] == list(NAMES)
    assert len(offices) == 3 * len(OFFICES)
    for row in districts:
        own = [office for office in offices if office["区县"] == row["区县"]]
        inputs = {h for h in sums([row]) if "总计" not in h}
        assert {h: v for h, v in sums(own).items() if h in inputs} == pytest.approx(
            {h: v for h, v in sums([row]).items() if h in inputs}
        )
    told = told_in(results(whole) / "汇总报告.docx")
    below = [told_in(path) for path in whole.glob("文件夹 */output/*/汇总报告.docx")]
    assert len(told) == 200
    assert told == pytest.approx({ref: sum(one[ref] for one in below) for ref in told})
    book = load_workbook(results(whole) / "汇总.xlsx", data_only=True)
    for cells in FORM_2021.tables:
        if not cells.is_list:
            sheet = book[cells.name]
            table = sheet.tables[f"{cells.name}各区县"].ref
            top = sheet[table][0][0].row - 1
            shown = [cell.value for cell in sheet[top]][2 : 2 + len(cells.cells)]
            assert shown == pytest.approx([told[cell.ref] for cell in cells.cells])


def test_a_list_that_does_not_add_up_is_not_passed_on(
    clean: tuple[Path, dict[str, Home]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The district is told, and in no sum; the others are."""
    folder, _ = clean

    def spoilt(path: Path, form: Any) -> Any:  # noqa: ANN401 - passed on
        for office, figures in figures_of_list(path, form):
            yield office, [*figures[:-1], figures[-1] + ("夹 1/" in str(path))]

    monkeypatch.setattr("pipeline.load.lists.figures_of_list", spoilt)
    finished = run(folder)
    told = {(f.code, f.place.office) for f in finished.findings if f.code.startswith("D")}
    assert told == {("D07", NAMES[1])}
    assert [row["状态"] for row in listed(results(folder) / "区县数据.csv")] == [
        "已出报告", "未办完", "已出报告",
    ]  # fmt: skip
    with pytest.raises(DisprovedError):
        prove_list([[1.0] * len(FORM.cells)], [2] * len(FORM.cells), FORM)


def test_a_figure_that_not_every_district_has_is_told(clean: tuple[Path, dict[str, Home]]) -> None:
    """A province's indicator is summed over those that ask for it."""
    folder, homes = clean
    labels = [cell.ref.row for cell in FORM.table(FORM.extensible).cells]
    settings(folder, more=f'\n[[indicator]]\nlabel = "{labels[-1]}"\nunit = "场"\n')
    text = SETTINGS.replace(factory.DISTRICT, NAMES[0])
    factory.settings_file(homes[NAMES[0]].inputs, text[: text.index("[[indicator]]")])
    finished = run(folder)
    told = {(f.code, f.place.office) for f in finished.findings if f.code.startswith("D")}
    assert told == {("D08", NAMES[0])}
    rows = listed(results(folder) / "区县数据.csv")
    assert [bool(row[f"指标　{labels[-1]}"]) for row in rows] == [False, True, True]
    book = load_workbook(results(folder) / "汇总.xlsx", data_only=True)
    assert "另有 3 格" in str(book["指标"]["A2"].value)


# ── what is written ──────────────────────────────────────────────────────────


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: list[Path] = []
        self._folder = page.parent
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link to another document."""
        target = dict(attrs).get("href") or ""
        if tag == "a" and not target.startswith("#"):
            self.targets.append(self._folder / unquote(target))


def test_from_the_province_to_a_district_to_an_office(whole: Path) -> None:
    """Every link leads to a document, on the page and in the workbook."""
    page = Links(results(whole) / "总览.html")
    below = [path for path in page.targets if path.name == "总览.html"]
    assert len(below) == len(NAMES)
    reports = [path for one in below for path in Links(one).targets if path.suffix == ".docx"]
    assert len([path for path in reports if path.parent.name == "街道报告"]) == 7
    assert all(path.is_file() for path in (*page.targets, *reports))
    book = load_workbook(results(whole) / "汇总.xlsx")
    cells = [cell for row in book["报送情况"].iter_rows() for cell in row]
    targets = [str(cell.hyperlink.target).replace("\\", "/") for cell in cells if cell.hyperlink]
    assert len(targets) == 3 * len(NAMES)
    assert all((results(whole) / unquote(target)).is_file() for target in targets)


def test_it_says_how_many_districts_and_offices_stand_how(whole: Path) -> None:
    """One that has an office to correct, or to wait for, is not done."""
    finished = run(whole)
    assert [(line.standing, dict(line.inside)) for line in finished.standings] == [
        (Standing.DONE, {Standing.DONE: 3}),
        (Standing.UNDONE, {Standing.DONE: 2, Standing.TO_CORRECT: 1}),
        (Standing.UNDONE, {Standing.DONE: 2, Standing.MISSING: 1}),
    ]
    assert not finished.complete
    told = "\n".join(province_lines(finished))
    assert "名册 3 个区县，9 个街道" in told
    assert f"未办完 2 个区县：{NAMES[1]}、{NAMES[2]}" in told
    scope = "应报 3 个区县，已报 3 个，其中未办完 2 个；应报 9 个街道，已报 8 个，其中需退改 1 个；"
    assert scope in (results(whole) / "总览.html").read_text(encoding="utf-8")
    codes = {(f.code, f.place.office) for f in finished.findings}
    assert codes == {("N12", NAMES[1]), ("F33", NAMES[2])}


def test_a_district_has_what_it_would_have_by_itself(whole: Path, tmp_path: Path) -> None:
    """Its own documents know of no province."""
    home = whole / "文件夹 1"
    run_round(home / "input", tmp_path, YEAR, Wanted())
    alone = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for path in (home / "output").rglob("*"):
        if path.is_file() and path.name not in ("运行日志.txt", ".nianbao.lock"):
            assert alone[path.name] == path.read_bytes(), path


def test_what_a_person_changed_is_kept(clean: tuple[Path, dict[str, Home]]) -> None:
    """Of the province as of a district; and what has not changed is not touched."""
    folder, _ = clean
    run(folder, how=How())
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("output/**/*.docx")}
    (results(folder) / "总览.html").write_bytes(b"edited")
    (folder / "文件夹 0" / "output" / str(YEAR) / "汇总.xlsx").write_bytes(b"edited")
    finished = run(folder, how=How())
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(finished.conflicts.saved_edits) == 1
    assert len(finished.inside[str(folder / "文件夹 0")].conflicts.saved_edits) == 1
    assert [path.read_bytes() for path in folder.rglob("手工修改/*/*")] == [b"edited"] * 2
    assert "您改过的文件" in "\n".join(province_lines(finished))


def test_only_lists_where_no_documents_are_wanted(clean: tuple[Path, dict[str, Home]]) -> None:
    """`check`."""
    folder, _ = clean
    finished = run(folder, Wanted(documents=False))
    assert finished.complete
    names = {path.name for path in results(folder).iterdir()} - {".nianbao.lock"}
    assert names == {"区县数据.csv", "街道数据.csv", "问题清单.csv", "运行记录.json"}


# ── what goes wrong ──────────────────────────────────────────────────────────


def toml(home: Home, text: str) -> None:
    """Other settings."""
    factory.settings_file(home.inputs, text)


def held(home: Home) -> FileLock:
    """Somebody runs it."""
    home.outputs.mkdir(parents=True)
    lock = FileLock(home.outputs / ".nianbao.lock")
    lock.acquire()
    return lock


def emptied(home: Home) -> None:
    """Nothing has come."""
    for path in home.year.iterdir():
        path.unlink()


def renamed(home: Home) -> None:
    """The folder says who it is, the settings another name."""
    toml(home, SETTINGS.replace(factory.DISTRICT, "示例北区"))
    home.folder.rename(home.folder.with_name(NAMES[1]))


WRONG: dict[str, tuple[Callable[[Home], object], set[tuple[str, str]]]] = {
    "no settings": (lambda home: (home.inputs / "district.toml").unlink(), {("D01", NAMES[1])}),
    "settings that cannot be read": (
        lambda home: toml(home, "["),
        {("D01", NAMES[1]), ("D05", "")},
    ),
    "settings without an end": (
        lambda home: toml(home, f"a = {'[' * 100_000}"),
        {("D01", NAMES[1]), ("D05", "")},
    ),
    "a number without an end": (
        lambda home: toml(home, f"a = {'9' * 10_000}"),
        {("D01", NAMES[1]), ("D05", "")},
    ),
    "another's name in a folder of its name": (renamed, {("D01", NAMES[1])}),
    "another's name": (
        lambda home: toml(home, SETTINGS.replace(factory.DISTRICT, NAMES[0])),
        {("D01", NAMES[1]), ("D03", NAMES[0])},
    ),
    "a name that nobody knows": (
        lambda home: toml(home, SETTINGS.replace(factory.DISTRICT, "示例北区")),
        {("D01", NAMES[1]), ("D04", "")},
    ),
    "no returns": (emptied, {("D02", NAMES[1])}),
    "in use": (held, {("D06", NAMES[1])}),
    "results that are no folder": (
        lambda home: (home.folder / "output").write_bytes(b"x"),
        {("D02", NAMES[1])},
    ),
}


def expected_standing(wrong: str) -> Standing:
    """A district is missing where nothing of it has come."""
    there = (
        "in use", "results that are no folder", "another's name in a folder of its name"
    )  # fmt: skip
    return Standing.UNDONE if wrong in there else Standing.MISSING


@pytest.mark.parametrize("wrong", WRONG)
def test_one_district_never_touches_the_others(
    clean: tuple[Path, dict[str, Home]], wrong: str
) -> None:
    """It is told, with what to do; the others have all of theirs."""
    folder, homes = clean
    spoil, expected = WRONG[wrong]
    kept = spoil(homes[NAMES[1]])
    finished = run(folder)
    assert {(f.code, f.place.office) for f in finished.findings} == expected
    stands = {line.office: line.standing for line in finished.standings}
    done = {name for name in NAMES if stands[name] is Standing.DONE}
    assert done == {*NAMES} - {name for _, name in expected}
    assert not finished.complete
    assert all((homes[name].outputs / "总览.html").is_file() for name in done)
    assert all(f.fix and f.why for f in finished.findings)
    busy = "另一个程序正在用这个区县的文件夹"  # that does not say who it is
    assert any(f.why.startswith(busy) for f in finished.findings) is (wrong == "in use")
    assert stands[NAMES[1]] is expected_standing(wrong)
    arrived = sum(standing is not Standing.MISSING for standing in stands.values())
    assert f"应报 3 个区县，已报 {arrived} 个" in (results(folder) / "总览.html").read_text(
        encoding="utf-8"
    )
    del kept


def test_an_accident_in_one_is_told_and_logged(
    clean: tuple[Path, dict[str, Home]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of this program."""
    folder, _ = clean

    def accident(inputs: Path, *more: Any) -> Any:  # noqa: ANN401 - passed on
        if "夹 1/" in f"{inputs}":
            raise ZeroDivisionError
        return run_round(inputs, *more)

    monkeypatch.setattr("pipeline.province.district_round.run_round", accident)
    finished = run(folder)
    assert {(f.code, f.place.office) for f in finished.findings} == {("D07", NAMES[1])}


def test_a_return_that_lies_in_two_districts_is_told(
    clean: tuple[Path, dict[str, Home]],
) -> None:
    """Known by its hash, in each of them."""
    folder, homes = clean
    for name in NAMES[:2]:
        homes[name].put(factory.filled(FORM, OFFICES[0], seed=40))
    finished = run(folder)
    told = {f.place.office: f.why for f in finished.findings if f.code == "D09"}
    assert list(told) == [*NAMES[:2]]
    assert f"{NAMES[1]}的“{OFFICES[0]}”" in told[NAMES[0]]


def test_what_a_person_completed_stays(clean: tuple[Path, dict[str, Home]]) -> None:
    """The province's own report, as a district's: told in the list."""
    folder, _ = clean
    run(folder)
    report = results(folder) / "汇总报告.docx"
    report.write_bytes(report.read_bytes() + b" ")
    assert ("R22", "") in {(f.code, f.place.office) for f in run(folder).findings}
    assert "R22" in (results(folder) / "问题清单.csv").read_text(encoding="utf-8-sig")


SETTINGS_WRONG = {
    "": "province.toml",
    "[province]\nname = '示例省'\n": "districts",
    "[province]\nname = '示例省'\ndistricts = []\n": "至少要有一个",
    "[province]\nname = '示例省'\ndistricts = ['甲区', '甲区']\n": "重复",
    "[province]\nname = '示例省'\ndistricts = ['甲区']\noffices = 1\n": "拼写",
}


@pytest.mark.parametrize("text", SETTINGS_WRONG)
def test_settings_that_cannot_be_honoured_stop_it_in_one_line(tmp_path: Path, text: str) -> None:
    """Nothing is written."""
    if text:
        (tmp_path / "province.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=SETTINGS_WRONG[text]):
        run(tmp_path)
    assert not (tmp_path / "output").exists()


# ── by whom ──────────────────────────────────────────────────────────────────


def dies_of_a_file(order: Order, sources: Sequence[Source], begin: Begin) -> Iterator[Located]:
    """Read files in a process that does not survive one of them."""
    for read in read_all(order, sources, begin):
        if read.file == f"{OFFICES[1]}.xlsx" and "文件夹 1" in str(sources[0].path):
            os.kill(os.getpid(), signal.SIGKILL)
        yield read


def dies_of_one(order: Order, tasks: Sequence[DistrictTask], begin: Begin) -> Iterator[Done]:
    """Do districts; in one of them, a file ends whoever reads it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.round.reading.read_all", dies_of_a_file)
        yield from do_districts(order, tasks, begin)


def dies_always(order: Order, tasks: Sequence[DistrictTask], begin: Begin) -> Iterator[Done]:
    """Do districts; whoever works on one of them is lost."""
    for task in tasks:
        begin(Step("处理", task.name, 60))
        if task.name == NAMES[1]:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from do_districts(order, [task], begin)


def dies_once(order: Order, tasks: Sequence[DistrictTask], begin: Begin) -> Iterator[Done]:
    """Do districts; the first who works on one of them is lost."""
    for task in tasks:
        mark = Path(task.home) / MARK
        if task.name == NAMES[1] and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield from do_districts(order, [task], begin)


def test_a_file_that_ends_whoever_reads_it_costs_its_office_only(
    clean: tuple[Path, dict[str, Home]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The district is done again without it; the others' reports are there."""
    folder, homes = clean
    monkeypatch.setattr("pipeline.province.district_round.do_districts", dies_of_one)
    monkeypatch.setattr("pipeline.province.province.Processes", Processes)
    with Processes(2) as engine:
        finished = run(folder, how=ANEW._replace(engine=engine))
    assert [line.standing for line in finished.standings] == ["已出报告", "未办完", "已出报告"]
    rows = listed(homes[NAMES[1]].outputs / "问题清单.csv")
    assert {(row["编号"], row["街道"]) for row in rows if row["级别"] == "错误"} == {
        ("F04", OFFICES[1])
    }
    assert len(list((homes[NAMES[1]].outputs / "街道报告").iterdir())) == 2


def test_the_same_bytes_come_out_of_a_cluster_that_loses_a_worker(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a lost worker was at is done by another one."""
    for mark in whole.glob(f"*/{MARK}"):
        mark.unlink()
    for home in whole.glob("文件夹 *"):
        for path in (home / "output").rglob("变更.csv"):
            path.unlink()
    run(whole)
    before = written(whole)
    for folder in [*whole.glob("output"), *whole.glob("*/output")]:
        factory_clear(folder)
    monkeypatch.setattr("pipeline.province.district_round.do_districts", dies_once)
    engine = Cluster("local", 2, nobody)
    try:
        run(whole, how=ANEW._replace(engine=engine))
    finally:
        engine.end()
    assert list(whole.glob(f"*/{MARK}"))
    after = written(whole)
    assert after.keys() == before.keys()
    assert [name for name in after if after[name] != before[name]] == []


def test_a_district_that_ends_every_process_is_told(
    clean: tuple[Path, dict[str, Home]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others have theirs; its offices are missing from the sums, and said to be."""
    folder, _ = clean
    monkeypatch.setattr("pipeline.province.district_round.do_districts", dies_always)
    monkeypatch.setattr("pipeline.province.province.Processes", Processes)
    with Processes(2) as engine:
        finished = run(folder, how=ANEW._replace(engine=engine))
    assert {(f.code, f.place.office) for f in finished.findings} == {("D07", NAMES[1])}
    stands = [(line.standing, dict(line.inside)) for line in finished.standings]
    assert stands[1] == (Standing.UNDONE, {Standing.MISSING: 3})
    assert [stand for stand, _ in (stands[0], stands[2])] == [Standing.DONE] * 2
    assert len(listed(results(folder) / "街道数据.csv")) == 9


def test_the_folder_of_a_district_is_no_province(clean: tuple[Path, dict[str, Home]]) -> None:
    """What the district has would go."""
    _, homes = clean
    home = homes[NAMES[0]].folder
    settings(home)
    with pytest.raises(ConfigurationError, match="是一个区县自己的文件夹"):
        run(home)


def test_an_indicator_of_another_shape_is_not_added_up(
    clean: tuple[Path, dict[str, Home]],
) -> None:
    """Neither with other parts, nor in another unit: the total would not close."""
    folder, homes = clean
    own = 'label = "示例热线"\nunit = "件"\nparts = ["示例救助", "其他"]\n'
    settings(folder, more=f"\n[[indicator]]\n{own}")
    text = SETTINGS.replace(factory.DISTRICT, NAMES[0])
    toml(homes[NAMES[0]], text.replace(own, 'label = "示例热线"\nunit = "件"\n'))
    toml(homes[NAMES[2]], text.replace(NAMES[0], NAMES[2]).replace(own, own.replace("件", "次")))
    finished = run(folder)
    told = {(f.code, f.place.office) for f in finished.findings if f.code.startswith("D")}
    assert told == {("D08", NAMES[0]), ("D08", NAMES[2])}
    rows = listed(results(folder) / "区县数据.csv")
    assert [bool(row["指标　示例热线"]) for row in rows] == [False, True, False]


def test_a_folder_that_nobody_can_name_is_told(clean: tuple[Path, dict[str, Home]]) -> None:
    """As an unpacked archive of another system leaves it."""
    folder, _ = clean
    odd = folder / os.fsdecode(b"\xca\xbe\xc0\xfd") / "input"
    factory.settings_file(odd)
    homes, found = find_homes(folder, read_province(folder))
    assert list(homes) == list(NAMES)
    assert [f.code for f in found] == ["D05"]
    assert found[0].place.file.isprintable()


def test_a_list_that_is_open_is_told(
    clean: tuple[Path, dict[str, Home]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new one lies beside it; the district goes into no sum with the old one."""
    folder, _ = clean

    def beside(*given: Any) -> Any:  # noqa: ANN401 - passed on
        came_to = run_round(*given)
        if "夹 1/" in f"{given[0]}":
            came_to.conflicts.set_aside.append("数据（新）.csv")
        return came_to

    monkeypatch.setattr("pipeline.province.district_round.run_round", beside)
    finished = run(folder)
    assert {(f.code, f.place.office) for f in finished.findings} == {("D02", NAMES[1])}
    assert "正被打开" in finished.findings[0].why


def test_the_whole_is_called_what_it_is() -> None:
    """A city's report does not speak of a province."""
    said = [districts_of(name).whole for name in ("示例省", "示例市", "示例自治区", "示例州")]
    assert said == ["全省", "全市", "全区", "全州"]


def factory_clear(folder: Path) -> None:
    """Take all outputs out."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


# ── the command ──────────────────────────────────────────────────────────────


def commanded(command: str, folder: Path | str, *more: str) -> Result:
    """As it is typed."""
    said = [command, "--province", str(folder), *more]
    return CliRunner().invoke(commands, said, standalone_mode=False)


def test_the_command_runs_a_province(clean: tuple[Path, dict[str, Home]]) -> None:
    """Without a year, the newest that any district has."""
    folder, homes = clean
    assert newest_of(folder) == (YEAR, [])
    (homes[NAMES[2]].inputs / str(YEAR + 1)).mkdir()
    (homes[NAMES[2]].inputs / str(YEAR + 1) / "表.xlsx").write_bytes(b"x")
    assert newest_of(folder) == (YEAR, [NAMES[2]])
    done = CliRunner().invoke(
        commands, ["reports", "--province", str(folder)], standalone_mode=False
    )
    assert done.return_value == 0
    assert f"{YEAR} 年：名册 3 个区县，9 个街道" in re.sub("\x1b[^m]*m", "", done.output)
    (homes[NAMES[0]].year / f"{OFFICES[0]}.xlsx").unlink()
    assert commanded("check", folder).return_value == 1


def test_of_two_years_as_frequent_the_newer_is_taken(clean: tuple[Path, dict[str, Home]]) -> None:
    """Whichever district comes first on the list."""
    folder, homes = clean
    emptied(homes[NAMES[2]])
    (homes[NAMES[1]].inputs / str(YEAR + 1)).mkdir()
    (homes[NAMES[1]].inputs / str(YEAR + 1) / "表.xlsx").write_bytes(b"x")
    assert newest_of(folder) == (YEAR + 1, [])


def test_a_folder_of_another_district_is_told_with_its_name(
    clean: tuple[Path, dict[str, Home]],
) -> None:
    """The name that its settings say, not that of any other district."""
    folder, homes = clean
    renamed(homes[NAMES[1]])
    _, found = find_homes(folder, read_province(folder))
    told = {(f.code, f.place.office): f.expected for f in found}
    assert told["D01", NAMES[1]] == NAMES[1]
    (why,) = (f.why for f in found if f.code == "D01")
    assert "示例北区" in why


def test_a_province_without_any_return_is_told(tmp_path: Path) -> None:
    """There is no year to take."""
    settings(tmp_path)
    with pytest.raises(ConfigurationError, match="都还没有表格"):
        newest_of(tmp_path)


@pytest.mark.parametrize("option", ["--home", "--input", "--output"])
def test_a_province_and_a_district_cannot_both_be_meant(tmp_path: Path, option: str) -> None:
    """Nothing is guessed."""
    done = commanded("check", tmp_path, option, str(tmp_path))
    assert isinstance(done.exception, click.UsageError)
    assert "不能和 --province 一起写" in in_chinese(done.exception)

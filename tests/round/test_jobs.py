"""round: in several jobs, by several processes, it comes to the same bytes as in one."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import dask
import factory
import pytest
from conftest import ANEW, Home, new_home
from factory import DISTRICT, FORM, OFFICES, SETTINGS, YEAR, filled

from pipeline.engine.cluster import Cluster
from pipeline.engine.job import Begin, Step, nobody, silent
from pipeline.engine.processes import Processes
from pipeline.errors import ConfigurationError
from pipeline.form.table import CellRef
from pipeline.outputs import Wanted
from pipeline.round.offices import Desk, OfficeResult, examine_all
from pipeline.round.order import Order, known_of, order_of
from pipeline.round.outcome import How, Round
from pipeline.round.reader import Source, read_all
from pipeline.round.round import run_round
from pipeline.round.setup import read_setup
from pipeline.round.status import look
from pipeline.round.templates import make_templates
from pipeline.transform.examine import Submitted
from pipeline.transform.grouping import OfficeFiles
from pipeline.transform.locating import Known

pytestmark = pytest.mark.xdist_group("processes")  # all forked from one

MANY = tuple(f"示例{sign}街道" for sign in "甲乙丙丁戊己庚")
COPIED = (
    "每周二在门口摆开小桌，由网格员现场回答住户的提问，记下来的问题当天分给各科室，三天内在楼道的"
    "小黑板上写明办理结果；看不懂文件的老人，由大学生志愿者念给他们听，再把听不明白的地方记下来。"
)
KILLER = MANY[3]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Seven offices, and of everything that brings files of several batches together, some."""
    home = new_home(tmp_path_factory.mktemp("七个街道"))
    offices = ", ".join(f'"{office}"' for office in MANY)
    text = SETTINGS.replace('"示例甲街道", "示例乙街道", "示例丙街道"', offices)
    waiver = f'[[waiver]]\noffice = "{MANY[5]}"\nrule = "W08"\nreason = "示例"\n'
    factory.settings_file(home.inputs, text + waiver)
    own = [field.label for section in FORM.sections[:2] for field in section.fields]
    prose = [label for label in own if label.startswith("（")]
    for seed, office in enumerate(MANY, start=1):
        home.put(filled(FORM, office, seed=seed), f"{office}.xlsx")
        home.put(filled(FORM, office, YEAR - 1, seed), f"{office}.xlsx", YEAR - 1)
    for seed in (1, 6):  # the first and the sixth wrote the same
        same = {home.places[label]: f"{label}{COPIED}" for label in prose}
        copy = factory.changed(filled(FORM, MANY[seed - 1], seed=seed), same)
        home.put(copy, f"{MANY[seed - 1]}.xlsx")
    (home.year / f"{MANY[1]}.xlsx").rename(home.year / "定稿.xlsx")  # named after nobody
    home.put(filled(FORM, MANY[2], seed=9), "最新.xlsx")  # two of one, in two batches
    home.put(b"no workbook", f"{MANY[4]}（说明）.xlsx")
    home.put(b"x", f"{MANY[4]}.zip")
    home.put(b"x", "通知.txt")
    last = home.inputs / str(YEAR - 1)
    (last / f"{MANY[4]}.xlsx").rename(last / f"{MANY[0]}上年.xlsx")  # of another office
    (home.year / f"{MANY[6]}.xlsx").unlink()
    return home


def run(home: Home, name: str, how: How = ANEW, wanted: Wanted = Wanted(drafts=True)) -> Round:  # noqa: B008 - it cannot be changed
    """A run into a folder of its own."""
    return run_round(home.inputs, home.folder / name, YEAR, wanted, how)


def outputs(home: Home, name: str) -> dict[str, bytes]:
    """Every file that a run wrote, but its log."""
    folder = home.folder / name
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    left_out = (".nianbao.lock", "运行日志.txt")
    return {
        name: path.read_bytes()
        for name, path in files.items()
        if path.is_file() and path.name not in left_out
    }


@pytest.fixture(scope="module")
def whole(many: Home) -> dict[str, bytes]:
    """What one batch comes to."""
    run(many, "whole")
    return outputs(many, "whole")


@pytest.mark.parametrize(("size", "count"), [(2, 2), (3, 1)])
def test_jobs_and_processes_change_no_byte(
    many: Home, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, size: int, count: int
) -> None:
    """However the offices are divided, and whoever works on them."""
    in_jobs_of(size, monkeypatch)
    name = f"{size} {count}"
    with Processes(count) as engine:
        finished = run(many, name, ANEW._replace(engine=engine))
    assert outputs(many, name) == whole
    found = {(f.code, f.place.office) for f in finished.findings}
    assert {("W08", MANY[0]), ("W08", MANY[5]), ("F30", MANY[2])} <= found
    assert MANY[1] in (line.office for line in finished.standings if line.file == "定稿.xlsx")


def in_jobs_of(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let jobs of the rounds that follow have so many files, and so many offices."""
    monkeypatch.setattr("pipeline.round.offices.SIZE", size)
    monkeypatch.setattr("pipeline.round.reading._EACH", size)


def test_looking_only_comes_to_the_same(many: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """`status` of a round in several jobs."""
    seen = look(many.inputs, many.folder / "none", YEAR)
    in_jobs_of(3, monkeypatch)
    again = look(many.inputs, many.folder / "none", YEAR)
    assert (again.findings, again.standings) == (seen.findings, seen.standings)
    assert not (many.folder / "none").exists()


def dies(order: Order, offices: Sequence[Submitted], begin: Begin) -> Iterator[OfficeResult]:
    """Examine offices in a process that does not survive one of them."""
    for result in examine_all(order, offices, begin):
        if result.office == KILLER:
            os.kill(os.getpid(), signal.SIGKILL)
        yield result


def dies_of_all(order: Order, offices: Sequence[Submitted], begin: Begin) -> Iterator[OfficeResult]:
    """Examine offices in a process that does not survive several of them together."""
    begin(Step("检查", "", 20, is_of_all=True))
    if len(offices) > 1 and any(one.office == KILLER for one in offices):
        os.kill(os.getpid(), signal.SIGKILL)
    yield from examine_all(order, offices, begin)


def with_process(
    do: Callable[[Order, Sequence[Submitted], Begin], Iterator[OfficeResult]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Let the processes of the runs that follow do this."""
    monkeypatch.setattr("pipeline.round.offices.examine_all", do)
    in_jobs_of(3, monkeypatch)


def test_a_process_that_dies_costs_the_office_that_killed_it(
    many: Home, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others have their reports, also those of its job."""
    with_process(dies, monkeypatch)
    with Processes(2) as engine:
        finished = run(many, "killed", ANEW._replace(engine=engine))
    lost = [(f.place.office, f.place.file) for f in finished.findings if f.code == "F00"]
    assert (KILLER, f"{KILLER}.xlsx") in lost
    made = outputs(many, "killed")
    reports = {name for name in whole if name.startswith("街道报告/")}
    assert {name for name in made if name.startswith("街道报告/")} == {
        name for name in reports if KILLER not in name
    }
    assert all(made[name] == whole[name] for name in reports if KILLER not in name)
    assert [name for name in made if ".nianbao-" in name] == []


def test_what_may_pass_is_not_remembered(many: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that ended its process may be sound the next time: the run is made again."""
    with Processes(2) as engine:
        with monkeypatch.context() as patch:
            with_process(dies, patch)
            run(many, "passing", How(engine))
        done = run(many, "passing", How(engine))
        assert not done.is_known
        assert KILLER not in {f.place.office for f in done.findings if f.code == "F00"}
        assert run(many, "passing", How(engine)).is_known


def test_what_survives_alone_is_not_lost(
    many: Home, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that ended its process is worked on again, office by office."""
    with_process(dies_of_all, monkeypatch)
    with Processes(2) as engine:
        run(many, "alone", ANEW._replace(engine=engine))
    assert outputs(many, "alone") == whole


MARK = "示例区_killed_once"


def dies_once(order: Order, offices: Sequence[Submitted], begin: Begin) -> Iterator[OfficeResult]:
    """Examine offices; one of them ends its worker the first time."""
    desk: Desk = known_of(order)
    mark = desk.folder.parents[1] / MARK  # beside the outputs
    if mark.is_file() and any(one.office == KILLER for one in offices):
        mark.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    yield from examine_all(order, offices, begin)


def test_a_cluster_comes_to_the_same_and_outlives_its_workers(
    many: Home, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a lost worker was at is done here, where the cluster does not try again.

    That it does is tested with districts.
    """
    import distributed  # its settings are known to dask only then

    assert distributed
    mark = many.folder / MARK
    mark.touch()
    with_process(dies_once, monkeypatch)
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        engine = Cluster("local", 0, nobody)  # as many workers as there are cores
        try:
            run(many, "cluster", ANEW._replace(engine=engine))
        finally:
            engine.end()
    assert not mark.exists()
    assert outputs(many, "cluster") == whole


def test_a_worker_that_would_come_to_something_else_does_nothing(home: Home) -> None:
    """Of another version of the program; or one that does not see the folders."""
    setup = read_setup(home.inputs, YEAR)
    known = Known(setup.form, setup.district.name, setup.district.roster)
    sources = [Source(home.folder / "no" / "示例.xlsx", YEAR, is_own=True)]
    with pytest.raises(ConfigurationError, match="同一个版本"):
        list(read_all(order_of(known, is_remote=True)._replace(program="another"), sources, silent))
    with pytest.raises(ConfigurationError, match="看不到"):
        list(read_all(order_of(known, is_remote=True), sources, silent))
    desk = order_of(Desk(setup, Wanted(), home.folder / "no"), is_remote=True)
    office = Submitted(OfficeFiles(OFFICES[0], "", None, is_taken=False, then=None), b"", b"")
    with pytest.raises(ConfigurationError, match="看不到"):
        list(examine_all(desk, [office], silent))


def test_what_reads_is_light() -> None:
    """A process that reads starts with every round: it must not wait for what it does not use."""
    heavy = {"numpy", "pandas", "pydantic", "loguru", "docx", "xlsxwriter", "openpyxl", "jinja2"}
    said = f"import sys, pipeline.round.reader; print(*sys.modules.keys() & {heavy})"
    done = subprocess.run(  # noqa: S603 - a line of our own
        [sys.executable, "-c", said], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # dask's sockets
@pytest.mark.parametrize("scheduler", ["tcp://127.0.0.1:1", "nowhere"])
def test_a_cluster_that_is_not_there_is_told_in_one_line(
    scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is worked on."""
    monkeypatch.setattr("pipeline.engine.cluster._TO_CONNECT", 1)
    with pytest.raises(ConfigurationError, match="连不上集群"):
        Cluster(scheduler, 2, nobody)


def test_without_the_library_of_clusters_it_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Most who run this have one computer."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigurationError, match="pip install"):
        Cluster("local", 2, nobody)


def test_a_round_to_which_nothing_has_changed_is_not_made_again(home: Home) -> None:
    """It comes to the same, and touches no output."""

    def again() -> Round:
        return run_round(home.inputs, home.folder / "output", YEAR, Wanted())

    first = again()
    before = {path: path.stat().st_mtime_ns for path in home.outputs.rglob("*.docx")}
    second = again()
    assert second.is_known
    assert second.standings == first.standings
    assert second.findings == first.findings
    assert second.documents == first.documents
    assert {path: path.stat().st_mtime_ns for path in before} == before


CHANGES: dict[str, Callable[[Home], object]] = {
    "a figure": lambda home: home.plant({CellRef("表四", "", "行政复议/结果维持"): 9}),
    "settings": lambda home: factory.settings_file(home.inputs, f"{SETTINGS}\n# 示例"),
    "a file": lambda home: home.put(b"x", "通知.txt"),
    "last year": lambda home: home.put(filled(FORM, year=YEAR - 1), year=YEAR - 1),
    "an output is gone": lambda home: (home.outputs / "汇总.xlsx").unlink(),
    "an output was edited": lambda home: (home.outputs / "总览.html").write_bytes(b"x"),
    "somebody wrote into the manifest": lambda home: _spoil(home.outputs / "运行记录.json"),
}


def _spoil(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"standings": [', '"standings": [5, '), encoding="utf-8")


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_a_round_is_made_again(home: Home, change: str) -> None:
    """An input, a setting, an output, or what is known of the last run."""
    run_round(home.inputs, home.folder / "output", YEAR, Wanted())
    CHANGES[change](home)
    assert not run_round(home.inputs, home.folder / "output", YEAR, Wanted()).is_known


def test_what_else_is_wanted_is_made(home: Home) -> None:
    """Lists alone, then documents; then drafts, too."""
    for wanted in (Wanted(documents=False), Wanted(), Wanted(drafts=True)):
        assert not run_round(home.inputs, home.folder / "output", YEAR, wanted).is_known
    assert list(home.outputs.glob("街道报告/*.docx"))
    assert DISTRICT in (home.outputs / "总览.html").read_text(encoding="utf-8")


def test_what_an_earlier_round_came_to_is_forgotten_by_the_next(home: Home) -> None:
    """Also where that one cannot be remembered itself: else outputs of others would be shown."""
    path = home.year / f"{OFFICES[0]}.xlsx"
    first = path.read_bytes()

    def again() -> Round:
        return run_round(home.inputs, home.folder / "output", YEAR, Wanted())

    again()
    home.plant({CellRef("表四", "", "行政复议/结果维持"): 9})
    (home.outputs / "总览.html").write_bytes(b"edited")
    assert again().conflicts.saved_edits
    path.write_bytes(first)
    assert not again().is_known
    assert again().is_known
    make_templates(home.inputs, home.folder / "output", YEAR)
    assert not again().is_known


def test_other_files_in_the_folders_keep_nothing_from_being_known(home: Home) -> None:
    """What no run reads is part of what a round goes by, as it lies there."""
    home.put(b"x", "通知.txt")
    home.put(b"x", ".DS_Store")
    os.mkfifo(home.year / "管道.xlsx")  # to open it would never end
    for known in (False, True):
        done = run_round(home.inputs, home.folder / "output", YEAR, Wanted())
        assert done.is_known is known
    home.put(b"y", "另一个通知.txt")
    assert not run_round(home.inputs, home.folder / "output", YEAR, Wanted()).is_known


def test_what_lies_beside_a_return_of_another_name_says_nothing_against_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the two come in different batches."""
    (home.year / f"{OFFICES[0]}.xlsx").rename(home.year / "定稿.xlsx")
    home.put(b"x", f"{OFFICES[0]}.csv")
    whole = home.reports()
    in_jobs_of(1, monkeypatch)
    assert home.reports().standings == whole.standings
    assert [line.standing for line in whole.standings] == ["已出报告"] * 3

"""One office again, and how the round stands without writing anything."""

import os

import factory
import pytest
from conftest import Home
from factory import DISTRICT, FORM, NEW, OFFICES, YEAR

from pipeline.cli.commands import main
from pipeline.form.table import CellRef
from pipeline.outputs import Wanted
from pipeline.round.outcome import Round

FIGURE = CellRef("表三", NEW, "自然人")


def files(home: Home) -> dict[str, bytes]:
    """Every output but the log and the manifest."""
    return {
        str(path.relative_to(home.outputs)): path.read_bytes()
        for path in home.outputs.rglob("*")
        if path.is_file() and not path.name.startswith("运行")
    }


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """What is new, other, or gone."""
    names = before.keys() | after.keys()
    return {name for name in names if before.get(name) != after.get(name)}


def only(home: Home, *offices: str) -> Round:
    """A run that makes the documents of these offices again."""
    return home.reports(Wanted(only=offices))


def test_only_one_office_is_made_again(home: Home) -> None:
    """The others' documents stay, though their returns have changed; the district knows all."""
    home.plant({"存在问题": "无"})
    home.reports()
    before = files(home)
    home.put(factory.filled(FORM))
    second = factory.changed(factory.filled(FORM, OFFICES[1], seed=2), {home.places[FIGURE]: 900})
    home.put(second, f"{OFFICES[1]}.xlsx")
    finished = only(home, OFFICES[0])
    title = f"{factory.DISTRICT}{OFFICES[0]}{YEAR}年政府信息公开工作年度报告"
    assert changed(before, files(home)) == {
        f"街道报告/{title}.docx",
        f"审签单/{OFFICES[0]}审签单.docx",
        f"退改/{OFFICES[0]}.xlsx",
        "汇总.xlsx",
        "汇总报告.docx",
        "总览.html",
        "问题清单.csv",
        "数据.csv",
        "变更.csv",
        "待认可.xlsx",
    }
    assert [line.standing for line in finished.standings] == ["已出报告", "需退改", "已出报告"]


def test_an_office_may_be_named_by_its_short_or_official_name(home: Home) -> None:
    """As people call it; the report is that of the name on the roster."""
    names = (OFFICES[0].removesuffix("街道"), f"{DISTRICT}人民政府{OFFICES[1]}办事处")
    finished = only(home, *names)
    assert [line.standing for line in finished.standings] == ["已出报告", "已出报告", "检查通过"]


def test_an_office_without_a_report_is_not_called_done(home: Home) -> None:
    """On an empty folder only one has its report."""
    finished = only(home, OFFICES[0], OFFICES[0])
    assert [line.standing for line in finished.standings] == ["已出报告", "检查通过", "检查通过"]
    assert not finished.complete
    assert len(finished.documents) == len(set(finished.documents)) == 3


def test_a_whole_run_after_it_is_as_if_it_had_not_been(home: Home) -> None:
    """Nothing of it lingers."""
    home.reports()
    before = files(home)
    only(home, OFFICES[1])
    assert changed(before, files(home)) == set()


def nianbao(home: Home, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and what the screen shows."""
    folders = ("--input", str(home.inputs), "--output", str(home.folder / "output"))
    with pytest.raises(SystemExit) as left:
        main([*arguments, *folders])
    shown = capsys.readouterr()
    return int(left.value.code or 0), shown.out + shown.err


def test_an_office_that_is_not_on_the_roster_is_one_line(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """With those that are, or the one that is meant; nothing is written."""
    code, said = nianbao(home, capsys, "reports", "--only", "别处")
    assert code == 2
    assert said == f"名册上没有“别处”，名册上有：{'、'.join(OFFICES)}。\n"
    _, said = nianbao(home, capsys, "reports", "--only", OFFICES[0].replace("街道", "街"))
    assert f"最接近的是“{OFFICES[0]}”。" in said
    assert not home.outputs.exists()


def test_the_standing_is_one_screen_and_writes_nothing(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who is out, who must correct, who must look, what goes wrong most."""
    home.plant({FIGURE: 900})
    (home.year / f"{OFFICES[2]}.xlsx").unlink()
    data = factory.changed(
        factory.filled(FORM, OFFICES[1], seed=2), {home.places["成文日期"]: "2023-1-20"}
    )
    home.put(data, f"{OFFICES[1]}.xlsx")
    code, said = nianbao(home, capsys, "status")
    assert code == 1
    assert said.splitlines() == [
        f"{YEAR} 年：应报 3，已报 2；检查通过 1，需退改 1，未报 1",
        f"未报 1 个：{OFFICES[2]}",
        f"需退改 1 个：{OFFICES[0]}（错误 1）",
        f"可以出报告 1 个：{OFFICES[1]}",
        f"要核实 1 个：{OFFICES[1]}（警告 1）",
        "问题最多的（编号的意思见 make rules 和说明书）：A01 1 条，W12 1 条，F33 1 条",
    ]
    assert not home.outputs.exists()


def test_the_standing_knows_which_reports_there_are(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the folder of outputs; all done is exit code 0."""
    home.reports()
    assert nianbao(home, capsys, "status") == (0, f"{YEAR} 年：应报 3，已报 3；已出报告 3\n")


def test_a_report_is_done_only_as_long_as_its_return_is_the_same(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """A corrected return makes the old report out of date, whatever the files' times say."""
    home.reports()
    home.put(factory.filled(FORM, OFFICES[1], seed=5), f"{OFFICES[1]}.xlsx")
    os.utime(home.year / f"{OFFICES[1]}.xlsx", (0, 0))
    code, said = nianbao(home, capsys, "status")
    assert code == 1
    assert said.splitlines() == [
        f"{YEAR} 年：应报 3，已报 3；已出报告 2，检查通过 1",
        f"可以出报告 1 个：{OFFICES[1]}",
    ]
    assert [line.standing for line in only(home, OFFICES[0]).standings] == [
        "已出报告", "检查通过", "已出报告",
    ]  # fmt: skip
    assert home.reports().complete


def test_several_offices_can_be_made_again(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """The last lines say what came of each."""
    home.plant({"存在问题": "无"})
    _, said = nianbao(home, capsys, "reports", "--only", f"{OFFICES[0]}、{OFFICES[2]}")
    assert (
        f"这次只重新生成了：{OFFICES[0]}（需退改）、{OFFICES[2]}（已出报告）；别的街道的文件没有动"
        in said
    )

"""run and cli: the whole way, as the coordinator sees it."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path
from pkgutil import resolve_name

import docx
import packages as made
import pytest
from click.testing import CliRunner
from conftest import Home, where
from factory import NEW, OFFICES, ROOT, SETTINGS, YEAR, filled, settings_file

import pipeline.round.setup
from pipeline.cells import Workbook
from pipeline.cli.commands import commands, main
from pipeline.errors import ConfigurationError
from pipeline.form.table import BrokenForm, CellRef
from pipeline.returns import Returns
from pipeline.round.years import newest_year

OFFICE_PROGRAM = shutil.which("soffice")
REPORT = "示例区{}2023年政府信息公开工作年度报告.docx"


def outputs(home: Home) -> set[str]:
    """The files of the output folder, as paths within it, but for the lock's own."""
    made = (path for path in home.outputs.rglob("*") if path.is_file())
    return {str(path.relative_to(home.outputs)) for path in made} - {".nianbao.lock"}


def nianbao(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, screen and error screen of a command."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


def folders(home: Home) -> list[object]:
    """The options that name the folders of a home."""
    return ["--input", home.inputs, "--output", home.folder / "output"]


def test_clean_returns_become_reports_without_a_finding(home: Home) -> None:
    """Report and sign-off sheet per office, the district's two, two lists, the manifest."""
    finished = home.reports()
    assert finished.complete
    assert where(finished) == set()
    reports = {f"街道报告/{REPORT.format(office)}" for office in OFFICES}
    signoffs = {f"审签单/{office}审签单.docx" for office in OFFICES}
    district = {"汇总报告.docx", "汇总.xlsx", "总览.html"}
    lists = {"问题清单.csv", "数据.csv", "运行记录.json"}
    assert outputs(home) == reports | signoffs | district | lists


def test_a_check_writes_the_two_lists_only(home: Home) -> None:
    """And says 检查通过, not 已出报告."""
    finished = home.check()
    assert {line.standing for line in finished.standings} == {"检查通过"}
    assert outputs(home) == {"问题清单.csv", "数据.csv", "运行记录.json"}


def test_an_office_with_an_error_gets_no_report_and_the_others_theirs(home: Home) -> None:
    """Also when an earlier run had made one for it."""
    home.reports()
    before = (home.outputs / "街道报告" / REPORT.format(OFFICES[1])).read_bytes()
    home.plant({CellRef("表三", NEW, "自然人"): 900})
    finished = home.reports()
    assert [line.standing for line in finished.standings] == ["需退改", "已出报告", "已出报告"]
    assert not (home.outputs / "街道报告" / REPORT.format(OFFICES[0])).exists()
    assert (home.outputs / "街道报告" / REPORT.format(OFFICES[1])).read_bytes() == before


def test_a_file_that_cannot_be_read_is_a_finding_of_its_office(home: Home) -> None:
    """Its name tells the office; the office has reported and must send it again."""
    home.put(b"", f"{OFFICES[2]}（定稿）.xlsx")
    (home.inputs / str(YEAR) / f"{OFFICES[2]}.xlsx").unlink()
    finished = home.reports()
    (finding,) = finished.findings
    assert (finding.code, finding.place.office) == ("F03", OFFICES[2])
    assert [line.standing for line in finished.standings] == [
        "已出报告", "已出报告", "交来但不能用"
    ]  # fmt: skip


def test_a_name_that_is_not_utf8_stops_nobody(home: Home) -> None:
    """The file is listed, and everybody else is served."""
    for name in ("说明.txt", "1.南关"):
        (home.inputs / str(YEAR) / os.fsdecode(name.encode("gbk"))).write_bytes(b"x")
    finished = home.reports()
    assert finished.complete
    assert [f.code for f in finished.findings] == ["F12", "F12"]


def test_last_year_that_cannot_be_read_stops_nobody(home: Home) -> None:
    """It is optional."""
    (home.inputs / str(YEAR - 1)).write_bytes(b"")
    assert home.reports().complete


def test_a_broken_file_has_been_sent_and_so_has_a_picture(home: Home) -> None:
    """Nobody is urged to send what already lies there and cannot be used."""
    folder = home.inputs / str(YEAR)
    (folder / f"{OFFICES[0]}.xlsx").unlink()
    home.put(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), f"{OFFICES[0]}.xls")
    (folder / f"{OFFICES[1]}.xlsx").rename(folder / f"{OFFICES[1]}.pdf")
    finished = home.check()
    assert {(f.code, f.place.office) for f in finished.findings} == {
        ("F04", OFFICES[0]),
        ("F12", OFFICES[1]),
    }
    unusable = "交来但不能用"
    assert [line.standing for line in finished.standings] == [unusable, unusable, "检查通过"]


@pytest.mark.usefixtures("libreoffice")
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_a_return_in_an_older_format_gives_the_same_figures_and_report(
    home: Home, tmp_path: Path, suffix: str
) -> None:
    """Made by a real program from the same return; the office is asked to save it anew."""
    home.reports()
    report = home.outputs / "街道报告" / REPORT.format(OFFICES[0])
    before = report.read_bytes()
    source = home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx"
    assert OFFICE_PROGRAM
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(  # noqa: S603 - a fixed command on a file made here
        [
            OFFICE_PROGRAM, "--headless", f"-env:UserInstallation={profile}",
            "--convert-to", suffix, "--outdir", source.parent, source,
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    source.unlink()
    finished = home.reports()
    assert [(f.level, f.code, f.place.office) for f in finished.findings] == [
        ("警告", "F09", OFFICES[0])
    ]
    assert report.read_bytes() == before


def test_a_foreign_workbook_named_like_an_office_is_no_return_of_it(home: Home) -> None:
    """Alone, it is that office's file that cannot be used; nothing is read from it."""
    home.put(made.foreign_workbook(), f"{OFFICES[0]}.xlsx")
    finished = home.reports()
    assert [(f.code, f.place.office) for f in finished.findings] == [("F35", OFFICES[0])]
    standings = [line.standing for line in finished.standings]
    assert standings == ["交来但不能用", "已出报告", "已出报告"]


def test_an_old_report_goes_even_if_nobody_remembers_having_written_it(home: Home) -> None:
    """Without the manifest it may be a person's: it is kept, but not among the reports."""
    home.reports()
    (home.outputs / "运行记录.json").unlink()
    home.plant({CellRef("表三", NEW, "自然人"): 900})
    home.reports()
    name = REPORT.format(OFFICES[0])
    assert not (home.outputs / "街道报告" / name).exists()
    assert [path.name for path in (home.outputs / "手工修改").rglob(name)] == [name]


def test_a_warning_does_not_cost_the_report(home: Home) -> None:
    """It asks a person to look."""
    home.plant({"存在问题": "一是\u202e社区公示栏更新不及时。"})
    finished = home.reports()
    assert [(f.level, f.code) for f in finished.findings] == [("警告", "X05")]
    assert finished.complete
    assert (home.outputs / "街道报告" / REPORT.format(OFFICES[0])).exists()


def test_a_broken_form_is_one_line_on_screen(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is shown a traceback, whoever made the mistake."""

    def broken(_: int) -> None:
        raise BrokenForm("示例")

    monkeypatch.setattr(pipeline.round.setup, "edition_for", broken)
    code, _, err = nianbao(capsys, "check", *folders(home))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "格式的定义有误" in err


def test_a_missing_office_is_named(home: Home) -> None:
    """In the list and in its standing."""
    (home.inputs / str(YEAR) / f"{OFFICES[2]}.xlsx").unlink()
    finished = home.reports()
    (finding,) = finished.findings
    assert (finding.code, finding.place.office) == ("F33", OFFICES[2])
    assert finished.standings[2].standing == "未报"


@pytest.mark.parametrize(
    "stage",
    ["transform.locating.locate", "transform.normalise.normalise", "transform.examine.check_all"],
)
def test_an_unexpected_error_costs_its_own_office_only(
    home: Home, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Whichever stage fails: the others have their reports, byte for byte."""
    home.reports()
    report = home.outputs / "街道报告" / REPORT.format(OFFICES[1])
    before = report.read_bytes()
    real = resolve_name(f"pipeline.{stage}")

    def breaks(what: Workbook | Returns | dict[str, object], *more: object) -> object:
        match what:
            case Returns():
                names = what.offices
            case Workbook():
                names = [what.file]
            case _:
                names = list(what)
        if any(OFFICES[0] in name for name in names):
            raise ZeroDivisionError
        return real(what, *more)

    monkeypatch.setattr(f"pipeline.{stage}", breaks)
    finished = home.reports()
    assert [(f.code, f.place.office) for f in finished.findings] == [("F00", OFFICES[0])]
    standings = [line.standing for line in finished.standings]
    assert standings == ["需退改", "已出报告", "已出报告"]
    assert report.read_bytes() == before


def test_findings_are_sorted_by_roster_sheet_cell_and_code(home: Home) -> None:
    """So that two lists of two runs can be laid beside each other."""
    rows = [CellRef("表三", NEW, "法人或其他组织/其他"), CellRef("表三", NEW, "自然人")]
    home.plant({**dict.fromkeys(rows, "x"), CellRef("表四", "", "行政复议/结果维持"): "x"})
    (home.inputs / str(YEAR) / f"{OFFICES[1]}.xlsx").unlink()
    home.put(b"x", "说明.txt")
    found = [(f.place.office, f.place.sheet, f.place.cell) for f in home.check().findings]
    cells = [home.places[ref].split("!") for ref in reversed(rows)]
    fourth = home.places[CellRef("表四", "", "行政复议/结果维持")].split("!")
    assert found == [
        *[(OFFICES[0], *cell) for cell in [*cells, fourth]],
        (OFFICES[1], "", ""),
        ("", "", ""),
    ]


def test_the_same_input_gives_the_same_bytes(home: Home) -> None:
    """Of every output, whatever ran before."""
    home.reports()
    first = {name: (home.outputs / name).read_bytes() for name in outputs(home)}
    home.plant({CellRef("表三", NEW, "自然人"): 900})
    home.reports()
    home.put(filled(home.form))
    finished = home.reports()
    (home.outputs / "变更.csv").unlink()  # that there was another run is what it tells
    home.reports()
    assert {name: (home.outputs / name).read_bytes() for name in outputs(home)} == first
    assert finished.conflicts.saved_edits == []


def test_a_report_that_a_person_edited_is_kept(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """The screen says where."""
    home.reports()
    report = home.outputs / "街道报告" / REPORT.format(OFFICES[0])
    edited = docx.Document(str(report))
    edited.add_paragraph("手工加的一段")
    edited.save(str(report))
    mine = report.read_bytes()
    code, out, _ = nianbao(capsys, "reports", *folders(home))
    assert code == 0
    (kept,) = (home.outputs / "手工修改").rglob("*.docx")
    assert kept.read_bytes() == mine
    assert str(kept) in out
    with (home.outputs / "问题清单.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["级别"], row["编号"], row["街道"]) == ("提示", "R21", "")
    assert home.outputs / row["文件"] == kept
    assert "没有用上的文件" not in out


def test_the_screen_ends_with_how_many_who_and_where(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the exit code says whether every office has its report."""
    code, out, err = nianbao(capsys, "reports", "--year", YEAR, *folders(home))
    assert (code, err) == (0, "")
    home.plant({CellRef("表三", NEW, "自然人"): 900})
    (home.inputs / str(YEAR) / f"{OFFICES[2]}.xlsx").unlink()
    code, out, err = nianbao(capsys, "reports", *folders(home))
    assert (code, err) == (1, "")
    for words in (
        "名册 3 个街道", "已出报告 1 份", f"未报 1 个：{OFFICES[2]}", f"需退改 1 个：{OFFICES[0]}",
        str(home.outputs / "汇总.xlsx"), str(home.outputs / "问题清单.csv"),
    ):  # fmt: skip
        assert words in out
    assert (home.outputs / "运行日志.txt").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "没有命令 nothing"),
        (["reports", "--nothing"], "没有选项 --nothing"),
        (["reports", "--year", "今年"], "年份要写成四位数字"),
        (["reports", "--year"], "选项 --year 后面要跟一个值"),
        (["templates"], "缺少 --year"),
        (["reports", "多余"], "命令的写法不对"),
        ([], "用法"),
    ],
)
def test_a_mistyped_command_is_told_in_chinese(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """Exit 2, nothing done."""
    code, _, err = nianbao(capsys, *arguments)
    assert code == 2
    assert said in err
    assert "Error" not in err


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the program and of each command."""
    for arguments in ([], ["reports"], ["check"], ["templates"]):
        code, out, _ = nianbao(capsys, *arguments, "--help")
        assert code == 0
        assert out.startswith("用法：nianbao")
        for english in ("Usage", "Options", "Commands", "Show this"):
            assert english not in out


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda home: settings_file(home.inputs, SETTINGS + "\ncolour = 1"), "colour"),
        (lambda home: settings_file(home.inputs, SETTINGS.replace("unit", "unti", 1)), "unti"),
        (lambda home: (home.inputs / "district.toml").unlink(), "找不到设置文件"),
        (lambda home: [p.unlink() for p in (home.inputs / str(YEAR)).iterdir()], "一份表格也没有"),
    ],
)  # fmt: skip
def test_a_run_that_cannot_start_writes_nothing(
    home: Home, capsys: pytest.CaptureFixture[str], prepare: object, said: str
) -> None:
    """One line, exit 2, and no output folder."""
    import re

    assert callable(prepare)
    prepare(home)
    code, out, err = nianbao(capsys, "reports", *folders(home))
    assert (code, out) == (2, "")
    assert re.search(said, err)
    assert len(err.splitlines()) == 1
    assert not (home.folder / "output").exists()


@pytest.mark.parametrize("year", [0, 2020, 2024, 9999])
def test_a_year_without_form_or_folder_is_told(
    home: Home, capsys: pytest.CaptureFixture[str], year: int
) -> None:
    """Before anything is written."""
    code, _, err = nianbao(capsys, "check", "--year", year, *folders(home))
    assert code == 2
    assert str(year) in err


def test_the_newest_year_is_taken(tmp_path: Path) -> None:
    """Other folders do not count."""
    for name in ("2022", "2023", "99999", "旧"):
        (tmp_path / name).mkdir()
    assert newest_year(tmp_path) == (2023, None)
    with pytest.raises(ConfigurationError, match="没有以年份命名的文件夹"):
        newest_year(tmp_path / "旧")


def test_without_a_year_the_newest_folder_is_read(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whichever year that is."""
    (home.inputs / str(YEAR)).rename(home.inputs / "2031")
    code, out, _ = nianbao(capsys, "check", *folders(home))
    assert code == 1  # the returns are of another year
    assert "\n2031 年：" in out
    assert (home.folder / "output" / "2031" / "问题清单.csv").is_file()


def test_an_output_that_cannot_be_a_folder_is_one_line(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """For every command; the log cannot be written there either."""
    blocked = home.folder / "文件"
    blocked.write_bytes(b"x")
    for command in ("reports", "check", "templates"):
        code, _, err = nianbao(
            capsys, command, "--year", YEAR, "--input", home.inputs, "--output", blocked
        )
        assert code == 2
        assert str(blocked) in err
        assert len(err.splitlines()) == 1


def test_files_of_nobody_and_open_checks_are_named_on_screen(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that nobody is urged to send what already lies there."""
    home.plant({"街道名称": "别处街道"})
    (home.inputs / str(YEAR) / f"{OFFICES[0]}.xlsx").rename(home.inputs / str(YEAR) / "甲.xlsx")
    _, out, _ = nianbao(capsys, "check", *folders(home))
    assert "没有用上的文件 1 个：甲.xlsx" in out
    assert "未评估" not in out
    home.plant({CellRef("表三", NEW, "自然人"): "三件"})
    _, out, _ = nianbao(capsys, "check", *folders(home))
    assert "有 4 项检查因空白或认不出的内容未评估" in out


def test_templates_are_written_for_the_whole_roster(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """A blank template sent back as it is is one line, and no traceback."""
    code, out, _ = nianbao(capsys, "templates", "--year", YEAR, *folders(home))
    assert code == 0
    made = home.outputs / "空白模板"
    assert str(made) in out
    (made / f"{OFFICES[0]}.xlsx").write_bytes(b"filled in by somebody")
    _, out, _ = nianbao(capsys, "templates", "--year", YEAR, *folders(home))
    assert "您改过的文件已保留在" in out
    assert {p.name for p in made.iterdir()} == {f"{office}.xlsx" for office in OFFICES}
    for office in OFFICES:
        home.put((made / f"{office}.xlsx").read_bytes(), f"{office}.xlsx")
    found = [f.code for f in home.check().findings if f.place.office == OFFICES[0]]
    assert found == ["S11"]


def test_it_runs_from_any_folder_and_on_a_console_that_lacks_chinese(home: Home) -> None:
    """As a program of its own: no UnicodeEncodeError, no traceback."""
    arguments = [sys.executable, "-m", "pipeline", "check", *map(str, folders(home))]
    environment = {
        **os.environ,
        "PYTHONIOENCODING": "ascii",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(  # noqa: S603 - this program
        arguments, cwd="/", env=environment, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_commands_are_those_of_the_makefile() -> None:
    """Each target of the Makefile that the coordinator uses is a command of the program."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in commands.commands.keys() - {"menu"}:  # for those who have no make
        assert f"$(RUN) {name} " in makefile
    assert CliRunner().invoke(commands, ["--version"]).output.startswith("nianbao ")

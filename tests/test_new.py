"""run.new: a district's own folder, from nothing."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path, PureWindowsPath

import pytest
from openpyxl import load_workbook

from pipeline.cli import main
from pipeline.cli.folders import long_enough
from pipeline.district import Checks, Style, read_district
from pipeline.run import newest_year


def nianbao(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Exit code and what the screen shows."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out + said.err


def start(capsys: pytest.CaptureFixture[str], folder: Path, listed: bytes) -> tuple[int, str]:
    """`new` with a list of these bytes."""
    roster = folder / "名单.txt"
    roster.write_bytes(listed)
    options = ("--district", "示例区", "--offices", roster)
    return nianbao(capsys, "new", folder / "年报", *options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_list_of_names_becomes_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    """However Notepad saved it; blank lines and comments say nothing."""
    listed = "示例甲街道\r\n\r\n# 注\r\n  示例乙街道 \r\n".encode(encoding)
    code, said = start(capsys, tmp_path, listed)
    assert code == 0
    assert "名册上 2 个街道：示例甲街道、示例乙街道" in said
    district = read_district(tmp_path / "年报" / "input" / "district.toml")
    assert (district.name, district.roster) == ("示例区", ["示例甲街道", "示例乙街道"])
    assert (tmp_path / "年报" / "output").is_dir()


def test_nothing_that_is_there_is_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second time says so and stops."""
    start(capsys, tmp_path, "示例甲街道\n".encode())
    settings = tmp_path / "年报" / "input" / "district.toml"
    before = settings.read_bytes()
    code, said = start(capsys, tmp_path, "示例乙街道\n".encode())
    assert code == 2
    assert "已经有了，没有改动" in said
    assert settings.read_bytes() == before


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (b"", "offices"),
        ("甲\n甲\n".encode(), "甲"),
        ("甲/乙\n".encode(), "不像一个街道的名称"),
        (b"\xff\xff\xff", "不是文本文件"),
        ("甲、乙\n".encode(), "每行只写一个全称"),
        ("1.甲\n".encode(), "每行只写一个全称"),
        ("甲\x01乙\n".encode(), "看不见的字符"),
        ('"甲\n'.encode(), "不像一个街道的名称"),
    ],
)
def test_a_list_that_cannot_be_a_roster_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], listed: bytes, said: str
) -> None:
    """And no folder is made."""
    code, told = start(capsys, tmp_path, listed)
    assert code == 2
    assert said in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "年报").exists()


def test_a_list_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what it should be."""
    options = ("--district", "示例区", "--offices", tmp_path / "没有.txt")
    code, said = nianbao(capsys, "new", tmp_path / "年报", *options)
    assert code == 2
    assert "每行写一个街道的全称" in said


def test_every_setting_stands_in_the_file_with_its_default(tmp_path: Path) -> None:
    """Uncommented, it says what the program does anyway; none is missing, none unknown."""
    text = files("pipeline.run").joinpath("district.toml.in").read_text(encoding="utf-8")
    text = text.replace("@NAME@", '"示例区"').replace("@OFFICES@", '["某街道"]')
    settings = re.compile(r"^# (\[|[\"\w]+ = )", re.MULTILINE)
    path = tmp_path / "district.toml"
    path.write_text(settings.sub(r"\1", text), encoding="utf-8")
    district = read_district(path)
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(written) == set(type(district).model_fields)
    assert set(written["checks"]) == set(Checks.model_fields)
    assert set(written["report"]) == set(Style.model_fields)
    assert district.report == Style()
    assert district.checks == Checks(slips={"应公开近公开": "应公开尽公开"})


def test_home_is_where_everything_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Templates, a return, a report, without a word about input and output."""
    start(capsys, tmp_path, "示例甲街道\n".encode())
    home = tmp_path / "年报"
    code, said = nianbao(capsys, "templates", "--year", "2023", "--home", home)
    assert (code, "没能填好上年结转的 1 个：示例甲街道" in said) == (0, True)
    blank = home / "output" / "2023" / "空白模板" / "示例甲街道.xlsx"
    assert load_workbook(blank).sheetnames[-1] == "填报自查"
    (home / "input" / "2023" / blank.name).write_bytes(blank.read_bytes())
    code, said = nianbao(capsys, "reports", "--home", home)
    assert code == 1
    assert "需退改 1 个：示例甲街道" in said
    assert (home / "output" / "2023" / "退改" / blank.name).is_file()
    code, said = nianbao(capsys, "status", "--home", home)
    assert code == 1
    assert "应报 1，已报 1" in said


def test_a_folder_that_waits_for_returns_is_not_the_newest_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Next year's templates, made early, do not hide this year's returns."""
    start(capsys, tmp_path, "示例甲街道\n".encode())
    home = tmp_path / "年报"
    nianbao(capsys, "templates", "--year", "2023", "--home", home)
    blank = home / "output" / "2023" / "空白模板" / "示例甲街道.xlsx"
    (home / "input" / "2023" / blank.name).write_bytes(blank.read_bytes())
    nianbao(capsys, "templates", "--year", "2024", "--home", home)
    _, said = nianbao(capsys, "status", "--home", home)
    assert said.startswith("2023 年")
    assert f"{home / 'input' / '2024'} 里还没有表格，这次用的是 2023 年的。" in said


def test_what_systems_leave_in_a_folder_is_no_return(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder waits for its first return still."""
    for name in ("2023/甲.xlsx", "2024/desktop.ini", "2024/.DS_Store", "2024/~$乙.xlsx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert newest_year(tmp_path) == (2023, 2024)
    assert capsys.readouterr().err == ""


def test_a_name_that_is_no_full_name_is_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in the roster would stand in every report."""
    _, said = start(capsys, tmp_path, "示例甲街道\n示例乙街到\n示例镇\n".encode())
    assert "请核对：示例乙街到\n" in said


def test_templates_of_offices_that_are_called_otherwise_now_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The wrong one would be sent out."""
    start(capsys, tmp_path, "示例甲街道\n示例乙街到\n".encode())
    home = tmp_path / "年报"
    nianbao(capsys, "templates", "--year", "2023", "--home", home)
    settings = home / "input" / "district.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("街到", "街道"), "utf-8")
    nianbao(capsys, "templates", "--year", "2023", "--home", home)
    blanks = {path.stem for path in (home / "output" / "2023" / "空白模板").iterdir()}
    assert blanks == {"示例甲街道", "示例乙街道"}


def test_why_a_file_of_last_year_could_not_be_used_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It lies there; what was not filled in has a reason."""
    start(capsys, tmp_path, "示例甲街道\n".encode())
    home = tmp_path / "年报"
    (home / "input" / "2022").mkdir()
    (home / "input" / "2022" / "示例甲街道.xlsx").write_bytes(b"")
    _, said = nianbao(capsys, "templates", "--year", "2023", "--home", home)
    told = "2022 年的“示例甲街道.xlsx”没有用上：这是空文件，里面没有任何内容。"
    assert told in said
    blank = home / "output" / "2023" / "空白模板" / "示例甲街道.xlsx"
    (home / "input" / "2023" / blank.name).write_bytes(blank.read_bytes())
    assert told in nianbao(capsys, "reports", "--home", home)[1]


@pytest.mark.parametrize(
    ("folder", "spelt"),
    [
        ("C:\\年报\\output", "C:\\年报\\output"),
        ("C:\\" + "深" * 100, "\\\\?\\C:\\" + "深" * 100),
        ("\\\\服务器\\共享\\年报", "\\\\服务器\\共享\\年报"),
        ("\\\\服务器\\共享\\" + "深" * 100, "\\\\?\\UNC\\服务器\\共享\\" + "深" * 100),
        ("\\\\?\\C:\\" + "深" * 100, "\\\\?\\C:\\" + "深" * 100),
    ],
)
def test_a_deep_folder_is_spelt_so_that_windows_can_reach_into_it(folder: str, spelt: str) -> None:
    """Its usual limit is 260 signs of a whole path; a short one stays as people know it."""
    assert str(long_enough(PureWindowsPath(folder))) == spelt

"""run.new: a district's own folder, from nothing."""

import io
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from pathlib import Path, PureWindowsPath

import pytest
from ole import BIFF8, compound
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook as Writer

from pipeline.cli.commands import main
from pipeline.cli.folders import long_enough
from pipeline.district import Checks, Style, read_district
from pipeline.errors import ConfigurationError
from pipeline.extract import roster_list as roster_file
from pipeline.extract.roster_list import read_list
from pipeline.form import FORM_2021
from pipeline.form.section import FieldKind
from pipeline.round.years import newest_year


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
        (b"", "是空文件"),
        (b"# \n", "offices"),
        ("甲\n甲\n".encode(), "甲"),
        ("甲/乙\n".encode(), "不像一个街道的名称"),
        (b"\xff\xff\xff", "不是文本文件"),
        ("甲、乙\n".encode(), "每行只写一个全称"),
        ("1.甲\n".encode(), "每行只写一个全称"),
        ("单位：甲\n".encode(), "不像一个街道的名称"),
        ("甲\n12\n".encode(), "“12”不像一个街道的名称"),
        (b"<html><table>", "是网页，没有读取"),
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
    text = files("pipeline.round").joinpath("district.toml.in").read_text(encoding="utf-8")
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


# ── a roster in Excel ────────────────────────────────────────────────────────

NAMES = ["示例甲街道", "示例乙街道", "示例丙镇"]
Rows = Iterable[Sequence[object]]


def workbook(sheets: dict[str, Rows], change: Callable[[Worksheet], object] | None = None) -> bytes:
    """A workbook of these rows, as Excel saves one; then its last sheet is changed."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change:
        change(book.worksheets[-1])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def column(names: Iterable[object], head: str | None = None) -> Rows:
    """A sheet of one column."""
    return [[cell] for cell in ([head, *names] if head else names)]


@pytest.fixture
def listed(tmp_path: Path) -> Callable[[bytes], tuple[list[str], str]]:
    """What is read from a file of these bytes."""

    def read(data: bytes) -> tuple[list[str], str]:
        path = tmp_path / "名单.xlsx"
        path.write_bytes(data)
        return read_list(path)

    return read


Listed = Callable[[bytes], tuple[list[str], str]]


def refused(listed: Listed, data: bytes) -> str:
    """Why nothing is read from these bytes: one printable line that names the file."""
    with pytest.raises(ConfigurationError) as error:
        listed(data)
    said = str(error.value)
    assert said.isprintable()
    assert said.startswith("名单 ")
    assert "名单.xlsx" in said
    assert said.endswith("。")
    return said


OFFICE_LABEL = FORM_2021.field(FieldKind.OFFICE).label


@pytest.mark.parametrize(
    "head",
    [
        OFFICE_LABEL, "单位", "单位名称", "单位全称", "单位名称（全称）", "填报单位",
        "报送单位名称", "机构名称", "部门", "街道", "街道办", "街道办事处", "办事处名称", "乡镇",
        "乡镇（街道）", "镇（街道）名称", "镇街", "街镇", "镇/街道", "街道、乡镇", "名称", "全称",
        " 单 位\n名 称 ", "*单位名称",
    ],
)  # fmt: skip
def test_the_column_of_names_is_known_by_its_head(listed: Listed, head: str) -> None:
    """Among all that a roster has beside; what its names are called does not matter then."""
    names = ["示例甲街道", "示例林场", "示例开发区"]
    rows: Rows = [
        ["示例区政务公开工作联系表"],
        ["填表日期：2024年1月5日"],
        ["序号", "片区", head, "联系人", "联系电话", "备注"],
        *[[row, "东片", name, "示例人", "0954-1234567", ""] for row, name in enumerate(names, 1)],
        [],
        ["", "", "示例乙镇", "", None, "原示例乡"],
        ["合计", None, 4],
        ["注：名单以批复为准"],
    ]
    data = workbook({"名册": rows}, lambda sheet: sheet.merge_cells("A1:F1"))
    offices, place = listed(data)
    assert offices == [*names, "示例乙镇"]
    assert place.startswith("工作表“名册”的 C 列（“")


@pytest.mark.parametrize(
    "head",
    [
        "单位地址",
        "主管部门",
        "联系人",
        "单位联系电话",
        "街道负责人",
        "所属街道",
        "村（社区）",
        "乡镇数",
        "——",
    ],
)
def test_a_head_of_something_else_is_no_head_of_names(listed: Listed, head: str) -> None:
    """A word of offices in it is not enough."""
    assert "没有找到街道名称的一列" in refused(listed, workbook({"表": column(["甲", "乙"], head)}))


@pytest.mark.parametrize(
    "ending",
    [
        "街道", "街道办", "街道办事处", "办事处", "镇", "乡", "镇人民政府", "乡人民政府", "镇政府",
        "苏木", "局", "委员会", "管委会", "服务中心",
    ],
)  # fmt: skip
def test_a_column_without_a_head_is_known_by_its_names(listed: Listed, ending: str) -> None:
    """What stands above the first of them is a title."""
    names = [f"示例{sign}{ending}" for sign in "甲乙丙"]
    rows: Rows = [["示例区各街道"], *[[row, name, "示例人"] for row, name in enumerate(names, 1)]]
    assert listed(workbook({"表": rows})) == (names, "工作表“表”的 B 列")


@pytest.mark.parametrize(
    "title", ["示例区各街道", "示例区2024年街道", "示例区人民政府", "街道办事处名单"]
)
def test_a_title_above_a_column_without_a_head_is_no_office(listed: Listed, title: str) -> None:
    """Though it is about them."""
    assert listed(workbook({"表": column(NAMES, title)}))[0] == NAMES


def test_a_column_of_which_few_cells_are_names_is_not_the_roster(listed: Listed) -> None:
    """Nor one that says but few different ones: that is who is above them."""
    rows = [[f"示例{row}社区", "示例甲街道", "原示例乡" if row == 3 else ""] for row in range(8)]
    assert "没有找到街道名称的一列" in refused(listed, workbook({"表": rows}))


@pytest.mark.parametrize("written", ["1、示例甲街道", "2.示例甲街道", "示例甲街道、示例乙街道"])
def test_a_cell_is_asked_about_as_a_line_of_a_text_is(listed: Listed, written: str) -> None:
    """Numbering and several names in one place."""
    told = f"里的“{written}”不像一个街道的名称：请每行只写一个全称，不要序号和顿号。"
    assert refused(listed, written.encode()).endswith(told)
    assert refused(listed, workbook({"表": column([written], "单位")})).endswith(told)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("  示例丁街道　", "示例丁街道"),
        ("示例丁\n街道", "示例丁街道"),
        ("示例丁街道\n办事处", "示例丁街道办事处"),
        ("示例区\r\n示例丁街道", "示例区示例丁街道"),
    ],
)
def test_blanks_around_a_name_and_line_breaks_within_say_nothing(
    listed: Listed, cell: str, name: str
) -> None:
    """They are there to look well."""
    assert listed(workbook({"表": column([*NAMES, cell], "单位")}))[0] == [*NAMES, name]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("示例丁街道\n示例戊街道", "“示例丁街道、示例戊街道”"),
        ("#REF!", "“#REF!”"),
        (12, "“12”"),
        ("联系人：示例人", "“联系人：示例人”"),
    ],
)
def test_a_cell_that_is_no_name_is_asked_about(listed: Listed, cell: object, told: str) -> None:
    """It is neither left out nor taken."""
    rows: Rows = [["序号", "单位"], *[[row, name] for row, name in enumerate([*NAMES, cell], 1)]]
    assert told in refused(listed, workbook({"表": rows}))


@pytest.mark.parametrize(
    "line",
    ["合计", "总 计：3", "小计", "共12个", "全区共有１２个街道", "注：以上不含", "填表人：示例人"],
)
def test_totals_and_notes_are_no_offices(listed: Listed, line: str) -> None:
    """Whatever else stands in such a line."""
    below: Rows = [*column(NAMES, "单位"), [line]]
    beside: Rows = [["", "单位"], *[["", name] for name in NAMES], [line, 3]]
    for rows in (below, beside):
        assert listed(workbook({"表": rows}))[0] == NAMES


def test_a_head_that_is_repeated_is_no_office(listed: Listed) -> None:
    """At the top of each printed page; or a second line of it."""
    rows = column(["名称", *NAMES, "单位", "示例丁乡"], "单位")
    assert listed(workbook({"表": rows}))[0] == [*NAMES, "示例丁乡"]


def test_of_two_heads_that_one_is_meant_under_which_names_stand(listed: Listed) -> None:
    """单位 is also what one counts in."""
    rows = [["填报单位", "示例区政府办"], ["名称", "单位"], *[[name, "个"] for name in NAMES]]
    offices, place = listed(workbook({"表": rows}))
    assert (offices, "的 A 列" in place) == (NAMES, True)


def test_a_head_with_names_in_fewer_than_half_of_its_rows_is_not_the_one(listed: Listed) -> None:
    """One of three is too few: the other column is meant."""
    rows = [["单位", "名称"], ["示例己镇", NAMES[0]], ["某", NAMES[1]], ["某某", NAMES[2]]]
    assert listed(workbook({"表": rows}))[0] == NAMES


def test_another_sheet_has_other_things(listed: Listed) -> None:
    """The one with a column of names is taken; a hidden one is not looked at."""

    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    contacts = [["联系人", "电话"], ["示例人", "1"]]
    sheets = {
        "说明": column(["请核对"]),
        "样表": column([], "单位"),
        "名册": column(NAMES, "单位"),
        "电话": contacts,
    }
    found = (NAMES, "工作表“名册”的 A 列（“单位”）")
    assert listed(workbook(sheets)) == found
    assert listed(workbook({**sheets, "旧": column(["示例旧镇"], "单位")}, hide)) == found


def test_two_that_may_be_meant_are_both_named(listed: Listed) -> None:
    """On one sheet or on two, with heads or without."""
    told = refused(listed, workbook({"a": column(NAMES, "单位"), "b": column(NAMES, "乡镇")}))
    assert "工作表“a”的 A 列（“单位”）和工作表“b”的 A 列（“乡镇”）都像街道的名称" in told
    beside: Rows = [["序号", "街道", "序号", "街道"], [1, "示例甲街道", 2, "示例乙街道"]]
    told = refused(listed, workbook({"a": beside}))
    assert "工作表“a”的 B 列（“街道”）和工作表“a”的 D 列（“街道”）" in told
    told = refused(listed, workbook({"a": [["示例甲街道", "示例乙街道"]]}))
    assert "工作表“a”的 A 列和工作表“a”的 B 列都像" in told
    told = refused(listed, workbook({"a": [[*NAMES]]}))
    assert "工作表“a”的 A 列和工作表“a”的 B 列等都像" in told


def test_what_formulas_came_to_is_read(listed: Listed) -> None:
    """Names are often looked up on another sheet."""
    file = io.BytesIO()
    with Writer(file) as book:
        sheet = book.add_worksheet("表")
        sheet.write(0, 0, "单位")
        sheet.write_formula(1, 0, '="示例甲"&"街道"', None, "示例甲街道")
        sheet.write_number(
            1, 1, 1e9, book.add_format({"num_format": "yyyy-mm-dd"})
        )  # openpyxl warns
    assert listed(file.getvalue())[0] == ["示例甲街道"]


def renamed(data: bytes, names: dict[str, str]) -> bytes:
    """A package whose parts have other names; those that are not named are left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name, other in names.items():
            new.writestr(other, old.read(name))
    return file.getvalue()


BOOK = workbook({"表": column(NAMES, "单位")})
MAIN = "xl/workbook.xml"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (compound("Workbook", BIFF8), "是 Excel 97-2003 工作簿，没有读取：请"),
        (compound("EncryptedPackage", b"x"), "是设有打开密码的文件，没有读取：请"),
        (renamed(BOOK, {MAIN: "xl/workbook.bin"}), "是 Excel 二进制工作簿（.xlsb），没有读取：请"),
        (renamed(BOOK, {MAIN: "word/document.xml"}), "是 Word 文档，没有读取：请"),
        (renamed(BOOK, {MAIN: MAIN}), "不完整或已损坏：请"),
        (b"PK\x05\x06" + bytes(18), "是压缩包，没有读取：请"),
        (BOOK[: len(BOOK) // 2], "是不完整或已损坏的文件，没有读取：请"),
        (b"%PDF-1.7\n\xff\xfe\xff", "是 PDF 文件，没有读取：请"),
        (bytes(6 << 20), "太大"),
    ],
    ids=range(9),
)
def test_a_file_that_cannot_be_read_is_told_for_what_it_is(
    listed: Listed, data: bytes, told: str
) -> None:
    """And what to do with it."""
    assert f"名单.xlsx {told}" in refused(listed, data)


def test_a_sheet_of_too_many_rows_is_told(listed: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank ones do not count."""
    monkeypatch.setattr(roster_file, "MOST_ROWS", 5)
    rows = column([*NAMES, "", "", "", "示例丁乡"], "单位")
    assert len(listed(workbook({"表": rows}))[0]) == 4
    assert "太大" in refused(listed, workbook({"表": [*rows, ["示例戊乡"]]}))


def test_a_damaged_workbook_is_one_sentence_or_read_rightly(listed: Listed) -> None:
    """Wherever it is damaged."""
    for place in range(0, len(BOOK), 41):
        damaged = BOOK[:place] + bytes([BOOK[place] ^ 0x55]) + BOOK[place + 1 :]
        try:
            assert listed(damaged)[0] == NAMES
        except ConfigurationError:
            refused(listed, damaged)


def test_a_roster_in_excel_becomes_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Known by its bytes, whatever it is called; the settings say where the names are from."""
    code, said = start(capsys, tmp_path, workbook({"名\n册\u202e": column(NAMES, "单位\n名称")}))
    assert code == 0
    assert "3 个街道，取自工作表“名册”的 A 列（“单位名称”）：示例甲街道" in said
    settings = tmp_path / "年报" / "input" / "district.toml"
    assert read_district(settings).roster == NAMES
    assert "\n]  # 取自工作表“名册”的 A 列（“单位名称”）\n" in settings.read_text("utf-8")


def test_a_name_twice_on_a_roster_in_excel_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As of any roster."""
    code, said = start(capsys, tmp_path, workbook({"表": column([*NAMES, NAMES[0]])}))
    assert (code, "“示例甲街道”重复出现" in said) == (2, True)
    assert not (tmp_path / "年报").exists()

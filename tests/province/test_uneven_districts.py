"""A province of three uneven districts, as the command runs it: four offices, two, and three.

The second returned nothing the year before; of the third, one office did, and one is missing now.
All expected sums are added up here, from the figures that the offices were given.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

import factory
import pytest
from factory import CARRIED_IN, CARRIED_OUT, DISTRICT, FORM, NEW, RESULTS, SETTINGS, YEAR
from openpyxl import load_workbook

from pipeline.cli.commands import main
from pipeline.district import District
from pipeline.form.table import CellRef
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.outputs import Wanted
from pipeline.province.district_round import Asked, district_work

EAST, SOUTH, WEST = NAMES = ("示例东区", "示例南县", "示例西区")
OFFICES = {
    EAST: [f"示例{sign}街道" for sign in "甲乙丙丁"],
    SOUTH: [f"示例{sign}镇" for sign in "子丑"],
    WEST: [f"示例{sign}乡" for sign in "寅卯辰"],
}
MISSING = "示例辰乡"
SEEDS = {
    office: seed for seed, office in enumerate((one for own in OFFICES.values() for one in own), 1)
}
OPENED = f"{RESULTS}/（一）予以公开"
BEFORE = [*OFFICES[EAST], OFFICES[WEST][0]]  # who reported the year before


def settings_of(name: str, offices: Iterable[str]) -> str:
    """A district's settings."""
    listed = ", ".join(f'"{office}"' for office in offices)
    rest = SETTINGS.partition("[[indicator]]")
    return f'[district]\nname = "{name}"\noffices = [{listed}]\n\n{rest[1]}{rest[2]}'


def province_file(folder: Path, names: Iterable[str]) -> None:
    """`province.toml`."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{name}"' for name in names)
    text = f'[province]\nname = "示例省"\ndistricts = [{listed}]\n'
    (folder / "province.toml").write_text(text, encoding="utf-8")


def put(folder: Path, office: str, data: bytes, year: int = YEAR) -> None:
    """A return into a district's folder."""
    path = folder / "input" / str(year) / f"{office}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def before(office: str) -> dict[CellRef, int]:
    """What an office returned the year before: more came, and more was done, than this year."""
    figures = factory.last_years_figures(FORM, SEEDS[office])
    more, carried = 10 * SEEDS[office], 3
    for row, added in ((NEW, more), (CARRIED_IN, carried), (OPENED, more + carried)):
        figures[CellRef("表三", row, "自然人")] += added
    return figures


def last_year(office: str) -> bytes:
    """The return of it."""
    filled = Filled(factory.words(FORM, SEEDS[office] + 1), before(office))
    return write_template(FORM, Whose(DISTRICT, office, YEAR - 1), filled)


def commanded(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """`nianbao reports --province`, as it is typed: what the screen says."""
    with pytest.raises(SystemExit):
        main(["reports", "--province", str(folder), "--workers", "1"])
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All three, run once."""
    folder = tmp_path_factory.mktemp("示例省")
    province_file(folder, NAMES)
    for name, offices in OFFICES.items():
        home = folder / name
        factory.settings_file(home / "input", settings_of(name, offices))
        for office in offices:
            if office != MISSING:
                put(home, office, factory.filled(FORM, office, seed=SEEDS[office]))
            if office in BEFORE:
                put(home, office, last_year(office), YEAR - 1)
    with pytest.raises(SystemExit) as ended:
        main(["reports", "--province", str(folder), "--workers", "1"])
    assert ended.value.code == 1
    return folder / "output" / str(YEAR)


def listed(path: Path) -> list[dict[str, str]]:
    """The rows of a list."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows(province: Path, sheet: str) -> list[list[object]]:
    """What a sheet of the workbook shows, without blank cells."""
    book = load_workbook(province / "汇总.xlsx", data_only=True)
    cut: list[list[object]] = [
        [value for value in row if value is not None] for row in book[sheet].values
    ]
    return list(filter(None, cut))


def both(row: str, offices: Iterable[str]) -> tuple[int, int]:
    """A row of 表三 over these offices and all applicants: this year, and the year before."""
    columns = {ref.column for ref in FORM.cells if ref.table == "表三"} - {"总计"}
    refs = [CellRef("表三", row, column) for column in columns]
    now = sum(
        factory.consistent_figures(FORM, SEEDS[office])[ref] for office in offices for ref in refs
    )
    then = sum(before(office)[ref] for office in offices for ref in refs)
    return now, then


def test_only_offices_with_both_years_are_compared(province: Path) -> None:
    """Five of eight; of the district without last year it says so, and it is in no sum."""
    shown = rows(province, "同比")
    assert str(shown[1][0]).endswith(
        f"没有的写“没有两年都有的街道”，不当作 0。两年都有数据的 2 个区县，没有的 1 个：{SOUTH}。"
    )
    table = {(row[0], row[1]): row[2:4] for row in shown[3:]}
    for item, row in (("新收申请", NEW), ("上年结转", CARRIED_IN), ("结转下年度", CARRIED_OUT)):
        assert table[EAST, item] == [*both(row, OFFICES[EAST])]
        assert table[WEST, item] == [*both(row, OFFICES[WEST][:1])]
        assert table[SOUTH, item] == ["没有两年都有的街道"] * 2
        assert table["全省", item] == [*both(row, BEFORE)]


def test_the_page_draws_what_the_workbook_compares(province: Path) -> None:
    """Its figures are below the chart."""
    page = (province / "总览.html").read_text(encoding="utf-8")
    now, then = both(NEW, BEFORE)
    assert f'<td class="n">{now}</td><td class="n">{then}</td>' in page


def test_it_counts_districts_offices_and_rows(province: Path) -> None:
    """In every sentence: nine offices on the rosters, of eight of which there is anything."""
    said = [str(row[-1]) for row in rows(province, "说明")]
    assert (
        "应报 3 个区县，已报 3 个，其中未办完 1 个；应报 9 个街道，已报 8 个，其中需退改 0 个；"
        "合计为能读出数据的 3 个区县、8 个街道之和。"
    ) in said
    assert f"在合计内：{'、'.join(NAMES)}。" in said
    assert "不在合计内：无。" in said
    assert "每个街道一行的数在 街道数据.csv，共 9 行。" in said
    offices = listed(province / "街道数据.csv")
    wanted = [(name, office) for name, own in OFFICES.items() for office in own]
    assert [(row["区县"], row["街道"]) for row in offices] == wanted
    assert [row["街道"] for row in offices if row["状态"] == "未报"] == [MISSING]


def test_what_was_found_is_counted_by_district(province: Path) -> None:
    """A line for each rule: how often, in how many offices."""
    found = [row for row in listed(province / "问题清单.csv") if row["区县"]]
    assert [(row["区县"], row["编号"]) for row in found] == [(WEST, "F33")]
    assert found[0]["说明"].startswith("1 条，1 个街道。")


# ── the same return in several districts ─────────────────────────────────────


def test_others_with_the_same_return_are_named_as_far_as_there_is_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One, two and three of them by name; of four three, and 等."""
    names = [f"示例{sign}县" for sign in "东南西北中"]
    offices = [f"示例{sign}街道" for sign in "甲乙丙丁"]
    province_file(tmp_path, names)
    for at, name in enumerate(names):
        factory.settings_file(tmp_path / name / "input", settings_of(name, offices))
        for count, office in enumerate(offices, start=2):
            if at < count:
                put(tmp_path / name, office, factory.filled(FORM, office, seed=count))
    out = commanded(tmp_path, capsys)
    said = {
        office: [line for line in out.splitlines() if f"：“{office}”的表格与" in line]
        for office in offices
    }
    assert [len(lines) for lines in said.values()] == [2, 3, 4, 5]
    for count, (office, lines) in enumerate(said.items(), start=2):
        for at, line in enumerate(lines):
            others = [f"{name}的“{office}”" for name in names[:count] if name != names[at]]
            told = "、".join(others[:3]) + "等" * (len(others) > 3)
            assert line.startswith(f"{names[at]}：“{office}”的表格与{told}的逐字节相同。")


# ── folders that are nobody's ────────────────────────────────────────────────


def home_of(folder: Path, text: str | bytes) -> Path:
    """A folder with these settings."""
    path = folder / "input" / "district.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_why_settings_cannot_be_read_is_said_without_the_whole_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each reason with the place inside the province, and nothing of where that lies."""
    province_file(tmp_path, [EAST])
    home = tmp_path / EAST
    factory.settings_file(home / "input", settings_of(EAST, ["示例甲街道"]))
    put(home, "示例甲街道", factory.filled(FORM, "示例甲街道"))
    home_of(tmp_path / "一", "示例".encode("gbk"))
    home_of(tmp_path / "二", "[district]\nname = 示例\n")
    home_of(tmp_path / "三", '[district]\nname = "示例"\n')
    said = [
        line
        for line in commanded(tmp_path, capsys).splitlines()
        if "看不出这个文件夹是哪个区县的" in line
    ]
    assert [line.partition("：")[0] for line in said] == sorted("一二三")
    reasons = {line[0]: line.partition("哪个区县的：")[2] for line in said}
    assert reasons["一"].startswith("一/input/district.toml 不是 UTF-8 编码")
    assert reasons["二"].startswith("二/input/district.toml 第 2 行")
    assert reasons["三"].startswith("三/input/district.toml：")
    assert "offices" in reasons["三"]
    assert all(line.endswith("请改好里面的 input/district.toml。") for line in said)
    assert str(tmp_path) not in "".join(said)


def test_settings_that_another_program_holds_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is named, and its district is missing; the other one is done."""
    names = (EAST, WEST)
    province_file(tmp_path, names)
    for name in names:
        home = tmp_path / name
        factory.settings_file(home / "input", settings_of(name, ["示例甲街道"]))
        put(home, "示例甲街道", factory.filled(FORM, "示例甲街道", seed=len(name)))
    read = Path.read_text

    def refused(path: Path, *given: str, **more: str) -> str:
        if WEST in path.parts:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path, *given, **more)

    monkeypatch.setattr(Path, "read_text", refused)
    out = commanded(tmp_path, capsys)
    assert (
        f"{WEST}：看不出这个文件夹是哪个区县的："
        f"无法读取设置文件 {WEST}/input/district.toml，请检查权限或关闭占用它的程序。"
    ) in out
    assert "名册 2 个区县，1 个街道" in out


def test_folders_of_one_district_are_named_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In whatever order they were made."""
    province_file(tmp_path, [EAST, WEST])
    for name in "dafbce":
        home_of(tmp_path / name, settings_of(EAST, ["示例甲街道"]))
    factory.settings_file(tmp_path / WEST / "input", settings_of(WEST, ["示例甲街道"]))
    put(tmp_path / WEST, "示例甲街道", factory.filled(FORM, "示例甲街道"))
    out = commanded(tmp_path, capsys)
    assert f"{EAST}：有 6 个文件夹写的都是这个区县：a、b、c、d、e、f，不知以哪个为准" in out


def test_without_its_file_a_province_says_what_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three lines that make one, and what to put beside it: what it says, works."""
    with pytest.raises(SystemExit) as ended:
        main(["reports", "--province", str(tmp_path)])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"找不到 {tmp_path / 'province.toml'}，请用记事本建一个，写三行：")
    assert said.endswith("再把各区县的文件夹放在它旁边。\n")
    advised = said.partition("写三行：")[2].partition("，再把")[0].split("、", 2)
    assert advised[:2] == ["[province]", 'name = "示例省"']
    text = "\n".join([*advised[:2], advised[2].replace("、", ",")])
    (tmp_path / "province.toml").write_text(text, encoding="utf-8")
    for name in ("示例甲区", "示例乙县"):
        factory.settings_file(tmp_path / name / "input", settings_of(name, ["示例甲街道"]))
        put(tmp_path / name, "示例甲街道", factory.filled(FORM, "示例甲街道", seed=len(name)))
    assert "名册 2 个区县，2 个街道" in commanded(tmp_path, capsys)


@pytest.mark.parametrize(("copies", "each"), [(False, 4), (True, 19)])
def test_a_district_may_take_longer_the_more_offices_it_has(*, copies: bool, each: int) -> None:
    """Where only the whole can be timed; PDF copies take LibreOffice a while."""
    above = District.model_validate({"district": {"name": "示例省", "offices": list(NAMES)}})
    asked = Asked(above, YEAR, Wanted(copies=copies), who="", anew=False)
    work = district_work(asked, 40, is_remote=False)
    assert (work.seconds, work.memory) == (60 + 40 * each, 1 << 30)

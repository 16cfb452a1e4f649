"""district.toml: what is taken, and the one Chinese line for what is not."""

from pathlib import Path

import pytest
from factory import OFFICES, SETTINGS, settings_file

from pipeline.district import read_district
from pipeline.errors import ConfigurationError
from pipeline.form import FORM_2021
from pipeline.form.table import squeezed

HEAD = '[district]\nname = "示例区"\n'


def test_a_district_is_its_roster_and_its_indicators(tmp_path: Path) -> None:
    """The order of the roster is kept; parts make an indicator a sum."""
    district = read_district(settings_file(tmp_path))
    assert district.name == "示例区"
    assert district.roster == list(OFFICES)
    lines = [indicator.line() for indicator in district.indicator]
    assert [(line.label, line.total, len(line.parts)) for line in lines] == [
        ("示例网站信息", True, 2),
        ("示例热线", True, 2),
        ("示例讲座", False, 0),
    ]


def test_two_hundred_indicators_are_taken(tmp_path: Path) -> None:
    """Parts are counted with them."""
    parts = ", ".join(f'"项 {number}"' for number in range(199))
    path = tmp_path / "district.toml"
    whole = f'[[indicator]]\nlabel = "和"\nunit = "条"\nparts = [{parts}]\n'
    path.write_text(HEAD + ROSTER + whole, encoding="utf-8")
    assert len(read_district(path).indicator[0].parts) == 199


MANY = range(201)
ROSTER = 'offices = ["甲"]\n'
CHECKED, WAIVED = HEAD + ROSTER + "[checks]\n", HEAD + ROSTER + "[[waiver]]\n"
STYLED = HEAD + ROSTER + "[report]\n"
EXCUSED = '[[waiver]]\noffice = "甲"\nrule = "A01"\nreason = "因"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            HEAD + 'offices = ["甲"]\ncolour = 1',
            "district.colour：这里没有这一项设置，请检查拼写；",
        ),
        (HEAD + 'offices = ["甲"]\n[[indicators]]\nlabel = "一"', "indicators：这里没有这一项设置"),
        (HEAD + 'offices = "甲"', "district.offices：应是用方括号括起来的名单"),
        (HEAD + "offices = [1]", "district.offices[第 1 个]：应是用引号括起来的文字。"),
        (HEAD + "offices = []", "district.offices：至少要有一个。"),
        (HEAD, "district.offices：缺少这一项。"),
        ("", "district：缺少这一项。"),
        (HEAD + 'offices = ["甲", "乙", "甲"]', "district.offices：“甲”重复出现。"),
        (HEAD + 'offices = ["甲A", "甲Ａ"]', "district.offices：“甲Ａ”重复出现。"),
        ('[district]\nname = "甲/乙"', "“甲/乙”里有不能用在文件名里的字符“/”。"),
        (HEAD + 'offices = [" 甲"]', "“ 甲”前后有空格，请去掉。"),
        ('[district]\nname = "甲."', "“甲.”不能以“.”“~”开头或以“.”结尾。"),
        ('[district]\nname = ".甲"', "“.甲”不能以“.”“~”开头或以“.”结尾。"),
        (HEAD + 'offices = ["甲\\n乙"]', "里有看不见的字符，请删去重新输入。"),
        (HEAD + 'offices = ["甲\\u0000"]', "里有看不见的字符，请删去重新输入。"),
        (HEAD + 'offices = ["甲\\u200b乙"]', "里有看不见的字符，请删去重新输入。"),
        (HEAD + 'offices = ["甲街道", "甲 街道"]', "district.offices：“甲 街道”重复出现。"),
        (HEAD + 'offices = [""]', "district.offices[第 1 个]：不能为空。"),
        (HEAD + f'offices = ["{"甲" * 201}"]', "超过 200 个字。"),
        (f'[district]\nname = "{"甲" * 31}"', "超过 30 个字。"),
        (
            HEAD
            + ROSTER
            + "".join(f'[[indicator]]\nlabel = "{n}"\nunit = "条"\n' for n in range(201)),
            "一共 201 个，不能超过 200 个",
        ),
        (CHECKED + "similarity = 2", "checks.similarity：数字太大，不能大于 1。"),
        (CHECKED + 'jump_ratio = "五"', "checks.jump_ratio：应是整数。"),
        (CHECKED + 'slips = {"" = "对"}', "checks.slips：“”不是错字"),
        (CHECKED + 'slips = {"的" = "的"}', "checks.slips：“的”不是错字"),
        (STYLED + 'page_number = "页"', "report.page_number：应正好有一个 1"),
        (STYLED + 'page_number = "1/11"', "report.page_number：应正好有一个 1"),
        (STYLED + 'page_number_place = "中"', "page_number_place：只能写 '外侧'、'居中'。"),
        (STYLED + 'signature = "【单位】"', "“【单位】”不能换成名称，只能写 【区】、【街道】。"),
        (STYLED + 'signature = "【街道"', "“【街道”不能换成名称"),
        (STYLED + "line_pitch = 5", "report.line_pitch：数字太小，不能小于 18。"),
        (STYLED + 'body_font = "a<b"', "report.body_font：“a<b”里有不能用在文件名里的字符"),
        (STYLED + 'body_font = ""', "report.body_font：不能为空。"),
        (WAIVED + 'office = "乙"\nrule = "A01"\nreason = "因"', "“乙”不在名册 offices 上。"),
        (
            WAIVED + 'office = "甲"\nrule = "A01"\nreason = " "',
            "waiver[第 1 个].reason：不能为空。",
        ),
        (HEAD + ROSTER + 2 * EXCUSED, "waiver：同一街道的同一条规则写了两次。"),
        (
            HEAD + 'offices = ["甲"]\n[[indicator]]\nlabel = "一"\nunit = 3',
            "indicator[第 1 个].unit：应是用引号括起来的文字。",
        ),
        (
            SETTINGS + '[[indicator]]\nlabel = "示例讲座"\nunit = "场"',
            "indicator：“示例讲座”重复出现。",
        ),
        (HEAD + "offices = [", "末尾：没有写完整，请检查引号和方括号。"),
        (HEAD + 'offices = ["甲"', "末尾：名单没有写完整：每两项之间要有逗号，最后要有 ]。"),
        ("[district]\nname = \noffices = []", "第 2 行第 8 列附近：等号后面的文字要用英文引号"),
        ("[district]\nname = “甲”", '有中文的标点，请换成英文的：“ 改成 "、” 改成 "。'),
        ('[district]\noffices = ["甲，乙"，"丙"]', "请换成英文的：， 改成 ,。"),
        ('[district]\noffices = [\n"甲"\n"乙"]', "第 4 行第 1 列附近：名单没有写完整"),
        ('[district]\nname = "甲\n', "第 2 行第 10 列附近：引号没有写完整"),
        ("[district]\nname = '甲", "末尾：引号没有写完整"),
        ('[district]\nname = "a\\年"', "路径里的 \\ 请写成 /"),
        ('[district]\nname = "甲"\nname = "乙"', "同一项写了两次"),
        ("[district]\n[district]", "第 2 行第 10 列附近：同一个小节写了两次"),
        ('[district\nname = "甲"', "小节名的方括号没有写完整"),
        ('[district]\nname "甲"', "名称后面要有等号"),
        ('[district]\nname = "甲" 说明', "后面多写了东西"),
        ('[checks.slips]\n错 = "正"', "等号前面的中文要用英文引号括起来"),
        ("x = [1]\n[[x]]", "同一个名称写了两次"),
        ("x = 1\x00", "第 1 行第 6 列附近：这一行后面多写了东西"),
    ],
)
def test_what_is_wrong_is_one_chinese_line_with_the_key(
    tmp_path: Path, text: str, said: str
) -> None:
    """Never a word of English, never a second line."""
    path = settings_file(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        read_district(path)
    line = str(caught.value)
    assert said in line
    assert "\n" not in line
    assert line.startswith(str(path))


def test_a_file_that_is_not_there_or_not_utf8_is_told(tmp_path: Path) -> None:
    """Windows editors save GBK."""
    with pytest.raises(ConfigurationError, match="找不到设置文件"):
        read_district(tmp_path / "district.toml")
    path = settings_file(tmp_path)
    path.write_bytes(SETTINGS.encode("gbk"))
    with pytest.raises(ConfigurationError, match="不是 UTF-8"):
        read_district(path)
    path.write_text(SETTINGS, encoding="utf-8-sig")
    assert read_district(path).name == "示例区"


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("示例业务", "甲"),
        ("（一）主动公开", "甲"),
        ("一、总体情况", "甲"),
        ("甲", "示例讲座"),
        ("甲", "甲"),
    ],
)
def test_names_that_the_reader_could_not_tell_apart_are_refused(
    tmp_path: Path, label: str, part: str
) -> None:
    """An indicator named like another's part, like a field or title of its sheet, like its part."""
    more = f'[[indicator]]\nlabel = "{label}"\nunit = "件"\nparts = ["{part}"]\n'
    district = read_district(settings_file(tmp_path, SETTINGS + more))
    with pytest.raises(ConfigurationError, match="不能与同一张工作表上的其他名称相同") as caught:
        district.extend(FORM_2021)
    assert squeezed(label) in str(caught.value) or squeezed(part) in str(caught.value)

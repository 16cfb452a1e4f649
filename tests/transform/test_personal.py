"""Personal data: found for certain, masked generously; nothing here belongs to anybody."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.findings import Level, Message, Place
from pipeline.personal import Kind, masked, personal_data

# 示例: every number is made up here, with its check digit worked out by the published formulas.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(body: str) -> str:
    """17 digits and the check digit of GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def card(body: str) -> str:
    """A card number with its check digit (Luhn)."""
    digits = [int(digit) for digit in reversed(body)]
    total = sum(sum(divmod(2 * d, 10)) if at % 2 == 0 else d for at, d in enumerate(digits))
    return f"{body}{-total % 10}"


IDENTITY = identity("99000019900307123")  # 990000 is no place
MISTYPED = IDENTITY[:17] + ("1" if IDENTITY[17] != "1" else "2")
CARD = card("622200000000000123")
OLD_CARD = card("622200000000123")

FOUND = [
    (Kind.IDENTITY, f"为居民（身份证号{IDENTITY}）办理补贴"),
    (Kind.IDENTITY, f"身份证：{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}"),
    (Kind.IDENTITY, f"证号{identity('99000019850101002').lower()}的申请人"),
    (Kind.IDENTITY, f"居民{IDENTITY[:10]} {IDENTITY[10:]}"),
    (Kind.IDENTITY, f"证件号{MISTYPED}"),
    (Kind.MOBILE, "联系电话13800000000"),
    (Kind.MOBILE, "电话：138 0000 0000。"),
    (Kind.MOBILE, "可拨打+86-139-0000-0000"),
    (Kind.MOBILE, "手机１７７００００００００"),
    (Kind.CARD, f"补贴打入{CARD}"),
    (Kind.CARD, f"卡号：{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}"),
    (Kind.CARD, f"账户{OLD_CARD}"),
    (Kind.MAIL, "可发到shili.ren@example.com"),
    (Kind.MAIL, "邮箱：a1@mail.example.cn。"),
    (Kind.MAIL, "张某（ｘ123＠example.com）"),
    (Kind.ADDRESS, "家住示例小区3号楼2单元501室"),
    (Kind.ADDRESS, "申请人住示例花园5栋302"),
    (Kind.ADDRESS, "到三号楼一单元入户走访"),
    (Kind.ADDRESS, "可用传真、信函申请，如示例花园5栋302的住户"),
    (Kind.ADDRESS, "示例家园12-3-501的居民"),
    (Kind.ADDRESS, "在窗口受理。走访了住示例花园5栋302的住户"),
    (Kind.PLATE, "清理长期停放的宁A12345"),
    (Kind.PLATE, "车牌宁A·1B234"),
    (Kind.PLATE, "新能源车宁AD01234占道"),
]


@pytest.mark.parametrize(("kind", "text"), FOUND)
def test_personal_data_is_found_in_every_spelling(kind: Kind, text: str) -> None:
    """One piece of this kind, and no other."""
    assert [piece.kind for piece in personal_data(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "办理12345热线441件，12388、12348和110都已公布",
        "咨询电话0954-2012345，传真（0951）12345678，便民电话2012345",
        "统一社会信用代码11640402MB0000001X",
        "索引号640421036/2023-00003，宁政办发〔2023〕12号",
        "2023-01-01至2023-12-31，2023年1月1日",
        "收费13800000000元，共123456789012345件",
        f"编号{IDENTITY[:17]}{'1' if IDENTITY[17] != '1' else '2'}",
        "会议室在第三会议室，请到12号窗口，办公室在2楼",
        "办公地址：示例路3号楼205室",
        "走访住户。办公地址：示例路3号楼2单元205室",
        "请联系示例街道（地址：示例路3号22号楼402室；邮箱：jd@example.com；传真：0951-1234567）",
        "对本报告如有疑问，请与街道联系（地址：示例路8号；电话：2012345；邮箱：jd@example.com）",
        "示例小区3号楼加装了公示栏，涉及2个单元",
        "电子邮箱见网站，单位邮箱jiedao@shili.gov.cn",
        "如有疑问请联系（邮编：750000，电子邮箱：jiedao@example.com）",
        "评为A级景区，公示3A12345号文件，使用LED大屏",
        "3号楼2023年完成改造，5栋100套住房，6栋120户居民",
    ],
)
def test_what_is_nobodys_data_is_left_alone(text: str) -> None:
    """Service numbers, landlines, codes, dates, amounts and the office's own address."""
    assert personal_data(text) == []


def test_a_piece_says_where_it_stands() -> None:
    """In the text as it is written, full-width digits included."""
    text = "电话１３８００００００００；证号" + IDENTITY
    pieces = personal_data(text)
    assert [text[p.start : p.start + len(p.text)] for p in pieces] == [p.text for p in pieces]
    assert [piece.kind for piece in pieces] == [Kind.MOBILE, Kind.IDENTITY]


@pytest.mark.parametrize(("signs", "kinds"), [(116, []), (117, [Kind.ADDRESS])])
def test_a_contact_line_reaches_so_far(signs: int, kinds: list[Kind]) -> None:
    """120 signs behind a number: what tells of an office further on is of something else."""
    text = f"住示例花园5栋302{'，' * signs}邮编：4"
    assert [piece.kind for piece in personal_data(text)] == kinds


@given(
    st.integers(100000, 999999),
    st.dates(date(1920, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
    st.data(),
)
def test_any_identity_number_is_found_and_none_with_a_changed_digit(
    place: int, birth: date, order: int, data: st.DataObject
) -> None:
    """The check digit catches every single slip."""
    number = identity(f"{place}{birth:%Y%m%d}{order:03}")
    assert [piece.kind for piece in personal_data(f"证号{number}。")] == [Kind.IDENTITY]
    at = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[at]))
    changed = number[:at] + other + number[at + 1 :]
    assert Kind.IDENTITY not in {piece.kind for piece in personal_data(f"证号{changed}。")}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800001234", "电话138****1234"),
        ("电话138 0000 1234", "电话138******1234"),
        (f"证号{IDENTITY}", f"证号{IDENTITY[:3]}{'*' * 11}{IDENTITY[-4:]}"),
        ("证号99000019900307000X", "证号990***********000X"),  # a wrong check digit is no excuse
        ("写信到shili@example.com", "写信到s****@example.com"),
        ("示例小区3号楼2单元501室", "示例小区*号楼*单元***室"),
        ("宁A12345", "宁A*****"),
        ("12345热线，0954-2012345，2023-01-01", "12345热线，0954-2012345，2023-01-01"),
        ("公开信息24条", "公开信息24条"),
        ("电话138.0000.1234", "电话138******1234"),
        ("电话138\u200b0000\u200b1234", "电话138******1234"),
        ("3.14，12345678.90元，2023.01.01", "3.14，12345678.90元，2023.01.01"),
    ],
)
def test_masked_shows_the_first_three_and_the_last_four(text: str, shown: str) -> None:
    """Enough for the office to find it, not enough for anybody else."""
    assert masked(text) == shown


PIECES = st.sampled_from(
    ["13800001234", IDENTITY, CARD, "a@example.com", "3号楼2单元501室", "宁A12345", "0954-2012345",
     "2023-01-01", " ", "-", "，", "9", "X", "＠", "１２", "小区", "@", "1", "12-3-501", "京"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map("".join) | st.text("0123456789 -@aX号楼单元室小区宁A１"))
def test_masking_leaves_no_long_number_and_every_sign_in_its_place(text: str) -> None:
    """Whatever stands beside whatever."""
    once = masked(text)
    assert len(once) == len(text)
    assert not re.search("[0-9０-９]{11}", once)


def test_a_finding_never_shows_a_number_of_a_person() -> None:
    """Neither as value nor in its sentences; figures stay figures."""
    message = Message("W99", Level.NOTE, "写着“{piece}”，{count}。", "请删去“{piece}”。")
    finding = message.at(Place(), "电话13800001234", piece=IDENTITY, count=12345678901)
    assert finding.value == "电话138****1234"
    assert IDENTITY not in finding.why + finding.fix
    assert "12345678901" in finding.why
    long = message.at(Place(), "字" * 50 + "13800001234", piece="", count=0)
    assert "1380000" not in long.value

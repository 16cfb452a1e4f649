"""prose.numerals, prose.sentences, prose.money: numbers, counts with their words, amounts."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.prose.money import charges
from pipeline.prose.numerals import read_number
from pipeline.prose.sentences import Sentence, read_sentences


def counts(text: str) -> list[tuple[Decimal, str, bool]]:
    """Number, unit and whether it is exact, of every count of a text."""
    return [(c.number, c.unit, c.exact) for s in read_sentences(text) for c in s.all_counts]


def only(text: str) -> Sentence:
    """The one sentence of a text."""
    (sentence,) = read_sentences(text)
    return sentence


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", "12"), ("０", "0"), ("１２", "12"), ("1,234", "1234"), ("１，２３４", "1234"),
        ("1.2", "1.2"), ("十二", "12"), ("一百零三", "103"), ("两百", "200"), ("四十", "40"),
        ("两", "2"), ("零", "0"), ("一千零五", "1005"), ("三千两百一十", "3210"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written(written: str, number: str) -> None:
    """Arabic, full-width, grouped, with decimals, in Chinese."""
    assert read_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["一二", "三百十百", "十百", "零零", "百千"])
def test_a_number_nobody_writes_so_is_none(written: str) -> None:
    """It is rather a part of other words."""
    assert read_number(written) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布消息12条", [(12, "条", True)]),
        ("发布消息 12 条", [(12, "条", True)]),
        ("发布消息１２条", [(12, "条", True)]),
        ("浏览1.2万次", [(12000, "次", True)]),
        ("浏览1.2亿次", [(120_000_000, "次", True)]),
        ("行政复议0、行政诉讼为零。", [(0, "件", True), (0, "件", True)]),
        ("电话申请13812345678，", []),
        ("浏览3万余次", [(30000, "次", False)]),
        ("张贴四十余份", [(40, "份", False)]),
        ("近30场", [(30, "场", False)]),
        ("约30场", [(30, "场", False)]),
        ("30场左右", [(30, "场", False)]),
        ("30多场", [(30, "场", False)]),
        ("数百条", [(100, "条", False)]),
        ("30个以上", [(30, "个", False)]),
        ("逾五千人次", [(5000, "人次", False)]),
        ("总数12条", [(12, "条", True)]),
        ("申请数3件，申请数十件", [(3, "件", True), (10, "件", False)]),
        ("权责清单1条，单一渠道", [(1, "条", True)]),
        ("占28.5%", [(Decimal("28.5"), "%", True)]),
        ("占百分之三十", [(30, "%", True)]),
        ("来信两封，来访一起。", [(2, "封", True), (1, "起", True)]),
        ("依照第三条、第五项，统一部署，一起推进，每一件都在20个工作日内答复，提高3个百分点", []),
        ("一次性告知，12345便民热线，2023年1月1日，《关于3件事项的通知》", []),
    ],
)
def test_counts_are_read_with_unit_and_doubt(
    text: str, expected: list[tuple[Decimal, str, bool]]
) -> None:
    """余 近 约 and their like are approximate; ordinals and set phrases are no counts."""
    assert counts(text) == expected


def test_a_count_knows_the_words_beside_it_and_its_brackets() -> None:
    """Its clause before it and behind it; a bracket is a level of its own."""
    first, second, third = only("全年收到来信5件（其中网上3件），另有2件代转").counts
    assert (first.lead, first.trail, first.depth) == ("全年收到来信", "", 0)
    assert (second.lead, second.depth) == ("其中网上", 1)
    assert (third.lead, third.trail, third.depth) == ("有", "代转", 0)


@settings(deadline=None)
@given(number=st.integers(0, 9999))
def test_every_number_is_read_back_from_its_chinese_spelling(number: int) -> None:
    """As the library spells it, with the same result as its Arabic digits."""
    import cn2an

    spelt = cn2an.an2cn(number)
    assert read_number(spelt) == number
    assert counts(f"发布消息{spelt}条") == counts(f"发布消息{number}条")


def test_an_amount_of_no_fee_is_none() -> None:
    """Where neither the text is about a fee nor the words name one."""
    fees = ["信息处理费"]
    assert list(charges(read_sentences("全年收取500元。"), 2023, fees)) == []
    (charge,) = charges(read_sentences("全年收取500元。"), 2023, fees, fees[0])
    assert (charge.fee, int(charge.fen)) == (fees[0], 50_000)

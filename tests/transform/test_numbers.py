"""transform.numbers: what a cell holds is taken exactly, or not at all."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cells import ErrorValue, Raw, Struck
from pipeline.form.table import LARGEST_FIGURE, Cell, CellRef, Measure
from pipeline.records import State
from pipeline.transform.numbers import read_number, serial, shown


def cell(measure: Measure, unit: str = "") -> Cell:
    """An input of this measure."""
    return Cell(CellRef("表", "行", "列"), measure, unit or measure.unit, ())


COUNT, MONEY = cell(Measure.COUNT), cell(Measure.WANYUAN)


@pytest.mark.parametrize(
    ("raw", "figure", "code"),
    [
        (0, 0, ""),
        (3, 3, ""),
        (3.0, 3, ""),
        (2.9999999999999996, 3, ""),
        (-1e-12, 0, ""),
        ("3", 3, "N01"),
        (" 3 ", 3, "N01"),
        ("\xa03\u3000", 3, "N01"),
        ("\t3\n", 3, "N01"),
        ("\u200b3\ufeff", 3, "N01"),
        ("３", 3, "N02"),
        ("１２３４", 1234, "N02"),
        ("1,234", 1234, "N03"),
        ("1，234", 1234, "N03"),
        ("１，２３４，５６７", 1234567, "N03"),
        ("0件", 0, "N04"),
        ("3 件", 3, "N04"),
        ("３件", 3, "N04"),
        ("1,234件", 1234, "N04"),
        ("无", 0, "N05"),
        ("没有", 0, "N05"),
        ("-", 0, "N05"),
        ("－", 0, "N05"),
        ("—", 0, "N05"),
        ("——", 0, "N05"),
        ("/", 0, "N05"),
        ("／", 0, "N05"),
        ("〇", 0, "N05"),
        ("零", 0, "N05"),
        ("N/A", 0, "N06"),
        ("NA", 0, "N06"),
        ("null", 0, "N06"),
        ("None", 0, "N06"),
        ("nan", 0, "N06"),
        ("三", 3, "N07"),
        ("十二", 12, "N07"),
        ("拾贰", 12, "N07"),
        ("一十二", 12, "N07"),
        ("一百零三", 103, "N07"),
        ("壹佰贰拾", 120, "N07"),
        ("廿三", 23, "N07"),
        ("卅", 30, "N07"),
        ("两", 2, "N07"),
        ("两百", 200, "N07"),
        ("3.0", 3, "N10"),
        ("３．０", 3, "N10"),
        ("+3", 3, "N20"),
        ("000", 0, "N20"),
        ("007", 7, "N20"),
        (LARGEST_FIGURE, LARGEST_FIGURE, ""),
    ],
)
def test_a_clear_number_is_taken(raw: Raw, figure: int, code: str) -> None:
    """Written as a text it is tidied, and said so."""
    reading = read_number(raw, COUNT)
    assert (reading.figure, reading.state) == (figure, State.OK)
    assert (reading.message.code if reading.message else "") == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (3.5, "N10"),
        ("3.5", "N10"),
        (-1, "N11"),
        ("-1", "N11"),
        ("－3", "N11"),
        ("(3)", "N11"),
        ("（3）", "N11"),
        ("1,23", "N03"),
        ("3,", "N03"),
        ("1 234", "N03"),
        ("1,2345", "N03"),
        ("3人", "N04"),
        ("1项", "N04"),
        ("3万元", "N04"),
        ("一二三", "N08"),
        ("三百五", "N08"),
        ("半", "N08"),
        ("百", "N08"),
        ("3万", "N08"),
        ("十两", "N08"),
        ("二〇二三", "N08"),
        ("①", "N09"),
        ("Ⅲ", "N09"),
        ("⑶", "N09"),
        ("²", "N09"),
        ("½", "N09"),
        ("٣", "N09"),
        ("3\ufe0f\u20e3", "N09"),
        ("约3", "N12"),
        (">3", "N12"),
        ("2+1", "N12"),
        ("3左右", "N12"),
        ("3/4", "N12"),
        ("22（其中修订16件）", "N12"),
        ("三件", "N12"),
        (float("inf"), "N12"),
        (float("nan"), "N12"),
        ("=1+2", "N13"),
        ("＝1+2", "N13"),
        ("1e3", "N20"),
        ("1E400", "N20"),
        ("inf", "N20"),
        ("1_000", "N20"),
        ("0x10", "N20"),
        (ErrorValue("#REF!"), "N17"),
        (date(1900, 1, 3), "N18"),
        (datetime(1900, 1, 3), "N18"),  # noqa: DTZ001 - a spreadsheet's dates have no zone
        (time(3), "N18"),
        (timedelta(3), "N18"),
        (True, "N19"),
        (10**15, "N21"),
        ("12345678901234567890", "N21"),
        (Struck("35"), "N23"),
    ],
)
def test_what_is_not_clear_is_never_guessed(raw: Raw, code: str) -> None:
    """No figure, and the code of the reason."""
    reading = read_number(raw, COUNT)
    assert (reading.figure, reading.state) == (None, State.UNREADABLE)
    assert reading.message
    assert reading.message.code == code


@pytest.mark.parametrize("raw", [None, "", " ", "\u3000", "\u200b"])
def test_a_blank_is_not_a_zero(raw: Raw) -> None:
    """Nothing is said here: whether a blank is allowed depends on its neighbours."""
    assert read_number(raw, COUNT) == (None, State.BLANK, None)


@pytest.mark.parametrize(
    ("raw", "figure"),
    [
        (0.35, 350_000),
        (1.234567, 1_234_567),
        ("0.1", 100_000),
        (0.1 + 0.2, 300_000),
        (12, 12_000_000),
        (99.99 * 3, 299_970_000),
        (1.0000000001, 1_000_000),
    ],
)
def test_money_is_kept_in_fen(raw: Raw, figure: int) -> None:
    """1 万元 is 1,000,000 分, and binary fractions leave no trace."""
    assert read_number(raw, MONEY).figure == figure


def test_money_finer_than_a_fen_is_refused() -> None:
    """Six decimals of 万元, two of 元."""
    fine: list[tuple[Raw, Cell]] = [(0.1234567, MONEY), ("0.001", cell(Measure.YUAN))]
    for raw, place in fine:
        reading = read_number(raw, place)
        assert reading.message
        assert (reading.figure, reading.message.code) == (None, "N10")


def is_no_telephone(figure: int) -> bool:
    """A count may be as large."""
    return figure not in range(13 * 10**9, 20 * 10**9)


@given(st.integers(0, LARGEST_FIGURE).filter(is_no_telephone), st.sampled_from(Measure))
def test_what_is_written_is_read_again(figure: int, measure: Measure) -> None:
    """The printed form of any figure reads back as the same figure."""
    assert read_number(measure.written(figure), cell(measure)).figure == figure


@given(st.integers(0, 10**12).filter(is_no_telephone), st.sampled_from([COUNT, MONEY]))
def test_a_number_cell_is_taken_as_its_decimal(figure: int, place: Cell) -> None:
    """The number a spreadsheet stores for a figure of up to 12 digits reads back exactly."""
    stored = float(Decimal(figure).scaleb(-place.measure.digits))
    assert read_number(stored, place).figure == figure


@given(st.text())
def test_any_text_gives_a_figure_or_a_reason(text: str) -> None:
    """Exactly one of: a figure, a blank, a message; and every figure from a text is told."""
    reading = read_number(text, COUNT)
    assert (reading.figure is not None) == (reading.state is State.OK)
    assert (reading.message is None) == (reading.state is State.BLANK)


# An independent reading of the closed list, by another way than the program's.
ZERO = {"无", "没有", "零", "〇", "-", "--", "—", "——", "–", "/"}
ZERO |= {"n/a", "#n/a", "na", "null", "none", "nan"}
SIGNS = "0123456789０１９,，.．+-－ 件人无—/零一二两三十百千半①²eE_x=()（）约"


def oracle(text: str) -> int | None:
    """The figure that a clerk would agree on, found by trying; None where nobody should say."""
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text).strip()
    if plain.lower() in ZERO:
        return 0
    plain = plain.removesuffix("件").rstrip() if plain[:1].isdigit() or plain[:1] == "+" else plain
    whole, _, decimals = plain.removeprefix("+").partition(".")
    groups = whole.split(",")
    grouped = len(groups) > 1 and 1 <= len(groups[0]) <= 3 and {len(g) for g in groups[1:]} == {3}
    digits = "".join(groups)
    plain_decimals = "." not in plain or (decimals.isascii() and decimals.isdigit())
    if digits.isascii() and digits.isdigit() and (len(groups) == 1 or grouped) and plain_decimals:
        return int(digits) if not decimals.strip("0") and int(digits) < 10**15 else None
    return CHINESE.get(plain)


# Up to 千; longer ones have a test of their own.
CHINESE = {cn2an.an2cn(n): n for n in range(1, 10_000)}
CHINESE |= {f"一{text}": n for text, n in CHINESE.items() if text.startswith("十")}
CHINESE |= {
    text.replace("二百", "两百").replace("二千", "两千").replace("二万", "两万"): n
    for text, n in CHINESE.items()
}
CHINESE["两"] = 2


def agree(text: str) -> None:
    """Neither a figure where nobody could say, nor none where everybody could."""
    figure = read_number(text, COUNT).figure
    expected = oracle(text)
    if figure != expected:  # mixed 二 and 两 are proper too, and not in the oracle's list
        assert expected is None
        assert "两" in text
        assert CHINESE.get(text.strip().replace("两", "二")) == figure


SPELLINGS = st.text(SIGNS, min_size=1, max_size=6)


@settings(max_examples=300)
@given(SPELLINGS)
def test_generated_spellings_are_read_as_an_independent_reader_does(text: str) -> None:
    """A sample of them."""
    agree(text)


@pytest.mark.fuzz
@settings(max_examples=10_000, deadline=None, derandomize=True)
@given(SPELLINGS)
def test_ten_thousand_spellings_are_read_as_an_independent_reader_does(text: str) -> None:
    """The whole run."""
    agree(text)


@given(st.integers(1, 10**8 - 1))
def test_a_proper_chinese_numeral_is_that_number(number: int) -> None:
    """As people write it, in ordinary and in capital signs."""
    for style in ("low", "up"):
        text = cn2an.an2cn(number, style)
        assert read_number(text, COUNT).figure == number


@pytest.mark.parametrize(
    ("unit", "raw", "figure"), [("条", "3条", 3), ("条", "3件", None), ("人次", "12人次", 12)]
)
def test_the_unit_is_that_of_the_cell(unit: str, raw: str, figure: int | None) -> None:
    """An indicator counts what the district says."""
    assert read_number(raw, cell(Measure.COUNT, unit)).figure == figure


@pytest.mark.parametrize(("raw", "code"), [(1234567, ""), (9_999.99, ""), ("0.35万元", "N04")])
def test_an_amount_is_taken_as_it_stands(raw: Raw, code: str) -> None:
    """Whether it is too large is asked of all figures together (Q01)."""
    reading = read_number(raw, MONEY)
    assert reading.state is State.OK
    assert (reading.message.code if reading.message else "") == code


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(1900, 1, 3), 3),
        (date(1900, 2, 28), 59),
        (date(1900, 3, 1), 61),
        (datetime(2024, 1, 1), 45292),  # noqa: DTZ001 - as above
    ],
)
def test_the_number_under_a_date_is_known(day: date, number: int) -> None:
    """It is said to the office as what was probably meant, and never taken."""
    assert serial(day) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (3.5, "3.5"),
        (True, "TRUE"),
        (ErrorValue("#REF!"), "#REF!"),
        (1e15 - 1, "9" * 15),
        (1e15, "1000000000000000.0"),
    ],
)
def test_a_finding_shows_a_value_as_the_office_sees_it(value: None, text: str) -> None:
    """3 for 3.0, nothing for an empty cell."""
    assert shown(value) == text


@pytest.mark.parametrize("raw", [13800138004, "13800138004", "１３８００１３８００４"])
def test_the_number_of_a_telephone_is_no_count(raw: Raw) -> None:
    """It would stand in every list and sum."""
    reading = read_number(raw, COUNT)
    assert reading.message
    assert (reading.figure, reading.message.code) == (None, "N21")

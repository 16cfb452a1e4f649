"""transform.numbers: what a cell holds is taken exactly, or not at all."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.form.table import LARGEST_FIGURE, Measure
from pipeline.records import ErrorValue, Raw, State, Struck
from pipeline.transform.numbers import read_number, shown

COUNT, MONEY = Measure.COUNT, Measure.WANYUAN


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
        ("３", 3, "N01"),
        ("1，234", 1234, "N01"),
        ("1,234,567", 1234567, "N01"),
        ("3.0", 3, "N01"),
        ("\u200b3\ufeff", 3, "N01"),
        ("+3", 3, "N01"),
        ("000", 0, "N01"),
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
        ("约3", "N12"),
        ("3件", "N12"),
        ("1,23", "N12"),
        ("3,", "N12"),
        ("1 234", "N12"),
        ("1e3", "N12"),
        ("1_000", "N12"),
        ("0x10", "N12"),
        ("22（其中修订16件）", "N12"),
        ("²", "N12"),
        ("٣", "N12"),
        ("/", "N12"),
        ("无", "N12"),
        ("NA", "N12"),
        (float("inf"), "N12"),
        (float("nan"), "N12"),
        ("=1+2", "N12"),
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
    ],
)
def test_money_is_kept_in_fen(raw: Raw, figure: int) -> None:
    """1 万元 is 1,000,000 分, and binary fractions leave no trace."""
    assert read_number(raw, MONEY).figure == figure


def test_money_finer_than_a_fen_is_refused() -> None:
    """Six decimals of 万元, two of 元."""
    fine: list[tuple[Raw, Measure]] = [(0.1234567, Measure.WANYUAN), ("0.001", Measure.YUAN)]
    for raw, measure in fine:
        reading = read_number(raw, measure)
        assert reading.message
        assert (reading.figure, reading.message.code) == (None, "N10")


@given(st.integers(0, LARGEST_FIGURE), st.sampled_from(Measure))
def test_what_is_written_is_read_again(figure: int, measure: Measure) -> None:
    """The printed form of any figure reads back as the same figure."""
    assert read_number(measure.written(figure), measure).figure == figure


@given(st.integers(0, 10**12), st.sampled_from([COUNT, MONEY]))
def test_a_number_cell_is_taken_as_its_decimal(figure: int, measure: Measure) -> None:
    """The number a spreadsheet stores for a figure of up to 12 digits reads back exactly."""
    stored = float(Decimal(figure).scaleb(-measure.digits))
    assert read_number(stored, measure).figure == figure


@given(st.text())
def test_any_text_gives_a_figure_or_a_reason(text: str) -> None:
    """Exactly one of: a figure, a blank, a message."""
    reading = read_number(text, COUNT)
    assert (reading.figure is not None) == (reading.state is State.OK)
    if reading.state is State.OK:
        digits = "".join(sign for sign in text if sign.isdecimal())
        assert int(digits or "0") == reading.figure or "." in text or "．" in text
    else:
        assert (reading.message is None) == (reading.state is State.BLANK)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (3.0, "3"), (3.5, "3.5"), (True, "TRUE"), (ErrorValue("#REF!"), "#REF!")],
)
def test_a_finding_shows_a_value_as_the_office_sees_it(value: None, text: str) -> None:
    """3 for 3.0, nothing for an empty cell."""
    assert shown(value) == text

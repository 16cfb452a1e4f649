"""What a batch of offices returned: the long frame, and the same figures as matrices."""

from dataclasses import replace

import numpy as np
import pytest
from built import built, row_of
from factory import FORM, OFFICES, YEAR
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cells import Spot
from pipeline.form.table import LARGEST_FIGURE, CellRef
from pipeline.load.lists import figure_lines, values_of_lines
from pipeline.records import State
from pipeline.returns import Figure, long_frame, plain_figures
from pipeline.round.proofs import DisprovedError, prove_lines

REFS = list(FORM.cells)
FIGURES = st.none() | st.integers(0, 100 * LARGEST_FIGURE)  # totals are larger than any input


@given(st.lists(FIGURES, min_size=1, max_size=9))
def test_a_figure_stays_what_it_was(values: list[int | None]) -> None:
    """Also a large one beside one that is not known."""
    rows = [Figure(REFS[0], value, State.OK, value, Spot()) for value in values]
    frame = long_frame({OFFICES[0]: rows})
    for column in ("value", "stated"):
        assert frame[column].astype("object").where(frame[column].notna(), None).tolist() == values


def test_a_total_beyond_a_float_is_listed_and_proved_exactly() -> None:
    """One office with absurd figures stops nobody, and no digit of it is another one."""
    totals = [cell for cell in FORM.cells.values() if cell.is_total]
    values: dict[CellRef, int | None] = dict.fromkeys(REFS, LARGEST_FIGURE - 2)
    values |= {cell.ref: sum(values[part] or 0 for part in cell.sums) for cell in totals}
    assert max(filter(None, values.values())) > 2**53
    returns = built(FORM, {OFFICES[0]: values, OFFICES[1]: {}})
    assert returns.figures_of(OFFICES[0]) == values
    lines = figure_lines(returns, YEAR)
    prove_lines(lines, plain_figures(returns), FORM)
    read = values_of_lines(lines[OFFICES[0]], FORM)
    assert dict(zip(REFS, read, strict=True)) == values
    spoilt = lines[OFFICES[0]].replace(str(LARGEST_FIGURE - 2).encode(), b"7", 1)
    with pytest.raises(DisprovedError):
        prove_lines(lines | {OFFICES[0]: spoilt}, plain_figures(returns), FORM)


def test_a_place_with_a_line_break_is_one_line_of_the_list() -> None:
    """Some programs write one into the name of a sheet."""
    returns = built(FORM, {OFFICES[0]: {}})
    frame = returns.figures.assign(sheet="三、依申请\n公开")
    lines = figure_lines(replace(returns, figures=frame), YEAR)
    assert len(values_of_lines(lines[OFFICES[0]], FORM)) == len(REFS)


def test_some_offices_and_others_beside_them_keep_their_rows() -> None:
    """In the order that is asked for; an office of both batches is that of the first."""
    first = built(FORM, {office: {REFS[0]: at} for at, office in enumerate(OFFICES)})
    second = built(FORM, {OFFICES[2]: {REFS[0]: 70}, "示例丁街道": {REFS[0]: 80}})
    some = first.of([OFFICES[2], OFFICES[0]])
    assert (some.offices, some.known(some.offices)[:, 0].tolist()) == (
        [OFFICES[2], OFFICES[0]],
        [2, 0],
    )
    both = some.beside(second)
    assert both.offices == [OFFICES[2], OFFICES[0], "示例丁街道"]
    *known, unknown = both.known([*both.offices, "谁"])
    assert [row[0] for row in known] == [2, 0, 80]
    assert np.isnan(unknown).all()
    assert both.reported_by("示例丁街道") == {REFS[0]: 80}
    assert both.reported_by(OFFICES[1]) is None
    assert row_of(both, "示例丁街道", REFS[0])["value"] == 80
    assert both.place("示例丁街道", REFS[0]).spot == Spot("表", "/".join(REFS[0]))

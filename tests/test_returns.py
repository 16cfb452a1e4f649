"""What a batch of offices returned: the long frame, and the same figures as matrices."""

import numpy as np
from built import built, row_of
from factory import FORM, OFFICES
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cells import Spot
from pipeline.form.table import LARGEST_FIGURE
from pipeline.records import State
from pipeline.returns import Figure, long_frame

REFS = list(FORM.cells)
FIGURES = st.none() | st.integers(0, 100 * LARGEST_FIGURE)  # totals are larger than any input


@given(st.lists(FIGURES, min_size=1, max_size=9))
def test_a_figure_stays_what_it_was(values: list[int | None]) -> None:
    """Also a large one beside one that is not known."""
    rows = [Figure(REFS[0], value, State.OK, value, Spot()) for value in values]
    frame = long_frame({OFFICES[0]: rows})
    for column in ("value", "stated"):
        assert frame[column].astype("object").where(frame[column].notna(), None).tolist() == values


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

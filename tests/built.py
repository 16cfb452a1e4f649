"""Returns as values, without any file: each figure and each answer at a cell of its own name."""

from collections.abc import Iterator, Mapping

from pipeline.cells import Spot
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.records import State
from pipeline.returns import Figure, Paper, Returns, Wording, long_frame

TABLES, TEXTS = "表", "文"  # sheets
FILE = "示例.xlsx"

Stated = Mapping[CellRef, int | None]
Said = Mapping[str, str | None]  # field label → answer; None or absent: it could not be found


def built(
    form: Form,
    values: Mapping[str, Stated],
    said: Mapping[str, Said] = {},
    stated: Mapping[str, Stated] = {},
) -> Returns:
    """Return what offices returned; stated: their totals, where these are not the values."""
    frame = long_frame(
        {office: _figures(form, own, stated.get(office, own)) for office, own in values.items()}
    )
    papers = {office: Paper(FILE, _words(form, said.get(office, {}))) for office in values}
    return Returns(form, frame, papers)


def row_of(returns: Returns, office: str, ref: CellRef) -> Mapping[str, object]:
    """Return a row of the long frame."""
    frame = returns.figures
    (at,) = frame.index[(frame[["office", *ref._fields]] == [office, *ref]).all(axis=1)]
    return dict(frame.loc[at])


def _figures(form: Form, values: Stated, stated: Stated) -> Iterator[Figure]:
    for ref in form.cells:
        spot = Spot(TABLES, "/".join(ref))
        yield Figure(ref, values.get(ref), State.OK, stated.get(ref), spot)


def _words(form: Form, said: Said) -> dict[str, Wording]:
    texts = {field.label: said.get(field.label) for field in form.fields}
    return {
        label: Wording("", Spot()) if text is None else Wording(text, Spot(TEXTS, label))
        for label, text in texts.items()
    }

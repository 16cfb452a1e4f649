"""What is published against what was returned: every figure, every sentence."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline import messages
from pipeline.findings import Finding, Place, shorten
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import squeezed
from pipeline.records import Returns

_SENTENCE = re.compile("[^。！？!?\n]+[。！？!?]?")
_MOST_QUOTED = 3


def differences(published: Returns, returned: Returns, office: str, form: Form) -> list[Finding]:
    """Where one office's report says other than its return; what either lacks is told elsewhere."""
    figures = _figures(published, returned, office, form)
    return [*figures, *_words(published, returned, office, form)]


def _figures(published: Returns, returned: Returns, office: str, form: Form) -> Iterator[Finding]:
    printed = [table for table in form.tables if not table.is_list]
    said, known = published.figures_of(office, stated=True), returned.figures_of(office)
    for cell in (cell for table in printed for cell in table.cells):
        one, other = said[cell.ref], known[cell.ref]
        if one is not None and other is not None and one != other:
            written, wanted = cell.measure.written(one), cell.measure.written(other)
            yield messages.published.OTHER_FIGURE.at(
                published.place(office, cell.ref),
                written,
                wanted,
                name=cell.ref.row_and_column,
                published=written,
                returned=wanted,
            )


def _words(published: Returns, returned: Returns, office: str, form: Form) -> Iterator[Finding]:
    said, known = published.texts_of(office), returned.texts_of(office)
    for field in form.fields:
        if field.kind is not FieldKind.PROSE or not published.text_cells.at[office, field.label]:
            continue
        one, other = _sentences(said[field.label]), _sentences(known[field.label])
        more = [text for key, text in one.items() if key not in other]
        less = [text for key, text in other.items() if key not in one]
        if more or less:
            sheet, _, cell = str(published.text_cells.at[office, field.label]).rpartition("!")
            place = replace(Place(office, published.files[office]), sheet=sheet, cell=cell)
            differ = "；".join(filter(None, (_quoted("公开的有", more), _quoted("少了", less))))
            yield messages.published.OTHER_WORDS.at(
                place, shorten(more[0]) if more else "", shorten(less[0]) if less else "",
                field=field.label, differ=f"{differ}。",
            )  # fmt: skip


def _sentences(text: str) -> dict[str, str]:
    """Sentence without blanks → the sentence."""
    return {squeezed(one): one.strip() for one in _SENTENCE.findall(text) if squeezed(one)}


def _quoted(what: str, sentences: list[str]) -> str:
    shown = "".join(f"“{shorten(one)}”" for one in sentences[:_MOST_QUOTED])
    more = f"等 {len(sentences)} 句" if len(sentences) > _MOST_QUOTED else ""
    return f"{what}{shown}{more}" if sentences else ""

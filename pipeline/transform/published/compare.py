"""What is published against what was returned: every figure, every sentence."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline import messages
from pipeline.findings import Finding, Place, shorten
from pipeline.form.model import Form
from pipeline.form.section import NOTHING, FieldKind, Topic
from pipeline.form.table import squeezed
from pipeline.returns import Returns

_SENTENCE = re.compile("[^。！？!?\n]+[。！？!?]?")
_MOST_QUOTED = 3


def differences(
    published: Returns, returned: Returns, office: str, form: Form, *, words: bool
) -> list[Finding]:
    """Where one office's report says other than its return.

    A figure that is blank is told elsewhere. Of its sentences the same must be there, as often,
    in whatever order; words: whether they could be read.
    """
    figures = list(_figures(published, returned, office, form))
    return [*figures, *(_words(published, returned, office, form) if words else ())]


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
    for section in form.sections:
        for field in section.fields:
            wanted = known[field.label]
            may_lack = field.topic is Topic.OTHER and NOTHING.fullmatch(wanted.strip())
            if field.kind is not FieldKind.PROSE or not section.heading or may_lack:
                continue
            one, other = _sentences(said[field.label]), _sentences(wanted)
            more, less = one - other, other - one
            if more or less:
                sheet, cell = published.papers[office].words[field.label].spot
                place = Place(office, published.files[office], sheet or section.heading, cell)
                told = (_quoted("公开的有", list(more)), _quoted("少了", list(less)))
                yield messages.published.OTHER_WORDS.at(
                    place,
                    next(iter(more), ""),
                    shorten(next(iter(less), "")),
                    field=field.label,
                    differ=f"{'；'.join(filter(None, told))}。",
                )


def _sentences(text: str) -> Counter[str]:
    """How often each sentence is there, whatever its blanks and its width."""
    return Counter(filter(None, (squeezed(one) for one in _SENTENCE.findall(text))))


def _quoted(what: str, sentences: list[str]) -> str:
    shown = "".join(f"“{shorten(one)}”" for one in sentences[:_MOST_QUOTED])
    more = f"等 {len(sentences)} 句" if len(sentences) > _MOST_QUOTED else ""
    return f"{what}{shown}{more}" if sentences else ""

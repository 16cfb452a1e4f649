"""Answers that came to nothing: located, but neither taken nor told by whoever normalised them."""

from collections.abc import Iterable, Mapping

import numpy as np

from pipeline.cells import shows_anything
from pipeline.findings import Finding, Place
from pipeline.form.model import Form
from pipeline.form.section import Field
from pipeline.form.table import squeezed
from pipeline.returns import Returns
from pipeline.transform.accounting import lost_at
from pipeline.transform.locate import Answer, Answers


def untraced(
    taken: Mapping[str, Answers], returns: Returns, findings: Iterable[Finding], form: Form
) -> list[Finding]:
    """Answers with content of which there is neither a value nor a finding (S15)."""
    told = {(one.place.office, one.place.spot) for one in findings}
    unknown = np.isnan(returns.known(returns.offices)) & np.isnan(returns.claimed(returns.offices))
    refs = list(form.cells)
    found = []
    for row, (office, paper) in enumerate(returns.papers.items()):
        answers = taken[office]
        gone = [answers.figures.get(refs[at]) for at in np.flatnonzero(unknown[row])]
        silent = (field for field in form.fields if not paper.words[field.label].text)
        gone += [_own_answer(field, answers) for field in silent]
        lost = [
            str(one.spot)
            for one in gone
            if one and shows_anything(one.value) and (office, one.spot) not in told
        ]
        found += lost_at(Place(office, answers.file), lost)
    return found


def _own_answer(field: Field, answers: Answers) -> Answer | None:
    """What an office wrote; the template's own sentence or heading left there is none."""
    answer = answers.words.get(field.label)
    text = answer.stored if answer else None
    if isinstance(text, str):
        is_ours = field.is_templates(text) or squeezed(text) == squeezed(field.heading)
        return None if is_ours else answer
    return answer

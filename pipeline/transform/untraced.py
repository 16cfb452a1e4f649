"""Answers that were located, but of which normalising made neither a value nor a finding."""

from collections.abc import Iterable, Mapping

import numpy as np

from pipeline.cells import Formula, shows_anything
from pipeline.findings import Finding, Place
from pipeline.form.model import Form
from pipeline.form.section import Field
from pipeline.form.table import Cell, squeezed
from pipeline.returns import Returns
from pipeline.transform.accounting import lost_at
from pipeline.transform.locate import Answer, Answers


def untraced(
    taken: Mapping[str, Answers], returns: Returns, findings: Iterable[Finding], form: Form
) -> list[Finding]:
    """Return a finding (S15) for each office with answers that have no value and no finding.

    taken: office → its located answers. findings: all that concern these offices so far.
    """
    told = {(finding.place.office, finding.place.spot) for finding in findings}
    unknown = np.isnan(returns.known(returns.offices)) & np.isnan(returns.claimed(returns.offices))
    refs = list(form.cells)
    untold = []
    for row, (office, paper) in enumerate(returns.papers.items()):
        answers = taken[office]
        without = [
            answers.figures.get(ref)
            for ref in (refs[column] for column in np.flatnonzero(unknown[row]))
            if not _is_sum(answers.figures.get(ref), form.cells[ref])
        ]
        blank = (field for field in form.fields if not paper.words[field.label].text)
        without += [_own_answer(field, answers) for field in blank]
        lost = [
            answer.spot
            for answer in without
            if answer and shows_anything(answer.value) and (office, answer.spot) not in told
        ]
        untold += lost_at(Place(office, answers.file), lost)
    return untold


def _is_sum(answer: Answer | None, cell: Cell) -> bool:
    """Return whether an answer is a formula for a total: of blank inputs it says nothing."""
    return cell.is_total and answer is not None and isinstance(answer.value, Formula)


def _own_answer(field: Field, answers: Answers) -> Answer | None:
    """Return the answer of an office; None if it is the template's own sentence or heading."""
    answer = answers.words.get(field.label)
    text = answer.stored if answer else None
    if isinstance(text, str):
        is_ours = field.is_templates(text) or squeezed(text) == squeezed(field.heading)
        return None if is_ours else answer
    return answer

"""What came in since the last run: which offices, and what moved in their returns."""

import hashlib
from collections.abc import Mapping, Sequence

from pipeline.form.model import Form
from pipeline.records import Change, Known, Moved, OfficeChange, Returns


def known_of(returns: Returns, as_read: Returns, form: Form) -> dict[str, Known]:
    """Office → what is known of it now; texts as the office wrote them, no name in them filled."""
    return {
        office: Known(
            digest=returns.papers[office].digest,
            texts={label: _hash(text) for label, text in as_read.texts_of(office).items()},
            figures=returns.written_of(office, form),
        )
        for office in returns.offices
    }


def changes_since(
    last: Mapping[str, Known], now: Mapping[str, Known], roster: Sequence[str]
) -> list[OfficeChange]:
    """The offices whose returns are new, other, or gone, in roster order."""
    changes = []
    for office in roster:
        before, after = last.get(office), now.get(office)
        if after is None:
            if before and not before.is_gone:
                changes.append(OfficeChange(office, Change.GONE))
        elif before is None:
            changes.append(OfficeChange(office, Change.NEW))
        elif before.digest != after.digest:
            moved, reworded = _moved(before, after), _reworded(before, after)
            changes.append(OfficeChange(office, Change.CORRECTED, moved, reworded))
        elif before.is_gone:
            changes.append(OfficeChange(office, Change.BACK))
    return changes


def _moved(before: Known, after: Known) -> list[Moved] | None:
    if before.figures is None or after.figures is None:
        return None
    return [
        Moved(ref, was, value)
        for ref, value in after.figures.items()
        if (was := before.figures.get(ref, value)) != value
    ]


def _reworded(before: Known, after: Known) -> list[str]:
    return [label for label, text in after.texts.items() if before.texts.get(label, text) != text]


def _hash(text: str) -> str:
    """Enough to tell two answers of one office apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""What came in since the last run: which offices, and what moved in their returns."""

from collections.abc import Mapping, Sequence

from pipeline.records import Change, LastKnown, Moved, OfficeChange, Written


def changes_since(
    last: Mapping[str, LastKnown], now: Mapping[str, LastKnown], roster: Sequence[str]
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
            moved, reworded = _moved(before.figures, after.figures), _reworded(before, after)
            changes.append(OfficeChange(office, Change.CORRECTED, moved, reworded))
        elif before.is_gone:
            changes.append(OfficeChange(office, Change.BACK))
    return changes


def _moved(before: Written | None, after: Written | None) -> list[Moved] | None:
    if before is None or after is None:
        return None
    return [
        Moved(ref, was, value)
        for ref, value in after.items()
        if (was := before.get(ref, value)) != value
    ]


def _reworded(before: LastKnown, after: LastKnown) -> list[str]:
    return [label for label, text in after.texts.items() if before.texts.get(label, text) != text]

"""What came in since the last run: which offices, and which of their figures moved."""

from collections.abc import Sequence

from pipeline.form.model import Form
from pipeline.records import Change, LastRun, Moved, OfficeChange, Returns, Written


def changes_since(
    last: LastRun, returns: Returns, form: Form, roster: Sequence[str]
) -> list[OfficeChange]:
    """The offices whose returns are new, other, or gone, in roster order."""
    changes = []
    for office in roster:
        if office not in returns.files:
            if office in last.digests and office not in last.gone:
                changes.append(OfficeChange(office, Change.GONE))
        elif office not in last.digests:
            changes.append(OfficeChange(office, Change.NEW))
        elif last.digests[office] != returns.papers[office].digest:
            before = last.figures.get(office)
            moved = None if before is None else _moved(before, returns, office, form)
            changes.append(OfficeChange(office, Change.CORRECTED, moved))
        elif office in last.gone:
            changes.append(OfficeChange(office, Change.BACK))
    return changes


def _moved(before: Written, returns: Returns, office: str, form: Form) -> list[Moved]:
    now = returns.written_of(office, form)
    return [
        Moved(ref, before[ref], now[ref])
        for ref in now
        if ref in before and before[ref] != now[ref]
    ]

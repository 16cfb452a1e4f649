"""Changes since the last run, and the record that this run keeps for the next."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.form.table import CellRef
from pipeline.load import lists
from pipeline.outputs import CHANGES, FIELDS, FIGURES, FORM
from pipeline.records import Change, LastKnown, Moved, OfficeChange, Reworded, Written
from pipeline.round.collected import Collected
from pipeline.round.kept_texts import packed, unpacked
from pipeline.setup import Setup
from pipeline.store.store import Store

_DIGEST, _TEXTS, _FIGURES = "digest", "texts", "figures"


def write_changes(store: Store, setup: Setup, found: Collected) -> Sequence[OfficeChange] | None:
    """Write the list of changes since the last run, and return them; None if this is the first run.

    Without any change, the list of the last run stays.
    """
    labels = [field.label for field in setup.form.fields]
    sources, texts = found.sources, found.texts
    last = _last_run(store)
    before = _with_figures(last or {}, sources, store)
    store.kept = {
        **{office: {_DIGEST: sources[office], _TEXTS: texts[office]} for office in sources},
        **{
            office: _as_gone(known, labels)
            for office, known in before.items()
            if office not in sources
        },
    }
    if last is None:
        return None
    now = {}
    for office, digest in sources.items():
        has_changed = office in last and last[office].digest != digest
        figures = found.figures.written_of(office, setup.form) if has_changed else None
        now[office] = LastKnown(digest, _labelled(labels, texts[office]), figures)
    changes = _compare(before, now, setup.district.roster)
    if changes:
        store.write(CHANGES, lists.changes_csv(setup.form, changes))
    return changes


def _with_figures(
    last: Mapping[str, LastKnown], sources: Mapping[str, str], store: Store
) -> dict[str, LastKnown]:
    """Return the last known of each office, with figures where its return has changed or gone."""
    changed = {
        office: known for office, known in last.items() if known.digest != sources.get(office)
    }
    listed = _figures_of_last_run(store, list(changed))
    return {**last} | {
        office: known._replace(figures=known.figures or listed.get(office))
        for office, known in changed.items()
    }


def sources_kept(store: Store) -> dict[str, str]:
    """Return the hash of the return of each office that was in at the last run."""
    kept = (store.kept or {}).items()
    return {office: str(known[_DIGEST]) for office, known in kept if _FIGURES not in known}


def _last_run(store: Store) -> dict[str, LastKnown] | None:
    if store.kept is None:
        return None
    try:
        labels = store.about[FORM][FIELDS]
        return {office: _known(kept, labels) for office, kept in store.kept.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # somebody changed it: nothing is known


def _known(kept: Mapping[str, Any], labels: Sequence[str]) -> LastKnown:
    digest, texts, figures = str(kept[_DIGEST]), kept[_TEXTS], kept.get(_FIGURES)
    if figures is None:
        return LastKnown(digest, _labelled(labels, texts), None)
    read = {CellRef(*name.split("\t")): str(value) for name, value in figures.items()}
    return LastKnown(digest, _labelled(labels, texts), read or None, is_gone=True)


def _labelled(labels: Sequence[str], texts: str) -> dict[str, str]:
    """Return the answers by field label."""
    return dict(zip(labels, unpacked(texts), strict=True))


def _as_gone(known: LastKnown, labels: Sequence[str]) -> dict[str, Any]:
    """Return the record of an office that is gone: the list of figures no longer has it."""
    return {
        _DIGEST: known.digest,
        _TEXTS: packed(known.texts.get(label, "") for label in labels),
        _FIGURES: {"\t".join(ref): value for ref, value in (known.figures or {}).items()},
    }


def _figures_of_last_run(store: Store, offices: Sequence[str]) -> Mapping[str, Written]:
    path = store.of_last_run(FIGURES) if offices else None
    return lists.figures_of_csv(path, offices) if path else {}


def _compare(
    last: Mapping[str, LastKnown], now: Mapping[str, LastKnown], roster: Sequence[str]
) -> list[OfficeChange]:
    """Return the offices whose returns are new, changed, gone or back, in roster order."""
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


def _reworded(before: LastKnown, after: LastKnown) -> list[Reworded]:
    return [
        Reworded(label, was, text)
        for label, text in after.texts.items()
        if (was := before.texts.get(label, text)) != text
    ]

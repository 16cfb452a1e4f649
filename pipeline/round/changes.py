"""What changed since the last run, and what this one keeps for the next."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.form.table import CellRef
from pipeline.load import lists
from pipeline.outputs import CHANGES, FIELDS, FIGURES, FORM
from pipeline.records import Change, LastKnown, Moved, OfficeChange, Written
from pipeline.round.collected import Collected
from pipeline.setup import Setup
from pipeline.store.store import Store

_DIGEST, _TEXTS, _FIGURES = "digest", "texts", "figures"


def write_changes(store: Store, setup: Setup, found: Collected) -> Sequence[OfficeChange] | None:
    """Return what came in since the last run, and list it; None if this is the first run.

    Without any change, the list of the last run stays.
    """
    labels = [field.label for field in setup.form.fields]
    sources, texts = found.sources, found.texts
    last = _last_run(store)
    before = _with_figures(last or {}, sources, store)
    store.kept = {
        **{office: {_DIGEST: sources[office], _TEXTS: texts[office]} for office in sources},
        **{
            office: _as_gone(then, labels)
            for office, then in before.items()
            if office not in sources
        },
    }
    if last is None:
        return None
    now = {}
    for office, digest in sources.items():
        is_other = office in last and last[office].digest != digest
        figures = found.figures.written_of(office, setup.form) if is_other else None
        now[office] = LastKnown(digest, _labelled(labels, texts[office]), figures)
    changes = changes_since(before, now, setup.district.roster)
    if changes:
        store.write(CHANGES, lists.changes_csv(setup.form, changes))
    return changes


def _with_figures(
    last: Mapping[str, LastKnown], sources: Mapping[str, str], store: Store
) -> dict[str, LastKnown]:
    """Return what was known of each office, with its figures where its return is another now."""
    others = {office: then for office, then in last.items() if then.digest != sources.get(office)}
    listed = _figures_of_last_run(store, list(others))
    return {**last} | {
        office: then._replace(figures=then.figures or listed.get(office))
        for office, then in others.items()
    }


def sources_kept(store: Store) -> dict[str, str]:
    """Office that was in at the last run → the hash of its return."""
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
    """The hash of each answer by the label of its field."""
    return {label: said for label, said in zip(labels, texts.split(" "), strict=True) if said}


def _as_gone(known: LastKnown, labels: Sequence[str]) -> dict[str, Any]:
    """As the manifest holds an office that the list of figures lacks from now on."""
    return {
        _DIGEST: known.digest,
        _TEXTS: " ".join(known.texts.get(label, "") for label in labels),
        _FIGURES: {"\t".join(ref): value for ref, value in (known.figures or {}).items()},
    }


def _figures_of_last_run(store: Store, offices: Sequence[str]) -> Mapping[str, Written]:
    path = store.of_last_run(FIGURES) if offices else None
    return lists.figures_of_csv(path, offices) if path else {}


# ── what moved ───────────────────────────────────────────────────────────────


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

"""What changed since the last run, and what this one keeps for the next."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.form.table import CellRef
from pipeline.load.lists import changes_csv, figures_of_csv
from pipeline.load.store import Store
from pipeline.outputs import CHANGES, FIGURES
from pipeline.records import Known, OfficeChange
from pipeline.run.returns import Examined
from pipeline.run.setup import Setup
from pipeline.transform.changes import changes_since, known_of

_DIGEST, _TEXTS, _FIGURES = "digest", "texts", "figures"


def write_changes(store: Store, setup: Setup, found: Examined) -> Sequence[OfficeChange] | None:
    """What came in since the last run; None if this is the first. Without any, the list stays."""
    last, now = _last_run(store), known_of(found.returns, found.as_read, setup.form)
    gone = {office: known for office, known in (last or {}).items() if office not in now}
    store.kept = {office: _as_kept(known) for office, known in now.items()}
    store.kept |= {office: _as_kept(known._replace(is_gone=True)) for office, known in gone.items()}
    if last is None:
        return None
    changes = changes_since(last, now, setup.district.roster)
    if changes:
        store.write(CHANGES, changes_csv(setup.form, changes))
    return changes


def _last_run(store: Store) -> dict[str, Known] | None:
    if store.kept is None:
        return None
    listed = store.of_last_run(FIGURES)
    figures = figures_of_csv(listed) if listed else {}
    try:
        return {office: _known(kept, figures.get(office)) for office, kept in store.kept.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # somebody changed it: nothing is known


def _known(kept: Mapping[str, Any], listed: Mapping[CellRef, str] | None) -> Known:
    digest, texts, older = str(kept[_DIGEST]), dict(kept[_TEXTS]), kept.get(_FIGURES)
    if older is None:
        return Known(digest, texts, listed)
    figures = {CellRef(*name.split("\t")): str(value) for name, value in older.items()}
    return Known(digest, texts, figures or None, is_gone=True)


def _as_kept(known: Known) -> dict[str, Any]:
    """As the manifest holds it; figures only of an office that the list of figures lacks."""
    kept = {_DIGEST: known.digest, _TEXTS: dict(known.texts)}
    if known.is_gone:
        kept[_FIGURES] = {"\t".join(ref): value for ref, value in (known.figures or {}).items()}
    return kept

"""Replace placeholders such as 【新收】 by figures, so that words cannot contradict tables."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import messages
from pipeline.findings import Finding, Place
from pipeline.form.model import Form, Quantity
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef, squeezed

if TYPE_CHECKING:
    from pipeline.returns import Returns  # with pandas, which whoever masks texts need not have

PLACEHOLDER = re.compile("【([^【】\n]*)(】?)")
_MOST = 10  # placeholders in one finding
_SHOWN = 20  # signs of a placeholder in a finding
_LONG_NAME = 6  # signs; two of a name so long may be wrong, of a shorter name one
_COLUMN = re.compile("专栏|栏目|板块|专题|系列|频道")  # 【…】专栏 is how a website names a column


def fill_placeholders(returns: "Returns", form: Form, year: int) -> tuple["Returns", list[Finding]]:
    """Return the batch with each placeholder replaced whose figure is known.

    A placeholder that is misspelt or not closed is a finding (R17) with the nearest name.
    """
    papers, findings = dict(returns.papers), []
    prose = [field.label for field in form.fields if field.kind is FieldKind.PROSE]
    for office, paper in returns.papers.items():
        to_fill = [label for label in prose if "【" in paper.words[label].text]
        values = _values(returns, form, office, year) if to_fill else {}
        words = dict(paper.words)
        for label in to_fill:
            filled = _Filling(values)
            text = PLACEHOLDER.sub(filled.replacement, words[label].text)
            words[label] = words[label]._replace(text=text)
            if filled.unknown:
                place = Place(office, paper.file, *words[label].spot)
                findings.append(_unknown(filled.unknown, place, values))
        papers[office] = replace(paper, words=words)
    return replace(returns, papers=papers), findings


def _unknown(unknown: Sequence[str], place: Place, values: Mapping[str, str]) -> Finding:
    """Return the finding about unknown placeholders of an answer, each with its nearest name."""
    shown = list(dict.fromkeys(unknown))[:_MOST]
    nearest = [(written, _nearest(written, values)) for written in shown]
    listed = "、".join(
        f"“{written[:_SHOWN]}”" + f"（最接近的是【{name}】）" * bool(name)
        for written, name in nearest
    )
    return messages.texts.UNKNOWN_PLACEHOLDER.at(place, "、".join(shown), written=listed)


class _Filling:
    """One answer being filled; `unknown`: placeholders in it that are misspelt or not closed."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.unknown: list[str] = []

    def replacement(self, match: re.Match[str]) -> str:
        value = self.values.get(squeezed(match[1])) if match[2] else None
        is_column = _COLUMN.match(match.string, match.end())
        if value is None and not is_column and is_meant(match[0], self.values):
            self.unknown.append(match[0])
        return value or match[0]


def is_meant(written: str, names: Collection[str]) -> bool:
    """Return whether a text in 【】 is a misspelt placeholder, and not another text in brackets."""
    return not written.endswith("】") or bool(_nearest(written, names))


def placeholder_names(form: Form) -> list[str]:
    """Return the names that may stand in 【】."""
    return [*form.placeholders, *_indicators(form)]


def _indicators(form: Form) -> dict[str, CellRef]:
    """Return the cells of indicators by their names: of a part also its own, if no other has it."""
    refs = {squeezed(cell.ref.row): cell.ref for cell in form.table(form.extensible).cells}
    parts = {path: path.rpartition("/")[2] for path in refs if "/" in path}
    times = Counter([*parts.values(), *refs, *form.placeholders])
    return refs | {name: refs[path] for path, name in parts.items() if times[name] == 1}


def _values(returns: "Returns", form: Form, office: str, year: int) -> dict[str, str]:
    """Return, by the name of a placeholder, its replacement; blank if the figure is not known."""
    figures = returns.figures_of(office)

    def written(refs: tuple[CellRef, ...]) -> str:
        known = [figure for ref in refs if (figure := figures[ref]) is not None]
        measure = form.cells[refs[0]].measure
        return measure.written(sum(known)) if len(known) == len(refs) else ""

    known = {FieldKind.YEAR: str(year), FieldKind.OFFICE: office}
    values = {
        name: written(form.quantities[meant]) if isinstance(meant, Quantity) else known[meant]
        for name, meant in form.placeholders.items()
    }
    return values | {name: written((ref,)) for name, ref in _indicators(form).items()}


def _nearest(written: str, names: Collection[str]) -> str:
    """Return the name nearest to a misspelt one; blank where too many signs differ."""
    from rapidfuzz.distance import Levenshtein  # only where something stands in 【】

    plain = squeezed(written).strip("【】")
    if not written.endswith("】"):  # what follows the name belongs to the sentence
        return max((name for name in names if plain.startswith(name)), key=len, default="")
    wrong = {name: Levenshtein.distance(plain, name) for name in names}
    near = min(names, key=wrong.__getitem__)
    return near if wrong[near] <= 1 + (len(near) >= _LONG_NAME) else ""

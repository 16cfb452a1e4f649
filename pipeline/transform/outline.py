"""The district's own report, as far as it follows from the figures of its offices."""

from collections.abc import Mapping, Sequence

from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef, Line, Table
from pipeline.records import Note, OfficeStanding, Standing, Whole, scope
from pipeline.results import Figures
from pipeline.setup import Setup
from pipeline.tiers import OFFICES, Tier


def summed_up(returns: Figures, lines: Sequence[OfficeStanding], setup: Setup) -> Whole | None:
    """Return what the sum of all reports says; None where no report can be summed."""
    if not returns.offices:
        return None
    form, tier = setup.form, setup.tier
    figures = district_figures(returns, form)
    texts = outline(figures, returns, setup.district.roster, form, setup.year, tier)
    return Whole(figures, texts, notes(returns, lines, form, tier))


def district_figures(returns: Figures, form: Form) -> dict[CellRef, int]:
    """Every figure summed over the offices that are in, in the unit of its cell.

    What an office left blank or unreadable is in no sum; a total is the sum of its parts here,
    so that the table closes. `notes` says what is missing.
    """
    return {ref: returns.district(cell) for ref, cell in form.cells.items()}


def outline(
    figures: Mapping[CellRef, int],
    returns: Figures,
    roster: Sequence[str],
    form: Form,
    year: int,
    tier: Tier = OFFICES,
) -> dict[str, str]:
    """Field label → the district's answer, with （请补充：…） where no figure says it.

    Where a figure that it tells is not known of some office, it says of which.
    """
    facts = {
        "year": year,
        "whole": tier.whole,
        "offices": _offices(len(returns.summed), len(roster), tier),
        "indicators": "，".join(_counted(form.table(form.extensible), figures)) or _NO_INDICATORS,
    }
    for counted, refs in form.quantities.items():
        total = sum(figures[ref] for ref in refs)
        facts[counted.name] = form.cells[refs[0]].measure.written(total)
    answers = {}
    for field in form.fields:
        if field.kind is FieldKind.PROSE:
            gaps = _gaps(returns, _told_in(field.outline, form), form)
            missing = f"\n（请补充：{gaps}）" if gaps else ""
            answers[field.label] = field.outline.format(**facts) + missing
    return answers


_MOST_NAMED = 50
_WRONG = (Standing.TO_CORRECT, Standing.UNDONE)  # an office, a district
_NO_INDICATORS = "（请补充：主动公开的渠道和数量）"


def _told_in(words: str, form: Form) -> list[CellRef]:
    """The figures of which an outline speaks."""
    cells = {counted.name: list(refs) for counted, refs in form.quantities.items()}
    cells["indicators"] = [cell.ref for cell in form.table(form.extensible).cells]
    return [ref for fact, refs in cells.items() for ref in refs if f"{{{fact}}}" in words]


def _offices(summed: int, all_told: int, tier: Tier) -> str:
    """Of whom the sentences speak: never of all when some are missing."""
    whole = f"{tier.whole}{all_told}个{tier.unit}"
    return whole if summed == all_told else f"{whole}中的{summed}个{tier.unit}"


def notes(
    returns: Figures, standings: Sequence[OfficeStanding], form: Form, tier: Tier = OFFICES
) -> dict[str, Note]:
    """Table name → which offices its figures stand for, and what of them is missing."""
    there = set(returns.offices)
    out = [line.office for line in standings if line.office not in there]
    wrong = [line.office for line in standings if line.standing in _WRONG and line.office in there]
    counted = f"已计入、{_WRONG[tier is not OFFICES]}"
    of_offices = _tell_names("不在合计内", out) + _tell_names(counted, wrong)
    summed = scope(standings, len(returns.summed), tier)
    by_table = {}
    for table in form.tables:
        gaps = _gaps(returns, [cell.ref for cell in table.cells], form)
        text = f"本表为{tier.whole}{len(standings)}个{tier.unit}之和。"
        if doubt := of_offices + gaps:
            text = summed + doubt
        by_table[table.name] = Note(f"注：{text}", doubtful=bool(doubt))
    return by_table


def _gaps(returns: Figures, refs: Sequence[CellRef], form: Form) -> str:
    """Which offices left out figures that these are made of; blank if none did."""
    inputs = list(dict.fromkeys(part for ref in refs for part in form.inputs(ref)))
    named = [f"{office} {count} 格" for office, count in returns.gaps(inputs).items()]
    return _tell_names("空白或无法识别、未计入合计", named)


def _tell_names(what: str, several: Sequence[str]) -> str:
    """Return a sentence with names, the first `_MOST_NAMED` of them; blank without names."""
    more = f"等 {len(several)} 个" if len(several) > _MOST_NAMED else ""
    names = "、".join(several[:_MOST_NAMED]) + more
    return f"{what}：{names}。" if several else ""


def _counted(table: Table, figures: Mapping[CellRef, int]) -> list[str]:
    """Each indicator of the district with its sum and those of its parts."""

    def said(line: Line, path: str) -> str:
        return f"{line.label}{figures[CellRef(table.name, path, '')]}{line.unit}"

    lines = []
    for line in table.blocks[0].rows:
        parts = "、".join(said(part, f"{line.label}/{part.label}") for part in line.parts)
        lines.append(said(line, line.label) + (f"（其中{parts}）" if parts else ""))
    return lines

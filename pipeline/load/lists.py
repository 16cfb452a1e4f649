"""The lists for spreadsheets and other programs: findings, figures, changes. UTF-8 with BOM."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from math import isnan, nan
from pathlib import Path

from pipeline.findings import Finding, Level
from pipeline.form.model import Form
from pipeline.form.table import CellRef, Measure
from pipeline.personal import masked
from pipeline.records import OfficeChange, OfficeStanding
from pipeline.results import Results
from pipeline.returns import Returns
from pipeline.tiers import OFFICES, Tier

FINDING_COLUMNS = (
    "级别", "编号", "街道", "文件", "工作表", "单元格", "现值", "应为", "说明", "怎么改", "街道说明"
)  # fmt: skip
CHANGE_COLUMNS = ("街道", "变化", "表", "行", "列", "上次", "这次")
NAME_COLUMNS = ("街道", "文件名里写作")
ROW_COLUMNS = ("状态", "错误", "警告", "提示")  # behind whose row it is, before its figures
FIGURE_COLUMNS = ("街道", "年度", "表", "行", "列", "值", "文件", "单元格")

_VALUE = FIGURE_COLUMNS.index("值")
_LINE_END = "\r\n"

# What a spreadsheet would take for a formula, also behind line breaks and in wide signs; a plain
# negative number is none.
_FORMULA_START = re.compile(r"\s*(?:[=+@|＝＋＠－]|-(?![0-9.]+$))|[\t\r]")


def finding_row(finding: Finding) -> tuple[str, ...]:
    """Return the row of a finding under `FINDING_COLUMNS`."""
    place = finding.place
    return (
        finding.level, finding.code, place.office, place.file, place.sheet, place.cell,
        finding.value, finding.expected, finding.why, finding.fix,
        finding.answer,
    )  # fmt: skip


def finding_columns(tier: Tier) -> Sequence[str]:
    """Return `FINDING_COLUMNS` with the unit of a tier: 街道, or 区县."""
    return [tier.unit if head == OFFICES.unit else head for head in FINDING_COLUMNS]


def findings_csv(findings: Sequence[Finding], tier: Tier = OFFICES) -> bytes:
    """Return the list of findings, one line each, in the order given."""
    return _csv(finding_columns(tier), map(finding_row, findings))


def rows_csv(form: Form, whose: Sequence[str], rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a list of offices or districts: heads, `whose` first, then the rows of `row`."""
    figures = (f"{cell.ref.table}　{cell.name}" for cell in form.cells.values())
    yield _csv([*whose, *ROW_COLUMNS, *figures], [])
    yield from rows


def row(whose: Sequence[str], line: OfficeStanding, figures: Iterable[float], form: Form) -> bytes:
    """Return the row of an office or a district; a figure that is not known is blank."""
    counts = [str(line.found[level]) for level in Level]
    cells = zip(figures, form.cells.values(), strict=True)
    values = ",".join(_value(figure, cell.measure) for figure, cell in cells)
    return f"{_written((*whose, line.standing, *counts))},{values}\r\n".encode()


def office_rows(form: Form, results: Results) -> Iterator[bytes]:
    """Yield the row of each office of the roster, or of each district."""
    unknown = [nan] * len(form.cells)
    known = dict(zip(results.returns.offices, results.returns.matrix, strict=True))
    for line in results.standings:
        yield row([line.office], line, known.get(line.office, unknown), form)


def figures_csv(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the list of figures: its heads, then the lines of offices."""
    yield _csv(FIGURE_COLUMNS, [])
    yield from lines


def figure_lines(returns: Returns, year: int) -> dict[str, bytes]:
    """Return, by office, its lines of the list of figures, one for each cell of the form.

    A figure is in the unit of its cell; blank where it is not known.
    """
    cells, frame = returns.form.cells.values(), returns.figures
    kinds = [_written(cell.ref) for cell in cells]
    places = map(_cell, frame["sheet"], frame["cell"])
    lines = {}
    for office, paper in returns.papers.items():
        first, last = _written((office, str(year))), _written((paper.file,))
        own = islice(places, len(cells))  # the long frame is in the order of papers and cells
        figures = returns.figures_of(office).values()
        values = (
            "" if figure is None else cell.measure.written(figure)
            for cell, figure in zip(cells, figures, strict=True)
        )
        lines[office] = "".join(
            f"{first},{kind},{value},{last},{place}{_LINE_END}"
            for kind, value, place in zip(kinds, values, own, strict=True)
        ).encode()
    return lines


@lru_cache(maxsize=1024)  # most returns have theirs where the template has them
def _cell(sheet: str, cell: str) -> str:
    place = f"{sheet}!{cell}" if cell else ""
    return _written((place, ""))[:-1]  # alone in a line, a blank one would be quoted


def _value(figure: float, measure: Measure) -> str:
    return "" if isnan(figure) else measure.written(int(figure))


def _written(values: Sequence[str]) -> str:
    """Return cells of a line, quoted where they must be."""
    file = io.StringIO(newline="")
    csv.writer(file).writerow([_as_text(value) for value in values])
    return file.getvalue().removesuffix(_LINE_END)


def values_of_lines(lines: bytes, form: Form) -> list[float]:
    """Return the figures in the lines of one office, in stored units; NaN where blank."""
    read = csv.reader(io.StringIO(lines.decode(), newline=""))
    cells = zip(read, form.cells.values(), strict=True)
    return [_stored(line[_VALUE], cell.measure) for line, cell in cells]


def _stored(value: str, measure: Measure) -> float:
    if not value:
        return nan
    return int(Decimal(value).scaleb(measure.digits)) if measure.digits else int(value)


def figures_of_list(path: Path, form: Form) -> Iterator[tuple[str, list[float]]]:
    """Yield each office of a list of figures with its figures in stored units; NaN where blank."""
    cells = list(form.cells.values())
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        while own := list(islice(lines, len(cells))):
            pairs = zip(own, cells, strict=True)
            yield _plain(own[0][0]), [_stored(line[_VALUE], cell.measure) for line, cell in pairs]


def figures_of_csv(path: Path, offices: Collection[str]) -> dict[str, dict[CellRef, str]]:
    """Return the figures of some offices in a list of figures, as written there."""
    figures: dict[str, dict[CellRef, str]] = {office: {} for office in offices}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            office, _, *ref, value, _, _ = (_plain(line[head]) for head in FIGURE_COLUMNS)
            if office in figures:
                figures[office][CellRef(*ref)] = value
    return {office: own for office, own in figures.items() if own}


def changes_csv(form: Form, changes: Sequence[OfficeChange]) -> bytes:
    """Return the list of changes: one line per office, below it one per changed figure and text."""
    sheet_of = {field.label: section.sheet for section in form.sections for field in section.fields}
    rows: list[tuple[str, ...]] = []
    for office, change, moved, reworded in changes:
        rows.append((office, change, "", "", "", "", ""))
        rows += [(office, "数字", *ref, before, now) for ref, before, now in moved or ()]
        rows += [
            (office, "文字", sheet_of[label], label, "", masked(before), masked(now))
            for label, before, now in reworded
        ]
    return _csv(CHANGE_COLUMNS, rows)


def names_csv(names: Mapping[str, str]) -> bytes:
    """Return the list of offices whose name in file names is another one."""
    return _csv(NAME_COLUMNS, names.items())


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(heads)
    writer.writerows([_as_text(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _as_text(value: str) -> str:
    """Return a text that a spreadsheet shows and never calculates."""
    return f"'{value}" if _FORMULA_START.match(value) else value


def _plain(text: str) -> str:
    """Return the text from which `_as_text` made this one."""
    return text[1:] if text.startswith("'") and _FORMULA_START.match(text[1:]) else text

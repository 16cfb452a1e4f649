"""The lists for spreadsheets and other programs: findings, figures, changes. UTF-8 with BOM."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline.findings import Finding
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.records import OfficeChange, Returns

FINDING_COLUMNS = (
    "级别", "编号", "街道", "文件", "工作表", "单元格", "现值", "应为", "说明", "怎么改", "街道说明"
)  # fmt: skip
CHANGE_COLUMNS = ("街道", "变化", "表", "行", "列", "上次", "这次")
NAME_COLUMNS = ("街道", "文件名里写作")
FIGURE_COLUMNS = ("街道", "年度", "表", "行", "列", "值", "文件", "单元格")

# What a spreadsheet would take for a formula; a plain negative number is none.
_FORMULA_START = re.compile(r"[=+@\t\r]|-(?![0-9.]+$)")


def finding_row(finding: Finding) -> tuple[str, ...]:
    """A finding under `FINDING_COLUMNS`."""
    place = finding.place
    return (
        finding.level, finding.code, place.office, place.file, place.sheet, place.cell,
        finding.value, finding.expected, finding.why, finding.fix,
        finding.answer,
    )  # fmt: skip


def findings_csv(findings: Sequence[Finding]) -> bytes:
    """One line per finding, in the order given; the heads alone when there is none."""
    return _csv(FINDING_COLUMNS, map(finding_row, findings))


def figures_csv(returns: Returns, form: Form, year: int) -> bytes:
    """Every figure of every office, one line each, in the unit of its cell; blank if unknown."""
    return _csv(FIGURE_COLUMNS, _figure_rows(returns, form, year))


def _figure_rows(returns: Returns, form: Form, year: int) -> Iterator[tuple[str, ...]]:
    for office in returns.offices:
        places = returns.cells.loc[office]
        for (ref, value), place in zip(
            returns.written_of(office, form).items(), places, strict=True
        ):
            yield office, str(year), *ref, value, returns.files[office], place


def figures_of_csv(data: bytes) -> dict[str, dict[CellRef, str]]:
    """What such a list said: office → its figures, as written there."""
    figures: dict[str, dict[CellRef, str]] = {}
    for line in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        office, _, *ref, value, _, _ = (_plain(line[head]) for head in FIGURE_COLUMNS)
        figures.setdefault(office, {})[CellRef(*ref)] = value
    return figures


def totals_of_csv(data: bytes) -> dict[CellRef, Decimal]:
    """What all offices together come to there, in the unit of each cell; blanks are left out."""
    totals: dict[tuple[str, ...], Decimal] = {}
    for _, _, *ref, value, _, _ in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        if value and value != FIGURE_COLUMNS[5]:
            totals[tuple(ref)] = totals.get(tuple(ref), Decimal(0)) + Decimal(value)
    return {CellRef(*map(_plain, ref)): total for ref, total in totals.items()}


def changes_csv(form: Form, changes: Sequence[OfficeChange]) -> bytes:
    """One line per office with a change, and one below it for each figure and text that moved."""
    sheet_of = {one.label: section.sheet for section in form.sections for one in section.fields}
    rows: list[tuple[str, ...]] = []
    for office, change, moved, reworded in changes:
        rows.append((office, change, "", "", "", "", ""))
        rows += [(office, "数字", *ref, before, now) for ref, before, now in moved or ()]
        rows += [(office, "文字", sheet_of[label], label, "", "", "") for label in reworded]
    return _csv(CHANGE_COLUMNS, rows)


def names_csv(names: Mapping[str, str]) -> bytes:
    """What offices are called in file names, where that is not what they are called."""
    return _csv(NAME_COLUMNS, names.items())


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(heads)
    writer.writerows([_as_text(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _as_text(value: str) -> str:
    """Text that a spreadsheet shows and never calculates."""
    return f"'{value}" if _FORMULA_START.match(value) else value


def _plain(text: str) -> str:
    """What `_as_text` was given."""
    return text[1:] if text.startswith("'") and _FORMULA_START.match(text[1:]) else text

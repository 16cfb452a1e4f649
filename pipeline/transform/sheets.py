"""Which sheet of a workbook is which section of the form: by its name, or by its labels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline import messages
from pipeline.cells import Rows, Workbook
from pipeline.findings import Finding, Place
from pipeline.form.model import Form
from pipeline.form.section import Section
from pipeline.form.table import squeezed

_MOST = 0.6  # of a section's labels make a sheet of another name its own


def choose_sheets(workbook: Workbook, form: Form) -> tuple[dict[str, str], list[Finding]]:
    """Sheet of the form → the sheet of the workbook; what is lost or there twice is a finding.

    A hidden sheet is taken only where there is no visible one, and never in silence.
    """
    named = {squeezed(section.sheet) for section in form.sections}
    labels = {
        name: _texts(sheet.rows)
        for name, sheet in workbook.sheets.items()
        if squeezed(name) not in named and name not in form.own_sheets
    }
    chosen, findings, lost = {}, [], 0
    for section in form.sections:
        own = [name for name in workbook.sheets if squeezed(name) == squeezed(section.sheet)]
        alike = _find_alike(section, labels)
        lost += not (own or alike)
        name, found = _choice(workbook, section, own, alike)
        findings += found
        if name:
            chosen[section.sheet] = name
    if lost == len(form.sections):
        return {}, [messages.offices.NOT_A_RETURN.at(Place(file=workbook.file))]
    return chosen, findings


def _choice(
    workbook: Workbook, section: Section, own: Sequence[str], alike: Sequence[str]
) -> tuple[str | None, list[Finding]]:
    """The one visible sheet of the section; copies with other content are told."""
    place = Place(file=workbook.file, sheet=section.sheet)
    shown, renamed = _keep_visible(workbook, own), _keep_visible(workbook, alike)
    hidden = [name for name in (*own, *alike) if workbook.sheets[name].hidden]
    candidates = [*shown, *renamed] or hidden
    if not candidates:
        return None, [messages.sheets.NO_SHEET.at(place, sheet=section.sheet)]
    name = candidates[0]
    same_name = _others(workbook, name, candidates)
    if same_name or len(shown) > 1:
        names = "”“".join(dict.fromkeys([*shown, *same_name, name]))
        return None, [messages.sheets.REPEATED_SHEET.at(place, names=names)]
    findings = []
    place = replace(place, sheet=name)
    if name in renamed:
        findings.append(
            messages.sheets.RENAMED_SHEET.at(place, name, section.sheet, sheet=section.sheet)
        )
    if name in hidden:
        is_printed = bool(section.heading)
        hidden_one = messages.sheets.HIDDEN_SHEET if is_printed else messages.sheets.HIDDEN_FIRST
        findings.append(hidden_one.at(place))
    elif old := _others(workbook, name, hidden):
        findings.append(messages.sheets.HIDDEN_COPY.at(place, names="”“".join(old)))
    return name, findings


def _find_alike(section: Section, labels: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the sheets of other names that have most labels of a section."""
    enough = _MOST * len(section.labels)
    return [name for name, texts in labels.items() if len(section.labels & texts) > enough]


def _keep_visible(workbook: Workbook, names: Sequence[str]) -> list[str]:
    """Return the sheets that are not hidden."""
    return [name for name in names if not workbook.sheets[name].hidden]


def _others(workbook: Workbook, name: str, several: Sequence[str]) -> list[str]:
    """Those that do not hold the same as the sheet of that name."""
    rows = workbook.sheets[name].rows
    return [other for other in several if workbook.sheets[other].rows != rows]


def _texts(rows: Rows) -> frozenset[str]:
    return frozenset(squeezed(value) for cells in rows for value in cells if isinstance(value, str))

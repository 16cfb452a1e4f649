"""自查: the form's rules as live formulas, beside each table and summed up on a sheet.

They are made of the same constraints that the checks of a return are, so both say the same.
There is no equals sign in them: a sheet without one is read in half the time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipeline.findings import Level
from pipeline.form.model import Constraint, Form, Sums
from pipeline.form.section import (
    DOUBTFUL,
    FAILS,
    GAP,
    HOLDS,
    LAST_YEARS,
    NOT_YET,
    OFF_BY,
    OPEN,
    OPEN_SPOT,
    RIGHT,
    SELF_CHECK,
    TO_CONFIRM,
    Field,
    FieldKind,
    Section,
    Topic,
)
from pipeline.form.table import LARGEST_FIGURE, Cell, CellRef, Table
from pipeline.load.workbook_style import Styles, rectangles, wrapped_height

Position = tuple[int, int]  # row, column, both from 0
Known = Mapping[CellRef, int]  # inputs, in stored units

_HEIGHT, _WIDTH = 30, 27  # points of a row of checks, characters of a column of them
_LOOKS = {HOLDS: "#166534", FAILS: "#B91C1C", DOUBTFUL: "#92400E", OPEN: "#4B5563"}
_BACKS = {HOLDS: "#DCFCE7", FAILS: "#FEE2E2", DOUBTFUL: "#FEF3C7", OPEN: "#F3F4F6"}
_READY, _NOT_READY = "可以报送", "还不能报送"
_INTRODUCTION = (
    "填表时这里随时会变。× 是不对，要改；！ 请核实；○ 还没有填完；√ 是好了。点右边可到那张工作表。"
)
_WIDTHS = (64, 34, 26)


class Live(NamedTuple):
    """A formula, and what it comes to as the workbook is written."""

    formula: str
    shown: str


class KnownCells(NamedTuple):
    """What a template holds as it is written: inputs, in stored units, and what is no figure."""

    figures: Known
    last_year: Known | None  # what was reported then; None: there is no report
    as_is: Mapping[CellRef | str, object]


class SelfCheck:
    """The checks of one template; told of each table and answer as it is drawn."""

    def __init__(self, workbook: Workbook, styles: Styles, form: Form, known: KnownCells) -> None:
        self._workbook = workbook
        self._styles = styles
        self._form = form
        self._figures, self._as_is = known.figures, known.as_is
        self._last_year = known.last_year or {}
        self._ranges = defaultdict[str, list[str]](list)  # code of a rule → its check cells
        self._shown = defaultdict[str, list[str]](list)  # the same, as written
        self._lines: list[tuple[str, Live, str]] = []  # what is checked, the check, the sheet
        self._switches: dict[str, str] = {}  # table → whether its blanks are 0, as a formula

    def take_switch(
        self, sheet: str, at: Position, field: Field, words: Mapping[str, object]
    ) -> None:
        """Note where a template asks whether blanks of a table are 0, and what is chosen there."""
        cell = f"'{sheet}'!{xl_rowcol_to_cell(*at, row_abs=True, col_abs=True)}"
        (choice,) = field.choices
        self._switches[field.fills] = f'EXACT({cell},"{choice}")'
        if words.get(field.label) == choice:
            inputs = [one for one in self._form.table(field.fills).cells if not one.is_total]
            zeros = {one.ref: 0 for one in inputs if one.ref not in self._as_is}
            self._figures = {**zeros, **self._figures}

    # ── beside a table ──────────────────────────────────────────────────────

    def beside(
        self, sheet: Worksheet, table: Table, places: Mapping[CellRef, Position], size: Position
    ) -> int:
        """Every rule of a table: one that holds in each column below it, others on its right.

        `size` is the first row below the table, and the first column on its right; comes to the
        first row below the checks.
        """
        bottom, right = size
        at_the_right = []
        for rule in self._form.rules:
            if rule.table != table.name:
                continue
            claims = self._choose_claims(rule)
            if not claims:
                continue
            rows = {places[claim.where][0] for claim in claims}
            by_row = len(table.blocks) == 1 and len(rows) == 1
            if by_row and len(claims) > 1:
                bottom = self._below(sheet, rule, claims, places, bottom)
            else:
                at_the_right.append((rule, claims))
        checked = [places[claim.where][0] for _, claims in at_the_right for claim in claims]
        for column, (rule, claims) in enumerate(at_the_right, start=right):
            self._at_the_right(sheet, rule, claims, places, (min(checked) - 1, column))
        return bottom

    def _choose_claims(self, rule: Sums) -> list[Constraint]:
        """Return what a rule demands that can be checked: without last year's figures, less."""
        claims = (
            claim if self._last_year.keys() >= set(claim.last_year) else claim.instead
            for claim in rule.constraints(self._form)
        )
        return list(filter(None, claims))

    def _below(
        self,
        sheet: Worksheet,
        rule: Sums,
        claims: Sequence[Constraint],
        places: Mapping[CellRef, Position],
        row: int,
    ) -> int:
        """A row of checks under the columns; the row below it."""
        columns = [places[claim.where][1] for claim in claims]
        labels = min(columns)
        style = self._styles.get("check")
        if not labels or labels > min(column for _, column in places.values()):
            labels = max(columns) + 1  # no room at the left: the words stand above the checks
            sheet.merge_range(row, 0, row, max(labels - 1, 1), rule.check_name, style)
            row += 1
        elif labels > 1:
            sheet.merge_range(row, 0, row, labels - 1, rule.check_name, style)
        else:
            sheet.write_string(row, 0, rule.check_name, style)
        sheet.set_row(row, _HEIGHT)
        for claim, column in zip(claims, columns, strict=True):
            self._write(sheet, (row, column), rule, [claim], places)
        self._note(sheet, rule, (row, min(columns)), (row, max(columns)))
        return row + 1

    def _at_the_right(
        self,
        sheet: Worksheet,
        rule: Sums,
        claims: Sequence[Constraint],
        places: Mapping[CellRef, Position],
        head: Position,
    ) -> None:
        """A column of checks beside the rows; several claims of one row share a cell."""
        _, column = head
        by_row = defaultdict[int, list[Constraint]](list)
        for claim in claims:
            by_row[places[claim.where][0]].append(claim)
        sheet.set_column(column, column, _WIDTH)
        sheet.write_string(*head, rule.check_name, self._styles.get("check"))
        for row, several in by_row.items():
            self._write(sheet, (row, column), rule, several, places)
        self._note(sheet, rule, (min(by_row), column), (max(by_row), column))

    def _write(
        self,
        sheet: Worksheet,
        at: Position,
        rule: Sums,
        claims: Sequence[Constraint],
        places: Mapping[CellRef, Position],
    ) -> None:
        live = self._live(rule, claims, places)
        sheet.write_formula(*at, live.formula, self._styles.get("check"), live.shown)
        self._shown[rule.message.code].append(live.shown)

    def _note(self, sheet: Worksheet, rule: Sums, first: Position, last: Position) -> None:
        """Colours for the checks, and where they are."""
        self.colour(sheet, (*first, *last))
        self._ranges[rule.message.code].append(f"'{sheet.name}'!{xl_range(*first, *last)}")

    def colour(self, sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
        """Green, red, amber or grey, after the sign that says the same."""
        for sign, look in _LOOKS.items():
            colours = self._workbook.add_format({"font_color": look, "bg_color": _BACKS[sign]})
            begins = {"type": "text", "criteria": "begins with", "value": sign, "format": colours}
            sheet.conditional_format(*area, begins)

    def _live(
        self, rule: Sums, claims: Sequence[Constraint], places: Mapping[CellRef, Position]
    ) -> Live:
        """Whether the claims of one check hold: by how much not, or that something is missing."""
        doubt = rule.message.level is not Level.ERROR
        sign, after = (DOUBTFUL, TO_CONFIRM) if doubt else (FAILS, "")
        before = [ref for claim in claims for ref in claim.last_year]
        if before:
            after += LAST_YEARS.format(sum(self._last_year[ref] for ref in before))
        gaps, opens = zip(*(self._gap(claim, places) for claim in claims), strict=True)
        gap, is_open = "+".join(gaps), f"OR({','.join(opens)})"
        ending = after.removeprefix(TO_CONFIRM)
        formula = (
            f'=IF({gap}>0,"{sign} {OFF_BY} "&({gap})&"{after}",'
            f'IF({is_open},"{OPEN} {NOT_YET}{ending}","{HOLDS} {RIGHT}{ending}"))'
        )
        known = [self._known_gap(claim) for claim in claims]
        if wrong := sum(filter(None, known)):
            return Live(formula, f"{sign} {OFF_BY} {wrong}{after}")
        said = f"{OPEN} {NOT_YET}" if None in known else f"{HOLDS} {RIGHT}"
        return Live(formula, f"{said}{ending}")

    def _gap(self, claim: Constraint, places: Mapping[CellRef, Position]) -> tuple[str, str]:
        """As formulas: by how much a claim does not hold, and whether that cannot be said."""
        left, right = (self._inputs(refs) for refs in (claim.left, claim.right))
        cells = [places[ref] for ref in (*left, *right)]
        is_open = f"{_usable(cells)}{self._zeros(claim.where.table, cells)}<{len(cells)}"
        sides = [_sum([places[ref] for ref in left]), _sum([places[ref] for ref in right])]
        for ref in claim.stated:  # typed over, perhaps; a cleared one is calculated again
            cell = xl_rowcol_to_cell(*places[ref])
            sides[0] += f"+IF(ISBLANK({cell}),{sides[1]},N({cell}))"
            is_open = f"{is_open},ISTEXT({cell})"
        known = sum(self._last_year[ref] for ref in claim.last_year)
        gap = f"({sides[0]})-({sides[1]}+{known})"
        gap = f"MAX(0,{gap})" if claim.at_most else f"ABS({gap})"
        return f"IF(OR({is_open}),0,{gap})", is_open

    def _zeros(self, table: str, cells: Sequence[Position]) -> str:
        """Return as a formula how many blank cells of a table are 0, to be added to others."""
        if table not in self._switches or not cells:
            return ""
        blank = "+".join(f"COUNTBLANK({area})" for area in rectangles(cells))
        return f"+IF({self._switches[table]},{blank},0)"

    def _known_gap(self, claim: Constraint) -> int | None:
        """The same of the figures that are filled in; totals are what they should be."""
        left, right = (self._inputs(refs) for refs in (claim.left, claim.right))
        if any(ref not in self._figures for ref in (*left, *right)):
            return None
        amount, parts = (sum(self._figures[ref] for ref in refs) for refs in (left, right))
        if claim.stated:  # a formula, if nobody typed over it
            typed = self._as_is.get(claim.stated[0], parts)
            return abs(int(typed) - parts) if isinstance(typed, int | float) else None
        gap = amount - parts - sum(self._last_year[ref] for ref in claim.last_year)
        return max(0, gap) if claim.at_most else abs(gap)

    def _inputs(self, refs: Sequence[CellRef]) -> list[CellRef]:
        return [part for ref in refs for part in self._form.inputs(ref)]

    # ── the sheet that sums up ──────────────────────────────────────────────

    def filled_in(self, section: Section, table: Table, places: Mapping[CellRef, Position]) -> None:
        """Whether every figure of a table is there and can be used."""
        inputs = [cell for cell in table.cells if not cell.is_total]
        blank = "+".join(
            f"COUNTBLANK({one})" for one in _on(section, [places[c.ref] for c in inputs])
        )
        usable = _count_usable(section.sheet, inputs, places)
        bad = sum(cell.ref in self._as_is for cell in inputs)
        missing = len(inputs) - bad - sum(cell.ref in self._figures for cell in inputs)
        unfit = f"{len(inputs)}-({usable})-({blank})"
        switch = self._switches.get(table.name)
        left = f"IF({switch},0,{blank})" if switch else blank
        formula = (
            f'=IF({unfit}>0,"{FAILS} 有 "&({unfit})&" 格不是能用的数字",'
            f'IF({left}>0,"{OPEN} 还有 "&({left})&" 格没填","{HOLDS} 填完了"))'
        )
        shown = f"{OPEN} 还有 {missing} 格没填" if missing else f"{HOLDS} 填完了"
        if bad:
            shown = f"{FAILS} 有 {bad} 格不是能用的数字"
        self._lines.append((f"{table.name}：数字都填了", Live(formula, shown), section.sheet))

    def written(
        self, section: Section, answers: Mapping[str, Position], words: Mapping[str, object]
    ) -> None:
        """Whether every answer is there, without what the template leaves open."""
        prose = [one.label for one in section.fields if _is_needed(one)]
        if prose:
            cells = _on(section, [answers[label] for label in prose])
            left = "+".join(
                f"SUMPRODUCT(--(LEN(TRIM({one}))<1))"
                f'+SUMPRODUCT(--((ISNUMBER(SEARCH("{OPEN_SPOT}",{one}))+ISNUMBER(SEARCH("{GAP}",{one})))>0))'
                for one in cells
            )
            texts = [str(words.get(label, "")) for label in prose]
            open_ones = sum(not text or OPEN_SPOT in text or GAP in text for text in texts)
            formula = f'=IF({left}>0,"{OPEN} 还有 "&({left})&" 段没写完","{HOLDS} 写完了")'
            shown = f"{OPEN} 还有 {open_ones} 段没写完" if open_ones else f"{HOLDS} 写完了"
            self._lines.append(
                (f"{section.sheet}：文字都写了", Live(formula, shown), section.sheet)
            )

    def draw(self, sheet: Worksheet, whose: str) -> None:
        """The sheet: whether it can be sent, and what is left to do."""
        styles = self._styles
        lines = [*self._lines, *self._rules()]
        first, last = 4, 3 + len(lines)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, f"{whose}　{SELF_CHECK}", styles.get("headline"))
        sheet.set_row(1, 36)
        results = xl_range(first, 1, last, 1)
        count = f'COUNTIF({results},"{FAILS}*")+COUNTIF({results},"{OPEN}*")'
        left = sum(live.shown.startswith((FAILS, OPEN)) for _, live, _ in lines)
        formula = f'=IF({count}<1,"{HOLDS} {_READY}","{FAILS} {_NOT_READY}：还有 "&({count})&" 项")'
        shown = f"{FAILS} {_NOT_READY}：还有 {left} 项" if left else f"{HOLDS} {_READY}"
        sheet.merge_range(1, 0, 1, 2, "", styles.get("verdict"))
        sheet.write_formula(1, 0, formula, styles.get("verdict"), shown)
        self.colour(sheet, (1, 0, 1, 2))
        sheet.merge_range(2, 0, 2, 2, _INTRODUCTION, styles.get("note"))
        for column, head in enumerate(("查什么", "结果", "工作表")):
            sheet.write_string(first - 1, column, head, styles.get("head"))
        for row, (what, live, name) in enumerate(lines, start=first):
            sheet.set_row(row, wrapped_height((what,), _WIDTHS[:1]))
            sheet.write_string(row, 0, what, styles.get("text"))
            sheet.write_formula(row, 1, live.formula, styles.get("check"), live.shown)
            link = f"internal:'{name}'!A1"
            sheet.write_url(row, 2, link, styles.get("reference"), string=name)
        self.colour(sheet, (first, 1, last, 1))
        sheet.freeze_panes(first, 0)

    def _rules(self) -> Iterator[tuple[str, Live, str]]:
        """One line for each rule that is checked beside a table."""
        for rule in self._form.rules:
            code = rule.message.code
            if code not in self._ranges:
                continue
            (cells,) = self._ranges[code]
            formula = f'"{HOLDS} 都对"'
            worst = f"{HOLDS} 都对"
            for sign, words in ((OPEN, "处没填好"), (DOUBTFUL, "处请核实"), (FAILS, "处不对")):
                count = f'COUNTIF({cells},"{sign}*")'
                formula = f'IF({count}>0,"{sign} "&{count}&" {words}",{formula})'
                if found := sum(shown.startswith(sign) for shown in self._shown[code]):
                    worst = f"{sign} {found} {words}"
            sheet = cells.partition("!")[0].strip("'")
            yield f"{code}　{rule.holds}", Live(f"={formula}", worst), sheet


def _is_needed(field: Field) -> bool:
    """Whether an answer must be written: to other matters there may be none."""
    return field.kind is FieldKind.PROSE and field.topic is not Topic.OTHER


def _usable(cells: Sequence[Position], sheet: str = "") -> str:
    """How many of the cells hold a whole number that is not below 0, as a formula."""
    pieces = []
    for area in rectangles(cells):
        named = f"'{sheet}'!{area}" if sheet else area
        pieces.append(
            f'COUNTIFS({named},">-1",{named},"<{LARGEST_FIGURE + 1}")'
            f'-SUMPRODUCT(--ISNUMBER(FIND(".",{named})))'
        )
    return "+".join(pieces)


def _count_usable(sheet: str, inputs: Sequence[Cell], places: Mapping[CellRef, Position]) -> str:
    """Return as a formula how many inputs of a sheet hold a figure that can be taken."""
    counts = [places[cell.ref] for cell in inputs if not cell.measure.digits]
    usable = _usable(counts, sheet) if counts else "0"
    for cell in inputs:
        if digits := cell.measure.digits:
            spot = f"'{sheet}'!{xl_rowcol_to_cell(*places[cell.ref])}"
            is_rounded = f"(ABS(ROUND({spot},{digits})-{spot})<0.0000001)"
            usable += f"+IF(ISNUMBER({spot}),NOT({spot}<0)*{is_rounded},0)"
    return usable


def _sum(cells: Sequence[Position]) -> str:
    return f"SUM({','.join(rectangles(cells))})" if cells else "0"


def _on(section: Section, cells: Sequence[Position]) -> list[str]:
    return [f"'{section.sheet}'!{area}" for area in rectangles(cells)]

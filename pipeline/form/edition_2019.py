"""The form of 2019, in which reports of 2019 and 2020 were published, as far as it differs.

国办公开办函〔2019〕60号, replaced by that of 2021. It is only read: what an old report says can so
be last year's data, where the form of today asks for the same.
"""

from dataclasses import replace

from pipeline.form.edition_2021 import FORM as FORM_2021
from pipeline.form.model import Form, Quantity
from pipeline.form.rules import AlwaysZero
from pipeline.form.table import Block, CellRef, Line, Measure
from pipeline.form.tables_2021 import (
    DECIDED,
    NORMATIVE,
    OTHERWISE,
    RESULTS,
    TABLE_2,
    TABLE_3,
)

_BEFORE, _CHANGE, _DECIDED = "上一年项目数量", "本年增／减", "处理决定数量"
_ITEM_1, _ITEM_5, _ITEM_6, _ITEM_8 = TABLE_2.blocks
_DECISIONS = (Line(_BEFORE), Line(_CHANGE), Line(_DECIDED))

TABLE_2_OF_2019 = replace(
    TABLE_2,
    blocks=(
        replace(
            _ITEM_1,
            columns=(Line("本年新制作数量"), Line("本年新公开数量"), Line("对外公开总数量")),
            rows=(_ITEM_1.rows[0], Line("规范性文件", also=(NORMATIVE,))),
        ),
        replace(
            _ITEM_5,
            columns=_DECISIONS,
            rows=(*_ITEM_5.rows, Line("其他对外管理服务事项")),
            measure=Measure.CHANGE,
        ),
        replace(_ITEM_6, columns=_DECISIONS, measure=Measure.CHANGE),
        replace(_ITEM_8, columns=_DECISIONS[:2], measure=Measure.CHANGE),
        Block(
            caption="第二十条第（九）项",
            corner=_ITEM_8.corner,
            columns=(Line("采购项目数量"), Line("采购总金额", also=("采购总金额（万元）",))),
            rows=(Line("政府集中采购"),),
            measure=Measure.WANYUAN,
        ),
    ),
)


def _without_parts(line: Line, label: str) -> Line:
    if line.label == label:
        return replace(line, parts=())
    return replace(line, parts=tuple(_without_parts(part, label) for part in line.parts))


_BLOCK_OF_3 = TABLE_3.blocks[0]
TABLE_3_OF_2019 = replace(
    TABLE_3,
    blocks=(
        replace(
            _BLOCK_OF_3, rows=tuple(_without_parts(line, OTHERWISE) for line in _BLOCK_OF_3.rows)
        ),
    ),
)


def _with_own_tables(form: Form) -> Form:
    own = (TABLE_2_OF_2019, TABLE_3_OF_2019)
    sections = form.sections
    for table in own:
        sections = tuple(section.with_table(table) for section in sections)
    lost = {Quantity.MADE, Quantity.REPEALED, Quantity.IN_FORCE}  # it counts something else
    cells = frozenset(
        cell.ref for section in sections for table in section.tables for cell in table.cells
    )
    return replace(
        form,
        edition="2019",
        since=2019,
        sections=sections,
        rules=tuple(
            rule
            for rule in form.rules
            if rule.table != TABLE_2.name or isinstance(rule, AlwaysZero)
        ),
        quantities={
            quantity: () if quantity in lost else tuple(map(_of_2019, refs))
            for quantity, refs in form.quantities.items()
        },
        meanings={
            key: meaning
            for key, all_ in form.meanings.items()
            if (meaning := all_.within(cells)).readings
        },
    )


def _of_2019(ref: CellRef) -> CellRef:
    return ref._replace(column=_DECIDED) if ref.column == DECIDED else ref


FORM = _with_own_tables(FORM_2021)


def in_form_of_2021(ref: CellRef) -> tuple[CellRef, ...]:
    """The cells of the form of 2021 that a figure of the old one is for; several: only if it is 0.

    表三 and 表四 are the same, but that （六）其他处理 was one row: only 0 says what its parts are.
    Of 表二 the numbers of decisions are; documents were counted as 制作 and 公开, charges as items.
    """
    now = ref._replace(column=DECIDED) if ref.column == _DECIDED else ref
    if now in FORM_2021.cells:
        return (now,)
    if ref.row != f"{RESULTS}/{OTHERWISE}":
        return ()
    parts = (cell for cell in FORM_2021.cells if cell.row.startswith(f"{ref.row}/"))
    return tuple(cell for cell in parts if cell.column == ref.column)

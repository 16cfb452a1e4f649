"""form.edition_2019: its cells, units and sums against the form as it was printed."""

import typed_2019

from pipeline.form import FORM_2019
from pipeline.form.model import Quantity

DECIDED = "处理决定数量"


def test_its_cells_are_those_of_the_printed_form() -> None:
    """22 + 161 + 15, in the order in which they are printed."""
    cells = [tuple(ref) for ref in FORM_2019.cells if ref.table not in ("指标", "信息处理费")]
    assert len(typed_2019.CELLS) == 22 + 23 * 7 + 15
    assert cells == list(typed_2019.CELLS)


def test_it_counts_what_the_printed_form_counts() -> None:
    """Changes may fall below 0; purchases have money in them; all else are 件."""
    units = {tuple(ref): cell.measure.name for ref, cell in FORM_2019.cells.items()}
    items = ("第二十条第（五）项", "第二十条第（六）项", "第二十条第（八）项")
    for name in typed_2019.CELLS:
        wanted = "COUNT"
        if name[0] == "表二" and name[1].startswith(items):
            wanted = "CHANGE"
        if name[1] == "第二十条第（九）项/政府集中采购":
            wanted = "WANYUAN"
        assert units[name] == wanted, name


def test_its_sums_are_those_of_tables_three_and_four() -> None:
    """Of 表二 only that there are no 规章: documents were counted otherwise."""
    rules = {rule.message.code: rule for rule in FORM_2019.rules}
    of_table_2 = {code for code, rule in rules.items() if rule.table == "表二"}
    assert of_table_2 == {"A05"}
    assert {"A01", "A02", "A03", "A04", "C01"} <= set(rules)
    (results,) = (
        cell
        for ref, cell in FORM_2019.cells.items()
        if tuple(ref) == ("表三", f"{typed_2019.RESULTS}/（七）总计", "自然人")
    )
    wanted = [path for path in typed_2019.ROWS_3 if path.startswith(typed_2019.RESULTS)][:-1]
    assert [ref.row for ref in results.sums] == wanted
    assert len(wanted) == 19


def test_what_prose_counts_is_what_its_tables_count() -> None:
    """Decisions have another column there; of documents it counts something else."""
    said = {
        quantity: [tuple(ref) for ref in refs] for quantity, refs in FORM_2019.quantities.items()
    }
    for quantity in (Quantity.MADE, Quantity.REPEALED, Quantity.IN_FORCE):
        assert said[quantity] == []
    assert said[Quantity.LICENCES] == [("表二", "第二十条第（五）项/行政许可", DECIDED)]
    assert said[Quantity.PENALTIES] == [("表二", "第二十条第（六）项/行政处罚", DECIDED)]
    assert said[Quantity.COERCION] == [("表二", "第二十条第（六）项/行政强制", DECIDED)]
    assert said[Quantity.NEW] == [("表三", typed_2019.ROWS_3[0], "总计")]


def test_it_was_in_force_from_2019() -> None:
    """Under its own name."""
    assert (FORM_2019.edition, FORM_2019.since) == ("2019", 2019)

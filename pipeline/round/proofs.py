"""What a run proves of itself, before anybody reads what it made."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from loguru import logger

from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.load import lists
from pipeline.results import Figures, Matrix, Overall
from pipeline.source_file import digest_of, readable_name


class DisprovedError(RuntimeError):
    """Two ways to the same figure came to different ones: a mistake in this program."""


def prove_lines(listed: Mapping[str, bytes], figures: Figures, form: Form) -> None:
    """Prove that the list of figures, read again, says of every office what is known.

    A total is added up again from its parts in the list. Raises DisprovedError.
    """
    if not figures.offices:
        return
    again = np.array([lists.values_of_lines(listed[office], form) for office in figures.offices])
    unknown, whole = np.isnan(again), np.nan_to_num(again).astype(np.int64)  # sums may pass 2**53
    position = {ref: at for at, ref in enumerate(form.cells)}
    for ref, cell in form.cells.items():
        columns = [position[part] for part in cell.sums or (ref,)]
        sums = whole[:, columns].sum(axis=1).astype(np.float64)
        parts = np.where(unknown[:, columns].any(axis=1), np.nan, sums)
        said = figures.matrix[:, position[ref]]
        differ = (parts != said) & ~(np.isnan(parts) & np.isnan(said))
        if differ.any():
            row = int(np.flatnonzero(differ)[0])
            one, other = (cell.measure.written(int(of[row])) for of in (said, parts))
            raise DisprovedError(f"{figures.offices[row]} {ref}：{one}，从清单相加是 {other}")


def prove_list(
    listed: Iterable[Sequence[float] | Matrix], sums: Sequence[int | None], form: Form
) -> None:
    """Prove that what a district tells the level above is what its own list adds up to.

    listed: the figures of each office in the list. Raises DisprovedError.
    """
    figures = np.nan_to_num(np.array([*listed], dtype=np.float64).reshape(-1, len(form.cells)))
    _compare(_added(figures, form), dict(zip(form.cells, sums, strict=True)), form, "从清单相加是")


def prove_overall(figures: Figures, several: Sequence[Overall], form: Form) -> None:
    """Prove the province's figures by adding up those of its districts in whole numbers.

    Raises DisprovedError.
    """
    again = {ref: sum(one.figures[at] or 0 for one in several) for at, ref in enumerate(form.cells)}
    said = {ref: figures.district(cell) for ref, cell in form.cells.items()}
    _compare(again, said, form, "逐区县相加是")
    logger.info("{} 个区县的 {} 个合计用两种办法各算一遍，结果一样", len(several), len(form.cells))


def prove_totals(figures: Figures, form: Form) -> None:
    """Prove the district's figures by adding up those of the offices in whole numbers.

    Raises DisprovedError: a summary that may be wrong is worse than none.
    """
    said = {ref: figures.district(cell) for ref, cell in form.cells.items()}
    _compare(_added(np.nan_to_num(figures.matrix), form), said, form, "逐街道相加是")
    logger.info("全区 {} 个合计用两种办法各算一遍，结果一样", len(form.cells))


def _added(figures: Matrix, form: Form) -> dict[CellRef, int]:
    """The sum of every cell over all rows; a total is the sum of its parts."""
    sums = {ref: sum(map(int, column)) for ref, column in zip(form.cells, figures.T, strict=True)}
    return {
        ref: sum(sums[part] for part in cell.sums or (ref,)) for ref, cell in form.cells.items()
    }


def _compare(
    again: Mapping[CellRef, int], said: Mapping[CellRef, int | None], form: Form, how: str
) -> None:
    for ref, cell in form.cells.items():
        if again[ref] != said[ref]:
            one, other = (
                "" if figure is None else cell.measure.written(figure)
                for figure in (said[ref], again[ref])
            )
            raise DisprovedError(f"{ref}：{one}，{how} {other}")


def changed(inputs: Mapping[Path, str]) -> list[str]:
    """Return the input files that have changed since they were read; no run changes them."""
    known = {path: digest for path, digest in inputs.items() if digest}
    others = [path for path, digest in known.items() if digest_of(path) != digest]
    logger.info("{} 份输入文件读前读后校验码一样", len(known) - len(others))
    names = [readable_name(path) for path in others]
    if names:
        logger.info("运行的时候又变了的表格：{}", "、".join(names))
    return names

"""What a run proves of itself, before anybody reads what it made."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from loguru import logger

from pipeline.form.model import Form
from pipeline.load import lists
from pipeline.results import Figures, Matrix, Overall
from pipeline.source_file import digest_of, readable_name


class DisprovedError(RuntimeError):
    """Two ways to the same figure came to different ones: a mistake in this program."""


def prove_lines(listed: Mapping[str, bytes], figures: Figures, form: Form) -> None:
    """The list of figures, read again, says of every office what is known of it.

    A total is added up again from its parts in the list. Raises DisprovedError.
    """
    if not figures.offices:
        return
    again = np.array([lists.values_of_lines(listed[office], form) for office in figures.offices])
    position = {ref: at for at, ref in enumerate(form.cells)}
    for ref, cell in form.cells.items():
        parts = again[:, [position[part] for part in cell.sums or (ref,)]].sum(axis=1)
        said = figures.matrix[:, position[ref]]
        differ = (parts != said) & ~(np.isnan(parts) & np.isnan(said))
        if differ.any():
            row = int(np.flatnonzero(differ)[0])
            one, other = (cell.measure.written(int(of[row])) for of in (said, parts))
            raise DisprovedError(f"{figures.offices[row]} {ref}：{one}，从清单相加是 {other}")


def prove_list(
    listed: Iterable[Sequence[float] | Matrix], sums: Sequence[int | None], form: Form
) -> None:
    """What a district tells the level above is what its own list of figures adds up to.

    listed: the figures of each office in it. Raises DisprovedError.
    """
    figures = np.nan_to_num(np.array([*listed], dtype=np.float64).reshape(-1, len(form.cells)))
    again = {ref: sum(map(int, column)) for ref, column in zip(form.cells, figures.T, strict=True)}
    for (ref, cell), said in zip(form.cells.items(), sums, strict=True):
        total = sum(again[part] for part in cell.sums or (ref,))
        if total != said:
            one, other = said, cell.measure.written(total)
            raise DisprovedError(f"{ref}：{one}，从清单相加是 {other}")


def prove_overall(figures: Figures, several: Sequence[Overall], form: Form) -> None:
    """The province's figures, added up again in whole numbers from those of its districts.

    Raises DisprovedError.
    """
    for at, (ref, cell) in enumerate(form.cells.items()):
        total = sum(one.figures[at] or 0 for one in several)
        if total != figures.district(cell):
            one, other = (cell.measure.written(said) for said in (figures.district(cell), total))
            raise DisprovedError(f"{ref}：{one}，逐区县相加是 {other}")
    logger.info("{} 个区县的 {} 个合计用两种办法各算一遍，结果一样", len(several), len(form.cells))


def prove_totals(figures: Figures, form: Form) -> None:
    """The district's figures, added up again in whole numbers from those of the offices.

    Raises DisprovedError: a summary that may be wrong is worse than none.
    """
    again = {
        ref: sum(map(int, np.nan_to_num(column)))
        for ref, column in zip(figures.refs, figures.matrix.T, strict=True)
    }
    for ref, cell in form.cells.items():
        total = sum(again[part] for part in cell.sums or (ref,))
        if total != figures.district(cell):
            one, other = (cell.measure.written(said) for said in (figures.district(cell), total))
            raise DisprovedError(f"{ref}：{one}，逐街道相加是 {other}")
    logger.info("全区 {} 个合计用两种办法各算一遍，结果一样", len(form.cells))


def changed(inputs: Mapping[Path, str]) -> list[str]:
    """Input files that are not as they were read any more; this program only ever reads them."""
    known = {path: digest for path, digest in inputs.items() if digest}
    others = [path for path, digest in known.items() if digest_of(path) != digest]
    logger.info("{} 份输入文件读前读后校验码一样", len(known) - len(others))
    names = [readable_name(path) for path in others]
    if names:
        logger.info("运行的时候又变了的表格：{}", "、".join(names))
    return names

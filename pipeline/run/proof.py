"""What a run proves of itself, before anybody reads what it made."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from loguru import logger

from pipeline.extract.guard import digest_of, readable_name
from pipeline.form.model import Form
from pipeline.load.lists import values_of_lines
from pipeline.records import Figures


class DisprovedError(RuntimeError):
    """Two ways to the same figure came to different ones: a mistake in this program."""


def prove_lines(listed: Mapping[str, bytes], figures: Figures, form: Form) -> None:
    """The list of figures, read again, says of every office what is known of it.

    A total is added up again from its parts in the list. Raises DisprovedError.
    """
    for office in figures.offices:
        again = values_of_lines(listed[office])
        for ref, figure in figures.figures_of(office).items():
            parts = [again[part] for part in form.cells[ref].sums or (ref,)]
            measure = form.cells[ref].measure
            known = None not in parts
            total = sum(part for part in parts if part is not None) * 10**measure.digits
            if known != (figure is not None) or (known and total != figure):
                raise DisprovedError(f"{office} {ref}：{figure}，从清单相加是 {total}")


def prove_totals(figures: Figures, form: Form) -> None:
    """The district's figures, added up again in whole numbers from those of the offices.

    Raises DisprovedError: a summary that may be wrong is worse than none.
    """
    whole = np.nan_to_num(figures.matrix).astype(np.int64).sum(axis=0).tolist()
    again = dict(zip(figures.refs, whole, strict=True))
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
    return [readable_name(path) for path in others]

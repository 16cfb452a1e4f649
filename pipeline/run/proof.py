"""What a run proves of itself, before anybody reads what it made."""

from collections.abc import Mapping
from pathlib import Path

from loguru import logger

from pipeline.extract.guard import digest_of, readable_name
from pipeline.form.model import Form
from pipeline.load.lists import totals_of_csv
from pipeline.records import Returns


class DisprovedError(RuntimeError):
    """Two ways to the same figure came to different ones: a mistake in this program."""


def prove_totals(listed: bytes, returns: Returns, form: Form) -> None:
    """The district's figures, added up again from the list of figures as it is written.

    Raises DisprovedError: a summary that may be wrong is worse than none.
    """
    again = totals_of_csv(listed)
    for ref, cell in form.cells.items():
        parts = sum(again.get(part, 0) for part in cell.sums or (ref,))
        if parts * 10**cell.measure.digits != returns.district(cell):
            one, other = cell.measure.written(returns.district(cell)), parts
            raise DisprovedError(f"{ref}：{one}，从清单相加是 {other}")
    logger.info("全区 {} 个合计用两种办法各算一遍，结果一样", len(form.cells))


def changed(inputs: Mapping[Path, str]) -> list[str]:
    """Input files that are not as they were read any more; this program only ever reads them."""
    known = {path: digest for path, digest in inputs.items() if digest}
    others = [path for path, digest in known.items() if digest_of(path) != digest]
    logger.info("{} 份输入文件读前读后校验码一样", len(known) - len(others))
    return [readable_name(path) for path in others]

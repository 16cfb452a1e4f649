"""认可.xlsx: what a coordinator has accepted. It is only ever read."""

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.acceptance import ACCEPTED, KEY, REASON, WHO, Acceptance
from pipeline.errors import ConfigurationError
from pipeline.form.table import squeezed

_MOST_ROWS, _MOST_COLUMNS = 50_000, 50
_NO = ("", "否", "不认可", "×")


def read_acceptances(path: Path) -> dict[str, Acceptance]:
    """Return what is accepted, by the key of a finding; nothing where there is no such file.

    A row counts where 认可 says so and 理由 is given. Raises ConfigurationError, in one Chinese
    line, where the file cannot be read.
    """
    if not path.exists():
        return {}
    return {
        key: Acceptance(reason, who)
        for key, accepted, reason, who in _rows(path)
        if key and accepted not in _NO and reason
    }


def _rows(path: Path) -> Iterator[Sequence[str]]:
    """Yield the texts under the four heads that count, of every sheet that has them."""
    from openpyxl import load_workbook  # 0.3 s that a round without the file need not spend

    wanted = (KEY, ACCEPTED, REASON, WHO)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of looks that openpyxl does not keep
            book = load_workbook(path, read_only=True, data_only=True)
            for sheet in book.worksheets:
                columns: list[int] = []
                for cells in sheet.iter_rows(
                    max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True
                ):
                    texts = ["" if value is None else str(value).strip() for value in cells]
                    if columns:
                        yield [texts[at] if at < len(texts) else "" for at in columns]
                    elif set(wanted) <= set(heads := [squeezed(text) for text in texts]):
                        columns = [heads.index(head) for head in wanted]
    except Exception as error:
        raise ConfigurationError(
            f"读不了 {path}：请在 Excel 或 WPS 中打开，另存为 .xlsx；不用的，请移出文件夹。"
        ) from error

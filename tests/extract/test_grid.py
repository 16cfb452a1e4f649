"""extract.workbook.grid: what a workbook may hold, and from where on it is refused."""

import pytest

from pipeline.extract.workbook.grid import Contents, Grid, TooMuchError

LARGEST = 16 * 1024 * 1024  # signs of all texts


def contents(*lengths: int) -> Contents:
    """A workbook of one text a sheet, so long."""
    held = Contents()
    for at, length in enumerate(lengths):
        grid = Grid()
        grid.put((0, 0), "字" * length)
        held.add(f"示例{at}", grid)
    return held


def test_texts_of_all_sheets_together_may_be_so_long() -> None:
    """Sixteen million signs are read, one more is not."""
    contents(LARGEST - 1, 1).demand_small()
    with pytest.raises(TooMuchError, match="1677 万字"):
        contents(LARGEST - 1, 2).demand_small()


def test_so_many_sheets_are_read() -> None:
    """Two hundred, and no more."""
    contents(*[1] * 200)
    with pytest.raises(TooMuchError, match="200 多张工作表"):
        contents(*[1] * 201)

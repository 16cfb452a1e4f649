"""extract.reading: a file is read as it was at one moment."""

from pathlib import Path

import pytest

from pipeline.extract import reading
from pipeline.extract.reading import read_file


@pytest.mark.parametrize("times", [1, 2])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Changed once it is read again; changed again it is refused, never half old, half new."""
    path = tmp_path / "示例.xlsx"
    path.write_bytes(b"x")
    changes = iter(range(times))

    def changing(path: Path) -> tuple[None, list[object]]:
        if next(changes, None) is not None:
            path.write_bytes(path.read_bytes() + b"x")
        return None, []

    monkeypatch.setattr(reading, "read_workbook", changing)
    assert [one.code for one in read_file(path).findings] == (["F28"] if times == 2 else [])

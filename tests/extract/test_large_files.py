"""extract.workbook.opening: the size that is named for a large file, and where it begins."""

import io
import zipfile
from pathlib import Path

import factory
import pytest
from factory import FORM

from pipeline.extract.workbook import read_workbook

MEGABYTE = 1 << 20


def of_size(size: int) -> bytes:
    """A clean return with a picture in it that makes it exactly so large."""

    def packed(picture: int) -> bytes:
        file = io.BytesIO(factory.filled(FORM))
        with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as package:
            package.writestr("xl/media/image1.png", bytes(picture))
        return file.getvalue()

    data = packed(size - len(packed(0)))
    assert len(data) == size
    return data


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (25 * MEGABYTE, ""),
        (25 * MEGABYTE + 1, "文件有 25 MB，多半是插入了图片；图片没有读取。"),
        (31 * MEGABYTE - 1, "文件有 30 MB，多半是插入了图片；图片没有读取。"),
    ],
)
def test_a_large_file_is_read_and_its_size_is_told(tmp_path: Path, size: int, said: str) -> None:
    """In whole megabytes; from more than 25 on."""
    path = tmp_path / "表.xlsx"
    path.write_bytes(of_size(size))
    workbook, findings = read_workbook(path)
    assert workbook
    assert [(one.code, one.why) for one in findings] == [("F29", said)] * bool(said)


@pytest.mark.parametrize(("size", "is_refused"), [(200 * MEGABYTE, False), (201 * MEGABYTE, True)])
def test_one_that_is_far_too_large_is_not_opened(
    tmp_path: Path, size: int, *, is_refused: bool
) -> None:
    """Its size says so; the bytes behind it are holes."""
    path = tmp_path / "表.xlsx"
    with path.open("wb") as file:
        file.truncate(size)
    workbook, (found,) = read_workbook(path)
    assert workbook is None
    assert (found.code == "F18") == is_refused
    assert found.why.startswith("文件有 201 MB，") == is_refused

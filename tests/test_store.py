"""load.store: whole files or none, and never over what a person changed."""

import os
from pathlib import Path

import pytest

from pipeline.load.store import Store


def test_the_same_bytes_are_left_alone(tmp_path: Path) -> None:
    """A document that did not change keeps its time."""
    with Store(tmp_path) as store:
        store.write("甲/乙.txt", b"1")
    os.utime(tmp_path / "甲/乙.txt", (0, 0))
    with Store(tmp_path) as store:
        store.write("甲/乙.txt", b"1")
    assert (tmp_path / "甲/乙.txt").stat().st_mtime == 0
    assert store.conflicts.saved_edits == []


def test_our_own_output_is_replaced(tmp_path: Path) -> None:
    """As long as nobody touched it."""
    for data in (b"1", b"2"):
        with Store(tmp_path) as store:
            store.write("甲.txt", data)
    assert (tmp_path / "甲.txt").read_bytes() == b"2"
    assert store.conflicts.saved_edits == []


@pytest.mark.parametrize("known", [True, False], ids=["edited", "not ours"])
def test_what_a_person_made_is_moved_not_overwritten(tmp_path: Path, known: bool) -> None:
    """To a folder named after the time of the edit; a second edit of that time is kept too."""
    if known:
        with Store(tmp_path) as store:
            store.write("甲.txt", b"1")
    for edit, ours in ((b"edit 1", b"2"), (b"edit 2", b"3")):
        (tmp_path / "甲.txt").write_bytes(edit)
        os.utime(tmp_path / "甲.txt", (86400, 86400))
        with Store(tmp_path) as store:
            store.write("甲.txt", ours)
        (kept,) = store.conflicts.saved_edits
        assert (tmp_path / kept).read_bytes() == edit
        assert (tmp_path / "甲.txt").read_bytes() == ours
    assert len(list((tmp_path / "手工修改").rglob("*.txt"))) == 2


def test_what_this_run_no_longer_makes_is_cleared(tmp_path: Path) -> None:
    """Only what an earlier run wrote there; a person's own file stays, an edited one is kept."""
    with Store(tmp_path) as store:
        for name in ("a", "b", "c"):
            store.write(f"报告/{name}.txt", b"1")
    (tmp_path / "报告/own.txt").write_bytes(b"mine")
    (tmp_path / "报告/b.txt").write_bytes(b"edited")
    with Store(tmp_path) as store:
        store.clear([], [f"报告/{name}.txt" for name in "abcd"], keep=["报告/c.txt"])
    assert sorted(p.name for p in (tmp_path / "报告").iterdir()) == ["c.txt", "own.txt"]
    (kept,) = store.conflicts.saved_edits
    assert (tmp_path / kept).read_bytes() == b"edited"


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs the new version only."""
    with Store(tmp_path) as store:
        store.write("甲.txt", b"1")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with Store(tmp_path) as store:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            store.write("甲.txt", b"2")
        monkeypatch.undo()
    assert (tmp_path / "甲.txt").read_bytes() == b"1"
    assert not list(tmp_path.glob(".nianbao-*"))


def test_a_broken_manifest_makes_every_file_a_persons(tmp_path: Path) -> None:
    """Rather one copy too many than one lost edit."""
    with Store(tmp_path) as store:
        store.write("甲.txt", b"1")
    (tmp_path / "运行记录.json").write_bytes(b"{")
    with Store(tmp_path) as store:
        store.write("甲.txt", b"2")
    assert len(store.conflicts.saved_edits) == 1


class Locked:
    """A program that holds some files open, as Windows lets it: nobody else may replace them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        real = Path.replace

        def replace(path: Path, target: Path) -> Path:
            if "手工修改" not in target.parts and {path.name, target.name} & self.names:
                raise PermissionError(13, "示例", str(target))
            return real(path, target)

        monkeypatch.setattr(Path, "replace", replace)
        monkeypatch.setattr("pipeline.load.store.sleep", self._wait)
        self.waited = 0
        self.opens_after = 99

    def _wait(self, _: float) -> None:
        self.waited += 1
        if self.waited >= self.opens_after:
            self.names.clear()


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Locked:
    """Nothing is open yet."""
    return Locked(monkeypatch)


@pytest.mark.parametrize("edited", [True, False])
def test_a_file_that_is_open_is_left_and_the_new_one_stands_beside_it(
    tmp_path: Path, locked: Locked, edited: bool
) -> None:
    """Until it is closed; then the new one takes its place, an edited one is kept."""
    with Store(tmp_path) as store:
        store.write("甲/乙.txt", b"1")
    if edited:
        (tmp_path / "甲/乙.txt").write_bytes(b"by hand")
    locked.names = {"乙.txt"}
    with Store(tmp_path) as store:
        store.write("甲/乙.txt", b"2")
    assert store.conflicts.set_aside == ["甲/乙（新）.txt"]
    assert (tmp_path / "甲/乙.txt").read_bytes() == (b"by hand" if edited else b"1")
    assert (tmp_path / "甲/乙（新）.txt").read_bytes() == b"2"
    locked.names.clear()
    with Store(tmp_path) as store:
        store.write("甲/乙.txt", b"2")
    assert store.conflicts.set_aside == []
    assert (tmp_path / "甲/乙.txt").read_bytes() == b"2"
    assert not (tmp_path / "甲/乙（新）.txt").exists()
    assert len(store.conflicts.saved_edits) == edited


def test_a_file_that_is_let_go_soon_is_written_after_all(tmp_path: Path, locked: Locked) -> None:
    """A scanner or a synchronizing program holds it for a moment only."""
    with Store(tmp_path) as store:
        store.write("甲.txt", b"1")
    locked.names, locked.opens_after = {"甲.txt"}, 1
    with Store(tmp_path) as store:
        store.write("甲.txt", b"2")
    assert (store.conflicts.set_aside, locked.waited) == ([], 1)
    assert (tmp_path / "甲.txt").read_bytes() == b"2"


def test_what_was_set_aside_survives_the_same_run(tmp_path: Path, locked: Locked) -> None:
    """It is no leftover of an earlier one; an open file that must go is told, and stays."""
    with Store(tmp_path) as store:
        store.write("甲/乙.txt", b"1")
        store.write("甲/丙.txt", b"1")
    locked.names = {"乙.txt"}
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:  # noqa: FBT002 - as it is
        if path.name == "丙.txt":
            raise PermissionError(13, "示例", str(path))
        real(path, missing_ok)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        with Store(tmp_path) as store:
            store.write("甲/乙.txt", b"2", source="new")
            store.clear(["甲"], ["甲/丙.txt"], keep=["甲/乙.txt"])
    assert (tmp_path / "甲/乙（新）.txt").read_bytes() == b"2"
    assert (tmp_path / "甲/丙.txt").exists()
    assert (store.conflicts.set_aside, store.conflicts.left_open) == (
        ["甲/乙（新）.txt"],
        ["甲/丙.txt"],
    )
    assert not store.is_made_from("甲/乙.txt", "new")  # the old one stands there still


def test_a_new_one_that_a_person_edited_is_kept(tmp_path: Path, locked: Locked) -> None:
    """It is as much theirs as any other."""
    with Store(tmp_path) as store:
        store.write("乙.txt", b"1")
    locked.names = {"乙.txt"}
    with Store(tmp_path) as store:
        store.write("乙.txt", b"2")
    (tmp_path / "乙（新）.txt").write_bytes(b"by hand")
    with Store(tmp_path) as store:
        store.write("乙.txt", b"3")
    assert len(store.conflicts.saved_edits) == 1
    assert (tmp_path / store.conflicts.saved_edits[0]).read_bytes() == b"by hand"
    locked.names = {"乙.txt", "乙（新）.txt"}
    with Store(tmp_path) as store:
        store.write("乙.txt", b"4")
    assert store.conflicts.set_aside == ["乙（新）_2.txt"]


def test_a_full_disk_makes_our_own_file_nobodys_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be replaced is still what we wrote; the next run replaces it."""
    with Store(tmp_path) as store:
        store.write("甲.txt", b"1")

    def full(_: int) -> None:
        raise OSError(28, "示例")

    def starved() -> None:
        with monkeypatch.context() as patch, Store(tmp_path) as store:
            patch.setattr(os, "fsync", full)
            store.write("甲.txt", b"2")

    with pytest.raises(OSError, match="示例"):
        starved()
    assert (tmp_path / "甲.txt").read_bytes() == b"1"
    with Store(tmp_path) as store:
        store.write("甲.txt", b"3")
    assert (store.conflicts.saved_edits, (tmp_path / "甲.txt").read_bytes()) == ([], b"3")

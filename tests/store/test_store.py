"""load.store: whole files or none, and never over what a person changed."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Home
from factory import FORM, OFFICES, ROOT, YEAR

from pipeline import __version__
from pipeline.errors import InUse
from pipeline.store.files import Staged, digest, stage
from pipeline.store.store import Store, _when


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


def waiting(folder: Path) -> list[Path]:
    """Files that wait for a place."""
    return list(folder.rglob(".nianbao-*.tmp"))


def test_what_another_process_wrote_is_put_in_its_place(tmp_path: Path, locked: "Locked") -> None:
    """The same again is dropped; beside a file that is open it stands until that is closed."""
    path = tmp_path / "甲" / "乙.txt"
    with Store(tmp_path) as store:
        store.write("甲/乙.txt", stage(path, [b"1", b"2"]))
        assert path.read_bytes() == b"12"
        store.write("甲/乙.txt", stage(path, [b"12"]))
        store.write("甲/乙.txt", Staged(None, digest(b"12")))
        assert waiting(tmp_path) == []
        locked.names.add("乙.txt")
        store.write("甲/乙.txt", stage(path, [b"3"]), source="new")
    assert (path.read_bytes(), waiting(tmp_path)) == (b"12", [])
    assert store.conflicts.set_aside == ["甲/乙（新）.txt"]
    assert (tmp_path / "甲" / "乙（新）.txt").read_bytes() == b"3"


def last(name: str, folder: Path) -> bytes | None:
    """An output as the last finished run left it."""
    path = Store(folder).of_last_run(name)
    return path.read_bytes() if path else None


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
        monkeypatch.setattr("pipeline.store.files.sleep", self._wait)
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


def test_a_file_that_cannot_even_be_read_is_as_good_as_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new one stands beside it; one that must go is told, and stays."""
    with Store(tmp_path) as store:
        for name in ("甲.txt", "丙.txt"):
            store.write(name, b"1")
    real = Path.open

    def refuse(path: Path, *how: Any, **more: Any) -> Any:  # noqa: ANN401 - passed on
        if path.name in ("甲.txt", "丙.txt"):
            raise PermissionError(13, "示例", str(path))
        return real(path, *how, **more)

    def keep(path: Path, **_: object) -> None:
        if path.name in ("甲.txt", "丙.txt"):
            raise PermissionError(13, "示例", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        patch.setattr(Path, "unlink", keep)
        with Store(tmp_path) as store:
            store.write("甲.txt", b"2")
            store.clear([], ["丙.txt"], keep=[])
            store.keep_edits(["丙.txt"])
    assert store.conflicts.set_aside == ["甲（新）.txt"]
    assert store.conflicts.left_open == ["丙.txt"]
    assert (tmp_path / "甲.txt").read_bytes() == b"1"


def test_every_new_one_goes_once_the_old_one_is_closed(tmp_path: Path, locked: Locked) -> None:
    """Also the second, which was written while the first was open, too."""
    with Store(tmp_path) as store:
        store.write("甲.txt", b"1")
    locked.names = {"甲.txt", "甲（新）.txt"}
    (tmp_path / "甲（新）.txt").write_bytes(b"1")
    with Store(tmp_path) as store:
        store.write("甲.txt", b"2")
    assert store.conflicts.set_aside == ["甲（新）_2.txt"]
    locked.names.clear()
    with Store(tmp_path) as store:
        store.write("甲.txt", b"2")
    assert not (tmp_path / "甲（新）_2.txt").exists()


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


# ── one run at a time ────────────────────────────────────────────────────────

WHO = "示例甲（示例电脑，1月2日 10:30 起）"


def test_a_second_run_is_told_who_is_at_it(tmp_path: Path) -> None:
    """And since when; when the first is done, it is free, and nothing is left but the lock."""
    with Store(tmp_path, WHO) as store:
        store.write("甲.txt", b"1")
        with pytest.raises(InUse) as caught, Store(tmp_path, "乙"):
            pass
        store.write("乙.txt", b"1")
    assert caught.value.args == (tmp_path, WHO)
    with Store(tmp_path, "乙") as store:
        store.write("甲.txt", b"2")
    assert {path.name for path in tmp_path.iterdir()} == {
        "甲.txt", "乙.txt", "运行记录.json", ".nianbao.lock",
    }  # fmt: skip


def test_a_folder_in_which_nothing_was_written_is_not_made(tmp_path: Path) -> None:
    """A run that could not begin leaves no trace."""

    def begin() -> None:
        with Store(tmp_path / "output" / "2023"):
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - any will do
        begin()
    assert not (tmp_path / "output").exists()


def test_the_lock_of_a_process_that_died_is_free(tmp_path: Path) -> None:
    """Its words are still there; nobody is at it."""
    hold = (
        "import sys, time; from pathlib import Path; from pipeline.store.store import Store\n"
        "with Store(Path(sys.argv[1]), '死了的'): print('at it', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", hold, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as holder:  # noqa: S603 - ours
        assert holder.stdout
        assert holder.stdout.readline() == b"at it\n"
        with pytest.raises(InUse) as caught, Store(tmp_path):
            pass
        holder.kill()
    assert caught.value.args[1] == "死了的"
    with Store(tmp_path) as store:
        store.write("甲.txt", b"1")
    assert (tmp_path / "甲.txt").read_bytes() == b"1"


# ── a run that came to no end ────────────────────────────────────────────────


def killed(folder: Path, **written: bytes) -> None:
    """A run that is no more, after it had written these."""
    store = Store(folder)
    store.__enter__()
    for name, data in written.items():
        store.write(name, data, keep_earlier=True)
    store._turn.give_back()


def test_what_an_unfinished_run_wrote_is_ours(tmp_path: Path) -> None:
    """Though the manifest does not say so yet; what a person did to it since is theirs."""
    with Store(tmp_path) as store:
        store.write("甲", b"1")
    killed(tmp_path, 甲=b"2", 乙=b"2")
    with (tmp_path / ".nianbao-journal").open("a") as journal:
        journal.write('["torn')
    killed(tmp_path, 甲=b"3", 丙=b"3")
    (tmp_path / "丙").write_bytes(b"by hand")
    with Store(tmp_path) as store:
        for name in ("甲", "乙", "丙"):
            store.write(name, b"4")
    (kept,) = store.conflicts.saved_edits
    assert (tmp_path / kept).read_bytes() == b"by hand"
    assert kept.endswith("/丙")


def test_an_edit_that_an_unfinished_run_kept_is_told_by_the_next(tmp_path: Path) -> None:
    """Nobody had been told."""
    with Store(tmp_path) as store:
        store.write("甲", b"1")
    (tmp_path / "甲").write_bytes(b"by hand")
    killed(tmp_path, 甲=b"2")
    with Store(tmp_path) as store:
        store.write("甲", b"2")
        store.kept = {}
    (kept,) = store.conflicts.saved_edits
    assert (tmp_path / kept).read_bytes() == b"by hand"
    with Store(tmp_path) as store:
        store.write("甲", b"2")
    assert store.conflicts.saved_edits == []


@pytest.mark.parametrize(
    "journal", [b"", b"{", b"5\nnull\n", b'["a"]\n', b'["", "x", ""]\n["a", "b']
)
def test_a_torn_journal_says_nothing(tmp_path: Path, journal: bytes) -> None:
    """Then a file counts as a person's; a copy too many is no loss."""
    with Store(tmp_path) as store:
        store.write("甲", b"1")
    (tmp_path / "甲").write_bytes(b"2")
    (tmp_path / ".nianbao-journal").write_bytes(journal)
    with Store(tmp_path) as store:
        store.write("甲", b"3")
    assert len(store.conflicts.saved_edits) == 1
    assert not (tmp_path / ".nianbao-journal").exists()


def test_the_journal_of_a_finished_run_says_nothing_any_more(tmp_path: Path) -> None:
    """It was killed between the manifest and the end."""
    killed(tmp_path, 甲=b"1")
    journal = (tmp_path / ".nianbao-journal").read_bytes()
    with Store(tmp_path) as store:
        store.write("甲", b"2")
        store.kept = {}
    (tmp_path / ".nianbao-journal").write_bytes(journal)
    (tmp_path / "甲").write_bytes(b"1")  # by a person, who likes the old one better
    with Store(tmp_path) as store:
        store.write("甲", b"2")
    assert len(store.conflicts.saved_edits) == 1


def test_the_output_of_the_last_finished_run_can_be_had(tmp_path: Path) -> None:
    """Also when one that came to no end has replaced it; not when a person has."""
    with Store(tmp_path) as store:
        store.write("甲", b"1")
    for data in (b"2", b"3"):
        assert last("甲", tmp_path) == b"1"
        killed(tmp_path, 甲=data)
    assert last("甲", tmp_path) == b"1"
    with Store(tmp_path) as store:
        store.write("甲", b"4", keep_earlier=True)
        store.kept = {}
    (tmp_path / "甲").write_bytes(b"by hand")
    assert Store(tmp_path).of_last_run("甲") is None
    assert not list(tmp_path.glob(".nianbao-earlier-*"))


def test_half_written_files_of_a_killed_run_go(tmp_path: Path) -> None:
    """In whatever folder."""
    (tmp_path / "甲").mkdir()
    half = tmp_path / "甲" / ".nianbao-abc.tmp"
    half.write_bytes(b"half")
    with Store(tmp_path):
        assert not half.exists()


def test_what_goes_goes_at_the_end(tmp_path: Path) -> None:
    """A list that is written meanwhile may still speak of it; what is written again stays."""
    with Store(tmp_path) as store:
        store.write("甲", b"1")
        store.write("乙", b"1")
    with Store(tmp_path) as store:
        store.clear([], ["甲", "乙"], keep=[])
        store.write("乙", b"1")
        assert (tmp_path / "甲").exists()
    assert not (tmp_path / "甲").exists()
    assert (tmp_path / "乙").exists()


def test_the_manifest_says_what_the_run_was(home: Home) -> None:
    """Program, edition, inputs and outputs with their hashes, counts; and no time."""
    home.reports()
    known = json.loads((home.outputs / "运行记录.json").read_bytes())
    assert known["program"] == {"version": __version__}
    fields = [field.label for field in FORM.fields]
    assert known["form"] == {"edition": "2021", "year": YEAR, "fields": fields}
    made = {name: home.outputs / name for name in known["outputs"]}
    read = {name: home.inputs.parent / "input" / name for name in known["inputs"] if "/" in name}
    assert {name: digest(path.read_bytes()) for name, path in made.items()} == known["outputs"]
    files = {path.name for path in home.outputs.rglob("*") if path.is_file()}
    assert files - {path.name for path in made.values()} == {"运行记录.json", ".nianbao.lock"}
    assert known["inputs"]["input/district.toml"] == digest(
        (home.inputs / "district.toml").read_bytes()
    )
    years = {name: path for name, path in read.items() if name.startswith(str(YEAR))}
    assert len(years) == len(OFFICES)
    for name, path in years.items():
        assert known["inputs"][name] == digest(path.read_bytes())
    assert known["counts"] == {"roster": 3, "已出报告": 3, "检查通过": 0, "需退改": 0, "未报": 0}


# ── what others do to the folder ─────────────────────────────────────────────


def manifest(folder: Path, **known: object) -> None:
    """A manifest that somebody wrote."""
    folder.mkdir(exist_ok=True)
    (folder / "运行记录.json").write_text(json.dumps(known), encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "甲/../../别处.txt",
        "/别处.txt",
        "甲/./../../别处.txt",
        "..",
        "甲\\..\\别处.txt",
        "甲//b",
        "甲/\ud800",
    ],
)
@pytest.mark.parametrize("by", ["manifest", "journal"])
def test_nothing_outside_the_folder_is_ever_touched(tmp_path: Path, name: str, by: str) -> None:
    """Whatever a manifest or a journal says that somebody wrote."""
    victim, folder = tmp_path / "别处.txt", tmp_path / "年"
    victim.write_bytes(b"1")
    known = digest(b"1")
    manifest(folder, outputs={name: known, "甲/乙.txt": 5} if by == "manifest" else {})
    if by == "journal":
        began = digest((folder / "运行记录.json").read_bytes())
        lines = (["", began, ""], [name, known, ""])
        journal = "".join(f"{json.dumps(line)}\n" for line in lines)
        (folder / ".nianbao-journal").write_text(journal)
    with Store(folder) as store:
        store.write("丙.txt", b"1")
        store.clear(["甲", ""], [], keep=[])
        store.kept = {}
    assert victim.read_bytes() == b"1"
    assert name not in json.loads((folder / "运行记录.json").read_bytes())["outputs"]


def test_a_journal_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    """What it points to is somebody's."""
    victim, folder = tmp_path / "别处.txt", tmp_path / "年"
    victim.write_bytes(b"1")
    folder.mkdir()
    (folder / ".nianbao-journal").symlink_to(victim)
    with Store(folder) as store:
        store.write("丙.txt", b"1")
    assert victim.read_bytes() == b"1"


@pytest.mark.parametrize("seconds", [3e11, -1e11, -62135596800.0])
def test_an_edit_of_no_known_time_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """Some clocks are very wrong."""
    with Store(tmp_path) as store:
        store.write("甲.txt", b"1")
    (tmp_path / "甲.txt").write_bytes(b"by hand")
    when = _when(seconds)
    monkeypatch.setattr("pipeline.store.store._when", lambda _: when)
    with Store(tmp_path) as store:
        store.write("甲.txt", b"2")
    (kept,) = store.conflicts.saved_edits
    assert (tmp_path / kept).read_bytes() == b"by hand"


def test_an_output_named_like_a_new_one_is_no_new_one(tmp_path: Path) -> None:
    """An office may be called so."""
    for _ in range(2):
        with Store(tmp_path) as store:
            store.write("甲（新）.txt", b"another office")
            store.write("甲.txt", b"1")
    assert (tmp_path / "甲（新）.txt").read_bytes() == b"another office"


def test_a_name_that_changed_in_case_only_is_the_same_file_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a system that ignores case; it is neither an edit nor an old one to be taken out."""
    with Store(tmp_path) as store:
        store.write("甲/Yuan.txt", b"1")
    (tmp_path / "甲/Yuan.txt").rename(tmp_path / "甲/YUAN.txt")
    (tmp_path / "甲/Yuan.txt").hardlink_to(tmp_path / "甲/YUAN.txt")  # both names, one file

    def put_into_the_same(path: Path, staged: Staged) -> None:
        assert staged.path
        path.write_bytes(staged.path.read_bytes())

    monkeypatch.setattr("pipeline.store.store.put_staged", put_into_the_same)
    with Store(tmp_path) as store:
        store.write("甲/YUAN.txt", b"2")
        store.clear(["甲"], [], keep=["甲/YUAN.txt"])
    assert (tmp_path / "甲/YUAN.txt").read_bytes() == b"2"
    assert store.conflicts.saved_edits == []


def test_where_case_matters_the_old_name_goes(tmp_path: Path) -> None:
    """Whether it is still there or not."""
    for gone in (False, True):
        with Store(tmp_path) as store:
            store.write("甲/Yuan.txt", b"1")
        if gone:
            (tmp_path / "甲/Yuan.txt").unlink()
        with Store(tmp_path) as store:
            store.write("甲/YUAN.txt", b"2")
            store.clear(["甲"], [], keep=["甲/YUAN.txt"])
        assert {path.name for path in (tmp_path / "甲").iterdir()} == {"YUAN.txt"}


def test_while_a_list_is_open_what_it_speaks_of_stays(tmp_path: Path, locked: Locked) -> None:
    """The old page would lead nowhere; the next run takes it out."""
    with Store(tmp_path) as store:
        store.write("甲/乙.txt", b"1")
        store.write("总览.html", b"1")
    locked.names = {"总览.html"}
    with Store(tmp_path) as store:
        store.clear([], ["甲/乙.txt"], keep=[])
        store.write("总览.html", b"2")
    assert (tmp_path / "甲/乙.txt").exists()
    assert store.conflicts.left_open == ["甲/乙.txt"]
    locked.names.clear()
    with Store(tmp_path) as store:
        store.clear([], ["甲/乙.txt"], keep=[])
        store.write("总览.html", b"2")
    assert not (tmp_path / "甲").exists()


def test_other_writing_does_not_end_an_unfinished_round(tmp_path: Path) -> None:
    """What it compares with is still that of the last one that came to its end."""
    with Store(tmp_path) as store:
        store.write("数据", b"1")
        store.kept = {"甲": {"digest": "1"}}
    killed(tmp_path, 数据=b"2")
    with Store(tmp_path) as store:
        store.write("模板", b"1")
    assert last("数据", tmp_path) == b"1"
    with Store(tmp_path) as store:
        for name in ("数据", "模板"):
            store.write(name, b"3")
        store.kept = {}
    assert store.conflicts.saved_edits == []
    assert last("数据", tmp_path) == b"3"


@pytest.mark.skipif(sys.platform == "win32", reason="it has other permissions")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_files_are_written_as_the_umask_says(tmp_path: Path, mask: int, mode: int) -> None:
    """A folder that a group shares, or that nobody else may read."""
    path = tmp_path / "报告.docx"
    code = "import sys, pathlib; from pipeline.store.files import put; "
    command = [sys.executable, "-c", f"{code}put(pathlib.Path(sys.argv[1]), b'1')", str(path)]
    subprocess.run(command, cwd=ROOT, umask=mask, check=True)  # noqa: S603 - ours
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize(("signs", "is_known"), [(255, True), (256, False)])
def test_a_name_as_long_as_a_file_system_takes_is_known(
    tmp_path: Path, signs: int, is_known: bool
) -> None:
    """One that is longer can be no output, whoever wrote it into the manifest."""
    manifest(tmp_path, outputs={"a" * signs: digest(b"1")})
    assert Store(tmp_path).is_as_left() is not is_known  # it is not there

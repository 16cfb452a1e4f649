"""A sample of `make faults`: killed, starved and disturbed runs lose nothing."""

import errno
import random
import sys

import faults
import pytest
from factory import OFFICES, YEAR
from faults import KILL, Fault, Scene, after, after_real_kill

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="it forks, and kills with a signal"),
    pytest.mark.xdist_group("faults"),  # one scene for all
]
SAMPLE = 6


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A district between its first and its second round."""
    return Scene(tmp_path_factory.mktemp("断电"))


@pytest.fixture(scope="module")
def points(scene: Scene) -> list[int]:
    """Some of the touches of the disk, the first and the last among them."""
    touches = scene.touches()
    assert touches > 100
    between = random.Random(8).sample(range(2, touches), SAMPLE - 2)  # noqa: S311 - no secret
    return [1, *sorted(between), touches]


def test_the_second_round_does_a_bit_of_everything(scene: Scene) -> None:
    """Otherwise nothing is proved: what is new, what changes, what goes, what was edited."""
    first, second = set(scene.first), set(scene.second)
    assert any(name.startswith("草稿/") for name in second - first)
    assert any(name.startswith("街道报告/") for name in first - second)
    assert any(name.startswith("手工修改/") for name in second - first)
    assert any(scene.first[name] != scene.second[name] for name in first & second)


def test_a_killed_run_loses_nothing(scene: Scene, points: list[int]) -> None:
    """Whole files, true lists, and the next run ends as if nothing had been."""
    assert [what for point in points for what in after(scene, Fault(KILL, point))] == []


@pytest.mark.parametrize("error", faults.ERRORS, ids=lambda number: errno.errorcode[number])
def test_a_write_that_fails_loses_nothing(scene: Scene, points: list[int], error: int) -> None:
    """Once, or from there on, as on a full disk."""
    tried = [Fault(error, point, lasting=bool(point % 2)) for point in points[1::3]]
    assert [what for fault in tried for what in after(scene, fault)] == []
    scene.reset()
    assert scene.disturbed(Fault(error, points[2], lasting=True)) == 1  # it did strike


def test_the_program_itself_may_be_killed_at_any_time(scene: Scene) -> None:
    """Started as it is used."""
    assert after_real_kill(scene, 0.9) == []


@pytest.mark.parametrize("fault", ["torn", "lost edit", "dead link", "other bytes"])
def test_what_would_be_wrong_is_seen(scene: Scene, fault: str) -> None:
    """The checks of this file can fail."""
    files = dict(scene.second)
    name = next(name for name in files if name.startswith("街道报告/"))
    match fault:
        case "torn":
            files[name] = files[name][:-1]
        case "lost edit":
            files = {one: data for one, data in files.items() if "手工修改" not in one}
        case "dead link":
            del files[name]
        case "other bytes":
            files["汇总.xlsx"] = scene.first["汇总.xlsx"]
            assert faults.differences(files, scene.second) != []
            return
    assert list(faults.broken(scene, files)) != []


def test_what_a_killed_run_wrote_is_no_persons_edit(scene: Scene, points: list[int]) -> None:
    """Also when other returns have come before the next run."""
    scene.reset()
    scene.disturbed(Fault(KILL, points[-1] - 3))
    (scene.home / "input" / str(YEAR) / f"{OFFICES[2]}.xlsx").unlink()
    scene.run()
    edits = [name for name in scene.files() if name.startswith("手工修改/")]
    assert sorted(edits) == sorted(name for name in scene.second if name.startswith("手工修改/"))

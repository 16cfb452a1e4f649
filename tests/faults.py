"""Fault injection: a run is killed, or a write fails, at every point where it touches the disk.

`make faults` tries them all and prints what came of it; a sample is in `make test`. After each
fault every output must be a whole one, of the run before or of this one; the page must speak of
no document that is not there; what a person edited must be there; and the next run must end with
the same bytes as one that nothing disturbed.
"""

import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from time import sleep
from urllib.parse import unquote

import factory
from factory import FORM, NEW, OFFICES, YEAR
from loguru import logger

from pipeline.engine.here import Here
from pipeline.form.table import CellRef
from pipeline.outputs import Wanted
from pipeline.round.outcome import How
from pipeline.round.round import run_round
from pipeline.store.manifest import MANIFEST

KILL = 0  # in place of an error's number
ERRORS = (errno.ENOSPC, errno.EACCES, errno.EIO)
_TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.utime"}
_IGNORED = {"运行日志.txt", ".nianbao.lock"}  # written as it goes; stays for the next run
# By hand: a document, and the page, which is written anew every time.
_EDITED = (f"{OFFICES[0]}审签单.docx", "总览.html")
_DIED = -signal.SIGKILL


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and when: at the `point`th touch, there alone or from there on."""

    error: int
    point: int
    lasting: bool = False

    def __str__(self) -> str:
        """As it is told."""
        name = errno.errorcode[self.error] if self.error else "SIGKILL"
        return f"{name}{' for good' * self.lasting} at touch {self.point}"


Files = Mapping[str, bytes]  # by their names in the output folder


class Scene:
    """A district whose second round is disturbed, again and again."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "家"
        self._start = folder / "第一轮"
        self._settings()
        self.run()
        self._edit()
        self._second_round()
        shutil.copytree(self.home, self._start)
        self.first = self.files()
        self.run()
        self.second = self.files()
        self.run()
        self.third = self.files()
        self.reset()
        self.edits = [data for name, data in self.first.items() if name.endswith(_EDITED)]

    def reset(self) -> None:
        """As it was before the second round."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self._start, self.home)

    def run(self) -> None:
        """A whole round, with drafts."""
        how = How(Here(), anew=True)
        run_round(self.home / "input", self.home / "output", YEAR, Wanted(drafts=True), how)

    def files(self) -> dict[str, bytes]:
        """Every output, by its name in the folder."""
        inside = self.home / "output" / str(YEAR)
        return {
            path.relative_to(inside).as_posix(): path.read_bytes()
            for path in inside.rglob("*")
            if path.is_file() and path.name not in _IGNORED
        }

    def touches(self) -> int:
        """How often an undisturbed second round touches the output folder."""
        reading, writing = os.pipe()

        def count(_: int) -> None:
            os.write(writing, b".")

        self._forked(count)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            return len(told.read())

    def disturbed(self, fault: Fault) -> int:
        """The second round with a fault; how its process ended."""
        return self._forked(lambda at: _strike(fault, at))

    def _forked(self, touched: Callable[[int], None]) -> int:
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                _watch(self.home / "output", touched)
                self.run()
                os._exit(0)
            os._exit(1)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)

    def _settings(self) -> None:
        year = self.home / "input" / str(YEAR)
        year.mkdir(parents=True)
        factory.settings_file(self.home / "input")
        for seed, office in enumerate(OFFICES, start=1):
            (year / f"{office}.xlsx").write_bytes(factory.filled(FORM, office, seed=seed))

    def _edit(self) -> None:
        for name in self.files():
            if name.endswith(_EDITED):
                path = self.home / "output" / str(YEAR) / name
                path.write_bytes(path.read_bytes() + b" ")
                os.utime(path, (86400, 86400))

    def _second_round(self) -> None:
        """One corrects, one gets it wrong, so that its report must go."""
        year = self.home / "input" / str(YEAR)
        cell = CellRef("表三", NEW, "自然人")
        place = factory.places(FORM)[cell]
        wrong = factory.changed(factory.filled(FORM, OFFICES[1], seed=2), {place: 900})
        (year / f"{OFFICES[1]}.xlsx").write_bytes(wrong)
        (year / f"{OFFICES[0]}.xlsx").write_bytes(factory.filled(FORM, OFFICES[0], seed=7))


def _watch(folder: Path, touched: Callable[[int], None]) -> None:
    """Tell of every touch of the folder, before it comes about."""
    inside, count, real = str(folder), 0, os.fsync

    def tell() -> None:
        nonlocal count
        count += 1
        touched(count)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _TOUCHES and str(arguments[0]).startswith(inside):
            is_read = event == "open" and not int(arguments[2]) & (os.O_WRONLY | os.O_RDWR)  # type: ignore[call-overload]
            if not is_read:
                tell()

    def fsync(handle: int) -> None:
        tell()
        real(handle)

    setattr(os, "fsync", fsync)  # noqa: B010 - it has no audit event
    sys.addaudithook(hook)


def _strike(fault: Fault, at: int) -> None:
    if at == fault.point or (fault.lasting and at > fault.point):
        if fault.error == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(fault.error, os.strerror(fault.error), "示例")


# ── what must hold ───────────────────────────────────────────────────────────


def broken(scene: Scene, files: Files) -> Iterator[str]:
    """What is not as it must be right after a fault."""
    for name, data in files.items():
        if Path(name).name.startswith(".nianbao-") or name.startswith("手工修改/"):
            continue
        if name == MANIFEST:  # that of a run that has told of what it had to leave is its own
            json.loads(data)
            continue
        plain = name.replace("（新）", "")
        if data not in (scene.first.get(plain), scene.second.get(plain)):
            yield f"{name} is neither the old one nor the new one"
    for edit in scene.edits:
        if edit not in files.values():
            yield "what a person edited is gone"
    page = files.get("总览.html", b"").decode()
    for link in re.findall(r'href="([^"#][^"]*)"', page):
        if unquote(unescape(link)) not in files:
            yield f"the page speaks of {unquote(link)}, which is not there"


def after(scene: Scene, fault: Fault) -> list[str]:
    """What is wrong after a fault, and after the run that follows it."""
    scene.reset()
    ended = scene.disturbed(fault)
    wrong = _ended_well(scene)
    if fault.error == KILL and ended != _DIED:
        wrong.append(f"it ended with {ended}, and was not killed")
    return [f"{fault}: {what}" for what in wrong]


def _ended_well(scene: Scene) -> list[str]:
    """What is wrong with what a fault left, and with what the next run makes of it."""
    left = scene.files()
    is_finished = left.get(MANIFEST) != scene.first[MANIFEST]  # it is written last
    wrong = list(broken(scene, left))
    scene.run()
    wanted = scene.third if is_finished else scene.second
    return wrong + differences(scene.files(), wanted)


def differences(files: Files, wanted: Files) -> list[str]:
    """Where two folders are not the same, byte for byte."""
    names = sorted({*files, *wanted})
    other = [name for name in names if files.get(name) != wanted.get(name)]
    return [f"{name} differs from an undisturbed run's" for name in other]


# ── real runs, killed at any time ────────────────────────────────────────────


def after_real_kill(scene: Scene, seconds: float) -> list[str]:
    """The same for the program as it is started, killed after so long."""
    scene.reset()
    command = [sys.executable, "-m", "pipeline", "reports", "--draft", "--home", str(scene.home)]
    root = Path(__file__).parents[1]
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    sleep(seconds)
    process.kill()
    process.wait()
    return [f"SIGKILL after {seconds:.2f} s: {what}" for what in _ended_well(scene)]


def main() -> None:
    """All of them, and what came of it."""
    logger.remove()
    count: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        touches = scene.touches()
        for point in range(1, touches + 1):
            wrong += after(scene, Fault(KILL, point))
            count["killed at a touch"] += 1
            error = ERRORS[point % len(ERRORS)]
            wrong += after(scene, Fault(error, point, lasting=point % 2 == 0))
            count[errno.errorcode[error]] += 1
        rng = random.Random(8)  # noqa: S311 - no secret
        for _ in range(40):
            wrong += after_real_kill(scene, rng.uniform(0.2, 2.0))
            count["killed at any time"] += 1
    sys.stdout.write(f"{touches} touches of the disk in a run; {dict(count)}\n")
    said = "\n".join(wrong) or "no output broken, every next run the same, byte for byte"
    sys.stdout.write(f"{said}\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

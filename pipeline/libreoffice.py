"""LibreOffice, where it is installed: turns documents of one kind into another.

It works on copies with plain names in a folder and with settings of its own, so that neither an
open window of it nor anybody's file name can come in its way. A document may be a stranger's:
LibreOffice runs with limits, without macros, and fetches nothing that a document refers to.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

_PROGRAMS = (
    "soffice",
    "libreoffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_START, _EACH = 60, 5  # seconds: for the program to start the first time, and for a document
_MEMORY = 2 << 30  # bytes; a report takes 0.2 GB, a PDF with 60 long tables 0.4
_FILE = 256 << 20  # bytes of a file that it writes; 2,700 pages of text are a PDF of 30 MB
# Linked pictures and objects are not looked for, wherever they are. Backgrounds, fills and
# templates are, but through a proxy that is not there; from a file server they may still come.
_SETTINGS = Path(__file__).with_suffix(".xcu.in")


class NoLibreOfficeError(Exception):
    """It cannot be used; the message says why, as the first half of a Chinese sentence."""


def convert(
    documents: Sequence[Path], suffix: str, kind: str, reads_as: str = ""
) -> list[bytes | None]:
    """Each document in another kind, by one call for all; None where it failed.

    kind: the filter that writes; reads_as: that which reads, where there are several.
    Raises NoLibreOfficeError where nothing can be made.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise NoLibreOfficeError("这台电脑没有安装 LibreOffice")
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        shutil.copyfile(_SETTINGS, settings)
        # What ends in the suffix afterwards was made: no copy does.
        endings = [document.suffix.lower().removesuffix(suffix) for document in documents]
        copies = [folder / f"{number}{ending}" for number, ending in enumerate(endings)]
        there = [copy for copy, one in zip(copies, documents, strict=True) if _copied(one, copy)]
        options = [f"--infilter={reads_as}"] if reads_as else []
        options += ["--convert-to", kind]
        end = time.monotonic() + 2 * (_START + _EACH * len(there))
        trouble = _tried(program, folder, options, there)
        for copy in there if trouble and len(there) > 1 else ():  # one of them stopped it: which?
            if not copy.with_suffix(suffix).is_file() and time.monotonic() < end:
                _tried(program, folder, options, [copy])
        made = [copy.with_suffix(suffix) for copy in copies]
        if not any(path.is_file() for path in made):
            raise NoLibreOfficeError(trouble or "LibreOffice 没有转换成功")
        return [path.read_bytes() if path.is_file() else None for path in made]


def _copied(document: Path, copy: Path) -> bool:
    try:
        shutil.copyfile(document, copy)
    except OSError:  # it is open elsewhere, or gone
        return False
    return True


def _tried(program: str, folder: Path, options: Sequence[str], copies: Sequence[Path]) -> str:
    """One call for some documents; what went wrong with it, if that is known."""
    try:
        _run(program, folder, [*options, *(copy.name for copy in copies)], len(copies))
    except NoLibreOfficeError as error:
        return str(error)
    except OSError:
        return "LibreOffice 启动不了"
    return ""


def _run(program: str, folder: Path, arguments: Sequence[str], count: int) -> None:
    profile = (folder / "profile").as_uri()
    options = ["--headless", "--norestore", f"-env:UserInstallation={profile}"]
    patience = _START + _EACH * count
    quiet = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - our own options, and names that we gave
        _limited([program, *options, *arguments], patience),
        cwd=folder,
        env=os.environ | dict.fromkeys(("TMP", "TMPDIR"), str(folder)),  # nothing stays if it dies
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    ) as process:
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            _stop(process)
            raise NoLibreOfficeError(
                f"LibreOffice 用了 {patience} 秒还没有转换完，已停止"
            ) from None
        except BaseException:
            _stop(process)
            raise
    if process.returncode:
        is_there = process.returncode not in (126, 127)  # /bin/sh says so
        raise NoLibreOfficeError(f"LibreOffice {'没有转换成功' if is_there else '启动不了'}")


if sys.platform == "win32":

    def _limited(command: Sequence[str], _seconds: float) -> Sequence[str]:
        """Returns the command as it is: on Windows, time is the only limit."""
        return command

    def _stop(process: subprocess.Popen[bytes]) -> None:
        """End the program and what it started."""
        command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words

else:

    def _limited(command: Sequence[str], seconds: float) -> Sequence[str]:
        """Returns a command that bounds the memory, files and computing time of another.

        Computing time is a limit even after this process is gone, which ends it earlier otherwise.
        """
        limits = {"d": _MEMORY >> 10, "f": _FILE >> 9, "t": int(2 * seconds) + 1, "c": 0}
        words = [f"ulimit -{kind} {most}; " for kind, most in limits.items()]
        return ["/bin/sh", "-c", "".join(words) + 'exec "$0" "$@"', *command]

    def _stop(process: subprocess.Popen[bytes]) -> None:
        """End the program and what it started: soffice only starts another."""
        os.killpg(process.pid, signal.SIGKILL)

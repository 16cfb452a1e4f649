"""PDF copies of Word documents, made by LibreOffice where it is installed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_PROGRAMS = (
    "soffice",
    "libreoffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# Tagged for screen readers, with the headings as bookmarks and the document's title as its name.
_FILTER = (
    'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"DisplayPDFDocumentTitle":{"type":"boolean","value":"true"}}'
)
_START, _EACH = 60, 5  # seconds: for the program to start the first time, and for a document


class NoCopies(Exception):
    """There are no PDF copies; the message is one Chinese line for the coordinator."""


def pdf_copies(documents: Sequence[Path]) -> list[bytes | None]:
    """A PDF of each document, in their order, by one call for all; None where it failed.

    Raises NoCopies where nothing can be made.

    LibreOffice works on copies with plain names in a folder and with settings of its own, so
    that neither an open window of it nor anybody's file name can come in its way.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise NoCopies("这台电脑没有安装 LibreOffice，没有生成 PDF；其他文件都已生成。")
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        copies = [folder / f"{at}.docx" for at in range(len(documents))]
        for document, copy in zip(documents, copies, strict=True):
            shutil.copyfile(document, copy)
        try:
            _convert(program, folder, [copy.name for copy in copies])
        except OSError:
            raise NoCopies("LibreOffice 启动不了，没有生成 PDF；其他文件都已生成。") from None
        made = [copy.with_suffix(".pdf") for copy in copies]
        if not any(path.is_file() for path in made):
            raise NoCopies("LibreOffice 没有转换成功，没有生成 PDF；其他文件都已生成。")
        return [path.read_bytes() if path.is_file() else None for path in made]


def _convert(program: str, folder: Path, names: Sequence[str]) -> None:
    profile = (folder / "profile").as_uri()
    options = ["--headless", "--norestore", f"-env:UserInstallation={profile}"]
    command = [program, *options, "--convert-to", _FILTER, *names]
    patience = _START + _EACH * len(names)
    quiet = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - our own options, and names that we gave
        command, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            _stop(process)
            raise NoCopies(
                f"LibreOffice 用了 {patience} 秒还没有转换完，已停止，没有生成 PDF；"
                "其他文件都已生成。"
            ) from None
        except BaseException:
            _stop(process)
            raise


if sys.platform == "win32":

    def _stop(process: subprocess.Popen[bytes]) -> None:
        """End the program and what it started."""
        command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words

else:

    def _stop(process: subprocess.Popen[bytes]) -> None:
        """End the program and what it started: soffice only starts another."""
        os.killpg(process.pid, signal.SIGKILL)

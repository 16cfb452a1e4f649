"""PDF copies of Word documents, made by LibreOffice where it is installed."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
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
# What in it is of the hour and not of the document.
_DATE = re.compile(rb"(?<=/CreationDate\(D:)[0-9]{14}")
_IDENTITY = re.compile(rb"/ID \[ <[0-9A-F]{32}>\s*<[0-9A-F]{32}>|/DocChecksum /[0-9A-F]{32}")
_HASH = re.compile(rb"[0-9A-F]{32}")
_START, _EACH = 60, 5  # seconds: for the program to start the first time, and for a document


class NoCopies(Exception):
    """There are no PDF copies; the message is one Chinese line for the coordinator."""


def pdf_copies(documents: Sequence[Path], day: datetime) -> list[bytes | None]:
    """A PDF of each document, in their order, by one call for all; None where it failed.

    They say that they were made on `day`: the same document gives the same bytes.

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
        return [_dated(path.read_bytes(), day) if path.is_file() else None for path in made]


def _dated(pdf: bytes, day: datetime) -> bytes:
    """The same whenever it was made; sign for sign, since a PDF counts its bytes."""
    pdf = _identified(_DATE.sub(f"{day:%Y%m%d%H%M%S}".encode(), pdf), b"0" * 32)
    return _identified(pdf, hashlib.sha256(pdf).hexdigest()[:32].upper().encode())


def _identified(pdf: bytes, identity: bytes) -> bytes:
    return _IDENTITY.sub(lambda found: _HASH.sub(identity, found[0]), pdf)


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

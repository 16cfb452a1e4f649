"""Which files of a folder may be returns."""

from pathlib import Path

from pipeline import messages
from pipeline.extract.guard import readable_name
from pipeline.findings import Finding, Place

_LOCK = "~$"  # beside a workbook that is open
_ARCHIVES = (".zip", ".rar", ".7z")
_LEFT_BY_PROGRAMS = (_LOCK, ".~", "._", ".")  # lock files and what systems put into folders
_NOT_WORTH_A_WORD = {"thumbs.db", "desktop.ini"}
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")  # the guard says which are readable


def find_files(folder: Path) -> tuple[list[Path], list[Finding]]:
    """The workbooks lying in `folder`, by name; whatever else lies there is a finding."""
    files, findings = [], []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        place = Place(file=readable_name(path))
        name = path.name.casefold()
        if name.startswith(_LOCK) and (folder / path.name.removeprefix(_LOCK)).exists():
            locked = readable_name(path).removeprefix(_LOCK)
            findings.append(messages.files.LEFT_OPEN.at(Place(file=locked), name=locked))
        elif name.startswith(_LEFT_BY_PROGRAMS) or name in _NOT_WORTH_A_WORD:
            continue
        elif path.is_symlink():  # also one that points to a folder, or to nothing
            findings.append(messages.files.LINK.at(place))
        elif path.is_dir() and not name.endswith(SPREADSHEETS):
            findings.append(messages.files.SUBFOLDER.at(place, folder=folder.name))
        elif not path.is_file():
            findings.append(messages.files.NOT_A_FILE.at(place))
        elif name.endswith(SPREADSHEETS):
            files.append(path)
        elif name.endswith(".csv"):
            findings.append(messages.files.CSV.at(place))
        elif name.endswith(_ARCHIVES):
            findings.append(messages.files.ARCHIVE.at(place, folder=folder.name))
        else:
            findings.append(
                messages.files.OTHER_FILE.at(place, suffix=Path(place.file).suffix or "无扩展名")
            )
    return files, findings

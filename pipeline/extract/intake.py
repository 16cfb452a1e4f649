"""Which files of a folder may be returns; what else lies there is told."""

from pathlib import Path

from pipeline import messages
from pipeline.extract.kinds import ARCHIVE, LINK, kind_of_path
from pipeline.findings import Finding, Place
from pipeline.source_file import SPREADSHEETS, readable_name

_LOCK = "~$"  # beside a workbook that is open
_LEFT_BY_PROGRAMS = (_LOCK, ".~", "._", ".")  # lock files and what systems put into folders
NOT_WORTH_A_WORD = {"thumbs.db", "desktop.ini"}
_CSV, _ARCHIVES = ".csv", (".zip", ".rar", ".7z")


def find_files(folder: Path) -> tuple[list[Path], list[Finding]]:
    """The workbooks lying in `folder`, by name; whatever else lies there is a finding."""
    files, findings = [], []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        place = Place(file=readable_name(path))
        name = path.name.casefold()
        if name.startswith(_LOCK) and (folder / path.name.removeprefix(_LOCK)).exists():
            locked = readable_name(path).removeprefix(_LOCK)
            findings.append(messages.files.LEFT_OPEN.at(Place(file=locked), name=locked))
        elif name.startswith(_LEFT_BY_PROGRAMS) or name in NOT_WORTH_A_WORD:
            continue
        elif path.is_symlink():  # also one that points to a folder, or to nothing
            findings.append(messages.files.LINK.at(place))
        elif path.is_dir() and not name.endswith(SPREADSHEETS):
            findings.append(messages.files.SUBFOLDER.at(place, folder=folder.name))
        elif not path.is_file():
            findings.append(messages.files.NOT_A_FILE.at(place))
        elif name.endswith(SPREADSHEETS):
            files.append(path)
        else:
            findings.append(_other(path, place, folder))
    return files, findings


def _other(path: Path, place: Place, folder: Path) -> Finding:
    """What is said of a file that is not called like a workbook: what its bytes say it is."""
    try:
        kind = kind_of_path(path)
    except OSError:
        return messages.files.LOCKED.at(place)
    if kind is ARCHIVE or path.suffix.casefold() in _ARCHIVES:
        return messages.files.ARCHIVE.at(place, folder=folder.name)
    if kind is LINK:
        return messages.files.LINK.at(place)
    is_table = kind.is_table or path.suffix.casefold() == _CSV
    message = messages.files.OTHER_TABLE if is_table else messages.files.OTHER_FILE
    return message.at(place, what=kind.called, to_do=kind.to_do)

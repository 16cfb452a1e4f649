"""Which folder of a province is which district's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline import messages
from pipeline.district import District, read_district
from pipeline.errors import ConfigurationError
from pipeline.findings import Finding, Place
from pipeline.outputs import INPUT, SETTINGS
from pipeline.source_file import readable_name


class Home(NamedTuple):
    """Where a district is."""

    folder: str  # its name in the folder of the province
    roster: Sequence[str]


def find_homes(folder: Path, province: District) -> tuple[Mapping[str, Home], list[Finding]]:
    """District of the roster → its folder, and what is wrong with the others."""
    found: list[Finding] = []
    named = defaultdict[str, list[Home]](list)
    for path in sorted(folder.iterdir()):
        try:
            if (path / INPUT / SETTINGS).is_file():
                district = _settings(path)
                named[district.name].append(Home(path.name, district.roster))
        except (ConfigurationError, OSError) as error:
            said = readable_name(path)
            place = Place(said if said in province.roster else "", said)
            reason = str(error) if isinstance(error, ConfigurationError) else "读不了它的设置"
            found.append(messages.districts.UNREADABLE.at(place, reason=_inside(reason, folder)))
    homes = {}
    for name in province.roster:
        several = named.pop(name, [])
        if len(several) == 1:
            homes[name] = several[0]
        elif several:
            folders = "、".join(home.folder for home in several)
            place = Place(name, folders)
            repeated = messages.districts.REPEATED
            found.append(repeated.at(place, folders=folders, count=len(several)))
        elif not any(one.place.office == name for one in found):
            found.append(_not_found(name, folder, named))
    for name, several in named.items():
        found += [
            messages.districts.UNKNOWN.at(Place(file=home.folder), name=name)
            for home in several
            if home.folder not in province.roster  # it is told already
        ]
    return homes, found


def _not_found(name: str, folder: Path, named: Mapping[str, Sequence[Home]]) -> Finding:
    """Why there is no folder of a district, though there may be one that is called so."""
    if not (folder / name).is_dir():
        return messages.districts.NO_FOLDER.at(Place(name))
    for other, several in named.items():
        if any(home.folder == name for home in several):
            return messages.districts.OTHER_NAME.at(Place(name, name), other, name, name=other)
    return messages.districts.NO_SETTINGS.at(Place(name, name))


def _settings(path: Path) -> District:
    """Raises ConfigurationError, also where nobody can write down what the folder is called."""
    if not path.name.isprintable():
        raise ConfigurationError("文件夹的名称里有不能识别的字符，请改名")
    return read_district(path / INPUT / SETTINGS)


def _inside(reason: str, folder: Path) -> str:
    """What was said, without where all of it lies: that is another place for everybody."""
    return reason.replace(f"{folder}/", "").replace(f"{folder}\\", "")

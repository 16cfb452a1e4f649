"""Which folder of a province is which district's."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline import messages
from pipeline.district import ConfigurationError, District, read_district
from pipeline.findings import Finding, Place
from pipeline.run.new import INPUT
from pipeline.run.setup import SETTINGS


class Home(NamedTuple):
    """Where a district is."""

    folder: str  # its name in the folder of the province
    offices: int


def find_homes(folder: Path, province: District) -> tuple[Mapping[str, Home], list[Finding]]:
    """District of the roster → its folder, and what is wrong with the others."""
    found: list[Finding] = []
    named = defaultdict[str, list[Home]](list)
    for home in sorted(folder.iterdir()):
        if (home / INPUT / SETTINGS).is_file():
            try:
                district = read_district(home / INPUT / SETTINGS)
                named[district.name].append(Home(home.name, len(district.roster)))
            except ConfigurationError as reason:
                office = home.name if home.name in province.roster else ""
                place = Place(office, home.name)
                found.append(messages.districts.UNREADABLE.at(place, reason=str(reason)))
    homes = {}
    for name in province.roster:
        several = named.pop(name, [])
        if len(several) == 1:
            homes[name] = several[0]
        elif several:
            folders = "、".join(home.folder for home in several)
            said = messages.districts.REPEATED
            found.append(said.at(Place(name), folders=folders, count=len(several)))
        elif not any(one.place.office == name for one in found):
            found.append(messages.districts.NO_FOLDER.at(Place(name)))
    for name, several in named.items():
        found += [
            messages.districts.UNKNOWN.at(Place(file=home.folder), name=name) for home in several
        ]
    return homes, found

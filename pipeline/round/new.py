"""A district's own folder: settings, a place for returns and one for results; no clone needed."""

import json
import re
from importlib.resources import files
from pathlib import Path

from pipeline.district import District, settings_of
from pipeline.errors import ConfigurationError
from pipeline.extract.roster_list import read_list
from pipeline.outputs import INPUT, OUTPUT, SETTINGS
from pipeline.store.files import put


def start_district(folder: Path, district: str, roster: Path) -> tuple[list[str], str]:
    """Makes the folder; returns the offices of its roster, and where in a workbook they stand.

    Raises ConfigurationError in one Chinese line. Nothing that is there already is changed.
    """
    settings = folder / INPUT / SETTINGS
    if settings.exists():
        raise ConfigurationError(f"{settings} 已经有了，没有改动；要改名册，请直接编辑这个文件。")
    offices, place = read_list(roster)
    said = {"district": {"name": district, "offices": offices}}
    settings_of(said, f"区名或名单 {roster}", District)
    shown = {
        "NAME": json.dumps(district, ensure_ascii=False),
        "OFFICES": json.dumps(offices, ensure_ascii=False, indent=4)
        + (f"  # 取自{place}" if place else ""),
    }
    text = files("pipeline.round").joinpath("district.toml.in").read_text(encoding="utf-8")
    text = re.sub("@(NAME|OFFICES)@", lambda found: shown[found[1]], text)
    put(settings, text.encode())
    (folder / OUTPUT).mkdir(exist_ok=True)
    return offices, place

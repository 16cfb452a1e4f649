"""A district's own folder: settings, a place for returns and one for results; no clone needed."""

import json
import re
from importlib.resources import files
from pathlib import Path

from pipeline.district import ConfigurationError, District, settings_of
from pipeline.load.store.files import put
from pipeline.run.setup import SETTINGS

INPUT, OUTPUT = "input", "output"
_NOT_ONE_NAME = re.compile(r"[、，,;；\t/\"“”]|^[0-9０-９]+[.．、\s]")
_ENCODINGS = ("utf-8-sig", "gb18030")  # as Notepad saves a list, now and formerly


def start_district(folder: Path, district: str, roster: Path) -> list[str]:
    """Make the folder; the offices of its roster. Raises ConfigurationError in one Chinese line.

    Nothing that is there already is changed.
    """
    settings = folder / INPUT / SETTINGS
    if settings.exists():
        raise ConfigurationError(f"{settings} 已经有了，没有改动；要改名册，请直接编辑这个文件。")
    offices = _listed(roster)
    said = {"district": {"name": district, "offices": offices}}
    settings_of(said, f"区名或名单 {roster}", District)
    shown = {
        "NAME": json.dumps(district, ensure_ascii=False),
        "OFFICES": json.dumps(offices, ensure_ascii=False, indent=4),
    }
    text = files("pipeline.run").joinpath("district.toml.in").read_text(encoding="utf-8")
    text = re.sub("@(NAME|OFFICES)@", lambda found: shown[found[1]], text)
    put(settings, text.encode())
    (folder / OUTPUT).mkdir(exist_ok=True)
    return offices


def _listed(roster: Path) -> list[str]:
    """One office per line; blank lines and those that begin with # say nothing."""
    try:
        if not roster.is_file():  # a FIFO waits for ever
            raise OSError
        data = roster.read_bytes()
    except OSError:
        raise ConfigurationError(
            f"读不了名单 {roster}：请建一个文本文件，每行写一个街道的全称。"
        ) from None
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = [line.strip() for line in text.splitlines()]
        offices = [line for line in lines if line and not line.startswith("#")]
        if odd := [line for line in offices if _NOT_ONE_NAME.search(line)]:
            raise ConfigurationError(
                f"名单 {roster} 里的“{odd[0]}”不像一个街道的名称："
                "请每行只写一个全称，不要序号和顿号。"
            )
        return offices
    raise ConfigurationError(f"名单 {roster} 不是文本文件，请用记事本另存为 UTF-8。")

"""A district's own folder: settings, a place for returns and one for results; no clone needed."""

import tomllib
from importlib.resources import files
from pathlib import Path

from pipeline.district import ConfigurationError, settings_of
from pipeline.load.store import put
from pipeline.run.setup import SETTINGS

INPUT, OUTPUT = "input", "output"
_ENCODINGS = ("utf-8-sig", "gb18030")  # as Notepad saves a list, now and formerly


def start_district(folder: Path, district: str, roster: Path) -> list[str]:
    """Make the folder; the offices of its roster. Raises ConfigurationError in one Chinese line.

    Nothing that is there already is changed.
    """
    settings = folder / INPUT / SETTINGS
    if settings.exists():
        raise ConfigurationError(f"{settings} 已经有了，没有改动；要改名册，请直接编辑这个文件。")
    offices = _listed(roster)
    text = files("pipeline.run").joinpath("district.toml.in").read_text(encoding="utf-8")
    lines = "".join(f"    {_quoted(office)},\n" for office in offices)
    text = text.replace("@NAME@", _quoted(district)).replace("@OFFICES@", f"[\n{lines}]")
    settings_of(tomllib.loads(text), str(roster))
    put(settings, text.encode())
    (folder / OUTPUT).mkdir(exist_ok=True)
    return offices


def _listed(roster: Path) -> list[str]:
    """One office per line; blank lines and those that begin with # say nothing."""
    try:
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
        return [line for line in lines if line and not line.startswith("#")]
    raise ConfigurationError(f"名单 {roster} 不是文本文件，请用记事本另存为 UTF-8。")


def _quoted(name: str) -> str:
    """A TOML string; what it may hold, the settings will say."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

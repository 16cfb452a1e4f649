"""Which fonts of a report this computer lacks: it would show the report in others.

The report names the right fonts in any case; where they are installed it looks as it should.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from contextlib import suppress

# What Windows calls in its registry what a document calls by its Chinese name.
_ALSO_CALLED = {
    "仿宋_GB2312": "FangSong_GB2312",
    "楷体_GB2312": "KaiTi_GB2312",
    "黑体": "SimHei",
    "宋体": "SimSun",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S",
}
_PATIENCE = 5  # seconds


def missing_fonts(wanted: Collection[str]) -> list[str]:
    """Those that are not installed; none where the system does not say what is."""
    if not wanted:
        return []
    names = re.split(r"[\n,&]|\(TrueType\)|\(OpenType\)", _installed())
    installed = {name.strip() for name in names} - {""}
    if not installed:
        return []
    return [name for name in wanted if not installed & {name, _ALSO_CALLED.get(name, name)}]


if sys.platform == "win32":
    import winreg

    _FONTS = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"

    def _installed() -> str:
        """The names in the registry, of all users and of this one."""
        names = []
        for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
            with suppress(OSError), winreg.OpenKey(root, _FONTS) as fonts:
                count = winreg.QueryInfoKey(fonts)[1]
                names += [winreg.EnumValue(fonts, at)[0] for at in range(count)]
        return "\n".join(names)

else:

    def _installed() -> str:
        """The families that fontconfig lists; blank where it is not there."""
        program = shutil.which("fc-list")
        if not program:
            return ""
        with suppress(OSError, subprocess.TimeoutExpired):
            listed = subprocess.run(  # noqa: S603 - a fixed command, nothing in it is anybody's
                [program, ":", "family"], capture_output=True, timeout=_PATIENCE, check=False
            )
            return listed.stdout.decode(errors="replace")
        return ""

"""What a run touches, watched by Python itself: its input, its output, and nothing else.

Returns full of paths, links and declarations get nobody to open, fetch or start anything.
"""

import json
import os
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import factory
import pytest
from conftest import Home
from factory import FORM, OFFICES, ROOT, YEAR
from packages import rewritten

from pipeline.engine.here import Here
from pipeline.form.section import FieldKind
from pipeline.load.guide import Whose
from pipeline.load.template import Filled, write_template
from pipeline.outputs import Wanted
from pipeline.round.outcome import How
from pipeline.round.round import run_round

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it forks")

OUTSIDE = "/etc/示例不可读"
LURES = (
    f"见 file://{OUTSIDE} 和 {OUTSIDE}",
    f'=HYPERLINK("{OUTSIDE}")',
    f'{{ INCLUDETEXT "{OUTSIDE}" }} {{ INCLUDEPICTURE "http://192.0.2.1/a" }}',
    "../../../../etc/示例不可读",
    "{% include '/etc/示例不可读' %} {{ ''.__class__ }}",
    "http://192.0.2.1/示例 \\\\192.0.2.1\\示例",
)
_STARTS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile"}
_WRITES = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.utime",
    "os.link", "os.symlink", "os.truncate", "shutil.rmtree", "shutil.move",
}  # fmt: skip


@pytest.fixture
def lured(home: Home) -> Home:
    """Answers, file names, relations and declarations that point elsewhere."""
    prose = [field.label for field in FORM.fields if field.kind is FieldKind.PROSE]
    lures = (f"{LURES[at % len(LURES)]}。示例文字写明情况。" for at in range(len(prose)))
    words = {**factory.words(FORM), **dict(zip(prose, lures, strict=True))}
    answers = Filled(words, factory.consistent_figures(FORM))
    home.put(write_template(FORM, Whose(factory.DISTRICT, OFFICES[0], YEAR), answers))
    relation = (
        f'<Relationship Id="rIdX" Type="http://example.com/externalLink" Target="file://{OUTSIDE}"'
        ' TargetMode="External"/></Relationships>'
    ).encode()
    part = "xl/_rels/workbook.xml.rels"
    linked = rewritten(
        factory.filled(FORM, OFFICES[1], seed=2),
        part,
        lambda xml: xml.replace(b"</Relationships>", relation),
    )
    home.put(linked, f"{OFFICES[1]}.xlsx")
    declared = rewritten(
        factory.filled(FORM, OFFICES[2], seed=3),
        "xl/workbook.xml",
        lambda xml: xml.replace(
            b"<workbook", f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{OUTSIDE}">]><workbook'.encode()
        ),
    )
    home.put(declared, f"{OFFICES[2]}.xlsx")
    climbing = BytesIO(factory.filled(FORM, OFFICES[2], seed=3))
    with zipfile.ZipFile(climbing, "a") as package:
        package.writestr("../../../示例爬出去.txt", "x")
    home.put(climbing.getvalue(), f"{OFFICES[2]}（2）.xlsx")
    return home


def touched(home: Home) -> Iterator[tuple[str, str]]:
    """What a whole round does that could reach out of its folders: the event, and at what."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.close(reading)
            seen: list[tuple[str, str]] = []
            sys.addaudithook(lambda event, said: _note(seen, event, said))
            how = How(Here(), anew=True)
            run_round(home.inputs, home.folder / "output", YEAR, Wanted(drafts=True), how)
            with os.fdopen(writing, "w") as told:
                json.dump(seen, told)
            os._exit(0)
        os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as told:
        seen_there = json.load(told)
    os.waitpid(child, 0)
    yield from (tuple(one) for one in seen_there)


def _note(seen: list[tuple[str, str]], event: str, said: tuple[object, ...]) -> None:
    if event == "open" and isinstance(said[0], str | Path):  # not a file that is open already
        path, _, flags = said
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        seen.append(("write" if writes else "read", str(path)))
    elif event in _WRITES:
        seen += [("write", str(one)) for one in said[:2] if isinstance(one, str | Path)]
    elif event in _STARTS or event.startswith(("socket.", "urllib", "http", "ftplib", "smtplib")):
        seen.append((event, str(said[0])))


def test_a_run_reads_its_input_and_writes_its_output(lured: Home) -> None:
    """It opens no file elsewhere, no connection, and starts nothing but the list of fonts."""
    seen = list(touched(lured))
    inside = (str(lured.inputs), str(lured.folder / "output"))
    program = (sys.prefix, sys.base_prefix, str(ROOT), "/dev/null")
    written = {path for event, path in seen if event == "write"}
    assert len(written) > 2 * len(OFFICES)
    assert {path for path in written if not path.startswith(inside[1])} == set()
    read = {path for event, path in seen if event == "read"}
    assert any(path.startswith(inside[0]) for path in read)
    assert {path for path in read if not path.startswith((*inside, *program))} == set()
    started = {path.rpartition("/")[2] for event, path in seen if event not in ("read", "write")}
    assert started <= {"fc-list"}


def test_a_run_never_writes_into_its_input(lured: Home) -> None:
    """Not a byte, not a time, not a name."""
    before = state(lured.inputs)
    written = {path for event, path in touched(lured) if event == "write"}
    assert not [path for path in written if path.startswith(str(lured.inputs))]
    assert state(lured.inputs) == before


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and its time."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_what_would_reach_out_is_seen(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch can find something."""
    elsewhere = home.folder / "别处"
    elsewhere.write_bytes(b"x")
    monkeypatch.setattr(
        "pipeline.load.district_documents.write_summary", lambda *_: elsewhere.read_bytes()
    )
    assert ("read", str(elsewhere)) in set(touched(home))

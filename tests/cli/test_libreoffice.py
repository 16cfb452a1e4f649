"""What LibreOffice may do with a document that is a stranger's, and what one costs the others."""

import base64
import socketserver
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap

from pipeline import libreoffice
from pipeline.libreoffice import NoLibreOfficeError, convert

Pretend = Callable[[str], None]


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Pretend:
    """Makes a script do what LibreOffice would."""

    def become(script: str) -> None:
        program = tmp_path / "soffice"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(libreoffice, "_PROGRAMS", (str(program),))

    return become


def pages(folder: Path, count: int = 1) -> list[Path]:
    """So many text files."""
    paths = [folder / f"示例{number}.txt" for number in range(count)]
    for path in paths:
        path.write_text(path.stem, encoding="utf-8")
    return paths


# ── limits ───────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep these limits")
@pytest.mark.parametrize("greedy", ["bytearray(3 << 30)", "open('0.pdf', 'wb').truncate(1 << 30)"])
def test_a_document_gets_no_more_memory_or_disk(
    pretend: Pretend, tmp_path: Path, greedy: str
) -> None:
    """Three gigabytes of memory, or a file of one, are no report."""
    pretend(f'{sys.executable} -c "{greedy}" && cp 0.txt 0.pdf || {{ rm -f 0.pdf; exit 1; }}')
    with pytest.raises(NoLibreOfficeError, match="没有转换成功"):
        convert(pages(tmp_path), ".pdf", "pdf")


def test_a_conversion_ends_even_if_we_are_gone_and_dumps_nothing(
    pretend: Pretend, tmp_path: Path
) -> None:
    """Seconds of computing time, twice the time that we wait; bytes of a core dump."""
    pretend("echo $(ulimit -t) $(ulimit -c) > 0.pdf")
    assert convert(pages(tmp_path), ".pdf", "pdf") == [b"131 0\n"]


def test_nothing_is_left_of_a_conversion_that_dies(pretend: Pretend, tmp_path: Path) -> None:
    """Its temporary files hold what the documents say."""
    pretend(f'echo x > "$TMPDIR/lu.tmp" && echo "$TMPDIR" > {tmp_path}/where; kill -9 $$')
    with pytest.raises(NoLibreOfficeError):
        convert(pages(tmp_path), ".pdf", "pdf")
    assert not Path((tmp_path / "where").read_text(encoding="utf-8").strip()).exists()


# ── one document and the others ──────────────────────────────────────────────


def test_a_document_that_ends_it_costs_the_others_nothing(pretend: Pretend, tmp_path: Path) -> None:
    """The first one, too, before anything was made."""
    pretend('case "$*" in *0.txt*) exit 139 ;; esac; for last; do :; done; cp $last ${last%txt}pdf')
    made = convert(pages(tmp_path, 3), ".pdf", "pdf")
    assert made == [None, "示例1".encode(), "示例2".encode()]


def test_a_program_that_always_hangs_is_not_tried_for_every_document(
    monkeypatch: pytest.MonkeyPatch, pretend: Pretend, tmp_path: Path
) -> None:
    """All tries together take about twice the time of the first."""
    monkeypatch.setattr(libreoffice, "_START", 0.2)
    monkeypatch.setattr(libreoffice, "_EACH", 0)
    pretend(f"echo >> {tmp_path}/calls; sleep 60")
    with pytest.raises(NoLibreOfficeError, match="还没有转换完，已停止"):
        convert(pages(tmp_path, 20), ".pdf", "pdf")
    assert len((tmp_path / "calls").read_text(encoding="utf-8")) < 20


def test_a_document_is_not_its_own_conversion(pretend: Pretend, tmp_path: Path) -> None:
    """An old or an encrypted one may be called .docx, too."""
    path = tmp_path / "示例.DOCX"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    pretend("exit 0")
    with pytest.raises(NoLibreOfficeError, match="没有转换成功"):
        convert([path], ".docx", "docx")


# ── no network ───────────────────────────────────────────────────────────────


class Asked(socketserver.StreamRequestHandler):
    """Notes each connection to this computer, by its first line; has nothing to give."""

    lines: list[str]
    timeout = 5

    def handle(self) -> None:
        """Answers that there is no such thing."""
        self.lines.append(self.rfile.readline().decode())
        while self.rfile.readline().strip():
            pass
        self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An address on this computer; `Asked.lines` says what was asked for there."""
    monkeypatch.setattr(Asked, "lines", [], raising=False)
    monkeypatch.delenv("http_proxy", raising=False)  # it would be asked instead
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Asked) as listening:
        threading.Thread(target=listening.serve_forever).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()


KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIELD = """<w:p {names}><w:fldSimple w:dirty="true" w:instr='INCLUDEPICTURE "{server}" \\d'>
<w:r><w:t>图</w:t></w:r></w:fldSimple></w:p>"""
CHUNK = '<w:altChunk {names} r:id="{aFChunk}"/>'
PICTURE = """<w:p {names}><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/>
<wp:docPr id="1" name="图"/><a:graphic><a:graphicData uri="{picture}"><pic:pic><pic:nvPicPr>
<pic:cNvPr id="1" name="图"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="{image}"/>
</pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>
"""
TEMPLATE = '<w:attachedTemplate {names} r:id="{attachedTemplate}"/>'


def word_document(path: Path, server: str) -> None:
    """A picture, a field's picture, a part and a template that are all elsewhere."""
    document = docx.Document()
    settings = document.part.part_related_by(f"{KINDS}/settings")
    values = {"names": nsdecls("w", "wp", "a", "pic", "r"), "picture": nsmap["pic"]}
    values["server"] = f"{server}/docx-field.png"
    for kind in ("image", "aFChunk", "attachedTemplate"):
        part = settings if kind == "attachedTemplate" else document.part
        address = f"{server}/docx-{kind}"
        values[kind] = part.relate_to(address, f"{KINDS}/{kind}", is_external=True)
    for xml in (FIELD, CHUNK, PICTURE):
        document.element.body.insert(0, parse_xml(xml.format(**values)))
    document.settings.element.insert(0, parse_xml(TEMPLATE.format(**values)))
    document.save(str(path))


NAMES = """xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
xmlns:xlink="http://www.w3.org/1999/xlink" office:version='1.2'"""
ODT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "META-INF/manifest.xml": """<m:manifest
xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>
<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>
<m:file-entry m:full-path="meta.xml" m:media-type="text/xml"/></m:manifest>""",
    "meta.xml": """<office:document-meta NAMES><office:meta>
<meta:template xlink:type="simple" xlink:href="SERVER/odt-template.ott" xlink:title="T"
meta:date="2040-01-01T00:00:00"/>
</office:meta></office:document-meta>""",
    "content.xml": """<office:document-content NAMES><office:automatic-styles>
<style:style style:name="P" style:family="paragraph"><style:paragraph-properties>
<style:background-image xlink:href="SERVER/odt-background.png"/></style:paragraph-properties>
</style:style></office:automatic-styles><office:body><office:text><text:p text:style-name="P">
<draw:frame text:anchor-type="as-char" svg:width="1cm" svg:height="1cm">
<draw:image xlink:href="SERVER/odt-picture.png"/></draw:frame>
<draw:frame text:anchor-type="as-char" svg:width="1cm" svg:height="1cm">
<draw:object xlink:href="SERVER/odt-object.odt"/></draw:frame></text:p>
</office:text></office:body></office:document-content>""",
}


def open_document(path: Path, server: str) -> None:
    """A picture, an object, a background and a template that are all elsewhere."""
    with zipfile.ZipFile(path, "w") as package:
        for name, text in ODT.items():
            package.writestr(name, text.replace("NAMES", NAMES).replace("SERVER", server))


RTF = r"""{\rtf1{\*\template SERVER/rtf-template.dot}
{\field\flddirty{\*\fldinst{ INCLUDEPICTURE "SERVER/rtf-field.png" \\d }}{\fldrslt x}}}"""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVQI12P4z8AAAAMBAQAY3Y2wAAAAAElFTkSuQmCC"
)
HTML = """<html><head><link rel="stylesheet" href="SERVER/html-style.css"></head>
<body background="SERVER/html-background.png"><img src="SERVER/html-picture.png"></body></html>"""


@pytest.fixture
def no_settings(tmp_path: Path) -> Path:
    """Settings that change nothing."""
    path = tmp_path / "none.xcu"
    path.write_text('<oor:items xmlns:oor="http://openoffice.org/2001/registry"/>')
    return path


@pytest.mark.usefixtures("libreoffice")
def test_nothing_is_fetched_that_a_document_refers_to(
    monkeypatch: pytest.MonkeyPatch, server: str, tmp_path: Path, no_settings: Path
) -> None:
    """Pictures, templates, styles, parts; left to itself, LibreOffice asks for many."""
    word_document(tmp_path / "示例.docx", server)
    open_document(tmp_path / "示例.odt", server)
    for name, text in {"rtf": RTF, "html": HTML}.items():
        (tmp_path / f"示例.{name}").write_text(text.replace("SERVER", server), encoding="utf-8")
    documents = [path for path in sorted(tmp_path.iterdir()) if path.stem == "示例"]
    assert all(convert(documents, ".pdf", "pdf"))
    assert Asked.lines == []
    monkeypatch.setattr(libreoffice, "_SETTINGS", no_settings)
    assert all(convert(documents, ".pdf", "pdf"))
    asked = {line.split("/")[1].partition("-")[0] for line in Asked.lines}
    assert asked >= {"docx", "odt", "html"}


@pytest.mark.usefixtures("libreoffice")
def test_a_picture_of_this_computer_does_not_get_into_a_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_settings: Path
) -> None:
    """Nor is a file server asked for one, which would be told who asks."""
    (tmp_path / "odt-picture.png").write_bytes(PNG)
    document = tmp_path / "示例.odt"
    open_document(document, tmp_path.as_uri())
    (ours,) = convert([document], ".pdf", "pdf")
    monkeypatch.setattr(libreoffice, "_SETTINGS", no_settings)
    (theirs,) = convert([document], ".pdf", "pdf")
    assert ours
    assert theirs
    assert [b"/Subtype/Image" in pdf for pdf in (ours, theirs)] == [False, True]

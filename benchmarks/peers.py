"""What others take to write the same report: docxtpl (Python) and docxtemplater (Node).

Both are installed here, beside the repository's own environment, when they are first needed. Their
template is our report with a tag in each slot; that all three say the same is checked first.
"""

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import unescape

from pipeline.load.report import Content, ReportWriter

PEERS = Path(__file__).parents[1] / "build" / "peers"
_PYTHON = ("docxtpl==0.20.2", "docxcompose==2.2.0", "babel==2.18.0", "six==1.17.0")
_NODE = ("docxtemplater@3.71.0", "pizzip@3.2.0")
_TEXT = re.compile("<w:t(?: [^>]*)?>([^<]*)</w:t>")
_BODY = "word/document.xml"
_SCRIPT = """
const [template, data, out, rounds] = process.argv.slice(1);
const fs = require("fs"), PizZip = require("pizzip"), Docxtemplater = require("docxtemplater");
const content = fs.readFileSync(template), said = JSON.parse(fs.readFileSync(data));
const times = [];
for (let round = 0; round < rounds; round++) {
  const start = process.hrtime.bigint();
  const document = new Docxtemplater(new PizZip(content), { linebreaks: true });
  document.render(said);
  const options = { type: "nodebuffer", compression: "DEFLATE" };
  fs.writeFileSync(out, document.getZip().generate(options));
  times.push(Number(process.hrtime.bigint() - start) / 1e6);
}
console.log(JSON.stringify(times));
"""


def install() -> list[str]:
    """Bring both peers from their registries, once; those that are there to compare with."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade"]
    npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(PEERS)]
    commands = {
        "docxtpl": [*pip, "--target", str(PEERS / "python"), *_PYTHON],
        "docxtemplater": [*npm, *_NODE],
    }
    return [name for name, command in commands.items() if _installed(name, command)]


def _installed(name: str, command: Sequence[str]) -> bool:
    mark, wanted = PEERS / f"{name}.installed", " ".join(command)
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return True
    PEERS.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - pinned
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"without {name}: {error}\n")  # no Node here, or no registry
        return False
    mark.write_text(wanted, encoding="utf-8")
    return True


class Peers:
    """The same report by each of the others."""

    def __init__(self, writer: ReportWriter, said: Content) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        body = _Body(writer, said)
        self._said = body.values
        for name, opening, closing in (("docxtpl", "{{ ", " }}"), ("node", "{", "}")):
            (self.folder / f"{name}.docx").write_bytes(body.tagged(opening, closing))
        data = json.dumps(self._said, ensure_ascii=False)
        (self.folder / "data.json").write_text(data, encoding="utf-8")

    def docxtpl(self) -> bytes:
        """As its documentation shows it: a template for every document."""
        sys.path.insert(0, str(PEERS / "python"))
        from docxtpl import DocxTemplate  # type: ignore[import-not-found]  # installed above

        out = self.folder / "by docxtpl.docx"
        template = DocxTemplate(self.folder / "docxtpl.docx")
        template.render(self._said, autoescape=True)
        template.save(out)
        return out.read_bytes()

    def docxtemplater(self, rounds: int) -> tuple[bytes, Sequence[float]]:
        """The document, and the milliseconds of each round in one Node process."""
        out = self.folder / "by docxtemplater.docx"
        names = (self.folder / "node.docx", self.folder / "data.json", out, rounds)
        said = subprocess.run(  # noqa: S603 - our own script
            ["node", "-e", _SCRIPT, *map(str, names)],  # noqa: S607 - wherever it is
            check=True,
            cwd=PEERS,
            capture_output=True,
            text=True,
        )
        times: Sequence[float] = json.loads(said.stdout)
        return out.read_bytes(), times


class _Body:
    """The text of a report, cut at its slots."""

    def __init__(self, writer: ReportWriter, said: Content) -> None:
        self.document = writer.write(said)
        pieces = writer._package.parts[_BODY]  # noqa: SLF001 - its slots are what is compared
        if isinstance(pieces, bytes):
            raise SystemExit("a report without a slot")
        self._constants = pieces.constants
        self._filled = [writer._content(slot, said) for slot in pieces.slots]  # noqa: SLF001

    @property
    def values(self) -> dict[str, str]:
        """The words in each slot, by the name of its tag."""
        return {f"s{at}": words_of(xml) for at, xml in enumerate(self._filled)}

    def tagged(self, opening: str, closing: str) -> bytes:
        """The report with a tag in each slot; a slot for paragraphs gets one paragraph."""
        tags = [f"{opening}s{at}{closing}" for at in range(len(self._filled))]
        body = [self._constants[0]]
        for tag, xml, after in zip(tags, self._filled, self._constants[1:], strict=True):
            is_block = xml.startswith("<w:p>")
            body += f"<w:p><w:r><w:t>{tag}</w:t></w:r></w:p>" if is_block else tag, after
        file = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.document)) as package,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as tagged,
        ):
            for name in package.namelist():
                part = "".join(body).encode() if name == _BODY else package.read(name)
                tagged.writestr(name, part)
        return file.getvalue()


def words_of(xml: str) -> str:
    """The words of a piece of a document, without a break."""
    return unescape("".join(_TEXT.findall(xml)) if "<" in xml else xml)


def words(document: bytes) -> str:
    """The words of a document, without a break: what all writers must agree on."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return words_of(package.read(_BODY).decode())

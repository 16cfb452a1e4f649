# ruff: noqa: INP001 - a script beside its pictures, in no package
"""Make the manual's pictures again: `.venv/bin/python docs/pictures.py`.

The sample district, with two mistakes planted, goes through a whole run; every document is
rendered by LibreOffice (libreoffice-calc, libreoffice-writer, poppler-utils, fonts-noto-cjk) and
every page by Chromium, so that what the manual shows is what the program makes.
"""

import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs"
YEAR = 2023
OFFICE = "示例一街道"
_RESOLUTION = 110  # dots per inch


def main() -> None:
    """All of them."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        shutil.copytree(ROOT / "input", work / "input")
        plant(work / "input" / str(YEAR) / f"{OFFICE}.xlsx")
        screen(work, nianbao(work, "reports"), "screen")
        screen(work, nianbao(work, "status"), "status")
        told = subprocess.run(  # what make itself says
            ["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True,  # noqa: S607
        )  # fmt: skip
        screen(work, f"$ make help\n{told.stdout}", "help")
        nianbao(work, "templates", "--year", str(YEAR + 1))
        year = work / "output" / str(YEAR)
        template = work / "output" / str(YEAR + 1) / "空白模板" / f"{OFFICE}.xlsx"
        blank = pages(work, as_on_screen(template))
        together(work, [page(blank, "三、收到和处理")], "template", 1000, part=0.72)
        together(work, [page(blank, "还不能报送")], "selfcheck", 1000, part=0.52)
        returned = pages(work, year / "退改" / f"{OFFICE}.xlsx")
        together(work, [page(returned, "退改说明")], "returned", 1400, part=0.34)
        summary = pages(work, year / "汇总.xlsx")
        together(work, [page(summary, f"{YEAR}年表三")], "summary", 1200)
        report = pages(work, next((year / "街道报告").glob("*南关*.docx")))
        together(work, report[:3], "report", 1500)
        signoff = pages(work, next((year / "审签单").glob("南关*.docx")))
        together(work, signoff[:1], "signoff", 620)
        district = pages(work, year / "汇总报告.docx")
        together(work, district[:3], "district", 1500)
        shot((year / "总览.html").as_uri(), "overview", (1200, 1500))


def plant(path: Path) -> None:
    """Two mistakes and a remark, as they arrive every year."""
    book = load_workbook(path)
    book["五、问题与改进"]["B3"] = "无"
    book["三、依申请公开"]["D6"] = "约3件"
    book["五、问题与改进"]["E9"] = "写不下的接在这里"
    book.save(path)


def as_on_screen(template: Path) -> Path:
    """The same with the checks beside the tables, which are not printed."""
    book = load_workbook(template)
    for sheet in book:
        sheet.print_area = None
    path = template.with_stem(f"{template.stem}（屏幕）")
    book.save(path)
    return path


def nianbao(work: Path, *arguments: str) -> str:
    """A command and what it shows, as it is typed."""
    command = [sys.executable, "-m", "pipeline", *arguments, "--home", "."]
    done = subprocess.run(  # noqa: S603 - our own program
        command, cwd=work, env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    return f"$ nianbao {' '.join(arguments)}\n{done.stdout}{done.stderr}"


def pages(work: Path, document: Path) -> list[Path]:
    """A picture of each page that LibreOffice makes of a document."""
    folder = work / "pages" / document.parent.name / document.stem
    folder.mkdir(parents=True)
    profile = (work / "profile").as_uri()
    convert = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf"]
    subprocess.run([*convert, "--outdir", folder, document], check=True, capture_output=True)  # noqa: S603 - fixed words
    pdf = folder / f"{document.stem}.pdf"
    dots = ["pdftoppm", "-png", "-r", str(_RESOLUTION), pdf, folder / "page"]
    subprocess.run(dots, check=True, capture_output=True)  # noqa: S603 - fixed words
    return sorted(folder.glob("page*.png"))


def page(pictures: Sequence[Path], words: str) -> Path:
    """The first page on which these words stand."""
    (pdf,) = pictures[0].parent.glob("*.pdf")
    for number, picture in enumerate(pictures, start=1):
        one = ["pdftotext", "-f", str(number), "-l", str(number), pdf, "-"]
        text = subprocess.run(one, check=True, capture_output=True, text=True).stdout  # noqa: S603
        if words in re.sub(r"\s", "", text):
            return picture
    raise SystemExit(f"no page of {pdf.name} says {words}")


def together(
    work: Path, pictures: Sequence[Path], name: str, width: int, part: float = 1.0
) -> None:
    """Pictures side by side, as one; of a page that ends early, its upper part."""
    shown = "".join(f'<img src="{picture.as_uri()}">' for picture in pictures)
    share = 100 // len(pictures)
    body = "margin:8px;display:flex;align-items:flex-start;gap:8px;background:#6b7280"
    style = f"body{{{body}}}img{{width:{share}%}}"
    path = work / f"{name}.html"
    path.write_text(f"<style>{style}</style>{shown}", encoding="utf-8")
    (high,) = {_size(picture)[1] / _size(picture)[0] for picture in pictures[:1]}
    shot(path.as_uri(), name, (width, int((width - 16) / len(pictures) * high * part) + 16))


def screen(work: Path, said: str, name: str) -> None:
    """What a terminal shows."""
    said = re.sub(r"/\S*/output/", "output/", said)
    style = (
        "body{margin:0;background:#111827;color:#e5e7eb;padding:16px;"
        "font:15px/1.5 'Noto Sans Mono CJK SC',monospace;white-space:pre-wrap}"
    )
    path = work / f"{name}.html"
    path.write_text(
        f"<meta charset=utf-8><style>{style}</style>{html.escape(said)}", encoding="utf-8"
    )
    shot(path.as_uri(), name, (1000, 32 + 23 * (len(said.splitlines()) + 4)))


def shot(address: str, name: str, size: tuple[int, int]) -> None:
    """What Chromium shows at an address."""
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--allow-file-access-from-files", f"--window-size={size[0]},{size[1]}",
        f"--screenshot={PICTURES / name}.png", address,
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words


def _size(picture: Path) -> tuple[int, int]:
    """Width and height, as a PNG says them in its head."""
    head = picture.read_bytes()[16:24]
    return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")


if __name__ == "__main__":
    main()

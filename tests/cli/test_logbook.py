"""logbook: whatever fails, and wherever, the log holds nobody's personal data."""

from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name

import pytest
from conftest import ANEW, Home, new_home
from factory import FORM, YEAR
from loguru import logger

from pipeline.form.section import FieldKind
from pipeline.logbook import forwarded_log, log_to
from pipeline.outputs import Wanted
from pipeline.province.province import run_province
from pipeline.round.round import run_round

MARKER = "110101199003070011"  # an identity number of nobody, whose last digit is wrong
SHOWN = "110***********0011"
OWN = next(field.label for field in FORM.fields if field.kind is FieldKind.PROSE)
STAGES = {
    "reading": "pipeline.extract.reading.read_workbook",
    "locating": "pipeline.transform.locating.locate",
    "normalising": "pipeline.transform.normalise.normalise",
    "checking": "pipeline.transform.examine.check_all",
    "writing": "pipeline.load.office_documents.OfficeDocuments.reports",
    "returning": "pipeline.load.office_documents.write_returned",
}


def broken(stage: Callable[..., object]) -> Callable[..., object]:
    """The stage, but that it fails with the number among its values and in its words."""

    def failing(*values: object, **named: object) -> object:
        number = {MARKER: (values, named)}
        if not getattr(values[0], "offices", values[0]):
            return stage(*values, **named)  # of no office at all
        raise ValueError(f"cannot take {list(number)}")

    return failing


def alone(folder: Path) -> None:
    """A round in one go."""
    home = _marked(folder)
    run_round(home.inputs, folder / "output", YEAR, Wanted(drafts=True), ANEW)


def in_batches(folder: Path) -> None:
    """A round whose offices are worked on in jobs of their own."""
    home = _marked(folder)
    run_round(home.inputs, folder / "output", YEAR, Wanted(drafts=True), ANEW)


def in_a_province(folder: Path) -> None:
    """A district among districts."""
    _marked(folder / "区")
    settings = '[province]\nname = "示例省"\ndistricts = ["示例区"]\n'
    (folder / "province.toml").write_text(settings, encoding="utf-8")
    run_province(folder, YEAR, Wanted(drafts=True), ANEW)


def _marked(folder: Path) -> Home:
    """A district of which one office wrote the number into an answer and into a number cell."""
    home = new_home(folder)
    figure = next(ref for ref, cell in FORM.cells.items() if not cell.is_total)
    home.plant({home.places[OWN]: f"联系人{MARKER}。", home.places[figure]: f"约{MARKER}"})
    return home


@pytest.mark.parametrize("run", [alone, in_batches, in_a_province])
@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_that_fails_tells_nobodys_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[[Path], None], stage: str
) -> None:
    """Neither as a variable nor in the words of the error."""
    monkeypatch.setattr("pipeline.round.offices.SIZE", 1 if run is in_batches else 100)
    monkeypatch.setattr(STAGES[stage], broken(resolve_name(STAGES[stage])))
    log = tmp_path / "运行日志.txt"
    log_to(log)
    run(tmp_path)
    text = log.read_text(encoding="utf-8")
    assert "ValueError: cannot take" in text
    assert MARKER not in text
    assert SHOWN in text


def test_a_sink_that_shows_variables_would_be_noticed(tmp_path: Path) -> None:
    """As loguru does unless it is told not to."""
    lines: list[str] = []
    logger.remove()
    logger.add(lines.append, diagnose=True)
    try:
        broken(str)(MARKER)
    except ValueError:
        logger.exception("trouble")
    assert MARKER in "".join(lines)
    log_to(tmp_path / "运行日志.txt")
    kept: list[tuple[str, str]] = []
    with forwarded_log(lambda level, text: kept.append((level, text))):
        logger.info("名单：{}", MARKER)
    assert kept == [("INFO", f"名单：{SHOWN}")]


def test_a_log_is_made_with_its_first_line_and_begun_anew(tmp_path: Path) -> None:
    """A run that cannot start leaves that of the last one as it is."""
    path = tmp_path / "日志" / "运行日志.txt"
    log_to(path)
    assert not path.exists()
    logger.info("第一次")
    log_to(path)
    assert "第一次" in path.read_text(encoding="utf-8")
    logger.info("第二次")
    assert "第一次" not in path.read_text(encoding="utf-8")

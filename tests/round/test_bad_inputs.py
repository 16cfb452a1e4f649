"""Every line of the table of bad inputs, through a whole run."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence

import factory
import pytest
from _pytest.mark import ParameterSet
from bad_inputs import CASES
from cases import ERROR, THIRD, Case
from conftest import Home, new_home
from factory import FORM, OFFICES, filled

REPORT = "示例区{}2023年政府信息公开工作年度报告.docx"
OF_A_KIND = 2  # lines in `make test`; all are in `make fuzz`
WHOLE = 24  # of so many cases one makes every document; the others, the offices' reports

STUBS: dict[str, object] = {  # documents that tell the same of every case
    "DistrictDocuments.write_whole": None,
    "write_summary": b"",
    "write_overview": b"",
}


def of_each_kind(cases: Sequence[Case]) -> Iterator[ParameterSet]:
    """Every line of the table, but that of a kind with many some are for `make fuzz`; seeded."""
    kinds = Counter[str]()
    order = random.Random(2021).sample(range(len(cases)), len(cases))  # noqa: S311 - no secret
    slow = set()
    for at in order:
        kinds[cases[at].kind] += 1
        if kinds[cases[at].kind] > OF_A_KIND:
            slow.add(at)
    for at, case in enumerate(cases):
        marks = [pytest.mark.fuzz] if at in slow else []
        yield pytest.param(case, marks=marks, id=f"{case.kind} {case.what}")


@pytest.mark.parametrize("case", list(of_each_kind(CASES)))
def test_each_kind_is_found_where_it_is_and_touches_nobody_else(
    home: Home,
    undisturbed: dict[str, bytes],
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Level, code, sheet and cell as the table says; the others' reports as without it."""
    if not any(case is one for one in CASES[::WHOLE]):
        for name, made in STUBS.items():
            monkeypatch.setattr(
                f"pipeline.load.district_documents.{name}", lambda *_, made=made: made
            )
        monkeypatch.setattr("pipeline.round.offices._returned_file", lambda *_: None)
        monkeypatch.setattr("pipeline.round.writing.missing_fonts", lambda _: [])
    case.make(home)
    finished = home.reports()
    found = {(f.level, f.code, f.place.sheet, f.place.cell) for f in finished.findings}
    assert found == case.expected
    for finding in finished.findings:
        assert finding.why.endswith("。")
        assert finding.fix.endswith("。")
    reports = home.outputs / "街道报告"
    others = {office: (reports / REPORT.format(office)).read_bytes() for office in OFFICES[1:]}
    assert others == undisturbed
    has_error = any(f.level == ERROR and f.place.office == OFFICES[0] for f in finished.findings)
    assert (reports / REPORT.format(OFFICES[0])).exists() != has_error


def test_no_cell_outside_the_form_goes_unnamed(home: Home) -> None:
    """Each is in the list, also where there are many."""
    home.put(factory.changed(filled(FORM), {f"{THIRD}!L{row}": row for row in range(40, 60)}))
    (finding,) = home.check().findings
    assert [row for row in range(40, 60) if f"L{row}" not in finding.why] == []


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The other offices' reports of a run with clean returns only."""
    home = new_home(tmp_path_factory.mktemp("净"))
    home.reports()
    folder = home.outputs / "街道报告"
    return {office: (folder / REPORT.format(office)).read_bytes() for office in OFFICES[1:]}


ELSEWHERE = {
    "F27": "test_extract: a file without permission (root may read everything)",
    "F28": "test_reading: a file that changes while it is read",
    "F38": "test_run: a run that cannot start writes nothing",
    "S13": "test_summary: a subtotal is counted once",
}


def test_every_kind_has_three_lines_or_a_test_of_its_own() -> None:
    """118 kinds less those of the output, which are not the input's."""
    lines = Counter(case.kind for case in CASES)
    kinds = {
        f"{group}{number:02d}"
        for group, last in (("F", 38), ("S", 14), ("N", 29), ("T", 17))
        for number in range(1, last + 1)
    }
    assert {kind for kind in kinds - ELSEWHERE.keys() if lines[kind] < 3} == set()

"""总览.html: the round on one page that opens by itself, from any folder, without a network."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from pipeline.findings import Finding, Level
from pipeline.form.model import Form, Quantity
from pipeline.load.charted import by_case, by_result, two_years
from pipeline.load.workbook_style import LOOK_OF, LOOK_OF_LEVEL
from pipeline.records import Agreement, OfficeStanding, Standing
from pipeline.results import MOST_LISTED, Results

_MOST_FINDINGS = 2_000  # rows that a browser filters without a pause
_MOST_BARS = 20
# Of a chart, in its own units: a phone shows it whole, and its letters can still be read.
_LABELS, _ROOM, _VALUES, _BAR, _GAP = 158, 180, 62, 16, 10
_LINE, _SIGNS, _MOST_LINES = 15, 11, 5  # of a label beside its bars


class Link(NamedTuple):
    """A document beside the page."""

    text: str
    target: str


class _Piece(NamedTuple):
    """One bar: what it stands for, and where it is drawn."""

    value: str
    look: str
    y: int
    width: int
    height: int = _BAR

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def end(self) -> int:
        return _LABELS + self.width + 6


class _Bar(NamedTuple):
    """A label with its bars."""

    label: str
    pieces: Sequence[_Piece]

    @property
    def lines(self) -> list[tuple[float, str]]:
        """The label, broken to fit beside the bars: where each line stands, and its words."""
        middle = (self.pieces[0].y + self.pieces[-1].y + _BAR) / 2
        words = _broken(self.label)
        top = middle - (len(words) - 1) * _LINE / 2
        return [(top + at * _LINE, line) for at, line in enumerate(words)]


class _Chart(NamedTuple):
    """Bars beneath each other, drawn to one scale."""

    title: str
    series: Sequence[str]
    bars: Sequence[_Bar]
    height: int
    width: int = _LABELS + _ROOM + _VALUES
    labels: int = _LABELS - 8
    start: int = _LABELS
    room: int = _ROOM


def link(text: str, name: str) -> Link:
    """To a document by its name in the folder of the year."""
    return Link(text, quote(name))


def write_overview(form: Form, title: str, results: Results, documents: Sequence[Link]) -> bytes:
    """The page; `documents` are those of the whole district."""
    tier, count = results.tier, Counter(line.standing for line in results.standings)
    arrived = len(results.standings) - count[Standing.MISSING]
    page = _template().render(
        title=title,
        tier=tier,
        scope=results.scope,
        documents=documents,
        counts=[
            ("应报", len(results.standings)),
            ("已报", arrived),
            *((standing, count[standing]) for standing in Standing if count[standing]),
        ],
        standings=[standing for standing in Standing if count[standing]],
        levels=list(Level),
        offices=list(_offices(results)),
        tallied=bool(results.tallies),
        inside=any(line.inside for line in results.standings),
        offices_left_out=len(results.standings) - len(_shown(results)),
        rules=[{**one._asdict(), "look": LOOK_OF_LEVEL[one.level]} for one in results.found],
        codes=sorted({finding.code for finding in results.findings}),
        findings=[_finding(finding) for finding in results.findings[:_MOST_FINDINGS]],
        left_out=max(0, len(results.findings) - _MOST_FINDINGS),
        total=len(results.findings),
        unchecked=list(islice(_unchecked(results), _MOST_FINDINGS)),
        charts=list(_charts(form, results)),
    )
    return page.encode()


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=folder, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("overview.html.j2")


def _shown(results: Results) -> Sequence[OfficeStanding]:
    """The offices with a row on the page; of too many, those of which something is lacking."""
    lacking = (Standing.TO_CORRECT, Standing.UNUSABLE, Standing.UNDONE, Standing.MISSING)
    undone = [line for line in results.standings if line.standing in lacking]
    return results.listed or undone[:MOST_LISTED]


def _offices(results: Results) -> Iterator[Mapping[str, object]]:
    for line in _shown(results):
        named = results.documents.items()
        yield {
            "name": line.office,
            "standing": line.standing,
            "look": LOOK_OF[line.standing],
            "tally": str(results.tallies.get(line.office, "")),
            "counts": [line.found[level] for level in Level],
            "inside": "，".join(f"{said} {count}" for said, count in _counted(line.inside)),
            "documents": [
                link(text, names[line.office]) for text, names in named if line.office in names
            ],
        }


def _unchecked(results: Results) -> Iterator[Mapping[str, str]]:
    """Yield the numbers in words that nobody has checked."""
    for office, numbers in results.numbers.items():
        for number in numbers:
            if number.result is Agreement.UNCHECKED:
                yield {**number._asdict(), "office": office}


def _counted(inside: Counter[Standing]) -> Iterator[tuple[Standing, int]]:
    """How the offices of a district stand, as far as there are any."""
    return ((standing, inside[standing]) for standing in Standing if inside[standing])


def _finding(finding: Finding) -> Mapping[str, object]:
    place = finding.place
    where = " ".join(filter(None, (place.sheet, place.cell)))
    return {
        "level": finding.level,
        "look": LOOK_OF_LEVEL[finding.level],
        "code": finding.code,
        "office": place.office,
        "place": where if place.office else f"{place.file} {where}".strip(),
        "value": finding.value,
        "why": finding.why,
        "fix": finding.fix,
        "answer": finding.answer,
    }


# ── charts ───────────────────────────────────────────────────────────────────


def _charts(form: Form, results: Results) -> Iterator[_Chart]:
    """Applications by office and by result, review and litigation, this year against last."""
    returns = results.returns
    (new,) = form.quantities[Quantity.NEW]
    by_office = sorted(returns.sums([new]).items(), key=lambda one: -one[1])[:_MOST_BARS]
    title = f"各{results.tier.unit}新收申请（件，多的在前）"
    yield _chart(title, ["新收"], [(name, [n]) for name, n in by_office])
    for title, figures in (
        ("申请办理结果（件）", by_result(form)),
        ("行政复议、行政诉讼（件）", by_case(form)),
    ):
        known = [(label, [float(returns.district(form.cells[ref]))]) for label, ref in figures]
        yield _chart(title, [results.tier.whole], known)
    if years := [(one.name, [one.now, one.then]) for one in two_years(form, results)]:
        yield _chart("本年与上年（两年都有数据的街道）", ["本年", "上年"], years)


def _broken(label: str) -> list[str]:
    """A label in lines; of one that is too long by far, its table has the whole."""
    lines = [
        part[at : at + _SIGNS] for part in label.split("　") for at in range(0, len(part), _SIGNS)
    ]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _chart(
    title: str, series: Sequence[str], rows: Sequence[tuple[str, Sequence[float]]]
) -> _Chart:
    most = max((value for _, values in rows for value in values), default=0) or 1
    bars, y = [], 0
    for label, values in rows:
        height = max(_BAR * len(series), _LINE * len(_broken(label)))
        first = y + (height - _BAR * len(series)) // 2
        pieces = [
            _Piece(f"{value:.12g}", look, first + at * _BAR, round(_ROOM * value / most))
            for at, (value, look) in enumerate(zip(values, ("one", "two"), strict=False))
        ]
        bars.append(_Bar(label, pieces))
        y += height + _GAP
    return _Chart(title, series, bars, height=max(y, 1))

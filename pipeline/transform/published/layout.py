"""What is wrong with a published report as a document: title, sections, tables, edition."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline import messages
from pipeline.findings import Finding, Place
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.transform.published.recognise import Recognised

_MOST_NAMED = 2  # columns of one row


def layout(report: Recognised, office: str) -> list[Finding]:
    """The findings of one report, at places in it."""
    place = Place(office, report.document.file)
    found = [*_title(report, place), *_headings(report, place), *_tables(report, place)]
    if report.worded.is_scrambled:
        found.append(messages.published.SCRAMBLED.at(place))
    elif report.document.converted:
        found.append(messages.published.CONVERTED.at(place))
    return [*found, *_words(report, place)]


def is_report(report: Recognised) -> bool:
    """Whether it has anything of a report."""
    return bool(report.placed.figures or report.worded.headings)


def _title(report: Recognised, place: Place) -> Iterator[Finding]:
    words = report.worded
    lacking = [
        what
        for what, said in (("单位名称", words.title and words.who), ("年度", words.title))
        if not said
    ]
    if lacking:
        yield messages.published.NO_TITLE.at(place, words.title, lacking="和".join(lacking))


def _headings(report: Recognised, place: Place) -> Iterator[Finding]:
    wanted = [section for section in report.form.sections if section.heading]
    there = report.worded.headings
    for section in wanted:
        if section not in there:
            yield messages.published.NO_HEADING.at(
                replace(place, sheet=section.heading), expected=section.heading,
                heading=section.heading,
            )  # fmt: skip
    if there != [section for section in wanted if section in there]:
        yield messages.published.HEADINGS_ASTRAY.at(
            place,
            found="".join(f"“{section.heading}”" for section in there),
            wanted="".join(f"“{section.heading}”" for section in wanted),
        )


def _tables(report: Recognised, place: Place) -> Iterator[Finding]:
    for lacking, message in (
        (report.missing, messages.published.INCOMPLETE),
        (report.blank, messages.published.EMPTY),
    ):
        for name, refs in lacking.items():
            at = replace(place, sheet=name)
            yield message.at(at, table=name, count=len(refs), cells=named(refs))
    for spot in report.placed.doubtful:
        yield messages.published.DOUBTFUL.at(replace(place, cell=spot.cell), spot.text)


def named(refs: Sequence[CellRef]) -> str:
    """Cells of one table, as a sentence names them: row by row."""
    rows = defaultdict[str, list[str]](list)
    for ref in refs:
        rows[ref.row].append(ref.column)
    named = (
        f"{row.rpartition('/')[2]}（{len(columns)} 个）"
        if row and len(columns) > _MOST_NAMED
        else "、".join(
            filter(None, (row.rpartition("/")[2], *(one.rpartition("/")[2] for one in columns)))
        )
        for row, columns in rows.items()
    )
    return "；".join(named)


def _words(report: Recognised, place: Place) -> Iterator[Finding]:
    for heading, lines in report.worded.strays.items():
        for line in lines:
            at = replace(place, sheet=heading, cell=line.place)
            yield messages.published.STRAY.at(at, line.text, heading=heading, text=line.text)
    for section in report.worded.undivided:
        fields = [item.label for item in section.fields if item.kind is FieldKind.PROSE]
        yield messages.published.UNDIVIDED.at(
            replace(place, sheet=section.heading),
            heading=section.heading,
            field=fields[0],
            fields="、".join(fields),
        )

"""Asides: content of cells where the form asks for nothing. It is never used, and never lost.

Asides go back to the office in its file to correct, and come back with that file.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from pipeline.cells import Position, Rows, Spot, Workbook, address, filled, stored
from pipeline.findings import Level
from pipeline.form.model import Form
from pipeline.form.section import A_CHECK
from pipeline.form.table import squeezed
from pipeline.messages.sheets import ASIDES, OUTSIDE_NUMBERS, TEXTS_OUTSIDE
from pipeline.records import Aside, Reply
from pipeline.transform.numbers import shown

FOR_INFORMATION = "供参考，一般不用处理"
_LONGEST = 30_000  # signs in a cell; Excel holds 32,767
_MOST = 5_000  # cells of one file; a return asks for 300
_PLAIN_NUMBER = re.compile("[0-9０-９.,，%％-]+")
_NOTHING_SAID = re.compile("0|[（(]?(?:单位[:：]?)?(?:[件条次篇份个项期场元]|万元)[）)]?")
_OUR_COMMENT = re.compile(f"(?:{'|'.join(Level)})（[A-Z][0-9]{{2}}）")


def carried(workbook: Workbook, form: Form) -> list[Aside]:
    """Return the asides of an earlier file that a corrected file lists, as they are settled."""
    heads = form.corrections
    rows = _under(workbook, heads.elsewhere, (heads.was_at, heads.written, heads.settled))
    return [Aside(Spot.named(at), text, said) for at, text, said in rows if text]


def settled(
    listed: Sequence[Aside], replied: Sequence[Reply], form: Form
) -> tuple[list[Aside], list[Reply]]:
    """Return asides as settled by replies to findings about asides, and the other replies.

    Such a reply is about all asides, or about all of a kind.
    """
    codes = {message.code for message in (ASIDES, OUTSIDE_NUMBERS, TEXTS_OUTSIDE)}
    together = form.corrections.elsewhere
    places = {together, *(str(aside.place) for aside in listed)}
    used = {
        reply.place: reply.answer
        for reply in replied
        if reply.code in codes and reply.place in places
    }
    by_kind = {_kind(aside): used[str(aside.place)] for aside in listed if str(aside.place) in used}
    of_all = used.get(together, "")
    asides = [
        aside._replace(settled=aside.settled or by_kind.get(_kind(aside), of_all))
        for aside in listed
    ]
    others = [reply for reply in replied if reply.code not in codes or reply.place not in used]
    return asides, others


def _kind(aside: Aside) -> tuple[str, bool]:
    """Return the kind of an aside: a number or a text of a sheet; one finding is about a kind."""
    return aside.place.sheet, is_number(aside.text)


def is_number(text: str) -> bool:
    """Return whether a text beside a table may be a figure of the table."""
    return bool(_PLAIN_NUMBER.fullmatch(text))


def says_nothing(text: str) -> bool:
    """Return whether a text beside a table is a unit or a 0, of which nothing could be taken."""
    return bool(_NOTHING_SAID.fullmatch(text))


def replies(workbook: Workbook, form: Form) -> list[Reply]:
    """Return the replies of an office to the findings that its file lists."""
    heads = form.corrections
    rows = _under(workbook, heads.sheet, (heads.code, heads.place, heads.value, heads.answer))
    return [
        Reply(code, place.removeprefix(heads.original), value, answer)
        for code, place, value, answer in rows
        if answer
    ]


def written_over(workbook: Workbook) -> list[Aside]:
    """Return comments and texts in boxes as asides, without the comments of this program."""
    return [
        Aside(Spot(name, f"{where}（批注）"), text, FOR_INFORMATION)
        for name, sheet in workbook.sheets.items()
        for where, text in sheet.remarks
        if not _OUR_COMMENT.match(text)
    ]


def on_other_sheets(
    workbook: Workbook, form: Form, used: Collection[str], settled: str
) -> list[Aside]:
    """Return the content of sheets that the form does not have, without its labels, by row.

    used: names of sheets that were taken for sheets of the form; a copy of one is passed over.
    """
    found = []
    for name, sheet in workbook.sheets.items():
        is_copy = any(workbook.sheets[other].rows == sheet.rows for other in used)
        if name in form.own_sheets or name in used or is_copy:
            continue
        own = [
            (at, text)
            for at, text in texts_of(sheet.rows, form)
            if not any(section.prints(text) for section in form.sections)
        ]
        for _, cells in groupby(own, key=lambda one: one[0][0]):
            row = list(cells)
            ends = dict.fromkeys((address(*row[0][0]), address(*row[-1][0])))
            text = "｜".join(text for _, text in row)
            found.append(Aside(Spot(name, ":".join(ends)), text, settled))
    return found


def at_most(asides: Sequence[Aside]) -> list[Aside]:
    """Return as many asides as a person may look at, and one that counts the others."""
    asides = [piece for aside in asides for piece in _pieces(aside)]
    more = len(asides) - _MOST
    rest = [Aside(Spot(), f"另有 {more} 处，见原文件", FOR_INFORMATION)] if more > 0 else []
    return [*asides[:_MOST], *rest]


def _pieces(aside: Aside) -> Iterator[Aside]:
    """Yield an aside in pieces that each fit into a cell."""
    for at in range(0, max(len(aside.text), 1), _LONGEST):
        yield aside._replace(text=aside.text[at : at + _LONGEST])


def texts_of(rows: Rows, form: Form) -> Iterator[tuple[Position, str]]:
    """Yield the position and the text of each cell that shows anything but a live check.

    An older format keeps no text results of formulas: a live check shows 0 there.
    """
    texts = [(at, text) for at, value in filled(rows) if (text := shown(stored(value)).strip())]
    heads = [at for at, text in texts if squeezed(text) in form.check_names]
    beside = {row + below for row, _ in heads for below in (0, 1)}
    under = {column: row for row, column in reversed(heads)}
    for (row, column), text in texts:
        is_check = A_CHECK.fullmatch(text) or squeezed(text) in form.check_names
        is_lost = text == "0" and (row in beside or under.get(column, row) < row)
        if not (is_check or is_lost):
            yield (row, column), text


def _under(workbook: Workbook, sheet: str, heads: Sequence[str]) -> Iterator[list[str]]:
    """Yield the texts under some heads of a sheet, by row; nothing where a head is missing."""
    rows = workbook.sheets[sheet].rows if sheet in workbook.sheets else []
    wanted = [squeezed(head) for head in heads]
    columns: list[int] = []
    for cells in rows:
        texts = [shown(stored(value)).strip() for value in cells]
        if columns:
            yield [texts[column] if column < len(texts) else "" for column in columns]
        elif set(wanted) <= (here := {squeezed(text): at for at, text in enumerate(texts)}).keys():
            columns = [here[head] for head in wanted]

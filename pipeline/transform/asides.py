"""What an office wrote where the form asks for nothing: it is never used, and never lost.

It goes back to the office in its file to correct, and comes back with it.
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
_OUR_COMMENT = re.compile(f"(?:{'|'.join(Level)})（[A-Z][0-9]{{2}}）")


def carried(workbook: Workbook, form: Form) -> list[Aside]:
    """What an earlier file held, as this one lists it, and what the office did with it since."""
    heads = form.corrections
    rows = _under(workbook, heads.elsewhere, (heads.was_at, heads.written, heads.settled))
    return [Aside(Spot.named(at), text, said) for at, text, said in rows if text]


def settled(
    listed: Sequence[Aside], said: Sequence[Reply], form: Form
) -> tuple[list[Aside], list[Reply]]:
    """Return asides as settled by answers to the findings about them, and the other answers.

    Such an answer is about all asides, or about all of a kind.
    """
    codes = {message.code for message in (ASIDES, OUTSIDE_NUMBERS, TEXTS_OUTSIDE)}
    together = form.corrections.elsewhere
    places = {together, *(str(one.place) for one in listed)}
    about_them = [reply for reply in said if reply.code in codes and reply.place in places]
    used = {reply.place: reply.answer for reply in about_them}
    of_kind = {_kind(one): used[str(one.place)] for one in listed if str(one.place) in used}
    of_all = used.get(together, "")
    known = [one._replace(settled=one.settled or of_kind.get(_kind(one), of_all)) for one in listed]
    return known, [reply for reply in said if reply not in about_them]


def _kind(aside: Aside) -> tuple[str, bool]:
    """What is asked about together: the numbers of a sheet, or its texts."""
    return aside.place.sheet, is_number(aside.text)


def is_number(text: str) -> bool:
    """Whether a text beside a table may be one of its figures."""
    return bool(_PLAIN_NUMBER.fullmatch(text))


def replies(workbook: Workbook, form: Form) -> list[Reply]:
    """What the office says to the findings that its file lists."""
    heads = form.corrections
    rows = _under(workbook, heads.sheet, (heads.code, heads.place, heads.value, heads.answer))
    return [
        Reply(code, place.removeprefix(heads.original), value, answer)
        for code, place, value, answer in rows
        if answer
    ]


def written_over(workbook: Workbook) -> list[Aside]:
    """Comments and texts in boxes, but for our own."""
    return [
        Aside(Spot(name, f"{where}（批注）"), text, FOR_INFORMATION)
        for name, sheet in workbook.sheets.items()
        for where, text in sheet.remarks
        if not _OUR_COMMENT.match(text)
    ]


def on_other_sheets(
    workbook: Workbook, form: Form, used: Collection[str], settled: str
) -> list[Aside]:
    """Everything on sheets that are none of the form's, but for its labels; row by row."""
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
    """As many as a person may ever look at; how many more there are is said."""
    asides = [piece for aside in asides for piece in _pieces(aside)]
    more = len(asides) - _MOST
    rest = [Aside(Spot(), f"另有 {more} 处，见原文件", FOR_INFORMATION)] if more > 0 else []
    return [*asides[:_MOST], *rest]


def _pieces(aside: Aside) -> Iterator[Aside]:
    """As many as it takes to hold a long text whole."""
    for at in range(0, max(len(aside.text), 1), _LONGEST):
        yield aside._replace(text=aside.text[at : at + _LONGEST])


def texts_of(rows: Rows, form: Form) -> Iterator[tuple[Position, str]]:
    """Every cell that holds anything but a live check: where, and what it shows.

    An older format keeps no words that a formula came to: a check is a 0 there.
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
    """What stands under some heads of a sheet, row by row; nothing where they are gone."""
    rows = workbook.sheets[sheet].rows if sheet in workbook.sheets else []
    wanted = [squeezed(head) for head in heads]
    columns: list[int] = []
    for cells in rows:
        texts = [shown(stored(value)).strip() for value in cells]
        if columns:
            yield [texts[column] if column < len(texts) else "" for column in columns]
        elif set(wanted) <= (here := {squeezed(text): at for at, text in enumerate(texts)}).keys():
            columns = [here[head] for head in wanted]

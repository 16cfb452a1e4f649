"""同比 and 比率: what has changed since last year, and shares, per office and for the district."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.load.summary.figures import Drawn
from pipeline.load.summary.sheet import HEADED, Book, Column, Formula, Sheet, Value, over_offices
from pipeline.results import Results

DISTRICT = "全区"
NOT_THEN, NOT_NOW, NO_BASE = "上年无数据", "本年无数据", "—"
_MOST_NAMED = 5  # offices in a note above a table: a longer one would widen the printed page
_PERCENT = "0.0%"
_FIRST = HEADED + 1  # row of figures, from 0; that of the district's first


def draw_years(book: Book, drawn: Mapping[str, Drawn]) -> None:
    """Sheet 同比: what the form counts, for the district and for each office."""
    form, results = book.form, book.results
    sheet = Sheet(book, "同比", (22, 62, 14, 14, 14, 14))
    sheet.headed(
        f"{book.title}　同比（本年与上年）",
        f"“{DISTRICT}”每一项只加两年都有这一项的街道；没有的写“{NOT_THEN}”，不当作 0。"
        + _left_out(results),
    )
    columns = [
        Column("街道"),
        Column("项目"),
        *(Column(head, "figure") for head in ("本年", "上年", "增减")),
        Column("增减比例", "figure", _PERCENT),
    ]
    sheet.table("同比表", HEADED, columns, _years(form, results, drawn))
    sheet.worksheet.freeze_panes(_FIRST, 2)
    sheet.worksheet.repeat_rows(HEADED)


def _left_out(results: Results) -> str:
    """The offices of which there is nothing to compare."""
    now, then = set(results.returns.summed), set(results.last_year.summed)
    out = [
        line.office
        for line in results.standings
        if line.office not in now or line.office not in then
    ]
    in_both = len(results.standings) - len(out)
    named = "、".join(out[:_MOST_NAMED]) + "等" * (len(out) > _MOST_NAMED)
    return f"两年都有数据的 {in_both} 个街道" + (
        f"，没有的 {len(out)} 个：{named}。" if out else "。"
    )


def _years(form: Form, results: Results, drawn: Mapping[str, Drawn]) -> Iterator[list[Value]]:
    offices = [line.office for line in results.listed]
    counted = [
        (
            name,
            _columns(drawn, refs),
            form.scale(refs),
            results.returns.sums(refs),
            results.last_year.sums(refs),
        )
        for name, refs in form.compared.items()
    ]
    below = _FIRST + len(counted)
    last = max(below + len(counted) * len(offices) - 1, below)
    for row, (name, _, scale, now, then) in enumerate(counted, start=_FIRST):
        both = [office for office in now if office in then]
        pair = [sum(known[office] for office in both) / scale for known in (now, then)]
        said: list[float | str] = [*pair] if both else [NOT_THEN, NOT_THEN]
        live: list[Value] = [
            over_offices(_comparable_sum(row, column, (below, last)), value, results)
            for column, value in zip((2, 3), said, strict=True)
        ]
        yield [DISTRICT, name, *live, *_change(row, pair if both else [None, None])]
    lines = product(enumerate(offices), counted)
    for row, ((at, office), (name, columns, scale, now, then)) in enumerate(lines, start=below):
        this, last_one = (_scaled(known.get(office), scale) for known in (now, then))
        stated: list[Value] = [
            NOT_NOW if this is None else Formula(_live(columns, at), this),
            NOT_THEN if last_one is None else last_one,
        ]
        yield [office, name, *stated, *_change(row, [this, last_one])]


def _comparable_sum(row: int, column: int, rows: tuple[int, int]) -> str:
    """The sum over the offices' rows below that have the same item in both years, if any has."""
    first, last = rows
    names, now, then, summed = (xl_range_abs(first, at, last, at) for at in (1, 2, 3, column))
    which = f'{names},$B{row + 1},{now},">=0",{then},">=0"'
    return f'=IF(COUNTIFS({which})=0,"{NOT_THEN}",SUMIFS({summed},{which}))'


_Columns = Sequence[tuple[str, int]]


def _columns(drawn: Mapping[str, Drawn], refs: Sequence[CellRef]) -> _Columns:
    """Where figures stand on their sheets: the column, and the row of the first office."""
    return [
        (f"'{place.sheet}'!{xl_col_to_name(place.columns[ref])}", place.offices[0] + 1)
        for ref in refs
        for place in (drawn[ref.table],)
    ]


def _live(columns: _Columns, office: int) -> str:
    """The sum of an office's figures, where they stand on their sheets."""
    return "=" + "+".join([f"{column}{first + office}" for column, first in columns])


def _change(row: int, pair: Sequence[float | None]) -> list[Value]:
    """What it grew by, and by what share; neither without both years, no share of nothing."""
    now, then = (f"{column}{row + 1}" for column in "CD")
    both = f"AND(ISNUMBER({now}),ISNUMBER({then}))"
    this, last = pair
    grown: float | str = NO_BASE
    share: float | str = NO_BASE
    if this is not None and last is not None:
        grown = this - last
        share = grown / last if last else NO_BASE
    return [
        Formula(f'=IF({both},{now}-{then},"{NO_BASE}")', grown),
        Formula(f'=IF({both},IF({then}<>0,({now}-{then})/{then},"{NO_BASE}"),"{NO_BASE}")', share),
    ]


def draw_rates(book: Book, drawn: Mapping[str, Drawn]) -> None:
    """Sheet 比率: each with what is divided by what; none where there is nothing to divide by."""
    form, results = book.form, book.results
    sheet = Sheet(book, "比率", (22, 12, 44, 12, 12, 12))
    sheet.headed(
        f"{book.title}　比率",
        f"分母是 0 的写“{NO_BASE}”；分子或分母有一格不知道的，两格都空着，写“{NOT_NOW}”。",
    )
    columns = [
        Column("街道"),
        Column("比率"),
        Column("算法"),
        Column("分子", "figure"),
        Column("分母", "figure"),
        Column("结果", "figure", _PERCENT),
    ]
    sheet.table("比率表", HEADED, columns, _rates(form, results, drawn))
    sheet.worksheet.freeze_panes(_FIRST, 2)
    sheet.worksheet.repeat_rows(HEADED)


def _rates(form: Form, results: Results, drawn: Mapping[str, Drawn]) -> Iterator[list[Value]]:
    offices = [line.office for line in results.listed]
    rates = [
        (rate, results.returns.sums(rate.over), results.returns.sums(rate.under))
        for rate in form.rates
    ]
    columns = [(_columns(drawn, rate.over), _columns(drawn, rate.under)) for rate in form.rates]
    below = _FIRST + len(rates)
    last = max(below + len(rates) * len(offices) - 1, below)
    names = xl_range_abs(below, 1, last, 1)
    for row, (rate, over, under) in enumerate(rates, start=_FIRST):
        both = [office for office in over if office in under]
        pair: list[float | None] = [sum(known[one] for one in both) for known in (over, under)]
        live: list[Value] = [
            over_offices(
                f"=SUMIFS({xl_range_abs(below, at, last, at)},{names},$B{row + 1})",
                value or 0,
                results,
            )
            for at, value in zip((3, 4), pair, strict=True)
        ]
        yield [DISTRICT, rate.name, rate.meaning, *live, _share(row, pair)]
    lines = product(enumerate(offices), zip(rates, columns, strict=True))
    for row, ((at, office), ((rate, over, under), places)) in enumerate(lines, start=below):
        pair = [over.get(office), under.get(office)]
        if None in pair:
            pair = [None, None]
        live = [
            None if value is None else Formula(_live(place, at), value)
            for value, place in zip(pair, places, strict=True)
        ]
        yield [office, rate.name, rate.meaning, *live, _share(row, pair)]


def _share(row: int, pair: Sequence[float | None]) -> Formula:
    over, under = pair
    result: float | str = NOT_NOW
    if over is not None and under is not None:
        result = over / under if under else NO_BASE
    share = f'IF(E{row + 1}=0,"{NO_BASE}",D{row + 1}/E{row + 1})'
    return Formula(f'=IF(ISNUMBER(E{row + 1}),{share},"{NOT_NOW}")', result)


def _scaled(figure: float | None, scale: int) -> float | None:
    return None if figure is None else figure / scale

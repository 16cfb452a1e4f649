"""同比 and 比率: what has changed since last year, and shares, per office and for the district."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.load.summary.figures import Drawn
from pipeline.load.summary.sheet import HEADED, Book, Column, Formula, Sheet, Value, over_offices
from pipeline.results import Results
from pipeline.tiers import OFFICES

NOT_THEN, NOT_NOW, NO_BASE = "上年无数据", "本年无数据", "—"
NOT_BOTH = "没有两年都有的街道"  # of a district
_MOST_NAMED = 5  # offices in a note above a table: a longer one would widen the printed page
_PERCENT = "0.0%"
_FIRST = HEADED + 1  # row of figures, from 0; that of the district's first


def draw_years(book: Book, drawn: Mapping[str, Drawn]) -> None:
    """Sheet 同比: what the form counts, for the district and for each office."""
    form, results, tier = book.form, book.results, book.results.tier
    sheet = Sheet(book, "同比", (22, 62, 14, 14, 14, 14))
    sheet.headed(
        f"{book.title}　同比（本年与上年）",
        f"{'' if tier is OFFICES else '每个区县和'}“{tier.whole}”每一项只加两年都有这一项的街道；"
        f"没有的写“{NOT_THEN if tier is OFFICES else NOT_BOTH}”，不当作 0。" + _left_out(results),
    )
    columns = [
        Column(tier.unit),
        Column("项目"),
        *(Column(head, "figure") for head in ("本年", "上年", "增减")),
        Column("增减比例", "figure", _PERCENT),
    ]
    sheet.table("同比表", HEADED, columns, _years(form, results, drawn))
    sheet.keep_in_view(HEADED, 2)


def _left_out(results: Results) -> str:
    """The offices of which there is nothing to compare."""
    both = set(results.comparable)
    out = [line.office for line in results.standings if line.office not in both]
    in_both = len(results.standings) - len(out)
    named = "、".join(out[:_MOST_NAMED]) + "等" * (len(out) > _MOST_NAMED)
    return f"两年都有数据的 {in_both} 个{results.tier.unit}" + (
        f"，没有的 {len(out)} 个：{named}。" if out else "。"
    )


def _years(form: Form, results: Results, drawn: Mapping[str, Drawn]) -> Iterator[list[Value]]:
    absent = (NOT_NOW, NOT_THEN) if results.tier is OFFICES else (NOT_BOTH, NOT_BOTH)
    counted = [
        (name, _columns(drawn, refs, results), form.scale(refs), pairs)
        for (name, refs), pairs in zip(form.compared.items(), results.compared, strict=True)
    ]
    below = _FIRST + len(counted)
    last = max(below + len(counted) * len(results.listed) - 1, below)
    for row, (name, _, scale, pairs) in enumerate(counted, start=_FIRST):
        pair = [known / scale for known in pairs.sums or ()]
        shown: list[float | str] = [*pair] or [absent[1]] * 2
        live: list[Value] = [
            over_offices(_comparable_sum(row, column, (below, last), absent[1]), value, results)
            for column, value in zip((2, 3), shown, strict=True)
        ]
        yield [results.tier.whole, name, *live, *_change(row, pair or [None, None])]
    lines = product(enumerate(results.listed), counted)
    for row, ((at, line), (name, columns, scale, pairs)) in enumerate(lines, start=below):
        now, then = (_scaled(known.get(line.office), scale) for known in pairs)
        stated = [_live(columns, at, now, absent[0]), _live((), at, then, absent[1])]
        yield [line.office, name, *stated, *_change(row, [now, then])]


def _comparable_sum(row: int, column: int, rows: tuple[int, int], absent: str) -> str:
    """The sum over the offices' rows below that have the same item in both years, if any has."""
    first, last = rows
    names, now, then, summed = (xl_range_abs(first, at, last, at) for at in (1, 2, 3, column))
    which = f'{names},$B{row + 1},{now},">=0",{then},">=0"'
    return f'=IF(COUNTIFS({which})=0,"{absent}",SUMIFS({summed},{which}))'


_Columns = Sequence[tuple[str, int]]


def _columns(drawn: Mapping[str, Drawn], refs: Sequence[CellRef], results: Results) -> _Columns:
    """Where figures stand on their sheets: the column, and the row of the first office.

    Nowhere, for districts: what is set against each other is of those offices that have both.
    """
    if results.tier is not OFFICES:
        return []
    return [
        (f"'{place.sheet}'!{xl_col_to_name(place.columns[ref])}", place.offices[0] + 1)
        for ref in refs
        for place in (drawn[ref.table],)
    ]


def _live(columns: _Columns, office: int, result: float | None, absent: str | None = None) -> Value:
    """Return the sum of an office's figures, live where they stand on sheets, or `absent`."""
    if result is None:
        return absent
    parts = "+".join([f"{column}{first + office}" for column, first in columns])
    return Formula(f"={parts}", result) if parts else result


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
    results = book.results
    sheet = Sheet(book, "比率", (22, 12, 44, 12, 12, 12))
    sheet.headed(
        f"{book.title}　比率",
        f"分母是 0 的写“{NO_BASE}”；分子或分母有一格不知道的，两格都空着，写“{NOT_NOW}”。",
    )
    columns = [
        Column(results.tier.unit),
        Column("比率"),
        Column("算法"),
        Column("分子", "figure"),
        Column("分母", "figure"),
        Column("结果", "figure", _PERCENT),
    ]
    sheet.table("比率表", HEADED, columns, _rates(book.form, results, drawn))
    sheet.keep_in_view(HEADED, 2)


def _rates(form: Form, results: Results, drawn: Mapping[str, Drawn]) -> Iterator[list[Value]]:
    rates = list(zip(form.rates, results.rates, strict=True))
    columns = [
        [_columns(drawn, refs, results) for refs in (rate.over, rate.under)] for rate in form.rates
    ]
    below = _FIRST + len(rates)
    last = max(below + len(rates) * len(results.listed) - 1, below)
    names = xl_range_abs(below, 1, last, 1)
    for row, (rate, pairs) in enumerate(rates, start=_FIRST):
        sums = pairs.sums or (0, 0)
        live = [
            over_offices(
                f"=SUMIFS({xl_range_abs(below, column, last, column)},{names},$B{row + 1})",
                value or 0,  # not 0.0, which would be stored so
                results,
            )
            for column, value in zip((3, 4), sums, strict=True)
        ]
        yield [results.tier.whole, rate.name, rate.meaning, *live, _share(row, sums)]
    lines = product(enumerate(results.listed), zip(rates, columns, strict=True))
    for row, ((at, line), ((rate, pairs), places)) in enumerate(lines, start=below):
        pair = [known.get(line.office) for known in pairs]
        if None in pair:
            pair = [None, None]
        live = [_live(place, at, value) for value, place in zip(pair, places, strict=True)]
        yield [line.office, rate.name, rate.meaning, *live, _share(row, pair)]


def _share(row: int, pair: Sequence[float | None]) -> Formula:
    over, under = pair
    result: float | str = NOT_NOW
    if over is not None and under is not None:
        result = over / under if under else NO_BASE
    share = f'IF(E{row + 1}=0,"{NO_BASE}",D{row + 1}/E{row + 1})'
    return Formula(f'=IF(ISNUMBER(E{row + 1}),{share},"{NOT_NOW}")', result)


def _scaled(figure: float | None, scale: int) -> float | None:
    return None if figure is None else figure / scale

"""The districts of a province together, as the offices of a district are: one row for each."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pipeline.findings import Finding, Level, Outcome, Place
from pipeline.form.model import Form
from pipeline.outputs import DISTRICT_REPORT, OVERVIEW, SUMMARY
from pipeline.province.district_round import Done
from pipeline.province.homes import Home
from pipeline.records import OfficeStanding, Standing
from pipeline.results import (
    OUTCOMES,
    Figures,
    Found,
    Outcomes,
    Overall,
    Pairs,
    Results,
    in_order_of_count,
    most_found,
)
from pipeline.setup import Setup
from pipeline.tiers import OVERVIEW as OVERVIEW_PAGE
from pipeline.tiers import SUMMARY as SUMMARY_BOOK
from pipeline.tiers import WHOLE_REPORT
from pipeline.transform.check.catalogue import all_rules


def standing(
    name: str, done: Done | None, home: Home | None, folder: str, own: Counter[Level]
) -> OfficeStanding:
    """How a district stands: as its offices do. `own`: what was found of the whole district."""
    if done is None or done.overall is None:
        arrived = folder and (done is None or done.has_come)
        inside = Counter({Standing.MISSING: len(home.roster)} if home else {})
        stands = Standing.UNDONE if arrived else Standing.MISSING
        return OfficeStanding(name, stands, own, folder, inside)
    stands = Standing.UNDONE
    if not done.has_come:
        stands = Standing.MISSING
    elif done.is_complete:
        stands = Standing.DONE if done.inside[Standing.DONE] else Standing.PASSED
    summed = done.overall.summed
    return OfficeStanding(name, stands, done.levels + own, folder, done.inside, summed)


def results_of(
    setup: Setup,
    several: Mapping[str, Done],
    found: Sequence[Finding],
    lines: Sequence[OfficeStanding],
    places: Mapping[str, str],
) -> Results:
    """What the round of a province has come to.

    found: what is wrong with whole districts. places: district → its folder of this year, seen
    from the province's.
    """
    form = setup.form
    sums = {
        name: done.overall for name, done in several.items() if done.overall and done.overall.summed
    }
    compared = [
        _pairs({name: one.compared[at] for name, one in sums.items()})
        for at in range(len(form.compared))
    ]
    rates = [
        _pairs({name: one.rates[at] for name, one in sums.items()}) for at in range(len(form.rates))
    ]
    return Results(
        tier=setup.tier,
        returns=figures_of(sums, form),
        compared=compared,
        comparable=[name for name in sums if any(name in pairs.one for pairs in compared)],
        rates=rates,
        outcomes=_outcomes(sums, form),
        answered={},
        findings=[*found, *_findings(several, lines)],
        found=in_order_of_count([*_found(several), *most_found([], found)]),
        standings=lines,
        documents=_documents(several, places),
        tallies={},
        numbers={},
    )


def figures_of(sums: Mapping[str, Overall], form: Form) -> Figures:
    """The sums of each district; NaN where its form has no such cell."""
    names, refs = list(sums), list(form.cells)
    shape = (len(names), len(refs))
    matrix = np.array([one.figures for one in sums.values()], dtype=np.float64).reshape(shape)
    lacking = np.array([one.lacking for one in sums.values()], dtype=np.int64).reshape(shape)
    return Figures(names, refs, matrix, names, lacking)


def _pairs(known: Mapping[str, tuple[float, float] | None]) -> Pairs:
    one, other = ({name: pair[at] for name, pair in known.items() if pair} for at in (0, 1))
    return Pairs(one, other)


def _outcomes(sums: Mapping[str, Overall], form: Form) -> Outcomes:
    """The worst that a rule came to in each district."""
    codes = [rule.message.code for rule in all_rules(form)]
    position = {outcome: at for at, outcome in enumerate(OUTCOMES)}
    rows = [
        [position[one.outcomes.get(code, Outcome.UNEVALUATED)] for code in codes]
        for one in sums.values()
    ]
    return Outcomes(list(sums), codes, np.array(rows, np.uint8).reshape(len(sums), len(codes)))


def _found(several: Mapping[str, Done]) -> list[Found]:
    """How often something was found in all of them."""
    together = defaultdict[tuple[str, Level], list[Found]](list)
    for one in (one for done in several.values() for one in done.found):
        together[one.code, one.level].append(one)
    return [
        alike[0]._replace(
            times=sum(one.times for one in alike), offices=sum(one.offices for one in alike)
        )
        for alike in together.values()
    ]


def _findings(several: Mapping[str, Done], lines: Sequence[OfficeStanding]) -> Iterator[Finding]:
    """What was found in each district, one line for each code."""
    for line in lines:
        for one in several[line.office].found if line.office in several else ():
            yield Finding(
                level=one.level,
                code=one.code,
                place=Place(line.office, line.file),
                value="",
                expected="",
                why=f"{one.times} 条，{one.offices} 个街道。要求，或者第一条的说明：{one.text}",
                fix="逐条见这个区县的总览和问题清单。",
            )


def _documents(several: Mapping[str, Done], places: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What a district has for people to read, seen from the province's folder."""
    there = {name: done.overall for name, done in several.items() if done.overall}
    summed = [name for name, overall in there.items() if overall.summed]
    named = {
        OVERVIEW_PAGE: (there, OVERVIEW),
        SUMMARY_BOOK: (there, SUMMARY),
        WHOLE_REPORT: (summed, DISTRICT_REPORT),
    }
    return {
        label: {name: f"{places[name]}/{file}" for name in names}
        for label, (names, file) in named.items()
    }

"""Group T: every number in the words is accounted for by the tables, or by other numbers.

A number that its words certainly name, and that nothing explains, is a finding. What the words do
not name, or name in more ways than one, is not checked, and is said to be so: a false alarm costs
more than a miss, and a miss must be seen.
"""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from pipeline.findings import Finding, Outcome, Place
from pipeline.form.model import Form
from pipeline.form.section import FieldKind, Topic
from pipeline.form.table import CellRef
from pipeline.prose.lists import Breakdown, Verdict
from pipeline.prose.money import charges
from pipeline.prose.rates import read_rates
from pipeline.prose.reader import Reader
from pipeline.prose.scope import Scope
from pipeline.prose.sentences import kinds_of_us
from pipeline.records import Agreement, NumberInWords
from pipeline.returns import Returns, Wording
from pipeline.transform.check.account import Account, certain_numbers
from pipeline.transform.check.fee import fees_of
from pipeline.transform.check.indicators import Indicator, read_indicators, stated_indicators
from pipeline.transform.check.ledger import Ledger, written
from pipeline.transform.check.quantities import Quantities
from pipeline.transform.check.words_rules import INDICATORS, LISTS, RATES, RULES

__all__ = ["RULES", "check_words", "read_words"]

_BY_SUM = "各项相加得 {}"


def check_words(
    returns: Returns, last_year: Returns, form: Form, year: int
) -> tuple[pd.DataFrame, list[Finding], dict[str, list[NumberInWords]]]:
    """Return outcomes (a row per office, a column per rule), findings, and each office's numbers.

    A statement about a blank or unreadable figure, or an office whose texts could not be found
    at all, is 未评估. Findings stand at the cell of the answer, one for each contradiction.
    """
    outcomes, findings, numbers = [], [], {}
    for account in read_words(returns, last_year, form, year):
        outcomes.append(list(account.outcomes.values()))
        findings += account.findings
        numbers[account.office] = account.numbers
    codes = [rule.message.code for rule in RULES]
    return pd.DataFrame(outcomes, returns.offices, codes, dtype=object), findings, numbers


def read_words(returns: Returns, last_year: Returns, form: Form, year: int) -> Iterator[Account]:
    """Yield what the words of each office came to."""
    reader, indicators = Reader(form.vocabulary, year), read_indicators(form)
    fees = fees_of(form)
    before = certain_numbers(last_year)
    for office, figures in certain_numbers(returns).items():
        account = Account(returns, office, figures, before.get(office, {}))
        words = returns.papers[office].words
        labels = [field.label for field in form.fields if field.kind is FieldKind.PROSE]
        if not all(words[label].spot.cell for label in labels if label in words):
            account.outcomes = dict.fromkeys(account.outcomes, Outcome.UNEVALUATED)
        quantities = Quantities(account, reader)
        for text in _ledgers(returns, office, words):
            quantities.check(text)
            _check_indicators(account, text, indicators, year)
            _check_amounts(account, text, fees, year)
            _check_lists(account, text)
            _check_rates(account, text)
            account.numbers += text.numbers()
        yield account


def _ledgers(returns: Returns, office: str, words: Mapping[str, Wording]) -> Iterator[Ledger]:
    """Yield the answers of an office that are sentences, and whose cells are known."""
    kinds = kinds_of_us("\n".join(wording.text for wording in words.values()))
    for field in returns.form.fields:
        wording = words.get(field.label)
        is_read = field.kind is FieldKind.PROSE or field.choices
        if wording and is_read and wording.spot.cell:
            place = Place(office, returns.files[office], *wording.spot)
            yield Ledger(wording, place, field.topic, kinds)


def _check_amounts(account: Account, text: Ledger, fees: Mapping[str, CellRef], year: int) -> None:
    """Account for amounts of money: what contradicts them is told by the rules on fees."""
    about = next(iter(fees)) if text.topic is Topic.FEE else ""
    charged = list(charges(text.sentences, year, list(fees), about))
    for charge in charged:
        ref = fees[charge.fee]
        figure, measure = account.figures.get(ref), account.form.cells[ref].measure
        agrees = figure is not None and abs(charge.fen - figure) <= charge.exact_to
        is_alone = sum(one.fee == charge.fee for one in charged) == 1
        is_known = figure is not None and charge.is_certain and is_alone
        differs = Agreement.DIFFERS if is_known else Agreement.UNCHECKED
        result = Agreement.AGREES if agrees else differs
        account.judge(result, [ref])
        ground = "表里没有这个数"
        if figure is not None:
            ground = f"{account.named([ref])}是 {measure.written(figure)} {measure.unit}"
        text.settle(charge.sentence, charge.stated, charge.fee, result, ground)


def _check_indicators(
    account: Account, text: Ledger, indicators: Sequence[Indicator], year: int
) -> None:
    for one in stated_indicators(
        text.sentences, text.breakdowns, indicators, Scope(year, account.office)
    ):
        figure = account.figures.get(one.ref)
        name = one.ref.row.replace("/", "／")
        if figure is None:
            account.leave_open(INDICATORS)
            text.settle(one.sentence, one.count, name, Agreement.UNCHECKED, "表里没有这个数")
            continue
        ground = f"{account.named([one.ref])}是 {figure}"
        result = Agreement.AGREES if one.count.number == figure else Agreement.DIFFERS
        account.judge(result, [one.ref])
        text.settle(one.sentence, one.count, name, result, ground)
        if result is Agreement.DIFFERS:
            account.report(
                INDICATORS,
                text,
                (one.sentence, one.count.start),
                str(figure),
                name=name,
                stated=written(one.count.number),
                figures=ground,
                difference=written(abs(one.count.number - figure)),
            )


def _check_lists(account: Account, text: Ledger) -> None:
    for breakdown in text.breakdowns:
        ground = _BY_SUM.format(written(breakdown.sum))
        if breakdown.verdict is Verdict.AGREES:
            text.settle_unnamed(breakdown.where, breakdown.total, ground)
            for part in breakdown.parts:
                text.settle_unnamed(breakdown.sentence, part, ground)
        elif breakdown.verdict is not Verdict.OPEN:
            text.settle(breakdown.where, breakdown.total, "总数", Agreement.DIFFERS, ground)
            account.report(
                LISTS,
                text,
                (breakdown.sentence, _start(breakdown)),
                written(breakdown.sum),
                parts="、".join(written(part.number) for part in breakdown.parts),
                sum=written(breakdown.sum),
                stated=written(breakdown.total.number),
                difference=written(abs(breakdown.sum - breakdown.total.number)),
            )


def _check_rates(account: Account, text: Ledger) -> None:
    for sentence, rate in read_rates(text.sentences, text.breakdowns):
        result = Agreement.AGREES if rate.agrees else Agreement.DIFFERS
        text.settle(sentence, rate.stated, "百分比", result, rate.ground)
        if not rate.agrees:
            account.report(
                RATES,
                text,
                (sentence, rate.stated.start),
                f"{rate.computed}%",
                ground=rate.ground,
                computed=rate.computed,
                stated=rate.stated.number,
                difference=written(abs(rate.computed - rate.stated.number)),
            )


def _start(breakdown: Breakdown) -> int:
    return 0 if breakdown.before else breakdown.total.start

"""Group T: every number in the words is accounted for by the tables, or by other numbers.

A number that its words certainly name, and that nothing explains, is a finding. What the words do
not name, or name in more ways than one, is not checked, and is said to be so: a false alarm costs
more than a miss, and a miss must be seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import NamedTuple

import pandas as pd

from pipeline.findings import Finding, Outcome, Place, Rule
from pipeline.form.model import Form, Quantity
from pipeline.form.said import Meaning
from pipeline.form.section import FieldKind, Topic
from pipeline.form.table import CellRef
from pipeline.prose.changes import Change, read_changes
from pipeline.prose.lists import Breakdown, Verdict
from pipeline.prose.money import charges
from pipeline.prose.naming import Mention, Reader
from pipeline.prose.rates import read_rates
from pipeline.prose.sentences import Sentence, kinds_of_us
from pipeline.prose.statements import Completion, all_done, none_stated
from pipeline.records import Agreement, NumberInWords
from pipeline.returns import Returns, Wording
from pipeline.transform.check.fee import fees_of
from pipeline.transform.check.indicators import Indicator, read_indicators, stated_indicators
from pipeline.transform.check.ledger import Ledger, quoted, written
from pipeline.transform.check.words_rules import (
    CAME,
    CHANGES,
    CLOSED,
    COMPLETION,
    INDICATORS,
    LISTS,
    RATES,
    RESULT,
    RULE_OF,
    RULES,
    TWICE,
)

__all__ = ["RULES", "check_words"]

_MOST_CELLS = 2  # that a finding names one by one
_BY_SUM = "各项相加得 {}"
Numbers = Mapping[CellRef, int | None]


def check_words(
    returns: Returns, last_year: Returns, form: Form, year: int
) -> tuple[pd.DataFrame, list[Finding], dict[str, list[NumberInWords]]]:
    """Return outcomes (a row per office, a column per rule), findings, and each office's numbers.

    A statement about a blank or unreadable figure, or an office whose texts could not be found
    at all, is 未评估. Findings stand at the cell of the answer, one for each contradiction.
    """
    reader, indicators = Reader(form.vocabulary, year), read_indicators(form)
    before = _numbers(last_year)
    outcomes, findings, accounts = [], [], {}
    for office, figures in _numbers(returns).items():
        paper = returns.papers[office]
        known = _Known(figures, before.get(office, {}))
        checked = _Office(returns, office, reader, indicators, known)
        checked.read(paper.words)
        outcomes.append(list(checked.outcomes.values()))
        findings += checked.findings
        accounts[office] = checked.numbers
    codes = [rule.message.code for rule in RULES]
    return pd.DataFrame(outcomes, returns.offices, codes, dtype=object), findings, accounts


def _numbers(returns: Returns) -> dict[str, Numbers]:
    """Return the figures by which words may be judged: None where one is not certain."""
    rows = returns.certain(returns.offices).tolist()
    return {
        office: {
            ref: None if isnan(figure) else int(figure)
            for ref, figure in zip(returns.form.cells, row, strict=True)
        }
        for office, row in zip(returns.offices, rows, strict=True)
    }


class _Known(NamedTuple):
    """The figures by which the words of an office may be judged."""

    now: Numbers
    last_year: Numbers


class _Office:
    """The words of one office against its figures of this year and of last year."""

    def __init__(
        self,
        returns: Returns,
        office: str,
        reader: Reader,
        indicators: Sequence[Indicator],
        known: _Known,
    ) -> None:
        self._returns = returns
        self._office = office
        self._form = form = returns.form
        self._reader = reader
        self._indicators = indicators
        self._fees = fees_of(form)
        self._figures, self._last_year = known
        self._prose = {field.label: field for field in form.fields if field.kind is FieldKind.PROSE}
        self._unknown: dict[tuple[str, bool], Mention] = {}  # said of figures that nobody knows
        self.outcomes = {rule.message.code: Outcome.PASSED for rule in RULES}
        self.findings: list[Finding] = []
        self.numbers: list[NumberInWords] = []

    def read(self, words: Mapping[str, Wording]) -> None:
        """Compare every answer; where one was not found, all rules stay open."""
        if not all(words[label].spot.cell for label in self._prose if label in words):
            self.outcomes = dict.fromkeys(self.outcomes, Outcome.UNEVALUATED)
        for text in self._ledgers(words):
            self._check_tables(text)
            self._check_indicators(text)
            self._check_amounts(text)
            self._check_lists(text)
            self._check_rates(text)
            self.numbers += text.numbers()

    def _ledgers(self, words: Mapping[str, Wording]) -> Iterator[Ledger]:
        kinds = kinds_of_us("\n".join(wording.text for wording in words.values()))
        for label, wording in words.items():
            if label in self._prose and wording.spot.cell:
                place = Place(self._office, self._returns.files[self._office], *wording.spot)
                yield Ledger(wording, place, self._prose[label].topic, kinds)

    # ── against the tables ──────────────────────────────────────────────────

    def _check_tables(self, text: Ledger) -> None:
        topic = self._reader.vocabulary.main if text.topic is Topic.APPLICATIONS else ""
        for context, mentions in self._reader.mentions(text.sentences, topic, self._office):
            text.mentions += mentions
            for mention in (*mentions, *none_stated(context)):
                if mention.means:
                    self._check_mention(mention, text)
            if done := all_done(context, mentions, text.whole):
                self._check_done(context.sentence, done, text)
            for change in read_changes(context, mentions):
                self._check_change(change, text)

    def _check_mention(self, mention: Mention, text: Ledger) -> None:
        meaning = self._form.meanings.get(self._key(mention, text))
        if meaning is None:
            return
        rule = CHANGES if mention.is_last_years else RULE_OF[meaning.kind]
        figures = self._last_year if mention.is_last_years else self._figures
        sums = [_sum(figures, refs) for refs in meaning.readings]
        if mention.number in sums:
            refs = meaning.readings[sums.index(int(mention.number))]
            self._settle(mention, text, meaning, Agreement.AGREES, self._named(refs, meaning))
        elif (
            not mention.sure
            or self._is_of_some(mention, meaning)
            or text.is_sibling(mention, is_part=meaning.kind == RESULT)
        ):
            told = " 或 ".join(str(value) for value in dict.fromkeys(sums) if value is not None)
            ground = f"可能是{meaning.name}，表里是 {told or '空白'}"
            self._settle(mention, text, meaning, Agreement.UNCHECKED, ground)
        elif None in sums:
            self._leave_open(rule)
            self._settle(mention, text, meaning, Agreement.UNCHECKED, "表里没有这个数")
            self._check_twice(mention, text, meaning)
        else:
            self._report_mention(rule, mention, text, meaning, figures)

    def _is_of_some(self, mention: Mention, meaning: Meaning) -> bool:
        """Return whether a result is said of other cases than those that the table counts."""
        quantities = self._form.quantities
        closed = _sum(self._figures, quantities[Quantity.HANDLED])
        before = _sum(self._figures, quantities[Quantity.CARRIED_IN])
        if meaning.kind == CLOSED:  # of those that came in the year
            return mention.whole == "新收" and mention.number + (before or 0) == closed
        return meaning.kind == RESULT and mention.of not in (None, closed)

    def _key(self, mention: Mention, text: Ledger) -> str:
        """Return the key of a quantity; of a part, together with the whole that it is of."""
        vocabulary = self._reader.vocabulary
        if mention.means == vocabulary.either and text.names_before(mention, vocabulary.carried[0]):
            return vocabulary.carried[1]
        whole = self._form.meanings.get(f"{mention.whole}　{mention.means}")
        return f"{mention.whole}　{mention.means}" if whole else mention.means

    def _settle(
        self, mention: Mention, text: Ledger, meaning: Meaning, result: Agreement, ground: str
    ) -> None:
        name = f"去年的{meaning.name}" if mention.is_last_years else meaning.name
        if mention.count:
            text.settle(mention.sentence, mention.count, name, result, ground)
        else:
            text.settle_none(mention, name, result, ground)

    def _report_mention(
        self, rule: Rule, mention: Mention, text: Ledger, meaning: Meaning, figures: Numbers
    ) -> None:
        known = {_sum(figures, refs): refs for refs in reversed(meaning.readings)}
        sums = {value: known[value] for value in reversed(known) if value is not None}
        nearest = min(sums, key=lambda value: abs(value - mention.number))
        year = "上年" if mention.is_last_years else ""
        ground = "；".join(
            f"{year}{self._named(refs, meaning)}是 {value}" for value, refs in sums.items()
        )
        self._settle(mention, text, meaning, Agreement.DIFFERS, ground)
        self._report(
            rule,
            text,
            quoted(mention.sentence, mention.start),
            " 或 ".join(map(str, sums)),
            name=meaning.name,
            stated=written(mention.number),
            figures=ground,
            difference=written(abs(mention.number - nearest)),
        )

    def _check_twice(self, mention: Mention, text: Ledger, meaning: Meaning) -> None:
        """Compare two statements of one fact, where no figure says which is right."""
        first = self._unknown.setdefault((mention.means, mention.is_last_years), mention)
        if first.number != mention.number:
            self._report(
                TWICE,
                text,
                quoted(mention.sentence, mention.start),
                name=meaning.name,
                stated=written(mention.number),
                first=written(first.number),
            )

    def _check_change(self, change: Change, text: Ledger) -> None:
        """Compare a change with the difference to last year's figure."""
        mention, stated = change.of, change.stated
        meaning = self._form.meanings.get(self._key(mention, text))
        if meaning is None:
            return
        thens = [_sum(self._last_year, refs) for refs in meaning.readings]
        known = [then for then in thens if then is not None]
        name = f"{meaning.name}比上年"
        if not known or None in thens:
            self._leave_open(CHANGES)
            text.settle(mention.sentence, stated, name, Agreement.UNCHECKED, "没有上年的数")
            return
        told = [change.since(then) for then in known]
        less = [then > mention.number for then in known]
        ground = " 或 ".join(f"上年是 {then}" for then in dict.fromkeys(known))
        if (stated.number, change.is_less) in zip(told, less, strict=True):
            text.settle(mention.sentence, stated, name, Agreement.AGREES, ground)
            return
        text.settle(mention.sentence, stated, name, Agreement.DIFFERS, ground)
        unit = "%" if stated.unit == "%" else ""
        self._report(
            CHANGES,
            text,
            quoted(mention.sentence, stated.start),
            "" if told[0] is None else f"{'减少' if less[0] else '增加'} {told[0]}{unit}",
            name=name,
            stated=change.said,
            figures=f"{meaning.name}今年写的是 {written(mention.number)}，{ground}",
        )

    def _check_done(self, sentence: Sentence, done: Completion, text: Ledger) -> None:
        carried = self._form.meanings[self._reader.vocabulary.carried[1]]
        over = _sum(self._figures, carried.readings[0])
        quote = quoted(sentence, sentence.text.index(done.saying))
        if done.of_none:
            told = "但写的是 0 件，没有申请可以答复或办结"
            self._report(COMPLETION, text, quote, contradiction=told)
        elif over is None:
            self._leave_open(COMPLETION)
        elif over:
            named = self._named(carried.readings[0], carried)
            told = f"但{named}是 {over}，还有 {over} 件没有办结"
            self._report(COMPLETION, text, quote, f"{over} 件未办结", contradiction=told)

    def _check_amounts(self, text: Ledger) -> None:
        """Account for amounts of money: what contradicts them is told by the rules on fees."""
        fees = self._fees
        about = next(iter(fees)) if text.topic is Topic.FEE else ""
        charged = list(charges(text.sentences, self._reader.year, list(fees), about))
        for charge in charged:
            ref = fees[charge.fee]
            figure, measure = self._figures.get(ref), self._form.cells[ref].measure
            agrees = figure is not None and abs(charge.fen - figure) <= charge.exact_to
            is_alone = sum(one.fee == charge.fee for one in charged) == 1
            is_known = figure is not None and charge.is_certain and is_alone
            differs = Agreement.DIFFERS if is_known else Agreement.UNCHECKED
            result = Agreement.AGREES if agrees else differs
            ground = "表里没有这个数"
            if figure is not None:
                ground = f"{self._named([ref])}是 {measure.written(figure)} {measure.unit}"
            text.settle(charge.sentence, charge.stated, charge.fee, result, ground)

    # ── against indicators, and among themselves ────────────────────────────

    def _check_indicators(self, text: Ledger) -> None:
        for one in stated_indicators(
            text.sentences, text.breakdowns, self._indicators, self._reader.year
        ):
            figure = self._figures.get(one.ref)
            name = one.ref.row.replace("/", "／")
            if figure is None:
                self._leave_open(INDICATORS)
                text.settle(one.sentence, one.count, name, Agreement.UNCHECKED, "表里没有这个数")
                continue
            ground = f"{self._named([one.ref])}是 {figure}"
            result = Agreement.AGREES if one.count.number == figure else Agreement.DIFFERS
            text.settle(one.sentence, one.count, name, result, ground)
            if result is Agreement.DIFFERS:
                self._report(
                    INDICATORS,
                    text,
                    quoted(one.sentence, one.count.start),
                    str(figure),
                    name=name,
                    stated=written(one.count.number),
                    figures=ground,
                    difference=written(abs(one.count.number - figure)),
                )

    def _check_lists(self, text: Ledger) -> None:
        for breakdown in text.breakdowns:
            ground = _BY_SUM.format(written(breakdown.sum))
            if breakdown.verdict is Verdict.AGREES:
                text.settle_unnamed(breakdown.where, breakdown.total, ground)
                for part in breakdown.parts:
                    text.settle_unnamed(breakdown.sentence, part, ground)
            elif breakdown.verdict is not Verdict.OPEN:
                text.settle(breakdown.where, breakdown.total, "总数", Agreement.DIFFERS, ground)
                self._report(
                    LISTS,
                    text,
                    quoted(breakdown.sentence, _start(breakdown)),
                    written(breakdown.sum),
                    parts="、".join(written(part.number) for part in breakdown.parts),
                    sum=written(breakdown.sum),
                    stated=written(breakdown.total.number),
                    difference=written(abs(breakdown.sum - breakdown.total.number)),
                )

    def _check_rates(self, text: Ledger) -> None:
        for sentence, rate in read_rates(text.sentences, text.breakdowns):
            result = Agreement.AGREES if rate.agrees else Agreement.DIFFERS
            text.settle(sentence, rate.stated, "百分比", result, rate.ground)
            if not rate.agrees:
                self._report(
                    RATES,
                    text,
                    quoted(sentence, rate.stated.start),
                    f"{rate.computed}%",
                    ground=rate.ground,
                    computed=rate.computed,
                    stated=rate.stated.number,
                    difference=written(abs(rate.computed - rate.stated.number)),
                )

    # ── words of findings ───────────────────────────────────────────────────

    def _named(self, refs: Sequence[CellRef], meaning: Meaning | None = None) -> str:
        """Return what cells are called, and where they stand; of many, what they are together."""
        if meaning and len(refs) > 1 and meaning.kind != CAME:
            cells = "、".join(map(self._cell, refs[:_MOST_CELLS]))
            return f"{refs[0].table}“{meaning.name}”（{cells}{'等' * (len(refs) > _MOST_CELLS)}）"
        labels = "加".join(f"“{ref.row_and_column}”" for ref in refs)
        return f"表里{labels}（{'、'.join(map(self._cell, refs))}）"

    def _cell(self, ref: CellRef) -> str:
        place = self._returns.place(self._office, ref)
        return f"{place.sheet}!{place.cell}" if place.cell else ref.table

    def _leave_open(self, rule: Rule) -> None:
        if self.outcomes[rule.message.code] is Outcome.PASSED:
            self.outcomes[rule.message.code] = Outcome.UNEVALUATED

    def _report(
        self, rule: Rule, text: Ledger, quote: str, expected: str = "", **facts: object
    ) -> None:
        finding = rule.message.at(text.place, quote, expected, quote=quote, **facts)
        if finding not in self.findings:
            self.findings.append(finding)
        self.outcomes[rule.message.code] = Outcome.FAILED


def _sum(figures: Numbers, refs: Sequence[CellRef]) -> int | None:
    """Return a sum of figures; None where one of them is not known."""
    known = [figure for figure in map(figures.get, refs) if figure is not None]
    return sum(known) if len(known) == len(refs) else None


def _start(breakdown: Breakdown) -> int:
    return 0 if breakdown.before else breakdown.total.start

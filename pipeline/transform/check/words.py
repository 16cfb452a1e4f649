"""Group T: what the words say must be what the tables say.

Only a statement that can be read in no other way is compared: a false alarm costs more than
a miss.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isnan

import pandas as pd

from pipeline.findings import Finding, Outcome, Place, Rule
from pipeline.form.model import Form, Quantity
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.personal import masked
from pipeline.returns import Returns, Wording
from pipeline.transform.check.indicators import (
    Indicator,
    Stated,
    read_indicators,
    stated_indicators,
)
from pipeline.transform.check.words_rules import (
    COMPLETION,
    INDICATORS,
    LISTS,
    RATES,
    RULE_OF,
    RULES,
)
from pipeline.transform.prose.applications import carried, closed, received
from pipeline.transform.prose.claims import READINGS, Claim
from pipeline.transform.prose.completion import read_completion
from pipeline.transform.prose.counts import Sentence, kinds_of_us, read_sentences
from pipeline.transform.prose.decisions import decisions
from pipeline.transform.prose.disputes import disputes
from pipeline.transform.prose.lists import Breakdown, Verdict, read_breakdowns
from pipeline.transform.prose.rates import read_rates

__all__ = ["RULES", "check_words"]

_APPLICATIONS = re.compile("依申请公开")  # in the label of a field: all of it is about them
_QUOTE = 56  # characters of a sentence that a finding shows, with the number among them


def check_words(returns: Returns, form: Form, year: int) -> tuple[pd.DataFrame, list[Finding]]:
    """Outcomes (one row per office, one column per rule) and a finding per contradiction.

    A statement about a blank or unreadable figure, or an office whose texts could not be
    found at all, is 未评估.
    """
    codes = [rule.message.code for rule in RULES]
    indicators = read_indicators(form)
    outcomes, findings = [], []
    certain = returns.certain(returns.offices).tolist()
    for (office, paper), row in zip(returns.papers.items(), certain, strict=True):
        figures = {
            ref: None if isnan(figure) else int(figure)
            for ref, figure in zip(form.cells, row, strict=True)
        }
        check = _Check(office, returns, form, figures, year)
        check.read(paper.words, indicators)
        outcomes.append([check.outcomes[code] for code in codes])
        findings += [finding for code in codes for finding in check.findings(code)]
    return pd.DataFrame(outcomes, returns.offices, codes, dtype=object), findings


@dataclass(frozen=True)
class _Text:
    """One answer of an office, read."""

    whole: str
    place: Place
    topic: bool
    sentences: Sequence[Sentence]
    breakdowns: Sequence[Breakdown]


class _Check:
    """The words of one office against its figures."""

    def __init__(
        self,
        office: str,
        returns: Returns,
        form: Form,
        figures: Mapping[CellRef, int | None],
        year: int,
    ) -> None:
        self._office = office
        self._returns = returns
        self._form = form
        self._figures = figures
        self._year = year
        self._prose = {field.label for field in form.fields if field.kind is FieldKind.PROSE}
        self._found: dict[tuple[str, Place], Finding] = {}
        self.outcomes = {rule.message.code: Outcome.PASSED for rule in RULES}

    def findings(self, code: str) -> Iterator[Finding]:
        """What was found by one rule, at most one finding per text."""
        return (finding for (of, _), finding in self._found.items() if of == code)

    def read(self, words: Mapping[str, Wording], indicators: Sequence[Indicator]) -> None:
        """Compare every answer; without any, all rules stay open."""
        texts = list(self._texts(words))
        if not all(wording.spot.cell for label, wording in words.items() if label in self._prose):
            self.outcomes = dict.fromkeys(self.outcomes, Outcome.UNEVALUATED)
        for text in texts:
            self._check_claims(text)
            self._check_completion(text)
            self._check_lists(text)
            self._check_rates(text)
        if indicators:
            self._check_indicators(texts, indicators)

    def _texts(self, words: Mapping[str, Wording]) -> Iterator[_Text]:
        our_kinds = kinds_of_us("\n".join(wording.text for wording in words.values()))
        for label, (whole, spot) in words.items():
            if label in self._prose and spot.cell:
                sentences = read_sentences(whole, our_kinds)
                yield _Text(
                    whole=whole,
                    place=Place(self._office, self._returns.files[self._office], *spot),
                    topic=bool(_APPLICATIONS.search(label)),
                    sentences=sentences,
                    breakdowns=list(read_breakdowns(sentences)),
                )

    def _check_claims(self, text: _Text) -> None:
        said: list[tuple[Claim, Sentence]] = []
        for sentence in text.sentences:
            said += [(claim, sentence) for claim in self._claims(sentence, topic=text.topic)]
        right = {claim.subject for claim, _ in said if self._agrees(claim)}
        for claim, sentence in said:
            if claim.subject in right:
                continue  # the total stands here as it should; this one is of something else
            sums = [self._sum(refs) for refs in self._readings(claim)]
            if None in sums:
                self._leave_open(RULE_OF[claim.subject])
            else:
                self._report_claim(claim, sentence, text)

    def _claims(self, sentence: Sentence, *, topic: bool) -> Iterator[Claim]:
        yield from received(sentence, self._year, topic=topic)
        yield from closed(sentence, self._year, topic=topic)
        yield from carried(sentence, self._year, topic=topic)
        yield from disputes(sentence, self._year, topic=topic)
        yield from decisions(sentence, self._year)

    def _readings(self, claim: Claim) -> list[tuple[CellRef, ...]]:
        cells = self._form.quantities
        return [
            tuple(ref for quantity in reading for ref in cells[quantity])
            for reading in READINGS[claim.subject]
        ]

    def _agrees(self, claim: Claim) -> bool:
        return any(self._sum(refs) == claim.number for refs in self._readings(claim))

    def _sum(self, refs: Sequence[CellRef]) -> int | None:
        figures = [self._figures.get(ref) for ref in refs]
        known = [figure for figure in figures if figure is not None]
        return sum(known) if known and len(known) == len(figures) else None

    def _report_claim(self, claim: Claim, sentence: Sentence, text: _Text) -> None:
        readings = {self._sum(refs): refs for refs in reversed(self._readings(claim))}
        sums = sorted((value for value in readings if value is not None), key=list(readings).index)
        nearest = min(sums, key=lambda value: abs(value - claim.number))
        at = claim.count.start if claim.count else 0
        self._report(
            RULE_OF[claim.subject],
            text,
            _quote(sentence, at),
            " 或 ".join(str(value) for value in reversed(sums)),
            stated=_written(claim.number),
            figures="；".join(
                f"{self._named(readings[value])}是 {value}" for value in reversed(sums)
            ),
            difference=_written(abs(claim.number - nearest)),
        )

    def _named(self, refs: Sequence[CellRef]) -> str:
        labels = "加".join(f"“{ref.row_and_column}”" for ref in refs)
        return f"表里{labels}（{'、'.join(map(self._cell, refs))}）"

    def _cell(self, ref: CellRef) -> str:
        place = self._returns.place(self._office, ref)
        return f"{place.sheet}!{place.cell}" if place.cell else ref.table

    def _check_completion(self, text: _Text) -> None:
        (left,) = self._form.quantities[Quantity.CARRIED_OUT]
        for sentence in text.sentences:
            said = read_completion(sentence, self._year, text.whole, topic=text.topic)
            if said is None:
                continue
            over = self._figures.get(left)
            at = sentence.text.index(said.saying)
            if said.of_none:
                told = "但写的是 0 件，没有申请可以答复或办结"
                self._report(COMPLETION, text, _quote(sentence, at), contradiction=told)
            elif over is None:
                self._leave_open(COMPLETION)
            elif over:
                told = f"但{self._named([left])}是 {over}，还有 {over} 件没有办结"
                self._report(
                    COMPLETION, text, _quote(sentence, at), f"{over} 件未办结", contradiction=told
                )

    def _check_indicators(self, texts: Sequence[_Text], indicators: Sequence[Indicator]) -> None:
        said: list[tuple[Stated, _Text]] = []
        for text in texts:
            stated = stated_indicators(text.sentences, text.breakdowns, indicators, self._year)
            said += [(one, text) for one in stated]
        right = {one.ref for one, _ in said if one.count.number == self._figures.get(one.ref)}
        for one, text in said:
            figure = self._figures.get(one.ref)
            if one.ref in right:
                continue
            if figure is None:
                self._leave_open(INDICATORS)
                continue
            self._report(
                INDICATORS,
                text,
                _quote(one.sentence, one.count.start),
                str(figure),
                stated=_written(one.count.number),
                figures=f"{self._named([one.ref])}是 {figure}",
                difference=_written(abs(one.count.number - figure)),
            )

    def _check_lists(self, text: _Text) -> None:
        for breakdown in text.breakdowns:
            if breakdown.verdict in (Verdict.EXCEEDS, Verdict.FALLS_SHORT):
                self._report(
                    LISTS,
                    text,
                    _quote(breakdown.sentence, _start(breakdown)),
                    _written(breakdown.sum),
                    parts="、".join(_written(part.number) for part in breakdown.parts),
                    sum=_written(breakdown.sum),
                    stated=_written(breakdown.total.number),
                    difference=_written(abs(breakdown.sum - breakdown.total.number)),
                )

    def _check_rates(self, text: _Text) -> None:
        for sentence, rate in read_rates(text.sentences, text.breakdowns):
            if not rate.agrees:
                self._report(
                    RATES,
                    text,
                    _quote(sentence, rate.stated.start),
                    f"{rate.computed}%",
                    part=_written(rate.part.number),
                    total=_written(rate.total.number),
                    computed=rate.computed,
                    stated=rate.stated.number,
                    difference=_written(abs(rate.computed - rate.stated.number)),
                )

    def _leave_open(self, rule: Rule) -> None:
        if self.outcomes[rule.message.code] is Outcome.PASSED:
            self.outcomes[rule.message.code] = Outcome.UNEVALUATED

    def _report(
        self, rule: Rule, text: _Text, quote: str, expected: str = "", **facts: object
    ) -> None:
        code = rule.message.code
        finding = rule.message.at(text.place, quote, expected, quote=quote, **facts)
        self._found.setdefault((code, text.place), finding)
        self.outcomes[code] = Outcome.FAILED


def _start(breakdown: Breakdown) -> int:
    in_sentence = any(count is breakdown.total for count in breakdown.sentence.counts)
    return breakdown.total.start if in_sentence else 0


def _quote(sentence: Sentence, at: int) -> str:
    """The sentence, or as much of it around a place as a finding shows."""
    text = masked(sentence.written)
    if len(text) <= _QUOTE:
        return text
    start = max(0, min(at - _QUOTE // 2, len(text) - _QUOTE))
    cut = text[start : start + _QUOTE]
    return f"{'…' * (start > 0)}{cut}{'…' * (start + _QUOTE < len(text))}"


def _written(number: Decimal) -> str:
    """12 for 12.0, and no exponent."""
    return f"{number.normalize():f}"

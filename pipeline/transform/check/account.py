"""What the words of one office came to: outcomes, findings, and each of its numbers."""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan

from pipeline.findings import Finding, Outcome, Rule
from pipeline.form.said import Meaning
from pipeline.form.table import CellRef
from pipeline.prose.sentences import Sentence
from pipeline.records import Agreement, NumberInWords
from pipeline.returns import Returns
from pipeline.transform.check.ledger import Ledger, quoted
from pipeline.transform.check.words_rules import CAME, RULES

_MOST_CELLS = 2  # that a finding names one by one
Numbers = Mapping[CellRef, int | None]  # None: not certain


def certain_numbers(returns: Returns) -> dict[str, Numbers]:
    """Return the figures by which an office may be judged: None where one is not certain."""
    rows = returns.certain(returns.offices).tolist()
    return {
        office: {
            ref: None if isnan(figure) else int(figure)
            for ref, figure in zip(returns.form.cells, row, strict=True)
        }
        for office, row in zip(returns.offices, rows, strict=True)
    }


class Account:
    """One office, its figures of this year and of last year, and what its words came to."""

    def __init__(self, returns: Returns, office: str, figures: Numbers, last_year: Numbers) -> None:
        self.form = returns.form
        self.office = office
        self.figures = figures
        self.last_year = last_year
        self.outcomes = {rule.message.code: Outcome.PASSED for rule in RULES}
        self.findings: list[Finding] = []
        self.numbers: list[NumberInWords] = []
        self.confirmed: set[CellRef] = set()  # cells whose sum the words state as it is
        self.contradicted: set[CellRef] = set()  # cells whose sum the words state otherwise
        self._returns = returns

    def leave_open(self, rule: Rule) -> None:
        """Note that a rule could not judge a statement, unless it failed by another."""
        if self.outcomes[rule.message.code] is Outcome.PASSED:
            self.outcomes[rule.message.code] = Outcome.UNEVALUATED

    def judge(self, result: Agreement, refs: Iterable[CellRef]) -> None:
        """Note whether the words state the sum of some cells as it is."""
        if result is Agreement.AGREES:
            self.confirmed.update(refs)
        elif result is Agreement.DIFFERS:
            self.contradicted.update(refs)

    def report(
        self,
        rule: Rule,
        text: Ledger,
        where: tuple[Sentence, int],
        expected: str = "",
        **facts: object,
    ) -> None:
        """Note a contradiction, once; where: a sentence, and the place in it that is quoted."""
        quote = quoted(*where)
        finding = rule.message.at(text.place, quote, expected, quote=quote, **facts)
        if finding not in self.findings:
            self.findings.append(finding)
        self.outcomes[rule.message.code] = Outcome.FAILED

    def named(self, refs: Sequence[CellRef], meaning: Meaning | None = None) -> str:
        """Return what cells are called, and where they stand; of many, what they are together."""
        if meaning and len(refs) > 1 and meaning.kind != CAME:
            cells = "、".join(map(self._cell, refs[:_MOST_CELLS]))
            return f"{refs[0].table}“{meaning.name}”（{cells}{'等' * (len(refs) > _MOST_CELLS)}）"
        labels = "加".join(f"“{ref.row_and_column}”" for ref in refs)
        return f"表里{labels}（{'、'.join(map(self._cell, refs))}）"

    def _cell(self, ref: CellRef) -> str:
        place = self._returns.place(self.office, ref)
        return f"{place.sheet}!{place.cell}" if place.cell else ref.table


def total(figures: Numbers, refs: Sequence[CellRef]) -> int | None:
    """Return a sum of figures; None where one of them is not certain."""
    known = [figure for figure in map(figures.get, refs) if figure is not None]
    return sum(known) if len(known) == len(refs) else None

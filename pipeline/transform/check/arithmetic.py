"""Group A: what must add up. All rules for all offices are one matrix product."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.findings import BY_WEIGHT, Finding
from pipeline.form.model import Constraint, Form, Sums
from pipeline.form.table import CellRef
from pipeline.returns import Flags, Returns

Whole: TypeAlias = npt.NDArray[np.int64]

_PASSED, _UNEVALUATED, _FAILED = range(len(BY_WEIGHT))  # an outcome as its position there
_FIGURE, _STATED, _LAST_YEAR = range(3)


def check_arithmetic(
    returns: Returns, last_year: Returns, form: Form
) -> tuple[pd.DataFrame, list[Finding]]:
    """Outcomes (one row per office, one column per rule code) and a finding per broken sum.

    Last year's figures, and the totals as a return states them, are more columns of the same
    matrix, `<NA>` for an office without last year. A constraint with a blank or unreadable
    operand is 未评估, never passed.
    """
    claims = _collect_claims(form)
    operands = _operands(returns, last_year)
    verdicts = _verdicts([claim for _, claim in claims], operands)
    weaker = _verdicts([claim.instead or claim for _, claim in claims], operands)
    final = np.where(verdicts == _UNEVALUATED, weaker, verdicts)
    findings = []
    for row, at in np.argwhere(_to_tell(final == _FAILED, claims, form)):
        rule, claim = claims[at]
        applied = claim if verdicts[row, at] == _FAILED else claim.instead or claim
        office = pd.Series(operands.figures[row], operands.names, name=returns.offices[row])
        findings.append(_finding(rule, applied, office, returns, form))
    return _outcomes(final, [rule for rule, _ in claims], returns, form), findings


def _to_tell(broken: Flags, claims: Sequence[tuple[Sums, Constraint]], form: Form) -> Flags:
    """Return which broken claims (a row per office) say more than others that are told.

    A balance of totals says nothing beside those of its parts, and a figure that must be 0 is
    told once, not again by sums that it is part of.
    """
    told = broken.copy()
    zeros = {claim.left[0]: at for at, (_, claim) in enumerate(claims) if claim.is_of_zero}
    position = {(id(rule), claim.where): at for at, (rule, claim) in enumerate(claims)}
    for at, (rule, claim) in enumerate(claims):
        parts = () if claim.stated else form.cells[claim.where].sums
        others = [position[id(rule), part] for part in parts if (id(rule), part) in position]
        if not claim.is_of_zero:
            others += [zeros[ref] for ref in (*claim.left, *claim.right) if ref in zeros]
        told[:, at] &= ~broken[:, others].any(axis=1)
    return told


class BlankInputs:
    """The blank inputs of a batch, as the sums of a form see them.

    Every matrix has a row per office and a column per cell of the form. What an office is excused
    from (`accepted`: office and code) says nothing.
    """

    def __init__(
        self,
        returns: Returns,
        last_year: Returns,
        form: Form,
        accepted: Collection[tuple[str, str]],
    ) -> None:
        every = _collect_claims(form)
        every += [(rule, claim.instead) for rule, claim in every if claim.instead]
        # A balance of totals says nothing that those of its parts do not say more exactly.
        of_inputs = [(r, c) for r, c in every if c.stated or not form.cells[c.where].is_total]
        self._claims = [claim for _, claim in of_inputs]
        operands = _operands(returns, last_year)
        inputs = np.array([not cell.is_total for cell in form.cells.values()])
        self.blank: Flags = returns.blank & inputs
        operands.unknown[:, : len(inputs)] &= ~self.blank
        self._operands = operands
        self._coefficients = _coefficients(self._claims, operands.names)
        self._speaks = np.array(
            [
                [(office, rule.message.code) not in accepted for rule, _ in of_inputs]
                for office in returns.offices
            ]
        )

    def impossible(self) -> Flags:
        """Return which blanks cannot be 0: a sum that they are part of would be wrong."""
        broken = _verdicts(self._claims, self._operands) == _FAILED
        return self._in(broken & self._speaks)

    def needed(self, zeros: Flags) -> Flags:
        """Return which blanks must be 0, as figures have no sign; zeros: what is known to be 0."""
        known = self._operands.unknown @ np.abs(self._coefficients) == 0
        closed = known & self._speaks & (self._operands.figures @ self._coefficients == 0)
        inputs = self._coefficients[: self.blank.shape[1]]
        at_most = np.array([claim.at_most for claim in self._claims], dtype=bool)
        settled = self.blank & zeros
        while True:
            rest = (self.blank & ~settled).astype(np.int64)
            more, less = rest @ np.maximum(inputs, 0) > 0, rest @ np.maximum(-inputs, 0) > 0
            one_sided = (more & ~less) | (less & ~more & ~at_most)
            found = self._in(closed & one_sided) & ~settled
            if not found.any():
                return settled
            settled |= found

    def _in(self, claims: Flags) -> Flags:
        """Return which blanks are part of some claims."""
        inputs = np.abs(self._coefficients[: self.blank.shape[1]])
        flags: Flags = self.blank & (claims.astype(np.int64) @ inputs.T > 0)
        return flags


def _collect_claims(form: Form) -> list[tuple[Sums, Constraint]]:
    """Return what the rules of a form demand, each with its rule."""
    return [(rule, claim) for rule in form.rules for claim in rule.constraints(form)]


class _Operands(NamedTuple):
    """Figures, totals as stated, and last year's figures side by side: a row per office."""

    names: list[tuple[Any, ...]]  # (which of the three, table, row, column)
    figures: Whole  # 0 where blank
    unknown: Whole  # 1 where blank or unreadable


def _operands(returns: Returns, last_year: Returns) -> _Operands:
    offices = returns.offices
    figures = [returns.known(offices), returns.claimed(offices), last_year.known(offices)]
    judged = [returns.certain(offices), *figures[1:]]
    return _Operands(
        names=[
            (which, *ref) for which in (_FIGURE, _STATED, _LAST_YEAR) for ref in returns.form.cells
        ],
        figures=np.nan_to_num(np.hstack(figures)).astype(np.int64),
        unknown=np.isnan(np.hstack(judged)).astype(np.int64),
    )


def _verdicts(claims: Sequence[Constraint], operands: _Operands) -> Whole:
    """One row per office, one column per claim: which of `BY_WEIGHT` it comes to."""
    coefficients = _coefficients(claims, operands.names)
    residuals = operands.figures @ coefficients
    unknown = operands.unknown @ np.abs(coefficients) > 0
    at_most = np.array([claim.at_most for claim in claims], dtype=bool)
    broken = np.where(at_most, residuals > 0, residuals != 0)
    return np.where(unknown, _UNEVALUATED, np.where(broken, _FAILED, _PASSED))


def _coefficients(claims: Sequence[Constraint], columns: list[tuple[Any, ...]]) -> Whole:
    """One column per claim: +1 for each cell on its left side, -1 for each on its right."""
    position = {column: at for at, column in enumerate(columns)}
    coefficients = np.zeros((len(columns), len(claims)), dtype=np.int64)
    for at, claim in enumerate(claims):
        for ref in claim.left:
            coefficients[position[_FIGURE, *ref], at] += 1
        for ref in claim.stated:
            coefficients[position[_STATED, *ref], at] += 1
        for ref in claim.right:
            coefficients[position[_FIGURE, *ref], at] -= 1
        for ref in claim.last_year:
            coefficients[position[_LAST_YEAR, *ref], at] -= 1
    return coefficients


def _finding(
    rule: Sums, claim: Constraint, office: "pd.Series[int]", returns: Returns, form: Form
) -> Finding:
    left = _sum(claim.left, office, _FIGURE) + _sum(claim.stated, office, _STATED)
    right = _sum(claim.right, office, _FIGURE) + _sum(claim.last_year, office, _LAST_YEAR)
    written = form.cells[claim.where].measure.written
    value, expected = written(left), written(right)
    return rule.message.at(
        returns.place(str(office.name), claim.where),
        value=f"{claim.left_name}＝{value}" if claim.left_name else value,
        expected="".join(
            (
                "不大于 " if claim.at_most else "",
                f"{claim.right_name}＝" * bool(claim.right_name),
                expected,
            )
        ),
        row=claim.where.row,
        column=claim.where.column,
        row_and_column=claim.where.row_and_column,
        left=value,
        right=expected,
        left_name=claim.left_name,
        right_name=claim.right_name,
        difference=written(abs(left - right)),
    )


def _sum(refs: Sequence[CellRef], office: "pd.Series[int]", which: int) -> int:
    return sum(int(office[(which, *ref)]) for ref in refs)


def _outcomes(verdicts: Whole, rules: Sequence[Sums], returns: Returns, form: Form) -> pd.DataFrame:
    """What each rule comes to; a rule that demands nothing here is passed."""
    by_rule = {rule.message.code: np.zeros(len(verdicts), dtype=np.int64) for rule in form.rules}
    for at, rule in enumerate(rules):
        code = rule.message.code
        by_rule[code] = np.maximum(by_rule[code], verdicts[:, at])
    weights = pd.DataFrame(by_rule, index=returns.offices)
    return weights.map(BY_WEIGHT.__getitem__)

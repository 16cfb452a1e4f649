"""Every rule there is, and every check in its order; what a district accepts is 已说明."""

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.acceptance import explain
from pipeline.district import District, Waiver
from pipeline.findings import Finding, Outcome, Rule
from pipeline.form.model import Form
from pipeline.form.section import OPEN_SPOT, FieldKind
from pipeline.records import NumberInWords
from pipeline.returns import Returns
from pipeline.transform.check import last_year as years
from pipeline.transform.check import personal, plausible, signed, wording, words
from pipeline.transform.check.arithmetic import check_arithmetic
from pipeline.transform.copies import Alike


def all_rules(form: Form) -> list[Rule]:
    """The catalogue, by code."""
    groups = (years, words, wording, personal, plausible)
    rules = [*form.rules, *(rule for group in groups for rule in group.RULES), signed.RULE]
    return sorted(rules, key=lambda rule: rule.message.code)


def check_all(
    returns: Returns,
    last_year: Returns,
    district: District,
    form: Form,
    year: int,
    alike: Mapping[str, Alike],
) -> tuple[pd.DataFrame, list[Finding], Mapping[str, Sequence[NumberInWords]]]:
    """Return outcomes, the findings of all rules, and what each number in words came to.

    Outcomes have one row per office and one column per rule, by its code.
    alike: office → what other offices of the round have, too (W08, Q09).
    """
    copies = {office: own.copies for office, own in alike.items()}
    outcomes_of_words, found_in_words, numbers = words.check_words(returns, last_year, form, year)
    groups: Sequence[tuple[pd.DataFrame, list[Finding]]] = (
        check_arithmetic(returns, last_year, form),
        years.check_last_year(returns, last_year, district, form),
        (outcomes_of_words, found_in_words),
        plausible.check_plausible(returns, last_year, district.checks, form, alike),
        wording.check_wording(returns, district, form, year, copies),
        personal.check_personal(returns, form),
        signed.check_signed(returns, form, year),
    )
    outcomes = pd.concat([outcome for outcome, _ in groups], axis=1)
    findings = [finding for _, found in groups for finding in found]
    codes = [rule.message.code for rule in all_rules(form)]
    told = _of_words(outcomes[codes], returns, form)
    return *_waived(told, findings, district.waiver), numbers


def _of_words(outcomes: pd.DataFrame, returns: Returns, form: Form) -> pd.DataFrame:
    """What is asked of words cannot be kept where there is not one: that is 未评估.

    A sentence that the template ends by itself says nothing of the office.
    """
    silent = silent_offices(returns, form)
    rules = (*words.RULES, *wording.RULES, *personal.RULES)
    codes = [rule.message.code for rule in rules]
    passed = outcomes.loc[silent, codes] == Outcome.PASSED
    outcomes.loc[silent, codes] = outcomes.loc[silent, codes].mask(passed, Outcome.UNEVALUATED)
    return outcomes


def silent_offices(returns: Returns, form: Form) -> list[str]:
    """Return the offices that wrote not one sentence of their own."""
    own = [
        field.label
        for field in form.fields
        if field.kind is FieldKind.PROSE and (not field.start or OPEN_SPOT in field.start)
    ]
    return [
        office
        for office, paper in returns.papers.items()
        if not any(paper.words[label].text for label in own)
    ]


def _waived(
    outcomes: pd.DataFrame, findings: Sequence[Finding], waivers: Sequence[Waiver]
) -> tuple[pd.DataFrame, list[Finding]]:
    """未通过 becomes 已说明 where the district says so; the finding stays, with the reason."""
    reasons = {(waiver.office, waiver.rule): waiver.reason for waiver in waivers}
    told = []
    for finding in findings:
        reason = reasons.get((finding.place.office, finding.code))
        told.append(explain(finding, reason) if reason else finding)
        if reason:
            outcomes.loc[finding.place.office, finding.code] = Outcome.EXPLAINED
    return outcomes, told

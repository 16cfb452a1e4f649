"""Group Q: what adds up and yet makes a reviewer ask.

A question is asked of each office by itself. It is open where a figure that it needs is blank or
unreadable, and one against last year where there is none.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import pandas as pd

from pipeline.district import Checks
from pipeline.findings import BY_WEIGHT, Finding, Level, Message, Outcome, Rule, Trait
from pipeline.form.model import Form, Quantity
from pipeline.form.said import Reading
from pipeline.form.section import Topic
from pipeline.form.table import Measure, Table
from pipeline.returns import Returns
from pipeline.transform.check.account import Numbers, certain_numbers, total
from pipeline.transform.copies import Alike
from pipeline.transform.fingerprints import is_telling

_PRACTICE = "数据审核的通行做法"
_CHECK = "请核对；属实的，写明原因。"
_FEW = 3  # 件; a share of fewer says nothing
_WANYUAN = 10**Measure.WANYUAN.digits
_NOTICE = re.compile(
    "(?:收费|缴费|缴纳|交费)[^。；\n]{0,20}(?:通知|告知)|(?:通知|告知)[^。；\n]{0,20}(?:缴|交费|收费)|逾期[^。；\n]{0,6}(?:缴|交费)"
)

FEES = Rule(
    message=Message(
        "Q01", Level.WARNING, "{name}填了 {now} 万元{then}，像是单位或小数点错了。", _CHECK
    ),
    holds="表二收费金额不到 most_fee 万元，也不到上年的 fee_times 倍。",
    source=_PRACTICE,
)
OVERDUE = Rule(
    message=Message(
        "Q02",
        Level.WARNING,
        "表三有 {count} 件因逾期未缴费不再处理，第六部分却没有提到收费通知。",
        "请核对是不是填错了行；发过收费通知的，请在第六部分写明。",
    ),
    holds="表三填了逾期未缴费的，第六部分写到收费通知。",
    source="《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
)
OTHERWISE = Rule(
    message=Message(
        "Q03",
        Level.WARNING,
        "其他处理 {count} 件，超过办结 {whole} 件的 {share:.0%}。",
        "请核对能不能归入（一）至（五）；属实的，写明是什么情形。",
    ),
    holds="表三其他处理不超过办结的 others_share。",
    source="国办公开办函〔2021〕30号：其他处理只填前面各项不能归入的",
)
SUED = Rule(
    message=Message(
        "Q04", Level.WARNING, "复议后起诉 {suits} 件，行政复议连同上年的只有 {reviews} 件。", _CHECK
    ),
    holds="表四复议后起诉不多于行政复议（连同上年的）。",
    source="先有复议，才有复议后起诉",
)
SECRETS = Rule(
    message=Message(
        "Q05",
        Level.WARNING,
        "“属于国家秘密”填了 {count} 件，街道一般没有。",
        "请核对是不是填错了行；属实的，写明原因。",
    ),
    holds="表三没有以属于国家秘密为由不予公开的。",
    source="《中华人民共和国保守国家秘密法》：街道没有定密权",
)
DOCUMENTS = Rule(
    message=Message(
        "Q06",
        Level.WARNING,
        "本年制发行政规范性文件 {count} 件，街道一般没有这么多。",
        "一般的通知、方案不是规范性文件，请核对；属实的，写明原因。",
    ),
    holds="表二本年制发行政规范性文件不多于 most_documents 件。",
    source=_PRACTICE,
)
PENDING = Rule(
    message=Message(
        "Q07",
        Level.WARNING,
        "上年尚未审结的{name} {then} 件，本年一共只有 {now} 件。",
        "上年没有审结的也要填：审结了的填结果，没有的还填尚未审结。",
        Trait.LAST_YEAR,
    ),
    holds="上年尚未审结的复议、诉讼，本年表四里都有。",
    source="两年年报的衔接关系",
)
CARRIED = Rule(
    message=Message(
        "Q08",
        Level.NOTE,
        "结转下年度 {count} 件，占要办的 {whole} 件的 {share:.0%} 以上。",
        "请核对有没有超过答复期限的；属实的不用改。",
    ),
    holds="结转下年度的不到新收加上年结转的 carried_share。",
    source="《中华人民共和国政府信息公开条例》第三十三条：二十个工作日内答复",
)
SAME = Rule(
    message=Message(
        "Q09",
        Level.WARNING,
        "{table}与{whose}的每一格都一样。",
        "请核对是不是用错了表；确实一样的，写明原因。",
    ),
    holds="没有一张表与上年或者别的街道的完全一样；不为 0 的不到 4 格的不算。",
    source="审核的通行做法：照搬的退回",
)
RULES = (FEES, OVERDUE, OTHERWISE, SUED, SECRETS, DOCUMENTS, PENDING, CARRIED, SAME)


class Reviewed(NamedTuple):
    """One office, as questions see it.

    now, then: the figures of this year and of last year; None where one is not known.
    same: table → the other offices in which each figure is the same.
    on_fees: the answers of section 六.
    """

    now: Numbers
    then: Numbers
    same: Mapping[str, str]
    on_fees: str


class Question(NamedTuple):
    """What is asked, of sums of this year's figures and of sums of last year's.

    A finding stands at the largest input of the first sum. ask: from an office, the scales of the
    district and the sums in their order, the facts of the message; None where all is well.
    """

    rule: Rule
    now: Sequence[Reading]
    then: Sequence[Reading]
    ask: Callable[..., Mapping[str, object] | None]


def check_plausible(
    returns: Returns, last_year: Returns, scales: Checks, form: Form, alike: Mapping[str, Alike]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Return outcomes (a row per office, a column per rule of group Q) and findings."""
    questions, before = list(_questions(form)), certain_numbers(last_year)
    on_fees = [field.label for field in form.fields if field.topic in (Topic.FEE, Topic.OTHER)]
    outcomes, findings = [], []
    for name, now in certain_numbers(returns).items():
        texts = returns.texts_of(name)
        same = alike[name].tables if name in alike else {}
        said = "\n".join(texts[label] for label in on_fees)
        office = Reviewed(now, before.get(name, {}), same, said)
        row = {rule.message.code: Outcome.PASSED for rule in RULES}
        for question in questions:
            outcome, facts = _answer(question, office, scales)
            code = question.rule.message.code
            row[code] = max(row[code], outcome, key=BY_WEIGHT.index)
            if facts:
                inputs = [part for ref in question.now[0] for part in form.inputs(ref)]
                ref = max(inputs, key=lambda one: now[one] or 0)
                value = form.cells[ref].measure.written(now[ref] or 0)
                place = returns.place(name, ref)
                findings.append(question.rule.message.at(place, value, "", **facts))
        outcomes.append(list(row.values()))
    codes = [rule.message.code for rule in RULES]
    return pd.DataFrame(outcomes, returns.offices, codes, dtype=object), findings


def _answer(
    question: Question, office: Reviewed, scales: Checks
) -> tuple[Outcome, Mapping[str, object] | None]:
    """Return what a question comes to, and the facts of its finding, if there is one."""
    now = [total(office.now, refs) for refs in question.now]
    then = [total(office.then, refs) for refs in question.then]
    if None in now or None in then:
        is_optional = None not in now and Trait.LAST_YEAR not in question.rule.message.traits
        return Outcome.PASSED if is_optional else Outcome.UNEVALUATED, None
    facts = question.ask(office, scales, *now, *then)
    return Outcome.FAILED if facts else Outcome.PASSED, facts


# ── the questions ────────────────────────────────────────────────────────────


def _questions(form: Form) -> Iterator[Question]:
    """Yield the questions that a form can answer."""
    quantities, meanings = form.quantities, form.meanings

    def of(key: str) -> Reading:
        return meanings[key].readings[0] if key in meanings and meanings[key].readings else ()

    for cell in form.cells.values():
        if cell.measure is Measure.WANYUAN:
            name = cell.ref.row.rpartition("/")[2]
            yield Question(FEES, [(cell.ref,)], [], partial(_large, name=name))
            yield Question(FEES, [(cell.ref,)], [(cell.ref,)], partial(_larger, name=name))
    handled = quantities[Quantity.HANDLED]
    to_handle = (*quantities[Quantity.NEW], *quantities[Quantity.CARRIED_IN])
    reviews = quantities[Quantity.REVIEWS]
    suits = of("诉讼复议后起诉")
    single = [
        Question(OVERDUE, [of("（六）2.")], [], _without_notice),
        Question(OTHERWISE, [of("其他处理"), handled], [], _many_others),
        Question(SUED, [suits, reviews], [], partial(_more_suits, refs=reviews)),
        Question(SECRETS, [of("（三）1.")], [], lambda _, __, count: _if(count, count=count)),
        Question(DOCUMENTS, [quantities[Quantity.MADE]], [], _many_documents),
        Question(CARRIED, [quantities[Quantity.CARRIED_OUT], to_handle], [], _many_carried),
        *(
            Question(PENDING, [of(every)], [of(pending)], partial(_vanished, name=every))
            for every, pending in (("复议", "复议尚未审结"), ("诉讼", "诉讼尚未审结"))
        ),
    ]
    yield from (question for question in single if all((*question.now, *question.then)))
    for table in form.tables:
        if not table.is_list:
            inputs = tuple(cell.ref for cell in table.cells if not cell.is_total)
            yield Question(SAME, [inputs], [], partial(_same_as_others, table=table.name))
            yield Question(SAME, [inputs], [inputs], partial(_same_as_before, table=table))


def _if(holds: object, **facts: object) -> Mapping[str, object] | None:
    return facts if holds else None


def _large(_: Reviewed, scales: Checks, now: int, *, name: str) -> Mapping[str, object] | None:
    written = Measure.WANYUAN.written(now)
    return _if(now >= scales.most_fee * _WANYUAN, name=name, now=written, then="")


def _larger(
    _: Reviewed, scales: Checks, now: int, then: int, *, name: str
) -> Mapping[str, object] | None:
    is_far = then and max(then * scales.fee_times, _WANYUAN) <= now < scales.most_fee * _WANYUAN
    before = f"，上年是 {Measure.WANYUAN.written(then)} 万元"
    return _if(is_far, name=name, now=Measure.WANYUAN.written(now), then=before)


def _without_notice(office: Reviewed, _: Checks, count: int) -> Mapping[str, object] | None:
    return _if(count and not _NOTICE.search(office.on_fees), count=count)


def _many_others(
    _: Reviewed, scales: Checks, count: int, whole: int
) -> Mapping[str, object] | None:
    is_large = count >= _FEW and count > scales.others_share * whole
    return _if(is_large, count=count, whole=whole, share=scales.others_share)


def _more_suits(
    office: Reviewed, _: Checks, suits: int, reviews: int, *, refs: Reading
) -> Mapping[str, object] | None:
    """A suit of this year may follow a review of last year."""
    before = total(office.then, refs) or 0
    return _if(suits > reviews + before, suits=suits, reviews=reviews + before)


def _many_documents(_: Reviewed, scales: Checks, count: int) -> Mapping[str, object] | None:
    return _if(count > scales.most_documents, count=count)


def _many_carried(
    _: Reviewed, scales: Checks, count: int, whole: int
) -> Mapping[str, object] | None:
    is_large = count >= _FEW and count >= scales.carried_share * whole
    return _if(is_large, count=count, whole=whole, share=scales.carried_share)


def _vanished(
    _: Reviewed, __: Checks, now: int, then: int, *, name: str
) -> Mapping[str, object] | None:
    return _if(then > now, name=f"行政{name}", then=then, now=now)


def _same_as_others(office: Reviewed, *_: object, table: str) -> Mapping[str, object] | None:
    return _if(table in office.same, table=table, whose=office.same.get(table, ""))


def _same_as_before(office: Reviewed, *_: object, table: Table) -> Mapping[str, object] | None:
    inputs = [cell.ref for cell in table.cells if not cell.is_total]
    own = [office.now[ref] for ref in inputs]
    is_same = is_telling(own) and own == [office.then.get(ref) for ref in inputs]
    return _if(is_same, table=table.name, whose="本街道上年")

"""W05 and T09: what the words say of fees, against their amounts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import pandas as pd

from pipeline.findings import Level, Message, Place, Rule, shorten
from pipeline.form.model import Form, Quantity
from pipeline.form.section import Topic
from pipeline.form.table import CellRef, Measure
from pipeline.records import Returns
from pipeline.transform.check.answers import Answer, Check, Defect, Office, any_lost
from pipeline.transform.prose.counts import read_sentences
from pipeline.transform.prose.money import Charge, charges

RULE = Rule(
    message=Message(
        "W05",
        Level.WARNING,
        "{what}",
        "{fix}",
    ),
    holds="第六部分写明信息处理费；文字里的金额等于填的金额，没有收取的为 0；是 10 元的整数倍。",
    source="《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
)
CHARGES = Rule(
    message=Message("T09", Level.WARNING, "{what}", "{fix}"),
    holds="文字中行政事业性收费的金额，等于表二。",
    source="同一份报告里文字与表格应当一致",
)

SPOKEN_OF = re.compile("处理费|收费|费用|收取")

_NONE_CHARGED = re.compile(
    "(?:未|没有|没|无|不|均未|未曾)(?:有|发生|产生|涉及|收取|收|征收|需|要|向[^，。；,;\n]{0,20}收取)"
    "[^，。；,;\n0-9]{0,20}(?:费|费用)|无[^，。；,;\n]{0,8}处理费|处理费[^，。；,;\n0-9]{0,10}"
    "(?:0|零|０)(?:\\.0+)?元|处理费[^，。；,;\n]{0,6}(?:为0|为零|未收取|没有收取|未产生|未发生)"
)
_STEP = 1_000  # 分: the tariff knows only multiples of 10 yuan


class _Amount(NamedTuple):
    """What a cell of money holds, in 分, None where blank or unreadable, and where it stands."""

    fen: int | None
    place: Place
    measure: Measure

    @property
    def shown(self) -> str:
        """The amount as its cell writes it."""
        return f"{self.measure.written(self.fen or 0)} {self.measure.unit}"


Amounts = Mapping[str, Mapping[str, _Amount]]  # office → name of the fee → its cell


@dataclass(frozen=True)
class _Fees:
    """The amounts in the cells of all offices. fee: what W05 is about; others: what T09 is."""

    amounts: Amounts
    fee: str
    others: tuple[str, ...]
    year: int

    def handling(self, office: Office) -> Iterator[Defect]:
        """W05: the fee is mentioned, none beside no amount, the same amount, a possible one."""
        (answer,) = office.about(Topic.FEE)
        amount = self.amounts[office.name][self.fee]
        text = "\n".join(one.text for one in office.about(Topic.FEE, Topic.OTHER))
        if answer.text and not SPOKEN_OF.search(text):
            yield _defect(
                answer.place,
                answer.text,
                "第六部分没有提到信息处理费。",
                "请写明收取情况，没有收取也要写明，如：本年度没有收取信息处理费。",
            )
        elif amount.fen and (none := _NONE_CHARGED.search(text)):
            yield _defect(
                answer.place,
                none[0],
                f"文字说没有收取信息处理费（“{none[0]}”），金额一格却填了 {amount.shown}。",
                "请核实：没有收取的，把金额改为 0；收取了的，请写明，如：收取信息处理费 100 元。",
            )
        else:
            yield from self._told(office, RULE, (self.fee,))
        if amount.fen and amount.fen % _STEP:
            yield _defect(
                amount.place,
                amount.shown,
                f"信息处理费 {amount.shown}不是 10 元的整数倍，收费标准算不出这个数。",
                "请核对单位和金额，如：100；不是信息处理费的收费不填在这里。",
            )

    def other(self, office: Office) -> Iterator[Defect]:
        """T09: other fees in words against their cells."""
        return self._told(office, CHARGES, self.others)

    def in_doubt(self, office: Office, names: tuple[str, ...]) -> bool:
        """Whether an amount of these names is not known."""
        return any(self.amounts[office.name][name].fen is None for name in names)

    def _told(self, office: Office, rule: Rule, names: tuple[str, ...]) -> Iterator[Defect]:
        """Each answer that states another amount than the cell of that name."""
        for answer in office.answers:
            if "元" not in answer.text:
                continue
            about = self.fee if answer.field.topic is Topic.FEE else ""
            sentences = read_sentences(answer.text)
            for charge in charges(sentences, self.year, (self.fee, *self.others), about):
                amount = self.amounts[office.name][charge.name]
                if charge.name in names and not _agrees(charge, amount):
                    yield _contradiction(rule, answer, charge, amount)


def _agrees(charge: Charge, amount: _Amount) -> bool:
    """Whether the cell holds what the words state; nobody knows where it is blank."""
    fen = amount.fen
    return fen is None or any(abs(one - fen) <= charge.exact_to for one in charge.amounts)


def _contradiction(rule: Rule, answer: Answer, charge: Charge, amount: _Amount) -> Defect:
    stated = amount.measure.written(int(max(charge.amounts)))
    quote = shorten(charge.sentence.written)
    what = (
        f"文字写“{quote}”，合计是{charge.name} {stated} {amount.measure.unit}；"
        f"表里（{amount.place.cell or amount.place.sheet}）填的是 {amount.shown}。"
    )
    fix = "请核对文字和金额，以实际收取的为准，改正写错的一处。"
    facts = {"what": what, "fix": fix}
    return Defect(rule, answer.place, charge.sentence.written, amount.shown, facts)


def _defect(place: Place, value: str, what: str, fix: str) -> Defect:
    return Defect(RULE, place, value, facts={"what": what, "fix": fix})


def checks(returns: Returns, form: Form, year: int) -> tuple[Check, Check]:
    """How W05 and T09 are looked into, for the returns of `year`."""
    (fee,) = form.quantities[Quantity.FEE]
    money = [cell for cell in form.cells.values() if cell.measure is Measure.WANYUAN]
    others = {cell.ref.row.rpartition("/")[2]: cell.ref for cell in money}
    amounts = _amounts(returns, form, {fee.table: fee} | others)
    fees = _Fees(amounts, fee.table, tuple(others), year)
    return (
        Check((RULE,), fees.handling, partial(_fee_in_doubt, fees=fees)),
        Check((CHARGES,), fees.other, partial(_others_in_doubt, fees=fees)),
    )


def _amounts(returns: Returns, form: Form, refs: Mapping[str, CellRef]) -> Amounts:
    amounts: dict[str, dict[str, _Amount]] = {office: {} for office in returns.offices}
    for name, ref in refs.items():
        for office, fen in returns.figures[ref].items():
            known = None if pd.isna(fen) else int(fen)
            place, measure = returns.place(str(office), ref), form.cells[ref].measure
            amounts[str(office)][name] = _Amount(known, place, measure)
    return amounts


def _fee_in_doubt(office: Office, fees: _Fees) -> bool:
    (answer,) = office.about(Topic.FEE)
    return answer.lost or not answer.text or fees.in_doubt(office, (fees.fee,))


def _others_in_doubt(office: Office, fees: _Fees) -> bool:
    return any_lost(office) or fees.in_doubt(office, fees.others)

"""W05 and T09: what the words say of fees, against their amounts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from pipeline.findings import Level, Message, Place, Rule, Trait, shorten
from pipeline.form.model import Form, Quantity
from pipeline.form.section import Topic
from pipeline.form.table import CellRef, Measure
from pipeline.prose.money import Charge, charges
from pipeline.prose.sentences import read_sentences
from pipeline.returns import Returns
from pipeline.transform.check.answers import Answer, Check, Defect, Office, any_lost

RULE = Rule(
    message=Message("W05", Level.WARNING, "{what}", "{fix}"),
    holds="第六部分写明信息处理费；文字里的金额等于填的金额，没有收取的为 0；是 10 元的整数倍。",
    source="《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
)
CHARGES = Rule(
    message=Message("T09", Level.WARNING, "{what}", "{fix}", Trait.THIS_YEAR),
    holds="文字中行政事业性收费的金额，等于表二。",
    source="同一份报告里文字与表格应当一致",
)

SPOKEN_OF = re.compile("处理费|收费|费用|收取")

_NONE_CHARGED = re.compile(
    "(?:未|没有|没|无|不|均未|未曾)(?:有|发生|产生|涉及|收取|收|征收|需|要|予|向[^，。；,;\n]{0,20}收取)"
    "[^，。；,;\n0-9０-９]{0,20}(?:费|费用)|无[^，。；,;\n]{0,8}处理费|处理费[^，。；,;\n0-9０-９]{0,10}"
    "(?:0|零|０)(?:\\.0+)?元|处理费[^，。；,;\n]{0,6}(?:为0|为零|未收|没有收|未产生|未发生)"
    "|免[收征]|零收费|[未没](?:予|有)?收取|(?:处理费|情况)[：:]?(?:无|0|零)(?=[。；，]|$)"
)
# Without any of these signs it is not said whether a fee was charged.
_SAYS_WHETHER = re.compile("[未没无不免零0-9０-９]|[一二三四五六七八九十百千]元|收取")
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


def fees_of(form: Form) -> dict[str, CellRef]:
    """Return the cells of money, by what prose calls the fee; that of section 六 first."""
    (fee,) = form.quantities[Quantity.FEE]
    money = [cell.ref for cell in form.cells.values() if cell.measure is Measure.WANYUAN]
    return {fee.table: fee} | {ref.row.rpartition("/")[2]: ref for ref in money}


def says_none_charged(answers: Iterable[str], form: Form, year: int) -> bool:
    """Return whether answers say that no fee of section 六 was charged, and state no amount."""
    fee, *_ = fees = list(fees_of(form))
    text = "\n".join(answers)
    charged = charges(read_sentences(text), year, fees, about=fee)
    is_charged = any(charge.fen for charge in charged if charge.fee == fee)
    return not is_charged and _NONE_CHARGED.search(text) is not None


def checks(returns: Returns, form: Form, year: int) -> tuple[Check, Check]:
    """How W05 and T09 are looked into, for the returns of `year`."""
    refs = fees_of(form)
    amounts: Amounts = {
        office: {
            name: _Amount(row[ref], returns.place(office, ref), form.cells[ref].measure)
            for name, ref in refs.items()
        }
        for office in returns.offices
        for row in (returns.figures_of(office),)
    }
    name, *others = refs

    def in_doubt(office: Office) -> bool:
        (answer,) = office.about(Topic.FEE)
        return answer.lost or not answer.text or amounts[office.name][name].fen is None

    def unknown(office: Office) -> bool:
        open_ = any(amounts[office.name][other].fen is None for other in others)
        return any_lost(office) or open_

    return (
        Check((RULE,), partial(_fee, amounts=amounts, fee=name, year=year), in_doubt),
        Check((CHARGES,), partial(_others, amounts=amounts, fees=others, year=year), unknown),
    )


def _fee(office: Office, amounts: Amounts, fee: str, year: int) -> Iterator[Defect]:
    """W05: the fee is mentioned, none beside no amount, the same amount, a possible one."""
    (answer,) = office.about(Topic.FEE)
    amount, stated = amounts[office.name][fee], list(_stated(office, amounts, fee, year))
    text = "\n".join(one.text for one in office.about(Topic.FEE, Topic.OTHER))
    spoken = "\n".join(line for line in text.split("\n") if SPOKEN_OF.search(line))
    if answer.text and not spoken:
        yield _defect(
            answer.place,
            answer.text,
            "第六部分没有提到信息处理费。",
            "请写明收取情况，没有收取也要写明，如：本年度没有收取信息处理费。",
        )
    elif answer.text and not _SAYS_WHETHER.search(spoken):
        yield _defect(
            answer.place,
            answer.text,
            "第六部分没有写明收没收信息处理费。",
            "请写明，如：本年度没有收取信息处理费。",
        )
    elif any(charge.fen for _, charged in stated for charge in charged):
        yield from _contradictions(RULE, stated, amount)
    elif amount.fen and (none := _NONE_CHARGED.search(text)):
        yield _defect(
            answer.place,
            none[0],
            f"文字说没有收取信息处理费（“{none[0]}”），金额一格却填了 {amount.shown}。",
            "请核实：没有收取的，把金额改为 0；收取了的，请写明，如：收取信息处理费 100 元。",
        )
    if amount.fen and amount.fen % _STEP:
        yield _defect(
            amount.place,
            amount.shown,
            f"信息处理费 {amount.shown}不是 10 元的整数倍，收费标准算不出这个数。",
            "请核对单位和金额，如：100；不是信息处理费的收费不填在这里。",
        )


def _stated(
    office: Office, amounts: Amounts, fee: str, year: int
) -> Iterator[tuple[Answer, Sequence[Charge]]]:
    """Each answer that states amounts of a fee, and the amounts."""
    cells = amounts[office.name]
    for answer in (one for one in office.answers if "元" in one.text):
        about = next(iter(cells)) if answer.field.topic is Topic.FEE else ""
        charged = charges(read_sentences(answer.text), year, list(cells), about)
        if stated := [charge for charge in charged if charge.fee == fee]:
            yield answer, stated


def _others(office: Office, amounts: Amounts, fees: Sequence[str], year: int) -> Iterator[Defect]:
    """T09: other fees in words against their cells."""
    for fee in fees:
        stated = _stated(office, amounts, fee, year)
        yield from _contradictions(CHARGES, stated, amounts[office.name][fee])


def _contradictions(
    rule: Rule, stated: Iterable[tuple[Answer, Sequence[Charge]]], amount: _Amount
) -> Iterator[Defect]:
    """Each answer that certainly states another amount of a fee than the cell holds."""
    for answer, charged in stated:
        if all(charge.is_certain for charge in charged) and not _agree(charged, amount.fen):
            sentence, fee = charged[0].sentence.written, charged[0].fee
            where = f"表里（{amount.place.start}）填的{fee}是 {amount.shown}。"
            fix = "请核对文字和金额，以实际收取的为准，改正写错的一处。"
            facts = {"what": f"文字写“{shorten(sentence)}”，{where}", "fix": fix}
            yield Defect(rule, answer.place, sentence, facts=facts)


def _agree(stated: Sequence[Charge], fen: int | None) -> bool:
    """Whether a cell holds a stated total, or without one all amounts together.

    An amount that is told twice may be one or two. Nobody knows where the cell is blank.
    """
    wholes = [charge.fen for charge in stated if charge.is_total] or [
        sum((charge.fen for charge in stated), Decimal(0)),
        sum({charge.fen for charge in stated}, Decimal(0)),
    ]
    exact_to = max(charge.exact_to for charge in stated)
    return fen is None or any(abs(whole - fen) <= exact_to for whole in wholes)


def _defect(place: Place, value: str, what: str, fix: str) -> Defect:
    return Defect(RULE, place, value, facts={"what": what, "fix": fix})

"""W05: what section 六 says about the fee for handling information, against its amount."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

import pandas as pd

from pipeline.findings import Level, Message, Place, Rule
from pipeline.form.model import Form, Quantity
from pipeline.form.section import Topic
from pipeline.form.table import Measure
from pipeline.records import Returns
from pipeline.transform.check.answers import Check, Defect, Office

RULE = Rule(
    message=Message(
        "W05",
        Level.WARNING,
        "{what}",
        "{fix}",
    ),
    holds="第六部分写明信息处理费；写没有收取的，金额为 0；金额是 10 元的整数倍。",
    source="《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
)

SPOKEN_OF = re.compile("处理费|收费|费用|收取")

_NONE_CHARGED = re.compile(
    "(?:未|没有|没|无|不|均未|未曾)(?:有|发生|产生|涉及|收取|收|征收|需|要|向[^，。；,;\n]{0,20}收取)"
    "[^，。；,;\n0-9]{0,20}(?:费|费用)|无[^，。；,;\n]{0,8}处理费|处理费[^，。；,;\n0-9]{0,10}"
    "(?:0|零|０)(?:\\.0+)?元|处理费[^，。；,;\n]{0,6}(?:为0|为零|未收取|没有收取|未产生|未发生)"
)
_STEP = 1_000  # 分: the tariff knows only multiples of 10 yuan


class _Amount(NamedTuple):
    """The fee in 分, None where blank or unreadable, and where it stands."""

    fen: int | None
    place: Place


def check(returns: Returns, form: Form) -> Check:
    """How W05 is looked into, for these returns."""
    amounts = _amounts(returns, form)
    return Check((RULE,), partial(_defects, amounts=amounts), partial(_in_doubt, amounts=amounts))


def _amounts(returns: Returns, form: Form) -> dict[str, _Amount]:
    (ref,) = form.quantities[Quantity.FEE]
    amounts = {}
    for office, fen in returns.figures[ref].items():
        place = returns.place(str(office), ref)
        amounts[str(office)] = _Amount(None if pd.isna(fen) else int(fen), place)
    return amounts


def _defects(office: Office, amounts: Mapping[str, _Amount]) -> Iterator[Defect]:
    (answer,) = office.about(Topic.FEE)
    amount, cell = amounts[office.name]
    text = "\n".join(one.text for one in office.about(Topic.FEE, Topic.OTHER))
    yuan = Measure.YUAN.written(amount or 0)
    if answer.text and not SPOKEN_OF.search(text):
        yield _defect(
            answer.place,
            answer.text,
            "第六部分没有提到信息处理费。",
            "请写明收取情况，没有收取也要写明，如：本年度没有收取信息处理费。",
        )
    elif amount and (none := _NONE_CHARGED.search(text)):
        yield _defect(
            answer.place,
            none[0],
            f"文字说没有收取信息处理费（“{none[0]}”），金额一格却填了 {yuan} 元。",
            "请核实：没有收取的，把金额改为 0；收取了的，请写明，如：收取信息处理费 100 元。",
        )
    if amount and amount % _STEP:
        yield _defect(
            cell,
            f"{yuan} 元",
            f"信息处理费 {yuan} 元不是 10 元的整数倍，收费标准算不出这个数。",
            "请核对单位和金额，如：100；不是信息处理费的收费不填在这里。",
        )


def _defect(place: Place, value: str, what: str, fix: str) -> Defect:
    return Defect(RULE, place, value, facts={"what": what, "fix": fix})


def _in_doubt(office: Office, amounts: Mapping[str, _Amount]) -> bool:
    (answer,) = office.about(Topic.FEE)
    return answer.lost or not answer.text or amounts[office.name].fen is None

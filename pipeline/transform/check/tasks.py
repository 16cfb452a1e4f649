"""W13: every task of the district's ledger (任务落实台账) is answered."""

from collections.abc import Iterator

from pipeline.findings import Level, Message, Rule
from pipeline.form.section import NOTHING, Topic
from pipeline.form.table import squeezed
from pipeline.transform.check.answers import Check, Defect, Office

RULE = Rule(
    message=Message(
        "W13",
        Level.WARNING,
        "没有回答区里台账的“{label}”，或者只写了“无”。",
        "请写明做了什么、结果怎样；没有开展的，写明原因。",
    ),
    holds="区里任务落实台账的每一项（district.toml 的 task）都有回答。",
    source="区政务公开办的任务落实台账",
    may_be_waived=False,
)


def _unanswered(office: Office) -> Iterator[Defect]:
    for answer in office.about(Topic.TASK):
        said = squeezed(answer.text)
        if not answer.lost and (not said or NOTHING.fullmatch(said)):
            yield Defect(RULE, answer.place, answer.text, facts={"label": answer.field.label})


def _in_doubt(office: Office) -> bool:
    return any(answer.lost for answer in office.about(Topic.TASK))


CHECK = Check((RULE,), _unanswered, _in_doubt)

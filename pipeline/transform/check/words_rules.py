"""Group T, declared: what the words of a return must agree with."""

from pipeline.findings import Level, Message, Rule, Trait

_WHY = "文字写“{quote}”，{name}写的是 {stated}；{figures}，相差 {difference}。"
_FIX = "请核对文字和表格，以实际办理台账为准，改正写错的一处。"
_PRACTICE = "同一份报告里文字与表格应当一致"

RECEIVED = Rule(
    message=Message("T01", Level.WARNING, _WHY, _FIX, Trait.THIS_YEAR),
    holds="文字中收到申请的件数，等于表三第一项，或第一项加第二项。",
    source=_PRACTICE,
)
CARRIED_OVER = Rule(
    message=Message("T02", Level.WARNING, _WHY, _FIX, Trait.THIS_YEAR),
    holds="文字中上年结转、办结、结转下年度的件数，等于表三第二项、（七）总计、第四项。",
    source=_PRACTICE,
)
DISPUTES = Rule(
    message=Message("T03", Level.WARNING, _WHY, _FIX, Trait.THIS_YEAR),
    holds="文字中因政府信息公开引起的复议、诉讼件数，等于表四；诉讼是两组之和。",
    source=_PRACTICE,
)
DECISIONS = Rule(
    message=Message("T04", Level.WARNING, _WHY, _FIX, Trait.THIS_YEAR),
    holds="文字中规范性文件的制发、废止、现行有效件数和许可、处罚、强制件数，等于表二。",
    source=_PRACTICE,
)
COMPLETION = Rule(
    message=Message(
        "T05",
        Level.WARNING,
        "文字写“{quote}”，{contradiction}。",
        "请按实际情况改写这句话，或改正件数。",
        Trait.THIS_YEAR,
    ),
    holds="写“均已办结”“全部答复”时，没有结转下年度的申请，也不是一件申请都没有。",
    source=_PRACTICE,
)
INDICATORS = Rule(
    message=Message("T06", Level.WARNING, _WHY, _FIX, Trait.THIS_YEAR),
    holds="文字中写到的指标数，等于指标栏里填的数。",
    source="区政务公开办的指标设置",
)
LISTS = Rule(
    message=Message(
        "T07",
        Level.WARNING,
        "文字写“{quote}”，各项 {parts} 相加是 {sum}，总数写的是 {stated}，相差 {difference}。",
        "请核对总数和各项；只列举一部分的，请写明“等”或“主要包括”。",
        Trait.THIS_YEAR,
    ),
    holds="文字中“其中”各项相加等于总数；只列举一部分的，不超过总数。",
    source="件数的算术关系",
)
RATES = Rule(
    message=Message(
        "T08",
        Level.NOTE,
        "文字写“{quote}”，{ground} 是 {computed}%，写的是 {stated}%，相差 {difference} 个百分点。",
        "请核对件数和百分比：百分比按两个件数计算，保留的位数四舍五入。",
        Trait.THIS_YEAR,
    ),
    holds="文字中的百分比，等于所依据的两个件数之比，精确到写出的位数。",
    source="件数的算术关系",
)

RESULTS = Rule(
    message=Message("T10", Level.WARNING, _WHY, _FIX, Trait.THIS_YEAR),
    holds="文字中各种办理结果的件数，等于表三第三项。",
    source=_PRACTICE,
)
APPLICANTS = Rule(
    message=Message("T11", Level.WARNING, _WHY, _FIX, Trait.THIS_YEAR),
    holds="文字中各类申请人的件数，等于表三各列。",
    source=_PRACTICE,
)
OUTCOMES = Rule(
    message=Message("T12", Level.WARNING, _WHY, _FIX, Trait.THIS_YEAR),
    holds="文字中复议、诉讼各种结果的件数，等于表四。",
    source=_PRACTICE,
)
CHANGES = Rule(
    message=Message(
        "T13",
        Level.WARNING,
        "文字写“{quote}”，{name}写的是{stated}；{figures}。",
        "请与上年年报核对，改正文字里的数或表里的数。",
        Trait.THIS_YEAR | Trait.LAST_YEAR,
    ),
    holds="文字中上年的件数、比上年增减的件数和百分比，等于上年年报和今年的件数。",
    source=_PRACTICE,
)
TWICE = Rule(
    message=Message(
        "T14",
        Level.WARNING,
        "文字写“{quote}”，说{name}是 {stated}；前面写的是 {first}。",
        "同一件事前后写的数应当一样，请核对后改正。",
        Trait.THIS_YEAR,
    ),
    holds="表里没有数的，文字中同一件事前后写的数一样。",
    source=_PRACTICE,
)

RULES = (
    RECEIVED,
    CARRIED_OVER,
    DISPUTES,
    DECISIONS,
    COMPLETION,
    INDICATORS,
    LISTS,
    RATES,
    RESULTS,
    APPLICANTS,
    OUTCOMES,
    CHANGES,
    TWICE,
)

RESULT, CLOSED, CAME = "办理结果", "办结", "收到"
RULE_OF = {
    CAME: RECEIVED,
    CLOSED: CARRIED_OVER,
    "结转": CARRIED_OVER,
    "案件": DISPUTES,
    "决定": DECISIONS,
    RESULT: RESULTS,
    "申请人": APPLICANTS,
    "案件结果": OUTCOMES,
}

"""Applications in prose: how many were received, and how many were carried over.

`topic` says that the whole text is about applications, so that 申请 needs no more words.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pipeline.transform.prose.claims import CASES, FILLER, FILLER_WORDS, Claim, Subject
from pipeline.transform.prose.counts import Count, Sentence
from pipeline.transform.prose.scope import SINCE, is_of_others, is_own, is_this_year

_INFORMATION = "(?:政府|政务)?信息"
_REQUEST = (
    f"(?:{_INFORMATION}(?:依申请)?公开(?:的)?(?:事项)?(?:的)?申请|依申请(?:公开)?(?:的?{_INFORMATION})?(?:公开)?"
    f"|(?:要求|提出)?公开(?:的)?{_INFORMATION}(?:的)?申请|申请(?:公开)?(?:有关|相关)?{_INFORMATION}(?:公开)?"
    f"|{_INFORMATION}依申请公开|{_INFORMATION}公开申请"
    # 申请 alone, but not 低保申请 or 查询申请
    "|(?:(?<=[到收理的了共民众织])|(?<![\u4e00-\u9fff]))申请)"
)
_REQUEST_TAIL = f"(?:事项|案件|办件|申请|请求|表|书|信件|来信|来件|材料|{FILLER_WORDS})*+"
_RECEIVED = (
    "新?收到|新收|接收到?|接到|新增|新?受理|收办|收取|接受|收悉"
    f"|(?<=[年共])收(?={_INFORMATION}|依申请)"
)
_VERB = f"(?P<received>{_RECEIVED})|办理|处理"
_ENDS_WITH_REQUEST = re.compile(f"{_REQUEST}{_REQUEST_TAIL}$")
_ENDS_WITH_VERB = re.compile(f"(?:{_VERB})(?:并?(?:办理|答复|处理))?(?:了|到)?{FILLER}$")
_BEGINS_WITH_REQUEST = re.compile(f"(?:的|关于|有关|要求)*{_REQUEST}")
# 受理政府信息公开3件: what is received of disclosure is a request for it.
_RECEIVES_DISCLOSURE = re.compile(f"(?P<received>{_RECEIVED}){_INFORMATION}公开{FILLER}$")
_REQUEST_THEN_VERB = re.compile(
    f"{_REQUEST}(?:件|事项|方面|工作|情况|数量|的|总|共|计)*(?:{_VERB})(?:了|到)?{FILLER}$"
)
_HAS_VERB = re.compile(_VERB)
_HAS_RECEIVED = re.compile(f"(?P<received>{_RECEIVED})")
# Only some applications: by channel, by applicant, by outcome. Or no applications at all.
_SOME = re.compile(
    "自然人|(?<!公民、)(?<!公民和)(?<!公民或)法人|企业|个人|律师|网[络上站]|在线|平台|门户|系统|邮|电子"
    "|信函|书面|纸质|当面|现场|窗口|来访|口头|传真|电话|渠道|方式|通过|补正|重复|涉及|超期|逾期"
    "|撤|不予|部分|无法|其他处理|其中|其余|剩余|除|另|按[时期]|办结|(?<!受理)(?<!受理并)(?<!收到并)答复|结转|转入|顺延|遗留|上年|征地|拆迁"
    "|(?:关于|有关)(?!政府|政务|信息|公开)|(?<!各)类|向.{2,12}提|热线|工单|信访|投诉|举报|提案|建议|救助|低保"
    "|复议|诉讼|规范性|许可|收费|处罚|(?<!提出)(?<!提交)引[起发]|培训|咨询|意见|问题|线索|诉求|事件"
)
_HERE = (
    "(?:20[0-9]{2}年度?|[本今]年度?|全年度?|年内"
    "|我|本|街道|办事处|机关|[办镇乡局委]|单位|共|总|一|计|合)*"
)
# 全年政府信息公开申请3件; but 依申请公开3条 may be three texts that are open on request only.
_NO_VERB = re.compile(
    f"{_HERE}(?:{_INFORMATION}公开申请|依申请公开(?:{_INFORMATION})?(?:申请|请求)){FILLER}"
)
_HERE_ONLY_VERB = re.compile(f"{_HERE}(?:{_VERB})(?:了|到)?{FILLER}")
ABOUT_REQUESTS = re.compile("依申请|信息公开申请|申请公开|公开.{0,6}申请")
_NONE = "(?:未曾|从未|未有|尚未|未|没有|没|无)"
# All channels together; none by one channel is not none at all.
_CHANNEL = "(?:当面|网[络上站]|在线|电子邮件|邮[寄件]|传真|信函|书面)(?:申请|提交)?"
_ANY_CHANNEL = f"{_CHANNEL}(?:[、和或及]{_CHANNEL})*(?:[、和或及]|以及)?其他(?:形式|方式|渠道|途径)"
_NO_REQUEST = re.compile(
    f"{_NONE}(?:再)?(?:{_RECEIVED}|产生|发生|办理|出现)?(?:过|到)?(?:[和或及](?:处理|办理))?"
    "(?:[一1]件|来自|任何(?:形式|人)?|形式|公民|法人|(?:和|或者?|及|、|与)(?:其他组织)?|其他组织|自然人|单位|群众|公众|居民|社会"
    f"|个人|申请人|依法|提出|提交|要求|有关|关于|相关|本机关|我?街道|涉及本(?:部门|单位|机关|街道)|对|的|{_ANY_CHANNEL})*+"
    f"(?:{_REQUEST}|公开(?:的)?{_INFORMATION}(?:的)?申请|(?<=要求)公开的{_INFORMATION}?)"
    "(?:事项|案件|申请|请求|信件|来信|来件|件|材料|信息|事宜|情况|情形|发生|诉求|的|等|事件)*"
    "(?=$|[，,；;、（(]|和|及|也|且)"
)
_ZERO_REQUESTS = re.compile(
    f"(?:零|(?<![0-9])0)申请(?=$|[，,；;、])|{_REQUEST}(?:事项|件|数量|数|总数|受理)*(?:为|是)(?:零|0)(?=$|[，,；;、])"
)


def received(sentence: Sentence, year: int, *, topic: bool) -> Iterator[Claim]:
    """How many applications were received or handled, as a total."""
    text = sentence.text
    about = topic or bool(ABOUT_REQUESTS.search(text))
    if "申请" not in text and not about:
        return
    for count in sentence.counts:
        subject = _received(sentence, count, about=about) if count.unit in CASES else None
        if subject and is_own(sentence, count, year):
            yield Claim(subject, count.number, count)
    if found := _NO_REQUEST.search(text) or _ZERO_REQUESTS.search(text):
        certain = "公开" in found[0] or "依申请" in found[0] or topic
        if certain and _is_total(sentence, found.start(), year):
            yield Claim(Subject.RECEIVED, Decimal(0))


def _received(sentence: Sentence, count: Count, *, about: bool) -> Subject | None:
    lead, trail = count.lead, count.trail
    if _SOME.search(lead) or count.depth or is_of_others(sentence, lead):
        return None
    if _ENDS_WITH_REQUEST.search(lead):
        verb = _HAS_RECEIVED.search(lead) or _HAS_VERB.search(lead)
    elif found := _ENDS_WITH_VERB.search(lead):
        verb = found if _BEGINS_WITH_REQUEST.match(trail) and not _SOME.search(trail) else None
    else:
        verb = None
    if not verb:
        verb = _REQUEST_THEN_VERB.search(lead) or _RECEIVES_DISCLOSURE.search(lead)
    if not verb and not trail and _NO_VERB.fullmatch(lead):
        return Subject.RECEIVED
    if not verb and not trail and ABOUT_REQUESTS.search(_clause_before(sentence, count)):
        verb = _HERE_ONLY_VERB.fullmatch(lead)
    if not verb or not (about or "公开" in lead + trail):
        return None
    return Subject.RECEIVED if verb["received"] else Subject.HANDLED


def _clause_before(sentence: Sentence, count: Count) -> str:
    clauses = re.split("[，,；;]", sentence.text[: count.start])
    return clauses[-2] if len(clauses) > 1 and not _SOME.search(clauses[-2]) else ""


def _is_total(sentence: Sentence, at: int, year: int) -> bool:
    """Whether "none" is said of the office's own cases of this year."""
    before = sentence.text[:at]
    return is_this_year(before, year) and not _ANOTHER.search(before)


_ANOTHER = re.compile(
    f"如果?|对于|若|凡|社区|累计|{SINCE}|截[至止](?!20|12|年)|将|各单位|各部门|通过|网[络上]$"
)


# ── carried over ─────────────────────────────────────────────────────────────


_CARRIED = "(?:结转|转入|转结|转接|接转|顺延|遗留)"


@cache
def _carried_in(year: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = f"(?:上一?年(?:度)?|去年(?:度)?|{year - 1}年(?:度)?)"
    carried = (
        f"(?:{before}(?:的)?(?:未办结)?{_CARRIED}|结转(?:自|办理)?{before}|从?{before}(?:度)?转入)"
        f"(?:[至到入](?:本|今|{year})年(?:度)?|而?来|本年(?:度)?|{year}年(?:度)?)?"
    )
    tail = (
        f"(?:继续)?(?:办理|处理)?(?:的)?(?:{_REQUEST}|{_INFORMATION}公开(?:办理)?)?{_REQUEST_TAIL}$"
    )
    return re.compile(carried + tail), re.compile(f"(?:[为是系由从属]|申请)*{carried}")


@cache
def _carried_out(year: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    after = f"(?:下一?年(?:度)?|下一?个?年度|次年|翌年|明年|{year + 1}年(?:度)?)"
    carried = f"(?:结转|顺延|转结|转接|接转|转|延续|延期)(?:[至到入往])?{after}"
    tail = f"(?:继续|再)*(?:办理|处理|答复)?(?:的)?(?:{_REQUEST})?{_REQUEST_TAIL}$"
    head = f"(?:{_REQUEST})?[尚仍还正按依因需将待已未在到期法规定程序答复办结理中]*"
    return re.compile(carried + tail), re.compile(head + carried)


@cache
def _none_carried(year: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = f"(?:上一?年(?:度)?|去年(?:度)?|{year - 1}年(?:度)?)"
    after = f"(?:下一?年(?:度)?|次年|明年|{year + 1}年(?:度)?)"
    no = "(?:无|没有|不存在|未有|未)"
    return (
        re.compile(
            f"{no}{before}(?:的)?(?:结转|转入|遗留)|{before}(?:的)?(?:均)?{no}(?:结转|转入|遗留)"
        ),
        re.compile(
            f"{no}(?:申请|事项|件|需|要|未办结)*(?:结转|顺延|转)(?:[至到入])?{after}"
            f"|无{after}(?:的)?结转"
        ),
    )


OTHER_MATTERS = re.compile("热线|工单|信访|诉求|投诉|提案|资金|预算|经费|项目|债|复议|诉讼|案件")


def carried(sentence: Sentence, year: int, *, topic: bool) -> Iterator[Claim]:
    """How many applications came from the year before, and how many were left to the next."""
    text = sentence.text
    if not ("转" in text or "顺延" in text or "遗留" in text or "延" in text):
        return
    if not topic and not ABOUT_REQUESTS.search(text):
        return
    ways = ((Subject.CARRIED_IN, _carried_in(year)), (Subject.CARRIED_OUT, _carried_out(year)))
    for count in sentence.counts:
        words = count.lead + count.trail
        if count.unit not in CASES or OTHER_MATTERS.search(words) or count.depth > 1:
            continue
        for subject, (behind, ahead) in ways:
            if not (behind.search(count.lead) or ahead.match(count.trail)):
                continue
            if _is_whole(sentence, count) and is_own(sentence, count, year):
                yield Claim(subject, count.number, count)
            break
    for subject, none in zip(
        (Subject.CARRIED_IN, Subject.CARRIED_OUT), _none_carried(year), strict=True
    ):
        found = none.search(text)
        if found and not OTHER_MATTERS.search(text[: found.end()]):
            yield Claim(subject, Decimal(0))


_CLOSED = re.compile(f"{_HERE}(?:已经?)?办结{FILLER}")


def closed(sentence: Sentence, year: int, *, topic: bool) -> Iterator[Claim]:
    """How many applications were closed in the year, in a text that is all about them."""
    text = sentence.text
    if not topic or "办结" not in text or "申请" not in text or OTHER_MATTERS.search(text):
        return
    for count in sentence.counts:
        is_all = _CLOSED.fullmatch(count.lead) and not count.trail and not count.depth
        if is_all and count.unit in CASES and is_own(sentence, count, year):
            yield Claim(Subject.CLOSED, count.number, count)


_SOME_CARRIED = re.compile("自然人|法人|企业|个人|组织|网[络上]|信函|当面|其余|除|不含|以上")


def _is_whole(sentence: Sentence, count: Count) -> bool:
    return not _SOME_CARRIED.search(count.lead) and not is_of_others(sentence, count.lead)

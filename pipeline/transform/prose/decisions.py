"""Normative documents, licences, penalties and coercive measures in prose."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.transform.prose.claims import CASES, FILLER, Claim, Subject
from pipeline.transform.prose.counts import Sentence
from pipeline.transform.prose.scope import is_of_others, is_own, is_this_year

_DOCUMENT = "(?:行政)?规范性文件"
_ENDS_WITH_DOCUMENT = re.compile(f"{_DOCUMENT}{FILLER}$")
_ABOUT_DOCUMENTS = re.compile(_DOCUMENT)
_MAKES = "制发|制定|出台|印发"
_WAYS = (
    (Subject.IN_FORCE, re.compile("(?:现行|继续|仍然?|目前)有效")),
    (Subject.REPEALED, re.compile("废止")),
    (Subject.MADE, re.compile(_MAKES)),
)
# A clause that goes on about documents named before: 废止2件, 现行有效件数14件.
_GOES_ON = re.compile(f"(?:本年度?|全年|其中|新)*(?:制发|废止|现行有效)(?:{_DOCUMENT})?{FILLER}$")
_DOCUMENT_AHEAD = re.compile(f"(?:的)?{_DOCUMENT}$")
_OTHER_DOCUMENTS = re.compile(
    "党内|党组织|党委|上级|公开|发布|备案|审[查核]|解读|草案|征求|起草|清理|修[订改]|失效|转发|落实|宣传|代拟|报送"
)
_NO_DOCUMENT = re.compile(
    f"(?:未有|未|没有|无)(?:新)?(?:{_MAKES})(?:过|任何)?(?:规章[、和及或])?{_DOCUMENT}(?=$|[，,；;、和及与])"
    f"|(?:没有|无)(?:新)?(?:{_MAKES})(?:的)?{_DOCUMENT}(?=$|[，,；;、])"
    f"|(?:没有|无)(?:新的?)?{_DOCUMENT}(?:{_MAKES})(?=$|[，,；;、及和])"
)

_DECIDES = "(?:作出|做出|办理|处理|实施|准予)"
_DECISION = "(?:许可(?!事项)|处罚|强制(?:措施|执行)?)"
_ENDS_WITH_DECISION = re.compile(
    f"(?:{_DECIDES}(?:的)?(?:各类)?行政(?P<done>{_DECISION})(?:决定书?|案件|处理决定)?"
    f"|行政(?P<named>{_DECISION})(?:处理)?决定){FILLER}$"
)
_DECISION_AHEAD = re.compile(f"行政(?P<named>{_DECISION})(?:决定|案件)?$")
_ENDS_WITH_DECIDES = re.compile(f"{_DECIDES}(?:了)?{FILLER}$")
_NO_DECISION = re.compile(
    f"(?:未|没有|无)(?:{_DECIDES}|发生)?(?:过|任何)?"
    f"(?P<noun>行政{_DECISION}(?:(?:、|和|及|与|或者?|以及)(?:行政)?{_DECISION})*)"
    "(?:等)?(?:处理)?(?:决定|案件|行为)?(?:的)?(?:情况|情形)?(?=$|[，,；;])"
)
_OTHER_DECISIONS = re.compile(
    "公[开示布]|发布|信息|事项|清单|目录|指南|网|平台|通过|涉及|[\u4e00-\u9fff]{2}领域|其中|简易|一般|当场|撤|变更|延续|注销|新办|下放|委托|赋权"
)
_KINDS = (("许可", Subject.LICENCES), ("处罚", Subject.PENALTIES), ("强制", Subject.COERCION))


def decisions(sentence: Sentence, year: int) -> Iterator[Claim]:
    """What was made, repealed and decided in the year, as totals."""
    text = sentence.text
    if "规范性" in text:
        yield from _documents(sentence, year)
    if "行政许" in text or "行政处" in text or "行政强" in text:
        yield from _decided(sentence, year)


def _documents(sentence: Sentence, year: int) -> Iterator[Claim]:
    text = sentence.text
    for count in sentence.counts:
        lead = count.lead
        if count.unit not in CASES or count.depth or is_of_others(sentence, lead):
            continue
        told = _ENDS_WITH_DOCUMENT.search(lead) or _DOCUMENT_AHEAD.match(count.trail)
        goes_on = _GOES_ON.fullmatch(lead) and _ABOUT_DOCUMENTS.search(text[: count.start])
        if not (told or goes_on) or _OTHER_DOCUMENTS.search(lead):
            continue
        ways = [subject for subject, way in _WAYS if way.search(lead)]
        if len(ways) == 1 and is_own(sentence, count, year):
            yield Claim(ways[0], count.number)
    none = _NO_DOCUMENT.search(text)
    if none and is_this_year(text[: none.start()], year):
        yield Claim(Subject.MADE, Decimal(0))


def _decided(sentence: Sentence, year: int) -> Iterator[Claim]:
    text = sentence.text
    for count in sentence.counts:
        if count.unit not in CASES or count.unit == "条" or count.depth:
            continue
        if is_of_others(sentence, count.lead) or _OTHER_DECISIONS.search(count.lead):
            continue
        noun = ""
        if found := _ENDS_WITH_DECISION.search(count.lead):
            noun = found["done"] or found["named"]
        elif _ENDS_WITH_DECIDES.search(count.lead):
            ahead = _DECISION_AHEAD.match(count.trail)
            noun = ahead["named"] if ahead else ""
        if noun and is_own(sentence, count, year):
            yield from _claims(noun, count.number)
    none = _NO_DECISION.search(text)
    if none and is_this_year(text[: none.start()], year):
        yield from _claims(none["noun"], Decimal(0))


def _claims(noun: str, number: Decimal) -> Iterator[Claim]:
    for word, subject in _KINDS:
        if word in noun:
            yield Claim(subject, number)

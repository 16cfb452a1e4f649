"""Reviews and lawsuits about disclosure in prose."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.transform.prose.claims import CASES, FILLER_WORDS, Claim, Subject
from pipeline.transform.prose.counts import Count, Sentence
from pipeline.transform.prose.scope import is_of_others, is_own, is_this_year

_AND = "(?:、|/|和|及|与|或者?|以及|及其)(?:被)?(?:提起|引起|引发|申请|发生)?(?:的)?"
_KIND = "(?:行政)?(?:复议|诉讼)(?:案件|案|申请)?"
_NOUN = f"(?P<noun>{_KIND}(?:{_AND}{_KIND})*)"
_ENDS_WITH_NOUN = re.compile(f"{_NOUN}(?:受理|情况|事项|各|分别|发生|均|都|{FILLER_WORDS})*+$")
_BEGINS_WITH_NOUN = re.compile(
    f"(?:因|由)?[^，,。；;、0-9]{{0,24}}?{_NOUN}(?:的)?(?:案件|案|申请|事项)?(?:和|及|与|$)"
)
_TOLD = re.compile(
    "(?:发生|产生|收到|引[发起]|接到|受理|被?提起|有|共|共计|涉及|办理|出现)(?:了|过)?$"
)
# Cases by outcome or stage, and cases that other bodies or other matters had.
_SOME = re.compile(
    "结果|维持|纠|撤|驳|审结|败|胜|应诉|[一二再]审|不服|经(?:行政)?复议|复议后|直接起诉|变更|确认|责令|结转|其中"
    "|改判|调解|和解|超期|逾期|开庭|出庭|负责人|代理|上年|新收|自然人|企业|答复|化解|非"
)
_SOME_BEHIND = re.compile("结果|维持|纠|撤|驳|尚|未|已?审|败|胜|改|调解|终止")
_DISCLOSURE = re.compile("信息公开|依申请|政务公开|公开申请")
_NONE = re.compile(
    "(?:未曾|从未|未有|尚未|未|没有|没|无|不存在)(?P<between>[^，,。；;0-9]{0,40}?)"
    "(?P<noun>(?:行政(?:复议|诉讼)|复议(?=[及和或与、]诉讼))(?:案件|案|申请)?"
    f"(?:{_AND}{_KIND})*)"
    "(?:的)?(?:案件|案|[、和及或](?:(?:申诉|举报|投诉)+件?)|处理|方面|的|情况|事项|事件|情形|现象|发生|等|申请|问题|纠纷)*(?=$|[，,；;（(]|、[无未没]|也|且)"
)
# Cases of any matter, of which disclosure is none, or only some.
_UNRELATED = re.compile(
    "无关|不涉及|非(?:政府)?信息公开|(?:其中|无)[^，,。；;]{0,8}信息公开(?:类|案|的)(?!行政)"
    "|均为(?!因|针对)(?!(?:政府)?信息公开)"
)
# What is left once "none because of our disclosure" is taken away, is about something else.
_NONE_OF_SOME = re.compile(
    "超期|逾期|负面|重大|其他|正在|经|不|因(?!(?:有关)?(?:政府)?信息|依申请|政务|公开|此|本|我)"
)


def disputes(sentence: Sentence, year: int, *, topic: bool) -> Iterator[Claim]:
    """How many reviews and lawsuits there were, as totals."""
    text = sentence.text
    if "复议" not in text and "诉讼" not in text:
        return
    if not (topic or _DISCLOSURE.search(text)) or _UNRELATED.search(text):
        return
    for count in sentence.counts:
        if count.unit in CASES and count.depth == 0:
            noun = _counted(sentence, count)
            if noun and is_own(sentence, count, year):
                yield from _claims(noun, count.number, each="各" in count.lead[-8:])
    for none in _NONE.finditer(text):
        between, noun = none["between"], none["noun"]
        if _SOME.search(between + noun) or _NONE_OF_SOME.search(between):
            continue
        if is_this_year(text[: none.start()], year):
            yield from _claims(noun, Decimal(0), each=True)


def _counted(sentence: Sentence, count: Count) -> str:
    """The disputes that a number counts; blank if it counts something else, or only some."""
    if (
        is_of_others(sentence, count.lead)
        or _SOME.search(count.lead)
        or _SOME_BEHIND.match(count.trail)
    ):
        return ""
    if found := _ENDS_WITH_NOUN.search(count.lead):
        return found["noun"]
    if _TOLD.search(count.lead) and (found := _BEGINS_WITH_NOUN.match(count.trail)):
        return "" if _SOME.search(found[0]) else found["noun"]
    return ""


def _claims(noun: str, number: Decimal, *, each: bool) -> Iterator[Claim]:
    review, lawsuit = "复议" in noun, "诉讼" in noun
    if review and lawsuit and number and not each:
        yield Claim(Subject.DISPUTES, number)
        return
    if review:
        yield Claim(Subject.REVIEWS, number)
    if lawsuit:
        yield Claim(Subject.LAWSUITS, number)

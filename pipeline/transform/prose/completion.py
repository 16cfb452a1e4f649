"""Sayings that every application was answered or closed."""

import re
from dataclasses import dataclass

from pipeline.transform.prose.applications import ABOUT_REQUESTS, OTHER_MATTERS, received
from pipeline.transform.prose.counts import Count, Sentence
from pipeline.transform.prose.scope import is_this_year

_DONE = "(?:办结|办理完毕|办理完成|办理结束|处理完毕|处理完成|答复|回复|办复)"
_ALL = re.compile(
    f"(?:均|全部|都)(?:已经?)?[^，,。；;0-9不未可应要能需将由]{{0,16}}{_DONE}"
    "|(?:办结|答复|办理|回复|办复)率(?:均|都)?(?:为|达到?|是|保持|实现)?(?:100[%％]|百分之百)"
)
# An aim is no report; and who names what is left over does not say that nothing is.
_AIM = re.compile("确保|要求|力争|应当|必须|努力|争取|保证|目标|原则|做到")
_LEFT_OVER = re.compile("结转|顺延|其余|剩余|余下|除|正在|尚|在办|延期|未到期|暂未|转下|上年|去年")
_LEFT_OVER_ELSEWHERE = re.compile(
    "(?:结转|顺延|转)(?:[至到入])?(?:下|20|次|明)|正在办理|尚[未在]|[其剩]余|仍在"
)


# What came from the year before says nothing of what is left at the end.
_CARRIED_IN = re.compile(
    "(?:无|没有)?(?:上一?年度?|去年)(?:的)?(?:结转|转入|遗留)(?:[^，,。；;（(]{0,12}件)?"
)
_APPLICATION = re.compile("[^办答回处]{0,12}申请")


@dataclass(frozen=True)
class Completion:
    """A saying that all are done: of no application at all, or of those of the year."""

    saying: str
    of_none: bool


def read_completion(sentence: Sentence, year: int, text: str, *, topic: bool) -> Completion | None:
    """The first such saying of a sentence in `text`, if it is about all applications."""
    found = _ALL.search(sentence.text)
    if not found:
        return None
    before = sentence.text[: found.start()]
    if not (topic or ABOUT_REQUESTS.search(before)) or OTHER_MATTERS.search(before):
        return None
    rest = _CARRIED_IN.sub("", sentence.text)
    if _AIM.search(before) or _LEFT_OVER.search(rest) or not is_this_year(before, year):
        return None
    counts = [
        count
        for count in sentence.counts
        if count.end <= found.start() and not _CARRIED_IN.search(count.lead)
    ]
    totals = {claim.count: claim for claim in received(sentence, year, topic=topic)}
    if counts and counts[-1] not in totals and not _no_application(counts[-1]):
        return None  # all of something else, or of a part
    if counts and "其中" in before[counts[-1].end :]:
        return None
    if counts and counts[-1].number == 0:
        return Completion(found[0], of_none=True) if "率" not in found[0] else None
    if "申请" not in before or _LEFT_OVER_ELSEWHERE.search(text):
        return None
    return Completion(found[0], of_none=False)


def _no_application(count: Count) -> bool:
    """0件申请…, with nothing before that would make it some of them."""
    return count.number == 0 and not count.lead and bool(_APPLICATION.match(count.trail))

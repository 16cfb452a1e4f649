"""W02 and W03: an answer speaks of another year, of another office, or of another district.

All three come from copying: last year's text, or a neighbour's. Texts rightly name other years and
neighbours in many ways, so only what has no such reason is told.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.district import District
from pipeline.findings import Level, Message, Rule, Trait
from pipeline.form.section import Topic
from pipeline.names import Names, names_of
from pipeline.transform.check.answers import Answer, Defect, Office, excerpt

YEARS = Rule(
    message=Message(
        "W02",
        Level.WARNING,
        "“{label}”写到了{found}，本报告是{year}年的；可能是沿用了别的年份的文字。",
        "请核实：确是笔误的，改为{year}年；确要说别的年份的，请写明是比较、结转还是计划，"
        "如：较{before}年增加5条。",
        Trait.THIS_YEAR,
    ),
    holds="文字里的年份是报告年度；文号、书名、比较、结转和下年计划除外。",
    source="国办公开办函〔2021〕30号一（二）：统计期限为报告年度1月1日至12月31日",
)
NAMES = Rule(
    message=Message(
        "W03",
        Level.WARNING,
        "“{label}”写到了“{found}”，报送的是“{office}”；可能是沿用了别处的文字。",
        "请核实：确是笔误的，改为“{own}”；确要提到别处的，请写明关系，如：与{found}联合开展。",
    ),
    holds="文字里不出现名单上别的街道和别的区县的名称；写明关系的除外。",
    source="照抄别处文字的常见痕迹",
)

# ── years ────────────────────────────────────────────────────────────────────

_FULL_WIDTH_DIGIT = re.compile("[０-９]")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_IN_WORDS = {sign: digit for digit, sign in enumerate("〇一二三四五六七八九")} | {
    "○": 0,
    "零": 0,
}
_YEAR = re.compile("[2二](?<![0-9]2)[0〇○零][0-9〇○零一二三四五六七八九]{2}(?= ?(?:年|全年|度))")
_TITLE = re.compile("《[^》]{0,100}》|<[^>]{0,100}>|“[^”\n]{0,40}(?:通知|办法|报告|要点)”")
_RANGE = re.compile(
    "(20[0-9]{2})(?: ?年度?)?(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
    " ?(?:[-—–－~～至到、和与及]|以及){1,2} ?(20[0-9]{2})(?= ?年)"
)
_SENTENCE_END = re.compile("[。！？；!?;\n]")
# A sentence that compares, or speaks of a plan over years, may name any year.
_COMPARES = re.compile(
    "(?:较|比)(?:于|之|起)?(?:去年|上年|上一年|往年|前|20[0-9]{2})|同比|相比|同期|持平|去年|环比"
    "|(?:由|从)20[0-9]{2}年的|十[一二三四五]五|五年规划|三年行动|历年"
)
# What follows the year and explains it: a law, a budget, a report, an old event.
_EXPLAINED = re.compile(
    " ?(?:年|全年|度)度?(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
    "(?:以来|起(?!至|到|，|,|始)|第|版|[末底]?的?(?:结转|顺延|接转|转入)|[以之][前后]|[前后](?=[的，、])|至今|印发|度?(?:先进|优秀|十佳)"
    "|[^，。；、,;]{0,12}?(?:决算|预算|年报|(?:情况报告|工作报告|工作总结)(?!如下)|统计公报|工作的?基础上|修订|修正|施行|颁布|印发的|出台的"
    "|(?:考核|测评|评估)(?:中|结果|名列|获|排名|优秀|良好|得分)"
    "|成立|建成|启用|开通|上线|注册|组建|挂牌|获评|荣获|被评|投入使用)"
    # 2022年甲、乙等单位决算: what is of that year, unless somebody published it in that year
    "|(?:(?!公开|发布|通过|街道(?!、)|[我共])[^，。；,;]){0,24}?(?:决算|预算|三公”?经费))"
)
_YEARBOOK = re.compile(" ?年度?[^，。；、,;]{0,12}年度报告")
_THIS_ONE = re.compile("现(?:将|予|公布|发布|向)|如下|本报告")
_CARRIED_TO = re.compile(
    "(?:结转|顺延|接转|转入|转)(?:办理)?(?:至|到|入|于|下年度?|下一?年度?)?[（(]?$"
)
# What applicants ask for may be of any year.
_ASKED_FOR = re.compile(
    "(?:(?<!依)申请(?:公开|获取|内容)|要求公开|内容(?:为|是|涉及))[^。；]{0,20}$"
)
_AGAINST = re.compile("(?:针对|对照|自|上一?年度?[（(])$")
_AS_OF_WINTER = re.compile(" ?年0?[123]月")
_PLANS = re.compile("下一?步|将|计划|拟|力争|明年|打算|继续|今后|来年|目标|思路|安排")
_LONGEST_SENTENCE = 400  # signs on either side of a year
_OLDEST, _NEWEST = 5, 2  # years that a left-over text can be from; beyond is history


def other_years(office: Office, year: int) -> Iterator[Defect]:
    """W02: years without a reason to be there, one finding for each answer."""
    for answer in office.answers:
        text = answer.text
        if _FULL_WIDTH_DIGIT.search(text):
            text = text.translate(_FULL_WIDTH)
        if all(_value(match[0]) == year for match in _YEAR.finditer(text)):
            continue
        text = _TITLE.sub(lambda title: " " * len(title[0]), text)
        strange: dict[int, re.Match[str]] = {}
        for match in _years(text, year):
            value = _value(match[0])
            if value not in strange and _is_strange(match, answer, year):
                strange[value] = match
        if strange:
            found = "、".join(f"{value}年" for value in strange)
            facts = {"label": answer.field.label, "found": found}
            yield Defect(
                YEARS,
                answer.place,
                value=excerpt(answer.text, *next(iter(strange.values())).span()),
                expected=f"{year}年",
                facts={**facts, "year": year, "before": year - 1},
            )


def _value(written: str) -> int:
    return int("".join(str(_IN_WORDS.get(sign, sign)) for sign in written))


def _years(text: str, year: int) -> Iterator[re.Match[str]]:
    """The years of a text that are not the report year, but for those in a span of years."""
    within = {
        start
        for span in _RANGE.finditer(text)
        if span[1] < span[2]
        for start in (span.start(1), span.start(2))
    }
    for match in _YEAR.finditer(text):
        value = _value(match[0])
        if (
            value != year
            and year - _OLDEST <= value <= year + _NEWEST
            and match.start() not in within
        ):
            yield match


_IN_BRACKETS = re.compile("[（(][^）)]{0,6}$")  # what stands there only adds to a sentence


def _is_strange(match: re.Match[str], answer: Answer, year: int) -> bool:
    text, value = match.string, _value(match[0])
    before, sentence = text[max(0, match.start() - 8) : match.start()], _sentence(match)
    if (
        _IN_BRACKETS.search(before)
        or _COMPARES.search(sentence)
        or _EXPLAINED.match(text, match.end())
    ):
        return False
    if _CARRIED_TO.search(before) or _AGAINST.search(before):
        return False
    if _ASKED_FOR.search(text, max(0, match.start() - 30), match.start()):
        return False
    if _YEARBOOK.match(text, match.end()) and not _THIS_ONE.search(sentence):
        return False
    if value > year:
        own_plans = answer.field.topic in (Topic.PROBLEMS, Topic.MEASURES)
        in_winter = _AS_OF_WINTER.match(text, match.end())
        return not (own_plans or in_winter or _PLANS.search(sentence))
    return True


def _sentence(match: re.Match[str]) -> str:
    """The sentence around a year, or as much of it as can explain the year."""
    text, first = match.string, max(0, match.start() - _LONGEST_SENTENCE)
    start = max(
        (end.end() for end in _SENTENCE_END.finditer(text, first, match.start())), default=first
    )
    last = match.end() + _LONGEST_SENTENCE
    end = _SENTENCE_END.search(text, match.end(), last)
    return text[start : end.start() if end else last]


# ── names ────────────────────────────────────────────────────────────────────

# A name that follows one of these, or stands in a list, is named on purpose.
_ON_PURPOSE_BEFORE = re.compile("(?:[赴到向与同和跟及、对给从因原]|联合|会同|协同|参观|走访)$")
_ON_PURPOSE_AFTER = re.compile("[、等和与]|联合|合并|划|召开|举办|举行|组织的")
_SEAT = re.compile("[区县](?=委[、区县和的领统]|人民政府|政府|政务公开|政务服务)")
# Elsewhere the two signs before 区政府 are as often a verb: 依托区政府网站.
_BEFORE_NAME = "在市州"
# Not the name of a district: a kind of area, a verb, or words that only end so.
_NO_NAME = re.compile(
    "[各全本我该市省县区村社辖园片地自治级委府由对向从及和与或的了在是]"
    "|开发|主城|老城|中心|高新|经开|工业|行政|示范|特别|下属|所属|所在|相关|有关|上级|基层|街道"
    "|依托|利用|通过|按照|根据|围绕|落实|配合|协助|接受|参加|结合|贯彻|执行|登录|报送|统一"
)


def other_names(district: District) -> Callable[[Office], Iterable[Defect]]:
    """W03, for the offices of this district."""
    roster = names_of(tuple(name for name in district.roster if len(name) > 2))

    def defects(office: Office) -> Iterator[Defect]:
        for answer in office.answers:
            strange = _other_office(answer.text, office.name, roster) or _other_district(
                answer.text, district.name
            )
            if strange:
                found, start = strange
                own = district.name if found[-1] in "区县" else office.name
                facts = {"label": answer.field.label, "found": found, "own": own}
                yield Defect(
                    NAMES,
                    answer.place,
                    value=excerpt(answer.text, start, start + len(found)),
                    expected=own,
                    facts={**facts, "office": office.name},
                )

    return defects


def _other_office(text: str, own: str, roster: Names) -> tuple[str, int] | None:
    """The first other office that is not named on purpose, and where."""
    for at, name in roster.apart(text):
        part_of_own = own in name or name in own
        before, end = text[max(0, at - 4) : at], at + len(name)
        on_purpose = _ON_PURPOSE_BEFORE.search(before) or _ON_PURPOSE_AFTER.match(text, end)
        if not part_of_own and not on_purpose:
            return name, at
    return None


def _other_district(text: str, own: str) -> tuple[str, int] | None:
    """The first district of two signs that is surely a name, and not the own one."""
    for match in _SEAT.finditer(text):
        start = match.start() - 2
        name = text[max(0, start) : match.end()]
        surely = start > 0 and text[start - 1] in _BEFORE_NAME and re.fullmatch("[一-龥]{3}", name)
        if surely and not own.endswith(name) and not _NO_NAME.search(name[:-1]):
            return name, start
    return None

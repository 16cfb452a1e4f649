"""Whose count it is and of which year: only an office's own, of the report year, is compared."""

import re

from pipeline.transform.prose.counts import Count, Sentence

SINCE = "(?<![今本]年)(?<!年度)(?<!年初)(?<!20[0-9]{2})(?<!20[0-9]{2}年)以来"  # 今年以来 is a year
_CUMULATIVE = re.compile(f"历年|历史|截[至止]|至今|逐年|平均|日均|月均|{SINCE}")
_TOTTED_UP = re.compile("累计")  # of one year, where that year is named: 2023年累计收到
_ONE_YEAR = re.compile("20[0-9]{2}年|[今本]年|全年|年内")
_PLANNED = re.compile("计划|目标|力争|下一步|预计|争取|今后|将[^，,]{0,12}$|拟[^，,]{0,6}$")
_COMPARED = re.compile("增[加长多幅]|减少|下降|上升|同比|环比|较[上去前]|比[上去前]|相比|多了|少了")
_PERIODIC = re.compile("每[年月季周日天人]|半年|季度|[上下]半年|月份")
_NEGATED = re.compile("未|没|无(?!法)")  # 未收到一件申请 counts none, not one
_OTHERS_BEFORE = re.compile(
    "[全各](?:区|市|县|镇街|街镇|单位|部门|街道|乡镇|科室|社区|村|站所)|辖区内?各|一些|部分单位"
)
_OTHERS_HERE = re.compile(
    "社区居委会|社区[^，,]{0,6}(?:收到|受理|接)|派出所|上级|[区市县省][政府级直](?!府?(?:门户)?网|府?信息公开[网平])|区委|区长|市长"
    "|(?<!结)转[办交送]|交办|代[办为理]|备案|协[助办]|配合|指导|督促|移[送交]|征求|会商"
)
_OTHER_BODY = re.compile("(?<![我本])[局镇厅](?!街)")
# 上年结转 and 结转2024年 are quantities of this year.
_NOT_CARRIED = "(?!度?(?:的)?(?:均?(?:无|没有|未))?(?:结转|转入|转结|顺延|遗留))"
_NOT_CARRIED_TO = "(?<![转延][至到入])(?<!转)(?<!转办理)(?<!顺延)"


# 全年 names none: it is said of any year.
_TIMES = re.compile(
    f"{_NOT_CARRIED_TO}20[0-9]{{2}}年{_NOT_CARRIED}|[本今]年"
    f"|(?<!较)(?<!比)(?<!结转)(?:去年|上一?年|往年|前年|近[0-9一二两三四五]年){_NOT_CARRIED}"
)


def is_own(sentence: Sentence, count: Count, year: int) -> bool:
    """Whether a count is exact and, by every sign, the office's own of the report year."""
    before = sentence.text[: count.start]
    return (
        count.exact
        and is_this_year(before, year)
        and not is_cumulative(before)
        and not _PLANNED.search(_last_clauses(before))
        and not _OTHERS_BEFORE.search(before)
        and not _COMPARED.search(count.lead)
        and not _COMPARED.match(count.trail)
        and not _NEGATED.search(count.lead)
        and not _PERIODIC.search(count.lead)
    )


def _last_clauses(before: str) -> str:
    """The clause of a count and the one before it; a plan further back is about something else."""
    return "，".join(re.split("[，,；;]", before)[-2:])


def is_cumulative(before: str) -> bool:
    """Whether a count runs over more than one year."""
    totted_up = _TOTTED_UP.search(before) and not _ONE_YEAR.search(before)
    return bool(totted_up or _CUMULATIVE.search(before))


def is_of_others(sentence: Sentence, words: str) -> bool:
    """Whether a clause speaks of another body's cases, or of some passed on by one."""
    return bool(_OTHERS_HERE.search(words)) or any(
        body[0] not in sentence.our_kinds for body in _OTHER_BODY.finditer(words)
    )


def is_this_year(before: str, year: int) -> bool:
    """Whether the last year named before a count, if any, is the report year."""
    named = [found[0] for found in _TIMES.finditer(before)]
    return not named or named[-1].startswith((str(year), "本", "今"))

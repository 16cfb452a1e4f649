"""Group W: what is wrong with the wording of an answer. A false alarm costs more than a miss."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd

from pipeline.district import District
from pipeline.findings import Finding, Level, Message, Rule
from pipeline.form.model import Form
from pipeline.form.section import NOTHING, Topic
from pipeline.returns import Returns
from pipeline.transform.check import copied, fee, left_over, punctuation, strange, tasks
from pipeline.transform.check.answers import (
    Answer,
    Check,
    Defect,
    Office,
    listed,
    offices_of,
    run_checks,
)
from pipeline.transform.check.numbering import points
from pipeline.transform.copies import Copied

_NOTICE = "国办公开办函〔2021〕30号"

MISSING = Rule(
    message=Message(
        "W01", Level.ERROR, "“{label}”{what}，报告里这一部分等于没有写。", "{advice}，如：{example}"
    ),
    holds="各部分都写了实际内容，不空缺、不只写“无”、不过短。",
    source=f"{_NOTICE}：六个部分缺一不可",
    may_be_waived=False,
)
VOID_BASIS = Rule(
    message=Message(
        "W06",
        Level.WARNING,
        "“{label}”引用了已经失效的依据或旧版表格的名称（“{piece}”）。",
        "请改为现行的依据，如：国办公开办函〔2021〕30号；旧版表格的名称请按现行表格改写。",
    ),
    holds="引用的是现行依据，没有 2019 年试行格式的文号和表格用语。",
    source=f"{_NOTICE}：原试行格式（国办公开办函〔2019〕60号）停止使用",
)
LENGTH = Rule(
    message=Message(
        "W09",
        Level.NOTE,
        "“{section}”共 {length} 字，格式要求原则上不超过 {most} 字。",
        "可以删去一般性的话，只留做了什么、多少件；确有必要的可以保留。",
    ),
    holds="第一部分原则上不超过 1000 字。",
    source=_NOTICE,
)
BANNED = Rule(
    message=Message(
        "W10",
        Level.WARNING,
        "“{label}”里有本区禁用词表上的词（“{piece}”）。",
        "请改用规范的说法；用在这里没有问题的，可以保留。",
    ),
    holds="没有禁用词表（district.toml 的 banned_words）上的词。",
    source="区政务公开办的禁用词表",
)
UNANSWERED = Rule(
    message=Message(
        "W11",
        Level.NOTE,
        "写了 {problems} 条问题，改进措施只有 {measures} 条，可能有问题没有对应的措施。",
        "请逐条对应：有几条问题就写几条措施；一条措施对应几个问题的，请写明对应哪几条。",
    ),
    holds="第五部分每条问题都有改进措施。",
    source=f"{_NOTICE}：存在的主要问题及改进情况",
)
RULES = (
    MISSING,
    strange.YEARS,
    strange.NAMES,
    left_over.RULE,
    fee.RULE,
    VOID_BASIS,
    punctuation.RULE,
    copied.COPIED,
    LENGTH,
    BANNED,
    UNANSWERED,
    tasks.RULE,
    fee.CHARGES,
)


def check_wording(
    returns: Returns,
    district: District,
    form: Form,
    year: int,
    copies: Mapping[str, Sequence[Copied]],
) -> tuple[pd.DataFrame, list[Finding]]:
    """Outcomes and findings of W01–W11, W13, and of T09 with W05; copies: see `check_copied`."""
    checks = [
        Check((MISSING,), partial(_missing, shortest=district.checks.shortest_text)),
        Check((strange.YEARS,), partial(strange.other_years, year=year)),
        Check((strange.NAMES,), strange.other_names(district)),
        left_over.check(form),
        *fee.checks(returns, form, year),
        Check((VOID_BASIS,), listed(VOID_BASIS, _void_basis)),
        Check((punctuation.RULE,), punctuation.punctuation(district.checks.slips)),
        Check((LENGTH,), _length(form)),
        Check((BANNED,), _banned(district.checks.banned_words)),
        Check((UNANSWERED,), _unanswered, _measures_in_doubt),
        tasks.CHECK,
    ]
    outcomes, findings = run_checks(list(offices_of(returns, form)), checks)
    copied_ones, found = copied.check_copied(returns, form, copies)
    codes = [rule.message.code for rule in RULES]
    return outcomes.join(copied_ones)[codes], [*findings, *found]


# ── W01 ──────────────────────────────────────────────────────────────────────

_WRITE_OWN = "请写本街道本年的实际情况，至少一条"
_WRITE_NONE = "请写明情况；确实没有发生的，也要用一句话写明"


def _missing(office: Office, shortest: int) -> Iterator[Defect]:
    for answer in office.answers:
        if answer.lost or answer.field.topic in (Topic.OTHER, Topic.TASK):
            continue
        what = _what_is_missing(answer, shortest)
        if what:
            facts = {"label": answer.field.label, "what": what, "example": _example(answer)}
            own = answer.field.topic in (Topic.PROBLEMS, Topic.MEASURES)
            facts["advice"] = _WRITE_OWN if own else _WRITE_NONE
            yield Defect(MISSING, answer.place, answer.text, facts=facts)


def _what_is_missing(answer: Answer, shortest: int) -> str:
    text = re.sub(r"\s", "", answer.text)
    if not text:
        return "没有填写"
    if NOTHING.fullmatch(text):
        return f"只写了“{text}”"
    if len(text) < shortest and not (
        answer.field.topic is Topic.FEE and fee.SPOKEN_OF.search(text)
    ):
        return f"只有 {len(text)} 个字"
    return ""


def _example(answer: Answer) -> str:
    match answer.field.topic:
        case Topic.PROBLEMS:
            return "一是社区公开栏更新不够及时。"
        case Topic.MEASURES:
            return "一是每月检查一次社区公开栏。"
        case Topic.FEE:
            return "本年度没有收取信息处理费。"
        case _:
            return "本年度没有收到政府信息公开申请。"


# ── W06 ──────────────────────────────────────────────────────────────────────

# Quick, and absent from most answers.
_MAYBE_VOID = re.compile("2019|492|有关事项|本年[新增]|总数量|上一年|其他对外")
_NUMBER_60 = r"[〔［\[【（(]2019[〕］\]】）)] ?60 ?号"
_VOID = re.compile(
    # Other bodies have a 60号 of their own, with their own letters before it.
    f"国办公开办[函涵] ?{_NUMBER_60}|(?:(?<![一-龥])|(?<=按照|根据|依据)){_NUMBER_60}"
    "|国务院令第?492号"
    "|国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知"
    "|本年新制作数量|本年新公开数量|对外公开总数量|上一年项目数量|其他对外管理服务事项|本年增/减"
)


def _void_basis(text: str) -> list[str]:
    return _VOID.findall(text) if _MAYBE_VOID.search(text) else []


# ── W09, W10 ─────────────────────────────────────────────────────────────────

_LONGEST = 1_000  # signs of section 一, in principle


def _length(form: Form) -> Callable[[Office], Iterable[Defect]]:
    section, _ = form.own_sections

    def defects(office: Office) -> Iterator[Defect]:
        answers = office.within(section)
        length = sum(len(re.sub(r"\s", "", answer.text)) for answer in answers)
        if length > _LONGEST:
            longest = max(answers, key=lambda answer: len(answer.text))
            facts = {"section": section.heading, "length": length, "most": _LONGEST}
            yield Defect(LENGTH, longest.place, f"{length} 字", f"不超过 {_LONGEST} 字", facts)

    return defects


def _banned(words: Iterable[str]) -> Callable[[Office], Iterable[Defect]]:
    banned = list(filter(None, words))
    return listed(BANNED, lambda text: [word for word in banned if word in text])


# ── W11 ──────────────────────────────────────────────────────────────────────

# Where an office wrote its measures below its problems, in one answer.
_MEASURES_BEGIN = re.compile("(?:改进|整改)(?:措施|情况)|下一?步|针对(?:以上|上述|存在)")
_SENTENCE = re.compile("[^。；;！!\n]+")


def _unanswered(office: Office) -> Iterator[Defect]:
    """More numbered problems than measures; measures without numbers count by the sentence."""
    (problem,) = office.about(Topic.PROBLEMS)
    (measure,) = office.about(Topic.MEASURES)
    if _MEASURES_BEGIN.search(problem.text):
        return
    problems = points(problem.text)
    measures = points(measure.text) or len(_SENTENCE.findall(measure.text))
    if problems > measures > 0:
        yield Defect(
            UNANSWERED,
            measure.place,
            f"{measures} 条措施",
            f"{problems} 条措施",
            {"problems": problems, "measures": measures},
        )


def _measures_in_doubt(office: Office) -> bool:
    answers = office.about(Topic.PROBLEMS, Topic.MEASURES)
    return any(answer.lost or not answer.text for answer in answers)

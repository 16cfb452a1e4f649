"""W04: nothing that the template left open, or says itself, is left in an answer."""

import re

from pipeline.findings import Level, Message, Rule
from pipeline.form.model import Form
from pipeline.transform.check.answers import Check, listed
from pipeline.transform.placeholders import is_meant, placeholder_names

RULE = Rule(
    message=Message(
        "W04",
        Level.ERROR,
        "“{label}”里还有没填的空或模板的说明（“{piece}”）。",
        "请换成实际内容，如把“××条”改为“24条”；不需要的请删去。",
    ),
    holds="文字里没有没填的空（××、XX、***、【…】）和模板自带的说明。",
    source="模板填写说明",
    may_be_waived=False,
)

_COUNTED = "条件次篇份个项起宗期场年月日"
_MAYBE_BLANK = re.compile("[×✕ＸXx*＊【_＿填补]|[（(]请")  # quick, and absent from most answers
_BLANK = re.compile(
    "|".join(
        (
            r"[×✕Ｘ]{2,}|(?<![A-Za-z0-9./:_@-])[Xx×]{2,}(?![A-Za-z0-9./_@-])",
            rf"(?<![A-Za-z0-9.])[XxＸ×](?=[{_COUNTED}])",
            rf"(?<![0-9*])[*＊]{{3,}}(?![0-9*])|(?<![0-9*])[*＊]{{2}}(?=[{_COUNTED}])",
            # 【】 is also how a column is named, and how some write the year of a document.
            r"(?<![“《‘])【(?![0-9]{4}】)[^】\n]{0,30}(?:】(?!专栏|栏目|板块|专题|系列|频道)|\n|$)",
            r"_{3,}|＿{2,}",
            r"[（(](?:请|此处|在此)[^）)\n]{0,20}(?:填|写|输入|补充)[^）)\n]{0,20}[）)]",
            r"(?:请)?(?:此处|在此)填写|[（(]?待(?:填|补充)[）)]",
        )
    )
)
# XX that stands for a name on purpose: 王XX, ××社区, a number of which the middle is hidden.
_FAMILY_NAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔汤"
)
_MASKED = re.compile(
    rf"(?<=[{_FAMILY_NAMES}])[×✕ＸXx*＊某]{{1,2}}(?![{_COUNTED}×✕ＸXx*＊])"
    "|[×✕ＸXx*＊]{2,}(?=社区|小区|村|路|街(?!道)|巷|弄|公司|学校|[中小]学|幼儿园|医院|先生|女士)"
    "|(?<=[路街巷弄])[×✕ＸXx*＊]{1,3}(?=号)|(?<=[0-9])[×✕ＸXx]{2,}|[×✕ＸXx]{2,}(?=[0-9])"
)
_SHORTEST_HINT = 8  # signs; a shorter hint could be anybody's words


def check(form: Form) -> Check:
    """Return how W04 is looked into, for the hints and the placeholders of a form."""
    hints = [item.hint for _, item in form.printed if len(item.hint) >= _SHORTEST_HINT]
    names = placeholder_names(form)

    def pieces(text: str) -> list[str]:
        found = list(_BLANK.finditer(text)) if _MAYBE_BLANK.search(text) else []
        blanks = [match[0] for match in found if not _MASKED.match(text, match.start())]
        left = [one for one in blanks if not (one.startswith("【") and is_meant(one, names))]  # R17
        return left + [hint for hint in hints if hint in text]

    return Check((RULE,), listed(RULE, pieces))

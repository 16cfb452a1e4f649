"""What prose calls the quantities of the form of 2021: subjects, terms, and the sums they mean.

Words are data: a wording of offices that is not read is one more line here, with a passage in
`tests/data/passages.json` that is read wrongly without it.
"""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.form.model import Quantity
from pipeline.form.rules_2021 import NAMES, QUANTITIES
from pipeline.form.said import Meaning, Reading
from pipeline.form.table import CellRef
from pipeline.form.tables_2021 import (
    CARRIED_IN,
    CARRIED_OUT,
    LITIGATION,
    NEW,
    RESULTS,
    RESULTS_TOTAL,
    TABLE_3,
)
from pipeline.prose.terms import Subject, Term, Vocabulary

# ── the subjects ─────────────────────────────────────────────────────────────

APPLICATIONS, REVIEWS, LAWSUITS = "申请", "复议", "诉讼"
DOCUMENTS, LICENCES, PENALTIES, COERCION = "规范性文件", "许可", "处罚", "强制"

_INFORMATION = "(?:政府|政务)?信息"
_TO_OPEN = "(?:(?:要求|提出|申请)(?:主动)?)?公开(?:的)?(?:有关|相关)?"
_ASKED = "申请(?!人|书|渠道|行政复议|复议|执行|投诉|答复)"
_LAWSUITS = (
    "行政诉讼|提起(?:行政)?诉讼|未经复议[^，,。；;0-9]{0,6}(?:起诉|诉讼)"
    "|复议后[^，,。；;0-9]{0,4}(?:起诉|诉讼)|直接起诉|诉讼|行政应诉|应诉"
)


def _decisions(name: str) -> Subject:
    """Return a kind of decision: 作出行政处罚, 行政处罚决定, 无行政许可、行政处罚."""
    noun = f"行政{name}"
    verbs = "(?:作出|做出|办理|处理|实施|准予|办结)(?:的)?(?:各类)?"
    decided = f"{verbs}(?:行政)?{name}(?:决定|措施)?|{noun}(?:处理)?决定"
    return Subject(
        name,
        f"{decided}|(?<=[无有、和及]){noun}(?=$|[、，,；和及])|(?<=[件起宗]、){noun}(?=[0-9一二三四五六七八九十两])",
        means=name,
    )


_SUBJECTS = (
    Subject(
        APPLICATIONS,
        "|".join(
            (
                f"{_INFORMATION}(?:依申请)?公开(?:的)?(?:事项)?(?:的)?{_ASKED}",
                f"依申请(?:公开)?(?:的?{_INFORMATION})?(?:公开)?",
                f"{_TO_OPEN}{_INFORMATION}(?:的)?(?:申请(?!人)|来信|来件|请求)",
                f"申请(?:公开)?(?:有关|相关|的)*{_INFORMATION}(?:公开)?|(?:要求|申请)公开{_INFORMATION}",
                f"(?<!主动)公开(?:类|的)?{_ASKED}|政府信息公开事项|新收{_ASKED}",
                f"(?<=受理){_INFORMATION}公开",
            )
        ),
        also=f"(?<![保助房证照补贴业险诊移请可罚]){_ASKED}(?:量)?",
        means="收到",
        silent=f"依申请公开(?:{_INFORMATION})?",
        lasts=True,
    ),
    Subject(REVIEWS, "(?:行政)?复议(?!后)", means=REVIEWS, lasts=True, in_context=True),
    Subject(LAWSUITS, _LAWSUITS, means=LAWSUITS, lasts=True, in_context=True),
    Subject(DOCUMENTS, "(?:行政)?规范性文件"),
    *map(_decisions, (LICENCES, PENALTIES, COERCION)),
)
# What is published, and other matters, whose numbers no table of the form holds.
_PUBLISHED = (
    "行政许可|行政处罚|行政强制|信息|消息|文章|稿件|推文|动态|公文|公告|通知|材料|视频|图文|数据"
    "|政策|解读|制度|清单|目录|指南|栏目|专栏|专区|预公开|档案|公示"
)
_OTHERS = (
    "投诉|热线|工单|诉求|信访|来访|来电|咨询|留言|来信|来件|信件|信箱|来函|网民|建议|提案|议案|意见|线索|救助|低保|住房|补贴|资金|经费|预算|决算"
    "|会议|培训|活动|讲座|宣讲|检查|抽查|问卷|人员|阅读|粉丝|浏览|点击|关注|处理费|收费"
)

# ── the terms ────────────────────────────────────────────────────────────────

_IN = (
    "{before}(?:的)?(?:未办结)?(?:而)?(?:结转|转入|转来|转结|转接|接转|顺延|遗留|流转|存量)|{before}(?:度)?(?:的)?(?:尚)?未(?:办[结完毕]|答复|办理完毕|结)"
    "|(?:结转|转入|承接|接转)(?:自|于|办理|的)?{before}|{before}(?:[^，,。；;0-9]{{0,6}})转入"
)
_OUT = (
    "(?:结转|转入|顺延|转结|转接|接转|转|延续|延期|延|滚动|跨|留待|留)(?:[至到入往])?{after}"
    "|{after}(?:度)?(?:继续|再)(?:办理|答复)|(?:跨年(?:度)?|年后)(?:继续)?(?:办理|答复|办结)"
    "|(?:尚未|还未|暂未|仍未|未)(?:到期|到答复期|满[^，,。；;0-9]{{0,4}}期|办结|结|答复|办理完毕|办完)"
    "|(?:尚|仍|还)(?:在|处于)[^，,。；;0-9]{{0,8}}(?:期限|时限)(?:内)?|在办(?:中)?$|(?:正在|尚在|仍在|还在|尚处(?:在|于)?|处于)(?:法定|法律规定的|依法|规定|正常)?(?:的)?(?:办理|处理|答复|受理|办)"
)
_GROUPS = (
    (
        "予以公开",
        "(?<!不)予以?公开|同意公开|(?<!申请)公开答复(?!书)|答复公开|予以提供|(?:^|其中|[，,：:])(?:全部|已|依法)?公开(?:的)?$|全部公开|提供信息",
        "（一）",
    ),
    ("部分公开", "部分(?:予以)?公开|区分处理", "（二）"),
    ("不予公开", "不予公开|不公开", "（三）"),
    ("无法提供", "无法(?:予以)?(?:提供|公开)", "（四）"),
    ("不予处理", "不予处理|不再受理|不予受理", "（五）"),
    ("其他处理", "其[他它](?:方式|情形)?(?:处理|办理|情形|情况|结果)", "（六）"),
)  # fmt: skip
_OPENED_OR_PARTLY = "(?:予以|同意)?公开(?:及|和|与|、|或|以及|并)(?:予以)?部分(?:予以)?公开"
_LEAVES = (
    ("国家秘密", "（三）", "1."),
    ("(?:法律|法规)[^，,。；;0-9]{{0,8}}禁止公开", "（三）", "2."),
    ("三安全一?稳定", "（三）", "3."),
    ("(?<!征求)(?<!听取)第三方|商业秘密|个人隐私", "（三）", "4."),
    ("内部事务", "（三）", "5."),
    ("过程性", "（三）", "6."),
    ("执法案卷", "（三）", "7."),
    ("行政查询|查询事项", "（三）", "8."),
    ("(?:不|未|没有|并未)(?:予)?(?:掌握|制作|保存|获取)|不存在|非本机关", "（四）", "1."),
    ("(?:没有|无)现成|另行(?:制作|加工)|需要加工", "（四）", "2."),
    ("补正后(?:仍|[^，,。；;0-9]{{0,6}}不明确)", "（四）", "3."),
    ("(?:信访|投诉|举报)[^，,。；;0-9]{{0,6}}(?:类|性质|事项|诉求|申请)", "（五）", "1."),
    ("重复(?:提出|提交)?(?:的)?申请|重复提", "（五）", "2."),
    ("公开出版物", "（五）", "3."),
    ("反复申请", "（五）", "4."),
    ("重新出具|确认或", "（五）", "5."),
    ("(?:逾期|未|不)[^，,。；;0-9]{{0,6}}补正", "（六）", "1."),
    ("(?:逾期|未)[^，,。；;0-9]{{0,10}}(?:缴纳|缴费|交费)", "（六）", "2."),
)
# ways, places and kinds by which applications are told apart, and no table does
_PARTS = (
    "网[络上站]|在线|线[上下]|入口|公众号|后台|寄|平台|门户|系统|邮[寄件箱政]|电子|信函|书面|纸质|当面|现场|窗口|来访|口头|传真|电话|渠道|方式|通过"
    "|答复书|告知书|决定书|补正|涉及|超期|逾期|撤[回销消]|终止|除|征地|拆迁|依职权|延期|听取|征求"
)
_APPLICANTS = (
    (
        "法人(?:或者?|和|及|、)?(?:其[他它])?(?:组织)?(?!评)|(?<![他它益])组织(?!法人|各?企业|律师|公民|个人|群众|开展|召开|实施|评|学|培训|活动|讲座|检查)|单位申请",
        (),
    ),
    ("商业企业|企业|公司", ("商业企业",)),
    ("科研机构", ("科研机构",)),
    ("社会公益组织|公益组织", ("社会公益组织",)),
    ("法律服务机构|律师事务所|律所|律师", ("法律服务机构",)),
    ("自然人|公民|个人", ("自然人",)),
)


def _terms_of_applications() -> Iterator[Term]:
    yield Term(APPLICATIONS, _IN, "上年结转", strong=True)
    yield Term(APPLICATIONS, _OUT, "结转下年", strong=True)
    yield Term(
        APPLICATIONS,
        "年[末底](?:尚有)?结转$|^(?:结转|转|顺延)?[至到入往](?:了)?{after}|^(?:申请)?(?:尚|仍)?在(?:法定)?(?:的)?(?:办理|答复|处理)(?:期限|时限|期)内?$",
        "结转下年",
        strong=True,
    )
    for words, group, leaf in _LEAVES:
        yield Term(APPLICATIONS, words, group + leaf, strong=True)
    yield Term(APPLICATIONS, _OPENED_OR_PARTLY, "公开", strong=True)
    for name, words, _ in _GROUPS:
        yield Term(APPLICATIONS, words, name, strong=True)
    for words, columns in _APPLICANTS:
        yield Term(APPLICATIONS, words, f"申请人{'、'.join(columns)}")
    yield Term(APPLICATIONS, "^结转$", "结转")
    yield Term(APPLICATIONS, _PARTS)
    yield Term(APPLICATIONS, "结转|转入|顺延|遗留")
    yield Term(APPLICATIONS, "新收|新增|新受理|新接", "新收")
    yield Term(APPLICATIONS, "收到|收悉|接收|接到|受理|收办|收取|接受|承接|收件|登记|收", "收到")
    yield Term(
        APPLICATIONS, "^(?:已)?结$|办结|答复|办复|回复|(?:办理|处理)(?:完毕|完成|结束)", "办结"
    )
    yield Term(APPLICATIONS, "(?:办理|处理)(?!完|途径|方式|渠道|流程|结果)|承办", "办理")


_OUTCOMES = (
    ("维持|驳回复议", "结果维持"),
    ("纠正|纠错|撤销|确认违法|责令", "结果纠正"),
    ("其[他它]结果|终止|撤回", "其他结果"),
    (
        "(?:尚未|未|正在|尚在|仍在|还在)(?:审结|审理|办结|办理|审查|结案)[^，,。；;0-9]{{0,4}}",
        "尚未审结",
    ),
)


def _terms() -> Iterator[Term]:
    yield from _terms_of_applications()
    for subject in (REVIEWS, LAWSUITS):
        yield Term(subject, _IN)
        for words, outcome in _OUTCOMES:
            yield Term(subject, words, subject + outcome, strong=True)
    yield Term(REVIEWS, "败诉|胜诉|出庭|调解")
    yield Term(LAWSUITS, "未经复议|直接起诉|直接提起|直接诉", "诉讼" + LITIGATION[0], strong=True)
    yield Term(LAWSUITS, "复议后", "诉讼" + LITIGATION[1], strong=True)
    yield Term(LAWSUITS, "败诉|胜诉|出庭|驳回|调解|一审|二审")
    yield Term(DOCUMENTS, "(?:现行|继续|仍然?|目前|保留)有效|有效", "现行有效")
    yield Term(DOCUMENTS, "废止", "废止")
    yield Term(DOCUMENTS, "制发|制定|出台|印发|新增|新发|发布", "制发")


# ── what they mean ───────────────────────────────────────────────────────────


def _sums(*paths: str, columns: Sequence[str] = ("总计",)) -> Reading:
    """Return cells of table 3: rows by the beginnings of their paths, columns by their paths."""
    rows = [
        entry.path
        for entry in TABLE_3.blocks[0].row_entries
        if not entry.sums and any(entry.path.startswith(path) for path in paths)
    ]
    return tuple(CellRef(TABLE_3.name, row, column) for row in rows for column in columns)


_RESULT, _CASE, _APPLICANT = "办理结果", "案件结果", "申请人"
_TOTAL = f"{RESULTS}/{RESULTS_TOTAL}"


def _of_quantities(*several: tuple[Quantity, ...]) -> tuple[Reading, ...]:
    return tuple(tuple(ref for one in reading for ref in QUANTITIES[one]) for reading in several)


_NEW, _IN_, _DONE, _LEFT = (
    Quantity.NEW, Quantity.CARRIED_IN, Quantity.HANDLED, Quantity.CARRIED_OUT,
)  # fmt: skip


def _meanings() -> Iterator[tuple[str, Meaning]]:
    yield "新收", Meaning("新收申请", "收到", _of_quantities((_NEW,)))
    yield "收到", Meaning("收到申请", "收到", _of_quantities((_NEW,), (_NEW, _IN_)))
    every = _of_quantities((_NEW,), (_NEW, _IN_), (_DONE,))
    yield "办理", Meaning("办理申请", "收到", every)
    yield "办结", Meaning("办结申请", "办结", _of_quantities((_DONE,)))
    yield "上年结转", Meaning("上年结转", "结转", _of_quantities((_IN_,)))
    yield "结转", Meaning("结转", "结转", _of_quantities((_LEFT,), (_IN_,)))
    yield "结转下年", Meaning("结转下年度", "结转", _of_quantities((_LEFT,)))
    for name, _, group in _GROUPS:
        yield name, Meaning(name, _RESULT, (_sums(f"{RESULTS}/{group}"),))
    yield (
        "公开",
        Meaning("予以公开和部分公开", _RESULT, (_sums(f"{RESULTS}/（一）", f"{RESULTS}/（二）"),)),
    )
    for _, group, leaf in _LEAVES:
        (ref,) = (one for one in _sums(f"{RESULTS}/{group}") if f"/{leaf}" in one.row)
        yield group + leaf, Meaning(ref.row.rpartition("/")[2], _RESULT, ((ref,),))
    yield from _meanings_of_applicants()
    for subject, ways in (
        (REVIEWS, ("行政复议",)),
        (LAWSUITS, [f"行政诉讼/{way}" for way in LITIGATION]),
    ):
        for outcome in ("结果维持", "结果纠正", "其他结果", "尚未审结"):
            refs = tuple(CellRef("表四", "", f"{way}/{outcome}") for way in ways)
            yield subject + outcome, Meaning(f"行政{subject}{outcome}", _CASE, (refs,))
    yield REVIEWS, Meaning("行政复议", "案件", _of_quantities((Quantity.REVIEWS,)))
    yield LAWSUITS, Meaning("行政诉讼", "案件", _of_quantities((Quantity.LAWSUITS,)))
    both = _of_quantities((Quantity.REVIEWS, Quantity.LAWSUITS))
    yield REVIEWS + LAWSUITS, Meaning("行政复议和行政诉讼", "案件", both)
    for way, ref in zip(LITIGATION, QUANTITIES[Quantity.LAWSUITS], strict=True):
        yield LAWSUITS + way, Meaning(f"行政诉讼{way}", "案件", ((ref,),))
    for key, one in (
        ("制发", Quantity.MADE), ("废止", Quantity.REPEALED), ("现行有效", Quantity.IN_FORCE),
        (LICENCES, Quantity.LICENCES), (PENALTIES, Quantity.PENALTIES),
        (COERCION, Quantity.COERCION),
    ):  # fmt: skip
        yield key, Meaning(NAMES[one], "决定", _of_quantities((one,)))


def _meanings_of_applicants() -> Iterator[tuple[str, Meaning]]:
    """Yield the columns of table 3: of the whole named before, or of what was received."""
    organisations = [one.path for one in TABLE_3.blocks[0].column_entries if "/" in one.path]
    rows = {
        "新收": ((NEW,),), "上年结转": ((CARRIED_IN,),), "结转下年": ((CARRIED_OUT,),),
        "办结": ((RESULTS,),), "收到": ((NEW,), (NEW, CARRIED_IN)), "": ((NEW,), (NEW, CARRIED_IN)),
        "办理": ((NEW,), (NEW, CARRIED_IN), (RESULTS,)),
    }  # fmt: skip
    for _, names in _APPLICANTS:
        every = ("自然人", *organisations)
        columns = [one for one in every if one.rpartition("/")[2] in names] or organisations
        key, name = f"申请人{'、'.join(names)}", "、".join(names) or "法人或其他组织"
        for whole, ways in rows.items():
            readings = tuple(_sums(*paths, columns=columns) for paths in ways)
            meaning = Meaning(name, _APPLICANT, readings)
            yield f"{whole}　{key}" if whole else key, meaning


MEANINGS: Mapping[str, Meaning] = dict(_meanings())
VOCABULARY = Vocabulary(
    subjects=_SUBJECTS,
    terms=tuple(_terms()),
    main=APPLICATIONS,
    carried=("上年结转", "结转下年"),
    either="结转",
    received="收到",
    new="新收",
    done="办结",
    handled="办理",
    wholes=frozenset(("新收", "收到", "办理", "办结", "上年结转", "结转下年")),
    came=frozenset(("收到", "办理")),
    published=_PUBLISHED,
    others=_OTHERS,
    context="信息公开|依申请|公开申请",
)

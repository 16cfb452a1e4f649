"""Words of the reader itself, whatever a form counts: patterns, each with what it stands for.

Words are data: a wording that is read wrongly is mended here, with a passage in
`tests/data/passages.json` that shows it.
"""

import re
from decimal import Decimal

# ── whose count, and of which year ───────────────────────────────────────────

_SINCE = "(?<![今本]年)(?<!年度)(?<!年初)(?<!20[0-9]{2}年)以来"  # 今年以来 is a year
# 截至2025年12月31日 is the whole year.
TO_A_DAY = "截[至止](?!年底|年末|[0-9]*年?12月|20[0-9]{2}年(?:年?底|12月|末))"
CUMULATIVE = re.compile(f"历年|历史|至今|逐年|平均|日均|月均|{_SINCE}|{TO_A_DAY}")
SINCE = re.compile(_SINCE)
TOTTED_UP = re.compile("累计")  # of one year, where that year is named: 2023年累计收到
ONE_YEAR = re.compile("20[0-9]{2}年|[今本]年|全年|年内|一年来|截[至止]")
PLANNED = re.compile(
    "计划|目标|力争|下一步|预计|争取|今后|(?<![代草虚模])拟|将(?:继续)?(?:于|在|组织|开展|举办|新增|公开|制定)"
)
COMPARED = re.compile(
    "增[加长多幅]|减少|下降|上升|降幅|降低|同比|环比|较[上去前]|比[上去前]|相比|多了|少了|持平|翻"
)
PERIODIC = re.compile("每[年月季周日天人]|半年|季度|月份|月均|日均")
NEGATED = re.compile("未|没|无(?!法)")  # 未收到一件申请 counts none, not one
NOT_NEGATED = re.compile(
    "未办[结完毕]|未结|未到期|未审结|未补正|无正当理由|未经复议|未按|未掌握|没有现成|无现成|尚未|未缴"
)
OTHERS = re.compile(
    "各(?:区|市|县|镇街|街镇|单位|部门|街道|乡镇|科室|社区|村|站所)|辖区内?各|一些|部分单位|下属|所属单位"
    "|社区(?:居委会)?[^，,]{0,6}(?:收到|受理|接)|社区居委会|派出所|上级|(?<!结)(?<!热线)(?<!年)(?<!年度)(?<!年的)(?<!年度的)转[办交送来]|交办|代[办为理]"
    "|代[^，,。；;0-9]{1,6}(?:办理|答复|受理|处理)|备案|协[助办]|配合|指导|督促|移[送交]|征求(?!第三方|权利人)|会商"
    "|(?:区|市|县|省)(?:政府|委|级|直)(?:各|(?=[^，,]{0,6}(?:收到|受理|接)))|区长|市长"
)
WHOLE_AREA = re.compile("全([区市县镇乡])")
OTHER_BODY = re.compile("(?<![我本])[局厅](?!街)")
UNRELATED = re.compile(
    "不涉及(?:政府)?信息公开|与(?:政府)?信息公开(?:工作)?无关|均不涉及|非(?:政府)?信息公开|作为(?:行政)?复议机关"
)
# 上年结转 and 结转2024年 are quantities of this year.
_NOT_CARRIED = (
    "(?!度?(?:的)?(?:[^，,；;0-9]{0,6})?"
    "(?:结转|转入|转来|转结|接转|顺延|遗留|存量|未办|未结|未答复))"
)
_NOT_CARRIED_TO = (
    "(?<![转延][至到入往])(?<!转)(?<!转办理)(?<!顺延)(?<!由)(?<!从)(?<!自)(?<!较)(?<!比)(?<!与)"
)
TIMES = re.compile(
    f"(?=[2本今去上往前近])(?:{_NOT_CARRIED_TO}20[0-9]{{2}}年(?!度?(?:[预决]算|修订|印发)){_NOT_CARRIED}|[本今]年"
    f"|(?<!较)(?<!比)(?<!与)(?<!同)(?<!结转)(?<!由)(?<!从)(?<!自)(?:去年|上一?年|往年|前年|近[0-9一二两三四五]年){_NOT_CARRIED})"
)
A_YEAR = re.compile("(20[0-9]{2})年")
CONDITION = re.compile("如果?(?!期)|对于|若|凡|将|社区")

# ── beside a number ──────────────────────────────────────────────────────────

# What applications, cases and decisions are counted in.
CASES = frozenset(("件", "宗", "项", "条", "次", "份", "起", "个", "例", "封", "件次", "则"))
FILLER = re.compile(
    "(?:20[0-9]{2}年(?:度)?|(?:上一?|去|今|本)年(?:度)?|类|来信|信件|邮件|办件|案件|案|申请|事项|件|的|数量|数|总数|总量|总|共计|合计|共|计|各类|各|均|亦|都|也|为|是|有|达到?"
    "|了|仅|只有|只|表|发生|办理|决定书?|措施|情况|方面|[:：])*+"
)
JOINED = re.compile(
    "(?:案件|案)?(?:、|和|及|与|或者?|以及|或是|，|,)(?:被?提起|因此|引起的|引发的)*"
)
ITEMS = re.compile("[、和及与]")
EACH = re.compile("各|均|都|皆")
IN_TURN = "分别"
RUN = re.compile("[、，,]?(?:和|以及|及|与)|、")  # between the numbers of several: 3件、4件和2件
AMONG = re.compile("^其中[，,]?")
UP_TO = re.compile("(?:增|升|减|降)(?:加|长|少|低)?[至到]")
SOME = re.compile(
    "[对就]$|其中|其余|其他|其它|剩余|余下|另有?|除|当年收|当年答复|有关"
    "|(?:要求|涉及|关于|查询)(?!公开)[^，,。；;]*的$"
)
ALL_BUT = re.compile("其中[，,]?|")
EXCEPT = re.compile("(?<![拆清排铲解免废])除(?!夕)")
TOO = re.compile("也|亦|均?已")  # 上年2件也办结: done this year
UNCLEAR = re.compile("转化|疑似|涉嫌")
WITHDRAWN_TOO = re.compile("[、，,](?:申请人)?(?:主动)?(?:撤[回销]|终止|放弃)")
_OURSELVES = "(?:我|本)(?:街道|办事处|单位|机关|[办镇乡局])"
OURS = re.compile(f"其中[，,]?{_OURSELVES}|{_OURSELVES}[^，,]{{0,6}}其中")
OUR_SHARE = re.compile(f"(?:其中[，,]?)?{_OURSELVES}(?:共|收到|受理|有|为)*")
ALL_WAYS = re.compile(
    "公民[、和]法人(?:和|或者?|及|、)?其他组织|(?:各种|各类|多种|各个?|所有|全部|不同)(?:渠道|方式|途径|平台|形式)|(?:渠道|方式|平台)(?:均|都)"
)
TOGETHER = re.compile("共(?!享|同)|合计|总(?!结)|一并")
OWN_WORDS = re.compile("[\u4e00-\u9fff]{2}|^结$")
BETWEEN = ("", "的", "由", "有关", "关于")  # a number and the noun behind it

# ── none, and all ────────────────────────────────────────────────────────────

MAY_BE_NONE = re.compile("[没未无零]|不存在")  # cheap to look for, before all else
MAY_SAY = re.compile(
    f"{MAY_BE_NONE.pattern}|(?:[均都皆]|全部)[^，,。；;]{{0,40}}[办答处回]|率"
)  # a sentence without any number
WAYS = re.compile("（[^（）0-9]{1,40}）(?=的)")
CLAUSE = re.compile("[^，,；;：:（）()]+")
NO = re.compile(
    '[“"]?双零[”"]?|(?:均|都|皆|全年|年内|本年度?|暂|也)*(?:未曾|从未|未有|尚未|没有|不存在|未|没|无|零)(?!法|正当|关|经)'
)
_CHANNEL = "(?:当面|网[络上站]|在线|电子邮件|邮[寄件]|传真|信函|书面)(?:申请|提交)?"
# What may stand between "no" and its noun, and behind the noun, without making it some of them.
LIGHT = re.compile(
    "(?:(?:有关|相关)(?=政府|信息|公开|依申请)|再|新的?|曾|登记到?|接到|收到|接收|收取|受理|接受|收|到|过|发生|产生|出现|引发|引起|导致|涉及|办理|处理|实施|作出|做出|制发|制定|出台|印发"
    "|存在|有|因|由|被|而|对|就|任何|一[件起宗例]|来自|形式|依法|依申请|政府|政务|信息|公开|工作|提起|提出|提交|要求|申请人|申请|的|向"
    "|正式(?:的)?(?:书面)?|公民|法人|其他组织|自然人|单位|群众|公众|[居市村]民|企业|社会|个人|和|或|者|及|与|、|等|本机关|我?街道|本街道|本?单位|此|所|类|方面|规章"
    f"|{_CHANNEL}(?:[、和或及]{_CHANNEL}){{0,5}}(?:[、和或及]|以及|等)?(?:其[他它]|各种|任何)(?:形式|方式|渠道|途径))*+"
)
TAIL = re.compile(
    "(?:处理(?:政府)?信息|事项|案件|申请|请求|信件|来信|来件|件|材料|信息|事宜|情况|情形|发生|诉求|的|等|事件|决定|措施|行为|处理|费用"
    "|投诉|举报|规章|重要文件|其[他它]文件|文件|复议|诉讼|行政|和|及|或者?|与|、|被?提起)*+"
)
FEW = 6  # signs
HAPPENED = re.compile(
    "(?:发生|产生|出现|收到|接到|涉及|受理|引发|引起|办理|有)?(?:过|任何)?(?:此类|相关|有关)?(?:的)?(?:情况|情形|事项|案件)?"
)
CAUSE = re.compile("(?:工作|事项|问题|不当)?(?:而|所)?(?:引[发起]|导致|产生|被|提起)")
SOME_WAY = re.compile("线[上下]|网[上络]|平台|窗口|现场|当面|信函|邮|传真|书面|口头|电话")
ALL_OF = re.compile(
    "[，,（(](?P<who>申请人|申请主体|结果|处理结果|审理结果|复议结果|判决结果)?(?P<all>均|都|全部|皆)?"
    "(?:已|经|被|予以|为|是|属于?|来自|由|系)*(?P<words>[^，,。；;：:（）()0-9]{2,12})(?=[，,。；;）)]|$)"
)
SOME_OF = re.compile("其中|其余|逾期|超期|不当|纠正|败诉|重复|通过")
CARRIES = re.compile("结转|转入|顺延|遗留|未办结|未结")
CARRIED_BARE = re.compile("(?:一件?)?(?:结转(?:申请|事项|件|情况)*)")
_DONE = (
    "(?:办结|办完|办毕|办理完毕|办理完成|办理结束|处理完毕|处理完成|答复|回复|办复)"
    "(?![0-9一二三四五六七八九十两]|了(?!申请人))"
)
_IN_TIME = "(?:在?(?:法定的?)?(?:20|二十)个工作日(?:之)?内)?"
_BY_US = (
    "(?:由(?:我|本)?(?:街道)?(?:相关|有关|具体|各)?(?:承办|责任|业务)?"
    "(?:科室|部门|工作人员|专人|人员|公开办|党政办|办公室|经办人))?"
)
ALL_DONE = re.compile(
    f"(?:均|全部|都|皆)(?:已经?)?(?:按要求|按规定|依要求)?{_BY_US}{_IN_TIME}[^，,。；;0-9不未可应要能需将由]{{0,16}}{_DONE}"
    f"|(?<=[件宗份项起例])[，,]已经?[^，,。；;0-9不未可应要能需将由]{{0,10}}{_DONE}"
    "|(?:办结|答复|办理|回复|办复)率(?:均|都)?(?:为|达到?|是|保持|实现)?(?:100[%％]|百分之百)"
)
AS_OF = re.compile("截[至止]|以上|上述|合计|一并")
# An aim is no report; and who names what is left over does not say that nothing is.
AIM = re.compile("确保|要求(?!公开)|力争|应当|必须|努力|争取|保证|目标|原则|做到")
OF_SOME = re.compile("到期的|应(?:予)?(?:答复|办结|办理)")
LEFT_OVER = re.compile("顺延|其余|剩余|余下|除|正在|尚|在办|延期|未到期|暂未|年后|转下|结转(?!0)")
LEFT_ELSEWHERE = re.compile(
    "(?:结转|顺延|转)(?:[至到入])?(?:下|20|次|明)|正在办理|尚[未在]|[其剩]余|仍在"
)
WITHDRAWN = re.compile("(?:除|其中)[^，,。；;]{0,12}(?:撤[回销]|终止|放弃)[^，,。；;0-9]{0,4}外")
THEME = re.compile("(?:涉及|关于|有关|内容为)[^，,。；;]*$")
CARRIED_IN = re.compile(
    "(?:无|没有)?(?:上一?年度?|去年|20[0-9]{2}年度?)(?:的)?(?:结转|转入|遗留)(?:[^，,。；;（(]{0,12}件)?"
)
OF_THE_YEAR = re.compile("其中[，,]?(?:本年度?|今年|20[0-9]{2}年(?:度)?)(?:共|有|为)?")
IN_ALL = re.compile(
    "(?:全年|年内|以?上|[两二三四五六](?:者|项|类|年|种|方面)|各项)*(?:合计|共计|总计|一?共)(?:为|是|有)?"
)
SENTENCE_PARTS = re.compile("[，,；;：:（(]")

# ── lists ───────────────────────────────────────────────────────────────────

# （上年24件）: what a number is compared with is no part of it.
_BASE = "(?:上一?年|去年|20[0-9]{2}年)度?(?:同期)?(?:为|是)?[0-9]{1,6}[\u4e00-\u9fff]{1,2}[）)]"
# What opens a list. 包括 and 含 alone promise nothing; 其中 and a colon promise all parts.
OPENS = re.compile(
    "(?:其中|(?P<within>内[有含]))[，,：:]?(?P<selects>主要|重点)?(?:包括|包含|含有?|有)?"
    "|(?P<sorted>(?:[分按从][^，,。；;0-9]{1,12}(?:看|划分|来说|分析|统计|情况|结果|渠道|方式|类别)[，,：:]|(?:答复|办理|处理)(?:结果|情况)(?:为|是|如下)?[：:]))"
    "|(?P<among>(?<=在)[^，,。；;0-9（）()]{2,14}(?:信息|申请)中[，,：:])"
    "|(?P<amid>(?<=[件条宗篇份项])[^，,。；;0-9（）()]{0,10}中[，,：:])"
    "|(?P<hedged>包括|包含|涵盖|含|如|涉及)|(?P<wholly>分别[为是有]?)|(?P<colon>[：:])"
    # 件（…件，…件）: a bracket right behind its total
    "|(?P<bracket>(?:(?<=[件条宗篇份])|(?<=[件条宗篇份]信息)|(?<=[件条宗篇份]申请))[（(])"
    f"(?!其中|包|含|如|主要|不|较|比|同比|约|占|[：:]|{_BASE})"
)
OVERLAP = re.compile("重复(?:计算|统计|计数)|去重|交叉")  # a total that is less than its parts
HEDGED_AFTER = re.compile("[^，,。；;、0-9]{0,4}等|[，,]主要")  # …3条等信息；…3条，主要是
THE_REST = re.compile(
    "^(?:其中)?[^，,；;]{0,4}(?:其[他它余]|[余剩]下|剩余)"
)  # what follows it is sorted anew
THE_OTHERS = re.compile("(?:其[他它余]|[余剩]下)的?(?:信息|类|内容|各类|方面|均|为|共|有|是)*$")
ADJACENT = re.compile(
    "(?:信息|数据|申请|文件|内容)?[，,（(]?(?:申请|内容|事项|主要|共|具体|数量|为|是|如下)*"
)
FAR = 40  # characters between a total and its 其中
# What begins another statement, or is no part of a list but a comparison.
NEW_STATEMENT = re.compile(
    "同时|此外|另外|另有|全年|年内|累计|截[至止]|共[收发公办受举开制接]|目前"
)
OWN_VERB = re.compile(
    "通过|利用|发布|推送|收到|受理|办理|接到|回复|阅读|浏览|点[击赞]|转发|组织|开展|举办|召开"
    "|配备|设[有置立]|建[成立设]|安装|制作|编[发印]|印[发制]|张贴|发放|更新|接待|报送|上报|录用|刊发|参加|回应|解读|修订|废止"
)
COMPARISON = re.compile("增[加长多幅]|减少|下降|上升|同比|环比|[较比](?:[上去前]|20[0-9]{2}年)")
# What is listed behind a colon or in a bracket without 其中; 个 and 项 count too many things.
LISTED = frozenset("件条宗篇份次")
SEMICOLON = re.compile("[；;]")
CLOSING = re.compile("[）)]")
EXCEPTION = re.compile("(?<![拆清排铲解免废])除(?!夕)|剔除|不含|未计")
# What follows a list without belonging to it, when no part before it was of that kind.
ANOTHER = (
    re.compile("结转|顺延|转下"),
    re.compile("复议|诉讼"),
    OWN_VERB,
)
# Ways of sorting applications; a list that changes from one to another counts them twice.
SORTINGS = (
    re.compile("自然人|公民|法人|企业|组织|个人"),
    re.compile("网[络上]|在线|信函|邮[寄件箱]|当面|现场|书面|纸质|传真"),
    re.compile("办结|答复|予以公开|部分公开|不予|无法|撤[回销]|补正|维持|纠正"),
)
OF_REQUESTS = re.compile("申请|收到|受理|新收|接收")
TOTAL_BEHIND = re.compile(
    "[^，,。；;0-9共合总累]{0,10}(?:(?P<surely>(?:合计|共计|总计)[^，,。；;0-9]{0,14}|(?:一?共|累计)(?:为|有|是)?)"
    "|(?:一?共|累计)[^，,。；;0-9]{0,10})"
)
SPAN = re.compile(
    "(?:[0-9]{1,2}月)?[至到\\-—～~][0-9]{1,2}月|[上下]半年|[前后第]?[一二三四1-4]个?季度"
)
NEAR_BY = Decimal("0.2")  # of the total that stands behind its parts
PICKED = re.compile("仅|只有|占到")  # parts that are told because they are few, or many
# Short of its total, a list is read as complete only when it comes near it.
NEAR = Decimal("0.66")
NEAR_OF_TWO = Decimal("0.8")  # parts
CLOSE = Decimal("0.1")  # of the total: a list that comes so near means to reach it
# Units of documents and cases that one list may mix.
ALIKE = frozenset("件条宗篇份项则例封起张")

# ── shares and rates ────────────────────────────────────────────────────────

PERCENT = re.compile("[%％]|百分之")
SHARE = re.compile(
    "(?:占比?|比例|比重)(?:总|全年|全部|公开|信息|申请|发布|受理|收到|新收|办理|主动|政府|件|条|数|量|的|比例|比重|比)*"
    "(?:为|达到?|是|[:：])?$"
)
SHARE_OF = re.compile(
    "^(?:其中[，,]?)?(?P<whose>[\u4e00-\u9fff]{2,12}?)占(?:比|全部|总数|总量)?(?:为|达到?|是|[:：])?$"
)
SHARED = re.compile("[，,]?(?:约|各)?占[^0-9，,。；;]{0,8}[0-9.]{1,8}[%％]")
RATE = re.compile("(?<!期)(?<!时)(?P<done>[\u4e00-\u9fff]{2})率(?:为|达到?|是|[:：])?$")
# 办结率 may be told of those answered; 回收率 of 收回288份.
DONE_WORDS = dict.fromkeys(("办结", "答复", "办复", "回复"), ("办结", "答复", "办复", "回复"))
CHANGE = re.compile(
    "(?:增[加长幅]|上升|提高|减少|下降|降低|降|回落)(?:幅度?|率|了)?(?:为|达到?|约)?$|[增降跌]幅(?:为|达到?)?$"
)
BEFORE = re.compile("(?:上一?年|去年|同期|20[0-9]{2}年)[^，,。；;0-9]{0,8}$")
IS_BASE = re.compile("[较比与](?:上一?年|去年|20[0-9]{2}年)(?:度)?(?:同期)?的?$")
MANY = re.compile("约|近|分别|各占|依次|全[区市县]|超过|以上")
BEHIND = re.compile("[，,]?(?:计|共|为|即|有)")  # 网站占40%，计216条
MOST_BETWEEN = 2  # signs between a number and its share, beside brackets
TO = re.compile("(?:增|升|减|降)(?:加|少|长)?[至到]")
OPEN = ("（", "(")
DIFFERENCE = re.compile("(?:增[加长]|上升|减少|下降|[增多少]了?)$")
BRACKET = re.compile("[（(][^（）()]*[）)]")

"""What is said of whose return a file is, and of offices that are out."""

from functools import partial

from pipeline.findings import Level, Message, Trait

_OfFile = partial(Message, traits=Trait.FILE)
_OfOtherYear = partial(
    Message,
    traits=Trait.FILE | Trait.OTHER_YEAR,
    in_return="原来那份填的确是{year}年的内容，只要在原来的文件里把年度改成 {year}，交回那一份；"
    "交错了文件的，在这个文件里填好后交回。",
)

REPEATED = _OfFile(
    "F30",
    Level.ERROR,
    "“{office}”报送了 {count} 份表格：{files}，不知以哪份为准，都没有采用。",
    "请只留下定稿的一份，其余移出文件夹。",
    in_return="请定下以哪一份为准，只交回那一份（不用这个文件）；"
    "都不能用的，在这个文件里填好后交回。",
)
DIFFERS = Message(
    "F30",
    Level.NOTE,
    "另一份（{file}）这一格是：{other}。",
    "请看以哪一份为准。",
)
DIFFERS_MUCH = _OfFile(
    "F30",
    Level.NOTE,
    "另一份（{file}）有 {count} 格不同，如 {places}。",
    "请看以哪一份为准。",
)
TEMPLATE_SEEN = _OfFile(
    "F38",
    Level.WARNING,
    "这份表是用“{office}”的模板填的；文件名和上年的数据都是本街道的，已按本街道采用。",
    "请核对里面的内容；下次请用自己的模板。",
)
TEMPLATE_NAMED = _OfFile(
    "F38",
    Level.WARNING,
    "表里的街道名称是“{office}”，文件名是本街道；“{office}”另有自己的表，这份按本街道采用。",
    "请核对这份是不是本街道的；是的，把表里的街道名称改过来。",
)
TEMPLATE_TAKEN = _OfFile(
    "F38",
    Level.WARNING,
    "“{named}”的文件里写的是本街道的名称，已按“{named}”采用；本街道采用的是自己的那一份。",
    "请核对那一份是不是本街道的。",
)
NO_OFFICE = _OfFile(
    "F31",
    Level.ERROR,
    "没有填写街道名称，不知是谁报送的。",
    "请在这里填写街道全称，如：{example}。",
)
UNKNOWN_OFFICE = _OfFile(
    "F32",
    Level.ERROR,
    "区里的名单上没有这个街道。",
    "请改为名单上的全称{nearest}；确是新增街道的，请区里先加入名单。",
)
MISSING = _OfFile(
    "F33",
    Level.ERROR,
    "还没有收到这个街道的表格。",
    "请先看没有用上的文件里有没有它的；没有的，请催报，表格收到后放入 {folder}。",
)
NOT_A_RETURN = _OfFile(
    "F35",
    Level.ERROR,
    "里面没有年报模板的任何一张工作表，不是用模板填写的年报。",
    "如果它是年报，请用空白模板重新填写；如果不是，请移出文件夹。",
    traits=Trait.FILE | Trait.UNREAD,
)
NO_YEAR = _OfOtherYear(
    "F34",
    Level.ERROR,
    "报告年度应是四位数字的年份，这里看不出是哪一年。",
    "请填写 {year}；如果是别的年份的表格，请换成 {year} 年的。",
)
WRONG_YEAR = _OfOtherYear(
    "F34",
    Level.ERROR,
    "报告年度与本次汇总的年度不同，可能误交了别的年份的表格。",
    "请报送 {year} 年的表格；如果只是年度写错，请改为 {year}；"
    "已经另有 {year} 年表格的，请把这一份移出文件夹。",
)

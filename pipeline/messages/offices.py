"""What is said of whose return a file is, and of offices that are out."""

from pipeline.findings import Level, Message

REPEATED = Message(
    "F30",
    Level.ERROR,
    "“{office}”报送了 {count} 份表格：{files}，不知以哪份为准，都没有采用。",
    "请只留下定稿的一份，其余移出文件夹。",
)
NO_OFFICE = Message(
    "F31",
    Level.ERROR,
    "没有填写街道名称，不知是谁报送的。",
    "请在这里填写街道全称，如：{example}。",
)
UNKNOWN_OFFICE = Message(
    "F32",
    Level.ERROR,
    "名单（district.toml 的 offices）里没有这个街道。",
    "请改为名单上的全称{nearest}；确是新增街道的，请先加入名单。",
)
MISSING = Message(
    "F33",
    Level.ERROR,
    "还没有收到这个街道的表格。",
    "请先看没有用上的文件里有没有它的；没有的，请催报，表格收到后放入 {folder}。",
)
NOT_A_RETURN = Message(
    "F35",
    Level.ERROR,
    "里面没有年报模板的任何一张工作表，不是用模板填写的年报。",
    "如果它是年报，请用空白模板重新填写；如果不是，请移出文件夹。",
    unread=True,
)
NO_YEAR = Message(
    "F34",
    Level.ERROR,
    "报告年度应是四位数字的年份，这里看不出是哪一年。",
    "请填写 {year}；如果是别的年份的表格，请换成 {year} 年的。",
)
WRONG_YEAR = Message(
    "F34",
    Level.ERROR,
    "报告年度与本次汇总的年度不同，可能误交了别的年份的表格。",
    "请报送 {year} 年的表格；如果只是年度写错，请改为 {year}；"
    "已经另有 {year} 年表格的，请把这一份移出文件夹。",
)

"""What is said of the districts of a province."""

from functools import partial

from pipeline.findings import Level, Message, Trait

_OfDistrict = partial(Message, traits=Trait.DISTRICT)

NO_FOLDER = _OfDistrict(
    "D01",
    Level.ERROR,
    "没有找到这个区县的文件夹。",
    "请催报；收到后放到 province.toml 旁边，里面要有 input/district.toml，区名与名单上的一样。",
)
NO_SETTINGS = _OfDistrict(
    "D01",
    Level.ERROR,
    "这个区县的文件夹在，里面没有 input/district.toml。",
    "请放进这个文件（区名要与名单上的一样），表格放进 input 下以年份命名的文件夹。",
)
OTHER_NAME = _OfDistrict(
    "D01",
    Level.ERROR,
    "这个区县的文件夹在，它的 input/district.toml 里区名写的却是“{name}”。",
    "请把区名改成与名单上的一样；确是“{name}”的文件夹，请改文件夹的名称。",
)
NO_RETURNS = _OfDistrict(
    "D02",
    Level.ERROR,
    "这个区县还没有 {year} 年的表格。",
    "请催报；收到后放进它的文件夹下的 input/{year}。",
)
NOT_DONE = _OfDistrict(
    "D02", Level.ERROR, "这个区县没有办成：{reason}", "改好后再运行一次；别的区县不受影响。"
)
REPEATED = _OfDistrict(
    "D03",
    Level.ERROR,
    "有 {count} 个文件夹写的都是这个区县：{folders}，不知以哪个为准，都没有采用。",
    "请只留下一个，其余移走。",
)
UNKNOWN = _OfDistrict(
    "D04",
    Level.WARNING,
    "这个文件夹里的“{name}”不在名单（province.toml 的 districts）上，没有采用。",
    "请核对名称；确是新增的区县，请先加入名单。",
)
UNREADABLE = _OfDistrict(
    "D05",
    Level.ERROR,
    "看不出这个文件夹是哪个区县的：{reason}",
    "请改好里面的 input/district.toml。",
)
IN_USE = _OfDistrict(
    "D06",
    Level.ERROR,
    "{who}正在用这个区县的文件夹，这次没有办。",
    "请等那边结束，再运行一次；别的区县不受影响。",
)
UNEXPECTED = _OfDistrict(
    "D07",
    Level.ERROR,
    "办这个区县时程序出了意外，详情已写入运行日志。",
    "请把运行日志发给技术人员；别的区县不受影响。",
)
LOST = _OfDistrict(
    "D07",
    Level.ERROR,
    "处理这个区县的进程两次中断或太久没有结果，这次没有办。",
    "请单独运行这个区县，看是哪份表格；别的区县不受影响。",
)
OTHER_INDICATORS = _OfDistrict(
    "D08",
    Level.WARNING,
    "province.toml 里的指标，这个区县没有，或者单位、其中项不一样，没有汇总：{names}。",
    "请把两边的指标改成一样的名称、单位和其中项。",
)
SAME_FILE = _OfDistrict(
    "D09",
    Level.WARNING,
    "“{office}”的表格与{others}的逐字节相同。",
    "请核实是谁的，放错了的请换成它自己的。",
)

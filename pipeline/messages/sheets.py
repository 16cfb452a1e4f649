"""What is said about sheets and their labels."""

from pipeline.findings import MENDED, Level, Message, Trait

_WHOLE = "在这个文件里是完好的，请把内容填进去；原来写的见“{elsewhere}”一张。"
_VERIFY = "请核实采用的内容对不对。"

NO_SHEET = Message(
    "S02",
    Level.ERROR,
    "找不到工作表“{sheet}”。",
    "请不要删除或改名工作表；请从空白模板复制这张工作表，并重新填写。",
    in_return=f"这张工作表{_WHOLE}",
)
RENAMED_SHEET = Message(
    "S01",
    Level.NOTE,
    "工作表“{sheet}”改了名，已按里面的内容认出。",
    "请改回“{sheet}”。",
    in_return=MENDED,
)
HIDDEN_COPY = Message(
    "S03",
    Level.WARNING,
    "另有隐藏的同名工作表：“{names}”；已采用没有隐藏的一张。",
    "请核实后删除隐藏的工作表。",
    in_return=_VERIFY,
)
HIDDEN_SHEET = Message(
    "S03",
    Level.WARNING,
    "这张工作表是隐藏的，仍采用了里面的内容。",
    "请核实里面的内容；原文件里请取消隐藏。",
    in_return=_VERIFY,
)
HIDDEN_FIRST = Message(
    "S03",
    Level.NOTE,
    "这张工作表是隐藏的，仍采用了里面的内容。",
    "请看一看里面填的对不对。",
    in_return=_VERIFY,
)
MERGED_CELLS = Message(
    "S06",
    Level.ERROR,
    "数字格与别的格合并成了一格，不知里面的数字属于哪一格。",
    "请取消合并，逐格填写。",
    in_return=f"这些格子{_WHOLE}",
)
SIMILAR_LABEL = Message(
    "S09",
    Level.NOTE,
    "这里应是“{label}”，已按相近的文字认出。",
    "请改回原来的文字，或用空白模板重新填写。",
    in_return=MENDED,
)
HIDDEN_LINES = Message(
    "S07",
    Level.WARNING,
    "这些格子在隐藏（或筛选掉）的行列里，仍采用了里面的内容。",
    "请核实这些格子；原文件里请取消隐藏和筛选。",
    in_return="请核实这些格子里的内容。",
)
OUTSIDE_NUMBERS = Message(
    "S10",
    Level.WARNING,
    "表格以外还有数字（{places}），没有采用。",
    "请核实：要填的数字请填到表格里，不要的请删除。",
)
NOTES_OUTSIDE = Message(
    "S10",
    Level.NOTE,
    "表格以外还写了文字（{places}），没有采用。",
    "一般无需处理；要写进报告的，请写到文字部分。",
)
TEXTS_OUTSIDE = Message(
    "S10",
    Level.WARNING,
    "要填的格子以外还写了文字（{places}），没有采用。",
    "请核实：属于报告内容的，请并到淡黄色的格子里；不要的请删除。",
)
ASIDES = Message(
    "S10",
    Level.WARNING,
    "“{sheet}”里还有 {count} 条原来写在格子以外的内容没有处理，没有采用。",
    "请把要用的填到格子里；每一条都在最后一列写明怎么处理的，如：已填入、不用。",
)
ELSEWHERE = Message(
    "S10",
    Level.NOTE,
    "别的工作表、批注或文本框里还有 {count} 处内容（{places}），没有采用。",
    "一般无需处理；要写进报告的，请填到该填的格子里。",
)
PASSED_OVER = Message(
    "S15",
    Level.WARNING,
    "有 {count} 格的内容没有采用，也没有在别处列出（{places}）；这是程序的疏漏。",
    "请核对这些格子里的内容有没有遗漏，并把运行日志发给技术人员。",
    Trait.TECHNICAL,
)
REPEATED_SHEET = Message(
    "S02",
    Level.ERROR,
    "这张工作表有不止一张：“{names}”，不知以哪张为准。",
    "请删除多余的（包括隐藏的），只留一张。",
    in_return=f"这张工作表{_WHOLE}",
)
NO_LABEL = Message(
    "S04",
    Level.ERROR,
    "工作表里找不到这些{axis}：“{labels}”，内容无从读取。",
    "请不要删除或改写表头和项目名称，对照空白模板补上；每个街道都有这一条的，是区里改过指标的名称。",
    in_return=f"表头和项目{_WHOLE}",
)
DISPLACED = Message(
    "S04",
    Level.ERROR,
    "“{label}”的内容不在紧挨着它的格子里，而在 {found}，没有采用。",
    "请移到 {wanted}；请不要插入或删除列。",
    in_return=f"表头和项目{_WHOLE}",
)
REPEATED_LABEL = Message(
    "S05",
    Level.ERROR,
    "{axis}“{label}”出现了不止一次（{places}），不知以哪个为准。",
    "请删除多余的，只留一个。",
    in_return=f"表头和项目{_WHOLE}",
)
EMPTY_RETURN = Message(
    "S11",
    Level.ERROR,
    "像是空白模板：没有填一个数，也没有写一段话。",
    "请核对是不是交错了文件；填好后再交。",
    Trait.FILE,
)
EMPTY_TABLE = Message(
    "S11", Level.ERROR, "“{table}”一格也没有填写。空白不等于 0。", "请逐格填写；没有发生的填 0。"
)

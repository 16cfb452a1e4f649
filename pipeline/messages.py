"""The catalogue of what is said about files, sheets and cells. Rules carry their own words.

Codes follow the list of bad inputs: F file, S sheet, N number; X for its text cells, as T is
what the rules call words against figures.
"""

from pipeline.findings import Level, Message

_SAVE_AS = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后重新放入。"
_COPY_AGAIN = "请向街道重新索取，或从原处重新拷贝一份完整的文件。"

# ── files ────────────────────────────────────────────────────────────────────
EMPTY_FILE = Message("F03", Level.ERROR, "这是空文件，里面没有任何内容。", _COPY_AGAIN)
BROKEN_FILE = Message("F04", Level.ERROR, "文件不完整或已损坏，无法打开。", _COPY_AGAIN)
BAD_CHECKSUM = Message(
    "F05", Level.ERROR, "文件内容与自带的校验码不符，数据可能已变。", _COPY_AGAIN
)
NOT_EXCEL = Message(
    "F07", Level.ERROR, "这不是 Excel 文件，只是把扩展名改成了 {suffix}。", _SAVE_AS
)
OTHER_PACKAGE = Message(
    "F08", Level.ERROR, "这是{really}，不是 Excel 工作簿。", "请放入由模板填写的 .xlsx 文件。"
)
OLD_FORMAT = Message(
    "F09",
    Level.WARNING,
    "这是旧格式的表格文件，已读取；但公式、删除线等在这种格式里看不到。",
    _SAVE_AS,
)
PASSWORD = Message(
    "F13", Level.ERROR, "文件设有打开密码，无法读取。", "请取消打开密码后保存，再重新放入。"
)
OVERSIZED = Message(
    "F18",
    Level.ERROR,
    "文件解开后有 {megabytes} MB，远超正常的年报表格，可能有害。",
    "请用空白模板重新填写后放入。",
)
FAR_CELL = Message(
    "F20",
    Level.ERROR,
    "表格以外很远的 {cell} 处还有内容或格式，文件异常。",
    "请删除表格以外的行和列后保存，或用空白模板重新填写。",
)
EXTERNAL_DECLARATION = Message(
    "F23", Level.ERROR, "文件含有外部声明（DTD），可能有害，已拒绝读取。", "请用空白模板重新填写。"
)
LOCKED = Message(
    "F27", Level.ERROR, "没有权限读取，或正被别的程序占用。", "请关闭 Excel/WPS 后重新运行。"
)
NOT_WRITTEN = Message(
    "F00",
    Level.ERROR,
    "生成这个街道的报告时程序出了意外，详情已写入运行日志。表格本身没有问题。",
    "请把运行日志发给技术人员。",
)
UNEXPECTED = Message(
    "F00",
    Level.ERROR,
    "读取这个文件时程序出了意外，详情已写入运行日志。",
    "请用空白模板重新填写；仍不行的，请把运行日志发给技术人员。",
)
LEFT_OPEN = Message(
    "F01",
    Level.WARNING,
    "“{name}”可能正在被 Excel/WPS 打开，读到的也许不是最后的内容。",
    "请保存并关闭后重新运行。",
)
OTHER_SUFFIX = Message(
    "F10",
    Level.NOTE,
    "这其实是 .xlsx 文件，扩展名却是 {suffix}；已按内容读取。",
    "请把扩展名改为 .xlsx。",
)
MACRO = Message(
    "F11",
    Level.WARNING,
    "文件里有宏；宏没有运行，只读取了数据。",
    "请核实文件来源；用空白模板重新填写最稳妥。",
)
STRICT_FORMAT = Message(
    "F15", Level.ERROR, "这是“严格开放 XML”格式的工作簿，本程序不读取。", _SAVE_AS
)
LARGE_FILE = Message(
    "F29",
    Level.WARNING,
    "文件有 {megabytes} MB，多半是插入了图片；图片没有读取。",
    "请核对图片里有没有要填的内容，并删除图片。",
)
OTHER_NAME = Message(
    "F31",
    Level.WARNING,
    "文件名说的是“{named}”，表里填的是“{office}”；已按表里的采用。",
    "请核实是不是发错了文件。",
)
OTHER_EDITION = Message(
    "F35",
    Level.ERROR,
    "这是 {found} 版的模板，{year} 年的年报要用 {wanted} 版。",
    "请用本年的空白模板重新填写。",
)
ARCHIVE = Message(
    "F37", Level.WARNING, "这是压缩包，里面的文件没有读取。", "请解压后把表格放到 {folder} 下。"
)
OTHER_FILE = Message(
    "F12",
    Level.WARNING,
    "这种文件（{suffix}）不是年报表格，没有读取。",
    "如果它是年报，" + _SAVE_AS,
)
SUBFOLDER = Message(
    "F37",
    Level.WARNING,
    "这是文件夹，里面的文件没有读取。",
    "如果里面有年报表格，请直接放到 {folder} 下。",
)
NOT_A_FILE = Message("F25", Level.WARNING, "这不是普通文件，没有读取。", "请放入文件本身。")

# ── whose return it is ───────────────────────────────────────────────────────
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
    "F33", Level.ERROR, "还没有收到这个街道的表格。", "请催报；表格收到后放入 {folder}。"
)
NOT_A_RETURN = Message(
    "F35",
    Level.ERROR,
    "里面没有年报模板的任何一张工作表，不是用模板填写的年报。",
    "如果它是年报，请用空白模板重新填写；如果不是，请移出文件夹。",
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
    "请报送 {year} 年的表格；如果只是年度写错，请改为 {year}。",
)

# ── sheets ───────────────────────────────────────────────────────────────────
NO_SHEET = Message(
    "S02",
    Level.ERROR,
    "找不到工作表“{sheet}”。",
    "请不要删除或改名工作表；请从空白模板复制这张工作表，并重新填写。",
)
RENAMED_SHEET = Message(
    "S01",
    Level.NOTE,
    "工作表“{sheet}”改了名，已按里面的内容认出。",
    "请改回“{sheet}”。",
)
HIDDEN_COPY = Message(
    "S03",
    Level.WARNING,
    "另有隐藏的同名工作表：“{names}”；已采用没有隐藏的一张。",
    "请核实后删除隐藏的工作表。",
)
HIDDEN_SHEET = Message(
    "S03", Level.WARNING, "这张工作表是隐藏的，仍采用了里面的内容。", "请取消隐藏并核实。"
)
MERGED_CELLS = Message(
    "S06",
    Level.ERROR,
    "几个数字格合并成了一格，不知数字属于哪一格。",
    "请取消合并，逐格填写。",
)
SIMILAR_LABEL = Message(
    "S09",
    Level.NOTE,
    "这里应是“{label}”，已按相近的文字认出。",
    "请改回原来的文字，或用空白模板重新填写。",
)
OUTSIDE_NUMBERS = Message(
    "S10",
    Level.WARNING,
    "表格以外还有数字（{places}），没有采用。",
    "请核实：要填的数字请填到表格里，不要的请删除。",
)
REPEATED_SHEET = Message(
    "S02",
    Level.ERROR,
    "这张工作表有不止一张：“{names}”，不知以哪张为准。",
    "请删除多余的（包括隐藏的），只留一张。",
)
NO_LABEL = Message(
    "S04",
    Level.ERROR,
    "工作表里找不到这些{axis}：“{labels}”，内容无从读取。",
    "请不要删除或改写表头和项目名称，对照空白模板补上；每个街道都有这一条的，"
    "请检查 district.toml 里的指标是不是改过名称。",
)
DISPLACED = Message(
    "S04",
    Level.ERROR,
    "“{label}”的内容不在紧挨着它的格子里，而在 {found}，没有采用。",
    "请移到 {wanted}；请不要插入或删除列。",
)
REPEATED_LABEL = Message(
    "S05",
    Level.ERROR,
    "{axis}“{label}”出现了不止一次（{places}），不知以哪个为准。",
    "请删除多余的，只留一个。",
)
EMPTY_TABLE = Message(
    "S11",
    Level.ERROR,
    "“{table}”一格也没有填写。空白不等于 0。",
    "请逐格填写；没有发生的填 0。",
)


# ── number cells ─────────────────────────────────────────────────────────────
def _tidied(code: str, why: str) -> Message:
    return Message(
        code, Level.NOTE, f"{why}，已按 {{taken}} 采用。", "下次请直接输入数字，如：{taken}。"
    )


TIDIED = _tidied("N01", "数字存成了文本，或前后有空格")
FULL_WIDTH = _tidied("N02", "数字是全角的")
GROUPED = _tidied("N03", "数字里有千分位逗号")
UNIT_STRIPPED = _tidied("N04", "数字后面带了单位")
NONE_MEANT = _tidied("N05", "这里没有数字，写的是没有")
NOT_AVAILABLE_MEANT = _tidied("N06", "这里没有数字，写的是“不适用”")
WITH_DECIMALS = _tidied("N10", "整数写成了小数")
ODD_DIGITS = _tidied("N20", "数字前面有加号或多余的 0")
CHINESE_NUMBER = Message(
    "N07",
    Level.WARNING,
    "这里是中文数字，已按 {taken} 采用，请核实。",
    "请改为阿拉伯数字，如：{taken}。",
)
LIKELY_YUAN = Message(
    "N25",
    Level.WARNING,
    "金额是 {taken} {unit}，超过 1 亿元，可能是把“元”填成了“{unit}”。",
    "请核实；如果单位是元，请除以 10000 后重新填写。",
)
BAD_GROUPS = Message(
    "N03",
    Level.ERROR,
    "逗号或空格的位置不对，不知是一个数字还是几个。",
    "请输入不带逗号和空格的数字，如：1234。",
)
OTHER_UNIT = Message(
    "N04",
    Level.ERROR,
    "写的单位与这一格的单位（{unit}）不同，不知该怎么算。",
    "请换算成{unit}，只输入数字，如：3。",
)
AMBIGUOUS = Message(
    "N08",
    Level.ERROR,
    "这样的中文数字可以有几种读法，不能采用。",
    "请改为阿拉伯数字，如：350。",
)
OTHER_DIGITS = Message(
    "N09",
    Level.ERROR,
    "带圈数字、罗马数字、上下标等不是普通数字，不能采用。",
    "请改为阿拉伯数字，如：3。",
)
FORMULA_AS_TEXT = Message(
    "N13", Level.ERROR, "这是写成文字的算式，没有计算结果。", "请直接输入算好的数字，如：3。"
)
MACHINE_NUMBER = Message(
    "N20",
    Level.ERROR,
    "科学记数、十六进制等写法不能采用。",
    "请输入普通的阿拉伯数字，如：1000。",
)
PICTURE = Message("N24", Level.ERROR, "这一格是一张图片，没有数字。", "请删除图片，直接输入数字。")
BLANK_CELLS = Message(
    "N05",
    Level.ERROR,
    "{row_and_column}：空白未填。空白不等于 0。",
    "请填写数字；没有发生的填 0。填好后，与它有关的勾稽关系会再核对。",
)
NOT_WHOLE = Message("N10", Level.ERROR, "件数应为整数。", "请改为整数，如：3。")
TOO_FINE = Message(
    "N10", Level.ERROR, "金额最多只能有 {digits} 位小数。", "请改为以{unit}为单位的金额，如：1.5。"
)
NEGATIVE = Message("N11", Level.ERROR, "这里不能是负数。", "请填 0 或正数。")
NOT_A_NUMBER = Message(
    "N12",
    Level.ERROR,
    "不是明确的数字，无法采用。",
    "请只输入阿拉伯数字，如：3；没有发生的填 0；需要解释的写到文字部分。"
    "改好后，与它有关的勾稽关系会再核对。",
)
FORMULA_WITHOUT_RESULT = Message(
    "N14",
    Level.ERROR,
    "这一格是公式，但没有计算结果。",
    "请直接输入数字，或在 Excel/WPS 中打开并保存一次。",
)
FIX_OF_TOTAL = "请从空白模板复制回原来的公式，或直接填写各分项之和。"
STALE_TOTAL = Message(
    "N16",
    Level.WARNING,
    "合计的公式没有重算，或被改过：保存的是 {stated}，各分项相加是 {taken}，已按 {taken} 采用。",
    "请在 Excel/WPS 中打开、等它算好后保存一次；仍不对的，从空白模板复制回原来的公式。",
)
TOTAL_CLEARED = Message(
    "N16",
    Level.NOTE,
    "合计被清空了，已按各分项之和 {taken} 补上。",
    "一般无需处理；要保留公式的，请从空白模板复制这一格。",
)
FORMULA_IN_INPUT = Message(
    "N15",
    Level.WARNING,
    "这一格应直接输入数字，现在是公式，已按它保存的结果 {taken} 采用。",
    "请核对后改为直接输入数字。",
)
ERROR_CELL = Message(
    "N17", Level.ERROR, "这一格的公式出错，没有数值。", "请直接输入数字；没有发生的填 0。"
)
DATE_CELL = Message(
    "N18",
    Level.ERROR,
    "单元格是日期格式，不能当作数字采用{guess}。",
    "请把单元格格式改为“常规”，再重新输入数字。",
)
TRUE_FALSE = Message(
    "N19", Level.ERROR, "这是“真/假”值，不是数字。", "请重新输入数字；没有发生的填 0。"
)
TOO_LARGE = Message(
    "N21", Level.ERROR, "数字太大，不可能是真实的件数或金额。", "请核对后重新输入。"
)
STRUCK_OUT = Message(
    "N23",
    Level.ERROR,
    "这一格有带删除线的字，不知哪些算数。",
    "请删去作废的字，取消删除线，只留下要采用的内容。",
)

# ── text cells ───────────────────────────────────────────────────────────────
UNPRINTABLE = Message(
    "X01",
    Level.NOTE,
    "文字里有 {found} 个看不见的控制字符，已去掉。",
    "一般从网页或聊天软件粘贴而来，无需处理。",
)
FOREIGN_SIGNS = Message(
    "X05",
    Level.WARNING,
    "文字里有 {found} 个会打乱顺序或只有个别字体才有的字符，已去掉。",
    "请核对这一段是否完整；缺字的请重新输入。",
)
NEAR_LIMIT = Message(
    "X06",
    Level.WARNING,
    "文字有 {found} 个字，已到一格能装下的上限，后面的可能被截掉了。",
    "请核对结尾是否完整；写不下的请精简。",
)
TRADITIONAL = Message(
    "X08", Level.WARNING, "文字里有繁体字（{found}），照原样保留。", "请改为规范的简化字。"
)
MOJIBAKE = Message(
    "X17",
    Level.ERROR,
    "文字里有乱码（如“{found}”），原来的内容已经看不出。",
    "请从原稿重新复制，或重新输入。",
)
NO_TEXT = Message(
    "X15",
    Level.WARNING,
    "“{label}”没有文字，报告里这一部分将是空的。",
    "请填写；没有相关情况的，也要写明没有。",
)
TEXT_WITHOUT_RESULT = Message(
    "X11",
    Level.ERROR,
    "这一格是公式，但没有计算结果，不知写的是什么。",
    "请直接输入文字，或在 Excel/WPS 中打开并保存一次。",
)
ERROR_TEXT = Message("X11", Level.ERROR, "这一格的公式出错，没有文字。", "请直接输入文字。")

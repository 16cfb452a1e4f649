"""What is said about files."""

from functools import partial

from pipeline.findings import MENDED, Level, Message, Trait

_OfFile = partial(Message, traits=Trait.FILE)
_Unread = partial(Message, traits=Trait.FILE | Trait.UNREAD)
_Technical = partial(Message, traits=Trait.FILE | Trait.TECHNICAL)
_Written = partial(Message, traits=Trait.OUTPUT)
_SAVE_AS = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后重新放入。"
_COPY_AGAIN = "请从原处重新拷贝一份完整的文件；原件也打不开的，请用空白模板重新填写。"

EMPTY_FILE = _Unread("F03", Level.ERROR, "这是空文件，里面没有任何内容。", _COPY_AGAIN)
BROKEN_FILE = _Unread("F04", Level.ERROR, "文件不完整或已损坏，无法打开。", _COPY_AGAIN)
ZEROS = _Unread(
    "F06",
    Level.ERROR,
    "文件里全是空字节，没有任何内容，多半是拷贝或网盘同步没有完成。",
    _COPY_AGAIN,
)
BAD_CHECKSUM = _Unread(
    "F05", Level.ERROR, "文件内容与自带的校验码不符，数据可能已变。", _COPY_AGAIN
)
_OTHER = "这是{what}，不是本程序能读的工作簿，没有读取。"
_TO_DO = "{to_do}不是年报的，请移出文件夹。"
NOT_EXCEL = _Unread("F07", Level.ERROR, _OTHER, _TO_DO)
OTHER_PACKAGE = _Unread("F08", Level.ERROR, _OTHER, _TO_DO)
OLD_FORMAT = _OfFile(
    "F09",
    Level.WARNING,
    "这是{what}，已读取；但{unseen}看不到。",
    f"那里如有要填的内容，请填到表格里；下次{_SAVE_AS.removeprefix('请')}",
)
PASSWORD = _Unread(
    "F13", Level.ERROR, "文件设有打开密码，无法读取。", "请取消打开密码后保存，再重新放入。"
)
OVERSIZED = _Unread(
    "F18",
    Level.ERROR,
    "文件{what}，远超正常的年报表格，可能有害，没有读取。",
    "请用空白模板重新填写后放入。",
)
TOO_MANY_CELLS = _Unread(
    "F19",
    Level.ERROR,
    "文件里{what}，远超正常的年报表格，没有读取。",
    "是年报的，请用空白模板重新填写，明细数据另存为别的文件；不是年报的，请移出文件夹。",
)
FAR_CELL = _OfFile(
    "F20",
    Level.WARNING,
    "表格以外很远的 {cells} 处还有内容（也可能只是空格），没有读取；表格本身已读取。",
    "请删除表格以外的行和列后保存；那里如有要填的内容，请填到表格里。",
)
EXTERNAL_DECLARATION = _Unread(
    "F23", Level.ERROR, "文件含有外部声明（DTD），可能有害，已拒绝读取。", "请用空白模板重新填写。"
)
LOCKED = Message(
    "F27",
    Level.ERROR,
    "没有权限读取，或正被别的程序占用。",
    "请关闭 Excel/WPS 后重新运行。",
    Trait.FILE | Trait.UNREAD | Trait.TECHNICAL | Trait.PASSING,
)
CHANGING = Message(
    "F28",
    Level.ERROR,
    "读取时文件正在变化，连读两次内容不同，不知以哪个为准。",
    "请等文件拷贝完、保存好，再重新运行。",
    Trait.FILE | Trait.UNREAD | Trait.TECHNICAL | Trait.PASSING,
)
KILLED = Message(
    "F04",
    Level.ERROR,
    "读取这个文件用的时间或内存超出限度，已停止读取；文件可能太大，也可能已损坏。",
    "请在 Excel 或 WPS 中打开，另存为新的 .xlsx 文件；打不开的，请用空白模板重新填写。",
    Trait.FILE | Trait.UNREAD | Trait.PASSING,
)
NOT_WRITTEN = Message(
    "F00",
    Level.ERROR,
    "生成这个街道的报告时程序出了意外，详情已写入运行日志。表格本身没有问题。",
    "请把运行日志发给技术人员。",
    Trait.FILE | Trait.TECHNICAL | Trait.PASSING,
)
UNEXPECTED = _Technical(
    "F00",
    Level.ERROR,
    "读取这个文件时程序出了意外，详情已写入运行日志。",
    "请用空白模板重新填写；仍不行的，请把运行日志发给技术人员。",
)
LEFT_OPEN = _Technical(
    "F01",
    Level.WARNING,
    "“{name}”可能正在被 Excel/WPS 打开，读到的也许不是最后的内容。",
    "请保存并关闭后重新运行。",
)
OTHER_SUFFIX = _OfFile(
    "F10",
    Level.NOTE,
    "这其实是 .xlsx 文件，扩展名却是 {suffix}；已按内容读取。",
    "请把扩展名改为 .xlsx。",
    in_return=MENDED,
)
MACRO = _OfFile(
    "F11",
    Level.WARNING,
    "文件里有宏；宏没有运行，只读取了数据。",
    "请核实文件来源；用空白模板重新填写最稳妥。",
)
BROKEN_PART = _OfFile(
    "F16", Level.WARNING, "文件里{what}；其余内容已读取。", "请核对；最好用空白模板重新填写。"
)
CONTROL_SIGNS = _OfFile(
    "F17",
    Level.NOTE,
    "文件里有不该有的控制字符，已去掉后读取。",
    "一般由别的软件导出造成；请在 Excel 或 WPS 中打开并重新保存一次。",
    in_return=MENDED,
)
LARGE_FILE = _OfFile(
    "F29",
    Level.WARNING,
    "文件有 {megabytes} MB，多半是插入了图片；图片没有读取。",
    "请核对图片里有没有要填的内容，并删除图片。",
)
OTHER_NAME = _OfFile(
    "F31",
    Level.WARNING,
    "文件名说的是“{named}”，表里填的是“{office}”；已按表里的采用。",
    "请核实是不是发错了文件。",
)
OTHER_EDITION = _OfFile(
    "F35",
    Level.ERROR,
    "这是 {found} 版的模板，{year} 年的年报要用 {wanted} 版。",
    "请用本年的空白模板重新填写。",
)
ARCHIVE = _Unread(
    "F37", Level.WARNING, "这是压缩包，里面的文件没有读取。", "请解压后把表格放到 {folder} 下。"
)
OTHER_TABLE = _Unread("F12", Level.ERROR, "这是{what}，没有读取。", _TO_DO)
OTHER_FILE = _Unread("F12", Level.WARNING, "这是{what}，不是年报表格，没有读取。", _TO_DO)
SUBFOLDER = _Unread(
    "F37",
    Level.WARNING,
    "这是文件夹，里面的文件没有读取。",
    "如果里面有年报表格，请直接放到 {folder} 下。",
)
LINK = _Unread(
    "F26",
    Level.WARNING,
    "这是指向别处的链接（快捷方式），没有跟过去读取。",
    "请把文件本身复制到这个文件夹里。",
)
NOT_A_FILE = _Unread("F25", Level.WARNING, "这不是普通文件，没有读取。", "请放入文件本身。")
KEPT_EDIT = _Written(
    "R21",
    Level.NOTE,
    "程序生成的这份文件被人改过，改过的已保留在这里；原来的位置上是新生成的。",
    "改过的内容还要用的，请抄到新的一份里；数字、文字不对的，请改表格再运行。",
)
COMPLETED = _Written(
    "R22",
    Level.NOTE,
    "这一份是您补充过的，街道的数字没有变，没有重新生成。",
    "不是您改的，请移走它再运行一次，会重新生成。",
)

"""What is said about answers in words."""

from pipeline.findings import MENDED, Level, Message, Trait

UNPRINTABLE = Message(
    "X01",
    Level.NOTE,
    "文字里有 {found} 个看不见的控制字符，已去掉。",
    "一般从网页或聊天软件粘贴而来，无需处理。",
    in_return=MENDED,
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
TOO_LONG = Message(
    "X06",
    Level.ERROR,
    "这一格的文字太长，远超一格能装下的 32767 个字，没有采用。",
    "请精简后重新填写；如果是粘贴错了，请删去多余的内容。",
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
TEXT_WITHOUT_RESULT = Message(
    "X11",
    Level.ERROR,
    "这一格是公式，但没有计算结果，不知写的是什么。",
    "请直接输入文字，或在 Excel/WPS 中打开并保存一次。",
)
ERROR_TEXT = Message("X11", Level.ERROR, "这一格的公式出错，没有文字。", "请直接输入文字。")
NO_DATE = Message(
    "X18",
    Level.WARNING,
    "这不是明确的日期，没有采用，报告末尾的日期空着。",
    "请写明签发的年、月、日，中间用短横线，写法见格子右边。",
    Trait.UNKNOWN,
)
TOGETHER = Message(
    "X20",
    Level.NOTE,
    "{labels}写在了这一格里，已分开采用。",
    "一般无需处理；分得不对的，请写到各自的格子里。",
    in_return=MENDED,
)
REMARK = Message(
    "X19",
    Level.NOTE,
    "街道在退改表里写了说明：{answer}（说的那个问题现在没有了，或者不是哪一个问题）",
    "请看一看，需要时与街道核对。",
)
UNKNOWN_PLACEHOLDER = Message(
    "R17",
    Level.ERROR,
    "{written}不能换成数字：名称不对，或者少了“】”。",
    "请改正名称并写全括号，如：【新收】；不需要换成数字的，请去掉括号。",
)

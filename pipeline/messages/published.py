"""What is said of published reports: how they were read, how they are laid out, what differs."""

from pipeline.findings import Level, Message, Trait

NO_DOCUMENT = Message(
    "B01",
    Level.ERROR,
    "读不出内容：文件不完整、已损坏，或者设有密码。",
    "请从网站重新下载，或在 Word 里打开后另存为 .docx。",
)
OTHER_KIND = Message(
    "B01",
    Level.ERROR,
    "这是{what}，本程序读不了（能读 Word 文档、网页、PDF 和文本），没有核查。",
    "是年报的，请在 Word 里打开后另存为 .docx，或从网站重新下载。",
)
BESIDE = Message("B20", Level.NOTE, "这是{what}，不像年报，没有核查。", "{to_do}")
FOREIGN = Message(
    "B01",
    Level.ERROR,
    "文档里嵌有另一个文件（altChunk），要由 Word 合并后才看得到，没有核查。",
    "请在 Word 里打开，另存为 .docx 后重新核查。",
)
TOO_LARGE = Message(
    "B01", Level.ERROR, "文件太大，不像是年报。", "请核对是不是年报；是的，请另存为 .docx 再试。"
)
NO_CONVERTER = Message(
    "B01",
    Level.ERROR,
    "这种格式要先由 LibreOffice 转换，{reason}。",
    "请安装 LibreOffice，或在 Word 里打开后另存为 .docx。",
)
NO_REPORT = Message(
    "B01",
    Level.ERROR,
    "里面没有年报的标题，也没有年报的表格，不是年报。",
    "请核对文件；网页请保存年报正文所在的那一页。",
)
CONVERTED = Message(
    "B02",
    Level.NOTE,
    "是由 LibreOffice 转换后读的，排版复杂时可能读漏。",
    "请抽查几个数；有 .docx 或网页的，最好用那一份。",
)
SCRAMBLED = Message(
    "B02",
    Level.WARNING,
    "这份 PDF 的文字没能逐字核对（转换后数字可能不在原来的位置），文字部分没有采用，也没有检查；"
    "表里的数已读。",
    "请用 Word 文档或网页核查文字；表里的数也请抽查几个。",
    Trait.PARTIAL,
)
NO_TITLE = Message(
    "B03",
    Level.WARNING,
    "没有找到写明{lacking}的标题。",
    "标题应写明单位名称和年度，如“××街道办事处2024年政府信息公开工作年度报告”。",
)
DISAGREE = Message(
    "B19",
    Level.WARNING,
    "这份年报各处写的{what}不一样：{listed}。",
    "请核对这是哪个单位、哪一年的年报，改正写错的一处；名册上的名称以标题里的为准。",
)
NO_HEADING = Message(
    "B04",
    Level.ERROR,
    "没有“{heading}”这一部分，或者标题不是这样写的。",
    "年报应有格式规定的六个部分，请补上；只是标题写法不同的，请照格式改。",
)
HEADINGS_ASTRAY = Message(
    "B05", Level.WARNING, "各部分的顺序是：{found}。", "请按格式的顺序排列：{wanted}。"
)
INCOMPLETE = Message(
    "B06",
    Level.ERROR,
    "{table}里没有找到 {count} 个数：{cells}。",
    "请对照格式补全这张表；表是图片的，请换成文字。",
    Trait.PARTIAL,
)
EMPTY = Message(
    "B06",
    Level.ERROR,
    "{table}里有 {count} 个数的格子是空的：{cells}。",
    "没有发生的应当写 0，请补上。",
    Trait.PARTIAL,
)
SEVERAL = Message(
    "B01",
    Level.ERROR,
    "一个文件里有不止一份年报，分不清哪些内容是哪一份的，没有采用。",
    "请分成一份一个文件。",
)
OLD_FORM = Message(
    "B07",
    Level.ERROR,
    "用的是 2019 年的旧表格，{year} 年的年报应当用 2021 年的格式。",
    "请换成国办公开办函〔2021〕30号的表格，按新的行、列重新填写。",
)
DOUBTFUL = Message(
    "B08",
    Level.WARNING,
    "表里这个数看不准是哪一格的，没有采用。",
    "请对照原文，看它属于哪一行、哪一列；行、列不全或同一格有两个不同的数时会这样。",
)
STRAY = Message(
    "B09",
    Level.NOTE,
    "“{heading}”里这一段不属于格式规定的任何一小节，没有采用：{text}",
    "需要的请移到相应的小节。",
)
UNDIVIDED = Message(
    "B10", Level.NOTE, "“{heading}”没有分小节，全文都算作“{field}”。", "格式要求分开写：{fields}。"
)
OTHER_FIGURE = Message(
    "B11",
    Level.ERROR,
    "{name}：公开的是 {published}，街道报送的表格是 {returned}。",
    "请核对以哪个为准；公开的不对，请更正并重新发布。",
    Trait.DIFFERENT,
)
OTHER_WORDS = Message(
    "B12",
    Level.WARNING,
    "“{field}”与街道报送的不同，{differ}",
    "请核对以哪个为准；公开的不对，请更正并重新发布。",
    Trait.DIFFERENT,
)
NOT_ON_ROSTER = Message(
    "B13",
    Level.NOTE,
    "名单（district.toml 的 offices）里没有这个单位，没有报送的表格可以比对。",
    "是本区街道的，请核对标题里的名称{nearest}。",
)
TWICE = Message(
    "B14",
    Level.WARNING,
    "{office} {year} 年的年报有 {count} 份：{files}，不知以哪份为准。",
    "请只留下正式公布的一份。",
)
NO_OTHER_FORM = Message(
    "B15",
    Level.NOTE,
    "按 2019 年的格式公布，这几个数 2021 年的格式里没有相应的格子，没有带入：{cells}。",
    "不影响与下一年衔接的检查；需要的请查原文。",
)
THERE_ALREADY = Message(
    "B16",
    Level.WARNING,
    "{folder} 里已经有这个街道的表格 {name}，没有另写。",
    "要重新导入的，请先把原来的移出文件夹。",
)
OTHER_YEAR = Message(
    "B17",
    Level.ERROR,
    "标题写的是 {found} 年，要导入的是 {wanted}，没有导入。",
    "请核对文件；确是 {found} 年的，导入时写 YEAR={found}（不用 make 的写 --year {found}）。",
)
NOTHING_TO_IMPORT = Message(
    "B18",
    Level.ERROR,
    "一个数也没有认出来，没有导入。",
    "表是图片的、扫描的，请照原文填写空白模板。",
)
NOBODYS = Message(
    "B18",
    Level.ERROR,
    "看不出是哪个单位、哪一年的年报，没有导入。",
    "请在文件名里写明，如“示例街道2023年政府信息公开工作年度报告.docx”。",
)

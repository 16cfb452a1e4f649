"""What is probably wrong with a settings file that cannot be read, in words for its writer."""

import re
import tomllib

_FULL_WIDTH = str.maketrans("“”‘’，：＝［］【】＃＂", '""\'\',:=[][]#"')
_IN_QUOTES = re.compile(r'"[^"]*"|\'[^\']*\'|#.*')
_SLIPS = {  # how Python's reader begins its complaint: what people do
    "Unclosed array": "名单没有写完整：每两项之间要有逗号，最后要有 ]",
    "Illegal character": "引号没有写完整：文字的前后都要有引号",
    'Expected "\'"': "引号没有写完整：文字的前后都要有引号",
    "Unescaped": "路径里的 \\ 请写成 /",
    "Cannot overwrite": "同一项写了两次，请只留一个",
    "Cannot declare": "同一个小节写了两次，请只留一个；可以有几个的用两层方括号，如 [[indicator]]",
    "Cannot mutate": "同一个名称写了两次，请只留一个",
    "Expected ']": "小节名的方括号没有写完整，如 [district]、[[indicator]]",
    "Expected '='": "名称后面要有等号，如 name = \"原州区\"",
    "Expected newline": "这一行后面多写了东西；要说明的，前面加 #",
    "Invalid value (at end": "没有写完整，请检查引号和方括号",
    "Invalid value": "等号后面的文字要用英文引号括起来，如 name = \"原州区\"",
    "Invalid statement": "等号前面的中文要用英文引号括起来；要说明的，前面加 #",
}  # fmt: skip
_UNKNOWN = "写法有误，请检查引号、逗号和括号"


def slip(text: str, error: tomllib.TOMLDecodeError) -> str:
    """Where it is, and what it looks like: `第 3 行第 8 列附近：…`."""
    said = str(error)
    found = re.search(r"line (\d+), column (\d+)", said)
    lines = text.split("\n")
    place = f"第 {found[1]} 行第 {found[2]} 列附近" if found else "末尾"
    line = lines[int(found[1]) - 1] if found else ""
    outside = _IN_QUOTES.sub("", line)
    if signs := [sign for sign in dict.fromkeys(outside) if ord(sign) in _FULL_WIDTH]:
        named = "、".join(f"{sign} 改成 {sign.translate(_FULL_WIDTH)}" for sign in signs)
        return f"{place}：有中文的标点，请换成英文的：{named}"
    known = (words for begin, words in _SLIPS.items() if said.startswith(begin))
    return f"{place}：{next(known, _UNKNOWN)}"

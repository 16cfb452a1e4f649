"""One answer in words → clean text, and what a person should know about it."""

import re
from collections.abc import Iterator, Sequence

from pipeline import messages
from pipeline.cells import ErrorValue, Formula, Struck
from pipeline.findings import UNPRINTABLE, Message
from pipeline.form.section import Field, FieldKind
from pipeline.form.table import squeezed
from pipeline.transform.dates import read_day
from pipeline.transform.locate import Answer
from pipeline.transform.numbers import shown

# How the file format writes a control character; the reader decodes only some of them.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# What breaks a line in Excel, Word and on web pages.
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Signs that turn the writing round, and signs that only one font knows.
_INVISIBLE_ORDER = re.compile("[\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]")
# What Chinese text becomes when it is read in the wrong encoding, or lost on the way.
_UTF8_AS_LATIN = "[\u00e4-\u00e9][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]{2}"
_MOJIBAKE = re.compile(f"{_UTF8_AS_LATIN}|ï»¿|锘|锟斤拷|烫烫|鎴愰|鐨勫|鏀垮簻|\ufffd|[?？]{{4,}}")
# A heading at the start, alone in its line or followed by a stop.
_OWN_HEADING = re.compile(r"([（(][^）)\n]{1,3}[）)])?\s*([^。：:\n]{2,12})(?:[。：:]|\n|$)")
# What an office writes before what it says of one item of a list: 针对第三项“…”，
_ITEM = (
    r"(?:^|(?<=[\n。；]))(?:针对|关于|对)?(?P<name>{names})(?:任务)?"
    r"(?:“[^”\n]{{1,200}}”|{titles})?[，：:]"
)
_BLANKS = re.compile("[ \t\u00a0\u3000]{2,}|[\t\u3000]")  # meant as an indent, or as nothing
LONGEST_CELL = 32_767  # characters that a cell holds, and an answer may have
_NEAR_LIMIT = 32_700
# What an office writes over one of two answers that it gives in one cell.
_NUMBER_OF_HEADING = r"^[（(]?[一二三四五六七八九十0-9]{1,2}[）)]?[、.．]?"
_USUAL = "存在|主要|今后|改进|整改|工作|问题|措施|情况|方向|思路|[的和及与、]"  # in such a heading
_HEAD_OF_LINE = re.compile(r"(?:^|(?<=\n))([^\n：:。，]{2,20})(?:[：:]|\n|$)")


def read_text(field: Field, answer: Answer) -> tuple[str, list[tuple[Message, str]]]:
    """Return what an answer says as it is printed, and what to tell of it, with a piece of it.

    Blank where the answer cannot be read, or is the template's own sentence.
    """
    if wrong := unusable(field, answer):
        return "", [(wrong, "")]
    if field.kind is FieldKind.DATE and (day := read_day(answer.stored)):  # else there is nothing
        return f"{day.year}年{day.month}月{day.day}日", []
    written = shown(answer.stored)
    text = clean(written)
    if field.is_templates(text):
        text = ""
    return without_heading(text, field.heading), list(oddities(written))


def clean(text: str) -> str:
    """The text as it is printed: its lines without indents and blank ones, no unseen sign."""
    plain = _INVISIBLE_ORDER.sub("", UNPRINTABLE.sub("", _in_lines(text)))
    lines = (_BLANKS.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(filter(None, lines))


def without_heading(text: str, heading: str) -> str:
    """The text without the heading that is printed above it anyway, if it starts with it.

    With its number or without, as `（一）存在问题。` or `存在问题：`.
    """
    number, _, subject = squeezed(heading).rpartition(")")
    found = _OWN_HEADING.match(text)
    if not found or not heading or squeezed(found[2]) != subject:
        return text
    if found[1] and squeezed(found[1]) != f"{number})":  # another number is another heading
        return text
    return text[found.end() :].strip()


def split_answers(text: str, first: Field, second: Field) -> dict[str, str]:
    """Return by label the answers to two fields that stand in one cell, headed; {} if they do not.

    The first needs no heading where the cell is its own.
    """
    for found in _HEAD_OF_LINE.finditer(text):
        if _names(found[1], second) and not _names(found[1], first):
            above, below = text[: found.start()].strip(), text[found.end() :].strip()
            head = _HEAD_OF_LINE.match(above)
            own = above[head.end() :].strip() if head and _names(head[1], first) else above
            return {first.label: own, second.label: below} if own and below else {}
    return {}


def take_out(text: str, label: str, fields: Sequence[Field]) -> dict[str, str]:
    """Return by label the answers to some fields that another answer gives by their names.

    And what is left of that answer, by its `label`; {} where it gives none.
    """
    named = {name: field.label for field in fields for name in field.also}
    names = "|".join(map(re.escape, named))
    titles = "|".join(re.escape(field.task) for field in fields)
    heads = list(re.finditer(_ITEM.format(names=names, titles=titles), text)) if names else []
    ends = [*(head.start() for head in heads), len(text)][1:]
    answers = {
        named[head["name"]]: text[head.end() : end].strip()
        for head, end in zip(heads, ends, strict=True)
    }
    is_once = len(answers) == len(heads) > 0
    return {**answers, label: text[: heads[0].start()].strip()} if is_once else {}


def _names(heading: str, field: Field) -> bool:
    """Return whether a heading names what a field asks for, and says nothing else."""
    names = [name for name in (field.label, *field.also) if name in heading]
    rest = re.sub("|".join([_NUMBER_OF_HEADING, *names, _USUAL]), "", heading)
    return bool(names) and not rest


def oddities(text: str) -> Iterator[tuple[Message, str]]:
    """What to say about a text as it was written, each with the piece that shows it."""
    broken = _in_lines(text)
    if found := UNPRINTABLE.findall(broken):
        yield messages.texts.UNPRINTABLE, str(len(found))
    if found := _INVISIBLE_ORDER.findall(broken):
        yield messages.texts.FOREIGN_SIGNS, str(len(found))
    if found := _MOJIBAKE.findall(broken):
        yield messages.texts.MOJIBAKE, found[0]
    if len(text) >= _NEAR_LIMIT:
        yield messages.texts.NEAR_LIMIT, str(len(text))
    if traditional := _traditional(broken):
        yield messages.texts.TRADITIONAL, traditional


def _in_lines(text: str) -> str:
    decoded = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return _LINE_BREAK.sub("\n", decoded)


def _traditional(text: str) -> str:
    """The first traditional characters of a text; a rare character is none."""
    if _in_gb2312(text):
        return ""
    unusual = [sign for sign in dict.fromkeys(text) if sign > "\u4dff" and not _in_gb2312(sign)]
    if not unusual:
        return ""
    import opencc  # 0.05 s that a run of ordinary texts need not spend

    simplified = opencc.OpenCC("t2s").convert
    return "".join(sign for sign in unusual if simplified(sign) != sign)[:10]


def _in_gb2312(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def unusable(field: Field, answer: Answer) -> Message | None:
    """Return why an answer cannot be read; None where it can, or is blank."""
    match answer.value:
        case Formula(None):
            return messages.texts.TEXT_WITHOUT_RESULT
        case ErrorValue() | Formula(ErrorValue()):
            return messages.texts.ERROR_TEXT
        case Struck():
            return messages.numbers.STRUCK_OUT
        case str() | Formula(str()) if len(shown(answer.stored)) > LONGEST_CELL:
            return messages.texts.TOO_LONG
        case _ if field.kind is FieldKind.DATE and shown(answer.stored).strip():
            return None if read_day(answer.stored) else messages.texts.NO_DATE
        case _:
            return None

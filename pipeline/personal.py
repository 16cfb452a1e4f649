"""Personal data in a text: found for certain in what is published, masked generously in messages.

Finding is strict (checksums, issuer prefixes, whole door numbers), because a false alarm stops a
report. Masking is generous: whatever could be somebody's number is never shown in a list or a log.
Short service numbers, office landlines, credit codes, document numbers, dates and amounts are
nobody's data.
"""

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple


class Kind(Enum):
    """What sort of personal data a piece is."""

    IDENTITY = auto()
    MOBILE = auto()
    CARD = auto()
    MAIL = auto()
    ADDRESS = auto()
    PLATE = auto()


class Piece(NamedTuple):
    """One piece of personal data, as it is written."""

    kind: Kind
    text: str
    start: int

    @property
    def masked(self) -> str:
        """The piece fit to be shown, sign for sign."""
        match self.kind:
            case Kind.MAIL:
                name = re.split("[@＠]", self.text)[0]
                return _hidden_mailbox(name) + self.text[len(name) :]
            case Kind.PLATE:
                return _hidden_plate(self.text)
            case Kind.ADDRESS:
                return _blank(self.text)
            case _:
                return _head_and_tail(self.text)


# One sign for one sign, so that a place in the plain text is the place in the text as written.
_PLAIN = str.maketrans(
    "０１２３４５６７８９ＸｘＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＳＴＵＶＷＹＺ＠．＋　－—–\u00a0",
    "0123456789XxABCDEFGHJKLMNPQRSTUVWYZ@.+ --- ",
)
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚｘ＠．＋　－—–\u00a0]")

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx](?![0-9A-Za-z])")
_BORN = re.compile("[0-9]{6}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_CALLED_IDENTITY = re.compile("身份证|证件号|身份号")
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}"
    r"(?![0-9A-Za-z]|\.[0-9]|万?元)"
)
# UnionPay; the old cards of the big four; Visa; MasterCard; JCB.
_CARD = re.compile(
    r"(?<![0-9A-Za-z.])(?:62|60|955[89]|4[0-9]|5[1-5]|35)(?:[ -]?[0-9]){12,17}"
    r"(?![0-9A-Za-z]|\.[0-9])"
)
_NAME = "[A-Za-z0-9._%+-]{1,64}"  # RFC 5321: as long as a mailbox can be called
_DOMAIN = r"@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}"
_MAIL = re.compile(f"{_NAME}{_DOMAIN}")
_MAILBOX = re.compile(f"{_NAME}(?={_DOMAIN})")
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. ]?"
    "(?=[A-Z0-9]{0,5}[0-9][A-Z0-9]{0,4}[0-9])[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_ESTATE = "小区|花园|家园|公寓|新村|苑"
_COUNT = "[0-9一二三四五六七八九十]{1,3}"
_DOOR = "[0-9]{2,4}(?:室|号)?(?![0-9年月日人次件条个平米套户余多名台处部块])"
# A door is a building with its entrance or its room, or an entrance with its room.
_ADDRESS = re.compile(
    rf"{_COUNT}(?:号楼|[栋幢座#])[ ,，-]?(?:{_COUNT}单元(?:[ ,，-]?{_DOOR})?|{_DOOR})"
    rf"|{_COUNT}单元[ ,，-]?{_DOOR}"
    r"|(?:(?<=小区|花园|家园|公寓|新村)|(?<=苑))[0-9]{1,3}-(?:[0-9]{1,2}-)?[0-9]{3,4}(?![0-9-])"
)
_NEAR_DOOR = re.compile("[号单栋幢座#区园寓村苑][楼元 ,，0-9一二三四五六七八九十-]")
# Where an office tells its own address or mailbox, nobody's home is meant.
_OF_OFFICE = re.compile(
    "办公|受理|政务|服务中心|大厅|会议室|查阅|窗口|邮编|邮政编码|监督|举报|咨询|社区居委会"
)
_NAMED = 8  # characters before a number in which it is called what it is
_OFFICE_CONTEXT = 40  # characters before
# Only an office ends its own address so, on whichever side of the mailbox.
_CONTACT_LINE = re.compile("(?:邮编|邮政编码|传真)[:：]?[（(]?[0-9]|(?:报告|年报)[^。]{0,8}疑问")
_CONTACT_CONTEXT = 120  # characters on either side
_OFFICE_MAIL = (".gov.cn", "@gov.cn")


def personal_data(text: str) -> list[Piece]:
    """The personal data in a text, in order; nothing counts twice."""
    plain = text.translate(_PLAIN) if _FULL_WIDTH.search(text) else text
    found: list[Piece] = []
    taken = bytearray(len(plain))  # 1 for each sign of a piece
    for kind, hint, pattern, holds in _KINDS:
        if not hint.search(plain):
            continue
        for match in pattern.finditer(plain):
            start, end = match.span()
            if 1 not in taken[start:end] and holds(match):
                taken[start:end] = bytes([1]) * (end - start)
                found.append(Piece(kind, text[start:end], start))
    return sorted(found, key=lambda piece: piece.start)


def _is_identity(match: re.Match[str]) -> bool:
    from stdnum.cn import ric  # only where something looks like a number

    number = re.sub("[ -]", "", match[0]).upper()
    if not _BORN.match(number):
        return False
    if _CALLED_IDENTITY.search(match.string, max(0, match.start() - _NAMED), match.start()):
        return True  # even if it was mistyped
    try:
        ric.get_birth_date(number)
    except ric.InvalidComponent:
        return False
    return number[-1] == ric.calc_check_digit(number)


def _is_card(match: re.Match[str]) -> bool:
    from stdnum import luhn

    digits = re.sub("[^0-9]", "", match[0])
    # What is not UnionPay or an old domestic card has sixteen digits.
    return (len(digits) == 16 or digits[0] in "69") and luhn.is_valid(digits)


def _is_private_mail(match: re.Match[str]) -> bool:
    return not match[0].lower().endswith(_OFFICE_MAIL) and not _tells_of_office(match)


def _tells_of_office(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - _OFFICE_CONTEXT) : match.start()]
    sentence = re.split("[。；;\n]", before)[-1]
    return bool(_OF_OFFICE.search(sentence)) or _is_in_contact_line(match)


def _is_in_contact_line(match: re.Match[str]) -> bool:
    text, start, end = match.string, *match.span()
    before = re.split("[。\n]", text[max(0, start - _CONTACT_CONTEXT) : start])[-1]
    behind = re.split("[。\n]", text[end : end + _CONTACT_CONTEXT])[0]
    return bool(_CONTACT_LINE.search(before) or _CONTACT_LINE.search(behind))


def _is_home(match: re.Match[str]) -> bool:
    return not _tells_of_office(match)


def _always(_match: re.Match[str]) -> bool:
    return True


class _Sort(NamedTuple):
    """How one kind is looked for; the hint is quick, and absent from most texts."""

    kind: Kind
    hint: re.Pattern[str]
    pattern: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool]


_LONG_NUMBER = re.compile("[0-9](?:[ -]?[0-9]){10}")
_KINDS = (
    _Sort(Kind.IDENTITY, _LONG_NUMBER, _IDENTITY, _is_identity),
    _Sort(Kind.MOBILE, _LONG_NUMBER, _MOBILE, _always),
    _Sort(Kind.CARD, _LONG_NUMBER, _CARD, _is_card),
    _Sort(Kind.MAIL, re.compile("@"), _MAIL, _is_private_mail),
    _Sort(Kind.PLATE, re.compile("[A-HJ-NP-Z][·•. ]?[A-HJ-NP-Z0-9]{5}"), _PLATE, _always),
    _Sort(Kind.ADDRESS, _NEAR_DOOR, _ADDRESS, _is_home),
)


# ── masking ──────────────────────────────────────────────────────────────────

_DIGIT = "[0-9０-９]"
_GAP = "[ \t\u00a0\u3000\\-－—–‐‑·.．_()（）\u200b-\u200f\u2060\ufeff]{0,2}"
_LONG = f"{_DIGIT}(?:{_GAP}{_DIGIT}){{10}}"  # where a run of eleven digits begins
_WORTH_MASKING = re.compile(
    f"{_LONG}|[@＠]|单元|号楼|[栋幢座#]|(?:{_ESTATE}){_DIGIT}|[A-ZＡ-Ｚ][A-Z0-9·•. Ａ-Ｚ０-９]{{4}}"
)
# A landline with its area code and a day are passed over; what is left is masked.
_NUMBER = re.compile(
    rf"(?P<open>(?<![0-9０-９])0[0-9]{{2,3}}[ -][0-9]{{7,8}}(?![0-9０-９]|[ -][0-9])"
    rf"|(?<![0-9０-９])(?:19|20)[0-9]{{2}}-[0-9]{{1,2}}-[0-9]{{1,2}}(?![0-9０-９]))"
    rf"|{_DIGIT}(?:{_GAP}{_DIGIT}){{10,}}(?:{_GAP}[XxＸｘ](?![A-Za-z]))?"
)


def masked(text: str) -> str:
    """The text fit to be shown, sign for sign: 前三后四 of long numbers, the first of a mailbox."""
    if not _WORTH_MASKING.search(text):
        return text
    text = _NUMBER.sub(_masked_number, text)
    for pattern, hidden in _HIDDEN:
        signs = list(text)
        for match in pattern.finditer(text.translate(_PLAIN)):
            place = slice(*match.span())
            signs[place] = hidden(text[place])
        text = "".join(signs)
    return text


def _hidden_mailbox(name: str) -> str:
    return name[0] + "*" * (len(name) - 1) if name[1:] else "*"


def _hidden_plate(plate: str) -> str:
    return plate[:2] + _blank(plate[2:])  # province and letter say little


def _blank(piece: str) -> str:
    return re.sub("[0-9０-９A-ZＡ-Ｚ一二三四五六七八九十]", "*", piece)


_HIDDEN = ((_MAILBOX, _hidden_mailbox), (_PLATE, _hidden_plate), (_ADDRESS, _blank))


def _masked_number(match: re.Match[str]) -> str:
    return match[0] if match["open"] else _head_and_tail(match[0])


def _head_and_tail(number: str) -> str:
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"

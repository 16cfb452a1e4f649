"""How a number is written in prose: 12, １２, 1,234, 1.2万, 十二, 一百零三, 两."""

import re
from decimal import Decimal

_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.", ",，")
_LONGEST = 16  # signs; no report counts further
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
TEN_THOUSANDS = {"万": 10_000, "亿": 100_000_000}

# A run of signs that may spell a number; one set at its start, so that a search is fast.
_SIGNS = "0-9０-９零〇一二两三四五六七八九十百千"
NUMERAL = f"[{_SIGNS}](?:[{_SIGNS}]|[,，.．](?=[0-9０-９]))*+"
# Thousands are grouped by a comma as wide as the digits; a wide comma between plain digits
# separates two statements.
_ARABIC = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+|[０-９]{1,3}(?:，[０-９]{3})+|[0-9０-９]+(?:[.．][0-9０-９]+)?"
)
# Properly written only: 一百零三, 两百, 十二, 四十; not 一二 or 三百十.
_PROPER = re.compile(
    "(?!零.)(?:[一二两三四五六七八九]千)?零?(?:[一二两三四五六七八九]百)?零?"
    "(?:[一二三四五六七八九]?十)?[一二三四五六七八九]?|[零〇两百千]"
)


def read_number(text: str) -> Decimal | None:
    """The number that digits of one kind spell; None if nobody writes it so."""
    if len(text) > _LONGEST:
        return None
    if _ARABIC.fullmatch(text):
        return Decimal(text.translate(_WIDE))
    if not _PROPER.fullmatch(text):
        return None
    total = digit = 0
    for sign in text:
        if sign in _SCALES:
            total += (digit or 1) * _SCALES[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return Decimal(total + digit)

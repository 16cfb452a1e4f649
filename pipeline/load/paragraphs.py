"""Paragraphs of a Word document, from words that anybody may have written."""

import re
import unicodedata
from collections.abc import Sequence
from math import ceil
from xml.sax.saxutils import escape

from pipeline.load import word_style as style
from pipeline.records import Note

# （一）… at the start of a paragraph, as far as its first stop.
_LEAD_IN = re.compile(
    "[（(][一二三四五六七八九十]{1,3}[）)][^。：:；;！？]{1,40}(?:([。：:；;！？])|$)"
)
_KEPT = "<w:keepNext/>"
_TO_COMPLETE = re.compile("(（请补充：[^）]*）)")
_LINE_BREAK = "<w:r><w:br/></w:r>"
_MARGIN = 2.0  # signs from the right edge


def paragraph(style_id: str, runs: str, look: str = "") -> str:
    """One paragraph; `look` is what it has besides its style."""
    named = "" if style_id == style.BODY else f'<w:pStyle w:val="{style_id}"/>'
    looks = f"<w:pPr>{named}{look}</w:pPr>" if named or look else ""
    return f"<w:p>{looks}{runs}</w:p>"


def run(text: str, style_id: str = "") -> str:
    """Text in one look; blank makes none."""
    return marked_run(escape(text), style_id)


def marked_run(xml: str, style_id: str = "") -> str:
    """The same, from what is escaped already, or a mark."""
    look = f'<w:rPr><w:rStyle w:val="{style_id}"/></w:rPr>' if style_id else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{xml}</w:t></w:r>' if xml else ""


def lines_of(text: str) -> list[str]:
    """The paragraphs of an answer, as they are printed."""
    return [line.strip() for line in text.replace("\t", " ").split("\n") if line.strip()]


def answer(text: str, *, last: bool = False) -> str:
    """An answer as its office wrote it: its paragraphs, and its （一）… in the look of a heading.

    The last answer ends on the page on which the signature stands.
    """
    lines = lines_of(text)
    kept = [_KEPT if last and at == len(lines) else "" for at in range(1, len(lines) + 1)]
    return "".join(map(_in_words, lines, kept))


def _in_words(line: str, look: str) -> str:
    lead_in = _LEAD_IN.match(line)
    if lead_in is None:
        return paragraph(style.BODY, run(line), look)
    if not lead_in[1]:  # it goes to the end without a stop
        return paragraph(style.HEADING_2, run(line), look)
    runs = run(lead_in[0], style.LEAD_IN) + run(line[lead_in.end() :])
    return paragraph(style.BODY, runs, look)


def outline(text: str) -> str:
    """An outlined answer: what its writer must complete stands out."""
    return "".join(
        paragraph(
            style.BODY,
            "".join(
                run(piece, style.TO_COMPLETE if _TO_COMPLETE.fullmatch(piece) else "")
                for piece in _TO_COMPLETE.split(line)
            ),
        )
        for line in text.split("\n")
        if line
    )


def note(said: Note) -> str:
    """What is said below a table; it stands out where somebody must see to it."""
    return paragraph(style.NOTE, run(said.text, style.TO_COMPLETE if said.doubtful else ""))


def doubtful(text: str) -> str:
    """An answer with something wrong in it, or none at all, for a draft."""
    lines = [line.strip() for line in text.split("\n") if line.strip()] or ["（没有写）"]
    return "".join(paragraph(style.BODY, run(f"{line}※", style.TO_COMPLETE)) for line in lines)


def title(lines: Sequence[Sequence[str]]) -> str:
    """The title, from the names in each line: one paragraph, broken where it reads well."""
    pieces = [piece for names in lines for piece in _title_lines(names)]
    return paragraph(style.TITLE, _LINE_BREAK.join(map(run, pieces)))


def _title_lines(names: Sequence[str]) -> Sequence[str]:
    """One line if it fits; a line for each name; otherwise as few of even length as it takes."""
    whole = "".join(names)
    if _signs(whole) <= style.TITLE_SIGNS:
        return [whole]
    if max(map(_signs, names)) <= style.TITLE_SIGNS:
        return names
    longest = ceil(len(whole) / ceil(_signs(whole) / style.TITLE_SIGNS))
    return [whole[at : at + longest] for at in range(0, len(whole), longest)]


def signature(name: str, date: str) -> str:
    """Who signs, and the date below it, as GB/T 9704-2012 7.3.5.2 places them without a seal.

    The name ends two signs from the edge, and the date starts two signs after the name does; a
    date that would then come closer to the edge pushes both to the left.
    """
    beyond = _signs(name) - _signs(date)
    pushed = max(_MARGIN - beyond, 0)
    name_right, date_right = _MARGIN + pushed, beyond + pushed
    if _signs(name) + name_right > style.TEXT_SIGNS:  # it takes more than a line anyway
        name_right = date_right = _MARGIN
    return _signed(style.SIGNATURE, name, name_right) + _signed(style.DATE, date, date_right)


def _signed(style_id: str, text: str, right: float) -> str:
    look = (
        f'<w:ind w:rightChars="{round(right * 100)}" w:right="{round(right * style.SIGN * 20)}"/>'
    )
    return paragraph(style_id, run(text), look)


def _signs(text: str) -> float:
    """How wide a text is, in Chinese signs; digits and letters are half as wide."""
    return sum(1 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)

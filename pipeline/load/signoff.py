"""审签单: one page on which those who answer for a report sign, with what they were told of it.

It is the record of the review that article 17 of the regulation asks for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from math import ceil
from typing import NamedTuple
from xml.sax.saxutils import escape

from docx.shared import Mm

from pipeline.district import District
from pipeline.findings import Finding, Level, weightiest_first
from pipeline.form.model import Form
from pipeline.load import word_style as style
from pipeline.load.paragraphs import marked_run, paragraph, run, title
from pipeline.load.pieces import Skeleton
from pipeline.load.stamp import stamp
from pipeline.load.word_document import new_document, set_properties
from pipeline.load.word_table import cell, table_of
from pipeline.outputs import FINDINGS, SIGNOFFS
from pipeline.records import Tally

_MEANING = "校验码相同，签的就是这一份报告；报告改动后校验码会变，请重新打印审签。检查时的提示："
_COLUMNS = (1700, 2000, 3144, 2000)  # twentieths of a point; together the width of the text
_MOST_LINES = 18  # of findings and long names, on what the rows of a review leave of one page
_LINE = 42  # signs in one of them
_WIDE, _NAME = 25, 14  # signs: in a line of the widest cell; of a signer's name
_PITCH = 20  # points; the form has room of its own, whatever the reports' pitch
_TOP, _BOTTOM = Mm(20), Mm(15)
_ROW = 400  # twentieths of a point; a line of findings takes as much


class Signing(NamedTuple):
    """What one sheet says."""

    office: str
    report: str  # name of the Word file
    checksum: str  # of the report that is signed
    signers: Mapping[str, str]  # field label → name
    findings: Sequence[Finding]
    tally: Tally  # of the numbers in the words


class _Slot(Enum):
    TITLE = auto()
    OFFICE = auto()
    REPORT = auto()
    CHECKSUM = auto()
    COUNTS = auto()
    FINDINGS = auto()


class SignoffWriter:
    """Writes the sign-off sheets of one run."""

    def __init__(self, form: Form, district: District, year: int) -> None:
        self._form = form
        self._district = district
        self._year = year
        self._signers = [field.label for field in form.fields if field.signs]
        self._package = self._skeleton().cut()

    def write(self, signing: Signing) -> bytes:
        """One office's sheet."""

        def content(slot: _Slot | str) -> str:
            match slot:
                case _Slot.TITLE:
                    return self._title(signing.office)
                case _Slot.OFFICE:
                    return escape(self._district.name + signing.office)
                case _Slot.REPORT:
                    return escape(signing.report)
                case _Slot.CHECKSUM:
                    return f"{signing.checksum}　　报告共＿＿页"
                case _Slot.COUNTS:
                    return f"{_counts(signing.findings)}；{signing.tally}"
                case _Slot.FINDINGS:
                    told = _told(signing.findings, self._lines_left(signing)) or ["没有。"]
                    return "".join(paragraph(style.NOTE, run(line)) for line in told)
                case signer:
                    return escape(_shortened(signing.signers[signer]))

        return self._package.joined(content)

    def _lines_left(self, signing: Signing) -> int:
        """How many the page holds: long names take more of it, in the title twice as much."""
        name = self._district.name + signing.office
        folded = len(name) // _WIDE + len(signing.report) // _WIDE
        rows = len(self._district.report.review)
        return _MOST_LINES - rows - folded - 3 * (len(name) // style.TITLE_SIGNS)

    def _title(self, office: str) -> str:
        *_, last = self._form.title
        return title([(self._district.name, office), (last.format(year=self._year), SIGNOFFS)])

    def _skeleton(self) -> Skeleton[_Slot | str]:
        look = self._district.report.model_copy(update={"page_number": "", "line_pitch": _PITCH})
        document = new_document(look)
        (page,) = document.sections  # for the file, not for publication: it need not be GB/T 9704's
        page.top_margin, page.bottom_margin = _TOP, _BOTTOM
        skeleton = Skeleton[_Slot | str](document)
        author = self._district.name
        set_properties(document, SIGNOFFS, author, stamp(self._year))
        skeleton.add(skeleton.mark(_Slot.TITLE))
        rows = "".join(self._rows(skeleton))
        skeleton.add(table_of(rows, _COLUMNS, SIGNOFFS, "单位、报告文件、检查结果，和各环节的签字"))
        skeleton.add(paragraph(style.NOTE, run(_MEANING)))
        skeleton.add(skeleton.mark(_Slot.FINDINGS))
        return skeleton

    def _rows(self, skeleton: Skeleton[_Slot | str]) -> Iterator[str]:
        for label, slot in (
            ("单位", _Slot.OFFICE),
            ("报告文件", _Slot.REPORT),
            ("文件校验码", _Slot.CHECKSUM),
            ("检查结果", _Slot.COUNTS),
        ):
            yield _row(_head(0, label), _cell(1, skeleton.mark(slot), span=3))
        yield _row(*map(_head, range(4), ("环节", "姓名", "意见、签字", "日期")))
        for label in self._signers:
            yield _row(_head(0, label), _cell(1, skeleton.mark(label)), _cell(2, ""), _cell(3, ""))
        for step in self._district.report.review:
            label, _, choices = step.partition("：")
            yield _row(_head(0, label), _cell(1, ""), _cell(2, escape(choices)), _cell(3, ""))


def _row(*cells: str) -> str:
    high = f'<w:trHeight w:val="{_ROW}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{high}</w:trPr>{''.join(cells)}</w:tr>"


def _head(column: int, text: str) -> str:
    return _cell(column, escape(text), look=style.SHEET_HEAD)


def _cell(column: int, xml: str, span: int = 1, look: str = style.SHEET) -> str:
    width = sum(_COLUMNS[column : column + span])
    return cell(width, paragraph(look, marked_run(xml)), span)


def _shortened(name: str) -> str:
    """A name that cannot push the page over: nobody's is longer."""
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _counts(findings: Sequence[Finding]) -> str:
    count = Counter(finding.level for finding in findings)
    return "，".join(f"{level} {count[level]} 条" for level in Level)


def _told(findings: Sequence[Finding], lines: int) -> list[str]:
    """What was found, the weightiest first, in so many lines."""
    told: list[str] = []
    left = lines
    for finding in weightiest_first(findings):
        sheet, at = finding.place.sheet, finding.place.cell
        where = f"“{sheet}”{at}：" if sheet else ""
        line = f"{finding.level}（{finding.code}）{where}{finding.why}"
        left -= ceil(len(line) / _LINE)
        if left < 1:  # one line is for what is left out
            return [*told, f"还有 {len(findings) - len(told)} 条，见{FINDINGS}。"]
        told.append(line)
    return told

"""待认可.xlsx: what a coordinator may accept, a line a finding, with room for her reason."""

import io
from collections.abc import Sequence

from pipeline.acceptance import ACCEPTED, HEADS, KEY, key_of
from pipeline.findings import Finding
from pipeline.load.quick_workbook import QuickWorkbook
from pipeline.load.stamp import stamp
from pipeline.load.workbook_style import Styles, wrapped_height

_WIDTHS = (16, 7, 7, 24, 22, 60, 30, 8, 30, 10, 12, 14)
_TITLE = "可以认可的问题"
_WHAT_TO_DO = (
    "认可的，在“认可”一列选“是”，写上理由、谁、日期，把这个文件另存为“{name}”，放到 {folder}；"
    "已有“{name}”的，把这几行复制进去。程序只读它，不改它；值或句子变了，要重新认可。"
)


def write_to_accept(findings: Sequence[Finding], year: int, name: str, folder: str) -> bytes:
    """Return the workbook of the findings that may be accepted; name: of the file to save it as."""
    file = io.BytesIO()
    with QuickWorkbook(file, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": _TITLE, "created": stamp(year)})
        styles = Styles(workbook)
        sheet = workbook.add_worksheet("待认可")
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, _TITLE, styles.get("headline"))
        sheet.set_row(1, 36)
        what_to_do = _WHAT_TO_DO.format(name=name, folder=folder)
        sheet.merge_range(1, 0, 1, len(HEADS) - 1, what_to_do, styles.get("note"))
        for column, head in enumerate(HEADS):
            sheet.write_string(2, column, head, styles.get("head"))
        for row, finding in enumerate(findings, start=3):
            texts = _texts(finding)
            sheet.set_row(row, wrapped_height(texts[4:7], _WIDTHS[4:7]))
            for column, text in enumerate(texts):
                is_hers = HEADS.index(ACCEPTED) <= column < HEADS.index(KEY)
                look = "answer" if is_hers else "text"
                sheet.write_string(row, column, text, styles.get(look))
        choice = {"validate": "list", "source": ["是"], "ignore_blank": True}
        column, last = HEADS.index(ACCEPTED), 2 + len(findings)
        sheet.data_validation(3, column, last, column, choice)
        sheet.autofilter(2, 0, last, len(HEADS) - 1)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return file.getvalue()


def _texts(finding: Finding) -> list[str]:
    """Return the cells of a finding under `HEADS`; those that are hers are blank."""
    place = finding.place
    known = (
        place.office, finding.level, finding.code, str(place.spot) or place.file,
        finding.value, finding.why, finding.answer,
    )  # fmt: skip
    blank = [""] * (len(HEADS) - len(known) - 1)
    return [*known, *blank, key_of(finding)]

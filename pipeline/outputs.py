"""What a run makes: what of it is wanted, and what the files of a year's folder are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

INPUT, OUTPUT = "input", "output"  # of a district's folder
SETTINGS, PROVINCE = "district.toml", "province.toml"
REPORTS, DRAFTS, SIGNOFFS, COPIES = "街道报告", "草稿", "审签单", "PDF"
RETURNED = "退改"
DISTRICT_REPORT, SUMMARY, OVERVIEW = "汇总报告.docx", "汇总.xlsx", "总览.html"
TO_ACCEPT, ACCEPTED = "待认可.xlsx", "认可.xlsx"  # of the outputs, and of a year's folder
FINDINGS, FIGURES, CHANGES = "问题清单.csv", "数据.csv", "变更.csv"
AUDITED, AUDIT = "公开核查", "核查清单.csv"  # a folder, and the list in it
IMPORTED, IMPORTS = "导入", "导入清单.csv"
TEMPLATES, NAMES = "空白模板", "文件名对照.csv"
LOG = "运行日志.txt"
FORM, FIELDS = "form", "fields"  # in the manifest: what a run went by; the labels of its answers


@dataclass
class Conflicts:
    """Where what is written met what a person does, for the last lines; names in the folder."""

    saved_edits: list[str] = field(default_factory=list)  # where edited files are kept
    set_aside: list[str] = field(default_factory=list)  # written beside files that are open
    completed: list[str] = field(default_factory=list)  # by a person, and left as they are
    left_open: list[str] = field(default_factory=list)  # of no use any more, but open

    @property
    def is_in_place(self) -> bool:
        """Return whether each output stands in its place, and nothing that should have gone."""
        return not (self.set_aside or self.left_open)


class Wanted(NamedTuple):
    """What a run makes besides the lists of findings and figures."""

    documents: bool = True  # reports, sign-off sheets, the district's report and summary
    drafts: bool = False  # reports also of offices with 错误
    copies: bool = False  # a PDF of every document
    only: Sequence[str] = ()  # the offices whose documents are made again; none: those of all

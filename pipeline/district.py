"""`input/district.toml`: who must report, and what this district asks for besides the form."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from pipeline.errors import ConfigurationError
from pipeline.form.model import Form
from pipeline.form.section import Field as Answer
from pipeline.form.section import Topic
from pipeline.form.table import BrokenForm, Line, squeezed
from pipeline.toml_slips import slip

Model = TypeVar("Model", bound=BaseModel)


LONGEST_NAME = 30  # characters; a file name holds 255 bytes: district, office and title
LONGEST_OFFICE = 200  # characters: in files it is cut, in a document it takes several lines


def _readable(name: str) -> str:
    """A name that people, and the reader of returns, can tell from others."""
    if not name.strip():
        raise ValueError("不能为空")
    if not name.isprintable():
        shown = "".join(sign if sign.isprintable() else "�" for sign in name[:10])
        raise ValueError(f"“{shown}…”里有看不见的字符，请删去重新输入")
    if len(name) > LONGEST_OFFICE:
        raise ValueError(f"“{name[:10]}…”超过 {LONGEST_OFFICE} 个字")
    if name != name.strip():
        raise ValueError(f"“{name}”前后有空格，请去掉")
    return name


def _usable(name: str) -> str:
    """A name that can stand in a sheet, a label path and a file name."""
    _readable(name)
    if len(name) > LONGEST_NAME:
        raise ValueError(f"“{name[:10]}…”超过 {LONGEST_NAME} 个字")
    if found := re.search(r'[\\/:*?"<>|]', name):
        raise ValueError(f"“{name}”里有不能用在文件名里的字符“{found[0]}”")
    if name.startswith((".", "~")) or name.endswith("."):
        raise ValueError(f"“{name}”不能以“.”“~”开头或以“.”结尾")
    return name


def _no_repeats(names: list[str]) -> list[str]:
    seen = set()
    for name in names:
        alike = squeezed(name)  # one label to the reader
        if alike in seen:
            raise ValueError(f"“{name}”重复出现")
        seen.add(alike)
    return names


Name = Annotated[str, AfterValidator(_usable)]
Names = Annotated[list[Name], AfterValidator(_no_repeats)]
Office = Annotated[str, AfterValidator(_readable)]
Offices = Annotated[list[Office], AfterValidator(_no_repeats)]


class Settings(BaseModel):
    """One table of a file of settings: its keys, and no others."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValueError("不能为空")
    return reason.strip()


def _printable(words: str) -> str:
    if not words.isprintable():
        raise ValueError("里有看不见的字符，请删去重新输入")
    return words


class Indicator(Settings):
    """A count this district asks for in section 一; with parts it is their sum."""

    label: Name
    unit: Name
    parts: Names = []

    def line(self) -> Line:
        """The indicator as a row of the form."""
        parts = tuple(Line(part, unit=self.unit) for part in self.parts)
        return Line(self.label, parts, total=bool(parts), unit=self.unit)


MOST_INDICATORS = 200  # with their parts: each is a column of a sheet and many rows of another
LONGEST_TASK = 200  # characters


class Task(Settings):
    """A task of the district's ledger (任务落实台账), to be answered in section 六."""

    number: Annotated[int, Field(ge=1, le=999)]
    title: Annotated[
        str, AfterValidator(_said), AfterValidator(_printable), Field(max_length=LONGEST_TASK)
    ]

    def field(self) -> Answer:
        """The task as a field of the form."""
        from cn2an import an2cn  # 30 ms that a district without tasks need not spend

        item = f"第{an2cn(self.number)}项"
        about = self.title.replace("{", "{{").replace("}", "}}")
        return Answer(
            f"{item}任务",
            hint=f"任务：{self.title}",
            start="（请写做了什么、结果怎样）",
            topic=Topic.TASK,
            lead=f"针对{item}“{self.title}”，",
            task=self.title,
            also=(item, f"第{self.number}项"),
            outline=f"（请补充：{{whole}}落实{item}“{about}”的情况。）",
        )


def _distinct_numbers(tasks: list[Task]) -> list[Task]:
    numbers = [task.number for task in tasks]
    for number in numbers:
        if numbers.count(number) > 1:
            raise ValueError(f"第 {number} 项写了两次")
    return tasks


def _distinct_labels(indicators: list[Indicator]) -> list[Indicator]:
    if (count := sum(1 + len(indicator.parts) for indicator in indicators)) > MOST_INDICATORS:
        raise ValueError(f"指标和其中项一共 {count} 个，不能超过 {MOST_INDICATORS} 个")
    _no_repeats([indicator.label for indicator in indicators])
    return indicators


Indicators = Annotated[list[Indicator], AfterValidator(_distinct_labels)]


class _DistrictTable(Settings):
    name: Name
    offices: Annotated[Offices, Field(min_length=1)]


def _real_slips(slips: dict[str, str]) -> dict[str, str]:
    for wrong, right in slips.items():
        if not wrong.strip() or wrong == right:
            raise ValueError(f"“{wrong}”不是错字：左边写错的，右边写对的")
    return slips


class Waiver(Settings):
    """A rule that an office is excused from, and why: listed as 已说明, never hidden."""

    office: Name
    rule: str
    reason: Annotated[str, AfterValidator(_said)]


class Checks(Settings):
    """What the checks of wording go by; a district changes what its practice asks for."""

    similarity: Annotated[float, Field(gt=0.5, le=1)] = 0.90  # from which texts count as the same
    jump_difference: Annotated[int, Field(ge=0)] = 50
    jump_ratio: Annotated[int, Field(ge=1)] = 5
    shortest_text: Annotated[int, Field(ge=0)] = 6  # characters of an answer
    most_fee: Annotated[int, Field(ge=1)] = 1_000  # 万元 (Q01)
    fee_times: Annotated[int, Field(ge=2)] = 100  # of last year's fee (Q01)
    others_share: Annotated[float, Field(gt=0, le=1)] = 0.5  # of what was handled (Q03)
    most_documents: Annotated[int, Field(ge=0)] = 5  # made in a year (Q06)
    carried_share: Annotated[float, Field(gt=0, le=1)] = 0.33  # of what was to be handled (Q08)
    banned_words: list[str] = []
    # Wrong spelling → right one, beside the known ones.
    slips: Annotated[dict[str, str], AfterValidator(_real_slips)] = {}


_SIGNER = re.compile("【[^】]*】?")
DISTRICT_NAME, OFFICE_NAME = "【区】", "【街道】"  # what stands for a name in a signature


def _with_one_number(page_number: str) -> str:
    if page_number and page_number.count("1") != 1:
        raise ValueError("应正好有一个 1（代表页码），如“— 1 —”；不要页码的，写成两个引号")
    return page_number


def _with_known_names(signature: str) -> str:
    for found in _SIGNER.finditer(signature):
        if found[0] not in (DISTRICT_NAME, OFFICE_NAME):
            raise ValueError(f"“{found[0]}”不能换成名称，只能写 {DISTRICT_NAME}、{OFFICE_NAME}")
    return signature.strip()


Font = Annotated[Name, Field(max_length=31)]  # signs: Word knows no longer name of a font
Words = Annotated[str, AfterValidator(_printable), Field(max_length=LONGEST_NAME)]
Signature = Annotated[Words, AfterValidator(_with_known_names)]
PageNumber = Annotated[Words, AfterValidator(_with_one_number)]


MOST_REVIEWS = 10  # rows of a sign-off sheet, so that it stays one page
# What is reviewed before a report is published (条例第十七条); behind ： what there is to choose.
_REVIEW = (
    "保密审查", "个人信息核查", "公开属性：□主动公开 □不予公开", "方式和栏目：□政府网站 □",
    "拟公开时间", "一审一校", "二审二校", "三审三校",
)  # fmt: skip


class Style(Settings):
    """How the Word documents look; the defaults are those of GB/T 9704-2012."""

    title_font: Font = "方正小标宋简体"
    heading_font: Font = "黑体"
    subheading_font: Font = "楷体_GB2312"
    body_font: Font = "仿宋_GB2312"
    number_font: Font = "宋体"  # of page numbers, and of figures in tables
    line_pitch: Annotated[float, Field(ge=18, le=40)] = 28.95  # points: 22 lines on a page
    page_number: PageNumber = "— 1 —"  # blank prints none
    page_number_place: Literal["外侧", "居中"] = "外侧"
    signature: Signature = f"{DISTRICT_NAME}{OFFICE_NAME}"  # blank prints no name and no date
    district_signature: Signature = DISTRICT_NAME
    review: Annotated[list[Words], Field(max_length=MOST_REVIEWS)] = list(_REVIEW)
    read_back: bool = True  # every report is read again before it counts as done

    @property
    def fonts(self) -> list[str]:
        """Every font that a document names, once."""
        named = (self.title_font, self.heading_font, self.subheading_font, self.body_font)
        return list(dict.fromkeys((*named, self.number_font)))

    def signed(self, district: str, office: str) -> str:
        """Who signs a report; the district its own, which is of no office."""
        written = self.signature if office else self.district_signature
        return written.replace(DISTRICT_NAME, district).replace(OFFICE_NAME, office)


class District(Settings):
    """A district: its roster, its indicators, what its checks go by and its documents look like."""

    district: _DistrictTable
    checks: Checks = Checks()
    report: Style = Style()
    waiver: list[Waiver] = []
    indicator: Indicators = []
    task: Annotated[list[Task], AfterValidator(_distinct_numbers)] = []

    @model_validator(mode="after")
    def _waivers_of_the_roster(self) -> Self:
        excused = [(waiver.office, waiver.rule) for waiver in self.waiver]
        if len(set(excused)) < len(excused):
            raise ValueError("waiver：同一街道的同一条规则写了两次")
        for waiver in self.waiver:
            if waiver.office not in self.roster:
                raise ValueError(f"waiver 里的“{waiver.office}”不在名册 offices 上")
        return self

    @classmethod
    def made_of(
        cls, name: str, parts: list[str], report: Style, indicators: list[Indicator]
    ) -> "District":
        """What is to a province as a district is to its offices: its roster are districts."""
        table = _DistrictTable(name=name, offices=parts)
        return cls(district=table, report=report, indicator=indicators)

    @property
    def name(self) -> str:
        """The district's name, printed before the office's."""
        return self.district.name

    @property
    def roster(self) -> list[str]:
        """Who must report, in this order."""
        return self.district.offices

    def extend(self, form: Form) -> Form:
        """The statutory form with this district's indicators; ConfigurationError if they clash."""
        try:
            return form.extended(
                [indicator.line() for indicator in self.indicator],
                [task.field() for task in self.task],
            )
        except BrokenForm as broken:
            raise ConfigurationError(
                f"indicator：指标、其中项不能与同一张工作表上的其他名称相同：{broken.names}。"
            ) from broken


def read_district(path: Path) -> District:
    """The district described by a TOML file; raises ConfigurationError in one Chinese line."""
    return read_settings(path, District)


def read_settings(path: Path, wanted: type[Model]) -> Model:
    """What a TOML file says; raises ConfigurationError in one Chinese line."""
    if path.exists() and not path.is_file():
        raise ConfigurationError(f"{path} 不是普通文件，请换成一个文本文件。")
    try:
        text = path.read_text(encoding="utf-8-sig")
        settings = tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigurationError(f"找不到设置文件 {path}，请先按说明建立它。") from None
    except OSError:
        raise ConfigurationError(
            f"无法读取设置文件 {path}，请检查权限或关闭占用它的程序。"
        ) from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} 不是 UTF-8 编码，请用记事本另存为 UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} {slip(text, error)}。") from None
    except (ValueError, RecursionError):
        raise ConfigurationError(f"{path} 的写法不对，读不了；请照说明重新写一个。") from None
    return settings_of(settings, str(path), wanted)


def settings_of(settings: Mapping[str, Any], where: str, wanted: type[Model]) -> Model:
    """What settings say; ConfigurationError says `where` they stand."""
    try:
        return wanted.model_validate(settings)
    except ValidationError as error:
        # A misspelt key is both unknown and missing: the first says which word to change.
        errors = sorted(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        raise ConfigurationError(f"{where}：{_in_chinese(errors[0])}") from None


_TYPES = {
    "string_type": "应是用引号括起来的文字",
    "list_type": "应是用方括号括起来的名单，小节名要用两层方括号，如 [[indicator]]",
    "model_type": "应是一个小节",
    "missing": "缺少这一项",
    "extra_forbidden": (
        "这里没有这一项设置，请检查拼写；它上面的小节名（如 [checks]）前面有 # 的，也要去掉 #"
    ),
    "too_short": "至少要有一个",
    "string_too_long": "不能超过 {max_length} 个字",
    "string_too_short": "不能为空",
    "int_type": "应是整数",
    "float_type": "应是数字，如 0.9",
    "dict_type": "应写成一个小节，每行一条：错字 = 正字",
    "greater_than": "数字太小，应大于 {gt:g}",
    "greater_than_equal": "数字太小，不能小于 {ge:g}",
    "less_than_equal": "数字太大，不能大于 {le:g}",
    "literal_error": "只能写 {expected}",
}


def _in_chinese(error: ErrorDetails) -> str:
    key = _key(error["loc"])
    if error["type"] == "value_error":
        said = str(error["ctx"]["error"])
        return f"{key}：{said}。" if key else f"{said}。"
    said = _TYPES.get(error["type"], "写法不对").format(**error.get("ctx", {}))
    return f"{key}：{said}。".replace(" or ", "、")  # pydantic's list of what is allowed


def _key(location: tuple[str | int, ...]) -> str:
    """The key as it stands in the file, with list positions counted from 1."""
    parts = [f"[第 {step + 1} 个]" if isinstance(step, int) else f".{step}" for step in location]
    return "".join(parts).removeprefix(".")

"""What passes from stage to stage: files as read, and the frames of a batch of offices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias

import pandas as pd

from pipeline.findings import Level
from pipeline.form.table import CellRef


@dataclass(frozen=True)
class ErrorValue:
    """What a cell shows when its formula failed, such as #REF!."""

    text: str


@dataclass(frozen=True)
class Struck:
    """The text of a cell with struck-out characters: nobody can know which ones count."""

    text: str


Plain: TypeAlias = bool | int | float | str | datetime | date | time | timedelta | None


@dataclass(frozen=True)
class Formula:
    """A cell with a formula, and the result stored with it; None if there is none."""

    result: Plain | ErrorValue


Raw: TypeAlias = Plain | ErrorValue | Struck | Formula
Rows: TypeAlias = Sequence[Sequence[Raw]]
Position: TypeAlias = tuple[int, int]  # row, column, both from 0


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was read: rows of values from A1; None is an empty cell."""

    rows: Rows
    hidden: bool = False
    merged: Sequence[tuple[Position, Position]] = ()  # first and last cell of each merge


@dataclass(frozen=True)
class Workbook:
    """One file as it was read; nothing in it is interpreted yet."""

    file: str
    sheets: Mapping[str, Sheet]
    digest: str = ""  # of the file's bytes
    edition: str = ""  # of the template, as the file says; blank if it says nothing


class State(StrEnum):
    """How a figure came out of its cell."""

    OK = "ok"
    BLANK = "blank"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Returns:
    """What a batch of offices returned. Every frame has one row per office (its name).

    figures: one column per cell of the form, MultiIndex (table, row, column), `Int64`; counts
        as they are, money in whole 分. `<NA>` is blank or unreadable, never zero. A total is
        recomputed from its inputs, `<NA>` if one of them is.
    stated: same shape, the totals as they stand in the return; equal to `figures` elsewhere.
    states: same shape, `State` of each figure.
    cells: same shape, where each figure stood (`三、依申请公开!D7`); blank if it had no place.
    texts: one column per field label, `str`, cleaned; blank if nothing was written.
    files: office → file name.
    """

    figures: pd.DataFrame
    stated: pd.DataFrame
    states: pd.DataFrame
    cells: pd.DataFrame
    texts: pd.DataFrame
    files: Mapping[str, str]

    @property
    def offices(self) -> list[str]:
        """The offices of this batch."""
        return list(self.files)

    def figures_of(self, office: str) -> dict[CellRef, int | None]:
        """One office's figures by cell; None where blank or unreadable."""
        row = list(self.figures.loc[office])
        return {
            CellRef(*column): None if pd.isna(figure) else int(figure)
            for column, figure in zip(self.figures.columns, row, strict=True)
        }

    def texts_of(self, office: str) -> dict[str, str]:
        """One office's answers in words, by field label."""
        return dict(zip(self.texts.columns, list(self.texts.loc[office]), strict=True))


class Standing(StrEnum):
    """Where an office stands in the round."""

    DONE = "已出报告"
    PASSED = "检查通过"  # the same, in a run that only checks
    TO_CORRECT = "需退改"
    MISSING = "未报"


@dataclass(frozen=True)
class OfficeStanding:
    """One line of the roster: how an office stands, and how much was found."""

    office: str
    standing: Standing
    found: Mapping[Level, int]
    file: str  # blank if none could be used

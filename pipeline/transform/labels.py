"""Where the labels of a section stand on a sheet, whatever offices did to their wording."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from pipeline import messages
from pipeline.cells import Position, Rows, Sheet, address
from pipeline.findings import Finding, Place
from pipeline.form.section import Section
from pipeline.form.table import Axis, Line, squeezed

Window = tuple[int, int]  # first, and one behind the last
EVERYWHERE: Window = (0, 1 << 20)
_SIMILAR = 85  # percent; no two labels of the form are more than 75 alike (measured)
_ADDITION = re.compile(r"[:*]|\([^()元]{1,20}\):?")  # of another unit, a figure would be another
_WORD_FOR = {Axis.ROW: "行", Axis.COLUMN: "列"}


class SheetLabels:
    """The labels of one sheet of a return; `reworded`: where other words are known as a label."""

    def __init__(self, sheet: Sheet, section: Section, place: Place) -> None:
        self.reworded: set[Position] = set()
        self._sheet = sheet
        self._section = section
        self._place = place  # of the sheet
        self._places = _places(sheet.rows)
        self._lost: dict[Axis, list[str]] = {axis: [] for axis in Axis}
        self._findings: list[Finding] = []

    def tell(self) -> Iterator[Finding]:
        """Yield what was found while labels were looked for, last what is lost, by axis."""
        yield from self._findings
        for axis, labels in self._lost.items():
            if labels:
                facts = {"axis": _WORD_FOR[axis], "labels": "”“".join(labels)}
                yield messages.sheets.NO_LABEL.at(self._place, **facts)

    def has(self, label: str) -> bool:
        """Return whether a label stands on the sheet as it is."""
        return squeezed(label) in self._places

    def lines(
        self,
        lines: tuple[Line, ...],
        axis: Axis,
        window: Window,
        above: str = "",
        within: Window = EVERYWHERE,
    ) -> dict[str, Position]:
        """Path → position of the lines with figures; `within` bounds the other coordinate."""
        found = {}
        placed = {
            line.label: self.one(line.label, axis, window, within) for line in lines if line.label
        }
        starts = sorted(at[axis.value] for at in placed.values() if at)
        ends = dict(pairwise([*starts, window[1]]))
        for line in lines:
            position = placed.get(line.label)
            if position is None:
                continue
            path = f"{above}/{line.label}" if above else line.label
            if line.total or not line.parts:
                found[path] = position
            start = position[axis.value]
            found |= self.lines(line.parts, axis, (start, ends[start]), path, within)
        return found

    def one(self, label: str, axis: Axis, window: Window, within: Window) -> Position | None:
        """The one place of a label; of several, the one nearest to where labels belong."""
        other = 1 - axis.value
        candidates = _keep_inside(self._places.get(squeezed(label), ()), axis, window, within)
        if not candidates:
            return self._similar(label, axis, window, within)
        # Row labels begin at the left edge; heads stand right above the figures.
        others = [position[other] for position in candidates]
        nearest = min(others) if axis is Axis.ROW or within == EVERYWHERE else max(others)
        level = [position for position in candidates if position[other] == nearest]
        if len(level) > 1:
            places = "、".join(address(*position) for position in level)
            place = replace(self._place, cell=address(*level[0]))
            facts = {"axis": _WORD_FOR[axis], "label": label, "places": places}
            self._findings.append(messages.sheets.REPEATED_LABEL.at(place, label, **facts))
            return None
        return level[0]

    def _similar(self, label: str, axis: Axis, window: Window, within: Window) -> Position | None:
        """The one place of a text that is nearly the label, and no other label of the sheet."""
        if bare := self._with_addition(label, axis, window, within):
            self.reworded.add(bare)
            return bare
        import opencc  # with the next one 0.06 s that a run with whole labels need not spend
        from rapidfuzz import fuzz

        simplified = opencc.OpenCC("t2s").convert
        places = [
            position
            for text, positions in self._places.items()
            if text not in self._section.labels
            and fuzz.ratio(simplified(text), squeezed(label)) >= _SIMILAR
            for position in _keep_inside(positions, axis, window, within)
        ]
        if len(places) != 1:
            self._lost[axis].append(label)
            return None
        row, column = places[0]
        found = str(self._sheet.rows[row][column])
        place = replace(self._place, cell=address(row, column))
        self._findings.append(messages.sheets.SIMILAR_LABEL.at(place, found, label, label=label))
        self.reworded.add(places[0])
        return places[0]

    def _with_addition(
        self, label: str, axis: Axis, window: Window, within: Window
    ) -> Position | None:
        """Return the one place of a label to which an office added something in brackets."""
        places = [
            position
            for text, positions in self._places.items()
            if text.startswith(squeezed(label)) and text not in self._section.labels
            if _ADDITION.fullmatch(text, len(squeezed(label)))
            for position in _keep_inside(positions, axis, window, within)
        ]
        return places[0] if len(places) == 1 else None


def _keep_inside(
    positions: Iterable[Position], axis: Axis, window: Window, within: Window
) -> list[Position]:
    """Return the positions inside a window along an axis, and inside another across it."""
    return [
        position
        for position in positions
        if window[0] <= position[axis.value] < window[1]
        and within[0] <= position[1 - axis.value] < within[1]
    ]


def _places(rows: Rows) -> Mapping[str, list[Position]]:
    """Where each text of a sheet stands, in reading order."""
    found: defaultdict[str, list[Position]] = defaultdict(list)
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, str):
                found[squeezed(value)].append((row, column))
    return found

"""Passages with what a careful reviewer would tell of them, and what the program tells.

`make prose` prints, for each code, how many planted contradictions were told, how many were told or
listed as not checked, how many were explained by something else, and how often an innocent passage
was told. Passages are data, in `tests/data/`: text, figures of the return (blank: 0), the codes
that are expected, changes of a figure or a word with the codes that they plant. `passages.json`
is the given half of a set whose other half is kept back; `more_passages.json` are four sets of 60
by people who had not seen the program.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from built import built

from pipeline.findings import Finding
from pipeline.form import FORM_2021
from pipeline.form.model import Form, Quantity
from pipeline.form.table import CellRef, Line
from pipeline.records import Agreement, NumberInWords
from pipeline.transform.check.words import RULES, check_words
from pipeline.transform.normalise import nothing_returned

DATA = Path(__file__).parent / "data"
FILES = ("passages.json", "more_passages.json")
OF_WORDS = {rule.message.code for rule in RULES}
_ROWS = {
    "new": Quantity.NEW,
    "carried_in": Quantity.CARRIED_IN,
    "carried_out": Quantity.CARRIED_OUT,
}
_DECIDED = {
    "permits": Quantity.LICENCES, "penalties": Quantity.PENALTIES, "coercions": Quantity.COERCION
}  # fmt: skip
_NORMS = (Quantity.MADE, Quantity.REPEALED, Quantity.IN_FORCE)
_CASES = {
    "review": "行政复议",
    "lit_direct": "行政诉讼/未经复议直接起诉",
    "lit_after": "行政诉讼/复议后起诉",
}
_OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结")
# What numbers are called that a code is about.
_NAMES = {
    "T01": ("新收申请", "收到申请", "办理申请"),
    "T02": ("上年结转", "办结申请", "结转下年度", "结转"),
    "T03": ("行政复议", "行政诉讼", "行政复议和行政诉讼"),
}  # fmt: skip


@dataclass(frozen=True)
class Variant:
    """A passage, as it is or with one change; wanted: sets of codes, any of which is right."""

    name: str
    office: str
    part: str
    year: int
    text: str
    form: Form
    figures: Mapping[CellRef, int]
    wanted: Sequence[frozenset[str]]
    may_be: frozenset[str]  # codes of the passage as it is
    is_planted: bool = True

    def told(self) -> tuple[list[Finding], list[NumberInWords]]:
        """What the program finds in the words, and what it says of each number."""
        said = {field.label: "" for field in self.form.fields} | {self.part: self.text}
        returns = built(self.form, {self.office: self.figures}, {self.office: said})
        last_year = nothing_returned(self.form)
        _, findings, numbers = check_words(returns, last_year, self.form, self.year)
        return findings, list(numbers[self.office])


def variants(file: str) -> Iterator[Variant]:
    """Yield every passage of a file as it is, and with each of its changes."""
    for passage in json.loads((DATA / file).read_text(encoding="utf-8")):
        text, own = passage["text"], frozenset[str]().union(*_wanted(passage))
        form = _form(passage)

        def variant(
            name: str, said: str, figures: Mapping[str, Any], case: Mapping[str, Any]
        ) -> Variant:
            return Variant(
                f"{passage['id']} {name}".strip(),  # noqa: B023 - called within the loop
                passage["office"],  # noqa: B023
                passage["part"],  # noqa: B023
                passage["year"],  # noqa: B023
                said,
                form,  # noqa: B023
                _figures(figures, form),  # noqa: B023
                _wanted(case),
                own,  # noqa: B023
                bool(name),
            )

        yield variant("", text, passage["figures"], passage)
        for case in passage["mutations"]:
            changed = {**passage["figures"], **case["set"]}
            yield variant(f"{case['set']}", text, changed, case)
        for case in passage.get("text_mutations", ()):
            old, new = case["replace"]
            assert old in text
            yield variant(f"{old} → {new}", text.replace(old, new, 1), passage["figures"], case)


def _wanted(case: Mapping[str, Any]) -> list[frozenset[str]]:
    several = [case["expect"]] if case.get("expect") is not None else case["expect_any_of"]
    return [frozenset(codes) & OF_WORDS for codes in several]


def _form(passage: Mapping[str, Any]) -> Form:
    """The form with the indicators of a passage, counted as its words count them."""
    lines = []
    for name, number in passage["figures"].get("indicators", {}).items():
        found = re.search(f"(?:{number}|{number:,})(.)", passage["text"])
        lines.append(Line(name, unit=found[1] if found else "条"))
    return FORM_2021.extended(lines)


def _figures(said: Mapping[str, Any], form: Form) -> dict[CellRef, int]:
    figures = dict.fromkeys(form.cells, 0)
    columns = [ref.column for ref in form.cells if ref.table == "表三"]
    leaves = list(dict.fromkeys(column for column in columns if column != "总计"))

    def put(row: str, numbers: int | Sequence[int]) -> None:
        each = list(numbers) if isinstance(numbers, Sequence) else [numbers]
        for column, number in zip(leaves, each, strict=False):
            figures[CellRef("表三", row, column)] = number

    for key, quantity in _ROWS.items():
        put(form.quantities[quantity][0].row, said.get(key, 0))
    for label, numbers in said.get("results", {}).items():
        put(_row(label, form), numbers)
    for key, path in _CASES.items():
        for outcome, number in zip(_OUTCOMES, said.get(key, [0] * 4), strict=True):
            figures[CellRef("表四", "", f"{path}/{outcome}")] = number
    for quantity, number in zip(_NORMS, said.get("norms", [0] * 3), strict=True):
        figures[form.quantities[quantity][0]] = number
    for key, quantity in _DECIDED.items():
        figures[form.quantities[quantity][0]] = said.get(key, 0)
    for name, number in said.get("indicators", {}).items():
        figures[CellRef("指标", name, "")] = number
    totals = [cell for cell in form.cells.values() if cell.sums]
    return figures | {cell.ref: sum(figures[ref] for ref in cell.sums) for cell in totals}


def _row(label: str, form: Form) -> str:
    """三（四）1.本机关不掌握… → the path of its row."""
    group, leaf = label[1:4], label[4:]
    rows = dict.fromkeys(ref.row for ref in form.cells if ref.table == "表三")
    (row,) = (
        row for row in rows if f"/{group}" in row and row.endswith(leaf or row) and leaf in row
    )
    return row


class Judged(NamedTuple):
    """What came of one variant: codes wanted, told, listed, explained; and told for nothing."""

    variant: Variant
    wanted: frozenset[str]
    told: frozenset[str]
    listed: frozenset[str]
    explained: frozenset[str]
    is_silent: bool
    noise: frozenset[str]


def judged(variant: Variant) -> Judged:
    """Compare what is told with what is wanted; of several, what comes nearest is wanted."""
    findings, numbers = variant.told()
    told = frozenset(finding.code for finding in findings)
    wanted = min(variant.wanted, key=lambda codes: 10 * len(codes - told) + len(told - codes))
    missed = wanted - told
    listed = frozenset(code for code in missed if _is_listed(code, numbers))
    every = frozenset[str]().union(*variant.wanted) | variant.may_be
    is_silent = not wanted or frozenset() in variant.wanted
    return Judged(variant, wanted, told & wanted, listed, missed - listed, is_silent, told - every)


def _is_listed(code: str, numbers: Sequence[NumberInWords]) -> bool:
    """Whether a number that a code is about is listed as not checked."""
    unchecked = [one for one in numbers if one.result is Agreement.UNCHECKED]
    names = _NAMES.get(code, ())
    return any(not one.of or not names or one.of in names for one in unchecked)


def table(several: Sequence[Judged]) -> Iterator[str]:
    """A line for each code, and one for all: shares of what is wanted; times told for nothing."""
    wanted, told, listed, explained, noise = (Counter[str]() for _ in range(5))
    for one in several:
        for counter, codes in (
            (wanted, one.wanted),
            (told, one.told),
            (listed, one.told | one.listed),
            (explained, one.explained),
            (noise, one.noise if one.is_silent else ()),
        ):
            counter.update(codes)
    yield f"{'':4}{'wanted':>8}{'told':>8}{'listed':>8}{'explained':>11}{'noise':>7}"
    for code in (*sorted(OF_WORDS), "all"):
        counters = (wanted, told, listed, explained)
        of = [one.total() if code == "all" else one[code] for one in counters]
        shares = [f"{part / of[0]:.1%}" if of[0] else "" for part in of[1:]]
        times = noise.total() if code == "all" else noise[code]
        yield f"{code:4}{of[0]:8}{shares[0]:>8}{shares[1]:>8}{shares[2]:>11}{times:7}"
    silent = [one for one in several if one.is_silent]
    noisy = [one for one in silent if one.noise]
    share = len(noisy) / len(silent)
    yield f"told for nothing: {len(noisy)} of {len(silent)} passages, {share:.1%}"


def main() -> None:
    """Print the table, and with `--each` what was missed or told for nothing."""
    several = []
    for file in FILES:
        of_file = [judged(variant) for variant in variants(file)]
        sys.stdout.writelines(f"{line}\n" for line in (file, *table(of_file)))
        several += of_file
    if "--each" in sys.argv:
        for one in several:
            if one.wanted - one.told or (one.is_silent and one.noise):
                missed = "、".join(sorted(one.wanted - one.told))
                noise = "、".join(sorted(one.noise))
                line = f"{one.variant.name}: missed {missed}; noise {noise}: {one.variant.text}"
                sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()

"""Damage at random: a return whose bytes were changed is refused, or gives the same, or is told.

A sample runs with every test; `make fuzz` runs the whole, seeded, so that a failure comes back.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import factory
import pytest
from factory import FORM

from pipeline.extract.workbook import read_workbook
from pipeline.findings import Level
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise

OFFICE = "示例甲街道"
FIGURES = factory.all_figures(FORM, factory.consistent_figures(FORM))


def corruptions(data: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Flipped bits, zeroed, lost and doubled stretches, swapped bytes."""
    chance = random.Random(seed)  # noqa: S311 - no secret, only the same sequence every time
    for _ in range(count):
        damaged = bytearray(data)
        at, length = chance.randrange(len(data)), chance.choice([1, 1, 2, 16, 200])
        match chance.randrange(5):
            case 0:
                for _ in range(min(length, 16)):
                    damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            case 1:
                damaged[at : at + length] = bytes(len(damaged[at : at + length]))
            case 2:
                del damaged[at : at + length]
            case 3:
                damaged[at:at] = damaged[at : at + length]
            case _:
                other = chance.randrange(len(data))
                damaged[at], damaged[other] = damaged[other], damaged[at]
        yield bytes(damaged)


def silently_wrong(path: Path, texts: dict[str, str]) -> bool:
    """Whether something else was read than what was written, and nobody was told."""
    workbook, found = read_workbook(path)
    if workbook is None:
        return not found
    returns, more = normalise({OFFICE: locate(workbook, FORM)}, FORM)
    same = returns.figures_of(OFFICE) == FIGURES and returns.texts_of(OFFICE) == texts
    return not same and all(finding.level is Level.NOTE for finding in found + more)


@pytest.mark.parametrize(
    "count", [300, pytest.param(20_000, marks=pytest.mark.fuzz)], ids=["sample", "whole"]
)
def test_damage_is_never_silent(tmp_path: Path, count: int) -> None:
    """And never an exception: data does not raise."""
    clean = factory.filled(FORM)
    path = tmp_path / f"{OFFICE}.xlsx"
    path.write_bytes(clean)
    workbook, _ = read_workbook(path)
    assert workbook
    texts = normalise({OFFICE: locate(workbook, FORM)}, FORM)[0].texts_of(OFFICE)
    for number, damaged in enumerate(corruptions(clean, seed=20231231, count=count)):
        path.write_bytes(damaged)
        assert not silently_wrong(path, texts), f"corruption {number}"


def test_silence_would_be_noticed(tmp_path: Path) -> None:
    """A return with another figure in it is what the test above looks for."""
    path = tmp_path / f"{OFFICE}.xlsx"
    path.write_bytes(factory.filled(FORM, seed=2))
    assert silently_wrong(path, {})

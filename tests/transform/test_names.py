"""transform.names: names are found as a search for all of them would find them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.form.table import squeezed
from pipeline.names import Names, names_of
from pipeline.roster import Roster

NAMES = st.lists(st.text("甲乙街道", min_size=1, max_size=4), unique=True, max_size=6)
TEXTS = st.text("甲乙街道，", max_size=20)


@given(NAMES, TEXTS)
def test_the_longest_name_goes_first_as_in_a_pattern(names: list[str], text: str) -> None:
    """What a regular expression of all names would do, which takes too long for a large roster."""
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
    assert list(Names(names).apart(text)) == [(m.start(), m[0]) for m in pattern.finditer(text)]
    assert names_of(tuple(names)).replaced(text, "某") == pattern.sub("某", text)


@given(st.lists(st.text("甲乙街道", min_size=1, max_size=4), unique_by=squeezed, max_size=6), TEXTS)
def test_a_file_speaks_of_the_longest_office_named_in_it(offices: list[str], file: str) -> None:
    """Of two as long, of the first on the roster."""
    named = [office for office in offices if office in file]
    assert Roster(offices).named_in(file) == max(named, key=len, default="")


@pytest.mark.parametrize(
    "written",
    [
        "示例东街道办事处", "示例东街道办", "示例东办事处", "示例东", "示例区示例东街道",
        "示例区人民政府示例东街道办事处", "示例省示例市示例区人民政府 示例东街道办事处",
        "示例省人民政府示例区人民政府示例东街道办事处",
    ],
)  # fmt: skip
def test_an_office_is_known_by_its_official_and_its_short_name(written: str) -> None:
    """As clerks write it who were not asked how."""
    roster = Roster(["示例东街道", "示例西镇"], "示例区")
    assert roster.called(written) == "示例东街道"
    assert roster.called("示例区示例西镇人民政府") == "示例西镇"
    assert roster.called("示例区人民政府示例西镇人民政府") == "示例西镇"


def test_a_name_that_two_offices_may_mean_is_nobodys() -> None:
    """Nor is one of another kind; a whole name is always its own."""
    roster = Roster(["示例街道", "示例镇", "示例南", "示例南街道"], "示例区")
    assert [roster.called(name) for name in ("示例", "示例办事处", "示例乡")] == ["", "", ""]
    assert roster.called("示例镇人民政府") == "示例镇"
    assert roster.called("示例南") == "示例南"
    assert roster.called("示例南街道办事处") == "示例南街道"


def test_a_roster_of_official_names_knows_plain_ones() -> None:
    """However its list writes them."""
    roster = Roster(["示例区示例东街道办事处"], "示例区")
    assert roster.called("示例东街道") == "示例区示例东街道办事处"


def test_a_roster_knows_what_is_nearly_a_name() -> None:
    """And says nothing of what is near to none."""
    roster = Roster(["示例东街道", "示例西街道"])
    assert roster.called("示例 东街道") == "示例东街道"
    assert roster.nearest("示例东街") == "示例东街道"
    assert roster.nearest("ABC") == ""
    assert roster.in_order(["示例西街道", "示例东街道"]) == ["示例东街道", "示例西街道"]

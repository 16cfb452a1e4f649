"""transform.names: names are found as a search for all of them would find them."""

import re

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


def test_a_roster_knows_what_is_nearly_a_name() -> None:
    """And says nothing of what is near to none."""
    roster = Roster(["示例东街道", "示例西街道"])
    assert roster.called("示例 东街道") == "示例东街道"
    assert roster.nearest("示例东街") == "示例东街道"
    assert roster.nearest("ABC") == ""
    assert roster.in_order(["示例西街道", "示例东街道"]) == ["示例东街道", "示例西街道"]

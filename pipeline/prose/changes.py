"""How much more or less than the year before: 新收9件，较上年增加3件; 同比增长50%."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.prose.naming import Context, Mention
from pipeline.prose.rates import rounded_share
from pipeline.prose.sentences import Count

_TIME = "(?:上一?年(?:度)?|去年(?:度)?|20[0-9]{2}年(?:度)?)(?:同期)?"
_HOW = "(?:件数|数量|申请量|总量|受理量|有所|略有|明显)*+"
_MORE = "增[加长多幅]|上升|提高|多"
_LESS = "减少|下降|降低|回落|少|降幅?"
# 较上年增加; but not 满意率比上年提高, which is a change of something else.
_CHANGE = re.compile(
    f"{_HOW}(?:(?P<since>同比|[较比与]{_TIME}(?:相比)?){_HOW})?"
    f"(?:{_MORE}|(?P<less>{_LESS}))[了幅度率为达到]*"
)
# Changes without a number: 与上年持平, 较上年翻一番.
_IN_WORDS = re.compile(f"(?:同比|[较比与和同]{_TIME}(?:相比)?)(?:(?P<same>持平)|翻了?一番)")
_LAST_YEAR = re.compile(f"同比|[较比与]{_TIME}")


_SAID = "持平"  # in place of the words before a number that is not written


class Change(NamedTuple):
    """A stated difference, or a rate of change in percent, of a quantity to the year before."""

    stated: Count
    of: Mention
    is_less: bool

    @property
    def said(self) -> str:
        """Return the change as it is stated."""
        if self.stated.lead == _SAID:
            return self.of.sentence.written[self.stated.start : self.stated.end]
        unit = "%" if self.stated.unit == "%" else ""
        return f"{'减少' if self.is_less else '增加'} {self.stated.number.normalize():f}{unit}"

    def since(self, then: int) -> Decimal | None:
        """Return what it should be: the difference, or percent to the digits of the stated rate."""
        difference = abs(self.of.number - then)
        if self.stated.unit != "%":
            return difference
        return rounded_share(difference, then, self.stated.number) if then else None


def read_changes(context: Context, mentions: Sequence[Mention]) -> Iterator[Change]:
    """Yield the changes that a sentence states; mentions: of the sentence."""
    sentence = context.sentence
    for stated in sentence.all_counts:
        change = _CHANGE.fullmatch(stated.lead)
        named = [one for one in mentions if _may_change(one, stated, context)]
        if not change or not named or not stated.exact or not named[-1].sure:
            continue
        of = named[-1]
        if change["since"] or _LAST_YEAR.search(sentence.text, of.start, stated.start):
            yield Change(stated, of, is_less=bool(change["less"]))
    for found in _IN_WORDS.finditer(sentence.text):
        number, unit = (Decimal(0), "件") if found["same"] else (Decimal(100), "%")
        stated = Count(number, unit, True, *found.span(), _SAID, "", 0)  # noqa: FBT003 - exact
        named = [one for one in mentions if _may_change(one, stated, context)]
        if named and named[-1].sure:
            yield Change(stated, named[-1], is_less=False)


def _may_change(mention: Mention, stated: Count, context: Context) -> bool:
    """Return whether a mention is a whole of this year that stands before a change."""
    vocabulary, count = context.reader.vocabulary, mention.count
    is_whole = mention.means in vocabulary.wholes or mention.subject != vocabulary.main
    return (
        count is not None
        and count.end <= stated.start
        and count.depth <= stated.depth
        and bool(mention.means)
        and is_whole
        and not mention.is_last_years
    )

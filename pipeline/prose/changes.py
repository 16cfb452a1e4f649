"""How much more or less than the year before: 新收9件，较上年增加3件; 同比增长50%."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.prose.naming import Context, Mention
from pipeline.prose.rates import rounded_share
from pipeline.prose.scope import is_compared
from pipeline.prose.sentences import Count

_TIME = "(?:上一?年(?:度)?|去年(?:度)?|(?P<year>20[0-9]{2})年(?:度)?)(?:同期)?"
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
        of = _of(stated, context, mentions) if change and stated.exact else None
        if change and of:
            since = _LAST_YEAR.search(sentence.text, of.start, stated.start)
            if since and since["year"] in (None, str(context.reader.year - 1)):
                yield Change(stated, of, is_less=bool(change["less"]))
    for found in _IN_WORDS.finditer(sentence.text):
        number, unit = (Decimal(0), "件") if found["same"] else (Decimal(100), "%")
        stated = Count(number, unit, True, *found.span(), _SAID, "", 0)  # noqa: FBT003 - exact
        if of := _of(stated, context, mentions):
            yield Change(stated, of, is_less=False)


def _of(stated: Count, context: Context, mentions: Sequence[Mention]) -> Mention | None:
    """Return the quantity that a change is said of: the last number before it, if that is sure.

    Numbers of the year before, in brackets or of another change stand between them.
    """
    before = [
        one
        for one in mentions
        if one.count
        and one.count.end <= stated.start
        and one.count.depth <= stated.depth
        and not is_compared(one.count)
        and not _LAST_YEAR.search(one.count.lead)
        and not one.is_last_years
    ]
    return before[-1] if before and _may_change(before[-1], context) else None


def _may_change(mention: Mention, context: Context) -> bool:
    """Return whether a mention is certainly a whole: the parts of last year are not known."""
    vocabulary = context.reader.vocabulary
    is_whole = mention.means in vocabulary.wholes or mention.subject != vocabulary.main
    return mention.sure and bool(mention.means) and is_whole

"""The numbers of one answer in words, and what each of them came to."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.findings import Place
from pipeline.form.section import Topic
from pipeline.personal import masked
from pipeline.prose.lists import read_breakdowns
from pipeline.prose.naming import Mention
from pipeline.prose.sentences import Count, Sentence, read_sentences
from pipeline.records import Agreement, NumberInWords
from pipeline.returns import Wording

_QUOTE = 56  # characters of a sentence that a finding shows, with the number among them
_WEIGHT = {Agreement.UNCHECKED: 0, Agreement.AGREES: 1, Agreement.DIFFERS: 2}
_Key = tuple[int, int, str]  # of a sentence, of a place in it, of what there was none
_NONE = "没有"
_ARTICLE = "一"  # 一项工作, 清理一次: no count, unless its words name a quantity
_VAGUE, _ABOUT = "看不出是表里的哪一项", "约数"


class Ledger:
    """One answer of an office, read; and what its numbers came to."""

    def __init__(
        self, wording: Wording, place: Place, topic: Topic | None, kinds: frozenset[str]
    ) -> None:
        self.whole = wording.text
        self.place = place
        self.topic = topic
        self.sentences = read_sentences(wording.text, kinds)
        self.breakdowns = list(read_breakdowns(self.sentences))
        self.mentions: list[Mention] = []
        self._settled: dict[_Key, NumberInWords] = {}

    def settle(
        self, sentence: Sentence, count: Count, of: str, result: Agreement, ground: str
    ) -> None:
        """Note what a number came to; a contradiction outweighs what explains it."""
        key = (id(sentence), count.start, "")
        before = self._settled.get(key)
        if before is None or _WEIGHT[result] > _WEIGHT[before.result]:
            said = sentence.written[count.start : count.end]
            self._settled[key] = self._number(sentence, count.start, said, of, result, ground)

    def settle_none(self, mention: Mention, of: str, result: Agreement, ground: str) -> None:
        """Note what it came to that a clause says there was none."""
        key = (id(mention.sentence), mention.start, mention.means)
        number = self._number(mention.sentence, mention.start, _NONE, of, result, ground)
        self._settled[key] = number

    def _number(
        self, sentence: Sentence, at: int, said: str, of: str, result: Agreement, ground: str
    ) -> NumberInWords:
        return NumberInWords(*self.place.spot, quoted(sentence, at), said, of, result, ground)

    def names_before(self, mention: Mention, means: str) -> bool:
        """Return whether a quantity was named before a number, in its sentence."""
        return any(
            one.means == means and one.sentence is mention.sentence and one.start < mention.start
            for one in self.mentions
        )

    def is_sibling(self, mention: Mention, *, is_part: bool) -> bool:
        """Return whether a number is one of several of one name that make a total together."""
        same = [one for one in self.mentions if one.means == mention.means]
        if is_part and sum(one.sentence is mention.sentence for one in same) > 1:
            return True  # 告知不存在2件，非本机关掌握1件
        for breakdown in self.breakdowns:
            if breakdown.agrees and any(part is mention.count for part in breakdown.parts):
                alike = [one for one in self.mentions if one.count in breakdown.parts]
                return sum(one.means == mention.means for one in alike) > 1
        return False

    def settle_unnamed(self, sentence: Sentence, count: Count, ground: str) -> None:
        """Note that other numbers explain a number, if no table was to."""
        if (id(sentence), count.start, "") not in self._settled:
            self.settle(sentence, count, "", Agreement.AGREES, ground)

    def numbers(self) -> Iterator[NumberInWords]:
        """Yield each number of the answer, in order, with what it came to."""
        for sentence in self.sentences:
            for count in sentence.all_counts:
                is_settled = (id(sentence), count.start, "") in self._settled
                if not is_settled and sentence.text[count.start] != _ARTICLE:
                    ground = _VAGUE if count.exact else _ABOUT
                    self.settle(sentence, count, "", Agreement.UNCHECKED, ground)
        order = {id(sentence): at for at, sentence in enumerate(self.sentences)}
        for key in sorted(self._settled, key=lambda key: (order[key[0]], *key[1:])):
            yield self._settled[key]


def quoted(sentence: Sentence, at: int) -> str:
    """Return the sentence, or as much of it around a place as a finding shows."""
    text = masked(sentence.written)
    if len(text) <= _QUOTE:
        return text
    start = max(0, min(at - _QUOTE // 2, len(text) - _QUOTE))
    cut = text[start : start + _QUOTE]
    return f"{'…' * (start > 0)}{cut}{'…' * (start + _QUOTE < len(text))}"


def written(number: Decimal) -> str:
    """Return 12 for 12.0, and no exponent."""
    return f"{number.normalize():f}"

"""The numbers of one answer in words, and what each of them came to."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter

from pipeline.findings import Place
from pipeline.form.section import Topic
from pipeline.personal import masked
from pipeline.prose.lists import Breakdown, read_breakdowns
from pipeline.prose.naming import Mention
from pipeline.prose.sentences import Count, Sentence, read_sentences
from pipeline.records import Agreement, NumberInWords
from pipeline.returns import Wording

_QUOTE = 56  # characters of a sentence that a finding shows, with the number among them
_WEIGHT = {Agreement.UNCHECKED: 0, Agreement.AGREES: 1, Agreement.DIFFERS: 2}
_Key = tuple[int, int, str]  # of a sentence, of a place in it, of what there was none
_NONE, _ALL = "没有", "全部"  # in place of a number that is not written
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
        self.sentences, self.breakdowns = _read(wording.text, kinds)
        self._mentions: dict[int, Sequence[Mention]] = {}  # of a sentence
        self._lists: dict[int, list[Breakdown]] = defaultdict(list)  # that add up, of a sentence
        for breakdown in filter(attrgetter("agrees"), self.breakdowns):
            self._lists[id(breakdown.sentence)].append(breakdown)
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
        """Note what it came to that a clause says of none, or of all, without a number."""
        key = (id(mention.sentence), mention.start, mention.means)
        said = _ALL if mention.number else _NONE
        number = self._number(mention.sentence, mention.start, said, of, result, ground)
        self._settled[key] = number

    def _number(
        self, sentence: Sentence, at: int, said: str, of: str, result: Agreement, ground: str
    ) -> NumberInWords:
        return NumberInWords(*self.place.spot, quoted(sentence, at), said, of, result, ground)

    def hold(self, sentence: Sentence, mentions: Sequence[Mention]) -> None:
        """Keep what the numbers of a sentence are of."""
        self._mentions[id(sentence)] = mentions

    def beside(self, mention: Mention, *means: str) -> list[Mention]:
        """Return the other numbers of a sentence that state some quantities."""
        own = self._mentions[id(mention.sentence)]
        return [one for one in own if one.means in means and one.start != mention.start]

    def is_total(self, mention: Mention) -> bool:
        """Return whether parts of a number are listed."""
        return any(one.total is mention.count for one in self.breakdowns)

    def is_sibling(self, mention: Mention, *, is_part: bool) -> bool:
        """Return whether a number is one of several of one name that make a total together."""
        same = self.beside(mention, mention.means)
        if is_part and same:
            return True  # 告知不存在2件，非本机关掌握1件
        return any(
            mention.count in breakdown.parts and any(one.count in breakdown.parts for one in same)
            for breakdown in self._lists[id(mention.sentence)]
        )

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


@lru_cache(maxsize=64)  # blank cells make an answer be read twice
def _read(text: str, kinds: frozenset[str]) -> tuple[Sequence[Sentence], Sequence[Breakdown]]:
    """Return the sentences of an answer and the lists in them."""
    sentences = read_sentences(text, kinds)
    return sentences, list(read_breakdowns(sentences))


_masked = lru_cache(maxsize=8)(masked)  # a sentence is quoted for each of its numbers


def quoted(sentence: Sentence, at: int) -> str:
    """Return the sentence, or as much of it around a place as a finding shows."""
    text = _masked(sentence.written)
    if len(text) <= _QUOTE:
        return text
    start = max(0, min(at - _QUOTE // 2, len(text) - _QUOTE))
    cut = text[start : start + _QUOTE]
    return f"{'…' * (start > 0)}{cut}{'…' * (start + _QUOTE < len(text))}"


def written(number: Decimal) -> str:
    """Return 12 for 12.0, and no exponent."""
    return f"{number.normalize():f}"

"""Numbers of quantities in words against the tables, this year's and last year's."""

from itertools import chain

from pipeline.findings import Rule
from pipeline.form.model import Quantity
from pipeline.form.said import Meaning, Reading
from pipeline.form.section import Topic
from pipeline.prose import wordings
from pipeline.prose.changes import Change, read_changes
from pipeline.prose.naming import Mention, read_mentions
from pipeline.prose.reader import Reader
from pipeline.prose.sentences import Sentence
from pipeline.prose.statements import Completion, all_done, none_stated, told_of_all
from pipeline.records import Agreement
from pipeline.transform.check.account import Account, Numbers, total
from pipeline.transform.check.ledger import Ledger, written
from pipeline.transform.check.words_rules import (
    CHANGES,
    CLOSED,
    COMPLETION,
    RESULT,
    RULE_OF,
    TWICE,
)

_ABOUT_REQUESTS = (Topic.APPLICATIONS, Topic.FEE)  # whatever else they do not name


class Quantities:
    """Judges what the words of one office say of quantities."""

    def __init__(self, account: Account, reader: Reader) -> None:
        self._account = account
        self._form = account.form
        self._reader = reader
        self._unknown: dict[tuple[str, bool], Mention] = {}  # said of figures that nobody knows

    def check(self, text: Ledger) -> None:
        """Judge every mention, statement and change of an answer."""
        topic = self._reader.vocabulary.main if text.topic in _ABOUT_REQUESTS else ""
        is_left = wordings.LEFT_ELSEWHERE.search(text.whole) is not None
        for context, mentions in read_mentions(
            self._reader, text.sentences, topic, self._account.office
        ):
            text.hold(context.sentence, mentions)
            stated = (*none_stated(context), *told_of_all(context, mentions))
            for mention in (*mentions, *stated):
                if mention.means:
                    self._check_mention(mention, text)
            if done := all_done(context, mentions, is_left=is_left):
                self._check_done(context.sentence, done, text)
            for change in read_changes(context, mentions):
                self._check_change(change, text)

    def _check_mention(self, mention: Mention, text: Ledger) -> None:
        meaning = self._form.meanings.get(self._key(mention, text))
        if meaning is None:
            return
        rule = CHANGES if mention.is_last_years else RULE_OF[meaning.kind]
        figures = self._account.last_year if mention.is_last_years else self._account.figures
        sums = [total(figures, refs) for refs in meaning.readings]
        is_either = self._key(mention, text) == self._reader.vocabulary.either
        agreeing = sums[:1] if is_either else sums  # 结转 alone: most likely to the next year
        if mention.number in agreeing:
            refs = meaning.readings[sums.index(int(mention.number))]
            if mention.sure and not mention.is_last_years:
                self._confirm(mention, meaning, refs, text)
            self._settle(
                mention, text, meaning, Agreement.AGREES, self._account.named(refs, meaning)
            )
        elif (
            not mention.sure
            or mention.number in sums
            or self._is_of_some(mention, meaning, text)
            or text.is_sibling(mention, is_part=meaning.kind == RESULT)
        ):
            told = " 或 ".join(str(value) for value in dict.fromkeys(sums) if value is not None)
            ground = f"可能是{meaning.name}，表里是 {told or '空白'}"
            self._settle(mention, text, meaning, Agreement.UNCHECKED, ground)
        elif None in sums:
            self._account.leave_open(rule)
            self._settle(mention, text, meaning, Agreement.UNCHECKED, "表里没有这个数")
            self._check_twice(mention, text, meaning)
        else:
            self._report_mention(rule, mention, text, meaning, figures)

    def _confirm(self, mention: Mention, meaning: Meaning, refs: Reading, text: Ledger) -> None:
        """Note that the words state a sum; where none came at all, none was carried over either."""
        if not self._is_of_some(mention, meaning, text):
            vocabulary = self._reader.vocabulary
            self._account.judge(Agreement.AGREES, refs)
            if not mention.number and mention.means in {vocabulary.new, *vocabulary.came}:
                received = self._form.meanings[vocabulary.received]
                self._account.judge(Agreement.AGREES, chain(*received.readings))

    def _is_of_some(self, mention: Mention, meaning: Meaning, text: Ledger) -> bool:
        """Return whether a number is said of other cases than those that the table counts."""
        quantities, vocabulary = self._form.quantities, self._reader.vocabulary
        closed = total(self._account.figures, quantities[Quantity.HANDLED])
        before = total(self._account.figures, quantities[Quantity.CARRIED_IN])
        if meaning.kind == CLOSED:  # of those that came in the year
            carried = text.beside(mention, vocabulary.carried[0])
            is_apart = any(one.start > mention.start for one in carried)
            is_of_new = mention.whole == vocabulary.new or (
                is_apart and mention.whole in vocabulary.came
            )
            is_fewer = mention.of is None or mention.number <= mention.of
            return is_of_new and is_fewer and mention.number + (before or 0) == closed
        told = max(
            (total(self._account.figures, refs) or 0 for refs in meaning.readings), default=0
        )
        is_more = mention.number > told  # than of all cases
        return meaning.kind == RESULT and not is_more and mention.of not in (None, closed)

    def _key(self, mention: Mention, text: Ledger) -> str:
        """Return the key of a quantity; of a part, together with the whole that it is of."""
        vocabulary = self._reader.vocabulary
        carried_in, carried_out = vocabulary.carried
        if mention.means == vocabulary.either:
            before = text.beside(mention, carried_in, vocabulary.done)
            return (
                carried_out if any(one.start < mention.start for one in before) else mention.means
            )
        if mention.means == vocabulary.received and self._is_of_the_year(mention, text):
            return vocabulary.new
        whole = self._form.meanings.get(f"{mention.whole}　{mention.means}")
        return f"{mention.whole}　{mention.means}" if whole else mention.means

    def _is_of_the_year(self, mention: Mention, text: Ledger) -> bool:
        """Return whether what was carried over stands beside a number: 收到12件，上年结转2件."""
        vocabulary, count = self._reader.vocabulary, mention.count
        carried = text.beside(mention, vocabulary.carried[0])
        is_sum = count is None or text.is_total(mention) or wordings.TOGETHER.search(count.lead)
        is_beside = any(one.count and count and one.count.depth == count.depth for one in carried)
        return is_beside and not is_sum and not text.beside(mention, vocabulary.new)

    def _settle(
        self, mention: Mention, text: Ledger, meaning: Meaning, result: Agreement, ground: str
    ) -> None:
        name = f"去年的{meaning.name}" if mention.is_last_years else meaning.name
        if mention.count:
            text.settle(mention.sentence, mention.count, name, result, ground)
        else:
            text.settle_none(mention, name, result, ground)

    def _report_mention(
        self, rule: Rule, mention: Mention, text: Ledger, meaning: Meaning, figures: Numbers
    ) -> None:
        known = {total(figures, refs): refs for refs in reversed(meaning.readings)}
        sums = {value: known[value] for value in reversed(known) if value is not None}
        nearest = min(sums, key=lambda value: abs(value - mention.number))
        year = "上年" if mention.is_last_years else ""
        ground = "；".join(
            f"{year}{self._account.named(refs, meaning)}是 {value}" for value, refs in sums.items()
        )
        self._settle(mention, text, meaning, Agreement.DIFFERS, ground)
        if not mention.is_last_years:
            self._account.judge(Agreement.DIFFERS, chain(*meaning.readings))
        self._account.report(
            rule,
            text,
            (mention.sentence, mention.start),
            " 或 ".join(map(str, sums)),
            name=meaning.name,
            stated=written(mention.number),
            figures=ground,
            difference=written(abs(mention.number - nearest)),
        )

    def _check_twice(self, mention: Mention, text: Ledger, meaning: Meaning) -> None:
        """Compare two statements of one fact, where no figure says which is right."""
        first = self._unknown.setdefault((mention.means, mention.is_last_years), mention)
        if first.number != mention.number:
            self._account.report(
                TWICE,
                text,
                (mention.sentence, mention.start),
                name=meaning.name,
                stated=written(mention.number),
                first=written(first.number),
            )

    def _check_change(self, change: Change, text: Ledger) -> None:
        """Compare a change with the difference to last year's figure."""
        mention, stated = change.of, change.stated
        meaning = self._form.meanings.get(self._key(mention, text))
        if meaning is None:
            return
        sums = [total(self._account.figures, refs) for refs in meaning.readings]
        meant = [
            refs for refs, now in zip(meaning.readings, sums, strict=True) if now == mention.number
        ]
        thens = [total(self._account.last_year, refs) for refs in meant or meaning.readings]
        known = [then for then in thens if then is not None]
        name = f"{meaning.name}比上年"
        if not known or None in thens:
            self._account.leave_open(CHANGES)
            text.settle(mention.sentence, stated, name, Agreement.UNCHECKED, "没有上年的数")
            return
        told = [change.since(then) for then in known]
        less = [then > mention.number for then in known]
        ground = " 或 ".join(f"上年是 {then}" for then in dict.fromkeys(known))
        if (stated.number, change.is_less) in zip(told, less, strict=True):
            text.settle(mention.sentence, stated, name, Agreement.AGREES, ground)
            return
        text.settle(mention.sentence, stated, name, Agreement.DIFFERS, ground)
        unit = "%" if stated.unit == "%" else ""
        self._account.report(
            CHANGES,
            text,
            (mention.sentence, stated.start),
            "" if told[0] is None else f"{'减少' if less[0] else '增加'} {told[0]}{unit}",
            name=name,
            stated=change.said,
            figures=f"{meaning.name}今年写的是 {written(mention.number)}，{ground}",
        )

    def _check_done(self, sentence: Sentence, done: Completion, text: Ledger) -> None:
        carried = self._form.meanings[self._reader.vocabulary.carried[1]]
        over = total(self._account.figures, carried.readings[0])
        where = (sentence, sentence.text.index(done.saying))
        received = self._form.meanings[self._reader.vocabulary.received].readings
        if done.number == 0:
            told = "但写的是 0 件，没有申请可以答复或办结"
            self._account.report(COMPLETION, text, where, contradiction=told)
        elif done.number and done.number not in [
            total(self._account.figures, refs) for refs in received
        ]:
            return  # of some
        elif over is None:
            self._account.leave_open(COMPLETION)
        elif over:
            named = self._account.named(carried.readings[0], carried)
            told = f"但{named}是 {over}，还有 {over} 件没有办结"
            self._account.report(COMPLETION, text, where, f"{over} 件未办结", contradiction=told)
        else:
            self._account.judge(Agreement.AGREES, carried.readings[0])

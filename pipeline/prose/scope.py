"""Whose count it is and of which year: only an office's own, of one year, is compared."""

from pipeline.prose import wordings as words
from pipeline.prose.sentences import Count, Sentence


def is_compared(count: Count) -> bool:
    """Return whether a count says how much more or less there is than of something else."""
    return bool(words.COMPARED.search(count.lead) or words.COMPARED.match(count.trail))


def _segment(text: str, at: int) -> str:
    """Return what stands around a place, between semicolons."""
    end = text.find("；", at)
    return text[text.rfind("；", 0, at) + 1 : end if end >= 0 else None]


def _last_clauses(before: str) -> str:
    """Return the clause that ends at a place, and the one before it of its segment."""
    return "，".join(words.SENTENCE_PARTS.split(before.rpartition("；")[2])[-2:])


class Scope:
    """The report year, and whoever writes; body: the writer's name."""

    def __init__(self, year: int, body: str) -> None:
        self._year = str(year)
        self._last = str(year - 1)
        self._body = body

    def is_own(self, sentence: Sentence, count: Count) -> bool:
        """Return whether a count is, by every sign of its clause, the writer's of one year."""
        before = sentence.text[: count.start]
        clauses = words.SENTENCE_PARTS.split(before)
        return (
            (self.is_this_year(before) or self.is_last_year(clauses[-1]))
            and self._is_whole(sentence, before, clauses[-1] + count.trail)
            and not words.PLANNED.search(_last_clauses(before) + count.trail)
            and not is_compared(count)
            and not words.NEGATED.search(words.NOT_NEGATED.sub("", count.lead))
            and not words.PERIODIC.search(count.lead)
        )

    def is_of_this_year(self, sentence: Sentence, count: Count) -> bool:
        """Return whether a count is exact, and the writer's of the report year."""
        is_this_years = self.is_this_year(sentence.text[: count.start])
        return count.exact and is_this_years and self.is_own(sentence, count)

    def is_stated(self, sentence: Sentence, start: int, end: int) -> bool:
        """Return whether a clause without a number is of the writer and the report year."""
        before = sentence.text[:start]
        clause = words.SENTENCE_PARTS.split(before)[-1] + sentence.text[start:end]
        return (
            self.is_this_year(before)
            and self._is_whole(sentence, before, clause)
            and not words.CONDITION.search(clause)
        )

    def is_this_year(self, before: str) -> bool:
        """Return whether the last year named before a place, if any, is the report year."""
        named = words.TIMES.findall(words.BRACKET.sub("", before) if "）" in before else before)
        return not named or named[-1].startswith((self._year, "本", "今"))

    def is_last_year(self, before: str) -> bool:
        """Return whether the clause of a place names the year before."""
        named = words.TIMES.findall(words.SENTENCE_PARTS.split(before)[-1])
        return bool(named) and named[-1].startswith((self._last, "去年", "上"))

    def is_its_turn(self, sentence: Sentence, count: Count) -> bool:
        """Return whether a count of several (分别为…) stands where the report year stands."""
        return self._years_in_turn(sentence).get(count.start) == self._year

    def is_of_another_year(self, sentence: Sentence, count: Count) -> bool:
        """Return whether a count of several stands where another year stands."""
        return self._years_in_turn(sentence).get(count.start, self._year) != self._year

    def _years_in_turn(self, sentence: Sentence) -> dict[int, str]:
        """Return the years that several counts are of, in the order of both; of counts by start."""
        before, turn, _ = sentence.text.partition(words.IN_TURN)
        years = words.A_YEAR.findall(before) if turn else []
        if len(years) == 2 and "至" in before:  # 2023年至2025年
            years = [str(year) for year in range(int(years[0]), int(years[1]) + 1)]
        starts = [one.start for one in sentence.counts if one.start > len(before)]
        return dict(zip(starts, years, strict=False)) if len(years) > 1 else {}

    def _is_whole(self, sentence: Sentence, before: str, beside: str) -> bool:
        """Return whether words beside a place count over one year, and not for another body."""
        totted_up = words.TOTTED_UP.search(beside) and (
            not words.ONE_YEAR.search(before) or words.SINCE.search(before)
        )
        return not (
            totted_up
            or words.CUMULATIVE.search(beside)
            or words.UNRELATED.search(_segment(sentence.text, len(before)))
            or any(other[0][0] not in self._body for other in words.OTHERS.finditer(beside))
            or any(area not in self._body for area in words.WHOLE_AREA.findall(beside))
            or any(
                kind not in sentence.our_kinds and kind not in self._body
                for kind in words.OTHER_BODY.findall(beside)
            )
        )

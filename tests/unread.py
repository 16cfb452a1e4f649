"""Wordings of numbers that the program does not read, by how often offices use them.

`make unread FOLDER=…` takes filled templates (.xlsx) and published reports in a folder or below it;
numbers are masked, so that the same wording of two offices is one. What stands at the top is worth
a line in `pipeline/form/words_2021.py`, with a passage in `tests/data/passages.json`.
"""

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from factory import settings_file

from pipeline.errors import ConfigurationError
from pipeline.extract.reading import read_file
from pipeline.form import FORM_2021
from pipeline.published.reports import Editions, grouped, read_reports
from pipeline.records import Agreement, NumberInWords
from pipeline.returns import Returns
from pipeline.transform.check.words import check_words
from pipeline.transform.locate import locate
from pipeline.transform.normalise import normalise_each, nothing_returned

_DIGITS = re.compile("[0-9０-９]+(?:[.,，][0-9０-９]+)*")
_BESIDE = 14  # signs on either side of a number


def unread(folder: Path) -> Iterator[str]:
    """The words around each number that was not checked, with all numbers masked."""
    for returns in (_templates(folder), *_reports(folder)):
        _, _, numbers = check_words(returns, nothing_returned(returns.form), returns.form, 2021)
        for one in (one for own in numbers.values() for one in own):
            if one.result is Agreement.UNCHECKED:
                yield _around(one)


def _around(one: NumberInWords) -> str:
    at = one.sentence.find(one.number)
    words = one.sentence[max(0, at - _BESIDE) : at + len(one.number) + _BESIDE]
    return _DIGITS.sub("0", words)


def _templates(folder: Path) -> Returns:
    """The filled templates, each named after its file."""
    answers = {}
    for path in sorted(folder.rglob("*.xlsx")):
        workbook = read_file(path).workbook
        if workbook:
            answers[str(path.relative_to(folder))] = locate(workbook, FORM_2021)
    return normalise_each(answers, FORM_2021)[0]


def _reports(folder: Path) -> Iterator[Returns]:
    """The published reports, as groups of one year and form."""
    with tempfile.TemporaryDirectory() as name:
        settings_file(Path(name))
        try:
            reports = read_reports([folder], Editions(Path(name)), None)
        except ConfigurationError:  # none is there
            return
    yield from (group.returns for group in grouped(reports))


def main() -> None:
    """Print each wording with how often it was met, the most frequent first."""
    for words, times in Counter(unread(Path(sys.argv[1]))).most_common():
        sys.stdout.write(f"{times:5}  {words}\n")


if __name__ == "__main__":
    main()

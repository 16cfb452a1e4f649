"""One file, before anything is compared: its answers, whose it says it is, its fingerprints.

Nothing here needs pandas: it runs in the light processes that read.
"""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipeline.cells import Workbook
from pipeline.findings import Finding
from pipeline.form.model import Form
from pipeline.form.table import CellRef
from pipeline.roster import Roster
from pipeline.spool import Lying
from pipeline.transform.accounting import Account, account
from pipeline.transform.fingerprints import Fingerprint, OwnWords, table_digests
from pipeline.transform.identify import Claim, claim_of
from pipeline.transform.locate import Answers, locate
from pipeline.transform.numbers import read_number
from pipeline.transform.texts import read_text


@dataclass(frozen=True, eq=False)
class Known:
    """What must be known of a district to locate answers; all of it pickles without pydantic."""

    form: Form
    district: str
    offices: Sequence[str]

    @cached_property
    def roster(self) -> Roster:
        """The offices, to be recognised."""
        return Roster(self.offices, self.district)

    @cached_property
    def own_words(self) -> OwnWords:
        """What tells an office's own words from names, numbers and the template's."""
        return OwnWords(self.form, self.district, self.offices)


class Located(NamedTuple):
    """What is known of a file, before anything is compared with anything.

    digest: SHA-256 of what was read; blank if not known.
    findings: why nothing could be taken.
    claim: whose return it says it is; None if nothing could be taken.
    tables: table → a digest of its figures.
    packed: the answers, pickled, on their way to the spool. answers: where they lie in it.
    asides: where something stands that the form does not ask for.
    failure: what a mistake in this program says of itself, for the log.
    """

    file: str
    digest: str = ""
    findings: Sequence[Finding] = ()
    claim: Claim | None = None
    account: Account = Account()
    packed: bytes = b""
    answers: Lying = Lying(0, 0)
    fingerprints: Sequence[Fingerprint] = ()
    tables: Mapping[str, str] = {}
    asides: Sequence[str] = ()
    failure: str = ""


def locate_answers(
    workbook: Workbook, more: Sequence[Finding], known: Known, year: int, *, is_own: bool
) -> Located:
    """Return what a return of a year says, and whose it says it is.

    more: what was found while the file was read. is_own: it is of this round; then its cells are
    accounted for, and its texts compared. Last year's were when they were new.
    """
    answers = locate(workbook, known.form)
    count, lost, prints = Account(), list[Finding](), list[Fingerprint]()
    tables: Mapping[str, str] = {}
    if is_own:
        count, lost = account(workbook, answers, known.form)
        prints = known.own_words.fingerprints(_texts(answers, known.form))
        tables = table_digests(_figures(answers, known.form), known.form)
    answers.findings += [*more, *lost]  # whose they are, its content will say
    return Located(
        file=answers.file,
        digest=answers.digest,
        claim=claim_of(answers, known.form, known.roster, year),
        account=count,
        packed=pickle.dumps(answers, pickle.HIGHEST_PROTOCOL),
        fingerprints=prints,
        tables=tables,
        asides=[str(aside.place) for aside in answers.asides],
    )


def _figures(answers: Answers, form: Form) -> Mapping[CellRef, int | None]:
    """Return the figures that were located, by cell; None where a cell holds none."""
    return {
        ref: read_number(answer.stored, form.cells[ref]).figure
        for ref, answer in answers.figures.items()
    }


def _texts(answers: Answers, form: Form) -> Mapping[str, str]:
    """What is printed of each answer, by field label."""
    return {
        field.label: read_text(field, answer)[0] if answer else ""
        for _, field in form.printed
        for answer in (answers.words.get(field.label),)
    }

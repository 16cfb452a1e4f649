"""Files that claim one office: one made on its template by another office, or two of its own."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from pipeline import messages
from pipeline.cells import Formula
from pipeline.findings import Finding, Place
from pipeline.form.model import Form
from pipeline.form.section import FieldKind
from pipeline.form.table import CellRef
from pipeline.transform.identify import Claim
from pipeline.transform.locate import Answer, Answers
from pipeline.transform.numbers import shown

_MOST, _NAMED = 20, 3  # differences of two files that are told one by one; named of more


def give_back(
    claims: Sequence[Claim | None],
    answers: Callable[[int], Answers],
    last_year: Mapping[str, Callable[[], Answers]],
    form: Form,
) -> list[Claim | None]:
    """Return the claims of files, each made on another office's template with its true office.

    Such a file is named after one office and says another inside. It is of the office in its name
    where it has the contact or the carried-over figures of that office's last year (警告 to it),
    or where the other office sent a file of its own (警告 to both). O(n) for n files.

    answers: of a file, by its place. last_year: office → its answers of last year.
    """
    sound = defaultdict[str, list[int]](list)
    for at, claim in enumerate(claims):
        if claim and claim.is_sound:
            sound[claim.office].append(at)
    given = list(claims)
    for at, claim in enumerate(claims):
        if not claim or not claim.is_sound or claim.named in ("", claim.office):
            continue
        if claim.named in sound:
            continue  # the office in the name has a return
        now, offices = answers(at), (claim.named, claim.office)
        is_seen = [one for one in offices if _is_of(now, last_year.get(one), form)] == [claim.named]
        others = [other for other in sound[claim.office] if _is_own(claims[other], claim)]
        if is_seen or others:
            place, facts = Place(claim.named, claim.file), {"office": claim.office}
            message = messages.offices.TEMPLATE_SEEN if is_seen else messages.offices.TEMPLATE_NAMED
            told = [message.at(place, claim.office, claim.named, **facts)]
            if not is_seen:
                place = Place(claim.office, claim.file)
                told.append(messages.offices.TEMPLATE_TAKEN.at(place, named=claim.named))
            given[at] = claim._replace(office=claim.named, findings=told)
    return given


def _is_own(other: Claim | None, claim: Claim) -> bool:
    """Return whether another file is of the office that a claim names inside."""
    return other is not None and other.named in ("", claim.office) and other.digest != claim.digest


def _is_of(now: Answers, last_year: Callable[[], Answers] | None, form: Form) -> bool:
    """Return whether a file has a contact or the carried-over figures of an office's last year."""
    if last_year is None:
        return False
    then = last_year()
    people = [one.label for one in form.fields if one.kind is FieldKind.WORD and not one.fills]
    contacts = [(_shown(now.words.get(label)), _shown(then.words.get(label))) for label in people]
    carried = [
        (_shown(now.figures.get(ref)), _shown(then.figures.get(before)))
        for rule in form.rules
        for ref, before in rule.carries_over(form)
    ]
    is_carried = all(one == other for one, other in carried)
    return any(one and one == other for one, other in contacts) or (
        is_carried and any(one not in ("", "0") for one, _ in carried)
    )


def differences(office: str, first: Answers, second: Answers) -> Iterator[Finding]:
    """Yield a finding (F30 提示) for each cell in which two files of an office differ.

    Or one about all, where they are so many that the files are hardly versions of one.
    """
    here, there = _by_name(first), _by_name(second)
    differ = [
        name
        for name, answer in here.items()
        if _shown(answer) != _shown(there.get(name)) and not isinstance(answer.value, Formula)
    ]
    if len(differ) > _MOST:
        places = "、".join(str(here[name].spot) for name in differ[:_NAMED])
        place, facts = Place(office, first.file), {"count": len(differ), "places": places}
        yield messages.offices.DIFFERS_MUCH.at(place, "", "", file=second.file, **facts)
        return
    for name in differ:
        place = Place(office, first.file, *here[name].spot)
        other = _shown(there.get(name)) or "空白"
        yield messages.offices.DIFFERS.at(place, _shown(here[name]), file=second.file, other=other)


def _by_name(answers: Answers) -> dict[CellRef | str, Answer]:
    """Return the answers of a file by figure and field label."""
    return dict(chain[tuple[CellRef | str, Answer]](answers.figures.items(), answers.words.items()))


def _shown(answer: Answer | None) -> str:
    return shown(answer.stored).strip() if answer else ""

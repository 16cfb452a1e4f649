"""The editions of the statutory form, and which one is in force in a year."""

from pipeline.form.edition_2019 import FORM as FORM_2019
from pipeline.form.edition_2021 import FORM as FORM_2021
from pipeline.form.model import Form

__all__ = ["EDITIONS", "FORM_2019", "FORM_2021", "edition_for"]

EDITIONS = (FORM_2021,)  # that are filled in; that of 2019 is only read


def edition_for(year: int) -> Form | None:
    """The form in force for a report year; None for years before the oldest one known."""
    known = [form for form in EDITIONS if form.since <= year]
    return max(known, key=lambda form: form.since, default=None)

"""The statutory form: what it is made of, and its editions."""

from pipeline.form.editions import EDITIONS, FORM_2019, FORM_2021, edition_for

__all__ = ["EDITIONS", "FORM_2019", "FORM_2021", "edition_for"]

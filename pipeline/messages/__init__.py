"""The catalogue of what is said about files, sheets and cells. Rules carry their own words.

Codes follow the list of bad inputs: F file, S sheet, N number; X for its text cells, as T is
what the rules call words against figures; B for what is published, D for districts.
"""

from collections.abc import Sequence

from pipeline.findings import Message
from pipeline.messages import districts, files, numbers, offices, published, sheets, texts

__all__ = ["catalogue", "districts", "files", "numbers", "offices", "published", "sheets", "texts"]


def catalogue() -> Sequence[Message]:
    """Everything that can be said, by code."""
    modules = (files, offices, sheets, numbers, texts, published, districts)
    named = (value for module in modules for value in vars(module).values())
    return sorted((one for one in named if isinstance(one, Message)), key=lambda one: one.code)

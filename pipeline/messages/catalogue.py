"""All that can be said about files, sheets and cells."""

from collections.abc import Sequence

from pipeline.findings import Message
from pipeline.messages import districts, files, numbers, offices, published, sheets, texts


def catalogue() -> Sequence[Message]:
    """Everything that can be said, by code."""
    modules = (files, offices, sheets, numbers, texts, published, districts)
    named = (value for module in modules for value in vars(module).values())
    return sorted((one for one in named if isinstance(one, Message)), key=lambda one: one.code)

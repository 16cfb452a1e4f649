"""nianbao: from filled return templates to statutory disclosure reports."""

__version__ = "0.1.0"

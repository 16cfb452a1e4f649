"""The catalogue of what is said about files, sheets and cells. Rules carry their own words.

Codes follow the list of bad inputs: F file, S sheet, N number; X for its text cells, as T is
what the rules call words against figures.
"""

from pipeline.messages import files, numbers, offices, sheets, texts

__all__ = ["files", "numbers", "offices", "sheets", "texts"]

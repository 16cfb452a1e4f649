"""The catalogue of what is said about files, sheets and cells. Rules carry their own words.

Codes follow the list of bad inputs: F file, S sheet, N number; X for its text cells, as T is
what the rules call words against figures; B for what is published, D for districts.
"""

from pipeline.messages import districts, files, numbers, offices, published, sheets, texts

__all__ = ["districts", "files", "numbers", "offices", "published", "sheets", "texts"]

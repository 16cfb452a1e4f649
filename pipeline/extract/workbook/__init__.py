"""Workbooks → raw cells, whatever program saved them; nothing here interprets a value."""

from pipeline.extract.workbook.opening import read_workbook

__all__ = ["read_workbook"]

"""One line on the terminal that says how far a run is; nothing where there is no terminal."""

import shutil
import sys
from unicodedata import east_asian_width

import click


def width(text: str) -> int:
    """Columns of a terminal that a text takes; a Chinese sign takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def fitted(text: str, columns: int) -> str:
    """The text cut or filled up to so many columns."""
    while width(text) > columns:
        text = text[:-1]
    return text + " " * (columns - width(text))


def show(stage: str, done: int, total: int, item: str) -> None:
    """The stage, how many are done, and the office at hand, over what stood there before."""
    if sys.stderr.isatty():
        counted = f" {done + 1}/{total}" if item else ""
        columns = shutil.get_terminal_size().columns - 1
        click.echo(f"\r{fitted(f'{stage}{counted} {item}', columns)}", nl=False, err=True)


def clear() -> None:
    """An empty line again, for what is to be said at the end."""
    if sys.stderr.isatty():
        columns = shutil.get_terminal_size().columns - 1
        click.echo(f"\r{' ' * columns}\r", nl=False, err=True)

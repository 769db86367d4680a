"""Writes the parts of the reference that come from the program itself: the commands and the cells.

`make docs` runs it; a test fails when a page is not what this would write.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from gongkai.cli import build_parser
from gongkai.cli.parser import chinese_messages
from gongkai.report import Edition, editions
from gongkai.report.form import Table

HERE = Path(__file__).parent
BEGIN, END = "<!-- generated: begin -->", "<!-- generated: end -->"


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """*parser* and every parser below it."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


def commands() -> str:
    """Every command with its help, as the program prints it."""
    os.environ["COLUMNS"] = "100"  # argparse breaks its lines at the terminal's width
    with chinese_messages():
        return "\n\n".join(_command(parser) for parser in parsers(build_parser()))


def _command(parser: argparse.ArgumentParser) -> str:
    level = "##" if parser.prog.count(" ") < 2 else "###"
    return f"{level} `{parser.prog}`\n\n```text\n{parser.format_help().rstrip()}\n```"


def cells() -> str:
    """Every cell of every edition: a table of rows and columns for each block of the form."""
    return "\n\n".join(_edition(edition) for edition in editions().values())


def _edition(edition: Edition) -> str:
    years = f"{edition.from_year}–{edition.until_year or ''}"
    head = f"## {edition.name} (`{edition.id}`)\n\nReports on {years}; {edition.notice}; {len(edition.cells)} cells."
    return "\n\n".join([head, *(_table(table) for table in edition.tables)])


def _table(table: Table) -> str:
    lines = [
        f"### `{table.id}`\n\n{' '.join(filter(None, (table.caption, table.article)))}\n",
        "| column | label | unit |\n|---|---|---|",
        *(
            f"| `{column.id}` | {'／'.join((*column.heads, column.label))} | {column.unit} |"
            for column in table.columns
        ),
        "\n| row | label |\n|---|---|",
        *(f"| `{row.id}` | {'／'.join((*(group.printed for group in row.path), row.printed))} |" for row in table.rows),
    ]
    return "\n".join(lines)


PAGES = {"commands.md": commands, "cells.md": cells}


def renewed(page: str) -> str:
    """The text of *page* with what stands between the markers written anew."""
    text = (HERE / page).read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{PAGES[page]()}\n\n{END}{after}"


if __name__ == "__main__":
    for page in PAGES:
        text = renewed(page)
        if text != (HERE / page).read_text(encoding="utf-8"):
            (HERE / page).write_text(text, encoding="utf-8")
            print(f"docs/reference/{page}")

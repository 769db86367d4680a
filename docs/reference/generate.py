"""Writes the parts of the reference that come from the program itself: commands, cells, holidays, permissions.

`make docs` runs it; a test fails when a page is not what this would write.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from gongkai.cli import build_parser
from gongkai.cli.parser import chinese_messages
from gongkai.law.arrangement import Arrangement, announced
from gongkai.law.statute import measures
from gongkai.organisations.roles import matrix
from gongkai.publications.gate.messages import entries
from gongkai.publications.gate.registry import rules
from gongkai.publications.gate.wordings import shipped
from gongkai.registers.tables import Register
from gongkai.registers.tables import registers as tables
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


def calendar() -> str:
    """Every arrangement of holidays with its notice, and the texts of the measure on holidays."""
    arrangements = [
        "## Arrangements\n",
        "| year | kind | notice | date | status | read | days off | weekend days worked |",
        "|---|---|---|---|---|---|---|---|",
        *(_arrangement(arrangement) for arrangement in announced()),
    ]
    texts = ["## Measures\n", "| from | text | read | days |\n|---|---|---|---|"]
    for measure in measures():
        days = "；".join(f"{name} {len(rules)}" for name, rules in measure.holidays)
        texts.append(f"| {measure.from_day} | {measure.source} | {measure.checked_on or 'no'} | {days} |")
    return "\n".join(arrangements) + "\n\n" + "\n".join(texts)


def _arrangement(arrangement: Arrangement) -> str:
    off = "；".join(
        f"{holiday.name} {_span(holiday.rest[0], holiday.rest[-1])}" for holiday in arrangement.holidays if holiday.rest
    )
    worked = "、".join(_span(day, day) for holiday in arrangement.holidays for day in holiday.work)
    row = [
        str(arrangement.year),
        arrangement.kind,
        arrangement.cited,
        str(arrangement.issued_on or "not known"),
        arrangement.status,
        str(arrangement.checked_on or "no"),
        off,
        worked,
    ]
    return f"| {' | '.join(row)} |"


def _span(first: date, last: date) -> str:
    return f"{first:%m-%d}" if first == last else f"{first:%m-%d}至{last:%m-%d}"


def permissions() -> str:
    """The roles, and who may do which act."""
    table = matrix()
    roles = list(table.roles.values())
    lines = ["| role | label | what its holder does |", "|---|---|---|"]
    lines += [f"| `{role.id}` | {role.label} | {role.does} |" for role in roles]
    lines += ["", f"| act | label | asked of | {' | '.join(role.label for role in roles)} |"]
    lines.append("|---|---|---" + "|:-:" * len(roles) + "|")
    for act in table.acts.values():
        marks = " | ".join("●" if role.id in act.roles else "" for role in roles)
        lines.append(f"| `{act.id}` | {act.label} | {act.asked_of} | {marks} |")
    return "\n".join(lines)


def registers() -> str:
    """The columns of each register: headings of files, what is public, keys of the open data."""
    return "\n\n".join(_register(register) for register in tables().values())


def _register(register: Register) -> str:
    head = f"## {register.label} (`{register.id}`)\n\n{register.article}; {register.source}."
    lines = ["| key | heading | kind | must | public | also read as |", "|---|---|---|:-:|:-:|---|"]
    for column in register.columns:
        also = "、".join((*column.headings, *column.in_wan))
        marks = ["●" if column.required else "", "●" if column.public else ""]
        lines.append(f"| `{column.field}` | {column.heading} | {column.kind} | {' | '.join(marks)} | {also} |")
    kept_out = f"Read over and not kept: {'、'.join(register.ignored)}." if register.ignored else ""
    return "\n".join([head, "", *lines, *(["", kept_out] if kept_out else [])])


def gate() -> str:
    """The rules of the check before publishing, and how many wordings are shipped."""
    lines = ["| rule | | label | demands | source |", "|---|---|---|---|---|"]
    for rule in rules().values():
        entry = entries()[rule.id]
        does = "warns" if rule.severity == "warn" else "stops" if rule.is_justifiable else "stops, to be mended"
        lines.append(f"| `{rule.id}` | {does} | {entry['label']} | {entry['demands']} | {entry['source']} |")
    counts = Counter(wording.kind for wording in shipped())
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    return "\n".join([*lines, "", f"{len(shipped())} wordings are shipped ({told}), each with its source."])


PAGES = {
    "commands.md": commands,
    "cells.md": cells,
    "calendar.md": calendar,
    "permissions.md": permissions,
    "gate.md": gate,
    "registers.md": registers,
}


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

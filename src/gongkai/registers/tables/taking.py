"""A file that was looked at is taken in, whole or not at all; an import that was wrong is struck as a whole."""

from __future__ import annotations

from datetime import date

from gongkai.errors import Refused
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, require
from gongkai.registers.acts import entering as acts
from gongkai.registers.acts.rows import Entered, Row, TakenFile
from gongkai.registers.models import RegisterImport
from gongkai.registers.tables.entering import entering
from gongkai.registers.tables.reading import Table


def known_before(table: Table, unit: Organisation) -> RegisterImport | None:
    """The import of this very file, if *unit* took it in before."""
    return acts.taken_before(unit, _file(table, 0))


def take(table: Table, unit: Organisation, *, by: Actor, on: date) -> Entered:
    """
    Take in every row of *table* that is not there yet, or none; the same file twice does nothing.

    Args:
        table: The file.
        unit: Into whose register.
        by: Who takes it in.
        on: The day.

    Raises:
        NotAllowed: *by* is no registrar at or above *unit*.
        Unreadable: the file is damaged, or has too many rows.
        Refused: a row has a problem. Nothing is changed.
    """
    way = entering(table.register)
    require(by, way.act, unit, on=on)
    rows: list[Row] = []
    bad = 0
    first = ""
    for number, texts in table.rows():
        values, wrong = table.values(texts)
        if wrong:
            bad += 1
            place, words = next(iter(wrong.items()))
            first = first or f"第{number}行“{table.headings[place]}”：{words}"
        elif not bad:
            rows.append(way.row_of(table.register, values, number))
    if bad:
        raise Refused(f"有{bad}行有问题，什么都没有导入。{first}请改正后重新上传。")
    return way.enter(unit, rows, by=by, on=on, file=_file(table, len(rows)))  # type: ignore[no-any-return]


def _file(table: Table, rows: int) -> TakenFile:
    return TakenFile(table.register.id, table.source.name[:200], table.source.sha256, rows)

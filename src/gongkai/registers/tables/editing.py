"""A row of a register is corrected in its list or on its page, in the words of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.errors import Refused
from gongkai.organisations.imports import Wrong
from gongkai.organisations.permissions import Actor
from gongkai.registers.acts import changes
from gongkai.registers.tables.cells import value_of
from gongkai.registers.tables.entering import blank
from gongkai.registers.tables.register import UNITS, Column, Register


class Unfit(Refused):
    """What was typed cannot be read; `wrong` says of each field why."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("；".join(wrong.values()))
        self.wrong = wrong


def correct(
    register: Register, row: Any, texts: Mapping[str, str], reason: str, *, seen: str, by: Actor, on: date
) -> None:
    """
    Correct a row.

    Args:
        register: Of which register it is.
        row: The row.
        texts: What was typed, by field; of fields that are not there nothing is changed. Money in 元.
        reason: Why.
        seen: The edition of the row that was shown (`acts.changes.edition`).
        by: Who corrects it.
        on: The day.

    Raises:
        NotAllowed: *by* is no registrar at or above its unit.
        Unfit: what was typed cannot be read.
        Refused: somebody else corrected it since, or it cannot be like this.
    """
    columns = [column for column in register.columns if column.field in texts]
    values, wrong = _values(columns, texts)
    if wrong:
        raise Unfit(wrong)
    changes.changed(row, values, reason, by=by, on=on, seen=seen)


def _values(columns: list[Column], texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column in columns:
        text = texts[column.field]
        try:
            values[column.field] = value_of(column, text, UNITS["元"]) if text.strip() else _cleared(column)
        except Wrong as sentence:
            wrong[column.field] = str(sentence)
    return values, wrong


def _cleared(column: Column) -> Any:
    if column.required:
        raise Wrong(f"“{column.label}”不能空白。")
    return blank(column.kind)

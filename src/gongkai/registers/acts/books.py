"""What a register is to the acts that enter, correct and strike its rows: its fields, its key, and its own rules."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from gongkai.law import Calendar
from gongkai.organisations.models import Organisation
from gongkai.registers.acts.rows import Fault

#: A row as it was given: its fields by their names, `place` left out.
Values = dict[str, Any]
#: A row as it stands in the database: attributes of the model.
State = dict[str, Any]

ALWAYS, FOREVER = date.min, date.max


@dataclass(frozen=True, slots=True)
class Known:
    """
    What the rows of a call are checked against, fetched once for all of them.

    Args:
        unit: Whose register it is.
        on: The day of the act.
        named: What a row may refer to, by each of its names.
        calendar: The working days as known on that day; None where the register has no clock.
    """

    unit: Organisation
    on: date
    named: Mapping[str, list[Any]] = field(default_factory=dict)
    calendar: Calendar | None = None


def nothing_else(unit: Organisation, on: date) -> Known:
    """What a register needs to know that refers to nothing."""
    return Known(unit, on)


def no_faults(values: Values, known: Known) -> Iterator[Fault]:
    """Of a register without rules of its own."""
    return iter(())


def nothing_follows(state: State, known: Known) -> State:
    """Of a register where nothing follows from what was entered."""
    return {}


def always(state: State) -> tuple[date, date]:
    """Of a register where a key stands once."""
    return ALWAYS, FOREVER


def unhindered(record: Any, state: State) -> str:
    """Of a register where nothing stands in the way."""
    return ""


def never_barred(record: Any) -> str:
    """Of a register of whose rows nothing else hangs."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """
    A register.

    Args:
        id: Its id: of a call, of a file that is taken in.
        model: The table of its rows.
        fields: The fields of a row, in the order in which they are read.
        texts: Those of them that are free texts, where nobody's identity number may stand.
        key: What tells one row from another.
        clash: The field at which a row is marked whose key is taken.
        span: From which day until which (not included) a row has its key; two rows of a key never overlap.
        known: Fetches what rows are checked against.
        faults: Its own rules, after those of the plain fields.
        state: A row without faults as attributes of the model.
        values: The fields of a record as a row would give them.
        follows: Attributes that follow from the others, whenever these change.
        begins: Attributes that a new record begins with.
        narrow: The attribute by which recorded rows are looked up where only few are asked for.
        keeps: Why a record may not become such as the attributes say; "" if it may.
        bars_striking: Why a record may not be struck; "" if it may.
        barred: Of many rows those of which that has to be asked.
    """

    id: str
    model: type[Model]
    fields: tuple[str, ...]
    texts: tuple[str, ...]
    key: Callable[[State], Hashable]
    clash: str
    state: Callable[[Values, Known], State]
    values: Callable[[Any], Values]
    span: Callable[[State], tuple[date, date]] = always
    known: Callable[[Organisation, date], Known] = nothing_else
    faults: Callable[[Values, Known], Iterator[Fault]] = no_faults
    follows: Callable[[State, Known], State] = nothing_follows
    begins: Callable[[State], State] = lambda state: {}
    narrow: str = ""
    keeps: Callable[[Any, State], str] = unhindered
    bars_striking: Callable[[Any], str] = never_barred
    barred: Callable[[Any], Any] = lambda rows: rows


def by_names(rows: Any, *names: str) -> dict[str, list[Any]]:
    """*rows* by each of their *names* that they have."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        for name in {getattr(row, attribute) for attribute in names} - {""}:
            found.setdefault(name, []).append(row)
    return found


def plain_values(record: Any, fields: tuple[str, ...]) -> Values:
    """*fields* of a record."""
    return {name: getattr(record, name) for name in fields}


def as_given(values: Values, known: Known) -> State:
    """Of a register whose fields are those of its model: as they are."""
    return dict(values)


def life(state: State) -> tuple[date, date]:
    """Of what is opened and closed: it has its key from the one day until the other."""
    return state["opened_on"], state["closed_on"] or FOREVER


def days_in_order(values: Values, first: str, last: str, words: str) -> Iterator[Fault]:
    """That the day *last* does not lie before *first*; marked at *last*, said as *words*."""
    if values[first] is not None and values[last] is not None and values[last] < values[first]:
        yield Fault(last, words)

"""Whether rows can be: each field by itself, the register's own rules, and against what is recorded.

Half a million rows are checked in a handful of queries: what a row refers to and what is recorded are fetched once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from gongkai.organisations.acts.periods import written
from gongkai.organisations.models import Organisation
from gongkai.privacy import find, kinds
from gongkai.registers.acts.books import Book, Known, State, Values
from gongkai.registers.acts.rows import NEW, SAME, Fault, Row, Verdict

#: What identifies a person and stands in no register.
IDENTIFYING = frozenset({"identity", "passport", "permit", "bank_card"})
# Searching a text takes a hundred times as long as seeing that there is nothing to search for.
_SUSPECT = re.compile(r"(?:\d\W{0,2}){14}|护照|通行证|居留证|军官证|士兵证|警官证")
#: Rows up to which what is recorded is looked up by their keys; of more the whole register is read.
_FEW = 400
_MOST = 2**63 - 1
_MOST_TEXT = 20_000
_is_url = URLValidator(schemes=["http", "https"])
Check = Callable[[Any], str]


def values_of(row: Row) -> Values:
    """A row by its fields, texts without blanks at their ends."""
    found = {entry.name: getattr(row, entry.name) for entry in fields_of(row) if entry.name != "place"}
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


def faults_of(book: Book, values: Values, known: Known) -> list[Fault]:
    """All that is wrong with one row, looked at by itself; the register's own rules once its fields are in order."""
    plain = [Fault(name, words) for name, check in _checks(book) if (words := check(values[name]))]
    found = plain or list(book.faults(values, known))
    return [*found, *personal(book, values)]


def personal(book: Book, values: Values) -> Iterator[Fault]:
    """Numbers that identify a person, in any text of a row (Personal Information Protection Law art. 28)."""
    for name in book.texts:
        text = values[name]
        if not text or not _SUSPECT.search(text):
            continue
        if hits := [hit for hit in find(text) if hit.kind in IDENTIFYING and hit.confidence != "possible"]:
            label = kinds()[hits[0].kind].label
            said = f"{_label(book, name)}里有{label}，登记簿不记个人证件号码，请删去（个人信息保护法第二十八条）。"
            yield Fault(name, said)


def verdicts(book: Book, unit: Organisation, rows: Sequence[Row], *, on: date) -> list[Verdict]:
    """
    What each of *rows* would do at *unit*, in their order; as many queries as the register needs, however many rows.

    Args:
        book: The register.
        unit: Whose.
        rows: The rows.
        on: The day.
    """
    return [verdict for verdict, _state in looked_at(book, unit, rows, book.known(unit, on))]


def looked_at(book: Book, unit: Organisation, rows: Sequence[Row], known: Known) -> list[tuple[Verdict, State | None]]:
    """The verdict of each row, and its attributes unless it is bad."""
    found: list[tuple[Verdict, State | None]] = []
    for row in rows:
        values = values_of(row)
        faults = faults_of(book, values, known)
        found.append((Verdict("bad", tuple(faults)), None) if faults else (NEW, book.state(values, known)))
    states = [state for _verdict, state in found if state is not None]
    shelf = Shelf(book)
    for state in recorded(book, unit, states):
        shelf.put(state, "已登记")
    for index, (_verdict, state) in enumerate(found):
        if state is None:
            continue
        other = shelf.taken(state)
        if other is None:
            shelf.put(state, rows[index].place or "前面的一行")
        elif other[0] == state:
            found[index] = (SAME, None)
        else:
            found[index] = (Verdict("bad", (Fault(book.clash, _otherwise(book, state, *other)),)), None)
    return found


def recorded(book: Book, unit: Organisation, states: Sequence[State], *, but: int | None = None) -> Iterator[State]:
    """What is recorded at *unit* under the keys of *states*, struck rows and the one of key *but* left out; a query."""
    if not states:
        return
    names = tuple(states[0])
    rows = book.model._default_manager.filter(organisation=unit, struck_on__isnull=True).exclude(pk=but).order_by()
    if book.narrow and len(states) <= _FEW:
        rows = rows.filter(**{f"{book.narrow}__in": {state[book.narrow] for state in states}})
    wanted = {book.key(state) for state in states}
    for row in rows.values_list(*names).iterator(chunk_size=5000):
        state = dict(zip(names, row, strict=True))
        if book.key(state) in wanted:
            yield state


class Shelf:
    """Rows by their keys and days; of those of one key none overlaps another."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._rows: dict[Hashable, list[tuple[date, date, int]]] = {}
        self._states: list[tuple[State, str]] = []

    def put(self, state: State, place: str) -> None:
        """Put a row where it belongs."""
        rows = self._rows.setdefault(self._book.key(state), [])
        first, over = self._book.span(state)
        rows.insert(bisect_right(rows, (first, over, len(self._states))), (first, over, len(self._states)))
        self._states.append((state, place))

    def taken(self, state: State) -> tuple[State, str] | None:
        """The row that has the key of *state* on any of its days, and where it stands; None if none has."""
        rows = self._rows.get(self._book.key(state))
        if not rows:
            return None
        first, over = self._book.span(state)
        place = bisect_right(rows, (first, date.max, len(self._states)))
        for start, end, index in rows[max(place - 1, 0) : place + 1]:
            if start == first or (start < over and first < end):
                return self._states[index]
        return None


def _otherwise(book: Book, state: State, other: State, place: str) -> str:
    """That another row has the key, and where the two differ."""
    labels = [_label(book, name) for name in state if state[name] != other[name]]
    differing = "、".join(labels[:4]) + ("等" if len(labels) > 4 else "")
    where = "登记簿里已有这一条" if place == "已登记" else f"与{place}是同一条"
    mend = "如登记簿有误请更正登记簿，如文件有误请改文件。" if place == "已登记" else "请只留正确的一行。"
    return f"{where}，而{differing}不同；{mend}"


@cache
def _checks(book: Book) -> tuple[tuple[str, Check], ...]:
    """The check of each field of a register's row by what its model says of it; of references only that they fit."""
    return tuple((name, _check(book.model._meta.get_field(name))) for name in book.fields)


def _check(model_field: Any) -> Check:
    label = plain_label(str(model_field.verbose_name))
    if isinstance(model_field, models.DateField):
        return lambda value: _day_fault(value, label, model_field.null)
    if isinstance(model_field, models.BooleanField):
        return lambda value: "" if isinstance(value, bool) else f"{label}应为“是”或“否”。"
    if isinstance(model_field, models.IntegerField):
        return lambda value: _whole_fault(value, label, model_field.null)
    return _Text.of(model_field, label).fault


def _day_fault(value: Any, label: str, is_optional: bool) -> str:
    if value is None:
        return "" if is_optional else f"{label}不能空白。"
    if not isinstance(value, date) or isinstance(value, datetime):
        return f"{label}应为日期，如2019-12-31。"
    return "" if 1900 <= value.year <= 2999 else f"{label}{written(value)}不像实际日期，请核对。"


def _whole_fault(value: Any, label: str, is_optional: bool) -> str:
    if value is None:
        return "" if is_optional else f"{label}不能空白。"
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _MOST:
        return f"{label}应为金额，精确到分。"
    return ""


@dataclass(frozen=True, slots=True)
class _Text:
    """What the model says of a text, worked out once."""

    label: str
    is_optional: bool
    most: int
    choices: dict[str, str]
    is_address: bool

    @classmethod
    def of(cls, model_field: Any, label: str) -> _Text:
        is_reference = isinstance(model_field, models.ForeignKey)
        choices = {value: words for value, words in model_field.flatchoices if value} if model_field.choices else {}
        is_optional = model_field.null if is_reference else model_field.blank
        is_address = isinstance(model_field, models.URLField)
        return cls(label, is_optional, model_field.max_length or _MOST_TEXT, choices, is_address)

    def fault(self, value: Any) -> str:
        """What is wrong with a value; "" if nothing."""
        if not value:
            return "" if self.is_optional else f"{self.label}不能空白。"
        if not isinstance(value, str) or "\x00" in value:
            return f"{self.label}里有不能保存的字符，请重新输入。"
        if self.choices and value not in self.choices:
            return f"{self.label}没有“{value[:20]}”，可填：{'、'.join(self.choices.values())}。"
        if len(value) > self.most:
            return f"{self.label}有{len(value):,}字，最多{self.most:,}字，请缩短。"
        if self.is_address:
            try:
                _is_url(value)
            except ValidationError:
                return f"{self.label}“{value[:40]}”不是网址，应以http://或https://开头。"
        return ""


def plain_label(label: str) -> str:
    """What people call a field of money, which they write in yuan."""
    return label.replace("（分）", "（元）")


def _label(book: Book, name: str) -> str:
    return plain_label(str(book.model._meta.get_field(name).verbose_name))


def all_words(faults: Iterable[Fault]) -> str:
    """Faults as one text."""
    return "".join(fault.words for fault in faults)

"""The rows of a register, page by page: for its keepers all of them, for strangers what is public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, Model, Q, QuerySet

from gongkai.organisations.models import Organisation
from gongkai.registers.models import RegisterImport
from gongkai.registers.tables import Register, registers

#: Rows of a page.
PAGE = 50
#: Up to how many the rows are counted; of more it is said that they are more.
MOST_COUNTED = 10_000
_OPEN = Q(closed_on__isnull=True)
_SHOWN = Q(published_on__isnull=False, withdrawn_on__isnull=True)
#: What a list may be narrowed down to: of each model the states that its rows may be in, struck ones apart.
STATES: dict[str, dict[str, tuple[str, Q]]] = {
    "Matter": {"open": ("在清单上", _OPEN), "closed": ("已移出", ~_OPEN)},
    "Decision": {
        "unjudged": ("待判定是否公开", Q(is_public__isnull=True)),
        "due": ("待公开", Q(is_public=True, published_on__isnull=True)),
        "published": ("已公开", _SHOWN),
        "kept": ("不公开", Q(is_public=False)),
        "withdrawn": ("已撤回", Q(withdrawn_on__isnull=False)),
    },
    "FeeItem": {"open": ("仍在收取", _OPEN), "closed": ("已取消", ~_OPEN)},
    "Procurement": {"central": ("集中采购", Q(is_central=True)), "other": ("分散采购", Q(is_central=False))},
}
_JOINED = {"Decision": ("matter",), "FeeIncome": ("item",)}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """
    What a list is narrowed down to.

    Args:
        text: Words that a row has in one of its searched fields, or the whole of its key.
        year: The year of its day.
        state: One of `STATES`, or `struck`; "" for all that are not struck.
        sort: `new` (the latest day first), `old`, or `entered` (what was entered last first).
    """

    text: str = ""
    year: int | None = None
    state: str = ""
    sort: str = "new"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its rows, and the key that the next one starts behind ("" at the end)."""

    rows: list[Any]
    following: str


def model_of(register: Register) -> type[Model]:
    """The model of the rows."""
    return apps.get_model("gk_registers", register.model)


def states_of(register: Register) -> list[tuple[str, str]]:
    """What the list of *register* can be narrowed down to."""
    return [*((id, label) for id, (label, _rule) in STATES.get(register.model, {}).items()), ("struck", "已作废")]


def rows_of(register: Register, unit: Organisation) -> QuerySet[Any]:
    """Every row of *unit*'s register, with what it refers to."""
    rows = model_of(register)._default_manager.filter(organisation=unit, **register.fixed)
    return rows.select_related(*_JOINED.get(register.model, ())).order_by()


def public_rows(register: Register, unit: Organisation, today: date) -> QuerySet[Any]:
    """Those rows of *unit*'s register that strangers see on that day."""
    rows = rows_of(register, unit).filter(struck_on__isnull=True)
    if register.public == "published":
        return rows.filter(_SHOWN)
    if register.public == "announced":
        return rows.filter(Q(result_published_on__lte=today) | Q(contract_published_on__lte=today))
    if register.public == "open":
        return rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
    return rows.none()


def public_registers(unit: Organisation, today: date) -> list[Register]:
    """The registers of *unit* in which strangers see anything on that day; one query."""
    shown = {table.id.replace("-", "_"): table for table in registers().values() if table.public}
    found = {name: Exists(public_rows(table, unit, today)) for name, table in shown.items()}
    asked = Organisation.objects.filter(pk=unit.pk).annotate(**found).values(*found).get()
    return [table for name, table in shown.items() if asked[name]]


def withdrawn_row(register: Register, unit: Organisation, uid: str) -> Any | None:
    """The row of that uid, if it was public once and was withdrawn."""
    if register.public != "published":
        return None
    return rows_of(register, unit).filter(uid=uid, withdrawn_on__isnull=False, published_on__isnull=False).first()


def narrowed(register: Register, unit: Organisation, to: Narrowed) -> QuerySet[Any]:
    """Those rows of *unit*'s register that fit; two queries more if a text is looked for."""
    rows = rows_of(register, unit)
    if to.state == "struck":
        rows = rows.filter(struck_on__isnull=False)
        return _of_year(rows.filter(_holds(to.text, register.search)) if to.text else rows, register, to.year)
    rows = rows.filter(struck_on__isnull=True)
    if to.state in STATES.get(register.model, {}):
        rows = rows.filter(STATES[register.model][to.state][1])
    return _with_text(_of_year(rows, register, to.year), register, unit, to.text)


def publicly_narrowed(register: Register, unit: Organisation, to: Narrowed, today: date) -> QuerySet[Any]:
    """
    Those rows of *unit*'s register that strangers see on that day and that fit the text and the year.

    Whose name is masked is not found by it: of decisions on natural persons the number alone is searched.
    """
    rows = _of_year(public_rows(register, unit, today), register, to.year)
    if to.text and any(column.masked for column in register.columns):
        rows = rows.filter(~Q(party_kind="person") | Q(**{f"{register.key}__icontains": to.text}))
    return _with_text(rows, register, unit, to.text)


def page_of(rows: QuerySet[Any], register: Register, *, sort: str = "new", behind: str = "", size: int = PAGE) -> Page:
    """
    A page of *rows*; one query.

    Args:
        rows: Which.
        register: Of which register.
        sort: As of `Narrowed`.
        behind: The key of the last one that was seen, as the page before gave it.
        size: How many.
    """
    day = register.order if sort != "entered" else ""
    is_rising = sort == "old"
    direction, beyond = ("", "gt") if is_rising else ("-", "lt")
    order = [f"{direction}{name}" for name in ([day, "pk"] if day else ["pk"])]
    on, _, key = behind.partition("_")
    if key.isdecimal() and int(key) < 2**63:
        if not day:
            rows = rows.filter(**{f"pk__{beyond}": int(key)})
        elif (last := _day(on)) is not None:
            # The first condition lets the index start there; the second leaves out what was seen of that day.
            rows = rows.filter(**{f"{day}__{beyond}e": last}).exclude(
                Q(**{day: last}) & ~Q(**{f"pk__{beyond}": int(key)})
            )
    found = list(rows.order_by(*order)[: size + 1])
    shown = found[:size]
    if len(found) <= size:
        return Page(shown, "")
    return Page(shown, f"{getattr(shown[-1], day).isoformat() if day else ''}_{shown[-1].pk}")


def counted(rows: QuerySet[Any]) -> int:
    """How many *rows* there are; one more than `MOST_COUNTED` stands for more."""
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


def in_order(rows: QuerySet[Any], register: Register) -> Iterator[Any]:
    """Every row, one after the other, the latest first; in memory are some at a time."""
    order = [f"-{register.order}", "-pk"] if register.order else ["-pk"]
    return rows.order_by(*order).iterator(chunk_size=2000)


def row_by_uid(register: Register, uid: str) -> Any | None:
    """The row of that uid with its unit, or None."""
    rows = model_of(register)._default_manager.filter(uid=uid, **register.fixed)
    return rows.select_related("organisation", *_JOINED.get(register.model, ())).first()


def imports_of(unit: Organisation, register: Register, size: int = 20) -> list[RegisterImport]:
    """The files that *unit* took into its register last."""
    rows = RegisterImport.objects.filter(organisation=unit, register=register.id)
    return list(rows.order_by("-pk")[:size])


def _of_year(rows: QuerySet[Any], register: Register, year: int | None) -> QuerySet[Any]:
    return rows.filter(**{f"{register.day}__range": (date(year, 1, 1), date(year, 12, 31))}) if year else rows


def _with_text(rows: QuerySet[Any], register: Register, unit: Organisation, text: str) -> QuerySet[Any]:
    """
    Those of *rows* that have *text*: as their key, which an index finds; else in one of the fields that are searched.

    The index of keys also holds the parties of decisions: looking through it alone costs a fraction of reading the
    rows. What stands in very many rows is found sooner by going through them in the order of the list.
    """
    if not text:
        return rows
    if not model_of(register)._meta.get_field(register.key).is_relation:
        exact = rows.filter(**{register.key: text})
        if exact.exists():
            return exact
    every = model_of(register)._default_manager.filter(organisation=unit, struck_on__isnull=True)
    holding = every.filter(_holds(text, register.search)).order_by().values_list("pk", flat=True)
    found = list(holding[: MOST_COUNTED + 1])
    return rows.filter(pk__in=found) if len(found) <= MOST_COUNTED else rows.filter(_holds(text, register.search))


def _holds(text: str, fields: Sequence[str]) -> Q:
    found = Q()
    for name in fields:
        found |= Q(**{f"{name}__icontains": text})
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""One record of a register by its key, and what was changed in it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from gongkai.ledger.keys import key
from gongkai.registers.models import Change, Decision, FeeIncome, FeeItem, Matter, Procurement

#: The tables of rows that have a page here; documents and budgets have pages of their own.
KINDS: dict[str, type[Model]] = {
    str(model._meta.model_name): model for model in (Matter, Decision, FeeItem, FeeIncome, Procurement)
}
#: Lines of a history that a page shows.
MOST = 200


def record(kind: str, uid: str) -> Any:
    """The record of that key with what it refers to; None if there is none."""
    model = KINDS.get(kind)
    if model is None:
        return None
    related = [field.name for field in model._meta.concrete_fields if field.is_relation]
    return model._default_manager.select_related(*related).filter(uid=uid).first()


def history(row: Any) -> QuerySet[Change]:
    """What was changed in a record, the latest first; at most as many lines as a page shows."""
    return Change.objects.filter(record=key(row))[:MOST]


def counts(unit: Any, tables: dict[str, tuple[type[Model], dict[str, Any]]]) -> dict[str, int]:
    """How many rows of *unit* stand in each of *tables*, struck ones left out; a query a table."""
    return {
        name: model._default_manager.filter(organisation=unit, struck_on__isnull=True, **fixed).order_by().count()
        for name, (model, fixed) in tables.items()
    }


def units_with_rows(units: Any, models: tuple[type[Model], ...]) -> QuerySet[Any]:
    """Those of *units* that have rows in any of *models*, by their codes."""
    held = Q()
    for model in models:
        held |= Q(Exists(model._default_manager.filter(organisation=OuterRef("pk"))))
    return units.filter(held).order_by("code")

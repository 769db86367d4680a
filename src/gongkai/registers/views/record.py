"""The page of one record with its history; it is struck there, and a decision's change or annulment is noted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others, sent
from gongkai.registers import display
from gongkai.registers.acts import changes, withdrawing
from gongkai.registers.forms import ChangeDecisionForm, StrikeForm
from gongkai.registers.models import Decision
from gongkai.registers.queries import decisions, records
from gongkai.registers.tables import registers
from gongkai.registers.views.answers import asked_record, may_at, page, today, unit_crumbs

#: What a record says of itself beside its fields, and what is told elsewhere on the page.
_NOT_TOLD = {"id", "uid", "organisation", "struck_on", "struck_for", "display_class", "taken_from"}
_TOLD_IF_SO = {"is_summary", "is_provisional"}
_ON_STRIKING = "误登的记录才作废；不再实施的事项、不再收取的收费请更正移出、取消日期。作废不能恢复。"
_ON_CHANGING = "被变更、撤销、确认违法或者无效的处罚决定，3日内撤回并公开说明理由（行政处罚法第四十八条）。"
_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@hidden_from_others
def record(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """A record of a register: what it says, what is still to be done, and what was changed in it."""
    found = asked_record(request, kind, uid, "registers.view")
    context = {
        "record": found,
        "kind": kind,
        "unit": found.organisation,
        "facts": _facts(found),
        "history": records.history(found),
        "table": _table(found),
        "may": may_at(request, found.organisation),
        **(_of_decision(found) if isinstance(found, Decision) else {}),
    }
    return page(request, "record", str(found), context, trail=_trail(found))


@_methods
@hidden_from_others
def strike(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """Strike a record that was entered by mistake."""
    found = asked_record(request, kind, uid, "registers.record")

    def act(values: dict[str, Any]) -> None:
        changes.strike(found, values["reason"], by=request.user, on=today())

    return _form(request, found, StrikeForm(request.POST or None), act, title="作废", done="已作废，记录仍保留。",
                 warning=_ON_STRIKING)  # fmt: skip


@_methods
@hidden_from_others
def change_decision(request: HttpRequest, uid: str) -> HttpResponse:
    """Note that a decision was changed or annulled."""
    found = asked_record(request, "decision", uid, "registers.record")

    def act(values: dict[str, Any]) -> None:
        withdrawing.change_or_annul(found, values["changed_on"], values["how"], by=request.user, on=today())

    form = ChangeDecisionForm(request.POST or None, initial={"changed_on": today()})
    return _form(request, found, form, act, title="登记变更、撤销", done="已登记；已经公开的，请在3个工作日内撤回。",
                 warning=_ON_CHANGING)  # fmt: skip


def _form(
    request: HttpRequest, found: Any, form: Any, act: Any, *, title: str, done: str, warning: str
) -> HttpResponse:
    """A page with a form; then back to the record."""
    trail = [*_trail(found), (str(found), _address(found))]
    context = {"form": form, "back": _address(found), "warning": warning, "button": title, "unit": found.organisation}
    return sent(
        request, form, act, back=_address(found), done=done,
        show=lambda status: page(request, "form", title, context, trail=trail, status=status),
    )  # fmt: skip


def _facts(found: Any) -> list[tuple[str, str]]:
    """What stands in the record, field by field, in people's words; blanks are left out."""
    silent = _NOT_TOLD | {name for name in _TOLD_IF_SO if not getattr(found, name, False)}
    told = [field.name for field in found._meta.concrete_fields if field.name not in silent]
    return [(changes.label(found, name), words) for name in told if (words := changes.words(found, name))]


def _of_decision(decision: Decision) -> dict[str, Any]:
    """What is asked of a decision for its publication, and until when the credit sites show it."""
    return {
        "missing": decisions.missing_labels(decision),
        "display_class": display.labels().get(decision.display_class, ""),
        "is_shown": decision.published_on is not None and decision.withdrawn_on is None,
    }


def _table(found: Any) -> Any:
    """The table that a record stands in."""
    model = type(found).__name__
    fits = (table for table in registers().values() if table.model == model)
    return next(table for table in fits if all(getattr(found, name) == value for name, value in table.fixed.items()))


def _trail(found: Any) -> list[tuple[str, str]]:
    unit: Organisation = found.organisation
    table = _table(found)
    return [*unit_crumbs(unit), (table.label, reverse("gk_registers:table", args=[unit.code, table.id]))]


def _address(found: Any) -> str:
    return reverse("gk_registers:record", args=[found._meta.model_name, found.uid])

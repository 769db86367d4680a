"""Nil returns and what is still asked for: every register of the form on one page, sent in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.errors import NotAllowed, Refused
from gongkai.organisations import permissions
from gongkai.organisations.views import hidden_from_others, sent
from gongkai.registers.acts import nil_returns as nil_acts
from gongkai.registers.models import NilReturn
from gongkai.registers.queries import nil_returns
from gongkai.report.form import Register
from gongkai.yearbook.acts import adjustments
from gongkai.yearbook.forms import ReasonForm
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.queries.compiling import Compiled
from gongkai.yearbook.views.amounts import ADD, Typed, typed_amounts
from gongkai.yearbook.views.answers import asked_report, crumbs, may_at, page, today
from gongkai.yearbook.views.compiled import compiled_for, panel
from gongkai.yearbook.views.drawing import draw_inputs


@dataclass(frozen=True, slots=True)
class RegisterView:
    """A register of the form: what stands in it, whether it is declared nil, and whether something is asked for."""

    register: Register
    place: str
    entries: int
    nil: NilReturn | None
    is_asked: bool
    is_checked: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def missing(request: HttpRequest, uid: str) -> HttpResponse:
    """Every register with what stands in it; declare those that are empty, and type what was before the program."""
    making = asked_report(request, uid, "yearbook.view")
    if request.method != "POST":
        return _page(request, making, Typed({}, {}), "", 200)
    if not _may_send(request, making):
        raise Http404
    typed, reason = typed_amounts(request.POST, making.year), request.POST.get("reason", "").strip()
    wanted = request.POST.getlist("nil")
    if typed.errors:
        return _page(request, making, typed, reason, 422)
    try:
        _send(request, making, wanted, typed.amounts, reason)
    except (Refused, NotAllowed) as refused:
        return _page(request, making, Typed(typed.texts, {}, {"": str(refused)}), reason, 409)
    if not wanted and not typed.amounts:
        messages.info(request, "没有勾选零申报，也没有填期初数。")
    else:
        said = [f"已零申报{len(wanted)}项"] if wanted else []
        said += [f"已提出期初数{len(typed.amounts)}个，待其他有权人员批准"] if typed.amounts else []
        messages.success(request, "，".join(said) + "。")
    return redirect("gk_yearbook:missing", uid=making.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def take_back(request: HttpRequest, uid: str, nil: str) -> HttpResponse:
    """Take a nil return back, with the reason."""
    making = asked_report(request, uid, "yearbook.view")
    found = nil_returns.nil_return(nil)
    if found is None or found.organisation_id != making.organisation_id or found.year != making.year:
        raise Http404
    permissions.require(request.user, "registers.declare_nil", found.organisation, on=today())
    form = ReasonForm(request.POST or None)
    back = reverse("gk_yearbook:missing", args=[making.uid])
    trail = [*crumbs(making), ("零申报与待填", back)]
    return sent(
        request, form, lambda values: nil_acts.take_back(found, values["reason"], by=request.user, on=today()),
        back=back, done="已收回零申报。", told=(Refused,),
        show=lambda status: page(
            request, "act", "收回零申报", {"form": form, "back": back, "button": "收回"}, trail=trail, status=status
        ),
    )  # fmt: skip


def _may_send(request: HttpRequest, making: YearReport) -> bool:
    """Whether there is anything that the person may send from the page."""
    return any(
        permissions.can(request.user, act, making.organisation, on=today())
        for act in ("registers.declare_nil", "yearbook.propose_adjustment")
    )


def _send(
    request: HttpRequest, making: YearReport, registers: list[str], amounts: Mapping[str, Decimal], reason: str
) -> None:
    """Both or neither: what was typed on one page is one thing to whoever typed it."""
    doing: dict[str, Any] = {"by": request.user, "on": today()}
    with transaction.atomic():
        if registers and making.scope == "body":
            nil_acts.declare(making.organisation, making.year, registers, **doing)
        if amounts:
            adjustments.propose_openings(
                making.organisation, making.year, amounts, reason=reason, scope=making.scope, **doing
            )


def _page(request: HttpRequest, making: YearReport, typed: Typed, reason: str, status: int) -> HttpResponse:
    compiled = compiled_for(making)
    may = may_at(request, making.organisation)
    # A level has no records of its own of which it could say that there are none.
    may_declare = making.scope == "body" and permissions.can(
        request.user, "registers.declare_nil", making.organisation, on=today()
    )
    views = _registers(compiled, set(request.POST.getlist("nil")))
    asked = {cell for cell, found in compiled.cells.items() if found.kind == "asked"}
    context = {
        "tab": "missing",
        "open": [view for view in views if view.is_asked],
        "done": [view for view in views if not view.is_asked],
        "may": may,
        "may_declare": may_declare,
        "tables": draw_inputs(compiled.report, asked=asked, typed=typed.texts, prefix=ADD) if asked else [],
        "typed": typed,
        "reason": reason,
        "errors_typed": [(_words(compiled, cell), said) for cell, said in typed.errors.items()],
        "is_over": date(making.year, 12, 31) < today(),
        **panel(making, compiled),
    }
    return page(request, "missing", "零申报与待填", context, trail=crumbs(making), status=status)


def _registers(compiled: Compiled, checked: set[str]) -> list[RegisterView]:
    asked = {register.id for register in compiled.asked}
    views = []
    for register in compiled.edition.registers:
        entries = sum(compiled.cells[cell].entries for cell in register.cells if compiled.cells[cell].kind != "derived")
        views.append(RegisterView(
            register, "register-" + register.id.replace("/", "-"), entries, compiled.nil.get(register.id),
            register.id in asked, register.id in checked,
        ))  # fmt: skip
    return views


def _words(compiled: Compiled, cell: str) -> str:
    return compiled.edition.cells[cell].words if cell in compiled.edition.cells else ""

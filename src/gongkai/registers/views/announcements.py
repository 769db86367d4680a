"""Results and contracts of procurement that are to be announced."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.organisations.views import hidden_from_others
from gongkai.registers.queries import procurement
from gongkai.registers.views.answers import asked_unit, may_at, page, today, unit_crumbs
from gongkai.registers.views.index import ANNOUNCED


@require_safe
@hidden_from_others
def to_announce(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """What waits to be announced at a unit, the oldest first; the day of the announcement is put in by correcting."""
    if what not in ANNOUNCED:
        raise Http404
    unit = asked_unit(request, code, "registers.view")
    after = request.GET.get("after", "")
    context = {
        "unit": unit,
        "what": what,
        "kinds": ANNOUNCED.items(),
        "listed": procurement.to_announce(unit, what, today=today(), after=after),  # type: ignore[arg-type]
        "may": may_at(request, unit),
    }
    return page(request, "announcements", f"政府采购：{ANNOUNCED[what]}", context, trail=unit_crumbs(unit))

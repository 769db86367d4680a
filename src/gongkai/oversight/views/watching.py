"""The duty watch: of all units that a person may see, and of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.organisations import permissions
from gongkai.organisations import queries as units
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.oversight import queries
from gongkai.oversight import watch as duty
from gongkai.oversight.views.answers import asked_unit, page, today, unit_crumbs


@require_safe
@hidden_from_others
def watch(request: HttpRequest) -> HttpResponse:
    """What is late, and what falls due this week, at every unit that the person may see."""
    if not permissions.can_anywhere(request.user, "oversight.view", on=today()):
        raise Http404
    every = Organisation.objects.filter(closed_on__isnull=True)
    seen = permissions.visible(every, request.user, "oversight.view", on=today(), unit="pk")
    context = {
        "watched": duty.by_unit(seen, today()),
        "due": queries.measures_due(seen, duty.week_of(today())),
        "faults": queries.faults_due(seen, duty.week_of(today())),
        "indicators": duty.indicators().values(),
        "week_end": duty.week_of(today()),
    }
    return page(request, "watch", "巡查", context, trail=[])


@require_safe
@hidden_from_others
def unit_watch(request: HttpRequest, code: str) -> HttpResponse:
    """The same of one unit and those below it."""
    found = asked_unit(request, code, "oversight.view")
    below = units.descendants(found, on=today()).filter(closed_on__isnull=True)
    context = {
        "unit": found,
        "watched": duty.by_unit(below, today()),
        "due": queries.measures_due(below, duty.week_of(today())),
        "faults": queries.faults_due(below, duty.week_of(today())),
        "indicators": duty.indicators().values(),
        "week_end": duty.week_of(today()),
    }
    return page(request, "watch", f"{found.name}：巡查", context, trail=unit_crumbs(found))

"""Where the yearbook starts: the units with their reports, a unit's years, and a report begun."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.organisations import permissions
from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others, sent
from gongkai.report import editions
from gongkai.yearbook.acts import making
from gongkai.yearbook.forms import BeginForm
from gongkai.yearbook.queries.makings import begun_in, year_lines
from gongkai.yearbook.views.answers import asked_unit, may_at, page, public_address, today, unit_crumbs


@require_safe
@hidden_from_others
def index(request: HttpRequest) -> HttpResponse:
    """The units whose reports the person may see, with the year that is due; straight to the one if one alone."""
    if not permissions.can_anywhere(request.user, "yearbook.view", on=today()):
        raise Http404
    if chosen := request.GET.get("unit"):
        return redirect("gk_yearbook:unit", code=asked_unit(request, chosen, "yearbook.view").code)
    every = Organisation.objects.filter(closed_on__isnull=True)
    seen = list(permissions.visible(every, request.user, "yearbook.view", on=today(), unit="pk").order_by("code"))
    if len(seen) == 1:
        return redirect("gk_yearbook:unit", code=seen[0].code)
    year = today().year - 1
    begun = begun_in(year)
    rows = [(unit, begun.get(unit.pk)) for unit in seen]
    return page(request, "index", "年度报告", {"rows": rows, "year": year}, trail=[])


@require_safe
@hidden_from_others
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """The years of a unit, the one that is due first."""
    found = asked_unit(request, code, "yearbook.view")
    lines = year_lines(found, today())
    current = next((line for line in lines if line.year == today().year - 1 and line.scope == "body"), None)
    context = {
        "unit": found,
        "lines": [(line, public_address(found, line.year)) for line in lines],
        "current": current,
        "may": may_at(request, found),
    }
    return page(request, "unit", f"{found.name}：年度报告", context, trail=[])


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a report: the year, the scope, and whether the units below are counted in it."""
    found = asked_unit(request, code, "yearbook.begin")
    years = _possible_years(today())
    asked = request.GET.get("year", "")
    first = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    form = BeginForm(request.POST or None, years=years, initial={"year": first})
    below = list(bodies.below_in_year(found, first))

    def act(values: dict[str, Any]) -> None:
        making.begin(found, values["year"], by=request.user, on=today(), scope=values["scope"],
                     with_subordinates=values["with_subordinates"])  # fmt: skip

    back = reverse("gk_yearbook:unit", args=[found.code])
    context = {"form": form, "back": back, "unit": found, "below": below, "button": "开始编制"}
    return sent(
        request, form, act, back=back, done="已开始编制。各单元格的数由记录算出，点年度进入。",
        show=lambda status: page(
            request, "begin", "开始编制年度报告", context, trail=unit_crumbs(found), status=status
        ),
    )  # fmt: skip


def _possible_years(day: date) -> list[int]:
    """Years that have a form, the one that is due first; the running year may be prepared ahead."""
    first = min(edition.from_year for edition in editions().values())
    return [day.year - 1, day.year, *range(day.year - 2, first - 1, -1)]

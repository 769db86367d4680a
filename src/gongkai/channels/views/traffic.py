"""Views and visitors of an own site: a year by month, and the pages most looked at."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.channels import queries
from gongkai.channels.forms import YearForm
from gongkai.channels.queries import traffic as counted
from gongkai.channels.views.answers import asked_of, crumbs, page, today
from gongkai.organisations.views import hidden_from_others


@require_safe
@hidden_from_others
def traffic(request: HttpRequest, uid: str) -> HttpResponse:
    """The newest year that was counted, unless another is asked for."""
    site = asked_of(request, queries.site(uid), "channels.view")
    if not site.is_own:
        raise Http404
    form = YearForm(request.GET)
    years = counted.years_counted([site])
    year = (form.cleaned_data["year"] if form.is_valid() else None) or (years[0] if years else today().year)
    found = counted.year_of(site, year)
    context = {
        "site": site,
        "counted": found,
        "years": sorted({*years, year}, reverse=True),
        "highest": max(month.views for month in found.months),
        "pages": counted.most_viewed(site, date(year, 1, 1), date(year, 12, 31)),
        "visitors_added": counted.VISITORS_ADDED_BY_DAY,
    }
    return page(request, "traffic", f"{site.name}：{year}年访问量", context, trail=crumbs(site))

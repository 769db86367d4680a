"""The list of publications."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.channels.models import Column
from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.publications.forms import FilterForm
from gongkai.publications.queries import lists
from gongkai.publications.views.pages import hidden_from_others, require_anywhere, show


@require_safe
@hidden_from_others
def index(request: HttpRequest) -> HttpResponse:
    """A page of the list, newest first."""
    today = timezone.localdate()
    require_anywhere(request, "publications.view", today)
    units = permissions.visible(
        Organisation.objects.order_by("code"), request.user, "publications.view", on=today, unit="pk"
    )
    columns = Column.objects.filter(website__organisation__in=units.values("pk")).order_by("website", "pk")
    form = FilterForm(request.GET or None, units=units, columns=columns)
    wanted = lists.Wanted()
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if value}
        given["column"] = given["column"].pk if "column" in given else None
        wanted = lists.Wanted(**given)
    last = request.GET.get("before", "")
    before = int(last) if last.isascii() and last.isdigit() else None
    rows = lists.listed(request.user, wanted, on=today, before=before)
    kept = request.GET.copy()
    kept.pop("before", None)
    context = {
        "form": form,
        "rows": [(row, lists.state(row)) for row in rows],
        "kept": kept.urlencode(),
        "older": rows[-1].pk if len(rows) == lists.PAGE else None,
        "today": today,
        "may_draft": permissions.can_anywhere(request.user, "publications.draft", on=today),
    }
    return show(request, "list", "公开信息", context)

"""The chains of review that units have set, and those they inherit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.organisations import permissions
from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.publications import kinds
from gongkai.publications.acts import chains
from gongkai.publications.forms import ChainForm
from gongkai.publications.queries import chains as queries
from gongkai.publications.queries import reviews
from gongkai.publications.views.pages import form_page, hidden_from_others, require_anywhere, show

_ACT = "publications.set_chain"


@require_safe
@hidden_from_others
def index(request: HttpRequest) -> HttpResponse:
    """The units whose chains the person may set or see, each with what holds there today."""
    today = timezone.localdate()
    require_anywhere(request, "publications.view", today)
    units = permissions.visible(
        Organisation.objects.filter(closed_on=None).order_by("code"), request.user, "publications.view",
        on=today, unit="pk",
    )  # fmt: skip
    after = request.GET.get("after", "")
    page = list(units.filter(code__gt=after)[: queries.PAGE])
    settable = set(
        permissions.visible(units, request.user, _ACT, on=today, unit="pk").values_list("pk", flat=True)
    )  # fmt: skip
    found = queries.in_force(page, today)
    context = {
        "rows": [(unit, found[unit.pk], unit.pk in settable) for unit in page],
        "more": page[-1].code if len(page) == queries.PAGE else "",
    }
    return show(request, "chains", "审核流程", context)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def set_chain(request: HttpRequest, code: str) -> HttpResponse:
    """The stages of a unit's chain, from a day on."""
    today = timezone.localdate()
    unit = bodies.by_code(code)
    if unit is None:
        raise Http404
    permissions.require(request.user, _ACT, unit, on=today)
    form = ChainForm(request.POST or None, initial=_now(unit, request.GET.get("kind", ""), today))

    def act(values: dict[str, Any]) -> None:
        chains.set_chain(
            unit, values["kind"], form.stages(), one_person=values["one_person"], by=request.user, on=today,
            from_on=values["from_on"],
        )  # fmt: skip

    context = {"button": "设定"}
    back = reverse("gk_publications:chains")
    return form_page(
        request, form, act, title=f"{unit.name}：审核流程", back=back, done="审核流程已设定。", context=context,
        template="chain",
    )  # fmt: skip


def _now(unit: Organisation, kind: str, today: Any) -> dict[str, Any]:
    """What holds there today, as the form begins."""
    kind = kind if kind in kinds.kinds() else ""
    first: dict[str, Any] = {"kind": kind, "from_on": today}
    found = reviews.chain_of(unit, kind, today)
    first["one_person"] = found.one_person
    for step in found.steps.all():
        first |= {f"stage_{step.task.stage}": True, f"days_{step.task.stage}": step.task.days}
    return first

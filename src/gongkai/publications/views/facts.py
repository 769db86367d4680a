"""Validity of papers, schemes of index numbers, and the assessment of what is not disclosed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.errors import Refused
from gongkai.organisations import permissions
from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.publications import numbering
from gongkai.publications.acts import facts as acts
from gongkai.publications.placement_forms import EvaluationForm, SchemeForm, ValidityForm
from gongkai.publications.queries import facts as queries
from gongkai.publications.views.pages import form_page, hidden_from_others, publication_for, require_anywhere, show

#: Rows of the list of what is due to be assessed.
_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def validity(request: HttpRequest, uid: str) -> HttpResponse:
    """What a paper was and is, and a further state."""
    today = timezone.localdate()
    publication = publication_for(request, uid, "publications.set_validity", today)
    form = ValidityForm(request.POST or None, initial={"from_on": today})

    def act(values: dict[str, Any]) -> None:
        acts.set_validity(publication, values.pop("state"), by=request.user, on=today, **values)

    context = {"publication": publication, "history": queries.history_of(publication), "button": "登记"}
    back = reverse("gk_publications:validity", args=[uid])
    return form_page(request, form, act, title=f"有效性：{publication.title}", back=back, done="有效性已登记。",
                     context=context, template="placements/validity")  # fmt: skip


@require_safe
@hidden_from_others
def evaluations(request: HttpRequest) -> HttpResponse:
    """What is withheld or given on application alone and is to be assessed anew."""
    today = timezone.localdate()
    require_anywhere(request, "publications.evaluate", today)
    rows = permissions.visible(queries.ways_due(today), request.user, "publications.evaluate", on=today)
    return show(request, "placements/evaluations", "公开方式评估", {"rows": list(rows[:_SHOWN]), "shown": _SHOWN})


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def evaluate(request: HttpRequest, uid: str) -> HttpResponse:
    """One assessment."""
    today = timezone.localdate()
    publication = publication_for(request, uid, "publications.evaluate", today)
    form = EvaluationForm(request.POST or None, initial={"outcome": "kept"})

    def act(values: dict[str, Any]) -> None:
        acts.evaluate(publication, values.pop("outcome"), by=request.user, on=today, **values)

    context = {"publication": publication, "button": "登记评估",
               "earlier": list(publication.evaluations.order_by("-on", "-pk"))}  # fmt: skip
    back = reverse("gk_publications:evaluations")
    return form_page(request, form, act, title=f"评估公开方式：{publication.title}", back=back, done="评估已登记。",
                     context=context, template="placements/evaluate")  # fmt: skip


@require_safe
@hidden_from_others
def schemes(request: HttpRequest) -> HttpResponse:
    """How the units number that the person may see."""
    today = timezone.localdate()
    require_anywhere(request, "publications.view", today)
    units = permissions.visible(
        Organisation.objects.filter(closed_on=None).order_by("code"), request.user, "publications.view",
        on=today, unit="pk",
    )  # fmt: skip
    page = list(units.filter(code__gt=request.GET.get("after", ""))[: queries.PAGE])
    may = set(permissions.visible(units, request.user, "publications.number", on=today, unit="pk")
              .values_list("pk", flat=True))  # fmt: skip
    templates = queries.templates_of(page)
    rows = [(unit, templates[unit.pk], _sample(unit, templates[unit.pk], today), unit.pk in may) for unit in page]
    more = page[-1].code if len(page) == queries.PAGE else ""
    return show(request, "placements/schemes", "索引号规则", {"rows": rows, "more": more})


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def scheme(request: HttpRequest, code: str) -> HttpResponse:
    """The scheme of a unit."""
    today = timezone.localdate()
    unit = bodies.by_code(code)
    if unit is None:
        raise Http404
    permissions.require(request.user, "publications.number", unit, on=today)
    form = SchemeForm(request.POST or None, initial={"template": queries.template_of(unit)})

    def act(values: dict[str, Any]) -> None:
        acts.set_scheme(unit, values["template"], by=request.user, on=today)

    typed = form["template"].value() or ""
    context = {"unit": unit, "parts": numbering.PARTS, "sample": _sample(unit, typed, today), "button": "设定"}
    return form_page(
        request, form, act, title=f"{unit.name}：索引号规则", back=reverse("gk_publications:schemes"),
        done="索引号规则已设定，以后的编号按它编。", context=context, template="placements/scheme",
    )  # fmt: skip


def _sample(unit: Organisation, template: str, today: Any) -> str:
    """The first number of the year, "" where the template cannot be."""
    try:
        return queries.sample(unit, template, on=today)
    except Refused:
        return ""

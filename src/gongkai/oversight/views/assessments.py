"""Assessments of a superior's units: schemes, the ranking, the trend, and the forms; each calls one act."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.organisations import permissions
from gongkai.organisations import queries as units
from gongkai.organisations.views import hidden_from_others
from gongkai.oversight import acts, queries
from gongkai.oversight.inspection_forms import NothingForm, SchemeForm, ScoreForm, WeightsForm
from gongkai.oversight.measures import measures
from gongkai.oversight.models import Scheme
from gongkai.oversight.views.answers import Crumbs, answered, asked_unit, may, page, today, unit_crumbs

_methods = require_http_methods(["GET", "HEAD", "POST"])
Values = dict[str, Any]


@require_safe
@hidden_from_others
def assessments(request: HttpRequest, code: str) -> HttpResponse:
    """The schemes of a superior, and its units' totals over the years."""
    found = asked_unit(request, code, "oversight.assess")
    years, trend = queries.trend(found)
    context = {"unit": found, "schemes": queries.schemes_of(found), "years": years, "trend": trend,
               "may": may(request, found) if found.closed_on is None else set()}  # fmt: skip
    return page(request, "assessments", "考核", context, trail=unit_crumbs(found))


@_methods
@hidden_from_others
def make_scheme(request: HttpRequest, code: str) -> HttpResponse:
    """A scheme of a year."""
    unit = asked_unit(request, code, "oversight.set_scheme")

    def act(values: Values) -> None:
        acts.make_scheme(unit, values["year"], by=request.user, on=today())

    trail = [*unit_crumbs(unit), ("考核", reverse("gk_oversight:assessments", args=[unit.code]))]
    form = SchemeForm(request.POST or None, initial={"year": today().year - 1})
    return answered(request, form, act, title="制定考核方案", trail=trail, done="考核方案已制定。",
                    warning="沿用上一年度的方案；第一年用系统自带的方案。制定以后可以调整权重。")  # fmt: skip


@require_safe
@hidden_from_others
def scheme(request: HttpRequest, uid: str) -> HttpResponse:
    """A scheme with the ranking as it stands."""
    found = _scheme(request, uid, "oversight.assess")
    known = measures()
    items = list(found.items.all())
    context = {
        "scheme": found,
        "items": [(item, known.get(item.measure)) for item in items],
        "ranking": [(row, list(zip(items, row.scores, strict=True))) for row in queries.ranking(found)],
        "may": may(request, found.organisation) if found.closed_on is None else set(),
    }
    return page(request, "scheme", found.title, context, trail=_trail(found)[:-1])


@_methods
@hidden_from_others
def weigh_items(request: HttpRequest, uid: str) -> HttpResponse:
    """The weights of a scheme."""
    found = _scheme(request, uid, "oversight.set_scheme")

    def act(values: Values) -> None:
        acts.weigh_items(found, values, by=request.user, on=today())

    form = WeightsForm(request.POST or None, scheme=found)
    return answered(request, form, act, title="调整权重", trail=_trail(found), done="权重已调整。",
                    warning="各项权重合计应为100。")  # fmt: skip


@_methods
@hidden_from_others
def compute_scores(request: HttpRequest, uid: str) -> HttpResponse:
    """Every computed item, from what is recorded now."""
    found = _scheme(request, uid, "oversight.assess")

    def act(_values: Values) -> None:
        acts.compute_scores(found, by=request.user, on=today())

    return answered(request, NothingForm(request.POST or None), act, title="计算得分", trail=_trail(found),
                    done="得分已计算。", warning="按现在登记的数据重新计算，以前计算的得分被替换。")  # fmt: skip


@_methods
@hidden_from_others
def judge_score(request: HttpRequest, uid: str, key: str, code: str) -> HttpResponse:
    """The points of a unit on an item."""
    found = _scheme(request, uid, "oversight.assess")
    item, unit = queries.item(found, key), units.by_code(code)
    if item is None or unit is None or not queries.assessed(found).filter(pk=unit.pk).exists():
        raise Http404

    def act(values: Values) -> None:
        acts.judge_score(item, unit, values["points"], values["reason"], by=request.user, on=today())

    known = item.scores.filter(unit=unit).first()
    initial = {"points": known.points, "reason": known.reason} if known else None
    form = ScoreForm(request.POST or None, initial=initial)
    return answered(request, form, act, title=f"{unit.name}：{item.label}（满分{item.weight}）", trail=_trail(found),
                    done="已评分。")  # fmt: skip


@_methods
@hidden_from_others
def close_assessment(request: HttpRequest, uid: str) -> HttpResponse:
    """The ranking is published to the units."""
    found = _scheme(request, uid, "oversight.assess")

    def act(_values: Values) -> None:
        acts.close_assessment(found, by=request.user, on=today())

    return answered(request, NothingForm(request.POST or None), act, title="公布结果", trail=_trail(found),
                    done="考核结果已公布。", warning="公布以后得分和权重不能再改。")  # fmt: skip


def _scheme(request: HttpRequest, uid: str, act: str) -> Scheme:
    found = queries.scheme(uid)
    if found is None:
        raise Http404
    permissions.require(request.user, act, found.organisation, on=today())
    return found


def _trail(found: Scheme) -> Crumbs:
    unit = found.organisation
    return [*unit_crumbs(unit), ("考核", reverse("gk_oversight:assessments", args=[unit.code])),
            (found.title, reverse("gk_oversight:scheme", args=[found.uid]))]  # fmt: skip

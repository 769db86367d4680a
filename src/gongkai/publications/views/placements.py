"""Where a publication stands, and what others offer to the sites that one runs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.errors import Refused
from gongkai.organisations import permissions
from gongkai.publications import rendering
from gongkai.publications.acts import files
from gongkai.publications.acts import placements as acts
from gongkai.publications.models import Placement, Publication
from gongkai.publications.placement_forms import AcceptForm, ArticleForm, CompleteForm, PlanForm, ReasonOnlyForm
from gongkai.publications.queries import facts
from gongkai.publications.queries import placements as queries
from gongkai.publications.views.pages import form_page, hidden_from_others, publication_for, show

_ACCEPT, _PLACE = "publications.accept_placement", "publications.place"


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def placements(request: HttpRequest, uid: str) -> HttpResponse:
    """The places of a publication, and a further one."""
    today = timezone.localdate()
    publication = publication_for(request, uid, "publications.view", today)
    may_place = permissions.can(request.user, _PLACE, publication.organisation, on=today)
    if request.method == "POST" and not may_place:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    columns = list(queries.columns_open(today)) if may_place else []
    plan = PlanForm(sent if sent and "column" in sent else None, columns=columns)
    article = ArticleForm(sent if sent and "named" in sent else None)
    status = 200
    if sent is not None:
        form: Any = article if "named" in sent else plan
        status = _placed(request, publication, form, {column.code: column for column in columns}, today)
        if status == 302:
            return redirect("gk_publications:placements", publication.uid)
    found = list(queries.of_publication(publication))
    running = queries.run_by(request.user, found, on=today)
    rows = [(row, _steps(row, may_place, queries.operator_of(row).pk in running)) for row in found]
    may = permissions.acts_at(request.user, publication.organisation, on=today)
    context = {
        "publication": publication,
        "rows": rows,
        "plan": plan,
        "article": article,
        "may_place": may_place,
        "may_set_validity": "publications.set_validity" in may and facts.has_validity(publication.kind),
        "may_evaluate": "publications.evaluate" in may and publication.way != "proactive",
    }
    trail = ((reverse("gk_publications:review", args=[publication.uid]), publication.title),)
    return show(
        request, "placements/publication", f"发布位置：{publication.title}", context, status=status, trail=trail
    )


@require_safe
@hidden_from_others
def offers(request: HttpRequest) -> HttpResponse:
    """What waits to be accepted, and what was accepted outside without a proof."""
    today = timezone.localdate()
    may = [permissions.can_anywhere(request.user, act, on=today) for act in (_ACCEPT, _PLACE)]
    if not any(may):
        raise Http404
    context = {
        "offers": list(queries.offers(request.user, on=today)[: queries.SHOWN]),
        "lacking": list(queries.without_proof(request.user, on=today)[: queries.SHOWN]),
        "may_accept": may[0],
        "may_place": may[1],
        "shown": queries.SHOWN,
    }
    return show(request, "placements/offers", "待采用的信息", context)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def accept(request: HttpRequest, uid: str) -> HttpResponse:
    """Take an offer, or complete an outside placement."""
    placement, today = _found(request, uid), timezone.localdate()
    is_complete = placement.state == "accepted"
    kind = CompleteForm if is_complete else AcceptForm
    first = {"address": placement.address}
    form = kind(request.POST or None, request.FILES or None, initial=first)

    def act(values: dict[str, Any]) -> None:
        proof = None
        if values["proof"]:
            operator = queries.operator_of(placement)
            runs_it = permissions.can(request.user, _ACCEPT, operator, on=today)
            keeper = operator if runs_it else placement.organisation
            proof = files.store(values["proof"], unit=keeper, by=request.user, on=today)
        acts.accept(
            placement, by=request.user, on=today, address=values["address"], proof=proof, from_on=values.get("from_on")
        )

    _require_operator_or_outside(request, placement, today)
    title = "补充网址和凭证" if is_complete else "采用"
    return _form(request, placement, form, act, verb=title, done="已登记。")


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def give_back(request: HttpRequest, uid: str) -> HttpResponse:
    """Return an offer."""
    placement, today = _found(request, uid), timezone.localdate()
    permissions.require(request.user, _ACCEPT, queries.operator_of(placement), on=today)

    def act(values: dict[str, Any]) -> None:
        acts.give_back(placement, values["reason"], by=request.user, on=today)

    return _form(
        request, placement, ReasonOnlyForm(request.POST or None), act, verb="退回", done="已退回，发布方能看到理由。"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def take_down(request: HttpRequest, uid: str) -> HttpResponse:
    """Take it off its place."""
    placement, today = _found(request, uid), timezone.localdate()
    if not permissions.can(request.user, _ACCEPT, queries.operator_of(placement), on=today):
        permissions.require(request.user, _PLACE, placement.organisation, on=today)

    def act(values: dict[str, Any]) -> None:
        acts.take_down(placement, values["reason"], by=request.user, on=today)

    return _form(request, placement, ReasonOnlyForm(request.POST or None), act, verb="撤下", done="已从该位置撤下。")


def _found(request: HttpRequest, uid: str) -> Placement:
    return get_object_or_404(queries.with_places(), uid=uid)


def _require_operator_or_outside(request: HttpRequest, placement: Placement, today: date) -> None:
    outside = placement.column is not None and not placement.column.website.is_own
    if not (outside and permissions.can(request.user, _PLACE, placement.organisation, on=today)):
        permissions.require(request.user, _ACCEPT, queries.operator_of(placement), on=today)


def _placed(request: HttpRequest, publication: Publication, form: Any, columns: dict[str, Any], today: date) -> int:
    """Do what *form* asks; the status of the answer, 302 where it is done."""
    if not form.is_valid():
        return 422
    try:
        if "column" in form.cleaned_data:
            made = acts.plan(publication, columns[form.cleaned_data["column"]], by=request.user, on=today)
        else:
            article = queries.article_named(form.cleaned_data["named"], publication.organisation)
            made = acts.place_in_article(publication, article, by=request.user, on=today)
    except Refused as refused:
        form.add_error(None, refused.message)
        return 409
    messages.success(request, f"已登记：{made.get_state_display()}。")
    return 302


def _steps(row: Placement, may_place: bool, runs_it: bool) -> list[tuple[str, str]]:
    """What the person may do with a placement: label and address."""
    if row.until_on is not None or row.state == "returned":
        return []
    outside = row.column is not None and not row.column.website.is_own
    steps = []
    if row.state == "offered" and (runs_it or (outside and may_place)):
        steps.append(("采用" if runs_it else "登记已在对方网站发布", "accept_placement"))
    if row.state == "accepted" and outside and (runs_it or may_place) and not (row.address and row.proof):
        steps.append(("补充网址和凭证", "accept_placement"))
    if row.state == "offered" and runs_it:
        steps.append(("退回", "return_placement"))
    if runs_it or may_place:
        steps.append(("收回" if row.state == "offered" and may_place else "撤下", "end_placement"))
    return [(label, reverse(f"gk_publications:{name}", args=[row.uid])) for label, name in steps]


def _form(request: HttpRequest, placement: Placement, form: Any, act: Any, *, verb: str, done: str) -> HttpResponse:
    place = queries.place_of(placement.column or placement.article)  # type: ignore[arg-type]
    today = timezone.localdate()
    own = permissions.can(request.user, "publications.view", placement.organisation, on=today)
    back = (
        reverse("gk_publications:placements", args=[placement.publication.uid])
        if own
        else reverse("gk_publications:offers")
    )
    # Who is asked to take something reads it first, though it is another unit's.
    text = rendering.body(placement.publication) if placement.state == "offered" else ""
    context = {"button": verb, "placement": placement, "place": place, "text": text}
    title = f"{verb}：{placement.publication.title}"
    return form_page(request, form, act, title=title, back=back, done=done, context=context, template="placements/step")
